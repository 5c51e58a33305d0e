"""What the consensus models share: votes as a sparse table of distinct items, and the climb of EM."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np

from goldsmith.consensus.result import Consensus, Reliability, Stop
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, compressed, weighted_counts

if TYPE_CHECKING:
    from goldsmith.votes import Votes

Params = TypeVar("Params")

TOLERANCE = 1e-6  # gain in log posterior per item below which a climb has arrived
LIMIT = 500  # iterations
TIED = 1e-9  # posteriors nearer than this are equal: they differ by rounding
TINY = 1e-300  # keeps the logarithm of an impossible answer finite
FAINT = -300.0  # log probability from which a row is scaled: its exponential is near the least float
MOST_DISTINCT = (
    0.5  # of the items: with more distinct rows than that, telling them apart costs more than it saves
)
MEND = "Use the method majority, which asks for neither; or collect more votes."


class Rows(Protocol):
    """Items that a method cannot tell apart are one row. of_item: (n_items,), each item's row.

    gold: (rows,), the place of its label, or -1. n_gold_unseen: gold items without a vote.
    """

    @property
    def of_item(self) -> Ints: ...
    @property
    def gold(self) -> Ints: ...
    @property
    def items(self) -> Sequence[str]: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def n_gold_unseen(self) -> int: ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Votes by distinct item: items with the same votes and the same gold are one row, `times` over.

    matrix: sparse (rows, annotators × labels): how often a row's item was given that label by that annotator.
    tally: the same, times the items of the row. of_item: (n_items,), each item's row. gold: (rows,), the place of its
    label, or -1.
    row, annotator, label, n_same: the stored entries of the matrix, one by one.
    """

    matrix: Any
    tally: Any
    times: Floats
    of_item: Ints
    gold: Ints
    items: Sequence[str]
    annotators: Sequence[str]
    labels: tuple[str, ...]
    row: Ints
    annotator: Ints
    label: Ints
    n_same: Floats
    n_gold_unseen: int

    @property
    def n_rows(self) -> int:
        return len(self.times)

    @property
    def entry_times(self) -> Floats:
        """(entries,): how many votes each entry stands for."""
        entry_times: Floats = self.n_same * self.times[self.row]
        return entry_times

    def by_annotator(self, values: Floats) -> Floats:
        """Return (n_annotators,): the sums of one value for each entry."""
        return weighted_counts(self.annotator, values, len(self.annotators))

    def by_row(self, values: Floats) -> Floats:
        """Return (rows,): the sums of one value for each entry."""
        return weighted_counts(self.row, values, self.n_rows)

    def on_given_label(self, values: Floats) -> Floats:
        """Return (rows, labels): the sums of one value for each entry, under the label that was given."""
        k = len(self.labels)
        return weighted_counts(self.row * k + self.label, values, self.n_rows * k).reshape(-1, k)

    def said(self, posterior: Floats) -> Floats:
        """Return (entries,): the posterior of the label that was given."""
        said: Floats = posterior[self.row, self.label]
        return said

    def shares(self) -> Floats:
        """Return (rows, labels): the share of each label among the votes; gold rows hold their label."""
        counts = self.on_given_label(self.n_same)
        return self.clamped(counts / counts.sum(axis=1, keepdims=True))

    def clamped(self, posterior: Floats) -> Floats:
        """Return the posterior with gold rows at their label."""
        held = np.flatnonzero(self.gold >= 0)
        posterior[held] = 0.0
        posterior[held, self.gold[held]] = 1.0
        return posterior

    def worth(self, votes: Floats) -> Cells:
        """Return the cells when each item, by its place, is worth so many independent ones: (n_items,), above 0."""
        times = weighted_counts(self.of_item, votes, self.n_rows)
        tally = self.matrix.copy()
        tally.data = self.matrix.data * times[self.row]
        return replace(self, times=times, tally=tally)

    def normalised(self, logits: Floats) -> tuple[Floats, float]:
        """Return posteriors from joint log probabilities (rows, labels), and the log likelihood of all items."""
        held = np.flatnonzero(self.gold >= 0)
        kept = logits[held, self.gold[held]]
        logits[held] = -np.inf
        logits[held, self.gold[held]] = kept
        log_total = _exponentiate(logits)
        return logits, float(self.times @ log_total)


def _exponentiate(logits: Floats) -> Floats:
    """Return (rows,), the logarithm of each row's total; the rows become shares in place.

    Log probabilities are never above 0, so only rows that all but vanish need their maximum taken out first.
    """
    faint = np.flatnonzero(logits[:, 0] < FAINT)
    shift = np.zeros(len(logits))
    if len(faint):
        shift[faint] = logits[faint].max(axis=1)
        logits[faint] -= shift[faint, None]
    np.exp(logits, out=logits)
    total = logits @ np.ones(logits.shape[1])
    logits /= total[:, None]
    log_total: Floats = shift + np.log(total)
    return log_total


