"""What an ONNX file names of other files: tensors kept outside of it. Read from its bytes, without the package onnx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from goldsmith.errors import InvalidInput

Field: TypeAlias = tuple[int, int | memoryview]  # its number, and what it holds

VARINT, LENGTH = 0, 2
FIXED = {1: 8, 5: 4}
TENSOR = "tensor"
EXTERNAL_DATA, DATA_LOCATION = 13, 14  # fields of a tensor
DEEPEST = 100
# Where messages that may hold a tensor lie in each other: onnx.proto3 of ONNX 1.17.
WITHIN: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: TENSOR, 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: TENSOR, 6: "graph", 10: TENSOR, 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: TENSOR, 2: TENSOR},
}


def has_external_data(content: bytes) -> bool:
    """Return whether an ONNX model keeps any tensor outside of its own file, at whatever depth.

    Raises InvalidInput for bytes that are no protocol buffer.

    >>> has_external_data(bytes([0x3A, 4, 0x2A, 2, 0x70, 1]))  # model.graph.initializer.data_location = EXTERNAL
    True
    """
    return _is_outside("model", memoryview(content), 0)


def _is_outside(kind: str, message: memoryview, depth: int) -> bool:
    if depth > DEEPEST:
        raise _unreadable("it is nested too deeply")
    for number, held in _fields(message):
        if kind == TENSOR:
            if number == EXTERNAL_DATA or (number == DATA_LOCATION and held != 0):
                return True
            continue
        inner = WITHIN[kind].get(number)
        if inner and isinstance(held, memoryview) and _is_outside(inner, held, depth + 1):
            return True
    return False


def _fields(message: memoryview) -> Iterator[Field]:
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        if key >> 32:
            raise _unreadable("a field's number is too large")
        number, wire = key >> 3, key & 7
        if wire == VARINT:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == LENGTH:
            size, at = _varint(message, at)
        elif wire in FIXED:
            size = FIXED[wire]
        else:
            raise _unreadable(f"a field of the kind {wire}")
        if at + size > len(message):
            raise _unreadable("it ends too early")
        yield number, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place in range(10):
        if at + place >= len(message):
            raise _unreadable("it ends too early")
        byte = message[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise _unreadable("a number is too long")


def _unreadable(why: str) -> InvalidInput:
    return InvalidInput(
        "segmenter.unreadable",
        f"This is no ONNX model: {why}.",
        mend="Export it as one file with its weights inside.",
    )
