"""Work planning over the API: batches, costs, skills, and what measures people without their seeing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from goldsmith.model import new_id
from goldsmith.project import home
from goldsmith.project.project import Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from goldsmith.web.app import make_app
from goldsmith.web.security import COOKIE
from tests.team import GUIDELINE, Team, add_texts
from tests.unit.project.test_measuring import with_gold

P = "/api/v1/projects/tone"


class Shop:
    """A project of 30 texts, 6 of them ruled, its owner and two annotators."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder)
        owner = Actor(self.workspace.owner.id, self.workspace.owner.name)
        self.project: Project = home.make_project(
            self.workspace, owner, title="Tone", slug="tone", text=GUIDELINE
        )
        self.team = Team(self.workspace, self.project)
        add_texts(self.project, [f"text {n}" for n in range(30)])
        self.gold = set(with_gold(self.team, 6))
        self.app = make_app(self.workspace)
        self.boss = self.door(self.workspace.owner.id)
        self.ann_id = self.team.person("ann").person or ""
        self.ann = self.door(self.ann_id)

    def door(self, person: str) -> TestClient:
        client = TestClient(self.app, headers={"X-Goldsmith": "1"})
        client.cookies.set(COOKIE, self.workspace.people.start_session(person))
        return client

    def next(self, n: int = 1) -> dict[str, Any]:
        reply = self.ann.post(f"{P}/next", json={"n": n})
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def answer(self, work: dict[str, Any], label: str) -> dict[str, Any]:
        sent = {
            "id": new_id(),
            "person": self.ann_id,
            "assignment": work["assignment"],
            "item": work["item"]["id"],
            "guideline_version": 1,
            "answers": {"tone": {"id": new_id(), "has_value": True, "value": label}},
            "duration_ms": 4000,
        }
        reply = self.ann.post(f"{P}/submissions", json={"submissions": [sent]})
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json()
        return found


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path / "w")
    yield made
    made.workspace.close()


def open_all(shop: Shop) -> None:
    body = {"policy": "overlap", "arms": [{"share": 1.0, "overlap": 1}], "floor_share": 0.0}
    assert shop.boss.post(f"{P}/plan", json=body).status_code == 200


def test_a_batch_is_previewed_made_paused_and_listed(shop: Shop) -> None:
    asked = {"filter": "?q=text 1", "overlap": 2, "assumed_s": 6.0}
    seen = shop.boss.post(f"{P}/batches/preview", json=asked).json()
    assert seen["n_items"] == 11
    assert (seen["cost"]["n_answers"], seen["cost"]["basis"], seen["cost"]["total_s"]) == (22, "assumed", 132)
    made = shop.boss.post(f"{P}/batches", json={**asked, "name": "Tens", "priority": 1})
    assert made.status_code == 201, made.text
    batch = made.json()["id"]
    assert shop.next(5)["work"]
    changed = shop.boss.patch(f"{P}/batches/{batch}", json={"is_paused": True, "reason": "lunch"})
    assert changed.json()["is_paused"] is True
    (listed,) = shop.boss.get(f"{P}/batches").json()["batches"]
    assert (listed["name"], listed["n_wanted"], listed["n_held"]) == ("Tens", 22, 5)


def test_a_change_touches_only_what_it_names(shop: Shop) -> None:
    made = shop.boss.post(
        f"{P}/batches", json={"name": "One", "quota": 3, "due": "2031-05-20", "skill": "De"}
    ).json()
    again = shop.boss.patch(f"{P}/batches/{made['id']}", json={"priority": -1}).json()
    assert {**again, "priority": 0} == made
    assert made["skill"] == "de"
    free = shop.boss.patch(f"{P}/batches/{made['id']}", json={"quota": None, "due": None}).json()
    assert (free["quota"], free["due"], free["priority"]) == (None, None, -1)


def test_work_goes_by_skill_as_the_people_page_says(shop: Shop) -> None:
    shop.boss.post(f"{P}/batches", json={"name": "German", "skill": "de"})
    assert shop.next()["work"] == []
    said = shop.boss.put(f"{P}/people/{shop.ann_id}/skills", json={"skills": [" De", "law"]})
    assert said.json() == {"skills": ["de", "law"]}
    assert len(shop.next()["work"]) == 1


