"""Texts as sets of hashed shingles: three words in a row, or five characters where words say too little."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from goldsmith.compiled import compiled
from goldsmith.dedup import loops
from goldsmith.dedup.words import mixed, word_hashes
from goldsmith.numerics import Floats, Ints

Hashes: TypeAlias = NDArray[np.uint32]
Longs: TypeAlias = NDArray[np.uint64]
Bools: TypeAlias = NDArray[np.bool_]

WORDS_IN_ROW, CHARACTERS_IN_ROW = 3, 5
MIN_WORDS = 6  # below it, one changed word changes nearly every shingle of words
MOST_TEXTS, BATCH = 2048, 1 << 20  # texts and characters that are taken apart at a time
COMPARED = 1 << 20  # shingles that are compared at a time
NEXT_TOKEN = np.uint64(0xC2B2AE3D27D4EB4F)
NEXT_WORD = np.uint64(0x9FB21C651E98DF25)
# Thai, Lao, Tibetan, Myanmar, Khmer, kana, Han: written without blanks between words
SPACELESS = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class ShingleSets:
    """Shingles of n texts, repeats included.

    hashes: (shingles,). starts, counts: (n,), where each text's begin and how many they are, 0 for a blank text.
    is_words: (n,), whether they are of words; shingles of words and of characters are never compared. digests: (n,), a
    hash of the normalised text: among ten million texts, two have the same by chance in three cases of a million.
    """

    hashes: Hashes
    starts: Ints
    counts: Ints
    is_words: Bools
    digests: Longs

    def at(self, texts: Ints) -> ShingleSets:
        """Return the sets of some of the texts; their shingles are not copied."""
        return ShingleSets(
            self.hashes, self.starts[texts], self.counts[texts], self.is_words[texts], self.digests[texts]
        )

    def of(self, text: int) -> set[int]:
        """Return the set of one text's shingles."""
        start = self.starts[text]
        return set(self.hashes[start : start + self.counts[text]].tolist())


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
    return text.count(" ") >= MIN_WORDS - 1 and not _is_spaceless(text)


def _is_spaceless(text: str) -> bool:
    return not text.isascii() and len(SPACELESS.findall(text)) * 3 >= len(text)


def batches(texts: Sequence[str | None]) -> Iterator[Sequence[str | None]]:
    """Yield the texts in runs that are taken apart at a time: some thousand, or fewer long ones."""
    for start in range(0, len(texts), MOST_TEXTS):
        run = texts[start : start + MOST_TEXTS]
        step = max(1, len(run) * BATCH // max(sum(map(len, filter(None, run))), BATCH))
        for at in range(0, len(run), step):
            yield run[at : at + step]


def shingle_sets(texts: Sequence[str | None]) -> ShingleSets:
    """Return the shingles of texts, normalised; one too short for a shingle is one itself, a blank one has none."""
    return joined([batch_sets(batch) for batch in batches(texts)])


def joined(parts: Sequence[ShingleSets]) -> ShingleSets:
    """Return the sets of several batches, one after another."""
    parts = parts or [batch_sets([])]
    offsets = np.cumsum([0, *(len(part.hashes) for part in parts)])[:-1].tolist()
    return ShingleSets(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.starts + offset for part, offset in zip(parts, offsets, strict=True)]),
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.is_words for part in parts]),
        np.concatenate([part.digests for part in parts]),
    )


def batch_sets(texts: Sequence[str | None]) -> ShingleSets:
    """Return the shingles of one batch of texts."""
    folded = [text or "" for text in texts]
    beyond = [at for at, text in enumerate(folded) if not text.isascii()]
    for at in beyond:  # of ASCII, the hashes leave out case and runs of blanks themselves
        folded[at] = normalised(folded[at])
    words, n_words = word_hashes(folded)
    is_words = n_words >= MIN_WORDS
    for at in beyond:
        is_words[at] &= not _is_spaceless(folded[at])
    is_mine = np.repeat(is_words, n_words)
    hashes, counts = _windows(words[is_mine], np.where(is_words, n_words, 0), WORDS_IN_ROW)
    others = np.flatnonzero((n_words > 0) & ~is_words)
    if len(others):
        codes, n_codes = _characters([normalised(folded[at]) for at in others.tolist()])
        by_character, n = _windows(codes, n_codes, CHARACTERS_IN_ROW)
        counts[others] = n
        both = np.empty(len(hashes) + len(by_character), np.uint32)
        is_mine = np.repeat(is_words, counts)
        both[is_mine], both[~is_mine] = hashes, by_character
        hashes = both
    return ShingleSets(hashes, counts.cumsum() - counts, counts, is_words, _digests(words, n_words))


