"""Crowds whose truth is known: careful annotators and careless ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from goldsmith.consensus.joined import Cast, Joined
from goldsmith.consensus.ways import ways
from goldsmith.votes import Votes


def coded(said: Any, label_set: Sequence[Any], **more: Any) -> Votes:
    """Return the votes of a table (items, annotators) of labels."""
    table = np.asarray(said)
    item, annotator = (np.ravel(each) for each in np.indices(table.shape))
    return Votes.from_records(item, annotator, table.ravel(), label_set=label_set, **more)


def right(decided: Sequence[Any], truth: Sequence[Any]) -> float:
    """Return the share of items that come to the truth."""
    return float(np.mean([one == other for one, other in zip(decided, truth, strict=True)]))


def joined(cast: Cast, method: str, min_posterior: float = 0.0) -> Joined:
    """Return what answers come to by a method of their kind."""
    return ways(cast.question)[method].join(cast, min_posterior=min_posterior)


def renamed(cast: Cast) -> Cast:
    """Return the answers with the annotators' names in the reverse order, and the items' too."""
    names = cast.annotators
    turned = dict(zip(names, reversed(names), strict=True))
    answers = {
        item: {turned[name]: value for name, value in given.items()}
        for item, given in reversed(list(cast.answers.items()))
    }
    return Cast(cast.question, answers, cast.gold, cast.identified)
