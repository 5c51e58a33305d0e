"""Tally: the sums over items that every coefficient which forgets who voted is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    NO_VARIATION,
    NOT_ASKED,
    REPLICATES,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Evidence,
    choices_of,
)
from goldsmith.numerics import Floats, Ints, Sums, compressed, summed_by
from goldsmith.votes import Reason, Votes

if TYPE_CHECKING:
    from goldsmith.agreement.parts import VoteCounts

COMMON = 0.9  # a label with such a share of the votes leaves little room for chance-corrected agreement
BLOCK = 200_000  # rows of sums that are held at a time

T = TypeVar("T")
ItemSums: TypeAlias = Callable[[Ints], Floats]  # rows of label counts → what an item with each adds


@dataclass(frozen=True)  # without slots, for the sake of `n_votes`
class Tally:
    """Weighted sums over items, or many of them at once: the leading axes of `sums` are replicates.

    sums: (…, columns): items judged, items pairable, items' agreeing pairs; then for each label shares of the votes
    on judged items, votes on pairable items, and pairs of equal votes; for ordinal labels also the coincidences of
    each two different labels. Being sums, tallies of parts add up to the tally of the whole.
    """

    sums: Floats
    n_labels: int

    @property
    def judged(self) -> Floats:
        """(…): items with a vote."""
        return self.sums[..., 0]

    @property
    def pairable(self) -> Floats:
        """(…): items with two votes or more."""
        return self.sums[..., 1]

    @property
    def agreeing(self) -> Floats:
        """(…): sum over pairable items of the share of agreeing pairs of votes."""
        return self.sums[..., 2]

    @property
    def shares(self) -> Floats:
        """(…, labels): sum over judged items of each label's share of the votes."""
        return self._part(0)

    @property
    def votes(self) -> Floats:
        """(…, labels): votes on pairable items, by label."""
        return self._part(1)

    @cached_property
    def n_votes(self) -> Floats:
        """(…): votes on pairable items; kept, since every label asks for it."""
        n: Floats = self.votes.sum(axis=-1)
        return n

    @property
    def same(self) -> Floats:
        """(…, labels): the diagonal of Krippendorff's coincidence matrix."""
        return self._part(2)

    @property
    def different(self) -> Floats:
        """(…, pairs of labels): the coincidence matrix above its diagonal, row by row; ordinal labels only."""
        return self.sums[..., 3 + 3 * self.n_labels :]

    def _part(self, number: int) -> Floats:
        start = 3 + number * self.n_labels
        return self.sums[..., start : start + self.n_labels]


def item_sums(counts: Ints, *, is_ordinal: bool) -> Floats:
    """Return (rows, columns): what an item with each row of label counts adds to a tally.

    Coincidences are Krippendorff's: each item's pairs of votes count 1 / (votes - 1).
    """
    c = counts.astype(np.float64)
    n = c.sum(axis=1)
    is_judged, is_pairable = n > 0, n > 1
    others = np.where(is_pairable, n - 1, 1.0)
    counted = c * is_pairable[:, None]
    same = counted * (c - 1) / others[:, None]
    agreeing = np.divide(same.sum(axis=1), n, out=np.zeros_like(n), where=is_pairable)
    shares = np.divide(c, n[:, None], out=np.zeros_like(c), where=is_judged[:, None])
    columns = [np.stack([is_judged, is_pairable, agreeing], axis=1), shares, counted, same]
    if is_ordinal:
        a, b = np.triu_indices(c.shape[1], 1)
        columns.append(counted[:, a] * c[:, b] / others[:, None])
    return np.concatenate(columns, axis=1)


def tally_sums(votes: Votes) -> ItemSums:
    """Return what makes a tally's sums of rows of counts, as the level of these votes asks for."""
    return partial(item_sums, is_ordinal=votes.level == "ordinal")


