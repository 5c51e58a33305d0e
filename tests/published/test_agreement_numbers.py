"""Agreement as printed in papers and as other packages compute it on the same tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import (
    agreement_report,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    icc,
    kendall_w,
    krippendorff_alpha,
    pair_table,
    per_label,
    percent_agreement,
    scott_pi,
    weighted_brennan_prediger,
    weighted_cohen_kappa,
    weighted_conger_kappa,
    weighted_fleiss_kappa,
)
from goldsmith.agreement.icc import Form
from goldsmith.agreement.registry import Measure
from goldsmith.agreement.weighted import Weights
from goldsmith.votes import Level, Votes

# Fleiss (1971), Psychological Bulletin 76(5), table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
FLEISS_1971 = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
# The worked example of Wikipedia's article on Fleiss' kappa: 10 subjects, 14 raters.
WIKIPEDIA = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, example C: 4 observers, 12 units, gaps.
KRIPPENDORFF = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def value(metric: Measure, votes: Votes) -> float:
    estimate = metric(votes, rng=default_rng(0), replicates=50)
    assert estimate.value is not None
    return estimate.value


def from_rows(rows: dict[str, str], level: Level = "nominal") -> Votes:
    """Return the votes of one row of blank-separated labels for each annotator; a dot is no answer."""
    votes = [
        (n, who, label) for who, row in rows.items() for n, label in enumerate(row.split()) if label != "."
    ]
    items, annotators, labels = zip(*votes, strict=True)
    return Votes.from_records(items, annotators, labels, label_set=sorted(set(labels)), level=level)


def from_cross_table(table: list[list[int]]) -> Votes:
    """Return the votes of two annotators from the counts of each pair of labels."""
    cells = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    items, labels = [*range(len(cells))] * 2, [a for a, _ in cells] + [b for _, b in cells]
    annotators = ["a"] * len(cells) + ["b"] * len(cells)
    return Votes.from_records(items, annotators, labels, label_set=range(len(table)))


PSYCHIATRISTS = Votes.from_counts(
    [[int(digit) for digit in row] for row in FLEISS_1971.split()],
    label_set=["depression", "personality", "schizophrenia", "neurosis", "other"],
)


def test_fleiss_1971_overall() -> None:
    estimate = fleiss_kappa(PSYCHIATRISTS, rng=default_rng(0))
    assert estimate.value == pytest.approx(0.43024, abs=1e-5)
    assert estimate.observed == pytest.approx(0.5556, abs=1e-4)
    assert estimate.expected == pytest.approx(0.2201, abs=2e-4)  # from rounded shares; exactly .21994
    assert value(brennan_prediger, PSYCHIATRISTS) == pytest.approx(0.4444, abs=1e-4)


def test_fleiss_1971_by_category() -> None:
    """He printed .248 .248 .517 .470 .565 after rounding by hand; these are exact."""
    found = {
        each.label: each.fleiss_kappa for each in per_label(PSYCHIATRISTS, rng=default_rng(0), replicates=50)
    }
    kappas = [found[label] for label in PSYCHIATRISTS.labels]
    assert [kappa and kappa.value for kappa in kappas] == pytest.approx(
        [0.2448, 0.2448, 0.5200, 0.4711, 0.5661], abs=1e-4
    )


def test_wikipedia_fleiss() -> None:
    assert value(fleiss_kappa, Votes.from_counts(WIKIPEDIA)) == pytest.approx(0.20993, abs=1e-5)


@pytest.mark.parametrize(("level", "expected"), [("nominal", 904 / 1216), ("ordinal", 0.815388)])
def test_krippendorff_2011_with_gaps(level: Level, expected: float) -> None:
    assert value(krippendorff_alpha, from_rows(KRIPPENDORFF, level)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (fleiss_kappa, 0.76117),
        (gwet_ac1, 0.77544),
        (krippendorff_alpha, 0.74342),
        (brennan_prediger, 0.77273),
    ],
)
def test_irrcac_on_the_same_table(metric: Measure, expected: float) -> None:
    """irrCAC 0.4.4, which follows Gwet (2014)."""
    assert value(metric, from_rows(KRIPPENDORFF)) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"A": "0 1 0 0 0 0 0 0 1 0", "B": "1 1 1 0 0 1 0 0 0 0"}, 0.095238),
        ({"A": "a a b b d c c c e d d a", "B": "b a b b b c c c e d d d"}, 0.691964),
    ],
)
def test_krippendorff_2011_two_observers(rows: dict[str, str], expected: float) -> None:
    assert value(krippendorff_alpha, from_rows(rows)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "kappa", "ac1"),
    [
        ([[25, 12, 3], [13, 2, 15], [12, 16, 2]], -0.09231, -0.04797),  # Cohen (1960), p. 37
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.491525, 0.57597),  # Cohen (1960), p. 45
        ([[40, 9], [6, 45]], 0.69952, 0.70075),  # Feinstein and Cicchetti (1990)
        ([[80, 10], [5, 5]], 0.31818, 0.80800),  # the same agreement, other prevalence
    ],
)
def test_cohen_and_gwet_on_cross_tables(table: list[list[int]], kappa: float, ac1: float) -> None:
    votes = from_cross_table(table)
    assert value(cohen_kappa, votes) == pytest.approx(kappa, abs=1e-5)
    assert value(gwet_ac1, votes) == pytest.approx(ac1, abs=1e-5)


@pytest.mark.parametrize(
    ("table", "kappa", "error"),
    [
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.491525, 0.05100),  # Cohen (1960), example 2
        (
            [[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]],
            0.207942,
            0.05046,
        ),  # Landis, Koch (1977)
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.676471, 0.08770),  # Fleiss (1981)
    ],
)
def test_standard_errors_of_cohens_kappa(table: list[list[int]], kappa: float, error: float) -> None:
    """The pair table's interval is the printed standard error times t, with n - 1 in place of n."""
    from scipy.stats import t

    n = int(np.sum(table))
    (row,) = pair_table(from_cross_table(table)).rows
    low, high = row.cohen_kappa.low, row.cohen_kappa.high
    assert row.cohen_kappa.value == pytest.approx(kappa, abs=1e-6)
    assert low is not None
    assert high is not None
    reach = float(t.ppf(0.975, n - 1)) * error * math.sqrt(n / (n - 1))
    assert (high - low) / 2 == pytest.approx(reach, abs=3e-5)


