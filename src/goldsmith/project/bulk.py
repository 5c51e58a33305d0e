"""Ruling on many items at once: each gets a ruling of its own on its own answers, all under one Run.

What somebody has ruled on already stays as it is, and nobody rules on what they labeled. All of it is taken back in one
step, by withdrawing the rulings of the Run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from goldsmith import kinds
from goldsmith.errors import Conflict, InvalidInput, InvalidValue, NotAllowed, NotFound
from goldsmith.model import Question, canonical, new_id
from goldsmith.project import adjudicate, clock, second_look, taking_back
from goldsmith.project.answers import Answer, Reader, votes
from goldsmith.project.decide import decide
from goldsmith.project.items import looked_up, sentence
from goldsmith.project.project import Actor, Project, add_run, item_from
from goldsmith.project.state import refresh
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, concordance, queries
from goldsmith.store.ledger import Connection, Row, Transaction

METHOD = "bulk.v1"
MOST = 20_000
STEP = 500  # items ruled on in one transaction, so that people who label do not wait
Why = Literal["ruled", "own", "taken", "second", "few", "tie", "illegal", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Given:
    """What all rulings of one step share. run: None for those of a concordance row."""

    reason_code: str
    rationale: str
    run: int | None = None


@dataclass(frozen=True, slots=True)
class What:
    """What to hold true: the value of all, or of each item the majority of its answers."""

    question: str | None
    takes_majority: bool
    value: Any = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items: those named, or those that a filter of the items page finds."""

    ids: Sequence[str] = ()
    where: queries.ItemFilter | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a bulk ruling would do. values: (value as JSON, how many items get it). left_out: why → how many items."""

    as_of: int
    n_items: int
    n_ruled: int
    values: list[tuple[Any, int]]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Done:
    """run: its id, by which it is taken back. n: rulings made."""

    run: str
    n: int
    left_out: Mapping[str, int]


def rule_one(
    tx: Transaction,
    project: Project,
    actor: Actor,
    item: int,
    question: Question,
    given: Given,
    stored: str,
    cast: Sequence[Answer],
    replaces: int | None,
) -> str:
    """Append one of many rulings and return its id; raises NotAllowed or Conflict where it is not the caller's."""
    adjudicate.refuse_own(tx.sql, actor, item)
    adjudicate.hold(tx, actor, item, question.key, clock.now())
    if second_look.first(tx.sql, item, question.key) is not None:
        raise Conflict(
            "case.second_wanted",
            "A second ruling is waited for, blind of the first.",
            where="this item",
            mend="Rule on it in Adjudicate.",
        )
    if second_look.is_torn(tx.sql, item, question.key):
        raise Conflict(
            "case.settle_wanted",
            "Two rulings differ here, and somebody must settle it in sight of both.",
            where="this item",
            mend="Settle it in Adjudicate.",
        )
    ruling = adjudicate.Ruling(
        new_id(), True, None, given.reason_code, given.rationale, [a.id for a in cast], None
    )
    adjudicate.append_ruling(
        tx, project, actor, item, question, ruling, stored, cast, replaces, run=given.run
    )
    caches.mark_shown(tx, actor.person, item)
    return ruling.id


# what it would do ---------------------------------------------------------------------------------------------------


