"""MinHash signatures, and the pairs of texts that share a band of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from goldsmith.compiled import compiled
from goldsmith.dedup import loops
from goldsmith.dedup.shingles import Hashes, Longs, ShingleSets, distinct
from goldsmith.numerics import Ints

N_HASHES, N_BANDS = 128, 32
IN_BAND = N_HASHES // N_BANDS
SALTS = np.arange(N_BANDS, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
ALL_PAIRS = 9  # members of a bucket up to which each is compared with each
CHAIN = 2  # next members that each is compared with in a larger bucket
STEP = 1 << 16  # shingles signed at a time: they stay in the processor's cache
TURNED = 4096  # texts whose keys are turned from rows into columns at a time
WAITING = 1 << 22  # pairs found again and again that are put by before they are made distinct


class Bands(Protocol):
    """The keys of n texts, band by band: what `band_keys` returns, or what reads them from files."""

    def __getitem__(self, band: int, /) -> Longs: ...


def band_keys(sets: ShingleSets, *, seed: int = 0) -> Longs:
    """Return (32, n): for each band and text, a key of the four minima of its shingles that the band is made of.

    The 128 minima are those of seeded permutations of the shingles' hashes. Equal bands of different places have
    different keys; a blank text's are 0. Source: Broder (1997), On the resemblance and containment of documents.
    """
    n = len(sets.counts)
    keys = np.zeros((N_BANDS, n), np.uint64)
    if fast := compiled(loops.sign, len(sets.hashes)):
        for start in range(0, n, TURNED):
            part = slice(start, start + TURNED)
            mine = (sets.starts[part], sets.counts[part])
            keys[:, part] = fast(sets.hashes, *mine, *permutations(seed), IN_BAND, SALTS).T
        return keys
    for texts, signed in _signed(sets, seed):
        for band in range(N_BANDS):
            keys[band, texts] = _key(signed[band * IN_BAND : (band + 1) * IN_BAND]) ^ SALTS[band]
    return keys


def signatures(sets: ShingleSets, *, seed: int = 0) -> Hashes:
    """Return (128, n): the minima of the seeded permutations of the hashes of each text's shingles."""
    whole = np.zeros((N_HASHES, len(sets.counts)), np.uint32)
    for texts, signed in _signed(sets, seed):
        whole[:, texts] = signed
    return whole


def permutations(seed: int) -> tuple[Hashes, Hashes]:
    """Return 128 odd factors and 128 shifts; h * factor + shift modulo 2**32 permutes the hashes."""
    rng = np.random.default_rng(seed)
    factors = rng.integers(0, 1 << 31, N_HASHES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, rng.integers(0, 1 << 32, N_HASHES, dtype=np.uint32)


def _signed(sets: ShingleSets, seed: int) -> Iterator[tuple[Ints, Hashes]]:
    """Yield texts that have shingles, and their minima, (128, texts)."""
    factors, shifts = permutations(seed)
    some = np.flatnonzero(sets.counts)
    ends = sets.counts[some].cumsum()
    first = 0
    while first < len(some):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + STEP, "right")))
        texts = some[first:last]
        starts, n = sets.starts[texts], sets.counts[texts]
        places = n.cumsum() - n
        at = np.arange(int(n.sum())) + np.repeat(starts - places, n)
        hashes = sets.hashes[at]
        row = np.empty_like(hashes)
        signed = np.empty((N_HASHES, len(texts)), np.uint32)
        for column in range(N_HASHES):
            np.multiply(hashes, factors[column], out=row)
            row += shifts[column]
            np.minimum.reduceat(row, places, out=signed[column])
        yield texts, signed
        first = last


def _key(columns: Hashes) -> Longs:
    key: Longs = columns[0].astype(np.uint64)
    for column in columns[1:]:
        key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) + column
    return key


def candidates(keys: Bands, side: Ints | None = None) -> tuple[Ints, Ints]:
    """Return pairs a < b of texts that share a band, each pair once; few per text even where a bucket is huge.

    A bucket of up to nine gives all its pairs. In a larger one each text meets the next two, in the order of the
    following band, which puts like beside like: a chain still joins them, and the work stays linear. side: (n,),
    1 train, 2 test, 3 both; only pairs across are given, and in a large bucket each meets the nearest two texts of the
    other side.
    """
    n = len(keys[0])
    found: Longs = np.zeros(0, np.uint64)
    fresh: list[Longs] = []
    for band in range(N_BANDS):
        order, bucket = _buckets(keys[band], keys[(band + 1) % N_BANDS])
        is_small = (np.bincount(bucket) <= ALL_PAIRS)[bucket]
        pairs = [_keys(*pair, n) for pair in _within(order, bucket, is_small)]
        if side is not None:
            pairs = [_across(each, side, n) for each in pairs]
            pairs += [_keys(*pair, n) for pair in _nearest(order, bucket, is_small, side)]
        fresh += pairs
        if sum(map(len, fresh)) > max(WAITING, len(found)) or band == N_BANDS - 1:
            found, fresh = distinct(np.concatenate([found, *fresh])), []
    return (found // np.uint64(max(n, 1))).astype(np.int64), (found % np.uint64(max(n, 1))).astype(np.int64)


def _buckets(keys: Longs, following: Longs) -> tuple[Ints, Ints]:
    """Return the texts that share their key with another, bucket after bucket, and the number of each one's bucket.

    A key and its text's number are sorted as one word, which leaves 40 bits of the key for ten million texts: a pair
    that they join by chance costs one comparison. In large buckets the following band's key decides the order.
    """
    low = np.uint64((1 << max(len(keys) - 1, 1).bit_length()) - 1)
    ranked = np.sort((keys & ~low) | np.arange(len(keys), dtype=np.uint64))
    joins = (ranked[1:] ^ ranked[:-1]) <= low
    shares = np.zeros(len(keys), np.bool_)
    shares[1:] = joins
    shares[:-1] |= joins
    ranked = ranked[shares]
    order: Ints = (ranked & low).astype(np.int64)
    is_first = np.ones(len(ranked), np.bool_)
    is_first[1:] = (ranked[1:] ^ ranked[:-1]) > low
    bucket = is_first.cumsum() - 1
    large = np.flatnonzero((np.bincount(bucket) > ALL_PAIRS)[bucket])
    order[large] = order[large[np.lexsort((following[order[large]], bucket[large]))]]
    return order, bucket


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