def test_brennan_prediger_does_not_see_the_kappa_paradox() -> None:
    for table in ([[40, 9], [6, 45]], [[80, 10], [5, 5]]):
        assert value(brennan_prediger, from_cross_table(table)) == pytest.approx(0.7)


def test_gwet_2008_by_hand() -> None:
    votes = Votes.from_counts([[2, 0]] * 8 + [[0, 2], [1, 1]])
    assert value(gwet_ac1, votes) == pytest.approx(0.86577, abs=1e-5)
    assert value(fleiss_kappa, votes) == pytest.approx(0.6078, abs=1e-4)


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [([[3, 0], [2, 1], [1, 2], [0, 3]], 0.3333), ([[3, 0], [2, 1], [2, 1], [3, 0]], -0.2)],
)
def test_randolph_2005(counts: list[list[int]], kappa: float) -> None:
    votes = Votes.from_counts(counts)
    assert value(fleiss_kappa, votes) == pytest.approx(kappa, abs=1e-4)
    assert value(brennan_prediger, votes) == pytest.approx(0.3333, abs=1e-4)


def test_one_disagreement_among_equal_answers_is_alpha_zero() -> None:
    """Confirmed by Krippendorff as right, in a public thread of the package `disagree` (its issue 7)."""
    votes = Votes.from_counts([[0, 5]] * 21 + [[1, 4]])
    assert value(krippendorff_alpha, votes) == pytest.approx(0.0, abs=1e-12)
    assert value(percent_agreement, votes) > 0.98


def test_the_report_counts_krippendorffs_pairs() -> None:
    report = agreement_report(from_rows(KRIPPENDORFF), rng=default_rng(0), replicates=50)
    assert (report.counted.pairs_agreeing, report.counted.pairs) == (43, 55)
    assert report.coefficients["krippendorff_alpha"].value == pytest.approx(904 / 1216)


def test_all_of_twenty_agreeing_still_allows_disagreement() -> None:
    """Clopper and Pearson (1934): 0 of 20 has the upper bound 16.8 %."""
    votes = Votes.from_counts([[2, 0]] * 10 + [[0, 2]] * 10)
    percent = percent_agreement(votes, rng=default_rng(0))
    assert (percent.value, percent.high) == (1.0, 1.0)
    assert percent.low == pytest.approx(1 - 0.168, abs=5e-4)
    alpha = krippendorff_alpha(votes, rng=default_rng(0))
    assert alpha.expected is not None
    assert alpha.low == pytest.approx(1 - 0.1684 / (1 - alpha.expected), abs=1e-3)


# Gwet's file cac.raw4raters, as the package irrCAC 0.4.4 carries it: Krippendorff's example with the lone vote on the
# last unit given by the third observer. Coefficients that forget who voted do not notice; Conger's does.
GWET = {**KRIPPENDORFF, "B": "1 2 3 3 2 2 4 1 2 5 . .", "C": ". 3 3 3 2 3 4 2 2 5 1 3"}


def test_conger_as_irrcac_computes_it_with_gaps() -> None:
    assert value(conger_kappa, from_rows(GWET)) == pytest.approx(0.76282, abs=5e-6)
    assert value(fleiss_kappa, from_rows(GWET)) == pytest.approx(0.76117, abs=5e-6)


