"""The concordance: what several items share, with all its labels, contradictions first; and ruling on all alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, InvalidInput, NotAllowed
from goldsmith.model import Item, Question, canonical
from goldsmith.project import bulk, second_look
from goldsmith.project.answers import Reader, votes
from goldsmith.project.project import Actor, Project, item_from
from goldsmith.project.state import refresh
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, concordance, queries
from goldsmith.store.concordance import By
from goldsmith.store.ledger import Row as Stored


@dataclass(frozen=True, slots=True)
class Shared:
    """Items of equal content, or of one group. labels: of present answers, with how many use each.

    golds: (value as JSON, items that have it). is_torn: they contradict. is_blind: the asker holds one of them to
    label, or may be asked to rule on it a second time, so nothing is told.
    """

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
    """is_single: an answer to the question has one label, so that one label can be held true of all alike."""

    total: int
    as_of: int
    is_single: bool
    rows: list[Shared]


def page(
    project: Project, asker: str, *, question: str | None, by: By, only: str, offset: int, limit: int
) -> Page:
    """Return what several items share, those whose labels contradict each other first. An item's gold stands for it.

    Where the asker must not see what an item was given, its row is neither alike nor torn to them, and stands last.
    """
    asked = project.need_question(question)
    sql = project.ledger.reader
    as_of, is_single = project.ledger.seq(), isinstance(kinds.get(asked.kind), kinds.OneLabel)
    held = caches.held_by(sql, asker) | second_look.hidden_from(sql, asker)
    blind = {min(items) for item in held if (items := concordance.members(sql, item, by=by))}
    every = _all(project, asked, by, as_of)
    rows = [row for row in every if row.first not in blind and (not only or row.state == only)]
    if not only:
        rows += sorted((row for row in every if row.first in blind), key=lambda row: row.first)
    shown = rows[offset : offset + limit]
    firsts = queries.items_by_seq(sql, [row.first for row in shown])
    found = [_told(project, asked, by, row, firsts[row.first], held) for row in shown]
    return Page(len(rows), as_of, is_single, found)


@dataclass(frozen=True, slots=True)
class Row:
    """What several items share, in numbers. state: "torn" (they contradict), "alike" or "unlabeled"."""

    first: int
    n_items: int
    n_gold: int
    n_labeled: int
    state: str


def _all(project: Project, question: Question, by: By, as_of: int) -> list[Row]:
    """Return all rows, contradictions first, then by how many items; kept until a fact is added."""
    key = ("concordance", question.key, by)
    kept = project.computed.get(key)
    if kept is None or kept[0] != as_of:
        is_single = isinstance(kinds.get(question.kind), kinds.OneLabel)
        rows = [
            Row(row["first"], row["n_items"], row["n_gold"], row["n_labeled"], state_of(dict(row), is_single))
            for row in concordance.shared(project.ledger.reader, question.key, by=by)
        ]
        order = {"torn": 0, "alike": 1, "unlabeled": 2}
        rows.sort(key=lambda row: (order[row.state], -row.n_items, row.first))
        kept = project.computed[key] = (as_of, rows)
    found: list[Row] = kept[1]
    return found


def state_of(row: Mapping[str, Any], is_single: bool) -> str:
    """Return whether items contradict each other: by label where an answer has one, else by the sets of labels.

    >>> held = {"least_gold": "kind", "most_gold": "kind", "least_labels": "rude", "most_labels": "rude"}
    >>> state_of({**held, "n_labeled": 2, "is_disputed": 0}, True)
    'torn'
    >>> state_of({**held, "n_labeled": 2, "is_disputed": 0, "least_labels": None, "most_labels": None}, True)
    'alike'
    """
    if not row["n_labeled"]:
        return "unlabeled"
    golds, labels = ({row[f"{end}_{of}"] for end in ("least", "most")} - {None} for of in ("gold", "labels"))
    if is_single:
        is_torn = len(golds | labels) > 1 or any("\n" in used for used in labels)
    else:
        is_torn = len(golds) > 1 or len(labels) > 1 or bool(row["is_disputed"])
    return "torn" if is_torn else "alike"


def _told(project: Project, question: Question, by: By, row: Row, first: Stored, held: set[int]) -> Shared:
    sql = project.ledger.reader
    items = concordance.members(sql, row.first, by=by)
    is_blind = bool(held & set(items))
    return Shared(
        item_from(first),
        first["grp"] if by == "group" else None,
        row.n_items,
        row.n_labeled,
        row.n_gold,
        row.state == "torn" and not is_blind,
        is_blind,
        {} if is_blind else concordance.labels_of(sql, items, question.key),
        [] if is_blind else [(json.loads(v), n) for v, n in concordance.golds_of(sql, items, question.key)],
    )


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
    given = bulk.Given(alike.reason_code, alike.rationale)
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
            is_seen = second_look.first(tx.sql, row["seq"], asked.key) is None
            if is_seen and standing and standing[0]["value"] == value:
                n_same += 1
                continue
            heads = queries.heads(tx.sql, queries.HeadFilter(item=row["seq"]))
            cast = votes([reader.read(head) for head in heads], asked)
            before = int(standing[0]["seq"]) if standing else None
            try:
                made = bulk.rule_one(tx, project, actor, row["seq"], asked, given, value, cast, before)
            except (NotAllowed, Conflict) as refused:
                ruled.left_out.append((row["id"], refused.what))
                continue
            ruled.golds.append(made)
        refresh(tx, project, items)
    return Ruled(ruled.golds, n_same, ruled.left_out)


def _parsed(raw: Any, item: Item, question: Question) -> Any:
    kind = kinds.get(question.kind)
    return kind.dump(kind.parse(raw, item, question))
