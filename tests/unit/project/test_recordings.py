from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import goldsmith
from goldsmith import sound
from goldsmith.errors import Conflict, ManyFaults, NotFound
from goldsmith.model import new_id
from goldsmith.project import ingest, recordings, release
from goldsmith.project.check import check
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, item_from
from goldsmith.store import queries
from tests.team import Team
from tests.tones import tones


def bring(team: Team, path: Path, **options: Any) -> list[Any]:
    job = Job(new_id(), "import", team.project.slug, None)
    actor = Actor(team.workspace.owner.id, team.workspace.owner.name)
    ingest.ingest(team.project, actor, path, ingest.Options(path.name, **options), job, is_ours=False)
    return [row["fields"] for row in queries.all_fields(team.project.ledger.reader)]


@pytest.fixture
def media(team: Team, tmp_path: Path) -> str:
    (tmp_path / "talk.wav").write_bytes(tones(12, ((3, 4, 500),)))
    bring(team, tmp_path / "talk.wav")
    return stored_name(team)


def stored_name(team: Team) -> str:
    import json

    (row,) = queries.all_fields(team.project.ledger.reader)
    return str(json.loads(row["fields"])["audio"]["media"])


def test_peaks_are_there_as_soon_as_the_recording_is(team: Team, media: str) -> None:
    assert (team.project.folder / "cache" / media[:2] / f"{media}.peaks-1").stat().st_size == 1200 * 4


def test_the_cache_may_be_deleted_and_says_the_same_again(team: Team, media: str) -> None:
    before = recordings.peak_tile(team.project, media, 3, 0)
    shutil.rmtree(team.project.folder / "cache")
    assert recordings.peak_tile(team.project, media, 3, 0) == before
    assert check(team.project) == []


@pytest.mark.parametrize(
    ("level", "tile", "n"), [(0, 0, 1024), (2, 0, 1024), (2, 1, 176), (2, 2, 0), (4, 0, 75)]
)
def test_a_tile_holds_its_buckets(team: Team, media: str, level: int, tile: int, n: int) -> None:
    assert len(recordings.peak_tile(team.project, media, level, tile)) == n * 4


def test_spectrogram_tiles_end_with_the_recording(team: Team, media: str) -> None:
    assert recordings.spectrogram_tile(team.project, media, 2, 2).startswith(b"\x89PNG")
    with pytest.raises(NotFound) as caught:
        recordings.spectrogram_tile(team.project, media, 2, 3)
    assert caught.value.slug == "audio.no_tile"


def test_a_linked_recording_that_was_spoilt_is_said_so(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "talk.wav"
    file.write_bytes(tones(2))
    bring(team, file, link=True)
    media = stored_name(team)
    file.write_bytes(b"words")
    assert ["recording talk.wav has changed" in said for said in check(team.project)] == [True]
    with pytest.raises(Conflict) as caught:
        recordings.peak_tile(team.project, media, 0, 0)
    assert caught.value.slug == "media.changed"


def test_one_torn_recording_keeps_all_out(team: Team, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "good.wav").write_bytes(tones(1))
    (folder / "torn.wav").write_bytes(tones(1)[:-1000])
    with pytest.raises(ManyFaults):
        bring(team, folder)
    assert list(queries.all_fields(team.project.ledger.reader)) == []
    assert [path for path in team.project.media.rglob("*") if path.is_file()] == []


def test_an_item_keeps_what_is_known_of_its_recording(team: Team, media: str) -> None:
    (row,) = team.project.ledger.reader.execute("SELECT * FROM item").fetchall()
    field = item_from(row).first("audio")
    assert field is not None
    assert field["duration_s"] == 12


def test_a_release_brings_its_recordings_along_and_they_load(team: Team, tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    for n in range(4):
        (folder / f"{n}.wav").write_bytes(tones(1 + n, ((0, 1, 440),)))
    bring(team, folder)
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    plan = release.Plan("first", {"train": 0.5, "test": 0.5}, 0, ())
    job = Job(new_id(), "release", team.project.slug, None)
    release.make(team.project, Actor(None, "Ann"), plan, job)
    found = goldsmith.load(team.project.folder / "releases" / "first")
    train, test = found.arrays("tone"), found.arrays("tone", "test")
    paths, labels = [*train[0], *test[0]], [*train[1], *test[1]]
    assert labels == ["kind"] * 4
    heard = sorted(sound.look(Path(path)).duration_s for path in paths)
    assert heard == pytest.approx([1, 2, 3, 4])
    assert "audio.duration_s" in (found.path / "items.csv").read_text().splitlines()[0]
    assert check(team.project) == []
