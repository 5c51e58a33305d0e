"""Paraphrases by vectors that the user brings: pairs of rows whose cosine is high, found exactly, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from goldsmith.dedup.media_sets import MediaDuplicates, MediaLink, grouped
from goldsmith.errors import InvalidInput

LEAST = 0.9  # cosine from which two rows count as near; it means something else for each model
BLOCK = 2048
Rows: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors as they are compared. rows: (n, d), each of length 1. unreadable: other rows, and why not."""

    ids: list[str]
    rows: Rows
    unreadable: list[str]

    @classmethod
    def of(cls, given: NDArray[Any], *, where: str = "") -> Vectors:
        """Return the vectors of an array (n, d), by their numbers from 1; raises InvalidInput `dedup.vectors`."""
        if given.ndim != 2 or not np.issubdtype(given.dtype, np.number) or np.iscomplexobj(given):
            raise InvalidInput(
                "dedup.vectors",
                f"An array of shape {given.shape} and type {given.dtype} is no table of vectors.",
                where=where,
                mend="Save one row of numbers for each item: numpy.save(path, vectors).",
            )
        lengths = np.linalg.norm(given.astype(np.float64), axis=1)
        good = np.isfinite(lengths) & (lengths > 0)
        rows = (given[good] / lengths[good, None]).astype(np.float32)
        places = np.arange(1, len(given) + 1)
        why = np.where((given == 0).all(axis=1), "zero vector", "not a finite number")
        lost = [f"row {n} ({reason})" for n, reason in zip(places[~good], why[~good], strict=True)]
        return cls([f"{n}" for n in places[good]], rows, lost)

    @classmethod
    def read(cls, path: Path) -> Vectors:
        """Return the vectors of a .npy file; raises InvalidInput `dedup.vectors`."""
        try:
            given = np.load(path, allow_pickle=False)
        except (OSError, EOFError, ValueError) as error:
            raise InvalidInput(
                "dedup.vectors",
                "It is no array of numbers that numpy saved.",
                where=str(path),
                mend="Save one row of numbers for each item: numpy.save(path, vectors).",
            ) from error
        return cls.of(given, where=str(path))


def vector_duplicates(vectors: Vectors, *, least: float = LEAST) -> MediaDuplicates:
    """Return links, components and clusters of vectors; the first by number represents those that it is near to.

    least: cosine from which two count as near. All pairs are compared, so twice the rows take four times as long.

    >>> vectors = Vectors.of(np.array([[1.0, 0], [2, 0.1], [0, 1]]))
    >>> vector_duplicates(vectors, least=0.9).component.tolist()
    [0, 0, 1]
    """
    links = [link for link in _near(vectors.rows, vectors.rows, least) if link.a < link.b]
    width = len(str(len(vectors.ids)))
    return grouped([ident.zfill(width) for ident in vectors.ids], links)


def vector_leaks(train: Vectors, test: Vectors, *, least: float = LEAST) -> list[MediaLink]:
    """Return the near pairs across two sets; a is a place in train, b one in test. Nearest first for each of test."""
    if train.rows.shape[1] != test.rows.shape[1]:
        raise InvalidInput(
            "dedup.vectors",
            f"The vectors of train have {train.rows.shape[1]:,} numbers, those of test {test.rows.shape[1]:,}.",
            mend="Make both with the same model.",
        )
    return sorted(_near(train.rows, test.rows, least), key=lambda link: (link.b, -link.similarity, link.a))


def _near(one: Rows, other: Rows, least: float) -> Iterator[MediaLink]:
    for start in range(0, len(one), BLOCK):
        for begin in range(0, len(other), BLOCK):
            cosine = one[start : start + BLOCK] @ other[begin : begin + BLOCK].T
            i, j = np.nonzero(cosine >= least)
            for a, b, near in zip(i.tolist(), j.tolist(), cosine[i, j].tolist(), strict=True):
                yield MediaLink(a + start, b + begin, min(near, 1.0), "near")
