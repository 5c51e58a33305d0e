"""Hidden checks against gold and repeats for self-consistency: when they are given, and what they say of people."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.assign.hidden import chance_now
from goldsmith.model import Question
from goldsmith.numerics import wilson
from goldsmith.project import clock, wall
from goldsmith.project.answers import Answer, Reader
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Connection, Row

CHECKS, REPEATS, QUALIFICATION = "checks.v1", "repeats.v1", "qualification.v1"
METHODS = (CHECKS, REPEATS, QUALIFICATION)


@dataclass(frozen=True, slots=True)
class Policy:
    """run: seq of the Run that set it."""

    run: int
    parameters: Mapping[str, Any]


def policies(project: Project) -> dict[str, Policy]:
    """Return the policies in force by their method; those switched off are none."""
    if project.policies is None:
        found = {}
        for run in queries.runs(project.ledger.reader, "assign"):
            if run["method"] in METHODS:
                found[run["method"]] = Policy(run["seq"], json.loads(run["parameters"]))
        project.policies = {name: policy for name, policy in found.items() if policy.parameters["is_on"]}
    return project.policies


def set_policy(project: Project, actor: Actor, method: str, parameters: Mapping[str, Any]) -> None:
    """Say from now on when a check or a repeat is given; what was given before stays as it was."""
    if parameters["is_on"] and method != QUALIFICATION:
        chance_now(
            0, share=parameters["share"], distance=parameters["distance"]
        )  # raises when they do not fit
    with project.ledger.write() as tx:
        add_run(tx, stage="assign", method=method, parameters=parameters, by=actor)
    project.policies = None


# giving ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hidden:
    """An item to be given between the others. purpose: check or repeat."""

    item: int
    purpose: str
    policy: str
    run: int
    probability: float


def draw(
    sql: Connection, project: Project, annotator: int, since: tuple[int, int], salt: str
) -> Hidden | None:
    """Return a check or a repeat when one is due to this annotator and an item is fit for it."""
    held = policies(project)
    for at, (method, purpose) in enumerate(((CHECKS, "check"), (REPEATS, "repeat"))):
        policy = held.get(method)
        if policy is None:
            continue
        share, distance = policy.parameters["share"], policy.parameters["distance"]
        if _lot(project, annotator, salt, purpose) >= chance_now(since[at], share=share, distance=distance):
            continue
        where = _lot(project, annotator, salt, f"{purpose} item")
        found = (
            _check_item(project, sql, annotator, where)
            if purpose == "check"
            else _repeat_item(sql, annotator, where, policy.parameters)
        )
        if found is not None:
            return Hidden(found, purpose, method, policy.run, share)
    return None


def _lot(project: Project, annotator: int, salt: str, purpose: str) -> float:
    """Return a number in [0, 1) that nobody outside of the project can foresee."""
    told = hashlib.sha256(project.salt + f"{annotator} {salt} {purpose}".encode()).digest()
    return int.from_bytes(told[:6], "big") / 2**48


def _check_item(project: Project, sql: Connection, annotator: int, where: float) -> int | None:
    """Return a ruled item at random that the annotator knows nothing of and whose gold is a value."""
    start = int(where * (queries.last_item(sql) + 1))
    for first in (start, 0):
        for item in wall.teachable(project, queries.checkable(sql, annotator, first)):
            if any(gold["value"] is not None for gold in gold_of(sql, item).values()):
                return item
    return None


def gold_of(sql: Connection, item: int) -> dict[str, Any]:
    """Return the standing gold of an item as the items table holds it: question → value and method."""
    row = caches.item_state(sql, item)
    return dict(json.loads(row["gold"])) if row else {}


def n_gold(project: Project) -> int:
    """Return how many items have a ruling and are not on the test side of the wall."""
    sql = project.ledger.reader
    return len(wall.teachable(project, caches.items_in(sql, "ruled")))


def rulings_at(project: Project, sql: Connection, item: int, as_of: int) -> dict[str, dict[str, Any]]:
    """Return a person's last ruling on each question as it stood then: its value as JSON, and the reason given."""
    reader, found = Reader(project), {}
    for row in queries.golds(sql, item, as_of):
        if row["method"] == PERSON and row["value"] is not None:
            value, _ = reader.carried(row["value"], row["question"], reader.versions[row["guideline"]])
            asked = project.need_guideline().question(row["question"])
            if value is not None and asked is not None:
                dumped = kinds.get(asked.kind).dump(value)
                found[row["question"]] = {"value": dumped, "rationale": row["rationale"]}
    return found


def _repeat_item(sql: Connection, annotator: int, where: float, parameters: Mapping[str, Any]) -> int | None:
    before = clock.iso(clock.now() - parameters["hours"] * 3600)
    return queries.repeatable(sql, annotator, lag=parameters["lag"], before=before, chance=where)


# what they say ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """k of n with its interval; undefined says why there is none."""

    k: int
    n: int
    low: float | None
    high: float | None
    undefined: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """What hidden items say of one annotator. slips: sort of difference → in how many checks."""

    annotator: str
    name: str
    checks: Share
    slips: Mapping[str, int]
    repeats: Share


