"""A split of named items that are linked by what they share: the array split with its report."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.split.array_split import Codes, array_split, group_ranks
from goldsmith.split.group_split import check_ratios
from goldsmith.split.links import link
from goldsmith.split.summary import Giant, SplitSummary

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Worst:
    """The label and part that are furthest from what the ratios ask, by an item or more. off: share of the wanted."""

    label: str | None
    part: str
    have: int
    want: float
    off: float


@dataclass(frozen=True, slots=True)
class RowSplit:
    """What became of n items. parts, groups: per item, a group bears its smallest id; quarantined: ids in order;
    worst: None where every label in every part is within one item."""

    parts: tuple[str, ...]
    groups: tuple[str, ...]
    quarantined: tuple[str, ...]
    summary: SplitSummary
    worst: Worst | None


def split_rows(
    ids: Sequence[str],
    *,
    ratios: Mapping[str, float],
    links: Sequence[Sequence[Hashable | None]] = (),
    labels: Sequence[str | None] | None = None,
    previous: Mapping[str, str] | None = None,
    absent: Sequence[str] = (),
    seed: int = 0,
) -> RowSplit:
    """Return the part and group of each of n items, and what the split came to.

    ids: distinct. ratios: part → share, above 0, sum 1. links: sequences of n values; items that share one belong
    together, through others too, and None links to nothing. labels: to balance, one per item. previous: id → part;
    these items stay where they are. absent: ids of `previous` that are not split but still hold their part, against
    newcomers linked to them; each of `links` then goes on with their values.
    Newcomers that would join items of several parts are put in the part `quarantine`; nothing else moves for them.
    Raises InvalidInput for ratios or parts that make no sense, and ManyFaults that names every set of placed items that
    belong together and are in several parts.

    >>> found = split_rows(["a", "b", "c", "d"], ratios={"train": 0.5, "test": 0.5}, links=[["x", "x", None, None]])
    >>> found.parts[0] == found.parts[1] != found.parts[2]
    True
    """
    check_parts(ratios)
    names = list(ratios)
    before = previous or {}
    unknown = sorted(set(before.values()) - set(names) - {QUARANTINE})
    if unknown:
        raise InvalidInput(
            "split.unknown_part",
            f"Items are already in parts that the ratios leave out: {', '.join(unknown)}.",
            mend="Name every part that is in use: items never change sides.",
        )
    code = {part: n for n, part in enumerate(names)}
    everyone = [*ids, *absent]
    placed = np.array([code.get(before.get(ident, ""), -1) for ident in everyone], dtype=np.int64)
    linked = link([codes_of(values) for values in links], placed=placed)
    if linked.straddling:
        raise _straddling(everyone, before, linked.straddling)

    of_item = linked.group[: len(ids)]
    kept = np.flatnonzero(~linked.is_torn[: len(ids)])
    is_used = np.zeros(len(linked.part), dtype=np.bool_)
    is_used[of_item[kept]] = True
    used, group = np.flatnonzero(is_used), (is_used.cumsum() - 1)[of_item[kept]]
    label_names = [*sorted({label for label in labels or () if label is not None}), None]
    label_code = {label: n for n, label in enumerate(label_names)}
    label = np.array([label_code[label] for label in labels or [None] * len(ids)], dtype=np.int64)
    part_of_group = np.full(len(linked.part), len(names))
    part_of_group[used] = array_split(
        group,
        labels=label[kept],
        ratios=np.array(list(ratios.values())),
        ranks=group_ranks([ids[i] for i in kept.tolist()], group, seed=seed),
        placed=linked.part[used],
    )
    part = part_of_group[of_item]
    told: list[str] = [*names, QUARANTINE]
    group_names = smallest_ids(ids, of_item)
    table = np.zeros((len(label_names), len(told)), dtype=np.int64)
    np.add.at(table, (label, part), 1)
    sizes = np.bincount(of_item, minlength=len(linked.part))
    least = min(ratios.values()) * len(kept)
    giants = [
        g for g in np.flatnonzero((sizes > 1) & (sizes > least)).tolist() if part_of_group[g] < len(names)
    ]
    shown = [n for n, name in enumerate(label_names) if name is not None]
    by_label = {str(label_names[n]): dict(zip(told[:-1], table[n].tolist(), strict=False)) for n in shown}
    return RowSplit(
        parts=tuple(told[n] for n in part.tolist()),
        groups=tuple(group_names[g] for g in of_item.tolist()),
        quarantined=tuple(sorted(ids[i] for i in np.flatnonzero(linked.is_torn).tolist())),
        summary=SplitSummary(
            n_items=len(ids),
            n_groups=len(group_names),
            parts=dict(zip(names, table.sum(axis=0).tolist(), strict=False)),
            wanted={name: share * len(kept) for name, share in ratios.items()},
            labels=by_label,
            missing=tuple((name, at) for name, row in by_label.items() for at in names if not row[at]),
            giants=tuple(
                Giant(group_names[g], int(sizes[g]), float(sizes[g] / len(ids)), names[part_of_group[g]])
                for g in sorted(giants, key=lambda g: (-sizes[g], group_names[g]))
            ),
        ),
        worst=_worst(table[:, :-1], label_names, ratios),
    )


def check_parts(ratios: Mapping[str, float]) -> None:
    """Raise InvalidInput unless the shares are above 0 and sum to 1, and no part bears the quarantine's name."""
    check_ratios(ratios)
    if QUARANTINE in ratios:
        raise InvalidInput(
            "split.bad_ratios",
            f"A part cannot be named {QUARANTINE!r}: newcomers that would join two parts are put there.",
            mend="Give the part another name.",
        )


