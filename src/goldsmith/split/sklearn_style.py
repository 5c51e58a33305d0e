"""The split as an object that scikit-learn takes as `cv`; scikit-learn itself is not needed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from goldsmith.errors import InvalidInput
from goldsmith.split.array_split import Codes
from goldsmith.split.split_rows import check_parts, split_rows


def _four_fifths() -> dict[str, float]:
    return {"train": 0.8, "test": 0.2}


@dataclass(frozen=True, slots=True)
class GroupStratifiedSplit:
    """One split in two that keeps groups whole and labels in proportion: the first part trains, the second tests.

    ratios: part → share, two of them, above 0, sum 1. Give it as `cv` wherever scikit-learn takes one.
    Raises InvalidInput for other ratios, and for y or groups of another length than X.

    >>> (train, test), = GroupStratifiedSplit(seed=1).split(range(10), groups=[0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    >>> len(train), len(test)
    (8, 2)
    """

    ratios: Mapping[str, float] = field(default_factory=_four_fifths)
    seed: int = 0

    def __post_init__(self) -> None:
        check_parts(self.ratios)
        if len(self.ratios) != 2:
            raise InvalidInput(
                "split.not_two_parts",
                f"{len(self.ratios)} parts are not one to train on and one to test on.",
                mend="Give two, train 0.8 and test 0.2 say; for more parts use goldsmith.split.split_rows.",
            )

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:  # noqa: N803
        """Return 1."""
        return 1

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[Codes, Codes]]:  # noqa: N803
        """Yield the row numbers to train on and those to test on, ascending.

        y: labels to balance. groups: rows with the same value stay together; None and NaN link to nothing.
        """
        n = int(X.shape[0]) if hasattr(X, "shape") else len(X)
        links = [] if groups is None else [_values(groups, n, "groups")]
        labels = None if y is None else [None if v is None else str(v) for v in _values(y, n, "y")]
        found = split_rows(
            [str(row) for row in range(n)], ratios=self.ratios, links=links, labels=labels, seed=self.seed
        )
        is_train = np.array(found.parts) == next(iter(self.ratios))
        yield np.flatnonzero(is_train), np.flatnonzero(~is_train)


def _values(column: Any, n: int, name: str) -> Sequence[Hashable | None]:
    """Return one value per row, NaN as None."""
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    if len(values) != n:
        raise InvalidInput(
            "split.unequal_lengths",
            f"{name} has {len(values):,} values for {n:,} rows.",
            mend="Give one for each row of X.",
        )
    return [None if value != value else value for value in values]
