"""Items of equal content, or of one group, and the labels that they have: grouped by SQL over the caches."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal

from goldsmith.store.queries import group_of

Rows = list[sqlite3.Row]
By = Literal["content", "group"]

# label: what an item has, its gold before its answers. An item without gold may have several.
_MEMBERS = """
WITH repeated AS MATERIALIZED (
  SELECT {key} AS key FROM item i WHERE {key} IS NOT NULL GROUP BY {key} HAVING count(*) > 1),
member AS MATERIALIZED (
  SELECT {key} AS key, i.seq AS item, t.disagreement, t.gold, json_type(t.gold, :path) IS NOT NULL AS has_gold
  FROM {found} JOIN state_item t ON t.item = i.seq WHERE t.status <> 'withdrawn'),
held AS MATERIALIZED (
  SELECT key, item, 1 AS has_gold, coalesce(json_extract(gold, :value), '') AS label, 1 AS n
  FROM member WHERE has_gold
  UNION ALL SELECT m.key, m.item, 0, l.label, l.n FROM member m JOIN state_label l ON l.item = m.item
  WHERE NOT m.has_gold AND l.question = :question)"""

# one: an answer has one label, so two labels are a contradiction; else items are compared by the sets that they use
_ONE = """SELECT key, count(DISTINCT label) > 1 AS is_torn, count(DISTINCT item) AS n_labeled
  FROM held GROUP BY key"""
_SETS = """SELECT key, count(DISTINCT label) > 1 AS is_torn, count(*) AS n_labeled FROM (
  SELECT key, item, group_concat(label, char(10)) AS label FROM (SELECT * FROM held ORDER BY key, item, label)
  GROUP BY key, item) GROUP BY key"""


def _key(sql: sqlite3.Connection, by: By) -> tuple[str, str]:
    """Return the SQL of what items share, and how those of a repeated one are found."""
    if by == "content":
        return "i.digest", "repeated r JOIN item i ON i.digest = r.key"
    key = group_of(sql)
    return key, f"item i JOIN repeated r ON {key} = r.key"


def shared(
    sql: sqlite3.Connection, question: str, *, by: By, is_single: bool, only: str, limit: int, offset: int
) -> Rows:
    """Return what several items share, contradictions first, then by how many items; each row has `total`.

    is_single: an answer to the question has one label. only: "torn", "alike", "unlabeled" or "" for all.
    """
    key, found = _key(sql, by)
    chosen = {
        "torn": "WHERE is_torn",
        "alike": "WHERE NOT is_torn AND n_labeled > 0",
        "unlabeled": "WHERE n_labeled = 0",
    }.get(only, "")
    return sql.execute(
        f"""{_MEMBERS.format(key=key, found=found)}, judged AS ({_ONE if is_single else _SETS}),
        told AS (
          SELECT m.key, min(m.item) AS first, count(*) AS n_items, sum(m.has_gold) AS n_gold,
            coalesce(j.n_labeled, 0) AS n_labeled,
            coalesce(j.is_torn, 0) OR (:is_single = 0 AND max(NOT m.has_gold AND coalesce(m.disagreement, 0) > 0))
              AS is_torn
          FROM member m LEFT JOIN judged j ON j.key = m.key GROUP BY m.key HAVING count(*) > 1)
        SELECT *, count(*) OVER () AS total FROM told {chosen}
        ORDER BY is_torn DESC, n_labeled > 0 DESC, n_items DESC, first LIMIT :limit OFFSET :offset""",
        {
            "question": question,
            "path": f'$."{question}"',
            "value": f'$."{question}".value',
            "is_single": int(is_single),
            "limit": limit,
            "offset": offset,
        },
    ).fetchall()


def members(sql: sqlite3.Connection, item: int, *, by: By) -> list[int]:
    """Return the items that share content or group with one, itself among them; withdrawn ones are left out."""
    key = "i.digest" if by == "content" else group_of(sql)
    row = sql.execute(f"SELECT {key} AS key FROM item i WHERE i.seq = ?", (item,)).fetchone()
    if row is None or row["key"] is None:
        return []
    rows = sql.execute(
        f"SELECT i.seq FROM item i JOIN state_item t ON t.item = i.seq WHERE {key} = ? "
        "AND t.status <> 'withdrawn' ORDER BY i.seq",
        (row["key"],),
    )
    return [row["seq"] for row in rows]


def labels_of(sql: sqlite3.Connection, items: Sequence[int], question: str) -> dict[str, int]:
    """Return how often present answers to these items use each label, most frequent first."""
    rows = sql.execute(
        "SELECT label, sum(n) AS n FROM state_label WHERE question = ? "
        "AND item IN (SELECT value FROM json_each(?)) GROUP BY label ORDER BY n DESC, label",
        (question, json.dumps(list(items))),
    )
    return {row["label"]: row["n"] for row in rows}


def golds_of(sql: sqlite3.Connection, items: Sequence[int], question: str) -> list[tuple[str, int]]:
    """Return the standing gold values of these items as JSON, "null" where unresolvable, with how many have each."""
    rows = sql.execute(
        "SELECT gold -> :value AS value, count(*) AS n FROM state_item "
        "WHERE item IN (SELECT value FROM json_each(:items)) AND json_type(gold, :path) IS NOT NULL "
        "GROUP BY 1 ORDER BY n DESC, 1",
        {
            "value": f'$."{question}".value',
            "path": f'$."{question}"',
            "items": json.dumps(list(items)),
        },
    )
    return [(row["value"] or "null", row["n"]) for row in rows]


def newest(sql: sqlite3.Connection, items: Sequence[int]) -> int:
    """Return the number of the newest answer, ruling or withdrawal of any of these items."""
    row = sql.execute(
        """SELECT max(seq) FROM (
          SELECT max(a.seq) AS seq FROM annotation a WHERE a.item IN (SELECT value FROM json_each(:items))
          UNION ALL SELECT max(g.seq) FROM gold g WHERE g.item IN (SELECT value FROM json_each(:items))
          UNION ALL SELECT max(seq) FROM remark WHERE type IN ('withdrawal', 'correction'))""",
        {"items": json.dumps(list(items))},
    ).fetchone()
    return int(row[0] or 0)
