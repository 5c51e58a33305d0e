"""The loops over texts that `compiled` turns into machine code; each does what the numpy beside its call does."""

from __future__ import annotations

from typing import Any

import numpy as np


def hash_words(data: Any, starts: Any, letters: Any, base: Any) -> Any:
    """Return the words' polynomials of their letters, and how many words each text has. letters: 0 for a blank."""
    hashes = np.empty(len(data) // 2 + 1, np.uint64)
    n_words = np.zeros(len(starts) - 1, np.int64)
    found = 0
    for text in range(len(n_words)):
        before = found
        word = power = np.uint64(0)
        for at in range(starts[text], starts[text + 1]):
            letter = letters[data[at]]
            if letter == 0:
                if power != 0:
                    hashes[found] = word
                    found += 1
                word = power = np.uint64(0)
                continue
            power = np.uint64(1) if power == 0 else power * base
            word += letter * power
        n_words[text] = found - before
    return hashes[:found], n_words


def sign(hashes: Any, starts: Any, counts: Any, factors: Any, shifts: Any, in_band: int, salts: Any) -> Any:
    """Return (texts, bands): a key for each band of the minima of each text's shingles under the permutations."""
    keys = np.zeros((len(starts), len(salts)), np.uint64)
    least = np.empty(len(factors), np.uint32)
    for text in range(len(starts)):
        if counts[text] == 0:
            continue
        least[:] = np.uint32(0xFFFFFFFF)
        for at in range(starts[text], starts[text] + counts[text]):
            shingle = hashes[at]
            for column in range(len(factors)):
                value = np.uint32(shingle * factors[column] + shifts[column])
                least[column] = min(least[column], value)
        for band in range(len(salts)):
            key = np.uint64(least[band * in_band])
            for column in range(1, in_band):
                key = (key ^ (key >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
                key += np.uint64(least[band * in_band + column])
            keys[text, band] = key ^ salts[band]
    return keys


def similarities(hashes: Any, starts: Any, counts: Any, a: Any, b: Any) -> Any:
    """Return the Jaccard similarity of each pair's sets; one is put into a table, the other looked up there."""
    size = 16
    while size < 2 * counts.max():
        size *= 2
    mask = np.uint32(size - 1)
    kept, owner = np.zeros((2, size), np.uint32), np.full((2, size), -1)
    found = np.zeros(len(a))
    n_own = 0
    own = -1
    for pair in range(len(a)):
        n_other = n_shared = 0
        if own < 0 or a[pair] != a[own]:
            own, n_own = pair, 0
            for at in range(starts[a[pair]], starts[a[pair]] + counts[a[pair]]):
                place = hashes[at] & mask
                while owner[0, place] == own and kept[0, place] != hashes[at]:
                    place = (place + np.uint32(1)) & mask
                if owner[0, place] != own:
                    owner[0, place], kept[0, place] = own, hashes[at]
                    n_own += 1
        for at in range(starts[b[pair]], starts[b[pair]] + counts[b[pair]]):
            place = hashes[at] & mask
            while owner[1, place] == pair and kept[1, place] != hashes[at]:
                place = (place + np.uint32(1)) & mask
            if owner[1, place] == pair:
                continue
            owner[1, place], kept[1, place] = pair, hashes[at]
            n_other += 1
            place = hashes[at] & mask
            while owner[0, place] == own and kept[0, place] != hashes[at]:
                place = (place + np.uint32(1)) & mask
            n_shared += owner[0, place] == own
        found[pair] = n_shared / (n_own + n_other - n_shared)
    return found
