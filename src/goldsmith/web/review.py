"""The review of single answers: its sample, one answer at a time, verdicts, and the error rates."""

from __future__ import annotations

import json
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from goldsmith import kinds
from goldsmith.guidelines import sections_for_labels
from goldsmith.model import Question
from goldsmith.project import clock, review
from goldsmith.project.error_rates import Rate, error_rates
from goldsmith.project.project import item_from
from goldsmith.store import queries
from goldsmith.web.convert import brief, item_out, question_out, thumb
from goldsmith.web.schemas import Body, Id, ItemOut, QuestionOut, ReasonCode, Reply, Section, Seed
from goldsmith.web.security import Adjudicator, Entry

router = APIRouter(prefix="/projects/{slug}/review", tags=["review"])
Word = Literal["accept", "mend", "return"]
SHOWN = 100


class NewSample(Body):
    """share and at_least: of each annotator's single answers, by lot. n_risk: risky ones beside them.

    seed: of the first draw; left out it is drawn too. Later draws go on with the same lots.
    """

    question: str | None = None
    share: float = Field(0.05, ge=0, le=1)
    at_least: int = Field(10, ge=0, le=100_000)
    n_risk: int = Field(20, ge=0, le=100_000)
    seed: Seed | None = None


class SampleOut(Reply):
    """n_single: answers to draw from. n_random, n_risk: drawn now, beside what was drawn before."""

    n_single: int
    n_random: int
    n_risk: int


class DrawOut(Reply):
    """A draw as it was made. n_random, n_risk: answers that it added."""

    at: str
    seed: int
    share: float
    at_least: int
    n_single: int
    n_random: int
    n_risk: int


class Reason(Reply):
    """Why an answer looks risky. why: unsure; fast (ms against the person's median_ms); rare (label: n of `of`
    answers have it); checks (the person met n of `of`)."""

    why: Literal["unsure", "fast", "rare", "checks"]
    label: str | None = None
    ms: int | None = None
    median_ms: int | None = None
    n: int | None = None
    of: int | None = None


class ReviewRow(Reply):
    """An answer that waits. is_again: it was returned, and given again."""

    item: str
    text: str
    thumb_url: str | None
    is_random: bool
    is_again: bool
    reasons: list[Reason]


class RateOut(Reply):
    """How many of n reviewed answers drawn by lot are wrong, and the error rate with its 95 % interval.

    of: answers of theirs that were drawn from. undefined: why there is no rate. slips: sort of difference → in how many.
    """

    key: str
    name: str
    n: int
    n_wrong: int
    of: int | None
    value: float | None
    low: float | None
    high: float | None
    undefined: str | None
    slips: dict[str, int]


class ReviewOut(Reply):
    """The review of one question. cells: annotator → rates by the labels that they gave.

    n_risk_done, n_risk_wrong: of the risky answers, which no rate counts.
    """

    question: str
    draws: list[DrawOut]
    n_open: int
    n_again: int
    n_returned: int
    n_accepted: int
    n_mended: int
    n_gone: int
    n_risk_done: int
    n_risk_wrong: int
    overall: RateOut
    by_annotator: list[RateOut]
    by_label: list[RateOut]
    cells: dict[str, list[RateOut]]
    rows: list[ReviewRow]


class EarlierVerdict(Reply):
    """What was said of an earlier answer to the same work. value: the answer then."""

    verdict: Word
    text: str
    by: str
    at: str
    value: Any


class Look(Reply):
    """One answer to review. name: who gave it, where names were asked for. earlier: verdicts on it so far.

    may_return: there is somebody to return it to. lease_until: it is the caller's until then.
    """

    item: ItemOut
    question: QuestionOut
    guideline_version: int
    annotation: str
    value: Any
    unsure: bool
    second: Any
    note: str
    name: str | None
    is_random: bool
    reasons: list[Reason]
    earlier: list[EarlierVerdict]
    may_return: bool
    sections: list[Section]
    lease_until: str
    n_waiting: int


class AskLook(Body):
    """skip: items to leave for another time."""

    question: str | None = None
    skip: list[Id] = Field([], max_length=1000)


class NewVerdict(Body):
    """value, reason_code: of a mended answer, which becomes a ruling. text: rationale, or the comment that returns it."""

    id: Id
    annotation: Id
    verdict: Word
    text: str = Field("", max_length=10_000)
    value: Any = None
    reason_code: ReasonCode = "annotator_slip"


class VerdictOut(Reply):
    """gold: the ruling that a mended answer became."""

    id: str
    verdict: Word
    gold: str | None


@router.get("")
def state(entry: Adjudicator, question: str | None = None) -> ReviewOut:
    """Return the sample, what waits, and the error rates of a question; the guideline's first unless one is named."""
    asked = entry.project.need_question(question)
    found = review.reviewed(entry.project, asked)
    rates = error_rates(entry.project, asked)
    return ReviewOut(
        question=asked.key,
        draws=[_draw(row) for row in reversed(review.draws(entry.project, asked))],
        **{f"n_{name}": n for name, n in review.counts(found).items()},
        n_risk_done=rates.n_risk,
        n_risk_wrong=rates.n_risk_wrong,
        overall=_rate(rates.overall),
        by_annotator=[_rate(rate) for rate in rates.by_annotator],
        by_label=[_rate(rate) for rate in rates.by_label],
        cells={key: [_rate(rate) for rate in own] for key, own in rates.cells.items()},
        rows=_rows(entry, review.waiting(found)[:SHOWN]),
    )


