"""FoundTally: the sums over items that agreement on found objects is made of."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.confusion import Confusion
from goldsmith.agreement.distance_alpha import by_group
from goldsmith.agreement.evidence import NOT_ASKED, TOO_FEW_PEOPLE, UNIDENTIFIED, Evidence, choices_of
from goldsmith.errors import InvalidInput
from goldsmith.kinds import ABSENT, Matching
from goldsmith.numerics import Floats, Ints, Sums, compressed, weighted_counts
from goldsmith.votes import Reason

FOUND_AT = (0.5, 0.75)  # IoU from which two objects are one
NAMED_AT = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class MatchedAnswers:
    """Two annotators' answers to one item, with their objects matched. weight, group: the item's."""

    item: str
    a: str
    b: str
    matching: Matching
    weight: float = 1.0
    group: Hashable | None = None


@dataclass(frozen=True, slots=True)
class FoundTally:
    """Weighted sums over items, each item's mean over its pairs of answers; leading axes are replicates."""

    sums: Floats
    n_labels: int

    def f1(self, place: int) -> Floats:
        """(…): sum of F1 at FOUND_AT[place]; two empty answers have 1."""
        return self.sums[..., 1 + place]

    @property
    def pairs(self) -> Floats:
        """(…): items."""
        return self.sums[..., 0]

    @property
    def same_count(self) -> Floats:
        """(…): share of pairs with equally many objects."""
        return self.sums[..., 3]

    def filled(self, column: int) -> Floats:
        """(…): columns 0 … 3 again, over items where somebody found something."""
        return self.sums[..., 4 + column]

    @property
    def objects(self) -> Floats:
        """(…): objects of both answers."""
        return self.sums[..., 8]

    @property
    def with_partner(self) -> Floats:
        """(…): objects that are matched, however little they overlap."""
        return self.sums[..., 9]

    @property
    def overlap(self) -> Floats:
        """(…): sum of IoU over matched pairs of objects."""
        return self.sums[..., 10]

    def named(self, place: int) -> tuple[Floats, Floats, Floats]:
        """Return pairs of objects matched at NAMED_AT[place], those of the same label, and labels (…, labels)."""
        start = 11 + place * (2 + self.n_labels)
        labels = self.sums[..., start + 2 : start + 2 + self.n_labels]
        return self.sums[..., start], self.sums[..., start + 1], labels

    def label(self, label: int) -> tuple[Floats, Floats]:
        """Return the objects of that label, and those whose partner at FOUND_AT[0] bears it too."""
        start = 11 + len(NAMED_AT) * (2 + self.n_labels)
        return self.sums[..., start + label], self.sums[..., start + self.n_labels + label]


@dataclass(frozen=True, slots=True, eq=False)
class FlatPairs:
    """All pairs of answers in columns. item, a, b: (pairs,) codes; n_a, n_b: objects of either answer.

    of, iou, label_a, label_b: (matches,), which pair of answers each matched pair of objects belongs to, how much
    it overlaps and how it is named. objects: (pairs, labels), objects of both answers by label.
    """

    items: tuple[str, ...]
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    item: Ints
    a: Ints
    b: Ints
    n_a: Ints
    n_b: Ints
    of: Ints
    iou: Floats
    label_a: Ints
    label_b: Ints
    objects: Floats
    weight: Floats  # (items,)
    group: Ints | None  # (items,)

    @property
    def n_answers(self) -> int:
        """How many answers there are."""
        n = len(self.annotators)
        return len(compressed(np.concatenate([self.item * n + self.a, self.item * n + self.b]))[0])

    @property
    def f1(self) -> Floats:
        """(pairs, len(FOUND_AT)): F1 of either answer against the other; 1 where both are empty."""
        n = (self.n_a + self.n_b).astype(np.float64)
        matched = [np.bincount(self.of[self.iou >= iou], minlength=len(n)) for iou in FOUND_AT]
        return np.stack([np.where(n > 0, 2 * each / np.where(n > 0, n, 1), 1.0) for each in matched], axis=1)


