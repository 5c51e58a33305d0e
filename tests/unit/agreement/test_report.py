"""The report on given units, and its parts."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import agreement_report, cohen_kappa, confusion, pair_table, per_label
from goldsmith.errors import InvalidInput
from goldsmith.votes import Votes

LABELS = ("yes", "no", "maybe", "never")


def panel(seed: int = 0) -> Votes:
    """Return three people on 60 items; `maybe` is often taken for `no`, and `never` is never used."""
    rng = default_rng(seed)
    truth = rng.integers(0, 3, 60)
    people, items = np.indices((3, 60))
    said = np.where((truth == 2) & (rng.random((3, 60)) < 0.5), 1, truth)
    labels = [LABELS[label] for label in said.ravel()]
    return Votes.from_records(items.ravel(), [f"p{who}" for who in people.ravel()], labels, label_set=LABELS)


def test_one_call_has_it_all_as_plain_json() -> None:
    report = agreement_report(panel(), rng=default_rng(0))
    plain = report.to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["units"] == "given"
    assert list(plain["coefficients"]) == [
        "percent", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1", "brennan_prediger",
    ]  # fmt: skip
    assert (plain["n_items"], plain["n_annotators"], plain["n_votes"]) == (60, 3, 180)
    assert plain["choices"]["seed"] == 0


def test_the_same_seed_gives_the_same_report() -> None:
    first, second = (agreement_report(panel(), rng=default_rng(7)).to_json() for _ in range(2))
    assert first == second
    assert agreement_report(panel(), rng=default_rng(8)).to_json() != first


def test_what_was_counted_adds_up() -> None:
    votes = panel()
    report = agreement_report(votes, rng=default_rng(0), replicates=50)
    counted, alpha = report.counted, report.coefficients["krippendorff_alpha"]
    assert counted.pairs == 60 * 3
    assert counted.pairs_agreeing == sum(row.n_agreeing for row in report.pairs.rows)
    assert counted.items_unanimous == int((votes.counts().max(axis=1) == 3).sum())
    assert alpha.expected is not None
    assert counted.pairs_by_chance == pytest.approx(alpha.expected * counted.pairs)
    assert report.coefficients["percent"].value == pytest.approx(counted.pairs_agreeing / counted.pairs)


def test_a_single_answer_to_each_item_is_reported_and_not_refused() -> None:
    votes = Votes.from_records([1, 2], ["a", "a"], ["x", "y"])
    report = agreement_report(votes, rng=default_rng(0))
    assert {each.undefined and each.undefined.reason for each in report.coefficients.values()} == {
        "no_overlap"
    }
    assert report.pairs.undefined is not None
    assert report.counted.pairs == 0
    assert report.counted.pairs_by_chance is None


def test_labels_stand_worst_first_and_unused_ones_last_with_the_reason() -> None:
    found = per_label(panel(), rng=default_rng(0))
    assert [each.label for each in found] == ["maybe", "no", "yes", "never"]
    assert found[0].confused_with is not None
    assert found[0].confused_with[0] == "no"
    assert found[2].confused_with is None
    assert found[3].alpha.undefined is not None
    assert found[3].alpha.undefined.reason == "unused"
    assert (found[3].n_votes, found[3].n_items, found[3].pooled) == (0, 0, None)


def test_equally_hard_labels_are_not_ranked_by_luck() -> None:
    """Twenty labels of one true agreement: the raw worst looks bad, the pooled one does not."""
    rng = default_rng(1)
    truth = rng.integers(0, 20, 1200)
    said = np.where(rng.random((2, 1200)) < 0.87, truth, rng.integers(0, 20, (2, 1200)))
    people, items = np.indices((2, 1200))
    found = per_label(Votes.from_records(items.ravel(), people.ravel(), said.ravel()), rng=rng)
    raw = [each.alpha.value or 0 for each in found]
    drawn = [each.pooled or 0 for each in found]
    assert drawn == sorted(drawn)
    assert np.ptp(drawn) < 0.35 * np.ptp(raw)


def test_specific_agreement_is_what_another_annotator_says() -> None:
    """Of 5 votes for x on items with two, 4 have x beside them."""
    votes = Votes.from_counts([[2, 0], [2, 0], [1, 1], [0, 2]], label_set=["x", "y"])
    specific = {
        each.label: each.specific.value for each in per_label(votes, rng=default_rng(0), replicates=50)
    }
    assert specific == pytest.approx({"x": 4 / 5, "y": 2 / 3})


def test_fleiss_by_category_is_told_only_where_votes_are_equal() -> None:
    equal, ragged = [[2, 0], [1, 1], [0, 2]], [[2, 0], [1, 1], [0, 3]]
    for counts, is_told in ((equal, True), (ragged, False)):
        found = per_label(Votes.from_counts(counts), rng=default_rng(0), replicates=50)
        assert [each.fleiss_kappa is not None for each in found] == [is_told, is_told]


def test_confusion_counts_each_pair_of_answers_once() -> None:
    table = confusion(Votes.from_counts([[2, 1, 0], [0, 1, 1], [0, 0, 1]]))
    assert table.counts.tolist() == [[1, 2, 0], [2, 0, 1], [0, 1, 0]]
    assert (table.pairs, table.agreeing) == (4, 1)
    assert table.nearest(1) == ("0", 2)
    assert confusion(Votes.from_counts([[2, 0]])).nearest(0) is None


def test_who_with_whom_stands_worst_first_and_counts_shared_items() -> None:
    rng = default_rng(2)
    truth = rng.integers(0, 2, 300)
    right = np.array([0.98, 0.97, 0.6])
    said = np.where(rng.random((3, 300)) < right[:, None], truth, 1 - truth)
    people, items = np.indices((3, 300))
    kept = (people != 2) | (items < 200)
    table = pair_table(Votes.from_records(items[kept], people[kept], said[kept]))
    assert [row.n_items for row in table.rows] == [200, 200, 300]
    assert (table.rows[2].a, table.rows[2].b) == ("0", "1")
    assert table.rows[2].percent.choices["interval"] == "linearised_t"


def test_unidentified_seats_have_no_table_and_no_cohen() -> None:
    report = agreement_report(Votes.from_counts([[2, 1], [0, 3]]), rng=default_rng(0))
    assert report.pairs.rows == ()
    assert report.pairs.undefined is not None
    assert report.pairs.undefined.reason == "unidentified"
    cohen = report.coefficients["cohen_kappa"]
    assert cohen.undefined is not None
    assert cohen.undefined.reason == "unidentified"


def test_cohens_kappa_of_three_is_refused_with_the_table_as_the_mend() -> None:
    with pytest.raises(InvalidInput, match="pair_table") as caught:
        cohen_kappa(panel(), rng=default_rng(0))
    assert caught.value.slug == "agreement.more_than_two"
    in_report = agreement_report(panel(), rng=default_rng(0)).coefficients["cohen_kappa"]
    assert in_report.undefined is not None
    assert in_report.undefined.reason == "more_than_two"


def test_a_pair_with_one_shared_item_has_a_value_and_no_interval() -> None:
    votes = Votes.from_records([1, 1, 2, 3], ["a", "b", "a", "b"], ["x", "y", "x", "y"])
    (row,) = pair_table(votes).rows
    assert row.percent.value == 0
    assert row.percent.no_interval is not None
    assert row.percent.no_interval.reason == "one_unit"


def test_two_who_always_say_the_same_one_label_have_percent_and_no_kappa() -> None:
    votes = Votes.from_records([1, 2, 1, 2], ["a", "a", "b", "b"], ["x"] * 4)
    (row,) = pair_table(votes).rows
    assert row.percent.value == 1
    assert row.percent.low == pytest.approx(0.158, abs=1e-3)
    assert row.cohen_kappa.undefined is not None
    assert row.cohen_kappa.undefined.reason == "no_variation"


def test_a_pairs_interval_widens_when_items_come_in_groups() -> None:
    votes = panel()
    items = [f"{item} {copy}" for item in votes.items for copy in range(6)]
    repeated = [
        (f"{votes.items[item]} {copy}", votes.annotators[who], votes.labels[label])
        for item, who, label in zip(votes.item, votes.annotator, votes.label, strict=True)
        for copy in range(6)
    ]
    columns = list(zip(*repeated, strict=True))
    groups = {item: item.split()[0] for item in items}
    alone, grouped, naive = (
        pair_table(each).rows[0].percent
        for each in (
            votes,
            Votes.from_records(*columns, groups=groups),
            Votes.from_records(*columns),
        )
    )
    widths = [(each.high or 0) - (each.low or 0) for each in (alone, grouped, naive)]
    assert widths[1] == pytest.approx(widths[0])
    assert widths[2] < 0.5 * widths[0]


def test_of_too_many_pairs_those_with_the_most_shared_items_stay_and_the_rest_is_counted() -> None:
    votes = Votes.from_records([1, 1, 1, 2, 2], list("abcbc"), list("xyxyy"))
    table = pair_table(votes, at_most=1)
    assert [(row.a, row.b, row.n_items) for row in table.rows] == [("b", "c", 2)]
    assert table.n_left_out == 2
    assert table.rows[0].percent == next(row for row in pair_table(votes).rows if row.a == "b").percent