def _draw(row: Any) -> DrawOut:
    told = json.loads(row["parameters"])
    return DrawOut(
        at=row["at"],
        seed=row["seed"],
        share=told["share"],
        at_least=told["at_least"],
        n_single=told["n_single"],
        n_random=told["n_random_drawn"],
        n_risk=told["n_risk_drawn"],
    )


def _rate(rate: Rate) -> RateOut:
    return RateOut(
        key=rate.key,
        name=rate.name,
        n=rate.n,
        n_wrong=rate.n_wrong,
        of=rate.of,
        value=rate.value,
        low=rate.low,
        high=rate.high,
        undefined=rate.undefined,
        slips=dict(rate.slips),
    )


def _rows(entry: Entry, found: list[review.Reviewed]) -> list[ReviewRow]:
    items = queries.items_by_seq(entry.project.ledger.reader, [one.unit[0] for one in found])
    rows = []
    for one in found:
        item = item_from(items[one.unit[0]])
        rows.append(
            ReviewRow(
                item=item.id,
                text=brief(item),
                thumb_url=thumb(entry.project, item),
                is_random=one.is_random,
                is_again=one.state == "again",
                reasons=[Reason(**each) for each in one.reasons],
            )
        )
    return rows


@router.post("/preview")
def preview(body: NewSample, entry: Adjudicator) -> SampleOut:
    """Say how many answers a draw would add, before it is made."""
    asked = entry.project.need_question(body.question)
    before = review.draws(entry.project, asked)
    seed = before[0]["seed"] if before else body.seed or 0
    return _sample(review.sample(entry.project, asked, _wanted(body), seed=seed))


@router.post("/draw", status_code=201)
def draw(body: NewSample, entry: Adjudicator) -> SampleOut:
    """Draw answers to be reviewed, beside those drawn before."""
    return _sample(review.draw(entry.project, entry.actor, body.question, _wanted(body), seed=body.seed))


def _wanted(body: NewSample) -> review.Wanted:
    return review.Wanted(body.share, body.at_least, body.n_risk)


def _sample(found: review.Sample) -> SampleOut:
    return SampleOut(n_single=found.n_single, n_random=len(found.random), n_risk=len(found.risk))


@router.post("/next")
def next_look(body: AskLook, entry: Adjudicator) -> Look | None:
    """Take the next answer that is free, and not the caller's own; null when there is none."""
    found = review.next_look(entry.project, entry.actor, body.question, skip=set(body.skip))
    return _look(entry, found, names=False) if found else None


@router.post("/{item}/{question}")
def open_look(item: str, question: str, entry: Adjudicator, names: bool = False) -> Look:
    """Take one answer; 409 while somebody else holds it. Give it back as a case of adjudication is given back."""
    return _look(entry, review.open_look(entry.project, entry.actor, item, question), names=names)


@router.post("/{item}/{question}/verdict", status_code=201)
def judge(item: str, question: str, body: NewVerdict, entry: Adjudicator) -> VerdictOut:
    """Accept, mend or return an answer; 409 when it changed in between."""
    verdict = review.Verdict(body.id, body.annotation, body.verdict, body.text, body.value, body.reason_code)
    row = review.judge(entry.project, entry.actor, item, question, verdict)
    told = json.loads(row["detail"])
    return VerdictOut(id=row["id"], verdict=told["verdict"], gold=told.get("gold"))


@router.delete("/verdicts/{verdict}", status_code=204)
def undo(verdict: str, entry: Adjudicator) -> None:
    """Take a verdict back; the answer waits again, and both steps are kept."""
    review.undo(entry.project, entry.actor, verdict)


def _look(entry: Entry, look: review.Look, *, names: bool) -> Look:
    kind, answer = kinds.get(look.question.kind), look.answer
    guideline = entry.project.need_guideline()
    return Look(
        item=item_out(entry.project, look.item),
        question=question_out(look.question),
        guideline_version=guideline.version,
        annotation=answer["id"],
        value=kind.dump(look.value),
        unsure=bool(answer["unsure"]),
        second=json.loads(answer["second"]) if answer["second"] else None,
        note=answer["note"],
        name=answer["annotator_name"] if names else None,
        is_random=look.drawn.is_random,
        reasons=[Reason(**each) for each in look.drawn.reasons],
        earlier=[_earlier(look.question, row, value) for row, value in look.before],
        may_return=look.may_return,
        sections=[
            Section(anchor=s.anchor, title=s.title, level=s.level, text=s.text)
            for s in sections_for_labels(guideline, kind.labels_of(look.value))
        ],
        lease_until=clock.iso(look.lease_until),
        n_waiting=look.n_waiting,
    )


def _earlier(question: Question, row: Any, value: Any) -> EarlierVerdict:
    return EarlierVerdict(
        verdict=json.loads(row["detail"])["verdict"],
        text=row["text"],
        by=row["by_name"],
        at=row["at"],
        value=None if value is None else kinds.get(question.kind).dump(value),
    )
