"""What the server did: an id for each request, one log line, and counts in Prometheus' text form."""

from __future__ import annotations

import bisect
import json
import logging
import re
import secrets
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("goldsmith.request")
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUEST_ID = "goldsmith.request_id"
STORED = "goldsmith.stored"
_PLAIN = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class Counts:
    """Numbers since the process started. Only the event loop writes them, so they need no lock."""

    def __init__(self) -> None:
        self.requests: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self.buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.in_flight = 0
        self.stored = 0

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        self.requests[method, route, status] += 1
        self.buckets[route][bisect.bisect_left(BOUNDS, seconds)] += 1
        self.seconds[route] += seconds

    def text(self) -> str:
        """Return the numbers in Prometheus' text form 0.0.4; labels are route templates, never people or items."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "# HELP goldsmith_requests_total Requests answered."
        yield "# TYPE goldsmith_requests_total counter"
        for (method, route, status), n in sorted(self.requests.items()):
            yield f'goldsmith_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}'
        yield "# HELP goldsmith_request_seconds Time from a request's head to the end of its reply."
        yield "# TYPE goldsmith_request_seconds histogram"
        for route, buckets in sorted(self.buckets.items()):
            n = 0
            for bound, more in zip((*BOUNDS, "+Inf"), buckets, strict=True):
                n += more
                yield f'goldsmith_request_seconds_bucket{{route="{route}",le="{bound}"}} {n}'
            yield f'goldsmith_request_seconds_sum{{route="{route}"}} {self.seconds[route]:.6f}'
            yield f'goldsmith_request_seconds_count{{route="{route}"}} {n}'
        yield "# HELP goldsmith_requests_in_flight Requests being answered now."
        yield "# TYPE goldsmith_requests_in_flight gauge"
        yield f"goldsmith_requests_in_flight {self.in_flight}"
        yield "# HELP goldsmith_submissions_stored_total Submissions acknowledged; one sent again counts again."
        yield "# TYPE goldsmith_submissions_stored_total counter"
        yield f"goldsmith_submissions_stored_total {self.stored}"


class Watch:
    """ASGI middleware that numbers, times, counts and logs requests. routes: endpoints → templates of their paths."""

    def __init__(self, app: ASGIApp, counts: Counts, routes: Mapping[object, str]) -> None:
        self.app = app
        self.counts = counts
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        name = scope[REQUEST_ID] = _request_id(scope)
        status = 500  # of a request whose handler raised before it answered

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {
                    **message,
                    "headers": [*message.get("headers", ()), (b"x-request-id", name.encode())],
                }
            await send(message)

        self.counts.in_flight += 1
        try:
            await self.app(scope, receive, note)
        finally:
            seconds = time.perf_counter() - began
            self.counts.in_flight -= 1
            self.counts.stored += scope.get(STORED, 0)
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            route = self.routes.get(scope.get("endpoint"), "none")
            self.counts.add(method, route, status, seconds)
            if log.isEnabledFor(logging.INFO):
                told = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 2)}
                log.info("request", extra={"request": {**told, "request_id": name}})


def _request_id(scope: Scope) -> str:
    """Return the caller's id of the request when it is short and plain, or else a new one."""
    for key, value in scope["headers"]:
        if key == b"x-request-id":
            return value.decode() if _PLAIN.fullmatch(value) else secrets.token_hex(8)
    return secrets.token_hex(8)


class Lines(logging.Formatter):
    """One line for each log record: JSON for programs, or words for people."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        at = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03d}Z"
        request = getattr(record, "request", {})
        trace = {"trace": self.formatException(record.exc_info)} if record.exc_info else {}
        if self._as_json:
            head = {"at": at, "level": record.levelname.lower(), "logger": record.name}
            return json.dumps({**head, "message": record.getMessage(), **request, **trace})
        if request:
            return "{} {method} {route} {status} {ms} ms {request_id}".format(at, **request)
        return "\n".join([f"{at} {record.levelname} {record.getMessage()}", *trace.values()])


def log_to_stderr(form: str) -> None:
    """Write Goldsmith's and the server's log to standard error; form: "json" or "text"."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(as_json=form == "json"))
    for name, level in (("goldsmith", logging.INFO), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
