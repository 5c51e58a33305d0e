"""What changed between two versions: line by line, and in the words of questions and labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from goldsmith.model import Guideline, Label, Question

Change = Literal[
    "question_added",
    "question_removed",
    "question_retitled",
    "kind_changed",
    "options_changed",
    "required_changed",
    "show_changed",
    "suggest_changed",
    "label_added",
    "label_removed",
    "label_renamed",
    "label_split",
    "label_retitled",
    "definition_changed",
    "examples_changed",
    "label_regrouped",
    "labels_reordered",
]


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of either text, with its numbers from 1; None where that version lacks it."""

    op: Literal["same", "added", "removed"]
    text: str
    old_line: int | None
    new_line: int | None


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One change of a question or of one of its labels, and how to say it."""

    change: Change
    question: str
    label: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class GuidelineDiff:
    """All changes from one version to another."""

    lines: tuple[DiffLine, ...]
    questions: tuple[QuestionChange, ...]

    @property
    def changes(self) -> tuple[str, ...]:
        """Each change of a question or label as a sentence."""
        return tuple(change.sentence for change in self.questions)


def diff(old: Guideline, new: Guideline) -> GuidelineDiff:
    """Return what changed from the old version to the new; renamings and splits as `new.carries` tells them."""
    return GuidelineDiff(tuple(_lines(old.text, new.text)), tuple(_changes(old, new)))


def _lines(old: str, new: str) -> Iterator[DiffLine]:
    a, b = old.splitlines(), new.splitlines()
    for op, a0, a1, b0, b1 in SequenceMatcher(None, a, b).get_opcodes():
        if op == "equal":
            for step, text in enumerate(a[a0:a1]):
                yield DiffLine("same", text, a0 + step + 1, b0 + step + 1)
            continue
        for step, text in enumerate(a[a0:a1], a0 + 1):
            yield DiffLine("removed", text, step, None)
        for step, text in enumerate(b[b0:b1], b0 + 1):
            yield DiffLine("added", text, None, step)


def _changes(old: Guideline, new: Guideline) -> Iterator[QuestionChange]:
    for question in old.questions:
        heir = new.question(question.key)
        if heir is None:
            yield QuestionChange(
                "question_removed", question.key, None, f"{question.key} is no longer asked."
            )
        else:
            yield from _of_question(question, heir)
            yield from _of_labels(question, heir, new)
    for question in new.questions:
        if old.question(question.key) is None:
            yield QuestionChange(
                "question_added", question.key, None, f"{question.key} is asked too: {question.title}"
            )


def _of_question(old: Question, new: Question) -> Iterator[QuestionChange]:
    told: dict[Change, tuple[bool, str]] = {
        "question_retitled": (old.title != new.title, f"is asked as “{new.title}”, before as “{old.title}”."),
        "kind_changed": (old.kind != new.kind, f"is a {new.kind} now, before a {old.kind}."),
        "options_changed": (dict(old.options) != dict(new.options), f"has the options {_options(new)} now."),
        "required_changed": (
            old.required != new.required,
            "must be answered now." if new.required else "may be left out now.",
        ),
        "show_changed": (old.show != new.show, f"shows {', '.join(new.show) or 'all fields'} now."),
        "suggest_changed": (old.suggest != new.suggest, _suggested(new)),
    }
    for change, (is_so, sentence) in told.items():
        if is_so:
            yield QuestionChange(change, old.key, None, f"{old.key} {sentence}")


def _suggested(question: Question) -> str:
    if question.suggest is None:
        return "shows no suggestions any more."
    names = " or ".join(question.suggest.sources)
    return f"may show suggestions of {names} now; {question.suggest.silent:.0%} of items get none."


def _options(question: Question) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(question.options.items())) or "none"


def _of_labels(old: Question, new: Question, guideline: Guideline) -> Iterator[QuestionChange]:
    before = {label.key: label for label in old.labels}
    after = {label.key: label for label in new.labels}
    moves = guideline.carries.get(new.key, {})

    def told(change: Change, label: str, sentence: str) -> QuestionChange:
        return QuestionChange(change, new.key, label, f"{new.key}: {sentence}")

    for key, label in before.items():
        targets = moves.get(key)
        if targets is not None and len(targets) > 1:
            yield told("label_split", key, f"{key} is split into {' and '.join(targets)}.")
        elif targets:
            yield told("label_renamed", key, f"{key} becomes {targets[0]}.")
        elif key not in after:
            yield told("label_removed", key, f"{key} is gone.")
        if key in after and key not in moves:
            yield from _of_label(label, after[key], new.key)
    for key, label in after.items():
        if key not in before:
            yield told("label_added", key, f"{key} is new: {label.title}.")
    shared = [key for key in before if key in after]
    if shared != [key for key in after if key in before]:
        yield QuestionChange(
            "labels_reordered", new.key, None, f"{new.key}: the labels stand in another order."
        )


def _of_label(old: Label, new: Label, question: str) -> Iterator[QuestionChange]:
    if old.title != new.title:
        yield QuestionChange(
            "label_retitled",
            question,
            new.key,
            f"{question}: {new.key} is called “{new.title}”, before “{old.title}”.",
        )
    if old.definition != new.definition:
        yield QuestionChange(
            "definition_changed", question, new.key, f"{question}: {new.key} is defined anew."
        )
    if old.path != new.path:
        where = f"under {' › '.join(new.path)}" if new.path else "in no group"
        yield QuestionChange(
            "label_regrouped", question, new.key, f"{question}: {new.key} stands {where} now."
        )
    if (old.good, old.bad) != (new.good, new.bad):
        yield QuestionChange(
            "examples_changed", question, new.key, f"{question}: {new.key} has other examples."
        )
