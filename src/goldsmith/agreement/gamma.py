"""Gamma: how well the stretches of all annotators can be laid side by side, in place and in label together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import NO_OVERLAP, REPLICATES, Coefficient
from goldsmith.agreement.marked import Marked, evidence_of, shared_items
from goldsmith.errors import Unavailable
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Reason

VERSION = "gamma.v1"
PLACE, LABEL, ALONE = 3.0, 1.0, 1.0  # what place, label and a missing partner weigh, as its authors recommend
SAMPLES = 30
MOST = 2.0  # disorder when no stretch has a partner, however many annotators there are
SAME_PEOPLE = Reason(
    "fixed_annotators", "Gamma aligns a fixed set of annotators: leaving one out is another study."
)
NO_CONTRAST = Reason(
    "no_variation", "Markings at random are all the same, so nothing tells agreement from chance."
)
NO_UNITS = Reason("all_empty", "Nobody marked anything, so there is nothing to compare.")


def gamma(
    answers: Sequence[Marked],
    labels: Sequence[str],
    *,
    rng: Generator,
    samples: int = SAMPLES,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return gamma: 1 - observed / expected disorder of the best alignment of all annotators' stretches.

    answers: of any number of annotators to each item. labels: the label set. Place weighs 3, label 1. samples: of each
    item, markings shuffled out of the given ones as in section 5.2, which give the expected disorder. Items count by
    their stretches. The interval is over items; there is none for people like these.
    It is for small studies: aligning is an integer program, seconds for a page of text. It runs in the package
    pygamma-agreement, which is an extra: `pip install goldsmith[gamma]`; raises Unavailable without it.
    Undefined without two answers to an item, and where nobody marked anything.
    Source: Mathet, Widlöcher and Métivier (2015), Computational Linguistics 41(3).
    """
    package, segment = _package()
    items = shared_items(answers, labels)
    with _seeded(int(rng.integers(2**32))):
        rows = [_disorders(package, segment, given, samples) for given in items]
    evidence = evidence_of(
        answers,
        items,
        labels,
        sums=lambda item, _: rows[item],
        n_columns=4,
        choices={"samples": samples, "place": PLACE, "label": LABEL, "alone": ALONE},
        rng=rng,
        no_people=SAME_PEOPLE,
        replicates=replicates,
    )
    return evidence.estimate(Coefficient("gamma", VERSION, _disagreement, _undefined))


def _package() -> tuple[Any, Any]:
    try:
        return import_module("pygamma_agreement"), import_module("pyannote.core").Segment
    except ImportError as error:
        raise Unavailable(
            "agreement.no_pygamma",
            "Gamma needs the package pygamma-agreement.",
            mend="pip install goldsmith[gamma], or use unitizing_alpha or position_alpha.",
        ) from error


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Seed numpy's global generator, the only one that the package draws from, and leave it as it was."""
    before = np.random.get_state()  # noqa: NPY002
    np.random.seed(seed)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002


def _disorders(package: Any, segment: Any, given: Sequence[Marked], samples: int) -> Floats:
    """Return the item's weight, its stretches for each annotator, and these times observed and expected disorder."""
    weight, n_units = given[0].weight, sum(len(one.stretches) for one in given)
    if not n_units:
        return np.array([weight, 0.0, 0.0, 0.0])
    continuum = package.Continuum()
    for one in given:
        continuum.add_annotator(one.annotator)
        for start, end, label in one.stretches:
            continuum.add(one.annotator, segment(start, end), label)
    apart = package.CombinedCategoricalDissimilarity(alpha=PLACE, beta=LABEL, delta_empty=ALONE)
    found = continuum.compute_gamma(apart, n_samples=samples, sampler=package.ShuffleContinuumSampler())
    disorder = np.array([found.observed_disorder, found.expected_disorder], dtype=np.float64) / MOST
    each = weight * n_units / len(given)
    return np.array([weight, each, *(each * disorder)])


def _disagreement(sums: Floats) -> tuple[Floats, Floats]:
    n = np.where(sums[..., 1] > 0, sums[..., 1], np.nan)
    return sums[..., 2] / n, np.nan_to_num(sums[..., 3] / n)


def _undefined(sums: Floats) -> Reason | None:
    if not sums[0] > 0:
        return NO_OVERLAP
    if not sums[1] > 0:
        return NO_UNITS
    return None if sums[3] > 0 else NO_CONTRAST
