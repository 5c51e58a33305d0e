from __future__ import annotations

from collections import Counter

import pytest
from numpy.random import default_rng

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.split import SplitItem, group_split, summarize

RATIOS = {"train": 0.8, "validation": 0.1, "test": 0.1}


def test_the_same_seed_gives_the_same_split_and_another_seed_another() -> None:
    items = [SplitItem(f"i{n}") for n in range(200)]
    assert group_split(items, RATIOS, seed=1) == group_split(items, RATIOS, seed=1)
    assert group_split(items, RATIOS, seed=1) != group_split(items, RATIOS, seed=2)


def test_a_hundred_items_of_two_labels_are_split_exactly() -> None:
    items = [SplitItem(f"i{n}", label="a" if n < 60 else "b") for n in range(100)]
    summary = summarize(items, group_split(items, RATIOS, seed=0), RATIOS)
    assert summary.parts == {"train": 80, "validation": 10, "test": 10}
    assert summary.labels == {
        "a": {"train": 48, "validation": 6, "test": 6},
        "b": {"train": 32, "validation": 4, "test": 4},
    }


def test_a_rare_label_reaches_every_part_when_there_are_enough_of_it() -> None:
    items = [SplitItem(f"i{n}", label="common") for n in range(97)]
    items += [SplitItem(f"r{n}", label="rare") for n in range(3)]
    summary = summarize(items, group_split(items, RATIOS, seed=0), RATIOS)
    assert summary.labels["rare"] == {"train": 1, "validation": 1, "test": 1}
    assert summary.parts == {"train": 80, "validation": 10, "test": 10}


def test_a_label_too_rare_for_every_part_is_listed_as_missing() -> None:
    items = [SplitItem(f"i{n}", label="common") for n in range(98)] + [SplitItem("r", label="rare")]
    summary = summarize(items, group_split(items, RATIOS, seed=0), RATIOS)
    assert len(summary.missing) == 2
    assert {label for label, _ in summary.missing} == {"rare"}


def test_a_rare_label_in_groups_is_brought_to_every_part() -> None:
    items = [SplitItem(f"i{n}", group=f"g{n // 2}", label="common") for n in range(100)]
    items += [SplitItem(f"r{n}", group=f"rare{n // 2}", label="rare") for n in range(8)]
    assert not summarize(items, group_split(items, RATIOS, seed=0), RATIOS).missing


def test_placed_items_stay_and_newcomers_follow_their_group() -> None:
    old = [SplitItem(f"i{n}", group=f"g{n // 3}", label="ab"[n % 2]) for n in range(90)]
    first = group_split(old, RATIOS, seed=0)
    placed = [SplitItem(item.id, item.group, item.label, first[item.id]) for item in old]
    new = [SplitItem(f"n{n}", group=f"g{n}", label="a") for n in range(40)]
    second = group_split(placed + new, RATIOS, seed=9)
    assert {ident: second[ident] for ident in first} == first
    assert all(second[f"n{n}"] == first[f"i{n * 3}"] for n in range(30))


def test_a_group_on_both_sides_is_reported_with_all_the_others_like_it() -> None:
    items = [
        SplitItem("a", "g1", part="train"),
        SplitItem("b", "g1", part="test"),
        SplitItem("c", "g2", part="validation"),
        SplitItem("d", "g2", part="train"),
    ]
    with pytest.raises(ManyFaults) as caught:
        group_split(items, RATIOS, seed=0)
    assert [fault.what for fault in caught.value.faults] == [
        "Group 'g1' is already in test and train.",
        "Group 'g2' is already in train and validation.",
    ]
    assert caught.value.faults[0].where == "item a (train), item b (test)"


def test_a_giant_group_goes_to_the_large_part_and_is_reported() -> None:
    items = [SplitItem(f"g{n}", group="giant", label="a") for n in range(60)]
    items += [SplitItem(f"i{n}", label="a") for n in range(40)]
    parts = group_split(items, RATIOS, seed=0)
    summary = summarize(items, parts, RATIOS)
    assert summary.parts == {"train": 80, "validation": 10, "test": 10}
    (giant,) = summary.giants
    assert (giant.group, giant.n_items, giant.share, giant.part) == ("giant", 60, 0.6, "train")


def test_heavy_tailed_groups_come_within_half_a_percent_of_the_ratios() -> None:
    rng = default_rng(0)
    sizes = [min(int(size), 300) for size in rng.zipf(2.1, 1500)]
    share = [0.45, 0.2, 0.15, 0.1, 0.05, 0.04, 0.01]
    items = []
    for group, size in enumerate(sizes):
        usual = str(rng.choice(7, p=share))
        labels = [usual if rng.random() < 0.9 else str(rng.choice(7, p=share)) for _ in range(size)]
        items += [SplitItem(f"{group}-{n}", f"g{group}", label) for n, label in enumerate(labels)]
    ratios = {"train": 0.9, "test": 0.1}
    summary = summarize(items, group_split(items, ratios, seed=0), ratios)
    assert abs(summary.parts["test"] / len(items) - 0.1) < 0.005
    counts = Counter(item.label for item in items)
    worst = max(abs(row["test"] - 0.1 * counts[label]) for label, row in summary.labels.items())
    assert worst < 0.005 * len(items)


@pytest.mark.parametrize(
    "ratios",
    [
        {},
        {"train": 0.9},
        {"train": 1.2, "test": -0.2},
        {"train": 1.0, "test": 0.0},
        {"": 1.0},
        {"a": float("nan")},
    ],
)
def test_ratios_that_are_no_split_are_refused(ratios: dict[str, float]) -> None:
    with pytest.raises(InvalidInput) as caught:
        group_split([SplitItem("a")], ratios, seed=0)
    assert caught.value.slug == "split.bad_ratios"


def test_a_part_that_the_ratios_leave_out_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        group_split([SplitItem("a", part="holdout")], RATIOS, seed=0)
    assert caught.value.slug == "split.unknown_part"


def test_an_item_listed_twice_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        group_split([SplitItem("a"), SplitItem("a")], RATIOS, seed=0)
    assert caught.value.slug == "split.repeated_item"


def test_no_items_make_an_empty_split() -> None:
    assert group_split([], RATIOS, seed=0) == {}


def test_groups_of_labels_seen_nowhere_else_still_fill_the_parts() -> None:
    items = [SplitItem(f"i{n}", group=f"g{n // 2}", label=f"only {n // 2}") for n in range(100)]
    summary = summarize(items, group_split(items, RATIOS, seed=0), RATIOS)
    assert all(abs(n - summary.wanted[part]) <= 2 for part, n in summary.parts.items())
