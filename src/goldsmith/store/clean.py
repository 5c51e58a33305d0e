"""What cleaning reads: items in their order, what computations noticed about them, and what people said of that."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

NOW = 1 << 62
Rows = list[sqlite3.Row]


def items_after(sql: sqlite3.Connection, seq: int, limit: int) -> Rows:
    """Return the items after a number, withdrawn ones too: they may come back."""
    return sql.execute(
        "SELECT seq, id, fields FROM item WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
    ).fetchall()


def fields_of(sql: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, str]:
    """Return the fields of items, as JSON."""
    rows = sql.execute(
        "SELECT seq, fields FROM item WHERE seq IN (SELECT value FROM json_each(?))",
        (json.dumps(list(seqs)),),
    )
    return {row["seq"]: row["fields"] for row in rows}


def newest_item(sql: sqlite3.Connection) -> int:
    return int(sql.execute("SELECT coalesce(max(seq), 0) FROM item").fetchone()[0])


def n_items_between(sql: sqlite3.Connection, first: int, last: int) -> int:
    """Return how many items there are after `first`, up to `last`."""
    row = sql.execute("SELECT count(*) FROM item WHERE seq > ? AND seq <= ?", (first, last)).fetchone()
    return int(row[0])


def pairs(sql: sqlite3.Connection, after: int = 0) -> Rows:
    """Return what was found to be near: `id`, `seq`, `item`, `other` (numbers), `score` and `evidence`."""
    return sql.execute(
        "SELECT f.id, f.seq, f.item, o.seq AS other, f.score, f.detail ->> '$.evidence' AS evidence "
        "FROM finding f JOIN item o ON o.id = f.detail ->> '$.other' "
        "WHERE f.type = 'near_duplicate' AND f.seq > ? ORDER BY f.seq",
        (after,),
    ).fetchall()


def findings(sql: sqlite3.Connection, type_: str, after: int = 0) -> Rows:
    """Return what a computation noticed, in order. type_: how the types begin."""
    return sql.execute(
        "SELECT * FROM finding WHERE type GLOB ? || '*' AND seq > ? ORDER BY seq", (type_, after)
    ).fetchall()


def finding(sql: sqlite3.Connection, finding_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM finding WHERE id = ?", (finding_id,)).fetchone()
    return row


def verdicts(sql: sqlite3.Connection, type_: str, as_of: int = NOW) -> dict[str, sqlite3.Row]:
    """Return the last remark with a verdict on each finding, with `item` and, of a pair, `other`.

    type_: how the findings' types begin.
    """
    rows = sql.execute(
        "SELECT r.*, f.item, o.seq AS other FROM remark r JOIN finding f ON f.id = r.target_id "
        "LEFT JOIN item o ON o.id = f.detail ->> '$.other' "
        "WHERE r.type = 'verdict' AND r.target = 'finding' AND f.type GLOB ? || '*' AND r.seq <= ? ORDER BY r.seq",
        (type_, as_of),
    )
    return {row["target_id"]: row for row in rows}


def newest_verdict(sql: sqlite3.Connection, as_of: int = NOW) -> int:
    """Return the number of the newest verdict, 0 where there is none."""
    row = sql.execute(
        "SELECT coalesce(max(seq), 0) FROM remark WHERE type = 'verdict' AND seq <= ?", (as_of,)
    ).fetchone()
    return int(row[0])


def every_nth(sql: sqlite3.Connection, step: int, limit: int) -> Rows:
    """Return the fields of every so many items, in order."""
    return sql.execute(
        "SELECT fields FROM item WHERE seq % ? = 0 ORDER BY seq LIMIT ?", (step, limit)
    ).fetchall()


def label_counts(sql: sqlite3.Connection) -> Rows:
    """Return how many items have each label of each question."""
    return sql.execute(
        "SELECT question, label, count(*) AS n FROM state_label GROUP BY question, label ORDER BY question, label"
    ).fetchall()


def newest_placing(sql: sqlite3.Connection, as_of: int = NOW) -> int:
    """Return when a split last placed an item; 0 where none has."""
    row = sql.execute("SELECT max(seq) FROM split WHERE seq <= ?", (as_of,)).fetchone()
    return int(row[0] or 0)


def akin(sql: sqlite3.Connection, items: Sequence[int]) -> set[int]:
    """Return the items with the content of some items, or in one of their groups."""
    rows = sql.execute(
        "WITH some AS (SELECT i.digest, i.grp FROM json_each(?) j JOIN item i ON i.seq = j.value) "
        "SELECT seq FROM item WHERE digest IN (SELECT digest FROM some) "
        "UNION SELECT seq FROM item WHERE grp IN (SELECT grp FROM some WHERE grp IS NOT NULL)",
        (json.dumps(list(items)),),
    )
    return {row["seq"] for row in rows}


def placed(sql: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """Return the newest part of each placed item, and its group then."""
    rows = sql.execute("SELECT item, part, grp FROM split ORDER BY seq")
    return {item: (part, group) for item, part, group in rows}


def standing_labels(sql: sqlite3.Connection, question: str) -> Iterator[tuple[int, Any, dict[str, int]]]:
    """Yield each item with the value of its gold, or None, and how many answers use which label of a question."""
    for item, gold, used in sql.execute("SELECT item, gold, labels FROM state_item"):
        held = json.loads(gold).get(question)
        yield item, held and held["value"], json.loads(used).get(question, {})
