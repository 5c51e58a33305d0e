"""Labels that come along with items: which questions of the guideline they answer, and their value as it is kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from goldsmith import kinds
from goldsmith.attributes import OPTION, declared
from goldsmith.errors import InvalidInput, InvalidValue
from goldsmith.ingest import GivenLabel
from goldsmith.model import AnnotatorKind, Guideline, Item, Json, Question


class Answer(NamedTuple):
    """One annotator's answer to a question, by its key. reason: why there is no value, which is None then."""

    annotator: str | None
    question: str
    value: Json
    by: AnnotatorKind = "human"
    at: str | None = None
    duration_ms: int | None = None
    reason: str | None = None


def answers_of(
    labels: Sequence[GivenLabel],
    fields: Mapping[str, Any],
    guideline: Guideline,
    chosen: Question | None,
    *,
    where: str,
) -> tuple[list[Answer], list[str]]:
    """Return the answers in an item's labels, and which kinds of labels no question takes.

    Of several readings of one label the first that a question takes is kept. An annotator who skipped the item gives
    each question no value, with the reason.
    chosen: the question that the user named; None: the ones of the label's kind. Raises InvalidInput when labels
    came and none of them has a question, or one has several; InvalidValue for a value that its question refuses.
    """
    found: list[Answer] = []
    unasked: list[str] = []
    names = {given.question for given in labels}
    for readings in _readings(labels):
        asked = [
            (given, questions)
            for given in readings
            if (questions := _questions(given, names - {given.question}, guideline, chosen, where))
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


def _readings(labels: Sequence[GivenLabel]) -> list[list[GivenLabel]]:
    """Return each label with its other readings, which follow it: said to be, or of one annotator under one name."""
    found: list[list[GivenLabel]] = []
    for given in labels:
        last = found[-1][-1] if found else None
        is_named = given.question is not None
        is_same = last and is_named and (last.annotator, last.question) == (given.annotator, given.question)
        if found and (given.also or is_same):
            found[-1].append(given)
        else:
            found.append([given])
    return found


def _first_fitting(
    asked: Sequence[tuple[GivenLabel, Sequence[Question]]], fields: Mapping[str, Any]
) -> list[Answer]:
    """Return the answers of the first reading whose questions take it; raises what is wrong with the first of all."""
    faults: list[InvalidValue] = []
    for given, questions in asked:
        try:
            return [_answer(given, one, fields) for one in questions]
        except InvalidValue as fault:
            faults.append(fault)
    raise faults[0]


def _answer(given: GivenLabel, question: Question, fields: Mapping[str, Any]) -> Answer:
    value = None if given.skipped else _stored(given.value, question, fields)
    return Answer(given.annotator, question.key, value, given.by, given.at, given.duration_ms, given.skipped)


def _one_each(found: Sequence[Answer], where: str) -> list[Answer]:
    """Return one answer of each annotator to each question; an empty one yields, others must be the same."""
    kept: dict[tuple[str | None, str], Answer] = {}
    for answer in found:
        key = answer.annotator, answer.question
        other = kept.setdefault(key, answer)
        if other.value == [] or other.value == answer.value:
            kept[key] = answer
        elif answer.value != []:
            raise InvalidInput(
                "import.several_labels",
                f"Several labels answer the question {answer.question!r}, of several layers or tiers say.",
                where=where,
                mend="Name the one to read with --format and --label, or give each a question of its name.",
            )
    return list(kept.values())


def _questions(
    given: GivenLabel,
    others: Collection[str | None],
    guideline: Guideline,
    chosen: Question | None,
    where: str,
) -> Sequence[Question]:
    """Return the questions that a label answers. others: what the item's other labels call theirs."""
    if given.skipped:
        return guideline.questions if chosen is None else (chosen,)
    if given.kind is None:
        return [chosen or guideline.questions[0]]
    asked = guideline.questions if chosen is None else (chosen,)
    fitting = [question for question in asked if question.kind == given.kind]
    named = [question for question in fitting if given.question in {question.key, question.title}]
    fitting = [question for question in fitting if not {question.key, question.title} & {*others}]
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
    keys = {" / ".join((*label.path, label.title)).casefold(): label.key for label in question.labels}
    keys |= {label.title.casefold(): label.key for label in question.labels}
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
            member: key_of(inner)
            if member == "label" and isinstance(inner, str)
            else _attributes(inner, question)
            if member == OPTION
            else renamed(inner)
            for member, inner in value.items()
        }

    if isinstance(raw, str):
        return key_of(raw) if key_of(raw) in known or not raw.startswith("[") else renamed(_parsed(raw))
    return renamed(raw)


def _attributes(said: Json, question: Question) -> Json:
    """Return what is said of an object; a flag may be said by its title."""
    flags = {one.key: {one.key, one.title} for one in declared(question) if not one.choices}
    if not isinstance(said, Mapping):
        return said
    return {key: True if value in flags.get(key, ()) else value for key, value in said.items()}


def _parsed(text: str) -> Json:
    try:
        parsed: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return parsed


def _listed(names: Any) -> str:
    return ", ".join(sorted(set(names)))
