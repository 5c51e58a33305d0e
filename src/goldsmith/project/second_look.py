"""Second looks: a share of rulings, and those that somebody is unsure of, are made twice, the second time blind.

The second ruling is kept beside the first and nothing is held true by it. Where both differ, a third one settles it
that sees them. Until the second is given, nobody but who gave the first sees it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.errors import InvalidInput
from goldsmith.model import Question, canonical, new_id
from goldsmith.project.answers import Reader
from goldsmith.project.measuring import Share, share_of
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import asked
from goldsmith.project.summary import PERSON
from goldsmith.store import queries
from goldsmith.store.ledger import Connection, Row, Transaction
from goldsmith.votes import Estimate

STAGE = "adjudicate"
POLICY, OPINION = "second_look.v1", "second_opinion.v1"


@dataclass(frozen=True, slots=True)
class Policy:
    """share: of rulings that are made twice. run, seed: of the Run that set it."""

    share: float
    run: int
    seed: int


def policy(project: Project) -> Policy | None:
    """Return the policy in force, or None where no share of rulings is made twice."""
    runs = [run for run in queries.runs(project.ledger.reader, STAGE) if run["method"] == POLICY]
    share = json.loads(runs[-1]["parameters"])["share"] if runs else 0.0
    return Policy(share, runs[-1]["seq"], runs[-1]["seed"]) if share > 0 else None


def set_policy(project: Project, actor: Actor, share: float, *, seed: int | None = None) -> None:
    """Say which share of rulings is made twice from now on; 0 for none. Rulings drawn before stay drawn."""
    chosen = secrets.randbits(32) if seed is None else seed
    with project.ledger.write() as tx:
        add_run(tx, stage=STAGE, method=POLICY, parameters={"share": share}, seed=chosen, by=actor)


# asking for one -------------------------------------------------------------------------------------------------------


def ask(
    tx: Transaction,
    project: Project,
    actor: Actor,
    item: Row,
    question: str,
    ruling: str,
    *,
    is_asked: bool,
) -> None:
    """Append that a ruling is to be made a second time: when somebody asks for it, or when its lot falls on it."""
    held = policy(project)
    if is_asked:
        run, _ = add_run(tx, stage=STAGE, method=OPINION, parameters={"ruling": ruling}, by=actor)
        _find(tx, "second", item["seq"], question, run, {"first": ruling, "by": actor.name})
    elif held is not None and _lot(held.seed, item["id"], question) < held.share:
        _find(tx, "second", item["seq"], question, held.run, {"first": ruling, "probability": held.share})


def _lot(seed: int, item: str, question: str) -> float:
    told = hashlib.sha256(f"{seed} second look {item} {question}".encode()).digest()
    return int.from_bytes(told[:6], "big") / 2**48


def _find(tx: Transaction, type_: str, item: int, question: str, run: int, detail: Mapping[str, Any]) -> None:
    row = {"id": new_id(), "type": type_, "item": item, "question": question, "score": 1.0}
    tx.append("finding", {**row, "detail": canonical(detail), "run": run})


# giving one -----------------------------------------------------------------------------------------------------------


def first(sql: Connection, item: int, question: str) -> Row | None:
    """Return the ruling that waits for a second one, or None."""
    golds = queries.golds(sql, item)
    if asked(sql, item, golds).get(question) != "second":
        return None
    return next(row for row in reversed(golds) if row["question"] == question and row["method"] == PERSON)


def is_first(sql: Connection, item: int, question: str, person: str | None) -> bool:
    """Return whether a person gave the ruling that waits for a second one."""
    row = first(sql, item, question)
    return row is not None and row["by_person"] == person


def is_torn(sql: Connection, item: int, question: str) -> bool:
    """Return whether two rulings differ and wait for a third that settles it."""
    return asked(sql, item, queries.golds(sql, item)).get(question) == "settle"


def hidden_from(sql: Connection, person: str | None) -> set[int]:
    """Return the items with a ruling that a person must not see, since they may be asked to give the second."""
    items = queries.items_waiting_because(sql, "second")
    return {item for item in items if is_hidden_from(sql, item, person)}


def is_hidden_from(sql: Connection, item: int, person: str | None) -> bool:
    """Return whether an item has a ruling that a person must not see."""
    golds = queries.golds(sql, item)
    waiting = {key for key, why in asked(sql, item, golds).items() if why == "second"}
    return any(row["question"] in waiting and row["by_person"] != person for row in golds)


def compare(
    tx: Transaction, project: Project, question: Question, ruled: Row, second: str, stored: str | None
) -> None:
    """Append, where a second ruling differs from the first by more than drawing, that a third must settle it."""
    before = _read(project, question, ruled)
    after = None if stored is None else kinds.get(question.kind).load(json.loads(stored))
    if _differ(question, before, after):
        wanted = [row for row in queries.findings(tx.sql, ruled["item"]) if row["type"] == "second"][-1]
        detail = {"first": ruled["id"], "second": second}
        _find(tx, "settle", ruled["item"], question.key, wanted["run"], detail)


def _read(project: Project, question: Question, row: Row) -> Any:
    if row["value"] is None:
        return None
    reader = Reader(project)
    return reader.carried(row["value"], question.key, reader.versions[row["guideline"]])[0]


def _differ(question: Question, a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is not b
    return bool(kinds.get(question.kind).differences([a, b], question))


def apart(sql: Connection, item: int, question: Question) -> list[Row]:
    """Return the first and the second ruling on an item, which a third is to settle."""
    firsts = [g for g in queries.golds(sql, item) if g["question"] == question.key and g["method"] == PERSON]
    seconds = [g for g in queries.seconds(sql, item) if g["question"] == question.key]
    return [*firsts[-1:], *seconds[-1:]]


def need_reason(sql: Connection, item: int, question: str, rationale: str, where: str) -> None:
    """Refuse to settle two rulings without a word."""
    if not rationale.strip() and is_torn(sql, item, question):
        raise InvalidInput(
            "case.settle_reason",
            "Two rulings differ, and this one settles them without a word.",
            where=where,
            mend="Say in the rationale why it is so.",
        )


# what they say of adjudicators ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Looks:
    """same: rulings made twice that came out alike. kappa: their agreement beyond chance, or why there is none.

    n_waiting: second rulings to be given; n_apart: pairs to be settled.
    """

    share: float
    n_waiting: int
    n_apart: int
    same: Share
    kappa: Estimate | None
    no_kappa: str


@dataclass(frozen=True, slots=True)
class _Pair:
    item: str
    group: str | None
    by: tuple[str, str]
    values: tuple[Any, Any]


def looks(project: Project, question: Question) -> Looks:
    """Return how far adjudicators agree on a question, over the rulings that were made twice."""
    seq, key = project.ledger.seq(), ("second looks", question.key)
    known = project.computed.get(key)
    if known is None or known[0] != seq:
        known = project.computed[key] = (seq, _looks(project, question))
    found: Looks = known[1]
    return found


def _looks(project: Project, question: Question) -> Looks:
    sql = project.ledger.reader
    held, pairs = policy(project), _pairs(project, question)
    n_same = sum(not _differ(question, *pair.values) for pair in pairs)
    kappa, why = _kappa(question, pairs)
    return Looks(
        held.share if held else 0.0,
        len(queries.items_waiting_because(sql, "second")),
        len(queries.items_waiting_because(sql, "settle")),
        share_of(n_same, len(pairs), "No ruling was made twice yet."),
        kappa,
        why,
    )


def _pairs(project: Project, question: Question) -> list[_Pair]:
    sql, found = project.ledger.reader, []
    for second in queries.seconds(sql):
        if second["question"] != question.key:
            continue
        before = queries.ruling_before(sql, second["item"], question.key, PERSON, second["seq"])
        if before is not None:
            found.append(
                _Pair(
                    second["item_id"],
                    second["grp"],
                    (before["by_person"] or before["by_name"], second["by_person"] or second["by_name"]),
                    (_read(project, question, before), _read(project, question, second)),
                )
            )
    return found


def _kappa(question: Question, pairs: list[_Pair]) -> tuple[Estimate | None, str]:
    """Return Fleiss' kappa over whole rulings; only where an answer is one label or value."""
    from numpy.random import default_rng

    from goldsmith.agreement import fleiss_kappa
    from goldsmith.votes import Votes

    kind = kinds.get(question.kind)
    decided = [pair for pair in pairs if None not in pair.values]
    if kind.units != "given" or kind.level in kinds.MEASURED:
        return None, "Kappa needs answers that are labels of given units; see how many came out alike."
    if not decided:
        return None, "No ruling was made twice yet."
    labels = [canonical(kind.dump(value)) for pair in decided for value in pair.values]
    votes = Votes.from_records(
        [pair.item for pair in decided for _ in pair.by],
        [by for pair in decided for by in pair.by],
        labels,
        label_set=sorted(set(labels)),
        groups={pair.item: pair.group for pair in decided if pair.group is not None},
    )
    return fleiss_kappa(votes, rng=default_rng(0)), ""
