"""A workspace: a folder of projects with people's accounts, held by one process at a time."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import IO, Any

from goldsmith.addresses import Allowed, allowed_of
from goldsmith.errors import Conflict, GoldsmithError, InvalidInput, NotFound, Unavailable
from goldsmith.project import redact, storing
from goldsmith.project.guideline import settle
from goldsmith.project.jobs import Jobs
from goldsmith.project.project import FILE, Project
from goldsmith.store.ledger import translated
from goldsmith.store.people import People, Person
from goldsmith.store.webhooks import Webhooks

log = logging.getLogger("goldsmith")
LOCK = ".goldsmith.lock"
SERVER = ".goldsmith.server.json"
PEOPLE = "people.sqlite"
WEBHOOKS = "webhooks.sqlite"
ALLOWED = "sources"  # the setting


class Workspace:
    """An open workspace. Opening takes its lock; a second process is refused and told who holds it."""

    def __init__(self, path: Path, *, owner_name: str = "Owner") -> None:
        with translated(path):
            path.mkdir(parents=True, exist_ok=True)
        self.path = path.resolve()
        self.name = self.path.name
        self._lock_file = _take_lock(self.path)
        (self.path / SERVER).unlink(missing_ok=True)  # left by a process that was killed
        self.people = People(self.path / PEOPLE)
        self.webhooks = Webhooks(self.path / WEBHOOKS)
        self.jobs = Jobs()
        self._projects: dict[str, Project] = {}
        self._guard = threading.Lock()
        self._allowed: Allowed | None = None
        self._owner = self.people.owner() or self.people.add(owner_name, is_owner=True)

    @property
    def owner(self) -> Person:
        return self._owner

    def allowed(self) -> Allowed:
        """Return what the server's admin lets it read outside of the workspace."""
        if self._allowed is None:
            self._allowed = allowed_of(self.people.setting(ALLOWED) or {})
        return self._allowed

    def allow(self, told: Mapping[str, Sequence[str]]) -> Allowed:
        """Put what may be read in the place of what might; raises InvalidInput for an entry that is none."""
        found = allowed_of(told)
        self.people.put_setting(ALLOWED, asdict(found))
        self._allowed = found
        return found

    def slugs(self) -> list[str]:
        return sorted(file.parent.name for file in self.path.glob(f"*/{FILE}") if is_slug(file.parent.name))

    def readable(self) -> list[str]:
        """Return the projects that open; one that does not is logged, and keeps nobody from the others."""
        found = []
        for slug in self.slugs():
            try:
                self.project(slug)
            except GoldsmithError as error:
                log.error("project %s cannot be opened: %s", slug, error)
            else:
                found.append(slug)
        return found

    def project(self, slug: str) -> Project:
        """Return the open project of that folder name."""
        with self._guard:
            if slug not in self._projects:
                if not is_slug(slug) or not (self.path / slug / FILE).is_file():
                    raise NotFound(
                        "project.unknown",
                        f"There is no project {slug!r} here.",
                        where=self.name,
                        mend="Known: " + (", ".join(self.slugs()) or "none yet") + ".",
                    )
                self._projects[slug] = project = Project(self.path / slug)
                project.allowed = self.allowed
                shutil.rmtree(
                    project.folder / "uploads", ignore_errors=True
                )  # of a process that ended in between
                if project.settings().get("caches_stale"):
                    settle(project)
                self._finish_redaction(project)
                self._finish_storing(project)
        return self._projects[slug]

    def _finish_redaction(self, project: Project) -> None:
        """Finish what an earlier process had begun; a release that cannot be rebuilt keeps nobody out."""
        try:
            redact.finish(project)
        except GoldsmithError as error:
            log.error("project %s: a redaction is not finished: %s", project.slug, error)

    def _finish_storing(self, project: Project) -> None:
        """Go on with an import or a plan that an earlier process did not finish, beside all other work."""
        storing.drop_leftover(project)
        if storing.is_pending(project):
            self.jobs.start(
                "import",
                lambda job: storing.resume(project, job),
                project=project.slug,
                person=self._owner.id,
            )

    def create(self, title: str, *, slug: str | None = None) -> Project:
        """Make a project; its folder is named after the title."""
        with self._guard:
            name = slug or self._free_name(slugify(title))
            if not is_slug(name):
                raise InvalidInput(
                    "project.name",
                    f"{title!r} gives no folder name.",
                    where="title",
                    mend="Use some letters or digits.",
                )
            if (self.path / name).exists():
                raise Conflict(
                    "project.exists",
                    f"There is a folder {name!r} already.",
                    where=self.name,
                    mend="Choose another title.",
                )
            self._projects[name] = project = Project.create(self.path / name, title=title)
            project.allowed = self.allowed
        return project

    def _free_name(self, name: str) -> str:
        """Return the name, numbered if it is taken: titles in other scripts come to the same letters."""
        names = (name if n == 1 else f"{name}-{n}" for n in count(1))
        return next(free for free in names if not (self.path / free).exists())

    def _free(self, name: str) -> str:
        """Return the name, with a number behind it when there is such a folder already."""
        n = 1
        while (self.path / (name if n == 1 else f"{name}-{n}")).exists():
            n += 1
        return name if n == 1 else f"{name}-{n}"

    def announce(self, server: Mapping[str, Any]) -> None:
        """Leave the server's address and a token of the owner where commands of the same user find them."""
        path = self.path / SERVER
        path.touch(mode=0o600)
        path.write_text(json.dumps({**server, "pid": os.getpid()}), encoding="utf-8")

    def close(self) -> None:
        self.jobs.close()
        for project in self._projects.values():
            project.close()
        self._projects.clear()
        self.people.close()
        self.webhooks.close()
        (self.path / SERVER).unlink(missing_ok=True)
        self._lock_file.close()


def is_workspace(path: Path) -> bool:
    """Return whether a folder is a workspace already: it has accounts."""
    return (path / PEOPLE).is_file()


def is_slug(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name) is not None


def slugify(title: str) -> str:
    """Return a folder name for a title.

    >>> slugify("Well-formed Questions, 2nd try")
    'well-formed-questions-2nd-try'
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "project"


def running_server(path: Path) -> dict[str, Any] | None:
    """Return the address and token that the process holding the workspace left, or None when nobody holds it."""
    try:
        _take_lock(path).close()
    except Conflict:
        pass
    else:
        return None
    try:
        found: dict[str, Any] = json.loads((path / SERVER).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise Unavailable(
            "workspace.silent",
            "Another process holds the workspace and does not say where it listens.",
            where=str(path),
            mend="Wait for it to end, then repeat.",
        ) from error
    return found


def _take_lock(path: Path) -> IO[bytes]:
    """Return the open lock file; the lock ends with the process, however it ends."""
    with translated(path):
        handle = (path / LOCK).open("ab")
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise Conflict(
            "workspace.held",
            "Another process holds this workspace.",
            where=str(path),
            mend="Use the server that runs, or stop it.",
        ) from error
    return handle
