"""What the server asks of other machines: only addresses that may be asked, and each looked up once."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldsmith.addresses import Allowed, allowed_of
from goldsmith.errors import GoldsmithError, InvalidInput, Unavailable
from goldsmith.remote import fetch, post, target_of
from tests.webhost import Asked, Reply, WebHost

PUBLIC = "93.184.216.34"


@pytest.fixture
def host() -> Iterator[WebHost]:
    with WebHost() as made:
        yield made


def here(host: WebHost) -> Allowed:
    return Allowed(private_hosts=(host.name,))


def names(told: dict[str, list[str]]) -> Any:
    """Return a name server that knows these hosts, and counts how often it was asked for each."""

    def resolve(name: str, port: int, **_: Any) -> list[Any]:
        resolve.asked.append(name)  # type: ignore[attr-defined]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in told.get(name, [name])]

    resolve.asked = []  # type: ignore[attr-defined]
    return resolve


def read(url: str, allowed: Allowed, **more: Any) -> bytes:
    sink = io.BytesIO()
    fetch(url, allowed, sink, **more)
    return sink.getvalue()


def slug_of(url: str, allowed: Allowed, **more: Any) -> str:
    with pytest.raises(GoldsmithError) as refused:
        read(url, allowed, **more)
    return refused.value.slug


def test_a_file_of_an_allowed_host_is_read_whole(host: WebHost) -> None:
    host.replies["/a.png"] = Reply(b"x" * 300_000)
    assert read(host.url("/a.png?key=1"), here(host)) == b"x" * 300_000
    assert host.asked[0].path == "/a.png?key=1"


def test_a_host_that_nobody_allowed_is_not_asked(host: WebHost) -> None:
    host.replies["/a.png"] = Reply(b"x")
    assert slug_of(host.url("/a.png"), Allowed()) == "url.host"
    assert slug_of(host.url("/a.png"), Allowed(private_hosts=("127.0.0.1",))) == "url.host"  # another port
    assert host.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00:ec2::254", "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "100.100.100.200",
    ],
)  # fmt: skip
def test_a_name_that_means_an_address_inside_is_refused(address: str) -> None:
    allowed = Allowed(hosts=("pictures.example.org",))
    resolve = names({"pictures.example.org": [PUBLIC, address]})
    assert slug_of("https://pictures.example.org/a.png", allowed, resolve=resolve) == "url.private"


@pytest.mark.parametrize(
    "url", ["http://2130706433/a", "http://0x7f.1/a", "http://127.1/a", "http://localhost/a"]
)
def test_an_address_inside_written_otherwise_is_refused(url: str) -> None:
    allowed = Allowed(hosts=("2130706433", "0x7f.1", "127.1", "localhost"))
    assert slug_of(url, allowed) == "url.private"


def test_metadata_of_clouds_is_refused_even_to_a_private_host() -> None:
    allowed = Allowed(private_hosts=("minio.lan",))
    assert (
        target_of("http://minio.lan/", allowed, resolve=names({"minio.lan": ["10.0.0.7"]})).ip == "10.0.0.7"
    )
    resolve = names({"minio.lan": ["169.254.169.254"]})
    assert slug_of("http://minio.lan/latest/meta-data", allowed, resolve=resolve) == "url.private"


def test_a_name_is_looked_up_once_and_that_address_is_asked(host: WebHost) -> None:
    host.replies["/a.png"] = Reply(b"seen")
    resolve = names({"moving.test": ["127.0.0.1"]})
    allowed = Allowed(private_hosts=(f"moving.test:{host.port}",))
    assert read(host.url("/a.png", "moving.test"), allowed, resolve=resolve) == b"seen"
    assert resolve.asked == ["moving.test"]
    assert host.asked[0].headers["Host"] == f"moving.test:{host.port}"


def test_a_redirect_is_followed_only_to_what_may_be_asked(host: WebHost) -> None:
    host.replies["/good"] = Reply(status=302, headers={"Location": "/a.png"})
    host.replies["/bad"] = Reply(status=302, headers={"Location": "http://169.254.169.254/latest"})
    host.replies["/file"] = Reply(status=302, headers={"Location": "file:///etc/passwd"})
    host.replies["/round"] = Reply(status=302, headers={"Location": "/round"})
    host.replies["/a.png"] = Reply(b"x")
    assert read(host.url("/good"), here(host)) == b"x"
    assert slug_of(host.url("/bad"), here(host)) == "url.host"
    assert slug_of(host.url("/file"), here(host)) == "url.malformed"
    assert slug_of(host.url("/round"), here(host)) == "url.unreachable"


def test_too_much_is_refused_as_told_and_as_sent(host: WebHost) -> None:
    host.replies["/told"] = Reply(b"x", length=10_000)
    host.replies["/sent"] = Reply(b"x" * 10_000, headers={"Connection": "close"})
    for path in ("/told", "/sent"):
        assert slug_of(host.url(path), here(host), max_bytes=9_999) == "url.too_large"


def test_an_answer_that_breaks_off_is_no_file(host: WebHost) -> None:
    host.replies["/a.png"] = Reply(b"half", length=8, headers={"Connection": "close"})
    assert slug_of(host.url("/a.png"), here(host)) == "url.unreachable"


def test_a_host_that_is_slow_is_left(host: WebHost) -> None:
    def slow(_: Asked) -> Reply:
        time.sleep(1)
        return Reply(b"x")

    host.replies["/a.png"] = slow
    begun = time.monotonic()
    assert slug_of(host.url("/a.png"), here(host), seconds=0.2) == "url.unreachable"
    assert time.monotonic() - begun < 0.9


def test_other_addresses_are_none_of_the_web() -> None:
    allowed = Allowed(hosts=("example.org",))
    for url in (
        "ftp://example.org/a",
        "file:///etc/passwd",
        "https://",
        "https://exa mple.org/",
        "https://example.org:x/",
    ):
        assert slug_of(url, allowed) == "url.malformed"
    assert slug_of("https://me:pw@example.org/a", allowed) == "url.sign_in"


def test_a_refusal_tells_no_query_since_that_may_be_signed() -> None:
    with pytest.raises(InvalidInput) as refused:
        target_of("https://example.org/a.png?signature=secret", Allowed())
    assert "secret" not in str(refused.value)


def test_stars_stand_for_names_below() -> None:
    allowed = Allowed(hosts=("*.example.org",))
    resolve = names({"a.example.org": [PUBLIC], "example.org": [PUBLIC], "evilexample.org": [PUBLIC]})
    assert target_of("https://a.example.org/", allowed, resolve=resolve).ip == PUBLIC
    for name in ("example.org", "evilexample.org"):
        assert slug_of(f"https://{name}/", allowed, resolve=resolve) == "url.host"


def test_a_body_is_sent_to_the_open_internet_or_an_allowed_host_alone(host: WebHost) -> None:
    host.replies["/hook"] = Reply(status=204)
    with pytest.raises(InvalidInput) as refused:
        post(host.url("/hook"), b"{}", Allowed(), headers={})
    assert refused.value.slug == "url.private"
    assert post(host.url("/hook"), b"{}", here(host), headers={"X": "1"}) == 204
    assert (host.asked[0].body, host.asked[0].headers["X"]) == (b"{}", "1")
    host.replies["/moved"] = Reply(status=302, headers={"Location": "/hook"})
    assert post(host.url("/moved"), b"{}", here(host), headers={}) == 302


def test_a_host_that_is_not_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unavailable):
        read(f"http://127.0.0.1:{port}/", Allowed(private_hosts=(f"127.0.0.1:{port}",)))


def test_what_is_allowed_is_checked(tmp_path: Path) -> None:
    good = allowed_of(
        {"folders": [str(tmp_path)], "hosts": ["A.example.org", "[::1]:80"], "buckets": ["s3://scans"]}
    )
    assert good.hosts == ("a.example.org", "[::1]:80")
    for bad in (
        {"folders": ["relative"]}, {"folders": ["/"]}, {"hosts": ["https://a.org"]}, {"hosts": ["*"]},
        {"buckets": ["scans"]}, {"buckets": ["https://a.org/x"]}, {"buckets": ["zip::s3://a/b"]},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            allowed_of(bad)


def test_a_folder_is_allowed_by_where_it_really_is(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "way").symlink_to(outside)
    allowed = Allowed(folders=(str(inside),))
    assert allowed.has_folder(inside / "deep") == inside.resolve()
    assert allowed.has_folder(inside / "way" / "a.png") is None
    assert allowed.has_folder(inside / ".." / "out") is None
