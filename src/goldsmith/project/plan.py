"""Work planning: which items are handed out, to how many people, chosen at random with a known probability."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from goldsmith import assign
from goldsmith.assign.overlap import with_floor
from goldsmith.errors import Conflict, InvalidInput
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Connection, Row, Transaction
from goldsmith.store.turns import in_turns

# a row of the queue: item, rank, policy, arm, overlap, probability, run, batch, skill
Planned: TypeAlias = tuple[int, int, str, str, int | None, float, int, int, str]
PILOT, OVERLAP, BATCH = "pilot.v1", "overlap.v1", "batch.v1"
CHANGED = "batch"  # the type of remarks that change a batch's settings
SETTINGS = ("name", "priority", "due", "paused", "people", "skill", "quota", "note")
PLANNING = "planning"  # the setting that names a Run whose items are not all in the queue
INCOMING = "incoming"  # the setting that tells of an import which is not all stored
AFTER_PILOT = 2  # answers that an unfinished pilot item still gets once the rest is open


def plan_pilot(project: Project, actor: Actor, *, n: int, seed: int) -> None:
    """Plan n random items for everyone; the rest waits until agreement on them has been seen."""
    need_fields(project)
    with alone(project):
        with project.ledger.write() as tx:
            if _plans(tx.sql):
                raise Conflict(
                    "plan.pilot_late",
                    "Work is planned already, so a pilot comes too late.",
                    where=project.title,
                    mend="A pilot is the first plan of a project.",
                )
            _begin(tx, actor, PILOT, {"n": n}, seed)
        finish(project)


def plan_overlap(
    project: Project,
    actor: Actor,
    *,
    arms: Sequence[Mapping[str, Any]],
    floor_share: float,
    stratify_by: str | None,
    seed: int,
    skill_column: str | None = None,
) -> None:
    """Open all items that are not planned yet: each arm's share of them for that many people, exactly.

    floor_share: the share of single-labeled arms that two people label anyway, so that agreement can be known.
    skill_column: the metadata that names the skill which an item asks for; items without it ask for none.
    """
    need_fields(project)
    if abs(sum(arm["share"] for arm in arms) - 1) > 1e-9:
        raise InvalidInput(
            "plan.shares",
            "The arms' shares do not add up to 1.",
            where="arms",
            mend="Give each arm its share of the items, 0.3 and 0.7 say.",
        )
    need_metadata(project, stratify_by, "stratify_by")
    need_metadata(project, skill_column, "skill_column")
    parameters = {"arms": with_floor(arms, floor_share), "stratify_by": stratify_by}
    parameters |= {"skill_column": skill_column} if skill_column else {}
    with alone(project):
        with project.ledger.write() as tx:
            _begin(tx, actor, OVERLAP, parameters, seed)
        finish(project)


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Lay out the queue: nobody else does meanwhile, and an import that is being stored is waited for.

    Raises Conflict while one waits that an earlier process did not finish.
    """
    with project.planning:
        if queries.settings(project.ledger.reader).get(INCOMING):
            raise Conflict(
                "import.unfinished",
                "An import that was interrupted is being finished.",
                where=project.title,
                mend="Plan again in a moment, when its items are in.",
            )
        yield


def need_metadata(project: Project, key: str | None, where: str) -> None:
    """Refuse to balance or to route by metadata that no item has."""
    known = queries.metadata_keys(project.ledger.reader)
    if key is not None and key not in known:
        raise InvalidInput(
            "plan.no_metadata",
            f"No item has the metadata {key!r}.",
            where=where,
            mend=f"Known: {', '.join(sorted(known))}."
            if known
            else "These items came without metadata; leave it out.",
        )


def need_fields(project: Project) -> None:
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


def _plans(sql: Connection) -> list[Row]:
    """Return the Runs that planned items, oldest first."""
    return [run for run in queries.runs(sql, "assign") if run["method"] in (PILOT, OVERLAP, BATCH)]


def plan_newcomers(tx: Transaction, actor: Actor) -> None:
    """Begin to plan items that came after the project was opened, by the policy in force; `finish` does it."""
    runs = [run for run in _plans(tx.sql) if run["method"] != BATCH]
    if runs and runs[-1]["method"] == OVERLAP:
        _begin(tx, actor, OVERLAP, json.loads(runs[-1]["parameters"]), runs[-1]["seed"])


def _begin(tx: Transaction, actor: Actor, method: str, parameters: Mapping[str, Any], seed: int) -> None:
    seq, _ = add_run(tx, stage="assign", method=method, parameters=parameters, seed=seed, by=actor)
    tx.put_setting(PLANNING, seq)


