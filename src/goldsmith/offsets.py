"""Places in a text as other programs count them. Goldsmith counts Unicode code points; what is not that is converted
at the edges, here.
"""

from __future__ import annotations

from bisect import bisect_left


class Utf16:
    """A text's places in UTF-16 units, as JavaScript and Java count them: a character above U+FFFF takes two.

    >>> text = Utf16("a🎉b")
    >>> text.units(2), text.points(3), text.points(2) is None
    (3, 2, True)
    """

    def __init__(self, text: str) -> None:
        self._n = len(text)
        is_plain = text.isascii() or max(text) <= "\uffff"
        self._wide = [] if is_plain else [at for at, one in enumerate(text) if one > "\uffff"]
        self._units = [at + n for n, at in enumerate(self._wide)]  # where each of them begins

    def units(self, point: int) -> int:
        """Return how many units stand before a code point."""
        return point + bisect_left(self._wide, point)

    def points(self, unit: int) -> int | None:
        """Return how many code points stand before a unit; None inside a character or outside of the text."""
        n = bisect_left(self._units, unit)
        is_inside = n > 0 and self._units[n - 1] == unit - 1
        return unit - n if not is_inside and 0 <= unit - n <= self._n else None
