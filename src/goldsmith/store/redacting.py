"""What redaction reads and rewrites: the one place where rows of the ledger change, each under its old number."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from goldsmith.store.ledger import Transaction

Rows = list[sqlite3.Row]
Form = Literal["text", "json", "name"]  # name: what tells rows apart, so that two never become one

CONTENT: Mapping[str, Mapping[str, Form]] = {
    "meta": {"value": "text"},
    "run": {"parameters": "json"},
    "guideline": {"text": "text", "note": "text", "by_name": "text"},
    "item": {"source": "name", "external_id": "name", "grp": "name", "fields": "json", "metadata": "json"},
    "annotator": {"name": "name", "spec": "json"},
    "assignment": {"shown": "json"},
    "annotation": {"value": "json", "reason": "text", "second": "json", "note": "text"},
    "gold": {"value": "json", "rationale": "text", "reason_code": "text", "by_name": "text"},
    "finding": {"detail": "json"},
    "remark": {"text": "text", "by_name": "text", "detail": "json"},
    "split": {"grp": "name"},
    "release": {"manifest": "json", "note": "text", "by_name": "text"},
    "state_setting": {"value": "json"},
    "state_case": {"name": "text"},
    "state_batch": {"name": "text", "note": "text"},
}
STRUCTURE = {  # columns of the ledger that hold ids, times, keys and figures, and nothing that anybody wrote
    "meta": {"key"},
    "run": {"id", "stage", "method", "environment", "by_person", "at"},
    "guideline": {"id", "carries", "by_person", "at"},
    "item": {"id", "digest"},
    "annotator": {"id", "kind", "person", "at"},
    "assignment": {"id", "purpose", "policy", "arm", "at"},
    "annotation": {"id", "submission", "question", "kind", "assignment", "at"},
    "gold": {"id", "question", "method", "evidence", "probabilities", "by_person", "at"},
    "finding": {"id", "type", "question"},
    "remark": {"id", "target", "target_id", "type", "by_person", "at"},
    "split": {"part"},
    "release": {"id", "name", "by_person", "at"},
    "batch_item": set(),
}
PENDING = "redaction"  # the setting that names what a redaction has still to do outside the project's file
BATCH = 2000


def tables(sql: sqlite3.Connection) -> list[str]:
    """Return the tables with content that this file has."""
    known = {row["name"] for row in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [table for table in CONTENT if table in known]


def key_of(table: str) -> str:
    """Return what a table's rows are found by."""
    return {"meta": "key", "state_setting": "key", "state_case": "rowid", "state_batch": "run"}.get(
        table, "seq"
    )


def rows(
    sql: sqlite3.Connection, table: str, items: Sequence[int] | None, *, text: str | None = None
) -> Iterator[sqlite3.Row]:
    """Yield a table's rows: of some items, or all. Each has its key, its columns and the item it is about, if any.

    What belongs to no item is not read when items are named. Rows may be changed while they are being read. text: only
    rows that hold it, as it stands, in a column with content.
    """
    key = key_of(table)
    about = _about(table)
    if items is not None and about == "NULL":
        return
    chosen = "" if items is None else f"AND {about} IN (SELECT value FROM json_each(:items))"
    if text is not None:
        chosen += f" AND ({' OR '.join(f'instr(t.{column}, :text)' for column in CONTENT[table])})"
    if table == "state_case":  # WITHOUT ROWID, and small
        yield from sql.execute(
            "SELECT t.*, t.item || '/' || t.question AS key, t.item AS about FROM state_case t "
            f"WHERE 1 {chosen}",
            {"items": json.dumps(list(items or ())), "text": text},
        ).fetchall()
        return
    last: Any = "" if key == "key" else 0
    while True:
        found = sql.execute(
            f"SELECT t.*, t.{key} AS key, {about} AS about FROM {table} t "
            f"WHERE t.{key} > :last {chosen} ORDER BY t.{key} LIMIT {BATCH}",
            {"last": last, "items": json.dumps(list(items or ())), "text": text},
        ).fetchall()
        if not found:
            return
        yield from found
        last = found[-1]["key"]