@dataclass(frozen=True, slots=True)
class Climb(Generic[Params]):
    """Where EM arrived: parameters, posterior (rows, labels), the log posterior after each iteration, and why."""

    params: Params
    posterior: Floats
    trace: tuple[float, ...]
    stopped: Stop


def climb(
    cells: Cells,
    posterior: Floats,
    params: Params,
    *,
    maximise: Callable[[Floats, Params], Params],
    score: Callable[[Params], tuple[Floats, float]],
    limit: int = LIMIT,
    tolerance: float = TOLERANCE,
) -> Climb[Params]:
    """Return the arrival of EM from a first posterior: maximise, then score, until a step gains next to nothing.

    maximise: the parameters that a posterior asks for, no worse than those before. score: joint log probabilities
    (rows, labels) and the log prior of the parameters.
    """
    trace: list[float] = []
    while len(trace) < limit:
        params = maximise(posterior, params)
        logits, log_prior = score(params)
        posterior, log_likelihood = cells.normalised(logits)
        trace.append(log_likelihood + log_prior)
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * len(cells.items):
            return Climb(params, posterior, tuple(trace), "converged")
    return Climb(params, posterior, tuple(trace), "limit")


def cells_of(votes: Votes, gold: Mapping[str, str] | None, *, for_model: str | None = None) -> Cells:
    """Return the votes by distinct item, gold attached; items and annotators without votes are left out.

    for_model: the name of a model that cannot do with two annotators, unnamed ones or a disconnected graph.
    Raises InvalidInput for no votes at all, gold labels outside the label set, and what the model cannot do with.
    """
    from scipy.sparse import csr_array

    item_used, item = used_items(votes)
    annotator_used, annotator = used(votes.annotator, len(votes.annotators))
    if for_model is not None:
        _check(votes, item, annotator, for_model)
    items = kept(votes.items, item_used)
    k = len(votes.labels)
    held, n_unseen = gold_of(items, votes.labels, gold or {})
    width = len(annotator_used) * k
    cell = annotator * k + votes.label
    if (item[1:] < item[:-1]).any():
        order = np.argsort(item, kind="stable")
        item, cell = item[order], cell[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(item))])
    first, of_item = _distinct(cell, starts[:-1], held, width, k)
    matrix = csr_array((np.ones(len(cell)), cell, starts), shape=(len(items), width))
    if len(first) < len(items):
        matrix = matrix[first]
    matrix.sum_duplicates()  # and sorts each row: the order of votes plays no part
    times = np.bincount(of_item, minlength=len(first)).astype(np.float64)
    row = np.repeat(np.arange(len(first)), np.diff(matrix.indptr))
    return Cells(
        matrix=matrix,
        tally=csr_array((matrix.data * times[row], matrix.indices, matrix.indptr), shape=matrix.shape),
        times=times,
        of_item=of_item,
        gold=held[first],
        items=items,
        annotators=kept(votes.annotators, annotator_used),
        labels=votes.labels,
        row=row,
        annotator=(matrix.indices // k).astype(np.int64),
        label=(matrix.indices % k).astype(np.int64),
        n_same=matrix.data,
        n_gold_unseen=n_unseen,
    )


def used_items(votes: Votes) -> tuple[Ints, Ints]:
    """Return the places of items with a vote, and each vote's place among them; raise InvalidInput for no votes."""
    if not votes.n_votes:
        raise InvalidInput(
            "consensus.no_votes", "There are no votes.", mend="Give at least one vote on one item."
        )
    return used(votes.item, len(votes.items))


def used(codes: Ints, n: int) -> tuple[Ints, Ints]:
    """Return the codes of 0 to n - 1 that occur, and each code's place among them."""
    is_used = np.bincount(codes, minlength=n) > 0
    if is_used.all():
        return np.arange(n), codes
    return np.flatnonzero(is_used), (np.cumsum(is_used) - 1)[codes]


def kept(names: Sequence[str], used: Ints) -> Sequence[str]:
    """Return the names at these places."""
    return names if len(used) == len(names) else tuple(names[number] for number in used.tolist())


def _distinct(cell: Ints, starts: Ints, held: Ints, width: int, k: int) -> tuple[Ints, Ints]:
    """Return an item of each distinct row, and each item's row; every item where few rows come twice.

    Rows are told apart by 64 random bits for each cell, summed: two of a million differing rows meet with a
    probability below 1e-7, and the bits are the same in every run.
    """
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2**64, width, dtype=np.uint64)
    gold_bits = rng.integers(0, 2**64, k + 1, dtype=np.uint64)
    sums = np.add.reduceat(bits[cell], starts) + gold_bits[held]
    order = np.argsort(sums)
    is_first = np.ones(len(sums), dtype=np.bool_)
    ordered = sums[order]
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    if is_first.sum() > MOST_DISTINCT * len(sums):
        return np.arange(len(sums)), np.arange(len(sums))
    of_item = np.empty(len(sums), dtype=np.int64)
    of_item[order] = np.cumsum(is_first) - 1
    return order[is_first], of_item


