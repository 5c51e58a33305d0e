"""The concordance: what several items share, with all its labels, contradictions first; and ruling on all alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, InvalidInput, NotAllowed
from goldsmith.model import Item, Question, canonical, new_id
from goldsmith.project import adjudicate, clock
from goldsmith.project.answers import Reader, votes
from goldsmith.project.project import Actor, Project, item_from
from goldsmith.project.state import refresh
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, concordance, queries
from goldsmith.store.concordance import By

SHOWN = 500  # members whose ids are listed


@dataclass(frozen=True, slots=True)
class Shared:
    """Items of equal content, or of one group. labels: of present answers, with how many use each. golds: (value as
    JSON, items that have it). is_blind: the asker holds one of them, so nothing is told. is_torn: they contradict."""

    item: Item
    group: str | None
    n_items: int
    n_labeled: int
    n_gold: int
    is_torn: bool
    is_blind: bool
    labels: dict[str, int]
    golds: list[tuple[Any, int]]


@dataclass(frozen=True, slots=True)
class Page:
    total: int
    as_of: int
    rows: list[Shared]


def page(
    project: Project, asker: str, *, question: str | None, by: By, only: str, offset: int, limit: int
) -> Page:
    """Return what several items share, those whose labels contradict each other first. An item's gold stands for it."""
    asked = project.need_question(question)
    sql = project.ledger.reader
    as_of = project.ledger.seq()
    is_single = isinstance(kinds.get(asked.kind), kinds.OneLabel)
    rows = concordance.shared(
        sql, asked.key, by=by, is_single=is_single, only=only, limit=limit, offset=offset
    )
    held = caches.held_by(sql, asker)
    firsts = queries.items_by_seq(sql, [row["first"] for row in rows])
    found = []
    for row in rows:
        items = concordance.members(sql, row["first"], by=by)
        is_blind = bool(held & set(items))
        golds = [] if is_blind else concordance.golds_of(sql, items, asked.key)
        found.append(
            Shared(
                item_from(firsts[row["first"]]),
                row["key"] if by == "group" else None,
                row["n_items"],
                row["n_labeled"],
                row["n_gold"],
                bool(row["is_torn"]) and not is_blind,
                is_blind,
                {} if is_blind else concordance.labels_of(sql, items, asked.key),
                [(json.loads(value), n) for value, n in golds],
            )
        )
    return Page(rows[0]["total"] if rows else 0, as_of, found)


@dataclass(frozen=True, slots=True)
class Alike:
    """What to hold true of all that share content or group with `item`. as_of: the state that the caller has seen."""

    item: str
    by: By
    value: Any
    rationale: str
    reason_code: str
    as_of: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """golds: the rulings made. n_same: items ruled so already. left_out: (item, why) of those that were not ruled."""

    golds: list[str]
    n_same: int
    left_out: list[tuple[str, str]]


def rule_alike(project: Project, actor: Actor, question: str | None, alike: Alike) -> Ruled:
    """Rule the same on each item of a concordance row: one ruling an item, on its own answers as evidence.

    Items that the caller labeled or holds, or that somebody else is ruling on, are left out. Refused when anything
    about them changed since the caller looked.
    """
    asked = project.need_question(question)
    first = project.item_row(alike.item)
    ruled = Ruled([], 0, [])
    n_same = 0
    with project.ledger.write() as tx:
        items = concordance.members(tx.sql, first["seq"], by=alike.by)
        if len(items) < 2:
            raise InvalidInput(
                "concordance.alone",
                "No other item shares this.",
                where=f"item {alike.item}",
                mend="Rule on it in Adjudicate.",
            )
        if concordance.newest(tx.sql, items) > alike.as_of:
            raise Conflict(
                "concordance.changed",
                "Answers or rulings came in while you were looking.",
                where=f"item {alike.item}",
                mend="Reload the page, then rule.",
            )
        reader = Reader(project)
        for row in queries.items_by_seq(tx.sql, items).values():
            value = canonical(_parsed(alike.value, item_from(row), asked))
            standing = [
                gold
                for gold in queries.golds(tx.sql, row["seq"])
                if gold["question"] == asked.key and gold["method"] == PERSON
            ][-1:]
            if standing and standing[0]["value"] == value:
                n_same += 1
                continue
            try:
                adjudicate.refuse_own(tx.sql, actor, row["seq"])
                adjudicate.hold(tx, actor, row["seq"], asked.key, clock.now())
            except (NotAllowed, Conflict) as refused:
                ruled.left_out.append((row["id"], refused.what))
                continue
            heads = queries.heads(tx.sql, queries.HeadFilter(item=row["seq"]))
            cast = votes([reader.read(head) for head in heads], asked)
            given = adjudicate.Ruling(
                new_id(),
                True,
                None,
                alike.reason_code,
                alike.rationale,
                [a.id for a in cast],
                None,
            )
            before = int(standing[0]["seq"]) if standing else None
            adjudicate.append_ruling(tx, project, actor, row["seq"], asked, given, value, cast, before)
            caches.mark_shown(tx, actor.person, row["seq"])
            ruled.golds.append(given.id)
        refresh(tx, project, items)
    return Ruled(ruled.golds, n_same, ruled.left_out)


def _parsed(raw: Any, item: Item, question: Question) -> Any:
    kind = kinds.get(question.kind)
    return kind.dump(kind.parse(raw, item, question))


def members(project: Project, item: str, *, by: By) -> Sequence[str]:
    """Return the ids of the items that share content or group with one; at most SHOWN."""
    seqs = concordance.members(project.ledger.reader, project.item_row(item)["seq"], by=by)[:SHOWN]
    return [row["id"] for row in queries.items_by_seq(project.ledger.reader, seqs).values()]
