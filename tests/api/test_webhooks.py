"""Webhooks over HTTP, and of a real server that is killed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from goldsmith.project import webhooks
from tests.api.house import House
from tests.e2e.workshop import TONE
from tests.serving import Server
from tests.webhost import Reply, WebHost

P = "/api/v1/projects/a/webhooks"


def test_a_secret_is_shown_once(house: House) -> None:
    house.workspace.allow({"private_hosts": ["127.0.0.1:9"]})
    boss = house.door(house.boss)
    made = boss.post(P, json={"url": "http://127.0.0.1:9/hook", "events": ["release.made"]})
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert len(secret) > 40
    told = boss.get(P)
    assert secret not in told.text
    assert told.json()[0]["secret"] is None
    changed = boss.patch(f"{P}/{made.json()['id']}", json={"is_on": False, "events": ["batch.done"]}).json()
    assert (changed["off"], changed["events"]) == ("Owner turned it off.", ["batch.done"])
    assert boss.patch(f"{P}/{made.json()['id']}", json={"is_on": True}).json()["off"] is None
    tried = boss.post(f"{P}/{made.json()['id']}/test").json()
    assert (tried["is_taken"], tried["status"]) == (False, None)
    assert boss.delete(f"{P}/{made.json()['id']}").status_code == 204
    assert boss.get(P).json() == []
    house.workspace.allow({})


def test_a_private_address_is_refused_when_it_is_given(house: House) -> None:
    reply = house.door(house.boss).post(
        P, json={"url": "https://169.254.169.254/", "events": ["release.made"]}
    )
    assert (reply.status_code, reply.json()["slug"]) == (422, "url.private")


def test_a_server_that_is_killed_tells_after_its_next_start(tmp_path: Path) -> None:
    with WebHost() as host:
        host.replies["/hook"] = Reply(status=503)
        with Server(tmp_path / "w") as server:
            api = server.client()
            api.put("/api/v1/sources", json={"private_hosts": [host.name]})
            api.post("/api/v1/projects", json={"title": "Tone", "guideline": TONE}).raise_for_status()
            made = api.post(
                "/api/v1/projects/tone/webhooks",
                json={"url": host.url("/hook"), "events": list(webhooks.EVENTS)},
            )
            made.raise_for_status()
            for n in range(2):
                api.post(
                    "/api/v1/projects/tone/imports", params={"name": f"{n}.csv"}, content="text\nhello\n"
                )
                _wait(lambda: len(host.asked) > n)  # noqa: B023
                api.patch(f"/api/v1/projects/tone/webhooks/{made.json()['id']}", json={"is_on": False})
                api.patch(f"/api/v1/projects/tone/webhooks/{made.json()['id']}", json={"is_on": True})
            server.kill()
        host.replies["/hook"] = Reply(status=200)
        host.asked.clear()
        with Server(tmp_path / "w") as server:
            _wait(lambda: bool(host.asked))
            log = server.stop()
        told = [event for asked in host.asked for event in json.loads(asked.body)["events"]]
        assert [event["type"] for event in told] == ["items.imported"] * 2
        assert made.json()["secret"] not in log


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not until():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.05)
