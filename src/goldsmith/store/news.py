"""What has become of a project since a fact, for those who want to be told: ids and times, and nobody's answers."""

from __future__ import annotations

import sqlite3
from typing import Any

from goldsmith.store.queries import SECOND

News = tuple[int, dict[str, Any]]  # the fact's number, and what happened


def since(sql: sqlite3.Connection, seq: int, upto: int) -> list[News]:
    """Return what people answered, what was decided, released and imported after a fact, in order."""
    found = [
        (row["last"], _event("answer.given", row, ("item", "annotator", "purpose")))
        for row in sql.execute(_ANSWERS, (seq, upto))
    ]
    for kind, statement, keys in (
        ("item.decided", _DECIDED, ("item", "question", "by")),
        ("release.made", _RELEASED, ("release",)),
        ("items.imported", _IMPORTED, ("n_items",)),
    ):
        found += [(row["last"], _event(kind, row, keys)) for row in sql.execute(statement, (seq, upto))]
    return sorted(found, key=lambda one: one[0])


def _event(kind: str, row: sqlite3.Row, keys: tuple[str, ...]) -> dict[str, Any]:
    return {"id": row["id"], "type": kind, "at": row["at"], **{key: row[key] for key in keys}}


_ANSWERS = """
SELECT n.submission AS id, max(n.seq) AS last, n.at, i.id AS item, r.id AS annotator,
  coalesce(a.purpose, 'label') AS purpose
FROM annotation n LEFT JOIN assignment a ON a.id = n.assignment JOIN item i ON i.seq = n.item
JOIN annotator r ON r.seq = n.annotator
WHERE n.seq > ? AND n.seq <= ? AND coalesce(a.purpose, '') <> 'import' GROUP BY n.submission"""
_DECIDED = f"""
SELECT g.id, g.seq AS last, g.at, i.id AS item, g.question, iif(g.run IS NULL, 'person', 'method') AS by
FROM gold g JOIN item i ON i.seq = g.item WHERE g.seq > ? AND g.seq <= ? AND g.method <> '{SECOND}'"""
_RELEASED = "SELECT id, seq AS last, at, name AS release FROM release WHERE seq > ? AND seq <= ?"
_IMPORTED = """
SELECT id, seq AS last, at, json_extract(parameters, '$.n_items') AS n_items FROM run
WHERE stage = 'ingest' AND seq > ? AND seq <= ?"""
