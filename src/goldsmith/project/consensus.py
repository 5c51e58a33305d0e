"""Consensus in a project: a named method decides a question, as a Run with its result file; what it leaves open waits.

A method never replaces a person's ruling; rulings teach it, but those behind the wall do not, and neither do the votes
there. Each decision is gold with the votes that it read as evidence. What stays open is a Finding and goes to
adjudication, with its entropy.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from goldsmith import kinds
from goldsmith.consensus.joined import Cast, Joined, Made
from goldsmith.consensus.result import Reliability
from goldsmith.consensus.ways import Way, ways
from goldsmith.errors import InvalidInput, NotFound
from goldsmith.model import Question, canonical, new_id
from goldsmith.numerics import wilson
from goldsmith.project import clock, run_files, wall
from goldsmith.project.answers import Answer, Reader, by_item, read_answers, votes
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.project.summary import DONE, OPEN, PERSON, standing
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Row

STAGE = "consensus"
VERSION = "v1"
SUFFIX = ".jsonl"
STEP = 500  # items between two words of progress
DIGITS = 6  # of posteriors in the result file


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a method. question: its key; None for the first."""

    question: str | None
    method: str
    min_posterior: float = 0.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What a method reads at a moment. cast: item → votes. held: item → a person's ruling, outside the test part.

    ruled: items that a person ruled on, which no method decides. n_behind_wall: items left out for being in the test.
    """

    question: Question
    seq: int
    cast: dict[int, list[Answer]]
    held: dict[int, Any]
    ruled: frozenset[int]
    n_behind_wall: int

    def name(self, item: int) -> str:
        """Return the id of an item with votes."""
        return str(self.cast[item][0].row["item_id"])


def methods(question: Question) -> list[Way]:
    """Return the methods that can decide a question, the simplest first."""
    return list(ways(question).values())


def ground(project: Project, question: Question, *, as_of: int) -> Ground:
    """Return what a method reads: all votes that count, but for items on the test side of the wall.

    A ruling that waits for a second one is not held: who is to give that one may see what the method makes of it.
    """
    sql, guideline = project.ledger.reader, project.need_guideline()
    reader, behind = Reader(project, guideline), wall.behind(project, as_of)
    waiting = set(queries.items_waiting_because(sql, "second"))
    golds: dict[int, list[Row]] = {}
    for row in queries.golds(sql, as_of=as_of):
        golds.setdefault(row["item"], []).append(row)
    cast: dict[int, list[Answer]] = {}
    held: dict[int, Any] = {}
    ruled, n_behind = set(), 0
    for item, answers in by_item(read_answers(project, question=question.key, as_of=as_of, head=guideline)):
        found = votes(answers, question)
        stands = standing(golds.get(item, ()), answers, guideline, reader).get(question.key)
        is_ruled = stands is not None and stands.is_ruling and stands.is_valid
        if item in behind:
            n_behind += bool(found) and not is_ruled
            continue
        if found:
            cast[item] = found
        if is_ruled and stands is not None:
            ruled.add(item)
            if stands.value is not None and item not in waiting:
                held[item] = stands.value
    return Ground(question, as_of, cast, held, frozenset(ruled), n_behind)


def fitted(base: Ground, ask: Ask, *, with_gold: bool = True) -> Joined:
    """Return what the method makes of the votes; rulings are held at their value unless with_gold is False.

    Raises InvalidInput where the method is undefined, NotFound for one that cannot decide such a question.
    """
    known = ways(base.question)
    if ask.method not in known:
        raise NotFound(
            "consensus.unknown_method",
            f"There is no method {ask.method!r} for questions of kind {base.question.kind}.",
            where="method",
            mend=f"Known: {', '.join(known)}.",
        )
    if not base.cast:
        raise InvalidInput(
            "consensus.no_answers",
            "No item has an answer that counts.",
            where=f"question {base.question.key}",
            mend="Label some items first; those in the test part are left to people.",
        )
    answers = {
        base.name(item): {a.row["annotator_id"]: a.value for a in base.cast[item]} for item in base.cast
    }
    gold = {base.name(item): value for item, value in base.held.items() if with_gold and item in base.cast}
    identified = all(a.row["identified"] for given in base.cast.values() for a in given)
    cast = Cast(base.question, answers, gold, identified)
    return known[ask.method].join(cast, min_posterior=ask.min_posterior)


# looking first ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """What a method would decide. n_right of n_checked: rulings that it meets when it does not see them.

    n_no_answer: items whose parts are decided and together are no legal answer. Ruled items are the contested ones: a
    method is less often right there than elsewhere. undefined says why there is nothing to decide.
    """

    method: str
    n_items: int = 0
    n_decided: int = 0
    n_tied: int = 0
    n_low_posterior: int = 0
    n_no_answer: int = 0
    n_ruled: int = 0
    n_behind_wall: int = 0
    n_checked: int = 0
    n_right: int = 0
    low: float | None = None
    high: float | None = None
    undefined: str = ""


def preview(project: Project, ask: Ask) -> Preview:
    """Return what deciding by that method now would come to, without doing it; the same state is computed once."""
    return _looked(project, ask)[0]


def reliabilities(project: Project, ask: Ask) -> list[tuple[str, Reliability]]:
    """Return what the method thinks of each annotator, with their names; none where it is undefined."""
    names = {row["id"]: row["name"] for row in queries.annotators(project.ledger.reader).values()}
    return [(names[one.annotator], one) for one in _looked(project, ask)[1]]


def _looked(project: Project, ask: Ask) -> tuple[Preview, tuple[Reliability, ...]]:
    question, seq = project.need_question(ask.question), project.ledger.seq()
    key = ("consensus", question.key)
    known = project.computed.get(key)
    if known is None or known[0] != seq:
        known = project.computed[key] = (seq, ground(project, question, as_of=seq), {})
    base: Ground = known[1]
    told: dict[tuple[str, float], tuple[Preview, tuple[Reliability, ...]]] = known[2]
    wanted = (ask.method, ask.min_posterior)
    if wanted not in told:
        told[wanted] = _previewed(project, base, ask)
    return told[wanted]


def _previewed(project: Project, base: Ground, ask: Ask) -> tuple[Preview, tuple[Reliability, ...]]:
    done, told = (
        _done(project, base),
        Preview(ask.method, n_ruled=len(base.ruled), n_behind_wall=base.n_behind_wall),
    )
    try:
        found = fitted(base, ask)
        unseen = fitted(base, Ask(ask.question, ask.method), with_gold=False) if base.held else None
    except InvalidInput as refused:
        return replace(told, n_items=len(done), undefined=refused.what), ()
    names = {base.name(item) for item in done}
    whys = Counter(made.why_open for made in found.made if made.item in names)
    n_checked, n_right = _met(base, unseen) if unseen else (0, 0)
    low, high = wilson(n_right, n_checked) if n_checked else (None, None)
    told = replace(
        told,
        n_items=len(done),
        n_decided=whys[None],
        n_tied=whys["tie"],
        n_low_posterior=whys["low_posterior"],
        n_no_answer=whys["no_answer"],
        n_checked=n_checked,
        n_right=n_right,
        low=low,
        high=high,
    )
    return told, found.annotators


def _met(base: Ground, found: Joined) -> tuple[int, int]:
    """Return how many rulings have votes, and how many of those the method meets but for drawing; a tie meets none."""
    kind = kinds.get(base.question.kind)
    decided = {made.item: made.value for made in found.made}
    ruled = {base.name(item): value for item, value in base.held.items() if item in base.cast}
    n_right = sum(
        decided[name] is not None and not kind.differences([decided[name], value], base.question)
        for name, value in ruled.items()
    )
    return len(ruled), n_right


def _done(project: Project, base: Ground) -> list[int]:
    """Return the items to decide: with all answers wanted, and no ruling of a person."""
    done = {item for status in DONE for item in caches.items_in(project.ledger.reader, status)}
    return [item for item in base.cast if item in done and item not in base.ruled]


# deciding -----------------------------------------------------------------------------------------------------------


def decide_by(project: Project, actor: Actor, ask: Ask, job: Job) -> dict[str, Any]:
    """Decide a question by a method: gold for what it decides, a Finding for what it leaves open; return the counts.

    Decisions of an earlier method are replaced, those of people never. An answer that comes in meanwhile is no evidence
    of the decision, which then does not stand.
    """
    question, seq = project.need_question(ask.question), project.ledger.seq()
    job.progress(0, None, "reading votes")
    base = ground(project, question, as_of=seq)
    job.progress(0, None, f"fitting {ask.method}")
    found = fitted(base, ask)
    name = run_files.keep(project, _result(base, found).encode(), SUFFIX)
    place = {one.item: at for at, one in enumerate(found.made)}
    done = [(item, place[base.name(item)]) for item in _done(project, base)]
    counts = Counter(found.made[at].why_open for _, at in done)
    parameters = {
        "question": question.key,
        "min_posterior": ask.min_posterior,
        "counted_kinds": list(project.settings()["counted_kinds"]),
        "guideline": project.need_guideline().version,
        "n_items": len(found.made),
        "n_decided": counts[None],
        "n_tied": counts["tie"],
        "n_low_posterior": counts["low_posterior"],
        "n_no_answer": counts["no_answer"],
        "n_held": found.n_clamped,
        "n_behind_wall": base.n_behind_wall,
        "iterations": found.iterations,
        "stopped": found.stopped,
        "choices": dict(found.choices),
        "result": name,
    }
    with project.ledger.write() as tx:
        run, run_id = add_run(
            tx,
            stage=STAGE,
            method=f"{ask.method}.{VERSION}",
            parameters=parameters,
            as_of=seq,
            by=actor,
        )
        version = project.guideline_seq(project.need_guideline().version)
        before = _methods_golds(project, question)
        rows = [
            _gold(base, found.method, item, found.made[at], run, version, before.get(item))
            for item, at in done
        ]
        tx.append_many("gold", GOLD, [row for row in rows if row is not None])
        tx.append_many(
            "finding",
            FINDING,
            [
                _finding(base, found.method, item, found.made[at], run)
                for item, at in done
                if found.made[at].value is None
            ],
        )
        for start in range(0, len(done), STEP):
            job.progress(start, len(done), "deciding")
            refresh(tx, project, [item for item, _ in done[start : start + STEP]])
    return {"run": run_id, "method": ask.method, **{k: v for k, v in parameters.items() if k != "choices"}}


GOLD = (
    "id",
    "item",
    "question",
    "value",
    "method",
    "evidence",
    "probabilities",
    "rationale",
    "guideline",
    "run",
    "replaces",
    "at",
)
FINDING = ("id", "type", "item", "question", "score", "detail", "run")


def _methods_golds(project: Project, question: Question) -> dict[int, int]:
    """Return item → seq of the gold that a method gave before."""
    return {
        row["item"]: row["seq"]
        for row in queries.golds(project.ledger.reader)
        if row["question"] == question.key and row["method"] != PERSON
    }


def _gold(
    base: Ground, method: str, item: int, made: Made, run: int, version: int, before: int | None
) -> tuple[Any, ...] | None:
    """Return the row of a decision; of an open item only where it takes back an earlier method's decision."""
    if made.value is None and before is None:
        return None
    return (
        new_id(),
        item,
        base.question.key,
        None if made.value is None else canonical(_dumped(base, made)),
        f"{method}.{VERSION}",
        canonical(sorted(a.id for a in base.cast[item])),
        canonical(_soft(made)),
        "",
        version,
        run,
        before,
        clock.iso(),
    )


