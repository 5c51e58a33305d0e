"""What an item's answers and gold come to: its status, its disagreement, and what waits for a ruling. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from goldsmith import kinds
from goldsmith.model import Guideline, Question
from goldsmith.project.answers import Answer, Reader, votes
from goldsmith.project.decide import decide
from goldsmith.store.ledger import Row

PERSON = "ruling.v1"
UNANIMOUS = "unanimous.v1"
OPEN = "open"  # a finding: a method left it to people
DONE = ("complete", "disagreed", "accepted", "ruled")  # statuses of items that have all answers wanted


@dataclass(frozen=True, slots=True)
class Held:
    """A gold row as the present guideline reads it. is_valid: its evidence is still what annotators say."""

    row: Row
    value: Any
    stored: Any  # the value as JSON; None when it is unresolvable or cannot be read any more
    outcome: str
    is_valid: bool

    @property
    def is_ruling(self) -> bool:
        return bool(self.row["method"] == PERSON)


@dataclass(frozen=True, slots=True)
class Summary:
    """counted: annotator → 1 counts, 0 does not, -1 must be looked at again. waits: question → why.

    extra: annotator → how often they were asked to be measured, by a check or a repeat.
    """

    status: str
    n_answers: int
    disagreement: float | None
    labels: Mapping[str, Mapping[str, int]]
    gold: Mapping[str, Mapping[str, Any]]
    waits: Mapping[str, str]
    counted: Mapping[int, int] = field(default_factory=dict)
    extra: Mapping[int, int] = field(default_factory=dict)


def summarise(
    answers: Sequence[Answer],
    guideline: Guideline | None,
    golds: Mapping[str, Held],
    asked: Mapping[str, str],
    *,
    overlap: int | None,
    is_planned: bool,
    is_withdrawn: bool,
) -> Summary:
    """Return the summary of one item.

    golds: question → standing gold. asked: question → why somebody must look at it ("asked", "audit").
    overlap: answers wanted, None for everyone.
    """
    counted = _counted(answers, guideline)
    n = sum(1 for state in counted.values() if state == 1)
    is_complete = n >= (overlap or 2) if is_planned else n >= 1
    labels: dict[str, dict[str, int]] = {}
    waits: dict[str, str] = {}
    distances = []
    is_disagreed = False
    for question in guideline.questions if guideline else ():
        cast = votes(answers, question)
        used = Counter(label for a in cast for label in kinds.words(a.value, question))
        if used:
            labels[question.key] = dict(sorted(used.items(), key=lambda pair: (-pair[1], pair[0])))
        conflict = disagreement(cast, question)
        distances += [conflict.distance] if conflict.distance is not None else []
        is_disagreed = is_disagreed or conflict.is_real
        why = _why(golds.get(question.key), asked.get(question.key), conflict if is_complete else None)
        if why and not is_withdrawn:
            waits[question.key] = why
    gold = {
        key: {"value": held.stored, "method": held.row["method"]}
        for key, held in golds.items()
        if held.is_valid
    }
    needed = {q.key for q in guideline.questions if q.required} if guideline else set()
    decided = None
    if needed and needed <= gold.keys():
        decided = "ruled" if any(golds[key].is_ruling for key in gold) else "accepted"
    status = _status(n, is_withdrawn, decided, is_complete, is_disagreed, is_planned)
    return Summary(status, n, max(distances, default=None), labels, gold, waits, counted, _extra(answers))


@dataclass(frozen=True, slots=True)
class Conflict:
    """How far votes on one question differ. is_real: more than the drawing of edges; is_tie: no majority."""

    distance: float | None
    is_real: bool
    is_tie: bool


def disagreement(cast: Sequence[Answer], question: Question) -> Conflict:
    """Return how far the votes differ: the mean distance over pairs, and whether it is more than drawing."""
    if len(cast) < 2:
        return Conflict(None, False, False)
    values = [a.value for a in cast]
    kind = kinds.get(question.kind)
    if all(value == values[0] for value in values):
        return Conflict(0.0, False, False)
    pairs = list(combinations(values, 2))
    distance = sum(kind.distance(a, b, question) for a, b in pairs) / len(pairs)
    is_real = bool(kind.differences(values, question))
    decision = decide(cast, question)
    is_tie = decision is not None and decision.value is None
    return Conflict(distance, is_real, is_real and is_tie)


def _counted(answers: Sequence[Answer], guideline: Guideline | None) -> dict[int, int]:
    needed = {q.key for q in guideline.questions if q.required} if guideline else set()
    counted = {}
    for annotator in {a.annotator for a in answers}:
        own = [a for a in answers if a.annotator == annotator and not a.is_measuring]
        if not own:
            counted[annotator] = 0
            continue
        is_person = own[0].row["annotator_kind"] == "human" and own[0].row["purpose"] != "import"
        is_stale = any(a.outcome == "look_again" for a in own) or (
            is_person and needed - {a.question for a in own}
        )
        counted[annotator] = -1 if is_stale else int(any(a.counts for a in own))
    return counted


def _extra(answers: Sequence[Answer]) -> dict[int, int]:
    asked = {(a.annotator, a.row["assignment"]) for a in answers if a.is_measuring}
    return dict(Counter(annotator for annotator, _ in asked))


def _why(held: Held | None, asked: str | None, conflict: Conflict | None) -> str:
    if asked:
        return asked
    if held is not None and held.is_ruling:
        return "look_again" if held.outcome == "look_again" else ""
    if conflict is None or not conflict.is_real or (held is not None and held.is_valid):
        return ""
    return "tie" if conflict.is_tie else "disagreement"


def _status(
    n: int, is_withdrawn: bool, decided: str | None, is_complete: bool, is_disagreed: bool, is_planned: bool
) -> str:
    if is_withdrawn:
        return "withdrawn"
    if decided:
        return decided
    if is_complete:
        return "disagreed" if is_disagreed else "complete"
    if n:
        return "in_progress"
    return "open" if is_planned else "unplanned"


def standing(
    golds: Sequence[Row], answers: Sequence[Answer], guideline: Guideline | None, reader: Reader
) -> dict[str, Held]:
    """Return the gold that stands for each question: a person's ruling before a method's, the newest of its sort.

    A method's gold stands only while the answers that it read are still what annotators say; one without a value says
    that the method now leaves open what an earlier one decided.
    """
    held: dict[str, Held] = {}
    for question in guideline.questions if guideline else ():
        rows = [row for row in golds if row["question"] == question.key]
        rulings = [row for row in rows if row["method"] == PERSON]
        for row in rulings[-1:] or rows[-1:]:
            held[question.key] = _held(row, answers, question, reader)
    return held


def _held(row: Row, answers: Sequence[Answer], question: Question, reader: Reader) -> Held:
    value, outcome = None, "carries_over"
    if row["value"] is not None:
        value, outcome = reader.carried(row["value"], question.key, reader.versions[row["guideline"]])
    stored = None if value is None else kinds.get(question.kind).dump(value)
    is_valid = outcome in {"carries_over", "mapped"}
    if row["method"] != PERSON:
        is_valid = (
            is_valid
            and row["value"] is not None
            and set(json.loads(row["evidence"])) == {a.id for a in votes(answers, question)}
        )
    return Held(row, value, stored, outcome, is_valid)
