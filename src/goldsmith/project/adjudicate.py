"""Adjudication: what waits for a ruling, one case at a time, rulings with reasons, and accepting what is unanimous."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, GoldsmithError, InvalidInput, InvalidValue, NotAllowed
from goldsmith.guidelines import Section, sections, sections_for_labels
from goldsmith.kinds import Unit
from goldsmith.model import Guideline, Item, Question, canonical, new_id
from goldsmith.project import clock, second_look
from goldsmith.project.answers import Answer, Reader, read_answers, votes
from goldsmith.project.decide import decide, shares
from goldsmith.project.project import Actor, Project, add_run, item_from
from goldsmith.project.state import refresh
from goldsmith.project.summary import OPEN, PERSON, UNANIMOUS, disagreement
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Connection, Row, Transaction

LEASE_MINUTES = 15
N_EARLIER = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    item: Item
    question: str
    disagreement: float
    why: str
    labels: dict[str, int]
    taken_by: str | None
    is_own: bool = False  # the asker gave the first of two rulings, so that another gives the second


@dataclass(frozen=True, slots=True)
class Case:
    """One conflict. answers: (letter, answer, annotator's name), in an order that does not follow the annotators.

    ruling: the one that stands; none for who is to rule a second time, blind of it. apart: two that are to be settled.
    """

    item: Item
    question: Question
    guideline: Guideline
    why: str
    answers: list[tuple[str, Answer, str]]
    units: list[Unit]
    differences: Sequence[Any]
    sections: list[Section]
    earlier: list[tuple[Row, Item, Any]]
    ruling: tuple[Row, Any] | None
    lease_until: float
    place: int
    total: int
    apart: list[tuple[Row, Any]]


def queue(
    project: Project,
    *,
    question: str | None,
    offset: int,
    limit: int,
    asker: str | None = None,
    by_entropy: bool = False,
) -> list[Waiting]:
    """Return what waits for a ruling, worst disagreement first, or first that of which a method was least sure."""
    if question is not None:
        project.need_question(question)
    sql = project.ledger.reader
    taken = caches.held_cases(sql, clock.now())
    found = []
    for row in queries.waiting(sql, question=question, limit=limit, offset=offset, by_entropy=by_entropy):
        labels = json.loads(row["labels"])
        for key, why in json.loads(row["waits"]).items():
            if question in (None, key):
                found.append(
                    Waiting(
                        item_from(row),
                        key,
                        row["disagreement"] or 0.0,
                        why,
                        labels.get(key, {}),
                        taken.get((row["seq"], key)),
                        why == "second" and second_look.is_first(sql, row["seq"], key, asker),
                    )
                )
    return found


def figures(project: Project, question: str | None = None) -> dict[str, int]:
    """Return how many items wait, are unanimous without gold, are ruled, and wait for audit."""
    sql = project.ledger.reader
    return {
        "total": queries.n_waiting(sql, question),
        "n_unanimous": queries.n_unanimous(sql),
        "n_ruled": queries.n_ruled(sql, PERSON),
        "n_audit": queries.n_waiting_because(sql, "audit"),
    }


def next_case(
    project: Project, actor: Actor, *, question: str | None, after: str | None, by_entropy: bool = False
) -> Case | None:
    """Take the worst case that nobody holds and that the caller may rule on; None when there is none."""
    offset = 0
    while rows := queue(
        project, question=question, offset=offset, limit=200, asker=actor.person, by_entropy=by_entropy
    ):
        for waiting in rows:
            is_free = waiting.taken_by in (None, actor.name) and not waiting.is_own
            if waiting.item.id == after or not is_free:
                continue
            try:
                return open_case(project, actor, waiting.item.id, waiting.question)
            except (Conflict, NotAllowed):
                continue  # taken in between, or the caller's own answer: the next one
        offset += 200
    return None


def open_case(project: Project, actor: Actor, item_id: str, question_key: str) -> Case:
    """Take a case for some minutes; refused while somebody else holds it."""
    question = project.need_question(question_key)
    row = project.item_row(item_id)
    expires = clock.now() + LEASE_MINUTES * 60
    with project.ledger.write() as tx:
        refuse_own(tx.sql, actor, row["seq"])
        hold(tx, actor, row["seq"], question.key, expires)
        caches.mark_shown(tx, actor.person, row["seq"])
    return _case(project, actor, question, row, expires)


def refuse_own(sql: Connection, actor: Actor, item: int) -> None:
    """Nobody sees answers before giving theirs, or rules on what they labeled where there are more people than one."""
    if caches.holds(sql, actor.person or "", item):
        raise NotAllowed(
            "case.held_item",
            "You have this item in your hands to label.",
            where="this case",
            mend="Label it or give it back first.",
        )
    if queries.n_people(sql) > 1 and queries.has_answered(sql, actor.person, item):
        raise NotAllowed(
            "case.own_item",
            "You labeled this item, so somebody else must rule on it.",
            where="this case",
            mend="Take the next one.",
        )


def hold(tx: Transaction, actor: Actor, item: int, question: str, expires: float) -> None:
    held = caches.case_holder(tx, item, question, clock.now())
    if held is not None and held["person"] != actor.person:
        raise Conflict(
            "case.taken",
            f"{held['name']} is ruling on this case.",
            where="this case",
            mend=f"Take another one; this one is free again after {LEASE_MINUTES} minutes.",
        )
    caches.hold_case(tx, item, question, actor.person or "", actor.name, expires)


def leave(project: Project, actor: Actor, item_id: str, question: str) -> None:
    """Give a case back without a ruling."""
    seq = project.item_row(item_id)["seq"]
    with project.ledger.write() as tx:
        caches.leave_case(tx, seq, question, actor.person)


def _case(project: Project, actor: Actor, question: Question, row: Row, expires: float) -> Case:
    sql = project.ledger.reader
    guideline = project.need_guideline()
    cast = _shuffled(
        votes(list(read_answers(project, item=row["seq"], question=question.key)), question), row["id"]
    )
    kind = kinds.get(question.kind)
    values = [a.value for a in cast]
    used = sorted({label for value in values for label in kind.labels_of(value)})
    state = queries.item_row(sql, row["seq"])
    place = queries.n_worse(sql, state["disagreement"], row["seq"])
    hidden = second_look.hidden_from(sql, actor.person)
    why = json.loads(state["waits"]).get(question.key, "")
    is_blind = why == "second" and not second_look.is_first(sql, row["seq"], question.key, actor.person)
    return Case(
        item_from(row),
        question,
        guideline,
        why,
        [(chr(65 + n % 26) * (1 + n // 26), a, a.row["annotator_name"]) for n, a in enumerate(cast)],
        kind.align(values, question) if values else [],
        kind.differences(values, question) if values else [],
        sections_for_labels(guideline, used) or sections(guideline.body)[:3],
        _earlier(project, question, used, row["seq"], hidden),
        None if is_blind else _ruling(project, question, row["seq"]),
        expires,
        place + 1,
        queries.counts(sql).get("waiting", 0),
        [
            (r, json.loads(r["value"]) if r["value"] else None)
            for r in second_look.apart(sql, row["seq"], question)
        ]
        if why == "settle"
        else [],
    )


def _shuffled(cast: list[Answer], item_id: str) -> list[Answer]:
    """Order answers so that a letter says nothing about who gave it, the same way each time."""
    return sorted(cast, key=lambda a: hashlib.sha256(f"{item_id} {a.annotator}".encode()).hexdigest())


def _ruling(project: Project, question: Question, item: int) -> tuple[Row, Any] | None:
    rows = [
        r
        for r in queries.golds(project.ledger.reader, item)
        if r["method"] == PERSON and r["question"] == question.key
    ]
    return (rows[-1], json.loads(rows[-1]["value"]) if rows[-1]["value"] else None) if rows else None


def _earlier(
    project: Project, question: Question, labels: Sequence[str], item: int, hidden: Collection[int]
) -> list[tuple[Row, Item, Any]]:
    """Return the newest rulings on the same labels elsewhere: the case law. hidden: items whose ruling is not shown."""
    sql, reader = project.ledger.reader, Reader(project)
    found = []
    rows = queries.rulings(sql, question.key, method=PERSON, except_item=item)
    for row in rows:
        if row["item"] in hidden:
            continue
        value = (
            reader.carried(row["value"], question.key, reader.versions[row["guideline"]])[0]
            if row["value"]
            else None
        )
        used = kinds.get(question.kind).labels_of(value) if value is not None else ()
        if row["rationale"] and (value is None or set(used) & set(labels)):
            other = queries.items_by_seq(sql, [row["item"]])[row["item"]]
            found.append(
                (row, item_from(other), None if value is None else kinds.get(question.kind).dump(value))
            )
        if len(found) == N_EARLIER:
            break
    return found


@dataclass(frozen=True, slots=True)
class Ruling:
    """has_value False: unresolvable; the votes stay as a soft label. evidence: ids of the answers that were read.

    wants_second: somebody else is asked to rule too, blind of this.
    """

    id: str
    has_value: bool
    value: Any
    reason_code: str
    rationale: str
    evidence: Sequence[str]
    replaces: str | None
    wants_second: bool = False


def rule(project: Project, actor: Actor, item_id: str, question_key: str, ruling: Ruling) -> tuple[Row, Any]:
    """Append a ruling; refused when an answer or another ruling came in between. Sending it again changes nothing."""
    question = project.need_question(question_key)
    row = project.item_row(item_id)
    where = f"item {item_id}, question {question.key}"
    try:
        value = (
            kinds.get(question.kind).parse(ruling.value, item_from(row), question)
            if ruling.has_value
            else None
        )
    except InvalidValue as error:
        raise error if item_id in error.where else error.at(where) from error
    stored = canonical(kinds.get(question.kind).dump(value)) if ruling.has_value else None
    with project.ledger.write() as tx:
        known = queries.gold(tx.sql, ruling.id)
        if known is None:
            refuse_own(tx.sql, actor, row["seq"])
            hold(tx, actor, row["seq"], question.key, clock.now())
            cast = votes(
                [Reader(project).read(r) for r in queries.heads(tx.sql, queries.HeadFilter(item=row["seq"]))],
                question,
            )
            first = second_look.first(tx.sql, row["seq"], question.key)
            if first is not None and first["by_person"] != actor.person:
                _need_read(ruling, cast, where)
                args = (tx, project, actor, row["seq"], question, ruling, stored, cast, None)
                append_ruling(*args, method=queries.SECOND)
                second_look.compare(tx, project, question, first, ruling.id, stored)
            else:
                before = _before(tx.sql, row["seq"], question, ruling, cast, where)
                second_look.need_reason(tx.sql, row["seq"], question.key, ruling.rationale, where)
                append_ruling(tx, project, actor, row["seq"], question, ruling, stored, cast, before)
                if before is None or ruling.wants_second:
                    second_look.ask(
                        tx, project, actor, row, question.key, ruling.id, is_asked=ruling.wants_second
                    )
            refresh(tx, project, [row["seq"]])
    gold = queries.gold(project.ledger.reader, ruling.id)
    if gold is None or (gold["item"], gold["question"]) != (row["seq"], question.key):
        raise Conflict(
            "case.id_taken", "Another ruling bears this id.", where=where, mend="Send a random id of its own."
        )
    return gold, json.loads(gold["value"]) if gold["value"] else None


def append_ruling(
    tx: Transaction,
    project: Project,
    actor: Actor,
    item: int,
    question: Question,
    ruling: Ruling,
    stored: str | None,
    cast: Sequence[Answer],
    replaces: int | None,
    *,
    method: str = PERSON,
    run: int | None = None,
) -> None:
    """Append a person's ruling and let its case go. stored: its value as the kind stores it; cast: votes it read.

    run: the one by which many items were ruled on at once.
    """
    tx.append(
        "gold",
        {
            "id": ruling.id,
            "item": item,
            "question": question.key,
            "value": stored,
            "method": method,
            "evidence": sorted(ruling.evidence),
            "probabilities": shares(cast, question),
            "rationale": ruling.rationale,
            "reason_code": ruling.reason_code,
            "guideline": project.guideline_seq(project.need_guideline().version),
            "run": run,
            "by_person": actor.person,
            "by_name": actor.name,
            "replaces": replaces,
            "at": clock.iso(),
        },
    )
    caches.leave_case(tx, item, question.key, actor.person)


def _before(
    sql: Connection, item: int, question: Question, ruling: Ruling, cast: Sequence[Answer], where: str
) -> int | None:
    """Return the ruling that this one replaces; raises Conflict when the caller has not seen the present state."""
    _need_read(ruling, cast, where)
    rows = [r for r in queries.golds(sql, item) if r["question"] == question.key and r["method"] == PERSON]
    standing = rows[-1] if rows else None
    if (standing["id"] if standing else None) != ruling.replaces:
        raise Conflict(
            "case.ruled",
            "Somebody has ruled on this case already.",
            where=where,
            mend="Look at the case again.",
        )
    return int(standing["seq"]) if standing else None


def _need_read(ruling: Ruling, cast: Sequence[Answer], where: str) -> None:
    if set(ruling.evidence) != {a.id for a in cast}:
        raise Conflict(
            "case.changed",
            "The answers changed while you were ruling.",
            where=where,
            mend="Look at the case again.",
        )


def accept(project: Project, actor: Actor, *, question: str | None, seed: int) -> tuple[int, int, str]:
    """Accept by rule what all say alike, and send a random share to audit; return both counts and the Run's id."""
    questions = [project.need_question(question)] if question else list(project.need_guideline().questions)
    share = project.settings()["audit_share"]
    version = project.guideline_seq(project.need_guideline().version)
    accepted: set[int] = set()
    n_audit = 0
    with project.ledger.write() as tx:
        items = caches.items_in(tx.sql, "complete", at_least=2)
        run, run_id = add_run(
            tx,
            stage="adjudicate",
            method=UNANIMOUS,
            seed=seed,
            by=actor,
            parameters={"questions": [q.key for q in questions], "audit_share": share},
        )
        left_open = queries.left_open(tx.sql, OPEN)
        rng = random.Random(seed)  # noqa: S311 - a sample that can be drawn again
        reader = Reader(project)
        for item in items:
            golds = {g["question"] for g in queries.golds(tx.sql, item)}
            answers = [reader.read(r) for r in queries.heads(tx.sql, queries.HeadFilter(item=item))]
            for asked in questions:
                cast = votes(answers, asked)
                is_audit = rng.random() < share
                if asked.key in golds or (item, asked.key) in left_open:
                    continue
                if len(cast) < 2 or disagreement(cast, asked).is_real:
                    continue
                _accept_one(tx, item, asked, cast, run, version)
                accepted.add(item)
                n_audit += is_audit
                if is_audit:
                    _audit_one(tx, item, asked, share, run)
            refresh(tx, project, [item])
        if not accepted:
            raise InvalidInput(
                "accept.none",
                "No unanimous item waits to be accepted.",
                where=project.title,
                mend="Wait until more items have two answers.",
            )
    return len(accepted), n_audit, run_id


def _accept_one(
    tx: Transaction, item: int, question: Question, cast: Sequence[Answer], run: int, version: int
) -> None:
    decision = decide(cast, question)
    if decision is None or decision.value is None:
        raise GoldsmithError(
            "accept.tie", "An item without a real difference ties.", where=f"item {item}", mend="Rule on it."
        )
    tx.append(
        "gold",
        {
            "id": new_id(),
            "item": item,
            "question": question.key,
            "value": canonical(kinds.get(question.kind).dump(decision.value)),
            "method": UNANIMOUS,
            "evidence": sorted(a.id for a in cast),
            "probabilities": shares(cast, question),
            "rationale": "",
            "reason_code": None,
            "guideline": version,
            "run": run,
            "by_person": None,
            "by_name": None,
            "replaces": None,
            "at": clock.iso(),
        },
    )


def _audit_one(tx: Transaction, item: int, question: Question, share: float, run: int) -> None:
    tx.append(
        "finding",
        {
            "id": new_id(),
            "type": "audit",
            "item": item,
            "question": question.key,
            "score": 0.0,
            "detail": {"share": share},
            "run": run,
        },
    )
