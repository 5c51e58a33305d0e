"""Items by reference: what stays where it lies is read only where the admin allowed it, and shown only unchanged."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from goldsmith.project import adjudicate, backup, check, media, redact, release
from goldsmith.project.project import Actor
from tests.api.house import House, build, job, plan_of
from tests.tones import tones
from tests.webhost import Asked, Reply, WebHost


def png(colour: str, size: int = 20) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = build(tmp_path_factory.mktemp("sources") / "workspace")
    yield made
    made.workspace.close()


@pytest.fixture
def host(house: House) -> Iterator[WebHost]:
    with WebHost() as made:
        house.workspace.allow({"private_hosts": [made.name]})
        yield made


@pytest.fixture
def boss(house: House) -> TestClient:
    return house.door(house.boss)


def bring(door: TestClient, content: bytes | None = None, **query: Any) -> dict[str, Any]:
    """Import, and return the job once it has ended; or the refusal."""
    reply = door.post("/api/v1/projects/a/imports", params=query, content=content)
    found: dict[str, Any] = reply.json()
    while found.get("state") == "running":
        found = door.get(f"/api/v1/jobs/{found['id']}").json()
    return found


def table(*rows: str) -> bytes:
    return "\n".join(["id,picture", *(f"{n},{row}" for n, row in enumerate(rows))]).encode()


def media_of(house: House, source: str) -> list[str]:
    """Return the names of the media that came from a source, in order."""
    rows = house.a.project.ledger.reader.execute(
        "SELECT fields FROM item WHERE source = ? ORDER BY seq", (source,)
    )
    return [f["media"] for row in rows for f in json.loads(row["fields"]).values() if "media" in f]


def show(door: TestClient, name: str) -> tuple[int, Any]:
    reply = door.get(f"/media/a/{name}")
    return reply.status_code, reply.json()["slug"] if reply.status_code >= 400 else reply.content


# folders ------------------------------------------------------------------------------------------------------------


def test_a_folder_that_was_allowed_is_imported_over_http_and_stays_where_it_lies(
    house: House, boss: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "one.png").write_bytes(png("red"))
    (tmp_path / "scans" / "talk.wav").write_bytes(tones(0.5, [(0.1, 0.4, 440)]))
    asked: dict[str, Any] = {"path": str(tmp_path / "scans"), "link": True, "source": "folder"}
    assert bring(boss, **asked)["slug"] == "path.not_allowed"
    house.workspace.allow({"folders": [str(tmp_path)]})
    assert bring(boss, **asked)["state"] == "done"
    names = media_of(house, "folder")
    assert [house.a.project.media_path(name).exists() for name in names] == [False, False]
    assert [show(boss, name)[0] for name in names] == [200, 200]
    (tmp_path / "scans" / "one.png").write_bytes(png("blue"))
    assert show(boss, names[0]) == (409, "media.changed")
    (tmp_path / "scans" / "one.png").unlink()
    assert show(boss, names[0]) == (404, "media.unknown")
    assert any("is missing at" in fault for fault in check.check(house.a.project))


def test_links_do_not_lead_out_of_an_allowed_folder(house: House, boss: TestClient, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("a key")
    (tmp_path / "in" / "fine.txt").write_text("a text")
    (tmp_path / "in" / "way.txt").symlink_to(tmp_path / "secret.txt")
    house.workspace.allow({"folders": [str(tmp_path / "in")]})
    found = bring(boss, path=str(tmp_path / "in"), source="links")
    assert found["problem"]["faults"][0]["slug"] == "folder.outside"
    assert bring(boss, path=str(tmp_path / "in" / "way.txt"), source="links")["slug"] == "path.not_allowed"
    (tmp_path / "in" / "way.txt").unlink()
    (tmp_path / "in" / "b.csv").write_text("file\nshot.png\n")
    (tmp_path / "shot.png").write_bytes(png("red"))
    (tmp_path / "in" / "shot.png").symlink_to(tmp_path / "shot.png")
    found = bring(boss, path=str(tmp_path / "in" / "b.csv"), text="file", source="links")
    assert found["problem"]["faults"][0]["slug"] == "image.missing"
    assert media_of(house, "links") == []


@pytest.mark.parametrize("path", ["a\0b", "/" + "x" * 300, "", "/etc", "../..", "~"])
def test_a_path_that_is_none_or_was_not_allowed_is_refused(
    house: House, boss: TestClient, tmp_path: Path, path: str
) -> None:
    house.workspace.allow({"folders": [str(tmp_path)]})
    assert bring(boss, path=path)["slug"] == "path.not_allowed"


def test_a_file_that_was_left_comes_back_when_it_is_imported_as_a_copy(
    house: House, boss: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "one.png").write_bytes(png("pink"))
    house.workspace.allow({"folders": [str(tmp_path)]})
    bring(boss, path=str(tmp_path / "one.png"), link=True, source="back")
    (name,) = media_of(house, "back")
    copy = shutil.copy(tmp_path / "one.png", tmp_path / "two.png")
    (tmp_path / "one.png").unlink()
    assert show(boss, name)[0] == 404
    assert bring(boss, path=str(copy), source="back")["state"] == "done"
    assert show(boss, name) == (200, png("pink"))


# addresses ----------------------------------------------------------------------------------------------------------


def test_addresses_in_a_table_are_read_and_kept_as_copies(
    house: House, boss: TestClient, host: WebHost
) -> None:
    host.replies |= {"/a.png": Reply(png("red", 21)), "/talk": Reply(tones(0.3))}
    content = f"id,picture,sound\n1,{host.url('/a.png?sig=secret')},{host.url('/talk')}\n".encode()
    found = bring(boss, content, name="t.csv", source="copies", addresses=True, text=["picture", "sound"])
    assert found["state"] == "done", found
    names = media_of(house, "copies")
    assert [name.rpartition(".")[2] for name in names] == [
        "png",
        "wav",
    ]  # by what they are, not by their names
    n = len(host.asked)
    assert [show(boss, name)[0] for name in names] == [200, 200]
    assert len(host.asked) == n  # they are copies
    row = house.a.project.ledger.reader.execute("SELECT fields FROM item WHERE source = 'copies'").fetchone()
    assert "secret" not in row["fields"]


def test_addresses_are_read_several_at_once_and_come_in_the_order_of_their_rows(
    house: House, boss: TestClient, host: WebHost
) -> None:
    bodies = [png("white", 60 + n) for n in range(20)]
    together, most = 0, 0

    def slow(asked: Asked) -> Reply:
        nonlocal together, most
        together += 1
        most = max(most, together)
        time.sleep(0.02)
        together -= 1
        return Reply(bodies[int(asked.path.strip("/.png"))])

    host.replies |= {f"/{n}.png": slow for n in range(20)}
    assert bring(
        boss, table(*(host.url(f"/{n}.png") for n in range(20))), name="t.csv", source="many", addresses=True
    )
    assert [name.partition(".")[0] for name in media_of(house, "many")] == [
        hashlib.sha256(body).hexdigest() for body in bodies
    ]
    assert 1 < most <= 8
    assert len(host.asked) == 20


def test_without_being_asked_no_address_is_read(house: House, boss: TestClient, host: WebHost) -> None:
    found = bring(boss, table(host.url("/a.png")), name="t.csv", source="texts")
    assert found["state"] == "done"
    assert host.asked == []


def test_what_stays_on_its_host_is_proved_before_it_is_shown(
    house: House, boss: TestClient, host: WebHost
) -> None:
    host.replies["/a.png"] = Reply(png("green"))
    found = bring(boss, table(host.url("/a.png")), name="t.csv", source="left", addresses=True, link=True)
    assert found["state"] == "done", found
    (name,) = media_of(house, "left")
    assert show(boss, name) == (200, png("green"))
    n = len(host.asked)
    assert show(boss, name) == (200, png("green"))
    assert len(host.asked) == n  # from the cache
    assert not any(host.name in fault for fault in check.check(house.a.project))
    host.replies["/a.png"] = Reply(png("black"))
    assert any("has changed at http://127.0.0.1" in fault for fault in check.check(house.a.project))
    assert show(boss, name) == (409, "media.changed")
    host.replies["/a.png"] = Reply(status=500)
    assert show(boss, name) == (503, "url.unreachable")
    house.workspace.allow({})
    assert show(boss, name) == (422, "url.host")


def test_an_address_that_cannot_be_read_is_told_with_its_row(
    house: House, boss: TestClient, host: WebHost
) -> None:
    host.replies |= {"/a.png": Reply(png("red", 31)), "/page.png": Reply(b"<html>sign in</html>")}
    rows = (host.url("/a.png"), host.url("/gone.png"), host.url("/page.png"), "http://169.254.169.254/a.png")
    found = bring(boss, table(*rows), name="t.csv", source="bad", addresses=True)
    told = [(fault["slug"], fault["where"].partition(",")[0]) for fault in found["problem"]["faults"]]
    assert told == [
        ("url.unreachable", "t.csv line 3"),
        ("image.unreadable", "t.csv line 4"),
        ("url.host", "t.csv line 5"),
    ]


def test_the_cache_of_what_lies_afar_is_bounded(
    house: House, boss: TestClient, host: WebHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = {f"/{n}.png": png("white", 40 + n) for n in range(4)}
    host.replies |= {path: Reply(body) for path, body in pictures.items()}
    bring(boss, table(*map(host.url, pictures)), name="t.csv", source="cache", addresses=True, link=True)
    monkeypatch.setattr(media, "CACHE_BYTES", sum(map(len, pictures.values())) - 1)
    shutil.rmtree(house.a.project.folder / "cache" / "afar", ignore_errors=True)
    names = media_of(house, "cache")
    for name in names:
        assert show(boss, name)[0] == 200
    kept = {path.name for path in (house.a.project.folder / "cache" / "afar").glob("*/*")}
    assert kept == set(names[1:])


def test_a_release_carries_what_was_left_and_a_backup_says_that_it_does_not(
    house: House, boss: TestClient, host: WebHost, tmp_path: Path
) -> None:
    project, actor = house.b.project, Actor(house.boss.id, house.boss.name)
    host.replies["/a.png"] = Reply(png("gold"))
    reply = boss.post(
        "/api/v1/projects/b/imports",
        params={"name": "t.csv", "addresses": True, "link": True},
        content=table(host.url("/a.png")),
    ).json()
    while reply["state"] == "running":
        reply = boss.get(f"/api/v1/jobs/{reply['id']}").json()
    assert reply["state"] == "done", reply
    row = project.ledger.reader.execute("SELECT * FROM item ORDER BY seq DESC LIMIT 1").fetchone()
    name = json.loads(row["fields"])["picture"]["media"]
    made = backup.backup(project, tmp_path / "b.zip", job(project))
    assert made["n_left_out"] == 1
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert any(one.endswith(".link") for one in archive.namelist())
    for who in ("ann b", "bob b"):
        house.b.team.label_all(who, lambda _: "kind")
    adjudicate.accept(project, actor, question=None, seed=0)
    release.make(project, actor, plan_of("pictures"), job(project))
    shutil.rmtree(project.folder / "cache" / "afar")
    host.replies["/a.png"] = Reply(status=500)
    (held,) = project.folder.glob(f"releases/pictures/**/{name}")
    assert held.read_bytes() == png("gold")
    assert release.verify(project, "pictures", job(project))["is_same"]  # a release stands by itself
    redact.redact(project, actor, redact.Wish(items=(row["id"],)), job(project))
    assert (
        list(project.folder.rglob(f"{name.partition('.')[0]}*")) == []
    )  # the place too: it may say whose it is


# buckets ------------------------------------------------------------------------------------------------------------


def test_a_bucket_is_read_where_it_was_allowed(house: House, boss: TestClient) -> None:
    import fsspec

    store = fsspec.filesystem("memory")
    store.pipe(
        {"/scans/1.png": png("red", 51), "/scans/deep/2.png": png("blue", 52), "/other/3.png": png("red", 53)}
    )
    assert bring(boss, url="memory://scans", link=True, source="bucket")["slug"] == "bucket.not_allowed"
    house.workspace.allow({"buckets": ["memory://scans"]})
    assert bring(boss, url="memory://scans", link=True, source="bucket")["state"] == "done"
    names = media_of(house, "bucket")
    assert [show(boss, name)[1] for name in names] == [png("red", 51), png("blue", 52)]
    shutil.rmtree(house.a.project.folder / "cache" / "afar")
    store.pipe("/scans/1.png", png("black", 51))
    assert show(boss, names[0]) == (409, "media.changed")
    for climb in ("memory://scans/../other/3.png", "memory://other/3.png", "zip::memory://scans/1.png"):
        assert bring(boss, url=climb, source="bucket")["slug"] == "bucket.not_allowed"
    found = bring(boss, table("memory://other/3.png"), name="t.csv", addresses=True, source="bucket table")
    assert found["problem"]["faults"][0]["slug"] == "bucket.not_allowed"


def test_without_fsspec_the_refusal_says_what_to_install(
    house: House, boss: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.workspace.allow({"buckets": ["s3://scans"]})
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    found = bring(boss, url="s3://scans/a", source="none")
    assert found["problem"]["slug"] == "bucket.no_fsspec"
    assert "goldsmith[fsspec]" in found["problem"]["mend"]


def test_only_this_machine_says_what_may_be_read(house: House, boss: TestClient) -> None:
    told = {"folders": ["/etc"]}
    assert boss.put("/api/v1/sources", json=told).json()["slug"] == "path.remote"
    assert house.bearer(house.local).put("/api/v1/sources", json=told).json()["folders"] == ["/etc"]
    assert boss.get("/api/v1/projects/a/sources").json()["folders"] == ["/etc"]
    house.workspace.allow({})
