"""Plain JSON that is the same up to the last digits of its numbers."""

from __future__ import annotations

from typing import Any

import pytest


def near(one: Any, other: Any) -> bool:
    """Return whether two values have the same form and the same numbers, up to rounding."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(near(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(near(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return bool(one == pytest.approx(other, rel=1e-9, abs=1e-9))
    return bool(one == other)
