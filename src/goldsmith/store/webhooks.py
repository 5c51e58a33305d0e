"""A workspace's webhooks: whom to tell of what, what waits to be told, and what became of it."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldsmith.errors import NotFound
from goldsmith.model import canonical, new_id
from goldsmith.store.ledger import translated
from goldsmith.store.people import now_iso

KEPT = 50  # attempts that can still be looked at, of each webhook


@dataclass(frozen=True, slots=True)
class Webhook:
    """secret: signs what is sent. seq: up to which fact the outbox is filled. off: why nothing is sent, else None."""

    id: str
    project: str
    url: str
    secret: str
    events: tuple[str, ...]
    created_at: str
    seq: int
    told: tuple[str, ...]
    n_failed: int
    due: float
    failing_since: float | None
    off: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt. types: of its events, each once. status: the receiver's, None when it did not answer."""

    at: str
    types: tuple[str, ...]
    n_events: int
    status: int | None
    told: str
    ms: int

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Webhooks:
    """The file `webhooks.sqlite` of a workspace; made with the first webhook. Nothing here is a fact about labels."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translated(self._path):
            sql = self._opened()
            sql.execute("BEGIN IMMEDIATE")
            try:
                yield sql
                sql.execute("COMMIT")
            except BaseException:
                if sql.in_transaction:
                    sql.execute("ROLLBACK")
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            is_new = not self._path.exists()
            self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            if is_new:
                self._path.chmod(0o600)  # it holds secrets
                self._connection.execute("PRAGMA journal_mode = WAL")
                script = (files("goldsmith.store") / "webhooks.sql").read_text("utf-8")
                self._connection.executescript(f"BEGIN; {script} COMMIT;")
        return self._connection

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        if self._connection is None and not self._path.exists():
            return []  # nobody has any yet
        with self._lock, translated(self._path):
            return self._opened().execute(statement, values).fetchall()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # webhooks -----------------------------------------------------------------------------------------------------

    def add(self, project: str, *, url: str, events: Sequence[str], seq: int) -> Webhook:
        """Add a webhook that tells what comes after a fact; its secret is shown this once."""
        ident, secret = new_id(), "gw_" + secrets.token_urlsafe(32)
        with self._write() as sql:
            sql.execute(
                "INSERT INTO webhook VALUES (?, ?, ?, ?, ?, ?)",
                (ident, project, url, secret, canonical(list(events)), now_iso()),
            )
            sql.execute("INSERT INTO state_webhook VALUES (?, ?, '[]', 0, 0, NULL, NULL)", (ident, seq))
        return self.need(project, ident)

    def listing(self, project: str | None = None) -> list[Webhook]:
        """Return the webhooks of a project, or of all, oldest first."""
        rows = self._rows(
            "SELECT w.*, s.* FROM webhook w JOIN state_webhook s ON s.id = w.id "
            "WHERE ? IS NULL OR w.project = ? ORDER BY w.created_at, w.id",
            project,
            project,
        )
        return [_webhook(row) for row in rows]

    def need(self, project: str, webhook: str) -> Webhook:
        found = next((one for one in self.listing(project) if one.id == webhook), None)
        if found is None:
            raise NotFound(
                "webhook.unknown",
                "There is no such webhook.",
                where=webhook,
                mend="Look at the Settings page.",
            )
        return found

    def remove(self, webhook: str) -> None:
        with self._write() as sql:
            sql.execute("DELETE FROM webhook WHERE id = ?", (webhook,))
            sql.execute("DELETE FROM state_webhook WHERE id = ?", (webhook,))
            sql.execute("DELETE FROM state_outbox WHERE webhook = ?", (webhook,))
            sql.execute("DELETE FROM state_delivery WHERE webhook = ?", (webhook,))

    def set_events(self, webhook: str, events: Sequence[str]) -> None:
        with self._write() as sql:
            sql.execute("UPDATE webhook SET events = ? WHERE id = ?", (canonical(list(events)), webhook))

    def turn(self, webhook: str, off: str | None) -> None:
        """Stop sending for a reason, or begin again at once where it stopped."""
        with self._write() as sql:
            sql.execute(
                "UPDATE state_webhook SET off = ?, n_failed = 0, due = 0, failing_since = NULL WHERE id = ?",
                (off, webhook),
            )

    # the outbox -----------------------------------------------------------------------------------------------------

    def fill(
        self, webhook: str, events: Sequence[Mapping[str, Any]], *, seq: int, told: Sequence[str]
    ) -> None:
        """Put events into the outbox and remember up to which fact that was, together or not at all."""
        with self._write() as sql:
            sql.executemany(
                "INSERT INTO state_outbox (webhook, event) SELECT id, ? FROM webhook WHERE id = ?",
                [(canonical(event), webhook) for event in events],
            )
            sql.execute(
                "UPDATE state_webhook SET seq = ?, told = ? WHERE id = ?",
                (seq, canonical(list(told)), webhook),
            )

    def waiting(self, webhook: str, most: int) -> list[tuple[int, dict[str, Any]]]:
        """Return the oldest events that wait, each with its number."""
        rows = self._rows(
            "SELECT n, event FROM state_outbox WHERE webhook = ? ORDER BY n LIMIT ?", webhook, most
        )
        return [(row["n"], json.loads(row["event"])) for row in rows]

    def n_waiting(self, webhook: str) -> int:
        rows = self._rows("SELECT count(*) AS n FROM state_outbox WHERE webhook = ?", webhook)
        return int(rows[0]["n"]) if rows else 0

    def taken(self, webhook: str, upto: int, delivery: Delivery) -> None:
        """Note that the receiver took all events up to a number."""
        with self._write() as sql:
            sql.execute("DELETE FROM state_outbox WHERE webhook = ? AND n <= ?", (webhook, upto))
            sql.execute(
                "UPDATE state_webhook SET n_failed = 0, due = 0, failing_since = NULL WHERE id = ?",
                (webhook,),
            )
            _log(sql, webhook, delivery)

    def failed(self, webhook: str, delivery: Delivery, *, now: float, due: float, off: str | None) -> None:
        """Note that the receiver did not take them, when to try again, and whether that is the end."""
        with self._write() as sql:
            sql.execute(
                "UPDATE state_webhook SET n_failed = n_failed + 1, due = ?, off = ?, "
                "failing_since = coalesce(failing_since, ?) WHERE id = ?",
                (due, off, now, webhook),
            )
            _log(sql, webhook, delivery)

    def log(self, webhook: str, delivery: Delivery) -> None:
        """Note an attempt that is not of the outbox: a test."""
        with self._write() as sql:
            _log(sql, webhook, delivery)

    def deliveries(self, webhook: str, n: int) -> list[Delivery]:
        """Return the last attempts, newest first."""
        rows = self._rows(
            "SELECT * FROM state_delivery WHERE webhook = ? ORDER BY n DESC LIMIT ?", webhook, n
        )
        return [
            Delivery(r["at"], tuple(json.loads(r["types"])), r["n_events"], r["status"], r["told"], r["ms"])
            for r in rows
        ]


def _log(sql: sqlite3.Connection, webhook: str, told: Delivery) -> None:
    sql.execute(
        "INSERT INTO state_delivery (webhook, at, types, n_events, status, told, ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (webhook, told.at, canonical(list(told.types)), told.n_events, told.status, told.told, told.ms),
    )
    sql.execute(
        "DELETE FROM state_delivery WHERE webhook = ? AND n <= "
        "(SELECT n FROM state_delivery WHERE webhook = ? ORDER BY n DESC LIMIT 1 OFFSET ?)",
        (webhook, webhook, KEPT),
    )


def _webhook(row: sqlite3.Row) -> Webhook:
    return Webhook(
        row["id"],
        row["project"],
        row["url"],
        row["secret"],
        tuple(json.loads(row["events"])),
        row["created_at"],
        row["seq"],
        tuple(json.loads(row["told"])),
        row["n_failed"],
        row["due"],
        row["failing_since"],
        row["off"],
    )
