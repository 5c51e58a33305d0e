"""Time consensus on one table of votes beside crowd-kit.

    pip install '.[bench]'
    python benchmarks/consensus.py [--size 1000000] [--runs 3]

A seeded table, size × 3 votes, 1,000 annotators, 10 classes. Dawid-Skene runs plainly, for the same number of
iterations on both sides. The last column is the share of items whose label is the true one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contest import contest
from tables import votes_with_truth

ITERATIONS = 6


def goldsmith_majority(item: Any, annotator: Any, label: Any, truth: Any) -> Callable[[], str]:
    from goldsmith.consensus.voting import vote

    decided = vote(_votes(item, annotator, label)).decided
    return lambda: _share(decided, truth)


def goldsmith_dawid_skene(item: Any, annotator: Any, label: Any, truth: Any) -> Callable[[], str]:
    from goldsmith.consensus.dawid_skene import dawid_skene

    votes = _votes(item, annotator, label)
    decided = dawid_skene(votes, is_plain=True, limit=ITERATIONS, tolerance=0.0).decided
    return lambda: _share(decided, truth)


def _votes(item: Any, annotator: Any, label: Any) -> Any:
    from goldsmith.votes import Votes

    return Votes.from_records(item, annotator, label)


def _share(decided: Any, truth: Any) -> str:
    hits = sum(said == str(true) for said, true in zip(decided, truth.tolist(), strict=True))
    return f"{hits / len(truth):.4f}"


def crowdkit_majority(item: Any, annotator: Any, label: Any, truth: Any) -> Callable[[], str]:
    from crowdkit.aggregation import MajorityVote

    decided = MajorityVote().fit_predict(_frame(item, annotator, label))
    return lambda: _hits(decided, truth)


def crowdkit_dawid_skene(item: Any, annotator: Any, label: Any, truth: Any) -> Callable[[], str]:
    from crowdkit.aggregation import DawidSkene

    model = DawidSkene(n_iter=ITERATIONS, tol=-1.0)
    decided = model.fit_predict(_frame(item, annotator, label))
    return lambda: _hits(decided, truth)


def _frame(item: Any, annotator: Any, label: Any) -> Any:
    import pandas

    return pandas.DataFrame({"task": item, "worker": annotator, "label": label})


def _hits(decided: Any, truth: Any) -> str:
    return f"{(decided.sort_index().to_numpy() == truth).mean():.4f}"


if __name__ == "__main__":
    contest(
        __doc__ or "",
        {
            "goldsmith: majority": goldsmith_majority,
            "crowd-kit: majority": crowdkit_majority,
            f"goldsmith: Dawid-Skene, {ITERATIONS} iterations": goldsmith_dawid_skene,
            f"crowd-kit: Dawid-Skene, {ITERATIONS} iterations": crowdkit_dawid_skene,
        },
        votes_with_truth,
        size=1_000_000,
    )
