"""Checks of images: sizes beside those of the others, light, sharpness and content of each on a small copy."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.numerics import Floats
from goldsmith.quality.flags import Flag

SMALL = 256  # px of the longer side of the copy that is measured
SHARPEST = 0.9995  # of all steps between pixels: a few crisp shapes on a plain ground have hardly more edges than that
MANY = 20  # images from which the others' sizes say something
FAR = 4  # interquartile ranges, of logarithms
MALFORMED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    IndexError,
    KeyError,
    TypeError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of an image. fault: why it could not be opened; then all else is 0.

    width, height: px. dark, light: the 99th and the 1st percentile of grey, 0 … 1: all darker, all lighter than that.
    spread: standard deviation of grey, 0 … 1. edge: the 99th percentile of the difference of neighbouring pixels over
    the range of grey: how sharp the sharpest edges are.
    """

    width: int = 0
    height: int = 0
    dark: float = 0.0
    light: float = 0.0
    spread: float = 0.0
    edge: float = 0.0
    fault: str = ""


def measure_image(data: bytes) -> Measured:
    """Return what the checks need of an image file's bytes; all of it is decoded, on a reduced scale where possible."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            image.draft("L", (SMALL * 2, SMALL * 2))
            image.load()
            upright = ImageOps.exif_transpose(image)
            if upright.size[0] * image.size[1] < upright.size[1] * image.size[0]:
                width, height = height, width
            grey = _grey(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Measured(fault="more pixels than can be opened safely")
    except UnidentifiedImageError:
        return Measured(fault="no known image format" if data else "there is no such file, or it is empty")
    except MALFORMED as error:
        return Measured(fault=str(error).rstrip(".") or type(error).__name__)
    return Measured(width, height, *_numbers(grey))


def _grey(image: object) -> Floats:
    from PIL import Image

    assert isinstance(image, Image.Image)  # noqa: S101 - imported late, so the signature cannot say so
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    small = image.convert("L")
    factor = max(1, max(small.size) // SMALL)
    if factor > 1:
        small = small.reduce(factor)
    return np.asarray(small, dtype=np.float64) / 255


def _numbers(grey: Floats) -> tuple[float, float, float, float]:
    light, dark = np.quantile(grey, [0.01, 0.99])
    steps = [np.abs(np.diff(grey, axis=axis)).ravel() for axis in (0, 1) if grey.shape[axis] > 1]
    edges = np.concatenate(steps) if steps else np.zeros(1)
    span = float(np.ptp(grey))
    edge = float(np.quantile(edges, SHARPEST)) / span if span > 0 else 0.0
    return float(dark), float(light), float(grey.std()), edge


def image_flags(measured: Sequence[Measured]) -> list[Flag]:
    """Return what is odd about images, ordered by place. Sizes are compared with the others' from 20 images on.

    >>> [flag.check for flag in image_flags([Measured(fault="cut off"), Measured(640, 480, 0.5, 0.5, 0.0, 0.0)])]
    ['unreadable', 'uniform']
    """
    flags = [flag for place, each in enumerate(measured) for flag in _alone(place, each)]
    whole = [(place, each) for place, each in enumerate(measured) if not each.fault]
    if len(whole) >= MANY:
        flags += _odd(whole)
    return sorted(flags, key=lambda flag: flag.place)


def _alone(place: int, each: Measured) -> Iterator[Flag]:
    if each.fault:
        yield Flag("unreadable", place, 1.0, each.fault)
    elif each.spread < 0.01:
        yield Flag("uniform", place, 1 - each.spread / 0.02, f"grey varies by {each.spread:.3f} of its range")
    else:
        if each.dark < 0.25:
            yield Flag("dark", place, 1 - 2 * each.dark, f"99 % of it is darker than {each.dark:.0%}")
        if each.light > 0.75:
            yield Flag("bright", place, 2 * each.light - 1, f"99 % of it is lighter than {each.light:.0%}")
        if each.edge < 0.11:
            yield Flag(
                "blurred",
                place,
                1 - each.edge / 0.22,
                f"its sharpest edges take {1 / each.edge:.0f} px or more",
            )


def _odd(whole: Sequence[tuple[int, Measured]]) -> Iterator[Flag]:
    areas = np.log([each.width * each.height for _, each in whole])
    ratios = np.log([each.width / each.height for _, each in whole])
    for check, values, least in (("odd_size", areas, 0.7), ("odd_ratio", ratios, 0.35)):
        low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
        reach = max(FAR * (high - low), least)
        for (place, each), value in zip(whole, values.tolist(), strict=True):
            beyond = max(low - reach - value, value - high - reach)
            if beyond > 0:
                usual = f"{np.exp(middle):.2f} to 1" if check == "odd_ratio" else f"{np.exp(middle):,.0f} px"
                told = f"{each.width} x {each.height}; half are about {usual}"
                yield Flag(check, place, min(1.0, 0.5 + beyond), told)
