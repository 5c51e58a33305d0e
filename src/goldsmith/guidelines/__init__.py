"""Markdown with front matter → Guideline; what changed between two versions; what becomes of old answers."""

from __future__ import annotations

from goldsmith.guidelines.carry import Carried, carry
from goldsmith.guidelines.diff import DiffLine, GuidelineDiff, QuestionChange, diff
from goldsmith.guidelines.parse import parse_guideline
from goldsmith.guidelines.sections import Section, sections, sections_for_labels

__all__ = [
    "Carried",
    "DiffLine",
    "GuidelineDiff",
    "QuestionChange",
    "Section",
    "carry",
    "diff",
    "parse_guideline",
    "sections",
    "sections_for_labels",
]
