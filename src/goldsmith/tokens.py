"""The tokens that a text brought along, in code points: where a span of it should begin and end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from goldsmith.model import Item

Token: TypeAlias = tuple[int, int]

TOKENS = "tokens"  # the item's own tokens, [[start, end], …], where a file brought them along


def own_tokens(item: Item, text: str) -> list[Token]:
    """Return the tokens that came with an item's text; none where none came, or for another of its texts.

    >>> fields = {"text": {"type": "text", "text": "don't"}}
    >>> own_tokens(Item("i", "s", None, "", 0, None, fields, {"tokens": [[0, 2], [2, 5]]}), "don't")
    [(0, 2), (2, 5)]
    """
    given: Any = item.metadata.get(TOKENS)
    first = item.first("text")
    if first is None or first["text"] != text or not _are_sound(given, text):
        return []
    return [(start, end) for start, end in given]


def _are_sound(given: Any, text: str) -> bool:
    """Return whether metadata of that name is a list of tokens in order: it may be the user's own column."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        return False
    last = 0
    for pair in given:
        if not (
            isinstance(pair, Sequence)
            and len(pair) == 2
            and all(type(n) is int for n in pair)
            and last <= pair[0] < pair[1] <= len(text)
        ):
            return False
        last = pair[1]
    return True
