"""Reads of a project's file. Each takes a connection; those of facts take `as_of`, the newest number they may see."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Rows = list[sqlite3.Row]
NOW = 1 << 62  # an `as_of` that sees everything
SECOND = "second.v1"  # the method of rulings made blind of the first ones: nothing is held true by them


# a corrected group: the last remark that says so, which may say that the item has none
_CORRECTION = """(SELECT {what} FROM remark c WHERE c.target = 'item' AND c.target_id = i.id
  AND c.type = 'correction' AND c.seq <= {as_of} ORDER BY c.seq DESC LIMIT 1)"""


def group_of(sql: sqlite3.Connection, as_of: int = NOW) -> str:
    """Return the SQL of an item's group as it stands; `i` is the item."""
    if not sql.execute("SELECT EXISTS (SELECT 1 FROM remark WHERE type = 'correction')").fetchone()[0]:
        return "i.grp"
    is_corrected = _CORRECTION.format(what="1", as_of=int(as_of))
    group = _CORRECTION.format(what="json_extract(c.detail, '$.group')", as_of=int(as_of))
    return f"CASE WHEN {is_corrected} THEN {group} ELSE i.grp END"


def item_columns(sql: sqlite3.Connection, as_of: int = NOW) -> str:
    """Return the SQL of an item's columns, with its group as it stands."""
    return (
        "i.seq, i.id, i.run, i.source, i.external_id, i.digest, i.occurrence, "
        f"{group_of(sql, as_of)} AS grp, i.fields, i.metadata"
    )