def test_what_somebody_holds_is_taken_back_and_given_on(shop: Shop) -> None:
    open_all(shop)
    held = {work["item"]["id"] for work in shop.next(3)["work"]}
    bob = shop.team.person("bob").person
    hands = shop.boss.get(f"{P}/batches").json()["hands"]
    assert [(hand["name"], hand["n_held"]) for hand in hands] == [("ann", 3)]
    reply = shop.boss.post(f"{P}/people/{shop.ann_id}/take-back", json={"to": bob})
    assert reply.json() == {"n": 3}
    names = [batch["name"] for batch in shop.boss.get(f"{P}/batches").json()["batches"]]
    assert names == ["For bob", "Everything else"]
    assert not held & {work["item"]["id"] for work in shop.next(5)["work"]}


def test_costs_come_from_the_projects_own_clock(shop: Shop) -> None:
    open_all(shop)
    unknown = shop.boss.get(f"{P}/cost", params={"n_answers": 10}).json()
    assert (unknown["basis"], unknown["total_s"]) == ("none", None)
    shop.answer(shop.next()["work"][0], "kind")
    known = shop.boss.get(f"{P}/cost", params={"n_answers": 10, "n_people": 2}).json()
    assert (known["basis"], known["total_s"], known["each_person_s"]) == ("few", 40, 20)


def shape(value: Any) -> Any:
    """Return the value with texts, numbers and ids taken out: what is left is how it looks."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return type(value).__name__


def test_a_hidden_check_looks_like_all_other_work_from_next_to_receipt(shop: Shop) -> None:
    open_all(shop)
    on = {"is_on": True, "share": 0.3, "distance": 1}
    assert shop.boss.put(f"{P}/measuring/checks", json=on).status_code == 200
    seen: dict[bool, list[Any]] = {True: [], False: []}
    n_mine = []
    for _ in range(25):
        handout = shop.next()
        if not handout["work"]:
            break
        (work,) = handout["work"]
        assert work["purpose"] == "label"
        receipt = shop.answer(work, "kind")
        mine = shop.ann.get(f"{P}/mine?limit=1").json()
        n_mine.append(handout["progress"]["n_mine"])
        look = (shape(work), shape(receipt), shape(mine), receipt["surplus"], receipt["hints"])
        seen[work["item"]["id"] in shop.gold].append(look)
    assert len(seen[True]) >= 3
    assert all(look == seen[False][0] for look in seen[True] + seen[False])
    assert n_mine == list(range(len(n_mine)))  # the counter goes up by one each time, check or not


def test_scores_are_for_leads_and_annotators_see_none(shop: Shop) -> None:
    open_all(shop)
    shop.boss.put(f"{P}/measuring/checks", json={"is_on": True, "share": 0.5, "distance": 1})
    for _ in range(8):
        shop.answer(shop.next()["work"][0], "rude")
    (score,) = shop.boss.get(f"{P}/measuring").json()["scores"]
    assert score["checks"]["k"] == score["checks"]["n"] > 0
    assert score["checks"]["low"] < 1 == score["checks"]["high"]
    assert shop.ann.get(f"{P}/measuring").status_code == 403


def test_training_and_test_stand_before_work(shop: Shop) -> None:
    open_all(shop)
    body = {"is_on": True, "n_training": 2, "n_test": 2, "threshold": 1.0, "attempts": 1}
    told = shop.boss.put(f"{P}/measuring/qualification", json=body).json()
    assert told["qualification"] == {"n_training": 2, "n_test": 2, "threshold": 1.0, "attempts": 1}
    first = shop.next()
    assert first["to_qualify"] == {
        "phase": "training",
        "n_done": 0,
        "n_items": 2,
        "attempt": 1,
        "attempts": 1,
    }
    (feedback,) = shop.answer(first["work"][0], "kind")["feedback"]
    assert (feedback["is_right"], feedback["gold"], feedback["reasons"]) == (
        False,
        {"tone": "rude"},
        ["It hurts."],
    )
    shop.answer(shop.next()["work"][0], "rude")
    for _ in range(2):
        work = shop.next()["work"][0]
        assert (work["purpose"], shop.answer(work, "kind")["feedback"]) == ("test", [])
    assert shop.next()["done"]["reason"] == "not_qualified"
    (stands,) = shop.boss.get(f"{P}/measuring").json()["standings"]
    assert (stands["phase"], stands["share"]["k"]) == ("failed", 0)
    shop.boss.post(f"{P}/people/{shop.ann_id}/admit")
    assert shop.next()["work"][0]["purpose"] == "label"
    sql = shop.project.ledger.reader
    assert len(queries.assigned_apart(sql, "test")) == 2
