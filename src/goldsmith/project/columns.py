"""Answers in columns: for kinds whose answers are matched and compared all together, not two by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from goldsmith import kinds
from goldsmith.model import Question
from goldsmith.project.answers import Answer

if TYPE_CHECKING:
    from goldsmith.agreement.found_tally import FlatPairs


def matched_columns(
    question: Question, cast: Mapping[int, Sequence[Answer]], weights: Mapping[int, float]
) -> FlatPairs | None:
    """Return every two answers to an item, matched; None where the kind or some answer asks to be matched alone."""
    kind = kinds.get(question.kind)
    answers = [answer for given in cast.values() for answer in given]
    table = kind.table([a.value for a in answers], question) if isinstance(kind, kinds.Tabled) else None
    if table is None or not isinstance(kind, kinds.Tabled):
        return None
    from goldsmith.agreement.boxes import DrawnBoxes, answer_pairs, matched_pairs
    from goldsmith.votes import coded, grouped, weighted

    item, items = coded([a.row["item_id"] for a in answers], "item")
    annotator, annotators = coded([a.row["annotator_id"] for a in answers], "annotator")
    groups = {a.row["item_id"]: a.row["grp"] for a in answers if a.row["grp"] is not None}
    drawn = DrawnBoxes(
        table=table,
        item=item,
        annotator=annotator,
        items=items,
        annotators=annotators,
        group=grouped(items, groups) if groups else None,
        weight=weighted(items, {a.row["item_id"]: weights[a.item] for a in answers}),
    )
    return matched_pairs(drawn, *answer_pairs(item), floor=kind.iou_option(question, "match_iou"))


def distances(question: Question, pairs: Sequence[tuple[Answer, Answer]]) -> list[float]:
    """Return how far apart each two answers are, by the kind's distance."""
    kind = kinds.get(question.kind)
    if isinstance(kind, kinds.Tabled) and pairs:
        answers = {id(answer): answer for pair in pairs for answer in pair}
        table = kind.table([answer.value for answer in answers.values()], question)
        if table is not None:
            import numpy as np

            from goldsmith.boxtable import box_distances

            place = {key: number for number, key in enumerate(answers)}
            first, second = np.array([(place[id(a)], place[id(b)]) for a, b in pairs]).T
            return [float(apart) for apart in box_distances(table, first, second)]
    return [kind.distance(a.value, b.value, question) for a, b in pairs]