def finish(project: Project, told: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Do what the newest Run planned, in short turns; after a crash in between, from where it stopped.

    told: is given how many items are planned, and of how many.
    """
    sql = project.ledger.reader
    seq = queries.settings(sql).get(PLANNING)
    if not seq:
        return
    run = queries.run_by_seq(sql, seq)
    parameters = json.loads(run["parameters"])
    rows = _rows(sql, run, parameters, caches.unplanned(sql, run["as_of"], seq))
    if run["method"] == OVERLAP:
        _end_pilot(project)
    done = set(caches.planned(sql, seq))
    n_done = len(done)

    def store(tx: Transaction, some: list[Planned]) -> None:
        nonlocal n_done
        _enqueue(tx, some)
        _settle(tx, project, [row[0] for row in some])
        n_done += len(some)
        told(n_done, len(rows))

    # in the order of the items, which is that of most pages; the cursors look at it all again afterwards
    in_turns(project.ledger, sorted(row for row in rows if row[0] not in done), store)
    with project.ledger.write() as tx:
        caches.forget_cursors(tx)
        tx.put_setting(PLANNING, None)


def _end_pilot(project: Project) -> None:
    with project.ledger.write() as tx:
        piloted = caches.finish_policy(tx, PILOT, AFTER_PILOT)
        caches.bump(tx, "wanted", AFTER_PILOT * len(piloted))
        refresh(tx, project, piloted)


def _settle(tx: Transaction, project: Project, items: Sequence[int]) -> None:
    """Say of items just planned what they are now: open, or what their answers make of them."""
    touched = caches.touched_among(tx.sql, items)
    caches.mark_open(tx, items)
    refresh(tx, project, touched)


def plan_batch(
    tx: Transaction,
    project: Project,
    actor: Actor,
    parameters: Mapping[str, Any],
    items: Sequence[int],
    seed: int,
) -> str:
    """Put items into a new batch and return its id; those that no plan holds yet are planned by its arms."""
    seq, run = add_run(tx, stage="assign", method=BATCH, parameters=parameters, seed=seed, by=actor)
    tx.append_many("batch_item", ("run", "item"), [(seq, item) for item in items])
    _settle(tx, project, _apply_batch(tx, queries.run_by_seq(tx.sql, seq), parameters))
    return run


def replay(tx: Transaction) -> None:
    """Fill the empty queue again by planning as every Run did; then batches are as they were last set."""
    for run in _plans(tx.sql):
        parameters = json.loads(run["parameters"])
        if run["method"] == BATCH:
            _apply_batch(tx, run, parameters)
            continue
        rows = caches.unplanned(tx.sql, run["as_of"])
        if run["method"] == OVERLAP:
            caches.bump(tx, "wanted", AFTER_PILOT * len(caches.finish_policy(tx, PILOT, AFTER_PILOT)))
        _enqueue(tx, _rows(tx.sql, run, parameters, rows))
    for remark in queries.remarks_of_type(tx.sql, CHANGED):
        batch = caches.batch_by_id(tx.sql, remark["target_id"])
        if batch is not None:
            caches.put_batch(tx, batch["run"], json.loads(remark["detail"]))


def _apply_batch(tx: Transaction, run: Row, parameters: Mapping[str, Any]) -> list[int]:
    """Make a Run's batch; return the items that it planned."""
    seq = run["seq"]
    rows = queries.unplanned_of_batch(tx.sql, seq)
    caches.move_to_batch(tx, seq)
    caches.put_batch(tx, seq, {"id": run["id"], **{key: parameters[key] for key in SETTINGS}})
    caches.forget_cursors(tx)
    planned = _rows(tx.sql, run, parameters, rows) if rows else []
    _enqueue(tx, planned)
    return [row[0] for row in planned]


def _rows(sql: Connection, run: Row, parameters: Mapping[str, Any], items: Sequence[Row]) -> list[Planned]:
    """Return the rows of the queue that a Run makes of items, by rank."""
    key, skill_key = parameters.get("stratify_by"), parameters.get("skill_column")
    seqs = {row["id"]: row["seq"] for row in items}
    skills = {row["id"]: skill_of(_stratum(row, skill_key) or "") for row in items} if skill_key else {}
    candidates = [assign.PlanItem(row["id"], stratum=_stratum(row, key)) for row in items]
    is_batch = run["method"] == BATCH
    planned = assign.get(OVERLAP if is_batch else run["method"])(candidates, parameters, seed=run["seed"])
    start = caches.next_rank(sql, run["seq"])
    batch, drawn = (run["seq"], parameters["probability"]) if is_batch else (0, 1.0)
    return [
        (
            seqs[p.item],
            start + p.rank,
            run["method"],
            p.arm,
            p.overlap,
            p.probability * drawn,
            run["seq"],
            batch,
            skills.get(p.item, ""),
        )
        for p in planned
    ]


def _enqueue(tx: Transaction, rows: Sequence[Planned]) -> None:
    caches.enqueue(tx, rows)
    if rows and not rows[0][7] and caches.batch(tx.sql, 0) is None:
        caches.put_batch(tx, 0, {})
    caches.count_into_batch(tx, [row[0] for row in rows])
    caches.bump(tx, "planned", len(rows))
    caches.bump(tx, "wanted", sum(row[4] or 0 for row in rows))


def skill_of(text: str) -> str:
    """Return a skill as it is compared: case and outer blanks play no part."""
    return text.strip().casefold()


def _stratum(row: Row, key: str | None) -> str | None:
    return None if key is None else str(json.loads(row["metadata"]).get(key, ""))


def state(project: Project) -> dict[str, Any]:
    """Return how far planning has come: phase none, pilot or open, and the arms with their counts."""
    sql = project.ledger.reader
    plans = _plans(sql)
    counts = queries.counts(sql)
    gone = counts.get("status:withdrawn", 0) - caches.withdrawn_work(sql)[0]
    last = next((run for run in reversed(plans) if run["method"] != BATCH), None)
    return {
        "phase": "none" if not plans else "pilot" if last and last["method"] == PILOT else "open",
        "policy": last["method"] if last else None,
        "parameters": json.loads(last["parameters"]) if last else {},
        "n_unplanned": counts.get("items", 0) - counts.get("planned", 0) - gone,
        "arms": [dict(row) for row in caches.arms(sql)],
    }