def _finding(base: Ground, method: str, item: int, made: Made, run: int) -> tuple[Any, ...]:
    detail = {"why": made.why_open, "posterior": _soft(made), "method": method}
    score = round(made.entropy, DIGITS)
    return (new_id(), OPEN, item, base.question.key, score, canonical(detail), run)


def _soft(made: Made) -> dict[str, float]:
    """Return label → posterior, of labels that have any."""
    return {label: round(p, DIGITS) for label, p in made.soft.items() if round(p, DIGITS) > 0}


def _dumped(base: Ground, made: Made) -> Any:
    return None if made.value is None else kinds.get(base.question.kind).dump(made.value)


# the result file ----------------------------------------------------------------------------------------------------


def _result(base: Ground, found: Joined) -> str:
    """Return the whole result as JSON Lines: how it came about and what is thought of annotators, then each item."""
    head = {
        "method": f"{found.method}.{VERSION}",
        "question": base.question.key,
        "labels": kinds.get(base.question.kind).vote_labels(base.question),
        "choices": found.choices,
        "iterations": found.iterations,
        "stopped": found.stopped,
        "n_clamped": found.n_clamped,
        "annotators": [_rounded(one.to_json()) for one in found.annotators],
    }
    evidence = {base.name(item): sorted(a.id for a in given) for item, given in base.cast.items()}
    lines = (
        {
            "item": made.item,
            **_told(base, made),
            "why_open": made.why_open,
            "entropy": round(made.entropy, DIGITS),
            "evidence": evidence[made.item],
        }
        for made in found.made
    )
    return "".join(canonical(line) + "\n" for line in (head, *lines))


def _told(base: Ground, made: Made) -> dict[str, Any]:
    """Return label and posterior of each label for answers of one label; value, posterior and parts for others."""
    if isinstance(kinds.get(base.question.kind), kinds.OneLabel):
        return {"label": made.value, "posterior": _soft(made)}
    return {"value": _dumped(base, made), "posterior": _rounded(made.posterior), **made.told}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list) else value


def runs(project: Project) -> list[tuple[Row, dict[str, Any]]]:
    """Return the Runs of consensus with their parameters, newest first."""
    rows = queries.runs(project.ledger.reader, STAGE)
    return [(row, json.loads(row["parameters"])) for row in reversed(rows)]


def missing_results(project: Project) -> Iterator[str]:
    """Yield in words which result files are not what they were."""
    for run, parameters in runs(project):
        if wrong := run_files.fault_of(project, parameters["result"]):
            yield f"The result of the consensus Run {run['id']} {wrong}."
