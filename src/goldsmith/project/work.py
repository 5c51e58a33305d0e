"""Handing out items and taking in answers: leases, overlap, late arrivals, undo. Blind: only one's own answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, GoldsmithError, InvalidValue, NotAllowed, NotFound
from goldsmith.model import Guideline, Item, Question, canonical, new_id
from goldsmith.project import clock
from goldsmith.project.answers import Answer, Reader
from goldsmith.project.project import Actor, Project, item_from
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries, taken_back
from goldsmith.store.ledger import Connection, Transaction


@dataclass(frozen=True, slots=True)
class Piece:
    """One item in someone's hands. own: question → their own present answer."""

    assignment: str
    item: Item
    guideline_version: int
    lease_until: str | None
    purpose: str
    own: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handout:
    work: list[Piece]
    done: tuple[str, str] | None  # reason, in words
    n_mine: int
    median_ms: int | None
    n_shared: int
    n_left: int | None = None  # None in projects too large to count at each request


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it arrived. has_value False: `reason` says why there is none."""

    id: str
    has_value: bool
    value: Any = None
    reason: str | None = None
    unsure: bool = False
    second: Any = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    id: str
    assignment: str
    item: str
    guideline_version: int
    answers: Mapping[str, Given]
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """stored: safe on disk. surplus: stored, but one too many to count. refused: with the reason."""

    stored: list[str]
    surplus: list[str]
    refused: list[tuple[str, GoldsmithError]]


COUNTABLE = 5000  # items up to which an annotator's own rest is counted at each request


# handing out --------------------------------------------------------------------------------------------------------


def hand_out(project: Project, actor: Actor, *, n: int, have: Sequence[str]) -> Handout:
    """Lease up to n items beside those in the browser (`have`), whose leases are prolonged."""
    guideline = project.guideline()
    if guideline is None:
        return Handout(
            [], ("no_guideline", "The project lead has not written the guideline yet."), 0, None, 0
        )
    with project.ledger.write() as tx:
        annotator = project.annotator_for(tx, actor)
        expires = clock.now() + project.settings()["lease_minutes"] * 60
        for lease in caches.expired(tx.sql, clock.now(), except_of=annotator):
            caches.release(tx, lease)
        held = caches.leases_of(tx.sql, annotator)
        caches.prolong(tx, annotator, expires)
        again = [row for row in held if row["assignment"] not in set(have)][:n]
        leased = [(row["assignment"], row["item"], row["purpose"]) for row in again]
        leased += _claim(tx, project, annotator, guideline, n - len(again), expires)
    work = _pieces(project, annotator, leased, guideline.version, expires)
    sql = project.ledger.reader
    times, counts = queries.durations(sql, annotator), queries.counts(sql)
    n_mine = counts.get(f"mine:{annotator}", 0)
    done = None if work or have else _done(project, n_mine)
    return Handout(
        work,
        done,
        n_mine=n_mine,
        median_ms=round(median(times)) if times else None,
        n_shared=queries.n_shared_with_others(sql, annotator) if done else 0,
        n_left=caches.n_open_for(sql, annotator) if counts.get("planned", 0) <= COUNTABLE else None,
    )


def _claim(
    tx: Transaction, project: Project, annotator: int, guideline: Guideline, n: int, expires: float
) -> list[tuple[str, int, str]]:
    if n <= 0 or taken_back.is_annotator_withdrawn(tx.sql, annotator):
        return []
    version = project.guideline_seq(guideline.version)
    leased = []
    for row in caches.open_items(tx.sql, annotator, n):
        assignment = new_id()
        tx.append(
            "assignment",
            {
                "id": assignment,
                "item": row["item"],
                "annotator": annotator,
                "purpose": "label",
                "policy": row["policy"],
                "arm": row["arm"],
                "probability": row["probability"],
                "guideline": version,
                "run": row["run"],
                "shown": "{}",
                "at": clock.iso(),
            },
        )
        caches.lease(tx, assignment, row, annotator, expires)
        leased.append((assignment, row["item"], "label"))
    return leased


def _pieces(
    project: Project,
    annotator: int,
    leased: Sequence[tuple[str, int, str]],
    version: int,
    expires: float | None,
) -> list[Piece]:
    sql = project.ledger.reader
    rows = queries.items_by_seq(sql, [item for _, item, _ in leased])
    until = clock.iso(expires) if expires else None
    return [
        Piece(
            assignment, item_from(rows[item]), version, until, purpose, own_answers(project, annotator, item)
        )
        for assignment, item, purpose in leased
    ]


def own_answers(project: Project, annotator: int, item: int) -> dict[str, Answer]:
    """Return the annotator's own last answers to an item, by question."""
    where = queries.HeadFilter(item=item, annotator=annotator)
    rows = list(queries.heads(project.ledger.reader, where))
    reader = Reader(project)
    return {row["question"]: reader.read(row) for row in rows}


