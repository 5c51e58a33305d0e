"""Which threads a person may read, in which order, and how many are new to them. Blind: no way round the items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from goldsmith.errors import NotFound
from goldsmith.project.conversation import Thread, threads, unknown_target
from goldsmith.project.project import Project
from goldsmith.store import caches, queries

Which = Literal["open", "mine", "all"]
TURN = {"waiting": 0, "answered": 1, "noted": 1, "resolved": 2}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who reads. is_lead: everyone but annotators, who see only what keeps them blind."""

    person: str
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A thread as one person finds it. answer: the row of the answer that it is about, with its giver and item."""

    thread: Thread
    is_mine: bool
    is_unread: bool
    answer: Any = None

    @property
    def item(self) -> str | None:
        """The id of the item that it is about."""
        if self.thread.target == "item":
            return self.thread.target_id
        return str(self.answer["item_id"]) if self.answer is not None else None


def letters(project: Project, asker: Asker) -> list[Letter]:
    """Return the threads that a person may read: waiting ones first and the oldest of them, then the newest.

    Who began a thread always may. Of the rest, leads may read all but those on items that they hold to label;
    annotators those on their own answers, on the guideline, and the shared ones on items that they have answered.
    """
    sql = project.ledger.reader
    known = threads(project).values()
    answers = queries.givers(sql, [t.target_id for t in known if t.target == "annotation"])
    read = queries.read_marks(sql, asker.person)
    may = _leads(project, asker, known, answers) if asker.is_lead else _blind(project, asker, known, answers)
    found = []
    for thread in known:
        if thread.first.person != asker.person and thread.id not in may:
            continue
        answer = answers.get(thread.target_id)
        is_mine = thread.has(asker.person) or bool(answer and answer["person"] == asker.person)
        is_new = thread.newest_of_others(asker.person) > read.get(thread.id, 0)
        concerns = is_mine or (asker.is_lead and not thread.is_resolved)
        found.append(Letter(thread, is_mine, is_new and concerns, answer))
    return sorted(found, key=_order)


def _order(letter: Letter) -> tuple[int, int]:
    thread = letter.thread
    turn, last = TURN[thread.status], thread.messages[-1].seq
    return turn, last if turn == 0 else -last


def _leads(project: Project, asker: Asker, known: Iterable[Thread], answers: Mapping[str, Any]) -> set[str]:
    held = caches.held_by(project.ledger.reader, asker.person)
    on_items = [t.target_id for t in known if t.target == "item"]
    items = queries.seqs_of(project.ledger.reader, "item", on_items) if held else {}

    def is_held(thread: Thread) -> bool:
        answer = answers.get(thread.target_id)
        return (answer["item"] if answer is not None else items.get(thread.target_id)) in held

    return {t.id for t in known if not is_held(t)}


def _blind(project: Project, asker: Asker, known: Iterable[Thread], answers: Mapping[str, Any]) -> set[str]:
    shared = [t.target_id for t in known if t.target == "item" and t.is_shared]
    answered = queries.answered_of(project.ledger.reader, asker.person, shared) if shared else set()

    def may(thread: Thread) -> bool:
        if thread.target == "annotation":
            answer = answers.get(thread.target_id)
            return answer is not None and bool(answer["person"] == asker.person)
        return thread.target == "guideline" or (thread.is_shared and thread.target_id in answered)

    return {t.id for t in known if may(t)}


def pick(found: Iterable[Letter], which: Which) -> list[Letter]:
    """Return those of a tab: open ones, one's own, or all."""
    if which == "open":
        return [letter for letter in found if not letter.thread.is_resolved]
    return [letter for letter in found if letter.is_mine or which == "all"]


def one(project: Project, asker: Asker, thread: str) -> Letter:
    """Return a thread that the person may read; others are as if they did not exist."""
    found = next((letter for letter in letters(project, asker) if letter.thread.id == thread), None)
    if found is None:
        raise NotFound(
            "thread.unknown",
            "There is no such thread for you.",
            where=f"thread {thread}",
            mend="Look at your inbox.",
        )
    return found


def reasons(project: Project, asker: Asker) -> dict[int, list[str]]:
    """Return the threads that each version of the guideline answers, of those that the person may read."""
    found: dict[int, list[str]] = {}
    for letter in letters(project, asker):
        for message in letter.thread.messages:
            if message.version is not None:
                found.setdefault(message.version, []).append(letter.thread.id)
    return found


def need_target(project: Project, asker: Asker, target: str, target_id: str) -> None:
    """Refuse annotators a thread on what is not theirs to see, as if it did not exist."""
    if asker.is_lead or target == "guideline":
        return
    sql = project.ledger.reader
    if target == "item":
        row = queries.item(sql, target_id)
        may = row is not None and queries.was_given(sql, asker.person, row["seq"])
    else:
        given = queries.givers(sql, [target_id]) if target == "annotation" else {}
        may = target_id in given and given[target_id]["person"] == asker.person
    if not may:
        raise unknown_target(target, target_id)


def mark_read(project: Project, asker: Asker, thread: Thread) -> None:
    """Remember that the person has read a thread to its end."""
    with project.ledger.write() as tx:
        caches.mark_read(tx, asker.person, thread.id, thread.messages[-1].seq)
