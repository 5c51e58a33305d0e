"""A workspace's accounts, sessions, tokens, invitations. Secrets are kept as SHA-256, passwords as argon2."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldsmith.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from goldsmith.model import canonical, new_id
from goldsmith.store.ledger import translated

SESSION_DAYS = 30
MOST_MISSES, MISS_MINUTES = 8, 10
RANK = {"viewer": 0, "annotator": 1, "adjudicator": 2, "owner": 3}
# what each role may also act as; annotators are blind, so none of them is a viewer too
COVERS = {
    "viewer": {"viewer"},
    "annotator": {"annotator"},
    "adjudicator": {"viewer", "annotator", "adjudicator"},
    "owner": set(RANK),
}


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    is_owner: bool
    has_password: bool = False
    last_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Who is asking: a person by session, or a token that acts for them within bounds (`ceiling`, `project`)."""

    person: Person
    ceiling: str = "owner"
    project: str | None = None
    is_token: bool = False


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def now_iso() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def iso(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class People:
    """The accounts file of a workspace, `people.sqlite`; made when it is missing."""

    def __init__(self, path: Path) -> None:
        is_new = not path.exists()
        self._lock = threading.RLock()
        with translated(path):
            self._sql = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._sql.row_factory = sqlite3.Row
            self._sql.execute("PRAGMA journal_mode = WAL")
            if is_new:
                self._sql.executescript((files("goldsmith.store") / "people.sql").read_text("utf-8"))
                path.chmod(0o600)
            columns = {row["name"] for row in self._sql.execute("PRAGMA table_info(membership)")}
            if "skills" not in columns:  # a file from before skills
                self._sql.execute("ALTER TABLE membership ADD COLUMN skills TEXT NOT NULL DEFAULT '[]'")
        self._path = path
        self._missed: dict[str, list[float]] = {}

    def _do(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._lock, translated(self._path):
            return self._sql.execute(statement, values).fetchall()

    def close(self) -> None:
        self._sql.close()

    # settings -------------------------------------------------------------------------------------------

    def setting(self, key: str) -> Any:
        """Return a setting of the workspace, or None."""
        rows = self._do("SELECT value FROM setting WHERE key = ?", key)
        return json.loads(rows[0]["value"]) if rows else None

    def put_setting(self, key: str, value: object) -> None:
        self._do("REPLACE INTO setting VALUES (?, ?)", key, canonical(value))

    # persons --------------------------------------------------------------------------------------------

    def add(self, name: str, *, is_owner: bool = False) -> Person:
        """Add a person; the name must be free, since people sign in and are listed by it."""
        if self._do("SELECT 1 FROM person WHERE lower(name) = lower(?)", name):
            raise Conflict(
                "person.name_taken",
                f"Somebody is called {name!r} already.",
                where="name",
                mend="Add a surname or a letter; or sign in, if that is you.",
            )
        person = Person(new_id(), name, is_owner)
        self._do(
            "INSERT INTO person VALUES (?, ?, NULL, ?, ?, NULL)", person.id, name, int(is_owner), now_iso()
        )
        return person

    def get(self, person: str) -> Person:
        rows = self._do("SELECT * FROM person WHERE id = ?", person)
        if not rows:
            raise NotFound(
                "person.unknown", "There is no such person.", where=person, mend="Look at the People page."
            )
        return _person(rows[0])

    def names(self) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self._do("SELECT id, name FROM person")}

    def owner(self) -> Person | None:
        rows = self._do("SELECT * FROM person WHERE is_owner = 1 ORDER BY created_at LIMIT 1")
        return _person(rows[0]) if rows else None

    def has_owner_password(self) -> bool:
        return bool(self._do("SELECT 1 FROM person WHERE is_owner = 1 AND password IS NOT NULL"))

    def set_password(self, person: str, password: str) -> None:
        from argon2 import PasswordHasher

        self._do("UPDATE person SET password = ? WHERE id = ?", PasswordHasher().hash(password), person)
        self._do("DELETE FROM session WHERE person = ?", person)

    def by_password(self, name: str, password: str) -> Person:
        """Return the person of that name and password; the refusal does not tell which of the two was wrong."""
        from argon2 import PasswordHasher
        from argon2.exceptions import Argon2Error, InvalidHashError

        self._slow_down(name)
        rows = self._do("SELECT * FROM person WHERE lower(name) = lower(?)", name)
        stored = rows[0]["password"] if rows else None
        hasher = PasswordHasher()
        try:
            hasher.verify(stored or _NO_PASSWORD, password)
        except (Argon2Error, InvalidHashError):
            stored = None
        if not stored:
            self._missed.setdefault(name.lower(), []).append(time.time())
            raise NotSignedIn(
                "signin.wrong",
                "Name and password do not fit.",
                where="sign-in",
                mend="Check both, or ask the owner for a new link.",
            )
        return _person(rows[0])

    def _slow_down(self, name: str) -> None:
        """Refuse a name for some minutes after many wrong passwords, so that guessing takes for ever."""
        recent = [at for at in self._missed.get(name.lower(), []) if at > time.time() - MISS_MINUTES * 60]
        self._missed[name.lower()] = recent
        if len(self._missed) > 10_000:
            self._missed.clear()
        if len(recent) >= MOST_MISSES:
            raise NotSignedIn(
                "signin.too_often",
                "There were too many wrong passwords for this name.",
                where="sign-in",
                mend=f"Wait {MISS_MINUTES} minutes, or ask the owner for a link.",
            )

    # sessions and links ---------------------------------------------------------------------------------

    def make_link(self, person: str, *, hours: float = 24) -> str:
        """Return a secret that signs the person in, until it expires."""
        secret = secrets.token_urlsafe(24)
        self._do("DELETE FROM link WHERE expires < ?", time.time())
        self._do("INSERT INTO link VALUES (?, ?, ?)", hashed(secret), person, time.time() + hours * 3600)
        return secret

    def by_link(self, secret: str) -> Person:
        rows = self._do("SELECT person FROM link WHERE hash = ? AND expires > ?", hashed(secret), time.time())
        if not rows:
            raise NotSignedIn(
                "signin.link",
                "This link is not valid any more.",
                where="the link after #t=",
                mend="Ask for a new one: `goldsmith link WORKSPACE` prints the owner's.",
            )
        return self.get(rows[0]["person"])

    def start_session(self, person: str) -> str:
        secret = secrets.token_urlsafe(32)
        self._do("DELETE FROM session WHERE expires < ?", time.time())
        self._do(
            "INSERT INTO session VALUES (?, ?, ?)", hashed(secret), person, time.time() + SESSION_DAYS * 86400
        )
        self._do("UPDATE person SET last_seen = ? WHERE id = ?", now_iso(), person)
        return secret

    def end_session(self, secret: str) -> None:
        self._do("DELETE FROM session WHERE hash = ?", hashed(secret))

    def by_session(self, secret: str) -> Access | None:
        rows = self._do(
            "SELECT p.* FROM session s JOIN person p ON p.id = s.person WHERE s.hash = ? AND s.expires > ?",
            hashed(secret),
            time.time(),
        )
        return Access(_person(rows[0])) if rows else None

    # tokens ---------------------------------------------------------------------------------------------

    def make_token(
        self, person: str, *, name: str, project: str | None, role: str, days: float
    ) -> tuple[str, str]:
        """Return the token's id and its secret, which is shown this once."""
        secret, token = "gs_" + secrets.token_urlsafe(32), new_id()
        self._do(
            "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            token,
            hashed(secret),
            person,
            name,
            project,
            role,
            now_iso(),
            time.time() + days * 86400,
        )
        return token, secret

    def by_token(self, secret: str) -> Access | None:
        rows = self._do(
            "SELECT p.*, t.role, t.project, t.id AS token, t.last_used FROM token t JOIN person p ON p.id = t.person "
            "WHERE t.hash = ? AND t.expires > ?",
            hashed(secret),
            time.time(),
        )
        if not rows:
            return None
        if (rows[0]["last_used"] or "")[:16] != now_iso()[
            :16
        ]:  # to the minute: else each request waits for the disk
            self._do("UPDATE token SET last_used = ? WHERE id = ?", now_iso(), rows[0]["token"])
        return Access(_person(rows[0]), rows[0]["role"], rows[0]["project"], is_token=True)

    def tokens(self, person: str) -> list[sqlite3.Row]:
        return self._do("SELECT * FROM token WHERE person = ? ORDER BY created_at", person)

    def revoke_token(self, person: str, token: str) -> None:
        if not self._do("DELETE FROM token WHERE id = ? AND person = ? RETURNING id", token, person):
            raise NotFound(
                "token.unknown", "You have no such token.", where=token, mend="List your tokens first."
            )

    # memberships and invitations ------------------------------------------------------------------------

    def role(self, person: Person, project: str) -> str | None:
        if person.is_owner:
            return "owner"
        rows = self._do("SELECT role FROM membership WHERE person = ? AND project = ?", person.id, project)
        return rows[0]["role"] if rows else None

    def roles(self, person: str) -> dict[str, str]:
        return {
            r["project"]: r["role"] for r in self._do("SELECT * FROM membership WHERE person = ?", person)
        }

    def set_role(self, person: str, project: str, role: str) -> None:
        self._do(
            "INSERT INTO membership (person, project, role) VALUES (?, ?, ?) "
            "ON CONFLICT (person, project) DO UPDATE SET role = excluded.role",
            person,
            project,
            role,
        )

    def skills(self, person: str, project: str) -> tuple[str, ...]:
        """Return the languages and other skills that a membership says of a person."""
        rows = self._do("SELECT skills FROM membership WHERE person = ? AND project = ?", person, project)
        return tuple(json.loads(rows[0]["skills"])) if rows else ()

    def set_skills(self, person: str, project: str, skills: Sequence[str]) -> None:
        """Say which languages and other skills somebody has in a project; the workspace's owner too."""
        self._do(
            "INSERT INTO membership (person, project, role, skills) VALUES (?, ?, 'owner', ?) "
            "ON CONFLICT (person, project) DO UPDATE SET skills = excluded.skills",
            person,
            project,
            canonical(list(skills)),
        )

    def remove_member(self, person: str, project: str) -> None:
        self._do("DELETE FROM membership WHERE person = ? AND project = ?", person, project)

    def members(self, project: str) -> list[tuple[Person, str]]:
        rows = self._do(
            "SELECT p.*, coalesce(m.role, 'owner') AS role FROM person p "
            "LEFT JOIN membership m ON m.person = p.id AND m.project = ? "
            "WHERE m.role IS NOT NULL OR p.is_owner = 1 ORDER BY p.created_at",
            project,
        )
        return [(_person(row), "owner" if row["is_owner"] else row["role"]) for row in rows]

    def invite(self, project: str, *, role: str, note: str, days: float, uses: int) -> tuple[str, str]:
        """Return the invitation's id and its secret, which is shown this once."""
        secret, invitation = secrets.token_urlsafe(24), new_id()
        self._do(
            "INSERT INTO invitation VALUES (?, ?, ?, ?, ?, ?, ?)",
            invitation,
            hashed(secret),
            project,
            role,
            note,
            time.time() + days * 86400,
            uses,
        )
        return invitation, secret

    def invitations(self, project: str) -> list[sqlite3.Row]:
        return self._do(
            "SELECT * FROM invitation WHERE project = ? AND uses_left > 0 ORDER BY expires", project
        )

    def revoke_invitation(self, project: str, invitation: str) -> None:
        if not self._do(
            "DELETE FROM invitation WHERE id = ? AND project = ? RETURNING id", invitation, project
        ):
            raise NotFound(
                "invitation.unknown",
                "There is no such invitation.",
                where=invitation,
                mend="List them first.",
            )

    def invitation(self, secret: str) -> sqlite3.Row:
        """Return the invitation of a secret; raises NotSignedIn when it does not hold any more."""
        rows = self._do(
            "SELECT * FROM invitation WHERE hash = ? AND expires > ? AND uses_left > 0",
            hashed(secret),
            time.time(),
        )
        if not rows:
            raise NotSignedIn(
                "invitation.spent",
                "This invitation is not valid any more.",
                where="the link after #t=",
                mend="Ask whoever sent it for a new one.",
            )
        return rows[0]

    def accept(self, secret: str, name: str, signed_in: Person | None) -> Person:
        """Spend one use of an invitation: a new person of that name, or the one signed in, becomes a member."""
        with self._lock:
            row = self.invitation(secret)
            person = signed_in or self.add(name)
            held = self.role(person, row["project"])
            if held is None or RANK[row["role"]] > RANK[held]:
                self.set_role(person.id, row["project"], row["role"])
            self._do("UPDATE invitation SET uses_left = uses_left - 1 WHERE id = ?", row["id"])
        return person


def weaker(role: str, ceiling: str) -> str | None:
    """Return the role that both allow, None when there is none.

    >>> weaker("owner", "viewer"), weaker("annotator", "owner"), weaker("annotator", "viewer")
    ('viewer', 'annotator', None)
    """
    return ceiling if ceiling in COVERS[role] else role if role in COVERS[ceiling] else None


def require(role: str | None, needed: str) -> None:
    """Raise NotAllowed unless the role reaches the needed one."""
    if role is None or RANK[role] < RANK[needed]:
        raise NotAllowed(
            "role.too_low",
            f"This needs the role {needed}; yours is {role or 'none'}.",
            where="your account",
            mend="Ask the project's owner.",
        )


def _person(row: sqlite3.Row) -> Person:
    return Person(
        row["id"], row["name"], bool(row["is_owner"]), row["password"] is not None, row["last_seen"]
    )


# verified against when nobody bears the name, so that a refusal takes as long either way
_NO_PASSWORD = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # noqa: S105
)