def jaccard(sets: ShingleSets, a: Ints, b: Ints) -> Floats:
    """Return (pairs,): the share of shingles, of those that texts a[i] or b[i] have, that both have.

    It is quickest where pairs of one text stand together.
    """
    found = np.zeros(len(a))
    alike = np.flatnonzero(sets.is_words[a] == sets.is_words[b])
    ends = (sets.counts[a[alike]] + sets.counts[b[alike]]).cumsum()
    fast = compiled(loops.similarities, int(ends[-1]) if len(ends) else 0)
    start = 0
    while start < len(alike):
        done = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + COMPARED, "right")))
        block = alike[start:stop]
        texts, place = np.unique(np.concatenate([a[block], b[block]]), return_inverse=True)
        owner, hashes = _owned(sets.hashes, sets.starts[texts], sets.counts[texts])
        one, other = place[: len(block)], place[len(block) :]
        if fast:
            n = sets.counts[texts]
            found[block] = fast(hashes, n.cumsum() - n, n, one, other)
        else:
            found[block] = _jaccard(distinct(owner | hashes), one, other, len(texts))
        start = stop
    return found


def _jaccard(owned: Longs, a: Ints, b: Ints, n: int) -> Floats:
    """Return the similarities of pairs of n sets: their hashes, distinct and in order, below the sets' numbers."""
    sizes = np.bincount((owned >> np.uint64(32)).astype(np.int64), minlength=n)
    starts = sizes.cumsum() - sizes
    shingles = owned.astype(np.uint32)
    sides = [owner | hashes for owner, hashes in (_owned(shingles, starts[x], sizes[x]) for x in (a, b))]
    pairs = np.sort(np.concatenate(sides), kind="stable")  # which merges two sorted runs
    both = pairs[1:][pairs[1:] == pairs[:-1]]
    n_shared = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(a))
    shared: Floats = n_shared / (sizes[a] + sizes[b] - n_shared)
    return shared


def _owned(hashes: Hashes, starts: Ints, counts: Ints) -> tuple[Longs, Hashes]:
    """Return the hashes of some texts one after another, and the text's number, 0 to n - 1, of each, 32 bits up."""
    owner = np.repeat(np.arange(len(starts), dtype=np.uint64) << np.uint64(32), counts)
    at = np.arange(len(owner)) + np.repeat(starts - (counts.cumsum() - counts), counts)
    return owner, hashes[at]


def distinct(values: Longs) -> Longs:
    """Return the different values in ascending order; several times as fast as numpy's, which hashes them."""
    ranked = np.sort(values)
    is_new = np.ones(len(ranked), np.bool_)
    np.not_equal(ranked[1:], ranked[:-1], out=is_new[1:])
    return ranked[is_new]


def _digests(words: Longs, n_words: Ints) -> Longs:
    digests = np.zeros(len(n_words), np.uint64)
    some = np.flatnonzero(n_words)
    if len(some):
        n, starts = n_words[some], n_words[some].cumsum() - n_words[some]
        powers = np.full(int(n.max()), NEXT_WORD)
        powers[0] = 1
        powers = np.multiply.accumulate(powers)
        place = np.arange(len(words)) - np.repeat(starts, n)
        digests[some] = mixed(np.add.reduceat(words * powers[place], starts))
    return digests


def _characters(texts: Sequence[str]) -> tuple[Longs, Ints]:
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    return mixed(codes.astype(np.uint64)), np.fromiter(map(len, texts), np.int64, len(texts))


def _windows(tokens: Longs, counts: Ints, width: int) -> tuple[Hashes, Ints]:
    """Return hashes of the windows of `width` tokens within each text, and how many each text has.

    A text with some tokens, yet fewer, has one window, of all of them.
    """
    rows = tokens.copy()
    for shift in range(1, width):
        rows *= NEXT_TOKEN
        rows[:-shift] += tokens[shift:]
    keep = np.ones(len(tokens), np.bool_)
    ends = counts.cumsum()
    for shift in range(1, width):
        keep[ends[counts >= shift] - shift] = False
    short = (counts > 0) & (counts < width)
    starts, n = (ends - counts)[short], counts[short]
    if len(starts):
        keep[starts] = True
        rows[starts] = tokens[starts]
        for shift in range(1, width):
            rows[starts] *= NEXT_TOKEN
            inside = n > shift
            rows[starts[inside]] += tokens[starts[inside] + shift]
    n_windows = np.where(counts > 0, np.maximum(counts - width + 1, 1), 0)
    return (mixed(rows[keep]) >> np.uint64(32)).astype(np.uint32), n_windows
