"""Consensus as Dawid and Skene printed it, scores as Agresti did, and accuracy on four public sets with truth."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from goldsmith.consensus.bradley_terry import FIRST, SECOND, bradley_terry
from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.models import MODELS
from goldsmith.consensus.result import Consensus
from goldsmith.votes import Votes

DATA = Path(__file__).parents[1] / "data" / "votes"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def crowd(name: str) -> Votes:
    table = rows(f"{name}_labels")
    return Votes.from_records(*([row[column] for row in table] for column in ("item", "worker", "label")))


def accuracy(found: Consensus, truth: dict[str, str]) -> float:
    """Return the expected share of right labels when ties are broken at random."""
    is_best = found.posterior > found.posterior.max(axis=1, keepdims=True) - 1e-9
    right = np.array([[truth[item] == label for label in found.labels] for item in found.items])
    return float(((is_best & right).sum(axis=1) / is_best.sum(axis=1)).mean())


def anaesthetists() -> Votes:
    """Return the table of 1979 with every answer of its own, repeats of the first observer too."""
    table = rows("anaesthetists")
    items = sorted({row["item"] for row in table}, key=int)
    names, labels = ("1", "2", "3", "4", "5"), ("1", "2", "3", "4")
    return Votes(
        item=np.array([items.index(row["item"]) for row in table]),
        annotator=np.array([names.index(row["annotator"]) for row in table]),
        label=np.array([labels.index(row["label"]) for row in table]),
        items=tuple(items),
        annotators=names,
        labels=labels,
    )


def test_plain_dawid_skene_gives_the_table_of_1979() -> None:
    """Source: Dawid and Skene (1979), Applied Statistics 28(1), tables 2 and 3; more digits by EM to 1e-12."""
    found = dawid_skene(anaesthetists(), is_plain=True, limit=5000, tolerance=1e-14)
    assert found.posterior.mean(axis=0) == pytest.approx([0.3996, 0.4220, 0.1118, 0.0667], abs=6e-5)
    first = found.annotators[0]
    assert first.n_votes == 135
    assert first.confusion == pytest.approx(
        np.array(
            [
                [0.8895, 0.1105, 0, 0],
                [0.0706, 0.8764, 0.0530, 0],
                [0, 0.3388, 0.6612, 0],
                [0, 0, 0.5556, 0.4444],
            ]
        ),
        abs=6e-5,
    )


# Expected accuracy with ties broken at random: majority and plain EM (smoothing .01 there) as run on these sets before
# the methods here were written; `shrunk` is MAP Dawid-Skene with a fixed strength of 4.
KNOWN = {
    "product": {"majority": 0.8966, "plain": 0.9396, "shrunk": 0.9378},
    "bluebird": {"majority": 0.7593, "plain": 0.8981, "shrunk": 0.8981},
    "dog": {"majority": 0.8222, "plain": 0.8426, "shrunk": 0.8401},
    "rte": {"majority": 0.8969, "plain": 0.9275, "shrunk": 0.9237},
}


@pytest.mark.parametrize("name", KNOWN)
def test_accuracy_on_public_sets(name: str) -> None:
    votes, truth = crowd(name), {row["item"]: row["truth"] for row in rows(f"{name}_truth")}
    known = KNOWN[name]
    assert accuracy(MODELS["majority"](votes), truth) == pytest.approx(known["majority"], abs=6e-5)
    assert accuracy(dawid_skene(votes, is_plain=True), truth) == pytest.approx(known["plain"], abs=0.0015)
    assert accuracy(dawid_skene(votes), truth) > known["shrunk"] - 0.005


# What the other models gave when they were written: a change of theirs is seen here.
FIRST_RUN = {
    "product": {"one_coin": 0.9114, "glad": 0.9275, "mace": 0.9387},
    "bluebird": {"one_coin": 0.7407, "glad": 0.7222, "mace": 0.8981},
    "dog": {"one_coin": 0.8302, "glad": 0.8340, "mace": 0.8265},
    "rte": {"one_coin": 0.9250, "glad": 0.9275, "mace": 0.9287},
}


@pytest.mark.parametrize("name", FIRST_RUN)
def test_the_other_models_stay_where_they_were(name: str) -> None:
    votes, truth = crowd(name), {row["item"]: row["truth"] for row in rows(f"{name}_truth")}
    found = {method: accuracy(MODELS[method](votes), truth) for method in FIRST_RUN[name]}
    assert found == pytest.approx(FIRST_RUN[name], abs=0.003)


BASEBALL = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
AT_HOME = (  # won and lost against each of the others, in that order
    "43 42 43 61 42 60",
    "33 42 43 60 61 43",
    "25 43 24 43 42 60",
    "33 51 25 43 42 61",
    "51 25 33 42 52 60",
    "25 33 34 43 42 24",
    "25 15 16 24 16 34",
)


def test_bradley_terry_on_the_american_league_of_1987() -> None:
    """Agresti (2002), Categorical Data Analysis, 2nd ed., sec. 10.6: scores against Baltimore, home games and away."""
    games = [
        (home, away, outcome)
        for home, row in enumerate(AT_HOME)
        for away, games in zip([n for n in range(7) if n != home], row.split(), strict=True)
        for outcome in [FIRST] * int(games[0]) + [SECOND] * int(games[1])
    ]
    first, second, outcome = (np.array(column) for column in zip(*games, strict=True))
    found = bradley_terry(first, second, outcome, things=BASEBALL, prior_sd=1e4, tolerance=1e-12)
    score = {one.thing: one.score for one in found.scores}
    told = [score[team] - score["Baltimore"] for team in BASEBALL]
    assert told == pytest.approx([1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0], abs=0.005)
