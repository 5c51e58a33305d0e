"""The disk is full, or may not be written: a clear stop, nothing torn, and nothing acknowledged that is not there."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldsmith.errors import GoldsmithError, Unavailable
from goldsmith.project.workspace import Workspace
from tests.faults.crew import BASE, SLUG, Hand, labeling, open_file, prepare, stored
from tests.serving import Server, goldsmith, run
from tests.team import add_texts

pytestmark = pytest.mark.slow

# no file may grow beyond this: what is written above it is refused, as by a full disk
NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({n}, {n}))"
# root may write everywhere, so the server becomes nobody once all it needs is imported
NOBODY = """import os, uvicorn, goldsmith.web.app, goldsmith.client, goldsmith.cli.serving
os.geteuid() or os.seteuid(65534)"""

INDEX = "SELECT rootpage FROM sqlite_master WHERE name = 'item_by_run'"


def whole(problem: dict[str, object]) -> bool:
    return all(problem[part] for part in ("slug", "what", "where", "mend"))


def test_a_full_disk_stops_clearly_and_nothing_is_torn(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    hands = prepare(folder, n_items=2000, n_hands=2)
    room = (folder / SLUG / "project.sqlite").stat().st_size + 200_000
    with Server(folder, setup=NO_ROOM.format(n=room)) as server, labeling(server, hands) as begun:
        assert begun.wait(30)
        while not all(hand.problems for hand in hands):
            assert server.process.poll() is None
    problems = [problem for hand in hands for problem in hand.problems]
    assert {problem["status"] for problem in problems} == {503}
    assert {str(problem["slug"]) for problem in problems} <= {"disk.refused", "disk.full"}
    assert all(whole(problem) for problem in problems)
    acknowledged = {each for hand in hands for each in hand.acknowledged}
    assert acknowledged == stored(folder).keys()
    with Server(folder) as server:  # with room again: what waited is sent, and everything is there
        for hand in hands:
            hand.problems.clear()
            with server.client(hand.token) as client:
                hand.flush(client)
            assert (hand.outbox, hand.problems) == ([], [])
        assert "everything is whole" in run("check", folder / SLUG)


def test_an_upload_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    prepare(folder, n_items=2, n_hands=1)
    room = (folder / SLUG / "project.sqlite").stat().st_size + 300_000
    with Server(folder, setup=NO_ROOM.format(n=room)) as server, server.client() as client:
        reply = client.post(f"{BASE}/imports?name=big.csv", content=b"text\n" + b"x" * 2_000_000)
        assert reply.status_code == 503
        assert whole(reply.json())
        assert list((folder / SLUG / "uploads").iterdir()) == []
        assert client.get(BASE).status_code == 200


def test_an_import_that_does_not_fit_adds_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    prepare(folder, n_items=2, n_hands=1)
    table = tmp_path / "t.csv"
    table.write_text("text\n" + "".join(f"a rather long text number {n}\n" for n in range(8000)))
    room = (folder / SLUG / "project.sqlite").stat().st_size + 600_000
    with Server(folder, setup=NO_ROOM.format(n=room)) as server, server.client() as client:
        job = client.post(f"{BASE}/imports", params={"path": str(table)}).json()
        while job["state"] == "running":
            job = client.get(f"/api/v1/jobs/{job['id']}").json()
        assert (job["state"], job["problem"]["slug"].partition(".")[0]) == ("failed", "disk")
        assert client.get(BASE).json()["progress"]["n_items"] == 2
    with open_file(folder) as sql:
        assert sql.execute("SELECT count(*) FROM item").fetchone()[0] == 2


def test_sqlites_own_word_for_a_full_disk_is_told(tmp_path: Path) -> None:
    prepare(tmp_path / "w", n_items=2, n_hands=1)
    workspace = Workspace(tmp_path / "w")
    project = workspace.project(SLUG)
    pages = project.ledger._writer.execute("PRAGMA page_count").fetchone()[0]
    project.ledger._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    seq = project.ledger.seq()
    with pytest.raises(Unavailable) as refused:
        add_texts(project, ["x" * 500] * 500)
    assert (refused.value.slug, refused.value.status) == ("disk.full", 503)
    assert refused.value.mend
    assert project.ledger.seq() == seq
    project.ledger._writer.execute("PRAGMA max_page_count = 1000000")
    add_texts(project, ["x"])
    assert project.ledger.check() == []
    workspace.close()


@pytest.fixture
def shut() -> Iterator[tuple[Path, Hand]]:
    """Return a workspace that a server can reach, and whose project folder it may not write."""
    outer = Path(tempfile.mkdtemp(prefix="goldsmith-"))
    outer.chmod(0o755)
    (hand,) = prepare(outer / "w", n_items=3, n_hands=1)
    for path in [outer / "w", *(outer / "w").iterdir()]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    for path in [*(outer / "w" / SLUG).rglob("*"), outer / "w" / SLUG]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield outer / "w", hand
    for path in [outer / "w" / SLUG, outer / "w" / SLUG / "media"]:
        path.chmod(0o755)
    shutil.rmtree(outer)


def test_a_project_that_may_not_be_written_says_so(shut: tuple[Path, Hand]) -> None:
    folder, hand = shut
    with Server(folder, setup=NOBODY) as server, server.client(hand.token) as client:
        for reply in (client.get(BASE), client.post(f"{BASE}/next", json={"n": 1})):
            assert reply.status_code == 503, reply.text
            assert reply.json()["slug"] == "disk.readonly"
            assert whole(reply.json())
        assert client.get("/api/v1/health").status_code == 200


def test_a_workspace_that_may_not_be_written_says_so(shut: tuple[Path, Hand]) -> None:
    folder, _ = shut
    folder.chmod(0o555)
    for path in folder.iterdir():
        if path.is_file():
            path.chmod(0o444)
    with pytest.raises(RuntimeError, match=r"(?s)disk\.refused.*where.*mend"):
        Server(folder, setup=NOBODY)
    folder.chmod(0o755)


def test_a_corrupted_page_is_found_and_its_table_named_by_check(tmp_path: Path) -> None:
    prepare(tmp_path / "w", n_items=400, n_hands=1)
    file = tmp_path / "w" / SLUG / "project.sqlite"
    with open_file(tmp_path / "w") as sql:
        root, size = (sql.execute(text).fetchone()[0] for text in (INDEX, "PRAGMA page_size"))
        sql.execute("PRAGMA journal_mode = DELETE")
    with file.open("r+b") as spoiled:
        spoiled.seek((root - 1) * size)
        spoiled.write(b"\xa5" * size)
    found = goldsmith("check", tmp_path / "w" / SLUG)
    assert found.returncode == 1
    assert "The file cannot be read through" in found.stdout
    assert re.findall(r"Table (\w+) is damaged", found.stdout) == ["item"]


def test_a_disk_that_fails_while_reading_is_told(tmp_path: Path) -> None:
    """Every route answers with what, where, mend, also when SQLite fails outside of a transaction."""
    prepare(tmp_path / "w", n_items=2, n_hands=1)
    with open_file(tmp_path / "w") as sql:
        page = sql.execute("PRAGMA page_size").fetchone()[0]
        sql.execute("PRAGMA journal_mode = DELETE")
    file = tmp_path / "w" / SLUG / "project.sqlite"
    with file.open("r+b") as torn:
        torn.seek(page)
        torn.write(os.urandom(file.stat().st_size - page))
    workspace = Workspace(tmp_path / "w")
    with pytest.raises((GoldsmithError, sqlite3.DatabaseError)) as refused:
        workspace.project(SLUG)
    assert isinstance(refused.value, GoldsmithError)
    assert refused.value.slug == "project.damaged"
    workspace.close()
