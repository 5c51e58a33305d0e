"""The review of answers that one person alone gave: a stated sample, each accepted, mended or returned.

An answer is drawn once, by its annotator's lot on the item, and stays drawn when it is given anew. What the reviewer
says is a remark on the answer; a mended answer becomes a ruling beside it; a returned one is asked for again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from goldsmith import kinds
from goldsmith.assign.review import Part, Rules, Single, by_lot, risky
from goldsmith.errors import Conflict, InvalidInput, InvalidValue, NotAllowed, NotFound
from goldsmith.model import Item, Question, canonical, new_id
from goldsmith.project import adjudicate, clock, conversation, measuring, suggestions
from goldsmith.project.answers import Reader
from goldsmith.project.items import append_withdrawals
from goldsmith.project.project import Actor, Project, add_run, item_from
from goldsmith.project.state import refresh
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, queries
from goldsmith.store import review as stored
from goldsmith.store.ledger import Connection, Row, Transaction

STAGE, METHOD = "review", "review.v1"
RETURNED = "returned.v1"  # the policy of assignments by which an answer is asked for again
State = Literal["open", "again", "returned", "accepted", "mended", "gone"]
Word = Literal["accept", "mend", "return"]
Unit = tuple[int, int]  # an item and an annotator: what is drawn


# the sample ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sample:
    """What a draw would take, or took. parts: annotator → how many of theirs by lot. n_single: answers drawn from."""

    n_single: int
    parts: Mapping[int, Part]
    random: list[Single]
    risk: list[tuple[Single, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """share and at_least: of each annotator's answers, by lot. n_risk: how many risky ones beside them."""

    share: float = 0.05
    at_least: int = 10
    n_risk: int = 20
    rules: Rules = field(default_factory=Rules)


def draws(project: Project, question: Question) -> list[Row]:
    """Return the Runs that drew answers to a question, oldest first."""
    rows = queries.runs(project.ledger.reader, STAGE)
    return [row for row in rows if json.loads(row["parameters"]).get("question") == question.key]


def sample(project: Project, question: Question, wanted: Wanted, *, seed: int) -> Sample:
    """Return what would be drawn that was not drawn before."""
    answers, names = _singles(project, question, seed)
    before = draws(project, question)
    below = json.loads(before[-1]["parameters"])["drawn"] if before else {}
    known = _drawn(project, question)
    parts = by_lot(
        answers,
        share=wanted.share,
        at_least=wanted.at_least,
        before={seq: below[name]["below"] for seq, name in names.items() if name in below},
    )
    random = [
        a
        for _, own in parts.values()
        for a in own
        if not known.get((a.item, a.annotator), _Drawn()).is_random
    ]
    in_lot = {(a.item, a.annotator) for _, own in parts.values() for a in own}
    rest = [
        (a, why)
        for a, why in risky(answers, wanted.rules, _checks(project, names))
        if (a.item, a.annotator) not in in_lot | known.keys()
    ]
    return Sample(
        len(answers), {seq: part for seq, (part, _) in parts.items()}, random, rest[: wanted.n_risk]
    )


def draw(
    project: Project, actor: Actor, question_key: str | None, wanted: Wanted, *, seed: int | None = None
) -> Sample:
    """Draw answers to be reviewed, beside those drawn before; refused when there are none to draw.

    seed: of the first draw; later ones keep it, since an answer's lot is drawn once.
    """
    question = project.need_question(question_key)
    before = draws(project, question)
    chosen = before[0]["seed"] if before else secrets.randbits(32) if seed is None else seed
    if before and seed not in (None, chosen):
        raise Conflict(
            "review.seed",
            f"The lots of this question were drawn with the seed {chosen}.",
            where=f"question {question.key}",
            mend="Leave the seed out: a later draw goes on with the same lots.",
        )
    with project.ledger.write() as tx:
        found = sample(project, question, wanted, seed=chosen)
        if not found.random and not found.risk:
            raise InvalidInput(
                "review.none",
                "No answer is left to draw." if found.n_single else "No item has one person's answer alone.",
                where=f"question {question.key}",
                mend="Raise the share or the number." if found.n_single else "Wait for answers.",
            )
        _append_sample(tx, actor, question, wanted, found, chosen, queries.annotators(tx.sql))
    return found


