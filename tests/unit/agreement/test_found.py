"""The report on found units: found, named and drawn apart."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import FoundReport, MatchedAnswers, distance_alpha, found_report
from goldsmith.errors import InvalidInput
from goldsmith.kinds import ABSENT, Matching, Pair

EMPTY = Matching((), (), (), (), ())


def matching(pairs: list[tuple[str, str, float]], only_a: str = "", only_b: str = "") -> Matching:
    """Return a matching from its pairs (label, label, IoU) and the labels, one letter each, left alone."""
    labels_a = (*(a for a, _, _ in pairs), *only_a)
    labels_b = (*(b for _, b, _ in pairs), *only_b)
    return Matching(
        tuple(Pair(place, place, a, b, iou) for place, (a, b, iou) in enumerate(pairs)),
        tuple(range(len(pairs), len(labels_a))),
        tuple(range(len(pairs), len(labels_b))),
        labels_a,
        labels_b,
    )


ANSWERS = [
    MatchedAnswers("i1", "ann", "bob", matching([("c", "c", 0.9), ("c", "d", 0.6)], "c", "")),  # F1 4/5
    MatchedAnswers("i2", "ann", "bob", matching([("d", "d", 0.4)], "", "d")),  # overlap too small for F1
    MatchedAnswers("i3", "ann", "bob", EMPTY),
]


def report(answers: list[MatchedAnswers] | None = None, *, identified: bool = True) -> FoundReport:
    return found_report(
        ANSWERS if answers is None else answers,
        ["c", "d"],
        rng=default_rng(0),
        identified=identified,
        replicates=200,
    )


def crowd(n: int = 40) -> list[MatchedAnswers]:
    """Return three people on n items; `dee` misses every second object."""
    rng, answers = default_rng(1), []
    for item in range(n):
        iou = [float(each) for each in rng.uniform(0.55, 0.95, 3)]
        answers.append(
            MatchedAnswers(f"{item}", "ann", "bob", matching([("c", "c", iou[0]), ("d", "d", iou[1])]))
        )
        answers += [
            MatchedAnswers(f"{item}", who, "dee", matching([("c", "c", iou[2])], "d"))
            for who in ("ann", "bob")
        ]
    return answers


def test_found_is_f1_averaged_over_items() -> None:
    found = report().found
    assert found["f1_50"].value == pytest.approx((4 / 5 + 0 + 1) / 3)
    assert found["f1_75"].value == pytest.approx((2 / 5 + 0 + 1) / 3)
    assert found["same_count"].value == pytest.approx(1 / 3)
    assert found["matched_objects"].value == pytest.approx(6 / 8)


def test_both_empty_agree_fully_and_it_is_also_shown_without_them() -> None:
    found = report().found
    assert found["f1_50_filled"].value == pytest.approx((4 / 5 + 0) / 2)
    assert found["same_count_filled"].value == 0
    nothing = report([replace(ANSWERS[2], item=f"{item}") for item in range(4)]).found
    assert nothing["f1_50"].value == 1
    assert nothing["f1_50"].low is not None
    assert nothing["f1_50"].low < 1
    assert nothing["f1_50_filled"].undefined is not None
    assert nothing["f1_50_filled"].undefined.reason == "all_empty"


def test_named_is_asked_of_matched_objects_over_all_overlaps() -> None:
    named = {each.iou: each for each in report().named}
    assert list(named) == [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert [named[iou].n_matches for iou in named] == [3, 3, 2, 2, 1, 1, 1]
    assert named[0.3].same_label.value == pytest.approx(2 / 3)
    assert named[0.5].same_label.value == pytest.approx(1 / 2)
    assert named[0.5].kappa.value == pytest.approx((1 / 2 - (9 + 1) / 16) / (1 - (9 + 1) / 16))
    assert named[0.9].kappa.undefined is not None
    assert named[0.9].kappa.undefined.reason == "no_variation"


def test_drawn_is_the_mean_overlap_of_matched_objects() -> None:
    assert report().drawn["mean_iou"].value == pytest.approx((0.9 + 0.6 + 0.4) / 3)
    nothing = report([replace(ANSWERS[2], item=f"{item}") for item in range(4)]).drawn["mean_iou"]
    assert nothing.undefined is not None
    assert nothing.undefined.reason == "no_match"


def test_confusion_has_what_was_missed_as_its_last_label() -> None:
    table = report().confusion
    assert table.labels == ("c", "d", ABSENT)
    assert table.counts.tolist() == [[1, 1, 1], [1, 0, 3], [1, 3, 0]]


def test_labels_stand_worst_first_with_their_own_f1() -> None:
    found = {each.label: each for each in report().per_label}
    assert found["c"].f1.value == pytest.approx(2 / 4)
    assert found["d"].f1.value == 0
    assert (found["c"].n_objects, found["c"].n_missed, found["c"].confused_with) == (4, 1, ("d", 1))
    assert [each.label for each in report(crowd()).per_label] == ["d", "c"]


def test_who_with_whom_is_f1_and_undefined_for_seats() -> None:
    rows = report(crowd()).pairs
    assert [(row.a, row.b) for row in rows] == [("ann", "dee"), ("bob", "dee"), ("ann", "bob")]
    assert rows[0].f1.value == pytest.approx(2 / 3)
    assert (rows[2].f1.value, rows[2].n_items) == (1, 40)
    seats = report(crowd(), identified=False)
    assert seats.pairs == ()
    assert seats.pairs_undefined is not None
    assert seats.found["f1_50"].no_people is not None
    assert seats.found["f1_50"].no_people.reason == "unidentified"


def test_people_like_these_include_one_who_misses_half() -> None:
    f1 = report(crowd()).found["f1_50"]
    assert f1.value == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)
    assert f1.low_people is not None
    assert f1.low is not None
    assert f1.low_people < f1.low - 0.05


def test_leaving_out_an_annotator_leaves_the_pairs_of_the_others() -> None:
    """With dee left out only ann and bob remain, who agree fully: the jackknife's widest step."""
    alone = report([each for each in crowd() if "dee" not in (each.a, each.b)])
    assert alone.found["f1_50"].value == 1
    assert alone.found["f1_50"].no_people is not None
    assert alone.found["f1_50"].no_people.reason == "too_few_annotators"


