"""Work planning: batches, what they cost, who holds what, hidden checks, repeats and the test to pass."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from goldsmith.errors import NotFound
from goldsmith.project import batches, cost, measuring, plan, qualify
from goldsmith.project.measuring import CHECKS, QUALIFICATION, REPEATS
from goldsmith.project.project import Actor, Project
from goldsmith.store import caches, queries
from goldsmith.store.people import Person
from goldsmith.web.items import filter_of
from goldsmith.web.schemas import Body, Id, Name, Reply, Seed
from goldsmith.web.security import Adjudicator, Entry, Owner

router = APIRouter(prefix="/projects/{slug}", tags=["work"])

Priority = Literal[-1, 0, 1]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Skill = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")
]
SomeSkill = Annotated[Skill, StringConstraints(min_length=1)]


# models ------------------------------------------------------------------------------------------------------------


class BatchOut(Reply):
    """A batch. id "rest": all that is planned outside of batches. people: ids of those who may work, none: everyone.

    n_done: items that want nobody any more. n_wanted: answers, of items that do not ask everyone; n_for_all: items
    that do.
    """

    id: str
    name: str
    priority: Priority
    due: str | None
    is_paused: bool
    people: list[str]
    skill: str
    quota: int | None
    note: str
    at: str
    n_items: int
    n_done: int
    n_wanted: int
    n_answers: int
    n_for_all: int
    n_held: int


class Hand(Reply):
    """Somebody who holds items just now: leased to them, and not answered."""

    person: str
    name: str
    n_held: int


class WorkState(Reply):
    """batches: in the order in which they are worked on. skills: that people have or items ask for."""

    batches: list[BatchOut]
    hands: list[Hand]
    skills: list[str]


class Choosing(Body):
    """Which items: those named, or those of a filter of the items page; n of the unplanned ones at random if told."""

    ids: list[Id] = Field([], max_length=batches.MOST_CHOSEN)
    filter: Annotated[str, StringConstraints(max_length=4000)] = ""
    n: int | None = Field(None, ge=1, le=10_000_000)
    overlap: int = Field(1, ge=1, le=1000)
    floor_share: float = Field(0.1, ge=0, le=1)
    people: list[Id] = Field([], max_length=1000)
    seed: Seed = 0
    assumed_s: float | None = Field(None, gt=0, le=86_400)


class NewBatch(Choosing):
    """skill_column: the metadata that names the skill which an item asks for. quota: most answers of one person."""

    name: Name
    priority: Priority = 0
    due: Day | None = None
    is_paused: bool = False
    skill: Skill = ""
    skill_column: str | None = Field(None, max_length=200)
    quota: int | None = Field(None, ge=1, le=10_000_000)
    note: str = Field("", max_length=2000)


class BatchChange(Body):
    """Only what is named changes. reason: kept with the change."""

    name: Name | None = None
    priority: Priority | None = None
    due: Day | None = None
    is_paused: bool | None = None
    people: list[Id] | None = Field(None, max_length=1000)
    skill: Skill | None = None
    quota: int | None = Field(None, ge=1, le=10_000_000)
    note: str | None = Field(None, max_length=2000)
    reason: str = Field("", max_length=2000)


class CostOut(Reply):
    """What work costs in seconds; a value that is not known is None, and `why` says what it rests on."""

    n_answers: int
    n_people: int
    basis: Literal["measured", "few", "assumed", "none"]
    each_s: float | None
    median_s: float | None
    total_s: float | None
    low_s: float | None
    high_s: float | None
    each_person_s: float | None
    n_times: int
    n_timed: int
    why: str


class BatchPreview(Reply):
    """n_planned: items that a plan holds already; they move, keep their people, and add no answers."""

    n_items: int
    n_planned: int
    told: str
    cost: CostOut


class TakeBack(Body):
    """to: the person who gets what is taken back; None leaves it to everyone."""

    to: Id | None = None


class TakenBack(Reply):
    n: int


class Skills(Body):
    skills: list[SomeSkill] = Field(max_length=50)


class SkillsOut(Reply):
    skills: list[str]


class HiddenPolicy(Body):
    """share: of all items handed out. distance: ordinary items between two hidden ones, at least."""

    is_on: bool
    share: float = Field(0.05, gt=0, le=0.5)
    distance: int = Field(5, ge=1, le=1000)


class ChecksPolicy(HiddenPolicy):
    """hint: whether a failed check is told, with the sort of slip and never the answer."""

    hint: bool = False


class RepeatsPolicy(HiddenPolicy):
    """lag: answers that lie between a person's first and second look, at least; hours: time that does."""

    lag: int = Field(200, ge=50, le=100_000)
    hours: int = Field(24, ge=0, le=10_000)


