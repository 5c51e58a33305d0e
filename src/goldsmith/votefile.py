"""Votes from a plain file: a table with a row for each vote, whatever its columns are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

import numpy as np

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.numerics import Floats
from goldsmith.tables import Table, find_column, optional_column, read_table
from goldsmith.votes import Level, Votes

ITEM = ("item", "task", "question", "example", "document", "item_id", "task_id", "id")
ANNOTATOR = ("annotator", "worker", "rater", "user", "coder", "annotator_id", "worker_id")
LABEL = ("label", "answer", "response", "vote", "category", "value", "rating")
ARMS = {"shown", "silent", "unfit", None}  # what a release says of suggestions
MOST_ROWS = 20  # named in one fault


def read_votes(
    path: Path,
    *,
    item: str | None = None,
    annotator: str | None = None,
    label: str | None = None,
    group: str | None = None,
    labels: Sequence[str] | None = None,
    level: Level = "nominal",
) -> Votes:
    """Return the votes of a .csv, .tsv, .jsonl, .json or .parquet file with a row for each vote.

    item, annotator, label: the columns' names; unless given, the first recognised one. group: the column of the
    items' group (document, patient). labels: the label set in its order; unless given, the labels that occur, sorted.
    Of several votes of one annotator on one item the last counts (`n_replaced`). Where there is a column `occasion`,
    the votes of the first occasion count and later ones are repeats (`n_repeats`). The column `suggestion` of a
    release says which were given with a suggestion in sight (`exposed`).
    Raises InvalidInput for a file, column or row that cannot be read as votes; all faulty rows are named by line.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "votes.csv")
    ...     _ = file.write_text("task,worker,answer\\nq1,ann,yes\\nq1,bob,no\\n")
    ...     read_votes(file).labels
    ('no', 'yes')
    """
    table = read_table(path)
    items = table.column(find_column(table, item, ITEM, what="item", option="--item"))
    annotators = table.column(
        find_column(table, annotator, ANNOTATOR, what="annotator", option="--annotator")
    )
    answers = table.column(find_column(table, label, LABEL, what="label", option="--label"))
    column = optional_column(table, None, ("occasion",), what="occasion", option="--occasion")
    occasions = None if column is None else table.column(column)
    items, annotators, answers = (
        [cell and cell.strip() for cell in each] for each in (items, annotators, answers)
    )
    _refuse_blank(
        table, {"item": items, "annotator": annotators, "label": answers, "occasion": occasions or []}
    )
    answers, labels = _on_scale(table, answers, labels, level)
    _refuse_undeclared(table, answers, labels)
    groups = None if group is None else _groups(table, group, items)
    exposed = _exposed(table)
    rows = None if occasions is None else _first_occasion(items, annotators, occasions)
    if rows is not None:
        items, annotators, answers = ([cells[row] for row in rows] for cells in (items, annotators, answers))
        exposed = exposed and [exposed[row] for row in rows]
    return Votes.from_records(
        items,
        annotators,
        answers,
        label_set=labels,
        groups=groups,
        level=level,
        n_repeats=0 if rows is None else table.n_rows - len(rows),
        exposed=exposed,
    )


def _exposed(table: Table) -> list[bool] | None:
    """Return which votes were given with a suggestion in sight, where the table is a release's and says so."""
    column = optional_column(table, None, ("suggestion",), what="suggestion", option="")
    cells = [] if column is None else table.column(column)
    return [cell == "shown" for cell in cells] if cells and set(cells) <= ARMS else None


def _refuse_blank(table: Table, columns: dict[str, list[str | None]]) -> None:
    faults = []
    for what, cells in columns.items():
        rows = [row for row, cell in enumerate(cells) if cell is None] if None in cells else []
        if rows:
            faults.append(
                InvalidInput(
                    f"votes.no_{what}",
                    f"{len(rows):,} {'vote has' if len(rows) == 1 else 'votes have'} no {what}.",
                    where=_places(table, rows),
                    mend="Fill it in, or leave the rows out: skipped and abstained answers are no votes.",
                )
            )
    if len(faults) > 1:
        raise ManyFaults(
            "votes.bad_rows",
            "Some rows are no votes.",
            where=table.path.name,
            mend="See below.",
            faults=faults,
        )
    if faults:
        raise faults[0]


