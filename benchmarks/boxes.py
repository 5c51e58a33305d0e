"""Time the agreement on boxes of many images beside the libraries that one would take instead.

    pip install '.[bench,fast]'
    python benchmarks/boxes.py [--size 100000] [--runs 3]

A seeded table, size images × 3 annotators, some four boxes an image: jittered, one in ten missed, some extra. Nobody
else makes a report. What is comparable: the IoU of two answers' boxes (`pycocotools`), their optimal matching (`scipy`,
on IoU tables by numpy), and the fusion of three answers (`ensemble-boxes`), each called for every pair or image.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from contest import contest
from tables import drawn_boxes

PEOPLE = 3


def goldsmith_report(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    return _report(item, annotator, label, boxes, empty, whole=True)


def goldsmith_items(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    return _report(item, annotator, label, boxes, empty, whole=False)


def goldsmith_base(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    _without_numba()
    return goldsmith_report(item, annotator, label, boxes, empty)


def goldsmith_matching(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    from goldsmith.agreement.boxes import DrawnBoxes, answer_pairs
    from goldsmith.boxtable import box_distances

    drawn = DrawnBoxes.from_records(item, annotator, label, boxes, empty=empty)
    return f"mean distance {box_distances(drawn.table, *answer_pairs(drawn.item)).mean():.5f}"


def goldsmith_matching_base(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    _without_numba()
    return goldsmith_matching(item, annotator, label, boxes, empty)


def _without_numba() -> None:
    import goldsmith.compiled

    goldsmith.compiled.WORTHWHILE = 1 << 62


def _report(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any, *, whole: bool) -> str:
    import numpy as np

    from goldsmith.agreement.boxes import DrawnBoxes, box_report

    drawn = DrawnBoxes.from_records(item, annotator, label, boxes, empty=empty)
    report = box_report(drawn, rng=np.random.default_rng(0), people=whole, pairs=whole)
    found = report.found.found["f1_50"]
    return f"F1 {found.value:.4f} ({found.low:.4f} to {found.high:.4f}), distance {1 - report.alpha.observed:.5f}"


def _pairs(item: Any, annotator: Any, label: Any, boxes: Any) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yield boxes and labels of every two answers to an item that both have boxes."""
    import numpy as np

    order = np.lexsort((annotator, item))
    key = item[order] * PEOPLE + annotator[order]
    cuts = np.searchsorted(key, np.arange((item.max() + 1) * PEOPLE + 1)).tolist()
    boxes, label = boxes[order], label[order]
    for place in range(0, len(cuts) - 1, PEOPLE):
        given = [slice(cuts[place + who], cuts[place + who + 1]) for who in range(PEOPLE)]
        for a, b in combinations(given, 2):
            if a.stop > a.start and b.stop > b.start:
                yield boxes[a], boxes[b], label[a], label[b]


def pycocotools_iou(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    import numpy as np
    from pycocotools.mask import iou

    total = 0.0
    for one, other, _, _ in _pairs(item, annotator, label, boxes):
        total += iou(one, other, np.zeros(len(other), np.uint8)).sum()
    return f"sum of all IoU {total:.0f}"


def scipy_matching(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    n_both_empty = _both_empty(empty)
    apart, n = 0.0, n_both_empty
    for one, other, label_a, label_b in _pairs(item, annotator, label, boxes):
        low = np.maximum(one[:, None, :2], other[None, :, :2])
        high = np.minimum((one[:, :2] + one[:, 2:])[:, None], (other[:, :2] + other[:, 2:])[None])
        shared = np.clip(high - low, 0, None).prod(axis=2)
        area = one[:, 2:].prod(axis=1)[:, None] + other[:, 2:].prod(axis=1)[None]
        iou = np.where(label_a[:, None] == label_b[None], shared / (area - shared), 0.0)
        apart += 1 - 2 * iou[linear_sum_assignment(iou, maximize=True)].sum() / (len(one) + len(other))
        n += 1
    n_all = (int(item.max()) + 1) * PEOPLE * (PEOPLE - 1) // 2
    return f"mean distance {(apart + n_all - n) / n_all:.5f}"


def _both_empty(empty: Any) -> int:
    import numpy as np

    n = np.bincount(empty[0])
    return int((n * (n - 1) // 2).sum())


def ensemble_fusion(item: Any, annotator: Any, label: Any, boxes: Any, empty: Any) -> str:
    import numpy as np
    from ensemble_boxes import weighted_boxes_fusion

    order = np.lexsort((annotator, item))
    corners = np.column_stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])[order] / 1000
    key, label = item[order] * PEOPLE + annotator[order], label[order]
    cuts = np.searchsorted(key, np.arange((item.max() + 1) * PEOPLE + 1)).tolist()
    n = 0
    for place in range(0, len(cuts) - 1, PEOPLE):
        given = [slice(cuts[place + who], cuts[place + who + 1]) for who in range(PEOPLE)]
        scores = [np.ones(at.stop - at.start) for at in given]
        fused = weighted_boxes_fusion(
            [corners[at] for at in given], scores, [label[at] for at in given], iou_thr=0.5
        )
        n += len(fused[0])
    return f"{n} boxes"


if __name__ == "__main__":
    contest(
        __doc__ or "",
        {
            "goldsmith: whole report, base": goldsmith_base,
            "goldsmith: whole report, compiled": goldsmith_report,
            "goldsmith: without people's intervals and pairs, compiled": goldsmith_items,
            "goldsmith: matching and distances alone, base": goldsmith_matching_base,
            "goldsmith: matching and distances alone, compiled": goldsmith_matching,
            "scipy: matching and distances": scipy_matching,
            "pycocotools: IoU alone": pycocotools_iou,
            "ensemble-boxes: fusion of the three": ensemble_fusion,
        },
        drawn_boxes,
        size=100_000,
    )
