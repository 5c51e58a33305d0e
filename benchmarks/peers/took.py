"""What something used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Took:
    """CPU seconds and the peak of memory in MB, of a process and its children; and seconds by the clock."""

    cpu: float = 0.0
    peak: float = 0.0
    wall: float = 0.0
