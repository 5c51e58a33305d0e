"""Masks from other tools: PNGs whose pixels are numbers, or colours that stand for numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from goldsmith.errors import bad_input
from goldsmith.ingest import Picture
from goldsmith.ingest.files import Files
from goldsmith.ingest.images import MALFORMED, check_size

Colour: TypeAlias = tuple[int, int, int]

VOC_BORDER: Colour = (224, 224, 192)  # round objects, and where nobody decided
BORDER = 255
MODES = {"P", "L", "1", "I", "I;16"}
FIRST_COLOUR = 1 << 16  # the least number that a colour without a meaning gets: above all that pixels hold


def is_mask(name: str) -> bool:
    """Return whether a file lies where Pascal VOC keeps masks, so that it is no image to be labeled."""
    return re.search(r"(^|/)Segmentation(Class|Object)/", name) is not None


def numbers_in(name: str, files: Files, shown: Picture, colours: Mapping[Colour, int] | None) -> Any:
    """Return the number of each pixel of a mask, shape (height, width); -1 for a colour that stands for none.

    colours: what stands for which number; None: colours have no meaning, each is a number of its own. In a picture
    with a palette numbers are places in it, unless all colours that it uses have a meaning: then the colour counts,
    since tools order their palettes as they like. Raises InvalidInput for a mask that is not there, is no PNG, is not
    whole, or has another size than the image.
    """
    import numpy as np
    from PIL import Image

    if not name.lower().endswith(".png"):
        raise bad_input("mask.not_png", "The mask is no PNG, so its numbers may be mixed.", name, "Use PNG.")
    if not files.has(name):
        raise bad_input("mask.missing", f"There is no mask {name!r}.", name, "Put it where it is named.")
    try:
        with files.open(name) as stream, Image.open(stream, formats=("PNG",)) as mask:
            check_size(mask.size, shown, where=name)
            if mask.mode in {"RGB", "RGBA"}:
                return _by_colour(np.asarray(mask.convert("RGB")), colours)
            if mask.mode not in MODES:
                raise bad_input(
                    "mask.mode",
                    f"Pixels of mode {mask.mode} hold no single number.",
                    name,
                    "Save it with a palette, as grey or as RGB.",
                )
            pixels = np.asarray(mask).astype(np.int64)
            palette = mask.getpalette("RGB") if mask.mode == "P" else None
    except MALFORMED as error:
        raise bad_input(
            "mask.unreadable", f"This is not a whole PNG: {error}.", name, "Copy it again."
        ) from error
    if palette is None or not colours:
        return pixels
    used = np.unique(pixels)
    shades = np.asarray([*palette, *[0] * (768 - len(palette))], dtype=np.uint8).reshape(-1, 3)[used]
    numbers = _by_colour(shades, colours)
    if (numbers < 0).any():
        return pixels
    table = np.zeros(int(used.max()) + 1, dtype=np.int64)
    table[used] = numbers
    return table[pixels]


def _by_colour(pixels: Any, colours: Mapping[Colour, int] | None) -> Any:
    import numpy as np

    packed = pixels.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    if colours is None:
        used, place = np.unique(packed, return_inverse=True)
        names = np.arange(len(used)) + FIRST_COLOUR
        names[used == 0] = 0
        names[used == (VOC_BORDER[0] << 16) + (VOC_BORDER[1] << 8) + VOC_BORDER[2]] = BORDER
        return names[place].reshape(packed.shape)
    numbers = np.full(packed.shape, -1, dtype=np.int64)
    for (red, green, blue), number in colours.items():
        numbers[packed == (red << 16) + (green << 8) + blue] = number
    return numbers
