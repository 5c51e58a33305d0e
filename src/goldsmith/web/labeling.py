"""Handing out work and taking answers. Whatever the role, only one's own answers come out of here."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Literal

from fastapi import APIRouter, Request

from goldsmith import kinds
from goldsmith.errors import NotAllowed
from goldsmith.project import work
from goldsmith.project.answers import Answer
from goldsmith.project.project import Actor
from goldsmith.web import schemas
from goldsmith.web.convert import item_out, progress_of
from goldsmith.web.problems import problem_of
from goldsmith.web.security import Annotator, Entry
from goldsmith.web.watch import STORED

router = APIRouter(prefix="/projects/{slug}", tags=["labeling"])


def _own(entry: Entry, answers: dict[str, Answer]) -> dict[str, schemas.OwnAnswer]:
    guideline = entry.project.guideline()
    asked = {question.key: question.kind for question in guideline.questions} if guideline else {}
    return {
        question: schemas.OwnAnswer(
            id=a.id,
            value=None if a.value is None else kinds.get(a.row["kind"]).dump(a.value),
            before=json.loads(a.row["value"])
            if a.outcome == "look_again" and asked.get(question) == a.row["kind"]
            else None,
            reason=a.row["reason"],
            unsure=bool(a.row["unsure"]),
            second=json.loads(a.row["second"]) if a.row["second"] else None,
            note=a.row["note"],
        )
        for question, a in answers.items()
    }


def _work(entry: Entry, piece: work.Piece) -> schemas.Work:
    return schemas.Work(
        assignment=piece.assignment,
        item=item_out(entry.project, piece.item),
        guideline_version=piece.guideline_version,
        lease_until=piece.lease_until,
        purpose=_told(piece.purpose),
        comment=piece.comment,
        place=piece.place,
        own=_own(entry, dict(piece.own)),
        suggestions={
            key: schemas.Suggestion(by=one.by, value=one.value) for key, one in piece.suggestions.items()
        },
    )


def _told(purpose: str) -> Literal["label", "training", "test"]:
    """Return what an annotator may know of why they were asked: hidden checks and repeats look like other work."""
    return "training" if purpose == "training" else "test" if purpose == "test" else "label"


def _worker(entry: Entry) -> Actor:
    skills = entry.workspace.people.skills(entry.access.person.id, entry.project.slug)
    return replace(entry.actor, skills=skills, must_qualify=entry.role == "annotator")


@router.post("/next")
def next_items(body: schemas.Ask, entry: Annotator) -> schemas.Handout:
    """Lease items to answer, those already leased to the caller first."""
    handout = work.hand_out(entry.project, _worker(entry), n=body.n, have=body.have)
    stands = handout.stands
    done = None
    if handout.done:
        done = schemas.Done(
            reason=handout.done[0],
            text=handout.done[1],
            n_mine=handout.n_mine,
            median_ms=handout.median_ms,
            n_shared=handout.n_shared,
        )
    guideline = entry.project.guideline()
    return schemas.Handout(
        work=[_work(entry, piece) for piece in handout.work],
        done=done,
        to_qualify=None
        if stands.phase not in {"training", "test"}
        else schemas.ToQualify(
            phase="training" if stands.phase == "training" else "test",
            n_done=stands.n_done,
            n_items=stands.n_items,
            attempt=stands.attempt,
            attempts=stands.attempts,
        ),
        progress=progress_of(entry.project, n_mine=handout.n_mine, n_mine_left=handout.n_left, is_blind=True),
        guideline_version=guideline.version if guideline else None,
    )


@router.post("/submissions")
def submit(body: schemas.Submissions, entry: Annotator, request: Request) -> schemas.Receipt:
    """Store answers durably. What the reply calls stored is on disk; sending it again changes nothing."""
    strangers = {s.person for s in body.submissions} - {entry.access.person.id}
    if strangers:
        raise NotAllowed(
            "work.other_person",
            "These answers were given by somebody else.",
            where="person",
            mend="Sign in as that person to send them; they stay in the browser until then.",
        )
    receipt = work.submit(entry.project, entry.actor, [_submission(s) for s in body.submissions])
    request.scope[STORED] = len(receipt.stored)
    refused = [schemas.Refusal(id=which, problem=problem_of(error)) for which, error in receipt.refused]
    return schemas.Receipt(
        stored=receipt.stored,
        surplus=receipt.surplus,
        refused=refused,
        hints=receipt.hints,
        feedback=[
            schemas.Feedback(
                submission=told.submission,
                item=next(s.item for s in body.submissions if s.id == told.submission),
                is_right=told.is_right,
                gold=dict(told.gold),
                reasons=told.reasons,
            )
            for told in receipt.feedback
        ],
    )


def _submission(body: schemas.Submission) -> work.Submission:
    answers = {
        key: work.Given(a.id, a.has_value, a.value, a.reason, a.unsure, a.second, a.note)
        for key, a in body.answers.items()
    }
    return work.Submission(
        body.id, body.assignment, body.item, body.guideline_version, answers, body.duration_ms
    )


@router.post("/give-back", status_code=204)
def give_back(body: schemas.GiveBack, entry: Annotator) -> None:
    """End one's own leases without an answer."""
    work.give_back(entry.project, entry.actor, body.assignments)


@router.get("/mine")
def mine(entry: Annotator, limit: int = 10) -> schemas.Mine:
    """Return one's own last submissions, newest first."""
    rows = work.last_answers(entry.project, entry.actor, max(1, min(limit, 50)))
    return schemas.Mine(
        rows=[
            schemas.MineRow(
                submission=submission,
                item=item_out(entry.project, piece.item),
                assignment=piece.assignment,
                at=at,
                own=_own(entry, dict(piece.own)),
            )
            for submission, piece, at in rows
        ]
    )