def _on_scale(
    table: Table, answers: list[str | None], labels: Sequence[str] | None, level: Level
) -> tuple[list[str | None], Sequence[str] | None]:
    """Return labels and label set as the level needs them: numbers written in one way, in their order."""
    if level == "nominal" or (level == "ordinal" and labels is not None):
        return answers, labels
    number = {text: _number(text) for text in dict.fromkeys([*answers, *(labels or ())])}
    strange = {text for text, value in number.items() if value is None or (level == "ratio" and value < 0)}
    if strange and level == "ordinal":
        raise InvalidInput(
            "votes.no_order",
            "Ordinal labels that are words have no order of their own.",
            where=table.path.name,
            mend="Give --labels, from the lowest to the highest: the alphabet is no scale.",
        )
    if strange:
        rows = [row for row, cell in enumerate(answers) if cell in strange]
        are_none = ("is not a number" if len(strange) == 1 else "are not numbers") + " from 0 up" * (
            level == "ratio"
        )
        raise InvalidInput(
            "votes.not_a_number",
            f"Labels of level {level} are numbers; {_named(strange)} {are_none}.",
            where=_places(table, rows) or "--labels",
            mend="Mend the rows, or measure them as nominal, or as ordinal with --labels.",
        )
    written = {text: _written(value) for text, value in number.items() if value is not None}
    declared = dict.fromkeys(written[text] for text in (number if labels is None else labels))
    return [written[cell] for cell in answers], sorted(declared, key=float)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if isfinite(value) else None


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _refuse_undeclared(table: Table, answers: list[str | None], labels: Sequence[str] | None) -> None:
    strange = set(answers) - set(labels) if labels is not None else None
    if not strange or labels is None:
        return
    rows = [row for row, cell in enumerate(answers) if cell in strange]
    raise InvalidInput(
        "votes.unknown_label",
        f"{_named(strange)} not in the label set.",
        where=_places(table, rows),
        mend=f"Known labels: {', '.join(labels)}. Mend the rows, or declare the label.",
    )


def _named(texts: set[str | None]) -> str:
    names = sorted(map(repr, texts))
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _places(table: Table, rows: Sequence[int]) -> str:
    named = "; ".join(table.row_name(row) for row in rows[:MOST_ROWS])
    return named + (f" and {len(rows) - MOST_ROWS:,} more" if len(rows) > MOST_ROWS else "")


def _first_occasion(
    items: list[str | None], annotators: list[str | None], occasions: list[str | None]
) -> list[int]:
    """Return the rows of each annotator's first occasion on each item; numbers are ordered as numbers."""
    names = list(dict.fromkeys(occasions))
    numbers = [_number(name) for name in names]
    if None in numbers:
        order = {name: place for place, name in enumerate(sorted(map(str, names)))}
        rank = [float(order[str(name)]) for name in occasions]
    else:
        value = dict(zip(names, numbers, strict=True))
        rank = [value[name] or 0.0 for name in occasions]
    first: dict[tuple[str | None, str | None], float] = {}
    for item, annotator, at in zip(items, annotators, rank, strict=True):
        if at < first.get((item, annotator), np.inf):
            first[item, annotator] = at
    keys = zip(items, annotators, strict=True)
    return [row for row, (key, at) in enumerate(zip(keys, rank, strict=True)) if at == first[key]]


def _groups(table: Table, column: str, items: list[str | None]) -> dict[str, str]:
    found = find_column(table, column, (), what="group", option="--group")
    groups: dict[str, str] = {}
    strange = []
    for row, (item, group) in enumerate(zip(items, table.column(found), strict=True)):
        if item is not None and group is not None and groups.setdefault(item, group) != group:
            strange.append(row)
    if strange:
        raise InvalidInput(
            "votes.two_groups",
            f"{len(strange):,} votes put an item into a second group.",
            where=_places(table, strange),
            mend="Give each item one group, or name another column with --group.",
        )
    return groups


# times of votes -----------------------------------------------------------------------------------------------------

TIME = ("at", "time", "timestamp", "created_at", "submitted_at", "date")
DURATION = ("duration_ms", "ms", "lead_time", "duration", "seconds")


