"""Comparisons of two things from a plain file: who said which of the two is better."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goldsmith.consensus.bradley_terry import FIRST, SECOND, TIE, Scores, bradley_terry
from goldsmith.errors import InvalidInput
from goldsmith.tables import Table, find_column, optional_column, read_table
from goldsmith.votefile import ANNOTATOR, LABEL

ONE = ("a", "first", "left", "option_a", "model_a", "thing_a", "item_a")
OTHER = ("b", "second", "right", "option_b", "model_b", "thing_b", "item_b")
WINNER = ("winner", "better", "preferred", "preference", "choice", *LABEL)
WORDS = {
    **dict.fromkeys(("a", "first", "left", "model_a", "option_a", "1"), FIRST),
    **dict.fromkeys(("b", "second", "right", "model_b", "option_b", "2"), SECOND),
    **dict.fromkeys(("tie", "draw", "equal", "both", "neither", "same"), TIE),
}
MOST_ROWS = 20  # named in one fault


@dataclass(frozen=True, slots=True)
class Comparisons:
    """One row for each comparison: two things, who compared, and FIRST, TIE or SECOND. annotators: None in all rows
    where the file names nobody."""

    rows: list[tuple[str, str, str | None, int]]

    def scored(self) -> Scores:
        """Return the scores by Bradley-Terry."""
        things = tuple(sorted({thing for row in self.rows for thing in row[:2]}))
        people = tuple(sorted({who for _, _, who, _ in self.rows if who is not None}))
        thing, person = ({name: at for at, name in enumerate(names)} for names in (things, people))
        return bradley_terry(
            np.array([thing[row[0]] for row in self.rows], np.int64),
            np.array([thing[row[1]] for row in self.rows], np.int64),
            np.array([row[3] for row in self.rows], np.int64),
            things=things,
            annotator=np.array([person[row[2]] for row in self.rows if row[2] is not None], np.int64)
            if people
            else None,
            annotators=people,
        )


def read_comparisons(path: Path, *, annotator: str | None = None, label: str | None = None) -> Comparisons:
    """Return the comparisons of a file whose columns `a` and `b` (left, right; model_a, model_b …) name two things.

    label: the column that says which is better: the thing's name, `a` or `b`, or `tie`. annotator: who says so; a file
    may do without. Raises InvalidInput for columns and rows that cannot be read; faulty rows are named by line.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "pairs.csv")
    ...     _ = file.write_text("a,b,winner\\nx,y,x\\ny,z,a\\nx,z,tie\\n")
    ...     [one.thing for one in read_comparisons(file).scored().scores]
    ['x', 'y', 'z']
    """
    table = read_table(path)
    first, second = (
        table.column(find_column(table, None, known, what=what, option="the first line"))
        for known, what in ((ONE, "first of the two"), (OTHER, "second of the two"))
    )
    said = table.column(find_column(table, label, WINNER, what="better one", option="--label"))
    column = optional_column(table, annotator, ANNOTATOR, what="annotator", option="--annotator")
    who = table.column(column) if column is not None else [None] * table.n_rows
    rows: list[tuple[str, str, str | None, int]] = []
    bad = []
    for at, (one, other, word) in enumerate(zip(first, second, said, strict=True)):
        outcome = None if not one or not other or not word or one == other else _outcome(one, other, word)
        if outcome is None or one is None or other is None or (column is not None and who[at] is None):
            bad.append(at)
        else:
            rows.append((one, other, who[at], outcome))
    _refuse(table, bad)
    return Comparisons(rows)


def _outcome(one: str, other: str, word: str) -> int | None:
    if word in (one, other):
        return FIRST if word == one else SECOND
    return WORDS.get(word.strip().casefold())


def _refuse(table: Table, bad: list[int]) -> None:
    if bad:
        raise InvalidInput(
            "consensus.no_comparison",
            f"{len(bad):,} rows compare nothing.",
            where="; ".join(table.row_name(row) for row in bad[:MOST_ROWS])
            + (f" and {len(bad) - MOST_ROWS:,} more" if len(bad) > MOST_ROWS else ""),
            mend="Name two different things, who compared them, and which is better: its name, a, b or tie.",
        )