def item(sql: sqlite3.Connection, item_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute(
        f"SELECT {item_columns(sql)} FROM item i WHERE i.id = ?", (item_id,)
    ).fetchone()
    return row


def items_by_seq(sql: sqlite3.Connection, seqs: Sequence[int], as_of: int = NOW) -> dict[int, sqlite3.Row]:
    found = sql.execute(
        f"SELECT {item_columns(sql, as_of)} FROM item i WHERE i.seq IN (SELECT value FROM json_each(?))",
        (json.dumps(list(seqs)),),
    )
    return {row["seq"]: row for row in found}


def seqs_of(sql: sqlite3.Connection, table: str, ids: Sequence[str]) -> dict[str, int]:
    found = sql.execute(
        f"SELECT id, seq FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: row["seq"] for row in found}


def settings(sql: sqlite3.Connection) -> dict[str, Any]:
    return {row["key"]: json.loads(row["value"]) for row in sql.execute("SELECT * FROM state_setting")}


def counts(sql: sqlite3.Connection) -> dict[str, int]:
    return {row["name"]: row["n"] for row in sql.execute("SELECT name, n FROM state_count")}


def guidelines(sql: sqlite3.Connection, as_of: int = NOW) -> Rows:
    return sql.execute("SELECT * FROM guideline WHERE seq <= ? ORDER BY version", (as_of,)).fetchall()


def annotators(sql: sqlite3.Connection, as_of: int = NOW) -> dict[int, sqlite3.Row]:
    return {
        row["seq"]: row
        for row in sql.execute("SELECT * FROM annotator WHERE seq <= ? ORDER BY seq", (as_of,))
    }


def annotator_of(sql: sqlite3.Connection, person: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM annotator WHERE person = ?", (person,)).fetchone()
    return row


def bearers(sql: sqlite3.Connection, name: str) -> set[int]:
    """Return the annotators that a name means where somebody chose it: nobody comes into it by taking the name.

    Of several that bear it those are meant that are no people, then people whose answers were imported, then members.
    """
    found = sql.execute(
        "SELECT seq FROM (SELECT seq, rank() OVER (ORDER BY kind = 'human', person IS NOT NULL) AS place "
        "FROM annotator WHERE name = ?) WHERE place = 1",
        (name,),
    )
    return {row["seq"] for row in found}


def runs(sql: sqlite3.Connection, stage: str, as_of: int = NOW) -> Rows:
    return sql.execute(
        "SELECT * FROM run WHERE stage = ? AND seq <= ? ORDER BY seq", (stage, as_of)
    ).fetchall()


# withdrawals: the last remark of the kind says whether the target is withdrawn or restored
_WITHDRAWN = """
  SELECT target_id FROM remark r WHERE target = '{target}' AND type = 'withdrawal' AND seq <= :as_of
  AND json_extract(detail, '$.restored') IS NULL AND NOT EXISTS (SELECT 1 FROM remark l WHERE l.target = r.target
    AND l.target_id = r.target_id AND l.type = 'withdrawal' AND l.seq > r.seq AND l.seq <= :as_of)"""


def withdrawn(sql: sqlite3.Connection, target: str, as_of: int = NOW) -> set[str]:
    """Return the ids of withdrawn rows of a target (item, annotation, annotator, run, gold)."""
    found = sql.execute(_WITHDRAWN.format(target=target), {"as_of": as_of})
    return {row["target_id"] for row in found}


# the same for one row, found by its index: quick where few rows are read
_IS_WITHDRAWN = """coalesce((SELECT json_extract(l.detail, '$.restored') IS NULL FROM remark l
  WHERE l.target = '{target}' AND l.target_id = {id} AND l.type = 'withdrawal' AND l.seq <= :as_of
  ORDER BY l.seq DESC LIMIT 1), 0)"""


def _stands(target: str, id_: str, *, few: bool) -> str:
    """Return the SQL condition that a row is not withdrawn. few: few rows are asked about."""
    if few:
        return f"NOT {_IS_WITHDRAWN.format(target=target, id=id_)}"
    return f"{id_} NOT IN ({_WITHDRAWN.format(target=target)})"


def _run_stands(seq: str, *, few: bool) -> str:
    if few:
        return _stands("run", f"(SELECT id FROM run WHERE seq = {seq})", few=True)
    return f"{seq} NOT IN (SELECT seq FROM run WHERE id IN ({_WITHDRAWN.format(target='run')}))"


def answer_stands(answer: str) -> str:
    """Return the SQL condition that an answer and its giver, `w`, are not withdrawn."""
    return f"{_stands('annotation', f'{answer}.id', few=False)} AND {_stands('annotator', 'w.id', few=False)}"


def has_withdrawals(sql: sqlite3.Connection) -> bool:
    return bool(sql.execute("SELECT EXISTS (SELECT 1 FROM remark WHERE type = 'withdrawal')").fetchone()[0])


@dataclass(frozen=True, slots=True)
class HeadFilter:
    """Which answers to read: of one item, of one question, of one annotator, or all.

    every: the replaced ones too. without_value: skips and abstentions alone.
    """

    item: int | None = None
    question: str | None = None
    annotator: int | None = None
    every: bool = False
    without_value: bool = False


def heads(
    sql: sqlite3.Connection, where: HeadFilter = HeadFilter(), as_of: int = NOW
) -> Iterator[sqlite3.Row]:
    """Yield each annotator's last answer to each item and question, by item, then seq; surplus ones are included.

    An answer that was replaced later than `as_of` was the last one then. Withdrawn rows are left out.
    """
    conditions = ["a.seq <= :as_of"]
    conditions += ["a.item = :item"] if where.item is not None else []
    conditions += ["a.question = :question"] if where.question is not None else []
    # of one item there are few answers, of one annotator very many: "+" keeps the item's index
    plus = "+" if where.item is not None else ""
    conditions += [f"{plus}a.annotator = :annotator"] if where.annotator is not None else []
    conditions += ["a.value IS NULL"] if where.without_value else []
    if not where.every:
        conditions += ["NOT EXISTS (SELECT 1 FROM annotation b WHERE b.replaces = a.seq AND b.seq <= :as_of)"]
    if has_withdrawals(sql):
        few = where.item is not None
        conditions += [
            _stands("annotation", "a.id", few=few),
            _stands("annotator", "w.id", few=few),
            _stands("item", "i.id", few=few),
            _run_stands("i.run", few=few),
            f"(s.purpose IS NOT 'import' OR s.run IS NULL OR {_run_stands('s.run', few=few)})",
        ]
    statement = f"""
      SELECT a.*, w.kind AS annotator_kind, w.name AS annotator_name, w.id AS annotator_id, w.identified,
        w.spec, w.person AS person_of, i.id AS item_id,
        {group_of(sql, as_of)} AS grp,
        s.purpose, s.arm, s.policy, s.probability, s.run AS plan_run, s.shown
      FROM annotation a JOIN annotator w ON w.seq = a.annotator JOIN item i ON i.seq = a.item
      LEFT JOIN assignment s ON s.id = a.assignment
      WHERE {" AND ".join(conditions)} ORDER BY a.item, a.seq"""
    values = {"as_of": as_of, "item": where.item, "question": where.question, "annotator": where.annotator}
    yield from sql.execute(statement, values)


def golds(sql: sqlite3.Connection, item: int | None = None, as_of: int = NOW) -> Rows:
    """Return the standing gold rows: not replaced, not withdrawn, newest last. Blind second rulings are none."""
    return _standing_golds(sql, f"g.method <> '{SECOND}'", item, as_of)


def seconds(sql: sqlite3.Connection, item: int | None = None) -> Rows:
    """Return the second rulings that were made blind of the first ones and are not withdrawn, newest last."""
    return _standing_golds(sql, f"g.method = '{SECOND}'", item, NOW)


def _standing_golds(sql: sqlite3.Connection, which: str, item: int | None, as_of: int) -> Rows:
    return sql.execute(
        f"SELECT g.*, i.id AS item_id, i.grp FROM gold g JOIN item i ON i.seq = g.item "
        f"WHERE g.seq <= :as_of AND {which} "
        + ("AND g.item = :item " if item is not None else "")
        + (f"AND {_stands('gold', 'g.id', few=item is not None)} " if has_withdrawals(sql) else "")
        + "AND NOT EXISTS (SELECT 1 FROM gold h WHERE h.replaces = g.seq AND h.seq <= :as_of) ORDER BY g.seq",
        {"as_of": as_of, "item": item},
    ).fetchall()


def findings(sql: sqlite3.Connection, item: int) -> Rows:
    return sql.execute("SELECT * FROM finding WHERE item = ? ORDER BY seq", (item,)).fetchall()


def left_open(sql: sqlite3.Connection, type_: str, as_of: int = NOW) -> set[tuple[int, str]]:
    """Return (item, question) of findings of a type that no later gold with a value has answered."""
    rows = sql.execute(
        "SELECT DISTINCT f.item, f.question FROM finding f WHERE f.type = :type AND f.seq <= :as_of "
        "AND NOT EXISTS (SELECT 1 FROM gold g WHERE g.item = f.item AND g.question = f.question "
        "AND g.value IS NOT NULL AND g.seq > f.seq AND g.seq <= :as_of)",
        {"type": type_, "as_of": as_of},
    )
    return {(row["item"], row["question"]) for row in rows}


def remarks(sql: sqlite3.Connection, target: str, target_id: str) -> Rows:
    return sql.execute(
        "SELECT * FROM remark WHERE target = ? AND target_id = ? ORDER BY seq", (target, target_id)
    ).fetchall()


def remark(sql: sqlite3.Connection, remark_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM remark WHERE id = ?", (remark_id,)).fetchone()
    return row


def talk(sql: sqlite3.Connection, types: Sequence[str]) -> Rows:
    """Return all remarks of some types in the order of their arrival."""
    marks = ", ".join("?" * len(types))
    return sql.execute(f"SELECT * FROM remark WHERE type IN ({marks}) ORDER BY seq", tuple(types)).fetchall()


def talk_state(sql: sqlite3.Connection) -> tuple[int, int]:
    """Return the newest remark and the newest Run: while they stay, no talk was added and none was blanked."""
    row = sql.execute(
        "SELECT (SELECT max(seq) FROM remark) AS said, (SELECT max(seq) FROM run) AS run"
    ).fetchone()
    return row["said"] or 0, row["run"] or 0


def read_marks(sql: sqlite3.Connection, person: str) -> dict[str, int]:
    """Return how far a person has read each thread."""
    rows = sql.execute("SELECT thread, seq FROM state_read WHERE person = ?", (person,))
    return {row["thread"]: row["seq"] for row in rows}


def givers(sql: sqlite3.Connection, annotations: Sequence[str]) -> dict[str, sqlite3.Row]:
    """Return who gave each answer, and to which item: by the answer's id."""
    rows = sql.execute(
        "SELECT a.id, a.item, a.question, a.value, i.id AS item_id, w.person, w.name FROM annotation a "
        "JOIN annotator w ON w.seq = a.annotator JOIN item i ON i.seq = a.item "
        "WHERE a.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(annotations)),),
    )
    return {row["id"]: row for row in rows}


def was_given(sql: sqlite3.Connection, person: str, item: int) -> bool:
    """Return whether a person was ever handed an item, or has answered it."""
    row = sql.execute(
        "SELECT EXISTS (SELECT 1 FROM assignment s JOIN annotator w ON w.seq = s.annotator "
        "WHERE s.item = :item AND w.person = :person) OR EXISTS (SELECT 1 FROM state_seen s "
        "JOIN annotator w ON w.seq = s.annotator WHERE s.item = :item AND w.person = :person)",
        {"item": item, "person": person},
    ).fetchone()
    return bool(row[0])


def answered_of(sql: sqlite3.Connection, person: str, items: Sequence[str]) -> set[str]:
    """Return those of the items, by id, that a person has answered and need not look at again."""
    rows = sql.execute(
        "SELECT i.id FROM item i JOIN state_seen s ON s.item = i.seq JOIN annotator w ON w.seq = s.annotator "
        "WHERE w.person = ? AND s.counted >= 0 AND i.id IN (SELECT value FROM json_each(?))",
        (person, json.dumps(list(items))),
    )
    return {row["id"] for row in rows}


def is_withdrawn(sql: sqlite3.Connection, item: int) -> bool:
    """Return whether the item, or the import that brought it, is withdrawn now."""
    if not has_withdrawals(sql):
        return False
    row = sql.execute(
        "SELECT i.id, r.id AS run FROM item i JOIN run r ON r.seq = i.run WHERE i.seq = ?", (item,)
    ).fetchone()
    last = (
        "SELECT json_extract(detail, '$.restored') IS NULL FROM remark WHERE type = 'withdrawal' AND target = ? "
        "AND target_id = ? ORDER BY seq DESC LIMIT 1"
    )
    found = (sql.execute(last, target).fetchone() for target in (("item", row["id"]), ("run", row["run"])))
    return any(answer and answer[0] for answer in found)


# imports ------------------------------------------------------------------------------------------------------------


def has_source(sql: sqlite3.Connection, source: str) -> bool:
    return bool(sql.execute("SELECT EXISTS (SELECT 1 FROM item WHERE source = ?)", (source,)).fetchone()[0])


def digest_of(sql: sqlite3.Connection, source: str, external_id: str) -> str | None:
    row = sql.execute(
        "SELECT digest FROM item WHERE source = ? AND external_id = ?", (source, external_id)
    ).fetchone()
    return row["digest"] if row else None


def field_types(sql: sqlite3.Connection) -> list[str]:
    """Return the types of fields that the first items have."""
    some = "(SELECT fields FROM item ORDER BY seq LIMIT 200)"
    found = sql.execute(f"SELECT DISTINCT json_extract(value, '$.type') FROM {some}, json_each(fields)")
    return [row[0] for row in found]


def has_content(sql: sqlite3.Connection, source: str, digest: str, occurrence: int) -> bool:
    row = sql.execute(
        "SELECT EXISTS (SELECT 1 FROM item WHERE source = ? AND digest = ? AND occurrence = ? AND external_id IS NULL)",
        (source, digest, occurrence),
    ).fetchone()
    return bool(row[0])


def item_of_source(
    sql: sqlite3.Connection, source: str, external_id: str | None, digest: str, occurrence: int
) -> int:
    """Return the seq of an item by the user's id, else by its content."""
    if external_id is not None:
        row = sql.execute("SELECT seq FROM item WHERE source = ? AND external_id = ?", (source, external_id))
    else:
        row = sql.execute(
            "SELECT seq FROM item WHERE source = ? AND digest = ? AND occurrence = ? AND external_id IS NULL",
            (source, digest, occurrence),
        )
    return int(row.fetchone()["seq"])


def imported_annotator(sql: sqlite3.Connection, name: str, kind: str = "human") -> int | None:
    row = sql.execute(
        "SELECT seq FROM annotator WHERE name = ? AND kind = ? AND person IS NULL", (name, kind)
    ).fetchone()
    return row["seq"] if row else None


def value_of(sql: sqlite3.Connection, annotation_seq: int) -> str | None:
    row = sql.execute("SELECT value FROM annotation WHERE seq = ?", (annotation_seq,)).fetchone()
    return row["value"] if row else None


def givers_of_run(sql: sqlite3.Connection, run_seq: int) -> Rows:
    """Return name, kind and `n` answers of each annotator whose answers came with an import, most first.

    also: the kind of another annotator of that name, or None.
    """
    return sql.execute(
        """SELECT w.name, w.kind, g.n, (
            SELECT min(o.kind) FROM annotator o WHERE o.name = w.name AND o.kind <> w.kind) AS also
        FROM (SELECT annotator, count(*) AS n FROM assignment WHERE run = ? AND purpose = 'import'
          GROUP BY annotator) g
        JOIN annotator w ON w.seq = g.annotator ORDER BY g.n DESC, w.seq""",
        (run_seq,),
    ).fetchall()


def n_answers_of_run(sql: sqlite3.Connection, run_seq: int) -> int:
    row = sql.execute(
        "SELECT count(*) FROM assignment WHERE run = ? AND purpose = 'import'", (run_seq,)
    ).fetchone()
    return int(row[0])


# an annotator's own ------------------------------------------------------------------------------------------------


def last_submissions(sql: sqlite3.Connection, annotator: int, n: int) -> list[tuple[str, int]]:
    """Return the annotator's last submissions and their items, newest first."""
    found = sql.execute(
        "SELECT submission, item, max(seq) AS last FROM annotation WHERE annotator = ? AND seq > "
        "(SELECT coalesce(min(seq), 0) - 1 FROM "
        "(SELECT seq FROM annotation WHERE annotator = ? ORDER BY seq DESC LIMIT ?)) "
        "GROUP BY submission ORDER BY last DESC LIMIT ?",
        (annotator, annotator, n * 20, n),
    )
    return [(row["submission"], row["item"]) for row in found]


def durations(sql: sqlite3.Connection, annotator: int, n: int = 1001) -> list[int]:
    """Return the milliseconds of the annotator's last submissions."""
    found = sql.execute(
        "SELECT duration_ms FROM annotation WHERE annotator = ? AND duration_ms IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (annotator, n),
    )
    return [row["duration_ms"] for row in found]


def n_shared_with_others(sql: sqlite3.Connection, annotator: int) -> int:
    """Return how many of the annotator's items somebody else has labeled too."""
    row = sql.execute(
        "SELECT count(*) FROM state_seen s WHERE s.annotator = ? AND s.counted = 1 AND EXISTS (SELECT 1 FROM "
        "state_seen o WHERE o.item = s.item AND o.annotator <> s.annotator AND o.counted = 1)",
        (annotator,),
    ).fetchone()
    return int(row[0])


def last_at(sql: sqlite3.Connection, annotator: int) -> str | None:
    row = sql.execute(
        "SELECT at FROM annotation WHERE annotator = ? ORDER BY seq DESC LIMIT 1", (annotator,)
    ).fetchone()
    return row["at"] if row else None


def has_answered(sql: sqlite3.Connection, person: str | None, item: int) -> bool:
    """Return whether a person has ever answered to an item; an answer that was taken back counts too."""
    row = sql.execute(
        "SELECT EXISTS (SELECT 1 FROM annotation a JOIN annotator w ON w.seq = a.annotator "
        "WHERE a.item = ? AND w.person = ?)",
        (item, person),
    ).fetchone()
    return bool(row[0])


def n_people(sql: sqlite3.Connection) -> int:
    return int(sql.execute("SELECT count(*) FROM annotator WHERE person IS NOT NULL").fetchone()[0])


def assignment(sql: sqlite3.Connection, assignment_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute(
        "SELECT * FROM assignment WHERE id = ?", (assignment_id,)
    ).fetchone()
    return row


def shown_by(sql: sqlite3.Connection, assignments: Sequence[str]) -> dict[str, str]:
    """Return what some assignments show, by id; those that show nothing are left out."""
    rows = sql.execute(
        "SELECT id, shown FROM assignment WHERE shown <> '{}' AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(assignments)),),
    )
    return {row["id"]: row["shown"] for row in rows}


def shown_to(sql: sqlite3.Connection, item: int, annotator: int) -> list[str]:
    """Return what the assignments of an item to an annotator showed, oldest first; those without are left out."""
    rows = sql.execute(
        "SELECT shown FROM assignment WHERE item = ? AND annotator = ? AND shown <> '{}' ORDER BY seq",
        (item, annotator),
    )
    return [row["shown"] for row in rows]


def submitter(sql: sqlite3.Connection, submission: str) -> int | None:
    """Return the annotator who gave a submission, or None when it is not stored."""
    row = sql.execute(
        "SELECT annotator FROM annotation WHERE submission = ? LIMIT 1", (submission,)
    ).fetchone()
    return row["annotator"] if row else None


def own_heads(
    sql: sqlite3.Connection, annotator: int, item: int, *, apart: str | None = None
) -> dict[str, int]:
    """Return the seq of the annotator's last answer to each question of an item.

    apart: the assignment of an answer that stands beside theirs, as a repeat does; its own line is then returned.
    """
    rows = sql.execute(
        "SELECT question, a.seq FROM annotation a LEFT JOIN assignment s ON s.id = a.assignment "
        "WHERE a.item = :item AND +a.annotator = :annotator "
        "AND NOT EXISTS (SELECT 1 FROM annotation b WHERE b.replaces = a.seq) AND CASE WHEN :apart IS NULL "
        "THEN coalesce(s.purpose, 'label') IN ('label', 'import', 'review') ELSE a.assignment = :apart END",
        {"item": item, "annotator": annotator, "apart": apart},
    )
    return {row["question"]: row["seq"] for row in rows}


# answers that measure who gives them ------------------------------------------------------------------------------


def assigned_apart(sql: sqlite3.Connection, purpose: str, annotator: int | None = None) -> Rows:
    """Return the assignments of a purpose other than labeling, oldest first."""
    return sql.execute(
        "SELECT * FROM assignment WHERE purpose NOT IN ('label', 'import') AND purpose = :purpose "
        "AND (:annotator IS NULL OR annotator = :annotator) ORDER BY seq",
        {"purpose": purpose, "annotator": annotator},
    ).fetchall()


def has_answer_to(sql: sqlite3.Connection, item: int, assignment_id: str) -> bool:
    row = sql.execute(
        "SELECT EXISTS (SELECT 1 FROM annotation WHERE item = ? AND assignment = ?)", (item, assignment_id)
    ).fetchone()
    return bool(row[0])


def last_item(sql: sqlite3.Connection) -> int:
    return int(sql.execute("SELECT coalesce(max(seq), 0) FROM item").fetchone()[0])


def checkable(sql: sqlite3.Connection, annotator: int, start: int, *, limit: int = 400) -> list[int]:
    """Return items with a person's ruling, from that number on, that an annotator knows nothing of.

    At most `limit` ruled items are looked at.
    """
    rows = sql.execute(
        """SELECT t.item FROM (
          SELECT item FROM state_item WHERE status = 'ruled' AND item >= :start ORDER BY item LIMIT :limit) t
        WHERE NOT EXISTS (SELECT 1 FROM state_seen s WHERE s.annotator = :annotator AND s.item = t.item)
          AND NOT EXISTS (SELECT 1 FROM state_lease l WHERE l.annotator = :annotator AND l.item = t.item)
          AND NOT EXISTS (SELECT 1 FROM state_shown h JOIN annotator w ON w.person = h.person
            WHERE w.seq = :annotator AND h.item = t.item)
        ORDER BY t.item""",
        {"annotator": annotator, "start": start, "limit": limit},
    )
    return [row["item"] for row in rows]


def repeatable(
    sql: sqlite3.Connection, annotator: int, *, lag: int, before: str, chance: float, limit: int = 40
) -> int | None:
    """Return an item whose first answer of the annotator is at least `lag` answers and some time ago, and once given.

    before: an ISO time. chance: in [0, 1), where in the annotator's past to begin looking.
    """
    last = sql.execute(
        "SELECT seq FROM annotation WHERE annotator = ? ORDER BY seq DESC LIMIT 1 OFFSET ?",
        (annotator, lag - 1),
    ).fetchone()
    if last is None:
        return None
    first = sql.execute("SELECT min(seq) FROM annotation WHERE annotator = ?", (annotator,)).fetchone()[0]
    start = first + int(chance * (last["seq"] - first + 1))
    for low, high in ((start, last["seq"]), (first, start - 1)):
        row = sql.execute(
            """SELECT a.item FROM (
              SELECT item, assignment, at, value, replaces FROM annotation
              WHERE annotator = :annotator AND seq BETWEEN :low AND :high ORDER BY seq LIMIT :limit) a
            JOIN assignment s ON s.id = a.assignment JOIN state_item t ON t.item = a.item
            JOIN state_seen e ON e.annotator = :annotator AND e.item = a.item
            WHERE a.at <= :before AND a.value IS NOT NULL AND a.replaces IS NULL AND s.purpose = 'label'
              AND e.counted = 1 AND e.extra = 0 AND t.status <> 'withdrawn'
              AND NOT EXISTS (SELECT 1 FROM state_lease l WHERE l.annotator = :annotator AND l.item = a.item)
              AND NOT EXISTS (SELECT 1 FROM state_shown h JOIN annotator w ON w.person = h.person
                WHERE w.seq = :annotator AND h.item = a.item)
            LIMIT 1""",
            {"annotator": annotator, "low": low, "high": high, "limit": limit, "before": before},
        ).fetchone()
        if row is not None:
            return int(row["item"])
    return None


def times_of_people(sql: sqlite3.Connection, each: int) -> dict[int, list[int]]:
    """Return the milliseconds of the last submissions of each person who answers here, at most `each`."""
    people = sql.execute("SELECT seq FROM annotator WHERE kind = 'human' AND person IS NOT NULL").fetchall()
    found = {row["seq"]: durations(sql, row["seq"], each) for row in people}
    return {seq: times for seq, times in found.items() if times}


# batches ----------------------------------------------------------------------------------------------------------


def unplanned_of_batch(sql: sqlite3.Connection, run: int) -> Rows:
    """Return the items of a batch's Run that no plan holds."""
    return sql.execute(
        "SELECT i.seq, i.id, i.metadata FROM batch_item b JOIN item i ON i.seq = b.item WHERE b.run = ? "
        "AND NOT EXISTS (SELECT 1 FROM state_queue q WHERE q.item = i.seq) ORDER BY i.seq",
        (run,),
    ).fetchall()


def remarks_of_type(sql: sqlite3.Connection, type_: str) -> Rows:
    return sql.execute("SELECT * FROM remark WHERE type = ? ORDER BY seq", (type_,)).fetchall()


def n_submissions_since(sql: sqlite3.Connection, annotator: int, at: str, most: int) -> int:
    """Return how many submissions the annotator gave since an ISO time, among their last `most` answers."""
    row = sql.execute(
        "SELECT count(DISTINCT submission) FROM (SELECT submission, at FROM annotation WHERE annotator = ? "
        "ORDER BY seq DESC LIMIT ?) WHERE at >= ?",
        (annotator, most, at),
    ).fetchone()
    return int(row[0])


def answer_moments(sql: sqlite3.Connection) -> Rows:
    """Return for each second with answers the last `seq` and `at`, and the answers `n` up to then, in order."""
    return sql.execute(
        "SELECT max(seq) AS seq, max(at) AS at, sum(count(*)) OVER (ORDER BY max(seq)) AS n FROM annotation "
        "GROUP BY substr(at, 1, 19) ORDER BY 1"
    ).fetchall()


def answers_by_guideline(sql: sqlite3.Connection) -> dict[int, int]:
    return dict(sql.execute("SELECT guideline, count(*) FROM annotation GROUP BY guideline").fetchall())


# progress -----------------------------------------------------------------------------------------------------------


def work_rows(sql: sqlite3.Connection, after: int, n: int = 50_000) -> Iterator[list[tuple[Any, ...]]]:
    """Yield blocks of (seq, annotator, item, time, milliseconds, whether it gave no value).

    Of answers whose time is known, in the order of their arrival, as plain tuples: a project may hold a million.
    """
    cursor = sql.cursor()
    cursor.row_factory = None
    cursor.execute(
        "SELECT seq, annotator, item, at, duration_ms, value IS NULL FROM annotation "
        "WHERE seq > ? AND duration_ms IS NOT NULL ORDER BY seq",
        (after,),
    )
    while block := cursor.fetchmany(n):
        yield block


def answers_for(sql: sqlite3.Connection, purpose: str) -> Rows:
    """Return the answers with a value to assignments of a purpose other than labeling."""
    return sql.execute(
        "SELECT a.* FROM assignment s JOIN annotation a ON a.item = s.item AND a.assignment = s.id "
        "WHERE s.purpose NOT IN ('label', 'import') AND s.purpose = ? AND a.value IS NOT NULL ORDER BY a.seq",
        (purpose,),
    ).fetchall()


def counted_items(sql: sqlite3.Connection) -> Rows:
    """Return for each annotator the items that their counted answers are on, as one text of numbers."""
    return sql.execute(
        "SELECT annotator, group_concat(item) AS items FROM state_seen WHERE counted = 1 GROUP BY annotator"
    ).fetchall()


def planned_items(sql: sqlite3.Connection) -> Rows:
    """Return the planned items that are not withdrawn, by the number of answers wanted, as texts of numbers."""
    return sql.execute(
        "SELECT q.overlap, group_concat(q.item) AS items FROM state_queue q JOIN state_item t ON t.item = q.item "
        "WHERE t.status <> 'withdrawn' GROUP BY q.overlap"
    ).fetchall()


def labelled_items(sql: sqlite3.Connection) -> Rows:
    """Return for each question and label the items that bear it, as one text of numbers."""
    return sql.execute(
        "SELECT question, label, group_concat(item) AS items FROM state_label GROUP BY question, label"
    ).fetchall()


# rulings ------------------------------------------------------------------------------------------------------------


def gold(sql: sqlite3.Connection, gold_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM gold WHERE id = ?", (gold_id,)).fetchone()
    return row


def rulings(
    sql: sqlite3.Connection, question: str, *, method: str, except_item: int, limit: int = 400
) -> Rows:
    """Return standing rulings on other items, newest first."""
    return sql.execute(
        "SELECT g.*, i.id AS item_id FROM gold g JOIN item i ON i.seq = g.item "
        "WHERE g.method = :method AND g.question = :question AND g.item <> :item "
        "AND NOT EXISTS (SELECT 1 FROM gold h WHERE h.replaces = g.seq) "
        f"AND {_stands('gold', 'g.id', few=True)} ORDER BY g.seq DESC LIMIT :limit",
        {"method": method, "question": question, "item": except_item, "limit": limit, "as_of": NOW},
    ).fetchall()


def ruling_before(
    sql: sqlite3.Connection, item: int, question: str, method: str, seq: int
) -> sqlite3.Row | None:
    """Return the last ruling on an item before a number, whether or not it was replaced later."""
    row: sqlite3.Row | None = sql.execute(
        "SELECT * FROM gold WHERE item = ? AND question = ? AND method = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
        (item, question, method, seq),
    ).fetchone()
    return row


def n_ruled(sql: sqlite3.Connection, method: str) -> int:
    row = sql.execute(
        f"SELECT count(DISTINCT g.item) FROM gold g WHERE g.method = :method AND {_stands('gold', 'g.id', few=False)} "
        "AND NOT EXISTS (SELECT 1 FROM gold h WHERE h.replaces = g.seq)",
        {"method": method, "as_of": NOW},
    ).fetchone()
    return int(row[0])


def rulings_by_hour(sql: sqlite3.Connection, n: int) -> Rows:
    return sql.execute(
        "SELECT substr(at, 1, 13) AS hour, max(at) AS at, by_name, count(DISTINCT item) AS n FROM gold "
        "WHERE by_name IS NOT NULL "
        "GROUP BY hour, by_name ORDER BY at DESC LIMIT ?",
        (n,),
    ).fetchall()


def golds_by_run(sql: sqlite3.Connection, runs: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return for each Run how many gold rows it made, and how many of them stand."""
    rows = sql.execute(
        f"SELECT g.run, count(*) AS n, sum({_STANDS_ALONE}) AS n_standing FROM gold g "
        "WHERE g.run IN (SELECT value FROM json_each(:runs)) GROUP BY g.run",
        {"runs": json.dumps(list(runs)), "as_of": NOW},
    )
    return {row["run"]: (row["n"], row["n_standing"]) for row in rows}


def standing_golds_of_run(sql: sqlite3.Connection, run: int) -> list[str]:
    """Return the ids of the gold rows that a Run made and that stand."""
    rows = sql.execute(
        f"SELECT g.id FROM gold g WHERE g.run = :run AND {_STANDS_ALONE} ORDER BY g.seq",
        {"run": run, "as_of": NOW},
    )
    return [row["id"] for row in rows]


_STANDS_ALONE = (
    f"{_stands('gold', 'g.id', few=False)} AND NOT EXISTS (SELECT 1 FROM gold h WHERE h.replaces = g.seq)"
)


def releases(sql: sqlite3.Connection) -> Rows:
    """Return the releases, newest first."""
    return sql.execute("SELECT * FROM release ORDER BY seq DESC").fetchall()


def release(sql: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM release WHERE name = ?", (name,)).fetchone()
    return row


def parts(sql: sqlite3.Connection, as_of: int = NOW) -> dict[int, str]:
    """Return the newest part of each item that a split has placed."""
    rows = sql.execute("SELECT item, part FROM split WHERE seq <= ? ORDER BY seq", (as_of,))
    return {row["item"]: row["part"] for row in rows}


def run(sql: sqlite3.Connection, run_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM run WHERE id = ?", (run_id,)).fetchone()
    return row


def run_by_seq(sql: sqlite3.Connection, seq: int) -> sqlite3.Row:
    row: sqlite3.Row = sql.execute("SELECT * FROM run WHERE seq = ?", (seq,)).fetchone()
    return row


def parts_of_run(sql: sqlite3.Connection, run_seq: int) -> dict[int, str]:
    """Return the items that a release's split placed, with their parts."""
    rows = sql.execute("SELECT item, part FROM split WHERE run = ? ORDER BY item", (run_seq,))
    return {row["item"]: row["part"] for row in rows}


def n_live_items(sql: sqlite3.Connection, as_of: int = NOW) -> int:
    """Return how many items there were, without those that are withdrawn, alone or with their import."""
    row = sql.execute(
        "SELECT count(*) FROM item i JOIN run r ON r.seq = i.run WHERE i.seq <= :as_of "
        f"AND i.id NOT IN ({_WITHDRAWN.format(target='item')}) AND r.id NOT IN ({_WITHDRAWN.format(target='run')})",
        {"as_of": as_of},
    ).fetchone()
    return int(row[0])


def metadata_keys(sql: sqlite3.Connection, sample: int = 1000) -> set[str]:
    """Return the names of metadata that the first items have."""
    rows = sql.execute(
        "SELECT DISTINCT m.key FROM (SELECT metadata FROM item ORDER BY seq LIMIT ?) i, json_each(i.metadata) m",
        (sample,),
    )
    return {row["key"] for row in rows}


def field_names(sql: sqlite3.Connection, sample: int = 1000) -> set[str]:
    """Return the names of fields that the first items have."""
    rows = sql.execute(
        "SELECT DISTINCT f.key FROM (SELECT fields FROM item ORDER BY seq LIMIT ?) i, json_each(i.fields) f",
        (sample,),
    )
    return {row["key"] for row in rows}


def n_items(sql: sqlite3.Connection, as_of: int) -> int:
    return int(sql.execute("SELECT count(*) FROM item WHERE seq <= ?", (as_of,)).fetchone()[0])


def items_of_run(sql: sqlite3.Connection, run_seq: int) -> list[int]:
    """Return the items that an import brought, and those that it brought labels for."""
    rows = sql.execute(
        "SELECT seq FROM item WHERE run = :run "
        "UNION SELECT item FROM assignment WHERE run = :run AND purpose = 'import'",
        {"run": run_seq},
    )
    return [row[0] for row in rows]


def is_source_withdrawn(sql: sqlite3.Connection, source: str) -> bool:
    """Return whether all imports of a source are withdrawn."""
    gone = withdrawn(sql, "run")
    rows = sql.execute(
        "SELECT DISTINCT r.id FROM item i JOIN run r ON r.seq = i.run WHERE i.source = ?", (source,)
    )
    runs_of = {row["id"] for row in rows}
    return bool(runs_of) and runs_of <= gone


def exists(sql: sqlite3.Connection, table: str, row_id: str) -> bool:
    return bool(sql.execute(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?)", (row_id,)).fetchone()[0])


def all_fields(sql: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """Yield id and fields of every item."""
    yield from sql.execute("SELECT id, fields FROM item ORDER BY seq")


# the items table ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """The items page's filter. pair: two annotators' ids whose answers differ; cell: two labels that stood against
    each other; annotator: an id, or several with commas who all answered; same: an item's id, for all of the same
    content; answers: how many there are, "2" or "3+"; wanted: how many a planned item wants, or "everyone"."""

    q: str = ""
    status: str = ""
    label: str = ""
    annotator: str = ""
    agreement: str = ""
    part: str = ""
    import_id: str = ""
    meta: str = ""
    cell: str = ""
    pair: str = ""
    question: str = ""
    same: str = ""
    group: str = ""
    answers: str = ""
    wanted: str = ""
    external: str = ""
    items: tuple[int, ...] | None = None  # those behind the cell or the pair, as the caller found them
    hidden: tuple[int, ...] = ()  # items that the asker holds: nothing may tell what others said of them


# each the way of an index, or that way backwards
SORTS = {
    "n": "t.item",
    "-n": "t.item DESC",
    "disagreement": "t.disagreement, t.item DESC",
    "-disagreement": "t.disagreement DESC, t.item",
    "status": "t.status, t.item",
    "-status": "t.status DESC, t.item DESC",
    "answers": "t.n_answers, t.item DESC",
    "-answers": "t.n_answers DESC, t.item",
}


NOT_WITHDRAWN = "t.status <> 'withdrawn'"
# each source of items with ids, by one step in the index: then an id is found by that index
_SOURCES = """WITH RECURSIVE named(source) AS (
  SELECT min(source) FROM item WHERE external_id IS NOT NULL
  UNION ALL SELECT (SELECT min(source) FROM item WHERE source > n.source AND external_id IS NOT NULL)
  FROM named n WHERE n.source IS NOT NULL) SELECT source FROM named"""


def _conditions(sql: sqlite3.Connection, where: ItemFilter) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *given: object) -> None:
        conditions.append(condition)
        values.extend(given)

    if where.q:
        in_fields = (
            "EXISTS (SELECT 1 FROM json_each(i.fields) f WHERE json_extract(f.value, '$.text') LIKE ? ESCAPE '\\' "
            "OR json_extract(f.value, '$.name') LIKE ? ESCAPE '\\')"
        )
        like = "%" + where.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        if (
            json.dumps(where.q, ensure_ascii=False) == f'"{where.q}"'
        ):  # then it stands so in the JSON, if it does
            add(
                f"(i.fields LIKE ? ESCAPE '\\' AND {in_fields} OR i.external_id LIKE ? ESCAPE '\\')",
                *[like] * 4,
            )
        else:
            add(f"({in_fields} OR i.external_id LIKE ? ESCAPE '\\')", like, like, like)
    if where.status:
        wanted = where.status.split(",")
        is_most = 3 * _n_of_status(sql, wanted) > _n_of_status(sql)
        # what most items are is met soon in any order; "+" keeps the order's own index
        add(f"{'+' if is_most else ''}t.status IN ({', '.join('?' * len(wanted))})", *wanted)
    if where.label:
        question, _, label = where.label.rpartition(":")
        add(
            "t.item IN (SELECT item FROM state_label WHERE label = ? AND (? = '' OR question = ?))",
            label,
            question or where.question,
            question or where.question,
        )
    if where.hidden and (
        where.status or where.label or where.cell or where.pair or where.agreement or where.annotator
    ):
        add("t.item NOT IN (SELECT value FROM json_each(?))", json.dumps(where.hidden))
    if where.items is not None:
        add("t.item IN (SELECT value FROM json_each(?))", json.dumps(where.items))
    for annotator in filter(None, where.annotator.split(",")):
        add(
            "t.item IN (SELECT s.item FROM state_seen s JOIN annotator w ON w.seq = s.annotator WHERE w.id = ?)",
            annotator,
        )
    if where.wanted:
        overlap = None if where.wanted == "everyone" else int(where.wanted)
        add(
            f"EXISTS (SELECT 1 FROM state_queue WHERE overlap IS ?) AND {NOT_WITHDRAWN} "
            "AND EXISTS (SELECT 1 FROM state_queue w WHERE w.item = t.item AND w.overlap IS ?)",
            overlap,
            overlap,
        )
    if where.answers:
        n = int(where.answers.rstrip("+"))
        is_most = n == 0 and 3 * _n_of_status(sql, ("open", "unplanned")) > _n_of_status(sql)
        if where.answers.endswith("+"):
            add("unlikely(t.n_answers >= ?)", n)
        else:
            add(f"{'+' if is_most else ''}t.n_answers = ?", n)
    if where.agreement:
        add("t.disagreement = 0" if where.agreement == "agree" else "unlikely(t.disagreement > 0)")
    if where.part:
        add(
            "EXISTS (SELECT 1 FROM split) AND "
            "(SELECT part FROM split p WHERE p.item = t.item ORDER BY p.seq DESC LIMIT 1) = ?",
            where.part,
        )
    if where.import_id:
        row = sql.execute(
            "SELECT json_extract(parameters, '$.n_items') AS n FROM run WHERE id = ?", (where.import_id,)
        ).fetchone()
        is_most = row is not None and 3 * (row["n"] or 0) > _n_of_status(sql)
        add(f"{'+' if is_most else ''}i.run = (SELECT seq FROM run WHERE id = ?)", where.import_id)
    if where.same:
        add("i.digest = (SELECT digest FROM item WHERE id = ?)", where.same)
    if where.group:
        add(f"{group_of(sql)} = ?", where.group)
    if where.external:
        add(f"i.external_id = ? AND i.source IN ({_SOURCES})", where.external)
    if where.meta:
        key, _, value = where.meta.partition("=")
        path = '$."' + key.replace('"', "") + '"'
        if not _is_number_or_truth(value) and _is_plain(value):  # then it stands so in the JSON, if it does
            add("instr(i.metadata, ?) > 0", value)
        add(
            "CASE json_type(i.metadata, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
            "ELSE CAST(json_extract(i.metadata, ?) AS TEXT) END = ?",
            path,
            path,
            value,
        )
    return conditions, values


def _is_plain(text: str) -> bool:
    """Return whether a text stands in JSON as it is."""
    return json.dumps(text, ensure_ascii=False) == f'"{text}"'


def _is_number_or_truth(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _n_of_status(sql: sqlite3.Connection, wanted: Sequence[str] | None = None) -> int:
    names = ["items"] if wanted is None else [f"status:{one}" for one in wanted]
    found = counts(sql)
    return sum(found.get(name, 0) for name in names)


def _listed(conditions: Sequence[str]) -> str:
    """Return the SQL of the listed items under conditions; their content is read only where one asks for it."""
    content = "JOIN item i ON i.seq = t.item" if any("i." in one for one in conditions) else ""
    return f"state_item t {content} " + (f"WHERE {' AND '.join(conditions)}" if conditions else "")


def count_items(sql: sqlite3.Connection, where: ItemFilter) -> int:
    conditions, values = _conditions(sql, where)
    if not conditions:
        return int(sql.execute("SELECT count(*) FROM state_item").fetchone()[0])
    statement = f"SELECT count(*) FROM {_listed(conditions)}"
    return int(sql.execute(statement, values).fetchone()[0])


def item_seqs(sql: sqlite3.Connection, where: ItemFilter) -> list[int]:
    """Return every item that passes the filter and is not withdrawn."""
    conditions, values = _conditions(sql, where)
    statement = f"SELECT t.item FROM {_listed([*conditions, NOT_WITHDRAWN])} ORDER BY t.item"
    return [row["item"] for row in sql.execute(statement, values)]


def list_items(
    sql: sqlite3.Connection, where: ItemFilter, *, sort: str = "n", offset: int = 0, limit: int = 100
) -> Rows:
    """Return a page of the items table; the rows carry the caches and the part of the newest split."""
    conditions, values = _conditions(sql, where)
    # what is sorted is numbers alone; the rows of the page are read afterwards
    statement = f"""
      SELECT {item_columns(sql)}, t.status, t.n_answers, t.disagreement, t.labels, t.gold, q.overlap, q.arm,
        {_PART}
      FROM (SELECT t.item FROM {_listed(conditions)} ORDER BY {SORTS[sort]} LIMIT ? OFFSET ?) page
      CROSS JOIN state_item t ON t.item = page.item CROSS JOIN item i ON i.seq = t.item
      LEFT JOIN state_queue q ON q.item = i.seq ORDER BY {SORTS[sort]}"""
    return sql.execute(statement, (*values, limit, offset)).fetchall()


_PART = "(SELECT part FROM split p WHERE p.item = i.seq ORDER BY p.seq DESC LIMIT 1) AS part"


def item_row(sql: sqlite3.Connection, item: int) -> sqlite3.Row:
    """Return one item as a row of the items table."""
    row: sqlite3.Row = sql.execute(
        f"SELECT {item_columns(sql)}, t.status, t.n_answers, t.disagreement, t.labels, t.gold, t.waits, "
        f"q.overlap, q.arm, {_PART} FROM item i JOIN state_item t ON t.item = i.seq "
        "LEFT JOIN state_queue q ON q.item = i.seq WHERE i.seq = ?",
        (item,),
    ).fetchone()
    return row


def n_shared_items(sql: sqlite3.Connection) -> int:
    """Return how many items have answers of more than one annotator."""
    return int(sql.execute("SELECT count(*) FROM state_item WHERE n_answers > 1").fetchone()[0])


def n_unanimous(sql: sqlite3.Connection) -> int:
    return int(
        sql.execute(
            "SELECT count(*) FROM state_item WHERE status = 'complete' AND n_answers > 1 AND waits = '{}'"
        ).fetchone()[0]
    )


def n_waiting_because(sql: sqlite3.Connection, why: str) -> int:
    return int(
        sql.execute("SELECT count(*) FROM state_item WHERE waits LIKE ?", (f'%"{why}"%',)).fetchone()[0]
    )


def items_waiting_because(sql: sqlite3.Connection, why: str) -> list[int]:
    rows = sql.execute(
        "SELECT item FROM state_item WHERE waits <> '{}' AND waits LIKE ? ORDER BY item", (f'%"{why}"%',)
    )
    return [row["item"] for row in rows]


def n_worse(sql: sqlite3.Connection, disagreement: float | None, item: int) -> int:
    """Return how many waiting items stand before one in the order of adjudication."""
    row = sql.execute(
        "SELECT count(*) FROM state_item WHERE waits <> '{}' AND (coalesce(disagreement, -1) > :d "
        "OR (coalesce(disagreement, -1) = :d AND item < :item))",
        {"d": -1 if disagreement is None else disagreement, "item": item},
    ).fetchone()
    return int(row[0])


# how unsure the newest method was that left the item open; below all others where none did
_ENTROPY = """coalesce((SELECT f.score FROM finding f WHERE f.item = t.item AND f.type = 'open'
  ORDER BY f.seq DESC LIMIT 1), -1)"""


def waiting(
    sql: sqlite3.Connection, *, question: str | None, limit: int, offset: int = 0, by_entropy: bool = False
) -> Rows:
    """Return the items that wait for a ruling, on the question if one is named, worst disagreement first.

    by_entropy: first those of which a method was least sure.
    """
    first = f"{_ENTROPY} DESC, " if by_entropy else ""
    return sql.execute(
        f"SELECT {item_columns(sql)}, t.disagreement, t.waits, t.labels "
        "FROM state_item t JOIN item i ON i.seq = t.item WHERE t.waits <> '{}' "
        "AND (:question IS NULL OR json_type(t.waits, :path) IS NOT NULL) "
        f"ORDER BY {first}t.disagreement DESC, t.item LIMIT :limit OFFSET :offset",
        {"question": question, "path": f'$."{question}"', "limit": limit, "offset": offset},
    ).fetchall()


def n_waiting(sql: sqlite3.Connection, question: str | None) -> int:
    """Return how many items wait for a ruling, on the question if one is named."""
    row = sql.execute(
        "SELECT count(*) FROM state_item WHERE waits <> '{}' "
        "AND (:question IS NULL OR json_type(waits, :path) IS NOT NULL)",
        {"question": question, "path": f'$."{question}"'},
    ).fetchone()
    return int(row[0])