def test_neither_the_order_of_pairs_nor_who_stands_first_plays_a_part() -> None:
    def turned(each: MatchedAnswers) -> MatchedAnswers:
        m = each.matching
        pairs = tuple(Pair(p.b, p.a, p.label_b, p.label_a, p.similarity) for p in m.pairs)
        return replace(
            each, a=each.b, b=each.a, matching=Matching(pairs, m.only_b, m.only_a, m.labels_b, m.labels_a)
        )

    turned_round = [turned(each) for each in reversed(crowd())]
    first, second = report(crowd()).to_json(), report(turned_round).to_json()
    assert json.dumps(first, allow_nan=False)
    for part in ("found", "drawn"):
        for name in first[part]:
            assert second[part][name]["value"] == pytest.approx(first[part][name]["value"])
            assert second[part][name]["low_people"] == pytest.approx(first[part][name]["low_people"])
    assert second["confusion"] == first["confusion"]
    assert [row["a"] for row in second["pairs"]["rows"]] == [row["a"] for row in first["pairs"]["rows"]]


def test_groups_are_resampled_whole_and_weights_count() -> None:
    answers = [replace(each, group="doc" if each.item in ("0", "1") else None) for each in crowd(30)]
    assert report(answers).found["f1_50"].choices["n_resampled"] == 29
    heavy = [replace(each, weight=5.0 if each.item == "i1" else 1.0) for each in ANSWERS]
    assert report(heavy).found["f1_50"].value == pytest.approx((5 * 4 / 5 + 0 + 1) / 7)


def test_raw_counts_stand_beside_the_shares() -> None:
    assert report().counted == {
        "answer_pairs": 3,
        "both_empty": 1,
        "objects": 8,
        "objects_matched": 4,
        "matches": 2,
        "matches_same_label": 1,
    }


def test_no_pairs_of_answers_is_no_overlap_and_no_error() -> None:
    empty = report([])
    assert {each.undefined and each.undefined.reason for each in empty.found.values()} == {"no_overlap"}
    assert empty.pairs == ()
    json.dumps(empty.to_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("answer", "slug"),
    [
        (MatchedAnswers("i", "ann", "bob", matching([], "x")), "votes.unknown_label"),
        (MatchedAnswers("i", "ann", "ann", EMPTY), "agreement.same_annotator"),
    ],
)
def test_what_cannot_be_compared_is_refused(answer: MatchedAnswers, slug: str) -> None:
    with pytest.raises(InvalidInput, match="items i") as caught:
        report([answer])
    assert caught.value.slug == slug


