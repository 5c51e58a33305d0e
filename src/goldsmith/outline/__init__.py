"""Outlines of things that a person only pointed at: a hint in, pixels out, and no weights of any model."""

from goldsmith.outline.grabcut import Box, grabcut

__all__ = ["Box", "grabcut"]
