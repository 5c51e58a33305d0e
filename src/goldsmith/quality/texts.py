"""Checks of texts, each against fixed limits or against the corpus that they stand in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

import numpy as np

from goldsmith.quality.flags import Flag
from goldsmith.quality.personal import SCORES, personal_data

MANY = 50  # texts from which a corpus says something about one of them
FAR = 5  # interquartile ranges beyond the upper quartile, of the logarithm of the length
LEAST_LONG = 200  # characters below which nothing is too long
LEAST_WORDS = 5  # in a text whose language can be told
COMMON_WORD = 0.01  # of the texts have a common word
RARE = 0.005  # chance of so few common words
COMMON_LINE = 0.005  # a line in so many of the texts, and in ten, is boilerplate
MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00e2\u00c5\u00d0\u00d1][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd\ufffe\uffff]")
LETTERS = re.compile(r"[^\W\d_]+")


def text_flags(texts: Sequence[str | None]) -> list[Flag]:
    """Return what is odd about texts, ordered by place; each text is read on its own and beside the others.

    Comparisons with the corpus (too long, script, language, boilerplate) need 50 texts.

    >>> [flag.check for flag in text_flags(["Ask a@example.org", "  ", "caf\u00c3\u00a9"])]
    ['personal_data', 'empty', 'mojibake']
    """
    flags = [flag for place, text in enumerate(texts) for flag in _alone(place, text or "")]
    filled = [(place, text) for place, text in enumerate(texts) if text and text.strip()]
    if len(filled) >= MANY:
        flags += _too_long(filled)
        odd = list(_other_script(filled))
        flags += odd
        flags += _other_language(filled, {flag.place for flag in odd})
        flags += _boilerplate(filled)
    return sorted(flags, key=lambda flag: flag.place)


def _alone(place: int, text: str) -> Iterator[Flag]:
    if not text.strip():
        yield Flag("empty", place, 1.0, "no text")
        return
    if sum(map(str.isalnum, text)) < 2:
        yield Flag("near_empty", place, 0.9, f"only {text.strip()[:20]!r}")
    strange = CONTROL.findall(text)
    if strange:
        names = ", ".join(sorted({f"U+{ord(each):04X}" for each in strange})[:4])
        yield Flag("control_characters", place, 0.9, f"{len(strange)} of them: {names}")
    mended = mend_mojibake(text)
    if mended is not None:
        at = next(n for n, (a, b) in enumerate(zip(text, mended + "\0" * len(text), strict=False)) if a != b)
        yield Flag(
            "mojibake",
            place,
            0.95,
            f"{text[max(0, at - 8) : at + 8]!r} was {mended[max(0, at - 8) : at + 6]!r}",
        )
    found = personal_data(text)
    if found:
        sorts = Counter(one.sort for one in found)
        told = ", ".join(f"{n} {sort}" for sort, n in sorted(sorts.items()))
        yield Flag("personal_data", place, max(SCORES[sort] for sort in sorts), told)


def mend_mojibake(text: str) -> str | None:
    """Return what a text was before UTF-8 was read as Windows-1252 or Latin-1; None where it was not.

    >>> mend_mojibake("caf\u00c3\u00a9"), mend_mojibake("caf\u00e9")
    ('caf\u00e9', None)
    """
    if text.isascii() or not MOJIBAKE.search(text):
        return None
    for encoding in ("cp1252", "latin-1"):
        mended = _again(text, encoding)
        if mended is not None and len(mended) < len(text):
            return mended
    return None


def _again(text: str, encoding: str) -> str | None:
    """Return the runs of characters that the encoding has, read as UTF-8 where that is possible."""
    try:
        return text.encode(encoding).decode("utf-8")
    except UnicodeError:
        pass
    mended = MOJIBAKE.sub(lambda match: _piece(match.group(), encoding), text)
    return None if mended == text else mended


def _piece(pair: str, encoding: str) -> str:
    try:
        return pair.encode(encoding).decode("utf-8")
    except UnicodeError:
        return pair


def _too_long(filled: Sequence[tuple[int, str]]) -> Iterator[Flag]:
    lengths = np.log([len(text) for _, text in filled])
    low, middle, high = np.quantile(lengths, [0.25, 0.5, 0.75])
    limit = max(high + FAR * max(high - low, 0.2), log(LEAST_LONG))
    for (place, text), length in zip(filled, lengths.tolist(), strict=True):
        if length > limit:
            usual = round(float(np.exp(middle)))
            score = min(1.0, 0.5 + (length - limit) / 4)
            yield Flag("too_long", place, score, f"{len(text):,} characters; half have up to {usual:,}")


def script_of(text: str) -> str | None:
    """Return the script of most of a text's letters, as Unicode names begin: LATIN, CYRILLIC, CJK; None without any."""
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    return counts.most_common(1)[0][0] if counts else None


