"""Reads of what people took back: withdrawals and corrections, with who, when and why; and one item's whole history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

Rows = list[sqlite3.Row]
TARGETS = ("item", "annotation", "annotator", "run", "gold")


def standing(sql: sqlite3.Connection, target: str | None, *, limit: int, offset: int = 0) -> Rows:
    """Return the withdrawals that stand now, newest first; each with what it is about (`item`, `name`)."""
    return sql.execute(
        """SELECT r.*, coalesce(i.id, ai.id, gi.id) AS item,
          coalesce(i.external_id, ai.external_id, gi.external_id) AS external_id,
          coalesce(w.name, aw.name, g.by_name, json_extract(u.parameters, '$.name')) AS name,
          coalesce(a.question, g.question) AS question
        FROM remark r
          LEFT JOIN item i ON r.target = 'item' AND i.id = r.target_id
          LEFT JOIN annotation a ON r.target = 'annotation' AND a.id = r.target_id
          LEFT JOIN item ai ON ai.seq = a.item LEFT JOIN annotator aw ON aw.seq = a.annotator
          LEFT JOIN annotator w ON r.target = 'annotator' AND w.id = r.target_id
          LEFT JOIN gold g ON r.target = 'gold' AND g.id = r.target_id LEFT JOIN item gi ON gi.seq = g.item
          LEFT JOIN run u ON r.target = 'run' AND u.id = r.target_id
        WHERE r.type = 'withdrawal' AND json_extract(r.detail, '$.restored') IS NULL
          AND (:target IS NULL OR r.target = :target)
          AND NOT EXISTS (SELECT 1 FROM remark l WHERE l.target = r.target AND l.target_id = r.target_id
            AND l.type = 'withdrawal' AND l.seq > r.seq)
        ORDER BY r.seq DESC LIMIT :limit OFFSET :offset""",
        {"target": target, "limit": limit, "offset": offset},
    ).fetchall()


def n_standing(sql: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows of each target are withdrawn now."""
    rows = sql.execute(
        "SELECT target, count(*) AS n FROM remark r WHERE type = 'withdrawal' "
        "AND json_extract(detail, '$.restored') IS NULL AND NOT EXISTS (SELECT 1 FROM remark l "
        "WHERE l.target = r.target AND l.target_id = r.target_id AND l.type = 'withdrawal' AND l.seq > r.seq) "
        "GROUP BY target"
    )
    return {row["target"]: row["n"] for row in rows}


def last_withdrawal(sql: sqlite3.Connection, target: str, target_id: str) -> sqlite3.Row | None:
    """Return the remark that withdrew a row or restored it last, or None when neither was ever done."""
    row: sqlite3.Row | None = sql.execute(
        "SELECT * FROM remark WHERE target = ? AND target_id = ? AND type = 'withdrawal' ORDER BY seq DESC LIMIT 1",
        (target, target_id),
    ).fetchone()
    return row


def known(sql: sqlite3.Connection, target: str, ids: Sequence[str]) -> Rows:
    """Return the rows of a target by their ids; answers and rulings with who gave them, runs only of imports."""
    giver = {
        "annotation": "(SELECT person FROM annotator w WHERE w.seq = t.annotator)",
        "gold": "t.by_person",
    }.get(target, "NULL")
    only = " AND t.stage = 'ingest'" if target == "run" else ""
    return sql.execute(
        f"SELECT t.*, {giver} AS giver FROM {target} t WHERE t.id IN (SELECT value FROM json_each(?)){only}",
        (json.dumps(list(ids)),),
    ).fetchall()


def items_of_annotator(sql: sqlite3.Connection, annotator: int) -> list[int]:
    rows = sql.execute("SELECT DISTINCT item FROM annotation WHERE annotator = ? ORDER BY item", (annotator,))
    return [row["item"] for row in rows]


def annotators(sql: sqlite3.Connection) -> Rows:
    """Return who ever answered, with the number of answers given and when the last one came."""
    return sql.execute(
        "SELECT w.*, count(a.seq) AS n, count(DISTINCT a.item) AS n_items, max(a.at) AS last_at "
        "FROM annotator w LEFT JOIN annotation a ON a.annotator = w.seq GROUP BY w.seq ORDER BY w.seq"
    ).fetchall()


def remarks_about(sql: sqlite3.Connection, item: int) -> Rows:
    """Return the remarks on an item, its import, its answers, who gave them and its rulings, oldest first."""
    return sql.execute(
        """SELECT r.* FROM remark r JOIN (
          SELECT 'item' AS target, id FROM item WHERE seq = :item
          UNION SELECT 'run', u.id FROM item i JOIN run u ON u.seq = i.run WHERE i.seq = :item
          UNION SELECT 'run', u.id FROM assignment s JOIN run u ON u.seq = s.run
            WHERE s.item = :item AND s.purpose = 'import'
          UNION SELECT 'annotation', id FROM annotation WHERE item = :item
          UNION SELECT 'annotator', w.id FROM annotation a JOIN annotator w ON w.seq = a.annotator WHERE a.item = :item
          UNION SELECT 'gold', id FROM gold WHERE item = :item
        ) about ON about.target = r.target AND about.id = r.target_id ORDER BY r.seq""",
        {"item": item},
    ).fetchall()


def answers_ever(sql: sqlite3.Connection, item: int) -> Rows:
    """Return every answer ever given to an item, replaced and withdrawn ones too, oldest first."""
    return sql.execute(
        "SELECT a.*, w.name AS who, w.id AS annotator_id, w.kind AS annotator_kind, w.person, "
        "EXISTS (SELECT 1 FROM annotation b WHERE b.replaces = a.seq) AS is_replaced "
        "FROM annotation a JOIN annotator w ON w.seq = a.annotator WHERE a.item = ? ORDER BY a.seq",
        (item,),
    ).fetchall()


def golds_ever(sql: sqlite3.Connection, item: int) -> Rows:
    return sql.execute(
        "SELECT g.*, EXISTS (SELECT 1 FROM gold h WHERE h.replaces = g.seq) AS is_replaced "
        "FROM gold g WHERE g.item = ? ORDER BY g.seq",
        (item,),
    ).fetchall()


def findings_about(sql: sqlite3.Connection, item: int) -> Rows:
    return sql.execute(
        "SELECT f.*, u.at, u.by_person FROM finding f JOIN run u ON u.seq = f.run WHERE f.item = ? ORDER BY f.seq",
        (item,),
    ).fetchall()


def parts_of_group(sql: sqlite3.Connection, group: str, grouped: str) -> dict[int, str]:
    """Return the items of a group that a split has placed, with their newest parts. grouped: SQL of the group."""
    rows = sql.execute(
        f"SELECT i.seq, p.part FROM item i JOIN split p ON p.item = i.seq WHERE {grouped} = ? ORDER BY p.seq",
        (group,),
    )
    return {row["seq"]: row["part"] for row in rows}


def is_annotator_withdrawn(sql: sqlite3.Connection, annotator: int) -> bool:
    """Return whether somebody's answers have been withdrawn as a whole."""
    row = sql.execute("SELECT id FROM annotator WHERE seq = ?", (annotator,)).fetchone()
    last = last_withdrawal(sql, "annotator", row["id"]) if row else None
    return last is not None and json.loads(last["detail"]).get("restored") is None
