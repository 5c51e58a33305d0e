"""Masks by STAPLE: careful people are heard, and neither pixels nor resolution decide who is careful."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from goldsmith.consensus.joined import Cast, Joined
from goldsmith.kinds.mask import Mask
from goldsmith.model import Label, Question
from goldsmith.runs import decode, encode, from_array
from tests.unit.consensus.crowds import joined, renamed

Pixels = NDArray[np.bool_]
SIZE = 64
PLACES = np.mgrid[:SIZE, :SIZE]
SCENE = Question(
    "scene", "mask.v1", "What is each pixel?", labels=(Label("cell", "Cell"), Label("dirt", "Dirt"))
)
PEOPLE = ((0.98, 0.02, 0.5), (0.97, 0.03, 0.6), (0.55, 0.35, 1.5), (0.6, 0.4, 1.5), (0.55, 0.35, 1.5))


def disc(x: float, y: float, r: float) -> Pixels:
    inside: Pixels = (PLACES[1] - x) ** 2 + (PLACES[0] - y) ** 2 < r * r
    return inside


def mask(pixels: Pixels, label: str = "cell") -> Mask:
    height, width = pixels.shape
    counts = encode(from_array(pixels), height * width)
    return Mask(height, width, ((label, counts),) if pixels.any() else ())


def pixels_of(value: Mask | None) -> Pixels:
    flat = np.zeros(SIZE * SIZE, dtype=bool)
    for _, counts in value.masks if value else ():
        runs = decode(counts, SIZE * SIZE)
        for start, end in zip(runs.starts, runs.ends, strict=True):
            flat[start:end] = True
    return flat.reshape(SIZE, SIZE, order="F")


def scene(rng: Generator) -> tuple[Pixels, list[Pixels]]:
    """Five cells and four things that look like one; who is careless misses the former and draws the latter."""
    cells = [(rng.uniform(8, 56), rng.uniform(8, 56), rng.uniform(5, 9)) for _ in range(5)]
    others = [(rng.uniform(6, 58), rng.uniform(6, 58), rng.uniform(4, 7)) for _ in range(4)]
    truth = np.logical_or.reduce([disc(*cell) for cell in cells])
    said = []
    for sees, mistakes, slip in PEOPLE:
        drawn = np.zeros((SIZE, SIZE), dtype=bool)
        for x, y, r in cells:
            if rng.random() < sees:
                drawn |= disc(x + rng.normal(0, slip), y + rng.normal(0, slip), r + rng.normal(0, slip))
        for other in others:
            if rng.random() < mistakes:
                drawn |= disc(*other)
        said.append(drawn)
    return truth, said


def scenes(seed: int, n: int = 12) -> tuple[list[Pixels], list[list[Pixels]]]:
    rng = default_rng(seed)
    every = [scene(rng) for _ in range(n)]
    return [truth for truth, _ in every], [said for _, said in every]


def cast_of(said: list[list[Pixels]], **more: Any) -> Cast:
    answers = {f"i{n:02}": {f"p{j}": mask(one) for j, one in enumerate(each)} for n, each in enumerate(said)}
    return Cast(SCENE, answers, **more)


def overlap(a: Pixels, b: Pixels) -> float:
    return float((a & b).sum() / max(1, (a | b).sum()))


def mean_overlap(found: Joined, truth: list[Pixels]) -> float:
    return float(
        np.mean([overlap(pixels_of(one.value), true) for one, true in zip(found.made, truth, strict=True)])
    )


@pytest.mark.parametrize("seed", range(3))
def test_staple_overlaps_the_truth_more_than_the_majority_of_each_pixel(seed: int) -> None:
    truth, said = scenes(seed)
    by_vote = float(
        np.mean([overlap(np.mean(each, axis=0) > 0.5, true) for each, true in zip(said, truth, strict=True)])
    )
    found = joined(cast_of(said), "staple")
    assert mean_overlap(found, truth) > by_vote + 0.05
    accuracy = [one.accuracy or 0.0 for one in found.annotators]
    assert min(accuracy[:2]) > max(accuracy[2:]) + 0.08


def test_a_finer_picture_of_the_same_answers_makes_nobody_more_certain() -> None:
    _, said = scenes(1, n=6)
    fine = [[np.kron(one, np.ones((2, 2), dtype=bool)) for one in each] for each in said]
    one = joined(cast_of(said), "staple")
    asked = Question("scene", "mask.v1", "", labels=SCENE.labels, options={"edge_px": 8})
    other = joined(Cast(asked, cast_of(fine).answers), "staple")
    assert other.choices["pixels_per_decision"] == pytest.approx(
        4 * one.choices["pixels_per_decision"], rel=0.05
    )
    for a, b in zip(one.annotators, other.annotators, strict=True):
        assert b.accuracy == pytest.approx(a.accuracy, abs=0.02)
        assert (b.high or 0) - (b.low or 0) > 0.5 * ((a.high or 0) - (a.low or 0))


def test_regions_below_the_least_posterior_are_counted_and_hold_the_item_open() -> None:
    _, said = scenes(2)
    strict = joined(cast_of(said), "staple", 0.999)
    free = joined(cast_of(said), "staple")
    assert all(made.why_open is None for made in free.made)
    assert any(made.why_open == "low_posterior" for made in strict.made)
    for made in strict.made:
        assert made.posterior is not None
        assert (made.why_open == "low_posterior") == (made.posterior < 0.999)
        assert made.why_open is None or made.told["open_pixels"] > 0


def test_gold_masks_are_held_and_tell_who_is_right() -> None:
    """Three draw what is not there and one draws what is; only gold can tell."""
    there, elsewhere = disc(20, 20, 8), disc(45, 45, 8)
    said = [[there, elsewhere, elsewhere, elsewhere] for _ in range(6)]
    gold = {f"i{n:02}": mask(there) for n in range(5)}
    found = joined(cast_of(said, gold=gold), "staple")
    assert found.n_clamped == 5
    assert found.made[0].value == mask(there)
    assert overlap(pixels_of(found.made[5].value), there) == 1
    assert overlap(pixels_of(joined(cast_of(said), "staple").made[5].value), elsewhere) == 1


def test_unanimous_masks_stay_and_names_of_annotators_play_no_part() -> None:
    _, said = scenes(3, n=5)
    same = joined(cast_of([[each[0]] * 3 for each in said]), "staple", 0.9)
    assert [made.value for made in same.made] == [mask(each[0]) for each in said]
    one, other = joined(cast_of(said), "staple"), joined(renamed(cast_of(said)), "staple")
    assert [made.value for made in one.made] == [made.value for made in other.made]


def test_the_log_posterior_of_masks_never_falls_and_cost_goes_with_regions() -> None:
    _, said = scenes(4, n=4)
    found = joined(cast_of(said), "staple")
    for part in found.trace:
        assert (np.diff(part) > -1e-9 * max(1.0, abs(part[0]))).all()
    n_regions = sum(len(made.told["units"]) for made in found.made)
    assert n_regions < 0.05 * 4 * SIZE * SIZE
