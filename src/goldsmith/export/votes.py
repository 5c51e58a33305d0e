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
    """Write votes.csv; `label` is the answer's value, as in items.csv.

    A column `suggestion` says which votes were given with a suggestion in sight, where any item had one.
    """
    rows = list(_rows(release))
    has_suggestions = any(row[-1] for row in rows)
    head = (*HEAD, "suggestion") if has_suggestions else HEAD
    return [write_text(folder / FILE, lines(head, (row[: len(head)] for row in rows)))]


def _rows(release: ReleaseData) -> Iterator[list[str | None]]:
    for row in release.items:
        for key in sorted(row.answers):
            for vote in row.answers[key].votes:
                version, arm = str(vote.guideline_version), vote.suggestion or None
                yield [row.item.id, vote.annotator, key, cell(vote.value), version, vote.at, arm]
