"""Indexes of what was compared, as files beside the project. No facts: where they are lost they are made again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

FOLDER = "cache/near"
Index: TypeAlias = Mapping[str, np.ndarray[Any, Any]]


class Segments:
    """The indexes of one method: each covers the items after one number up to another, and its name says which.

    A small one is merged with the next, so that there are few: with n items, about log n.
    """

    def __init__(self, project: Path, method: str, merged: Callable[[Index, Index], Index]) -> None:
        self.folder = project / FOLDER / method
        self._merged = merged

    def load(self, upto: int) -> list[Index] | None:
        """Return the indexes of all items up to a number; None where some are missing. What leads beyond it goes."""
        chain, at = [], 0
        spans = self._spans()
        while at < upto:
            last = max((last for first, last in spans if first == at and last <= upto), default=at)
            if last == at:
                return None
            chain.append((at, last))
            at = last
        for span in set(spans) - set(chain):
            shutil.rmtree(self._path(span))
        return [index for span in chain if (index := self._read(span))]

    def add(self, index: Index | None, first: int, last: int) -> None:
        """Keep the index of the items after `first`, up to `last`; None where none of them is of this medium."""
        index = index or {}
        merged = [span for span in sorted(self._spans()) if span[1] <= first]
        while merged and _n(self._read(merged[-1])) <= _n(index):
            before = self._read(merged[-1])
            index, first = (
                self._merged(before, index) if before and index else before or index,
                merged.pop()[0],
            )
        part = self.folder / ".part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, column in index.items():
            np.save(part / f"{name}.npy", column)
        part.rename(self._path((first, last)))
        for span in self._spans():
            if first <= span[0] and span[1] <= last and span != (first, last):
                shutil.rmtree(self._path(span))

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spans(self) -> list[tuple[int, int]]:
        if not self.folder.is_dir():
            return []
        names = [path.name.split("-") for path in self.folder.iterdir() if not path.name.startswith(".")]
        return [(int(first), int(last)) for first, last in names]

    def _path(self, span: tuple[int, int]) -> Path:
        return self.folder / f"{span[0]}-{span[1]}"

    def _read(self, span: tuple[int, int]) -> Index:
        return {path.stem: np.load(path, mmap_mode="r") for path in sorted(self._path(span).glob("*.npy"))}


def _n(index: Index) -> int:
    return max(map(len, index.values()), default=0)
