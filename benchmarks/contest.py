"""What the benchmarks share: contestants run in turn, each in a process of its own, and a table of what they took."""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Contestant = Callable[..., Any]


def contest(
    doc: str,
    contestants: Mapping[str, Contestant],
    data: Callable[[int], tuple[Any, ...]],
    *,
    size: int,
    counted: str | None = None,
) -> None:
    """Run each contestant on `data(size)` several times, in turn, and print a table.

    Counted are the first call and its imports: CPU seconds, and the peak of memory above the data. A contestant
    returns what it found, as a text, or a function that does; the latter is not counted. counted: what the size counts;
    with it a column says how many were done in a second of the clock, and the data are made once beforehand.
    """
    options = argparse.ArgumentParser(description=doc.partition("\n")[0])
    options.add_argument("--size", type=int, default=size)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--among", nargs="+", choices=list(contestants), default=list(contestants))
    options.add_argument("--only", choices=list(contestants), help=argparse.SUPPRESS)
    options.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.only:
        _run(contestants[asked.only], data(asked.size))
        return
    if asked.prepare:
        data(asked.size)
        return
    if counted:  # in a process of its own: a child's peak begins at its parent's
        subprocess.run([sys.executable, sys.argv[0], "--prepare", "--size", str(asked.size)], check=True)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in asked.among}
    for _ in range(asked.runs):
        for name, runs in found.items():
            command = [sys.executable, sys.argv[0], "--only", name, "--size", str(asked.size)]
            runs.append(
                json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            )
    print(f"size {asked.size:,}, {asked.runs} runs")
    speed = f" {counted} a second |" if counted else ""
    print(f"| what | CPU s, median (least to most) | × the first |{speed} MB above the data | found |")
    print("|---|---|---|---|---|" + ("---|" if counted else ""))
    first = statistics.median(run["cpu"] for run in next(iter(found.values())))
    for name, runs in found.items():
        cpu = [run["cpu"] for run in runs]
        middle = statistics.median(cpu)
        told = f"{middle:.2f} ({min(cpu):.2f} to {max(cpu):.2f}) | {middle / first:.2f} |"
        if counted:
            told += f" {asked.size / statistics.median(run['wall'] for run in runs):,.0f} |"
        print(f"| {name} | {told} {statistics.median(run['mb'] for run in runs):.0f} | {runs[0]['found']} |")


def _run(contestant: Contestant, data: tuple[Any, ...]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, began = time.process_time(), time.perf_counter()
    found = contestant(*data)
    cpu, wall = time.process_time() - start, time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = found() if callable(found) else found
    print(json.dumps({"cpu": cpu, "wall": wall, "mb": (peak - before) / 1024, "found": told}))
