"""The tables that project.state keeps true: item rows, who has seen what, the open queue and running counts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith.model import canonical
from goldsmith.store.ledger import CACHES, Transaction

Rows = list[sqlite3.Row]
Lane = tuple[int, str]  # a batch and a skill: what one person may take items from, by rank


def bump(tx: Transaction, name: str, by: int) -> None:
    """Add to a running count."""
    if by:
        tx.sql.execute(
            "INSERT INTO state_count VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n",
            (name, by),
        )


def clear(tx: Transaction) -> None:
    for table in CACHES:
        tx.sql.execute(f"DELETE FROM {table}")


def fingerprints(sql: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Return what tells the content of each cache: rows and the sum of their hashes, within this process.

    Of caches that are functions of the facts: cursors are hints, and zero counts are none.
    """
    cursor = sql.cursor()
    cursor.row_factory = None
    found = {}
    for table in CACHES:
        if table != "state_cursor":
            which = "WHERE n <> 0" if table == "state_count" else ""
            n = total = 0
            for row in cursor.execute(f"SELECT * FROM {table} {which}"):
                n, total = n + 1, total + hash(row)
            found[table] = (n, total)
    return found


# items --------------------------------------------------------------------------------------------------------------


def item_state(sql: sqlite3.Connection, item: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM state_item WHERE item = ?", (item,)).fetchone()
    return row


def put_item(tx: Transaction, item: int, row: Mapping[str, Any]) -> None:
    """Set an item's row; mappings become JSON."""
    cells = [canonical(v) if isinstance(v, Mapping) else v for v in row.values()]
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    tx.sql.execute(f"REPLACE INTO state_item (item, {names}) VALUES (?, {marks})", (item, *cells))


def put_labels(tx: Transaction, item: int, labels: Mapping[str, Mapping[str, int]]) -> None:
    """Set which labels an item's answers use, and how often; untouched when they are the same."""
    rows = [(question, label, item, n) for question, used in labels.items() for label, n in used.items()]
    known = tx.sql.execute("SELECT question, label, item, n FROM state_label WHERE item = ?", (item,))
    if sorted(rows) != sorted(tuple(row) for row in known):
        tx.sql.execute("DELETE FROM state_label WHERE item = ?", (item,))
        tx.sql.executemany("INSERT INTO state_label VALUES (?, ?, ?, ?)", rows)


def seen(sql: sqlite3.Connection, item: int) -> dict[int, int]:
    """Return what each annotator's answers to an item come to: counted 1, not 0, to be looked at again -1."""
    rows = sql.execute("SELECT annotator, counted FROM state_seen WHERE item = ?", (item,))
    return {row["annotator"]: row["counted"] for row in rows}


def seen_with_extra(sql: sqlite3.Connection, item: int) -> dict[int, tuple[int, int]]:
    """Return the same with how many answers each gave that measure them and not the item."""
    rows = sql.execute("SELECT annotator, counted, extra FROM state_seen WHERE item = ?", (item,))
    return {row["annotator"]: (row["counted"], row["extra"]) for row in rows}


def put_seen(tx: Transaction, item: int, annotator: int, counted: int | None, extra: int = 0) -> None:
    if counted is None:
        tx.sql.execute("DELETE FROM state_seen WHERE annotator = ? AND item = ?", (annotator, item))
    else:
        tx.sql.execute("REPLACE INTO state_seen VALUES (?, ?, ?, ?)", (annotator, item, counted, extra))


def add_items(tx: Transaction, items: Sequence[int]) -> None:
    """Give new items their rows as nobody has answered yet."""
    tx.sql.execute(
        "INSERT INTO state_item SELECT value, 'unplanned', 0, NULL, '{}', '{}', '{}', 0 FROM json_each(?)",
        (json.dumps(list(items)),),
    )
    bump(tx, "items", len(items))
    bump(tx, "status:unplanned", len(items))


def unlisted(sql: sqlite3.Connection, run: int, after: int, n: int) -> list[int]:
    """Return up to n items of an import behind a number that have no row yet."""
    rows = sql.execute(
        "SELECT seq FROM item i WHERE run = ? AND seq > ? "
        "AND NOT EXISTS (SELECT 1 FROM state_item t WHERE t.item = i.seq) ORDER BY seq LIMIT ?",
        (run, after, n),
    )
    return [row["seq"] for row in rows]


def all_items(sql: sqlite3.Connection) -> list[int]:
    return [row["seq"] for row in sql.execute("SELECT seq FROM item ORDER BY seq")]


def touched_items(sql: sqlite3.Connection) -> list[int]:
    """Return the items that have an answer or a ruling."""
    rows = sql.execute("SELECT item FROM annotation UNION SELECT item FROM gold ORDER BY item")
    return [row["item"] for row in rows]


def not_new(sql: sqlite3.Connection, findings: Sequence[str]) -> list[int]:
    """Return the items of which something was said or is under way: all others stand as when they came.

    findings: the types that play a part.
    """
    rows = sql.execute(
        """SELECT item FROM annotation UNION SELECT item FROM gold UNION SELECT item FROM state_lease
        UNION SELECT item FROM finding WHERE type IN (SELECT value FROM json_each(:findings))
        UNION SELECT i.seq FROM remark r JOIN item i ON i.id = r.target_id
          WHERE r.target = 'item' AND r.type = 'withdrawal'
        UNION SELECT i.seq FROM remark r JOIN run u ON u.id = r.target_id JOIN item i ON i.run = u.seq
          WHERE r.target = 'run' AND r.type = 'withdrawal'
        ORDER BY 1""",
        {"findings": json.dumps(list(findings))},
    )
    return [row[0] for row in rows]


def items_in(sql: sqlite3.Connection, status: str, *, at_least: int = 0) -> list[int]:
    """Return the items of a status that so many annotators have answered."""
    rows = sql.execute(
        "SELECT item FROM state_item WHERE status = ? AND n_answers >= ? ORDER BY item", (status, at_least)
    )
    return [row["item"] for row in rows]


# the queue ----------------------------------------------------------------------------------------------------------


def queued(sql: sqlite3.Connection, item: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM state_queue WHERE item = ?", (item,)).fetchone()
    return row


def unplanned(sql: sqlite3.Connection, as_of: int, run: int = 0) -> Rows:
    """Return the items that no Run has planned, or none but this one, which is not finished."""
    return sql.execute(
        "SELECT seq, id, metadata FROM item i WHERE seq <= ? "
        "AND NOT EXISTS (SELECT 1 FROM state_queue q WHERE q.item = i.seq AND q.run <> ?) ORDER BY seq",
        (as_of, run),
    ).fetchall()


def planned(sql: sqlite3.Connection, run: int | None = None) -> list[int]:
    """Return the items that are planned, by one Run if it is named."""
    rows = sql.execute("SELECT item FROM state_queue WHERE :run IS NULL OR run = :run", {"run": run})
    return [row["item"] for row in rows]


def next_rank(sql: sqlite3.Connection, run: int = 0) -> int:
    """Return the rank behind all that was planned, by other Runs than this one."""
    row = sql.execute("SELECT coalesce(max(rank), 0) FROM state_queue WHERE run <> ?", (run,)).fetchone()
    return 1 + int(row[0])


def enqueue(tx: Transaction, rows: Iterable[Sequence[object]]) -> None:
    """Add rows (item, rank, policy, arm, overlap, probability, run, batch, skill)."""
    tx.sql.executemany(
        "INSERT INTO state_queue (item, rank, policy, arm, overlap, probability, run, taken, closed, batch, skill) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
        rows,
    )


def finish_policy(tx: Transaction, policy: str, overlap: int) -> list[int]:
    """End a policy that asked everyone: its items want so many answers from now on. Returns its items."""
    rows = tx.sql.execute(
        "UPDATE state_queue SET overlap = ? WHERE policy = ? AND overlap IS NULL RETURNING item",
        (overlap, policy),
    )
    return [row["item"] for row in rows.fetchall()]


def touched_among(sql: sqlite3.Connection, items: Sequence[int]) -> list[int]:
    """Return those of the items that are more than unplanned: answered elsewhere, withdrawn, ruled on."""
    some = "item IN (SELECT value FROM json_each(:items))"
    rows = sql.execute(
        f"SELECT item FROM state_item WHERE {some} AND status <> 'unplanned' "
        f"UNION SELECT item FROM annotation WHERE {some} UNION SELECT item FROM gold WHERE {some} ORDER BY item",
        {"items": json.dumps(list(items))},
    )
    return [row["item"] for row in rows]


def mark_open(tx: Transaction, items: Sequence[int]) -> None:
    """Say of items that were just planned, and that nobody has answered, that they are open."""
    tx.sql.execute(
        "UPDATE state_item SET status = 'open' WHERE status = 'unplanned' "
        "AND item IN (SELECT value FROM json_each(?))",
        (json.dumps(list(items)),),
    )
    n = tx.sql.execute("SELECT changes()").fetchone()[0]
    bump(tx, "status:unplanned", -n)
    bump(tx, "status:open", n)


def set_taken(tx: Transaction, queue: sqlite3.Row, taken: int, *, is_closed: bool) -> None:
    """Set how much of an item is taken; when it is open again, everyone's cursor goes back to it."""
    tx.sql.execute(
        "UPDATE state_queue SET taken = ?, closed = ? WHERE item = ?", (taken, int(is_closed), queue["item"])
    )
    if not is_closed and (queue["overlap"] is None or taken < queue["overlap"]):
        turn_back(tx, queue["rank"], (queue["batch"], queue["skill"]))


def turn_back(tx: Transaction, rank: int, lane: Lane) -> None:
    """Let everyone look at a lane from this rank on again."""
    tx.sql.execute(
        "UPDATE state_cursor SET rank = ? WHERE rank >= ? AND batch = ? AND skill = ?",
        (rank - 1, rank, *lane),
    )


def forget_cursors(tx: Transaction) -> None:
    """Let everyone look at all lanes from their beginning again: they were laid out anew."""
    tx.sql.execute("DELETE FROM state_cursor")


def open_items(sql: sqlite3.Connection, annotator: int, n: int, lanes: Iterable[tuple[Lane, int]]) -> Rows:
    """Return up to n open items that the annotator has neither answered nor holds, lane after lane, by rank.

    lanes: each with how many items of its batch there may be at most.
    """
    found: Rows = []
    taken: Counter[int] = Counter()
    for lane, most in lanes:
        room = min(n - len(found), most - taken[lane[0]])
        if room <= 0:
            continue
        cursor = sql.execute(
            "SELECT rank FROM state_cursor WHERE annotator = ? AND batch = ? AND skill = ?",
            (annotator, *lane),
        ).fetchone()
        rows = sql.execute(
            """SELECT q.* FROM state_queue q
            WHERE q.closed = 0 AND (q.overlap IS NULL OR q.taken < q.overlap)
              AND q.batch = ? AND q.skill = ? AND q.rank > ?
              AND NOT EXISTS (
                SELECT 1 FROM state_seen s WHERE s.annotator = ? AND s.item = q.item AND s.counted >= 0)
              AND NOT EXISTS (SELECT 1 FROM state_lease l WHERE l.annotator = ? AND l.item = q.item)
              AND NOT EXISTS (SELECT 1 FROM state_shown h JOIN annotator w ON w.person = h.person
                WHERE w.seq = ? AND h.item = q.item)
            ORDER BY q.rank LIMIT ?""",
            (*lane, cursor["rank"] if cursor else -1, annotator, annotator, annotator, room),
        ).fetchall()
        found += rows
        taken[lane[0]] += len(rows)
    return found


def n_open_for(sql: sqlite3.Connection, annotator: int, lanes: Iterable[Lane]) -> int:
    """Return how many open items of these lanes an annotator has not answered, with those in their hands."""
    is_new = (
        "NOT EXISTS (SELECT 1 FROM state_seen s WHERE s.annotator = ? AND s.item = q.item AND s.counted >= 0)"
    )
    n = 0
    for lane in lanes:
        n += sql.execute(
            "SELECT count(*) FROM state_queue q WHERE q.closed = 0 AND (q.overlap IS NULL OR q.taken < q.overlap) "
            f"AND q.batch = ? AND q.skill = ? AND {is_new}",
            (*lane, annotator),
        ).fetchone()[0]
    held = sql.execute(
        "SELECT count(*) FROM state_lease l JOIN state_queue q ON q.item = l.item "
        f"WHERE l.annotator = ? AND q.closed = 0 AND q.taken >= q.overlap AND {is_new}",
        (annotator, annotator),
    ).fetchone()
    return n + int(held[0])


def n_open(sql: sqlite3.Connection) -> int:
    """Return how many items still want an answer of somebody."""
    return int(
        sql.execute(
            "SELECT count(*) FROM state_queue WHERE closed = 0 AND overlap IS NOT NULL AND taken < overlap"
        ).fetchone()[0]
    )


def withdrawn_work(sql: sqlite3.Connection) -> tuple[int, int]:
    """Return how many planned items are withdrawn, and how many answers were wanted of them."""
    row = sql.execute(
        "SELECT count(*) AS n, coalesce(sum(q.overlap), 0) AS wanted FROM state_item t "
        "JOIN state_queue q ON q.item = t.item WHERE t.status = 'withdrawn'"
    ).fetchone()
    return row["n"], row["wanted"]


def arms(sql: sqlite3.Connection) -> Rows:
    """Return each arm of each policy with its overlap, number of items and how much of it is taken."""
    return sql.execute(
        "SELECT policy, arm, overlap, count(*) AS n, sum(taken) AS taken FROM state_queue "
        "GROUP BY policy, arm, overlap ORDER BY min(rank)"
    ).fetchall()


# batches ------------------------------------------------------------------------------------------------------------

REST: dict[str, Any] = {"id": "rest", "name": "Everything else", "priority": 0, "due": None, "paused": 0}
FREE: dict[str, Any] = {"people": [], "skill": "", "quota": None, "note": ""}


def put_batch(tx: Transaction, run: int, settings: Mapping[str, Any]) -> None:
    """Set what a batch is; what is not told stays, or is as open as can be."""
    known = batch(tx.sql, run)
    row = {**REST, **FREE, **(dict(known) if known else {}), **settings, "run": run}
    cells = [canonical(cell) if isinstance(cell, list | tuple) else cell for cell in row.values()]
    tx.sql.execute(f"REPLACE INTO state_batch ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", cells)


def batch(sql: sqlite3.Connection, run: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM state_batch WHERE run = ?", (run,)).fetchone()
    return row


def batch_by_id(sql: sqlite3.Connection, batch_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = sql.execute("SELECT * FROM state_batch WHERE id = ?", (batch_id,)).fetchone()
    return row


def batches(sql: sqlite3.Connection, *, only_open: bool = False) -> Rows:
    """Return the batches in the order in which they are worked on: by priority, then by due date, then by age.

    What is in no batch comes after the batches of its priority. only_open: those from which an item may be taken.
    """
    is_open = (
        "WHERE EXISTS (SELECT 1 FROM state_queue q WHERE q.batch = b.run AND q.closed = 0 "
        "AND (q.overlap IS NULL OR q.taken < q.overlap))"
    )
    return sql.execute(
        f"SELECT b.* FROM state_batch b {is_open if only_open else ''} "
        "ORDER BY b.priority DESC, b.run = 0, b.due IS NULL, b.due, b.run"
    ).fetchall()


def batch_figures(sql: sqlite3.Connection) -> dict[int, sqlite3.Row]:
    """Return for each batch its items, how many are done with, and the answers wanted, given and in hands."""
    rows = sql.execute(
        "SELECT q.batch, count(*) AS n_items, sum(t.status = 'withdrawn') AS n_withdrawn, "
        "sum(NOT q.is_open) AS n_done, sum(coalesce(q.overlap, 0)) AS n_wanted, "
        "sum(CASE WHEN q.overlap IS NULL THEN t.n_answers ELSE min(t.n_answers, q.overlap) END) AS n_answers, "
        "sum(q.overlap IS NULL) AS n_for_all, sum(q.overlap IS NULL OR q.overlap > 1) AS n_shared, "
        "sum(q.taken - min(q.taken, t.n_answers)) AS n_held "
        "FROM state_queue q JOIN state_item t ON t.item = q.item GROUP BY q.batch"
    )
    return {row["batch"]: row for row in rows}


def skills_asked(sql: sqlite3.Connection) -> list[str]:
    """Return the skills that items ask for."""
    rows = sql.execute("SELECT DISTINCT batch, skill FROM state_queue WHERE skill <> ''")
    return sorted({row["skill"] for row in rows})


def batch_of_items(sql: sqlite3.Connection, items: Iterable[int]) -> dict[int, int]:
    """Return the batch of each planned item among those named."""
    rows = sql.execute(
        "SELECT item, batch FROM state_queue WHERE item IN (SELECT value FROM json_each(?))",
        (json.dumps(list(items)),),
    )
    return {row["item"]: row["batch"] for row in rows}


def move_to_batch(tx: Transaction, run: int) -> None:
    """Move those items of a batch's Run that are planned already into it, with what people answered of them."""
    rows = tx.sql.execute(
        "SELECT q.batch, s.annotator, count(*) AS n FROM batch_item b JOIN state_queue q ON q.item = b.item "
        "JOIN state_seen s ON s.item = b.item AND s.counted = 1 WHERE b.run = ? GROUP BY q.batch, s.annotator",
        (run,),
    ).fetchall()
    for row in rows:
        bump_batch(tx, row["batch"], row["annotator"], -row["n"])
        bump_batch(tx, run, row["annotator"], row["n"])
    tx.sql.execute(
        "UPDATE state_queue SET batch = ? WHERE item IN (SELECT item FROM batch_item WHERE run = ?)",
        (run, run),
    )


def count_into_batch(tx: Transaction, items: Sequence[int]) -> None:
    """Count the answers that items had already when a Run planned them."""
    rows = tx.sql.execute(
        "SELECT q.batch, s.annotator, count(*) AS n FROM state_queue q JOIN state_seen s ON s.item = q.item "
        "AND s.counted = 1 WHERE q.item IN (SELECT value FROM json_each(?)) GROUP BY q.batch, s.annotator",
        (json.dumps(list(items)),),
    ).fetchall()
    for row in rows:
        bump_batch(tx, row["batch"], row["annotator"], row["n"])


def bump_batch(tx: Transaction, run: int, annotator: int, by: int) -> None:
    """Add to how many answers of a person count in a batch."""
    bump(tx, f"batch:{run}:{annotator}", by)


def n_in_batch(sql: sqlite3.Connection, run: int, annotator: int) -> int:
    """Return how many items of a batch a person has answered or holds."""
    name = f"batch:{run}:{annotator}"
    row = sql.execute("SELECT n FROM state_count WHERE name = ?", (name,)).fetchone()
    held = sql.execute(
        "SELECT count(*) FROM state_lease l JOIN state_queue q ON q.item = l.item "
        "WHERE l.annotator = ? AND l.counts AND q.batch = ?",
        (annotator, run),
    ).fetchone()
    return (row["n"] if row else 0) + int(held[0])


# leases -------------------------------------------------------------------------------------------------------------


def leases_of(sql: sqlite3.Connection, annotator: int) -> Rows:
    return sql.execute(
        "SELECT l.*, s.purpose, q.batch FROM state_lease l JOIN assignment s ON s.id = l.assignment "
        "LEFT JOIN state_queue q ON q.item = l.item WHERE l.annotator = ? ORDER BY s.seq",
        (annotator,),
    ).fetchall()


def n_leases(sql: sqlite3.Connection, item: int | None = None) -> int:
    """Return how many answers are under way: to an item, or to all."""
    statement = "SELECT count(*) FROM state_lease WHERE counts" + ("" if item is None else " AND item = ?")
    return int(sql.execute(statement, () if item is None else (item,)).fetchone()[0])


def lease(tx: Transaction, assignment: str, queue: sqlite3.Row, annotator: int, expires: float) -> None:
    """Put an item into someone's hands and move their cursor behind it."""
    row = (assignment, queue["item"], annotator, expires)
    tx.sql.execute("INSERT INTO state_lease VALUES (?, ?, ?, ?, 1)", row)
    tx.sql.execute("UPDATE state_queue SET taken = taken + 1 WHERE item = ?", (queue["item"],))
    cursor = (annotator, queue["batch"], queue["skill"], queue["rank"])
    tx.sql.execute("REPLACE INTO state_cursor VALUES (?, ?, ?, ?)", cursor)


def lease_apart(tx: Transaction, assignment: str, item: int, annotator: int, expires: float) -> None:
    """Put an item into someone's hands for an answer that measures them, and takes nothing of what it wants."""
    row = (assignment, item, annotator, expires)
    tx.sql.execute("INSERT INTO state_lease VALUES (?, ?, ?, ?, 0)", row)


def n_held(sql: sqlite3.Connection) -> dict[int, int]:
    """Return how many items each annotator holds."""
    rows = sql.execute("SELECT annotator, count(*) AS n FROM state_lease GROUP BY annotator")
    return {row["annotator"]: row["n"] for row in rows}


def pace(sql: sqlite3.Connection, annotator: int) -> tuple[int, int]:
    """Return how many ordinary items someone was given since the last hidden check, and since the last repeat."""
    row = sql.execute(
        "SELECT since_check, since_repeat FROM state_pace WHERE annotator = ?", (annotator,)
    ).fetchone()
    return (row["since_check"], row["since_repeat"]) if row else (0, 0)


def put_pace(tx: Transaction, annotator: int, since: tuple[int, int]) -> None:
    tx.sql.execute("REPLACE INTO state_pace VALUES (?, ?, ?)", (annotator, *since))


def prolong(tx: Transaction, annotator: int, expires: float) -> None:
    tx.sql.execute("UPDATE state_lease SET expires = ? WHERE annotator = ?", (expires, annotator))


@dataclass(frozen=True, slots=True)
class Beyond:
    """When leases are of a time to come, since the clock was set back: they end after end and were given after at.

    Ending late alone says nothing: leases may have been longer before.
    """

    end: float
    at: str


def expired(sql: sqlite3.Connection, now: float, beyond: Beyond, *, except_of: int, limit: int = 200) -> Rows:
    """Return leases of others that ended before now, or that are of a time to come."""
    return sql.execute(
        """SELECT * FROM state_lease WHERE expires < :now AND annotator <> :but
        UNION ALL SELECT l.* FROM state_lease l JOIN assignment a ON a.id = l.assignment
          WHERE l.expires > :end AND l.annotator <> :but AND a.at > :at
        LIMIT :limit""",
        {"now": now, "end": beyond.end, "at": beyond.at, "but": except_of, "limit": limit},
    ).fetchall()


def release(tx: Transaction, lease: sqlite3.Row) -> None:
    """End a lease without an answer."""
    tx.sql.execute("DELETE FROM state_lease WHERE assignment = ?", (lease["assignment"],))
    queue = queued(tx.sql, lease["item"])
    if queue is not None and lease["counts"]:
        set_taken(tx, queue, queue["taken"] - 1, is_closed=bool(queue["closed"]))


def end_lease(tx: Transaction, annotator: int, item: int) -> bool:
    """Take an annotator's lease of an item away; return whether there was one."""
    rows = tx.sql.execute(
        "DELETE FROM state_lease WHERE annotator = ? AND item = ? RETURNING 1", (annotator, item)
    )
    return rows.fetchone() is not None


def end_rival_lease(tx: Transaction, item: int) -> bool:
    """Take away the lease of the item that ends first; return whether there was one."""
    rows = tx.sql.execute(
        "DELETE FROM state_lease WHERE assignment = "
        "(SELECT assignment FROM state_lease WHERE item = ? AND counts ORDER BY expires LIMIT 1) RETURNING 1",
        (item,),
    )
    return rows.fetchone() is not None


def mark_shown(tx: Transaction, person: str | None, item: int) -> None:
    """Remember that a person has been shown what others answered to an item."""
    if person is not None:
        tx.sql.execute("INSERT OR IGNORE INTO state_shown VALUES (?, ?)", (person, item))


def holds(sql: sqlite3.Connection, person: str, item: int) -> bool:
    """Return whether a person has the item in their hands to label."""
    row = sql.execute(
        "SELECT EXISTS (SELECT 1 FROM state_lease l JOIN annotator w ON w.seq = l.annotator "
        "WHERE l.item = ? AND w.person = ?)",
        (item, person),
    ).fetchone()
    return bool(row[0])


def held_by(sql: sqlite3.Connection, person: str) -> set[int]:
    """Return the items that a person has in their hands to label."""
    rows = sql.execute(
        "SELECT l.item FROM state_lease l JOIN annotator w ON w.seq = l.annotator WHERE w.person = ?",
        (person,),
    )
    return {row["item"] for row in rows}


def mark_read(tx: Transaction, person: str, thread: str, seq: int) -> None:
    """Remember how far a person has read a thread; what was read stays read."""
    tx.sql.execute(
        "INSERT INTO state_read VALUES (?, ?, ?) "
        "ON CONFLICT (person, thread) DO UPDATE SET seq = max(seq, excluded.seq)",
        (person, thread, seq),
    )


# adjudication's cases -------------------------------------------------------------------------------------------------


def case_holder(tx: Transaction, item: int, question: str, now: float) -> sqlite3.Row | None:
    """Return who holds a case; cases whose time is over are let go first."""
    tx.sql.execute("DELETE FROM state_case WHERE expires < ?", (now,))
    row: sqlite3.Row | None = tx.sql.execute(
        "SELECT * FROM state_case WHERE item = ? AND question = ?", (item, question)
    ).fetchone()
    return row


def hold_case(tx: Transaction, item: int, question: str, person: str, name: str, expires: float) -> None:
    tx.sql.execute("REPLACE INTO state_case VALUES (?, ?, ?, ?, ?)", (item, question, person, name, expires))


def leave_case(tx: Transaction, item: int, question: str, person: str | None) -> None:
    tx.sql.execute(
        "DELETE FROM state_case WHERE item = ? AND question = ? AND person = ?", (item, question, person)
    )


def held_cases(sql: sqlite3.Connection, now: float) -> dict[tuple[int, str], str]:
    """Return the name of who holds each case."""
    rows = sql.execute("SELECT * FROM state_case WHERE expires > ?", (now,))
    return {(row["item"], row["question"]): row["name"] for row in rows}
