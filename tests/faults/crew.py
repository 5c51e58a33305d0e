"""People who label over HTTP until the server is gone, keeping what it did not acknowledge as a browser does."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from goldsmith.model import new_id
from goldsmith.project import home
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.serving import Server
from tests.team import GUIDELINE, Team, add_texts

# how many label at once, and how much each does: more for benchmarks/faults.py
N_PEOPLE = int(os.environ.get("GOLDSMITH_PEOPLE", "8"))
N_STEPS = int(os.environ.get("GOLDSMITH_STEPS", "30"))
SLUG = "tone"
BASE = f"/api/v1/projects/{SLUG}"


@dataclass
class Hand:
    """One annotator: outbox holds what was sent and not acknowledged."""

    person: str
    token: str
    outbox: list[dict[str, Any]] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    refused: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def flush(self, client: httpx.Client) -> None:
        """Send the outbox; forget what the server says is stored."""
        if not self.outbox:
            return
        reply = client.post(f"{BASE}/submissions", json={"submissions": self.outbox[:100]})
        if reply.status_code != 200:
            self.problems.append({**reply.json(), "status": reply.status_code})
            return
        receipt = reply.json()
        self.acknowledged |= set(receipt["stored"])
        self.refused += receipt["refused"]
        done = self.acknowledged | {refused["id"] for refused in receipt["refused"]}
        self.outbox = [sent for sent in self.outbox if sent["id"] not in done]

    def label(self, client: httpx.Client) -> bool:
        """Take an item and answer it; return whether there was one."""
        reply = client.post(f"{BASE}/next", json={"n": 1})
        if reply.status_code != 200:
            self.problems.append({**reply.json(), "status": reply.status_code})
            return True
        for work in reply.json()["work"]:
            self.outbox.append(submission(self.person, work))
        self.flush(client)
        return bool(reply.json()["work"])


def submission(person: str, work: dict[str, Any], label: str = "kind") -> dict[str, Any]:
    return {
        "id": new_id(),
        "person": person,
        "assignment": work["assignment"],
        "item": work["item"]["id"],
        "guideline_version": work["guideline_version"],
        "answers": {"tone": {"id": new_id(), "has_value": True, "value": label}},
        "duration_ms": 900,
    }


def prepare(folder: Path, *, n_items: int, n_hands: int, overlap: int = 2) -> list[Hand]:
    """Make a workspace with one planned project, and annotators with tokens; nothing holds it afterwards."""
    workspace = Workspace(folder)
    owner = Actor(workspace.owner.id, workspace.owner.name)
    project = home.make_project(workspace, owner, title="Tone", slug=SLUG, text=GUIDELINE)
    team = Team(workspace, project)
    add_texts(project, [f"text {n}" for n in range(n_items)])
    team.open((1.0, overlap))
    hands = []
    for n in range(n_hands):
        person = team.person(f"hand {n}").person or ""
        _, secret = workspace.people.make_token(person, name="t", project=None, role="annotator", days=1)
        hands.append(Hand(person, secret))
    workspace.close()
    return hands


@contextmanager
def labeling(server: Server, hands: Sequence[Hand]) -> Iterator[threading.Event]:
    """Let everyone label until the block ends or the server is gone; the event says that somebody has begun."""
    stop, begun = threading.Event(), threading.Event()

    def work(hand: Hand) -> None:
        with server.client(hand.token) as client:
            try:
                hand.flush(client)
                while not stop.is_set() and hand.label(client):
                    begun.set()
            except httpx.TransportError:
                return  # what it had not acknowledged stays in the outbox

    threads = [threading.Thread(target=work, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    try:
        yield begun
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def stored(folder: Path) -> Counter[str]:
    """Return how many answers the project's file holds of each submission."""
    with open_file(folder) as sql:
        return Counter(row[0] for row in sql.execute("SELECT submission FROM annotation"))


@contextmanager
def open_file(folder: Path) -> Iterator[sqlite3.Connection]:
    sql = sqlite3.connect(folder / SLUG / "project.sqlite")
    try:
        yield sql
    finally:
        sql.close()


def too_many(folder: Path) -> list[tuple[int, int]]:
    """Return the items that more annotators count for, or hold, than their overlap allows."""
    with open_file(folder) as sql:
        return sql.execute(
            """SELECT q.item, q.overlap FROM state_queue q WHERE q.overlap IS NOT NULL AND q.overlap <
            (SELECT count(*) FROM state_lease l WHERE l.item = q.item) +
            (SELECT count(DISTINCT a.annotator) FROM annotation a WHERE a.item = q.item AND a.surplus = 0
              AND a.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM annotation b WHERE b.replaces = a.seq))"""
        ).fetchall()
