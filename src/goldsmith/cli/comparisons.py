"""Scores of things that were compared two at a time, told and written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from goldsmith.cli.common import tell

if TYPE_CHECKING:  # numpy loads when a command runs
    from goldsmith.consensus.bradley_terry import Scores
    from goldsmith.consensus.comparisons import Comparisons

MOST_SHOWN = 20  # things, annotators
COLUMNS = ("thing", "score", "low", "high", "n")


def show_scores(given: Comparisons, out: Path | None, annotators: Path | None, *, as_json: bool) -> None:
    """Score what was compared; write and print it."""
    from goldsmith.tables import write_csv

    found = given.scored()
    rows = [
        [one.thing, round(one.score, 6), round(one.low, 6), round(one.high, 6), one.n] for one in found.scores
    ]
    if out is not None:
        write_csv(out, COLUMNS, rows)
    if annotators is not None:
        people = [[p.annotator, p.n_votes, p.accuracy, p.low, p.high] for p in found.annotators]
        write_csv(annotators, ("annotator", "n_votes", "accuracy", "low", "high"), people)
    summary = {
        "method": "bradley_terry",
        "n_comparisons": len(given.rows),
        "things": [dict(zip(COLUMNS, row, strict=True)) for row in rows],
        "tie": found.tie,
        "annotators": [one.to_json() for one in found.annotators],
        "iterations": found.iterations,
        "stopped": found.stopped,
    }
    written = [path for path in (out, annotators) if path is not None]
    tell(summary, "\n".join(_lines(len(given.rows), found, written)), as_json=as_json)


def _lines(n: int, found: Scores, written: list[Path]) -> Iterator[str]:
    yield f"bradley_terry: {n:,} comparisons of {len(found.scores):,} things."
    yield f"  {found.iterations} iterations, {found.stopped}."
    if not found.annotators:
        yield "  All annotators are taken to follow the scores: fewer than three are named."
    yield ""
    yield "  things, best first (log odds of beating an average one):"
    for one in found.scores[:MOST_SHOWN]:
        yield f"    {one.thing:<20}{one.score:+.3f}  {one.low:+.3f} – {one.high:+.3f}  {one.n:,} comparisons"
    if len(found.scores) > MOST_SHOWN:
        yield f"    and {len(found.scores) - MOST_SHOWN:,} more"
    if found.annotators:
        yield ""
        yield "  annotators, least reliable first:"
    people = sorted(found.annotators, key=lambda one: (one.accuracy or 0.0, one.annotator))
    for person in people[:MOST_SHOWN]:
        yield (
            f"    {person.annotator:<20}{person.accuracy:.3f}  {person.low:.3f} – {person.high:.3f}  "
            f"{person.n_votes:,} comparisons"
        )
    yield from (f"written: {path}" for path in written)