def _about(table: str) -> str:
    """Return the SQL of the item that a row is about."""
    if table == "item":
        return "t.seq"
    if table in {"assignment", "annotation", "gold", "finding", "split", "state_case"}:
        return "t.item"
    if table == "remark":
        return (
            "CASE t.target WHEN 'item' THEN (SELECT seq FROM item WHERE id = t.target_id) "
            "WHEN 'annotation' THEN (SELECT item FROM annotation WHERE id = t.target_id) "
            "WHEN 'gold' THEN (SELECT item FROM gold WHERE id = t.target_id) "
            "WHEN 'finding' THEN (SELECT item FROM finding WHERE id = t.target_id) END"
        )
    return "NULL"


def put(tx: Transaction, table: str, key: Any, cells: Mapping[str, str | None]) -> None:
    """Change columns of one row, under the number it has."""
    told = ", ".join(f"{column} = :{column}" for column in cells)
    if table == "state_case":
        item, _, question = str(key).partition("/")
        tx.sql.execute(
            f"UPDATE state_case SET {told} WHERE item = :k_item AND question = :k_question",
            {**cells, "k_item": int(item), "k_question": question},
        )
        return
    tx.sql.execute(f"UPDATE {table} SET {told} WHERE {key_of(table)} = :k_key", {**cells, "k_key": key})


def rename(tx: Transaction, table: str, key: Any, old: str, new: str) -> None:
    """Give a row whose id was made from its content another id, also where remarks name it."""
    put(tx, table, key, {"id": new})
    tx.sql.execute("UPDATE remark SET target_id = ? WHERE target = ? AND target_id = ?", (new, table, old))


def forget_digest(tx: Transaction, item: int, old: str, new: str) -> None:
    """Replace an item's content digest, also where a split named a group by it."""
    put(tx, "item", item, {"digest": new})
    tx.sql.execute("UPDATE split SET grp = replace(grp, ?, ?) WHERE item = ?", (old, new, item))


def n_equal(sql: sqlite3.Connection, items: Sequence[int]) -> int:
    """Return how many other items have the same content as some of these."""
    row = sql.execute(
        "SELECT count(*) FROM item WHERE digest IN "
        "(SELECT digest FROM item WHERE seq IN (SELECT value FROM json_each(:n))) "
        "AND seq NOT IN (SELECT value FROM json_each(:n))",
        {"n": json.dumps(list(items))},
    ).fetchone()
    return int(row[0])


def media_in_use(sql: sqlite3.Connection, names: Sequence[str]) -> set[str]:
    """Return which of these media files items still name."""
    rows_ = sql.execute(
        "SELECT DISTINCT json_extract(f.value, '$.media') AS media FROM item i, json_each(i.fields) f "
        "WHERE json_extract(f.value, '$.media') IN (SELECT value FROM json_each(?))",
        (json.dumps(list(names)),),
    )
    return {row["media"] for row in rows_}


def redacted_items(sql: sqlite3.Connection, items: Sequence[int] | None = None) -> int:
    """Return how many items, of these or of all, had content blanked."""
    row = sql.execute(
        "SELECT count(DISTINCT r.target_id) FROM remark r WHERE r.target = 'item' AND r.type = 'redaction'"
        + (
            ""
            if items is None
            else " AND r.target_id IN (SELECT id FROM item WHERE seq IN (SELECT value FROM json_each(?)))"
        ),
        () if items is None else (json.dumps(list(items)),),
    ).fetchone()
    return int(row[0])


def rewritten(sql: sqlite3.Connection, release: str) -> dict[str, Any] | None:
    """Return a release's files and checksums after its last redaction, or None when it is as it was made."""
    row = sql.execute(
        "SELECT parameters FROM run WHERE stage = 'redact' AND method = 'rewrite.v1' "
        "AND json_extract(parameters, '$.release') = ? ORDER BY seq DESC LIMIT 1",
        (release,),
    ).fetchone()
    return json.loads(row["parameters"]) if row else None


def releases_with(sql: sqlite3.Connection, items: Sequence[int]) -> list[str]:
    """Return the releases that hold some of these items."""
    rows_ = sql.execute(
        "SELECT DISTINCT e.name FROM release e JOIN split p ON p.run = e.run "
        "WHERE p.item IN (SELECT value FROM json_each(?)) ORDER BY e.seq",
        (json.dumps(list(items)),),
    )
    return [row["name"] for row in rows_]