_known: dict[str, str] = {}


def _script(letter: str) -> str:
    if letter not in _known:
        if len(_known) > 100_000:
            _known.clear()
        _known[letter] = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
    return _known[letter]


def _other_script(filled: Sequence[tuple[int, str]]) -> Iterator[Flag]:
    scripts = [(place, script_of(text)) for place, text in filled]
    counts = Counter(script for _, script in scripts if script)
    if not counts:
        return
    usual, n = counts.most_common(1)[0]
    if n < 0.9 * sum(counts.values()):
        return
    for place, script in scripts:
        if script is not None and script != usual:
            yield Flag("other_script", place, 0.9, f"{script.lower()}; {n:,} texts are {usual.lower()}")


def _other_language(filled: Sequence[tuple[int, str]], known: set[int]) -> Iterator[Flag]:
    """Yield texts with so few of the corpus's common words that a text of its usual share would hardly have fewer.

    Every language has some dozens of words that stand in most sentences; a text in another language lacks them, and so
    does a list of names or numbers. By the binomial tail, at four fifths of the usual share.
    """
    from scipy.stats import binom

    words = {
        place: found
        for place, text in filled
        if place not in known and len(found := LETTERS.findall(text.lower())) >= LEAST_WORDS
    }
    if len(words) < MANY:
        return
    in_texts = Counter(word for each in words.values() for word in set(each))
    common = {word for word, n in in_texts.items() if n >= COMMON_WORD * len(words)}
    n_common = np.array([sum(word in common for word in each) for each in words.values()])
    n_words = np.array([len(each) for each in words.values()])
    usual = float(np.median(n_common / n_words))
    chance = binom.cdf(n_common, n_words, 0.8 * usual)
    for place, n, of, tail in zip(words, n_common.tolist(), n_words.tolist(), chance.tolist(), strict=True):
        if tail < RARE:
            score = min(0.95, 0.5 - log(max(tail, 1e-12) / RARE) / 20)
            yield Flag(
                "other_language", place, score, f"{n} of {of} words are common here; usually {usual:.0%} are"
            )


def _boilerplate(filled: Sequence[tuple[int, str]]) -> Iterator[Flag]:
    pieces = {place: _pieces(text) for place, text in filled}
    times = Counter(piece for each in pieces.values() for piece in set(each))
    least = max(10, COMMON_LINE * len(filled))
    whole = Counter(" ".join(each) for each in pieces.values())
    for place, each in pieces.items():
        common = sum(len(piece) for piece in each if times[piece] >= least)
        total = sum(map(len, each))
        # a text that is the same as many others is a duplicate, which `dedup` tells better
        if len(each) > 1 and common > total / 2 and whole[" ".join(each)] == 1:
            yield Flag(
                "boilerplate", place, common / total, f"{common / total:.0%} of it stands in many others"
            )


def _pieces(text: str) -> list[str]:
    split = re.split(r"\n+|(?<=[.!?])\s+", text.lower())
    return [" ".join(piece.split()) for piece in split if len(piece.split()) >= 4]
