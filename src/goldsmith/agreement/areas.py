"""Everything about the agreement of masks: pixels alike beyond chance, and Dice and IoU of each label."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.confusion import Confusion
from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    NO_VARIATION,
    REPLICATES,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
    choices_of,
)
from goldsmith.agreement.ranking import pooled, worst_first
from goldsmith.errors import InvalidInput
from goldsmith.kinds import ABSENT
from goldsmith.numerics import Floats, Sums, summed_by
from goldsmith.votes import Estimate, Reason

VERSION = "areas.v1"
UNUSED = Reason("unused", "Nobody gave this label to a pixel.")


@dataclass(frozen=True, slots=True)
class ComparedAreas:
    """Two annotators' masks of one item: how many pixels bear each label of a and each of b; ABSENT for none."""

    item: str
    a: str
    b: str
    pixels: Mapping[tuple[str, str], int]
    weight: float = 1.0
    group: Hashable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLabel:
    """One label: its share of the pixels, how far two masks of it overlap, and its alpha against all others."""

    label: str
    share: float
    dice: Estimate
    iou: Estimate
    alpha: Estimate
    pooled: float | None
    confused_with: tuple[str, int] | None

    def to_json(self) -> dict[str, Any]:
        other = self.confused_with
        return {
            "label": self.label,
            "share": self.share,
            "dice": self.dice.to_json(),
            "iou": self.iou.to_json(),
            "alpha": self.alpha.to_json(),
            "pooled": self.pooled,
            "confused_with": other and {"label": other[0], "pairs": other[1]},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPair:
    """Two annotators on the items that both answered: pixel alpha, and Dice and IoU of each label."""

    a: str
    b: str
    n_items: int
    alpha: Estimate
    labels: Mapping[str, tuple[float | None, float | None]]

    def to_json(self) -> dict[str, Any]:
        by_label = {label: {"dice": dice, "iou": iou} for label, (dice, iou) in self.labels.items()}
        plain = {"a": self.a, "b": self.b, "n_items": self.n_items}
        return {**plain, "alpha": self.alpha.to_json(), "labels": by_label}


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaReport:
    """Coefficients over all pixels, each label, who with whom, and what with what, whose counts are pixels.

    coefficients: percent, krippendorff_alpha, mean_iou. per_label: worst IoU first. confusion: its last label is
    ABSENT, pixels without a label. counted: pairs of answers, and pixels of both answers of a pair.
    """

    counts: Mapping[str, int]
    counted: Mapping[str, int]
    coefficients: Mapping[str, Estimate]
    per_label: tuple[AreaLabel, ...]
    pairs: tuple[AreaPair, ...]
    pairs_undefined: Reason | None
    confusion: Confusion
    choices: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        undefined = self.pairs_undefined and self.pairs_undefined.to_json()
        return {
            "units": "areas",
            **self.counts,
            "counted": dict(self.counted),
            "coefficients": {name: each.to_json() for name, each in self.coefficients.items()},
            "per_label": [each.to_json() for each in self.per_label],
            "pairs": {"undefined": undefined, "rows": [each.to_json() for each in self.pairs]},
            "confusion": self.confusion.to_json(),
            "choices": dict(self.choices),
        }


@dataclass(frozen=True, slots=True)
class AreaTally:
    """Sums over items of what two answers say of one pixel, as shares: (…, labels, labels), symmetric."""

    met: Floats

    @classmethod
    def read(cls, n_labels: int) -> Callable[[Floats], AreaTally]:
        return lambda sums: cls(sums.reshape(*sums.shape[:-1], n_labels, n_labels))

    @property
    def total(self) -> Floats:
        total: Floats = self.met.sum(axis=(-2, -1))
        return total

    @property
    def same(self) -> Floats:
        same: Floats = np.trace(self.met, axis1=-2, axis2=-1)
        return same

    @property
    def used(self) -> Floats:
        """(…, labels): how much of the pixels bears each label, over both answers."""
        used: Floats = self.met.sum(axis=-1)
        return used

    def label(self, place: int) -> tuple[Floats, Floats]:
        """Return how much bears the label in both answers, and in either, counted for each answer."""
        return self.met[..., place, place], 2 * self.used[..., place]


def area_report(
    answers: Sequence[ComparedAreas],
    labels: Sequence[str],
    *,
    rng: Generator,
    identified: bool = True,
    replicates: int = REPLICATES,
) -> AreaReport:
    """Return how far annotators give the same pixels the same labels.

    answers: every two answers to an item. labels: the label set; ABSENT, for pixels without a label, is added to it.
    Every item counts alike whatever its size, and its pairs of answers share its weight. Alpha is Krippendorff's for
    nominal values with the pixels of a picture as its units; its interval resamples items or their groups, never
    pixels, which are not independent. Dice is 2 |both| / (|a| + |b|), IoU |both| / |either|, over all items together.
    Raises InvalidInput for labels that are not declared, and for an annotator paired with themselves.

    >>> pixels = {("sky", "sky"): 60, ("sky", "road"): 20, ("road", "road"): 20}
    >>> report = area_report([ComparedAreas("i1", "ann", "bob", pixels)], ["sky", "road"], rng=np.random.default_rng(0))
    >>> report.coefficients["percent"].value, [(row.label, row.iou.value) for row in report.per_label]
    (0.8, [('road', 0.5), ('sky', 0.75)])
    """
    names = (*labels, ABSENT)
    _check(answers, names)
    counts = (
        np.stack([_table(each, names) for each in answers])
        if answers
        else np.zeros((0, len(names), len(names)))
    )
    items = sorted({each.item for each in answers})
    evidence = _evidence(answers, counts, items, len(names), rng, identified, replicates)
    table = Confusion(names, _unordered(counts))
    return AreaReport(
        counts=dict(evidence.counts),
        counted={
            "answer_pairs": len(answers),
            "pixels": int(counts.sum()),
            "pixels_same": int(np.trace(counts.sum(axis=0))),
        },
        coefficients={
            "percent": evidence.estimate(_percent()),
            "krippendorff_alpha": evidence.estimate(_alpha()),
            "mean_iou": evidence.estimate(_mean_iou(len(labels))),
        },
        per_label=_labels(labels, evidence, table),
        pairs=_pairs(answers, counts, names, rng, replicates) if identified else (),
        pairs_undefined=None if identified else UNIDENTIFIED,
        confusion=table,
        choices={**evidence.choices, "resampling_unit": evidence.unit, "replicates": replicates},
    )


def _check(answers: Sequence[ComparedAreas], names: Sequence[str]) -> None:
    strange = sorted(
        {label for each in answers for pair in each.pixels for label in pair if label not in names}
    )
    if strange:
        raise InvalidInput(
            "votes.unknown_label",
            f"{', '.join(map(repr, strange))} not in the label set.",
            where=f"{len(answers)} pairs of masks",
            mend=f"Known labels: {', '.join(filter(None, names))}. Mend the answers, or declare the label.",
        )
    alone = [each.item for each in answers if each.a == each.b]
    if alone:
        raise InvalidInput(
            "agreement.same_annotator",
            "An annotator is compared with themselves.",
            where=f"items {', '.join(alone[:20])}",
            mend="Keep one answer of each annotator to an item.",
        )


def _table(each: ComparedAreas, names: Sequence[str]) -> Floats:
    table = np.zeros((len(names), len(names)))
    for (one, other), n in each.pixels.items():
        table[names.index(one), names.index(other)] += n
    return table


def _unordered(counts: Floats) -> Any:
    met = counts.sum(axis=0)
    return (met + met.T - np.diag(np.diag(met))).astype(np.int64)


def _evidence(
    answers: Sequence[ComparedAreas],
    counts: Floats,
    items: Sequence[str],
    n_labels: int,
    rng: Generator,
    identified: bool,
    replicates: int,
) -> Evidence[AreaTally]:
    place = {item: number for number, item in enumerate(items)}
    at = np.array([place[each.item] for each in answers], dtype=np.int64)
    weight = np.zeros(len(items))
    for each in answers:
        weight[place[each.item]] = each.weight
    shares = counts / np.maximum(counts.sum(axis=(1, 2), keepdims=True), 1)
    by_pair = ((shares + shares.transpose(0, 2, 1)) / 2).reshape(len(answers), n_labels**2)
    group = {each.item: each.item if each.group is None else ("group", each.group) for each in answers}
    places: dict[Hashable, int] = {}
    of_item = np.array([places.setdefault(group[item], len(places)) for item in items], dtype=np.int64)

    def rows(is_in: Any) -> Floats:
        """Return the sums by resampling unit over the pairs of answers that are in."""
        n = np.bincount(at[is_in], minlength=len(items))
        by_item = summed_by(at[is_in], by_pair[is_in], len(items)) * (weight / np.maximum(n, 1))[:, None]
        return summed_by(of_item, by_item, len(places))

    people = sorted({name for each in answers for name in (each.a, each.b)})

    def leave_out() -> Floats | Reason:
        if not identified:
            return UNIDENTIFIED
        if len(people) < 3:
            return TOO_FEW_PEOPLE
        sides = np.array([(each.a, each.b) for each in answers])
        return np.stack([rows((sides != name).all(axis=1)).sum(axis=0) for name in people])

    units = Sums(rows(np.ones(len(answers), dtype=bool)), np.ones(len(places), dtype=np.int64))
    return Evidence(
        units=units,
        read=AreaTally.read(n_labels),
        replicates=units.resampled(replicates, rng),
        leave_out=leave_out,
        counts={
            "n_items": len(items),
            "n_pairable": len(items),
            "n_annotators": len(people),
            "n_votes": len({(each.item, name) for each in answers for name in (each.a, each.b)}),
        },
        choices={
            **choices_of(rng),
            "weights": "equal" if len(np.unique(weight)) < 2 else "hajek",
            "pixels": "every item counts alike",
        },
        unit="group" if any(each.group is not None for each in answers) else "item",
    )


def _share(
    name: str, part: Callable[[AreaTally], Floats], whole: Callable[[AreaTally], Floats], reason: Reason
) -> Coefficient[AreaTally]:
    """Return part / whole as a coefficient; `reason` where the whole is nothing."""

    def disagreement(tally: AreaTally) -> tuple[Floats, Floats]:
        n = whole(tally)
        observed = 1 - part(tally) / np.where(n > 0, n, np.nan)
        return observed, np.ones_like(observed)

    def undefined(tally: AreaTally) -> Reason | None:
        if not tally.total > 0:
            return NO_OVERLAP
        return None if whole(tally) > 0 else reason

    return Coefficient(name, VERSION, disagreement, undefined, low=0.0)


def _percent() -> Coefficient[AreaTally]:
    return _share("percent", lambda tally: tally.same, lambda tally: tally.total, NO_OVERLAP)


def _dice(place: int) -> Coefficient[AreaTally]:
    return _share(
        "dice", lambda tally: 2 * tally.label(place)[0], lambda tally: tally.label(place)[1], UNUSED
    )


def _iou(place: int) -> Coefficient[AreaTally]:
    return _share(
        "iou",
        lambda tally: tally.label(place)[0],
        lambda tally: tally.label(place)[1] - tally.label(place)[0],
        UNUSED,
    )


def _mean_iou(n_labels: int) -> Coefficient[AreaTally]:
    """Return the mean of the IoU of the labels that somebody used; pixels without a label are none."""

    def disagreement(tally: AreaTally) -> tuple[Floats, Floats]:
        both = np.diagonal(tally.met, axis1=-2, axis2=-1)[..., :n_labels]
        either = 2 * tally.used[..., :n_labels] - both
        n = (either > 0).sum(axis=-1)
        iou = np.where(either > 0, both / np.where(either > 0, either, 1), 0.0).sum(axis=-1)
        observed = 1 - iou / np.where(n > 0, n, np.nan)
        return observed, np.ones_like(observed)

    def undefined(tally: AreaTally) -> Reason | None:
        if not tally.total > 0:
            return NO_OVERLAP
        return None if (tally.used[..., :n_labels] > 0).any() else UNUSED

    return Coefficient("mean_iou", VERSION, disagreement, undefined, low=0.0)


def _alpha(place: int | None = None) -> Coefficient[AreaTally]:
    """Return alpha over all labels, or of one against all others."""

    def disagreement(tally: AreaTally) -> tuple[Floats, Floats]:
        total = np.where(tally.total > 0, tally.total, np.nan)
        if place is None:
            shares = tally.used / total[..., None]
            return 1 - tally.same / total, 1 - (shares**2).sum(axis=-1)
        both, either = tally.label(place)
        share = either / 2 / total
        return (either - 2 * both) / total, 2 * share * (1 - share)

    def undefined(tally: AreaTally) -> Reason | None:
        if not tally.total > 0:
            return NO_OVERLAP
        if place is not None and not tally.used[place] > 0:
            return UNUSED
        return NO_VARIATION if (tally.used > 0).sum() < 2 else None

    name = "krippendorff_alpha" if place is None else "alpha"
    return Coefficient(name, VERSION, disagreement, undefined)


def _labels(labels: Sequence[str], evidence: Evidence[AreaTally], table: Confusion) -> tuple[AreaLabel, ...]:
    total = float(evidence.total.total)
    found = [
        AreaLabel(
            label=label,
            share=float(evidence.total.used[place]) / total if total else 0.0,
            dice=evidence.estimate(_dice(place)),
            iou=evidence.estimate(_iou(place)),
            alpha=evidence.estimate(_alpha(place)),
            pooled=None,
            confused_with=table.nearest(place),
        )
        for place, label in enumerate(labels)
    ]
    drawn = pooled([each.iou for each in found])
    worst = worst_first([each.iou.value for each in found])  # the order among those drawn to one value
    order = [worst[place] for place in worst_first([drawn[place] for place in worst])]
    return tuple(replace(found[place], pooled=drawn[place]) for place in order)


def _pairs(
    answers: Sequence[ComparedAreas],
    counts: Floats,
    names: Sequence[str],
    rng: Generator,
    replicates: int,
) -> tuple[AreaPair, ...]:
    by_pair: dict[tuple[str, str], list[int]] = {}
    for number, each in enumerate(answers):
        by_pair.setdefault((min(each.a, each.b), max(each.a, each.b)), []).append(number)
    rows = []
    for (a, b), numbers in sorted(by_pair.items()):
        theirs = [answers[number] for number in numbers]
        own = sorted({each.item for each in theirs})
        evidence = _evidence(theirs, counts[numbers], own, len(names), rng, True, replicates)
        tally = evidence.total
        labels = {
            label: (_plain(_dice(place), tally), _plain(_iou(place), tally))
            for place, label in enumerate(names)
            if label != ABSENT
        }
        rows.append(AreaPair(a=a, b=b, n_items=len(own), alpha=evidence.estimate(_alpha()), labels=labels))
    return tuple(rows[place] for place in worst_first([row.alpha.value for row in rows]))


def _plain(coefficient: Coefficient[AreaTally], tally: AreaTally) -> float | None:
    return None if coefficient.undefined(tally) else float(coefficient.values(tally))
