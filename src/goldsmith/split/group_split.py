"""A split that keeps groups whole and labels in proportion."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from goldsmith.errors import InvalidInput, ManyFaults

METHOD = "group_split.v1"
ALL = ""  # beside the labels: the number of items, which is balanced like one more label


@dataclass(frozen=True, slots=True)
class SplitItem:
    """An item to place. group: items that must stay together; label: to balance; part: where it already is."""

    id: str
    group: str | None = None
    label: str | None = None
    part: str | None = None


@dataclass(slots=True)
class _Group:
    rank: bytes  # its place in an order that only the seed and its name decide
    members: list[str]
    labels: Counter[str | None]
    part: str | None = None


def group_split(items: Sequence[SplitItem], ratios: Mapping[str, float], *, seed: int) -> dict[str, str]:
    """Return the part of each item.

    ratios: part → share of the items; shares are above 0 and sum to 1.
    What has a part keeps it, and newcomers to its group follow. The other groups of several items are placed
    largest first, each where it adds least to the chi-square between the labels' counts and what the ratios
    want. Single items then fill each label's gaps in hash order, rounded so that without groups every part is
    within one item of its ratio and so is every label in every part. A label with as many items (or groups) as there
    are parts is put into each part; for single items that goes before the ratios. The items' order plays no part.
    Raises InvalidInput for ratios, ids or parts that make no sense, and ManyFaults that names every group whose
    items are already on both sides.

    >>> parts = group_split([SplitItem(f"i{n}") for n in range(10)], {"train": 0.8, "test": 0.2}, seed=0)
    >>> sorted(parts.values())
    ['test', 'test', 'train', 'train', 'train', 'train', 'train', 'train', 'train', 'train']
    """
    check_ratios(ratios)
    groups = _groups(items, ratios, seed)
    counts = _Counts(groups, ratios)
    several = [group for group in groups if group.part is None and len(group.members) > 1]
    for group in sorted(several, key=lambda group: (-len(group.members), group.rank)):
        counts.place(group, counts.best(group))
    singles: dict[str | None, list[_Group]] = defaultdict(list)
    for group in groups:
        if group.part is None:
            singles[next(iter(group.labels))].append(group)
    _place_singles(singles, counts)
    _cover(groups, counts, {item.id for item in items if item.part is not None})
    return {member: group.part for group in groups for member in group.members if group.part is not None}


def check_ratios(ratios: Mapping[str, float]) -> None:
    """Raise InvalidInput unless the shares are above 0 and sum to 1."""
    if (
        not ratios
        or not all(name and share > 0 for name, share in ratios.items())
        or abs(sum(ratios.values()) - 1) > 1e-9
    ):
        told = ", ".join(f"{name} {share:g}" for name, share in ratios.items()) or "none"
        raise InvalidInput(
            "split.bad_ratios",
            f"The parts' shares ({told}) are not a split.",
            mend="Give every part a name and a share above 0; together they make 1: train 0.8, test 0.2 say.",
        )


def _groups(items: Sequence[SplitItem], ratios: Mapping[str, float], seed: int) -> list[_Group]:
    """Return the groups in hash order; an item without a group is one by itself."""
    gathered: dict[tuple[str, str], list[SplitItem]] = defaultdict(list)
    for item in items:
        gathered[("item", item.id) if item.group is None else ("group", item.group)].append(item)
    _check_items(items, gathered, ratios)
    groups = [
        _Group(
            rank=hashlib.blake2b(f"{seed}\n{sort}\n{name}".encode(), digest_size=16).digest(),
            members=sorted(member.id for member in members),
            labels=Counter(member.label for member in members),
            part=next((member.part for member in members if member.part is not None), None),
        )
        for (sort, name), members in gathered.items()
    ]
    return sorted(groups, key=lambda group: group.rank)


def _check_items(
    items: Sequence[SplitItem],
    gathered: Mapping[tuple[str, str], Sequence[SplitItem]],
    ratios: Mapping[str, float],
) -> None:
    repeated = sorted(ident for ident, times in Counter(item.id for item in items).items() if times > 1)
    if repeated:
        raise InvalidInput(
            "split.repeated_item",
            f"Items are listed more than once: {', '.join(repeated[:5])}.",
            mend="List each once.",
        )
    unknown = sorted({item.part for item in items if item.part is not None} - set(ratios))
    if unknown:
        raise InvalidInput(
            "split.unknown_part",
            f"Items are already in parts that the ratios leave out: {', '.join(unknown)}.",
            mend="Name every part that is in use: items never change sides.",
        )
    faults = [
        InvalidInput(
            "split.straddling_group",
            f"Group {name!r} is already in {' and '.join(parts)}.",
            where=_some(members),
            mend="Withdraw the items of one side, or take back what joins them.",
        )
        for (_, name), members in sorted(gathered.items())
        if len(parts := sorted({member.part for member in members if member.part is not None})) > 1
    ]
    if faults:
        raise ManyFaults(
            "split.straddling_groups",
            f"{len(faults)} groups have items on both sides of the wall.",
            mend="Withdraw the items of one side, or take one of the two groups' links back; then split again.",
            faults=faults,
        )


def _some(members: Sequence[SplitItem]) -> str:
    return ", ".join(f"item {member.id} ({member.part})" for member in members[:6] if member.part is not None)


class _Counts:
    """How many items of each label each part has, and how many the ratios want."""

    def __init__(self, groups: Sequence[_Group], ratios: Mapping[str, float]) -> None:
        self.parts = tuple(ratios)
        self.ratios = ratios
        self.total: Counter[str | None] = Counter()
        self.have: dict[str, Counter[str | None]] = {part: Counter() for part in ratios}
        for group in groups:
            self.total.update(group.labels)
            if group.part is not None:
                self.have[group.part].update(group.labels)

    def want(self, part: str, label: str | None) -> float:
        return self.ratios[part] * self.total[label]

    def gap(self, part: str) -> float:
        """Return how many items the part still lacks, or has too many when below 0."""
        return self.ratios[part] * self.total.total() - self.have[part].total()

    def place(self, group: _Group, part: str) -> None:
        if group.part is not None:
            self.have[group.part].subtract(group.labels)
        group.part = part
        self.have[part].update(group.labels)

    def best(self, group: _Group) -> str:
        """Return the part where the group adds least to the chi-square; parts in the ratios' order break ties."""
        return min(self.parts, key=lambda part: self._increase(group, part))

    def _increase(self, group: _Group, part: str) -> float:
        """Return the chi-square's increase; a label too rare for its groups to be balanced weighs little, and one
        that only this group has weighs nothing, so that the part's size decides.
        """
        size = len(group.members)
        whole = self.ratios[part] * self.total.total()
        cost = len(self.parts) * (size - 2 * self.gap(part)) * size / max(whole, 1)
        for label, count in group.labels.items():
            if self.total[label] > count:
                want = self.want(part, label)
                cost += (2 * (self.have[part][label] - want) + count) * count / (want + count)
        return cost


