"""Files of earlier schemas open, keep every fact, and go on as if they had been made today."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from goldsmith.model import new_id
from goldsmith.project import release
from goldsmith.project.check import check
from goldsmith.project.jobs import Job
from goldsmith.project.project import FILE, Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches
from goldsmith.store.ledger import LEDGER, SCHEMA_VERSION, Ledger
from tests.team import Team

OLD = Path(__file__).parents[2] / "data" / "projects"


@pytest.fixture
def unpack(tmp_path: Path) -> Callable[[int], Path]:
    """Return a function that lays out a project whose file is of a schema."""

    def made(schema: int) -> Path:
        folder = tmp_path / "w" / "tone"
        (folder / "media").mkdir(parents=True)
        packed = (OLD / f"schema{schema}.sqlite.gz").read_bytes()
        (folder / FILE).write_bytes(gzip.decompress(packed))
        return folder

    return made


def facts(path: Path) -> dict[str, list[tuple[object, ...]]]:
    sql = sqlite3.connect(path)
    names = {row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = {t: sql.execute(f"SELECT * FROM {t} ORDER BY seq").fetchall() for t in LEDGER if t in names}
    sql.close()
    return found


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_an_old_file_opens_with_all_its_facts_and_checks_clean(
    unpack: Callable[[int], Path], schema: int
) -> None:
    folder = unpack(schema)
    before = facts(folder / FILE)
    project = Project(folder)
    assert check(project) == []
    project.close()
    after = facts(folder / FILE)
    assert {table: after[table] for table in before} == before
    assert len(before["annotation"]) > 5


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_the_old_file_is_kept_aside(unpack: Callable[[int], Path], schema: int) -> None:
    folder = unpack(schema)
    before = facts(folder / FILE)
    Project(folder).close()
    (aside,) = folder.glob("project.before-schema-*.sqlite")
    assert facts(aside) == before
    sql = sqlite3.connect(aside)
    assert sql.execute("PRAGMA user_version").fetchone()[0] == schema
    sql.close()


def test_work_goes_on_in_an_old_project(unpack: Callable[[int], Path]) -> None:
    folder = unpack(1)
    workspace = Workspace(folder.parent)
    project = workspace.project("tone")
    team = Team(workspace, project)
    team.owner = Actor(workspace.owner.id, "owner")
    assert team.label_all("dia", lambda _: "kind") > 0
    assert [row["id"] for row in caches.batches(project.ledger.reader)] == ["rest"]
    assert check(project) == []
    workspace.close()


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_an_old_project_is_read_released_and_verified(unpack: Callable[[int], Path], schema: int) -> None:
    project = Project(unpack(schema))
    job = Job(new_id(), "release", None, None)
    release.make(project, Actor(None, "owner"), release.Plan("one", {"train": 1.0}, 0, ()), job)
    found = release.verify(project, "one", job)
    assert (found["is_same"], found["missing"], found["changed"]) == (True, [], [])
    project.close()


def test_an_old_file_becomes_like_a_new_one(unpack: Callable[[int], Path], tmp_path: Path) -> None:
    folder = unpack(1)
    Project(folder).close()
    Ledger.create(tmp_path / "new.sqlite", {"id": "x"}).close()

    def shape(path: Path) -> dict[str, set[tuple[object, ...]]]:
        sql = sqlite3.connect(path)
        names = [
            row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'index')")
        ]
        triggers = {row[0] for row in sql.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
        found = {n: {tuple(r[1:6]) for r in sql.execute(f"PRAGMA table_xinfo({n})")} for n in names}
        sql.close()
        return {**found, "triggers": {(name,) for name in triggers}}

    assert shape(folder / FILE) == shape(tmp_path / "new.sqlite")


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    unpack: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpack(1)
    shutil.copy(folder / FILE, folder / "copy.sqlite")
    monkeypatch.setattr("goldsmith.store.ledger._triggers", lambda: ["CREATE TRIGGER broken"])
    with pytest.raises(Exception, match="refused a statement"):
        Project(folder)
    monkeypatch.undo()
    assert facts(folder / FILE) == facts(folder / "copy.sqlite")
    project = Project(folder)
    assert check(project) == []
    project.close()
