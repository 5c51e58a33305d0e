"""What keeps other sites, other machines and hostile files out."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from goldsmith.web.app import make_app
from goldsmith.web.security import COOKIE
from tests.api.house import House, png
from tests.serving import goldsmith

CHANGE = ("PUT", "/api/v1/projects/a/settings", {"description": "changed by another site"})


def send(client: TestClient, **headers: str) -> int:
    method, path, body = CHANGE
    return int(client.request(method, path, json=body, headers=headers).status_code)


def browser(house: House) -> TestClient:
    """Return the owner's browser without the header that Goldsmith's own pages send."""
    client = house.door(house.boss)
    del client.headers["X-Goldsmith"]
    return client


# other sites --------------------------------------------------------------------------------------------------------


def test_a_cookie_alone_changes_nothing(house: House) -> None:
    reply = browser(house).put(CHANGE[1], json=CHANGE[2])
    assert (reply.status_code, reply.json()["slug"]) == (403, "request.forged")
    assert send(browser(house), **{"X-Goldsmith": "1"}) == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "http://testserver:1"]
)
def test_another_origin_is_refused(house: House, origin: str) -> None:
    assert send(house.door(house.boss), Origin=origin) == 403


def test_the_own_origin_is_let_in(house: House) -> None:
    assert send(house.door(house.boss), Origin="http://testserver") == 200


@pytest.mark.parametrize("scheme", ["Basic dXNlcjpwYXNz", "bearer", "Digest x"])
def test_credentials_that_a_browser_adds_by_itself_do_not_open_the_door(house: House, scheme: str) -> None:
    client = browser(house)
    assert send(client, Authorization=scheme) in {401, 403}
    assert send(client, Authorization=scheme, Origin="https://evil.example") in {401, 403}


def test_a_sign_in_from_another_site_is_refused(house: House) -> None:
    secret = house.workspace.people.make_link(house.boss.id)
    reply = house.door(None).post(
        "/api/v1/session", json={"token": secret}, headers={"Origin": "https://evil.example"}
    )
    assert reply.status_code == 403


def test_no_other_site_may_read_replies(house: House) -> None:
    reply = house.door(house.boss).get("/api/v1/session", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "[::1", "", "localhost@evil.example"]
)
def test_a_host_that_was_not_named_is_refused(house: House, host: str) -> None:
    """A page whose name was made to point at this machine (DNS rebinding) gets nothing, reading or writing."""
    app = make_app(house.workspace, hosts={"localhost", "127.0.0.1", "::1", "Labels.Example.org"})
    client = TestClient(app, raise_server_exceptions=False)
    for path in ("/api/v1/health", "/", "/api/v1/openapi.json", "/media/a/x"):
        assert client.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "[::1]:8765", "LABELS.example.org"])
def test_hosts_that_were_named_are_served(house: House, host: str) -> None:
    app = make_app(house.workspace, hosts={"localhost", "127.0.0.1", "::1", "Labels.Example.org"})
    assert TestClient(app).get("/api/v1/health", headers={"Host": host}).status_code == 200


# cookies and secrets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "is_secure"), [("http", False), ("https", True)])
def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(
    house: House, scheme: str, is_secure: bool
) -> None:
    secret = house.workspace.people.make_link(house.boss.id)
    client = TestClient(house.app, base_url=f"{scheme}://testserver")
    told = client.post("/api/v1/session", json={"token": secret}).headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "path=/;" in told
    assert ("; secure" in told) is is_secure


def test_no_secret_is_written_down(house: House) -> None:
    people = house.workspace.people
    secrets = [
        people.make_link(house.boss.id),
        people.start_session(house.boss.id),
        people.make_token(house.boss.id, name="t", project=None, role="owner", days=1)[1],
        people.invite("a", role="viewer", note="", days=1, uses=1)[1],
    ]
    people.set_password(house.someone("viewer").id, "a long and secret password")
    secrets.append("a long and secret password")
    files = [path for path in house.workspace.path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        assert [secret for secret in secrets if secret.encode() in content] == []


def test_the_accounts_are_for_the_owner_of_the_files_alone(house: House) -> None:
    assert (house.workspace.path / "people.sqlite").stat().st_mode & 0o077 == 0


def test_a_new_password_ends_the_other_sessions(house: House) -> None:
    person = house.someone("viewer")
    here, there = house.door(person), house.door(person)
    assert here.put("/api/v1/session/password", json={"password": "a long new one"}).status_code == 200
    assert here.get("/api/v1/session").status_code == 200
    assert there.get("/api/v1/session").status_code == 401


def test_a_wrong_name_and_a_wrong_password_are_refused_alike(house: House) -> None:
    person = house.someone("viewer")
    house.workspace.people.set_password(person.id, "the right password")
    door = house.door(None)
    wrong = [
        door.post("/api/v1/session", json={"name": name, "password": "not the password"})
        for name in (person.name, "Nobody at all")
    ]
    assert [reply.status_code for reply in wrong] == [401, 401]
    assert wrong[0].json() == wrong[1].json()


def test_an_invitation_is_good_for_its_uses_and_no_more(house: House) -> None:
    secret = house.workspace.people.invite("a", role="annotator", note="", days=1, uses=1)[1]
    replies = [
        house.door(None).post("/api/v1/invitations/accept", json={"token": secret, "name": name})
        for name in ("First Guest", "Second Guest")
    ]
    assert [reply.status_code for reply in replies] == [200, 401]


def test_an_expired_session_link_token_or_invitation_is_worth_nothing(house: House) -> None:
    people = house.workspace.people
    link = people.make_link(house.boss.id, hours=-1)
    _, token = people.make_token(house.boss.id, name="old", project=None, role="owner", days=-1)
    _, invitation = people.invite("a", role="owner", note="", days=-1, uses=5)
    door = house.door(None)
    assert door.post("/api/v1/session", json={"token": link}).status_code == 401
    assert house.bearer(token).get("/api/v1/session").status_code == 401
    accept = {"token": invitation, "name": "Too Late"}
    assert door.post("/api/v1/invitations/accept", json=accept).status_code == 401
    stale = house.door(None)
    stale.cookies.set(COOKIE, "no session at all")
    assert stale.get("/api/v1/session").status_code == 401


# files --------------------------------------------------------------------------------------------------------------

CLIMBS = [
    "../../people.sqlite",
    "..%2f..%2fpeople.sqlite",
    "%2e%2e/%2e%2e/people.sqlite",
    "..%5c..%5cpeople.sqlite",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "....//....//people.sqlite",
    "x%00.png",
    "project.sqlite",
]


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize(
    "base",
    [
        "/media/a/",
        "/api/v1/projects/a/releases/first/files/",
        "/api/v1/projects/a/releases/",
        "/",
        "/assets/",
    ],
)
def test_no_address_climbs_out_of_its_folder(house: House, base: str, climb: str) -> None:
    reply = house.door(house.boss).get(base + climb)
    assert reply.status_code in {200, 404, 405, 503}
    assert b"SQLite format" not in reply.content
    assert b"root:" not in reply.content
    if reply.status_code == 200:  # the page itself, whose script reads the address
        assert "<html" in reply.text.lower()


def test_images_are_sent_as_images_and_never_guessed(house: House) -> None:
    reply = house.door(house.boss).get(f"/media/a/{house.a.media}")
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "private" in reply.headers["cache-control"]


def test_a_linked_file_that_became_something_else_runs_nowhere(house: House, tmp_path: Path) -> None:
    page = tmp_path / "photo.html"
    page.write_text("<script>alert(1)</script>")
    name = "ef" * 32 + ".png"
    path = house.a.project.media_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(name + ".link").write_text(str(page))
    door = house.door(house.boss)
    for address in (f"/media/a/{name}", f"/media/a/{name}?size=64"):
        reply = door.get(address)
        assert (reply.status_code, reply.json()["slug"]) == (409, "media.changed")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("x.html", b"<script>alert(1)</script>"),
        ("x.png", b"<script>alert(1)</script>"),
        ("x.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ],
)
def test_uploads_that_could_run_are_refused(house: House, name: str, content: bytes) -> None:
    door = house.door(house.boss)
    job = door.post(f"/api/v1/projects/a/imports?name={name}", content=content).json()
    while job["state"] == "running":
        job = door.get(f"/api/v1/jobs/{job['id']}").json()
    assert job["state"] == "failed"
    assert job["problem"]["mend"] or job["problem"]["faults"][0]["mend"]


@pytest.mark.parametrize("name", ["..", "a%00b.csv", "x" * 300 + ".csv", "%F0%9F%92%8E" * 64 + ".csv"])
def test_an_upload_by_an_impossible_name_is_refused(house: House, name: str) -> None:
    reply = house.door(house.boss).post(f"/api/v1/projects/a/imports?name={name}", content=b"id\n1\n")
    assert reply.status_code == 422


def test_an_upload_by_a_path_as_name_stays_in_its_folder(house: House, tmp_path: Path) -> None:
    door = house.door(house.boss)
    target = tmp_path / "escaped.csv"
    job = door.post(
        "/api/v1/projects/a/imports", params={"name": str(target)}, content=b"text\nhello\n"
    ).json()
    while job["state"] == "running":
        job = door.get(f"/api/v1/jobs/{job['id']}").json()
    assert not target.exists()
    assert list((house.a.project.folder / "uploads").iterdir()) == []


@pytest.mark.parametrize("query", ["path=/etc/passwd", "path=/etc&link=true"])
@pytest.mark.parametrize("who", ["session", "token"])
def test_only_commands_of_this_machine_may_name_any_path(house: House, who: str, query: str) -> None:
    client = house.door(house.boss) if who == "session" else house.script(house.boss)
    reply = client.post(f"/api/v1/projects/a/imports?{query}")
    assert (reply.status_code, reply.json()["slug"]) == (403, "path.not_allowed")


def test_an_upload_cannot_be_linked(house: House) -> None:
    reply = house.door(house.boss).post("/api/v1/projects/a/imports?name=x.png&link=true", content=png())
    assert (reply.status_code, reply.json()["slug"]) == (422, "import.link_upload")


def test_a_data_card_runs_no_script_and_loads_nothing(house: House) -> None:
    policy = (
        house.door(house.boss)
        .get("/api/v1/projects/a/releases/first/files/card.html")
        .headers["content-security-policy"]
    )
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy


@pytest.mark.parametrize("path", ["/", "/api/v1/session", "/api/v1/nothing", f"/media/a/{'00' * 32}.png"])
def test_every_reply_carries_the_headers_that_keep_scripts_out(house: House, path: str) -> None:
    headers = house.door(house.boss).get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"].partition("style-src")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


# the server ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_a_public_address_needs_the_owners_password(tmp_path: Path, host: str) -> None:
    found = goldsmith("serve", tmp_path / "w", "--host", host, "--port", "0")
    assert found.returncode == 1
    assert "serve.no_password" in found.stderr
