"""An open project: its file, its media folder, its guidelines and settings."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldsmith import guidelines
from goldsmith.addresses import Allowed
from goldsmith.errors import InvalidInput, NotFound
from goldsmith.model import Annotator, Guideline, Item, Question, canonical, digest, new_id
from goldsmith.project import clock
from goldsmith.store import queries
from goldsmith.store.ledger import Ledger, Transaction

FILE = "project.sqlite"
DEFAULTS: dict[str, Any] = {
    "description": "",
    "licence": "",
    "lease_minutes": 30,
    "audit_share": 0.05,
    "counted_kinds": ["human"],
    "most_a_day": None,
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a person's id and name, as facts record them."""

    person: str | None
    name: str
    skills: tuple[str, ...] = ()  # languages and others that work may ask for
    must_qualify: bool = False  # whether a test to pass stands before work, where the project has one


class Project:
    """One project's file and media. `slug` is the folder's name; facts are read through `ledger`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slug = folder.name
        self.media = folder / "media"
        self.ledger = Ledger(folder / FILE)
        meta = self.ledger.meta()
        self.id, self.title, self.created_at = meta["id"], meta["title"], meta["created_at"]
        self.salt = bytes.fromhex(meta["salt"])
        self._guard = threading.Lock()  # nobody keeps what they read before another thread's change
        self.importing = threading.Lock()  # one import at a time: they share media and look for known items
        self.planning = threading.Lock()  # held by what lays out the queue, and while an import is stored
        self._guidelines: list[Guideline] | None = None
        self._seqs: dict[int, int] = {}
        self._settings: dict[str, Any] | None = None
        self.policies: dict[str, Any] | None = (
            None  # as project.measuring reads them; None when they may have changed
        )
        self.passed: dict[
            tuple[int, int], Any
        ] = {}  # standings of who has passed: (the test's Run, annotator)
        self.allowed: Callable[[], Allowed] = (
            Allowed  # what may be read outside of the project: nothing, unless said
        )
        self.computed: dict[object, Any] = {}  # results of the present state, by what they depend on

    @classmethod
    def create(cls, folder: Path, *, title: str) -> Project:
        """Make an empty project in a folder that must not exist."""
        folder.mkdir(parents=True)
        (folder / "media").mkdir()
        meta = {"id": new_id(), "title": title, "created_at": clock.iso(), "salt": secrets.token_hex(16)}
        Ledger.create(folder / FILE, meta).close()
        return cls(folder)

    def close(self) -> None:
        self.ledger.close()

    # settings -----------------------------------------------------------------------------------------------------

    def settings(self) -> dict[str, Any]:
        with self._guard:
            if self._settings is None:
                self._settings = {**DEFAULTS, **queries.settings(self.ledger.reader)}
            return self._settings

    def save_settings(self, given: Mapping[str, Any]) -> None:
        with self.ledger.write() as tx:
            for key, value in given.items():
                if key not in DEFAULTS:
                    raise InvalidInput(
                        "setting.unknown",
                        f"There is no setting {key!r}.",
                        where="settings",
                        mend=f"Known: {', '.join(DEFAULTS)}.",
                    )
                tx.put_setting(key, value)
        with self._guard:
            self._settings = None

    # guidelines ---------------------------------------------------------------------------------------------------

    def guidelines(self) -> list[Guideline]:
        """Return every version, oldest first; parsed once, since a version never changes."""
        with self._guard:
            if self._guidelines is None:
                rows = queries.guidelines(self.ledger.reader)
                self._seqs = {row["seq"]: row["version"] for row in rows}
                self._guidelines = [
                    guidelines.parse_guideline(
                        row["text"], version=row["version"], carries=_carries(row["carries"])
                    )
                    for row in rows
                ]
            return self._guidelines

    def forget_guidelines(self) -> None:
        """Read the guidelines anew next time: a version was added."""
        with self._guard:
            self._guidelines = None

    def forget(self) -> None:
        """Read everything anew next time: content was blanked."""
        with self._guard:
            self._guidelines = self._settings = None
            self.computed.clear()
        self.title = self.ledger.meta()["title"]

    def guideline_seqs(self) -> dict[int, int]:
        """Return the version of each guideline row, by seq."""
        self.guidelines()
        return self._seqs

    def guideline_seq(self, version: int) -> int:
        return next(seq for seq, known in self.guideline_seqs().items() if known == version)

    def guideline(self, version: int | None = None) -> Guideline | None:
        """Return the newest guideline, or the version asked for; None while there is none."""
        known = self.guidelines()
        if version is None:
            return known[-1] if known else None
        if not 1 <= version <= len(known):
            raise NotFound(
                "guideline.unknown",
                f"There is no version {version} of the guideline.",
                where=self.title,
                mend=f"The newest is {len(known)}." if known else "Write the first one.",
            )
        return known[version - 1]

    def need_guideline(self) -> Guideline:
        guideline = self.guideline()
        if guideline is None:
            raise NotFound(
                "guideline.none",
                "This project asks nothing yet.",
                where=self.title,
                mend="Write its guideline first.",
            )
        return guideline

    def need_question(self, key: str | None) -> Question:
        guideline = self.need_guideline()
        question = guideline.question(key) if key else guideline.questions[0]
        if question is None:
            raise NotFound(
                "question.unknown",
                f"The guideline has no question {key!r}.",
                where=self.title,
                mend=f"It asks: {', '.join(q.key for q in guideline.questions)}.",
            )
        return question

    # items and annotators -----------------------------------------------------------------------------------------

    def item_row(self, item_id: str) -> Any:
        row = queries.item(self.ledger.reader, item_id)
        if row is None:
            raise NotFound(
                "item.unknown",
                "There is no such item.",
                where=f"item {item_id}",
                mend="Look at the Items page.",
            )
        return row

    def annotator_for(self, tx: Transaction, actor: Actor) -> int:
        """Return the seq of the person's annotator, made at their first answer or question."""
        row = queries.annotator_of(tx.sql, actor.person or "")
        if row:
            return int(row["seq"])
        return add_annotator(tx, Annotator(new_id(), "human", actor.name, person=actor.person))

    def media_path(self, name: str) -> Path:
        """Return where a media file of that name (its digest and suffix) lies in the project."""
        return self.media / name[:2] / name

    def place_of(self, name: str) -> str | None:
        """Return where a media file was left, a path or an address; None when it was copied or is not known."""
        try:
            return self.media_path(name + ".link").read_text("utf-8")
        except FileNotFoundError:
            return None


