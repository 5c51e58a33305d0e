"""A team's day: Goldsmith beside Label Studio and Potato, each installed, served and labeled in by the same people.

    python benchmarks/team.py                              # 10 000 tasks: about half an hour, most of it the others'
    python benchmarks/team.py --tasks 100000 --keep DIR    # environments and figures stay in DIR
    python benchmarks/team.py --only goldsmith --keep DIR  # one anew, beside what DIR holds of the same sizes

Each contestant gets an environment of its own from pip, and the same generated reviews, people and limits. All of it
goes over HTTP on this machine; Linux only, since CPU and memory are read from /proc. `--pages` needs Chromium.
Processor seconds are those of the server and its children: on a shared machine they say more than the clock.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from peers.contestant import Contestant
from peers.crowd import Day, Limits, work
from peers.goldsmith import Goldsmith
from peers.house import install
from peers.label_studio import LabelStudio
from peers.pages import look
from peers.potato import Potato
from peers.reviews import reviews
from peers.served import Served

CONTESTANTS: dict[str, type[Goldsmith | LabelStudio | Potato]] = {
    "goldsmith": Goldsmith,
    "label-studio": LabelStudio,
    "potato": Potato,
}
IDLE_SECONDS = 3.0
Figures = dict[str, Any]


def measure(name: str, room: Path, asked: argparse.Namespace) -> Figures:
    """Return every figure of a contestant; its environment stays in the room, its data begins anew."""
    house = install(room, CONTESTANTS[name].package, is_fresh=name == "goldsmith")
    shutil.rmtree(room / "day", ignore_errors=True)
    (room / "day").mkdir()
    contestant: Contestant = CONTESTANTS[name](house, room / "day")
    log = room / "day" / "server.log"
    found: Figures = {
        "name": contestant.name,
        "notes": contestant.notes,
        "mb": house.mb,
        "n": house.distributions,
    }
    found["sizes"] = sizes_of(asked)
    texts = reviews(asked.tasks + asked.answered)

    said(name, "first start, import")
    with Served(contestant, log) as server:
        found["first"] = asdict(server.start)
        with server.measure() as took:
            contestant.import_tasks(texts[: asked.tasks])
        found["import"] = asdict(took)
        with server.measure() as took:
            contestant.import_answered(texts[asked.tasks :])
        found["import answered"] = asdict(took)

    said(name, "later starts")
    starts = []
    for _ in range(asked.starts):
        with Served(contestant, log) as server:
            time.sleep(IDLE_SECONDS)
            starts.append({**asdict(server.start), "idle": server.memory("VmRSS")})
    found["later"] = {key: statistics.median(one[key] for one in starts) for key in starts[0]}
    if contestant.is_read_at_start:
        found["import"] = found["later"]

    with Served(contestant, log) as server:
        if asked.pages:
            said(name, "pages")
            found["page"] = asdict(look(contestant))
        days = []
        for people, think in ((1, 0.0), (20, 0.0), (50, 0.0), (50, 1.0)):
            said(name, f"{people} people, {think:g} s of thought")
            days.append(work(contestant, server, people, Limits(asked.loops, asked.seconds, think)))
            found[f"{people} people{', thinking' if think else ''}"] = told_of(days[-1])
        found["days"] = in_all(days)
        said(name, "export")
        with server.measure() as took:
            beside = contestant.export(room / "day" / "export")
        found["export"] = {"cpu": took.cpu + beside.cpu, "peak": beside.peak or took.peak, "wall": took.wall}
    return found


def sizes_of(asked: argparse.Namespace) -> Figures:
    """Return what figures must have in common to stand in one table."""
    return {"tasks": asked.tasks, "answered": asked.answered, "loops": asked.loops, "seconds": asked.seconds}


def told_of(day: Day) -> Figures:
    return {
        "cpu_ms": day.cpu_ms,
        "per_second": day.per_second,
        "p50": day.percentile(0.5),
        "p95": day.percentile(0.95),
        "loops": day.n_loops,
    }


def in_all(days: Sequence[Day]) -> Figures:
    """Return the counts of all days together."""
    counts = ("n_refused", "n_handed", "n_crowded", "n_acknowledged", "n_stored", "n_twice", "n_missing")
    summed = {name: sum(getattr(day, name) for day in days) for name in counts}
    return {
        **summed,
        "faults": sum(d.log.n_faults for d in days),
        "asked": sum(d.log.statuses.total() for d in days),
    }


# the table -----------------------------------------------------------------------------------------------------------

Row = tuple[
    str, Callable[[Figures], float | str | None], int
]  # what, its figure, digits; a text has no ratio
ROWS: list[Row] = [
    ("installed, MB", lambda f: f["mb"], 0),
    ("distributions", lambda f: f["n"], 0),
    ("first start, CPU s", lambda f: f["first"]["cpu"], 2),
    ("later start with the tasks, CPU s", lambda f: f["later"]["cpu"], 2),
    ("the same by the clock, s", lambda f: f["later"]["wall"], 1),
    ("idle with the tasks, MB", lambda f: f["later"]["idle"], 0),
    ("import of {tasks:,} tasks, CPU s", lambda f: f["import"]["cpu"], 2),
    ("… peak MB", lambda f: f["import"]["peak"], 0),
    ("next + submit, 1 person, CPU ms a loop", lambda f: f["1 people"]["cpu_ms"], 2),
    ("… 20 people", lambda f: f["20 people"]["cpu_ms"], 2),
    ("… 50 people", lambda f: f["50 people"]["cpu_ms"], 2),
    ("loops a second by the clock, 50 people", lambda f: f["50 people"]["per_second"], 1),
    ("50 people, 1 s of thought: p95 of a request, ms", lambda f: f["50 people, thinking"]["p95"], 0),
    ("tasks handed to more than the 1 asked", lambda f: _share(f["days"], "n_crowded", "n_handed"), 0),
    ("answers acknowledged / stored", lambda f: f"{f['days']['n_acknowledged']:,} / {f['days']['n_stored']:,}", 0),
    ("… acknowledged and not there", lambda f: f"{f['days']['n_missing']:,}", 0),
    ("… there twice by the same person", lambda f: f"{f['days']['n_twice']:,}", 0),
    ("HTTP 5xx or no reply, of requests", lambda f: _share(f["days"], "faults", "asked"), 0),
    ("export of what is answered, CPU s", lambda f: f["export"]["cpu"], 2),
    ("… peak MB", lambda f: f["export"]["peak"], 0),
    ("labeling page, first load, kB", lambda f: _page(f, "first_kb"), 0),
    ("… second load, kB", lambda f: _page(f, "second_kb"), 0),
    ("key to next task: script, CPU ms", lambda f: _page(f, "script_ms"), 1),
    ("… on the screen by the clock, ms", lambda f: _page(f, "next_ms"), 0),
]  # fmt: skip


def _share(counts: Figures, part: str, whole: str) -> str:
    return f"{counts[part]:,} of {counts[whole]:,}"


def _page(figures: Figures, key: str) -> float | None:
    return figures["page"][key] if "page" in figures else None


def table(contestants: Sequence[Figures], asked: argparse.Namespace) -> str:
    """Return the figures as Markdown; beside those of others, how many times Goldsmith's they are."""
    names = [figures["name"] for figures in contestants]
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for title, figure, digits in ROWS:
        values = [figure(figures) for figures in contestants]
        if any(value is not None for value in values):
            told = [_cell(value, values[0], digits, is_first=n == 0) for n, value in enumerate(values)]
            lines.append(f"| {title.format(**vars(asked))} | " + " | ".join(told) + " |")
    notes = [f"{figures['name']} {note}." for figures in contestants for note in figures["notes"]]
    return "\n".join([*lines, "", *notes])


