"""The project's file: append-only, one running number, whole or refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from goldsmith.errors import Conflict, Damaged, NotFound, Unavailable
from goldsmith.store.ledger import LEDGER, Ledger, translated

META = {"id": "0" * 32, "title": "T", "created_at": "2026-01-01T00:00:00Z", "salt": "00"}
RUN = {
    "id": "r",
    "stage": "s",
    "method": "m",
    "parameters": {},
    "seed": 0,
    "as_of": 0,
    "environment": {},
    "by_person": None,
    "at": "",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Ledger.create(tmp_path / "project.sqlite", META).close()
    return tmp_path / "project.sqlite"


def add_run(ledger: Ledger, name: str) -> int:
    with ledger.write() as tx:
        return tx.append("run", {**RUN, "id": name})


def test_numbers_run_through_all_tables_and_survive_closing(path: Path) -> None:
    ledger = Ledger(path)
    assert [add_run(ledger, "a"), add_run(ledger, "b")] == [1, 2]
    ledger.close()
    ledger = Ledger(path)
    assert add_run(ledger, "c") == 3
    ledger.close()


def test_a_counter_that_was_lost_is_found_again_from_the_facts(path: Path) -> None:
    ledger = Ledger(path)
    add_run(ledger, "a")
    with ledger.write() as tx:
        tx.sql.execute("UPDATE state_counter SET seq = 0")
    ledger.close()
    ledger = Ledger(path)
    assert add_run(ledger, "b") == 2
    ledger.close()


def test_an_error_inside_a_transaction_undoes_all_of_it(path: Path) -> None:
    ledger = Ledger(path)

    def interrupted() -> None:
        with ledger.write() as tx:
            tx.append("run", {**RUN, "id": "a"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert ledger.seq() == 0
    assert ledger.reader.execute("SELECT count(*) FROM run").fetchone()[0] == 0
    ledger.close()


def test_a_row_that_is_there_already_is_a_conflict(path: Path) -> None:
    ledger = Ledger(path)
    add_run(ledger, "a")
    with pytest.raises(Conflict) as caught:
        add_run(ledger, "a")
    assert caught.value.slug == "ledger.twice"
    ledger.close()


def test_every_table_of_the_ledger_refuses_change_and_deletion(path: Path) -> None:
    ledger = Ledger(path)
    names = {row[0] for row in ledger.reader.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert names == {f"{table}_keeps_{verb}" for table in (*LEDGER, "meta") for verb in ("UPDATE", "DELETE")}
    assert ledger.check() == []
    ledger.close()


def test_a_lost_trigger_is_found(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER run_keeps_DELETE")
    connection.close()
    ledger = Ledger(path)
    assert ledger.check() == ["Table run has lost the triggers that keep it append-only."]
    ledger.close()


def test_a_corrupted_page_is_found_and_named(path: Path) -> None:
    ledger = Ledger(path)
    for n in range(2000):
        add_run(ledger, f"run {n}")
    ledger.reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 8192 * 8192
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(bytes(content))
    faults: list[str] = []
    try:
        ledger = Ledger(path)
        faults = ledger.check()
        ledger.close()
    except Damaged as error:
        faults = [error.what]
    assert faults


def test_a_file_that_is_no_project_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).close()
    with pytest.raises(Damaged, match="not a Goldsmith project"):
        Ledger(other)
    text = tmp_path / "text.sqlite"
    text.write_text("no database at all, but some text that is long enough to be read as one" * 40)
    with pytest.raises(Damaged):
        Ledger(text)


def test_a_project_of_a_newer_version_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(Unavailable, match="newer Goldsmith"):
        Ledger(path)


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Ledger(tmp_path / "none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


def test_a_full_disk_is_told_as_such(path: Path) -> None:
    ledger = Ledger(path)
    with ledger.write() as tx:
        tx.append("run", {**RUN, "id": "first"})
    ledger._writer.execute("PRAGMA max_page_count = 1")

    def write_much() -> None:
        with ledger.write() as tx:
            for n in range(5000):
                tx.append("run", {**RUN, "id": f"{n}", "parameters": {"long": "x" * 500}})

    with pytest.raises(Unavailable) as caught:
        write_much()
    assert caught.value.slug == "disk.full"
    assert ledger.seq() == 1
    assert ledger.check() == []
    ledger.close()


def test_a_copy_made_while_others_write_is_whole(path: Path, tmp_path: Path) -> None:
    ledger = Ledger(path)
    add_run(ledger, "a")
    ledger.copy_to(tmp_path / "copy.sqlite")
    add_run(ledger, "b")
    copy = Ledger(tmp_path / "copy.sqlite")
    assert copy.seq() == 1
    assert copy.check() == []
    copy.close()
    ledger.close()


def test_a_refusal_of_the_disk_says_what_where_and_mend(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught, translated(tmp_path):
        (tmp_path / "no" / "such").write_text("x")
    assert caught.value.where.endswith("such")
    assert caught.value.mend
