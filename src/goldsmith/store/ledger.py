"""A project's file: one writer, many readers, an append-only ledger with one running number through all tables."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from goldsmith.errors import Conflict, Damaged, GoldsmithError, NotFound, Unavailable
from goldsmith.model import canonical

Row: TypeAlias = sqlite3.Row
Connection: TypeAlias = sqlite3.Connection
DatabaseError: TypeAlias = sqlite3.Error

SCHEMA_VERSION = 2
LEDGER = (
    "run",
    "guideline",
    "item",
    "annotator",
    "assignment",
    "annotation",
    "gold",
    "finding",
    "remark",
    "split",
    "batch_item",
    "release",
)
LOG_PAGES = 1000  # of the log, after which a transaction brings it into the file
PLAIN = frozenset({str, int, float, type(None)})
CACHES = (
    "state_count",
    "state_queue",
    "state_cursor",
    "state_batch",
    "state_seen",
    "state_item",
    "state_label",
)


class Transaction:
    """One atomic, durable change. Rows get their `seq` here, under the write lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.sql = connection

    def reserve(self, n: int) -> int:
        """Return the first of `n` consecutive numbers that are now taken."""
        last = self.sql.execute("UPDATE state_counter SET seq = seq + ? RETURNING seq", (n,)).fetchone()[0]
        return int(last) - n + 1

    def append(self, table: str, row: Mapping[str, object]) -> int:
        """Append one row to a table of the ledger and return its seq."""
        return self.append_many(table, tuple(row), [tuple(row.values())])

    def append_many(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
        """Append rows in order and return the seq of the first; mappings and lists become canonical JSON."""
        if not rows:
            return self.last_seq()
        first = self.reserve(len(rows))
        marks = ", ".join("?" * (len(columns) + 1))
        self.sql.executemany(
            f"INSERT INTO {table} (seq, {', '.join(columns)}) VALUES ({marks})",
            ((first + n, *map(_cell, row)) for n, row in enumerate(rows)),
        )
        return first

    def last_seq(self) -> int:
        return int(self.sql.execute("SELECT seq FROM state_counter").fetchone()[0])

    def put_setting(self, key: str, value: object) -> None:
        self.sql.execute("REPLACE INTO state_setting VALUES (?, ?)", (key, canonical(value)))


def _keeps(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_keeps_{verb} BEFORE {verb} ON {table} BEGIN "
        "SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


def _triggers() -> list[str]:
    """Return what refuses to change or delete facts."""
    return [_keeps(table, verb) for table in (*LEDGER, "meta") for verb in ("UPDATE", "DELETE")]


def _statements(text: str) -> Iterator[str]:
    """Yield the statements of a script, which `executescript` would each commit alone."""
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _cell(value: object) -> Any:
    if type(value) in PLAIN:  # nearly all of them, and quicker to tell than what a mapping is
        return value
    return canonical(value) if isinstance(value, Mapping | list | tuple) else value


class Ledger:
    """An open project file. Readers see the last commit; `write` is one at a time and durable when it returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._local = threading.local()
        self._guard = threading.Lock()
        self._open: list[tuple[threading.Thread, sqlite3.Connection]] = []
        with translated(path):
            self._writer = self._connect()
            version = self._writer.execute("PRAGMA user_version").fetchone()[0]
            is_ours = self._writer.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'meta'"
            ).fetchone()[0]
        if not is_ours:
            self.close()
            raise Damaged(
                "project.foreign",
                "This is not a Goldsmith project.",
                where=str(path),
                mend="Name the file project.sqlite inside a project's folder.",
            )
        if version > SCHEMA_VERSION:
            self.close()
            raise Unavailable(
                "project.newer",
                f"The project was written by a newer Goldsmith (schema {version}).",
                where=str(path),
                mend="Install that Goldsmith or a later one.",
            )
        if version < SCHEMA_VERSION:
            self._migrate(version)
        self._settle_counter()

    def _migrate(self, version: int) -> None:
        """Bring an older file to the present schema, once it was copied aside; all of it or nothing."""
        aside = self.path.with_name(f"{self.path.stem}.before-schema-{version + 1}{self.path.suffix}")
        part = aside.with_name(aside.name + ".part")
        with translated(self.path):
            part.unlink(missing_ok=True)
            target = sqlite3.connect(part)
            try:
                self._writer.backup(target)
            finally:
                target.close()
            part.replace(aside)
        with self.write() as tx:
            for number in range(version + 1, SCHEMA_VERSION + 1):
                text = (files("goldsmith.store") / "migrations" / f"{number:04}.sql").read_text("utf-8")
                for statement in _statements(text):
                    tx.sql.execute(statement)
            for statement in _triggers():
                tx.sql.execute(statement)
            tx.sql.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @classmethod
    def create(cls, path: Path, meta: Mapping[str, str]) -> Ledger:
        """Make a new project file; the folder must exist and the file must not."""
        if path.exists():
            raise Conflict(
                "project.exists",
                "There is a project file already.",
                where=str(path),
                mend="Choose another name.",
            )
        part = path.with_name(path.name + ".part")  # whole or not there at all, whenever the process ends
        with translated(path):
            connection = sqlite3.connect(part, isolation_level=None)
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(
                "BEGIN; "
                + (files("goldsmith.store") / "schema.sql").read_text("utf-8")
                + " ".join(f"{statement};" for statement in _triggers())
                + "COMMIT;"
            )
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.close()
            part.replace(path)
        return cls(path)

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise NotFound(
                "project.missing", "There is no project file.", where=str(self.path), mend="Check the path."
            )
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 10000")
        connection.execute("PRAGMA temp_store = MEMORY")
        with self._guard:
            self._close_idle()
            self._open.append((threading.current_thread(), connection))
        return connection

    def _close_idle(self) -> None:
        """Close the readers of threads that have ended: a server's threads come and go."""
        for owner, connection in self._open[1:]:  # the first is the writer's
            if not owner.is_alive():
                connection.close()
        self._open[1:] = [kept for kept in self._open[1:] if kept[0].is_alive()]

    def _settle_counter(self) -> None:
        """Put the running number behind the last fact: a copied or mended file opens like any other."""
        newest = " UNION ALL ".join(f"SELECT max(seq) AS seq FROM {table}" for table in LEDGER)
        with self.write() as tx:
            tx.sql.execute(
                f"UPDATE state_counter SET seq = max(seq, ifnull((SELECT max(seq) FROM ({newest})), 0))"
            )

    @property
    def reader(self) -> sqlite3.Connection:
        """This thread's connection for reading."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with translated(self.path):
                connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def write(self, *, is_lazy: bool = False) -> Iterator[Transaction]:
        """Hold the write lock for one transaction; an error inside undoes all of it.

        is_lazy: do not wait for the disk; it is durable with the next transaction that is.
        """
        with self._lock, translated(self.path), self._lazily() if is_lazy else nullcontext():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(self._writer)
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def _lazily(self) -> Iterator[None]:
        self._writer.execute("PRAGMA synchronous = NORMAL")
        self._writer.execute("PRAGMA wal_autocheckpoint = 0")
        try:
            yield
        finally:
            self._writer.execute("PRAGMA synchronous = FULL")
            self._writer.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")

    def move_log(self) -> None:
        """Bring what lazy transactions wrote from the log into the file, while others write on."""
        with translated(self.path):
            self.reader.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def redacting(self) -> Iterator[Transaction]:
        """Hold the write lock for one transaction that may change rows: the triggers are off inside it, and only there.

        What it overwrites is gone from the file's pages once `sweep` has run.
        """
        with self._lock, translated(self.path):
            self._writer.execute("PRAGMA secure_delete = ON")
            with self.write() as tx:
                for table in (*LEDGER, "meta"):
                    tx.sql.execute(f"DROP TRIGGER IF EXISTS {table}_keeps_UPDATE")
                yield tx
                for table in (*LEDGER, "meta"):
                    tx.sql.execute(_keeps(table, "UPDATE"))

    def sweep(self, seconds: float = 30) -> None:
        """Write the file anew, without free pages, and empty its log. Raises Unavailable while somebody reads on."""
        with self._lock, translated(self.path):
            self._empty_log(seconds)
            sweeper = sqlite3.connect(
                self.path, isolation_level=None, timeout=seconds
            )  # its copy goes to disk
            try:
                sweeper.execute("PRAGMA secure_delete = ON")
                sweeper.execute("VACUUM")
            finally:
                sweeper.close()
            self._empty_log(seconds)

    def _empty_log(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > end:
                raise Unavailable(
                    "project.read_on",
                    "Somebody is still reading the project file, so its log cannot be emptied.",
                    where=str(self.path),
                    mend="Wait for long reads to end, or stop the server and open the project again.",
                )
            time.sleep(0.05)

    def seq(self) -> int:
        """Return the number of the newest fact."""
        return int(self.reader.execute("SELECT seq FROM state_counter").fetchone()[0])

    def meta(self) -> dict[str, str]:
        return {row["key"]: row["value"] for row in self.reader.execute("SELECT key, value FROM meta")}

    def check(self) -> list[str]:
        """Return what is wrong with the file, in sentences; empty when it is whole."""
        faults: list[str] = []
        try:
            for row in self.reader.execute("PRAGMA integrity_check"):  # it names pages, then may fail at one
                faults += [line for line in row[0].splitlines() if line != "ok"]
            for table in LEDGER:
                triggers = self.reader.execute(
                    "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
                ).fetchone()[0]
                if triggers < 2:
                    faults.append(f"Table {table} has lost the triggers that keep it append-only.")
            faults += self._strays()
        except sqlite3.DatabaseError as error:
            faults += [f"The file cannot be read through: {error}.", *self._unreadable()]
        return faults

    def _unreadable(self) -> Iterator[str]:
        """Name the tables that cannot be read through, with their indexes."""
        tables = self.reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            try:
                self.reader.execute(f"PRAGMA integrity_check('{table}')").fetchall()
            except sqlite3.DatabaseError as error:
                yield f"Table {table} is damaged: {error}."

    def _strays(self) -> Iterable[str]:
        """Name the rows that point at nothing."""
        links = [
            ("assignment", "item", "item"),
            ("assignment", "annotator", "annotator"),
            ("annotation", "item", "item"),
            ("annotation", "annotator", "annotator"),
            ("annotation", "guideline", "guideline"),
            ("gold", "item", "item"),
            ("annotation", "replaces", "annotation"),
            ("item", "run", "run"),
            ("split", "item", "item"),
            ("batch_item", "item", "item"),
            ("batch_item", "run", "run"),
        ]
        for table, column, target in links:
            n = self.reader.execute(
                f"SELECT count(*) FROM {table} t WHERE t.{column} IS NOT NULL "
                f"AND NOT EXISTS (SELECT 1 FROM {target} o WHERE o.seq = t.{column})"
            ).fetchone()[0]
            if n:
                yield f"{n} rows of {table} name a {column} that does not exist."

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of the file while others go on writing."""
        with translated(path):
            target = sqlite3.connect(path)
            try:
                self.reader.backup(target)
            finally:
                target.close()

    def close(self) -> None:
        with self._guard:
            for _, connection in self._open:
                connection.close()
            self._open.clear()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Tell SQLite's refusals as what, where, mend."""
    try:
        yield
    except sqlite3.Error as error:
        raise told(error, path) from error
    except OSError as error:
        raise Unavailable(
            "disk.refused",
            f"The disk refused: {error.strerror}.",
            where=str(error.filename or path),
            mend="Check free space and permissions; nothing half-done was kept.",
        ) from error


def told(error: sqlite3.Error, path: Path) -> GoldsmithError:
    """Return what SQLite refuses as what, where, mend."""
    text, where = str(error), str(path)
    if "full" in text:
        return Unavailable(
            "disk.full",
            "The disk is full, so nothing was stored.",
            where=where,
            mend="Free some space and send again; answers wait in the browser.",
        )
    if "disk I/O" in text:
        return Unavailable(
            "disk.refused",
            "The disk refused to read or write, so nothing was stored.",
            where=where,
            mend="Check its free space and health and send again; answers wait in the browser.",
        )
    if "readonly" in text or "unable to open" in text or "permission" in text:
        return Unavailable(
            "disk.readonly",
            f"The project file cannot be written ({text}).",
            where=where,
            mend="Check the folder's permissions.",
        )
    if "locked" in text or "busy" in text:
        return Unavailable(
            "project.busy",
            "Another program is writing to the project file.",
            where=where,
            mend="Close the other program, or run the command through the server.",
        )
    if "UNIQUE" in text:
        return Conflict(
            "ledger.twice", f"Somebody was first ({text}).", where=where, mend="Look again, then repeat."
        )
    if isinstance(error, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
        return Damaged(
            "project.damaged",
            f"The project file is damaged ({text}).",
            where=where,
            mend="Run `goldsmith check` on it and restore the last backup.",
        )
    return Unavailable(
        "store.refused",
        f"The project file refused a statement ({text}).",
        where=where,
        mend="Run `goldsmith check` on the file.",
    )