def _append_sample(
    tx: Transaction,
    actor: Actor,
    question: Question,
    wanted: Wanted,
    found: Sample,
    seed: int,
    people: Mapping[int, Row],
) -> None:
    parameters = {
        "question": question.key,
        "share": wanted.share,
        "at_least": wanted.at_least,
        "n_risk": wanted.n_risk,
        "rules": asdict(wanted.rules),
        "n_single": found.n_single,
        "n_random_drawn": len(found.random),
        "n_risk_drawn": len(found.risk),
        "drawn": {people[seq]["id"]: asdict(part) for seq, part in found.parts.items()},
    }
    run, _ = add_run(tx, stage=STAGE, method=METHOD, parameters=parameters, seed=seed, by=actor)
    rows = []
    for answer in found.random:
        part = found.parts[answer.annotator]
        detail = {
            "annotator": answer.annotator,
            "by": "lot",
            "probability": part.n / part.of,
            "lot": answer.lot,
        }
        rows.append((new_id(), stored.SAMPLED, answer.item, question.key, 0.0, detail, run))
    for answer, why in found.risk:
        detail = {"annotator": answer.annotator, "by": "risk", "reasons": why, "lot": answer.lot}
        rows.append((new_id(), stored.SAMPLED, answer.item, question.key, float(len(why)), detail, run))
    tx.append_many("finding", ("id", "type", "item", "question", "score", "detail", "run"), rows)


def _singles(project: Project, question: Question, seed: int) -> tuple[list[Single], dict[int, str]]:
    """Return the answers to draw from, and the id of each who gave one. Those ruled on past the review are none."""
    reader, answers, names = Reader(project), [], {}
    reviewed = {
        (row["item"], row["annotator"]) for row in stored.verdicts(project.ledger.reader, question.key)
    }
    for row in stored.singles(project.ledger.reader, question.key):
        if row["has_gold"] and (row["item"], row["annotator"]) not in reviewed:
            continue
        value, _ = reader.carried(row["value"], question.key, reader.versions[row["guideline"]])
        if value is None:
            continue
        names[row["annotator"]] = row["annotator_id"]
        answers.append(
            Single(
                row["item"],
                row["annotator"],
                lot(seed, question.key, row["item_id"], row["annotator_id"]),
                row["duration_ms"],
                bool(row["unsure"]),
                kinds.words(value, question),
            )
        )
    return answers, names


def lot(seed: int, question: str, item: str, annotator: str) -> float:
    """Return the number in [0, 1) that an annotator's answer to an item draws, whatever it says."""
    told = hashlib.sha256(f"{seed} {question} {item} {annotator}".encode()).digest()
    return int.from_bytes(told[:6], "big") / 2**48


def _checks(project: Project, names: Mapping[int, str]) -> dict[int, tuple[int, int]]:
    scores = {score.annotator: score.checks for score in measuring.scores(project)}
    return {seq: (scores[name].k, scores[name].n) for seq, name in names.items() if name in scores}


# what became of it ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Drawn:
    is_random: bool = False
    lot: float = 0.0
    reasons: list[dict[str, Any]] = field(default_factory=list)


