"""CPU and wall seconds of cleaning a project of texts: the first comparison, what a few new texts cost, and the page.

    python benchmarks/clean.py                  # 100 000 texts
    python benchmarks/clean.py --texts 20000

A tenth of the texts are copies of others with 5 % of the words edited. New texts are such copies, too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from goldsmith.dedup.canaries import edited
from goldsmith.model import new_id
from goldsmith.project import duplicates, raw_checks, wall
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.store import caches

WORDS, LENGTH, EDITS = 30_000, 45, 0.05
ME = Actor(None, "benchmark")


def texts_of(n: int, rng: np.random.Generator) -> list[str]:
    """Return texts whose words are as frequent as Zipf says, and behind them copies of the first tenth."""
    letters = list("abcdefghijklmnopqrstuvw")
    words = np.array(["".join(rng.choice(letters, rng.integers(2, 9))) for _ in range(WORDS)])
    share = 1 / np.arange(1, WORDS + 1)
    drawn = [" ".join(words[rng.choice(WORDS, LENGTH, p=share / share.sum())]) for _ in range(n - n // 10)]
    return drawn + [edited(text, EDITS, rng) for text in drawn[: n // 10]]


def bring(project: Project, texts: list[str]) -> None:
    with project.ledger.write() as tx:
        run, _ = add_run(tx, stage="ingest", method="benchmark.v1", parameters={"name": "benchmark"})
        columns = ("id", "run", "source", "external_id", "digest", "occurrence", "fields", "metadata")
        rows = [
            (new_id(), run, "made", f"{run}-{n}", text, 0, {"text": {"type": "text", "text": text}}, {})
            for n, text in enumerate(texts)
        ]
        first = tx.append_many("item", columns, rows)
        caches.add_items(tx, range(first, first + len(rows)))


def timed(name: str, work: Callable[[], object]) -> None:
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    work()
    print(f"{name:32} {time.process_time() - cpu_s:8.2f} CPU s {time.perf_counter() - wall_s:8.2f} s")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--texts", type=int, default=100_000)
    n = asked.parse_args().texts
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder) / "clean", title="Clean")
        texts = texts_of(n, rng)
        bring(project, texts)

        def compare() -> None:
            duplicates.find(project, ME, Job("", "dedup", None, None))

        timed(f"first comparison of {n:,}", compare)
        for more in (1, 100, 1000):
            bring(project, [edited(text, EDITS, rng) for text in texts[:more]])
            timed(f"{more:,} more", compare)
        timed("nothing new", compare)
        for name in ("a page of pairs, first", "a page of pairs, again"):
            timed(name, lambda: duplicates.pairs(project, only="open", offset=0, limit=50))
        finding = duplicates.pairs(project, only="open", offset=0, limit=1)[1][0].finding
        duplicates.judge(project, ME, finding, "not the same", "")
        timed(
            "a page of pairs, after a verdict",
            lambda: duplicates.pairs(project, only="open", offset=0, limit=50),
        )
        timed("checks of the raw data", lambda: raw_checks.look(project, ME, Job("", "quality", None, None)))
        timed("the audit of the split", lambda: wall.audit(project))
        project.close()


if __name__ == "__main__":
    main()