def _cell(value: float | str | None, first: float | str | None, digits: int, *, is_first: bool) -> str:
    if value is None or isinstance(value, str):
        return value or "–"
    plain = f"{value:,.{digits}f}"
    if is_first or not isinstance(first, float | int) or not first:
        return plain
    ratio = value / first
    return f"{plain} (× {ratio:,.0f})" if ratio >= 10 else f"{plain} (× {ratio:.2g})"


# running -------------------------------------------------------------------------------------------------------------


def said(name: str, step: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {name}: {step}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", choices=list(CONTESTANTS), action="append", help="one of them; may be repeated"
    )
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--answered", type=int, default=1_000, help="further tasks that come with an answer")
    parser.add_argument(
        "--loops", type=int, default=2_000, help="the most answers of one sitting, of all together"
    )
    parser.add_argument("--seconds", type=float, default=30, help="the longest that one sitting goes on")
    parser.add_argument("--starts", type=int, default=3, help="later starts, of which the median is told")
    parser.add_argument("--pages", action="store_true", help="measure the labeling pages in Chromium too")
    parser.add_argument("--keep", type=Path, help="where environments and figures stay")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        keep = (asked.keep or Path(passing)).resolve()
        for name in asked.only or CONTESTANTS:
            (keep / name).mkdir(parents=True, exist_ok=True)
            found = measure(name, keep / name, asked)
            (keep / name / "figures.json").write_text(json.dumps(found, indent=1), "utf-8")
        files = [keep / name / "figures.json" for name in CONTESTANTS]
        kept = [json.loads(file.read_text("utf-8")) for file in files if file.exists()]
        print(table([one for one in kept if one.get("sizes") == sizes_of(asked)], asked))


if __name__ == "__main__":
    main()
