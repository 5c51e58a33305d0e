"""Suggestions: which answer of another annotator an assignment shows as a start, where the guideline allows it.

It is decided once, when an item is handed out, from the guideline's seed and the item alone: all people of one item
are in one arm. The assignment records it, so that what was seen stands beside each answer for ever.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict
from goldsmith.model import Guideline, Json, Question, Suggest
from goldsmith.project import wall
from goldsmith.project.answers import MEASURING, Answer, Reader
from goldsmith.project.plan import PILOT
from goldsmith.project.project import Project
from goldsmith.store import queries
from goldsmith.store.ledger import Connection, Row

SHOWN, SILENT, UNFIT = "shown", "silent", "unfit"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer to start from: who gave it, and its value as JSON."""

    by: str
    value: Json


def is_silent(suggest: Suggest, item_id: str) -> bool:
    """Return whether an item is among those whose suggestion is kept back.

    >>> rule = Suggest(("model-a",), silent=0.2, seed=0)
    >>> sum(is_silent(rule, f"item {n}") for n in range(1000))
    221
    """
    drawn = hashlib.sha256(f"{suggest.seed} {item_id}".encode()).digest()
    return int.from_bytes(drawn[:6], "big") / 2**48 < suggest.silent


# handing out --------------------------------------------------------------------------------------------------------


def to_show(
    sql: Connection, project: Project, guideline: Guideline, *, item: int, annotator: int, policy: str
) -> dict[str, Any]:
    """Return what an ordinary assignment of an item records as shown; {} where there is nothing to suggest.

    A pilot asks how far people agree on their own, and what stands behind the wall is labeled blind: neither gets any.
    What the annotator was shown once is recorded again whatever is decided now.
    """
    asked = [question for question in guideline.questions if question.suggest]
    told = seen_before(sql, project, item=item, annotator=annotator).get("suggestions", {})
    if asked and policy != PILOT and item not in wall.behind(project):
        rows = list(queries.heads(sql, queries.HeadFilter(item=item)))
        reader = Reader(project)
        for one in asked:
            found = _decided(sql, one, rows, reader, annotator)
            if found and (found["arm"] == SHOWN or one.key not in told):
                told[one.key] = found
    return {"suggestions": told} if told else {}


def seen_before(sql: Connection, project: Project, *, item: int, annotator: int) -> dict[str, Any]:
    """Return what a new assignment records of suggestions that its annotator has seen on the item; {} without any.

    Each is marked `before`: it is not shown by this assignment, but nobody becomes blind again.
    """
    if not any(question.suggest for known in project.guidelines() for question in known.questions):
        return {}
    told = {
        question: {**one, "before": True}
        for shown in queries.shown_to(sql, item, annotator)
        for question, one in json.loads(shown).get("suggestions", {}).items()
        if one["arm"] == SHOWN
    }
    return {"suggestions": told} if told else {}


def _decided(
    sql: Connection, question: Question, rows: Sequence[Row], reader: Reader, annotator: int
) -> dict[str, Any] | None:
    """Return the arm of a question on an item and whose answer it is about; None where nobody has a suggestion."""
    rule = question.suggest
    given = [row for row in rows if row["question"] == question.key and row["purpose"] not in MEASURING]
    if rule is None or any(row["annotator"] == annotator for row in given):
        return None
    for name in rule.sources:
        meant = queries.bearers(sql, name)
        for row in given:
            if row["annotator"] in meant and row["value"] is not None:
                fits = reader.read(row).value is not None
                arm = UNFIT if not fits else SILENT if is_silent(rule, row["item_id"]) else SHOWN
                return {"annotation": row["id"], "arm": arm, "silent": rule.silent, "seed": rule.seed}
    return None


def shown_on(project: Project, assignments: Mapping[str, int]) -> dict[str, dict[str, Suggestion]]:
    """Return what assignments show to who holds them: assignment → question → suggestion.

    assignments: id → item. Only the arm "shown" leaves the project here, and only what still stands, can be read, and
    is allowed by the guideline as it is now; what was seen before is not shown anew.
    """
    sql = project.ledger.reader
    rules = {q.key: q.suggest for q in project.need_guideline().questions if q.suggest}
    if not rules:
        return {}
    allowed = {
        key: {seq for name in rule.sources for seq in queries.bearers(sql, name)}
        for key, rule in rules.items()
    }
    reader = Reader(project)
    found = {}
    for assignment, shown in queries.shown_by(sql, list(assignments)).items():
        arms = json.loads(shown).get("suggestions", {})
        shown_now = [told for told in arms.values() if told["arm"] == SHOWN and "before" not in told]
        named = {told["annotation"] for told in shown_now}
        where = queries.HeadFilter(item=assignments[assignment], every=True)
        rows = [row for row in queries.heads(sql, where) if row["id"] in named]
        read = [reader.read(row) for row in rows if row["annotator"] in allowed.get(row["question"], ())]
        found[assignment] = {a.question: _suggestion(project, a) for a in read if a.value is not None}
    return found


def _suggestion(project: Project, answer: Answer) -> Suggestion:
    kind = kinds.get(project.need_question(answer.question).kind)
    return Suggestion(str(answer.row["annotator_name"]), kind.dump(answer.value))


# names --------------------------------------------------------------------------------------------------------------


def need_free(project: Project, name: str) -> None:
    """Raise Conflict when a newcomer's name is that of an annotator who is no person, or is one that suggests.

    Under such a name a newcomer's answers could be taken for those that the guideline lets people see.
    """
    guideline = project.guideline()
    rules = [question.suggest for question in guideline.questions if question.suggest] if guideline else []
    rows = queries.annotators(project.ledger.reader).values()
    known = {row["name"] for row in rows if row["kind"] != "human"}
    known.update(source for rule in rules for source in rule.sources)
    if _folded(name) in map(_folded, known):
        raise Conflict(
            "person.name_of_source",
            f"{name!r} is a name whose answers this project may suggest.",
            where="name",
            mend="Take another name; or ask the project lead, if it is yours.",
        )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name.strip()).casefold()


# looking back -------------------------------------------------------------------------------------------------------


def beside(project: Project, item: int, answers: Sequence[Answer]) -> dict[str, dict[str, Any]]:
    """Return for each answer to an item that had a suggestion: its arm, whose it was, and whether both say the same.

    is_same: None where either cannot be read any more.
    """
    told = {a.id: (a, suggestion) for a in answers if (suggestion := a.suggestion)}
    if not told:
        return {}
    reader = Reader(project)
    rows = queries.heads(project.ledger.reader, queries.HeadFilter(item=item, every=True))
    known = {row["id"]: reader.read(row) for row in rows}
    return {
        ident: {
            "by": str(other.row["annotator_name"]),
            "arm": suggestion["arm"],
            "is_same": None if None in (answer.value, other.value) else answer.value == other.value,
        }
        for ident, (answer, suggestion) in told.items()
        if (other := known.get(suggestion["annotation"]))
    }
