"""Answers as the present guideline reads them: carried over, mapped, or to be looked at again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.guidelines import carry
from goldsmith.model import Guideline, Question
from goldsmith.project.project import Project
from goldsmith.store import queries
from goldsmith.store.ledger import Row

# purposes of answers that measure who gives them and are never votes on the item, and how to say so
MEASURING = {
    "check": "Given as a hidden check: it measures the annotator, not the item.",
    "repeat": "Given as a repeat: it measures the annotator, not the item.",
    "training": "Given in training.",
    "test": "Given in a test to pass.",
}

NOTHING_SHOWN = "{}"
SHORT = 32  # characters of JSON: a label, a number; such values come again and again, and are read once


@dataclass(frozen=True, slots=True)
class Answer:
    """One annotator's last answer to one question of one item.

    value: as the newest guideline reads it, None when it gives none. outcome: "carries_over", "mapped", "look_again",
    "question_removed", or "no_value" for a skip or an abstention. counts: whether it is a vote.
    """

    row: Row
    value: Any
    outcome: str
    counts: bool

    @property
    def annotator(self) -> int:
        return int(self.row["annotator"])

    @property
    def item(self) -> int:
        return int(self.row["item"])

    @property
    def question(self) -> str:
        return str(self.row["question"])

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def suggestion(self) -> dict[str, Any] | None:
        """What was decided on a suggestion when the answer was asked for; None where there was none to show.

        Its `arm`: "shown", "silent", or "unfit" where the guideline could not read it any more. `before`: only an
        earlier assignment showed it.
        """
        shown = self.row["shown"]
        if shown in {None, NOTHING_SHOWN}:
            return None
        told: dict[str, Any] | None = json.loads(shown).get("suggestions", {}).get(self.question)
        return told

    @property
    def is_exposed(self) -> bool:
        """Whether its giver saw somebody's answer to the question before."""
        suggestion = self.suggestion
        return suggestion is not None and suggestion["arm"] == "shown"

    @property
    def is_measuring(self) -> bool:
        """Whether it was asked for to measure the annotator."""
        return self.row["purpose"] in MEASURING

    def why_not(self) -> str:
        """Say in words why the answer is no vote; empty when it is one."""
        if self.counts:
            return ""
        if self.outcome == "look_again":
            return "The guideline changed: to be looked at again."
        if self.outcome == "question_removed":
            return "The guideline no longer asks this."
        if self.outcome == "no_value":
            return f"No answer: {self.row['reason']}."
        if self.is_measuring:
            return MEASURING[self.row["purpose"]]
        if self.row["surplus"]:
            return "Surplus: enough people had answered when it arrived."
        return "Answers of this kind of annotator are not counted in this project."


class Reader:
    """Reads rows of the ledger as answers, with the parsed guidelines of one project at hand."""

    def __init__(
        self, project: Project, head: Guideline | None = None, counted: Sequence[str] | None = None
    ) -> None:
        known = project.guidelines()
        self._head = head or (known[-1] if known else None)
        self._chain = [g for g in known if self._head and g.version < self._head.version]
        self._chain += [self._head] if self._head else []
        self._versions = dict(project.guideline_seqs())
        self._counted = set(project.settings()["counted_kinds"] if counted is None else counted)
        self._known: dict[tuple[str, str, int], tuple[Any, str]] = {}

    @property
    def versions(self) -> dict[int, int]:
        """The version of each guideline row, by seq."""
        return self._versions

    def read(self, row: Row) -> Answer:
        if row["value"] is None:
            return Answer(row, None, "no_value", False)
        value, outcome = self.carried(row["value"], row["question"], self._versions[row["guideline"]])
        is_asked = row["purpose"] not in MEASURING and not row["surplus"]
        is_vote = value is not None and is_asked and row["annotator_kind"] in self._counted
        return Answer(row, value, outcome, is_vote)

    def carried(self, stored: str, question: str, version: int) -> tuple[Any, str]:
        """Return a stored value as the head guideline reads it, and what became of it."""
        if len(stored) > SHORT:
            return self._carried(stored, question, version)
        key = (stored, question, version)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._carried(stored, question, version)
        return known

    def _carried(self, stored: str, question: str, version: int) -> tuple[Any, str]:
        asked = self._chain[version - 1].question(question)
        if asked is None or self._head is None:
            return None, "question_removed"
        value = kinds.get(asked.kind).load(json.loads(stored))
        if version == self._head.version:
            return value, "carries_over"
        carried = carry(value, question, self._chain[version - 1 :])
        return carried.value, carried.outcome


def read_answers(
    project: Project,
    *,
    question: str | None = None,
    item: int | None = None,
    annotator: int | None = None,
    as_of: int = queries.NOW,
    head: Guideline | None = None,
    counted: Sequence[str] | None = None,
    every: bool = False,
) -> Iterator[Answer]:
    """Yield last answers by item; `as_of`, `head` and `counted` kinds of annotators read the past as it was.
    every: also the answers that later ones replaced."""
    reader = Reader(project, head, counted)
    where = queries.HeadFilter(item=item, question=question, annotator=annotator, every=every)
    for row in queries.heads(project.ledger.reader, where, as_of):
        yield reader.read(row)


def by_item(answers: Iterable[Answer]) -> Iterator[tuple[int, list[Answer]]]:
    """Group answers, which come ordered by item."""
    group: list[Answer] = []
    for answer in answers:
        if group and group[0].item != answer.item:
            yield group[0].item, group
            group = []
        group.append(answer)
    if group:
        yield group[0].item, group


def votes(answers: Sequence[Answer], question: Question) -> list[Answer]:
    """Return the answers to the question that count, ordered by annotator, so that nothing hangs on arrival."""
    return sorted((a for a in answers if a.counts and a.question == question.key), key=lambda a: a.annotator)