def _place_singles(singles: Mapping[str | None, Sequence[_Group]], counts: _Counts) -> None:
    strata = sorted(singles, key=lambda label: (len(singles[label]), label is not None, label or ALL))
    quotas = {label: _floors(len(singles[label]), label, counts) for label in strata}
    room = {part: counts.gap(part) - sum(quota[part] for quota in quotas.values()) for part in counts.parts}
    for label in strata:
        for part in _fullest_first(len(singles[label]) - sum(quotas[label].values()), room, counts.parts):
            quotas[label][part] += 1
    _even_out(quotas, room)
    for label in strata:
        rest = iter(singles[label])
        for part in counts.parts:
            for _ in range(quotas[label][part]):
                counts.place(next(rest), part)


def _floors(n: int, label: str | None, counts: _Counts) -> dict[str, int]:
    """Return how many of a label's n single items each part gets for certain: its share rounded down, and one where it
    has none of a label that could be everywhere. What is left over, fewer than one a part, goes by the parts' room."""
    need = {part: max(counts.want(part, label) - counts.have[part][label], 0.0) for part in counts.parts}
    scale = n / sum(need.values()) if sum(need.values()) else 0
    floors = {part: floor(need[part] * scale + 1e-9) for part in counts.parts}
    if counts.total[label] >= len(counts.parts):
        for part in counts.parts:
            giver = max(counts.parts, key=lambda other: floors[other])
            if floors[part] + counts.have[part][label] == 0 and sum(floors.values()) < n:
                floors[part] = 1
            elif (
                floors[part] + counts.have[part][label] == 0 and floors[giver] + counts.have[giver][label] > 1
            ):
                floors[part], floors[giver] = 1, floors[giver] - 1
    return floors


def _fullest_first(n: int, room: dict[str, float], parts: Sequence[str]) -> list[str]:
    """Return n parts, those with most room first and each once before any twice, and take their room.

    This is the construction of Gale and Ryser for a table of zeros and ones with given sums: where the parts' room
    can be met exactly, it is.
    """
    chosen: list[str] = []
    while len(chosen) < n:
        for part in sorted(parts, key=lambda part: -room[part])[: n - len(chosen)]:
            room[part] -= 1
            chosen.append(part)
    return chosen


def _even_out(quotas: Mapping[str | None, dict[str, int]], room: dict[str, float]) -> None:
    """Give back what rare labels' places everywhere cost: while a part is an item or more off, common ones move."""
    while True:
        giver, taker = min(room, key=lambda part: room[part]), max(room, key=lambda part: room[part])
        given = max(quotas.values(), key=lambda quota: quota[giver], default=None)
        off = max(room[taker], -room[giver])
        if off < 1 - 1e-9 or room[taker] - room[giver] <= 1 or given is None or given[giver] < 2:
            return
        given[giver], given[taker] = given[giver] - 1, given[taker] + 1
        room[giver], room[taker] = room[giver] + 1, room[taker] - 1


def _cover(groups: Sequence[_Group], counts: _Counts, fixed: set[str]) -> None:
    """Bring a label to each part without it, where it is in as many groups as there are parts.

    What moves is the smallest free group that has it, takes no label away from where it was, and leaves the part
    that it joins within about a group of its ratio.
    """
    holders: dict[str | None, list[_Group]] = defaultdict(list)
    for group in groups:
        for label in group.labels:
            holders[label].append(group)
    for label in sorted(counts.total, key=lambda label: (label is None, label or ALL)):
        for part in counts.parts:
            if counts.have[part][label] or len(holders[label]) < len(counts.parts):
                continue
            spare = [
                group
                for group in holders[label]
                if counts.gap(part) > -len(group.members)
                and fixed.isdisjoint(group.members)
                and _can_leave(group, counts)
            ]
            if spare:
                counts.place(min(spare, key=lambda group: (len(group.members), group.rank)), part)


def _can_leave(group: _Group, counts: _Counts) -> bool:
    return group.part is not None and all(
        counts.have[group.part][label] > n for label, n in group.labels.items()
    )
