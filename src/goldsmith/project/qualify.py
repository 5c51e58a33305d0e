"""Qualification: a training set with feedback, then a test to pass. Where somebody stands is computed from answers."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from goldsmith import kinds
from goldsmith.errors import InvalidInput
from goldsmith.model import Question, new_id
from goldsmith.project import clock, measuring, wall
from goldsmith.project.answers import Reader
from goldsmith.project.items import looked_up
from goldsmith.project.measuring import QUALIFICATION, Policy, Share, share_of
from goldsmith.project.project import Actor, Project
from goldsmith.store import queries
from goldsmith.store.ledger import Connection, Row

ADMITTED = "admitted"  # the type of remarks by which the lead lets somebody in without a test passed
ANOTHER_ATTEMPT = (
    "another_attempt"  # the type of remarks by which the lead lets somebody take the test once more
)
OPEN_REASONS = {"guideline_gap", "ambiguous_item", "bad_data"}  # nobody could know such a ruling beforehand


@dataclass(frozen=True, slots=True)
class Standing:
    """phase: free (nothing to pass), training, test, passed or failed. n_done of n_items of the present part.

    attempt: of the test, from 1. share: of the last test that was finished. items: those still to be given, in order.
    """

    phase: str
    n_done: int = 0
    n_items: int = 0
    attempt: int = 1
    attempts: int = 1
    share: Share | None = None
    items: Sequence[int] = ()
    policy: Policy | None = None

    @property
    def is_open(self) -> bool:
        """Whether real work may be handed out."""
        return self.phase in {"free", "passed"}

    def place_of(self, item: int, purpose: str) -> int | None:
        """Return the place of an item in the training or the test, from 1; None for other work."""
        order = self.policy.parameters[purpose] if self.policy and purpose in {"training", "test"} else []
        return order.index(item) + 1 if item in order else None


def set_up(
    project: Project,
    actor: Actor,
    *,
    n_training: int,
    n_test: int,
    where: queries.ItemFilter | None,
    threshold: float,
    attempts: int,
    seed: int = 0,
) -> None:
    """Say that annotators pass a test first: items are drawn at random from those with a ruling that says a value.

    Items that the guideline left open, that are ambiguous or broken by their ruling's own words train, and test nobody.
    """
    sql = project.ledger.reader
    where = replace(looked_up(project, where or queries.ItemFilter()), status="ruled")
    ruled = wall.teachable(project, queries.item_seqs(sql, where))
    fit = [item for item in ruled if _is_fit(project, item)]
    clear = [item for item in fit if _is_clear(sql, item)]
    if len(fit) < n_training + n_test or len(clear) < n_test:
        raise InvalidInput(
            "qualification.too_few",
            f"{len(fit)} items have a ruling that may train people, {len(clear)} of them one that may test them: "
            f"{n_training + n_test} are needed, {n_test} of them for the test.",
            where="training and test",
            mend="Rule on more items first: choose them on the page Items and send them to adjudication. "
            "An item that the guideline left open, an ambiguous and a broken one test nobody.",
        )
    rng = random.Random(seed)  # noqa: S311 - no secret hangs on it
    test = rng.sample(clear, n_test)
    training = rng.sample(sorted(set(fit) - set(test)), n_training)
    measuring.set_policy(
        project,
        actor,
        QUALIFICATION,
        {
            "is_on": True,
            "training": training,
            "test": test,
            "threshold": threshold,
            "attempts": attempts,
        },
    )


def end(project: Project, actor: Actor) -> None:
    """Let everybody work without a test from now on."""
    measuring.set_policy(project, actor, QUALIFICATION, {"is_on": False})


def _is_fit(project: Project, item: int) -> bool:
    gold = measuring.gold_of(project.ledger.reader, item)
    return all(
        gold.get(question.key, {}).get("value") is not None
        for question in project.need_guideline().questions
        if question.required
    )


def _is_clear(sql: Connection, item: int) -> bool:
    """Return whether the guideline and the item sufficed for its rulings: only then are they fit for a test."""
    return not any(row["reason_code"] in OPEN_REASONS for row in queries.golds(sql, item))


def admit(project: Project, actor: Actor, member: Actor, reason: str) -> None:
    """Let a member work who has not passed: the lead says so."""
    _say(project, actor, member, ADMITTED, reason)


def give_attempt(project: Project, actor: Actor, member: Actor) -> None:
    """Let a member whose attempts are used up take the test once more."""
    with project.ledger.write() as tx:
        stands = standing(project, project.annotator_for(tx, member))
    if stands.phase != "failed":
        raise InvalidInput(
            "qualification.has_attempts",
            f"{member.name} has not used up the attempts at the test.",
            where="person",
            mend="Nothing needs to be done: they go on where they stand.",
        )
    _say(project, actor, member, ANOTHER_ATTEMPT, "")


def _say(project: Project, actor: Actor, member: Actor, type_: str, reason: str) -> None:
    with project.ledger.write() as tx:
        seq = project.annotator_for(tx, member)
        annotator = queries.annotators(tx.sql)[seq]
        tx.append(
            "remark",
            {
                "id": new_id(),
                "target": "annotator",
                "target_id": annotator["id"],
                "type": type_,
                "text": reason,
                "by_person": actor.person,
                "by_name": actor.name,
                "detail": {},
                "at": clock.iso(),
            },
        )


def standing(project: Project, annotator: int, *, sql: Connection | None = None) -> Standing:
    """Return where an annotator stands, from what they answered under the qualification in force."""
    sql = sql or project.ledger.reader
    policy = measuring.policies(project).get(QUALIFICATION)
    if policy is None:
        return Standing("free")
    known: Standing | None = project.passed.get((policy.run, annotator))
    if known is not None:
        return known
    found = _standing(project, sql, annotator, policy)
    if found.phase == "passed":
        project.passed[policy.run, annotator] = found
    return found


def _standing(project: Project, sql: Connection, annotator: int, policy: Policy) -> Standing:
    told = policy.parameters
    attempts, share = told["attempts"], None
    row = queries.annotators(sql)[annotator]
    since = [r["type"] for r in queries.remarks(sql, "annotator", row["id"]) if r["seq"] > policy.run]
    if ADMITTED in since:
        return Standing("passed", policy=policy)
    attempts += since.count(ANOTHER_ATTEMPT)
    answered = {a["item"] for a in _answered(sql, "training", annotator, policy.run)}
    left = [item for item in told["training"] if item not in answered]
    if left:
        n = len(told["training"])
        return Standing("training", n - len(left), n, attempts=attempts, items=left, policy=policy)
    tests = _answered(sql, "test", annotator, policy.run)
    n = len(told["test"])
    for attempt in range(1, attempts + 1):
        given = [a for a in tests if a["arm"] == arm_of(attempt)]
        done = {a["item"] for a in given}
        left = [item for item in told["test"] if item not in done]
        if left:
            return Standing(
                "test", n - len(left), n, attempt, attempts, share=share, items=left, policy=policy
            )
        k = sum(is_right(project, sql, a) for a in given)
        share = share_of(k, n, "")
        if k >= told["threshold"] * n - 1e-9:
            return Standing("passed", n, n, attempt, attempts, share=share, policy=policy)
    return Standing("failed", n, n, attempts, attempts, share=share, policy=policy)


def arm_of(attempt: int) -> str:
    return f"attempt {attempt}"


def _answered(sql: Connection, purpose: str, annotator: int, run: int) -> list[Row]:
    """Return the assignments of a purpose under a Run that the annotator has answered."""
    return [
        asked
        for asked in queries.assigned_apart(sql, purpose, annotator)
        if asked["run"] == run and queries.has_answer_to(sql, asked["item"], asked["id"])
    ]


def is_right(project: Project, sql: Connection, asked: Row) -> bool:
    """Return whether the first answers to an assignment met the rulings that stood when they were given."""
    reader = Reader(project)
    where = queries.HeadFilter(item=asked["item"], annotator=asked["annotator"], every=True)
    firsts: dict[str, Row] = {}
    for row in queries.heads(sql, where):
        if row["assignment"] == asked["id"]:
            firsts.setdefault(row["question"], row)
    if not firsts:
        return False
    as_of = min(row["seq"] for row in firsts.values())
    for question, gold in _gold(project, sql, asked["item"], as_of):
        given = firsts.get(question.key)
        value = reader.read(given).value if given is not None else None
        if value is None or measuring.slips(kinds.get(question.kind).load(gold["value"]), value, question):
            return False
    return True


def _gold(
    project: Project, sql: Connection, item: int, as_of: int
) -> list[tuple[Question, Mapping[str, Any]]]:
    """Return each question with the ruling that stood on it, as the present guideline reads it."""
    held = measuring.rulings_at(project, sql, item, as_of)
    questions = project.need_guideline().questions
    return [(q, held[q.key]) for q in questions if q.key in held]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody in training is told after an answer. gold: question → the right value. reasons: why."""

    submission: str
    item: int
    is_right: bool
    gold: Mapping[str, Any]
    reasons: list[str]


def feedback(project: Project, sql: Connection, submission: str, asked: Row) -> Feedback:
    held = _gold(project, sql, asked["item"], queries.NOW)
    return Feedback(
        submission,
        asked["item"],
        is_right(project, sql, asked),
        {question.key: gold["value"] for question, gold in held},
        [gold["rationale"] for _, gold in held if gold["rationale"]],
    )


def standings(project: Project) -> list[tuple[Row, Standing]]:
    """Return where everybody stands who was given anything of the qualification in force."""
    policy = measuring.policies(project).get(QUALIFICATION)
    if policy is None:
        return []
    sql = project.ledger.reader
    asked = [
        a for p in ("training", "test") for a in queries.assigned_apart(sql, p) if a["run"] == policy.run
    ]
    people = queries.annotators(sql)
    return [(people[seq], standing(project, seq)) for seq in sorted({a["annotator"] for a in asked})]
