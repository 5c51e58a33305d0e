"""The tokens of a text, in code points, and spans as tokens carry them: flat, and with borders between tokens."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from goldsmith.model import Item, Question
from goldsmith.tokens import Token, own_tokens

Span: TypeAlias = Mapping[str, Any]

TAG = re.compile(r"O|[BIESLU]-\S+")
JOINERS = "\u200c\u200d"  # they hold together what stands on both sides


def tokens_of(
    item: Item, text: str, question: Question, otherwise: Callable[[str], list[Token]] | None = None
) -> list[Token]:
    """Return the tokens of an item's text: the given ones; with `unit: token`, what stands between blanks; else words.

    otherwise: what makes words of a text; None: `words`.
    """
    own = own_tokens(item, text)
    if own:
        return own
    if question.options.get("unit") == "token":
        return [match.span() for match in re.finditer(r"\S+", text)]
    return (otherwise or words)(text)


def words(text: str) -> list[Token]:
    """Return words, runs of letters and digits with their marks, and every other character that is no blank alone.

    >>> [text[a:b] for text in ["Ada’s café, 3!"] for a, b in words(text)]
    ['Ada', '’', 's', 'café', ',', '3', '!']
    """
    found: list[Token] = []
    is_open = joins = False  # whether a letter goes on with the last token; whether anything does
    for at, letter in enumerate(text):
        is_mark = unicodedata.category(letter)[0] == "M" or letter in JOINERS
        is_word = letter.isalnum() or letter == "_"
        touches = bool(found) and found[-1][1] == at
        if letter.isspace():
            pass
        elif touches and (is_mark or joins or (is_word and is_open)):
            found[-1] = found[-1][0], at + 1
        else:
            found.append((at, at + 1))
        if not is_mark:
            is_open = is_word
        joins = letter in JOINERS
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


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text as tokens, each with its tag in IOB2.

    n_cut: tokens cut at a label's border; n_nested, n_blank, n_relations: objects that no tag can say.
    """

    text: str
    tokens: list[Token]
    tags: list[str]
    n_cut: int
    n_nested: int
    n_blank: int
    n_relations: int


def tagged(item: Item, text: str, question: Question, value: Iterable[Mapping[str, Any]]) -> Tagged:
    """Return what is marked in a text as one tag for each token."""
    spans, relations = split_objects(value)
    kept = flat(spans)
    tokens, n_cut = cut(
        tokens_of(item, text, question), [at for span in kept for at in (span["start"], span["end"])]
    )
    tags = ["O"] * len(tokens)
    n_blank = 0
    for span in kept:
        inside = covered(tokens, span["start"], span["end"])
        n_blank += not inside
        for at in inside:
            tags[at] = f"{'B' if at == inside[0] else 'I'}-{span['label']}"
    return Tagged(text, tokens, tags, n_cut, len(spans) - len(kept), n_blank, len(relations))


def chunks(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the labels with their first and last token, whatever the scheme: all of them agree where they may.

    >>> chunks(["I-a", "I-a", "B-a", "O", "I-b"]), chunks(["B-a", "E-a", "S-a"])
    ([('a', 0, 1), ('a', 2, 2), ('b', 4, 4)], [('a', 0, 1), ('a', 2, 2)])
    """
    found: list[tuple[str, int, int]] = []
    is_open = False
    for at, tag in enumerate(tags):
        place, _, label = tag.partition("-")
        if place == "O":
            is_open = False
        elif is_open and place in "IEL" and found[-1][0] == label:
            found[-1] = label, found[-1][1], at
        else:
            found.append((label, at, at))
        is_open = place in "BI"
    return found


def split_objects(value: Iterable[Mapping[str, Any]]) -> tuple[list[Span], list[Mapping[str, Any]]]:
    """Return the spans and the relations of a stored answer."""
    objects = list(value)
    return [one for one in objects if "start" in one], [one for one in objects if "from" in one]
