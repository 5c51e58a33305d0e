"""Handing out items and taking in answers: leases, overlap, late arrivals, undo. Blind: only one's own answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, GoldsmithError, InvalidValue, NotAllowed, NotFound
from goldsmith.model import Guideline, Item, Question, canonical, new_id
from goldsmith.project import clock, measuring, qualify, suggestions
from goldsmith.project.answers import MEASURING, Answer, Reader
from goldsmith.project.batches import Turn, Worker, turn
from goldsmith.project.project import Actor, Project, item_from
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries, review, taken_back
from goldsmith.store.ledger import Connection, Row, Transaction


@dataclass(frozen=True, slots=True)
class Piece:
    """One item in someone's hands. own: question → their own present answer.

    comment: what a reviewer wrote who gave the answer back. place: in the training or the test, from 1.
    suggestions: question → another's answer to start from, where the guideline allows it.
    """

    assignment: str
    item: Item
    guideline_version: int
    lease_until: str | None
    purpose: str
    own: Mapping[str, Answer] = field(default_factory=dict)
    comment: str | None = None
    place: int | None = None
    suggestions: Mapping[str, suggestions.Suggestion] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handout:
    work: list[Piece]
    done: tuple[str, str] | None  # reason, in words
    n_mine: int
    median_ms: int | None  # this and the next are told with `done`
    n_shared: int
    stands: qualify.Standing = field(default_factory=lambda: qualify.Standing("free"))
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
    """stored: safe on disk. surplus: stored, but one too many to count. refused: with the reason.

    hints: which sorts of slips failed checks had, where the project tells. feedback: on answers given in training.
    """

    stored: list[str]
    surplus: list[str]
    refused: list[tuple[str, GoldsmithError]]
    hints: list[str] = field(default_factory=list)
    feedback: list[qualify.Feedback] = field(default_factory=list)


CLOCK_STEP = 60.0  # seconds by which a clock may be set right without ending anyone's lease
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
        worker = Worker(annotator, actor.person, actor.skills)
        now = clock.now()
        expires = now + project.settings()["lease_minutes"] * 60
        beyond = caches.Beyond(expires + CLOCK_STEP, clock.iso(now + CLOCK_STEP))
        for lease in caches.expired(tx.sql, now, beyond, except_of=annotator):
            caches.release(tx, lease)
        held = caches.leases_of(tx.sql, annotator)
        caches.prolong(tx, annotator, expires)
        again = [row for row in held if row["assignment"] not in set(have)]
        again = [row for row in again if not _is_paused(tx.sql, row)][:n]
        leased = [(row["assignment"], row["item"], row["purpose"]) for row in again]
        mine = _turn(tx.sql, project, guideline, worker, n)
        stands = (
            qualify.standing(project, annotator, sql=tx.sql)
            if actor.must_qualify
            else qualify.Standing("free")
        )
        if stands.is_open:
            leased += _claim_returned(tx, annotator, n - len(leased), expires)
            leased += _claim(tx, project, annotator, guideline, mine, n - len(leased), expires)
        else:
            again = [row for row in again if row["purpose"] in {"training", "test"}]
            leased = [(row["assignment"], row["item"], row["purpose"]) for row in again]
            leased += _claim_to_qualify(
                tx, project, annotator, guideline, stands, held, n - len(again), expires
            )
    work = _pieces(project, annotator, leased, guideline.version, expires, stands)
    sql = project.ledger.reader
    counts = queries.counts(sql)
    n_mine = counts.get(f"mine:{annotator}", 0)
    done = None if work or have else _done(project, n_mine, mine, stands)
    times = queries.durations(sql, annotator) if done else []
    is_small = counts.get("planned", 0) <= COUNTABLE and stands.is_open
    return Handout(
        work,
        done,
        n_mine=n_mine,
        median_ms=round(median(times)) if times else None,
        n_shared=queries.n_shared_with_others(sql, annotator) if done else 0,
        stands=stands,
        n_left=caches.n_open_for(sql, annotator, [lane for lane, _ in mine.lanes]) if is_small else None,
    )


def _turn(sql: Connection, project: Project, guideline: Guideline, worker: Worker, n: int) -> Turn:
    """Return from which lanes the worker may take; none once they gave as many answers today as are allowed."""
    most = project.settings()["most_a_day"]
    if most is not None:
        rows = most * len(guideline.questions)
        given = queries.n_submissions_since(sql, worker.annotator, clock.midnight(), rows)
        n = min(n, most - given - caches.n_held(sql).get(worker.annotator, 0))
        if most <= given:
            return Turn([], {"day"})
    return turn(sql, worker, max(n, 0))


def _is_paused(sql: Connection, lease: Row) -> bool:
    """Return whether the batch of a lease is paused; what lies in a browser may still be submitted."""
    batch = caches.batch(sql, lease["batch"]) if lease["counts"] and lease["batch"] is not None else None
    return bool(batch and batch["paused"])


def _claim(
    tx: Transaction,
    project: Project,
    annotator: int,
    guideline: Guideline,
    mine: Turn,
    n: int,
    expires: float,
) -> list[tuple[str, int, str]]:
    if n <= 0 or taken_back.is_annotator_withdrawn(tx.sql, annotator):
        return []
    version = project.guideline_seq(guideline.version)
    leased: list[tuple[str, int, str]] = []
    is_measured = bool(measuring.policies(project))
    since = caches.pace(tx.sql, annotator) if is_measured else (0, 0)
    for row in caches.open_items(tx.sql, annotator, n, mine.lanes):
        if is_measured and (hidden := measuring.draw(tx.sql, project, annotator, since, new_id())):
            leased.append(_lease_hidden(tx, hidden, annotator, version, expires))
            since = (0, since[1]) if hidden.purpose == "check" else (since[0], 0)
        if len(leased) >= n:
            break
        shown = suggestions.to_show(
            tx.sql, project, guideline, item=row["item"], annotator=annotator, policy=row["policy"]
        )
        assignment = _assign(tx, row["item"], annotator, version, {**_ordinary(row), "shown": shown})
        caches.lease(tx, assignment, row, annotator, expires)
        leased.append((assignment, row["item"], "label"))
        since = (since[0] + 1, since[1] + 1)
    if is_measured and leased:
        caches.put_pace(tx, annotator, since)
    return leased


def _claim_returned(tx: Transaction, annotator: int, n: int, expires: float) -> list[tuple[str, int, str]]:
    """Lease the answers that a reviewer gave back, before anything new; they take nothing of what the item wants."""
    rows = review.returned(tx.sql, annotator)[: max(n, 0)]
    if rows and taken_back.is_annotator_withdrawn(tx.sql, annotator):
        return []
    for row in rows:
        caches.lease_apart(tx, row["id"], row["item"], annotator, expires)
    return [(row["id"], row["item"], "review") for row in rows]


def _claim_to_qualify(
    tx: Transaction,
    project: Project,
    annotator: int,
    guideline: Guideline,
    stands: qualify.Standing,
    held: Sequence[Row],
    n: int,
    expires: float,
) -> list[tuple[str, int, str]]:
    """Lease the next items of the training, one at a time since each has its feedback, or of the test."""
    policy = stands.policy
    in_hands = {row["item"] for row in held}
    if n <= 0 or policy is None or (stands.phase == "training" and in_hands & set(stands.items)):
        return []
    version = project.guideline_seq(guideline.version)
    leased = []
    for item in [i for i in stands.items if i not in in_hands][: 1 if stands.phase == "training" else n]:
        asked = {
            "purpose": stands.phase,
            "policy": measuring.QUALIFICATION,
            "arm": qualify.arm_of(stands.attempt),
            "probability": 1.0,
            "run": policy.run,
        }
        assignment = _assign(tx, item, annotator, version, asked)
        caches.lease_apart(tx, assignment, item, annotator, expires)
        leased.append((assignment, item, stands.phase))
    return leased


def _ordinary(row: Row) -> dict[str, Any]:
    return {"purpose": "label", **{key: row[key] for key in ("policy", "arm", "probability", "run")}}


def _lease_hidden(
    tx: Transaction, hidden: measuring.Hidden, annotator: int, version: int, expires: float
) -> tuple[str, int, str]:
    asked = {
        "purpose": hidden.purpose,
        "policy": hidden.policy,
        "arm": hidden.purpose,
        "probability": hidden.probability,
        "run": hidden.run,
    }
    assignment = _assign(tx, hidden.item, annotator, version, asked)
    caches.lease_apart(tx, assignment, hidden.item, annotator, expires)
    return assignment, hidden.item, hidden.purpose


def _assign(tx: Transaction, item: int, annotator: int, version: int, asked: Mapping[str, Any]) -> str:
    """Append that somebody is asked, why, and under which policy; return the assignment's id."""
    assignment = new_id()
    tx.append(
        "assignment",
        {
            "id": assignment,
            "item": item,
            "annotator": annotator,
            "shown": {},
            **asked,
            "guideline": version,
            "at": clock.iso(),
        },
    )
    return assignment


