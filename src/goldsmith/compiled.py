"""Loops that numba compiles where `goldsmith[fast]` is installed; without it, numpy does the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

WORTHWHILE = 20_000  # turns of the outer loop: below it, numpy is done before numba is imported


def compiled(loops: Callable[..., Any], n: int) -> Callable[..., Any] | None:
    """Return the loops as machine code, or None where numba is not installed or n turns are too few to be worth it.

    The machine code is kept beside the source file, so that only the very first call compiles.
    """
    return _machine_code(loops) if n >= WORTHWHILE and find_spec("numba") else None


@cache
def _machine_code(loops: Callable[..., Any]) -> Callable[..., Any]:
    import numba

    made: Callable[..., Any] = numba.njit(cache=True)(loops)
    return made
