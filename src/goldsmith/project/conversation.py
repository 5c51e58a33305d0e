"""Threads: what people say about an item, an answer, a ruling or a paragraph, with replies and what came of it.

A thread is a comment and the remarks that name it in their detail. Nothing is edited: a mended text, a resolution and
the guideline's version that answered are remarks of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from goldsmith.errors import NotAllowed, NotFound
from goldsmith.guidelines import sections
from goldsmith.model import new_id
from goldsmith.project import clock
from goldsmith.project.project import Actor, Project
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Row, Transaction

TALK = ("comment", "reply", "edit", "state", "amendment")
Status = Literal["waiting", "answered", "noted", "resolved"]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said or done in a thread. is_lead: the writer was more than an annotator then.

    type: comment, reply, resolved, reopened, shared, unshared or amendment. earlier: texts that were mended, oldest
    first. version: of the guideline that an amendment made.
    """

    id: str
    seq: int
    type: str
    text: str
    person: str | None
    by: str
    is_lead: bool
    at: str
    earlier: tuple[str, ...] = ()
    edited_at: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with all that followed. place: of a thread on a paragraph, its anchor, title and version."""

    id: str
    target: str
    target_id: str
    messages: Sequence[Message]
    is_resolved: bool
    is_shared: bool
    place: Mapping[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> Message:
        return self.messages[0]

    @property
    def said(self) -> list[Message]:
        return [m for m in self.messages if m.type in {"comment", "reply"}]

    @property
    def amended_in(self) -> int | None:
        """The newest version of the guideline that was saved in answer to it."""
        return max((m.version for m in self.messages if m.version is not None), default=None)

    @property
    def status(self) -> Status:
        """Whose turn it is: a lead's (waiting), nobody's while it is open (answered, noted), or over (resolved)."""
        if self.is_resolved:
            return "resolved"
        if not self.said[-1].is_lead:
            return "waiting"
        return "noted" if all(m.is_lead for m in self.said) else "answered"

    def has(self, person: str) -> bool:
        """Return whether the person has said something in it."""
        return any(m.person == person for m in self.said)

    def newest_of_others(self, person: str) -> int:
        """Return the seq of the newest message of anybody else, 0 when there is none."""
        return max((m.seq for m in self.messages if m.person != person and m.type != "shared"), default=0)


def threads(project: Project) -> Mapping[str, Thread]:
    """Return every thread by its id, in the order in which they began."""
    state = queries.talk_state(project.ledger.reader)
    known = project.computed.get("threads")
    if known is None or known[0] != state:
        known = (state, threads_from(queries.talk(project.ledger.reader, TALK)))
        project.computed["threads"] = known
    found: Mapping[str, Thread] = known[1]
    return found


def threads_from(rows: Sequence[Row]) -> dict[str, Thread]:
    """Return the threads that remarks make. rows: those of the types TALK, by seq."""
    roots: dict[str, Row] = {}
    messages: dict[str, dict[str, Message]] = {}
    is_resolved: dict[str, bool] = {}
    is_shared: dict[str, bool] = {}
    places: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        detail = json.loads(row["detail"])
        root = row["id"] if row["type"] == "comment" else detail["answers"]
        if row["type"] == "comment":
            roots[root], messages[root] = row, {}
            places[root] = {key: detail[key] for key in ("anchor", "title", "version") if key in detail}
        said = messages[root]
        if row["type"] == "edit":
            said[detail["edits"]] = _mended(said[detail["edits"]], row)
            continue
        message = _message(row, detail)
        said[row["id"]] = message
        if message.type in {"resolved", "reopened", "amendment"}:
            is_resolved[root] = message.type != "reopened"
        if message.type in {"shared", "unshared"}:
            is_shared[root] = message.type == "shared"
    return {
        root: Thread(
            root,
            row["target"],
            row["target_id"],
            tuple(messages[root].values()),
            is_resolved.get(root, False),
            is_shared.get(root, False),
            places[root],
        )
        for root, row in roots.items()
    }


def _message(row: Row, detail: Mapping[str, Any]) -> Message:
    type_ = row["type"]
    if type_ == "state":
        on, off = ("resolved", "reopened") if "is_resolved" in detail else ("shared", "unshared")
        type_ = on if detail.get("is_resolved", detail.get("is_shared")) else off
    return Message(
        row["id"],
        row["seq"],
        type_,
        row["text"],
        row["by_person"],
        row["by_name"],
        bool(detail.get("lead")),
        row["at"],
        version=detail.get("version") if type_ == "amendment" else None,
    )


def _mended(message: Message, row: Row) -> Message:
    return Message(
        message.id,
        message.seq,
        message.type,
        row["text"],
        message.person,
        message.by,
        message.is_lead,
        message.at,
        (*message.earlier, message.text),
        row["at"],
    )


# saying something -----------------------------------------------------------------------------------------------------


def start(
    project: Project,
    actor: Actor,
    *,
    target: str,
    target_id: str,
    text: str,
    anchor: str | None = None,
    is_lead: bool = True,
) -> str:
    """Append a comment, which begins a thread, and return its id.

    target: item, annotation, gold or guideline. anchor: of a paragraph in the guideline's newest version; the thread
    is then found again by that heading in later versions, and target_id is not read.
    """
    detail: dict[str, Any] = {"lead": is_lead}
    if target == "guideline" and anchor is not None:
        detail |= _place(project, anchor)
        rows = queries.guidelines(project.ledger.reader)
        target_id = rows[-1]["id"]
    elif not queries.exists(project.ledger.reader, target, target_id):
        raise unknown_target(target, target_id)
    with project.ledger.write() as tx:
        return begin(tx, actor, target, target_id, text, detail)


def begin(
    tx: Transaction, actor: Actor, target: str, target_id: str, text: str, detail: Mapping[str, Any]
) -> str:
    """Append a comment, which begins a thread, and return its id."""
    row = _row(actor, target, target_id, "comment", text, detail)
    tx.append("remark", row)
    return str(row["id"])


def unknown_target(target: str, target_id: str) -> NotFound:
    what = {"annotation": "answer", "gold": "ruling"}.get(target, target)
    return NotFound("remark.target", f"There is no such {what}.", where=target_id, mend="Reload the page.")


def not_yours(thread: str) -> NotAllowed:
    return NotAllowed(
        "thread.not_yours",
        "Somebody else wrote this.",
        where=f"thread {thread}",
        mend="Reply to it instead.",
    )


def _place(project: Project, anchor: str) -> dict[str, Any]:
    guideline = project.need_guideline()
    section = next((s for s in sections(guideline.body) if s.anchor == anchor), None)
    if section is None:
        raise NotFound(
            "remark.section",
            f"Version {guideline.version} of the guideline has no heading {anchor!r}.",
            where=project.title,
            mend="Reload the page: the guideline has changed.",
        )
    return {"anchor": anchor, "title": section.title, "version": guideline.version}


def anchors(project: Project) -> frozenset[str]:
    """Return the anchors of the newest guideline: a thread on a heading that is gone must say so."""
    guideline = project.guideline()
    return frozenset(s.anchor for s in sections(guideline.body)) if guideline else frozenset()


def reply(project: Project, actor: Actor, thread: Thread, text: str, *, is_lead: bool) -> None:
    """Append an answer to a thread; what a person writes in a resolved one opens it again."""
    with project.ledger.write() as tx:
        _append(tx, actor, thread, "reply", text, {"lead": is_lead})
        if thread.is_resolved and not is_lead:
            _append(tx, actor, thread, "state", "", {"lead": is_lead, "is_resolved": False})


def mend(project: Project, actor: Actor, thread: Thread, message_id: str, text: str) -> None:
    """Append a mended text of a message; the one before stays. Only the writer may."""
    message = next((m for m in thread.said if m.id == message_id), None)
    if message is None:
        raise unknown_target("message", message_id)
    if message.person != actor.person or actor.person is None:
        raise not_yours(thread.id)
    if message.text != text:
        with project.ledger.write() as tx:
            _append(tx, actor, thread, "edit", text, {"edits": message_id})


def resolve(project: Project, actor: Actor, thread: Thread, *, is_resolved: bool, is_lead: bool) -> None:
    """Append that a thread is over, or open again; nothing when it is so already."""
    if thread.is_resolved != is_resolved:
        with project.ledger.write() as tx:
            _append(tx, actor, thread, "state", "", {"lead": is_lead, "is_resolved": is_resolved})


def share(project: Project, actor: Actor, thread: Thread, *, is_shared: bool) -> None:
    """Append that all who answered the thread's item may read it, or no longer; nothing when it is so already."""
    if thread.is_shared != is_shared:
        with project.ledger.write() as tx:
            _append(tx, actor, thread, "state", "", {"lead": True, "is_shared": is_shared})


def amend(tx: Transaction, actor: Actor, thread: Thread, version: int) -> None:
    """Append, beside the new version, that the guideline was changed in answer to the thread."""
    _append(tx, actor, thread, "amendment", "", {"lead": True, "version": version})


def named_in(note: str, thread: str) -> str:
    """Return a version's note with the name of the question that it answers.

    >>> named_in("Irony counts by its effect.", "0123456789abcdef")
    'Irony counts by its effect. (question 01234567)'
    """
    name = f"question {thread[:8]}"
    if name in note:
        return note
    return f"{note} ({name})" if note else f"Answers {name}."


def _append(
    tx: Transaction, actor: Actor, thread: Thread, type_: str, text: str, detail: Mapping[str, Any]
) -> None:
    row = _row(actor, thread.target, thread.target_id, type_, text, {"answers": thread.id, **detail})
    seq = tx.append("remark", row)
    if actor.person is not None:
        caches.mark_read(tx, actor.person, thread.id, seq)


def _row(
    actor: Actor, target: str, target_id: str, type_: str, text: str, detail: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "target": target,
        "target_id": target_id,
        "type": type_,
        "text": text,
        "by_person": actor.person,
        "by_name": actor.name,
        "detail": detail,
        "at": clock.iso(),
    }
