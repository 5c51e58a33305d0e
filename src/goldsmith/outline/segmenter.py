"""A segmenter of the user's own, as an ONNX file: what it must take and give, and the object that it finds.

The contract. Inputs, all float32: `image` (1, 3, side, side), red, green and blue from 0 to 1; and either `box` (1, 4),
its left, top, right and bottom in pixels of `image`, or `points` (1, n, 2), x and y in pixels of `image`, with
`point_labels` (1, n), 1 on the object and 0 on the ground. Output: `logits` (1, 1, height, width), float32, each up to
4096: above 0 is the object. `side` is a number from 64 to 2048, or free, and then 512.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from goldsmith.errors import InvalidInput, NotFound, Unavailable
from goldsmith.outline.grabcut import Box, Mask, Pixel, Pixels
from goldsmith.outline.onnx_process import OnnxProcess, broken

Prompt: TypeAlias = Literal["box", "points"]

MOST_BYTES = 1 << 30
SIDES = (64, 2048)
FREE_SIDE = 512  # of a model that takes any
MARGIN = 0.25  # of the box's longer side, at each of its sides
LEAST_SIDE = 4
CONTRACT = {
    "image": 4,
    "box": 2,
    "points": 3,
    "point_labels": 2,
}  # names of inputs and how many axes each has


@dataclass(frozen=True, slots=True)
class Segmenter:
    """A model that keeps the contract. prompt: what it is told of the object. side: of the pictures that it takes."""

    prompt: Prompt
    side: int
    model: OnnxProcess

    def in_box(self, image: Pixels, box: Box) -> tuple[Box, Mask]:
        """Return the part of the picture that was looked at, and which of its pixels are the object in the box.

        image: (height, width, 3). box: inside the picture, 4 pixels or more each way; the model sees a square about
        it. Raises InvalidInput for another box, for a model that takes points, and where it finds nothing, or nothing
        but object; Unavailable where it takes too long.
        """
        height, width = image.shape[:2]
        x, y, wide, high = box
        if min(wide, high) < LEAST_SIDE or x < 0 or y < 0 or x + wide > width or y + high > height:
            raise InvalidInput(
                "outline.bad_box",
                f"The box is {wide} x {high} px at ({x}, {y}).",
                mend=f"Draw it {LEAST_SIDE} px or more each way, inside the picture of {width} x {height} px.",
            )
        self._must_take("box")
        side = round(max(wide, high) * (1 + 2 * MARGIN))
        left, top = x + (wide - side) // 2, y + (high - side) // 2
        scale = self.side / side
        told = np.array([[x - left, y - top, x + wide - left, y + high - top]], dtype=np.float32) * scale
        return self._found(image, (left, top, side), {"box": told.astype(np.float32)})

    def at_point(self, image: Pixels, point: Pixel) -> tuple[Box, Mask]:
        """Return all of the picture, and which of its pixels are the object at a point; refusals as in `in_box`.

        The model sees the whole picture, in a square that is black beyond it.
        """
        height, width = image.shape[:2]
        x, y = point
        if not (0 <= x < width and 0 <= y < height):
            raise InvalidInput(
                "outline.bad_point",
                f"The point ({x}, {y}) lies outside of the picture of {width} x {height} px.",
                mend="Click the object, inside the picture.",
            )
        self._must_take("points")
        side = max(width, height)
        told = np.array([[[x + 0.5, y + 0.5]]]) * (self.side / side)
        prompt = {"points": told.astype(np.float32), "point_labels": np.ones((1, 1), dtype=np.float32)}
        return self._found(image, (0, 0, side), prompt)

    def _must_take(self, prompt: Prompt) -> None:
        if prompt != self.prompt:
            raise InvalidInput(
                "segmenter.other_prompt",
                f"This segmenter takes {self.prompt}, not {prompt}.",
                mend="Drag a box round the object." if self.prompt == "box" else "Click the object.",
            )

    def _found(self, image: Pixels, square: tuple[int, int, int], prompt: dict[str, Any]) -> tuple[Box, Mask]:
        from PIL import Image

        left, top, side = square
        cut = Image.fromarray(image).crop((left, top, left + side, top + side))  # black beyond the picture
        small = np.asarray(cut.resize((self.side, self.side), Image.Resampling.BILINEAR))
        whole = Image.fromarray(self.model.run(small, prompt)).resize((side, side), Image.Resampling.BILINEAR)
        x, y = max(0, left), max(0, top)
        right, bottom = min(image.shape[1], left + side), min(image.shape[0], top + side)
        found: Mask = np.asarray(whole)[y - top : bottom - top, x - left : right - left] > 0
        if not found.any() or found.all():
            raise InvalidInput(
                "outline.not_found",
                "The segmenter tells no object from its ground here.",
                mend="Point at it more closely, or use another tool.",
            )
        return (x, y, right - x, bottom - y), found


def load_segmenter(path: Path) -> Segmenter:
    """Return the segmenter in an ONNX file that keeps the contract above; nothing is fetched, and no other file read.

    Raises InvalidInput that says which part of the contract it breaks, NotFound without onnxruntime, and Unavailable
    where reading it takes too long or too much memory.
    """
    if not has_onnxruntime():
        raise no_onnxruntime()
    _check_size(path)
    model = OnnxProcess(path)
    try:
        declared = model.declared()
    except Unavailable as fault:
        raise fault.at(path.name) from fault
    inputs, outputs = declared.inputs, declared.outputs
    where = f"{path.name}, inputs {', '.join(inputs) or 'none'}"
    prompts: dict[frozenset[str], Prompt] = {
        frozenset({"image", "box"}): "box",
        frozenset({"image", "points", "point_labels"}): "points",
    }
    prompt = prompts.get(frozenset(inputs))
    if prompt is None:
        raise broken(
            "A segmenter takes `image` and `box`, or `image`, `points` and `point_labels`, and nothing else.",
            where,
        )
    for name, told in inputs.items():
        if told.type != "tensor(float)" or len(told.shape) != CONTRACT[name]:
            raise broken(
                f"The input `{name}` is {told.type} with {len(told.shape)} axes, not float32 with {CONTRACT[name]}.",
                where,
            )
    side = _side_of(inputs["image"].shape, where)
    if "logits" not in outputs or outputs["logits"].type != "tensor(float)":
        raise broken("No output `logits` in float32.", f"{path.name}, outputs {', '.join(outputs) or 'none'}")
    return Segmenter(prompt, side, model)


def tried(segmenter: Segmenter, where: str) -> Segmenter:
    """Return the segmenter after it has answered once in time; raise as the contract says where it does not."""
    side = float(segmenter.side)
    grey = np.full((segmenter.side, segmenter.side, 3), 128, dtype=np.uint8)
    middle = np.full((1, 1, 2), side / 2, dtype=np.float32)
    prompts = {
        "box": {"box": np.array([[side / 4, side / 4, side * 3 / 4, side * 3 / 4]], dtype=np.float32)},
        "points": {"points": middle, "point_labels": np.ones((1, 1), dtype=np.float32)},
    }
    try:
        segmenter.model.run(grey, prompts[segmenter.prompt])
    except (InvalidInput, Unavailable) as fault:
        raise fault.at(where) from fault
    return segmenter


def has_onnxruntime() -> bool:
    """Return whether segmenters can be run here."""
    return find_spec("onnxruntime") is not None


def no_onnxruntime() -> NotFound:
    """Return why no segmenter runs without onnxruntime, for whoever runs the server and whoever asks them."""
    return NotFound(
        "segmenter.no_onnxruntime",
        "Segmenters need onnxruntime, which is not installed here.",
        mend="Ask whoever runs this Goldsmith for `pip install onnxruntime` and a restart.",
    )


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise NotFound("segmenter.no_file", f"There is no file {path.name}.", mend="Name an ONNX file.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InvalidInput(
            "segmenter.too_large",
            f"The model has {size >> 20:,} MB; {MOST_BYTES >> 20:,} MB are the most.",
            where=path.name,
            mend="Use a smaller one, or quantise its weights.",
        )


def _side_of(shape: list[int | str | None], where: str) -> int:
    batch, planes, height, width = shape
    is_free = not isinstance(height, int) and not isinstance(width, int)
    side = FREE_SIDE if is_free else height
    is_square = is_free or height == width
    fits = planes == 3 and (batch == 1 or not isinstance(batch, int)) and is_square
    if not fits or not isinstance(side, int) or not SIDES[0] <= side <= SIDES[1]:
        told = " x ".join(str(each) for each in shape)
        raise broken(
            f"The input `image` is {told}, not 1 x 3 x side x side with a side of {SIDES[0]} to {SIDES[1]}.",
            where,
        )
    return side
