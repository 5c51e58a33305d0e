"""Laws of the split on generated items."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.split import QUARANTINE, SplitItem, group_split, split_rows

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


keys = st.none() | st.sampled_from("uvwxyz")
linked_rows = st.lists(st.tuples(keys, keys, labels), min_size=1, max_size=40)


def columns(rows: list[Any]) -> tuple[list[str], list[list[Any]], list[Any]]:
    """Return ids, two columns that link, and labels."""
    first, second, label = (list(column) for column in zip(*rows, strict=True))
    return [f"i{n}" for n in range(len(rows))], [first, second], label


def sides(parts: tuple[str, ...], values: list[Any]) -> dict[Any, set[str]]:
    """Return the parts that each value is in, quarantine apart."""
    found = defaultdict(set)
    for part, value in zip(parts, values, strict=True):
        if value is not None and part != QUARANTINE:
            found[value].add(part)
    return found


@given(linked_rows, seeds)
def test_rows_that_share_a_value_are_never_on_two_sides(rows: list[Any], seed: int) -> None:
    ids, links, labels = columns(rows)
    found = split_rows(ids, ratios=RATIOS, links=links, labels=labels, seed=seed)
    assert set(found.parts) <= set(RATIOS)
    assert all(len(at) == 1 for values in links for at in sides(found.parts, values).values())


@given(linked_rows, linked_rows, seeds, st.data())
def test_the_order_of_the_rows_plays_no_part(old: list[Any], new: list[Any], seed: int, data: Any) -> None:
    old_ids, old_links, old_labels = columns(old)
    first = split_rows(old_ids, ratios=RATIOS, links=old_links, labels=old_labels, seed=seed)
    previous = dict(zip(old_ids, first.parts, strict=True))
    ids, links, labels = columns(old + new)
    order = data.draw(st.permutations(range(len(ids))))
    found = split_rows(ids, ratios=RATIOS, links=links, labels=labels, previous=previous, seed=seed)
    again = split_rows(
        [ids[i] for i in order],
        ratios=RATIOS,
        links=[[values[i] for i in order] for values in links],
        labels=[labels[i] for i in order],
        previous=previous,
        seed=seed,
    )
    assert again.parts == tuple(found.parts[i] for i in order)
    assert again.groups == tuple(found.groups[i] for i in order)
    assert (again.summary, again.quarantined) == (found.summary, found.quarantined)


@given(linked_rows, linked_rows, seeds)
def test_a_grown_set_keeps_every_earlier_part_and_has_no_group_on_both_sides(
    old: list[Any], new: list[Any], seed: int
) -> None:
    old_ids, old_links, old_labels = columns(old)
    first = split_rows(old_ids, ratios=RATIOS, links=old_links, labels=old_labels, seed=seed)
    ids, links, labels = columns(old + new)
    previous = dict(zip(old_ids, first.parts, strict=True))
    second = split_rows(ids, ratios=RATIOS, links=links, labels=labels, previous=previous, seed=seed + 1)
    assert second.parts[: len(old)] == first.parts
    assert all(len(at) == 1 for values in links for at in sides(second.parts, values).values())
    together: dict[str, set[str]] = defaultdict(set)
    for part, group in zip(second.parts, second.groups, strict=True):
        together[group].add(part)
    assert all(len(at) == 1 for at in together.values())


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(10, 40), min_size=1), seeds)
def test_single_rows_are_within_one_item_in_every_part_and_label(sizes: dict[str, int], seed: int) -> None:
    labels = [label for label, size in sizes.items() for _ in range(size)]
    found = split_rows([str(n) for n in range(len(labels))], ratios=RATIOS, labels=labels, seed=seed).summary
    for part, share in RATIOS.items():
        assert abs(found.parts[part] - share * len(labels)) < 1 + 1e-6
        assert all(abs(found.labels[label][part] - share * n) <= 1 + 1e-6 for label, n in sizes.items())