def flattened(answers: Sequence[MatchedAnswers], labels: Sequence[str]) -> FlatPairs:
    """Return the pairs of answers as columns; raise InvalidInput for labels that are not declared."""
    items = tuple(sorted({each.item for each in answers}))
    annotators = tuple(sorted({name for each in answers for name in (each.a, each.b)}))
    place_item = {name: place for place, name in enumerate(items)}
    place_annotator = {name: place for place, name in enumerate(annotators)}
    place_label = {name: place for place, name in enumerate(labels)}
    _check(answers, place_label)
    objects = np.zeros((len(answers), len(labels)))
    matches: list[tuple[int, float, int, int]] = []
    for number, each in enumerate(answers):
        for label in (*each.matching.labels_a, *each.matching.labels_b):
            objects[number, place_label[label]] += 1
        matches += [
            (number, pair.similarity, place_label[pair.label_a], place_label[pair.label_b])
            for pair in each.matching.pairs
        ]
    first = {each.item: each for each in reversed(answers)}
    groups: dict[tuple[str, Hashable], int] = {}
    keys = [("item", name) if first[name].group is None else ("group", first[name].group) for name in items]
    has_groups = any(key[0] == "group" for key in keys)
    table = np.array(matches, dtype=np.float64).reshape(-1, 4)
    return FlatPairs(
        items=items,
        annotators=annotators,
        labels=tuple(labels),
        item=_ints(place_item[each.item] for each in answers),
        a=_ints(place_annotator[each.a] for each in answers),
        b=_ints(place_annotator[each.b] for each in answers),
        n_a=_ints(len(each.matching.labels_a) for each in answers),
        n_b=_ints(len(each.matching.labels_b) for each in answers),
        of=table[:, 0].astype(np.int64),
        iou=table[:, 1],
        label_a=table[:, 2].astype(np.int64),
        label_b=table[:, 3].astype(np.int64),
        objects=objects,
        weight=np.array([first[name].weight for name in items], dtype=np.float64),
        group=_ints(groups.setdefault(key, len(groups)) for key in keys) if has_groups else None,
    )


def _ints(values: Any) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _check(answers: Sequence[MatchedAnswers], known: Any) -> None:
    strange = sorted(
        {
            label
            for each in answers
            for label in (*each.matching.labels_a, *each.matching.labels_b)
            if label not in known
        }
    )
    if strange:
        where = [
            each.item for each in answers if {*each.matching.labels_a, *each.matching.labels_b} & {*strange}
        ]
        raise InvalidInput(
            "votes.unknown_label",
            f"{', '.join(map(repr, strange))} not in the label set.",
            where=f"items {', '.join(dict.fromkeys(where[:20]))}",
            mend=f"Known labels: {', '.join(known)}. Mend the answers, or declare the label.",
        )
    alone = [each.item for each in answers if each.a == each.b]
    if alone:
        raise InvalidInput(
            "agreement.same_annotator",
            "An annotator is compared with themselves.",
            where=f"items {', '.join(alone[:20])}",
            mend="Keep one answer of each annotator to an item.",
        )


def found_evidence(
    flat: FlatPairs, *, rng: Generator, identified: bool, replicates: int, people: bool = True
) -> Evidence[FoundTally]:
    """Return the tally of found objects with its replicates."""
    by_pair = _pair_sums(flat)
    n_items = len(flat.items)
    n_pairs = np.bincount(flat.item, minlength=n_items).astype(np.float64)
    by_item = np.stack([weighted_counts(flat.item, column, n_items) for column in by_pair])
    rows = (by_item * (flat.weight / np.maximum(n_pairs, 1))).T
    units = Sums(rows, np.ones(n_items, dtype=np.int64)) if flat.group is None else by_group(rows, flat.group)

    def leave_out() -> Floats | Reason:
        if not people:
            return NOT_ASKED
        if not identified:
            return UNIDENTIFIED
        if len(flat.annotators) < 3:
            return TOO_FEW_PEOPLE
        return units.total() + _changes_without_each(flat, by_pair, by_item, n_pairs)

    return Evidence(
        units=units,
        read=partial(FoundTally, n_labels=len(flat.labels)),
        replicates=units.resampled(replicates, rng),
        leave_out=leave_out,
        counts={
            "n_items": n_items,
            "n_pairable": n_items,
            "n_annotators": len(flat.annotators),
            "n_votes": flat.n_answers,
        },
        choices={
            **choices_of(rng),
            "labels": list(flat.labels),
            "weights": "equal" if (flat.weight == flat.weight[:1]).all() else "hajek",
            "both_empty": "full agreement",
        },
        unit="item" if flat.group is None else "group",
    )