def _done(project: Project, n_mine: int) -> tuple[str, str]:
    counts = queries.counts(project.ledger.reader)
    if not counts.get("planned"):
        return "not_planned", "The project lead has not planned any work yet."
    if caches.n_open(project.ledger.reader) or counts.get("items", 0) > counts["planned"]:
        if n_mine:
            return "all_done", "You are done; others are still at their part."
        return "waiting_for_others", "There is nothing for you just now; other people's part is still open."
    return "all_done", "You are done."


def give_back(project: Project, actor: Actor, assignments: Sequence[str]) -> None:
    """End one's own leases without an answer, so that others may have the items at once."""
    with project.ledger.write() as tx:
        annotator = project.annotator_for(tx, actor)
        for lease in caches.leases_of(tx.sql, annotator):
            if lease["assignment"] in set(assignments):
                caches.release(tx, lease)


def last_answers(project: Project, actor: Actor, n: int) -> list[tuple[str, Piece, str]]:
    """Return one's own last submissions, newest first: (submission, piece, ISO time)."""
    sql = project.ledger.reader
    row = queries.annotator_of(sql, actor.person or "")
    if row is None:
        return []
    found = []
    for submission, item in queries.last_submissions(sql, row["seq"], n):
        own = own_answers(project, row["seq"], item)
        answers = {q: a for q, a in own.items() if a.row["submission"] == submission}
        if not answers:
            continue  # a later submission for the same item has replaced it
        first = next(iter(answers.values())).row
        piece = Piece(
            first["assignment"] or "",
            item_from(queries.items_by_seq(sql, [item])[item]),
            project.need_guideline().version,
            None,
            "label",
            own,
        )
        found.append((submission, piece, first["at"]))
    return found


# taking in ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parsed:
    submission: Submission
    item: int
    annotator: int
    version: int
    rows: list[dict[str, Any]]
    has_value: bool


def submit(project: Project, actor: Actor, submissions: Sequence[Submission]) -> Receipt:
    """Store submissions durably; what is refused is refused alone. A submission that is stored already is so again."""
    receipt = Receipt([], [], [])
    with project.ledger.write() as tx:
        annotator = project.annotator_for(tx, actor)
        for submission in submissions:
            try:
                if _is_stored(tx.sql, submission.id, annotator):
                    receipt.stored.append(submission.id)
                    continue
                parsed = _parse(tx.sql, project, annotator, submission)
            except GoldsmithError as error:
                receipt.refused.append((submission.id, error))
                continue
            if _append(tx, parsed):
                receipt.surplus.append(submission.id)
            receipt.stored.append(submission.id)
            refresh(tx, project, [parsed.item])
    return receipt


def _is_stored(sql: Connection, submission: str, annotator: int) -> bool:
    giver = queries.submitter(sql, submission)
    if giver is not None and giver != annotator:
        raise NotAllowed(
            "work.not_yours",
            "This submission is somebody else's.",
            where=f"submission {submission}",
            mend="Sign in as the person who gave it.",
        )
    return giver is not None


