"""A split in time: what is wholly after a cut is the test part, and no group stands on both sides of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import numpy as np

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.numerics import Floats
from goldsmith.split.group_split import SplitItem, group_split
from goldsmith.split.links import components
from goldsmith.split.split_rows import RowSplit, codes_of, smallest_ids, split_rows

AFTER, EMBARGO = "test", "embargo"
Crossing = Literal["train", "embargo"]


@dataclass(frozen=True, slots=True)
class TimeSplit:
    """rows: part and group of each item, with the balance of all parts. n_after: items in test.

    crossing: names of the groups that have items on both sides of the cut, each by its smallest id. n_crossing: items
    of these groups.
    """

    rows: RowSplit
    n_after: int
    crossing: tuple[str, ...]
    n_crossing: int


def times_of(
    told: Sequence[str | None],
    cut: str,
    *,
    where: Sequence[str],
    mend: str = "Mend them, or leave these rows out.",
) -> tuple[Floats, float]:
    """Return the times of rows and of the cut as numbers to compare: ISO dates and times in UTC, or plain numbers.

    where: names the rows in faults. mend: what to do about rows without a time. Raises InvalidInput for a cut,
    ManyFaults for rows, that are no times of one sort.

    >>> times, cut = times_of(["2024-05-01", "2024-05-02T10:00:00"], "2024-05-02", where=["row 1", "row 2"])
    >>> (times < cut).tolist()
    [True, False]
    """
    is_number = _time(cut, is_number=True) is not None
    at = _time(cut, is_number=is_number)
    if at is None:
        raise InvalidInput(
            "split.cut",
            f"{cut!r} is no time.",
            where="--cut",
            mend="Write 2024-05-01, 2024-05-01T12:00:00, or a number where the column holds numbers.",
        )
    found = [_time(each, is_number=is_number) for each in told]
    faults = [
        InvalidInput(
            "split.time",
            f"{text!r} is no {'number' if is_number else 'ISO date'}." if text else "It has no time.",
            where=row,
            mend=f"Write it as the cut is written: {cut}.",
        )
        for text, row, time in zip(told, where, found, strict=True)
        if time is None
    ]
    if faults:
        raise ManyFaults(
            "split.times",
            f"{len(faults):,} {'row has' if len(faults) == 1 else 'rows have'} no time that compares with the cut.",
            mend=mend,
            faults=faults,
        )
    return np.array(found, dtype=np.float64), at


def is_from(told: str | None, cut: str) -> bool | None:
    """Return whether something is from the cut on; None where it tells no time that compares with it.

    >>> is_from("2024-05-03", "2024-05-02"), is_from("2024-05-01", "2024-05-02"), is_from(None, "2024-05-02")
    (True, False, None)
    """
    try:
        times, at = times_of([told], cut, where=[""])
    except InvalidInput:
        return None
    return bool(times[0] >= at)


def _time(text: str | None, *, is_number: bool) -> float | None:
    try:
        if is_number:
            number = float(text or "")
            return number if np.isfinite(number) else None
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def time_split(
    ids: Sequence[str],
    *,
    times: Floats,
    cut: float,
    ratios: Mapping[str, float],
    links: Sequence[Sequence[Hashable | None]] = (),
    labels: Sequence[str | None] | None = None,
    crossing: Crossing = "train",
    seed: int = 0,
) -> TimeSplit:
    """Return the split of n items at a moment: groups wholly on or after the cut are in `test`.

    ids, links, labels, seed: as for `split_rows`. times: (n,), on one scale with the cut. ratios: of the parts before
    the cut; `test` is none of them. crossing: where groups on both sides go: the first of the parts, or `embargo`, a
    part of its own that neither trains nor tests.
    Raises InvalidInput where the ratios name `test` or `embargo`, and what `split_rows` raises.

    >>> found = time_split(["a", "b", "c"], times=np.array([1.0, 5.0, 9.0]), cut=4, ratios={"train": 1.0},
    ...                    links=[["x", "x", None]])
    >>> found.rows.parts, found.crossing
    (('train', 'train', 'test'), ('a',))
    """
    _check_parts(ratios)
    group = components([codes_of(values) for values in links], n=len(ids))
    n_groups = int(group.max(initial=-1)) + 1
    has_before, has_after = np.zeros(n_groups, np.bool_), np.zeros(n_groups, np.bool_)
    has_before[group[times < cut]] = True
    has_after[group[times >= cut]] = True
    is_after, is_torn = (has_after & ~has_before)[group], (has_after & has_before)[group]
    stays = ~is_after & ~(is_torn if crossing == EMBARGO else np.zeros(len(ids), np.bool_))
    kept = np.flatnonzero(stays).tolist()
    first = next(iter(ratios))
    inner = split_rows(
        [ids[i] for i in kept],
        ratios=ratios,
        links=[[values[i] for i in kept] for values in links],
        labels=None if labels is None else [labels[i] for i in kept],
        previous={ids[i]: first for i in kept if is_torn[i]},
        seed=seed,
    )
    parts = np.where(is_after, AFTER, EMBARGO).astype(object)
    parts[kept] = inner.parts
    names = smallest_ids(ids, group)
    told = tuple(str(part) for part in parts)
    return TimeSplit(
        _whole(inner, told, tuple(names[g] for g in group.tolist()), labels),
        int(is_after.sum()),
        tuple(sorted({names[g] for g in group[is_torn].tolist()})),
        int(is_torn.sum()),
    )


def group_time_split(
    items: Sequence[SplitItem],
    ratios: Mapping[str, float],
    *,
    times: Floats,
    cut: float,
    crossing: Crossing = "train",
    seed: int,
) -> dict[str, str]:
    """Return the part of each item, as `group_split` does, where what is wholly on or after the cut is `test`.

    times: (n,), on one scale with the cut. ratios: of the parts before the cut; `test` is none of them. What has a part
    keeps it, and newcomers to its group follow, whenever they are from. crossing: where other groups on both sides go:
    the first part, or `embargo`, which neither trains nor tests.
    Raises InvalidInput where the ratios name `test` or `embargo`, and what `group_split` raises.

    >>> items = [SplitItem("a", group="x"), SplitItem("b", group="x"), SplitItem("c")]
    >>> group_time_split(items, {"train": 1.0}, times=np.array([1.0, 5, 9]), cut=4, crossing="embargo", seed=0)
    {'a': 'embargo', 'b': 'embargo', 'c': 'test'}
    """
    _check_parts(ratios)
    names = [item.id if item.group is None else item.group for item in items]
    own: dict[str, str] = {}
    sides: dict[str, set[bool]] = {}
    for item, name, time in zip(items, names, times.tolist(), strict=True):
        if item.part is not None:
            own.setdefault(name, item.part)
        sides.setdefault(name, set()).add(time >= cut)
    torn = next(iter(ratios)) if crossing == "train" else EMBARGO
    for name, found in sides.items():
        if True in found:
            own.setdefault(name, AFTER if found == {True} else torn)
    placed = {item.id: own[name] for item, name in zip(items, names, strict=True) if name in own}
    beyond = {ident: part for ident, part in placed.items() if part in (AFTER, EMBARGO)}
    rest = [replace(item, part=item.part or placed.get(item.id)) for item in items if item.id not in beyond]
    return {**beyond, **group_split(rest, ratios, seed=seed)}


def _check_parts(ratios: Mapping[str, float]) -> None:
    reserved = sorted({AFTER, EMBARGO} & ratios.keys())
    if reserved:
        raise InvalidInput(
            "split.cut_ratios",
            f"The ratios name {reserved[0]!r}, which the cut decides.",
            where="ratios",
            mend="Give the shares of the parts before the cut: train=0.9,validation=0.1 say.",
        )


def _whole(
    inner: RowSplit, parts: tuple[str, ...], groups: tuple[str, ...], labels: Sequence[str | None] | None
) -> RowSplit:
    """Return the split of the rows before the cut with what the cut placed: counts and labels of every part."""
    n = Counter(parts)
    order = [*inner.summary.parts, *(part for part in (AFTER, EMBARGO) if n[part])]
    cells = Counter(zip(labels or (), parts, strict=False))
    known = sorted({label for label in labels or () if label is not None})
    summary = replace(
        inner.summary,
        n_items=len(parts),
        n_groups=len(set(groups)),
        parts={part: n[part] for part in order},
        labels={label: {part: cells[label, part] for part in order} for label in known},
        missing=tuple((label, part) for label in known for part in order if not cells[label, part]),
    )
    return replace(inner, parts=parts, groups=groups, summary=summary)