def _drawn(project: Project, question: Question) -> dict[Unit, _Drawn]:
    found: dict[Unit, _Drawn] = {}
    for row in stored.drawn(project.ledger.reader, question.key):
        told = json.loads(row["detail"])
        unit = found.setdefault((row["item"], told["annotator"]), _Drawn(lot=told["lot"]))
        unit.is_random = unit.is_random or told["by"] == "lot"
        unit.reasons = told.get("reasons", unit.reasons)
    return found


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A drawn answer as it stands. head: the present answer, None when it is none or no longer the only one.

    said: verdicts that stand, oldest first. first: the answer that was drawn, when it has a verdict.
    """

    unit: Unit
    is_random: bool
    lot: float
    reasons: list[dict[str, Any]]
    head: Row | None
    said: list[Row]
    state: State

    @property
    def is_done(self) -> bool:
        return self.state in {"accepted", "mended"}


def reviewed(project: Project, question: Question) -> list[Reviewed]:
    """Return every drawn answer with what became of it: first by lot, then the risky ones, most reasons first."""
    seq = project.ledger.seq()
    known = project.computed.get(("review", question.key))
    if known is None or known[0] != seq:
        known = (seq, _reviewed(project, question))
        project.computed["review", question.key] = known
    found: list[Reviewed] = known[1]
    return found


def _reviewed(project: Project, question: Question) -> list[Reviewed]:
    sql = project.ledger.reader
    drawn = _drawn(project, question)
    heads = {
        (row["item"], row["annotator"]): row
        for row in stored.singles(sql, question.key, [item for item, _ in drawn])
    }
    said: dict[Unit, list[Row]] = {}
    for row in stored.verdicts(sql, question.key):
        said.setdefault((row["item"], row["annotator"]), []).append(row)
    gone = queries.withdrawn(sql, "gold")
    found = []
    for unit, one in drawn.items():
        told = standing(said.get(unit, []), gone)
        head = heads.get(unit)
        if head is not None and head["has_gold"] and not told:
            head = None  # ruled on past the review
        found.append(Reviewed(unit, one.is_random, one.lot, one.reasons, head, told, _state(head, told)))
    return sorted(found, key=lambda r: (not r.is_random, 0 if r.is_random else -len(r.reasons), r.lot))


def standing(said: Sequence[Row], gone: set[str]) -> list[Row]:
    """Return the verdicts that were not undone. gone: ids of the rulings that were withdrawn."""
    undone = {json.loads(row["detail"]).get("undoes") for row in said}
    kept = []
    for row in said:
        told = json.loads(row["detail"])
        if told["verdict"] != "undo" and row["id"] not in undone and told.get("gold") not in gone:
            kept.append(row)
    return kept


def _state(head: Row | None, said: Sequence[Row]) -> State:
    if not said:
        return "gone" if head is None else "open"
    last = said[-1]
    word = json.loads(last["detail"])["verdict"]
    if word == "mend":
        return "mended"
    if head is None:
        return "accepted" if word == "accept" else "gone"
    if word == "return":
        return "returned" if head["id"] == last["target_id"] else "again"
    return "accepted" if head["value"] == last["value"] else "again"


def counts(found: Sequence[Reviewed]) -> dict[str, int]:
    """Return how many drawn answers are in each state."""
    told = {"open": 0, "again": 0, "returned": 0, "accepted": 0, "mended": 0, "gone": 0}
    for one in found:
        told[one.state] += 1
    return told


def waiting(found: Sequence[Reviewed]) -> list[Reviewed]:
    """Return what a reviewer may look at now: answers given again first."""
    return sorted((r for r in found if r.state in {"open", "again"}), key=lambda r: r.state != "again")


# one answer -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """One answer to be reviewed. before: earlier verdicts on the same work, with the value that each was about."""

    item: Item
    question: Question
    answer: Row
    value: Any
    drawn: Reviewed
    before: list[tuple[Row, Any]]
    may_return: bool
    lease_until: float
    n_waiting: int


def next_look(
    project: Project, actor: Actor, question_key: str | None, *, skip: Collection[str] = ()
) -> Look | None:
    """Take the next answer that nobody holds and that the caller may review; None when there is none.

    skip: ids of items to leave for another time.
    """
    question = project.need_question(question_key)
    sql = project.ledger.reader
    rows = waiting(reviewed(project, question))
    ids = queries.items_by_seq(sql, [one.unit[0] for one in rows])
    taken = caches.held_cases(sql, clock.now())
    for one in rows:
        item = ids[one.unit[0]]["id"]
        if item in skip or taken.get((one.unit[0], question.key), actor.name) != actor.name:
            continue
        try:
            return open_look(project, actor, item, question.key)
        except (Conflict, NotAllowed):
            continue  # taken in between, or the caller's own answer: the next one
    return None


def open_look(project: Project, actor: Actor, item_id: str, question_key: str) -> Look:
    """Take one drawn answer for some minutes; refused while somebody else holds it, and for one's own."""
    question = project.need_question(question_key)
    row = project.item_row(item_id)
    expires = clock.now() + adjudicate.LEASE_MINUTES * 60
    with project.ledger.write() as tx:
        _refuse_own(tx.sql, actor, row["seq"])
        found = _find(project, question, row)
        adjudicate.hold(tx, actor, row["seq"], question.key, expires)
        caches.mark_shown(tx, actor.person, row["seq"])
    assert found.head is not None  # noqa: S101 - _find returns answers that wait
    reader = Reader(project)

    def read(answer: Row) -> Any:
        return reader.carried(answer["value"], question.key, reader.versions[answer["guideline"]])[0]

    return Look(
        item_from(row),
        question,
        found.head,
        read(found.head),
        found,
        [(said, read(said)) for said in found.said],
        found.head["person_of"] is not None,
        expires,
        len(waiting(reviewed(project, question))),
    )


