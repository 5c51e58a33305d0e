"""Items of equal content, or of one group, and the labels that they have: grouped by SQL over the caches."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal

from goldsmith.store.queries import group_of

Rows = list[sqlite3.Row]
By = Literal["content", "group"]


def shared(sql: sqlite3.Connection, question: str, *, by: By) -> Rows:
    """Return what several items share, in the order of their first items: `first`, `n_items`, `n_gold`, `n_labeled`.

    An item's gold stands for its answers. Least and greatest of what items have, from which a contradiction shows:
    `least_gold`, `most_gold` (gold values; empty: unresolvable) and `least_labels`, `most_labels` (the labels that the
    answers to an item use, one a line). `is_disputed`: answers to an item without gold differ.
    """
    key = "i.digest" if by == "content" else group_of(sql)
    found = (
        "repeated r JOIN item i ON i.digest = r.key"
        if by == "content"
        else f"item i JOIN repeated r ON r.key = {key}"
    )
    return sql.execute(
        f"""
        WITH repeated AS MATERIALIZED (
          SELECT {key} AS key, min(i.seq) AS first FROM item i WHERE {key} IS NOT NULL GROUP BY 1 HAVING count(*) > 1),
        member AS MATERIALIZED (SELECT r.first, i.seq AS item FROM {found} ORDER BY i.seq),
        held AS (
          SELECT m.first, t.gold <> '{{}}' AND json_type(t.gold, :path) IS NOT NULL AS has_gold, t.gold,
            t.disagreement > 0 AS is_disputed,
            (SELECT group_concat(label, char(10)) FROM state_label l WHERE l.item = m.item AND l.question = :question)
              AS labels
          FROM member m CROSS JOIN state_item t ON t.item = m.item WHERE t.status <> 'withdrawn')
        SELECT first, count(*) AS n_items, sum(has_gold) AS n_gold, sum(has_gold OR labels IS NOT NULL) AS n_labeled,
          min(CASE WHEN has_gold THEN coalesce(gold ->> :value, '') END) AS least_gold,
          max(CASE WHEN has_gold THEN coalesce(gold ->> :value, '') END) AS most_gold,
          min(CASE WHEN NOT has_gold THEN labels END) AS least_labels,
          max(CASE WHEN NOT has_gold THEN labels END) AS most_labels,
          max(is_disputed AND NOT has_gold) AS is_disputed
        FROM held GROUP BY first HAVING count(*) > 1""",
        {"question": question, "path": f'$."{question}"', "value": f'$."{question}".value'},
    ).fetchall()


def members(sql: sqlite3.Connection, item: int, *, by: By) -> list[int]:
    """Return the items that share content or group with one, itself among them; withdrawn ones are left out."""
    key = "i.digest" if by == "content" else group_of(sql)
    row = sql.execute(f"SELECT {key} AS key FROM item i WHERE i.seq = ?", (item,)).fetchone()
    if row is None or row["key"] is None:
        return []
    rows = sql.execute(
        f"SELECT i.seq FROM item i CROSS JOIN state_item t ON t.item = i.seq WHERE {key} = ? "
        "AND t.status <> 'withdrawn' ORDER BY i.seq",
        (row["key"],),
    )
    return [row["seq"] for row in rows]


def labels_of(sql: sqlite3.Connection, items: Sequence[int], question: str) -> dict[str, int]:
    """Return how often present answers to these items use each label, most frequent first."""
    rows = sql.execute(
        "SELECT l.label, sum(l.n) AS n FROM json_each(?) j CROSS JOIN state_label l ON l.item = j.value "
        "WHERE +l.question = ? GROUP BY l.label ORDER BY n DESC, l.label",
        (json.dumps(list(items)), question),
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
