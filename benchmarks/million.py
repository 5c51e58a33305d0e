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
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from goldsmith.model import new_id
from goldsmith.project import home, ingest, plan
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
    """Import the file into a new project whose work is planned; return seconds of CPU, and the longest wait of others."""
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
        used = {first: 2} if first == second else {one: 1 for one in LABELS}
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