def preview(project: Project, actor: Actor, chosen: Chosen, what: What) -> Plan:
    """Return what a bulk ruling would do to each of the items, in counts."""
    question = project.need_question(what.question)
    sql, as_of = project.ledger.reader, project.ledger.seq()
    items = _items(project, chosen)
    values: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    desk = _Desk.of(project, actor, question, what)
    for row in _rows(sql, items):
        stored, _, why = desk.fate(sql, row)
        if why is None:
            values[stored] += 1
        else:
            left_out[why] += 1
    told = [
        (json.loads(value), n) for value, n in sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return Plan(as_of, len(items), values.total(), told, dict(sorted(left_out.items())))


def _items(project: Project, chosen: Chosen) -> list[int]:
    sql = project.ledger.reader
    if chosen.where is not None:
        items = queries.item_seqs(sql, looked_up(project, chosen.where))
    else:
        known = queries.seqs_of(sql, "item", chosen.ids)
        if strangers := sorted(set(chosen.ids) - set(known)):
            raise NotFound(
                "item.unknown",
                f"{len(strangers)} of these items do not exist.",
                where=f"item {strangers[0]}",
                mend="Reload the page and choose again.",
            )
        items = sorted(known.values())
    if not items or len(items) > MOST:
        raise InvalidInput(
            "bulk.number",
            f"{len(items):,} items cannot be ruled on at once." if items else "No items are named.",
            where="the filter" if chosen.where is not None else "ids",
            mend=f"Choose from 1 to {MOST:,} items.",
        )
    return items


def _rows(sql: Connection, items: Sequence[int]) -> list[Row]:
    return list(queries.items_by_seq(sql, items).values())


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that the fate of an item hangs on but the item. taken: cases that somebody else is ruling on."""

    project: Project
    actor: Actor
    question: Question
    what: What
    reader: Reader
    taken: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, actor: Actor, question: Question, what: What) -> _Desk:
        taken = caches.held_cases(project.ledger.reader, clock.now())
        return cls(project, actor, question, what, Reader(project), taken)

    def fate(self, sql: Connection, row: Row) -> tuple[str, list[Answer], Why | None]:
        """Return the value that an item would get, with the votes on it, or why it is left out."""
        item, key = row["seq"], self.question.key
        if queries.is_withdrawn(sql, item):
            return "", [], "withdrawn"
        if any(g["question"] == key and g["method"] == PERSON for g in queries.golds(sql, item)):
            is_blind = second_look.first(sql, item, key) is not None
            return "", [], "second" if is_blind else "ruled"
        if self.taken.get((item, key), self.actor.name) != self.actor.name:
            return "", [], "taken"
        try:
            adjudicate.refuse_own(sql, self.actor, item)
        except NotAllowed:
            return "", [], "own"
        heads = queries.heads(sql, queries.HeadFilter(item=item))
        cast = votes([self.reader.read(head) for head in heads], self.question)
        stored, why = self._majority(cast) if self.what.takes_majority else self._given(row)
        return stored, cast, why

    def _majority(self, cast: Sequence[Answer]) -> tuple[str, Why | None]:
        if len(cast) < 2:
            return "", "few"
        decision = decide(cast, self.question)
        if decision is None or decision.value is None:
            return "", "tie"
        return canonical(kinds.get(self.question.kind).dump(decision.value)), None

    def _given(self, row: Row) -> tuple[str, Why | None]:
        kind = kinds.get(self.question.kind)
        try:
            return canonical(kind.dump(kind.parse(self.what.value, item_from(row), self.question))), None
        except InvalidValue:
            return "", "illegal"


# doing it, and taking it back ---------------------------------------------------------------------------------------


def rule(project: Project, actor: Actor, chosen: Chosen, what: What, given: Given, *, as_of: int) -> Done:
    """Rule on each of the items that the preview counted; refused when answers or rulings came in since `as_of`."""
    question = project.need_question(what.question)
    items = _items(project, chosen)
    if not preview(project, actor, chosen, what).n_ruled:
        raise InvalidInput(
            "bulk.none",
            "None of these items can be ruled on so.",
            where=question.title,
            mend="Look at why they are left out, and choose others.",
        )
    with project.ledger.write() as tx:
        if concordance.newest(tx.sql, items) > as_of:
            raise Conflict(
                "bulk.changed",
                "Answers or rulings came in while you were looking.",
                where=question.title,
                mend="Look at the counts again, then rule.",
            )
        parameters = {
            "question": question.key,
            "items": sentence(chosen.where) if chosen.where is not None else "items chosen by hand",
            "n_items": len(items),
            "majority": what.takes_majority,
            "value": what.value,
            "by": actor.name,
        }
        run, run_id = add_run(tx, stage="adjudicate", method=METHOD, parameters=parameters, by=actor)
    under = Given(given.reason_code, given.rationale, run)
    n, left_out = 0, Counter[str]()
    for start in range(0, len(items), STEP):
        made, out = _rule_some(project, actor, question, what, under, items[start : start + STEP])
        n += made
        left_out += out
    return Done(run_id, n, dict(sorted(left_out.items())))


def _rule_some(
    project: Project, actor: Actor, question: Question, what: What, given: Given, items: Sequence[int]
) -> tuple[int, Counter[str]]:
    left_out: Counter[str] = Counter()
    ruled = []
    with project.ledger.write() as tx:
        desk = _Desk.of(project, actor, question, what)
        for row in _rows(tx.sql, items):
            stored, cast, why = desk.fate(tx.sql, row)
            if why is not None:
                left_out[why] += 1
                continue
            rule_one(tx, project, actor, row["seq"], question, given, stored, cast, None)
            ruled.append(row["seq"])
        refresh(tx, project, ruled)
    return len(ruled), left_out


@dataclass(frozen=True, slots=True)
class Bulk:
    """A bulk ruling as it was made. n: rulings; n_standing: of them not taken back or replaced."""

    run: Row
    told: Mapping[str, Any]
    n: int
    n_standing: int


def listing(project: Project, limit: int = 20) -> list[Bulk]:
    """Return the bulk rulings, newest first."""
    sql = project.ledger.reader
    runs = [run for run in queries.runs(sql, "adjudicate") if run["method"] == METHOD][::-1][:limit]
    counts = queries.golds_by_run(sql, [run["seq"] for run in runs])
    return [Bulk(run, json.loads(run["parameters"]), *counts.get(run["seq"], (0, 0))) for run in runs]


def undo(project: Project, actor: Actor, role: str, run_id: str) -> int:
    """Take back what still stands of a bulk ruling; return how many rulings. Nothing is deleted."""
    run = queries.run(project.ledger.reader, run_id)
    if run is None or run["method"] != METHOD:
        raise NotFound(
            "bulk.unknown", "There is no such bulk ruling.", where=run_id, mend="Look at the list of them."
        )
    ids = queries.standing_golds_of_run(project.ledger.reader, run["seq"])
    reason = "The bulk ruling was taken back."
    return sum(
        taking_back.withdraw(
            project, actor, role, target="gold", ids=ids[start : start + STEP], reason=reason
        )
        for start in range(0, len(ids), STEP)
    )
