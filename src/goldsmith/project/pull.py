"""How much suggestions move the answers to a question: first answers with one in sight against those without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import default_rng

from goldsmith import kinds
from goldsmith.diagnostics import Pull, pull
from goldsmith.model import Question
from goldsmith.project.agreement import first
from goldsmith.project.answers import Answer, by_item, read_answers
from goldsmith.project.project import Project
from goldsmith.project.suggestions import SHOWN, UNFIT
from goldsmith.store import queries

NEVER = "No answer was given to an item that had a suggestion."


@dataclass(frozen=True, slots=True)
class SuggestionPull:
    """sources: whose answers the guideline lets people see; unknown: those that no annotator is named. silent: the
    share of items that it keeps them back from. n_shown, n_silent: items in each arm; n_unfit: those whose suggestion
    the guideline could not read any more. pull: None with the reason in `undefined`.
    """

    question: str
    seq: int
    sources: list[str]
    unknown: list[str]
    silent: float | None
    n_shown: int
    n_silent: int
    n_unfit: int
    pull: Pull | None
    undefined: str


@dataclass(frozen=True, slots=True)
class _Prompted:
    """A first answer to an item that had a suggestion, and how like it is to that."""

    answer: Answer
    is_shown: bool
    is_same: bool
    likeness: float


def suggestion_pull(project: Project, question_key: str | None, *, seed: int = 0) -> SuggestionPull:
    """Return the pull of suggestions on a question as it stands; the same state is computed once."""
    question, seq = project.need_question(question_key), project.ledger.seq()
    key = ("suggestion pull", question.key)
    known = project.computed.get(key)
    if known is None or known[0] != (seq, seed):
        known = project.computed[key] = ((seq, seed), _pull(project, question, seq, seed))
    found: SuggestionPull = known[1]
    return found


def _pull(project: Project, question: Question, seq: int, seed: int) -> SuggestionPull:
    rule = question.suggest
    names = {row["name"] for row in queries.annotators(project.ledger.reader).values()}
    sources = list(rule.sources) if rule else []
    unfit: set[int] = set()
    rows = list(_prompted(project, question, unfit)) if _was_allowed(project, question) else []
    items = [{row.answer.item for row in rows if row.is_shown is arm} for arm in (True, False)]
    return SuggestionPull(
        question.key,
        seq,
        sources,
        [name for name in sources if name not in names],
        rule.silent if rule else None,
        len(items[0]),
        len(items[1]),
        len(unfit),
        _measured(rows, seed) if rows else None,
        "" if rows else NEVER,
    )


def _was_allowed(project: Project, question: Question) -> bool:
    """Return whether any version of the guideline let suggestions be seen, so that answers need to be read at all."""
    asked = (guideline.question(question.key) for guideline in project.guidelines())
    return any(one is not None and one.suggest is not None for one in asked)


def _prompted(project: Project, question: Question, unfit: set[int]) -> Iterator[_Prompted]:
    """Yield each person's first answer to each item that had a suggestion; items with an unfit one go into `unfit`."""
    kind = kinds.get(question.kind)
    for item, given in by_item(read_answers(project, question=question.key, every=True)):
        known = {answer.id: answer for answer in given}
        for annotator in sorted({answer.annotator for answer in given}):
            own = [a for a in given if a.annotator == annotator and a.suggestion and not a.is_measuring]
            if not own:
                continue
            if (own[0].suggestion or {})["arm"] == UNFIT:
                unfit.add(item)
                continue
            answer = first(own)
            told: dict[str, Any] = answer.suggestion or {}
            other = known.get(told["annotation"])
            if answer.value is not None and other is not None and other.value is not None:
                apart = kind.distance(answer.value, other.value, question)
                is_same = answer.value == other.value
                yield _Prompted(answer, told["arm"] == SHOWN, is_same, 1 - apart)


def _measured(rows: list[_Prompted], seed: int) -> Pull:
    place: dict[tuple[str, Any], int] = {}
    clusters = [
        place.setdefault(
            ("item", r.answer.item) if r.answer.row["grp"] is None else ("group", r.answer.row["grp"]),
            len(place),
        )
        for r in rows
    ]
    is_grouped = any(name == "group" for name, _ in place)
    return pull(
        np.array([row.likeness for row in rows]),
        np.array([row.is_same for row in rows]),
        np.array([row.is_shown for row in rows]),
        np.array(clusters, np.int64),
        np.array([(row.answer.row["duration_ms"] or 0) / 1000 for row in rows]),
        rng=default_rng(seed),
        unit="groups" if is_grouped else "items",
    )
