"""Review and second looks over the API: who may, what stays hidden, and what comes back to the annotator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from goldsmith.model import new_id
from goldsmith.project import home
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from goldsmith.web.app import make_app
from goldsmith.web.security import COOKIE
from tests.team import GUIDELINE, Team, add_texts

P = "/api/v1/projects/tone"


class Court:
    """A project with two adjudicators and a viewer; ann answers alone, or with bob."""

    def __init__(self, folder: Path) -> None:
        self.workspace = Workspace(folder)
        owner = Actor(self.workspace.owner.id, self.workspace.owner.name)
        self.project = home.make_project(self.workspace, owner, title="Tone", slug="tone", text=GUIDELINE)
        self.team = Team(self.workspace, self.project)
        self.app = make_app(self.workspace)
        self.first, self.second, self.viewer = (
            self.door(self._member(name, role))
            for name, role in (("eve", "adjudicator"), ("fay", "adjudicator"), ("vic", "viewer"))
        )
        self.ann = self.door(self.team.person("ann").person or "")

    def _member(self, name: str, role: str) -> str:
        person = self.workspace.people.add(name)
        self.workspace.people.set_role(person.id, "tone", role)
        return person.id

    def door(self, person: str) -> TestClient:
        client = TestClient(self.app, headers={"X-Goldsmith": "1"})
        client.cookies.set(COOKIE, self.workspace.people.start_session(person))
        return client


@pytest.fixture
def court(tmp_path: Path) -> Iterator[Court]:
    made = Court(tmp_path / "workspace")
    yield made
    made.workspace.close()


def done(reply: Any, status: int = 200) -> Any:
    assert reply.status_code == status, reply.text
    return reply.json()


def single(court: Court) -> dict[str, Any]:
    """Let ann answer eight items alone, draw four of them, and open the first."""
    add_texts(court.project, [f"text {n}" for n in range(8)])
    court.team.open((1.0, 1))
    court.team.label_all("ann", lambda _: "kind")
    drawn = done(court.first.post(f"{P}/review/draw", json={"at_least": 4, "n_risk": 0}), 201)
    assert drawn == {"n_single": 8, "n_random": 4, "n_risk": 0}
    look: dict[str, Any] = done(court.first.post(f"{P}/review/next", json={}))
    return look


def verdict(look: dict[str, Any], word: str, **more: Any) -> tuple[str, dict[str, Any]]:
    path = f"{P}/review/{look['item']['id']}/tone/verdict"
    return path, {"id": new_id(), "annotation": look["annotation"], "verdict": word, **more}


def ruling(case: dict[str, Any], value: str, **more: Any) -> tuple[str, dict[str, Any]]:
    evidence = [answer["annotation"] for answer in case["answers"]]
    replaces = case["ruling"]["id"] if case["ruling"] else None
    sent = {"id": new_id(), "has_value": True, "value": value, "reason_code": "audit", "evidence": evidence}
    return f"{P}/adjudication/{case['item']['id']}/tone/ruling", {**sent, "replaces": replaces, **more}


def test_a_look_names_nobody_unless_it_is_asked_to(court: Court) -> None:
    look = single(court)
    assert look["name"] is None
    assert "'ann'" not in str(look)
    path = f"{P}/review/{look['item']['id']}/tone"
    assert done(court.first.post(path, params={"names": True}))["name"] == "ann"


def test_an_answer_held_by_one_reviewer_is_refused_to_another(court: Court) -> None:
    look = single(court)
    path = f"{P}/review/{look['item']['id']}/tone"
    assert done(court.second.post(path), 409)["slug"] == "case.taken"
    assert court.first.delete(f"{P}/adjudication/{look['item']['id']}/tone").status_code == 204
    done(court.second.post(path))


def test_a_returned_answer_comes_to_the_annotator_with_the_comment_and_no_name_of_the_sample(
    court: Court,
) -> None:
    look = single(court)
    path, sent = verdict(look, "return", text="Read on.")
    assert done(court.first.post(path, json=sent), 201)["gold"] is None
    (piece,) = done(court.ann.post(f"{P}/next", json={"n": 5}))["work"]
    assert (piece["item"]["id"], piece["comment"], piece["purpose"]) == (
        look["item"]["id"],
        "Read on.",
        "label",
    )
    assert piece["own"]["tone"]["value"] == "kind"
    found = done(court.first.get(f"{P}/review"))
    assert (found["n_returned"], found["n_open"]) == (1, 3)


def test_a_mended_answer_is_gold_until_the_verdict_is_undone(court: Court) -> None:
    look = single(court)
    path, sent = verdict(look, "mend", value="flat", text="Neither.")
    said = done(court.first.post(path, json=sent), 201)
    detail = done(court.viewer.get(f"{P}/items/{look['item']['id']}"))
    assert [(gold["id"], gold["value"]) for gold in detail["gold"]] == [(said["gold"], "flat")]
    assert court.second.delete(f"{P}/review/verdicts/{said['id']}").status_code == 204
    assert done(court.viewer.get(f"{P}/items/{look['item']['id']}"))["gold"] == []
    assert done(court.first.get(f"{P}/review"))["n_open"] == 4


@pytest.mark.parametrize("who", ["second", "viewer"])
def test_a_first_ruling_is_hidden_everywhere_until_the_second_is_given(court: Court, who: str) -> None:
    add_texts(court.project, ["same text", "same text", "other"])
    court.team.open((1.0, 2))
    court.team.label_all("ann", lambda _: "kind")
    court.team.label_all("bob", lambda _: "rude")
    case = done(court.first.post(f"{P}/adjudication/next"))
    path, sent = ruling(case, "flat", rationale="a word like flatiron", wants_second=True)
    done(court.first.post(path, json=sent), 201)
    item = case["item"]["id"]
    blind: TestClient = getattr(court, who)
    pages = {
        "item": blind.get(f"{P}/items/{item}"),
        "list": blind.get(f"{P}/items"),
        "history": blind.get(f"{P}/items/{item}/history"),
        "concordance": blind.get(f"{P}/concordance"),
    }
    if who == "second":
        pages["case"] = blind.post(f"{P}/adjudication/{item}/tone")
        pages["queue"] = blind.get(f"{P}/adjudication")
        assert pages["case"].json()["ruling"] is None
    for name, page in pages.items():
        assert page.status_code == 200, name
        assert "flatiron" not in page.text, name
    assert [row["gold"] for row in pages["list"].json()["rows"] if row["id"] == item] == [{}]
    assert all(row["golds"] == [] for row in pages["concordance"].json()["rows"])
    own = done(court.first.get(f"{P}/items/{item}"))
    assert own["gold"][0]["value"] == "flat"
    again = done(court.second.post(f"{P}/adjudication/{item}/tone"))
    path, sent = ruling(again, "kind")
    done(court.second.post(path, json=sent), 201)
    third = done(court.first.post(f"{P}/adjudication/{item}/tone"))
    assert (third["why"], [each["value"] for each in third["apart"]]) == ("settle", ["flat", "kind"])
    assert done(blind.get(f"{P}/items/{item}"))["gold"][0]["value"] == "flat"
    looks = done(court.first.get(f"{P}/second-looks"))
    assert (looks["same"]["k"], looks["same"]["n"], looks["n_apart"]) == (0, 1, 1)


def test_a_filtered_set_is_ruled_in_bulk_after_its_counts_and_taken_back_in_one_step(court: Court) -> None:
    add_texts(court.project, [f"text {n}" for n in range(5)])
    court.team.open((1.0, 2))
    court.team.label_all("ann", lambda _: "kind")
    court.team.label_all("bob", lambda p: "rude" if p.item.fields["text"]["text"] == "text 0" else "kind")
    asked = {"filter": "answers=2", "takes": "majority"}
    told = done(court.first.post(f"{P}/bulk-rulings/preview", json=asked))
    assert (told["n_items"], told["n_ruled"], told["left_out"]) == (5, 4, {"tie": 1})
    assert told["values"] == [{"value": "kind", "n": 4}]
    assert told["is_single"] is True
    body = {**asked, "reason_code": "audit", "rationale": "All alike.", "as_of": told["as_of"]}
    made = done(court.first.post(f"{P}/bulk-rulings", json=body), 201)
    assert made["n"] == 4
    (listed,) = done(court.second.get(f"{P}/bulk-rulings"))
    assert (listed["run"], listed["by"], listed["n_standing"]) == (made["run"], "eve", 4)
    assert listed["items"] == "items with 2 answers"
    assert done(court.first.post(f"{P}/bulk-rulings", json=body), 422)["slug"] == "bulk.none"
    assert done(court.second.delete(f"{P}/bulk-rulings/{made['run']}"))["n"] == 4
    rows = done(court.viewer.get(f"{P}/items"))["rows"]
    assert {row["status"] for row in rows} == {"complete", "disagreed"}


def test_a_bulk_ruling_by_a_filter_that_is_none_is_refused(court: Court) -> None:
    reply = court.first.post(f"{P}/bulk-rulings/preview", json={"filter": "colour=red"})
    assert done(reply, 422)["slug"] == "items.filter"
