"""How often single answers are wrong, by annotator and by label: from the review's answers drawn by lot alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldsmith import kinds
from goldsmith.assign.review import Part
from goldsmith.model import Question
from goldsmith.numerics import weighted_wilson, wilson
from goldsmith.project.answers import Reader
from goldsmith.project.measuring import slips
from goldsmith.project.project import Project
from goldsmith.project.review import Reviewed, draws, reviewed
from goldsmith.store import queries
from goldsmith.store.ledger import Row

NOTHING = ""  # stands for the label of an answer that uses none


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of n reviewed answers are wrong. value: their share among all that were drawn from, weighted where
    annotators' shares differ; None with the reason in `undefined`. slips: sort of difference → in how many.

    of: answers drawn from, where that is known.
    """

    key: str
    name: str
    n: int
    n_wrong: int
    of: int | None
    value: float | None
    low: float | None
    high: float | None
    undefined: str | None
    slips: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rates:
    """overall, by annotator and by label; cells: annotator's id → by the labels that they gave.

    n_risk, n_risk_wrong: of the risky answers, which say nothing of the rest.
    """

    overall: Rate
    by_annotator: list[Rate]
    by_label: list[Rate]
    cells: Mapping[str, list[Rate]]
    n_risk: int
    n_risk_wrong: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    annotator: int
    labels: tuple[str, ...]
    slips: frozenset[str]
    is_random: bool


def error_rates(project: Project, question: Question) -> Rates:
    """Return the error rates of a question's single answers.

    An answer is wrong when what was held true in the end differs from it by more than drawing: it was mended, or given
    otherwise after it was returned. What is not decided yet is left out.
    """
    outcomes = _outcomes(project, question)
    random = [o for o in outcomes if o.is_random]
    risk = [o for o in outcomes if not o.is_random]
    people = queries.annotators(project.ledger.reader)
    parts = _parts(project, question, {row["id"]: seq for seq, row in people.items()})
    n_of = Counter(o.annotator for o in random)
    weight = {seq: (parts[seq].of if seq in parts else n) / n for seq, n in n_of.items()}
    titles = {label.key: label.title for label in kinds.labels(question)}
    labels = sorted({label for o in random for label in o.labels} | set(titles))

    def by_label(seq: int | None = None) -> list[Rate]:
        own = [o for o in random if seq in (None, o.annotator)]
        found = []
        for label in labels:
            chosen = [o for o in own if label in o.labels]
            weights = [weight[o.annotator] for o in chosen] if seq is None else None
            title = titles.get(label, label) or "nothing marked"
            found.append(_rate(label, title, chosen, None, weights))
        return found

    def by_annotator(seq: int, part: Part) -> Rate:
        own = [o for o in random if o.annotator == seq]
        return _rate(people[seq]["id"], people[seq]["name"], own, part.of, None)

    return Rates(
        _rate("", "All", random, sum(p.of for p in parts.values()), [weight[o.annotator] for o in random]),
        [by_annotator(seq, part) for seq, part in sorted(parts.items())],
        by_label(),
        {people[seq]["id"]: by_label(seq) for seq in sorted(n_of)},
        len(risk),
        sum(bool(o.slips) for o in risk),
    )


def _parts(project: Project, question: Question, seqs: Mapping[str, int]) -> dict[int, Part]:
    """Return how many of each annotator's answers the last draw took by lot."""
    runs = draws(project, question)
    told = json.loads(runs[-1]["parameters"])["drawn"] if runs else {}
    return {seqs[name]: Part(**part) for name, part in told.items()}


def _rate(
    key: str, name: str, chosen: Sequence[_Outcome], of: int | None, weights: Sequence[float] | None
) -> Rate:
    wrong = [bool(o.slips) for o in chosen]
    ways = Counter(slip for o in chosen for slip in o.slips)
    if not chosen:
        return Rate(key, name, 0, 0, of, None, None, None, "No answer drawn by lot was reviewed yet.")
    if weights is None:
        low, high = wilson(sum(wrong), len(wrong))
        value = sum(wrong) / len(wrong)
    else:
        value, low, high = weighted_wilson(wrong, weights)
    return Rate(key, name, len(chosen), sum(wrong), of, value, low, high, None, dict(sorted(ways.items())))


def _outcomes(project: Project, question: Question) -> list[_Outcome]:
    done = [one for one in reviewed(project, question) if one.is_done]
    read = _reading(project, question)
    found = []
    for one in done:
        first, final = read(one.said[0]), _final(project, one, read)
        if first is None or final is None:
            continue  # given under a guideline whose labels mean something else now
        found.append(
            _Outcome(
                one.unit[1],
                kinds.words(first, question) or (NOTHING,),
                frozenset(slips(final, first, question)),
                one.is_random,
            )
        )
    return found


def _reading(project: Project, question: Question) -> Callable[[Row], Any]:
    reader = Reader(project)

    def read(row: Row) -> Any:
        return reader.carried(row["value"], question.key, reader.versions[row["guideline"]])[0]

    return read


def _final(project: Project, one: Reviewed, read: Callable[[Row], Any]) -> Any:
    told = json.loads(one.said[-1]["detail"])
    if told["verdict"] == "mend":
        gold = queries.gold(project.ledger.reader, told["gold"])
        return read(gold) if gold is not None else None
    return read(one.said[-1])
