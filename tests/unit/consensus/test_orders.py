"""Orders and texts: careful annotators are heard, circles are decided, and ties stay open."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.consensus.joined import Cast, Joined
from goldsmith.consensus.mallows import Orders, mallows
from goldsmith.consensus.orders import candidate_orders, distances, nearest, spectrum
from goldsmith.errors import InvalidInput
from goldsmith.model import Label, Question
from tests.unit.consensus.crowds import joined, renamed, right


def ranking(n: int) -> Question:
    return Question("best", "ranking.v1", "Which?", labels=tuple(Label(key, key) for key in "abcdefghij"[:n]))


TEXT = Question("line", "text.v1", "What does it say?")
RATES = (60, 40, 2, 2, 0)  # how fast the chance of an order falls with its distance from the truth


def crowd(seed: int, n: int = 120, things: int = 4) -> tuple[Cast, list[tuple[str, ...]]]:
    """Two who know and three who nearly shuffle."""
    rng = default_rng(seed)
    keys = ranking(things).label_keys()
    every = list(permutations(range(things))) if things < 6 else []
    truth, answers = [], {}
    for item in range(n):
        true = tuple(rng.permutation(things).tolist())
        truth.append(tuple(keys[at] for at in true))
        said = {}
        for number, rate in enumerate(RATES):
            if every:
                weights = np.exp(-rate * distances([true], every)[0])
                order = every[rng.choice(len(every), p=weights / weights.sum())]
            else:
                order = swapped(true, 40 // max(rate, 1), rng)
            said[f"p{number}"] = tuple(keys[at] for at in order)
        answers[f"q{item:03}"] = said
    return Cast(ranking(things), answers), truth


def swapped(order: tuple[int, ...], times: int, rng: Generator) -> tuple[int, ...]:
    made = list(order)
    for at in rng.integers(0, len(made) - 1, times).tolist():
        made[at], made[at + 1] = made[at + 1], made[at]
    return tuple(made)


def values(found: Joined) -> list[object]:
    return [made.value for made in found.made]


def by_pairs(cast: Cast) -> list[object]:
    """Return what the majority of each pair comes to, a circle to nothing."""
    kind = cast.kind
    found: list[object] = []
    for item in cast.items:
        units = kind.align(cast.values(item), cast.question)
        wins = {unit.key: max(sorted(set(unit.votes)), key=unit.votes.count) for unit in units}
        places = {
            key: sum(wins[pair] == ("1" if pair.startswith(key) else "0") for pair in wins if key in pair)
            for key in cast.question.label_keys()
        }
        whole = len(set(places.values())) == len(places)
        found.append(tuple(sorted(places, key=lambda key: -places[key])) if whole else None)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_orders_of_those_who_know_outweigh_the_majority_of_each_pair(seed: int) -> None:
    cast, truth = crowd(seed)
    found = joined(cast, "kemeny")
    assert right(values(found), truth) > right(by_pairs(cast), truth) + 0.25
    assert right(values(found), truth) > 0.9
    far = [one.measures["distance"].value or 0 for one in found.annotators]
    assert max(far[:2]) < 0.1 < 0.25 < min(far[2:])
    assert all(
        one.measures["distance"].low <= one.measures["distance"].value <= one.measures["distance"].high  # type: ignore[operator]
        for one in found.annotators
    )


def test_many_things_are_ordered_by_search() -> None:
    cast, truth = crowd(0, n=40, things=9)
    found = values(joined(cast, "kemeny"))
    exact = right(found, truth)
    off = [
        sum(value.index(a) > value.index(b) for a, b in combinations(true, 2)) / 36  # type: ignore[attr-defined]
        for value, true in zip(found, truth, strict=True)
        if value is not None
    ]
    assert exact > 0.6
    assert np.mean(off) < 0.02


def test_the_nearest_of_all_orders_of_seven_things_is_a_candidate() -> None:
    rng = default_rng(1)
    every = list(permutations(range(7)))
    for _ in range(60):
        answers = [tuple(rng.permutation(7).tolist()) for _ in range(rng.integers(3, 7))]
        best = distances(every, answers).sum(axis=1).min()
        assert distances(candidate_orders(answers, 7), answers).sum(axis=1).min() == pytest.approx(best)


def test_the_nearest_of_twelve_orders_is_no_worse_than_any_swap_of_it_or_any_answer() -> None:
    rng = default_rng(2)
    for _ in range(5):
        answers = [tuple(rng.permutation(12).tolist()) for _ in range(5)]
        best = nearest(answers, 12)
        assert sorted(best) == list(range(12))
        far = distances([best], answers).sum()
        tried = [*answers, *(swapped(best, times, rng) for times in range(1, 40))]
        assert distances(tried, answers).sum(axis=1).min() >= far - 1e-9


@pytest.mark.parametrize(("things", "said"), [(6, "all orders"), (7, "nearest"), (13, "local search")])
def test_the_run_says_which_orders_were_candidates(things: int, said: str) -> None:
    keys = "abcdefghijklm"[:things]
    asked = Question("best", "ranking.v1", "Which?", labels=tuple(Label(key, key) for key in keys))
    found = joined(Cast(asked, {"q1": dict.fromkeys("xyz", tuple(keys))}), "kemeny")
    assert said in found.choices["candidates"]
    assert values(found) == [tuple(keys)]


def test_majorities_that_go_round_in_a_circle_are_a_tie_unless_somebody_is_known_to_be_better() -> None:
    circle = {"ann": tuple("abc"), "bob": tuple("bca"), "cy": tuple("cab")}
    [made] = joined(Cast(ranking(3), {"q1": circle}), "kemeny").made
    assert (made.value, made.why_open) == (None, "tie")
    others = {
        f"r{n}": {"ann": tuple("abc"), "bob": tuple("cab" if n % 2 else "bca"), "cy": tuple("bac")}
        for n in range(9)
    }
    gold = {f"r{n}": tuple("abc") for n in range(9)}
    found = joined(Cast(ranking(3), {"q1": circle, **others}, gold), "kemeny")
    assert found.made[0].value == tuple("abc")
    assert found.n_clamped == 9


def test_unanimous_orders_stay_and_names_play_no_part() -> None:
    cast, _ = crowd(1, n=25)
    one, other = joined(cast, "kemeny", 0.6), joined(renamed(cast), "kemeny", 0.6)
    assert values(one) == values(other)
    same = Cast(ranking(4), {f"q{n}": dict.fromkeys("xyz", tuple("dbca")) for n in range(3)})
    assert values(joined(same, "kemeny", 0.9)) == [tuple("dbca")] * 3


def test_the_log_posterior_of_orders_never_falls() -> None:
    rng = default_rng(0)
    tried = candidate_orders([], 4)
    items = [
        Orders(
            distances(tried, [tried[at] for at in rng.integers(0, 24, 5)]),
            np.arange(5),
            3 if n == 0 else None,
        )
        for n in range(30)
    ]
    found = mallows(items, 5, spectrum=spectrum(4), tolerance=0.0, limit=40)
    assert (np.diff(found.trace) > -1e-9).all()
    assert found.posteriors[0].argmax() == 3


# texts --------------------------------------------------------------------------------------------------------------


def scribe(text: str, share: float, rng: Generator) -> str:
    return "".join(rng.choice(list("abcdefgh ")) if rng.random() < share else sign for sign in text)


def scripts(seed: int, n: int = 60) -> tuple[Cast, list[str]]:
    """One who seldom slips, and three who do so in a quarter of all letters."""
    rng = default_rng(seed)
    truth = ["".join(rng.choice(list("abcdefgh "), 24)).strip() or "a" for _ in range(n)]
    answers = {
        f"q{at:02}": {f"p{j}": scribe(text, share, rng) for j, share in enumerate((0.01, 0.25, 0.25, 0.25))}
        for at, text in enumerate(truth)
    }
    return Cast(TEXT, answers), truth


@pytest.mark.parametrize("seed", range(3))
def test_the_medoid_by_reliability_is_nearer_the_truth_than_the_plain_one(seed: int) -> None:
    cast, truth = scripts(seed)
    kind = cast.kind

    def off(found: list[object]) -> float:
        return float(
            np.mean([kind.distance(text or "", true, TEXT) for text, true in zip(found, truth, strict=True)])
        )

    weighted = values(joined(cast, "weighted_medoid"))
    plain = [kind.middle(cast.values(item), TEXT) for item in cast.items]  # type: ignore[attr-defined]
    assert off(weighted) < 0.03
    assert off(weighted) < off(plain) / 2
    far = [one.measures["distance"].value for one in joined(cast, "weighted_medoid").annotators]
    assert far[0] == min(far)  # type: ignore[type-var]


def test_nobodys_text_is_held_against_itself() -> None:
    """Three who write whatever they like: none may come to seem right by being chosen once."""
    rng = default_rng(5)
    answers = {
        f"q{n}": {who: "".join(rng.choice(list("abcdefgh"), 20)) for who in ("x", "y", "z")}
        for n in range(80)
    }
    far = [
        one.measures["distance"].value or 0
        for one in joined(Cast(TEXT, answers), "weighted_medoid").annotators
    ]
    assert far == pytest.approx([np.mean(far)] * 3, abs=0.03)


def test_texts_that_are_as_likely_are_a_tie_and_gold_is_held() -> None:
    answers = {"q1": {"a": "left", "b": "wing", "c": "moon"}, "q2": {"a": "one", "b": "one", "c": "one"}}
    found = joined(Cast(TEXT, answers, {"q2": "two"}), "weighted_medoid")
    assert (found.made[0].value, found.made[0].why_open) == (None, "tie")
    assert found.made[1].value == "two"
    cast, _ = scripts(4, n=20)
    assert values(joined(cast, "weighted_medoid")) == values(joined(renamed(cast), "weighted_medoid"))


@pytest.mark.parametrize("method", ["kemeny", "weighted_medoid"])
def test_two_people_and_seats_have_no_reliability(method: str) -> None:
    cast = crowd(0, n=2)[0] if method == "kemeny" else scripts(0, n=2)[0]
    two = {item: dict(list(given.items())[:2]) for item, given in cast.answers.items()}
    for given in (Cast(cast.question, two), Cast(cast.question, cast.answers, {}, identified=False)):
        with pytest.raises(InvalidInput) as caught:
            joined(given, method)
        assert caught.value.slug in {"consensus.too_few_annotators", "consensus.unnamed"}