def _pieces(
    project: Project,
    annotator: int,
    leased: Sequence[tuple[str, int, str]],
    version: int,
    expires: float | None,
    stands: qualify.Standing,
) -> list[Piece]:
    sql = project.ledger.reader
    rows = queries.items_by_seq(sql, [item for _, item, _ in leased])
    until = clock.iso(expires) if expires else None
    given_back = [assignment for assignment, _, purpose in leased if purpose == "review"]
    comments = review.returned_with(sql, given_back) if given_back else {}
    fresh = {assignment: item for assignment, item, purpose in leased if purpose == "label"}
    shown = suggestions.shown_on(project, fresh)
    pieces = []
    for assignment, item, purpose in leased:
        own = own_answers(project, annotator, item, apart=assignment if purpose in MEASURING else None)
        given = {key: one for key, one in shown.get(assignment, {}).items() if key not in own}
        place, comment = stands.place_of(item, purpose), comments.get(assignment)
        pieces.append(
            Piece(assignment, item_from(rows[item]), version, until, purpose, own, comment, place, given)
        )
    return pieces


def own_answers(
    project: Project, annotator: int, item: int, *, apart: str | None = None
) -> dict[str, Answer]:
    """Return the annotator's own last answers to an item, by question.

    apart: the assignment of a check or a repeat, whose answers alone are returned; they are never among the others.
    """
    where = queries.HeadFilter(item=item, annotator=annotator)
    reader = Reader(project)
    own = [reader.read(row) for row in queries.heads(project.ledger.reader, where)]
    if apart is not None:
        return {a.question: a for a in own if a.row["assignment"] == apart}
    return {a.question: a for a in own if not a.is_measuring}


