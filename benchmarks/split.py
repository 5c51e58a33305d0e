"""Time a split by group and label beside scikit-learn's StratifiedGroupKFold.

    pip install '.[bench]'
    python benchmarks/split.py [--size 1000000] [--runs 3] [--among goldsmith]

Seeded items in groups of about four and a giant of 28 %, ten labels from common to rare, nine tenths to training.
scikit-learn has no ratios: its first fold of ten is taken. Grown: nine tenths of the items were placed before, and the
rest come to their groups. The last column: groups on both sides, the most items by which a label is off its tenth, and
that as a share of the tenth; for the grown set, how many items moved.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from contest import contest

PARTS = np.array([0.9, 0.1])


def grouped(size: int) -> tuple[Any, Any, list[str]]:
    """Return group, label and id of each item."""
    rng = np.random.default_rng(0)
    group = rng.integers(1, max(size // 4, 2), size)
    group[rng.random(size) < 0.28] = 0
    _, group = np.unique(group, return_inverse=True)
    share = 0.6 ** np.arange(10)
    usual = rng.choice(10, int(group.max()) + 1, p=share / share.sum())
    other = rng.choice(10, size, p=share / share.sum())
    ids = [str(number) for number in range(size)]
    return group, np.where(rng.random(size) < 0.9, usual[group], other), ids


def goldsmith(group: Any, label: Any, ids: list[str]) -> Any:
    from goldsmith.split.array_split import array_split, group_ranks

    ranks = group_ranks(ids, group)
    parts = array_split(group, labels=label, ratios=PARTS, ranks=ranks)
    return lambda: _told(group, label, parts[group] == 1)


def grown(group: Any, label: Any, ids: list[str]) -> Any:
    from goldsmith.split.array_split import array_split, group_ranks

    n_old = len(group) * 9 // 10
    old = np.unique(group[:n_old], return_inverse=True)
    ranks = group_ranks(ids[:n_old], old[1])
    before = array_split(old[1], labels=label[:n_old], ratios=PARTS, ranks=ranks)
    placed = np.full(int(group.max()) + 1, -1)
    placed[old[0]] = before
    after = array_split(group, labels=label, ratios=PARTS, ranks=group_ranks(ids, group), placed=placed)
    n_moved = int((after[group[:n_old]] != before[old[1]]).sum())
    return lambda: f"{_told(group, label, after[group] == 1)}; {n_moved} moved"


def scikit_learn(group: Any, label: Any, ids: list[str]) -> str:
    from sklearn.model_selection import StratifiedGroupKFold

    folds = StratifiedGroupKFold(10, shuffle=True, random_state=0).split(np.zeros(len(group)), label, group)
    in_test = np.zeros(len(group), dtype=np.bool_)
    in_test[next(iter(folds))[1]] = True
    return _told(group, label, in_test)


def _told(group: Any, label: Any, in_test: Any) -> str:
    n_test, n_all = np.bincount(group, in_test), np.bincount(group)
    off = np.bincount(label, in_test) - np.bincount(label) * PARTS[1]
    share = (np.abs(off) / (np.bincount(label) * PARTS[1])).max()
    return f"{((n_test > 0) & (n_test < n_all)).sum()} groups, {np.abs(off).max():.0f} items, {share:.2%}"


if __name__ == "__main__":
    contestants = {"goldsmith": goldsmith, "goldsmith-grown": grown, "scikit-learn": scikit_learn}
    contest(__doc__ or "", contestants, grouped, size=50_000)