def test_distance_alpha_of_set_valued_labels() -> None:
    """Passonneau's distance between sets: 0 equal, 1/3 nested, 2/3 overlapping, 1 disjoint.

    With all pairs of answers as the contrast, as Krippendorff has it: observed .333, expected .410, alpha .186.
    """
    rows = ["|", "A|", "A|A", "A|B", "AB|A", "AB|AC", "ABC|ABC", "C|AC", "C|AC"]
    pairs = [tuple(map(set, row.split("|"))) for row in rows]

    def distance(a: set[str], b: set[str]) -> float:
        return 0.0 if a == b else 1 / 3 if a <= b or b <= a else 2 / 3 if a & b else 1.0

    answers = [answer for pair in pairs for answer in pair]
    every = [distance(a, b) for i, a in enumerate(answers) for b in answers[i + 1 :]]
    alpha = distance_alpha(
        {str(n): [distance(a, b)] for n, (a, b) in enumerate(pairs)}, every, rng=default_rng(0)
    )
    assert alpha.observed == pytest.approx(1 - 0.333, abs=5e-4)
    assert alpha.expected == pytest.approx(1 - 0.410, abs=5e-4)
    assert alpha.value == pytest.approx(0.186, abs=5e-4)


def test_distance_alpha_with_zero_and_one_is_krippendorffs() -> None:
    """Nominal labels, all pairs of different answers as the contrast: the general form is the special one."""
    from goldsmith.agreement import krippendorff_alpha
    from goldsmith.votes import Votes

    rows = [[0, 0, 1], [1, 1], [2, 1, 1, 1], [0, 0]]
    items = [item for item, row in enumerate(rows) for _ in row]
    people = [who for row in rows for who in range(len(row))]
    values = [label for row in rows for label in row]
    same = {
        str(n): [float(a != b) for i, a in enumerate(row) for b in row[i + 1 :]] for n, row in enumerate(rows)
    }
    every = [float(a != b) for i, a in enumerate(values) for b in values[i + 1 :]]
    nominal = krippendorff_alpha(Votes.from_records(items, people, values), rng=default_rng(0), replicates=2)
    assert distance_alpha(same, every, rng=default_rng(0)).value == pytest.approx(nominal.value)


def test_distance_alpha_says_that_its_contrast_is_near_one() -> None:
    same = {str(n): [0.1 + 0.01 * n] for n in range(20)}
    alpha = distance_alpha(same, [1.0] * 99 + [0.5], rng=default_rng(0))
    assert "expected_near_one" in alpha.flags
    assert alpha.choices["n_different"] == 100
    assert alpha.choices["expected_error"] == pytest.approx(0.005)
    assert alpha.low is not None
    assert alpha.low < (alpha.value or 0) < (alpha.high or 0)
    assert distance_alpha(same, [0.4, 0.8], rng=default_rng(0)).flags == {}


def test_distance_alpha_resamples_groups_and_weighs_items() -> None:
    same = {"a": [0.0], "b": [0.0], "c": [1.0]}
    plain = distance_alpha(
        same, [1.0], rng=default_rng(0), groups={"a": "doc", "b": "doc"}, weights={"c": 2.0}
    )
    assert plain.value == pytest.approx(0.5)
    assert (plain.choices["resampling_unit"], plain.choices["n_resampled"]) == ("group", 2)


@pytest.mark.parametrize(
    ("same", "different", "slug"),
    [
        ({"a": [0.1, 0.2]}, [1.0], "agreement.missing_distances"),
        ({"a": [1.2]}, [1.0], "agreement.bad_distance"),
        ({"a": [0.2]}, [float("nan")], "agreement.bad_distance"),
    ],
)
def test_distances_that_cannot_be_are_refused(
    same: dict[str, list[float]], different: list[float], slug: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        distance_alpha(same, different, rng=default_rng(0))
    assert caught.value.slug == slug


@pytest.mark.parametrize(
    ("same", "reason"), [({}, "no_overlap"), ({"a": []}, "no_overlap"), ({"a": [0.0]}, "no_variation")]
)
def test_distance_alpha_without_contrast_has_no_value(same: dict[str, list[float]], reason: str) -> None:
    alpha = distance_alpha(same, [0.0], rng=default_rng(0))
    assert alpha.undefined is not None
    assert alpha.undefined.reason == reason


def test_unequal_numbers_of_answers_are_weighed_as_krippendorff_does() -> None:
    """An item of three answers has three pairs and weighs 3/2 as much as one of two."""
    alpha = distance_alpha({"a": [1.0, 1.0, 1.0], "b": [0.0]}, [1.0], rng=default_rng(0))
    assert alpha.value == pytest.approx(1 - 3 / 5)
    assert np.isclose(alpha.observed or 0, 2 / 5)
