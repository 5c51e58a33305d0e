"""Keeps the caches true: one function recomputes an item's rows from the facts; rebuilding is doing it for all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldsmith.errors import InvalidInput
from goldsmith.project.answers import Reader
from goldsmith.project.project import FILE, Project
from goldsmith.project.summary import OPEN, PERSON, Summary, standing, summarise
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Connection, Row, Transaction, translated

ASKED = ("audit", "asked")  # findings that want a person's look
SECOND_LOOKS = ("second", "settle")  # those that want a second ruling, or a third that settles two


def refresh(tx: Transaction, project: Project, items: Iterable[int]) -> None:
    """Recompute the cached rows of some items from the facts that this transaction sees."""
    reader, guideline = Reader(project), project.guideline()
    for item in items:
        answers = [reader.read(row) for row in queries.heads(tx.sql, queries.HeadFilter(item=item))]
        golds = queries.golds(tx.sql, item)
        queue = caches.queued(tx.sql, item)
        summary = summarise(
            answers,
            guideline,
            standing(golds, answers, guideline, reader),
            asked(tx.sql, item, golds),
            overlap=queue["overlap"] if queue else None,
            is_planned=queue is not None,
            is_withdrawn=queries.is_withdrawn(tx.sql, item),
        )
        _store(tx, item, summary, queue)


def asked(sql: Connection, item: int, golds: Sequence[Row]) -> dict[str, str]:
    """Return why somebody must look at each question: an audit or a request that no later ruling has answered.

    What a method left open, a later decision of a method answers as well. A ruling that is to be made twice wants a
    second one, blind of it; two that differ want a third.
    """
    ruled = {row["question"]: row["seq"] for row in golds if row["method"] == PERSON}
    decided = {row["question"]: row["seq"] for row in golds if row["value"] is not None} | ruled
    rows = queries.findings(sql, item)
    found = {}
    for row in rows:
        answered = decided if row["type"] == OPEN else ruled
        if row["type"] in (*ASKED, OPEN) and row["seq"] > answered.get(row["question"], 0):
            found[row["question"]] = row["type"]
    looks = [row for row in rows if row["type"] in SECOND_LOOKS and row["question"] in ruled]
    again = {row["question"]: row["seq"] for row in queries.seconds(sql, item)} if looks else {}
    for row in looks:
        question, at = row["question"], again.get(row["question"], 0)
        if row["type"] == "second" and row["seq"] > at:
            found[question] = "second"
        if row["type"] == "settle" and row["seq"] > max(at, ruled[question]) and at:
            found[question] = "settle"
    return found


def _store(tx: Transaction, item: int, summary: Summary, queue: Row | None) -> None:
    before = caches.item_state(tx.sql, item)
    wanted = queue["overlap"] if queue else None
    excess = max(0, summary.n_answers - wanted) if wanted is not None else 0
    row = {
        "status": summary.status,
        "n_answers": summary.n_answers,
        "disagreement": summary.disagreement,
        "labels": summary.labels,
        "gold": summary.gold,
        "waits": summary.waits,
        "excess": excess,
    }
    caches.put_item(tx, item, row)
    caches.put_labels(tx, item, summary.labels)
    _store_seen(tx, item, summary, queue)
    caches.bump(tx, "items", 0 if before else 1)
    caches.bump(tx, f"status:{summary.status}", 1)
    caches.bump(tx, f"status:{before['status']}" if before else "", -1 if before else 0)
    caches.bump(tx, "answers", summary.n_answers - (before["n_answers"] if before else 0))
    caches.bump(tx, "excess", excess - (before["excess"] if before else 0))
    caches.bump(tx, "waiting", bool(summary.waits) - bool(before and before["waits"] != "{}"))
    if queue is not None:
        taken = summary.n_answers + caches.n_leases(tx.sql, item)
        caches.set_taken(tx, queue, taken, is_closed=summary.status in {"withdrawn", "ruled"})


def _store_seen(tx: Transaction, item: int, summary: Summary, queue: Row | None) -> None:
    before = caches.seen_with_extra(tx.sql, item)
    for annotator in before.keys() | summary.counted.keys():
        was, had = before.get(annotator, (None, 0))
        now, has = summary.counted.get(annotator), summary.extra.get(annotator, 0)
        if (was, had) != (now, has):
            caches.put_seen(tx, item, annotator, now, has)
            caches.bump(tx, f"mine:{annotator}", (now == 1) - (was == 1) + has - had)
            if queue is not None:
                caches.bump_batch(tx, queue["batch"], annotator, (now == 1) - (was == 1))


def save_settings(project: Project, given: Mapping[str, Any]) -> None:
    """Save settings; when other kinds of annotators count from now on, every item is looked at again."""
    before = project.settings()["counted_kinds"]
    if not given.get("counted_kinds", before):
        raise InvalidInput(
            "setting.nobody_counts",
            "No kind of annotator would count.",
            where="counted_kinds",
            mend="Choose one kind at least; people, as a rule.",
        )
    project.save_settings(given)
    if project.settings()["counted_kinds"] != before:
        with project.ledger.write() as tx:
            refresh(tx, project, caches.touched_items(tx.sql))


def rebuild(project: Project) -> list[str]:
    """Make every cache again from the facts, in one transaction; return the names of those that had differed.

    It holds the write lock for long in a large project; `differing` looks first, while others work.
    """
    from goldsmith.project.plan import replay

    with project.ledger.write() as tx:
        before = caches.fingerprints(tx.sql)
        caches.clear(tx)
        caches.add_items(tx, caches.all_items(tx.sql))
        replay(tx)
        caches.mark_open(tx, caches.planned(tx.sql))
        refresh(tx, project, caches.not_new(tx.sql, (*ASKED, *SECOND_LOOKS, OPEN)))
        after = caches.fingerprints(tx.sql)
    return [table for table in before if before[table] != after[table]]


def differing(project: Project) -> list[str]:
    """Return the names of the caches that differ from the facts: made again in a copy of the file, which is removed."""
    room = project.folder / "uploads"  # emptied whenever the project is opened
    with translated(project.folder):
        room.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=room) as folder:
            project.ledger.copy_to(Path(folder) / FILE)
            copy = Project(Path(folder))
            try:
                return rebuild(copy)
            finally:
                copy.close()
