"""CPU of one loop of handing out and submitting, with durable commits, in small and in large projects.

    python benchmarks/handout.py                 # 1 000 and 1 000 000 items
    python benchmarks/handout.py --sizes 1000    # only these

Three designs: everything in one plan; 50 batches with priorities, of which the first 25 are done; and hidden checks
and repeats beside them. The last column is an annotator who has answered a tenth of the items before (100 000 of a
million). Figures are milliseconds of CPU a loop, median of five runs, in this process, without HTTP.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from goldsmith.model import new_id
from goldsmith.project import batches, home, measuring, plan, work
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries

GUIDELINE = """---
questions:
  - key: tone
    kind: choice
    title: What is its tone?
    labels:
      - {key: kind, title: Kind}
      - {key: rude, title: Rude}
---
# Tone
"""
N_BATCHES, LOOPS, RUNS = 50, 200, 5


def make(workspace: Workspace, n: int, *, has_batches: bool) -> Project:
    """Make a project of n items, planned: in one plan, or in 50 batches and the rest."""
    owner = Actor(workspace.owner.id, "owner")
    project = home.make_project(
        workspace, owner, title="Bench", slug=f"b{n}{has_batches}".lower(), text=GUIDELINE
    )
    columns = ("id", "run", "source", "external_id", "digest", "occurrence", "grp", "fields", "metadata")
    with project.ledger.write() as tx:
        run, _ = add_run(tx, stage="ingest", method="bench.v1", parameters={"n_items": n})
        fields = '{"text":{"type":"text","text":"A text of some length, as they come."}}'
        rows = [(new_id(), run, "bench", str(k), str(k), 0, None, fields, "{}") for k in range(n)]
        first = tx.append_many("item", columns, rows)
        caches.add_items(tx, range(first, first + n))
    if has_batches:
        ids = [row[0] for row in rows]
        size = max(1, n // (2 * N_BATCHES))
        for k in range(N_BATCHES):
            chosen = ids[k * size : (k + 1) * size][: batches.MOST_CHOSEN]
            settings = {"name": f"batch {k}", "priority": 1 if k < N_BATCHES // 2 else -1}
            batches.make(project, owner, batches.Choice(items=chosen), settings, overlap=2, floor_share=0)
    arms = [{"share": 1.0, "overlap": 2}]
    plan.plan_overlap(project, owner, arms=arms, floor_share=0, stratify_by=None, seed=0)
    if has_batches:  # the first half of the batches is done: all are passed by, as late in a project
        with project.ledger.write() as tx:
            tx.sql.execute(
                "UPDATE state_queue SET taken = overlap WHERE batch IN "
                "(SELECT run FROM state_batch WHERE priority = 1)"
            )
    return project


def measure_people(project: Project) -> None:
    """Switch checks and repeats on, with 500 ruled items to check against."""
    owner = Actor(None, "owner")
    with project.ledger.write() as tx:
        tx.sql.execute(
            'UPDATE state_item SET status = \'ruled\', gold = \'{"tone":{"value":"kind","method":"x"}}\' '
            "WHERE item IN (SELECT item FROM state_queue ORDER BY rank DESC LIMIT 500)"
        )
        tx.sql.execute(
            "UPDATE state_queue SET closed = 1 WHERE item IN (SELECT item FROM state_item WHERE status = 'ruled')"
        )
    told = {"is_on": True, "share": 0.05, "distance": 5}
    measuring.set_policy(project, owner, measuring.CHECKS, {**told, "hint": False})
    measuring.set_policy(project, owner, measuring.REPEATS, {**told, "lag": 50, "hours": 0})


def veteran(project: Project, n: int) -> Actor:
    """Return somebody who has answered the first n items of the queue, written past the usual door."""
    actor = Actor(new_id(), "veteran")
    with project.ledger.write() as tx:
        annotator = project.annotator_for(tx, actor)
        version = project.guideline_seq(1)
        items = [
            row["item"]
            for row in tx.sql.execute(
                "SELECT item FROM state_queue WHERE batch = 0 AND closed = 0 ORDER BY rank LIMIT ?", (n,)
            )
        ]
        asked = [new_id() for _ in items]
        tx.append_many(
            "assignment",
            ("id", "item", "annotator", "purpose", "policy", "arm", "probability", "guideline", "run", "shown", "at"),
            [(a, i, annotator, "label", "x", "x", 1.0, version, 1, "{}", "2030-01-01T00:00:00.000Z")
             for a, i in zip(asked, items, strict=True)],
        )  # fmt: skip
        tx.append_many(
            "annotation",
            ("id", "submission", "item", "question", "annotator", "guideline", "kind", "value", "assignment",
             "unsure", "note", "duration_ms", "surplus", "at"),
            [(new_id(), new_id(), i, "tone", annotator, version, "choice.v1", '"kind"', a, 0, "", 3000, 0,
              "2030-01-01T00:00:00.000Z") for a, i in zip(asked, items, strict=True)],
        )  # fmt: skip
        tx.sql.executemany("REPLACE INTO state_seen VALUES (?, ?, 1, 0)", [(annotator, i) for i in items])
        tx.sql.executemany("UPDATE state_queue SET taken = 1 WHERE item = ?", [(i,) for i in items])
        caches.bump(tx, f"mine:{annotator}", len(items))
    return actor


def loop(project: Project, actor: Actor) -> Callable[[], None]:
    def once() -> None:
        for piece in work.hand_out(project, actor, n=1, have=[]).work:
            given = {"tone": work.Given(new_id(), True, "kind")}
            sent = work.Submission(new_id(), piece.assignment, piece.item.id, 1, given, 3000)
            assert work.submit(project, actor, [sent]).refused == []

    return once


def timed(once: Callable[[], None]) -> float:
    """Return the milliseconds of CPU that one loop takes."""
    for _ in range(20):
        once()
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(LOOPS // RUNS):
            once()
        found.append((time.process_time() - start) / (LOOPS // RUNS) * 1000)
    return statistics.median(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 1_000_000])
    sizes = parser.parse_args().sizes
    print(f"{'items':>10} {'design':<22} {'newcomer':>9} {'veteran':>9}  ms of CPU a loop")
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            workspace = Workspace(Path(folder) / "w")
            for design in ("one plan", "50 batches", "50 batches, measured"):
                if design == "one plan":
                    project = make(workspace, n, has_batches=False)
                elif design == "50 batches":
                    project = make(workspace, n, has_batches=True)
                else:
                    measure_people(project)
                fresh, old = Actor(new_id(), "newcomer"), veteran(project, n // 10)
                a, b = timed(loop(project, fresh)), timed(loop(project, old))
                print(f"{n:>10,} {design:<22} {a:>9.2f} {b:>9.2f}", flush=True)
                if n >= 100_000 and design == "50 batches":
                    start = time.perf_counter()
                    batches.listing(project)
                    print(
                        f"{'':>10} the page Work's figures: {time.perf_counter() - start:.2f} s", flush=True
                    )
                queries.counts(project.ledger.reader)
            workspace.close()


if __name__ == "__main__":
    main()
