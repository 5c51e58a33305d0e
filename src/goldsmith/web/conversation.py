"""Threads and the inbox. Annotators learn nothing of other annotators here: neither names nor answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from goldsmith.project import conversation, inbox
from goldsmith.project.project import item_from
from goldsmith.store import queries
from goldsmith.web.convert import brief, item_out
from goldsmith.web.schemas import Body, Id, ItemOut, Reply
from goldsmith.web.security import Adjudicator, Annotator, Entry, Viewer

router = APIRouter(prefix="/projects/{slug}", tags=["conversation"])
Target = Literal["item", "annotation", "guideline", "gold"]


class MessageOut(Reply):
    """earlier: the texts before it was mended. version: of the guideline that an amendment made."""

    id: str
    type: Literal["comment", "reply", "resolved", "reopened", "shared", "unshared", "amendment"]
    text: str
    by: str
    is_mine: bool
    is_lead: bool
    at: str
    edited_at: str | None
    earlier: list[str]
    version: int | None


class ThreadRow(Reply):
    """about: what the thread is on, in a line. section_is_gone: the newest guideline lacks its heading.

    status: waiting for a lead, answered, noted (only leads spoke) or resolved.
    """

    id: str
    target: Target
    target_id: str
    item: str | None
    about: str
    section: str | None
    section_is_gone: bool
    status: Literal["waiting", "answered", "noted", "resolved"]
    is_shared: bool
    is_mine: bool
    is_unread: bool
    by: str
    at: str
    last_at: str
    text: str
    n_replies: int
    amended_in: int | None


class ThreadOut(Reply):
    """A thread with what was said. item: as its reader may see it. question, value: of the answer it is about."""

    row: ThreadRow
    item: ItemOut | None
    question: str | None
    value: Any
    giver: str | None
    messages: list[MessageOut]
    may_reply: bool
    may_resolve: bool
    may_share: bool
    may_amend: bool


class InboxOut(Reply):
    """total: threads of this tab; n_waiting and n_unread: of all that the caller may read."""

    total: int
    n_waiting: int
    n_unread: int
    rows: list[ThreadRow]


class UnreadOut(Reply):
    n_unread: int
    n_waiting: int


class NewThread(Body):
    """anchor: of a heading in the newest guideline, for a thread on a paragraph; target_id is not read then."""

    target: Target
    target_id: str = Field("", max_length=64)
    anchor: str | None = Field(None, max_length=500)
    text: str = Field(min_length=1, max_length=10_000)


class NewReply(Body):
    text: str = Field(min_length=1, max_length=10_000)


class MendedMessage(Body):
    message: Id
    text: str = Field(min_length=1, max_length=10_000)


class Resolution(Body):
    is_resolved: bool


class Sharing(Body):
    is_shared: bool


def asker_of(entry: Entry) -> inbox.Asker:
    return inbox.Asker(entry.access.person.id, entry.role != "annotator")


@router.get("/threads")
def read_inbox(
    entry: Viewer,
    which: inbox.Which = "open",
    target: Target | None = None,
    item: Annotated[str, Query(max_length=64)] = "",
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> InboxOut:
    """Return the caller's threads: those that wait for an answer first. item: only those on it and its answers."""
    asker = asker_of(entry)
    known = inbox.letters(entry.project, asker)
    found = [
        letter
        for letter in inbox.pick(known, which)
        if target in {None, letter.thread.target} and item in {"", letter.item}
    ]
    return InboxOut(
        total=len(found),
        n_waiting=sum(letter.thread.status == "waiting" for letter in known),
        n_unread=sum(letter.is_unread for letter in known),
        rows=_rows(entry, found[offset : offset + limit]),
    )


@router.get("/threads/unread")
def unread(entry: Viewer) -> UnreadOut:
    """Count what is new to the caller, and what waits for a lead's answer."""
    known = inbox.letters(entry.project, asker_of(entry))
    return UnreadOut(
        n_unread=sum(letter.is_unread for letter in known),
        n_waiting=sum(letter.thread.status == "waiting" for letter in known),
    )


@router.post("/threads", status_code=201)
def start(body: NewThread, entry: Annotator) -> ThreadOut:
    """Begin a thread: a question of an annotator, or a comment of a lead."""
    asker = asker_of(entry)
    inbox.need_target(entry.project, asker, body.target, body.target_id)
    made = conversation.start(
        entry.project,
        entry.actor,
        target=body.target,
        target_id=body.target_id,
        text=body.text,
        anchor=body.anchor,
        is_lead=asker.is_lead,
    )
    return _thread(entry, made)


@router.get("/threads/{thread}")
def read(thread: str, entry: Viewer) -> ThreadOut:
    """Return a thread with everything said in it."""
    return _thread(entry, thread)


@router.post("/threads/{thread}/read")
def mark_read(thread: str, entry: Viewer) -> UnreadOut:
    """Remember that the caller has read a thread to its end."""
    asker = asker_of(entry)
    inbox.mark_read(entry.project, asker, inbox.one(entry.project, asker, thread).thread)
    return unread(entry)


