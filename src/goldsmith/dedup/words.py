"""Hashes of the words of many texts, taken from their bytes at once: no word becomes an object."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from goldsmith.compiled import compiled
from goldsmith.dedup import loops
from goldsmith.numerics import Ints

PIECE = 1 << 16  # bytes hashed at a time: they stay in the processor's cache
NEXT_LETTER = 0x9E3779B97F4A7C15
BLANKS = b"\t\n\v\f\r\x1c\x1d\x1e\x1f "


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return well-spread 64-bit hashes. Source: splitmix64, Steele, Lea and Flood (2014), OOPSLA."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _letters() -> NDArray[np.uint64]:
    """Return a number for each byte: that of its small letter for a capital of ASCII, 0 for a blank."""
    letters = mixed(np.arange(256, dtype=np.uint64))
    letters[ord("A") : ord("Z") + 1] = letters[ord("a") : ord("z") + 1]
    letters[list(BLANKS)] = 0
    return letters


def _powers(base: int) -> NDArray[np.uint64]:
    powers = np.full(PIECE + 1, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


LETTERS = _letters()
IS_LETTER = LETTERS != 0
UP, DOWN = _powers(NEXT_LETTER), _powers(pow(NEXT_LETTER, -1, 1 << 64))


def as_bytes(texts: Sequence[str]) -> tuple[NDArray[np.uint8], Ints]:
    """Return the texts in UTF-8, a blank after each, and where each begins, (n + 1,)."""
    whole = "\n".join([*texts, ""])
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    for at in () if whole.isascii() else [at for at, text in enumerate(texts) if not text.isascii()]:
        lengths[at] = len(texts[at].encode("utf-8", "surrogatepass"))
    starts = np.concatenate([np.zeros(1, np.int64), (lengths + 1).cumsum()])
    return np.frombuffer(whole.encode("utf-8", "surrogatepass"), np.uint8), starts


def word_hashes(texts: Sequence[str]) -> tuple[NDArray[np.uint64], Ints]:
    """Return the hash of each word of the texts, and how many words each has; ASCII letters' case plays no part.

    The hash is a polynomial of the word's letters modulo 2**64, mixed: the difference of two running sums.
    """
    data, starts = as_bytes(texts)
    if fast := compiled(loops.hash_words, len(data)):
        hashes, n_words = fast(data, starts, LETTERS, np.uint64(NEXT_LETTER))
        return mixed(hashes), n_words
    is_letter = IS_LETTER[data]
    edge = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    if len(data) and is_letter[0]:
        edge = np.concatenate([np.zeros(1, np.int64), edge])
    first, last = edge[::2], edge[1::2]
    n_words = np.diff(np.searchsorted(first, starts))
    hashes = np.empty(len(first), np.uint64)
    for words in _pieces(first, last):
        begin, end = first[words], last[words]
        if len(begin):
            hashes[words] = _hashed(data[begin[0] : end[-1]], begin - begin[0], end - begin[0])
    return mixed(hashes), n_words


def _pieces(first: Ints, last: Ints) -> list[slice]:
    """Return runs of words that span up to PIECE bytes, or one longer word."""
    cuts = [0]
    while cuts[-1] < len(first):
        fit = int(np.searchsorted(last, first[cuts[-1]] + PIECE, "right"))
        cuts.append(max(fit, cuts[-1] + 1))
    return [slice(start, stop) for start, stop in pairwise(cuts)]


def _hashed(data: NDArray[np.uint8], begin: Ints, end: Ints) -> NDArray[np.uint64]:
    if len(data) > PIECE:  # one long word
        parts = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
        total = np.zeros(1, np.uint64)
        for part in reversed(parts):
            total = total * UP[len(part)] + (LETTERS[part] * UP[: len(part)]).sum(dtype=np.uint64)
        return total
    running = np.zeros(len(data) + 1, np.uint64)
    np.cumsum(LETTERS[data] * UP[: len(data)], out=running[1:])
    return (running[end] - running[begin]) * DOWN[begin]
