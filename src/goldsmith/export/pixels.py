"""PNG files of whole numbers. They are compared by what they say: their bytes differ between versions of zlib."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith.errors import InvalidInput

if TYPE_CHECKING:
    from goldsmith.runs import Runs

Colour = tuple[int, int, int]


def colour(n: int) -> Colour:
    """Return the n-th of 256 colours that are easy to tell apart, as Pascal VOC has them: 0 is black.

    >>> [colour(n) for n in range(4)]
    [(0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0)]
    """
    red, green, blue = (
        sum((n >> (3 * step + channel) & 1) << (7 - step) for step in range(3)) for channel in range(3)
    )
    return red, green, blue


def write_png(
    folder: Path,
    name: str,
    sets: Sequence[Runs],
    *,
    height: int,
    width: int,
    first: int,
    rest: int,
    palette: Sequence[Colour] = (),
) -> str:
    """Write a picture in which the pixels of the n-th set have the value first + n and others `rest`; return its name.

    The sets share no pixel. It has 8 bits, 16 where a value is above 255. palette: the colour of each value.
    """
    import numpy as np
    from PIL import Image

    from goldsmith.runs import NOTHING, to_codes

    codes = to_codes(sets, height, width)
    values = np.where(codes == NOTHING, rest, codes + first)
    is_wide = max(rest, first + len(sets) - 1) > 255
    picture = Image.fromarray(values.astype(np.uint16 if is_wide else np.uint8))
    if palette and not is_wide:
        picture.putpalette([part for each in palette for part in each])
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    picture.save(folder / name, "PNG")
    return name


def content_digest(path: Path) -> str:
    """Return the SHA-256 of what a picture says: its mode, size, palette and pixels."""
    from PIL import Image

    if not path.is_file():
        raise InvalidInput(
            "png.missing", f"There is no file {path.name}.", mend="Name a file that export wrote."
        )
    with Image.open(path) as picture:
        said: Any = [picture.mode, picture.size, picture.getpalette()]
        return hashlib.sha256(repr(said).encode() + picture.tobytes()).hexdigest()
