"""Distances from the truth, from pairs of answers alone: nobody's answer is held against itself."""

from __future__ import annotations

import numpy as np

from goldsmith.numerics import Floats, Ints, t_quantile

BORROWED = 4.0  # pairs at everybody's distance that are added to each annotator's


def apart_from_truth(
    one: Ints, other: Ints, apart: Floats, n_annotators: int, *, least: float
) -> tuple[Floats, Floats, Floats]:
    """Return each annotator's mean distance from the truth, and low and high of its 95 % interval.

    one, other: (pairs,), places of annotators; n_annotators stands for the truth itself. apart: (pairs,), distances
    that add up: what two answers lie apart is what both lie from the truth together. least: the least distance that
    anybody is taken to have. By least squares; four pairs at the common distance are added to each annotator's.

    >>> one, other = np.array([0, 0, 1] * 50), np.array([1, 2, 2] * 50)
    >>> apart_from_truth(one, other, np.array([0.3, 0.6, 0.7] * 50), 3, least=0.01)[0].round(1).tolist()
    [0.1, 0.2, 0.5]
    """
    if not len(apart):
        half = np.full(n_annotators, 0.5)
        return half, np.zeros(n_annotators), np.ones(n_annotators)
    normal = np.zeros((n_annotators + 1, n_annotators + 1))
    sums = np.zeros(n_annotators + 1)
    for a, b in ((one, other), (other, one)):
        np.add.at(normal, (a, a), 1.0)
        np.add.at(normal, (a, b), 1.0)
        np.add.at(sums, a, apart)
    normal, sums = normal[:-1, :-1], sums[:-1]
    common = max(least, float(sums.sum() / max(normal.sum(), 1.0)))
    normal = normal + BORROWED * np.eye(n_annotators)
    mean = np.linalg.solve(normal, sums + BORROWED * common)
    known = np.append(mean, 0.0)
    error = float(((apart - known[one] - known[other]) ** 2).sum()) / max(1, len(apart) - n_annotators)
    reach = t_quantile(np.inf) * np.sqrt(error * np.diag(np.linalg.inv(normal)))
    return np.maximum(mean, least), np.maximum(mean - reach, 0.0), np.maximum(mean + reach, least)
