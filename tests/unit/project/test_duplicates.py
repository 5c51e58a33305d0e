"""Copies in a project: found once for each new item, judged by people for good, and on one side of every split."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import soundfile
from numpy.random import default_rng
from PIL import Image

from goldsmith.dedup.canaries import edited
from goldsmith.errors import Damaged, InvalidInput
from goldsmith.model import new_id
from goldsmith.project import backup, check, duplicates, items, media_looks, redact, release, run_files
from goldsmith.project.jobs import Cancelled, Job
from goldsmith.project.near_cache import FOLDER
from goldsmith.project.project import add_run
from goldsmith.store import caches
from tests.team import Team, add_texts
from tests.unit.dedup.recordings import RATE, recording

rng = default_rng(11)
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "ra", "so", "ti", "l", "mek")]
BASE = [" ".join(rng.choice(WORDS, 30)) for _ in range(60)]


def a_job() -> Job:
    return Job("j", "dedup", None, None)


def find(team: Team, thresholds: Mapping[str, float] | None = None) -> dict[str, Any]:
    return duplicates.find(team.project, team.owner, a_job(), thresholds)


def near(text: str) -> str:
    return edited(text, 0.03, default_rng(len(text)))


def pairs(team: Team, only: str = "open") -> list[duplicates.Pair]:
    return duplicates.pairs(team.project, only=only, offset=0, limit=100)[1]


def seqs(team: Team) -> list[int]:
    return [row["seq"] for row in team.project.ledger.reader.execute("SELECT seq FROM item ORDER BY seq")]


def test_new_items_are_linked_to_all_earlier_ones_and_a_second_run_adds_nothing(team: Team) -> None:
    add_texts(team.project, BASE)
    assert find(team)["n_compared"] == 60
    add_texts(team.project, [near(BASE[3]), BASE[4].upper(), BASE[5]])
    found = find(team)
    assert (found["n_compared"], found["n_links"]) == (
        3,
        {"exact": 1, "normalised": 1, "near": 1, "mirrored": 0},
    )
    seq, ids = team.project.ledger.seq(), seqs(team)
    assert [(x.a, x.b, x.evidence) for x in pairs(team)] == [
        (ids[3], ids[60], "near"),
        (ids[4], ids[61], "normalised"),
    ]
    assert find(team)["n_compared"] == 0
    assert team.project.ledger.seq() == seq


def test_not_the_same_holds_whatever_is_computed_again_and_parts_the_two(team: Team) -> None:
    add_texts(team.project, [*BASE, near(BASE[0])])
    find(team)
    (pair,) = pairs(team)
    duplicates.judge(team.project, team.owner, pair.finding, "not the same", "another order")
    assert duplicates.standing(team.project).components() == {}
    find(team, {"text": 0.3})
    find(team, {"text": 0.6})
    add_texts(team.project, ["something new that nobody has ever said before now"])
    find(team)
    assert duplicates.standing(team.project).components() == {}
    assert [x.verdict for x in pairs(team, "all")] == ["not the same"]
    duplicates.judge(team.project, team.owner, pair.finding, None, "")
    assert len(duplicates.standing(team.project).components()) == 2
    assert pairs(team)[0].verdict is None


def test_a_refuted_link_leaves_two_together_that_another_link_joins(team: Team) -> None:
    chain = [BASE[0], near(BASE[0]), near(near(BASE[0]))]
    add_texts(team.project, chain)
    find(team)
    found = pairs(team)
    assert len(found) == 3
    duplicates.judge(team.project, team.owner, found[0].finding, "not the same", "")
    assert len(set(duplicates.standing(team.project).components().values())) == 1


def test_a_lower_threshold_compares_all_again_and_a_higher_one_hides(team: Team) -> None:
    add_texts(team.project, [*BASE, edited(BASE[0], 0.12, default_rng(1))])
    for threshold, n_standing, n_known in ((0.9, 0, 0), (0.3, 1, 1), (0.95, 0, 1), (0.3, 1, 1)):
        find(team, {"text": threshold})
        assert len(duplicates.standing(team.project).a) == n_standing
        assert len(duplicates._all_pairs(team.project)) == n_known
    with pytest.raises(InvalidInput):
        find(team, {"text": 0.0})


def test_a_cancelled_comparison_goes_on_where_it_ended(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    text = media_looks.MEDIA["text"]
    monkeypatch.setitem(
        media_looks.MEDIA, "text", type(text)(text.method, text.least, 20, text.compare, text.merged)
    )
    add_texts(team.project, [*BASE, near(BASE[1]), near(BASE[50])])
    job = a_job()
    kept = Job.progress

    def stop(self: Job, done: int, total: int | None = None, message: str = "") -> None:
        if done >= 40:
            self.cancel()
        kept(self, done, total, message)

    monkeypatch.setattr(Job, "progress", stop)
    with pytest.raises(Cancelled):
        duplicates.find(team.project, team.owner, job)
    assert duplicates.overview(team.project)["n_new"] == 22
    monkeypatch.setattr(Job, "progress", kept)
    assert find(team)["n_compared"] == 22
    assert len(pairs(team)) == 2


def test_a_lost_index_is_made_again_and_finds_the_same(team: Team) -> None:
    add_texts(team.project, BASE)
    find(team)
    shutil.rmtree(team.project.folder / FOLDER)
    add_texts(team.project, [near(BASE[7])])
    assert find(team)["n_links"]["near"] == 1


def test_near_copies_stay_on_one_side_of_a_release(team: Team) -> None:
    add_texts(team.project, [*BASE[:20], *(near(text) for text in BASE[:20])])
    find(team)
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    plan = release.Plan("v1", {"train": 0.5, "test": 0.5}, 0, ())
    release.make(team.project, team.owner, plan, a_job())
    parts = dict(team.project.ledger.reader.execute("SELECT item, part FROM split").fetchall())
    ids = seqs(team)
    assert set(parts.values()) == {"train", "test"}
    assert all(parts[ids[n]] == parts[ids[n + 20]] for n in range(20))


def test_pairs_of_a_withdrawn_item_are_not_shown_until_it_comes_back(team: Team) -> None:
    add_texts(team.project, [*BASE, near(BASE[0])])
    find(team)
    first = [team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq").fetchone()["id"]]
    items.act(team.project, team.owner, "withdraw", ids=first, where=None, reason="")
    assert pairs(team) == []
    items.act(team.project, team.owner, "restore", ids=first, where=None, reason="")
    assert len(pairs(team)) == 1


def test_planted_copies_are_tried_once_and_again_when_the_texts_have_grown(team: Team) -> None:
    add_texts(team.project, BASE)
    find(team)
    (first, *_) = duplicates.overview(team.project)["canaries"]
    assert first["edit_share"] == 0.02
    assert first["n"] == 60
    add_texts(team.project, ["one more that says little but that is long enough"])
    find(team)
    assert duplicates.overview(team.project)["canaries"][0]["n"] == 60
    add_texts(team.project, [" ".join(default_rng(n + 100).choice(WORDS, 30)) for n in range(60)])
    find(team)
    assert duplicates.overview(team.project)["canaries"][0]["n"] == 121


def test_a_lost_file_of_links_is_told_and_a_backup_carries_it(team: Team) -> None:
    add_texts(team.project, [*BASE, near(BASE[0])])
    find(team)
    made = team.project.folder.parent / "copy.zip"
    backup.backup(team.project, made, a_job())
    backup.restore(team.workspace, made, "again", a_job())
    again = team.workspace.project("again")
    assert len(duplicates.standing(again).a) == 1
    assert check.check(again) == []
    (file,) = (again.folder / run_files.FOLDER).iterdir()
    file.unlink()
    assert any("is missing" in fault for fault in check.check(again))
    again.computed.clear()
    with pytest.raises(Damaged):
        duplicates.standing(again)


def test_redaction_takes_the_index_with_it(team: Team) -> None:
    add_texts(team.project, [*BASE, near(BASE[0])])
    find(team)
    assert (team.project.folder / FOLDER).is_dir()
    redact.redact(team.project, team.owner, redact.Wish(find=BASE[0][:20], reason="asked"), a_job())
    assert not (team.project.folder / FOLDER).exists()
    assert len(duplicates.standing(team.project).a) == 1


def bring_media(team: Team, type_: str, files: Mapping[str, bytes]) -> None:
    """Put media files into the project as items, past the readers."""
    rows = []
    for n, (name, data) in enumerate(files.items()):
        media = f"{hashlib.sha256(data).hexdigest()}.{name.rpartition('.')[2]}"
        path = team.project.media_path(media)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows.append({"it": {"type": type_, "media": media, "name": name}, "n": n})
    with team.project.ledger.write() as tx:
        run, _ = add_run(tx, stage="ingest", method="test.v1", parameters={"name": "media"})
        columns = ("id", "run", "source", "external_id", "digest", "occurrence", "fields", "metadata")
        made: list[tuple[object, ...]] = [
            (new_id(), run, "test", f"{run}-{row.pop('n')}", str(row), 0, row, {}) for row in rows
        ]
        first = tx.append_many("item", columns, made)
        caches.add_items(tx, range(first, first + len(made)))


def wav(samples: Any) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format="WAV")
    return out.getvalue()


def test_recordings_and_images_find_their_twins_among_earlier_ones_and_broken_ones_are_named(
    team: Team,
) -> None:
    tunes = [recording(default_rng(n), 15) for n in range(3)]
    bring_media(team, "audio", {f"{n}.wav": wav(tune) for n, tune in enumerate(tunes)})
    tiles = default_rng(0).integers(0, 255, (2, 9, 9, 3), dtype="uint8")
    look = [Image.fromarray(each).resize((90, 90)) for each in tiles]
    bring_media(team, "image", {f"{n}.png": png(each) for n, each in enumerate(look)})
    assert sum(find(team)["n_links"].values()) == 0
    bring_media(team, "audio", {"again.wav": wav(tunes[1][RATE * 3 :] * 0.4), "broken.wav": b"RIFF"})
    bring_media(team, "image", {"again.jpg": png(look[0], "JPEG"), "broken.png": b"no"})
    found = find(team)
    assert (found["n_links"]["near"], found["n_unreadable"]) == (2, 2)
    ids = seqs(team)
    assert [(pair.a, pair.b) for pair in sorted(pairs(team), key=lambda pair: pair.a)] == [
        (ids[1], ids[5]),
        (ids[3], ids[7]),
    ]


def png(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, form, quality=40)
    return out.getvalue()


def test_many_who_look_at_once_see_each_pair_once(team: Team) -> None:
    add_texts(team.project, [*BASE, *(near(text) for text in BASE)])
    find(team)
    team.project.computed.clear()
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: len(duplicates._all_pairs(team.project)), range(32)))
    assert set(seen) == {len(BASE)}
