"""Telling other programs what happens in a project: derived from the facts, signed, and sent until it is taken.

The ledger is the source: each webhook remembers up to which fact it has told. So no request waits for a receiver, and
what a killed process had not sent is sent by the next. An event may come twice, with the same id; none is left out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from goldsmith import remote
from goldsmith.addresses import Allowed, parsed
from goldsmith.errors import GoldsmithError, InvalidInput, NotFound, Unavailable
from goldsmith.model import new_id
from goldsmith.project import clock
from goldsmith.project.project import Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, news
from goldsmith.store.ledger import DatabaseError
from goldsmith.store.webhooks import Delivery, Webhook

log = logging.getLogger("goldsmith")
EVENTS = ("answer.given", "item.decided", "batch.done", "release.made", "items.imported")
TEST = "test"
AT_ONCE = 100  # events of one delivery
FACTS = 20_000  # looked through at once
BACK_OFF = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)  # seconds; the last again and again
GIVE_UP = 3 * 86_400.0  # seconds of failures without one success
FEWEST = 24  # tries in that time: a server that was off has not tried
LOOK = 30.0  # seconds between looks at batches, which cost as much as the project has items
TIMEOUT = 10.0
SIGNATURE = "Goldsmith-Signature"


class Send(Protocol):
    """As remote.post."""

    def __call__(
        self, url: str, body: bytes, allowed: Allowed, *, headers: Mapping[str, str], seconds: float
    ) -> int: ...


def signature(secret: str, body: bytes, at: int) -> str:
    """Return what proves that a body was sent by who knows the secret, at a time in seconds since 1970.

    >>> signature("s", b"{}", 5)[:14]
    't=5,v1=773bda4'
    """
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


def check_url(url: str, allowed: Allowed) -> None:
    """Raise InvalidInput for an address that must not be told anything: unknown, private, or plain http elsewhere."""
    try:
        target = remote.target_of(url, allowed, any_public=True)
    except Unavailable as error:
        raise InvalidInput(error.slug, error.what, where=error.where, mend=error.mend) from error
    if parsed(url).scheme == "http" and not allowed.may_be_private(target.host, target.port, "http"):
        raise InvalidInput(
            "webhook.plain",
            "Over http, others on the way could read and change what is sent.",
            where="url",
            mend="Use https://.",
        )


# what is told -------------------------------------------------------------------------------------------------------


def fill(workspace: Workspace, hook: Webhook, *, look_at_batches: bool) -> None:
    """Put what happened since the last time into the webhook's outbox, unless much waits there already."""
    project = workspace.project(hook.project)
    seq = project.ledger.seq()
    if hook.seq > seq:  # an older copy of the project took its place
        workspace.webhooks.fill(hook.id, [], seq=seq, told=hook.told)
        return
    if seq == hook.seq and not look_at_batches:
        return
    if workspace.webhooks.n_waiting(hook.id) >= AT_ONCE:
        return
    upto = min(seq, hook.seq + FACTS)
    events = [event for _, event in news.since(project.ledger.reader, hook.seq, upto)]
    done = _done(project) if look_at_batches and "batch.done" in hook.events else None
    if done is not None:
        events += [event for ident, event in done.items() if ident not in hook.told]
    wanted = [event for event in events if event["type"] in hook.events]
    workspace.webhooks.fill(hook.id, wanted, seq=upto, told=hook.told if done is None else sorted(done))


def _done(project: Project) -> dict[str, dict[str, Any]]:
    """Return the event of each batch that is done: nothing in it wants an answer, and nobody holds any of it."""
    sql = project.ledger.reader
    is_open = {row["id"] for row in caches.batches(sql, only_open=True)}
    closed = [row for row in caches.batches(sql) if row["id"] not in is_open]
    figures = caches.batch_figures(sql) if closed else {}
    found = {}
    for row in closed:
        told = figures.get(row["run"])
        if told is not None and told["n_items"] and not told["n_held"]:
            found[row["id"]] = {
                "id": new_id(),
                "type": "batch.done",
                "at": clock.iso(),
                "batch": row["id"],
                "n_items": told["n_items"],
            }
    return found


