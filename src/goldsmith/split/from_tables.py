"""What a split reads from plain tables: ids, clusters and an earlier split, each checked with all its bad rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.split.split_rows import QUARANTINE
from goldsmith.split.streamed import hash_part
from goldsmith.tables import ID_COLUMNS, Table, find_column, optional_column

Row: TypeAlias = tuple[str, str, str | None]  # id, part, group


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier split. parts, groups: by id, without the items that were in quarantine: they are newcomers again."""

    parts: Mapping[str, str]
    groups: Mapping[str, str | None]


def parse_ratios(told: str) -> dict[str, float]:
    """Return the shares that `train=0.8,test=0.2` says; `check_parts` says whether they make sense.

    >>> parse_ratios("train=0.8, test=0.2")
    {'train': 0.8, 'test': 0.2}
    """
    ratios: dict[str, float] = {}
    for each in told.split(","):
        name, _, share = (word.strip() for word in each.partition("="))
        try:
            value = float(share)
        except ValueError:
            value = 0.0
        if not name or not 0 < value <= 1 or name in ratios:
            raise InvalidInput(
                "split.bad_ratios",
                f"The part {name!r} is named twice."
                if name in ratios
                else f"{each.strip()!r} is not PART=SHARE.",
                where=f"--ratios {told}",
                mend="Write each part once with a share above 0; together they make 1: train=0.8,test=0.2 say.",
            )
        ratios[name] = value
    return ratios


def read_ids(table: Table, column: str) -> list[str]:
    """Return the id of each row. Raises ManyFaults for rows without one, and for ids that several rows bear."""
    cells = table.column(column)
    ids = [ident for ident in cells if ident is not None]
    if len(set(ids)) == len(cells):
        return ids
    rows: dict[str, list[int]] = defaultdict(list)
    faults: list[InvalidInput] = []
    for row, ident in enumerate(cells):
        if ident is not None:
            rows[ident].append(row)
            continue
        faults.append(
            InvalidInput(
                "split.no_id",
                f"The column {column!r} is empty.",
                where=table.row_name(row),
                mend="Give the row an id of its own, or leave it out.",
            )
        )
    faults += [
        InvalidInput(
            "split.repeated_item",
            f"{ident!r} is the id of {len(at):,} rows.",
            where=", ".join(table.row_name(row) for row in at),
            mend="List each item once.",
        )
        for ident, at in rows.items()
        if len(at) > 1
    ]
    raise ManyFaults(
        "split.bad_ids",
        f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'} in the ids.",
        where=str(table.path),
        mend="Every row needs an id that no other has.",
        faults=faults,
    )


def read_clusters(table: Table) -> dict[str, str | None]:
    """Return id → component (or cluster, where the table has no components); None for one that is in none."""
    ids = read_ids(table, find_column(table, None, ID_COLUMNS, what="id", option="its first line"))
    column = find_column(table, None, ("component", "cluster"), what="cluster", option="its first line")
    return dict(zip(ids, table.column(column), strict=True))


def read_previous(table: Table, ratios: Collection[str]) -> Previous:
    """Return what an earlier split placed. Raises ManyFaults for rows whose part is missing or not in `ratios`."""
    ids = read_ids(table, find_column(table, None, ID_COLUMNS, what="id", option="its first line"))
    parts = table.column(find_column(table, None, ("part", "split"), what="part", option="its first line"))
    group = optional_column(table, None, ("group",), what="group", option="its first line")
    groups: Sequence[str | None] = table.column(group) if group else [None] * len(ids)
    known = {*ratios, QUARANTINE}
    faults = [
        InvalidInput(
            "split.unknown_part",
            f"The part {part!r} is not in the ratios." if part else "The row says no part.",
            where=table.row_name(row),
            mend="Name every part that is in use in --ratios: items never change sides.",
        )
        for row, part in enumerate(parts)
        if part not in known
    ]
    if faults:
        raise ManyFaults(
            "split.unknown_part",
            f"{len(faults):,} items are in parts that the ratios leave out.",
            where=str(table.path),
            mend="Name every part that is in use in --ratios: items never change sides.",
            faults=faults,
        )
    kept = [
        (i, part, at) for i, part, at in zip(ids, parts, groups, strict=True) if part and part != QUARANTINE
    ]
    return Previous({i: part for i, part, _ in kept}, {i: at for i, _, at in kept})


@dataclass(frozen=True, slots=True)
class External:
    """Items of a table of their own. values: of each group column that the table has, by id."""

    ids: list[str]
    values: Mapping[str, Mapping[str, str | None]]


def read_external(table: Table, group_columns: Sequence[str]) -> External:
    """Return the items of an external set, with what links them to others."""
    ids = read_ids(table, find_column(table, None, ID_COLUMNS, what="id", option="its first line"))
    known = [name for name in group_columns if name in table.names]
    return External(ids, {name: dict(zip(ids, table.column(name), strict=True)) for name in known})


def with_external(before: Previous, external: External, where: Path, part: str) -> Previous:
    """Return what is placed, with the external items in one part. Raises ManyFaults for items of another one."""
    faults = [
        InvalidInput(
            "split.external_elsewhere",
            f"{ident!r} is in {before.parts[ident]!r} by the earlier split.",
            where=ident,
            mend="Items never change sides: take it out of the external set, or split anew without --previous.",
        )
        for ident in external.ids
        if before.parts.get(ident, part) != part
    ]
    if faults:
        raise ManyFaults(
            "split.external_elsewhere",
            f"{len(faults):,} items of the external set are in another part already.",
            where=str(where),
            mend="Items never change sides.",
            faults=faults,
        )
    parts = {**before.parts, **dict.fromkeys(external.ids, part)}
    return Previous(parts, {**dict.fromkeys(external.ids), **before.groups})


def hash_rows(
    ids: Sequence[str], groups: Sequence[str | None], ratios: Mapping[str, float], seed: int
) -> list[Row]:
    """Return (id, part, group) of each row by the hash of its group's key alone; without one its own id decides."""
    keys = [ident if group is None else group for ident, group in zip(ids, groups, strict=True)]
    part = {key: hash_part(key, ratios, seed=seed) for key in set(keys)}
    return [(ident, part[key], key) for ident, key in zip(ids, keys, strict=True)]


def refuse_unlinked(absent: Sequence[str]) -> None:
    """Raise InvalidInput where placed items are not in the file, so that nobody knows who belongs to them."""
    if absent:
        more = f" and {len(absent) - 12:,} more" if len(absent) > 12 else ""
        raise InvalidInput(
            "split.absent_group",
            f"{len(absent):,} items of the earlier split are not in the file, so their groups are not known.",
            where=", ".join(absent[:12]) + more,
            mend="Keep the rows of earlier items in the file, or a newcomer may land across from its own group.",
        )
