"""Which single answers are looked at: by lot, the same share of each annotator; and what looks risky."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from goldsmith.assign.review import Rules, Single, by_lot, risky

RULES = Rules()


def answers(
    n: int, annotator: int = 1, *, seed: int = 0, ms: int | None = 3000, label: str = "kind"
) -> list[Single]:
    lots = random.Random(seed + annotator)
    return [Single(annotator * 1000 + at, annotator, lots.random(), ms, False, (label,)) for at in range(n)]


def drawn(found: Mapping[int, tuple[object, list[Single]]], annotator: int = 1) -> list[int]:
    return [answer.item for answer in found[annotator][1]]


@pytest.mark.parametrize(
    ("share", "at_least", "n"),
    [(0.1, 0, 4), (0.1, 10, 10), (0.11, 0, 5), (1.0, 0, 40), (0.0, 99, 40), (0.0, 0, 0)],
)
def test_the_larger_of_share_and_number_is_drawn_and_never_more_than_there_are(
    share: float, at_least: int, n: int
) -> None:
    part, own = by_lot(answers(40), share=share, at_least=at_least, before={})[1]
    assert (part.n, part.of, len(own)) == (n, 40, n)


def test_each_annotator_is_drawn_from_alone() -> None:
    found = by_lot([*answers(10, 1), *answers(100, 2)], share=0.1, at_least=2, before={})
    assert (len(drawn(found, 1)), len(drawn(found, 2))) == (2, 10)


def test_every_answer_is_as_likely_as_every_other() -> None:
    times = dict.fromkeys((a.item for a in answers(10)), 0)
    for seed in range(2000):
        for item in drawn(by_lot(answers(10, seed=seed), share=0.3, at_least=0, before={})):
            times[item] += 1
    assert all(
        520 < n < 680 for n in times.values()
    )  # 600 are expected; 680 is four standard deviations away


def test_what_was_drawn_stays_drawn_as_answers_come_in() -> None:
    few, many = answers(20), answers(60)
    part, first = by_lot(few, share=0.5, at_least=0, before={})[1]
    later = by_lot(many, share=0.05, at_least=0, before={1: part.below})
    assert {a.item for a in first} <= set(drawn(later))
    assert drawn(later) == [a.item for a in sorted(many, key=lambda a: a.lot) if a.lot <= part.below]


def test_an_answer_is_fast_against_its_own_giver_who_has_enough_of_them() -> None:
    quick = Single(1, 1, 0.5, 900, False, ("kind",))
    assert risky([*answers(25), quick], RULES, {}) == [
        (quick, [{"why": "fast", "ms": 900, "median_ms": 3000}])
    ]
    assert risky([*answers(18), quick], RULES, {}) == []
    assert risky([*answers(25, ms=1000), quick], RULES, {}) == []


def test_a_label_is_rare_among_enough_answers() -> None:
    rare = Single(1, 2, 0.5, None, False, ("kind", "rude"))
    ((found, reasons),) = risky([*answers(60), rare], RULES, {})
    assert (found, reasons) == (rare, [{"why": "rare", "label": "rude", "n": 1, "of": 61}])
    assert risky([*answers(40), rare], RULES, {}) == []


def test_who_missed_checks_is_looked_at_when_there_were_enough() -> None:
    assert len(risky(answers(3), RULES, {1: (3, 5)})) == 3
    assert risky(answers(3), RULES, {1: (4, 5)}) == []
    assert risky(answers(3), RULES, {1: (0, 4)}) == []


def test_most_reasons_come_first() -> None:
    unsure = Single(1, 1, 0.1, 3000, True, ("kind",))
    both = Single(2, 1, 0.9, 100, True, ("kind",))
    assert [answer.item for answer, _ in risky([*answers(25), unsure, both], RULES, {})] == [2, 1]


def test_an_answer_without_labels_is_no_rare_one() -> None:
    empty = Single(1, 1, 0.5, None, False, ())
    assert risky([*answers(60), empty], RULES, {}) == []
