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
from goldsmith.consensus.models import MODELS
from goldsmith.consensus.result import Consensus
from goldsmith.errors import InvalidInput, NotFound
from goldsmith.model import Question, canonical, new_id
from goldsmith.numerics import wilson
from goldsmith.project import clock, run_files, wall
from goldsmith.project.agreement import vote_table
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
    held: dict[int, str]
    ruled: frozenset[int]
    n_behind_wall: int


def methods() -> list[str]:
    """Return the names of the methods that decide a project, the simplest first."""
    return list(MODELS)


def ground(project: Project, question: Question, *, as_of: int, head: int | None = None) -> Ground:
    """Return what a method reads: all votes that count, but for items on the test side of the wall.

    head: the version of the guideline under which answers are read; the newest unless given.
    Raises InvalidInput for questions whose answers are not one label each.
    """
    if not isinstance(kinds.get(question.kind), kinds.OneLabel):
        raise InvalidInput(
            "consensus.not_one_label",
            "Methods decide questions whose answers are one label each; this one asks for something else.",
            where=f"question {question.key}",
            mend="Its votes are joined by the majority on each unit, without a method.",
        )
    sql, guideline = project.ledger.reader, project.guideline(head) or project.need_guideline()
    reader, behind = Reader(project, guideline), wall.behind(project, as_of)
    golds: dict[int, list[Row]] = {}
    for row in queries.golds(sql, as_of=as_of):
        golds.setdefault(row["item"], []).append(row)
    cast: dict[int, list[Answer]] = {}
    held: dict[int, str] = {}
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
            if stands.value is not None:
                held[item] = stands.value
    return Ground(question, as_of, cast, held, frozenset(ruled), n_behind)


def fitted(base: Ground, ask: Ask, *, with_gold: bool = True) -> Consensus:
    """Return what the method makes of the votes; rulings are held at their label unless with_gold is False.

    Raises InvalidInput where the method is undefined, NotFound for an unknown one.
    """
    if ask.method not in MODELS:
        raise NotFound(
            "consensus.unknown_method",
            f"There is no method {ask.method!r}.",
            where="method",
            mend=f"Known: {', '.join(MODELS)}.",
        )
    if not base.cast:
        raise InvalidInput(
            "consensus.no_answers",
            "No item has an answer that counts.",
            where=f"question {base.question.key}",
            mend="Label some items first; those in the test part are left to people.",
        )
    kind, question = kinds.get(base.question.kind), base.question
    labels = {
        a.id: kind.align([a.value], question)[0].votes[0] for given in base.cast.values() for a in given
    }
    table = vote_table(question, base.cast, dict.fromkeys(base.cast, 1.0), labels, kind.vote_labels(question))
    ids = {item: given[0].row["item_id"] for item, given in base.cast.items()}
    gold = {ids[item]: label for item, label in base.held.items() if item in ids} if with_gold else None
    return MODELS[ask.method](table, gold=gold, min_posterior=ask.min_posterior)