def test_conger_of_two_on_the_same_items_is_cohens() -> None:
    votes = from_cross_table([[20, 5, 1], [10, 15, 2], [3, 0, 9]])
    assert value(conger_kappa, votes) == pytest.approx(value(cohen_kappa, votes), abs=1e-12)


@pytest.mark.parametrize(("level", "expected"), [("interval", 0.849107), ("ratio", 0.797403)])
def test_krippendorff_2011_as_numbers(level: Level, expected: float) -> None:
    assert value(krippendorff_alpha, from_rows(KRIPPENDORFF, level)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("measure", "quadratic", "linear"),
    [
        (weighted_fleiss_kappa, 0.86494, 0.81794),
        (gwet_ac2, 0.91400, 0.85874),
        (weighted_brennan_prediger, 0.90152, 0.84848),
    ],
)
def test_weighted_coefficients_of_krippendorffs_example(
    measure: Any, quadratic: float, linear: float
) -> None:
    """As irrCAC 0.4.4 computes them."""
    votes = from_rows(KRIPPENDORFF)
    for weights, expected in (("quadratic", quadratic), ("linear", linear)):
        estimate = measure(votes, weights=weights, rng=default_rng(0), replicates=20)
        assert estimate.value == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("weights", "expected"), [("quadratic", 0.85771), ("linear", 0.81378)])
def test_weighted_conger_of_gwets_example(weights: Any, expected: float) -> None:
    """As irrCAC 0.4.4 computes it."""
    estimate = weighted_conger_kappa(from_rows(GWET), weights=weights, rng=default_rng(0), replicates=20)
    assert estimate.value == pytest.approx(expected, abs=1e-5)


def test_cohen_1968_weighted_kappa_by_weights_of_ones_own() -> None:
    """Psychological Bulletin 70(4): disagreements 0 1 3 / 1 0 6 / 3 6 0."""
    votes = from_cross_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    own = 1 - np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]) / 6
    assert weighted_cohen_kappa(votes, weights=own, rng=default_rng(0), replicates=20).value == pytest.approx(
        0.347826, abs=1e-6
    )


def test_weighted_kappas_of_the_winnipeg_neurologist() -> None:
    """Landis and Koch (1977), Biometrics 33(1), 149 patients; values as statsmodels computes them."""
    votes = from_cross_table([[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]])
    expected_of: dict[Weights, float] = {"linear": 0.379731, "quadratic": 0.524576}
    for weights, expected in expected_of.items():
        estimate = weighted_cohen_kappa(votes, weights=weights, rng=default_rng(0), replicates=20)
        assert estimate.value == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([[25, 12, 3], [13, 2, 15], [12, 16, 2]], 0.18310),
        ([[88, 14, 18], [10, 40, 10], [2, 6, 12]], 0.63855),
    ],
)
def test_ac2_of_cohens_examples(table: list[list[int]], expected: float) -> None:
    """Cohen's (1960) tables, quadratic AC2 as irrCAC computes it."""
    estimate = gwet_ac2(from_cross_table(table), weights="quadratic", rng=default_rng(0), replicates=20)
    assert estimate.value == pytest.approx(expected, abs=1e-5)


def test_scotts_pi_of_gwets_hand_example() -> None:
    """Gwet (2008): yes-yes 8, no-no 1, yes-no 1."""
    assert value(scott_pi, from_cross_table([[8, 1], [0, 1]])) == pytest.approx(0.6078, abs=1e-4)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("ICC(1)", 0.17),
        ("ICC(A,1)", 0.29),
        ("ICC(C,1)", 0.71),
        ("ICC(1,k)", 0.44),
        ("ICC(A,k)", 0.62),
        ("ICC(C,k)", 0.91),
    ],
)
def test_correlations_of_shrout_and_fleiss(form: Form, expected: float) -> None:
    """Shrout and Fleiss (1979), Psychological Bulletin 86(2), tables 2 and 4: six targets, four judges."""
    rows = {
        "A": "9 6 8 7 10 6",
        "B": "2 1 4 1 5 2",
        "C": "5 3 6 2 6 4",
        "D": "8 2 8 6 9 7",
    }
    estimate = icc(from_rows(rows, "interval"), form=form, rng=default_rng(0), replicates=20)
    assert estimate.value == pytest.approx(expected, abs=0.005)


def test_concordance_of_siegels_executives() -> None:
    """Siegel (1956), Nonparametric Statistics, ch. 9: three executives rank six applicants; printed .16."""
    rows = {"X": "1 6 3 2 5 4", "Y": "1 5 6 4 2 3", "Z": "6 3 2 5 4 1"}
    assert kendall_w(from_rows(rows, "interval"), rng=default_rng(0)).value == pytest.approx(0.162, abs=1e-3)
