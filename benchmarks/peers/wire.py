"""One person's connection, as thin as can be, so that the client does not become what is measured."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 60.0  # seconds until a request is given up


@dataclass
class Log:
    """Every request's milliseconds, and how often which status came; "lost" stands for no reply at all."""

    ms: list[float] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)

    @property
    def n_faults(self) -> int:
        """Requests that ended in the server's own fault, or in no reply."""
        return sum(n for status, n in self.statuses.items() if status == "lost" or int(status) >= 500)


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        return self.status < 400

    def json(self) -> Any:
        return json.loads(self.body)


NOTHING = Reply(599, b"{}")  # what stands for a reply that did not come


class Wire:
    """HTTP/1.1 to one server: the connection is kept, and so are cookies; nothing is sent twice."""

    def __init__(self, url: str, log: Log, headers: Mapping[str, str], cookies: Mapping[str, str]) -> None:
        self._place = urlsplit(url)
        self._log = log
        self._headers = dict(headers)
        self._cookies = dict(cookies)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, *, body: Any = None, form: Mapping[str, str] | None = None
    ) -> Reply:
        """Return the reply; the server's silence or a broken connection is NOTHING, and is logged as lost."""
        began = time.perf_counter()
        try:
            reply = await asyncio.wait_for(self._ask(method, path, body, form), PATIENCE)
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
            await self.close()
            self._log.statuses["lost"] += 1
            return NOTHING
        self._log.ms.append((time.perf_counter() - began) * 1000)
        self._log.statuses[reply.status] += 1
        return reply

    async def _ask(self, method: str, path: str, body: Any, form: Mapping[str, str] | None) -> Reply:
        if self._reader is None or self._reader.at_eof():
            await self.close()
            self._reader, self._writer = await asyncio.open_connection(
                self._place.hostname, self._place.port, limit=1 << 24
            )
        assert self._reader is not None
        assert self._writer is not None
        content = (
            urlencode(form).encode()
            if form is not None
            else b""
            if body is None
            else json.dumps(body).encode()
        )
        kind = "application/x-www-form-urlencoded" if form is not None else "application/json"
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._place.netloc}",
            f"Content-Length: {len(content)}",
        ]
        lines += [f"Content-Type: {kind}"] if content else []
        lines += [f"{name}: {value}" for name, value in self._headers.items()]
        if self._cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        return await self._read(self._reader)

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        told: dict[str, str] = {}
        for line in filter(None, head[1:]):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self._cookies[key] = rest.partition(";")[0]
            told[name.lower()] = value.strip()
        if told.get("transfer-encoding") == "chunked":
            content = b"".join([part async for part in _chunks(reader)])
        elif "content-length" in told:
            content = await reader.readexactly(int(told["content-length"]))
        else:
            content = b"" if status in (204, 304) else await reader.read()
        if told.get("connection", "").lower() == "close" or head[0].startswith("HTTP/1.0"):
            await self.close()
        return Reply(status, content)

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _chunks(reader: asyncio.StreamReader) -> Any:
    while size := int((await reader.readline()).partition(b";")[0], 16):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
