"""What keeps a server of fifty people in order: packed pages, health, counts, logs and limits."""

from __future__ import annotations

import gzip
import io
import json
import logging
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from goldsmith.web import health, limits, pages
from goldsmith.web.app import make_app
from goldsmith.web.watch import Lines
from tests.api.house import CSRF, House
from tests.serving import Server
from tests.team import add_texts

SCRIPT = b"export const words = ['label'];\n" * 500


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of pages, built as it were."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text('<html><base href="/" /></html>')
    (tmp_path / "assets" / "Label-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets" / "logo-1a2b.png").write_bytes(b"\x89PNG")
    monkeypatch.setattr(pages, "PAGES", tmp_path)
    return tmp_path


@pytest.fixture
def fresh(house: House) -> TestClient:
    """Return a stranger's client of an application that has counted nothing yet."""
    return TestClient(make_app(house.workspace), headers=CSRF, raise_server_exceptions=False)


# pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("built")
def test_a_script_travels_compressed_and_arrives_whole(fresh: TestClient) -> None:
    with fresh.stream("GET", "/assets/Label-1a2b.js", headers={"Accept-Encoding": "gzip, br"}) as reply:
        raw = b"".join(reply.iter_raw())
    assert (reply.headers["content-encoding"], reply.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert len(raw) == int(reply.headers["content-length"]) < len(SCRIPT) / 10
    assert gzip.decompress(raw) == SCRIPT
    assert "immutable" in reply.headers["cache-control"]
    assert "javascript" in reply.headers["content-type"]


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("coding", ["identity", "gzip;q=0", "br"])
def test_who_does_not_take_gzip_gets_the_plain_script(fresh: TestClient, coding: str) -> None:
    reply = fresh.get("/assets/Label-1a2b.js", headers={"Accept-Encoding": coding})
    assert "content-encoding" not in reply.headers
    assert reply.content == SCRIPT


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_a_page_that_the_browser_has_is_not_sent_again(fresh: TestClient, coding: str) -> None:
    tag = fresh.get("/label", headers={"Accept-Encoding": coding}).headers["etag"]
    again = fresh.get("/label", headers={"Accept-Encoding": coding, "If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = fresh.get("/label", headers={"Accept-Encoding": "br", "If-None-Match": '"x"'})
    assert other.status_code == 200


def test_new_pages_are_served_without_a_new_start(fresh: TestClient, built: Path) -> None:
    old = fresh.get("/").headers["etag"]
    (built / "index.html").write_text('<html><base href="/" />new</html>')
    new = fresh.get("/", headers={"If-None-Match": old})
    assert (new.status_code, "new" in new.text) == (200, True)


@pytest.mark.usefixtures("built")
def test_below_a_path_the_page_says_so(house: House) -> None:
    for base in ("/labels", "/other"):
        page = TestClient(make_app(house.workspace, base_path=base)).get("/")
        assert f'<base href="{base}/"' in page.text


@pytest.mark.usefixtures("built")
def test_replies_that_could_hold_a_secret_are_not_compressed(house: House) -> None:
    """Compressed beside something that an attacker chose, a secret's letters could be told from the length."""
    door = house.door(house.boss)
    for _ in range(40):
        house.workspace.people.invite("a", role="viewer", note="a long note " * 5, days=1, uses=1)
    for path in ("/api/v1/session", "/api/v1/tokens", "/api/v1/projects/a/invitations"):
        assert "content-encoding" not in door.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_a_long_list_of_items_is_compressed_and_says_the_same(house: House) -> None:
    door = house.door(house.boss)
    add_texts(house.b.project, [f"a text that is long enough, number {n}" for n in range(60)])
    packed, plain = (
        door.get("/api/v1/projects/b/items", headers={"Accept-Encoding": coding})
        for coding in ("gzip", "identity")
    )
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


# health and counts --------------------------------------------------------------------------------------------------


def test_a_server_whose_projects_open_is_ready(fresh: TestClient) -> None:
    reply = fresh.get("/api/v1/ready")
    assert (reply.status_code, reply.json()["n_projects"]) == (200, 2)


def test_a_project_that_cannot_be_read_makes_it_unready_and_stays_unnamed(
    house: House, fresh: TestClient
) -> None:
    broken = house.workspace.path / "secret-plans"
    broken.mkdir()
    (broken / "project.sqlite").write_bytes(b"no database" * 100)
    try:
        reply = fresh.get("/api/v1/ready")
        assert (reply.status_code, reply.json()["slug"]) == (503, "server.unreadable")
        assert "1 of 3" in reply.json()["what"]
        assert "secret-plans" not in reply.text
        assert fresh.get("/api/v1/health").status_code == 200
    finally:
        (broken / "project.sqlite").unlink()
        broken.rmdir()
    assert fresh.get("/api/v1/ready").status_code == 200


def test_a_disk_almost_full_makes_it_unready(fresh: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    reply = fresh.get("/api/v1/ready")
    assert (reply.status_code, reply.json()["slug"]) == (503, "server.disk_low")


def metrics(house: House, client: TestClient) -> dict[str, float]:
    reply = client.get("/metrics", headers={"Authorization": f"Bearer {owner_token(house)}"})
    assert reply.status_code == 200, reply.text
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    return {name: float(number) for name, _, number in (line.rpartition(" ") for line in lines)}


def owner_token(house: House) -> str:
    made: str = house.workspace.people.make_token(
        house.boss.id, name="watch", project=None, role="owner", days=1
    )[1]
    return made


def test_requests_are_counted_by_route_and_not_by_what_they_name(house: House, fresh: TestClient) -> None:
    owner = {"Authorization": f"Bearer {owner_token(house)}"}
    for _ in range(3):
        fresh.get("/api/v1/projects/a/guideline", headers=owner)
    fresh.get("/api/v1/projects/a/guideline")
    fresh.get("/api/v1/projects/a/guideline/nothing/here?secret=x")
    fresh.request("BREW", "/api/v1/health")
    told = metrics(house, fresh)
    route = "/api/v1/projects/{slug}/guideline"
    assert told[f'goldsmith_requests_total{{method="GET",route="{route}",status="200"}}'] == 3
    assert told[f'goldsmith_requests_total{{method="GET",route="{route}",status="401"}}'] == 1
    assert told[f'goldsmith_request_seconds_bucket{{route="{route}",le="+Inf"}}'] == 4
    assert told[f'goldsmith_request_seconds_count{{route="{route}"}}'] == 4
    assert not [name for name in told if "BREW" in name or "nothing" in name or "secret" in name]


def test_answers_stored_are_counted(house: House, fresh: TestClient) -> None:
    add_texts(house.a.project, ["a text that nobody answered yet"])
    person = house.someone("annotator")
    token = house.workspace.people.make_token(person.id, name="t", project="a", role="annotator", days=1)[1]
    as_person = {"Authorization": f"Bearer {token}"}
    work = fresh.post("/api/v1/projects/a/next", json={"n": 1, "have": []}, headers=as_person).json()["work"]
    assert work
    sent = {
        "id": "0" * 31 + "7",
        "person": person.id,
        "assignment": work[0]["assignment"],
        "item": work[0]["item"]["id"],
        "guideline_version": 1,
        "answers": {"tone": {"id": "0" * 31 + "8", "has_value": True, "value": "kind"}},
        "duration_ms": 1,
    }
    reply = fresh.post("/api/v1/projects/a/submissions", json={"submissions": [sent]}, headers=as_person)
    assert reply.json()["stored"], reply.text
    assert metrics(house, fresh)["goldsmith_submissions_stored_total"] == 1


LOCAL = "http://127.0.0.1:8765"


@pytest.mark.parametrize(
    ("peer", "url", "headers", "status"),
    [
        ("127.0.0.1", LOCAL, {}, 200),
        ("192.0.2.7", LOCAL, {}, 401),
        ("127.0.0.1", LOCAL, {"X-Forwarded-For": "127.0.0.1"}, 401),
        ("127.0.0.1", LOCAL, {"X-Forwarded-Proto": "https"}, 401),
        ("127.0.0.1", "http://labels.example.org", {}, 401),
        ("127.0.0.1", LOCAL, {"Host": "[::1"}, 401),
    ],
)
def test_counts_are_for_this_machine_and_not_for_what_a_proxy_passes_on(
    house: House, peer: str, url: str, headers: dict[str, str], status: int
) -> None:
    client = TestClient(make_app(house.workspace), base_url=url, client=(peer, 5))
    assert client.get("/metrics", headers=headers).status_code == status


# logs ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Return what the request log writes as JSON."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines(as_json=True))
    logger = logging.getLogger("goldsmith.request")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield out
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_each_request_is_one_line_without_what_it_named(fresh: TestClient, lines: io.StringIO) -> None:
    reply = fresh.post("/api/v1/session?secret=hidden", json={"token": "a-secret-token"})
    (line,) = lines.getvalue().splitlines()
    told = json.loads(line)
    assert (told["method"], told["route"], told["status"]) == ("POST", "/api/v1/session", 401)
    assert told["request_id"] == reply.headers["x-request-id"]
    assert told["ms"] >= 0
    assert "hidden" not in line
    assert "a-secret-token" not in line


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("trace-1.A_b", True), ("x" * 65, False), ("a b", False), ("a\u00e9", False), ("", False)],
)
def test_a_short_and_plain_request_id_is_kept(fresh: TestClient, sent: str, is_kept: bool) -> None:
    told = fresh.get("/api/v1/health", headers=[(b"X-Request-ID", sent.encode("latin-1"))]).headers
    assert (told["x-request-id"] == sent) is is_kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", told["x-request-id"])


def test_a_fault_of_ours_has_an_id_and_is_counted(
    house: House, monkeypatch: pytest.MonkeyPatch, lines: io.StringIO
) -> None:
    def broken(_: Any) -> None:
        raise ZeroDivisionError

    client = TestClient(make_app(house.workspace), raise_server_exceptions=False)
    monkeypatch.setattr("shutil.disk_usage", broken)
    reply = client.get("/api/v1/ready")
    assert reply.status_code == 500
    told = json.loads(lines.getvalue().splitlines()[0])
    assert (told["status"], told["request_id"]) == (500, reply.headers["x-request-id"])


# limits -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def narrow(house: House) -> TestClient:
    app = make_app(house.workspace, sizes=limits.Sizes(upload=200_000, other=100_000))
    headers = {"Authorization": f"Bearer {owner_token(house)}"}
    return TestClient(app, headers=headers, raise_server_exceptions=False)


def in_blocks(size: int) -> Iterator[bytes]:
    """Yield a body whose length is not told beforehand."""
    yield from (b"x" * 10_000 for _ in range(size // 10_000))


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/api/v1/projects/a/remarks", 110_000),
        ("/api/v1/projects/a/imports?name=x.txt", 210_000),
        ("/api/v1/session", 70_000),
    ],
)
def test_a_body_too_large_is_refused_with_what_where_mend(
    house: House, narrow: TestClient, path: str, size: int, is_told: bool
) -> None:
    reply = narrow.post(path, content=b"x" * size if is_told else in_blocks(size))
    assert (reply.status_code, reply.json()["slug"]) == (413, "request.too_large")
    assert all(reply.json()[word] for word in ("what", "where", "mend"))
    assert "content-security-policy" in reply.headers
    uploads = house.a.project.folder / "uploads"
    assert not uploads.exists() or list(uploads.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "size"),
    [("/api/v1/projects/a/remarks", 100_000), ("/api/v1/projects/a/imports?name=x.txt", 200_000)],
)
def test_a_body_of_just_the_size_is_read(narrow: TestClient, path: str, size: int) -> None:
    assert narrow.post(path, content=in_blocks(size)).status_code != 413


def guess(client: TestClient, name: str, password: str = "a wrong guess", **headers: str) -> Any:
    return client.post("/api/v1/session", json={"name": name, "password": password}, headers=headers)


def test_guessing_a_password_is_slowed_for_one_address_and_not_for_others(house: House) -> None:
    app = make_app(house.workspace)
    person = house.someone("annotator")
    house.workspace.people.set_password(person.id, "the right password")
    here, there = (TestClient(app, headers=CSRF, client=(peer, 5)) for peer in ("192.0.2.1", "192.0.2.2"))
    assert [guess(here, person.name).status_code for _ in range(8)] == [401] * 6 + [429] * 2
    refused = guess(here, person.name, "the right password")
    assert (refused.status_code, refused.json()["slug"]) == (429, "signin.too_many")
    assert 1 <= int(refused.headers["retry-after"]) <= 600
    assert guess(there, person.name, "the right password").status_code == 200


def test_who_signs_in_rightly_is_never_slowed(house: House, fresh: TestClient) -> None:
    person = house.someone("annotator")
    house.workspace.people.set_password(person.id, "the right password")
    assert {guess(fresh, person.name, "the right password").status_code for _ in range(10)} == {200}


def test_one_address_cannot_try_many_names_links_or_invitations(house: House) -> None:
    app = make_app(house.workspace)
    client = TestClient(app, headers=CSRF)
    app.state.door.by_address = limits.Attempts(most=3, seconds=600)
    replies = [
        guess(client, "nobody one"),
        client.post("/api/v1/session", json={"token": "wrong"}),
        client.post("/api/v1/invitations/accept", json={"token": "wrong", "name": "Guest"}),
        client.post("/api/v1/invitations/accept", json={"token": "wrong", "name": "Guest"}),
        client.post("/api/v1/session", json={"token": "wrong"}),
        guess(client, "nobody two"),
    ]
    assert [reply.status_code for reply in replies] == [401, 401, 401, 429, 429, 429]


def test_behind_a_proxy_people_are_told_apart_by_what_the_proxy_says(house: House) -> None:
    app = make_app(house.workspace)
    app.state.door.by_address = limits.Attempts(most=1, seconds=600)
    proxy = TestClient(app, headers=CSRF, client=("127.0.0.1", 5))
    assert guess(proxy, "x", **{"X-Forwarded-For": "203.0.113.1"}).status_code == 401
    assert guess(proxy, "x", **{"X-Forwarded-For": "6.6.6.6, 203.0.113.1"}).status_code == 429
    assert guess(proxy, "x", **{"X-Forwarded-For": "203.0.113.2"}).status_code == 401
    assert guess(proxy, "x", **{"X-Forwarded-For": "2001:db8::1"}).status_code == 401
    assert guess(proxy, "x", **{"X-Forwarded-For": "2001:db8::2"}).status_code == 429
    far = TestClient(app, headers=CSRF, client=("192.0.2.9", 5))
    assert guess(far, "x").status_code == 401
    assert guess(far, "x", **{"X-Forwarded-For": "203.0.113.3"}).status_code == 429


def test_tries_are_forgotten_in_time_and_memory_is_bounded() -> None:
    attempts = limits.Attempts(most=2, seconds=10, keys=3)
    assert [attempts.take("a", now) for now in (0.0, 4.0, 5.0, 9.5, 10.0)] == [0, 0, 5, 1, 0]
    for n in range(100):
        attempts.take(f"key {n}", 11.0)
    assert len(attempts._tried) == 3


# the process --------------------------------------------------------------------------------------------------------


def test_a_refusal_reaches_who_is_still_sending(tmp_path: Path) -> None:
    """A proxy whose connection is reset by a body left unread tells 502 in the place of our reason."""
    with Server(tmp_path / "w") as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        for length, status in ((30_000_000, b"401"), (5 << 30, b"413")):
            with socket.create_connection((host, int(port)), timeout=30) as line:
                told = (
                    f"Host: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"  # as nginx asks
                )
                line.sendall(f"POST /api/v1/projects/x/imports HTTP/1.1\r\n{told}".encode())
                for _ in range(30):
                    line.sendall(b"x" * 1_000_000)
                assert line.recv(1000).split()[1] == status


def test_a_server_told_to_end_finishes_the_request_in_flight(tmp_path: Path) -> None:
    slow = (
        "import time, goldsmith.web.health as h; real = h.shutil.disk_usage; "
        "h.shutil.disk_usage = lambda path: (time.sleep(1.5), real(path))[1]"
    )
    with Server(tmp_path / "w", setup=slow) as server, server.client() as client:
        from concurrent.futures import ThreadPoolExecutor
        from time import sleep

        with ThreadPoolExecutor(1) as pool:
            reply = pool.submit(client.get, "/api/v1/ready")
            sleep(0.5)
            server.process.send_signal(signal.SIGTERM)
            assert reply.result(30).status_code == 200
        client.close()
        assert server.process.wait(30) in {0, -signal.SIGTERM}
    assert not (tmp_path / "w" / ".goldsmith.server.json").exists()
