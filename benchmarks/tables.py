"""Tables of votes for the benchmarks."""

from __future__ import annotations

from typing import Any

import numpy as np

CLASSES = 10
ANNOTATORS = 1_000
VOTES_EACH = 3
BOX_LABELS = 5


def votes_with_truth(n_items: int, seed: int = 0) -> tuple[Any, Any, Any, Any]:
    """Return item, annotator and label of each vote, and the truth of each item.

    Three different annotators an item, each right as often as their own skill, .5 to .9, says.
    """
    rng = np.random.default_rng(seed)
    item = np.repeat(np.arange(n_items), VOTES_EACH)
    first = rng.integers(0, ANNOTATORS, n_items)
    annotator = ((first[:, None] + np.array([0, 331, 701])) % ANNOTATORS).ravel()
    truth = rng.integers(0, CLASSES, n_items)
    skill = rng.uniform(0.5, 0.9, ANNOTATORS)
    is_right = rng.random(len(item)) < skill[annotator]
    label = np.where(is_right, np.repeat(truth, VOTES_EACH), rng.integers(0, CLASSES, len(item)))
    return item, annotator, label, truth


def drawn_boxes(n_images: int) -> tuple[Any, Any, Any, Any, Any]:
    """Return item, annotator, label and (left, top, width, height) of each box, and the answers without one.

    Three annotators draw what is there: some four objects an image of 640 × 480, each missed by one in ten, its sides
    off by 3 and 4 pixels, its label another in one of twelve; and three boxes in ten images that are none.
    """
    rng = np.random.default_rng(0)
    n_each = rng.poisson(4, n_images)
    image = np.repeat(np.arange(n_images), n_each)
    there = np.column_stack(
        [rng.uniform(0, [560, 400], (len(image), 2)), rng.uniform(20, 80, (len(image), 2))]
    )
    kind = rng.integers(0, BOX_LABELS, len(image))
    parts = []
    for who in range(VOTES_EACH):
        seen = rng.random(len(image)) < 0.9
        own = there[seen] + rng.normal(0, [3, 3, 4, 4], (int(seen.sum()), 4))
        own[:, 2:] = np.maximum(own[:, 2:], 5)
        named = np.where(rng.random(len(own)) < 1 / 12, rng.integers(0, BOX_LABELS, len(own)), kind[seen])
        where = np.flatnonzero(rng.random(n_images) < 0.3)
        extra = np.column_stack(
            [rng.uniform(0, [560, 400], (len(where), 2)), rng.uniform(20, 80, (len(where), 2))]
        )
        item = np.concatenate([image[seen], where])
        label = np.concatenate([named, rng.integers(0, BOX_LABELS, len(where))])
        parts.append((item, np.full(len(item), who), label, np.concatenate([own, extra])))
    item, annotator, label, boxes = (np.concatenate(each) for each in zip(*parts, strict=True))
    filled = np.bincount(item * VOTES_EACH + annotator, minlength=n_images * VOTES_EACH)
    return item, annotator, label, boxes, np.divmod(np.flatnonzero(filled == 0), VOTES_EACH)
