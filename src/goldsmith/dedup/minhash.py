"""MinHash signatures, and the pairs of texts that share a band of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from goldsmith.dedup.shingles import Hashes, Longs, ShingleSets, distinct
from goldsmith.numerics import Floats, Ints

N_HASHES, N_BANDS = 128, 32
IN_BAND = N_HASHES // N_BANDS
ALL_PAIRS = 9  # members of a bucket up to which each is compared with each
CHAIN = 2  # next members that each is compared with in a larger bucket
STEP = 1 << 18  # shingles signed at a time: they stay in the processor's cache


def signatures(sets: ShingleSets, *, seed: int = 0) -> Hashes:
    """Return (n, 128) minima of seeded permutations of the shingles' hashes.

    Source: Broder (1997), On the resemblance and containment of documents.
    """
    rng = np.random.default_rng(seed)
    factors = rng.integers(0, 1 << 31, N_HASHES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    shifts = rng.integers(0, 1 << 32, N_HASHES, dtype=np.uint32)
    starts = sets.starts
    n = len(starts) - 1
    signed = np.empty((n, N_HASHES), np.uint32)
    first = 0
    while first < n:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + STEP, "right")) - 1)
        hashes = sets.hashes[starts[first] : starts[last]]
        places = starts[first:last] - starts[first]
        for column in range(N_HASHES):
            row = hashes * factors[column]
            row += shifts[column]
            signed[first:last, column] = np.minimum.reduceat(row, places)
        first = last
    return signed


def estimated_jaccard(signed: Hashes, a: Ints, b: Ints) -> Floats:
    """Return (pairs,): the share of minima that both have; its standard error is at most .045."""
    found = np.empty(len(a))
    step = 1 << 16
    for start in range(0, len(a), step):
        part = slice(start, start + step)
        found[part] = (signed[a[part]] == signed[b[part]]).mean(axis=1)
    return found


def candidates(signed: Hashes, side: Ints | None = None) -> tuple[Ints, Ints]:
    """Return pairs a < b of texts that share a band, each pair once; few per text even where a bucket is huge.

    A bucket of up to nine gives all its pairs. In a larger one each text meets the next two, in the order of the
    following band, which puts like beside like: a chain still joins them, and the work stays linear.
    side: (n,), 1 train, 2 test, 3 both; only pairs across are given, and in a large bucket each meets the nearest two
    texts of the other side.
    """
    n = len(signed)
    found: Longs = np.zeros(0, np.uint64)
    keys = [_band(signed, band) for band in range(N_BANDS)]
    for band in range(N_BANDS):
        order = np.lexsort((keys[(band + 1) % N_BANDS], keys[band]))
        ranked = keys[band][order]
        is_new = np.r_[True, ranked[1:] != ranked[:-1]] if n else np.zeros(0, np.bool_)
        bucket = is_new.cumsum() - 1
        is_small = (np.bincount(bucket) <= ALL_PAIRS)[bucket]
        fresh = [_keys(*pair, n) for pair in _within(order, bucket, is_small)]
        if side is not None:
            fresh = [_across(pairs, side, n) for pairs in fresh]
            fresh += [_keys(*pair, n) for pair in _nearest(order, bucket, is_small, side)]
        found = distinct(np.concatenate([found, *fresh]))
    return (found // np.uint64(max(n, 1))).astype(np.int64), (found % np.uint64(max(n, 1))).astype(np.int64)


def band_keys(signed: Hashes) -> Longs:
    """Return (n, 32): a key for each band of each signature; equal bands of different places have different keys."""
    salts = np.arange(N_BANDS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    keys: Longs = np.stack([_band(signed, band) for band in range(N_BANDS)], axis=1) ^ salts
    return keys


def _band(signed: Hashes, band: int) -> Longs:
    columns = signed[:, band * IN_BAND : (band + 1) * IN_BAND].astype(np.uint64)
    key: Longs = columns[:, 0]
    for column in range(1, IN_BAND):
        key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) + columns[:, column]
    return key


def _within(order: Ints, bucket: Ints, is_small: NDArray[np.bool_]) -> list[tuple[Ints, Ints]]:
    pairs = []
    for shift in range(1, ALL_PAIRS):
        is_pair = bucket[shift:] == bucket[:-shift]
        if shift > CHAIN:
            is_pair &= is_small[shift:]
        here = np.flatnonzero(is_pair)
        pairs.append((order[here], order[here + shift]))
    return pairs


def _nearest(order: Ints, bucket: Ints, is_small: NDArray[np.bool_], side: Ints) -> list[tuple[Ints, Ints]]:
    """Return each text of a large bucket with the nearest of the other side before and after it."""
    pairs = []
    n = len(order)
    places = np.arange(n)
    for mine, other in ((1, 2), (2, 1)):
        is_other = side[order] & other > 0
        before = np.maximum.accumulate(np.where(is_other, places, -1))[:-1] if n else places
        after = np.minimum.accumulate(np.where(is_other, places, n)[::-1])[::-1][1:] if n else places
        for here, there in ((places[1:], before), (places[:-1], after)):
            good = (there >= 0) & (there < n) & ~is_small[here] & (side[order[here]] & mine > 0)
            here, there = here[good], there[good]
            same = bucket[here] == bucket[there]
            pairs.append((order[here[same]], order[there[same]]))
    return pairs


def _across(pairs: Longs, side: Ints, n: int) -> Longs:
    a, b = side[(pairs // np.uint64(n)).astype(np.int64)], side[(pairs % np.uint64(n)).astype(np.int64)]
    crossing = ((a & 1 > 0) & (b & 2 > 0)) | ((a & 2 > 0) & (b & 1 > 0))
    kept: Longs = pairs[crossing]
    return kept


def _keys(a: Ints, b: Ints, n: int) -> Longs:
    keys: Longs = (np.minimum(a, b) * n + np.maximum(a, b)).astype(np.uint64)
    return keys
