"""What votes tell of annotators: planted decline, spam, bias and haste are found, and stable people are left alone."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.diagnostics import Rest, annotator_groups, bias, drift, spam, speed, taken_for, with_the_rest
from goldsmith.votes import Votes

N_PEOPLE, EACH, LABELS = 100, 300, 3


def crowd(
    seed: int,
    *,
    n_people: int = N_PEOPLE,
    overlap: int = 3,
    declining: Collection[int] = (),
    spammers: Collection[int] = (),
) -> Votes:
    """Return votes in the order of time: people right in 75 to 95 % of items, of which one in seven is hard.

    declining: right half as often in the second half of their votes. spammers: by dice, always alike, by turns.
    """
    rng = default_rng(seed)
    n_items = n_people * EACH // overlap
    truth = rng.choice(LABELS, n_items, p=[0.5, 0.3, 0.2])
    ease = np.where(rng.random(n_items) < 1 / 7, 0.7, 1.0)
    skill = rng.uniform(0.75, 0.95, n_people)
    who = np.stack([rng.choice(n_people, overlap, replace=False) for _ in range(n_items)]).ravel()
    item = np.repeat(np.arange(n_items), overlap)
    given = (
        np.array([(who[:at] == one).sum() for at, one in enumerate(who)]) if declining else np.zeros(len(who))
    )
    chance = skill[who] * ease[item]
    chance[np.isin(who, list(declining)) & (given > EACH / 2)] /= 2
    is_right = rng.random(len(who)) < chance
    label = np.where(is_right, truth[item], (truth[item] + rng.integers(1, LABELS, len(who))) % LABELS)
    for place, one in enumerate(spammers):
        own = np.flatnonzero(who == one)
        label[own] = [rng.integers(LABELS, size=len(own)), 0 * own, np.arange(len(own)) % LABELS][place % 3]
    return Votes.from_records(item, who, label)


def flagged(votes: Votes, found: list[bool]) -> set[int]:
    return {int(name) for name, is_so in zip(votes.annotators, found, strict=True) if is_so}


def test_a_planted_decline_is_found_and_of_a_hundred_stable_annotators_at_most_five_are_flagged() -> None:
    votes = crowd(1, n_people=108, declining=range(8))
    found = flagged(votes, [one.is_flagged for one in drift(Rest(votes), rng=default_rng(0))])
    assert found >= set(range(8))
    assert len(found - set(range(8))) <= 5


@pytest.mark.parametrize("overlap", [2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_where_nobody_declines_and_nobody_guesses_next_to_no_one_is_flagged(seed: int, overlap: int) -> None:
    rest = Rest(crowd(seed, overlap=overlap))
    assert sum(one.is_flagged for one in drift(rest, rng=default_rng(seed))) <= 5
    assert sum(one.is_flagged for one in spam(rest)) <= 5


@pytest.mark.parametrize("overlap", [2, 3])
def test_dice_one_label_for_all_and_labels_by_turns_are_suspected_spam_and_honest_people_are_not(
    overlap: int,
) -> None:
    votes = crowd(2, n_people=106, overlap=overlap, spammers=range(6))
    found = flagged(votes, [one.is_flagged for one in spam(Rest(votes))])
    assert found >= set(range(6))
    assert len(found - set(range(6))) <= 5


def test_items_that_get_harder_for_all_are_no_decline_of_everyone() -> None:
    votes = crowd(7, n_people=30)
    rng = default_rng(0)
    is_late = votes.item > len(votes.items) / 2
    is_blurred = is_late & (rng.random(votes.n_votes) < 0.3)
    label = np.where(is_blurred, rng.integers(LABELS, size=votes.n_votes), votes.label)
    harder = Votes.from_records(votes.item, votes.annotator, label)
    assert sum(one.is_flagged for one in drift(Rest(harder), rng=default_rng(0))) <= 1


def test_one_persons_decline_is_not_laid_on_the_others_where_items_have_three_votes() -> None:
    votes = crowd(3, n_people=4, declining=[0])
    assert flagged(votes, [one.is_flagged for one in drift(Rest(votes), rng=default_rng(0))]) == {0}


def test_a_turn_stands_where_the_decline_was_planted() -> None:
    votes = crowd(4, n_people=6, declining=[2])
    one = drift(Rest(votes), rng=default_rng(0))[2]
    assert one.turn is not None
    assert one.before is not None
    assert one.after is not None
    assert abs(one.turn - EACH / 2) < 40
    assert (one.before.value or 0) > (one.after.value or 1)
    assert sum(period.agreement.n for period in one.periods) == one.n


def test_drift_follows_the_time_of_the_votes_not_the_order_of_the_table() -> None:
    votes = crowd(4, n_people=6, declining=[2])
    when = np.arange(votes.n_votes)
    mixed = default_rng(1).permutation(votes.n_votes)
    shuffled = Votes.from_records(votes.item[mixed], votes.annotator[mixed], votes.label[mixed])
    one = drift(Rest(shuffled), rng=default_rng(0), when=when[mixed])[2]
    assert one.is_flagged
    assert one.turn_at is not None
    assert abs(one.turn_at / votes.n_votes - 0.5) < 0.1
    assert not drift(Rest(shuffled), rng=default_rng(0))[2].is_flagged


def test_the_same_seed_finds_the_same() -> None:
    rest = Rest(crowd(5, n_people=8, declining=[0]))
    assert drift(rest, rng=default_rng(7)) == drift(rest, rng=default_rng(7))


def test_items_of_one_group_are_no_independent_evidence_of_drift() -> None:
    votes = crowd(6, n_people=4)
    grouped = Votes.from_records(
        votes.item, votes.annotator, votes.label, groups={item: item % 10 for item in range(len(votes.items))}
    )
    one = drift(Rest(grouped), rng=default_rng(0))[0]
    assert one.p is None
    assert "there are 10" in one.undefined


def test_two_annotators_cannot_be_told_apart_from_spam() -> None:
    votes = Votes.from_records(list(range(30)) * 2, ["ann"] * 30 + ["bob"] * 30, ["y", "n"] * 30)
    assert all("fewer than three" in one.undefined for one in spam(Rest(votes)))


def test_who_gives_one_label_on_few_items_is_not_flagged_where_that_label_is_nearly_always_right() -> None:
    rng = default_rng(0)
    votes = Votes.from_records(
        list(range(30)) * 4, np.repeat(["a", "b", "c", "d"], 30), [0] * 30 + list(rng.random(90) < 0.04)
    )
    assert not any(one.is_flagged for one in spam(Rest(votes)))


def test_agreement_with_the_rest_leaves_the_own_vote_out() -> None:
    rng = default_rng(0)
    votes = Votes.from_records(list(range(2000)) * 3, np.repeat([0, 1, 2], 2000), rng.integers(2, size=6000))
    for who in range(3):
        found = with_the_rest(Rest(votes).of(who))
        assert found.value is not None
        assert abs(found.value - 0.5) < 0.03


def test_a_label_given_too_often_is_found_and_differs_most_where_it_was_planted() -> None:
    rng = default_rng(0)
    truth = rng.integers(3, size=600)
    said = [np.where(rng.random(600) < 0.9, truth, rng.integers(3, size=600)) for _ in range(4)]
    said[1] = np.where((said[1] == 0) & (rng.random(600) < 0.4), 2, said[1])
    rest = Rest(
        Votes.from_records(list(range(600)) * 4, np.repeat(["a", "b", "c", "d"], 600), np.concatenate(said))
    )
    uses = bias(rest)
    assert {use.label for use in uses[1] if use.is_flagged} == {"0", "2"}
    assert uses[1][0].excess.low is not None
    assert all(
        abs(uses[1][0].excess.value or 0) > 2 * abs(uses[who][0].excess.value or 0) for who in (0, 2, 3)
    )
    assert taken_for(rest.of(1)).sum() == pytest.approx(600)
    assert taken_for(rest.of(1))[2, 0] > taken_for(rest.of(0))[2, 0]


def test_fast_answers_that_agree_less_are_found_for_who_hurries_only() -> None:
    rng = default_rng(0)
    truth = rng.integers(3, size=900)
    ms = rng.uniform(500, 5000, (3, 900))
    chance = np.full((3, 900), 0.9)
    chance[0] -= 0.4 * (ms[0] < 2000)
    said = np.where(rng.random((3, 900)) < chance, truth, rng.integers(3, size=(3, 900)))
    rest = Rest(Votes.from_records(list(range(900)) * 3, np.repeat(["a", "b", "c"], 900), said.ravel()))
    found = speed(rest, ms.ravel())
    assert [one.is_flagged for one in found] == [True, False, False]
    assert [round(third.median_ms, -3) for third in found[0].thirds] == [1000, 3000, 4000]
    assert "No times" in speed(rest, 0 * ms.ravel())[0].undefined


def test_a_view_shared_by_a_group_shows_between_groups_and_at_the_anchor() -> None:
    rng = default_rng(0)
    truth = rng.integers(2, size=300)
    views = [truth, truth, truth, *[np.where(rng.random(300) < 0.3, 1, truth)] * 3]
    said = np.concatenate([np.where(rng.random(300) < 0.95, view, 1 - view) for view in views])
    votes = Votes.from_records(list(range(300)) * 6, np.repeat(list("abcdef"), 300), said)
    anchor = {str(item): str(label) for item, label in enumerate(truth)}
    found = annotator_groups(votes, ["east"] * 3 + ["west"] * 3, rng=default_rng(0), anchor=anchor)
    assert found.within is not None
    assert found.between is not None
    assert found.within > found.between
    assert found.p is not None
    assert found.p <= 0.11  # six people fall into two threes in ten ways
    west = found.rows[1]
    assert west.with_anchor.value is not None
    assert west.with_anchor.value < (found.rows[0].with_anchor.value or 0)
    leaning = next(one for one in west.leanings if one.label == "1")
    assert leaning.excess.low is not None
    assert leaning.excess.low > 0.02


def test_without_two_groups_there_is_nothing_to_compare() -> None:
    votes = Votes.from_records([1, 1, 2, 2], ["a", "b"] * 2, ["y", "y", "n", "y"])
    assert "one group" in annotator_groups(votes, ["x", "x"], rng=default_rng(0)).undefined
    torn = annotator_groups(votes, ["x", "y"], rng=default_rng(0))
    assert torn.within is None
    assert "No two people" in torn.undefined
