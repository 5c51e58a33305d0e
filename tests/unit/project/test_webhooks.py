"""Webhooks tell every fact that they were asked for, signed, in order, at least once, and slow nobody down."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from goldsmith.addresses import Allowed
from goldsmith.errors import InvalidInput
from goldsmith.model import new_id
from goldsmith.project import adjudicate, batches, clock, release, webhooks
from goldsmith.project.adjudicate import Ruling
from goldsmith.project.project import FILE, Actor
from goldsmith.project.webhooks import EVENTS, Teller
from goldsmith.project.workspace import Workspace
from goldsmith.store.webhooks import Webhook
from tests.api.house import job, plan_of
from tests.team import Team, add_texts
from tests.webhost import Asked, Reply, WebHost


class Receiver:
    """Takes what is sent, or answers as told."""

    def __init__(self) -> None:
        self.status = 200
        self.sent: list[dict[str, Any]] = []

    def __call__(
        self, url: str, body: bytes, allowed: Allowed, *, headers: Mapping[str, str], seconds: float
    ) -> int:
        if self.status == 200:
            self.sent.append(json.loads(body))
        return self.status

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for one in self.sent for event in one["events"]]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


@pytest.fixture(autouse=True)
def _any_address(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "host" not in request.fixturenames:
        monkeypatch.setattr(webhooks, "check_url", lambda _url, _allowed: None)


@pytest.fixture
def host(workspace: Workspace) -> Iterator[WebHost]:
    with WebHost() as made:
        workspace.allow({"private_hosts": [made.name]})
        yield made


def hook_of(team: Team, *events: str, url: str = "https://example.org/hook") -> Webhook:
    store = team.workspace.webhooks
    return store.add("tone", url=url, events=events or EVENTS, seq=team.project.ledger.seq())


def now_of(team: Team, hook: Webhook) -> Webhook:
    return team.workspace.webhooks.need("tone", hook.id)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return what sets the clock so many seconds after the beginning."""
    begun = time.time()
    moved = [0.0]
    monkeypatch.setattr(clock, "now", lambda: begun + moved[0])

    def move(seconds: float) -> None:
        moved[0] = seconds

    return move


def test_a_piece_of_work_is_told_from_import_to_release(team: Team) -> None:
    receiver = Receiver()
    hook_of(team)
    add_texts(team.project, ["one", "two"])
    team.open((1.0, 2))
    for who in ("Ann", "Bob"):
        team.label_all(who, lambda _: "kind")
    adjudicate.accept(team.project, team.owner, question=None, seed=0)
    release.make(team.project, team.owner, plan_of("first"), job(team.project))
    Teller(team.workspace, send=receiver).tick()
    assert sorted(receiver.types) == sorted(
        ["items.imported", *["answer.given"] * 4, *["item.decided"] * 2, "release.made", "batch.done"]
    )
    assert {one["project"] for one in receiver.sent} == {"tone"}
    by_type = {event["type"]: event for event in receiver.events}
    assert (by_type["release.made"]["release"], by_type["batch.done"]["batch"]) == ("first", "rest")
    Teller(team.workspace, send=receiver).tick()
    assert len(receiver.events) == len({event["id"] for event in receiver.events}) == 9


def test_a_blind_second_ruling_decides_nothing_and_is_not_told(team: Team) -> None:
    add_texts(team.project, ["one"])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    hook_of(team, "item.decided")

    def rule(actor: Actor, *, second: bool) -> None:
        case = adjudicate.open_case(team.project, actor, item, "tone")
        evidence = [answer.id for _, answer, _ in case.answers]
        ruling = Ruling(new_id(), True, "kind", "ambiguous_item", "It is so.", evidence, None, second)
        adjudicate.rule(team.project, actor, item, "tone", ruling)

    item = adjudicate.queue(team.project, question=None, offset=0, limit=1)[0].item.id
    rule(team.owner, second=True)
    rule(team.person("eve"), second=False)
    receiver = Receiver()
    Teller(team.workspace, send=receiver).tick()
    assert receiver.types == ["item.decided"]


def test_nobodys_answer_is_in_what_is_sent(team: Team) -> None:
    receiver = Receiver()
    hook_of(team)
    add_texts(team.project, ["a secret text"])
    team.open((1.0, 1))
    team.label_all("Ann", lambda _: "rude")
    Teller(team.workspace, send=receiver).tick()
    assert not any(word in json.dumps(receiver.sent) for word in ("rude", "secret", "Ann"))


