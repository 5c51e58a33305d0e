"""Work planning: which items are handed out, to how many people, chosen at random with a known probability."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith import assign
from goldsmith.assign.overlap import with_floor
from goldsmith.errors import Conflict, InvalidInput
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Row, Transaction

PILOT, OVERLAP = "pilot.v1", "overlap.v1"
AFTER_PILOT = 2  # answers that an unfinished pilot item still gets once the rest is open


def plan_pilot(project: Project, actor: Actor, *, n: int, seed: int) -> None:
    """Plan n random items for everyone; the rest waits until agreement on them has been seen."""
    _need_fields(project)
    with project.ledger.write() as tx:
        if queries.runs(tx.sql, "assign"):
            raise Conflict(
                "plan.pilot_late",
                "Work is planned already, so a pilot comes too late.",
                where=project.title,
                mend="A pilot is the first plan of a project.",
            )
        _plan(tx, project, actor, PILOT, {"n": n}, seed)


def plan_overlap(
    project: Project,
    actor: Actor,
    *,
    arms: Sequence[Mapping[str, Any]],
    floor_share: float,
    stratify_by: str | None,
    seed: int,
) -> None:
    """Open all items that are not planned yet: each arm's share of them for that many people, exactly.

    floor_share: the share of single-labeled arms that two people label anyway, so that agreement can be known.
    """
    _need_fields(project)
    if abs(sum(arm["share"] for arm in arms) - 1) > 1e-9:
        raise InvalidInput(
            "plan.shares",
            "The arms' shares do not add up to 1.",
            where="arms",
            mend="Give each arm its share of the items, 0.3 and 0.7 say.",
        )
    _need_metadata(project, stratify_by)
    with project.ledger.write() as tx:
        parameters = {"arms": with_floor(arms, floor_share), "stratify_by": stratify_by}
        _plan(tx, project, actor, OVERLAP, parameters, seed)


def _need_metadata(project: Project, key: str | None) -> None:
    """Refuse to balance by metadata that no item has."""
    known = queries.metadata_keys(project.ledger.reader)
    if key is not None and key not in known:
        raise InvalidInput(
            "plan.no_metadata",
            f"No item has the metadata {key!r}.",
            where="stratify_by",
            mend=f"Known: {', '.join(sorted(known))}."
            if known
            else "These items came without metadata; leave it out.",
        )


def _need_fields(project: Project) -> None:
    """Refuse to hand out items that lack every field which a question shows."""
    names = queries.field_names(project.ledger.reader)
    for question in project.need_guideline().questions:
        if names and question.show and not names & set(question.show):
            raise InvalidInput(
                "plan.nothing_to_show",
                f"The question {question.key!r} shows {', '.join(question.show)}, which no item has.",
                where="the guideline's `show`",
                mend=f"The items have: {', '.join(sorted(names))}.",
            )


def plan_newcomers(tx: Transaction, project: Project, actor: Actor) -> None:
    """Plan items that came after the project was opened by the policy in force."""
    runs = queries.runs(tx.sql, "assign")
    if runs and runs[-1]["method"] == OVERLAP:
        _plan(tx, project, actor, OVERLAP, json.loads(runs[-1]["parameters"]), runs[-1]["seed"])


def _plan(
    tx: Transaction, project: Project, actor: Actor, method: str, parameters: Mapping[str, Any], seed: int
) -> None:
    as_of = tx.last_seq()
    seq, _ = add_run(
        tx, stage="assign", method=method, parameters=parameters, seed=seed, as_of=as_of, by=actor
    )
    items = _apply(tx, seq, method, parameters, seed, as_of)
    answered = set(caches.touched_items(tx.sql)) | set(caches.already_marked(tx.sql, seq))
    caches.mark_open(tx, seq)
    refresh(tx, project, [item for item in items if item in answered])


def replay(tx: Transaction) -> None:
    """Fill the empty queue again by planning as every Run did."""
    for run in queries.runs(tx.sql, "assign"):
        _apply(tx, run["seq"], run["method"], json.loads(run["parameters"]), run["seed"], run["as_of"])


def _apply(
    tx: Transaction, run: int, method: str, parameters: Mapping[str, Any], seed: int, as_of: int
) -> list[int]:
    rows = caches.unplanned(tx.sql, as_of)
    key = parameters.get("stratify_by")
    seqs = {row["id"]: row["seq"] for row in rows}
    candidates = [assign.PlanItem(row["id"], stratum=_stratum(row, key)) for row in rows]
    planned = assign.get(method)(candidates, parameters, seed=seed)
    start = caches.next_rank(tx.sql)
    piloted: list[int] = []
    if method == OVERLAP and (piloted := caches.finish_policy(tx, PILOT, AFTER_PILOT)):
        caches.bump(tx, "wanted", AFTER_PILOT * len(piloted))
    caches.enqueue(
        tx, ((seqs[p.item], start + p.rank, method, p.arm, p.overlap, p.probability, run) for p in planned)
    )
    caches.bump(tx, "planned", len(planned))
    caches.bump(tx, "wanted", sum(p.overlap or 0 for p in planned))
    caches.turn_back(tx, start)
    return [*piloted, *(seqs[p.item] for p in planned)]


def _stratum(row: Row, key: str | None) -> str | None:
    return None if key is None else str(json.loads(row["metadata"]).get(key, ""))


def state(project: Project) -> dict[str, Any]:
    """Return how far planning has come: phase none, pilot or open, and the arms with their counts."""
    sql = project.ledger.reader
    runs = queries.runs(sql, "assign")
    counts = queries.counts(sql)
    gone = counts.get("status:withdrawn", 0) - caches.withdrawn_work(sql)[0]
    last = runs[-1] if runs else None
    return {
        "phase": "none" if last is None else "pilot" if last["method"] == PILOT else "open",
        "policy": last["method"] if last else None,
        "parameters": json.loads(last["parameters"]) if last else {},
        "n_unplanned": counts.get("items", 0) - counts.get("planned", 0) - gone,
        "arms": [dict(row) for row in caches.arms(sql)],
    }
