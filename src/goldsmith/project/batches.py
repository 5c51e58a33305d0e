"""Batches: named parts of the work, with what comes first, until when, and who may do it. Changes are remarks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith.assign import PlanItem, shuffled
from goldsmith.assign.overlap import with_floor
from goldsmith.errors import InvalidInput, NotFound
from goldsmith.model import new_id
from goldsmith.project import clock, plan
from goldsmith.project.items import looked_up, sentence
from goldsmith.project.project import Actor, Project
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Connection, Row

MOST_CHOSEN = 10_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items: those named, those of a filter, or all; n of them at random when n is told."""

    items: Sequence[str] = ()
    where: queries.ItemFilter | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """items: to be in the batch. n_planned: those of them that a plan holds already and that keep their people.

    probability: with which an item that no plan held came in; 1 when all did.
    """

    items: list[int]
    n_planned: int
    probability: float
    told: str


@dataclass(frozen=True, slots=True)
class Batch:
    """row: its settings. figures: what its items come to."""

    row: Row
    figures: Mapping[str, int]
    at: str

    @property
    def people(self) -> list[str]:
        return list(json.loads(self.row["people"]))


FIGURES = ("n_items", "n_done", "n_wanted", "n_answers", "n_for_all", "n_shared", "n_held")


def choose(project: Project, choice: Choice, *, seed: int) -> Chosen:
    """Return the items that a batch would have; refuses a choice of none."""
    sql = project.ledger.reader
    if choice.items:
        known = queries.seqs_of(sql, "item", choice.items)
        if strangers := set(choice.items) - set(known):
            raise NotFound(
                "item.unknown",
                f"{len(strangers)} of these items do not exist.",
                where=f"item {min(strangers)}",
                mend="Reload the page and choose again.",
            )
        items, told = sorted(known.values()), "items chosen by hand"
    else:
        where = looked_up(project, choice.where or queries.ItemFilter())
        items, told = queries.item_seqs(sql, where), sentence(where)
    planned = caches.batch_of_items(sql, items)
    if choice.n is None:
        chosen, probability = items, 1.0
    else:
        free = [item for item in items if item not in planned]
        ids = queries.items_by_seq(sql, free)
        drawn = shuffled([PlanItem(ids[item]["id"]) for item in free], seed, "batch")[: choice.n]
        seqs = {ids[item]["id"]: item for item in free}
        chosen = sorted(seqs[item.id] for item in drawn)
        probability = len(chosen) / len(free) if free else 1.0
        told = f"{len(chosen)} at random of {len(free)} unplanned {told}"
    if not chosen:
        raise InvalidInput(
            "batch.empty",
            "No item would be in this batch.",
            where=told,
            mend="Widen the filter; items drawn at random must not be planned yet.",
        )
    return Chosen(chosen, len(planned.keys() & set(chosen)), probability, told)


def make(
    project: Project,
    actor: Actor,
    choice: Choice,
    settings: Mapping[str, Any],
    *,
    overlap: int,
    floor_share: float,
    skill_column: str | None = None,
    seed: int = 0,
) -> str:
    """Make a batch and return its id.

    Items that a plan holds already move into it and keep how many people they are for; the others are for `overlap`
    people each.
    """
    plan.need_fields(project)
    plan.need_metadata(project, skill_column, "skill_column")
    settings = _checked(project, settings)
    chosen = choose(project, choice, seed=seed)
    arms = with_floor([{"share": 1.0, "overlap": overlap}], floor_share)
    parameters = {
        **caches.REST,
        **caches.FREE,
        "people": [],
        **settings,
        "arms": arms,
        "stratify_by": None,
        "skill_column": skill_column,
        "probability": chosen.probability,
        "from": chosen.told,
    }
    parameters.pop("id")
    with plan.alone(project), project.ledger.write() as tx:
        return plan.plan_batch(tx, project, actor, parameters, chosen.items, seed)


def change(project: Project, actor: Actor, batch_id: str, settings: Mapping[str, Any], reason: str) -> None:
    """Say anew what a batch is: paused or not, its priority, who may work on it."""
    known = need(project.ledger.reader, batch_id)
    settings = _checked(project, settings, but=batch_id)
    with project.ledger.write() as tx:
        tx.append(
            "remark",
            {
                "id": new_id(),
                "target": "run",
                "target_id": batch_id,
                "type": plan.CHANGED,
                "text": reason,
                "by_person": actor.person,
                "by_name": actor.name,
                "detail": dict(settings),
                "at": clock.iso(),
            },
        )
        caches.put_batch(tx, known["run"], settings)