def test_only_what_was_asked_for_is_told_and_only_from_then_on(team: Team) -> None:
    receiver = Receiver()
    add_texts(team.project, ["one"])
    hook_of(team, "items.imported")
    team.open((1.0, 1))
    team.label_all("Ann", lambda _: "kind")
    Teller(team.workspace, send=receiver).tick()
    assert receiver.sent == []
    add_texts(team.project, ["two"])
    Teller(team.workspace, send=receiver).tick()
    assert receiver.types == ["items.imported"]


def test_a_batch_is_done_when_nobody_holds_any_of_it(team: Team) -> None:
    receiver = Receiver()
    add_texts(team.project, ["one", "two"])
    items = [row["id"] for row in team.project.ledger.reader.execute("SELECT id FROM item LIMIT 1")]
    batch = batches.make(
        team.project, team.owner, batches.Choice(items=items), {"name": "First"}, overlap=1, floor_share=0
    )
    hook_of(team, "batch.done")
    Teller(team.workspace, send=receiver).tick()
    assert receiver.sent == []
    team.label_all("Ann", lambda _: "kind")
    Teller(team.workspace, send=receiver).tick()
    assert [(event["batch"], event["n_items"]) for event in receiver.events] == [(batch, 1)]


def test_what_a_killed_process_had_not_sent_is_sent_by_the_next(team: Team) -> None:
    receiver = Receiver()
    hook = hook_of(team, "items.imported")
    add_texts(team.project, ["one"])
    webhooks.fill(team.workspace, hook, look_at_batches=False)  # and here it ends
    add_texts(team.project, ["two"])
    path = team.workspace.path
    team.workspace.close()
    again = Workspace(path)
    teller = Teller(again, send=receiver)
    teller.tick()
    teller.tick()
    assert receiver.types == ["items.imported"] * 2
    assert len({event["id"] for event in receiver.events}) == 2
    again.close()


def test_a_kill_between_sending_and_noting_sends_the_same_event_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver()
    hook = hook_of(team, "items.imported")
    add_texts(team.project, ["one"])
    with monkeypatch.context() as killed:
        killed.setattr(team.workspace.webhooks, "taken", lambda *_: None)
        webhooks.fill(team.workspace, hook, look_at_batches=False)
        webhooks.deliver(team.workspace, now_of(team, hook), send=receiver)
    Teller(team.workspace, send=receiver).tick()
    first, second = receiver.events
    assert first == second


def test_a_receiver_that_fails_is_tried_again_later_and_later_and_gets_all_in_order(
    team: Team, at: Callable[[float], None]
) -> None:
    receiver, teller = Receiver(), None
    hook = hook_of(team, "items.imported")
    receiver.status = 500
    teller = Teller(team.workspace, send=receiver)
    tried = []
    for seconds in range(200):
        if seconds < 3:
            add_texts(team.project, [f"text {seconds}"])
        at(seconds)
        before = now_of(team, hook).n_failed
        teller.tick()
        if now_of(team, hook).n_failed > before:
            tried.append(seconds)
    assert tried == [0, 5, 35, 155]
    receiver.status = 200
    at(160 + 600)
    teller.tick()
    ids = [
        row["id"]
        for row in team.project.ledger.reader.execute(
            "SELECT id FROM run WHERE stage = 'ingest' ORDER BY seq"
        )
    ]
    assert [event["id"] for event in receiver.events] == ids
    assert now_of(team, hook).n_failed == 0
    assert [one.status for one in team.workspace.webhooks.deliveries(hook.id, 9)] == [200, 500, 500, 500, 500]


def test_days_of_failures_turn_it_off_with_a_notice_and_on_again_nothing_is_missing(
    team: Team, at: Callable[[float], None], caplog: pytest.LogCaptureFixture
) -> None:
    receiver = Receiver()
    receiver.status = 500
    hook = hook_of(team, "items.imported")
    teller = Teller(team.workspace, send=receiver)
    with caplog.at_level(logging.WARNING):
        for hour in range(80):
            if hour % 20 == 0:
                add_texts(team.project, [f"text {hour}"])
            at(hour * 3600)
            teller.tick()
    off = now_of(team, hook).off
    assert off is not None
    assert "3 days" in off
    assert hook.secret not in caplog.text
    assert "example.org" not in caplog.text  # an address may hold a secret too
    receiver.status = 200
    team.workspace.webhooks.turn(hook.id, None)
    teller.tick()
    teller.tick()
    assert len(receiver.events) == 4


