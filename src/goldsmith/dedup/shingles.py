"""Texts as sets of hashed shingles: three words in a row, or five characters where words say too little."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from goldsmith.numerics import Floats, Ints

Hashes: TypeAlias = NDArray[np.uint32]
Longs: TypeAlias = NDArray[np.uint64]

WORDS_IN_ROW, CHARACTERS_IN_ROW = 3, 5
MIN_WORDS = 6  # below it, one changed word changes nearly every shingle of words
BATCH = 1 << 20  # characters that are taken apart at a time
KEPT_SETS = 512
MAX_VOCABULARY = 1 << 20  # words whose hashes are kept
# Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han: written without blanks between words
SPACELESS = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """Shingles of n texts, one after another, repeats included.

    hashes: (shingles,). starts: (n + 1,), where each text's begin. is_words: (n,), whether they are of words; shingles
    of words and of characters are never compared.
    """

    hashes: Hashes
    starts: Ints
    is_words: NDArray[np.bool_]

    def of(self, text: int) -> set[int]:
        """Return the set of one text's shingles."""
        return set(self.hashes[self.starts[text] : self.starts[text + 1]].tolist())


def normalised(text: str) -> str:
    """Return the text in NFKC and without case, each run of blanks one space, none at the ends.

    >>> normalised(" Ｓtraße\\n  of  GOLD ")
    'strasse of gold'
    """
    folded = text.lower() if text.isascii() else normalize("NFKC", normalize("NFKC", text).casefold())
    return " ".join(folded.split())


def is_of_words(text: str) -> bool:
    """Return whether a normalised text is compared by words: it has six or more, in a script with blanks.

    >>> is_of_words("one two three four five six"), is_of_words("一 二 三 四 五 六")
    (True, False)
    """
    if text.count(" ") < MIN_WORDS - 1:
        return False
    return text.isascii() or len(SPACELESS.findall(text)) * 3 < len(text)


def shingle_sets(texts: Sequence[str]) -> ShingleSets:
    """Return the shingles of normalised, non-empty texts; a text too short for one shingle is one itself."""
    is_words = np.fromiter(map(is_of_words, texts), np.bool_, len(texts))
    vocabulary = _Vocabulary()
    hashes: list[Hashes] = []
    counts: list[Ints] = []
    start = 0
    while start < len(texts):
        stop, size = start, 0
        while stop < len(texts) and is_words[stop] == is_words[start] and size < BATCH:
            size += len(texts[stop])
            stop += 1
        batch = texts[start:stop]
        if is_words[start]:
            found = _windows(*vocabulary.tokens(batch), WORDS_IN_ROW)
        else:
            found = _windows(*_characters(batch), CHARACTERS_IN_ROW)
        hashes.append(found[0])
        counts.append(found[1])
        start = stop
    starts = np.concatenate([np.zeros(1, np.int64), *counts]).cumsum()
    return ShingleSets(np.concatenate([np.zeros(0, np.uint32), *hashes]), starts, is_words)


def jaccard(sets: ShingleSets, a: Ints, b: Ints) -> Floats:
    """Return (pairs,): the share of shingles, of those that texts a[i] or b[i] have, that both have.

    It is quickest where pairs of one text stand together. Sets of a few hundred texts are kept, not of all.
    """
    of = lru_cache(maxsize=KEPT_SETS)(sets.of)
    found = np.zeros(len(a))
    for pair in np.flatnonzero(sets.is_words[a] == sets.is_words[b]).tolist():
        one, other = of(int(a[pair])), of(int(b[pair]))
        n_shared = len(one & other)
        found[pair] = n_shared / (len(one) + len(other) - n_shared)
    return found


def distinct(values: Longs) -> Longs:
    """Return the different values in ascending order; several times as fast as numpy's, which hashes them."""
    ranked = np.sort(values)
    is_new = np.ones(len(ranked), np.bool_)
    np.not_equal(ranked[1:], ranked[:-1], out=is_new[1:])
    return ranked[is_new]


class _Vocabulary(dict[str, int]):
    """The hash of each word, computed once; the same in every run and order."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = value = int.from_bytes(digest, "little")
        return value

    def tokens(self, texts: Sequence[str]) -> tuple[Longs, Ints]:
        """Return the words' hashes, and how many words each text has."""
        if len(self) > MAX_VOCABULARY:
            self.clear()
        words = " ".join(texts).split(" ")
        counts = np.fromiter((text.count(" ") + 1 for text in texts), np.int64, len(texts))
        return np.fromiter(map(self.__getitem__, words), np.uint64, len(words)), counts


def _characters(texts: Sequence[str]) -> tuple[Longs, Ints]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    return _mixed(codes.astype(np.uint64)), np.fromiter(map(len, texts), np.int64, len(texts))


def _mixed(values: Longs) -> Longs:
    """Return well-spread 64-bit hashes. Source: splitmix64, Steele, Lea and Flood (2014), OOPSLA."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _windows(tokens: Longs, counts: Ints, width: int) -> tuple[Hashes, Ints]:
    """Return hashes of the windows of `width` tokens within each text, and how many each text has, at least one."""
    rows = tokens.copy()
    rest = np.repeat(counts.cumsum(), counts) - np.arange(len(tokens))  # tokens up to the text's end
    for shift in range(1, width):
        rows *= np.uint64(0xC2B2AE3D27D4EB4F)
        rows[:-shift] += np.where(rest[:-shift] > shift, tokens[shift:], np.uint64(0))
    is_first = rest == np.repeat(counts, counts)
    keep = (rest >= width) | is_first
    return (_mixed(rows[keep]) >> np.uint64(32)).astype(np.uint32), np.maximum(counts - width + 1, 1)
