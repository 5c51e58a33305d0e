"""Tiny segmenters for the tests: what is dark, in a box or about a point. Each is built here and weighs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 128
FLOAT = TensorProto.FLOAT


def save(
    path: Path,
    nodes: Sequence[Any],
    inputs: Mapping[str, Sequence[int | str]],
    *,
    constants: Mapping[str, np.ndarray],
    output: str = "logits",
    kind: int = FLOAT,
) -> Path:
    """Write a model of those nodes."""
    graph = helper.make_graph(
        nodes,
        "segmenter",
        [helper.make_tensor_value_info(name, kind, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info(output, FLOAT, None)],
        [numpy_helper.from_array(value.astype(np.float32), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, path)
    return path


def dark_in_box(path: Path) -> Path:
    """Write a segmenter that takes a box: the object is what is darker than mid grey and lies in the box."""
    return _in_box(path, ["half", "grey"])


def bright_in_box(path: Path) -> Path:
    """Write one that finds what is brighter than a darker grey."""
    return _in_box(path, ["grey", "third"])


def _in_box(path: Path, compared: Sequence[str], side: int = SIDE) -> Path:
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("Sub", compared, ["stands_out"]),
        helper.make_node("Split", ["box"], ["left", "top", "right", "bottom"], axis=1),
        helper.make_node("Sub", ["x", "left"], ["after_left"]),
        helper.make_node("Sub", ["right", "x"], ["before_right"]),
        helper.make_node("Sub", ["y", "top"], ["after_top"]),
        helper.make_node("Sub", ["bottom", "y"], ["before_bottom"]),
        helper.make_node(
            "Min", ["stands_out", "after_left", "before_right", "after_top", "before_bottom"], ["logits"]
        ),
    ]
    return save(path, nodes, {"image": (1, 3, side, side), "box": (1, 4)}, constants=_places(side))


def dark_about_point(path: Path, *, side: int = SIDE, reach: float = 30) -> Path:
    """Write a segmenter that takes points: the object is what is dark within reach of the first one."""
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["grey"], axes=[1], keepdims=1),
        helper.make_node("Sub", ["half", "grey"], ["dark"]),
        helper.make_node("Split", ["points"], ["px", "py"], axis=2),
        helper.make_node("Sub", ["x", "px"], ["dx"]),
        helper.make_node("Sub", ["y", "py"], ["dy"]),
        helper.make_node("Mul", ["dx", "dx"], ["dx2"]),
        helper.make_node("Mul", ["dy", "dy"], ["dy2"]),
        helper.make_node("Add", ["dx2", "dy2"], ["far2"]),
        helper.make_node("Sqrt", ["far2"], ["far"]),
        helper.make_node("Sub", ["reach", "far"], ["near"]),
        helper.make_node("Mul", ["near", "point_labels"], ["on"]),
        helper.make_node("Min", ["dark", "on"], ["logits"]),
    ]
    inputs: dict[str, Sequence[int | str]] = {
        "image": (1, 3, side, side),
        "points": (1, "n", 2),
        "point_labels": (1, "n"),
    }
    return save(path, nodes, inputs, constants={**_places(side), "reach": np.array(reach)})


def _places(side: int) -> dict[str, np.ndarray]:
    middles = np.arange(side) + 0.5
    return {
        "half": np.array(0.5),
        "third": np.array(0.42),
        "x": middles.reshape(1, 1, 1, side),
        "y": middles.reshape(1, 1, side, 1),
    }
