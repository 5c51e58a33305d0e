"""Time the agreement on masks of one picture at growing sizes: the cost goes with runs, not with pixels.

    pip install '.[bench]'
    python benchmarks/masks.py [--runs 3]

Two semantic masks of three labels, the same wavy landscape a little apart, at four sizes. A mask has two or three
runs in each column, so runs grow with the width and pixels with its square. Beside it: the same table of labels
counted over arrays of pixels, which are made of the run lengths first, as every library that takes arrays asks.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from goldsmith.kinds.mask import Mask, MaskKind
from goldsmith.runs import decode, encode, from_array, to_array

SIDES = (512, 1024, 2048, 4096)
LABELS = ("road", "sky", "tree")


def landscape(side: int, shift: float) -> Mask:
    """Return sky above a wave, trees down to a second one, road below."""
    x, y = np.arange(side)[None, :] / side, np.arange(side)[:, None] / side
    sky = y < 0.3 + 0.1 * np.sin(9 * x + shift)
    road = y > 0.7 + 0.1 * np.sin(7 * x - shift)
    parts = {"road": road, "sky": sky, "tree": ~(road | sky)}
    masks = tuple((label, encode(from_array(part), side * side)) for label, part in parts.items())
    return Mask(side, side, masks)


def by_runs(one: Mask, other: Mask) -> int:
    areas = MaskKind().areas(one, other)
    return sum(n for labels, n in areas.items() if labels[0] == labels[1])


def by_pixels(one: Mask, other: Mask) -> int:
    n = len(LABELS) + 1
    table = np.bincount(_codes(one) * n + _codes(other), minlength=n * n).reshape(n, n)
    return int(np.trace(table))


def _codes(mask: Mask) -> Any:
    codes = np.zeros(mask.n_pixels, dtype=np.int64)
    for label, counts in mask.masks:
        pixels = to_array(decode(counts, mask.n_pixels), mask.height, mask.width)
        codes[pixels.ravel()] = LABELS.index(label) + 1
    return codes


def _ms(measure: Callable[[Mask, Mask], int], one: Mask, other: Mask, runs: int) -> tuple[float, int]:
    took, found = [], 0
    for _ in range(runs):
        began = time.process_time()
        found = measure(one, other)
        took.append(time.process_time() - began)
    return 1000 * statistics.median(took), found


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--runs", type=int, default=3)
    runs = options.parse_args().runs
    by_runs(landscape(64, 0.0), landscape(64, 0.1))  # imports
    print("| side, px | pixels | runs | goldsmith, CPU ms | arrays of pixels, CPU ms | pixels alike |")
    print("|---|---|---|---|---|---|")
    for side in SIDES:
        one, other = landscape(side, 0.0), landscape(side, 0.1)
        n_runs = sum(len(decode(counts, side * side)) for mask in (one, other) for _, counts in mask.masks)
        ours, alike = _ms(by_runs, one, other, 5 * runs)
        theirs, same = _ms(by_pixels, one, other, runs)
        assert alike == same
        print(
            f"| {side} | {side * side:,} | {n_runs:,} | {ours:.1f} | {theirs:.0f} | {alike / side**2:.4f} |"
        )


if __name__ == "__main__":
    main()