class QualificationPolicy(Body):
    """Items are drawn from those with a ruling that pass the filter. threshold: share of the test to be right."""

    is_on: bool
    n_training: int = Field(10, ge=0, le=200)
    n_test: int = Field(10, ge=1, le=200)
    threshold: float = Field(0.8, gt=0, le=1)
    attempts: int = Field(2, ge=1, le=20)
    filter: Annotated[str, StringConstraints(max_length=4000)] = ""
    seed: Seed = 0


class Qualification(Reply):
    n_training: int
    n_test: int
    threshold: float
    attempts: int


class ShareOut(Reply):
    """k of n, with its 95 % interval; undefined says why there is none."""

    k: int
    n: int
    low: float | None
    high: float | None
    undefined: str | None


class ScoreOut(Reply):
    """What hidden items say of an annotator. slips: sort of difference (label, missed, extra, edges) → checks."""

    annotator: str
    name: str
    checks: ShareOut
    slips: dict[str, int]
    repeats: ShareOut


class StandingOut(Reply):
    """phase: training, test, passed or failed. share: of the last test that was finished."""

    person: str
    name: str
    phase: Literal["training", "test", "passed", "failed"]
    n_done: int
    n_items: int
    attempt: int
    share: ShareOut | None


class Measuring(Reply):
    """What measures people in this project; None is switched off. n_gold: items with a ruling that may be used."""

    checks: ChecksPolicy | None
    repeats: RepeatsPolicy | None
    qualification: Qualification | None
    scores: list[ScoreOut]
    standings: list[StandingOut]
    n_gold: int


# batches -----------------------------------------------------------------------------------------------------------


def _batch(found: batches.Batch) -> BatchOut:
    row = found.row
    return BatchOut(
        id=row["id"],
        name=row["name"],
        priority=row["priority"],
        due=row["due"],
        is_paused=bool(row["paused"]),
        people=found.people,
        skill=row["skill"],
        quota=row["quota"],
        note=row["note"],
        at=found.at,
        **{
            key: found.figures[key]
            for key in ("n_items", "n_done", "n_wanted", "n_answers", "n_for_all", "n_held")
        },
    )


@router.get("/batches")
def work_state(entry: Adjudicator) -> WorkState:
    """List the batches in the order in which they are worked on, and who holds items now."""
    sql = entry.project.ledger.reader
    held, people = caches.n_held(sql), queries.annotators(sql)
    members = entry.workspace.people.members(entry.project.slug)
    known = {
        skill
        for person, _ in members
        for skill in entry.workspace.people.skills(person.id, entry.project.slug)
    }
    return WorkState(
        batches=[_batch(found) for found in batches.listing(entry.project)],
        hands=[
            Hand(person=people[seq]["person"] or "", name=people[seq]["name"], n_held=n)
            for seq, n in sorted(held.items())
        ],
        skills=sorted(known | set(caches.skills_asked(sql))),
    )


def _choice(body: Choosing) -> batches.Choice:
    query = dict(parse_qsl(body.filter.lstrip("?"), keep_blank_values=True))
    return batches.Choice(items=body.ids, where=None if body.ids else filter_of(query), n=body.n)