# sending ------------------------------------------------------------------------------------------------------------


def deliver(workspace: Workspace, hook: Webhook, *, send: Send = remote.post) -> bool:
    """Send the oldest events that wait; return whether the receiver took them. False when nothing waits too."""
    waiting = workspace.webhooks.waiting(hook.id, AT_ONCE)
    now = clock.now()
    if not waiting or hook.off is not None or now < hook.due:
        return False
    found = attempt(workspace, hook, [event for _, event in waiting], send=send)
    if found.is_taken:
        workspace.webhooks.taken(hook.id, waiting[-1][0], found)
        return True
    off = _why_off(hook, found, now)
    due = now + BACK_OFF[min(hook.n_failed, len(BACK_OFF) - 1)]
    workspace.webhooks.failed(hook.id, found, now=now, due=due, off=off)
    if off:
        log.warning("webhook %s of project %s is off: %s", hook.id, hook.project, off)
    return False


def attempt(
    workspace: Workspace, hook: Webhook, events: Sequence[Mapping[str, Any]], *, send: Send = remote.post
) -> Delivery:
    """Send events once, signed, and return what became of it."""
    body = json.dumps({"project": hook.project, "events": events}, ensure_ascii=False).encode()
    begun, now = time.monotonic(), clock.now()
    headers = {"Content-Type": "application/json", SIGNATURE: signature(hook.secret, body, int(now))}
    try:
        check_url(hook.url, workspace.allowed())
        status: int | None = send(hook.url, body, workspace.allowed(), headers=headers, seconds=TIMEOUT)
        told = "" if status is not None and 200 <= status < 300 else f"The receiver answered {status}."
    except GoldsmithError as error:
        status, told = None, error.what
    types = tuple(dict.fromkeys(str(event["type"]) for event in events))
    ms = round((time.monotonic() - begun) * 1000)
    return Delivery(clock.iso(now), types, len(events), status, told, ms)


def try_out(workspace: Workspace, hook: Webhook, *, send: Send = remote.post) -> Delivery:
    """Send an event of the type `test` now, whatever waits."""
    event = {"id": new_id(), "type": TEST, "at": clock.iso()}
    found = attempt(workspace, hook, [event], send=send)
    workspace.webhooks.log(hook.id, found)
    return found


def _why_off(hook: Webhook, found: Delivery, now: float) -> str | None:
    if found.status == 410:
        return "The receiver says that it is gone."
    if now - (hook.failing_since or now) >= GIVE_UP and hook.n_failed >= FEWEST:
        return f"Nothing was taken for {round(GIVE_UP / 86_400)} days. {found.told}"
    return None


class Teller:
    """The thread that fills outboxes and empties them, for all projects of a workspace."""

    def __init__(self, workspace: Workspace, *, send: Send = remote.post) -> None:
        self._workspace = workspace
        self._send = send
        self._looked: dict[str, tuple[float, int]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(TIMEOUT + 1)

    def _run(self) -> None:
        while not self._end.wait(1.0):
            self.tick()

    def tick(self) -> None:
        """Tell what is to be told now; a webhook that fails keeps none of the others."""
        for hook in self._workspace.webhooks.listing():
            if hook.off is None and not self._end.is_set():
                self._told(hook)

    def _told(self, hook: Webhook) -> None:
        try:
            fill(self._workspace, hook, look_at_batches=self._is_time(hook))
            for _ in range(10):
                if self._end.is_set() or not deliver(self._workspace, hook, send=self._send):
                    break
        except NotFound:
            pass  # the project was moved away; it may come back
        except (GoldsmithError, DatabaseError) as error:
            log.error("webhook %s of project %s: %s", hook.id, hook.project, error)

    def _is_time(self, hook: Webhook) -> bool:
        """Return whether to look at the batches: something happened, and not a moment ago."""
        if "batch.done" not in hook.events:
            return False
        seq, now = self._workspace.project(hook.project).ledger.seq(), time.monotonic()
        last, looked_at = self._looked.get(hook.id, (-LOOK, -1))
        if seq == looked_at or now - last < LOOK:
            return False
        self._looked[hook.id] = (now, seq)
        return True