def gold_of(items: Sequence[str], labels: tuple[str, ...], gold: Mapping[str, str]) -> tuple[Ints, int]:
    """Return (n_items,), the place of each item's gold label, or -1, and how many gold items are not among them."""
    if not gold:
        return np.full(len(items), -1), 0
    place = {label: number for number, label in enumerate(labels)}
    strange = [f"{item}: {label!r}" for item, label in gold.items() if label not in place]
    if strange:
        raise InvalidInput(
            "consensus.unknown_gold_label",
            f"{len(strange)} gold labels are not in the label set.",
            where=", ".join(strange[:20]) + (f" and {len(strange) - 20} more" if len(strange) > 20 else ""),
            mend=f"Known labels: {', '.join(labels)}. Mend the gold labels, or declare the label.",
        )
    held = np.fromiter((place[gold[item]] if item in gold else -1 for item in items), np.int64, len(items))
    return held, len(gold) - int((held >= 0).sum())


def _check(votes: Votes, item: Ints, annotator: Ints, model: str) -> None:
    if not votes.identified:
        raise InvalidInput(
            "consensus.unnamed",
            f"{model} weighs annotators by who they are, and these votes are of seats that several people may fill.",
            mend="Use the method majority, or give one name for each person.",
        )
    n_annotators = int(annotator.max()) + 1
    if n_annotators < 3:
        raise InvalidInput(
            "consensus.too_few_annotators",
            f"{model} is undefined for fewer than three annotators; these votes have {n_annotators}.",
            mend=MEND,
        )
    part = _parts(item, annotator, n_annotators)
    n_parts = int(part.max()) + 1
    if n_parts > 1:
        sizes = np.bincount(part[annotator])
        outside = np.flatnonzero(part != sizes.argmax())
        names = [votes.annotators[n] for n in np.unique(votes.annotator)[outside[:10]].tolist()]
        raise InvalidInput(
            "consensus.disconnected",
            f"{model} is undefined here: the annotators fall into {n_parts} groups that share no item.",
            where=f"annotators apart from the largest group: {', '.join(names)}"
            + (f" and {len(outside) - 10} more" if len(outside) > 10 else ""),
            mend=MEND,
        )


def _parts(item: Ints, annotator: Ints, n: int) -> Ints:
    """Return (n,): the part of each annotator; those who meet on an item, if only through others, are in one."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    someone = np.zeros(int(item.max()) + 1, dtype=np.int64)
    someone[item] = annotator  # of each item; all others who voted on it are linked with them
    links, _ = compressed(annotator * n + someone[item])
    graph = csr_array((np.ones(len(links)), (links // n, links % n)), shape=(n, n))
    part: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return part


def concluded(
    method: str,
    rows: Rows,
    posterior: Floats,
    annotators: tuple[Reliability, ...] | Callable[[], tuple[Reliability, ...]],
    *,
    min_posterior: float,
    trace: tuple[tuple[float, ...], ...],
    stopped: Stop,
    choices: Mapping[str, Any],
) -> Consensus:
    """Return the result: labels decided where one is ahead of all others and reaches min_posterior.

    annotators: what the method thinks of them, or what works that out when it is asked for.
    Raises InvalidInput for a min_posterior outside [0, 1].
    """
    if not 0 <= min_posterior <= 1:
        raise InvalidInput(
            "consensus.bad_min_posterior",
            f"A least posterior of {min_posterior} is no probability.",
            mend="Give a number from 0 to 1, such as 0.9.",
        )
    label, why = _decided(posterior, min_posterior)
    return Consensus(
        method=method,
        items=rows.items,
        labels=rows.labels,
        label_of=label,
        why_of=why,
        distinct=posterior,
        of_item=rows.of_item,
        rate=annotators if callable(annotators) else lambda: annotators,
        iterations=sum(map(len, trace)),
        stopped=stopped,
        trace=trace,
        n_clamped=int((rows.gold[rows.of_item] >= 0).sum()),
        n_gold_unseen=rows.n_gold_unseen,
        choices={**choices, "min_posterior": min_posterior},
    )


def _decided(posterior: Floats, min_posterior: float) -> tuple[Ints, Ints]:
    """Return (rows,) twice: the place of the label, -1 for none; and the place of the reason in REASONS."""
    most = posterior.max(axis=1)
    is_tie = (posterior > most[:, None] - TIED).sum(axis=1) > 1
    is_low = most < min_posterior - TIED
    label = np.where(is_tie | is_low, -1, posterior.argmax(axis=1))
    return label, np.where(is_tie, 1, np.where(is_low, 2, 0))


def class_shares(cells: Cells, posterior: Floats, pseudo: float) -> Floats:
    """Return (labels,): the share of each label among the items, with so much added in all, spread evenly."""
    shares = cells.times @ posterior + pseudo / len(cells.labels)
    normed: Floats = shares / shares.sum()
    return normed


def log(values: Floats) -> Floats:
    """Return the logarithm, finite at 0."""
    logs: Floats = np.log(np.maximum(values, TINY))
    return logs
