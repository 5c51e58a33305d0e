"""Everything about the agreement on given units, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.brennan_prediger import BRENNAN_PREDIGER
from goldsmith.agreement.cohen_kappa import COHEN, cohen_kappa, undefined_two, why_not_two
from goldsmith.agreement.confusion import Confusion, confusion
from goldsmith.agreement.evidence import NOT_ASKED, REPLICATES
from goldsmith.agreement.fleiss_kappa import FLEISS
from goldsmith.agreement.gwet_ac1 import AC1
from goldsmith.agreement.krippendorff_alpha import alpha_for, krippendorff_alpha
from goldsmith.agreement.pairs import PairTable, pair_table
from goldsmith.agreement.per_label import LabelAgreement, labels_of
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.registry import given_units_only
from goldsmith.agreement.tally import count_evidence, counts_of, vote_choices
from goldsmith.numerics import Ints
from goldsmith.votes import Estimate, Votes

MOST_PAIRS = 1_225  # every two of fifty annotators; `pair_table` has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted, for sentences: "86 of 100 pairs agree; 52 would by chance".

    pairs: of answers on the same item. pairs_by_chance: how many would agree by Krippendorff's expectation, None
    where nothing varies. items_unanimous: of the items with two answers or more.
    """

    pairs: int
    pairs_agreeing: int
    pairs_by_chance: float | None
    items_pairable: int
    items_unanimous: int

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """Coefficients side by side, each label, who with whom, and what with what.

    coefficients: percent, cohen_kappa (of two annotators), fleiss_kappa, krippendorff_alpha, gwet_ac1,
    brennan_prediger. per_label and pairs: worst first. counts: n_items, n_pairable, n_annotators, n_votes.
    """

    counts: Mapping[str, int]
    counted: Counted
    coefficients: Mapping[str, Estimate]
    per_label: tuple[LabelAgreement, ...]
    pairs: PairTable
    confusion: Confusion
    choices: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "units": "given",
            **self.counts,
            "counted": self.counted.to_json(),
            "coefficients": {name: each.to_json() for name, each in self.coefficients.items()},
            "per_label": [each.to_json() for each in self.per_label],
            "pairs": self.pairs.to_json(),
            "confusion": self.confusion.to_json(),
            "choices": dict(self.choices),
        }


def agreement_report(
    votes: Votes, *, rng: Generator, replicates: int = REPLICATES, people: bool = True, pairs: bool = True
) -> AgreementReport:
    """Return all that is known about how far the annotators agree.

    votes: first, blind answers on items drawn at random; anything else biases every coefficient. The items are
    resampled once for all coefficients that forget who voted. Same votes, same seed: same report.
    people, pairs: False leaves out the interval for people like these, or the table of who agrees with whom; on
    millions of votes they take most of the time.
    Raises InvalidInput for found units, which `found_report` is for.

    >>> import numpy as np
    >>> votes = Votes.from_records(["q1", "q2", "q3"] * 2, ["ann"] * 3 + ["bob"] * 3, list("abcabb"))
    >>> report = agreement_report(votes, rng=np.random.default_rng(0))
    >>> report.counted.pairs_agreeing, report.counted.pairs, round(report.coefficients["gwet_ac1"].value, 2)
    (2, 3, 0.52)
    """
    given_units_only("agreement_report", votes)
    evidence = count_evidence(votes, rng=rng, replicates=replicates, people=people)
    reason = why_not_two(votes)
    cohen = (
        undefined_two(votes, COHEN, reason, rng)
        if reason
        else cohen_kappa(votes, rng=rng, replicates=replicates)
    )
    if votes.level in ("interval", "ratio"):
        alpha = krippendorff_alpha(votes, rng=rng, replicates=replicates)
    else:
        alpha = evidence.estimate(alpha_for(votes.level))
    percent, fleiss, ac1, brennan_prediger = (
        evidence.estimate(each) for each in (PERCENT, FLEISS, AC1, BRENNAN_PREDIGER)
    )
    coefficients = {each.name: each for each in (percent, cohen, fleiss, alpha, ac1, brennan_prediger)}
    table = confusion(votes)
    return AgreementReport(
        counts=counts_of(votes),
        counted=counted_pairs(votes.patterns.rows, votes.patterns.times, table),
        coefficients=coefficients,
        per_label=tuple(labels_of(votes.patterns.rows, votes.patterns.times, evidence, table)),
        pairs=pair_table(votes, at_most=MOST_PAIRS) if pairs else PairTable((), NOT_ASKED),
        confusion=table,
        choices={**vote_choices(votes, rng), "resampling_unit": evidence.unit, "replicates": replicates},
    )


def counted_pairs(rows: Ints, times: Ints, table: Confusion) -> Counted:
    """Return what was counted, of distinct rows of label counts and how many items have each."""
    n_each = rows.sum(axis=1)
    is_pairable = n_each > 1
    used = (times[is_pairable] @ rows[is_pairable]).astype(np.float64)
    n = used.sum()
    chance = float((used * (used - 1)).sum() / (n * (n - 1))) if n > 1 and (used > 0).sum() > 1 else None
    is_unanimous = is_pairable & ((rows > 0).sum(axis=1) == 1)
    return Counted(
        pairs=table.pairs,
        pairs_agreeing=table.agreeing,
        pairs_by_chance=None if chance is None else chance * table.pairs,
        items_pairable=int(times[is_pairable].sum()),
        items_unanimous=int(times[is_unanimous].sum()),
    )
