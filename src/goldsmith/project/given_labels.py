"""Labels that come along with items: which questions of the guideline they answer, and their value as it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from goldsmith import kinds
from goldsmith.errors import InvalidInput, InvalidValue
from goldsmith.ingest import GivenLabel
from goldsmith.model import Guideline, Item, Json, Question

Answer: TypeAlias = tuple[str | None, str, Json]  # annotator, question key, value


def answers_of(
    labels: Sequence[GivenLabel],
    fields: Mapping[str, Any],
    guideline: Guideline,
    chosen: Question | None,
    *,
    where: str,
) -> tuple[list[Answer], list[str]]:
    """Return the answers in an item's labels, and which kinds of labels no question takes.

    chosen: the question that the user named; None: the ones of the label's kind. Raises InvalidInput when labels
    came and none of them has a question, or one has several; InvalidValue for a value that its question refuses.
    """
    found: list[Answer] = []
    unasked: list[str] = []
    for readings in _readings(labels):
        asked = [
            (given, questions)
            for given in readings
            if (questions := _questions(given, guideline, chosen, where))
        ]
        if asked:
            found += _first_fitting(asked, fields)
        else:
            unasked.append(str(readings[0].kind))
    if unasked and not found:
        raise InvalidInput(
            "import.no_question",
            f"The labels are of {_listed(unasked)}; the guideline asks for "
            f"{_listed(question.kind for question in guideline.questions)}.",
            where=where,
            mend="Add a question of that kind, or bring the items in without labels.",
        )
    return _one_each(found, where), unasked


def _one_each(found: Sequence[Answer], where: str) -> list[Answer]:
    """Return one answer of each annotator to each question; an empty one yields, others must be the same."""
    kept: dict[tuple[str | None, str], Answer] = {}
    for answer in found:
        other = kept.setdefault(answer[:2], answer)
        if other[2] == [] or other[2] == answer[2]:
            kept[answer[:2]] = answer
        elif answer[2] != []:
            raise InvalidInput(
                "import.several_labels",
                f"Several labels answer the question {answer[1]!r}, of several layers or tiers say.",
                where=where,
                mend="Name the one to read with --format and --label, or give each a question of its name.",
            )
    return list(kept.values())


def _first_fitting(
    asked: Sequence[tuple[GivenLabel, Sequence[Question]]], fields: Mapping[str, Any]
) -> list[Answer]:
    """Return the answers of the first reading whose questions take it; raises what is wrong with the first of all."""
    faults: list[InvalidValue] = []
    for given, questions in asked:
        try:
            return [(given.annotator, one.key, _stored(given.value, one, fields)) for one in questions]
        except InvalidValue as fault:
            faults.append(fault)
    raise faults[0]


def _readings(labels: Sequence[GivenLabel]) -> list[list[GivenLabel]]:
    """Return each label with its other readings, which follow it."""
    found: list[list[GivenLabel]] = []
    for given in labels:
        if given.also and found:
            found[-1].append(given)
        else:
            found.append([given])
    return found


def _questions(
    given: GivenLabel, guideline: Guideline, chosen: Question | None, where: str
) -> Sequence[Question]:
    if given.kind is None:
        return [chosen or guideline.questions[0]]
    asked = guideline.questions if chosen is None else (chosen,)
    fitting = [question for question in asked if question.kind == given.kind]
    named = [question for question in fitting if given.question in {question.key, question.title}]
    if len(named or fitting) > 1:
        raise InvalidInput(
            "import.several_questions",
            f"Several questions ask for {given.kind}: {', '.join(question.key for question in fitting)}.",
            where=where,
            mend="Name the one that the labels answer.",
        )
    return named or fitting


def _stored(raw: Json, question: Question, fields: Mapping[str, Any]) -> Json:
    """Return a label as its kind stores it; a title stands for its key, JSON text for what it says."""
    kind = kinds.get(question.kind)
    item = Item("new", "", None, "", 0, None, fields)
    return kind.dump(kind.parse(_with_keys(raw, question), item, question))


def _with_keys(raw: Json, question: Question) -> Json:
    keys = {label.title.casefold(): label.key for label in question.labels}
    keys |= {label.key.casefold(): label.key for label in question.labels}
    known = set(question.label_keys())

    def key_of(name: str) -> str:
        return name if name in known else keys.get(name.casefold(), name)

    def renamed(value: Json) -> Json:
        if isinstance(value, list):
            return [key_of(one) if isinstance(one, str) else renamed(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            member: key_of(inner) if member == "label" and isinstance(inner, str) else renamed(inner)
            for member, inner in value.items()
        }

    if isinstance(raw, str):
        return key_of(raw) if key_of(raw) in known or not raw.startswith("[") else renamed(_parsed(raw))
    return renamed(raw)


def _parsed(text: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return parsed


def _listed(names: Any) -> str:
    return ", ".join(sorted(set(names)))
