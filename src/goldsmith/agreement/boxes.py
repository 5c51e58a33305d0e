"""Agreement on boxes from columns: a hundred thousand images in a few seconds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.distance_alpha import pairs_alpha
from goldsmith.agreement.evidence import REPLICATES
from goldsmith.agreement.found import FoundReport, flat_report
from goldsmith.agreement.found_tally import FlatPairs
from goldsmith.boxtable import BoxTable, box_distances, matched_boxes
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, compressed
from goldsmith.votes import Column, Estimate, coded, declared, grouped, named, weighted

MATCH_IOU = 0.3
N_DIFFERENT = 4000  # pairs of answers to different items that are compared


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnBoxes:
    """Who drew which boxes on which item.

    item, annotator: (answers,), places in items and annotators, which are sorted; the answers to an item stand
    together, one of each annotator, and one of no box is an answer too. group, weight: (items,), as for Votes.
    """

    table: BoxTable
    item: Ints
    annotator: Ints
    items: Sequence[str]
    annotators: Sequence[str]
    group: Ints | None = None
    weight: Floats | None = None

    @classmethod
    def from_records(
        cls,
        items: Column,
        annotators: Column,
        labels: Column,
        boxes: Any,
        *,
        empty: tuple[Column, Column] = ((), ()),
        label_set: Sequence[Hashable] | None = None,
        groups: Mapping[Any, Hashable] | None = None,
        weights: Mapping[Any, float] | None = None,
    ) -> DrawnBoxes:
        """Return the boxes of a long table: item, annotator, label, and (n, 4) left, top, width and height in pixels.

        empty: items and annotators of answers that found nothing. label_set, groups, weights: as for Votes.
        Raises InvalidInput for what is no such table, and for boxes without a width and a height above 0.

        >>> drawn = DrawnBoxes.from_records(["i1", "i1"], ["ann", "bob"], ["cat", "cat"], [[0, 0, 9, 9], [1, 0, 9, 9]])
        >>> drawn.table.n_each.tolist()
        [1, 1]
        """
        said = {"annotators": annotators, "labels": labels, "boxes": boxes}
        uneven = [f"{len(column)} {name}" for name, column in said.items() if len(column) != len(items)]
        if uneven or len(empty[0]) != len(empty[1]):
            raise InvalidInput(
                "boxes.uneven",
                f"The columns have {len(items)} items, {', '.join(uneven)}; {len(empty[0])} and {len(empty[1])} empty.",
                mend="Give one item, one annotator, one label and four sides for each box.",
            )
        sides = _sides(boxes)
        item, item_keys = coded(_joined(items, empty[0]), "item")
        who, who_keys = coded(_joined(annotators, empty[1]), "annotator")
        label, label_keys = coded(labels, "label")
        if label_set is not None:
            label, label_keys = declared(label, label_keys, label_set)
        answers, answer = compressed(item * len(who_keys) + who)
        of_box = answer[: len(items)]
        order = np.argsort(of_box, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(of_box, minlength=len(answers)))])
        _check_empty(answer[len(items) :], np.diff(starts))
        return cls(
            table=BoxTable(starts, sides[:, order], label[order], tuple(named(label_keys, "label"))),
            item=answers // max(len(who_keys), 1),
            annotator=answers % max(len(who_keys), 1),
            items=named(item_keys, "item"),
            annotators=named(who_keys, "annotator"),
            group=None if groups is None else grouped(item_keys, groups),
            weight=None if weights is None else weighted(item_keys, weights),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxReport:
    """found: what was found, how it was named and drawn. alpha: by `box_distances`, beside what is far apart."""

    found: FoundReport
    alpha: Estimate

    def to_json(self) -> dict[str, Any]:
        told = self.found.to_json()
        told["drawn"]["distance_alpha"] = self.alpha.to_json()
        return told


def box_report(
    drawn: DrawnBoxes,
    *,
    rng: Generator,
    identified: bool = True,
    replicates: int = REPLICATES,
    people: bool = True,
    pairs: bool = True,
) -> BoxReport:
    """Return how far annotators find the same boxes, name them alike and draw them alike: `found_report` of columns.

    Boxes are matched by IoU above .3, whatever their labels. Alpha is `distance_alpha` of 1 - 2 ΣIoU / (boxes of both)
    over equally labelled ones, beside 4,000 pairs of answers to different items. people, pairs: False leaves out the
    interval for people like these, or the table of who agrees with whom. With `goldsmith[fast]` the matching is
    compiled where it is worth it; the values are the same.

    >>> drawn = DrawnBoxes.from_records(["i1", "i1"], ["ann", "bob"], ["cat", "cat"], [[0, 0, 9, 9], [1, 0, 9, 9]])
    >>> report = box_report(drawn, rng=np.random.default_rng(0))
    >>> report.found.found["f1_50"].value, round(report.found.drawn["mean_iou"].value, 2)
    (1.0, 0.8)
    """
    first, second = answer_pairs(drawn.item)
    flat = matched_pairs(drawn, first, second)
    report = flat_report(
        flat, rng=rng, identified=identified, replicates=replicates, people=people, pairs=pairs
    )
    one, other = rng.integers(max(len(drawn.item), 1), size=(2, N_DIFFERENT if len(drawn.item) else 0))
    is_other = drawn.item[one] != drawn.item[other]
    alpha = pairs_alpha(
        flat.item,
        box_distances(drawn.table, first, second),
        box_distances(drawn.table, one[is_other], other[is_other]),
        rng=rng,
        group=flat.group,
        weight=None if drawn.weight is None else flat.weight,
        replicates=replicates,
    )
    return BoxReport(found=report, alpha=alpha)


def answer_pairs(item: Ints) -> tuple[Ints, Ints]:
    """Return every two answers to one item; those to an item stand together.

    >>> [column.tolist() for column in answer_pairs(np.array([7, 7, 7, 9]))]
    [[0, 0, 1], [1, 2, 2]]
    """
    first = [np.flatnonzero(item[:-apart] == item[apart:]) for apart in range(1, _most_alike(item))]
    second = [places + apart for apart, places in enumerate(first, 1)]
    none = np.zeros(0, dtype=np.int64)
    one, other = np.concatenate([none, *first]), np.concatenate([none, *second])
    order = np.argsort(one, kind="stable")
    return one[order], other[order]


def matched_pairs(drawn: DrawnBoxes, first: Ints, second: Ints, *, floor: float = MATCH_IOU) -> FlatPairs:
    """Return pairs of answers to one item as columns, their boxes matched by IoU above the floor."""
    table, n_labels = drawn.table, len(drawn.table.labels)
    met = matched_boxes(table, first, second, floor=floor)
    answer = np.repeat(np.arange(len(drawn.item)), table.n_each)
    objects = np.bincount(answer * n_labels + table.label, minlength=len(drawn.item) * n_labels)
    objects = objects.reshape(len(drawn.item), n_labels)
    kept, item = compressed(drawn.item[first])
    people, who = compressed(np.concatenate([drawn.annotator[first], drawn.annotator[second]]))
    return FlatPairs(
        items=tuple(drawn.items[place] for place in kept.tolist()),
        annotators=tuple(drawn.annotators[place] for place in people.tolist()),
        labels=table.labels,
        item=item,
        a=who[: len(first)],
        b=who[len(first) :],
        n_a=table.n_each[first],
        n_b=table.n_each[second],
        of=met.of,
        iou=met.iou,
        label_a=table.label[table.starts[first[met.of]] + met.a],
        label_b=table.label[table.starts[second[met.of]] + met.b],
        objects=(objects[first] + objects[second]).astype(np.float64),
        weight=np.ones(len(kept)) if drawn.weight is None else drawn.weight[kept],
        group=None if drawn.group is None else _in_order(drawn.group[kept]),
    )


def _most_alike(item: Ints) -> int:
    """Return how many answers the item with the most of them has."""
    return int(np.bincount(compressed(item)[1]).max(initial=0))


def _in_order(group: Ints) -> Ints:
    """Return the groups numbered as they first occur."""
    _, first, place = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[place]


def _joined(column: Column, more: Column) -> Column:
    if isinstance(column, np.ndarray) and len(more) == 0:
        return column
    if isinstance(column, np.ndarray) and isinstance(more, np.ndarray):
        return np.concatenate([column, more])
    return [*column, *more]


def _sides(boxes: Any) -> Floats:
    """Return (4, n): left, top, width and height."""
    sides = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    bad = np.flatnonzero(~(np.isfinite(sides).all(axis=1) & (sides[:, 2:] > 0).all(axis=1))) + 1
    if len(bad):
        more = f" and {len(bad) - 20} more" if len(bad) > 20 else ""
        raise InvalidInput(
            "boxes.no_size",
            f"{len(bad)} boxes have no width or no height above 0, or a side that is no number.",
            where=f"rows {', '.join(map(str, bad[:20].tolist()))}{more}",
            mend="Give left, top, width and height in pixels; convert from corners or percent first.",
        )
    columns: Floats = np.ascontiguousarray(sides.T)
    return columns


def _check_empty(answer: Ints, n_each: Ints) -> None:
    filled = int((n_each[answer] > 0).sum())
    if filled:
        raise InvalidInput(
            "boxes.not_empty",
            f"{filled} answers that are said to be empty have boxes.",
            mend="List as empty only the answers that found nothing.",
        )
