"""What the answers of a project tell of its annotators, on questions whose answers are one label each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldsmith import kinds
from goldsmith.model import Question
from goldsmith.numerics import Floats
from goldsmith.project import clock, measuring
from goldsmith.project.agreement import Cast, estimating, vote_table
from goldsmith.project.annotator_report import AnnotatorReport, annotator_report
from goldsmith.project.project import Project
from goldsmith.store import queries
from goldsmith.store.ledger import Row

SHAPES = (
    "Annotators are compared on questions whose answers are one label each; this one asks for something else. "
    "Who agrees with whom stands on the page Agreement."
)


@dataclass(frozen=True, slots=True)
class Annotators:
    """report: None where `undefined` says why there is none. checks: annotator → share of hidden checks met."""

    question: Question
    seq: int
    scope: str
    exclusions: list[str]
    report: AnnotatorReport | None
    checks: dict[str, measuring.Share]
    undefined: str


def annotators(project: Project, question_key: str | None, *, seed: int = 0) -> Annotators:
    """Return what answers to a question tell of who gave them; the same state is computed once."""
    question, seq = project.need_question(question_key), project.ledger.seq()
    key = ("annotators", question.key)
    known = project.computed.get(key)
    if known is None or known[0] != (seq, seed):
        known = project.computed[key] = ((seq, seed), _annotators(project, question, seq, seed))
    found: Annotators = known[1]
    return found


def _annotators(project: Project, question: Question, seq: int, seed: int) -> Annotators:
    given = estimating(project, question, as_of=seq)
    kind = kinds.get(question.kind)
    report, undefined = None, ""
    if not isinstance(kind, kinds.OneLabel):
        undefined = SHAPES
    elif not given.cast:
        undefined = "Nobody has answered this question yet."
    else:
        report = _report(project, question, given.cast, seed)
        undefined = report.undefined
    checks = {score.annotator: score.checks for score in measuring.scores(project) if score.checks.n}
    return Annotators(question, seq, given.scope, given.exclusions, report, checks, undefined)


def _report(project: Project, question: Question, cast: Cast, seed: int) -> AnnotatorReport:
    kind = kinds.get(question.kind)
    answers = [a for given in cast.values() for a in given]
    labels = {a.id: kind.align([a.value], question)[0].votes[0] for a in answers}
    votes = vote_table(question, cast, dict.fromkeys(cast, 1.0), labels, kind.vote_labels(question))
    by_vote = {(a.row["item_id"], a.row["annotator_id"]): a.row for a in answers}
    rows = [
        by_vote[votes.items[item], votes.annotators[who]]
        for item, who in zip(votes.item.tolist(), votes.annotator.tolist(), strict=True)
    ]
    people = {row["id"]: row for row in queries.annotators(project.ledger.reader).values()}
    return annotator_report(
        votes,
        seed=seed,
        when=_times(rows),
        ms=np.array([row["duration_ms"] or 0 for row in rows], dtype=np.float64),
        names={key: row["name"] for key, row in people.items()},
        groups=_groups(votes.annotators, people),
    )


def _times(rows: Sequence[Row]) -> Floats | None:
    """Return when each answer was given; None where all were imported, which happened long after."""
    if all(row["purpose"] == "import" for row in rows):
        return None
    return np.array([clock.seconds(row["at"]) for row in rows])


def _groups(annotators: Sequence[str], people: Mapping[str, Any]) -> list[str] | None:
    """Return the kind of each annotator; None where all are of one kind."""
    found = [str(people[key]["kind"]) for key in annotators]
    return found if len(set(found)) > 1 else None
