"""Consensus in a project: what a method would decide, deciding by it, and the Runs that did."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import Field

from goldsmith.errors import NotFound
from goldsmith.project import consensus, run_files
from goldsmith.web import schemas
from goldsmith.web.imports import job_out
from goldsmith.web.security import Adjudicator, Owner

router = APIRouter(prefix="/projects/{slug}/consensus", tags=["adjudication"])
Method = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Share = Annotated[float, Query(ge=0, le=1)]


class NewConsensus(schemas.Body):
    """question: its key; None for the first. min_posterior: below it an item stays open."""

    question: str | None = None
    method: Method
    min_posterior: Annotated[float, Field(ge=0, le=1)] = 0.0


class ConsensusPreview(schemas.Reply):
    """What a method would decide of n_items that have all answers wanted and no ruling.

    n_no_answer: items whose parts together are no legal answer.
    n_right of n_checked: rulings that it meets when it does not see them, with the interval of the share.
    n_behind_wall: items in the test part, which people decide. undefined: why the method decides nothing here.
    """

    method: str
    n_items: int
    n_decided: int
    n_tied: int
    n_low_posterior: int
    n_no_answer: int
    n_ruled: int
    n_behind_wall: int
    n_checked: int
    n_right: int
    low: float | None
    high: float | None
    undefined: str


class ConsensusMethod(schemas.Reply):
    """A method that can decide a question. about: a sentence on what it takes annotators to be."""

    name: str
    title: str
    about: str


class AnnotatorMeasure(schemas.Reply):
    """Something measured of an annotator, with its 95 % interval; null where there is nothing to measure it by.

    undefined: why it is null, where the method says so.
    """

    value: float | None
    low: float | None
    high: float | None
    undefined: str


class MeasuredAnnotator(schemas.Reply):
    """What a method thinks of an annotator. measures: name → value; `accuracy` is the share of right votes."""

    annotator: str
    n_votes: int
    measures: dict[str, AnnotatorMeasure]


class ConsensusRun(schemas.Reply):
    """result: the name of its file: how it came about, then a line for each item."""

    id: str
    at: str
    method: str
    question: str
    min_posterior: float
    n_decided: int
    n_tied: int
    n_low_posterior: int
    n_held: int
    n_behind_wall: int
    result: str


@router.get("")
def decided_by_methods(entry: Adjudicator) -> list[ConsensusRun]:
    """List the Runs of consensus, newest first."""
    shown = set(ConsensusRun.model_fields) - {"id", "at", "method"}
    return [
        ConsensusRun(
            id=row["id"],
            at=row["at"],
            method=row["method"].rpartition(".")[0],
            **{key: parameters[key] for key in shown},
        )
        for row, parameters in consensus.runs(entry.project)
    ]


@router.get("/methods")
def methods_of_question(entry: Adjudicator, question: str | None = None) -> list[ConsensusMethod]:
    """List the methods that can decide a question, the simplest first."""
    asked = entry.project.need_question(question)
    return [
        ConsensusMethod(name=way.name, title=way.title, about=way.about) for way in consensus.methods(asked)
    ]


@router.get("/annotators")
def measured_annotators(
    entry: Owner, method: Method, question: str | None = None, min_posterior: Share = 0.0
) -> list[MeasuredAnnotator]:
    """Say what a method thinks of each annotator; none where it decides nothing here."""
    found = consensus.reliabilities(entry.project, consensus.Ask(question, method, min_posterior))
    return [
        MeasuredAnnotator(
            annotator=name,
            n_votes=one.n_votes,
            measures={
                key: AnnotatorMeasure.model_validate(measure.to_json())
                for key, measure in one.every_measure().items()
            },
        )
        for name, one in found
    ]


@router.get("/preview")
def preview_method(
    entry: Adjudicator, method: Method, question: str | None = None, min_posterior: Share = 0.0
) -> ConsensusPreview:
    """Say what deciding by a method now would come to, and how often it meets rulings that it has not seen."""
    found = consensus.preview(entry.project, consensus.Ask(question, method, min_posterior))
    return ConsensusPreview(**asdict(found))


@router.post("", status_code=202)
def decide_by_method(body: NewConsensus, entry: Owner) -> schemas.Job:
    """Decide a question by a method; what it leaves open goes to adjudication. Answers with a job."""
    ask = consensus.Ask(body.question, body.method, body.min_posterior)
    entry.workspace.jobs.refuse_second("consensus", entry.project.slug)
    job = entry.workspace.jobs.start(
        "consensus",
        lambda job: consensus.decide_by(entry.project, entry.actor, ask, job),
        project=entry.project.slug,
        person=entry.actor.person,
    )
    return job_out(job)


@router.get("/results/{result}", response_class=FileResponse)
def result_file(result: str, entry: Adjudicator) -> FileResponse:
    """Return the result file of a Run: JSON Lines."""
    known = {parameters["result"] for _, parameters in consensus.runs(entry.project)}
    path = run_files.path_of(entry.project, result)
    if result not in known or not path.is_file():
        raise NotFound(
            "consensus.no_result", "There is no such result.", where=result, mend="Look at the list of Runs."
        )
    return FileResponse(path, media_type="application/x-ndjson", filename=result)
