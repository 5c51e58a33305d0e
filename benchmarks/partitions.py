"""Measure the agreement of votes that no memory holds: made and counted part by part.

    python benchmarks/partitions.py [--votes 100000000] [--part 1000000]

Seeded votes as in `tables`, `part` items of three votes at a time, each forgotten once it is counted. Printed are CPU
seconds without and with the making of the votes, and the peak of memory above what one part of votes takes.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator

import numpy as np
from tables import ANNOTATORS, CLASSES, VOTES_EACH, votes_with_truth

from goldsmith.agreement import agreement_by_parts
from goldsmith.votes import Votes


class Parts:
    """Makes parts of votes one by one and counts the CPU seconds that their making took."""

    def __init__(self, n_votes: int, size: int) -> None:
        self.n_items = n_votes // VOTES_EACH
        self.size = size
        self.making = 0.0

    def __iter__(self) -> Iterator[Votes]:
        for number, start in enumerate(range(0, self.n_items, self.size)):
            began = time.process_time()
            item, annotator, label, _ = votes_with_truth(min(self.size, self.n_items - start), seed=number)
            self.making += time.process_time() - began
            yield Votes.from_records(item + start, annotator, label, label_set=range(CLASSES))


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--votes", type=int, default=100_000_000)
    options.add_argument("--part", type=int, default=1_000_000)
    asked = options.parse_args()
    parts = Parts(asked.votes, asked.part)
    votes_with_truth(asked.part)
    before, began = peak_mb(), time.process_time()
    report = agreement_by_parts(parts, rng=np.random.default_rng(0))
    cpu, counts = time.process_time() - began, report.counts
    alpha = report.coefficients["krippendorff_alpha"]
    print(
        f"{counts['n_votes']:,} votes, {counts['n_items']:,} items, {ANNOTATORS:,} annotators, {CLASSES} labels"
    )
    print(
        f"alpha {alpha.value:.6f}, {alpha.low:.6f} to {alpha.high:.6f}; "
        f"people like these {alpha.low_people:.4f} to {alpha.high_people:.4f}"
    )
    print(f"{cpu - parts.making:.1f} CPU s, and {parts.making:.1f} to make the votes")
    print(f"{peak_mb() - before:.0f} MB above the making of one part of {asked.part * VOTES_EACH:,} votes")


if __name__ == "__main__":
    main()
