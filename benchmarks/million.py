"""A project of a million items, a tenth of them answered twice: what an import costs and what its pages ask.

    python benchmarks/million.py                     # 1 000 000 items
    python benchmarks/million.py --size 100000       # a smaller one
    python benchmarks/million.py --keep FOLDER       # leave the project there, or look at the one that is there

Prints the table of docs/explanation/benchmarks.md. Figures are seconds of CPU in this process, without HTTP; an import
runs in a process of its own, where a second thread stores a change every 20 ms and tells how long it waited.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from goldsmith.client import open_workspace
from goldsmith.model import new_id
from goldsmith.project import check, home, ingest, plan
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries
from goldsmith.store.queries import SORTS, ItemFilter

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
LABELS = ("kind", "rude")
N_PEOPLE = 20
SLUG = "million"
SHARE = 0.1  # of the items, that two people have answered


# making it ------------------------------------------------------------------------------------------------------------


def write_file(path: Path, n: int, rng: random.Random) -> None:
    """Write a CSV of n texts with ids, a topic and one text in a hundred that came before."""
    words = [f"w{rng.randrange(36**4):x}" for _ in range(20_000)]
    with path.open("w", encoding="utf-8") as file:
        file.write("id,text,topic,patient\n")
        text = ""
        for at in range(n):
            text = text if at % 100 == 99 else " ".join(rng.choices(words, k=12))
            file.write(f"q{at},{text} ?,t{at % 7},p{at // 5}\n")


def bring(workspace: Workspace, file: Path) -> dict[str, Any]:
    """Import the file into a new project; return seconds of CPU, and how long others waited for their turn."""
    owner = Actor(workspace.owner.id, "owner")
    project = home.make_project(workspace, owner, title="Million", slug=SLUG, text=GUIDELINE)
    waits, is_over = [0.0], threading.Event()

    def other() -> None:
        while not is_over.wait(0.02):
            began = time.perf_counter()
            with project.ledger.write() as tx:
                tx.put_setting("tick", began)
            waits.append(time.perf_counter() - began)

    thread = threading.Thread(target=other)
    thread.start()
    began, wall = time.process_time(), time.perf_counter()
    options = ingest.Options(name=file.name, text=("text",), id="id", group="patient")
    ingest.ingest(project, owner, file, options, Job("", "import", SLUG, None), is_ours=False)
    told = {"cpu": time.process_time() - began, "wall": time.perf_counter() - wall}
    is_over.set()
    thread.join()
    waits.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**told, "wait": waits[-1], "wait_99": waits[int(0.99 * len(waits))], "peak_mb": peak}


def answer(project: Project, share: float, rng: random.Random) -> int:
    """Have two people answer a share of the items, past the usual door; return how many answers that makes."""
    people = []
    with project.ledger.write() as tx:
        people = [project.annotator_for(tx, Actor(new_id(), f"person {n}")) for n in range(N_PEOPLE)]
    sql = project.ledger.reader
    n = round(share * queries.n_items(sql, queries.NOW))
    items = [row["item"] for row in sql.execute("SELECT item FROM state_queue ORDER BY rank LIMIT ?", (n,))]
    for start in range(0, n, 10_000):
        _answer(project, items[start : start + 10_000], people, rng)
    return 2 * n


def _answer(project: Project, items: list[int], people: list[int], rng: random.Random) -> None:
    version = project.guideline_seq(1)
    now = "2030-01-01T00:00:00.000Z"
    given = []
    for item in items:
        first = rng.choice(LABELS)
        second = first if rng.random() < 0.8 else rng.choice(LABELS)
        given += list(zip((item, item), rng.sample(people, 2), (first, second), strict=True))
    asked = [new_id() for _ in given]
    with project.ledger.write() as tx:
        tx.append_many(
            "assignment",
            ("id", "item", "annotator", "purpose", "policy", "arm", "probability", "guideline", "shown", "at"),
            [(a, i, w, "label", plan.OVERLAP, "all", 1.0, version, "{}", now)
             for a, (i, w, _) in zip(asked, given, strict=True)],
        )  # fmt: skip
        tx.append_many(
            "annotation",
            ("id", "submission", "item", "question", "annotator", "guideline", "kind", "value", "assignment",
             "unsure", "note", "duration_ms", "surplus", "at"),
            [(new_id(), new_id(), i, "tone", w, version, "choice.v1", json.dumps(v), a, 0, "", 3000, 0, now)
             for a, (i, w, v) in zip(asked, given, strict=True)],
        )  # fmt: skip
        _cache(tx.sql, given)
        settled = [given[at][2] == given[at + 1][2] for at in range(0, len(given), 2)]
        for name, by in (
            ("answers", len(given)),
            ("status:open", -len(settled)),
            ("status:complete", sum(settled)),
            ("status:disagreed", len(settled) - sum(settled)),
            ("waiting", len(settled) - sum(settled)),
        ):
            caches.bump(tx, name, by)
        for one in people:
            n_own = sum(w == one for _, w, _ in given)
            caches.bump(tx, f"mine:{one}", n_own)
            caches.bump_batch(tx, 0, one, n_own)


def _cache(sql: Any, given: list[tuple[int, int, str]]) -> None:
    """Write what refreshing each item would: a test of this file compares."""
    rows, labels = [], []
    for at in range(0, len(given), 2):
        (item, _, first), (_, _, second) = given[at], given[at + 1]
        used = {first: 2} if first == second else dict.fromkeys(LABELS, 1)
        labels += [("tone", label, item, n) for label, n in used.items()]
        is_same = first == second
        told = ("complete", 2, 0.0) if is_same else ("disagreed", 2, 1.0)
        text = json.dumps({"tone": used}, separators=(",", ":"))
        rows.append((*told, text, "{}" if is_same else '{"tone":"tie"}', item))
    sql.executemany(
        "UPDATE state_item SET status = ?, n_answers = ?, disagreement = ?, labels = ?, waits = ? WHERE item = ?",
        rows,
    )
    sql.executemany("INSERT INTO state_label VALUES (?, ?, ?, ?)", labels)
    sql.executemany("INSERT INTO state_seen VALUES (?, ?, 1, 0)", [(w, item) for item, w, _ in given])
    sql.executemany("UPDATE state_queue SET taken = 2 WHERE item = ?", [(row[-1],) for row in rows])


# measuring ------------------------------------------------------------------------------------------------------------


def filters(project: Project) -> dict[str, ItemFilter]:
    """Return a filter of each sort that the items page offers, with what is found often and what is hardly found."""
    sql = project.ledger.reader
    people = [row["id"] for row in sql.execute("SELECT id FROM annotator ORDER BY seq LIMIT 2")]
    run = sql.execute("SELECT id FROM run WHERE stage = 'ingest'").fetchone()["id"]
    twin = sql.execute("SELECT id FROM item WHERE external_id = 'q99' AND source LIKE '%csv'").fetchone()[
        "id"
    ]
    told = {
        "": {},
        "search, frequent": {"q": "w1"},
        "search, not there": {"q": "zzzz"},
        "label": {"label": "tone:rude"},
        "label, not there": {"label": "tone:none"},
        "annotator": {"annotator": people[0]},
        "two annotators": {"annotator": ",".join(people)},
        "people agree": {"agreement": "agree"},
        "people differ": {"agreement": "disagree"},
        "part": {"part": "train"},
        "import": {"import_id": run},
        "metadata": {"meta": "topic=t3"},
        "metadata, not there": {"meta": "topic=none"},
        "same content": {"same": twin},
        "group": {"group": "p77"},
        "2 answers": {"answers": "2"},
        "3 answers and more": {"answers": "3+"},
        "wants 2 answers": {"wanted": "2"},
        "wants 3 answers": {"wanted": "3"},
        "id": {"external": "q777"},
    }
    statuses = ("open", "complete", "disagreed", "in_progress", "ruled", "withdrawn", "complete,disagreed")
    told |= {f"status {one}": {"status": one} for one in statuses}
    return {name: ItemFilter(**given) for name, given in told.items()}


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """Return the least seconds of CPU of some calls."""
    found = []
    for _ in range(times):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def lists(project: Project) -> Iterator[tuple[str, str, float]]:
    """Yield (filter, sort, seconds of CPU for the first hundred rows)."""
    sql = project.ledger.reader
    for name, where in filters(project).items():
        for sort in SORTS:
            yield name, sort, cpu(lambda: queries.list_items(sql, where, sort=sort, limit=101), 1)  # noqa: B023


PAGES = {
    "home": "",
    "items": "items?limit=100&count=false",
    "search, counted": "items?limit=0&q=w1",
    "search, first rows of what is nearly not there": "items?limit=100&count=false&q=zzzz",
    "concordance": "concordance",
    "progress": "progress",
    "coverage of the overlap": "progress/coverage",
    "agreement": "agreement",
    "agreement, all views": "agreement/views",
    "adjudication": "adjudication",
    "people and their reliability": "annotators/reliability",
    "batches": "batches",
    "review": "review",
    "inbox": "threads",
    "imports": "imports",
    "cleaning": "clean",
}


def looks(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield (page, CPU of the first look, CPU of the second) of what a lead opens, through the API in this process."""
    with open_workspace(folder) as api:
        api.get(f"/projects/{SLUG}/guideline")
        for name, path in PAGES.items():
            route = f"/projects/{SLUG}/{path}".rstrip("/")
            yield name, cpu(lambda: api.get(route), 1), cpu(lambda: api.get(route), 1)  # noqa: B023


