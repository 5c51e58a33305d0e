"""The tokens of a text, in code points, and spans as tokens carry them: flat, and with borders between tokens."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from goldsmith.model import Item, Question

Token: TypeAlias = tuple[int, int]
Span: TypeAlias = Mapping[str, Any]

METADATA = "tokens"  # the item's own tokens, [[start, end], …], where a file brought them along
JOINERS = "_\u200c\u200d"  # they hold together what stands on both sides


def tokens_of(
    item: Item, text: str, question: Question, otherwise: Callable[[str], list[Token]] | None = None
) -> list[Token]:
    """Return the tokens of an item's text: the given ones; with `unit: token`, what stands between blanks; else words.

    otherwise: what makes words of a text; None: `words`.
    """
    given = item.metadata.get(METADATA)
    if given is not None and _are_sound(given, text):
        return [(start, end) for start, end in given]
    if question.options.get("unit") == "token":
        return [match.span() for match in re.finditer(r"\S+", text)]
    return (otherwise or words)(text)


def words(text: str) -> list[Token]:
    """Return words, runs of letters and digits with their marks, and every other character that is no blank alone.

    >>> [text[a:b] for text in ["Ada’s café, 3!"] for a, b in words(text)]
    ['Ada', '’', 's', 'café', ',', '3', '!']
    """
    found: list[Token] = []
    was_word = False
    for at, letter in enumerate(text):
        if letter.isspace():
            was_word = False
            continue
        is_mark = unicodedata.category(letter)[0] == "M" or letter in JOINERS
        is_word = letter.isalnum()
        touches = bool(found) and found[-1][1] == at
        if touches and (is_mark or (is_word and was_word)):
            found[-1] = found[-1][0], at + 1
            was_word |= letter in JOINERS
        else:
            found.append((at, at + 1))
            was_word = is_word or is_mark
    return found


def cut(tokens: Sequence[Token], borders: Iterable[int]) -> tuple[list[Token], int]:
    """Return the tokens with those cut in two that have a border inside, and how many cuts that took.

    >>> cut([(0, 3), (4, 9)], [3, 6])
    ([(0, 3), (4, 6), (6, 9)], 1)
    """
    wanted = sorted(set(borders))
    made: list[Token] = []
    at = 0
    for start, end in tokens:
        while at < len(wanted) and wanted[at] <= start:
            at += 1
        while at < len(wanted) and wanted[at] < end:
            made.append((start, wanted[at]))
            start, at = wanted[at], at + 1
        made.append((start, end))
    return made, len(made) - len(tokens)


def covered(tokens: Sequence[Token], start: int, end: int) -> range:
    """Return the places of the tokens that lie in a stretch; they are sorted."""
    first = bisect_left(tokens, start, key=lambda token: token[0])
    return range(first, max(first, bisect_left(tokens, end + 1, key=lambda token: token[1])))


def flat(spans: Iterable[Span]) -> list[Span]:
    """Return spans of which no two share a character: the longest are kept, of equals the first.

    >>> [span["label"] for span in flat([{"label": "a", "start": 0, "end": 2}, {"label": "b", "start": 1, "end": 5}])]
    ['b']
    """
    kept: list[Span] = []
    given = sorted(spans, key=lambda one: (one["start"] - one["end"], one["start"], one["label"]))
    taken = bytearray(max((int(one["end"]) for one in given), default=0))
    for span in given:
        start, end = span["start"], span["end"]
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append(span)
    return sorted(kept, key=lambda one: int(one["start"]))


def split_objects(value: Iterable[Mapping[str, Any]]) -> tuple[list[Span], list[Mapping[str, Any]]]:
    """Return the spans and the relations of a stored answer."""
    objects = list(value)
    return [one for one in objects if "start" in one], [one for one in objects if "from" in one]


def _are_sound(given: Any, text: str) -> bool:
    """Return whether metadata of that name is a list of tokens in order: it may be the user's own column."""
    if not isinstance(given, list | tuple):
        return False
    last = 0
    for pair in given:
        if not (
            isinstance(pair, list | tuple)
            and len(pair) == 2
            and all(type(n) is int for n in pair)
            and last <= pair[0] < pair[1] <= len(text)
        ):
            return False
        last = pair[1]
    return True
