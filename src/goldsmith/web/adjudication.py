"""Adjudication: the queue, one case at a time, rulings, and accepting what is unanimous."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from goldsmith import kinds
from goldsmith.project import adjudicate, clock
from goldsmith.store import caches
from goldsmith.web import schemas
from goldsmith.web.convert import brief, gold_out, item_out, question_out, thumb
from goldsmith.web.security import Adjudicator, Entry

router = APIRouter(prefix="/projects/{slug}/adjudication", tags=["adjudication"])
Order = Literal["disagreement", "entropy"]


@router.get("")
def queue(
    entry: Adjudicator,
    question: str | None = None,
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    order: Order = "disagreement",
) -> schemas.AdjudicationQueue:
    """Return what waits for a ruling: worst disagreement first, or first that of which a method was least sure."""
    rows = adjudicate.queue(
        entry.project,
        question=question,
        offset=offset,
        limit=limit,
        asker=entry.access.person.id,
        by_entropy=order == "entropy",
    )
    held = caches.held_by(entry.project.ledger.reader, entry.access.person.id)
    return schemas.AdjudicationQueue(
        **adjudicate.figures(entry.project, question),
        rows=[
            schemas.QueueRow(
                item=w.item.id,
                question=w.question,
                text=brief(w.item),
                thumb_url=thumb(entry.project, w.item),
                disagreement=w.disagreement,
                why=w.why,
                labels={} if w.item.seq in held else w.labels,
                taken_by=w.taken_by,
                is_yours=w.is_own,
            )
            for w in rows
        ],
    )


def _case(entry: Entry, case: adjudicate.Case, *, names: bool) -> schemas.Case:
    kind = kinds.get(case.question.kind)
    return schemas.Case(
        item=item_out(entry.project, case.item),
        question=question_out(case.question),
        guideline_version=case.guideline.version,
        why=case.why,
        answers=[
            schemas.CaseAnswer(
                letter=letter,
                annotation=a.id,
                value=kind.dump(a.value),
                unsure=bool(a.row["unsure"]),
                second=json.loads(a.row["second"]) if a.row["second"] else None,
                note=a.row["note"],
                name=name if names else None,
                can_adopt=True,
            )
            for letter, a, name in case.answers
        ],
        units=[schemas.CaseUnit(key=u.key, votes=list(u.votes), members=list(u.members)) for u in case.units],
        differences=[dict(d) for d in case.differences],
        sections=[
            schemas.Section(anchor=s.anchor, title=s.title, level=s.level, text=s.text) for s in case.sections
        ],
        earlier=[
            schemas.EarlierRuling(
                gold=row["id"],
                item=item.id,
                text=brief(item),
                value=value,
                rationale=row["rationale"],
                reason_code=row["reason_code"],
                at=row["at"],
            )
            for row, item, value in case.earlier
        ],
        ruling=gold_out(*case.ruling) if case.ruling else None,
        apart=[gold_out(*each) for each in case.apart],
        lease_until=clock.iso(case.lease_until),
        place=case.place,
        total=case.total,
    )


@router.post("/next")
def next_case(
    entry: Adjudicator,
    question: str | None = None,
    after: str | None = None,
    order: Order = "disagreement",
) -> schemas.Case | None:
    """Take the first case of that order that is free; null when there is none."""
    case = adjudicate.next_case(
        entry.project, entry.actor, question=question, after=after, by_entropy=order == "entropy"
    )
    return _case(entry, case, names=False) if case else None


@router.post("/accept")
def accept(body: schemas.Accept, entry: Adjudicator) -> schemas.Accepted:
    """Accept by rule what everyone says alike; a random share goes to audit."""
    n, audit, run = adjudicate.accept(entry.project, entry.actor, question=body.question, seed=body.seed)
    return schemas.Accepted(n_accepted=n, n_audit=audit, run=run)


@router.post("/{item}/{question}")
def open_case(item: str, question: str, entry: Adjudicator, names: bool = False) -> schemas.Case:
    """Take one case; 409 while somebody else holds it."""
    return _case(entry, adjudicate.open_case(entry.project, entry.actor, item, question), names=names)


@router.delete("/{item}/{question}", status_code=204)
def leave(item: str, question: str, entry: Adjudicator) -> None:
    """Give a case back without a ruling."""
    adjudicate.leave(entry.project, entry.actor, item, question)


@router.post("/{item}/{question}/ruling", status_code=201)
def rule(item: str, question: str, body: schemas.NewRuling, entry: Adjudicator) -> schemas.GoldOut:
    """Rule on a case; 409 when answers or another ruling came in between."""
    ruling = adjudicate.Ruling(
        body.id,
        body.has_value,
        body.value,
        body.reason_code,
        body.rationale,
        body.evidence,
        body.replaces,
        body.wants_second,
    )
    return gold_out(*adjudicate.rule(entry.project, entry.actor, item, question, ruling))
