"""Laws of the split on generated items."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.split import SplitItem, group_split

RATIOS = {"train": 0.7, "validation": 0.2, "test": 0.1}
labels = st.sampled_from(["a", "b", "c", None])
rows = st.lists(st.tuples(st.none() | st.integers(0, 12), labels), max_size=60)
grouped = rows.map(
    lambda rows: [
        SplitItem(f"i{n}", None if group is None else f"g{group}", label)
        for n, (group, label) in enumerate(rows)
    ]
)
seeds = st.integers(0, 9)


@given(grouped, seeds)
def test_every_item_has_one_part_and_groups_stay_whole(items: list[SplitItem], seed: int) -> None:
    parts = group_split(items, RATIOS, seed=seed)
    assert parts.keys() == {item.id for item in items}
    sides = defaultdict(set)
    for item in items:
        sides[item.group or item.id].add(parts[item.id])
    assert all(len(side) == 1 for side in sides.values())
    assert set(parts.values()) <= set(RATIOS)


@given(grouped, seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_items_plays_no_part(items: list[SplitItem], seed: int, rng: Any) -> None:
    assert group_split(rng.sample(items, len(items)), RATIOS, seed=seed) == group_split(
        items, RATIOS, seed=seed
    )


@given(grouped, grouped, seeds)
def test_what_is_placed_never_moves(old: list[SplitItem], new: list[SplitItem], seed: int) -> None:
    first = group_split(old, RATIOS, seed=seed)
    placed = [SplitItem(item.id, item.group, item.label, first[item.id]) for item in old]
    fresh = [SplitItem(f"n{item.id}", item.group, item.label) for item in new]
    second = group_split(placed + fresh, RATIOS, seed=seed + 1)
    assert {ident: second[ident] for ident in first} == first
    homes = {item.group: first[item.id] for item in old if item.group}
    assert all(second[item.id] == homes[item.group] for item in fresh if item.group in homes)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(10, 40), min_size=1), seeds)
def test_without_groups_every_part_and_every_label_is_within_one_item(
    sizes: dict[str, int], seed: int
) -> None:
    items = [SplitItem(f"{label}{n}", label=label) for label, size in sizes.items() for n in range(size)]
    parts = group_split(items, RATIOS, seed=seed)
    cells = Counter((item.label, parts[item.id]) for item in items)
    for part, share in RATIOS.items():
        assert abs(Counter(parts.values())[part] - share * len(items)) < 1 + 1e-6
        assert all(abs(cells[label, part] - share * size) <= 1 + 1e-6 for label, size in sizes.items())


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 12), min_size=1), seeds)
def test_without_groups_a_label_with_enough_items_is_in_every_part(sizes: dict[str, int], seed: int) -> None:
    items = [SplitItem(f"{label}{n}", label=label) for label, size in sizes.items() for n in range(size)]
    parts = group_split(items, RATIOS, seed=seed)
    cells = Counter((item.label, parts[item.id]) for item in items)
    assert all(cells[label, part] for label, size in sizes.items() if size >= len(RATIOS) for part in RATIOS)
