"""What writers share: the items that a question decided, part by part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from goldsmith.attributes import OPTION
from goldsmith.export import ReleaseData, ReleaseItem
from goldsmith.export.facts import is_decided
from goldsmith.kinds import has_objects
from goldsmith.model import JsonObject, Question


@dataclass(frozen=True, slots=True)
class Part:
    """The decided items of one question in one part of a release. stem: of file names, `train` or `question/train`."""

    question: Question
    name: str
    stem: str
    rows: tuple[ReleaseItem, ...]

    def values(self) -> Iterator[tuple[ReleaseItem, Any]]:
        """Yield each item with what is held true for it."""
        for row in self.rows:
            yield row, row.answers[self.question.key].value


def questions(release: ReleaseData, kinds: Collection[str], field: str) -> list[Question]:
    """Return the release's questions of these kinds that show a field of that type ("text", "image", "audio")."""
    return [
        question
        for question in release.guideline.questions
        if question.kind in kinds and any(row.item.first(field, question.show) for row in release.items)
    ]


def parts(release: ReleaseData, kinds: Collection[str], field: str) -> list[Part]:
    """Return every part of every such question, with the decided items that show the field."""
    asked = questions(release, kinds, field)
    return [
        Part(
            question,
            part,
            f"{question.key}/{part}" if len(asked) > 1 else part,
            tuple(
                row
                for row in release.items
                if row.part == part and is_decided(row, question) and row.item.first(field, question.show)
            ),
        )
        for question in asked
        for part in release.parts
    ]


def undecided(release: ReleaseData, kinds: Collection[str], field: str, called: str) -> list[str]:
    """Return a sentence for each question that is left out, and for those with items without a decided answer."""
    told = []
    asked = questions(release, kinds, field)
    for question in release.guideline.questions:
        n = sum(1 for row in release.items if not is_decided(row, question))
        if question in asked and n:
            told.append(
                f'Items without a decided answer to "{question.key}" are left out of {called}, {n} in all: '
                "listed without labels they would say that nothing is there."
            )
        elif question.kind in kinds and question not in asked:
            told.append(f'Question "{question.key}" is not in {called}: its items have no {field}.')
    return told


def undescribed(release: ReleaseData, kinds: Collection[str], field: str, called: str) -> list[str]:
    """Return a sentence on what is said of objects beside their labels, where a format has no place for it."""
    n = sum(
        OPTION in one
        for part in parts(release, kinds, field)
        if has_objects(part.question.kind)
        for _, value in part.values()
        for one in value
    )
    return [f"{called} have no attributes of objects: those of {n} are left out."] if n else []


def shown(row: ReleaseItem, question: Question, field: str) -> JsonObject:
    """Return the field of that type that the question shows; there is one in every row of `parts`."""
    return row.item.first(field, question.show) or {}