@dataclass(frozen=True, slots=True, eq=False)
class VoteTimes:
    """when: (n_votes,), seconds since 1970 or what the column counts; ms: how long each took, 0 where unknown.

    groups: one for each annotator, "" where the file has none. None where the file has no such column.
    """

    when: Floats | None
    ms: Floats | None
    groups: list[str] | None


def read_vote_times(
    path: Path,
    votes: Votes,
    *,
    item: str | None = None,
    annotator: str | None = None,
    time: str | None = None,
    duration: str | None = None,
    annotator_group: str | None = None,
) -> VoteTimes:
    """Return the times of votes that `read_votes` read from the same file with the same columns.

    time: numbers, or ISO 8601 dates and times, UTC where they name no zone. duration: milliseconds where the column's
    name ends in "ms", else seconds. Unless given, the first recognised columns. annotator_group: never guessed.
    Raises InvalidInput for times that cannot be read, and for an annotator in two groups.
    """
    table = read_table(path)
    cells = _columns_by_vote(table, votes, item, annotator)
    at = optional_column(table, time, TIME, what="time", option="--time")
    took = optional_column(table, duration, DURATION, what="duration", option="--duration")
    scale = 1.0 if took is not None and took.lower().endswith("ms") else 1000.0
    groups = None
    if annotator_group is not None:
        column = find_column(table, annotator_group, (), what="annotator group", option="--annotator-group")
        groups = _groups_of_people(table, votes, cells, column)
    return VoteTimes(
        None if at is None else _numbers(table, cells, at, _moment, "time"),
        None if took is None else _numbers(table, cells, took, _number, "duration", unknown=0.0) * scale,
        groups,
    )


def _columns_by_vote(table: Table, votes: Votes, item: str | None, annotator: str | None) -> list[int]:
    """Return the row of the table of each vote: the last of the annotator on the item, on the first occasion."""
    items = [
        cell and cell.strip() for cell in table.column(find_column(table, item, ITEM, what="item", option=""))
    ]
    people = [
        cell and cell.strip()
        for cell in table.column(find_column(table, annotator, ANNOTATOR, what="annotator", option=""))
    ]
    occasion = optional_column(table, None, ("occasion",), what="occasion", option="--occasion")
    rows: Sequence[int] = range(table.n_rows)
    if occasion is not None:
        rows = _first_occasion(items, people, table.column(occasion))
    place = {(items[row], people[row]): row for row in rows}
    keys = zip(votes.item.tolist(), votes.annotator.tolist(), strict=True)
    return [place[votes.items[at], votes.annotators[who]] for at, who in keys]


def _numbers(
    table: Table,
    rows: Sequence[int],
    column: str,
    read: Callable[[str | None], float | None],
    what: str,
    *,
    unknown: float | None = None,
) -> Floats:
    cells = table.column(column)
    values = [unknown if unknown is not None and cells[row] is None else read(cells[row]) for row in rows]
    bad = [row for row, value in zip(rows, values, strict=True) if value is None]
    if bad:
        raise InvalidInput(
            f"votes.bad_{what}",
            f"{len(bad):,} {'vote has' if len(bad) == 1 else 'votes have'} no {what} that can be read.",
            where=f"column {column}; {_places(table, bad)}",
            mend=f"Write numbers or ISO 8601, or name another column with --{what}.",
        )
    return np.array(values, dtype=np.float64)


def _moment(text: str | None) -> float | None:
    number = _number(text)
    if number is not None or not text:
        return number
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _groups_of_people(table: Table, votes: Votes, rows: Sequence[int], column: str) -> list[str]:
    cells = table.column(column)
    found: dict[int, str] = {}
    torn = set()
    for who, row in zip(votes.annotator.tolist(), rows, strict=True):
        group = cells[row] or ""
        if found.setdefault(who, group) != group:
            torn.add(votes.annotators[who])
    if torn:
        raise InvalidInput(
            "votes.two_annotator_groups",
            f"{len(torn):,} annotators are in two groups.",
            where=f"column {column}: {_named(set(torn))}",
            mend="Give each annotator one group, or name another column with --annotator-group.",
        )
    return [found.get(who, "") for who in range(votes.n_annotators)]
