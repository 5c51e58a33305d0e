"""Near-duplicates of ten million texts in bounded memory: batches that are made, compared and forgotten.

    python benchmarks/ten_million.py [--size 10000000]

Texts are woven of runs of 8 to 14 words of passages of this machine, four to each text; every fourth is a copy of an
earlier one of its batch with 2 % of its words edited. Making them is not counted. A line for each million says what the
process holds by then; the last one what the comparison took, and which share of the planted copies stands in the group
of its original.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from real_texts import copied, passages, woven

from goldsmith.dedup import near_duplicates_of_batches

BATCH = 10_000
EDIT = "2 %"


class Maker:
    """Yields batches of texts, and remembers what it planted and what making them took. planted: (copy, original)."""

    def __init__(self, size: int) -> None:
        self.size, self.cpu = size, 0.0
        self.planted: list[tuple[int, int]] = []

    def batches(self) -> Iterator[list[str]]:
        began = time.process_time()
        words = [text.split() for text in dict.fromkeys(passages())]
        pool = [word for text in words[:5_000] for word in text]
        rng = np.random.default_rng(0)
        for start in range(0, self.size, BATCH):
            texts: list[str] = []
            for at in range(start, min(start + BATCH, self.size)):
                if at % 4 == 3:
                    source = int(rng.integers(len(texts)))
                    self.planted.append((at, start + source))
                    texts.append(copied(texts[source], EDIT, pool, rng))
                else:
                    texts.append(woven(words, len(words), rng))
            self.cpu += time.process_time() - began
            yield texts
            began = time.process_time()
            if (start + BATCH) % 1_000_000 == 0:
                print(f"{start + BATCH:>12,} texts: {held():,} MB", flush=True)


def held() -> int:
    """Return the megabytes that this process holds now."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.partition("VmRSS:")[2].split()[0]) // 1024


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--size", type=int, default=10_000_000)
    maker = Maker(options.parse_args().size)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        found = near_duplicates_of_batches(maker.batches(), folder=Path(folder))
    cpu = time.process_time() - began - maker.cpu
    group = found.component
    copies, originals = np.array(maker.planted).T
    recall = (group[copies] == group[originals]).mean()
    print(
        f"{maker.size:,} texts: {cpu:,.0f} s of CPU, {held():,} MB at the end, {recall:.4f} of the copies found"
    )


if __name__ == "__main__":
    main()
