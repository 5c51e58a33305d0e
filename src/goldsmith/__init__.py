"""Goldsmith: an open, local-first workshop for ground truth."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goldsmith.client import connect as connect
    from goldsmith.loading import load as load
    from goldsmith.project.records import measure as measure

__version__ = "0.1.0"
__all__ = ["__version__", "connect", "load", "measure"]

LAZY = {"connect": "goldsmith.client", "load": "goldsmith.loading", "measure": "goldsmith.project.records"}


def __getattr__(name: str) -> Any:
    """Import what is asked for, so that `import goldsmith` itself costs nothing."""
    if name in LAZY:
        return getattr(import_module(LAZY[name]), name)
    raise AttributeError(f"module 'goldsmith' has no attribute {name!r}")