def _find(project: Project, question: Question, row: Row) -> Reviewed:
    rows = [one for one in waiting(reviewed(project, question)) if one.unit[0] == row["seq"]]
    if not rows:
        raise Conflict(
            "review.not_waiting",
            "No answer to this item waits for a review.",
            where=f"item {row['id']}, question {question.key}",
            mend="Take the next one, or draw more.",
        )
    return rows[0]


def _refuse_own(sql: Connection, actor: Actor, item: int) -> None:
    """Nobody reviews an own answer, or one to an item that they are to label."""
    adjudicate.refuse_own(sql, actor, item)
    if queries.has_answered(sql, actor.person, item):
        raise NotAllowed(
            "review.own",
            "You gave this answer, so somebody else must review it.",
            where="this answer",
            mend="Take the next one.",
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer finds of an answer. value: of a mended one. text: the comment that goes with it."""

    id: str
    annotation: str
    word: Word
    text: str = ""
    value: Any = None
    reason_code: str = "annotator_slip"


def judge(project: Project, actor: Actor, item_id: str, question_key: str, verdict: Verdict) -> Row:
    """Append a verdict; refused when the answer changed in between. Sending it again changes nothing."""
    question = project.need_question(question_key)
    row = project.item_row(item_id)
    where = f"item {item_id}, question {question.key}"
    value = _parsed(verdict, item_from(row), question, where) if verdict.word == "mend" else ""
    with project.ledger.write() as tx:
        if not _is_said(tx.sql, verdict.id, where):
            _refuse_own(tx.sql, actor, row["seq"])
            found = _find(project, question, row)
            head = found.head
            if head is None or head["id"] != verdict.annotation:
                raise Conflict(
                    "review.changed",
                    "The answer changed while you were looking.",
                    where=where,
                    mend="Look at it again.",
                )
            adjudicate.hold(tx, actor, row["seq"], question.key, clock.now())
            detail = {"verdict": verdict.word, "question": question.key}
            if verdict.word == "mend":
                detail["gold"] = _rule(tx, project, actor, question, head, verdict, value, where)
            if verdict.word == "return":
                detail["assignment"] = _return(tx, project, actor, question, head, verdict, where)
            _say(tx, actor, verdict.id, verdict.annotation, verdict.text, detail)
            caches.leave_case(tx, row["seq"], question.key, actor.person)
            refresh(tx, project, [row["seq"]])
    return next(
        r for r in stored.verdicts(project.ledger.reader, question.key, row["seq"]) if r["id"] == verdict.id
    )


def _parsed(verdict: Verdict, item: Item, question: Question, where: str) -> str:
    kind = kinds.get(question.kind)
    try:
        return canonical(kind.dump(kind.parse(verdict.value, item, question)))
    except InvalidValue as error:
        raise error if item.id in error.where else error.at(where) from error


def _is_said(sql: Connection, id_: str, where: str) -> bool:
    known = queries.remark(sql, id_)
    if known is not None and known["type"] != stored.VERDICT:
        raise Conflict(
            "review.id_taken",
            "Another remark bears this id.",
            where=where,
            mend="Send a random id of its own.",
        )
    return known is not None


def _rule(
    tx: Transaction,
    project: Project,
    actor: Actor,
    question: Question,
    head: Row,
    verdict: Verdict,
    value: str,
    where: str,
) -> str:
    """Append the ruling that a mended answer becomes; the answer stays as it was given."""
    answer = Reader(project).read(_as_head(tx.sql, head))
    if answer.value is not None and canonical(kinds.get(question.kind).dump(answer.value)) == value:
        raise InvalidInput(
            "review.same", "The mended answer is the same.", where=where, mend="Accept it, or change it."
        )
    ruling = adjudicate.Ruling(new_id(), True, None, verdict.reason_code, verdict.text, [head["id"]], None)
    before = [
        g
        for g in queries.golds(tx.sql, head["item"])
        if g["question"] == question.key and g["method"] == PERSON
    ]
    adjudicate.append_ruling(
        tx,
        project,
        actor,
        head["item"],
        question,
        ruling,
        value,
        [answer],
        int(before[-1]["seq"]) if before else None,
    )
    return ruling.id


def _as_head(sql: Connection, head: Row) -> Row:
    return next(r for r in queries.heads(sql, queries.HeadFilter(item=head["item"])) if r["id"] == head["id"])


def _return(
    tx: Transaction,
    project: Project,
    actor: Actor,
    question: Question,
    head: Row,
    verdict: Verdict,
    where: str,
) -> str:
    """Begin a thread on the answer, and ask its giver again; return the assignment's id."""
    if not verdict.text.strip():
        raise InvalidInput(
            "review.no_comment",
            "The answer is returned without a word.",
            where=where,
            mend="Say what to look at; the annotator reads it.",
        )
    if head["person_of"] is None:
        raise InvalidInput(
            "review.nobody",
            "This answer was imported: there is nobody to return it to.",
            where=where,
            mend="Accept it or mend it.",
        )
    conversation.begin(tx, actor, "annotation", head["id"], verdict.text, {"lead": True})
    assignment = new_id()
    tx.append(
        "assignment",
        {
            "id": assignment,
            "item": head["item"],
            "annotator": head["annotator"],
            "purpose": "review",
            "policy": RETURNED,
            "arm": question.key,
            "probability": 1.0,
            "run": None,
            "guideline": project.guideline_seq(project.need_guideline().version),
            "shown": suggestions.seen_before(tx.sql, project, item=head["item"], annotator=head["annotator"]),
            "at": clock.iso(),
        },
    )
    return assignment


def _say(
    tx: Transaction, actor: Actor, id_: str, annotation: str, text: str, detail: Mapping[str, Any]
) -> None:
    tx.append(
        "remark",
        {
            "id": id_,
            "target": "annotation",
            "target_id": annotation,
            "type": stored.VERDICT,
            "text": text,
            "by_person": actor.person,
            "by_name": actor.name,
            "detail": detail,
            "at": clock.iso(),
        },
    )


def undo(project: Project, actor: Actor, verdict: str) -> None:
    """Take a verdict back: the answer waits again, and what it became no longer stands. Undone stays undone."""
    said = queries.remark(project.ledger.reader, verdict)
    if said is None or said["type"] != stored.VERDICT:
        raise NotFound("review.unknown", "There is no such verdict.", where=verdict, mend="Reload the page.")
    told = json.loads(said["detail"])
    with project.ledger.write() as tx:
        later = queries.remarks(tx.sql, "annotation", said["target_id"])
        if any(json.loads(row["detail"]).get("undoes") == verdict for row in later):
            return
        item = queries.givers(tx.sql, [said["target_id"]])[said["target_id"]]["item"]
        _refuse_own(tx.sql, actor, item)
        if told.get("gold"):
            append_withdrawals(tx, actor, "gold", [told["gold"]], "The review was undone.", is_restored=False)
        _say(tx, actor, new_id(), said["target_id"], "", {"verdict": "undo", "undoes": verdict})
        refresh(tx, project, [item])