@router.post("/batches/preview")
def preview_batch(body: Choosing, entry: Owner) -> BatchPreview:
    """Say how many items a batch would have and what it would cost, before it is made."""
    chosen = batches.choose(entry.project, _choice(body), seed=body.seed)
    n_new = len(chosen.items) - chosen.n_planned
    floor = body.floor_share if body.overlap == 1 else 0.0
    n_people = len(body.people) or _n_labelers(entry)
    n_answers = round(n_new * (body.overlap + floor))
    return BatchPreview(
        n_items=len(chosen.items),
        n_planned=chosen.n_planned,
        told=chosen.told,
        cost=_cost(entry.project, n_answers, n_people, body.assumed_s),
    )


@router.post("/batches", status_code=201)
def make_batch(body: NewBatch, entry: Owner) -> BatchOut:
    """Make a batch. Items that a plan holds already move into it and keep how many people they are for."""
    _need_people(entry, body.people)
    settings: dict[str, Any] = {
        "name": body.name,
        "priority": body.priority,
        "due": body.due,
        "paused": int(body.is_paused),
        "people": body.people,
        "skill": body.skill,
        "quota": body.quota,
        "note": body.note,
    }
    made = batches.make(
        entry.project,
        entry.actor,
        _choice(body),
        settings,
        overlap=body.overlap,
        floor_share=body.floor_share,
        skill_column=body.skill_column,
        seed=body.seed,
    )
    return _one(entry.project, made)


@router.patch("/batches/{batch}")
def change_batch(batch: str, body: BatchChange, entry: Owner) -> BatchOut:
    """Pause or resume a batch, or change what comes first and who may work on it. Leases that are out may still
    be answered."""
    settings = body.model_dump(exclude_unset=True, exclude={"reason", "is_paused"})
    never_none = {"name", "priority", "people", "skill", "note"}
    settings = {key: value for key, value in settings.items() if value is not None or key not in never_none}
    settings |= {"paused": int(body.is_paused)} if body.is_paused is not None else {}
    _need_people(entry, settings.get("people", []))
    batches.change(entry.project, entry.actor, batch, settings, body.reason)
    return _one(entry.project, batch)


def _one(project: Project, batch: str) -> BatchOut:
    return _batch(next(found for found in batches.listing(project) if found.row["id"] == batch))


def _need_people(entry: Entry, people: list[str]) -> None:
    members = {person.id for person, _ in entry.workspace.people.members(entry.project.slug)}
    if strangers := set(people) - members:
        raise NotFound(
            "person.unknown",
            "There is no such member.",
            where=min(strangers),
            mend="Look at the People page.",
        )


def _member(entry: Entry, person: str) -> Person:
    _need_people(entry, [person])
    return entry.workspace.people.get(person)


def _n_labelers(entry: Entry) -> int:
    members = entry.workspace.people.members(entry.project.slug)
    return max(1, sum(role != "viewer" for _, role in members))


@router.post("/people/{person}/take-back")
def take_back(person: str, body: TakeBack, entry: Owner) -> TakenBack:
    """End what a person holds, and give it to another if one is named. What still arrives from them is stored."""
    to = _member(entry, body.to) if body.to else None
    found = queries.annotator_of(entry.project.ledger.reader, person)
    if found is None:
        _member(entry, person)
        return TakenBack(n=0)
    receiver = (to.id, to.name) if to else None
    return TakenBack(n=batches.take_back(entry.project, entry.actor, found["seq"], to=receiver))


@router.get("/people/{person}/skills")
def skills_of(person: str, entry: Owner) -> SkillsOut:
    """Return the languages and other skills that a member has."""
    found = _member(entry, person)
    return SkillsOut(skills=list(entry.workspace.people.skills(found.id, entry.project.slug)))


@router.put("/people/{person}/skills")
def set_skills(person: str, body: Skills, entry: Owner) -> SkillsOut:
    """Say which languages and other skills a member has; work that asks for one goes to who has it."""
    found = _member(entry, person)
    skills = sorted({plan.skill_of(skill) for skill in body.skills})
    entry.workspace.people.set_skills(found.id, entry.project.slug, skills)
    return SkillsOut(skills=skills)


# cost --------------------------------------------------------------------------------------------------------------


