"""Agreement seen from the sides: over time, by guideline version, by slice, as cheaper kinds, and its ceiling."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np

from goldsmith import kinds
from goldsmith.diagnostics import Measured, Pull
from goldsmith.diagnostics.measured import share_over
from goldsmith.diagnostics.slices import Part, slices
from goldsmith.export.csv_table import lines
from goldsmith.model import Question
from goldsmith.numerics import Ints
from goldsmith.project import clock
from goldsmith.project.agreement import Cast, distance_alpha_of, estimating, vote_table
from goldsmith.project.answers import Answer
from goldsmith.project.project import Project
from goldsmith.store import queries

MOST_PERIODS = 14
MOST_VALUES = 20  # of a metadata column: more are no slices, numbers are cut into quarters
MOST_SHOWN = 40  # slices
QUARTERS = 4
MOST_MOMENTS = 30
CAUTION = (
    "Versions differ in time, in their items and in what people have learned, not in the text alone. Only items that "
    "people answer under both, drawn at random, would tell what the text did; this project has none."
)


@dataclass(frozen=True, slots=True)
class PeriodAgreement:
    """Agreement on the items last answered from that day on, or under that version. alpha: of questions with labels."""

    name: str
    n_items: int
    agreement: Measured
    alpha: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SliceAgreement:
    """filter: of the items page, empty where it has none. worst: ids of items, least agreed first."""

    by: str
    value: str
    filter: str
    agreement: Measured
    outside: float
    p: float
    is_flagged: bool
    worst: list[str]


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A rung of the ladder: the same answers read as a kind. alpha: beyond chance, by that kind's distance."""

    kind: str
    name: str
    alpha: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CeilingBound:
    """Between which values the accuracy of the best model lies, against labels that are made of n_votes each."""

    n_votes: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moment:
    seq: int
    at: str
    n_answers: int


@dataclass(frozen=True, slots=True)
class AgreementViews:
    """times_unknown: why there are no periods. no_ceiling: why no bounds. ceiling_votes: how many an item were read."""

    question: str
    seq: int
    periods: list[PeriodAgreement]
    times_unknown: str
    versions: list[PeriodAgreement]
    caution: str
    slices: list[SliceAgreement]
    ladder: list[LadderStep]
    ceiling: list[CeilingBound]
    ceiling_votes: int
    no_ceiling: str
    moments: list[Moment]


def views(project: Project, question_key: str | None, *, seed: int = 0) -> AgreementViews:
    """Return the agreement on a question from all sides; the same state is computed once."""
    question, seq = project.need_question(question_key), project.ledger.seq()
    key = ("agreement views", question.key)
    known = project.computed.get(key)
    if known is None or known[0] != (seq, seed):
        known = project.computed[key] = ((seq, seed), _views(project, question, seq, seed))
    found: AgreementViews = known[1]
    return found


def _views(project: Project, question: Question, seq: int, seed: int) -> AgreementViews:
    cast = estimating(project, question, as_of=seq).cast
    shared = {item: given for item, given in cast.items() if len(given) > 1}
    bounds, n_read, no_ceiling = _ceiling(question, shared, seed)
    periods, unknown = _over_time(question, shared, seed)
    versions = _by_version(project, question, cast, seed)
    return AgreementViews(
        question.key,
        seq,
        periods,
        unknown,
        versions,
        CAUTION if len(versions) > 1 else "",
        _slices(project, question, shared),
        _ladder(question, shared, seed),
        bounds,
        n_read,
        no_ceiling,
        _moments(project),
    )


# agreement of some items --------------------------------------------------------------------------------------------


def _measured(question: Question, cast: Cast, name: str, seed: int) -> PeriodAgreement:
    values = np.array([likeness(given, question) for given in cast.values()])
    return PeriodAgreement(
        name,
        len(cast),
        share_over(values, _clusters(cast), "items that two or more answered"),
        _alpha(question, cast, seed) if isinstance(kinds.get(question.kind), kinds.OneLabel) else None,
    )


