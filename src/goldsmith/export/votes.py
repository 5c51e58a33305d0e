"""The long table of votes: one row for each answer of an annotator to a question, for crowd and error tools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from goldsmith.export import ReleaseData, exporter, write_text
from goldsmith.export.csv_table import lines
from goldsmith.export.table import cell

FILE = "votes.csv"
HEAD = ("item_id", "annotator", "question", "label", "guideline_version", "at")


@exporter("votes.v1", by_default=True)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write votes.csv; `label` is the answer's value, as in items.csv."""
    return [write_text(folder / FILE, lines(HEAD, _rows(release)))]


def _rows(release: ReleaseData) -> Iterator[list[str | None]]:
    for row in release.items:
        for key in sorted(row.answers):
            for vote in row.answers[key].votes:
                version = str(vote.guideline_version)
                yield [row.item.id, vote.annotator, key, cell(vote.value), version, vote.at]
