"""Label Studio's brush strokes: runs of the bytes of an RGBA picture, row by row, packed into bits.

A head of 32 bits holds how many bytes there are, five how long a word is (less one), four times four how long the
four sorts of counts are (less one). Then blocks follow: one bit, whether its words are all the same, two for the sort
of its count, the count less one, and the word, or as many words. Source: the decoder in rle-pack of thi.ng/umbrella,
whose format this is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from goldsmith.errors import InvalidInput
from goldsmith.runs import Runs, from_array, to_array

WORD = 8  # bits
SIZES = (3, 4, 8, 16)  # bits of a count
CHANNELS = 4
LONGEST = 1 << SIZES[-1]


def decode(packed: Sequence[int], height: int, width: int) -> Runs:
    """Return the pixels of a stroke: those that it covers by half or more.

    packed: bytes as numbers. Edges are drawn softly: half is meant of the most that the stroke covers any pixel.
    Raises InvalidInput for what is no stroke on a picture of this size.
    """
    try:
        data = bytes(packed)
    except (ValueError, TypeError) as error:
        raise _bad("It is not a list of bytes.") from error
    bits = _Bits(data)
    n, word = bits.read(32), bits.read(5) + 1
    sizes = [bits.read(4) + 1 for _ in range(4)]
    if n != height * width * CHANNELS or word != WORD:
        raise _bad(f"It has {n:,} words of {word} bits; the picture has {height * width * CHANNELS:,} bytes.")
    values = np.empty(n, dtype=np.uint8)
    at = 0
    while at < n:
        is_run = bits.read(1)
        end = at + 1 + bits.read(sizes[bits.read(2)])
        if end > n:
            raise _bad("Its runs are longer than the picture.")
        values[at:end] = bits.read(word) if is_run else bits.words(end - at)
        at = end
    alpha = values[CHANNELS - 1 :: CHANNELS].reshape(height, width)
    most = int(alpha.max(initial=0))
    return from_array(2 * alpha.astype(np.int16) >= max(most, 1))


def encode(runs: Runs, height: int, width: int) -> list[int]:
    """Return the stroke of these pixels, fully covered, as bytes; decode(encode(r, h, w), h, w) == r.

    >>> from goldsmith.runs import runs_of
    >>> decode(encode(runs_of([0, 5], [2, 6]), 2, 3), 2, 3).starts.tolist()
    [0, 5]
    """
    flat = np.repeat(to_array(runs, height, width).ravel(), CHANNELS)
    edges = np.flatnonzero(np.diff(flat)) + 1
    starts = [0, *edges.tolist()]
    lengths = np.diff([*starts, len(flat)]).tolist()
    text = f"{len(flat):032b}{WORD - 1:05b}" + "".join(f"{size - 1:04b}" for size in SIZES)
    text += "".join(
        _block(length, 255 if flat[start] else 0) for start, length in zip(starts, lengths, strict=True)
    )
    text += "0" * (8 - len(text) % 8)
    return list(int(text, 2).to_bytes(len(text) // 8, "big"))


def _block(length: int, value: int) -> str:
    """Return the bits of a run of equal bytes, in several blocks where it is longer than a count can say."""
    whole, rest = divmod(length - 1, LONGEST)
    sort = next(place for place, size in enumerate(SIZES) if rest < 1 << size)
    longest = f"111{LONGEST - 1:016b}{value:08b}"
    return longest * whole + f"1{sort:02b}{rest:0{SIZES[sort]}b}{value:08b}"


class _Bits:
    """Reads numbers of so many bits, the highest first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def read(self, n: int) -> int:
        first, end = self._at >> 3, (self._at + n + 7) >> 3
        if end > len(self._data):
            raise _bad("It breaks off.")
        spare = 8 * end - self._at - n
        self._at += n
        return int.from_bytes(self._data[first:end], "big") >> spare & ((1 << n) - 1)

    def words(self, n: int) -> Any:
        """Return n bytes, which need not begin where one of the data does."""
        first, end = self._at >> 3, (self._at + n * WORD + 7) >> 3
        if end > len(self._data):
            raise _bad("It breaks off.")
        bits = np.unpackbits(np.frombuffer(self._data[first:end], dtype=np.uint8))
        start = self._at - 8 * first
        self._at += n * WORD
        return np.packbits(bits[start : start + n * WORD])


def _bad(what: str) -> InvalidInput:
    return InvalidInput(
        "label_studio.bad_brush",
        f"The brush stroke cannot be read. {what}",
        mend="Export the project again, as JSON; or leave the task out.",
    )


def covered(layers: Sequence[Runs]) -> Iterator[Runs]:
    """Yield what is seen of each layer, the lowest first, when later ones lie on earlier ones."""
    from goldsmith.runs import united, without

    for place, layer in enumerate(layers):
        yield without(layer, united(layers[place + 1 :]))
