"""Nobody sees another's answer before giving their own: asked of the API, reply by reply."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from goldsmith.model import new_id
from goldsmith.project import adjudicate, conversation, home, ingest
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from goldsmith.store.people import Person
from goldsmith.web.app import make_app
from tests.api.house import House, job
from tests.team import GUIDELINE, Team

COMMENT = re.compile(r"Comment \d")  # which item comes first is drawn by its id
HEX, TIME = re.compile(r"[0-9a-f]{32}"), re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
SECRETS = (
    "Bobs-Own-Name",
    "bobs private note",
    "row-id-",
    "patient-",
    "scanner-",
    "because the lead says so",
    "unseen column",
)
GET_ROUTES = [
    "/api/v1/session",
    "/api/v1/projects",
    "/api/v1/projects/tone",
    "/api/v1/projects/tone/guideline",
    "/api/v1/projects/tone/guideline/versions",
    "/api/v1/projects/tone/guideline/diff?from=1&to=1",
    "/api/v1/projects/tone/mine",
    "/api/v1/projects/tone/items",
    "/api/v1/projects/tone/items/{item}",
    "/api/v1/projects/tone/agreement",
    "/api/v1/projects/tone/adjudication",
    "/api/v1/projects/tone/releases",
    "/api/v1/projects/tone/releases/preview",
    "/api/v1/projects/tone/imports",
    "/api/v1/projects/tone/people",
    "/api/v1/projects/tone/invitations",
    "/api/v1/tokens",
    "/api/v1/projects/tone/threads?which=all",
    "/api/v1/projects/tone/threads/unread",
    "/api/v1/projects/tone/threads?which=all&item={item}",
]


def submission(person: Person, work: dict[str, Any], label: str, note: str = "") -> dict[str, Any]:
    answer = {"id": new_id(), "has_value": True, "value": label, "note": note}
    return {
        "id": new_id(),
        "person": person.id,
        "assignment": work["assignment"],
        "item": work["item"]["id"],
        "guideline_version": work["guideline_version"],
        "answers": {"tone": answer},
        "duration_ms": 1200,
    }


class World:
    """A project in which Bob has answered everything before Ann asks."""

    def __init__(self, folder: Path, bobs: str) -> None:
        folder.mkdir()
        self.workspace = Workspace(folder / "workspace")
        owner = Actor(self.workspace.owner.id, self.workspace.owner.name)
        guideline = GUIDELINE.replace("    labels:", "    show: [comment]\n    labels:", 1)
        self.project = home.make_project(self.workspace, owner, title="Tone", text=guideline)
        table = folder / "table.csv"
        rows = [f"row-id-{n},Comment {n},unseen column,patient-{n},scanner-{n}" for n in range(4)]
        table.write_text("\n".join(["id,comment,reply,patient,machine", *rows]) + "\n")
        options = ingest.Options(name="table.csv", text=("comment", "reply"), id="id", group="patient")
        ingest.ingest(self.project, owner, table, options, job(self.project), is_ours=False)
        self.team = Team(self.workspace, self.project)
        self.team.open((1.0, 3))
        self.app = make_app(self.workspace)
        self.ann, self.bob = self.person("Ann"), self.person("Bobs-Own-Name")
        self.answer_all(self.bob, bobs, note="bobs private note")

    def person(self, name: str, role: str = "annotator") -> Person:
        person = self.workspace.people.add(name)
        self.workspace.people.set_role(person.id, "tone", role)
        return person

    def door(self, person: Person) -> TestClient:
        _, secret = self.workspace.people.make_token(
            person.id, name="script", project=None, role="owner", days=1
        )
        return TestClient(self.app, headers={"Authorization": f"Bearer {secret}"})

    def answer_all(self, person: Person, label: str, note: str = "", n: int = 4) -> list[str]:
        """Let a person answer n items; return all replies."""
        door, replies = self.door(person), []
        for _ in range(n):
            handout = door.post("/api/v1/projects/tone/next", json={"n": 1})
            sent = submission(person, handout.json()["work"][0], label, note)
            receipt = door.post("/api/v1/projects/tone/submissions", json={"submissions": [sent]})
            assert receipt.json()["stored"] == [sent["id"]]
            replies += [handout.text, receipt.text]
        return replies

    def anns_view(self) -> list[str]:
        """Return every reply that Ann can get: she labels two items, holds one, and asks every route."""
        replies = self.answer_all(self.ann, "kind", n=2)
        door = self.door(self.ann)
        handout = door.post("/api/v1/projects/tone/next", json={"n": 1})
        item = handout.json()["work"][0]["item"]["id"]
        own = door.get("/api/v1/projects/tone/mine").json()["rows"][0]["item"]["id"]
        replies.append(handout.text)
        for route in GET_ROUTES:
            replies += [door.get(route.format(item=seen)).text for seen in (item, own)]
        for seen in (item, own):
            case = f"/api/v1/projects/tone/adjudication/{seen}/tone"
            replies += [door.post(case).text, door.post(f"{case}/ruling", json={}).text]
        replies.append(door.post("/api/v1/projects/tone/guideline/preview", json={"text": "x"}).text)
        return replies


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[[str], World]]:
    """Return what makes a world in which Bob says a label."""
    made: list[World] = []

    def make(bobs: str) -> World:
        made.append(World(tmp_path / str(len(made)), bobs))
        return made[-1]

    yield make
    for world in made:
        world.workspace.close()


def normal(replies: list[str]) -> list[str]:
    """Return replies without what differs between two worlds by chance: ids and times."""
    return [COMMENT.sub("Comment", TIME.sub("TIME", HEX.sub("ID", reply))) for reply in replies]


def test_an_annotator_receives_nothing_of_anybody_else(make_world: Callable[[str], World]) -> None:
    world = make_world("rude")
    said = "\n".join(world.anns_view())
    assert [secret for secret in SECRETS if secret in said] == []
    assert "Comment" in said  # she did see her items


def test_what_another_answered_changes_nothing_that_an_annotator_receives(
    make_world: Callable[[str], World],
) -> None:
    """Whether Bob agrees with Ann or not, whatever he wrote: her replies are the same to the letter."""
    agreeing, differing = make_world("kind"), make_world("rude")
    assert normal(agreeing.anns_view()) == normal(differing.anns_view())


def test_rulings_and_releases_change_nothing_that_an_annotator_receives_of_items(
    make_world: Callable[[str], World],
) -> None:
    world = make_world("rude")
    world.answer_all(world.ann, "kind", n=1)
    owner = world.team.owner
    item = str(world.door(world.ann).get("/api/v1/projects/tone/mine").json()["rows"][0]["item"]["id"])
    case = adjudicate.open_case(world.project, owner, item, "tone")
    evidence = [answer.id for _, answer, _ in case.answers]
    ruling = adjudicate.Ruling(
        new_id(), True, "rude", "annotator_slip", "because the lead says so", evidence, None
    )
    adjudicate.rule(world.project, owner, item, "tone", ruling)
    conversation.start(world.project, owner, target="item", target_id=item, text="because the lead says so")
    said = "\n".join(world.anns_view())
    assert [secret for secret in SECRETS if secret in said] == []


def test_what_others_ask_and_leads_answer_stays_hidden_from_annotators(
    make_world: Callable[[str], World],
) -> None:
    world = make_world("rude")
    bob, lead = world.door(world.bob), world.door(world.person("Lea", "adjudicator"))
    base = "/api/v1/projects/tone/threads"
    for row in bob.get("/api/v1/projects/tone/mine").json()["rows"]:
        asked = {"target": "item", "target_id": row["item"]["id"], "text": "bobs private note"}
        made = bob.post(base, json=asked).json()["row"]["id"]
        lead.post(f"{base}/{made}/replies", json={"text": "because the lead says so"})
        answer = next(iter(row["own"].values()))["id"]
        on_answer = {"target": "annotation", "target_id": answer, "text": "because the lead says so"}
        assert lead.post(base, json=on_answer).status_code == 201
        refused = world.door(world.ann).get(f"{base}/{made}")
        assert (refused.status_code, refused.json()["slug"]) == (404, "thread.unknown")
    said = "\n".join(world.anns_view())
    assert [secret for secret in SECRETS if secret in said] == []


def test_a_shared_thread_tells_no_annotators_name(make_world: Callable[[str], World]) -> None:
    world = make_world("rude")
    bob, ann, lead = world.door(world.bob), world.door(world.ann), world.door(world.person("Lea", "owner"))
    base = "/api/v1/projects/tone/threads"
    world.answer_all(world.ann, "kind")
    item = bob.get("/api/v1/projects/tone/mine").json()["rows"][0]["item"]["id"]
    made = bob.post(base, json={"target": "item", "target_id": item, "text": "Is this so?"}).json()["row"][
        "id"
    ]
    lead.post(f"{base}/{made}/replies", json={"text": "It is."})
    lead.post(f"{base}/{made}/sharing", json={"is_shared": True})
    found = ann.get(f"{base}/{made}").json()
    assert [message["by"] for message in found["messages"]] == ["Another annotator", "Lea", "Lea"]
    said = json.dumps(found) + ann.get(f"{base}?which=all").text
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize("role", ["adjudicator", "owner"])
def test_whoever_holds_an_item_sees_no_answers_to_it(make_world: Callable[[str], World], role: str) -> None:
    world = make_world("rude")
    world.answer_all(world.ann, "kind")
    lead = world.door(world.person("Lea", role))
    item = lead.post("/api/v1/projects/tone/next", json={"n": 1}).json()["work"][0]["item"]["id"]
    detail = lead.get(f"/api/v1/projects/tone/items/{item}").json()
    assert (detail["answers"], detail["gold"], detail["row"]["labels"]) == ([], [], {})
    assert detail["row"]["disagreement"] is None
    listed = lead.get("/api/v1/projects/tone/items").json()["rows"]
    assert {row["id"]: row["labels"] for row in listed}[item] == {}
    assert sum(1 for row in listed if row["labels"]) == 3
    assert lead.post(f"/api/v1/projects/tone/adjudication/{item}/tone").json()["slug"] == "case.held_item"


def test_a_case_hides_names_unless_they_are_asked_for(make_world: Callable[[str], World]) -> None:
    world = make_world("rude")
    world.answer_all(world.ann, "kind")
    lead = world.door(world.person("Lea", "adjudicator"))
    world.answer_all(world.person("Cem"), "kind")
    case = lead.post("/api/v1/projects/tone/adjudication/next").json()
    assert {answer["name"] for answer in case["answers"]} == {None}
    address = f"/api/v1/projects/tone/adjudication/{case['item']['id']}/tone?names=true"
    names = {answer["name"] for answer in lead.post(address).json()["answers"]}
    assert names == {"Ann", "Bobs-Own-Name", "Cem"}
    assert "Bobs-Own-Name" not in json.dumps(case)


def test_an_annotator_may_not_send_anothers_answers(house: House) -> None:
    ann, eve = house.someone("annotator"), house.someone("annotator")
    work = {
        "assignment": house.a.assignment,
        "item": {"id": house.a.item},
        "guideline_version": 1,
    }
    sent = {"submissions": [submission(ann, work, "kind")]}
    reply = house.door(eve).post("/api/v1/projects/a/submissions", json=sent)
    assert (reply.status_code, reply.json()["slug"]) == (403, "work.other_person")