def likeness(given: Sequence[Answer], question: Question) -> float:
    """Return 1 minus the mean distance of an item's answers, over pairs: 1 when all are the same."""
    kind = kinds.get(question.kind)
    apart = [kind.distance(a.value, b.value, question) for a, b in combinations(given, 2)]
    return 1 - sum(apart) / len(apart)


def _clusters(cast: Cast) -> Ints:
    """Return (items,): a number for the group of each item, or for the item."""
    place: dict[tuple[str, Any], int] = {}
    names = (
        ("group", given[0].row["grp"]) if given[0].row["grp"] is not None else ("item", item)
        for item, given in cast.items()
    )
    return np.array([place.setdefault(name, len(place)) for name in names], np.int64)


def _alpha(question: Question, cast: Cast, seed: int) -> dict[str, Any]:
    from goldsmith.agreement import krippendorff_alpha

    return krippendorff_alpha(_votes(question, cast), rng=np.random.default_rng(seed)).to_json()


def _votes(question: Question, cast: Cast) -> Any:
    kind = kinds.get(question.kind)
    labels = {a.id: kind.align([a.value], question)[0].votes[0] for given in cast.values() for a in given}
    return vote_table(question, cast, dict.fromkeys(cast, 1.0), labels, kind.vote_labels(question))


# over time and by version -------------------------------------------------------------------------------------------


def _over_time(question: Question, cast: Cast, seed: int) -> tuple[list[PeriodAgreement], str]:
    """Return agreement by day, week or month of the answer that made an item complete, or why there is none."""
    ends = {
        item: max(a.row["at"] for a in given)
        for item, given in cast.items()
        if all(a.row["purpose"] != "import" for a in given)
    }
    if not ends:
        why = "All answers were imported: when they were given is not known here." if cast else ""
        return [], why or "No item has two answers yet."
    for begin in (_day, _week, _month):
        names = {item: begin(datetime.fromtimestamp(clock.seconds(at), UTC)) for item, at in ends.items()}
        if len(set(names.values())) <= MOST_PERIODS:
            break
    found = [
        _measured(question, {item: cast[item] for item, at in names.items() if at == name}, name, seed)
        for name in sorted(set(names.values()))[-MOST_PERIODS:]
    ]
    return found, ""


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _week(at: datetime) -> str:
    return (at.date() - timedelta(days=at.weekday())).isoformat()


def _month(at: datetime) -> str:
    return at.date().replace(day=1).isoformat()


def _by_version(project: Project, question: Question, cast: Cast, seed: int) -> list[PeriodAgreement]:
    """Return agreement of the answers given under each version of the guideline, where two met on an item."""
    version_of = project.guideline_seqs()
    by: dict[int, dict[int, list[Answer]]] = {}
    for item, given in cast.items():
        for version in {version_of[a.row["guideline"]] for a in given}:
            same = [a for a in given if version_of[a.row["guideline"]] == version]
            if len(same) > 1:
                by.setdefault(version, {})[item] = same
    return [_measured(question, by[version], f"version {version}", seed) for version in sorted(by)]


# slices -------------------------------------------------------------------------------------------------------------


def _slices(project: Project, question: Question, cast: Cast) -> list[SliceAgreement]:
    if not cast:
        return []
    rows = queries.items_by_seq(project.ledger.reader, list(cast))
    items = [rows[item] for item in cast]
    values = np.array([likeness(given, question) for given in cast.values()])
    parts = list(_parts(items))
    shown = slices(values, _clusters(cast), parts)[:MOST_SHOWN]
    return [
        SliceAgreement(
            one.by,
            one.value,
            _filter(one.by, one.value),
            one.agreement,
            one.outside,
            one.p,
            one.is_flagged,
            [items[place]["id"] for place in one.worst if values[place] < 1],
        )
        for one in shown
    ]


