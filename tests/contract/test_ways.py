"""What every way to decide whole answers promises, on the examples of every kind that it suits."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith import kinds
from goldsmith.consensus.joined import Cast, Joined
from goldsmith.consensus.ways import WAYS, Way, ways
from goldsmith.errors import InvalidInput
from goldsmith.kinds import Kind
from goldsmith.model import Question, canonical

KINDS = {name: kinds.get(name) for name in kinds.registry}
PAIRS = [(way, kind) for way in WAYS for kind in KINDS.values() if way.suits(kind)]

every_way = pytest.mark.parametrize(
    ("way", "kind"), PAIRS, ids=[f"{way.name}-{kind.name}" for way, kind in PAIRS]
)


def answered(kind: Kind) -> list[tuple[Question, list[Any]]]:
    """Return each question of the kind's examples with the different good answers to it."""
    found: dict[str, tuple[Question, list[Any]]] = {}
    for one in kind.examples():
        if one.good:
            _, values = found.setdefault(one.question.key, (one.question, []))
            value = kind.parse(one.raw, one.item, one.question)
            if value not in values:
                values.append(value)
    return list(found.values())


def mixed(question: Question, values: list[Any]) -> Cast:
    """Three people who agree on most items, and a fourth who gives the next answer now and then."""
    answers = {}
    for n in range(12):
        value, other = values[n % len(values)], values[(n + 1) % len(values)]
        answers[f"i{n:02}"] = {
            "ann": value,
            "bob": value,
            "cy": value if n % 3 else other,
            "dee": other if n % 4 else value,
        }
    return Cast(question, answers)


def plain(found: Joined, cast: Cast) -> str:
    """Return all that is decided and thought, as text."""
    return canonical(
        {
            "made": [
                [
                    one.item,
                    one.why_open,
                    None if one.value is None else cast.kind.dump(one.value),
                    one.posterior,
                ]
                for one in found.made
            ],
            "annotators": [one.to_json() for one in found.annotators],
        }
    )


@every_way
def test_unanimous_in_unanimous_out(way: Way, kind: Kind) -> None:
    for question, values in answered(kind):
        answers = {
            f"i{n:02}": dict.fromkeys(("ann", "bob", "cy"), values[n % len(values)]) for n in range(12)
        }
        found = way.join(Cast(question, answers), min_posterior=0.0)
        assert [made.value for made in found.made] == [given["ann"] for given in answers.values()], (
            question.key
        )


@every_way
def test_the_order_in_which_answers_come_plays_no_part_and_the_same_comes_out_again(
    way: Way, kind: Kind
) -> None:
    for question, values in answered(kind):
        cast = mixed(question, values)
        turned = {
            item: dict(reversed(list(given.items()))) for item, given in reversed(list(cast.answers.items()))
        }
        one, other = way.join(cast, min_posterior=0.6), way.join(Cast(question, turned), min_posterior=0.6)
        assert plain(one, cast) == plain(other, cast), question.key


@every_way
def test_a_decision_has_a_value_or_says_why_not_and_posteriors_are_probabilities(
    way: Way, kind: Kind
) -> None:
    for question, values in answered(kind):
        cast = mixed(question, values)
        found = way.join(cast, min_posterior=0.8)
        assert [made.item for made in found.made] == cast.items
        for made in found.made:
            assert (made.value is None) == (made.why_open is not None)
            assert made.entropy >= 0
            assert made.posterior is None or 0 <= made.posterior <= 1 + 1e-9
            if made.posterior is not None and made.value is not None:
                assert made.posterior >= 0.8 - 1e-9
        assert [one.annotator for one in found.annotators] == cast.annotators


@every_way
def test_gold_is_held_whatever_was_answered(way: Way, kind: Kind) -> None:
    for question, values in answered(kind):
        cast = mixed(question, values)
        gold = {"i00": values[-1], "i01": values[0], "unseen": values[0]}
        found = way.join(Cast(question, cast.answers, gold), min_posterior=0.0)
        assert [made.value for made in found.made[:2]] == [values[-1], values[0]]
        assert (found.n_clamped, found.n_gold_unseen) == (2, 1)


@every_way
def test_no_answers_and_no_probability_are_refused(way: Way, kind: Kind) -> None:
    question, values = answered(kind)[0]
    with pytest.raises(InvalidInput) as caught:
        way.join(Cast(question, {}), min_posterior=0.0)
    assert caught.value.slug == "consensus.no_votes"
    with pytest.raises(InvalidInput) as caught:
        way.join(mixed(question, values), min_posterior=1.5)
    assert caught.value.slug == "consensus.bad_min_posterior"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_can_be_decided_by_a_method(kind: Kind) -> None:
    for question, _ in answered(kind):
        assert ways(question)
