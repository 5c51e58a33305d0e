"""Numbers by bias and precision, and labels chosen or left, one model each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.consensus.joined import Cast
from goldsmith.consensus.numeric import NumberConsensus, numeric
from goldsmith.consensus.ways import ways
from goldsmith.errors import InvalidInput
from goldsmith.model import Label, Question
from goldsmith.numerics import Floats
from tests.unit.consensus.crowds import joined, renamed

BIAS, SPREAD = np.array([0, 0.5, -0.5, 1, -1]), np.array([0.3, 0.3, 1, 2, 3])
WEIGHT = Question("weight", "number.v1", "What does it weigh?", options={"step": 0.5})
TOPICS = Question(
    "topics", "choices.v1", "What is it about?", labels=tuple(Label(key, key) for key in ("a", "b", "c"))
)


def crowd(seed: int, n: int = 200) -> tuple[Floats, Floats]:
    rng = default_rng(seed)
    truth = rng.normal(0, 5, n)
    return truth, truth[:, None] + BIAS + rng.normal(0, 1, (n, 5)) * SPREAD


def fit(said: Floats, **more: Any) -> NumberConsensus:
    item, annotator = (np.ravel(each) for each in np.indices(said.shape))
    return numeric(item, annotator, said.ravel(), **more)


def root(errors: Floats) -> float:
    return float(np.sqrt((errors**2).mean()))


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_by_precision_is_nearer_than_mean_and_median(seed: int) -> None:
    truth, said = crowd(seed)
    found = fit(said, gold=dict(enumerate(truth[:10].tolist())))
    error = root((found.mean - truth)[10:])
    assert error < 0.6 * root((np.median(said, axis=1) - truth)[10:])
    assert error < 0.4 * root((said.mean(axis=1) - truth)[10:])
    assert found.spread == pytest.approx(SPREAD, rel=0.25)
    assert found.bias == pytest.approx(BIAS, abs=0.5)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = []
    for seed in range(30):
        truth, said = crowd(seed)
        low, high = fit(said - BIAS).interval()
        held.append(float(((low <= truth) & (truth <= high)).mean()))
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)


def test_intervals_of_spread_and_bias_hold_what_is_true() -> None:
    spreads, biases = [], []
    for seed in range(40):
        _, said = crowd(seed)
        found = fit(said)
        spreads += [
            m.low < s < m.high for m, s in zip(found.spreads, SPREAD, strict=True) if m.low and m.high
        ]
        centre = float((found.bias - BIAS).mean())
        biases += [
            m.low - centre < b < m.high - centre
            for m, b in zip(found.biases, BIAS, strict=True)
            if m.low is not None and m.high is not None
        ]
    assert np.mean(spreads) == pytest.approx(0.95, abs=0.03)
    assert np.mean(biases) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_the_log_posterior_of_numbers_never_falls(seed: int) -> None:
    _, said = crowd(seed, n=12)
    found = fit(said, gold={0: 1.0}, tolerance=0.0, limit=60)
    assert (np.diff(found.trace) > -1e-9).all()
    assert found.sd[0] == 0


def test_one_who_is_always_above_the_others_is_the_biased_one() -> None:
    truth = default_rng(0).normal(0, 5, 30)
    said = truth[:, None] + np.array([0, 0, 0, 4.0]) + default_rng(1).normal(0, 0.1, (30, 4))
    found = fit(said)
    assert found.bias == pytest.approx([0, 0, 0, 4], abs=0.15)
    assert found.mean == pytest.approx(truth, abs=0.3)


def test_the_order_of_votes_and_of_annotators_plays_no_part() -> None:
    _, said = crowd(3)
    order = default_rng(0).permutation(said.size)
    item, annotator = (np.ravel(each) for each in np.indices(said.shape))
    shuffled = numeric(item[order], annotator[order], said.ravel()[order])
    assert np.array_equal(shuffled.mean, fit(said).mean)
    assert fit(said[:, ::-1]).mean == pytest.approx(fit(said).mean, abs=1e-9)


@pytest.mark.parametrize(
    "said",
    [
        [[1.0, 0, 0, 0]],
        [[0, 1, 1], [2, 2, 2], [0, 2, 0], [1, 5.1, 5], [5.1, 5, 5.1]],
        [[-1e160, 1e160, 0.0]],
        [[1e308, 1e308, 1e308]],
        [[1e308, -1e308, 1.7e308]],
        [[5e-324, 0, 1e-320]],
        [[7.0, 7, 7], [7, 7, 7]],
    ],
)
@pytest.mark.filterwarnings("error")
def test_small_tables_and_numbers_near_the_ends_of_floats_have_a_mean_among_the_votes(
    said: list[list[float]],
) -> None:
    found = fit(np.array(said))
    low, high = found.interval()
    reach = np.abs(found.bias).max() if len(said) > 1 else 0.0  # a vote counts without its annotator's bias
    assert (np.min(said, axis=1) - reach <= found.mean).all()
    assert (found.mean <= np.max(said, axis=1) + reach).all()
    assert np.isfinite([low, high]).all()
    assert (found.spread > 0).all()
    assert np.isfinite(found.spread).all()


def test_tables_of_every_small_shape_are_decided_and_their_bound_never_falls() -> None:
    rng = default_rng(5)
    for _ in range(300):
        item, annotator = np.nonzero(rng.random((rng.integers(1, 8), rng.integers(3, 6))) < 0.8)
        if len(np.unique(annotator)) < 3:
            continue
        value = rng.integers(0, 3, len(item)) * rng.choice([1.0, 0.1, 1e12]) + 5
        found = numeric(item, annotator, value)
        assert np.isfinite(found.mean[item]).all()
        assert (np.diff(found.trace) > -1e-9).all()


def test_one_item_makes_nobody_certain() -> None:
    found = fit(np.array([[0.1, 0.2, 1.7]]))
    assert (found.spread > 0.3).all()
    low, high = found.interval()
    assert low[0] < 0.1
    assert high[0] > 0.9


def test_bias_and_spread_are_undefined_for_one_who_shares_fewer_than_two_items() -> None:
    item, annotator = np.array([0, 0, 0, 1, 1, 2, 2, 3]), np.array([0, 1, 2, 0, 1, 0, 1, 2])
    value = np.array([1.0, 1.2, 4, 2, 2.1, 3, 3.3, 9])
    found = numeric(item, annotator, value)
    for measures in (found.biases, found.spreads):
        assert [one.value is None for one in measures] == [False, False, True]
        assert "fewer than two" in measures[2].undefined
    held = numeric(
        item, annotator, value, gold={3: 6.0}
    )  # what is held true is a second item to compare with
    assert held.biases[2].value is not None


@pytest.mark.parametrize(("times", "plus"), [(1e9, 0.0), (1e-9, 0.0), (1.0, 1e4), (1e150, 0.0)])
def test_the_scale_and_the_zero_of_the_numbers_play_no_part(times: float, plus: float) -> None:
    said = default_rng(4).normal(0, 1, (3, 3))
    found, other = fit(said), fit(said * times + plus)
    assert (other.mean - plus) / times == pytest.approx(found.mean, abs=1e-9)
    assert other.spread / times == pytest.approx(found.spread, rel=1e-6)


def test_intervals_of_three_items_hold_the_truth_more_often_than_seven_times_in_ten() -> None:
    rng, held = default_rng(0), []
    for _ in range(200):
        truth, spread = rng.normal(0, 5, 3), rng.uniform(0.3, 2, 3)
        said = truth[:, None] + rng.normal(0, 1, 3) + rng.normal(0, 1, (3, 3)) * spread
        low, high = fit(said, gold={0: truth[0]}).interval()
        held += ((low <= truth) & (truth <= high))[1:].tolist()
    assert np.mean(held) > 0.72


def test_numbers_lie_on_the_questions_steps_and_tell_their_interval() -> None:
    truth, said = crowd(1, n=30)
    answers = {
        f"q{n:02}": {f"p{j}": round(float(x) * 2) / 2 for j, x in enumerate(row)}
        for n, row in enumerate(said)
    }
    cast = Cast(WEIGHT, answers, {"q00": 2.5, "unseen": 1})
    free = joined(cast, "weighted_mean")
    assert free.made[0].value == 2.5
    assert (free.n_clamped, free.n_gold_unseen) == (1, 1)
    assert all((made.value or 0) * 2 % 1 == 0 for made in free.made)
    for made, t in zip(free.made[1:], truth[1:], strict=True):
        assert made.told["low"] < made.told["high"]
        assert made.value is not None
        assert abs(made.value - t) < 2
    strict = joined(cast, "weighted_mean", 0.6)
    for made, before in zip(strict.made, free.made, strict=True):
        assert before.posterior is not None
        assert (made.why_open == "low_posterior") == (before.posterior < 0.6)
    assert {name for one in free.annotators for name in one.measures} == {"bias", "spread"}


def test_numbers_do_not_hang_on_the_names_of_annotators() -> None:
    _, said = crowd(2, n=20)
    answers = {f"q{n}": {f"p{j}": round(float(x)) for j, x in enumerate(row)} for n, row in enumerate(said)}
    one, other = (
        joined(cast, "weighted_mean") for cast in (Cast(WEIGHT, answers), renamed(Cast(WEIGHT, answers)))
    )
    assert [made.value for made in one.made] == [made.value for made in other.made]


def test_two_annotators_have_no_precision() -> None:
    with pytest.raises(InvalidInput, match="fewer than three"):
        joined(Cast(WEIGHT, {"q1": {"ann": 1, "bob": 2}}), "weighted_mean")


# chosen or left -----------------------------------------------------------------------------------------------------


def topics(seed: int, n: int = 150) -> tuple[Cast, list[tuple[str, ...]]]:
    """Who is good at topic a is poor at b; c is rare."""
    rng = default_rng(seed)
    is_there = rng.random((n, 3)) < (0.5, 0.5, 0.15)
    p_right = np.array(
        [[0.97, 0.6, 0.9], [0.6, 0.97, 0.9], [0.6, 0.6, 0.9], [0.9, 0.9, 0.9], [0.6, 0.6, 0.9]]
    )
    said = is_there[:, None] ^ (rng.random((n, 5, 3)) > p_right)

    def names(row: Any) -> tuple[str, ...]:
        return tuple(key for key, chosen in zip("abc", row, strict=True) if chosen)

    answers = {f"q{i:03}": {f"p{j}": names(said[i, j]) for j in range(5)} for i in range(n)}
    return Cast(TOPICS, answers), [names(row) for row in is_there]


@pytest.mark.parametrize("seed", range(3))
def test_one_model_for_each_label_beats_the_majority_of_each(seed: int) -> None:
    cast, truth = topics(seed)
    hits = {
        method: np.mean([made.value == t for made, t in zip(joined(cast, method).made, truth, strict=True)])
        for method in ("majority", "dawid_skene")
    }
    assert hits["dawid_skene"] > hits["majority"] + 0.06


def test_soft_labels_are_the_probability_of_each_and_the_least_certain_one_decides() -> None:
    cast, _ = topics(0)
    for made in joined(cast, "dawid_skene", 0.9).made:
        assert set(made.soft) == {"a", "b", "c"}
        least = min(max(p, 1 - p) for p in made.soft.values())
        assert made.posterior is not None
        assert (made.why_open == "low_posterior") == (made.posterior < 0.9)
        assert made.posterior >= least - 1e-9


def test_gold_sets_are_held_and_names_of_annotators_play_no_part() -> None:
    cast, _ = topics(1, n=40)
    held = Cast(TOPICS, cast.answers, {"q000": ("b", "c")})
    assert joined(held, "dawid_skene").made[0].value == ("b", "c")
    one, other = joined(cast, "dawid_skene"), joined(renamed(cast), "dawid_skene")
    assert [made.value for made in one.made] == [made.value for made in other.made]


def test_labels_that_together_are_no_legal_answer_stay_open() -> None:
    asked = Question("one", "choices.v1", "Name one", labels=TOPICS.labels, options={"min": 1, "max": 1})
    answers = {"q1": {"ann": ("a",), "bob": ("b",), "cy": ("c",)}}
    [made] = joined(Cast(asked, answers), "majority").made
    assert (made.value, made.why_open) == (None, "no_answer")


def test_every_kind_names_the_methods_that_can_decide_it() -> None:
    assert "ordinal" not in ways(TOPICS)
    assert list(ways(WEIGHT)) == ["weighted_mean"]