def resampling_units(votes: Votes, sums_of: ItemSums | None = None) -> Sums:
    """Return the sums that items, or their groups where given, add; equal items as one type."""
    patterns = votes.patterns
    rows = (sums_of or tally_sums(votes))(patterns.rows)
    if votes.group is None and votes.weight is None:
        return _judged_only(Sums(rows, np.bincount(patterns.of_item, minlength=len(rows))))
    weight = votes.item_weight
    if votes.group is not None:
        blocks = range(0, len(votes.items), BLOCK)
        n_groups = int(votes.group.max(initial=-1)) + 1
        summed = np.zeros((n_groups, rows.shape[1]))
        for start in blocks:
            part = slice(start, start + BLOCK)
            weighted = rows[patterns.of_item[part]] * weight[part, None]
            summed += summed_by(votes.group[part], weighted, n_groups)
        return _judged_only(Sums(summed, np.ones(n_groups, dtype=np.int64)))
    steps, step = np.unique(weight, return_inverse=True)
    kinds, of_item = compressed(patterns.of_item * len(steps) + step.ravel())
    weighted = rows[kinds // len(steps)] * steps[kinds % len(steps), None]
    return _judged_only(Sums(weighted, np.bincount(of_item, minlength=len(kinds))))


def _judged_only(sums: Sums) -> Sums:
    is_judged = sums.rows[:, 0] > 0
    return Sums(sums.rows[is_judged], sums.times[is_judged])


def without_each_annotator(votes: Votes, total: Floats, sums_of: ItemSums | None = None) -> Floats:
    """Return (annotators, columns): the tally's sums without the votes of one annotator each."""
    patterns = votes.patterns
    kinds, kind = compressed(patterns.of_item[votes.item] * len(votes.labels) + votes.label)
    cast = votes.annotator, kind, votes.item_weight[votes.item]
    return without_casts(patterns.rows, kinds, cast, total, sums_of or tally_sums(votes), votes.n_annotators)


def without_casts(
    rows: Ints, kinds: Ints, cast: tuple[Ints, Ints, Floats], total: Floats, sums_of: ItemSums, n: int
) -> Floats:
    """Return `without_each_annotator` of n, from what each cast.

    rows: distinct rows of label counts. kinds: the sorts of votes, row × labels + label. cast: annotator, place of
    the sort, and weight of votes.
    """
    from scipy.sparse import csr_array

    annotator, kind, weight = cast
    n_labels = rows.shape[1]
    table = csr_array((weight, (annotator, kind)), shape=(n, len(kinds))).tocsc()
    sums = np.repeat(total[None, :], n, axis=0)
    for start in range(0, len(kinds), BLOCK):
        block = kinds[start : start + BLOCK]
        before = rows[block // n_labels]
        after = before - (np.arange(n_labels) == (block % n_labels)[:, None])
        sums += table[:, start : start + BLOCK] @ (sums_of(after) - sums_of(before))
    return sums


def count_evidence(
    votes: Votes, *, rng: Generator, replicates: int = REPLICATES, people: bool = True
) -> Evidence[Tally]:
    """Return the votes' tally with its replicates: once for all coefficients that forget who voted.

    people: whether its estimates have the interval for people like these.
    """
    read = partial(Tally, n_labels=len(votes.labels))
    return summed_evidence(votes, tally_sums(votes), read, rng=rng, replicates=replicates, people=people)


def summed_evidence(
    votes: Votes,
    sums_of: ItemSums,
    read: Callable[[Floats], T],
    *,
    rng: Generator,
    replicates: int,
    people: bool = True,
) -> Evidence[T]:
    """Return the evidence of any sums over items that forget who voted; their first column counts judged items."""
    units = resampling_units(votes, sums_of)

    def leave_out() -> Floats | Reason:
        if not people:
            return NOT_ASKED
        if not votes.identified:
            return UNIDENTIFIED
        few = votes.n_annotators < 3
        return TOO_FEW_PEOPLE if few else without_each_annotator(votes, units.total(), sums_of)

    return Evidence(
        units=units,
        read=read,
        replicates=units.resampled(replicates, rng),
        leave_out=leave_out,
        counts=counts_of(votes),
        choices=vote_choices(votes, rng),
        unit="item" if votes.group is None else "group",
        flags=flags_of(votes),
    )


def counts_of(votes: Votes | VoteCounts) -> dict[str, Any]:
    """Return the n's that stand beside every value."""
    return {name: getattr(votes, name) for name in ("n_items", "n_pairable", "n_annotators", "n_votes")}


def vote_choices(votes: Votes | VoteCounts, rng: Generator) -> dict[str, Any]:
    """Return the choices that the votes themselves embody."""
    return {
        **choices_of(rng),
        "level": "nominal",  # unless the coefficient says otherwise
        "labels": list(votes.labels),
        "weights": "equal" if getattr(votes, "weight", None) is None else "hajek",
        "n_replaced": votes.n_replaced,
    }


def no_overlap(tally: Tally) -> Reason | None:
    """Return the reason for no value at all: no item has two votes."""
    return None if tally.pairable > 0 else NO_OVERLAP


def no_variation(tally: Tally) -> Reason | None:
    """Return the reason for no chance-corrected value: no overlap, or one label everywhere."""
    return no_overlap(tally) or (NO_VARIATION if (tally.shares > 0).sum() < 2 else None)


def flags_of(votes: Votes) -> dict[str, str]:
    """Return what makes chance-corrected agreement hard to read here: slug → sentence."""
    by_label = np.bincount(votes.label, minlength=len(votes.labels))
    shape = votes.n_annotators, len(votes.labels)
    flat = votes.annotator * shape[1] + votes.label if votes.identified else np.zeros(0, np.int64)
    table = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    return flags_by(votes.labels, by_label, votes.annotators, table)


def flags_by(labels: Sequence[str], by_label: Ints, annotators: Sequence[str], table: Ints) -> dict[str, str]:
    """Return `flags_of` of counts. table: (annotators, labels), who cast how many; zeros where nobody is identified."""
    if (by_label > 0).sum() < 2:
        return {}
    flags = {}
    common, share = labels[int(by_label.argmax())], float(by_label.max() / by_label.sum())
    if share > COMMON:
        flags["prevalence"] = f"{share:.0%} of the votes are {common}, which pulls kappa and alpha down."
    constant = np.flatnonzero(((table > 0).sum(axis=1) == 1) & (table.sum(axis=1) > 1))
    if len(constant):
        names = ", ".join(annotators[number] for number in constant[:3])
        more = f" and {len(constant) - 3} more" if len(constant) > 3 else ""
        flags["constant_annotator"] = f"The same label every time from {names}{more}."
    return flags
