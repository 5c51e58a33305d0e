"""Near-duplicates of more texts than fit into memory: each batch leaves its shingles and keys in files, and goes."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goldsmith.dedup.clusters import Duplicates, grouped
from goldsmith.dedup.minhash import band_keys
from goldsmith.dedup.nodes import check_threshold, distinct_texts, edges_among
from goldsmith.dedup.shingles import Longs, ShingleSets, batch_sets, batches
from goldsmith.numerics import Ints


def near_duplicates_of_batches(
    given: Iterable[Sequence[str | None]], *, folder: Path, threshold: float = 0.5, seed: int = 0
) -> Duplicates:
    """Return what `near_duplicates` returns for all texts of the batches together, without holding them.

    given: batches of any size, read once. folder: where files are put for the time being: 4 bytes for each shingle, 256
    for each text. In memory remain some 100 bytes for each text, however long it is, and its links.
    Errors: InvalidInput `dedup.threshold`.

    >>> given = [["Ask the owner."], ["ask  the owner."]]
    >>> found = near_duplicates_of_batches(given, folder=Path(tempfile.gettempdir()))
    >>> found.cluster.tolist()
    [0, 0]
    """
    check_threshold(threshold)
    with tempfile.TemporaryDirectory(dir=folder, prefix="near-duplicates-") as own:
        spilled = _Spilled(Path(own))
        for batch in given:
            for part in batches(batch):
                spilled.add(part, seed)
        nodes = distinct_texts(spilled.sets())
        keys = _Bands(spilled.folder, nodes.bearer)
        edges = edges_among(nodes.sets, keys, threshold=threshold)
        return grouped(
            nodes,
            edges,
            length=np.concatenate(spilled.lengths),
            wording=_numbers(np.concatenate(spilled.wordings)),
            rank=np.arange(len(nodes.of_row)),
            threshold=threshold,
        )


@dataclass(slots=True)
class _Spilled:
    """What is known of each text: columns of numbers here, shingles and keys in files that only grow."""

    folder: Path
    counts: list[Ints] = field(default_factory=lambda: [np.zeros(0, np.int64)])
    lengths: list[Ints] = field(default_factory=lambda: [np.zeros(0, np.int64)])
    is_words: list[NDArray[np.bool_]] = field(default_factory=lambda: [np.zeros(0, np.bool_)])
    digests: list[Longs] = field(default_factory=lambda: [np.zeros(0, np.uint64)])
    wordings: list[Longs] = field(default_factory=lambda: [np.zeros(0, np.uint64)])

    def add(self, texts: Sequence[str | None], seed: int) -> None:
        sets = batch_sets(texts)
        self._append("shingles", sets.hashes)
        for band, keys in enumerate(band_keys(sets, seed=seed)):
            self._append(f"band-{band}", keys)
        self.counts.append(sets.counts)
        self.is_words.append(sets.is_words)
        self.digests.append(sets.digests)
        self.lengths.append(np.fromiter((len(text or "") for text in texts), np.int64, len(texts)))
        self.wordings.append(np.fromiter(map(_wording, texts), np.uint64, len(texts)))

    def sets(self) -> ShingleSets:
        counts = np.concatenate(self.counts)
        hashes: Any = _Column(self.folder / "shingles")  # reads as an array does
        is_words, digests = np.concatenate(self.is_words), np.concatenate(self.digests)
        return ShingleSets(hashes, counts.cumsum() - counts, counts, is_words, digests)

    def _append(self, name: str, column: NDArray[Any]) -> None:
        with (self.folder / name).open("ab") as file:
            file.write(column.tobytes())


class _Column:
    """Numbers in a file; what was read of it does not stay in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        is_there = path.exists() and path.stat().st_size > 0
        self._numbers = np.memmap(path, np.uint32, "r") if is_there else np.zeros(0, np.uint32)

    def __getitem__(self, at: Any) -> NDArray[np.uint32]:
        found = np.array(self._numbers[at])
        if isinstance(mapped := getattr(self._numbers, "_mmap", None), mmap.mmap) and len(found) > 1 << 16:
            mapped.madvise(mmap.MADV_DONTNEED)
        return found


class _Bands:
    """The keys of the distinct texts, read a band at a time."""

    def __init__(self, folder: Path, rows: Ints) -> None:
        self._folder, self._rows = folder, rows

    def __getitem__(self, band: int, /) -> Longs:
        path = self._folder / f"band-{band}"
        keys = np.fromfile(path, np.uint64) if path.exists() else np.zeros(0, np.uint64)
        return keys[self._rows]


def _wording(text: str | None) -> int:
    return int.from_bytes(
        blake2b((text or "").encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


def _numbers(values: Longs) -> Ints:
    """Return equal numbers from 0 on for equal values."""
    numbers: Ints = np.unique(values, return_inverse=True)[1]
    return numbers
