"""Tables of votes for the benchmarks."""

from __future__ import annotations

from typing import Any

import numpy as np

CLASSES = 10
ANNOTATORS = 1_000
VOTES_EACH = 3


def votes_with_truth(n_items: int) -> tuple[Any, Any, Any, Any]:
    """Return item, annotator and label of each vote, and the truth of each item.

    Three different annotators an item, each right as often as their own skill, .5 to .9, says.
    """
    rng = np.random.default_rng(0)
    item = np.repeat(np.arange(n_items), VOTES_EACH)
    first = rng.integers(0, ANNOTATORS, n_items)
    annotator = ((first[:, None] + np.array([0, 331, 701])) % ANNOTATORS).ravel()
    truth = rng.integers(0, CLASSES, n_items)
    skill = rng.uniform(0.5, 0.9, ANNOTATORS)
    is_right = rng.random(len(item)) < skill[annotator]
    label = np.where(is_right, np.repeat(truth, VOTES_EACH), rng.integers(0, CLASSES, len(item)))
    return item, annotator, label, truth
