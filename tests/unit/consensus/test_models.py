"""What every method with posteriors promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.models import MODELS
from goldsmith.consensus.result import Consensus, Fit
from goldsmith.errors import InvalidInput
from goldsmith.votes import Votes

COUNTED = ("majority", "weighted_majority")
EM = {name: fit for name, fit in MODELS.items() if name not in COUNTED}
every_method = pytest.mark.parametrize("fit", MODELS.values(), ids=MODELS.keys())
every_model = pytest.mark.parametrize("fit", EM.values(), ids=EM.keys())


def crowd(seed: int, *, n_items: int = 60, n_annotators: int = 6, n_labels: int = 3) -> Votes:
    """Return votes of annotators that are right three times of four; everybody votes on the first item."""
    rng = default_rng(seed)
    is_cast = rng.random((n_items, n_annotators)) < 0.7
    is_cast[0] = is_cast[:, 0] = True
    item, annotator = np.nonzero(is_cast)
    truth = rng.integers(0, n_labels, n_items)[item]
    label = np.where(rng.random(len(item)) < 0.75, truth, rng.integers(0, n_labels, len(item)))
    return Votes.from_records(item, annotator, label, label_set=range(n_labels))


def same(one: Consensus, other: Consensus) -> bool:
    return one.decided == other.decided and bool(np.allclose(one.posterior, other.posterior, atol=1e-9))


@every_method
def test_unanimous_in_unanimous_out(fit: Fit) -> None:
    items = [n for n in range(12) for _ in range(3)]
    votes = Votes.from_records(items, ["a", "b", "c"] * 12, [f"label {n % 3}" for n in items])
    assert fit(votes).decided == tuple(f"label {n % 3}" for n in range(12))


@every_method
def test_one_label_throughout_is_decided(fit: Fit) -> None:
    votes = Votes.from_records([1, 1, 1, 2, 2, 2], ["a", "b", "c"] * 2, ["yes"] * 6)
    assert fit(votes).decided == ("yes", "yes")


@every_method
@pytest.mark.parametrize("seed", range(3))
def test_posteriors_sum_to_one_and_entropy_is_theirs(fit: Fit, seed: int) -> None:
    found = fit(crowd(seed))
    assert found.posterior.sum(axis=1) == pytest.approx(np.ones(60))
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.nan_to_num(found.posterior * np.log(found.posterior))
    assert found.entropy == pytest.approx(-terms.sum(axis=1), abs=1e-9)


@every_method
def test_the_order_of_votes_plays_no_part(fit: Fit) -> None:
    votes = crowd(1)
    order = default_rng(9).permutation(votes.n_votes)
    shuffled = replace(
        votes, item=votes.item[order], annotator=votes.annotator[order], label=votes.label[order]
    )
    assert np.array_equal(fit(shuffled).posterior, fit(votes).posterior)


@every_method
def test_the_names_of_labels_play_no_part(fit: Fit) -> None:
    votes = crowd(2)
    turned = replace(votes, label=2 - votes.label, labels=votes.labels[::-1])
    back = fit(turned)
    assert same(replace(back, distinct=back.distinct[:, ::-1]), fit(votes))


@every_method
def test_the_names_of_annotators_play_no_part(fit: Fit) -> None:
    votes = crowd(4)
    turned = replace(
        votes,
        annotator=len(votes.annotators) - 1 - votes.annotator,
        annotators=tuple(reversed(votes.annotators)),
    )
    one, other = fit(votes), fit(turned)
    assert same(one, other)
    assert {p.annotator: p.accuracy for p in one.annotators} == pytest.approx(
        {p.annotator: p.accuracy for p in other.annotators}, abs=1e-6
    )


@every_method
def test_gold_items_are_held_at_their_label_whatever_was_voted(fit: Fit) -> None:
    votes = crowd(3)
    free = fit(votes)
    wrong = str((votes.labels.index(free.decided[0] or "0") + 1) % 3)
    found = fit(votes, gold={"0": wrong, "not voted on": "1"})
    assert (found.decided[0], found.entropy[0]) == (wrong, 0)
    assert found.posterior[0].max() == 1
    assert (found.n_clamped, found.n_gold_unseen) == (1, 1)


def test_gold_tells_who_is_right() -> None:
    """On every item two agree against the third; gold says that the third knows."""
    items = [n for n in range(20) for _ in range(3)]
    labels = [answer for n in range(20) for answer in (["a", "a", "b"] if n % 2 else ["b", "b", "a"])]
    votes = Votes.from_records(items, ["x", "y", "sage"] * 20, labels)
    gold = {str(n): "b" if n % 2 else "a" for n in range(16)}
    assert dawid_skene(votes).decided[17] == "a"
    found = dawid_skene(votes, gold=gold)
    assert found.decided[16:] == ("a", "b", "a", "b")


@every_method
def test_gold_of_an_unknown_label_is_refused_by_name(fit: Fit) -> None:
    with pytest.raises(InvalidInput) as caught:
        fit(crowd(0), gold={"4": "cat"})
    assert caught.value.slug == "consensus.unknown_gold_label"
    assert "4: 'cat'" in caught.value.where


@every_method
def test_a_tie_is_left_open(fit: Fit) -> None:
    """Four annotators, alike in all, split two to two on the last item."""
    rows = [(n, person, n % 2) for n in range(4) for person in "abcd"]
    rows += [(4, person, vote) for person, vote in zip("abcd", (0, 0, 1, 1), strict=True)]
    rows += [(5, person, vote) for person, vote in zip("abcd", (1, 1, 0, 0), strict=True)]
    item, annotator, label = zip(*rows, strict=True)
    found = fit(Votes.from_records(item, annotator, label))
    assert found.decided == ("0", "1", "0", "1", None, None)
    assert found.why_open[4:] == ("tie", "tie")


@every_method
def test_items_below_the_least_posterior_are_left_open(fit: Fit) -> None:
    free, strict = fit(crowd(5)), fit(crowd(5), min_posterior=0.9)
    best = free.posterior.max(axis=1)
    assert (best < 0.9).any()
    assert (best > 0.9).any()
    for p, why, before in zip(best, strict.why_open, free.why_open, strict=True):
        assert why == (before or ("low_posterior" if p < 0.9 else None))


@every_method
@pytest.mark.parametrize("least", [-0.1, 1.1, float("nan")])
def test_a_least_posterior_is_a_probability(fit: Fit, least: float) -> None:
    with pytest.raises(InvalidInput) as caught:
        fit(crowd(0), min_posterior=least)
    assert caught.value.slug == "consensus.bad_min_posterior"


@every_method
def test_items_without_votes_never_appear(fit: Fit) -> None:
    votes = crowd(0)
    grown = replace(votes, items=(*votes.items, "unseen"), annotators=(*votes.annotators, "idle"))
    found = fit(grown)
    assert found.items == votes.items
    assert [one.annotator for one in found.annotators] == list(votes.annotators)
    assert same(found, fit(votes))


@every_method
def test_no_votes_are_refused(fit: Fit) -> None:
    with pytest.raises(InvalidInput) as caught:
        fit(Votes.from_records([], [], []))
    assert caught.value.slug == "consensus.no_votes"


@every_model
def test_two_annotators_are_refused_and_majority_is_named(fit: Fit) -> None:
    votes = Votes.from_records([1, 1, 2, 2], ["a", "b"] * 2, [0, 1, 1, 1])
    with pytest.raises(InvalidInput) as caught:
        fit(votes)
    assert caught.value.slug == "consensus.too_few_annotators"
    assert "majority" in caught.value.mend


@every_model
def test_groups_of_annotators_that_share_no_item_are_refused(fit: Fit) -> None:
    votes = Votes.from_records([1, 1, 1, 2, 2, 3], ["a", "b", "c", "a", "b", "loner"], [0, 1, 1, 0, 1, 1])
    with pytest.raises(InvalidInput) as caught:
        fit(votes)
    assert caught.value.slug == "consensus.disconnected"
    assert "loner" in caught.value.where
    assert "majority" in caught.value.mend


@every_model
def test_seats_are_refused(fit: Fit) -> None:
    with pytest.raises(InvalidInput) as caught:
        fit(Votes.from_counts([[3, 0], [1, 2]]))
    assert caught.value.slug == "consensus.unnamed"


def test_majority_does_with_two_annotators_and_with_seats() -> None:
    assert MODELS["majority"](Votes.from_counts([[2, 0], [1, 1]])).decided == ("0", None)


def test_majority_measures_annotators_against_the_others_only() -> None:
    votes = Votes.from_records([1, 1, 1, 2, 2, 2, 3], ["a", "b", "c"] * 2 + ["d"], [0, 0, 1, 1, 1, 1, 1])
    a, _, c, alone = MODELS["majority"](votes).annotators
    assert a.accuracy == pytest.approx((1.5 + 0.5) / 3)  # on item 1 the others are tied: half the credit
    assert c.accuracy == pytest.approx((1 + 0.5) / 3)
    assert (alone.n_votes, alone.accuracy, alone.low) == (1, None, None)


@every_model
def test_a_guesser_is_found_out(fit: Fit) -> None:
    rng = default_rng(4)
    truth = rng.integers(0, 2, 300)
    right = {"sure": 0.95, "good": 0.9, "fair": 0.8, "guesser": 0.5}
    said = {name: np.where(rng.random(300) < p, truth, 1 - truth) for name, p in right.items()}
    items, names = np.tile(np.arange(300), 4), np.repeat(list(said), 300)
    found = fit(Votes.from_records(items, names, np.concatenate(list(said.values()))))
    accuracy = {one.annotator: one.accuracy for one in found.annotators}
    assert min(accuracy, key=lambda name: accuracy[name] or 0) == "guesser"
    for one in found.annotators:
        assert one.accuracy is not None
        assert one.low is not None
        assert one.high is not None
        assert one.low < one.accuracy < one.high
        assert one.accuracy == pytest.approx(right[one.annotator], abs=0.1)


@every_model
@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n_items=st.integers(1, 25),
    n_annotators=st.integers(3, 7),
    n_labels=st.integers(2, 5),
    n_gold=st.integers(0, 3),
)
def test_the_log_posterior_never_falls_while_its_prior_is_held(
    fit: Fit, seed: int, n_items: int, n_annotators: int, n_labels: int, n_gold: int
) -> None:
    votes = crowd(seed, n_items=n_items, n_annotators=n_annotators, n_labels=n_labels)
    found = fit(votes, gold={str(n): str(n % n_labels) for n in range(n_gold)})
    assert found.iterations == sum(map(len, found.trace)) > 0
    for part in found.trace:
        assert (np.diff(part) > -1e-9 * max(1.0, abs(part[0]))).all()


def test_plain_dawid_skene_never_falls_either_and_says_when_it_stopped_early() -> None:
    found = dawid_skene(crowd(6), is_plain=True, tolerance=0.0, limit=7)
    assert (found.iterations, found.stopped) == (7, "limit")
    assert (np.diff(found.trace[0]) > -1e-9).all()
    assert dawid_skene(crowd(6), is_plain=True).stopped == "converged"


@every_model
def test_few_votes_make_wide_intervals(fit: Fit) -> None:
    found = fit(Votes.from_records([1, 1, 1, 2, 2, 2], ["a", "b", "c"] * 2, [0, 0, 0, 1, 1, 1]))
    for one in found.annotators:
        assert one.low is not None
        assert one.low < 0.8


def test_confusions_are_of_the_true_label_by_the_given() -> None:
    """`blind` sees every b as an a."""
    truth = ["a", "b"] * 40
    answers = {"one": truth, "two": truth, "blind": ["a"] * 80}
    rows = [(n, name, labels[n]) for name, labels in answers.items() for n in range(80)]
    item, annotator, label = zip(*rows, strict=True)
    found = dawid_skene(Votes.from_records(item, annotator, label))
    blind = next(one for one in found.annotators if one.annotator == "blind")
    assert blind.confusion is not None
    assert blind.confusion.sum(axis=1) == pytest.approx([1, 1])
    assert blind.confusion[0, 0] > 0.9
    assert blind.confusion[1, 0] > 0.9
    assert blind.accuracy == pytest.approx(0.5, abs=0.05)


def test_faint_probabilities_do_not_vanish() -> None:
    """Five thousand annotators on each item: the joint probability is below the least float."""
    names = [f"p{n}" for n in range(5000)]
    votes = Votes.from_records([1] * 5000 + [2] * 5000, names * 2, [0] * 3000 + [1] * 7000)
    for fit in EM.values():
        assert np.isfinite(fit(votes).posterior).all()