# looking first ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """What a method would decide. n_right of n_checked: rulings that it meets when it does not see them.

    Ruled items are the contested ones: a method is less often right there than elsewhere. undefined says why there is
    nothing to decide.
    """

    method: str
    n_items: int
    n_decided: int
    n_tied: int
    n_low_posterior: int
    n_ruled: int
    n_behind_wall: int
    n_checked: int
    n_right: int
    low: float | None
    high: float | None
    undefined: str


def preview(project: Project, ask: Ask) -> Preview:
    """Return what deciding by that method now would come to, without doing it; the same state is computed once."""
    question, seq = project.need_question(ask.question), project.ledger.seq()
    key = ("consensus", question.key)
    known = project.computed.get(key)
    if known is None or known[0] != seq:
        known = project.computed[key] = (seq, _open_ground(project, question, seq), {})
    base: Ground = known[1]
    told: dict[tuple[str, float], Preview] = known[2]
    wanted = (ask.method, ask.min_posterior)
    if wanted not in told:
        told[wanted] = _previewed(project, base, ask)
    return told[wanted]


def _open_ground(project: Project, question: Question, as_of: int) -> Ground:
    """Return the ground without rulings that wait for a second one: who gives it may be looking."""
    base = ground(project, question, as_of=as_of)
    waiting = set(queries.items_waiting_because(project.ledger.reader, "second"))
    return replace(base, held={item: label for item, label in base.held.items() if item not in waiting})


def _previewed(project: Project, base: Ground, ask: Ask) -> Preview:
    done = _done(project, base)
    n_ruled = len(base.ruled)
    try:
        found = fitted(base, ask)
        unseen = fitted(base, Ask(ask.question, ask.method), with_gold=False) if base.held else None
    except InvalidInput as refused:
        return Preview(
            ask.method, len(done), 0, 0, 0, n_ruled, base.n_behind_wall, 0, 0, None, None, refused.what
        )
    ids = {base.cast[item][0].row["item_id"]: item for item in done}
    whys = Counter(why for name, why in zip(found.items, found.why_open, strict=True) if name in ids)
    n_checked, n_right = _met(base, unseen) if unseen else (0, 0)
    low, high = wilson(n_right, n_checked) if n_checked else (None, None)
    return Preview(
        ask.method,
        len(done),
        whys[None],
        whys["tie"],
        whys["low_posterior"],
        n_ruled,
        base.n_behind_wall,
        n_checked,
        n_right,
        low,
        high,
        "",
    )


def _met(base: Ground, found: Consensus) -> tuple[int, int]:
    """Return how many rulings have votes, and how many of those the method meets; a tie meets none."""
    decided = dict(zip(found.items, found.decided, strict=True))
    ruled = {
        base.cast[item][0].row["item_id"]: label for item, label in base.held.items() if item in base.cast
    }
    return len(ruled), sum(decided[name] == label for name, label in ruled.items())


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
    text = _result(base, found)
    name = run_files.keep(project, text.encode(), SUFFIX)
    place = {item: at for at, item in enumerate(found.items)}
    done = [(item, place[base.cast[item][0].row["item_id"]]) for item in _done(project, base)]
    counts = Counter(found.why_open[at] for _, at in done)
    parameters = {
        "question": question.key,
        "min_posterior": ask.min_posterior,
        "counted_kinds": list(project.settings()["counted_kinds"]),
        "guideline": project.need_guideline().version,
        "n_items": len(found.items),
        "n_decided": counts[None],
        "n_tied": counts["tie"],
        "n_low_posterior": counts["low_posterior"],
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
        rows = [_gold(base, found, item, at, run, version, before.get(item)) for item, at in done]
        tx.append_many("gold", GOLD, [row for row in rows if row is not None])
        tx.append_many(
            "finding",
            FINDING,
            [_finding(base, found, item, at, run) for item, at in done if found.decided[at] is None],
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
    base: Ground, found: Consensus, item: int, at: int, run: int, version: int, before: int | None
) -> tuple[Any, ...] | None:
    """Return the row of a decision; of an open item only where it takes back an earlier method's decision."""
    label = found.decided[at]
    if label is None and before is None:
        return None
    return (
        new_id(),
        item,
        base.question.key,
        None if label is None else canonical(kinds.get(base.question.kind).dump(label)),
        f"{found.method}.{VERSION}",
        canonical(sorted(a.id for a in base.cast[item])),
        canonical(_posterior(found, at)),
        "",
        version,
        run,
        before,
        clock.iso(),
    )


def _finding(base: Ground, found: Consensus, item: int, at: int, run: int) -> tuple[Any, ...]:
    detail = {"why": found.why_open[at], "posterior": _posterior(found, at), "method": found.method}
    score = round(float(found.entropy[at]), DIGITS)
    return (new_id(), OPEN, item, base.question.key, score, canonical(detail), run)


def _posterior(found: Consensus, at: int) -> dict[str, float]:
    """Return label → posterior, of labels that have any."""
    pairs = zip(found.labels, found.posterior[at].tolist(), strict=True)
    return {label: round(p, DIGITS) for label, p in pairs if round(p, DIGITS) > 0}


# the result file ----------------------------------------------------------------------------------------------------


def _result(base: Ground, found: Consensus) -> str:
    """Return the whole result as JSON Lines: how it came about and what is thought of annotators, then each item."""
    head = {
        "method": f"{found.method}.{VERSION}",
        "question": base.question.key,
        "labels": found.labels,
        "choices": found.choices,
        "iterations": found.iterations,
        "stopped": found.stopped,
        "n_clamped": found.n_clamped,
        "annotators": [_rounded(one.to_json()) for one in found.annotators],
    }
    evidence = {given[0].row["item_id"]: sorted(a.id for a in given) for given in base.cast.values()}
    lines = (
        {
            "item": name,
            "label": label,
            "why_open": why,
            "posterior": _posterior(found, at),
            "entropy": round(float(found.entropy[at]), DIGITS),
            "evidence": evidence[name],
        }
        for at, (name, label, why) in enumerate(zip(found.items, found.decided, found.why_open, strict=True))
    )
    return "".join(canonical(line) + "\n" for line in (head, *lines))


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


def recomputed(project: Project, run: Row) -> str:
    """Return the name of the result file when a Run is computed again from the facts as they were."""
    parameters = json.loads(run["parameters"])
    question = _question_then(project, parameters["question"], parameters["guideline"])
    base = ground(project, question, as_of=run["as_of"], head=parameters["guideline"])
    ask = Ask(question.key, run["method"].removesuffix(f".{VERSION}"), parameters["min_posterior"])
    return run_files.name_of(_result(base, fitted(base, ask)).encode(), SUFFIX)


def _question_then(project: Project, key: str, version: int) -> Question:
    guideline = project.guideline(version)
    found = guideline.question(key) if guideline else None
    return found or project.need_question(key)


def missing_results(project: Project) -> Iterator[str]:
    """Yield in words which result files are not what they were."""
    for run, parameters in runs(project):
        if wrong := run_files.fault_of(project, parameters["result"]):
            yield f"The result of the consensus Run {run['id']} {wrong}."
