"""Asking other machines over HTTP(S): the address that was checked is the one that is connected to."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import quote, urljoin

from goldsmith import __version__
from goldsmith.addresses import PORTS, Allowed, is_reachable, parsed, shown
from goldsmith.errors import GoldsmithError, InvalidInput, Unavailable

MAX_BYTES = 500_000_000
MAX_REDIRECTS = 5
CHUNK = 1 << 16
Resolve = Callable[..., list[Any]]  # as socket.getaddrinfo
NAME = {"User-Agent": f"goldsmith/{__version__}"}


@dataclass(frozen=True, slots=True)
class Target:
    """An address, resolved once: `ip` was checked, and only `ip` is connected to."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    ip: str


def target_of(
    url: str, allowed: Allowed, *, any_public: bool = False, resolve: Resolve = socket.getaddrinfo
) -> Target:
    """Return whom an address means; raises InvalidInput for one that this server may not ask.

    any_public: hosts of the open internet need not be among those allowed. A host that has any address which may not be
    asked is refused whole, so that the answer does not depend on the order of its addresses.
    """
    parts = parsed(url)
    host, scheme = _ascii(parts.hostname or "", url), parts.scheme
    port = parts.port or PORTS[scheme]
    if not any_public and not allowed.is_known(host, port, scheme):
        raise InvalidInput(
            "url.host",
            f"This server may not read from {host}{'' if port == PORTS[scheme] else f':{port}'}.",
            where=shown(url),
            mend="Its admin can allow the host: `goldsmith allow WORKSPACE --host NAME`.",
        )
    found = _resolved(host, port, url, resolve)
    may_be_private = allowed.may_be_private(host, port, scheme)
    if not all(is_reachable(ipaddress.ip_address(ip), may_be_private=may_be_private) for ip in found):
        raise InvalidInput(
            "url.private",
            f"{host} has an address that is not of the open internet.",
            where=shown(url),
            mend="If it is meant, the server's admin can allow it: `goldsmith allow WORKSPACE --private-host NAME`.",
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, scheme, host, port, quote(path, safe="/%:@!$&'()*+,;=~?[]|^{}`"), found[0])


def _ascii(host: str, url: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host.rstrip(".")
    except UnicodeError as error:
        raise InvalidInput(
            "url.malformed", "The host's name is none.", where=shown(url), mend="Check the address."
        ) from error


def _resolved(host: str, port: int, url: str, resolve: Resolve) -> list[str]:
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(
            "url.unreachable",
            f"{host} is not known.",
            where=shown(url),
            mend="Check the name, and the network.",
        ) from error
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def fetch(
    url: str,
    allowed: Allowed,
    sink: BinaryIO,
    *,
    max_bytes: int = MAX_BYTES,
    seconds: float = 120,
    resolve: Resolve = socket.getaddrinfo,
) -> int:
    """Write what an address holds into a file and return its size in bytes; redirects are checked like addresses.

    Raises InvalidInput for what may not be asked or is too large, Unavailable for what does not answer in time.
    """
    end = time.monotonic() + seconds
    for _ in range(MAX_REDIRECTS + 1):
        target = target_of(url, allowed, resolve=resolve)
        with _asked(target, "GET", end, headers={"Accept-Encoding": "identity"}) as reply:
            if reply.status in {301, 302, 303, 307, 308} and reply.getheader("Location"):
                url = urljoin(url, reply.getheader("Location"))
                continue
            if reply.status != 200:
                raise _refused(
                    f"{target.host} answered {reply.status}",
                    url,
                    "Check that it can be read without signing in.",
                )
            if reply.getheader("Content-Encoding", "identity").lower() != "identity":
                raise _refused(f"{target.host} sends it packed", url, "Let the host send files as they are.")
            return _copied(reply, sink, url, max_bytes, end)
    raise _refused("It leads from address to address", url, "Name the address where the file is.")


def _copied(reply: http.client.HTTPResponse, sink: BinaryIO, url: str, max_bytes: int, end: float) -> int:
    told, size = reply.length, 0
    if (told or 0) <= max_bytes:
        while block := reply.read1(CHUNK):
            size += len(block)
            if size > max_bytes:
                break
            if time.monotonic() > end:
                raise _refused("It takes too long", url, "Try again, or copy the file to this machine.")
            sink.write(block)
    if max(size, told or 0) > max_bytes:
        raise InvalidInput(
            "url.too_large",
            f"It has more than {max_bytes} bytes.",
            where=shown(url),
            mend="Make it smaller, or copy it to this machine and import it there.",
        )
    if reply.length:  # what of the promised length did not come
        raise _refused("The answer broke off", url, "Try again.")
    return size


def post(
    url: str,
    body: bytes,
    allowed: Allowed,
    *,
    headers: Mapping[str, str],
    seconds: float = 10,
    resolve: Resolve = socket.getaddrinfo,
) -> int:
    """Send a body to a host of the open internet, or an allowed private one; return the status. Follows no redirect."""
    target = target_of(url, allowed, any_public=True, resolve=resolve)
    with _asked(target, "POST", time.monotonic() + seconds, headers=headers, body=body) as reply:
        return reply.status


@contextmanager
def _asked(
    target: Target, method: str, end: float, *, headers: Mapping[str, str], body: bytes | None = None
) -> Iterator[http.client.HTTPResponse]:
    """Ask over a connection to the address that was checked; TLS is held to the host's name."""
    left = max(0.1, end - time.monotonic())
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = kind(
        f"[{target.host}]" if ":" in target.host else target.host, target.port, timeout=min(left, 10)
    )
    connection.auto_open = 0  # it never looks the name up by itself
    try:
        connection.sock = sock = _connected(target, min(left, 10))
        # a host that sends a byte now and then never runs into a timeout of the socket
        timer = threading.Timer(left, _cut, (sock,))
        timer.daemon = True
        timer.start()
        connection.request(method, target.path, body=body, headers={**NAME, **headers})
        reply = connection.getresponse()
        try:
            yield reply
        finally:
            timer.cancel()
            reply.close()
    except ssl.SSLCertVerificationError as error:
        raise _refused(
            f"{target.host} shows a certificate that is not trusted ({error.verify_message})",
            target.url,
            "Give it one that this machine trusts, or name its authority in SSL_CERT_FILE.",
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise _refused(
            f"{target.host} does not answer ({_reason(error)})", target.url, "Try again later."
        ) from error
    finally:
        connection.close()


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _connected(target: Target, seconds: float) -> socket.socket:
    plain = socket.create_connection((target.ip, target.port), seconds)
    if target.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _refused(what: str, url: str, mend: str) -> GoldsmithError:
    return Unavailable("url.unreachable", f"{what}.", where=shown(url), mend=mend)


def _reason(error: Exception) -> str:
    return str(error).strip(".") or type(error).__name__
