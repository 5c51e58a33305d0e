"""The tables that project.state keeps true: item rows, who has seen what, the open queue and running counts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from goldsmith.model import canonical
from goldsmith.store.ledger import CACHES, Transaction

Rows = list[sqlite3.Row]


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


def dump(sql: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return the caches that are functions of the facts; cursors are hints, and zero counts are none."""
    tables = [table for table in CACHES if table != "state_cursor"]
    found = {t: [tuple(row) for row in sql.execute(f"SELECT * FROM {t}")] for t in tables}
    found["state_count"] = [row for row in found["state_count"] if row[1] != 0]
    return {table: sorted(rows, key=json.dumps) for table, rows in found.items()}


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


def put_seen(tx: Transaction, item: int, annotator: int, counted: int | None) -> None:
    if counted is None:
        tx.sql.execute("DELETE FROM state_seen WHERE annotator = ? AND item = ?", (annotator, item))
    else:
        tx.sql.execute("REPLACE INTO state_seen VALUES (?, ?, ?)", (annotator, item, counted))


def add_items(tx: Transaction, first: int, n: int) -> None:
    """Give new items, appended with consecutive numbers, their rows as nobody has answered yet."""
    tx.sql.execute(
        "WITH RECURSIVE new(seq) AS (SELECT ? UNION ALL SELECT seq + 1 FROM new WHERE seq < ?) "
        "INSERT INTO state_item SELECT seq, 'unplanned', 0, NULL, '{}', '{}', '{}', 0 FROM new",
        (first, first + n - 1),
    )
    bump(tx, "items", n)
    bump(tx, "status:unplanned", n)


def all_items(sql: sqlite3.Connection) -> list[int]:
    return [row["seq"] for row in sql.execute("SELECT seq FROM item ORDER BY seq")]


def touched_items(sql: sqlite3.Connection) -> list[int]:
    """Return the items that have an answer or a ruling."""
    rows = sql.execute("SELECT item FROM annotation UNION SELECT item FROM gold ORDER BY item")
    return [row["item"] for row in rows]


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


def unplanned(sql: sqlite3.Connection, as_of: int) -> Rows:
    return sql.execute(
        "SELECT seq, id, metadata FROM item i WHERE seq <= ? "
        "AND NOT EXISTS (SELECT 1 FROM state_queue q WHERE q.item = i.seq) ORDER BY seq",
        (as_of,),
    ).fetchall()


def next_rank(sql: sqlite3.Connection) -> int:
    return 1 + int(sql.execute("SELECT coalesce(max(rank), 0) FROM state_queue").fetchone()[0])


def enqueue(tx: Transaction, rows: Iterable[Sequence[object]]) -> None:
    """Add rows (item, rank, policy, arm, overlap, probability, run)."""
    tx.sql.executemany(
        "INSERT INTO state_queue (item, rank, policy, arm, overlap, probability, run, taken, closed) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
        rows,
    )


def finish_policy(tx: Transaction, policy: str, overlap: int) -> list[int]:
    """End a policy that asked everyone: its items want so many answers from now on. Returns its items."""
    rows = tx.sql.execute(
        "UPDATE state_queue SET overlap = ? WHERE policy = ? AND overlap IS NULL RETURNING item",
        (overlap, policy),
    )
    return [row["item"] for row in rows.fetchall()]


def already_marked(sql: sqlite3.Connection, run: int) -> list[int]:
    """Return the items that a Run planned and that had a status before: answered elsewhere, withdrawn, ruled on."""
    rows = sql.execute(
        "SELECT q.item FROM state_queue q JOIN state_item t ON t.item = q.item "
        "WHERE q.run = ? AND t.status <> 'unplanned' ORDER BY q.item",
        (run,),
    )
    return [row["item"] for row in rows]


