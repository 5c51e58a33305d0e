"""Outlines of things that a person only pointed at: a hint in, pixels out, and no weights of any model."""

from goldsmith.outline.grabcut import Box, Pixel, extreme_points, grabcut

__all__ = ["Box", "Pixel", "extreme_points", "grabcut"]
