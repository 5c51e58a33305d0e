"""What one caller may ask of the server: how large a body may be, and how often a secret may be tried."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goldsmith.errors import NotSignedIn, TooLarge, TooMany
from goldsmith.web.problems import answer, problem_of
from goldsmith.web.security import host_name

LOOPBACK = {"127.0.0.1", "::1"}
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "via")
UPLOAD = re.compile(r"/api/v1/projects/[^/]+/imports$")
OPEN_TO_ALL = re.compile(r"/api/v1/(session|invitations/accept)$")
OPEN_TO_ALL_BYTES = 64 << 10  # what nobody need be signed in for
LINGER_BYTES = 256 << 20  # of a refused body that are read all the same
LINGER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """The largest bodies, in bytes: of an upload, and of any other request."""

    upload: int = 4 << 30
    other: int = 64 << 20


SIZES = Sizes()


class Bodies:
    """ASGI middleware that refuses a body larger than its route takes, before or while it is read."""

    def __init__(self, app: ASGIApp, sizes: Sizes) -> None:
        self.app = app
        self.sizes = sizes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        most = self._most(scope)
        if _told_length(scope) > most:
            await _too_large(scope, receive, send, most)
            return
        size, is_begun = 0, False

        async def count() -> Message:
            nonlocal size
            if size > most:
                return {"type": "http.disconnect"}
            message = await receive()
            size += len(message.get("body", b""))
            return {"type": "http.disconnect"} if size > most else message

        async def pass_on(message: Message) -> None:
            nonlocal is_begun
            if size > most and not is_begun:
                return  # the route saw half a body: what it says about that is not the reason
            is_begun = True
            await send(message)

        try:
            await self.app(scope, count, pass_on)
        except ClientDisconnect:
            if size <= most:
                raise
        if size > most and not is_begun:
            await _too_large(scope, receive, send, most)

    def _most(self, scope: Scope) -> int:
        if UPLOAD.search(scope["path"]):  # a base path may stand before it
            return self.sizes.upload
        return OPEN_TO_ALL_BYTES if OPEN_TO_ALL.search(scope["path"]) else self.sizes.other


class Lingering:
    """ASGI middleware that reads on what a refused caller is still sending, so that the refusal reaches them.

    A server that closes with bytes unread resets the connection, and a proxy tells that as 502 in the place of 401.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        is_read = False

        async def note() -> Message:
            nonlocal is_read
            message = await receive()
            is_read = is_read or _is_end(message)
            return message

        async def linger(message: Message) -> None:
            is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if is_last and not is_read:
                await send({**message, "more_body": True})  # the refusal is on its way
                with suppress(TimeoutError):
                    await asyncio.wait_for(_read_on(receive), LINGER_SECONDS)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self.app(scope, note, linger)


async def _read_on(receive: Receive) -> None:
    size = 0
    while size <= LINGER_BYTES:
        message = await receive()
        size += len(message.get("body", b""))
        if _is_end(message):
            return


def _is_end(message: Message) -> bool:
    return message["type"] == "http.disconnect" or not message.get("more_body", False)


def _has_body(scope: Scope) -> bool:
    return _told_length(scope) > 0 or any(key == b"transfer-encoding" for key, _ in scope["headers"])


def _told_length(scope: Scope) -> int:
    value = next((value for key, value in scope["headers"] if key == b"content-length"), b"0")
    return int(value) if value.isdigit() else 0


async def _too_large(scope: Scope, receive: Receive, send: Send, most: int) -> None:
    size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most >> 10} KiB"
    error = TooLarge(
        "request.too_large",
        f"The request is larger than {size}.",
        where=f"{scope['method']} {scope['path']}",
        mend="Send it in parts, or start the server with a larger --max-upload-mb or --max-body-mb.",
    )
    await answer(problem_of(error), error.status)(scope, receive, send)


