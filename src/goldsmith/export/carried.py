"""What formats of other tools share: the questions and rows that they carry, names of files, what they leave out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePosixPath

from goldsmith.export import ReleaseData, ReleaseItem
from goldsmith.export.facts import decided
from goldsmith.model import JsonObject, Question


def questions_of(release: ReleaseData, kinds: Collection[str]) -> list[Question]:
    """Return the questions of those kinds."""
    return [question for question in release.guideline.questions if question.kind in kinds]


def images_of(release: ReleaseData, question: Question) -> list[ReleaseItem]:
    """Return the decided items that show an image, each image once: its file can hold one answer, the first."""
    first: dict[str, ReleaseItem] = {}
    for row in decided(release, question):
        if image_of(row, question):
            first.setdefault(stem_of(row, question), row)
    return list(first.values())


def stem_of(row: ReleaseItem, question: Question) -> str:
    """Return the name, without suffix, of the image that the question shows."""
    return PurePosixPath(image_of(row, question)["media"]).stem


def image_of(row: ReleaseItem, question: Question) -> JsonObject:
    """Return the image field that the question shows; an empty one where the item has no image."""
    return row.item.image(question.show) or {}


def repeated(release: ReleaseData, kinds: Collection[str], title: str) -> list[str]:
    """Return sentences for each question under which several items show one image, or some show none."""
    told = []
    for question in questions_of(release, kinds):
        rows = decided(release, question)
        n_without = sum(not image_of(row, question) for row in rows)
        n = len(rows) - n_without - len(images_of(release, question))
        if n_without:
            told.append(
                f'{title} holds images: {n_without} items of "{question.key}" show none and are left out.'
            )
        if n:
            told.append(
                f'Of items that show the same image {title} holds the first answer to "{question.key}"; '
                f"{n} are left out."
            )
    return told


def folder_of(release: ReleaseData, kinds: Collection[str], what: str, question: Question) -> str:
    """Return the name of a question's folder; of several questions each has one of its own."""
    return f"{what}_{question.key}" if len(questions_of(release, kinds)) > 1 else what


def name_of(release: ReleaseData, kinds: Collection[str], what: str, question: Question, part: str) -> str:
    """Return the name, without suffix, of a part's file; of several questions each has files of its own."""
    middle = f"{question.key}_" if len(questions_of(release, kinds)) > 1 else ""
    return f"{what}_{middle}{part}"


def undecided(release: ReleaseData, kinds: Collection[str], title: str) -> list[str]:
    """Return a sentence for each question to which some items have no decided answer."""
    told = []
    for question in questions_of(release, kinds):
        n = len(release.items) - len(decided(release, question))
        if n:
            told.append(
                f'Items without a decided answer to "{question.key}" are left out of {title}, {n} in all: '
                "listed without objects they would say that nothing is there."
            )
    return told
