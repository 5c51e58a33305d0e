"""Suggestions over the API: only what the guideline allows, only where it is shown, and marked for leads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from goldsmith.model import new_id
from goldsmith.project import guideline, home, ingest
from goldsmith.project.project import Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.web.app import make_app
from goldsmith.web.security import COOKIE
from tests.api.house import job
from tests.team import GUIDELINE, Team

P = "/api/v1/projects/tone"
SUGGESTING = GUIDELINE.replace(
    "    labels:", "    show: [text]\n    suggest: {from: model-a, silent: 0.5}\n    labels:", 1
)


class Shop:
    """A project of 20 texts which model-a calls rude, model-b flat and Bob kind; Ann is about to label them."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder / "workspace")
        self.owner = Actor(self.workspace.owner.id, self.workspace.owner.name)
        self.project: Project = home.make_project(
            self.workspace, self.owner, title="Tone", slug="tone", text=SUGGESTING
        )
        self.team = Team(self.workspace, self.project)
        for name, label in (("model-a", "rude"), ("model-b", "flat")):
            table = folder / f"{name}.csv"
            table.write_text("id,text,guess\n" + "".join(f"{n},text {n},{label}\n" for n in range(20)))
            options = ingest.Options(
                "texts", text=("text",), id="id", label="guess", annotator_name=name, by="model"
            )
            ingest.ingest(self.project, self.owner, table, options, job(self.project), is_ours=False)
        self.team.open((1.0, 2))
        self.team.label_all("bob", lambda _: "kind")
        self.app = make_app(self.workspace)
        self.boss = self.door(self.workspace.owner.id)
        self.ann_id = self.team.person("ann").person or ""
        self.ann = self.door(self.ann_id)

    def door(self, person: str) -> TestClient:
        client = TestClient(self.app, headers={"X-Goldsmith": "1"})
        client.cookies.set(COOKIE, self.workspace.people.start_session(person))
        return client

    def work(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ann.post(f"{P}/next", json={"n": 20}).json()["work"]
        return found

    def answer(self, piece: dict[str, Any], label: str) -> str:
        sent = {
            "id": new_id(),
            "person": self.ann_id,
            "assignment": piece["assignment"],
            "item": piece["item"]["id"],
            "guideline_version": 1,
            "answers": {"tone": {"id": new_id(), "has_value": True, "value": label}},
            "duration_ms": 900,
        }
        return str(self.ann.post(f"{P}/submissions", json={"submissions": [sent]}).text)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    yield made
    made.workspace.close()


def test_only_the_named_annotators_answer_comes_out_and_only_where_it_is_shown(shop: Shop) -> None:
    pieces = shop.work()
    shown = [piece for piece in pieces if piece["suggestions"]]
    assert 0 < len(shown) < len(pieces) == 20
    for piece in pieces:
        told = json.dumps(piece)
        assert "flat" not in told
        assert "kind" not in told
        assert ("rude" in told) == ("model-a" in told) == (piece in shown)
    assert all(piece["suggestions"] == {"tone": {"by": "model-a", "value": "rude"}} for piece in shown)


def test_the_arm_of_an_item_is_told_by_nothing_but_its_suggestion(shop: Shop) -> None:
    for piece in shop.work():
        assert "silent" not in json.dumps(piece)
        assert "shown" not in json.dumps(piece)


def test_neither_receipt_nor_ones_own_answers_say_what_was_suggested(shop: Shop) -> None:
    replies = [shop.answer(piece, "flat") for piece in shop.work()]
    replies += [shop.ann.get(f"{P}/{route}").text for route in ("mine", "session", "threads?which=all")]
    assert all("model-a" not in reply and "rude" not in reply for reply in replies)


def test_a_lead_is_told_of_each_answer_in_which_arm_it_was_given(shop: Shop) -> None:
    arms = {}
    for piece in shop.work():
        arms[piece["item"]["id"]] = "shown" if piece["suggestions"] else "silent"
        shop.answer(piece, "rude")
    for item, arm in arms.items():
        answers = shop.boss.get(f"{P}/items/{item}").json()["answers"]
        told = {answer["who"]: answer["suggestion"] for answer in answers}
        assert told["ann"] == {"by": "model-a", "arm": arm, "is_same": True}
        assert told["model-a"] is told["model-b"] is None


def test_the_guideline_says_whose_answers_may_be_shown(shop: Shop) -> None:
    (question,) = shop.ann.get(f"{P}/guideline").json()["questions"]
    assert question["suggest"] == {"sources": ["model-a"], "silent": 0.5, "seed": 0}


@pytest.mark.parametrize("name", ["model-a", "Model-B", " MODEL-A "])
def test_nobody_joins_under_the_name_of_a_model(shop: Shop, name: str) -> None:
    _, secret = shop.workspace.people.invite("tone", role="annotator", note="", days=1, uses=1)
    door = TestClient(shop.app, headers={"X-Goldsmith": "1"})
    refused = door.post("/api/v1/invitations/accept", json={"token": secret, "name": name})
    assert (refused.status_code, refused.json()["slug"]) == (409, "person.name_of_source")
    assert door.post("/api/v1/invitations/accept", json={"token": secret, "name": "Eva"}).status_code == 200


def test_nobody_joins_under_a_name_that_the_guideline_lets_suggest(shop: Shop) -> None:
    text = SUGGESTING.replace("model-a", "model-c")
    guideline.save(shop.project, shop.owner, text, carries={}, based_on=None)
    _, secret = shop.workspace.people.invite("tone", role="annotator", note="", days=1, uses=1)
    door = TestClient(shop.app, headers={"X-Goldsmith": "1"})
    refused = door.post("/api/v1/invitations/accept", json={"token": secret, "name": "model-c"})
    assert (refused.status_code, refused.json()["slug"]) == (409, "person.name_of_source")