def in_own_process(step: str, *given: object) -> Any:
    """Return what a step of this file prints, run alone: its memory and its start are then its own."""
    command = [sys.executable, __file__, "--step", step, *map(str, given)]
    found = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ)
    return json.loads(found.stdout.splitlines()[-1])


def step(name: str, folder: Path, size: int) -> dict[str, Any]:
    """Do one of the steps that have a process of their own."""
    if name == "start":
        began = time.process_time()
        with open_workspace(folder) as api:
            api.get(f"/projects/{SLUG}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return {"cpu": time.process_time() - began, "peak_mb": peak}
    workspace, rng = Workspace(folder), random.Random(1)
    try:
        if name == "import":
            file = folder / "texts.csv"
            write_file(file, size, rng)
            return bring(workspace, file)
        project, owner = workspace.project(SLUG), Actor(workspace.owner.id, "owner")
        if name == "check":
            return {"cpu": cpu(lambda: check.check(project), 1)}
        began = time.process_time()
        arms = [{"share": 1.0, "overlap": 2}]
        plan.plan_overlap(project, owner, arms=arms, floor_share=0, stratify_by=None, seed=0)
        planned = time.process_time() - began
        return {"cpu": planned, "n_answers": answer(project, SHARE, rng)}
    finally:
        workspace.close()


def show(what: str, found: str) -> None:
    print(f"| {what} | {found} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.step:
        print(json.dumps(step(told.step[0], Path(told.step[1]), int(told.step[2]))))
        return
    with tempfile.TemporaryDirectory() as room:
        folder = told.keep or Path(room) / "w"
        show("what", "found")
        show("---", "---")
        if not (folder / SLUG).exists():
            for size in sorted({100_000, told.size}):
                at = folder if size == told.size else Path(room) / "small"
                got = in_own_process("import", at, size)
                waits = f"{1000 * got['wait_99']:.0f} ms (99 %), {1000 * got['wait']:.0f} ms at most"
                show(
                    f"import of {size:,} texts",
                    f"{got['cpu']:.1f} CPU s, {got['peak_mb']} MB; others waited {waits}",
                )
            got = in_own_process("answer", folder, told.size)
            show(f"planning {told.size:,} items", f"{got['cpu']:.1f} CPU s")
        got = in_own_process("start", folder, told.size)
        show("start of the server, and the home page", f"{got['cpu']:.2f} CPU s, {got['peak_mb']} MB")
        for name, first, second in looks(folder):
            show(f"page: {name}", f"{first:.2f} CPU s, {second:.2f} the second time")
        workspace = Workspace(folder)
        try:
            found = sorted(lists(workspace.project(SLUG)), key=lambda one: -one[2])
        finally:
            workspace.close()
        n_slow = sum(seconds > 0.1 for _, _, seconds in found)
        show(
            f"first 100 rows, {len(found)} pairs of a filter and a sort",
            f"{1000 * statistics.median(seconds for *_, seconds in found):.0f} ms in the middle; {n_slow} over 100 ms",
        )
        for name, sort, seconds in found[:8]:
            show(f"… filter {name or 'none'}, sort {sort}", f"{1000 * seconds:.0f} ms")


if __name__ == "__main__":
    main()
