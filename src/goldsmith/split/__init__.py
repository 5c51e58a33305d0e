"""Which side of the wall each item is on: a split by group, balanced by label, that never moves what it has placed."""

from __future__ import annotations

from goldsmith.split.group_split import METHOD, SplitItem, group_split
from goldsmith.split.summary import Giant, SplitSummary, summarize

__all__ = ["METHOD", "Giant", "SplitItem", "SplitSummary", "group_split", "summarize"]