def add_annotator(tx: Transaction, annotator: Annotator) -> int:
    return tx.append(
        "annotator",
        {
            "id": annotator.id,
            "kind": annotator.kind,
            "name": annotator.name,
            "identified": int(annotator.identified),
            "spec": canonical(annotator.spec),
            "person": annotator.person,
            "at": clock.iso(),
        },
    )


def _carries(stored: str) -> dict[str, dict[str, tuple[str, ...]]]:
    return {q: {old: tuple(new) for old, new in labels.items()} for q, labels in json.loads(stored).items()}


def item_from(row: Any) -> Item:
    """Return the Item of a row of the ledger."""
    return Item(
        row["id"],
        row["source"],
        row["external_id"],
        row["digest"],
        row["occurrence"],
        row["grp"],
        json.loads(row["fields"]),
        json.loads(row["metadata"]),
        row["seq"],
    )


def add_run(
    tx: Transaction,
    *,
    stage: str,
    method: str,
    parameters: Mapping[str, Any],
    seed: int = 0,
    as_of: int | None = None,
    by: Actor | None = None,
) -> tuple[int, str]:
    """Append how rows are computed, before them; return its seq and id."""
    state = tx.last_seq() if as_of is None else as_of
    facts = {"stage": stage, "method": method, "parameters": parameters, "seed": seed, "as_of": state}
    run = digest({**facts, "after": tx.last_seq()})[:32]
    seq = tx.append(
        "run",
        {
            "id": run,
            "stage": stage,
            "method": method,
            "parameters": canonical(parameters),
            "seed": seed,
            "as_of": state,
            "environment": canonical(clock.environment()),
            "by_person": by.person if by else None,
            "at": clock.iso(),
        },
    )
    return seq, run