def need(sql: Connection, batch_id: str) -> Row:
    row = caches.batch_by_id(sql, batch_id)
    if row is None:
        raise NotFound(
            "batch.unknown", "There is no such batch.", where=batch_id, mend="Look at the page Work."
        )
    return row


def _checked(project: Project, settings: Mapping[str, Any], but: str = "") -> Mapping[str, Any]:
    """Return settings as they are kept; refuses a name that another batch has, and a due date that is none."""
    names = {row["name"].casefold() for row in caches.batches(project.ledger.reader) if row["id"] != but}
    if settings.get("name", "").casefold() in names:
        raise InvalidInput(
            "batch.name_taken",
            f"There is a batch {settings['name']!r} already.",
            where="name",
            mend="Choose another name.",
        )
    due = settings.get("due")
    if due is not None and re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", due) is None:
        raise InvalidInput(
            "batch.due", f"{due!r} is no day.", where="due", mend="Write it as year-month-day, 2031-05-20."
        )
    return {**settings, "skill": plan.skill_of(settings["skill"])} if settings.get("skill") else settings


def listing(project: Project) -> list[Batch]:
    """Return the batches in the order in which they are worked on, with what is done of each."""
    sql = project.ledger.reader
    figures = caches.batch_figures(sql)
    runs = {run["seq"]: run for run in queries.runs(sql, "assign")}
    found = []
    for row in caches.batches(sql):
        told = figures.get(row["run"])
        run = runs.get(row["run"])
        found.append(Batch(row, {key: told[key] if told else 0 for key in FIGURES}, run["at"] if run else ""))
    return found


# whose turn it is -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Worker:
    """Who asks for work. skills: languages and other skills, as their membership says."""

    annotator: int
    person: str | None
    skills: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """lanes: what the worker may take from, first things first, each with how many at most. why_not: reasons met."""

    lanes: list[tuple[caches.Lane, int]]
    why_not: set[str]


def turn(sql: Connection, worker: Worker, most: int) -> Turn:
    """Return from which lanes somebody may take items now; those without any open item are left out."""
    found = Turn([], set())
    for row in caches.batches(sql, only_open=True):
        room = most
        if row["paused"]:
            found.why_not.add("paused")
            continue
        if _is_for_others(row, worker):
            found.why_not.add("not_for_you")
            continue
        if row["quota"] is not None:
            room = min(most, row["quota"] - caches.n_in_batch(sql, row["run"], worker.annotator))
            if room <= 0:
                found.why_not.add("quota")
                continue
        found.lanes.extend(((row["run"], skill), room) for skill in ("", *worker.skills))
    return found


def _is_for_others(row: Row, worker: Worker) -> bool:
    people = json.loads(row["people"])
    return bool(people and worker.person not in people) or bool(
        row["skill"] and row["skill"] not in worker.skills
    )


# taking back and giving to somebody else -----------------------------------------------------------------------------


def take_back(project: Project, actor: Actor, annotator: int, *, to: tuple[str, str] | None) -> int:
    """End all leases of somebody; give what they held to another person, if one is named. Returns how many.

    to: the person's id and name. What they hold alone is made a batch of theirs that comes first. An answer that
    still arrives from the first person is stored all the same.
    """
    with project.ledger.write() as tx:
        held = caches.leases_of(tx.sql, annotator)
        for lease in held:
            caches.release(tx, lease)
        items = sorted({lease["item"] for lease in held if lease["counts"]})
        if to is not None and items:
            person, name = to
            settings = {"people": [person], "priority": 1, "name": _free_name(tx.sql, f"For {name}")}
            parameters = {
                **caches.REST,
                **caches.FREE,
                **settings,
                "arms": [{"share": 1.0, "overlap": 1}],
                "probability": 1.0,
                "from": "items taken back",
            }
            parameters.pop("id")
            plan.plan_batch(tx, project, actor, parameters, items, 0)
    return len(held)


def _free_name(sql: Connection, name: str) -> str:
    names = {row["name"] for row in caches.batches(sql)}
    tried = (name if n == 1 else f"{name} {n}" for n in range(1, len(names) + 2))
    return next(one for one in tried if one not in names)
