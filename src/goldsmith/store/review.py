"""Reads of the review of single answers: which there are, which were drawn, what was said of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from goldsmith.store.queries import NOW, answer_stands, has_withdrawals

Rows = list[sqlite3.Row]
SAMPLED = "review"  # the type of findings that name a drawn answer
VERDICT = "review"  # the type of remarks on answers that say what the reviewer found
HEAD = "NOT EXISTS (SELECT 1 FROM annotation b WHERE b.replaces = a.seq)"


def singles(sql: sqlite3.Connection, question: str, items: Sequence[int] | None = None) -> Rows:
    """Return the present answers to a question that one person alone gave, where no other is wanted, by item.

    has_gold: something is held true of the item already. items: only these.
    """
    values = {
        "question": question,
        "path": f'$."{question}"',
        "items": None if items is None else json.dumps(list(items)),
    }
    return sql.execute(
        f"""SELECT a.*, i.id AS item_id, w.id AS annotator_id, w.kind AS annotator_kind, w.name AS annotator_name,
          w.person AS person_of, s.purpose, t.gold <> '{{}}' AND json_type(t.gold, :path) IS NOT NULL AS has_gold
        FROM state_item t JOIN annotation a ON a.item = t.item AND a.question = :question
          JOIN state_seen e ON e.annotator = a.annotator AND e.item = a.item AND e.counted = 1
          JOIN annotator w ON w.seq = a.annotator JOIN item i ON i.seq = a.item
          LEFT JOIN assignment s ON s.id = a.assignment
        WHERE t.n_answers = 1 AND t.status IN ('complete', 'accepted', 'ruled') AND w.kind = 'human'
          AND a.value IS NOT NULL AND a.surplus = 0 AND {HEAD}
          AND coalesce(s.purpose, 'label') IN ('label', 'import', 'review') {_if_withdrawn(sql)}
          AND (:items IS NULL OR t.item IN (SELECT value FROM json_each(:items)))
        ORDER BY a.item""",
        {**values, "as_of": NOW},
    ).fetchall()


def _if_withdrawn(sql: sqlite3.Connection) -> str:
    return f"AND {answer_stands('a')}" if has_withdrawals(sql) else ""


def drawn(sql: sqlite3.Connection, question: str) -> Rows:
    """Return the findings that name the drawn answers to a question, oldest first."""
    return sql.execute(
        "SELECT f.*, i.id AS item_id FROM finding f JOIN item i ON i.seq = f.item "
        "WHERE f.type = ? AND f.question = ? ORDER BY f.seq",
        (SAMPLED, question),
    ).fetchall()


def verdicts(sql: sqlite3.Connection, question: str, item: int | None = None) -> Rows:
    """Return what was said of answers to a question, oldest first, with the answer that each is about."""
    return sql.execute(
        f"""SELECT r.*, a.item, a.annotator, a.value, a.guideline FROM remark r
        JOIN annotation a ON r.target = 'annotation' AND a.id = r.target_id JOIN annotator w ON w.seq = a.annotator
        WHERE r.type = :type AND a.question = :question AND (:item IS NULL OR a.item = :item) {_if_withdrawn(sql)}
        ORDER BY r.seq""",
        {"type": VERDICT, "question": question, "item": item, "as_of": NOW},
    ).fetchall()


def returned(sql: sqlite3.Connection, annotator: int) -> Rows:
    """Return the assignments by which answers were given back to somebody who has not answered again, oldest first.

    What was taken back by the reviewer, ruled on since, withdrawn, or is in their hands, is none of them.
    """
    return sql.execute(
        f"""SELECT s.id, s.item FROM assignment s
        WHERE s.purpose NOT IN ('label', 'import') AND s.purpose = 'review' AND s.annotator = :annotator
          AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.item = s.item AND n.assignment = s.id)
          AND NOT EXISTS (SELECT 1 FROM state_lease l WHERE l.item = s.item AND l.annotator = s.annotator)
          AND (SELECT status FROM state_item t WHERE t.item = s.item) NOT IN ('withdrawn', 'ruled')
          AND EXISTS (SELECT 1 FROM annotation a JOIN remark r ON r.target = 'annotation' AND r.target_id = a.id
            WHERE a.item = s.item AND a.annotator = s.annotator AND {HEAD} AND r.type = '{VERDICT}'
              AND json_extract(r.detail, '$.assignment') = s.id
              AND NOT EXISTS (SELECT 1 FROM remark l WHERE l.target = 'annotation' AND l.target_id = a.id
                AND l.type = r.type AND l.seq > r.seq))
        ORDER BY s.seq""",
        {"annotator": annotator},
    ).fetchall()


def returned_with(sql: sqlite3.Connection, assignments: Sequence[str]) -> dict[str, str]:
    """Return what the reviewer wrote when an answer was given back, by the assignment."""
    rows = sql.execute(
        """SELECT s.id, r.text FROM assignment s JOIN annotation a ON a.item = s.item AND a.annotator = s.annotator
        JOIN remark r ON r.target = 'annotation' AND r.target_id = a.id AND r.type = ?
          AND json_extract(r.detail, '$.assignment') = s.id
        WHERE s.id IN (SELECT value FROM json_each(?))""",
        (VERDICT, json.dumps(list(assignments))),
    )
    return {row["id"]: row["text"] for row in rows}
