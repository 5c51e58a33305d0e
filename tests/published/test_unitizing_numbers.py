"""Krippendorff's own example of alpha-U."""

from __future__ import annotations

import pytest
from numpy.random import default_rng

from goldsmith.agreement import Marked, unitizing_alpha

BEGIN, LENGTH = 150, 300
# Krippendorff (2004), Content Analysis, 2nd edition, p. 254: observers i and j, categories c and k: begin, length
OBSERVED = {
    "i": [(225, 70, "c"), (370, 30, "c"), (180, 60, "k"), (300, 50, "k")],
    "j": [(220, 80, "c"), (355, 20, "c"), (400, 20, "c"), (180, 60, "k"), (300, 50, "k")],
}


def test_krippendorff_2004_page_254() -> None:
    answers = [
        Marked(
            "continuum",
            who,
            tuple((start - BEGIN, start - BEGIN + length, label) for start, length, label in units),
            LENGTH,
        )
        for who, units in OBSERVED.items()
    ]
    found = unitizing_alpha(answers, ["c", "k"], rng=default_rng(0))
    c, k = found.per_label["c"], found.per_label["k"]
    assert c.observed is not None
    assert c.expected is not None
    assert k.expected is not None
    assert 1 - c.observed == pytest.approx(0.0144, abs=5e-5)
    assert 1 - c.expected == pytest.approx(0.0532, abs=5e-5)
    assert 1 - k.expected == pytest.approx(0.0490, abs=5e-5)
    assert c.value == pytest.approx(0.7286, abs=5e-5)
    assert k.value == 1
    assert found.alpha.value == pytest.approx(0.8591, abs=5e-4)
