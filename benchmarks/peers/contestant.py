"""What a product must offer to be measured: team.py calls nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from peers.took import Took
from peers.wire import Log

LABELS = ("positive", "negative", "neutral")


@dataclass(frozen=True)
class Command:
    """How a server is started. ready: the path that answers 200 once it can be used."""

    words: Sequence[str]
    ready: str
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)


class Hand(Protocol):
    """One annotator, signed in as the product's own page is."""

    async def next(self) -> str | None:
        """Return the task that the server hands out, or None."""

    async def submit(self, task: str, label: str) -> bool:
        """Return whether the server said that the label is stored."""

    async def close(self) -> None: ...


class Contestant(Protocol):
    """A product in an environment of its own; its data lies in one folder. Only loopback is spoken to."""

    name: str
    package: str  # what pip is asked for
    notes: Sequence[str]  # what its column must be read with
    is_read_at_start: bool  # tasks come in by a start of the server, not by an import
    keys: Sequence[str]  # that answer a task on its page and go on to the next

    def command(self, port: int) -> Command: ...

    def enter(self, url: str) -> None:
        """Sign in as who sets the project up; make it when it is not there yet."""

    def import_tasks(self, texts: Sequence[str]) -> None:
        """Return once annotators can be handed the tasks."""

    def import_answered(self, texts: Sequence[str]) -> None:
        """Bring in tasks that somebody has answered already."""

    def hands(self, n: int, log: Log) -> list[Hand]:
        """Return n annotators, the same ones each time; every request of theirs is written to the log."""

    def stored(self) -> list[tuple[str, str]]:
        """Return task and annotator of each answer that the product keeps, read from its files."""

    def export(self, target: Path) -> Took:
        """Write everything that is answered into a file; return what was used beside the server, nothing as a rule."""

    def page(self) -> tuple[str, list[dict[str, object]]]:
        """Return the address of the labeling page and the cookies of an annotator."""