def test_a_receiver_that_is_gone_is_left_at_once(team: Team) -> None:
    receiver = Receiver()
    receiver.status = 410
    hook = hook_of(team, "items.imported")
    add_texts(team.project, ["one"])
    Teller(team.workspace, send=receiver).tick()
    assert now_of(team, hook).off is not None


def test_much_work_is_sent_a_hundred_at_a_time(team: Team) -> None:
    receiver = Receiver()
    hook_of(team, "answer.given")
    add_texts(team.project, [f"text {n}" for n in range(230)])
    team.open((1.0, 1))
    team.label_all("Ann", lambda _: "kind")
    Teller(team.workspace, send=receiver).tick()
    assert [len(one["events"]) for one in receiver.sent] == [100, 100, 30]


def test_an_older_copy_of_the_project_in_its_place_is_followed_from_there(team: Team) -> None:
    receiver = Receiver()
    hook = hook_of(team, "items.imported")
    team.workspace.webhooks.fill(hook.id, [], seq=10_000, told=[])
    Teller(team.workspace, send=receiver).tick()
    add_texts(team.project, ["one"])
    Teller(team.workspace, send=receiver).tick()
    assert receiver.types == ["items.imported"]


def test_a_real_receiver_proves_who_sent_it(team: Team, host: WebHost) -> None:
    hook = hook_of(team, "items.imported", url=host.url("/hook"))
    host.replies["/hook"] = Reply(status=204)
    add_texts(team.project, ["one"])
    Teller(team.workspace).tick()
    (asked,) = host.asked
    told = dict(part.split("=", 1) for part in asked.headers[webhooks.SIGNATURE].split(","))
    mac = hmac.new(hook.secret.encode(), f"{told['t']}.".encode() + asked.body, hashlib.sha256)
    assert told["v1"] == mac.hexdigest()
    assert abs(int(told["t"]) - time.time()) < 60
    assert hook.secret.encode() not in asked.body


def test_a_slow_receiver_slows_nobody(team: Team, host: WebHost) -> None:
    def slow(_: Asked) -> Reply:
        time.sleep(1)
        return Reply(status=200)

    host.replies["/hook"] = slow
    hook_of(team, url=host.url("/hook"))
    add_texts(team.project, [f"text {n}" for n in range(20)])
    team.open((1.0, 1))
    teller = Teller(team.workspace)
    teller.start()
    time.sleep(1.2)  # it is sending now
    begun = time.monotonic()
    team.label_all("Ann", lambda _: "kind")
    assert time.monotonic() - begun < 0.9
    teller.close()


@pytest.mark.parametrize("url", ["https://169.254.169.254/x", "https://10.0.0.1/x", "http://127.0.0.1:1/x"])
def test_an_address_inside_is_never_told_anything(team: Team, host: WebHost, url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        webhooks.check_url(url, team.workspace.allowed())
    assert refused.value.slug == "url.private"
    hook = hook_of(
        team, "items.imported", url=url
    )  # as if its name had meant another address when it was made
    add_texts(team.project, ["one"])
    Teller(team.workspace).tick()
    assert now_of(team, hook).n_failed == 1


def test_plain_http_is_for_hosts_of_ones_own(team: Team, host: WebHost) -> None:
    webhooks.check_url(host.url("/hook"), team.workspace.allowed())
    with pytest.raises(InvalidInput) as refused:
        webhooks.check_url("http://93.184.216.34/hook", team.workspace.allowed())
    assert refused.value.slug == "webhook.plain"


def test_secrets_lie_in_no_projects_folder(team: Team) -> None:
    hook = hook_of(team)
    add_texts(team.project, ["one"])
    Teller(team.workspace, send=Receiver()).tick()
    held = [
        path
        for path in team.workspace.path.rglob("*")
        if path.is_file() and hook.secret.encode() in path.read_bytes()
    ]
    assert {path.parent for path in held} == {team.workspace.path}
    assert all(path.stat().st_mode & 0o077 == 0 for path in held if path.suffix == ".sqlite")
    assert (team.project.folder / FILE).is_file()


def test_the_last_fifty_attempts_are_kept(team: Team) -> None:
    hook = hook_of(team)
    for _ in range(60):
        webhooks.try_out(team.workspace, hook, send=Receiver())
    assert len(team.workspace.webhooks.deliveries(hook.id, 100)) == 50