@router.post("/threads/{thread}/replies", status_code=201)
def reply(thread: str, body: NewReply, entry: Annotator) -> ThreadOut:
    """Answer in a thread. What an annotator writes opens a resolved thread again."""
    asker = asker_of(entry)
    found = inbox.one(entry.project, asker, thread).thread
    conversation.reply(entry.project, entry.actor, found, body.text, is_lead=asker.is_lead)
    return _thread(entry, thread)


@router.post("/threads/{thread}/mend")
def mend(thread: str, body: MendedMessage, entry: Annotator) -> ThreadOut:
    """Mend one's own message; the earlier text stays with it."""
    found = inbox.one(entry.project, asker_of(entry), thread).thread
    conversation.mend(entry.project, entry.actor, found, body.message, body.text)
    return _thread(entry, thread)


@router.post("/threads/{thread}/resolution")
def resolve(thread: str, body: Resolution, entry: Annotator) -> ThreadOut:
    """Say that a thread is over, or open again. Leads may, and who began it."""
    asker = asker_of(entry)
    letter = inbox.one(entry.project, asker, thread)
    if not _may_resolve(entry, letter):
        raise conversation.not_yours(thread)
    conversation.resolve(
        entry.project, entry.actor, letter.thread, is_resolved=body.is_resolved, is_lead=asker.is_lead
    )
    return _thread(entry, thread)


@router.post("/threads/{thread}/sharing")
def share(thread: str, body: Sharing, entry: Adjudicator) -> ThreadOut:
    """Let all who have answered a thread's item read it, or no longer."""
    found = inbox.one(entry.project, asker_of(entry), thread).thread
    conversation.share(entry.project, entry.actor, found, is_shared=body.is_shared)
    return _thread(entry, thread)


def _may_resolve(entry: Entry, letter: inbox.Letter) -> bool:
    is_own = letter.thread.first.person == entry.access.person.id
    return entry.reaches("adjudicator") or (is_own and entry.reaches("annotator"))


def _thread(entry: Entry, thread: str) -> ThreadOut:
    letter = inbox.one(entry.project, asker_of(entry), thread)
    item = queries.item(entry.project.ledger.reader, letter.item) if letter.item else None
    is_lead, answer = entry.role != "annotator", letter.answer
    return ThreadOut(
        row=_rows(entry, [letter])[0],
        item=item_out(entry.project, item_from(item), with_metadata=is_lead) if item else None,
        question=answer["question"] if answer else None,
        value=json.loads(answer["value"]) if answer and answer["value"] else None,
        giver=answer["name"] if answer and is_lead else None,
        messages=[_message(entry, m) for m in letter.thread.messages],
        may_reply=entry.reaches("annotator"),
        may_resolve=_may_resolve(entry, letter),
        may_share=entry.reaches("adjudicator") and letter.thread.target == "item",
        may_amend=entry.reaches("owner"),
    )


def _name(entry: Entry, message: conversation.Message) -> str:
    """Return who wrote a message; annotators are not told of each other."""
    is_open = entry.role != "annotator" or message.is_lead or message.person == entry.access.person.id
    return message.by if is_open else "Another annotator"


def _message(entry: Entry, message: conversation.Message) -> MessageOut:
    return MessageOut(
        id=message.id,
        type=message.type,
        text=message.text,
        by=_name(entry, message),
        is_mine=message.person == entry.access.person.id,
        is_lead=message.is_lead,
        at=message.at,
        edited_at=message.edited_at,
        earlier=list(message.earlier),
        version=message.version,
    )


def _rows(entry: Entry, letters: Sequence[inbox.Letter]) -> list[ThreadRow]:
    sql = entry.project.ledger.reader
    seqs = queries.seqs_of(sql, "item", [letter.item for letter in letters if letter.item])
    items = {row["id"]: row for row in queries.items_by_seq(sql, list(seqs.values())).values()}
    anchors = conversation.anchors(entry.project)
    return [_row(entry, letter, items, anchors) for letter in letters]


def _row(entry: Entry, letter: inbox.Letter, items: dict[str, Any], anchors: Collection[str]) -> ThreadRow:
    thread, first = letter.thread, letter.thread.first
    return ThreadRow(
        id=thread.id,
        target=thread.target,
        target_id=thread.target_id,
        item=letter.item,
        about=_about(entry, letter, items),
        section=thread.place.get("anchor"),
        section_is_gone=bool(thread.place) and thread.place["anchor"] not in anchors,
        status=thread.status,
        is_shared=thread.is_shared,
        is_mine=letter.is_mine,
        is_unread=letter.is_unread,
        by=_name(entry, first),
        at=first.at,
        last_at=thread.messages[-1].at,
        text=first.text,
        n_replies=len(thread.said) - 1,
        amended_in=thread.amended_in,
    )


def _about(entry: Entry, letter: inbox.Letter, items: dict[str, Any]) -> str:
    """Return what a thread is on in a line; file names and fields that are not shown could give an answer away."""
    place = letter.thread.place
    if letter.item is None:
        title = place.get("title", "")
        return f"Guideline, {title or 'before the first heading'}" if place else "Guideline"
    item = item_from(items[letter.item])
    if entry.role != "annotator":
        return brief(item)
    shown = item_out(entry.project, item).fields.values()
    return next((field.text[:300] for field in shown if field.text is not None), "An image")