def share_of(k: int, n: int, nothing: str) -> Share:
    if n == 0:
        return Share(0, 0, None, None, nothing)
    low, high = wilson(k, n)
    return Share(k, n, low, high, None)


def scores(project: Project) -> list[Score]:
    """Return for each annotator who was given hidden items how often they met gold and themselves."""
    right: dict[int, list[bool]] = {}
    same: dict[int, list[bool]] = {}
    ways: dict[int, Counter[str]] = {}
    for answer, question, gold in _checked(project):
        met = slips(gold, answer.value, question)
        right.setdefault(answer.annotator, []).append(not met)
        ways.setdefault(answer.annotator, Counter()).update(met)
    for again, question, before in _repeated(project):
        same.setdefault(again.annotator, []).append(not slips(before.value, again.value, question))
    people = queries.annotators(project.ledger.reader)
    return [
        Score(
            row["id"],
            row["name"],
            share_of(sum(right.get(seq, ())), len(right.get(seq, ())), "No check was answered yet."),
            dict(sorted(ways.get(seq, Counter()).items())),
            share_of(sum(same.get(seq, ())), len(same.get(seq, ())), "No repeat was answered yet."),
        )
        for seq, row in people.items()
        if seq in right or seq in same
    ]


def slips(gold: Any, value: Any, question: Question) -> set[str]:
    """Return in which ways an answer differs from what is held true: label, missed, extra, edges; none when alike."""
    if gold == value:
        return set()
    kind = kinds.get(question.kind)
    if kind.units == "given":
        return {"label"} if kind.differences([gold, value], question) else set()
    found = kind.match(gold, value, question)
    paired = [pair for pair in found.pairs if pair.similarity >= SAME_OBJECT]
    ways = {"label"} if any(pair.label_a != pair.label_b for pair in paired) else set()
    ways |= {"missed"} if len(paired) < len(found.labels_a) else set()
    ways |= {"extra"} if len(paired) < len(found.labels_b) else set()
    if not ways and kind.differences([gold, value], question):
        return {"edges"}
    return ways


SAME_OBJECT = 0.5  # likeness from which two drawings are of one object, as on the page Agreement


def _firsts(project: Project, purpose: str) -> Iterator[tuple[Row, Answer]]:
    """Yield each assignment of a purpose with its first answer to each question that has a value."""
    sql, reader = project.ledger.reader, Reader(project)
    for asked in queries.assigned_apart(sql, purpose):
        where = queries.HeadFilter(item=asked["item"], annotator=asked["annotator"], every=True)
        done: set[str] = set()
        for row in queries.heads(sql, where):
            if row["assignment"] == asked["id"] and row["question"] not in done:
                done.add(row["question"])
                answer = reader.read(row)
                if answer.value is not None:
                    yield asked, answer


def _checked(project: Project) -> Iterator[tuple[Answer, Question, Any]]:
    """Yield first answers to hidden checks with the gold that stands now."""
    guideline = project.guideline()
    for asked, answer in _firsts(project, "check"):
        question = guideline.question(answer.question) if guideline else None
        gold = gold_of(project.ledger.reader, asked["item"]).get(answer.question)
        if question is not None and gold is not None and gold["value"] is not None:
            yield answer, question, kinds.get(question.kind).load(gold["value"])


def _repeated(project: Project) -> Iterator[tuple[Answer, Question, Answer]]:
    """Yield first answers to repeats with what the same person said of the item at first."""
    guideline, sql, reader = project.guideline(), project.ledger.reader, Reader(project)
    for asked, again in _firsts(project, "repeat"):
        question = guideline.question(again.question) if guideline else None
        where = queries.HeadFilter(
            item=asked["item"], annotator=asked["annotator"], question=again.question, every=True
        )
        earlier = [
            answer
            for row in queries.heads(sql, where)
            if row["seq"] < asked["seq"] and not (answer := reader.read(row)).is_measuring
        ]
        if question is not None and earlier and earlier[-1].value is not None:
            yield again, question, earlier[-1]


# hints ------------------------------------------------------------------------------------------------------------

HINTS = {
    "label": "a label differs",
    "missed": "something was missed",
    "extra": "something was marked that is none",
    "edges": "the edges differ",
}


def hint(project: Project, asked: Row, values: Mapping[str, Any]) -> str | None:
    """Return after a failed check which sort of slip it was, never the answer; None where no hint is due.

    values: question → the answer's value.
    """
    policy = policies(project).get(CHECKS)
    if asked["purpose"] != "check" or policy is None or not policy.parameters["hint"]:
        return None
    guideline, gold = project.need_guideline(), gold_of(project.ledger.reader, asked["item"])
    met: set[str] = set()
    for key, value in values.items():
        question = guideline.question(key)
        if question is not None and gold.get(key, {}).get("value") is not None:
            met |= slips(kinds.get(question.kind).load(gold[key]["value"]), value, question)
    if not met:
        return None
    told = ", ".join(HINTS[one] for one in HINTS if one in met)
    return f"One of your answers was compared with a ruling: {told}. Look at the guideline again."