def _done(project: Project, n_mine: int, mine: Turn, stands: qualify.Standing) -> tuple[str, str]:
    if stands.phase == "failed":
        return "not_qualified", "The project lead can give you another attempt, or let you work."
    counts = queries.counts(project.ledger.reader)
    if not counts.get("planned"):
        return "not_planned", "The project lead has not planned any work yet."
    if "day" in mine.why_not:
        return "enough_today", "You have given as many answers as one person may give in a day."
    if "paused" in mine.why_not:
        return "paused", "The project lead has paused the work that is left."
    if "quota" in mine.why_not:
        return "quota", "You have given as many answers as one person may give here."
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
        where = queries.HeadFilter(item=item, annotator=row["seq"])
        first = next((a for a in queries.heads(sql, where) if a["submission"] == submission), None)
        if first is None:
            continue  # a later submission for the same item has replaced it
        apart = first["assignment"] if first["purpose"] in MEASURING else None
        own = own_answers(project, row["seq"], item, apart=apart)
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
    asked: Row
    is_again: bool


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
            if told := _hint(project, parsed):
                receipt.hints.append(told)
            if parsed.asked["purpose"] == "training" and not parsed.is_again:
                receipt.feedback.append(qualify.feedback(project, tx.sql, submission.id, parsed.asked))
    return receipt


def _hint(project: Project, parsed: _Parsed) -> str | None:
    """Return the hint after a failed check; only a first answer is compared."""
    if parsed.asked["purpose"] != "check" or parsed.is_again:
        return None
    values = {
        row["question"]: kinds.get(row["kind"]).load(json.loads(row["value"]))
        for row in parsed.rows
        if row["value"] is not None
    }
    return measuring.hint(project, parsed.asked, values)


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
        asked,
        asked["purpose"] in {"check", "training"}
        and bool(queries.own_heads(sql, annotator, row["seq"], apart=asked["id"])),
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
    apart = parsed.asked["id"] if parsed.asked["purpose"] in MEASURING else None
    is_surplus = not apart and parsed.has_value and not had_lease and not _finds_room(tx, parsed)
    heads = queries.own_heads(tx.sql, parsed.annotator, parsed.item, apart=apart)
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