def mark_open(tx: Transaction, run: int) -> None:
    """Say of items that were just planned, and that nobody has answered, that they are open."""
    tx.sql.execute(
        "UPDATE state_item SET status = 'open' WHERE status = 'unplanned' "
        "AND item IN (SELECT item FROM state_queue WHERE run = ?)",
        (run,),
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
        turn_back(tx, queue["rank"])


def turn_back(tx: Transaction, rank: int) -> None:
    """Let everyone look at the queue from this rank on again."""
    tx.sql.execute("UPDATE state_cursor SET rank = ? WHERE rank >= ?", (rank - 1, rank))


def open_items(sql: sqlite3.Connection, annotator: int, n: int) -> Rows:
    """Return up to n open items, lowest rank first, that the annotator has neither answered nor holds."""
    cursor = sql.execute("SELECT rank FROM state_cursor WHERE annotator = ?", (annotator,)).fetchone()
    return sql.execute(
        """SELECT q.* FROM state_queue q
        WHERE q.closed = 0 AND (q.overlap IS NULL OR q.taken < q.overlap) AND q.rank > ?
          AND NOT EXISTS (
            SELECT 1 FROM state_seen s WHERE s.annotator = ? AND s.item = q.item AND s.counted >= 0)
          AND NOT EXISTS (SELECT 1 FROM state_lease l WHERE l.annotator = ? AND l.item = q.item)
          AND NOT EXISTS (SELECT 1 FROM state_shown h JOIN annotator w ON w.person = h.person
            WHERE w.seq = ? AND h.item = q.item)
        ORDER BY q.rank LIMIT ?""",
        (cursor["rank"] if cursor else -1, annotator, annotator, annotator, n),
    ).fetchall()


def n_open_for(sql: sqlite3.Connection, annotator: int) -> int:
    """Return how many open items an annotator has not answered; those in their hands count."""
    row = sql.execute(
        "SELECT count(*) FROM state_queue q WHERE q.closed = 0 AND (q.overlap IS NULL OR q.taken < q.overlap OR EXISTS "
        "(SELECT 1 FROM state_lease l WHERE l.annotator = :annotator AND l.item = q.item)) AND NOT EXISTS "
        "(SELECT 1 FROM state_seen s WHERE s.annotator = :annotator AND s.item = q.item AND s.counted >= 0)",
        {"annotator": annotator},
    ).fetchone()
    return int(row[0])


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


# leases -------------------------------------------------------------------------------------------------------------


def leases_of(sql: sqlite3.Connection, annotator: int) -> Rows:
    return sql.execute(
        "SELECT l.*, s.purpose FROM state_lease l JOIN assignment s ON s.id = l.assignment "
        "WHERE l.annotator = ? ORDER BY s.seq",
        (annotator,),
    ).fetchall()


def n_leases(sql: sqlite3.Connection, item: int | None = None) -> int:
    statement = "SELECT count(*) FROM state_lease" + ("" if item is None else " WHERE item = ?")
    return int(sql.execute(statement, () if item is None else (item,)).fetchone()[0])


def lease(tx: Transaction, assignment: str, queue: sqlite3.Row, annotator: int, expires: float) -> None:
    """Put an item into someone's hands and move their cursor behind it."""
    row = (assignment, queue["item"], annotator, expires)
    tx.sql.execute("INSERT INTO state_lease VALUES (?, ?, ?, ?)", row)
    tx.sql.execute("UPDATE state_queue SET taken = taken + 1 WHERE item = ?", (queue["item"],))
    tx.sql.execute("REPLACE INTO state_cursor VALUES (?, ?)", (annotator, queue["rank"]))


def prolong(tx: Transaction, annotator: int, expires: float) -> None:
    tx.sql.execute("UPDATE state_lease SET expires = ? WHERE annotator = ?", (expires, annotator))


def expired(sql: sqlite3.Connection, now: float, *, except_of: int, limit: int = 200) -> Rows:
    return sql.execute(
        "SELECT * FROM state_lease WHERE expires < ? AND annotator <> ? LIMIT ?", (now, except_of, limit)
    ).fetchall()


def release(tx: Transaction, lease: sqlite3.Row) -> None:
    """End a lease without an answer."""
    tx.sql.execute("DELETE FROM state_lease WHERE assignment = ?", (lease["assignment"],))
    queue = queued(tx.sql, lease["item"])
    if queue is not None:
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
        "(SELECT assignment FROM state_lease WHERE item = ? ORDER BY expires LIMIT 1) RETURNING 1",
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
