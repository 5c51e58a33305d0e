"""Which side of the wall each item is on: a split by group, balanced by label, that never moves what it has placed."""

from __future__ import annotations

from goldsmith.split.array_split import array_split, group_ranks
from goldsmith.split.by_group import Metric, metric_by_group
from goldsmith.split.group_split import METHOD, SplitItem, group_split
from goldsmith.split.links import components
from goldsmith.split.sklearn_style import GroupStratifiedSplit
from goldsmith.split.split_rows import QUARANTINE, RowSplit, split_rows
from goldsmith.split.streamed import hash_part
from goldsmith.split.summary import Giant, SplitSummary, summarize
from goldsmith.split.time_cut import (
    AFTER,
    EMBARGO,
    Crossing,
    TimeSplit,
    group_time_split,
    is_from,
    time_split,
    times_of,
)

__all__ = [
    "AFTER",
    "EMBARGO",
    "METHOD",
    "QUARANTINE",
    "Crossing",
    "Giant",
    "GroupStratifiedSplit",
    "Metric",
    "RowSplit",
    "SplitItem",
    "SplitSummary",
    "TimeSplit",
    "array_split",
    "components",
    "group_ranks",
    "group_split",
    "group_time_split",
    "hash_part",
    "is_from",
    "metric_by_group",
    "split_rows",
    "summarize",
    "time_split",
    "times_of",
]
