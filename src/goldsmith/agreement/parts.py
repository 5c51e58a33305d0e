"""Agreement on votes that no memory holds at once: counts of parts, which add up to the counts of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.brennan_prediger import BRENNAN_PREDIGER
from goldsmith.agreement.cohen_kappa import COHEN, undefined_two, why_not_two
from goldsmith.agreement.confusion import met_labels
from goldsmith.agreement.evidence import NOT_ASKED, REPLICATES, TOO_FEW_PEOPLE, UNIDENTIFIED, Evidence
from goldsmith.agreement.fleiss_kappa import FLEISS
from goldsmith.agreement.gwet_ac1 import AC1
from goldsmith.agreement.krippendorff_alpha import alpha_for
from goldsmith.agreement.pairs import PairTable
from goldsmith.agreement.per_label import labels_of
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.registry import given_units_only
from goldsmith.agreement.report import AgreementReport, counted_pairs
from goldsmith.agreement.tally import (
    Tally,
    counts_of,
    flags_by,
    item_sums,
    vote_choices,
    without_casts,
)
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, Sums, compressed, weighted_counts
from goldsmith.votes import Level, Reason, Votes, in_pattern_order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoteCounts:
    """What is left of votes when their items are forgotten; counts of parts add up with `+`.

    rows: (rows, labels), the distinct rows of label counts, and times: (rows,), how many items have each. annotator,
    row, label, n: who cast how many of which label on items of which row. A million items of three votes on ten labels
    have some 220 rows, so the size depends on annotators, labels and overlap, and not on the items.
    """

    labels: tuple[str, ...]
    annotators: tuple[str, ...]
    rows: Ints
    times: Ints
    annotator: Ints
    row: Ints
    label: Ints
    n: Ints
    level: Level
    identified: bool
    n_replaced: int

    @classmethod
    def of(cls, votes: Votes) -> VoteCounts:
        """Return the counts of votes on given units, nominal or ordinal, without groups and weights.

        Raises InvalidInput for others: their sums need the items, so measure them in one pass.
        """
        given_units_only("VoteCounts", votes)
        if votes.group is not None or votes.weight is not None or votes.level in ("interval", "ratio"):
            raise InvalidInput(
                "agreement.not_by_parts",
                "Votes with groups or weights, and numbers, are not measured by parts.",
                mend="Use agreement_report on all of them; or leave groups and weights out.",
            )
        n_rows, n_labels = len(votes.patterns.rows), len(votes.labels)
        row = votes.patterns.of_item[votes.item]
        keys, place = compressed((votes.annotator * n_rows + row) * n_labels + votes.label)
        rest, label = np.divmod(keys, n_labels)
        return cls(
            labels=votes.labels,
            annotators=tuple(votes.annotators),
            rows=votes.patterns.rows,
            times=votes.patterns.times,
            annotator=rest // n_rows,
            row=rest % n_rows,
            label=label,
            n=np.bincount(place, minlength=len(keys)),
            level=votes.level,
            identified=votes.identified,
            n_replaced=votes.n_replaced,
        )

    def __add__(self, other: VoteCounts) -> VoteCounts:
        """Return the counts of both; no item may have votes in both. Raises InvalidInput where the labels differ."""
        if (self.labels, self.level) != (other.labels, other.level):
            raise InvalidInput(
                "agreement.parts_differ",
                f"One part has the labels {', '.join(self.labels)}; another {', '.join(other.labels)}.",
                mend="Give every part the same label_set and level.",
            )
        every, times = np.concatenate([self.rows, other.rows]), np.concatenate([self.times, other.times])
        distinct, place = np.unique(every, axis=0, return_inverse=True)
        order = in_pattern_order(distinct)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        row = rank[place.ravel()]
        names = tuple(sorted({*self.annotators, *other.annotators}))
        number = {name: at for at, name in enumerate(names)}
        who = [np.array([number[name] for name in part.annotators], np.int64) for part in (self, other)]
        n_rows, n_labels = len(distinct), len(self.labels)
        annotator = np.concatenate([who[0][self.annotator], who[1][other.annotator]])
        at = np.concatenate([row[self.row], row[len(self.rows) + other.row]])
        key = (annotator * n_rows + at) * n_labels + np.concatenate([self.label, other.label])
        keys, same = compressed(key)
        rest, label = np.divmod(keys, n_labels)
        n = weighted_counts(same, np.concatenate([self.n, other.n]).astype(np.float64), len(keys))
        return VoteCounts(
            labels=self.labels,
            annotators=names,
            rows=distinct[order],
            times=weighted_counts(row, times.astype(np.float64), n_rows).astype(np.int64),
            annotator=rest // n_rows,
            row=rest % n_rows,
            label=label,
            n=n.astype(np.int64),
            level=self.level,
            identified=self.identified and other.identified,
            n_replaced=self.n_replaced + other.n_replaced,
        )

    @property
    def n_items(self) -> int:
        return int(self.times[self.rows.sum(axis=1) > 0].sum())

    @property
    def n_pairable(self) -> int:
        return int(self.times[self.rows.sum(axis=1) > 1].sum())

    @property
    def n_annotators(self) -> int:
        return len(self.annotators)

    @property
    def n_votes(self) -> int:
        return int(self.n.sum())


def agreement_by_parts(
    parts: Iterable[Votes], *, rng: Generator, replicates: int = REPLICATES, people: bool = True
) -> AgreementReport:
    """Return `agreement_report` of votes that come part by part, each item's votes all in one part.

    parts: read one by one and forgotten, so an iterator over files holds one at a time. All have the same label_set.
    Values, intervals and labels are those of one pass, to the bit; the interval for people like these to rounding.
    What does not add up is left out: pairs of annotators, and so Cohen's kappa; `pair_table` takes votes that fit.
    A cluster does the same: `VoteCounts.of` on each part, `+` between them, `report_of` at the end.
    Raises InvalidInput for no part, parts whose labels differ, groups, weights, and numbers.

    >>> first = Votes.from_records([1, 1, 2, 2], ["ann", "bob"] * 2, list("aaab"), label_set="ab")
    >>> second = Votes.from_records([3, 3, 4, 4], ["ann", "cy"] * 2, list("bbab"), label_set="ab")
    >>> report = agreement_by_parts(iter([first, second]), rng=np.random.default_rng(0))
    >>> report.counts["n_items"], report.coefficients["percent"].value
    (4, 0.5)
    """
    counted = map(VoteCounts.of, parts)
    first = next(counted, None)
    if first is None:
        raise InvalidInput(
            "agreement.no_parts", "There is no part to measure.", mend="Give one part of votes at least."
        )
    return report_of(
        reduce(VoteCounts.__add__, counted, first), rng=rng, replicates=replicates, people=people
    )


def report_of(
    counts: VoteCounts, *, rng: Generator, replicates: int = REPLICATES, people: bool = True
) -> AgreementReport:
    """Return the report on votes that were counted. Same counts, same seed: same report."""
    evidence = _evidence(counts, rng, replicates, people)
    table = met_labels(counts.labels, counts.rows, counts.times)
    found = [
        evidence.estimate(each) for each in (PERCENT, FLEISS, alpha_for(counts.level), AC1, BRENNAN_PREDIGER)
    ]
    cohen = undefined_two(counts, COHEN, why_not_two(counts) or NOT_ASKED, rng)
    return AgreementReport(
        counts=counts_of(counts),
        counted=counted_pairs(counts.rows, counts.times, table),
        coefficients={each.name: each for each in (found[0], cohen, *found[1:])},
        per_label=tuple(labels_of(counts.rows, counts.times, evidence, table)),
        pairs=PairTable((), NOT_ASKED),
        confusion=table,
        choices={**vote_choices(counts, rng), "resampling_unit": "item", "replicates": replicates},
    )


def _evidence(counts: VoteCounts, rng: Generator, replicates: int, people: bool) -> Evidence[Tally]:
    sums_of = partial(item_sums, is_ordinal=counts.level == "ordinal")
    is_judged = counts.rows.sum(axis=1) > 0
    units = Sums(sums_of(counts.rows[is_judged]), counts.times[is_judged])
    n_labels = len(counts.labels)

    def leave_out() -> Floats | Reason:
        if not people:
            return NOT_ASKED
        if not counts.identified:
            return UNIDENTIFIED
        if counts.n_annotators < 3:
            return TOO_FEW_PEOPLE
        kinds, kind = compressed(counts.row * n_labels + counts.label)
        cast = counts.annotator, kind, counts.n.astype(np.float64)
        return without_casts(counts.rows, kinds, cast, units.total(), sums_of, counts.n_annotators)

    cells = counts.annotator * n_labels + counts.label
    table = weighted_counts(
        cells, (counts.n * counts.identified).astype(np.float64), counts.n_annotators * n_labels
    )
    return Evidence(
        units=units,
        read=partial(Tally, n_labels=n_labels),
        replicates=units.resampled(replicates, rng),
        leave_out=leave_out,
        counts=counts_of(counts),
        choices=vote_choices(counts, rng),
        flags=flags_by(
            counts.labels,
            counts.times @ counts.rows,
            counts.annotators,
            table.reshape(-1, n_labels).astype(np.int64),
        ),
    )
