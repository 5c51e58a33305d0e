"""Everything about the agreement on found units: what was found, how it was named, how it was drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.confusion import Confusion
from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    NO_VARIATION,
    NOT_ASKED,
    REPLICATES,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
)
from goldsmith.agreement.found_tally import (
    FOUND_AT,
    NAMED_AT,
    FlatPairs,
    FoundTally,
    MatchedAnswers,
    flattened,
    found_confusion,
    found_evidence,
)
from goldsmith.agreement.linearised import Clusters, linearised_estimate
from goldsmith.agreement.ranking import pooled, worst_first
from goldsmith.numerics import Floats, compressed, weighted_counts
from goldsmith.votes import Estimate, Reason

VERSION = "found.v1"
ALL_EMPTY = Reason("all_empty", "Nobody found anything, so there is nothing to compare.")
NO_MATCH = Reason("no_match", "No two annotators' objects overlap that much.")
UNUSED = Reason("unused", "Nobody gave this label to an object.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How objects that overlap at least `iou` were named: the share with the same label, and its kappa."""

    iou: float
    n_matches: int
    same_label: Estimate
    kappa: Estimate

    def to_json(self) -> dict[str, Any]:
        return {
            "iou": self.iou,
            "n_matches": self.n_matches,
            "same_label": self.same_label.to_json(),
            "kappa": self.kappa.to_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLabel:
    """One label's F1: found at IoU .5 and named so by both. n_missed: objects without a partner.

    pooled: F1 drawn towards the other labels', for the order. confused_with: another label, in how many matches.
    """

    label: str
    n_objects: int
    n_missed: int
    f1: Estimate
    pooled: float | None
    confused_with: tuple[str, int] | None

    def to_json(self) -> dict[str, Any]:
        other = self.confused_with
        return {
            "label": self.label,
            "n_objects": self.n_objects,
            "n_missed": self.n_missed,
            "f1": self.f1.to_json(),
            "pooled": self.pooled,
            "confused_with": other and {"label": other[0], "pairs": other[1]},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPair:
    """Two annotators on the items that both answered: mean F1 at IoU .5. pooled: drawn towards the other pairs'."""

    a: str
    b: str
    n_items: int
    f1: Estimate
    pooled: float | None = None

    def to_json(self) -> dict[str, Any]:
        plain = {"a": self.a, "b": self.b, "n_items": self.n_items, "pooled": self.pooled}
        return {**plain, "f1": self.f1.to_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReport:
    """The three questions about found units, each label, who with whom, and what with what.

    found: f1_50, f1_75, same_count and the same three `_filled`, without items where all answers are empty;
    matched_objects. named: over IoU .3 to .9, see Named. drawn: mean_iou of matched objects. per_label and pairs:
    worst first. confusion: its last label is ABSENT, what the other annotator missed. counted: raw counts.
    """

    counts: Mapping[str, int]
    counted: Mapping[str, int]
    found: Mapping[str, Estimate]
    named: tuple[Named, ...]
    drawn: Mapping[str, Estimate]
    per_label: tuple[FoundLabel, ...]
    pairs: tuple[FoundPair, ...]
    pairs_undefined: Reason | None
    confusion: Confusion
    choices: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        undefined = self.pairs_undefined and self.pairs_undefined.to_json()
        return {
            "units": "found",
            **self.counts,
            "counted": dict(self.counted),
            "found": {name: each.to_json() for name, each in self.found.items()},
            "named": [each.to_json() for each in self.named],
            "drawn": {name: each.to_json() for name, each in self.drawn.items()},
            "per_label": [each.to_json() for each in self.per_label],
            "pairs": {"undefined": undefined, "rows": [each.to_json() for each in self.pairs]},
            "confusion": self.confusion.to_json(),
            "choices": dict(self.choices),
        }


def found_report(
    answers: Sequence[MatchedAnswers],
    labels: Sequence[str],
    *,
    rng: Generator,
    identified: bool = True,
    replicates: int = REPLICATES,
) -> FoundReport:
    """Return how far annotators find the same objects, name them alike and draw them alike.

    answers: every two answers to an item, their objects matched by overlap, down to IoU .3, whatever their labels.
    labels: the label set. Every value is the mean over items, by weight, of the mean over the item's pairs of
    answers; shares of objects weigh each item by its objects. There is no count of what nobody marked, so F1 has no
    correction for chance; with so many places to mark nothing it would change little (Hripcsak and Rothschild, 2005,
    JAMIA 12(3)). Two empty answers agree fully; `_filled` values leave out items where all are empty.
    Raises InvalidInput for labels that are not declared and for an annotator paired with themselves.

    >>> from goldsmith.kinds import Matching, Pair
    >>> matching = Matching((Pair(0, 0, "cat", "dog", 0.8),), (), (1,), ("cat",), ("dog", "dog"))
    >>> answers = [MatchedAnswers("i1", "ann", "bob", matching)]
    >>> report = found_report(answers, ["cat", "dog"], rng=np.random.default_rng(0))
    >>> round(report.found["f1_50"].value, 2), report.drawn["mean_iou"].value, report.named[2].same_label.value
    (0.67, 0.8, 0.0)
    """
    return flat_report(flattened(answers, labels), rng=rng, identified=identified, replicates=replicates)


def flat_report(
    flat: FlatPairs,
    *,
    rng: Generator,
    identified: bool = True,
    replicates: int = REPLICATES,
    people: bool = True,
    pairs: bool = True,
) -> FoundReport:
    """Return `found_report` of matched answers in columns.

    people, pairs: False leaves out the interval for people like these, or the table of who agrees with whom.
    """
    evidence = found_evidence(flat, rng=rng, identified=identified, replicates=replicates, people=people)
    no_pairs = (None if pairs else NOT_ASKED) if identified else UNIDENTIFIED
    table = found_confusion(flat)
    found = [*map(_f1, range(len(FOUND_AT))), _same_count(), *map(_filled, range(3)), _matched_objects()]
    return FoundReport(
        counts=dict(evidence.counts),
        counted=_counted(flat),
        found={each.name: evidence.estimate(each) for each in found},
        named=tuple(_named(flat, evidence, place) for place in range(len(NAMED_AT))),
        drawn={"mean_iou": evidence.estimate(_mean_iou())},
        per_label=_labels(flat, evidence, table),
        pairs=() if no_pairs else _pairs(flat, evidence),
        pairs_undefined=no_pairs,
        confusion=table,
        choices={**evidence.choices, "resampling_unit": evidence.unit, "replicates": replicates},
    )


def _counted(flat: FlatPairs) -> dict[str, int]:
    is_one = flat.iou >= FOUND_AT[0]
    return {
        "answer_pairs": len(flat.item),
        "both_empty": int((flat.n_a + flat.n_b == 0).sum()),
        "objects": int((flat.n_a + flat.n_b).sum()),
        "objects_matched": 2 * int(is_one.sum()),
        "matches": int(is_one.sum()),
        "matches_same_label": int((is_one & (flat.label_a == flat.label_b)).sum()),
    }


def _share(
    name: str, part: Callable[[FoundTally], Floats], whole: Callable[[FoundTally], Floats], reason: Reason
) -> Coefficient[FoundTally]:
    """Return the plain share part / whole as a coefficient; `reason` where the whole is nothing."""

    def disagreement(tally: FoundTally) -> tuple[Floats, Floats]:
        n = whole(tally)
        observed = 1 - part(tally) / np.where(n > 0, n, np.nan)
        return observed, np.ones_like(observed)

    def undefined(tally: FoundTally) -> Reason | None:
        if not tally.pairs > 0:
            return NO_OVERLAP
        return None if whole(tally) > 0 else reason

    return Coefficient(name, VERSION, disagreement, undefined, low=0.0)


def _f1(place: int) -> Coefficient[FoundTally]:
    name = f"f1_{FOUND_AT[place] * 100:.0f}"
    return _share(name, lambda tally: tally.f1(place), lambda tally: tally.pairs, NO_OVERLAP)


def _same_count() -> Coefficient[FoundTally]:
    return _share("same_count", lambda tally: tally.same_count, lambda tally: tally.pairs, NO_OVERLAP)


def _filled(place: int) -> Coefficient[FoundTally]:
    names = [_f1(0).name, _f1(1).name, "same_count"]
    return _share(
        f"{names[place]}_filled",
        lambda tally: tally.filled(1 + place),
        lambda tally: tally.filled(0),
        ALL_EMPTY,
    )


def _matched_objects() -> Coefficient[FoundTally]:
    return _share("matched_objects", lambda tally: tally.with_partner, lambda tally: tally.objects, ALL_EMPTY)


def _mean_iou() -> Coefficient[FoundTally]:
    return _share("mean_iou", lambda tally: tally.overlap, lambda tally: tally.with_partner / 2, NO_MATCH)


def _named(flat: FlatPairs, evidence: Evidence[FoundTally], place: int) -> Named:
    same = _share(
        "same_label", lambda tally: tally.named(place)[1], lambda tally: tally.named(place)[0], NO_MATCH
    )
    return Named(
        iou=NAMED_AT[place],
        n_matches=int((flat.iou >= NAMED_AT[place]).sum()),
        same_label=evidence.estimate(same),
        kappa=evidence.estimate(_kappa(same, place)),
    )


def _kappa(same: Coefficient[FoundTally], place: int) -> Coefficient[FoundTally]:
    """Return Scott's pi, which is Fleiss' kappa of two, over matched pairs of objects."""

    def disagreement(tally: FoundTally) -> tuple[Floats, Floats]:
        used = tally.named(place)[2]
        total = used.sum(axis=-1)
        shares = used / np.where(total > 0, total, np.nan)[..., None]
        return same.disagreement(tally)[0], 1 - (shares**2).sum(axis=-1)

    def undefined(tally: FoundTally) -> Reason | None:
        several = (tally.named(place)[2] > 0).sum() > 1
        return same.undefined(tally) or (None if several else NO_VARIATION)

    return Coefficient("label_kappa", VERSION, disagreement, undefined)


def _labels(flat: FlatPairs, evidence: Evidence[FoundTally], table: Confusion) -> tuple[FoundLabel, ...]:
    among = Confusion(flat.labels, table.counts[:-1, :-1])
    n_objects = flat.objects.sum(axis=0)
    found = [
        FoundLabel(
            label=label,
            n_objects=int(n_objects[place]),
            n_missed=int(table.counts[place, -1]),
            f1=evidence.estimate(_label_f1(place)),
            pooled=None,
            confused_with=among.nearest(place),
        )
        for place, label in enumerate(flat.labels)
    ]
    drawn = pooled([each.f1 for each in found])
    return tuple(replace(found[place], pooled=drawn[place]) for place in worst_first(drawn))


def _label_f1(place: int) -> Coefficient[FoundTally]:
    return _share("f1", lambda tally: tally.label(place)[1], lambda tally: tally.label(place)[0], UNUSED)


def _pairs(flat: FlatPairs, evidence: Evidence[FoundTally]) -> tuple[FoundPair, ...]:
    n = len(flat.annotators)
    low, high = np.minimum(flat.a, flat.b), np.maximum(flat.a, flat.b)
    keys, pair = compressed(low * n + high)
    weight, f1 = flat.weight[flat.item], flat.f1[:, 0]
    total = weighted_counts(pair, weight, len(keys))
    mean = weighted_counts(pair, weight * f1, len(keys)) / np.where(total > 0, total, 1)
    clusters = Clusters.of(pair, flat.item if flat.group is None else flat.group[flat.item], len(keys))
    errors = clusters.errors(weight * (f1 - mean[pair]), total)
    n_items = np.bincount(pair, minlength=len(keys))
    rows = [
        FoundPair(
            a=flat.annotators[key // n],
            b=flat.annotators[key % n],
            n_items=int(n_items[place]),
            f1=linearised_estimate(
                "f1_50",
                observed=float(mean[place]),
                expected=0.0,
                error=float(errors[place]),
                n_items=int(n_items[place]),
                n_units=int(clusters.n_each[place]),
                low=0.0,
                choices={"version": VERSION, **evidence.choices, "resampling_unit": evidence.unit},
            ),
        )
        for place, key in enumerate(keys.tolist())
    ]
    drawn = pooled([row.f1 for row in rows])
    return tuple(replace(rows[place], pooled=drawn[place]) for place in worst_first(drawn))