def _pair_sums(flat: FlatPairs) -> list[Floats]:
    """Return (pairs,) for each column that FoundTally reads: what each pair of answers adds to it."""
    n = len(flat.item)
    is_filled = np.bincount(flat.item, flat.n_a + flat.n_b, len(flat.items))[flat.item] > 0
    whole = [np.ones(n), *flat.f1.T, flat.n_a == flat.n_b]

    def total(values: Floats) -> Floats:
        return weighted_counts(flat.of, values, n)

    columns = [*whole, *(column * is_filled for column in whole), flat.n_a + flat.n_b]
    columns += [2 * total(np.ones(len(flat.of))), total(flat.iou)]
    is_same = flat.label_a == flat.label_b
    for iou in NAMED_AT:
        at = (flat.iou >= iou).astype(np.float64)
        columns += [total(at), total(at * is_same)]
        columns += [*(_by_label(flat, flat.label_a, at) + _by_label(flat, flat.label_b, at))]
    at = ((flat.iou >= FOUND_AT[0]) & is_same).astype(np.float64)
    columns += [*flat.objects.T, *(2 * _by_label(flat, flat.label_a, at))]
    return [column.astype(np.float64, copy=False) for column in columns]


def _by_label(flat: FlatPairs, label: Ints, values: Floats) -> Floats:
    """Return (labels, pairs)."""
    n, n_labels = len(flat.item), len(flat.labels)
    return weighted_counts(label * n + flat.of, values, n * n_labels).reshape(n_labels, n)


def _changes_without_each(
    flat: FlatPairs, by_pair: Sequence[Floats], by_item: Floats, n_pairs: Floats
) -> Floats:
    """Return (annotators, columns): how the total changes when all pairs of one annotator are left out."""
    n = len(flat.annotators)
    keys, cell = compressed(np.concatenate([flat.item * n + flat.a, flat.item * n + flat.b]))
    cell_a, cell_b = cell[: len(flat.a)], cell[len(flat.a) :]
    item, annotator = keys // n, keys % n
    left = n_pairs[item] - np.bincount(cell, minlength=len(keys))
    shrunk, before = np.maximum(left, 1), n_pairs[item]
    weight = flat.weight[item]
    changes = []
    for column, whole in zip(by_pair, by_item, strict=True):
        own = weighted_counts(cell_a, column, len(keys)) + weighted_counts(cell_b, column, len(keys))
        mine = whole[item]
        after = np.where(left > 0, (mine - own) / shrunk, 0.0)
        changes.append(weighted_counts(annotator, weight * (after - mine / before), n))
    return np.column_stack(changes)


def found_confusion(flat: FlatPairs) -> Confusion:
    """Return how often each two labels were given to one object at FOUND_AT[0], and each was missed (ABSENT)."""
    labels = (*flat.labels, ABSENT)
    n = len(labels)
    is_one = flat.iou >= FOUND_AT[0]
    met = np.bincount(flat.label_a[is_one] * n + flat.label_b[is_one], minlength=n * n).reshape(n, n)
    partners = met.sum(axis=0) + met.sum(axis=1)
    missed = np.append(flat.objects.sum(axis=0), 0).astype(np.int64) - partners
    counts = met + met.T - np.diag(np.diag(met))
    counts[:-1, -1] += missed[:-1]
    counts[-1, :-1] += missed[:-1]
    return Confusion(labels, counts)
