"""Boxes in columns: what a hundred thousand images give together is what each gives by itself."""

from __future__ import annotations

from importlib.util import find_spec
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith import boxtable
from goldsmith.boxtable import BoxTable, box_distances, matched_boxes
from goldsmith.compiled import compiled
from goldsmith.kinds.box import Box, Boxes, BoxKind
from goldsmith.model import Label, Question

KIND = BoxKind()
QUESTION = Question("q", "box.v1", "Q?", labels=tuple(Label(key, key) for key in ("b", "a", "c")))

# whole and quarter pixels in a small image: ties, equal boxes and chains of overlap are frequent
corner, size = st.integers(0, 12), st.integers(4, 40).map(lambda n: n / 4)
box = st.tuples(st.sampled_from(("a", "b", "c")), corner, corner, size, size)
answer = st.lists(box, max_size=6).map(
    lambda rows: Boxes(tuple(Box(f"b{n}", *row) for n, row in enumerate(rows)))
)
crowd = st.lists(answer, min_size=2, max_size=5)


def alone(a: Boxes, b: Boxes) -> list[tuple[int, int, float]]:
    return [(pair.a, pair.b, pair.similarity) for pair in KIND.match(a, b, QUESTION).pairs]


def together(table: BoxTable, n: int) -> list[list[tuple[int, int, float]]]:
    """Return the matches of each ordered pair of n answers."""
    first, second = np.array(list(product(range(n), repeat=2))).T
    found = matched_boxes(table, first, second, floor=0.3)
    told: list[list[tuple[int, int, float]]] = [[] for _ in first]
    for of, *match in zip(*(each.tolist() for each in (found.of, found.a, found.b, found.iou)), strict=True):
        told[of].append((match[0], match[1], match[2]))
    return told


def table_of(values: list[Boxes]) -> BoxTable:
    table = KIND.table(values, QUESTION)
    assert table is not None
    return table


@pytest.fixture(params=["numpy", "loops", "numba"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """One of the three forms of the matching: numpy's, the plain loops, and the loops as numba compiles them."""
    if request.param == "numba" and not find_spec("numba"):
        pytest.skip("numba is not installed")
    ways = {"numpy": lambda loops, n: None, "loops": lambda loops, n: loops}
    many = 10**9
    monkeypatch.setattr(boxtable, "compiled", ways.get(request.param, lambda loops, n: compiled(loops, many)))
    return str(request.param)


@pytest.mark.parametrize("way", ["numpy", "loops"])
@given(values=crowd)
def test_matches_and_distances_are_those_of_each_pair_alone(way: str, values: list[Boxes]) -> None:
    loops = boxtable.match_kernel if way == "loops" else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boxtable, "compiled", lambda _, n: loops)
        pairs = list(product(range(len(values)), repeat=2))
        table = table_of(values)
        assert together(table, len(values)) == [alone(values[i], values[j]) for i, j in pairs]
        apart = box_distances(table, *np.array(pairs).T)
    assert apart.tolist() == [KIND.distance(values[i], values[j], QUESTION) for i, j in pairs]


def test_crowded_images_match_as_each_alone(form: str) -> None:
    """Forty boxes heaped on one another: knots that no short proof unties."""
    rng = default_rng(1)
    values = [
        Boxes(tuple(Box(f"{n}", "abc"[n % 3], *rng.uniform(0, 30, 2), *rng.uniform(15, 25, 2)) for n in range(40)))
        for _ in range(3)
    ]  # fmt: skip
    pairs = list(product(range(3), repeat=2))
    assert together(table_of(values), 3) == [alone(values[i], values[j]) for i, j in pairs]


def test_many_images_match_as_each_alone(form: str) -> None:
    rng = default_rng(2)
    values = [
        Boxes(tuple(Box(f"{n}", "abc"[rng.integers(3)], *rng.uniform(5, 60, 4)) for n in range(rng.integers(8))))
        for _ in range(300)
    ]  # fmt: skip
    first, second = np.array(list(combinations(range(30), 2))).T
    expected = [KIND.distance(values[i], values[j], QUESTION) for i, j in zip(first, second, strict=True)]
    assert box_distances(table_of(values), first, second).tolist() == expected


def test_one_image_of_more_boxes_than_a_block_compares_is_matched_whole(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxtable, "BLOCK", 4)
    values = [Boxes(tuple(Box(f"{n}", "a", 10.0 * n, 0, 9, 9) for n in range(size))) for size in (5, 7)]
    assert [len(pairs) for pairs in together(table_of(values), 2)] == [5, 5, 5, 7]


def test_turned_boxes_and_attributes_are_left_to_each_pair_alone() -> None:
    plain = Boxes((Box("1", "a", 0, 0, 9, 9),))
    assert KIND.table([plain, Boxes((Box("1", "a", 0, 0, 9, 9, angle=30),))], QUESTION) is None
    assert (
        KIND.table([plain, Boxes((Box("1", "a", 0, 0, 9, 9, attributes=(("cut", "yes"),)),))], QUESTION)
        is None
    )


def test_nothing_anywhere_is_no_match_and_no_distance(form: str) -> None:
    table = table_of([Boxes(), Boxes()])
    assert together(table, 2) == [[], [], [], []]
    assert box_distances(table, np.array([0]), np.array([1])).tolist() == [0.0]
    assert len(box_distances(table, np.zeros(0, int), np.zeros(0, int))) == 0