def codes_of(values: Sequence[Hashable | None]) -> Codes:
    """Return a number from 0 for each value and -1 for None."""
    known: dict[Hashable | None, int] = {}
    codes = [-1 if value is None else known.setdefault(value, len(known)) for value in values]
    return np.array(codes, dtype=np.int64)


def smallest_ids(ids: Sequence[str], groups: Codes) -> dict[int, str]:
    """Return the smallest id of each group, which is its name."""
    smallest: dict[int, str] = {}
    for ident, group in zip(ids, groups.tolist(), strict=True):
        if group not in smallest or ident < smallest[group]:
            smallest[group] = ident
    return smallest


def _worst(table: Codes, labels: Sequence[str | None], ratios: Mapping[str, float]) -> Worst | None:
    """Return the cell that is off by the largest share of what it should hold."""
    want = np.outer(table.sum(axis=1), list(ratios.values()))
    gap = np.abs(table - want)
    off = np.divide(gap, want, out=np.zeros_like(want), where=gap >= 1 + 1e-9)
    if not off.any():
        return None
    label, part = (int(n) for n in np.unravel_index(off.argmax(), off.shape))
    return Worst(
        labels[label],
        list(ratios)[part],
        int(table[label, part]),
        float(want[label, part]),
        float(off[label, part]),
    )


def _straddling(ids: Sequence[str], before: Mapping[str, str], found: Sequence[Sequence[int]]) -> ManyFaults:
    faults = []
    for members in found:
        parts: dict[str, list[str]] = {}
        for ident in sorted(ids[item] for item in members):
            parts.setdefault(before[ident], []).append(ident)
        # one of each part first, so that the place shows the two sides however large they are
        some = [
            f"item {idents[n]} ({part})"
            for n in range(3)
            for part, idents in parts.items()
            if n < len(idents)
        ]
        faults.append(
            InvalidInput(
                "split.straddling_group",
                f"Items that belong together are already in {' and '.join(sorted(parts))}.",
                where=", ".join(some[:6]),
                mend="Withdraw the items of one side, or take back what joins them.",
            )
        )
    return ManyFaults(
        "split.straddling_groups",
        f"{len(faults)} {'group has' if len(faults) == 1 else 'groups have'} items on both sides of the wall.",
        mend="Withdraw the items of one side, or take one of the two groups' links back; then split again.",
        faults=sorted(faults, key=lambda fault: fault.where),
    )
