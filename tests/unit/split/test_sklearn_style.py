from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.errors import InvalidInput
from goldsmith.split import GroupStratifiedSplit


def test_scikit_learn_takes_it_as_cv() -> None:
    from sklearn.dummy import DummyClassifier
    from sklearn.model_selection import cross_val_score

    x, y, groups = default_rng(0).random((200, 2)), np.repeat([0, 1], [150, 50]), np.arange(200) // 5
    cv = GroupStratifiedSplit(ratios={"train": 0.8, "test": 0.2}, seed=3)
    scores = cross_val_score(DummyClassifier(), x, y, groups=groups, cv=cv)
    assert scores.tolist() == [0.75]


def test_groups_stay_whole_and_labels_in_proportion() -> None:
    y, groups = np.repeat(["a", "b"], [150, 50]), np.arange(200) // 5
    ((train, test),) = GroupStratifiedSplit().split(np.zeros((200, 1)), y, groups)
    assert sorted([*train, *test]) == list(range(200))
    assert not set(groups[train]) & set(groups[test])
    assert (y[test] == "a").sum() == 30
    assert (y[test] == "b").sum() == 10


def test_rows_without_a_group_are_free() -> None:
    groups = [None] * 5 + [float("nan")] * 5
    ((train, test),) = GroupStratifiedSplit().split(list(range(10)), groups=groups)
    assert (len(train), len(test)) == (8, 2)


def test_there_is_one_split() -> None:
    assert GroupStratifiedSplit().get_n_splits() == 1


def test_ratios_of_three_parts_and_columns_of_another_length_are_refused() -> None:
    with pytest.raises(InvalidInput, match="3 parts"):
        GroupStratifiedSplit({"train": 0.8, "validation": 0.1, "test": 0.1})
    with pytest.raises(InvalidInput, match="groups has 2 values for 3 rows"):
        next(GroupStratifiedSplit().split([1, 2, 3], groups=[1, 2]))


def test_scikit_learn_is_not_imported() -> None:
    code = "import sys, goldsmith.split; assert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