def _parts(items: Sequence[Any]) -> Iterator[Part]:
    """Yield the parts of the items by source, length of the text, and each metadata column that has few values."""
    yield from _few("source", [row["source"] for row in items])
    yield from _quarters("length of the text", [_length(row) for row in items])
    metadata = [json.loads(row["metadata"]) for row in items]
    for column in sorted({name for one in metadata for name in one}):
        cells = [one.get(column) for one in metadata]
        numbers = [c if isinstance(c, int | float) and not isinstance(c, bool) else None for c in cells]
        if len(set(numbers)) > MOST_VALUES and None not in numbers:
            yield from _quarters(f"metadata {column}", numbers)
        else:
            yield from _few(f"metadata {column}", [None if c is None else _told(c) for c in cells])


def _told(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell if isinstance(cell, str) else json.dumps(cell)


def _few(by: str, cells: Sequence[str | None]) -> Iterator[Part]:
    counts = Counter(cell for cell in cells if cell is not None)
    if 1 < len(counts) <= MOST_VALUES:
        for value in sorted(counts):
            yield Part(by, value, np.array([n for n, cell in enumerate(cells) if cell == value], np.int64))


def _quarters(by: str, numbers: Sequence[float | None]) -> Iterator[Part]:
    known = np.array([n for n, value in enumerate(numbers) if value is not None], np.int64)
    if len(known) < QUARTERS * 2:
        return
    values = np.array([numbers[n] for n in known], dtype=np.float64)
    cuts = np.unique(np.quantile(values, np.arange(1, QUARTERS) / QUARTERS))
    quarter = np.searchsorted(cuts, values, side="left")
    for place in range(len(cuts) + 1):
        own = quarter == place
        if own.any() and not own.all():
            yield Part(by, f"{values[own].min():g} to {values[own].max():g}", known[own])


def _length(row: Any) -> int | None:
    texts = [field["text"] for field in json.loads(row["fields"]).values() if field.get("type") == "text"]
    return sum(map(len, texts)) if texts else None


def _filter(by: str, value: str) -> str:
    column = by.removeprefix("metadata ")
    return f"{column}={value}" if by != column and " to " not in value else ""


# the ladder and the ceiling -----------------------------------------------------------------------------------------


def _ladder(question: Question, cast: Cast, seed: int) -> list[LadderStep]:
    """Return alpha of the same answers as they are, as cheaper kinds, and as "something or nothing"."""
    if not cast:
        return []
    kind = kinds.get(question.kind)
    steps = [LadderStep(question.kind, "as given", _by_distance(question, cast, seed))]
    first = next(iter(cast.values()))[0].value
    for name in kind.coarsen(first, question):
        if isinstance(kind, kinds.OneLabel) and not isinstance(kinds.get(name), kinds.OneLabel):
            continue  # a set of one label is no cheaper than the label
        asked = replace(question, kind=name, options={})
        read = _reading(kind, name, question)
        steps.append(
            LadderStep(
                name,
                "its labels alone" if kinds.get(name).units == "given" else "coarser",
                _by_distance(
                    asked,
                    {item: [replace(a, value=read(a)) for a in given] for item, given in cast.items()},
                    seed,
                ),
            )
        )
    if kind.units == "found":
        steps.append(LadderStep("flag", "something or nothing", _something(question, cast, seed)))
    return steps


def _reading(kind: Any, name: str, question: Question) -> Callable[[Answer], Any]:
    def read(answer: Answer) -> Any:
        return kinds.get(name).load(kind.coarsen(answer.value, question)[name])

    return read


def _by_distance(question: Question, cast: Cast, seed: int) -> dict[str, Any]:
    return distance_alpha_of(question, cast, dict.fromkeys(cast, 1.0), seed)


def _something(question: Question, cast: Cast, seed: int) -> dict[str, Any]:
    from goldsmith.agreement import krippendorff_alpha

    kind = kinds.get(question.kind)
    words = {
        a.id: "nothing" if kind.is_empty(a.value) else "something" for given in cast.values() for a in given
    }
    plain = replace(question, kind="choice.v1")
    table = vote_table(plain, cast, dict.fromkeys(cast, 1.0), words, ("nothing", "something"))
    return krippendorff_alpha(table, rng=np.random.default_rng(seed)).to_json()


def _ceiling(question: Question, cast: Cast, seed: int) -> tuple[list[CeilingBound], int, str]:
    from goldsmith.agreement.ceiling import ceiling

    if not isinstance(kinds.get(question.kind), kinds.OneLabel):
        return [], 0, "The ceiling is for questions whose answers are one label each."
    if not cast:
        return [], 0, "No item has two answers yet."
    found = ceiling(_votes(question, cast), rng=np.random.default_rng(seed))
    if found.undefined:
        return [], found.n_read, found.undefined.why
    return [CeilingBound(n, low, high) for n, (low, high) in found.of_votes.items()], found.n_read, ""


# moments ------------------------------------------------------------------------------------------------------------


def _moments(project: Project) -> list[Moment]:
    """Return some states of the past to look back to, evenly by the number of answers, the newest last."""
    rows = queries.answer_moments(project.ledger.reader)
    if not rows:
        return []
    total = rows[-1]["n"]
    chosen: dict[int, Any] = {}
    for row in rows:
        chosen[row["n"] * MOST_MOMENTS // (total + 1)] = row
    return [Moment(row["seq"], row["at"], row["n"]) for row in chosen.values()]


# export -------------------------------------------------------------------------------------------------------------

HEAD = ("part", "of", "name", "n", "value", "low", "high", "low_people", "high_people", "undefined")


def as_csv(report: Mapping[str, Any] | None, found: AgreementViews, pull: Pull | None = None) -> str:
    """Return all numbers of the page as one table: what a row is part of, its name, and the estimate."""
    return "".join(lines(HEAD, [*_rows(report, found), *_pull_rows(pull)]))


def _pull_rows(pull: Pull | None) -> Iterator[list[str | None]]:
    for name in ("shown", "silent", "pull", "kept", "kept_silent", "saved") if pull else ():
        yield _measure("suggestions", "", name, getattr(pull, name))


def _rows(report: Mapping[str, Any] | None, found: AgreementViews) -> Iterator[list[str | None]]:
    for part in ("coefficients", "found", "drawn") if report else ():
        for name, one in ((report or {}).get(part) or {}).items():
            if isinstance(one, Mapping) and "value" in one:
                yield _estimate(part, "", name, one)
    for row in (report or {}).get("per_label", ()):
        for name in ("alpha", "specific", "f1", "iou", "dice"):
            if isinstance(row.get(name), Mapping):
                yield _estimate("label", row["label"], name, row[name])
    for row in ((report or {}).get("pairs") or {}).get("rows", ()):
        for name in ("cohen_kappa", "likeness", "f1", "alpha"):
            if isinstance(row.get(name), Mapping):
                yield _estimate("pair", f"{row['a']}|{row['b']}", name, row[name])
    for part, periods in (("time", found.periods), ("version", found.versions)):
        for period in periods:
            yield _measure(part, period.name, "agreement", period.agreement)
            if period.alpha is not None:
                yield _estimate(part, period.name, "alpha", period.alpha)
    for one in found.slices:
        yield _measure("slice", f"{one.by}: {one.value}", "agreement", one.agreement)
    for step in found.ladder:
        yield _estimate("ladder", step.kind, "alpha", step.alpha)
    for bound in found.ceiling:
        yield [
            "ceiling",
            f"{bound.n_votes} votes",
            "accuracy",
            "",
            "",
            _cell(bound.low),
            _cell(bound.high),
            "",
            "",
            "",
        ]


def _estimate(part: str, of: str, name: str, one: Mapping[str, Any]) -> list[str | None]:
    numbers = [_cell(one.get(key)) for key in ("value", "low", "high", "low_people", "high_people")]
    why = one["undefined"]["why"] if one.get("undefined") else ""
    return [part, of, name, _cell(one.get("n_pairable")), *numbers, why]


def _measure(part: str, of: str, name: str, found: Measured) -> list[str | None]:
    return [
        part,
        of,
        name,
        str(found.n),
        _cell(found.value),
        _cell(found.low),
        _cell(found.high),
        "",
        "",
        found.undefined,
    ]


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
