"""Time a split by group and label beside scikit-learn's StratifiedGroupKFold.

    pip install '.[bench]'
    python benchmarks/split.py [--size 50000] [--runs 3]

Seeded items in groups of about four and a giant of 4 %, ten labels from common to rare, nine tenths to training.
scikit-learn has no ratios: its first fold of ten is taken. The last column is the groups that stand on both sides,
and the most items by which a label is off its tenth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from contest import contest

PARTS = np.array([0.9, 0.1])


def grouped(size: int) -> tuple[Any, Any]:
    """Return group and label of each item."""
    rng = np.random.default_rng(0)
    group = rng.integers(1, max(size // 4, 2), size)
    group[rng.random(size) < 0.04] = 0
    _, group = np.unique(group, return_inverse=True)
    share = 0.6 ** np.arange(10)
    usual = rng.choice(10, int(group.max()) + 1, p=share / share.sum())
    other = rng.choice(10, size, p=share / share.sum())
    return group, np.where(rng.random(size) < 0.9, usual[group], other)


def goldsmith(group: Any, label: Any) -> str:
    from goldsmith.split.array_split import array_split, group_ranks

    ranks = group_ranks([str(number) for number in range(len(group))], group)
    return _told(group, label, array_split(group, labels=label, ratios=PARTS, ranks=ranks)[group] == 1)


def scikit_learn(group: Any, label: Any) -> str:
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(10, shuffle=True, random_state=0).split(np.zeros(len(group)), label, group)
    in_test = np.zeros(len(group), dtype=np.bool_)
    in_test[next(iter(folds))[1]] = True
    return _told(group, label, in_test)


def _told(group: Any, label: Any, in_test: Any) -> str:
    n_test, n_all = np.bincount(group, in_test), np.bincount(group)
    off = np.bincount(label, in_test) - np.bincount(label) * PARTS[1]
    return f"{((n_test > 0) & (n_test < n_all)).sum()} groups, {np.abs(off).max():.0f} items"


if __name__ == "__main__":
    contest(__doc__ or "", {"goldsmith": goldsmith, "scikit-learn": scikit_learn}, grouped, size=50_000)
