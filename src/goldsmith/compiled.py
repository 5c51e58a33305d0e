"""Loops that numba compiles where `goldsmith[fast]` is installed; without it, numpy does the same."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

WORTHWHILE = 500_000  # turns of the loops: below it, numpy is done before numba is imported

_made: dict[Callable[..., Any], Callable[..., Any]] = {}


def compiled(loops: Callable[..., Any], n: int) -> Callable[..., Any] | None:
    """Return the loops as machine code, or None where numba is not installed or n turns do not pay for its start.

    To import numba and fetch the machine code takes half a second; what is there already is used for any n. The code
    is kept beside the source file, so that only the very first call on a machine compiles.
    """
    if loops in _made:
        return _made[loops]
    if n < WORTHWHILE or find_spec("numba") is None:
        return None
    import numba

    _made[loops] = numba.njit(cache=True)(loops)
    return _made[loops]
