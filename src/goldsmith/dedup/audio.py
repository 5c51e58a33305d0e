"""Near-duplicates of recordings: pairs of spectral peaks are looked up, and those that agree on one shift are counted.

Re-encoding, gain, trimming, another sample rate and some noise leave most strong peaks where they were. A recording
that is played faster or slower, or in another pitch, has them elsewhere and is not found.
Source: Wang (2003), An industrial-strength audio search algorithm, ISMIR.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import BinaryIO

import numpy as np

from goldsmith.dedup.index import (
    Compared,
    Index,
    ItemLink,
    linked,
    looked_up,
    merged_postings,
    postings,
    same_contents,
)
from goldsmith.dedup.shingles import Longs
from goldsmith.numerics import Floats, Ints

METHOD = "audio-peaks.v1"
LEAST = 0.1  # share of the shorter recording's pairs of peaks that the longer one has, at one shift
FEWEST = 12  # pairs of peaks below which chance could agree
RATE = 8000  # Hz to which all recordings are brought
WINDOW, HOP = 1024, 256  # samples of a spectrum and between two: 128 ms and 32 ms
ROUND_BINS, ROUND_FRAMES = 9, 7  # within which a peak is the highest
PEAKS = 12  # of a second
FAN = 5  # following peaks that each is paired with
FARTHEST = 63  # frames between the two of a pair
FLOOR = 1e-3  # of the loudest, below which nothing is a peak
BLOCK_S = 60  # seconds that are read at a time
MOST = 40  # owners of one pair of peaks that are looked at


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Pairs of spectral peaks. keys: (n,), both frequencies and the time between. at: (n,), frames of 32 ms."""

    keys: Longs
    at: Ints


def fingerprint_of(source: Path | BinaryIO) -> Fingerprint:
    """Return a recording's fingerprint, read a minute at a time; raises soundfile.SoundFileError where it is none."""
    import soundfile

    keys, at = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    with soundfile.SoundFile(str(source) if isinstance(source, Path) else source) as sound:
        size = BLOCK_S * sound.samplerate
        for n, block in enumerate(sound.blocks(size, dtype="float32", always_2d=True)):
            found = fingerprint(block.mean(axis=1), sound.samplerate)
            keys.append(found.keys)
            at.append(found.at + n * BLOCK_S * RATE // HOP)
    return Fingerprint(np.concatenate(keys), np.concatenate(at))


def fingerprint(samples: Floats, rate: int) -> Fingerprint:
    """Return the fingerprint of samples, one channel at `rate` Hz; empty for silence and for what is too short."""
    from scipy.signal import resample_poly

    common = gcd(rate, RATE)
    heard = resample_poly(samples, RATE // common, rate // common) if rate != RATE else samples
    if len(heard) < 2 * WINDOW:
        return Fingerprint(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    frame, band = _peaks(_spectrum(heard))
    keys, at = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for step in range(1, FAN + 1):
        apart = frame[step:] - frame[:-step]
        good = np.flatnonzero((apart > 0) & (apart <= FARTHEST))
        low, high = band[good], band[good + step]
        keys.append(((low // 2) << 24 | (high // 2) << 8 | apart[good] // 2).astype(np.uint64))
        at.append(frame[good])
    return Fingerprint(np.concatenate(keys), np.concatenate(at))


def _spectrum(samples: Floats) -> Floats:
    """Return (frames, bins) of magnitudes."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    found: Floats = np.abs(np.fft.rfft(windows * np.hanning(WINDOW).astype(np.float32), axis=1))
    return found


def _peaks(spectrum: Floats) -> tuple[Ints, Ints]:
    """Return frames and bins of the strongest local peaks, so many a second, in the order of time."""
    from scipy.ndimage import maximum_filter

    top = maximum_filter(spectrum, size=(ROUND_FRAMES, ROUND_BINS))
    frame, band = np.nonzero((spectrum == top) & (spectrum > FLOOR * spectrum.max()))
    second = frame * HOP // RATE
    order = np.lexsort((-spectrum[frame, band], second))
    first = np.searchsorted(second[order], second[order])
    kept = np.sort(order[np.arange(len(order)) - first < PEAKS])
    return frame[kept], band[kept]


# beside earlier ones ------------------------------------------------------------------------------------------------


def compare_sounds(
    items: Ints,
    contents: Longs,
    prints: Sequence[Fingerprint],
    indexes: Sequence[Index],
    *,
    threshold: float = LEAST,
) -> Compared:
    """Return the links of new recordings with one another and with those of the indexes, and the index of the new ones.

    items: (n,), ascending, all later than those in the indexes; repeated where an item has several recordings.
    contents: (n,), a hash of each file's bytes. threshold: share of the shorter one's pairs of peaks, in (0, 1].
    """
    bearer, links = same_contents(items, contents, indexes)
    fresh = [at for at in range(len(items)) if at not in bearer]
    own = _index(items[fresh], contents[fresh], [prints[at] for at in fresh])
    for at in fresh:
        for index in (*indexes, own):
            links += _beside(int(items[at]), prints[at], index, threshold)
    best: dict[tuple[int, int], ItemLink] = {}
    for link in sorted(links, key=lambda link: link.similarity):
        best[link.a, link.b] = link
    return Compared(tuple(best[pair] for pair in sorted(best)), own)


def merged(a: Index, b: Index) -> Index:
    """Return one index of the recordings of two."""
    files = {name: np.concatenate([a[name], b[name]]) for name in FILES}
    return files | dict(merged_postings(*({name: each[name] for name in PAIRS} for each in (a, b))))


FILES = ("item", "content", "n")  # one row a recording
PAIRS = ("key", "owner", "at")  # one row a pair of peaks


def _index(items: Ints, contents: Longs, prints: Sequence[Fingerprint]) -> Index:
    n = np.array([len(each.keys) for each in prints], np.int64)
    keys = np.concatenate([np.zeros(0, np.uint64), *(each.keys for each in prints)])
    at = np.concatenate([np.zeros(0, np.int64), *(each.at for each in prints)])
    return {"item": items, "content": contents, "n": n} | dict(
        postings(keys, owner=np.repeat(items, n), at=at)
    )


def _beside(item: int, heard: Fingerprint, index: Index, least: float) -> Iterator[ItemLink]:
    """Yield the links of a recording with earlier ones that share enough pairs of peaks at one shift."""
    place, row = looked_up(index, heard.keys, most=MOST)
    owner, shift = index["owner"][row], heard.at[place] - index["at"][row]
    is_earlier = owner < item
    if not is_earlier.any():
        return
    pairs, n = np.unique(np.column_stack([owner[is_earlier], shift[is_earlier]]), axis=0, return_counts=True)
    follows = np.append((pairs[1:, 0] == pairs[:-1, 0]) & (pairs[1:, 1] == pairs[:-1, 1] + 1), False)
    agreeing = n + np.where(
        follows, np.append(n[1:], 0), 0
    )  # a cut between two frames blurs the shift by one
    for earlier in np.unique(pairs[agreeing >= FEWEST, 0]).tolist():
        shorter = min(len(heard.keys), int(index["n"][index["item"] == earlier].max()))
        similarity = min(1.0, int(agreeing[pairs[:, 0] == earlier].max()) / max(shorter, 1))
        if similarity >= least:
            yield linked(earlier, item, similarity, "near")
