"""CSV: one row an item. Lists and boxes stand in their cells as JSON; votes go to the votes table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from goldsmith.export import ReleaseData, exporter, write_text
from goldsmith.export.table import cell, columns

FILE = "items.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def losses(release: ReleaseData) -> list[str]:
    """Return what a reader of the table must know.

    Cells are written as they are, even those that a spreadsheet would take for a formula: a guard character would
    change the data that a program reads. They are counted instead.
    """
    made = columns(release)
    texts = [
        cell(column.read(row))
        for row in release.items
        for column in made
        if column.schema["type"] == "string"
    ]
    formulas = sum(1 for text in texts if text and text.startswith(FORMULA))
    told = ["items.csv has no votes, probabilities or rationales; votes.csv and items.jsonl do."]
    if formulas:
        told.append(
            f"Cells that begin like a spreadsheet formula (= + - @) are written as they are, {formulas} in all: "
            "import the columns as text when you open items.csv in a spreadsheet."
        )
    return told


@exporter("csv.v1", losses=losses, by_default=True)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write items.csv: UTF-8 without a mark, commas, bare line feeds. No value is an empty cell, no text is ""."""
    made = columns(release)
    rows = ([cell(column.read(row)) for column in made] for row in release.items)
    return [write_text(folder / FILE, lines([column.name for column in made], rows))]


def lines(head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Iterator[str]:
    r"""Return the lines of a CSV table.

    >>> list(lines(["a", "b"], [["x", None], ["", "1,5"]]))
    ['a,b\n', 'x,\n', '"","1,5"\n']
    """
    for row in chain([head], rows):
        yield ",".join(_quoted(text) for text in row) + "\n"


def _quoted(text: str | None) -> str:
    if text is None:
        return ""
    plain = text and text == text.strip() and not any(mark in text for mark in ',"\n\r')
    return text if plain else '"' + text.replace('"', '""') + '"'