class Attempts:
    """How often secrets were tried without success, by whom; bounded in memory, forgotten with the process."""

    def __init__(self, *, most: int, seconds: float, keys: int = 10_000) -> None:
        self._most, self._seconds, self._keys = most, seconds, keys
        self._tried: dict[str, deque[float]] = {}
        self._guard = threading.Lock()

    def take(self, key: str, now: float) -> int:
        """Count one try. Returns 0, or the whole seconds to wait when there were too many; those do not count."""
        with self._guard:
            tried = self._tried.pop(key, deque())
            while tried and tried[0] <= now - self._seconds:
                tried.popleft()
            self._tried[key] = tried  # at the end: the first are those longest unused
            if len(tried) >= self._most:
                return max(1, math.ceil(tried[0] + self._seconds - now))
            tried.append(now)
            if len(self._tried) > self._keys:
                del self._tried[next(iter(self._tried))]
            return 0

    def give_back(self, key: str) -> None:
        """Uncount the last try, which was right."""
        with self._guard:
            tried = self._tried.get(key)
            if tried:
                tried.pop()


class Door:
    """The limits on trying secrets: of one address, and of one address at one account."""

    def __init__(self) -> None:
        self.by_address = Attempts(most=50, seconds=600)
        self.by_account = Attempts(most=6, seconds=600)  # below what locks the account for everybody

    @contextmanager
    def trying(self, request: Request, account: str | None = None) -> Iterator[None]:
        """Let a secret be tried inside; only one that turns out wrong stays counted."""
        address, now = client_address(request), time.monotonic()
        keys = [(self.by_address, address)]
        if account is not None:
            keys.append((self.by_account, f"{address} {account.lower()[:200]}"))
        for attempts, key in keys:
            wait = attempts.take(key, now)
            if wait:
                raise _too_many(wait)
        is_wrong = False
        try:
            yield
        except NotSignedIn:
            is_wrong = True
            raise
        finally:
            if not is_wrong:
                for attempts, key in keys:
                    attempts.give_back(key)


def _too_many(wait: int) -> TooMany:
    refusal = TooMany(
        "signin.too_many",
        "There were too many wrong tries from your address.",
        where="sign-in",
        mend=f"Wait {wait} seconds, or ask the owner for a link.",
    )
    refusal.wait = wait
    return refusal


def install(app: FastAPI) -> None:
    """Make the application answer TooMany with the header that says when to come back."""

    @app.exception_handler(TooMany)
    async def too_many(_: Request, error: TooMany) -> JSONResponse:
        response = answer(problem_of(error), error.status)
        response.headers["Retry-After"] = str(error.wait)
        return response


def client_address(request: Request) -> str:
    """Return whom to hold responsible: the peer, or whom a proxy on this machine names last.

    A peer from elsewhere cannot speak for others. A proxy appends its own peer to X-Forwarded-For, so only the last
    address there is not the caller's own word.
    """
    peer = request.client.host if request.client else ""
    if peer in LOOPBACK:
        named = request.headers.getlist("x-forwarded-for")
        return network(named[-1].rpartition(",")[2].strip() if named else "") or peer
    return network(peer) or peer


def network(address: str) -> str | None:
    """Return what one caller holds: an IPv4 address, or the 64 bits before what an IPv6 host chooses; else None.

    >>> [network(text) for text in ("192.0.2.1", "::ffff:192.0.2.1", "2001:db8:1:2:3::4", "unknown")]
    ['192.0.2.1', '192.0.2.1', '2001:db8:1:2::/64', None]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, 64), strict=False))


def is_this_machine(request: Request) -> bool:
    """Return whether a program on this machine asks, and not a proxy on behalf of somebody."""
    peer = request.client.host if request.client else ""
    is_local_name = host_name(request.headers.get("host", "")) in {*LOOPBACK, "localhost"}
    return peer in LOOPBACK and is_local_name and not any(name in request.headers for name in FORWARDED)
