"""A workspace with a small project whose items ask one choice question, and people to work in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from goldsmith.model import new_id
from goldsmith.project import plan, work
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries

GUIDELINE = """---
questions:
  - key: tone
    kind: choice
    title: What is its tone?
    labels:
      - {key: kind, title: Kind, definition: It helps.}
      - {key: rude, title: Rude, definition: It hurts.}
      - {key: flat, title: Flat, definition: Neither.}
---
# Tone

## Rude

Rude is what hurts.
"""


def add_texts(
    project: Project,
    texts: Sequence[str],
    *,
    group: str | None = None,
    metadata: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Put texts into a project as items, past the readers."""
    with project.ledger.write() as tx:
        run, _ = add_run(
            tx, stage="ingest", method="test.v1", parameters={"name": "test", "n_items": len(texts)}
        )
        columns = ("id", "run", "source", "external_id", "digest", "occurrence", "grp", "fields", "metadata")
        first = tx.append_many(
            "item",
            columns,
            [
                (
                    new_id(),
                    run,
                    "test",
                    f"{run}-{n}",
                    f"{text}",
                    0,
                    group,
                    {"text": {"type": "text", "text": text}},
                    metadata[n] if metadata else {},
                )
                for n, text in enumerate(texts)
            ],
        )
        caches.add_items(tx, range(first, first + len(texts)))
        plan.plan_newcomers(tx, Actor(None, "test"))
    plan.finish(project)


class Team:
    """People who label in one project."""

    def __init__(self, workspace: Workspace, project: Project) -> None:
        self.workspace = workspace
        self.project = project
        self.owner = Actor(workspace.owner.id, workspace.owner.name)
        self._people: dict[str, Actor] = {}

    def person(self, name: str) -> Actor:
        if name not in self._people:
            found = self.workspace.people.add(name)
            self.workspace.people.set_role(found.id, self.project.slug, "annotator")
            self._people[name] = Actor(found.id, name)
        return self._people[name]

    def open(self, *arms: tuple[float, int], floor: float = 0.0, seed: int = 0) -> None:
        plan.plan_overlap(
            self.project,
            self.owner,
            arms=[{"share": share, "overlap": overlap} for share, overlap in arms],
            floor_share=floor,
            stratify_by=None,
            seed=seed,
        )

    def take(self, name: str, n: int = 1) -> list[work.Piece]:
        return work.hand_out(self.project, self.person(name), n=n, have=[]).work

    def answer(
        self, name: str, piece: work.Piece, label: Any, *, submission: str | None = None
    ) -> work.Receipt:
        given = work.Given(new_id(), True, label)
        if label is None:
            given = work.Given(new_id(), False, reason="skip: cannot tell")
        version = self.project.need_guideline().version
        sent = work.Submission(
            submission or new_id(), piece.assignment, piece.item.id, version, {"tone": given}, 1000
        )
        return work.submit(self.project, self.person(name), [sent])

    def label_all(self, name: str, choose: Callable[[work.Piece], str]) -> int:
        n = 0
        while pieces := self.take(name, 5):
            for piece in pieces:
                assert self.answer(name, piece, choose(piece)).refused == []
                n += 1
        return n

    def status(self, item: str) -> str:
        seq = self.project.item_row(item)["seq"]
        return str(queries.item_row(self.project.ledger.reader, seq)["status"])
