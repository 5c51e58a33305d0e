"""Scores from comparisons of two: known truth, ties, careless people, and things that were never compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.random import default_rng

from goldsmith.cli.consensus import consensus
from goldsmith.consensus.bradley_terry import FIRST, SECOND, TIE, Scores, bradley_terry
from goldsmith.consensus.comparisons import read_comparisons
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats

THINGS = tuple(f"t{n:02}" for n in range(20))
PEOPLE = tuple("abcdefgh")
FOLLOWS = np.array([0.98, 0.95, 0.95, 0.9, 0.5, 0.5, 0.5, 0.3])


def crowd(seed: int, m: int = 1500) -> tuple[Floats, dict[str, Any]]:
    """Twenty things; four people who look, three who guess and one who turns the question round."""
    rng = default_rng(seed)
    score = rng.normal(0, 1.5, 20)
    score -= score.mean()
    first = rng.integers(0, 20, m)
    second = (first + rng.integers(1, 20, m)) % 20
    apart = score[first] - score[second]
    weights = np.exp(np.stack([-apart / 2, np.full(m, np.log(0.4)), apart / 2], axis=1))
    outcome = (rng.random((m, 1)) > np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)).sum(
        axis=1
    )
    who = rng.integers(0, 8, m)
    outcome = np.where(rng.random(m) > FOLLOWS[who], 2 - outcome, outcome)
    return score, {"first": first, "second": second, "outcome": outcome, "annotator": who}


def fitted(given: dict[str, Any], *, alone: bool = False, **more: Any) -> Scores:
    who = {} if alone else {"annotator": given["annotator"], "annotators": PEOPLE}
    return bradley_terry(given["first"], given["second"], given["outcome"], things=THINGS, **who, **more)


def values(found: Scores) -> Floats:
    by_name = {one.thing: one for one in found.scores}
    return np.array([(by_name[t].score, by_name[t].low, by_name[t].high) for t in THINGS])


@pytest.mark.parametrize("seed", range(3))
def test_scores_hear_those_who_look(seed: int) -> None:
    score, given = crowd(seed)
    error, alone = (
        float(np.sqrt(((values(found)[:, 0] - score) ** 2).mean()))
        for found in (fitted(given), fitted(given, alone=True))
    )
    assert error < alone / 1.5
    accuracy = {one.annotator: one.accuracy or 0.0 for one in fitted(given).annotators}
    assert min(accuracy[name] for name in "abcd") > 0.85
    assert max(accuracy[name] for name in "efgh") < 0.65
    assert fitted(given).tie == pytest.approx(0.4, abs=0.12)


def test_intervals_of_scores_hold_the_truth_as_often_as_they_say() -> None:
    held = []
    for seed in range(20):
        score, given = crowd(seed)
        found = values(fitted(given))
        centre = found[:, 0].mean()
        held.append(float(((found[:, 1] - centre <= score) & (score <= found[:, 2] - centre)).mean()))
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_the_log_posterior_of_scores_never_falls(seed: int) -> None:
    _, given = crowd(seed, m=60)
    assert (np.diff(fitted(given, tolerance=0.0, limit=80).trace) > -1e-9).all()


def test_neither_the_order_of_comparisons_nor_who_stood_first_plays_a_part() -> None:
    _, given = crowd(0, m=300)
    order = default_rng(1).permutation(300)
    turned = {
        "first": given["second"][order],
        "second": given["first"][order],
        "outcome": 2 - given["outcome"][order],
        "annotator": given["annotator"][order],
    }
    assert np.array_equal(values(fitted(turned)), values(fitted(given)))


def test_things_that_were_never_compared_have_no_common_scale() -> None:
    first, second = np.array([0, 1, 3]), np.array([1, 2, 4])
    with pytest.raises(InvalidInput) as caught:
        bradley_terry(first, second, np.full(3, FIRST), things=tuple("abcde"))
    assert caught.value.slug == "consensus.not_compared"
    assert "d, e" in caught.value.where


def test_who_never_lost_is_ahead_and_no_infinity() -> None:
    first, second = np.array([0, 0, 1]), np.array([1, 2, 2])
    found = bradley_terry(first, second, np.array([FIRST, FIRST, TIE]), things=("best", "x", "y"))
    assert found.scores[0].thing == "best"
    assert found.scores[0].high < 10
    assert found.scores[1].score == pytest.approx(found.scores[2].score)
    assert sum(found.chance("best", "x")) == pytest.approx(1)
    assert found.chance("x", "y")[0] == pytest.approx(found.chance("x", "y")[2])


def test_two_people_are_taken_at_their_word() -> None:
    first, second, who = np.array([0, 0, 1]), np.array([1, 1, 0]), np.array([0, 1, 1])
    found = bradley_terry(
        first,
        second,
        np.array([FIRST, SECOND, SECOND]),
        things=("x", "y"),
        annotator=who,
        annotators=("a", "b"),
    )
    assert found.annotators == ()
    assert found.scores[0].thing == "x"


# files --------------------------------------------------------------------------------------------------------------

PAIRS = """model_a,model_b,rater,winner
new,old,ann,model_a
old,new,bob,new
new,mid,cy,tie
mid,old,ann,mid
old,mid,bob,left
"""


def test_the_command_scores_a_file_of_comparisons(tmp_path: Path) -> None:
    table, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    table.write_text(PAIRS, "utf-8")
    done = CliRunner().invoke(
        consensus,
        [str(table), "--method", "bradley_terry", "--out", str(out), "--json"],
        catch_exceptions=False,
    )
    found = json.loads(done.output)
    assert [one["thing"] for one in found["things"]] == ["new", "mid", "old"]
    assert {one["annotator"] for one in found["annotators"]} == {"ann", "bob", "cy"}
    assert out.read_text("utf-8").splitlines()[0] == "thing,score,low,high,n"
    told = (
        CliRunner()
        .invoke(consensus, [str(table), "--method", "bradley_terry"], catch_exceptions=False)
        .output
    )
    assert "5 comparisons of 3 things" in told


def test_rows_that_compare_nothing_are_named(tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_text(PAIRS + "new,new,ann,tie\nnew,old,ann,newer\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_comparisons(table)
    assert (caught.value.slug, caught.value.where) == (
        "consensus.no_comparison",
        "pairs.csv line 7; pairs.csv line 8",
    )