def _cost(project: Project, n_answers: int, n_people: int, assumed_s: float | None) -> CostOut:
    found = cost.preview(project, n_answers=n_answers, n_people=n_people, assumed_s=assumed_s)
    return CostOut(**asdict(found), each_person_s=found.each_person_s)


@router.get("/cost")
def cost_of(
    entry: Owner,
    n_answers: Annotated[int, Query(ge=0, le=1 << 40)],
    n_people: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    assumed_s: Annotated[float | None, Query(gt=0, le=86_400)] = None,
) -> CostOut:
    """Say what so many answers cost in people's time, by this project's own clock."""
    return _cost(entry.project, n_answers, n_people or _n_labelers(entry), assumed_s)


# measuring people ----------------------------------------------------------------------------------------------------


@router.get("/measuring")
def measured(entry: Adjudicator) -> Measuring:
    """Return what measures people here, and what it says of each of them. Annotators never see it."""
    project = entry.project
    held = measuring.policies(project)
    checks, repeats, test = (held.get(name) for name in (CHECKS, REPEATS, QUALIFICATION))
    return Measuring(
        checks=ChecksPolicy(**checks.parameters) if checks else None,
        repeats=RepeatsPolicy(**repeats.parameters) if repeats else None,
        qualification=Qualification(
            n_training=len(test.parameters["training"]),
            n_test=len(test.parameters["test"]),
            threshold=test.parameters["threshold"],
            attempts=test.parameters["attempts"],
        )
        if test
        else None,
        scores=[
            ScoreOut(
                annotator=score.annotator,
                name=score.name,
                checks=ShareOut(**asdict(score.checks)),
                slips=dict(score.slips),
                repeats=ShareOut(**asdict(score.repeats)),
            )
            for score in measuring.scores(project)
        ],
        standings=[
            StandingOut(
                person=row["person"] or "",
                name=row["name"],
                phase=stands.phase,
                n_done=stands.n_done,
                n_items=stands.n_items,
                attempt=stands.attempt,
                share=ShareOut(**asdict(stands.share)) if stands.share else None,
            )
            for row, stands in qualify.standings(project)
        ],
        n_gold=measuring.n_gold(project),
    )


@router.put("/measuring/checks")
def set_checks(body: ChecksPolicy, entry: Owner) -> Measuring:
    """Put items with a ruling among people's work, unmarked, from now on."""
    measuring.set_policy(entry.project, entry.actor, CHECKS, body.model_dump())
    return measured(entry)


@router.put("/measuring/repeats")
def set_repeats(body: RepeatsPolicy, entry: Owner) -> Measuring:
    """Give people some items a second time, unmarked, from now on."""
    measuring.set_policy(entry.project, entry.actor, REPEATS, body.model_dump())
    return measured(entry)


@router.put("/measuring/qualification")
def set_qualification(body: QualificationPolicy, entry: Owner) -> Measuring:
    """Let annotators pass a training and a test before they get real work; setting it anew draws items anew."""
    if body.is_on:
        query = dict(parse_qsl(body.filter.lstrip("?"), keep_blank_values=True))
        qualify.set_up(
            entry.project,
            entry.actor,
            n_training=body.n_training,
            n_test=body.n_test,
            where=replace(filter_of(query), status=""),
            threshold=body.threshold,
            attempts=body.attempts,
            seed=body.seed,
        )
    else:
        qualify.end(entry.project, entry.actor)
    return measured(entry)


@router.post("/people/{person}/admit")
def admit(person: str, entry: Owner) -> Measuring:
    """Let a member work who has not passed the test."""
    member = _member(entry, person)
    qualify.admit(entry.project, entry.actor, Actor(member.id, member.name), "")
    return measured(entry)


@router.post("/people/{person}/attempt")
def give_attempt(person: str, entry: Owner) -> Measuring:
    """Let a member whose attempts are used up take the test once more."""
    member = _member(entry, person)
    qualify.give_attempt(entry.project, entry.actor, Actor(member.id, member.name))
    return measured(entry)