def _parse(sql: Connection, project: Project, annotator: int, submission: Submission) -> _Parsed:
    asked = queries.assignment(sql, submission.assignment)
    row = queries.item(sql, submission.item)
    where = f"item {submission.item}"
    if row is None:
        raise NotFound("item.unknown", "There is no such item.", where=where, mend="Reload the page.")
    if asked is None or asked["annotator"] != annotator or asked["item"] != row["seq"]:
        raise NotAllowed(
            "work.not_asked", "You were not asked for this item.", where=where, mend="Reload the page."
        )
    guideline = project.guideline(submission.guideline_version)
    assert guideline is not None  # noqa: S101 - guideline(version) raises when there is none
    item = item_from(row)
    missing = [q.key for q in guideline.questions if q.required and q.key not in submission.answers]
    if missing or not submission.answers:
        raise InvalidValue(
            "work.incomplete",
            f"There is no answer to {', '.join(missing) or 'any question'}.",
            where=where,
            mend="Answer it, skip it, or say that you cannot tell.",
        )
    _refuse_known(sql, submission, where)
    rows = []
    for key, given in submission.answers.items():
        question = guideline.question(key)
        if question is None:
            raise InvalidValue(
                "work.not_asked_that",
                f"Version {guideline.version} of the guideline has no question {key!r}.",
                where=where,
                mend="Reload the page.",
            )
        rows.append(_row(given, item, question))
    return _Parsed(
        submission,
        row["seq"],
        annotator,
        project.guideline_seq(guideline.version),
        rows,
        any(given.has_value for given in submission.answers.values()),
    )


def _refuse_known(sql: Connection, submission: Submission, where: str) -> None:
    """Raise Conflict when an answer's id is taken, by the ledger or by another answer of the submission."""
    ids = [given.id for given in submission.answers.values()]
    if len(set(ids)) < len(ids) or queries.seqs_of(sql, "annotation", ids):
        raise Conflict(
            "work.id_taken",
            "An answer bears the id of another answer.",
            where=where,
            mend="Give each answer a random id of its own.",
        )


def _row(given: Given, item: Item, question: Question) -> dict[str, Any]:
    """Return the ledger's columns of one answer, whose value has gone through the kind's only door."""
    kind = kinds.get(question.kind)
    where = f"item {item.id}, question {question.key}"
    if given.has_value == bool(given.reason):
        raise InvalidValue(
            "work.value_or_reason",
            "An answer has either a value or a reason for none.",
            where=where,
            mend="Send has_value true with a value, or false with a reason.",
        )
    try:
        value = canonical(kind.dump(kind.parse(given.value, item, question))) if given.has_value else None
        second = (
            None if given.second is None else canonical(kind.dump(kind.parse(given.second, item, question)))
        )
    except InvalidValue as error:
        raise error if item.id in error.where else error.at(where) from error
    return {
        "id": given.id,
        "question": question.key,
        "kind": question.kind,
        "value": value,
        "reason": given.reason,
        "unsure": int(given.unsure),
        "second": second,
        "note": given.note,
    }


def _append(tx: Transaction, parsed: _Parsed) -> bool:
    """Append the answers, each after the annotator's last one, and end the lease; return whether it is one too many."""
    had_lease = caches.end_lease(tx, parsed.annotator, parsed.item)
    is_surplus = parsed.has_value and not had_lease and not _finds_room(tx, parsed)
    heads = queries.own_heads(tx.sql, parsed.annotator, parsed.item)
    for row in parsed.rows:
        tx.append(
            "annotation",
            {
                **row,
                "submission": parsed.submission.id,
                "item": parsed.item,
                "annotator": parsed.annotator,
                "guideline": parsed.version,
                "assignment": parsed.submission.assignment,
                "replaces": heads.get(row["question"]),
                "duration_ms": parsed.submission.duration_ms,
                "surplus": int(is_surplus),
                "at": clock.iso(),
            },
        )
    return is_surplus


def _finds_room(tx: Transaction, parsed: _Parsed) -> bool:
    """Return whether a late answer still counts; a rival's open lease gives way to it."""
    if caches.seen(tx.sql, parsed.item).get(parsed.annotator) == 1:
        return True
    queue = caches.queued(tx.sql, parsed.item)
    if queue is None or queue["overlap"] is None or queue["taken"] < queue["overlap"]:
        return True
    return caches.end_rival_lease(tx, parsed.item)
