"""Who may do what: every route × every caller, and no object of another project through any of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from goldsmith.model import new_id
from goldsmith.project import batches, bulk, clock, release
from goldsmith.project.project import Actor, add_run
from goldsmith.store.people import Person
from goldsmith.store.review import VERDICT
from tests.api.house import Estate, House, job, plan_of
from tests.team import GUIDELINE

# N nobody · O a member of another project · V viewer · A annotator · J adjudicator · L the project's owner ·
# W the workspace's owner · T their token for viewing this project · X their token for another project ·
# K commands of this machine
EVERYONE = "NOVAJLWTXK"
SIGNED = "OVAJLWTXK"
PERSONS = "OVAJLW"  # no tokens
MEMBERS = "VAJLWTK"
LEADS = "VJLWTK"  # who may see what others answered
LABELERS = "AJLWK"
RULERS = "JLWK"
OWNERS = "LWK"
P = "/api/v1/projects/{slug}"
ALLOWED = {
    "GET /api/v1/health": EVERYONE,
    "GET /api/v1/ready": EVERYONE,
    "POST /api/v1/invitations/accept": "N" + PERSONS,
    "DELETE /api/v1/jobs/{job}": OWNERS,
    "GET /api/v1/jobs/{job}": OWNERS,
    "GET /api/v1/projects": SIGNED,
    "POST /api/v1/projects": "WK",
    "POST /api/v1/restore": "K",
    "GET /api/v1/sources": "WK",
    "PUT /api/v1/sources": "K",
    "DELETE /api/v1/session": EVERYONE,
    "GET /api/v1/session": SIGNED,
    "POST /api/v1/session": EVERYONE,
    "PUT /api/v1/session/password": PERSONS,
    "GET /api/v1/tokens": PERSONS,
    "POST /api/v1/tokens": "VJLW",
    "DELETE /api/v1/tokens/{token}": PERSONS,
    f"GET {P}": MEMBERS,
    f"GET {P}/adjudication": RULERS,
    f"POST {P}/adjudication/accept": RULERS,
    f"POST {P}/adjudication/next": RULERS,
    f"DELETE {P}/adjudication/{{item}}/{{question}}": RULERS,
    f"POST {P}/adjudication/{{item}}/{{question}}": RULERS,
    f"POST {P}/adjudication/{{item}}/{{question}}/ruling": RULERS,
    f"GET {P}/agreement": LEADS,
    f"GET {P}/agreement/export.csv": LEADS,
    f"GET {P}/agreement/export.json": LEADS,
    f"GET {P}/agreement/pull": LEADS,
    f"GET {P}/agreement/views": LEADS,
    f"GET {P}/annotators/reliability": LEADS,
    f"GET {P}/batches": RULERS,
    f"POST {P}/batches": OWNERS,
    f"POST {P}/batches/preview": OWNERS,
    f"PATCH {P}/batches/{{batch}}": OWNERS,
    f"GET {P}/consensus": RULERS,
    f"POST {P}/consensus": OWNERS,
    f"GET {P}/consensus/annotators": OWNERS,
    f"GET {P}/consensus/methods": RULERS,
    f"GET {P}/consensus/preview": RULERS,
    f"GET {P}/consensus/results/{{result}}": RULERS,
    f"GET {P}/cost": OWNERS,
    f"GET {P}/measuring": RULERS,
    f"PUT {P}/measuring/checks": OWNERS,
    f"PUT {P}/measuring/qualification": OWNERS,
    f"PUT {P}/measuring/repeats": OWNERS,
    f"POST {P}/people/{{person}}/admit": OWNERS,
    f"POST {P}/people/{{person}}/attempt": OWNERS,
    f"GET {P}/people/{{person}}/skills": OWNERS,
    f"PUT {P}/people/{{person}}/skills": OWNERS,
    f"POST {P}/people/{{person}}/take-back": OWNERS,
    f"POST {P}/backup": "K",
    f"POST {P}/check": OWNERS,
    f"POST {P}/give-back": LABELERS,
    f"GET {P}/guideline": MEMBERS,
    f"POST {P}/guideline": OWNERS,
    f"GET {P}/guideline/diff": MEMBERS,
    f"POST {P}/guideline/preview": OWNERS,
    f"GET {P}/guideline/versions": MEMBERS,
    f"GET {P}/imports": LEADS,
    f"GET {P}/imports/running": OWNERS,
    f"POST {P}/imports": OWNERS,
    f"POST {P}/imports/{{run}}/restore": OWNERS,
    f"POST {P}/imports/{{run}}/withdraw": OWNERS,
    f"GET {P}/invitations": OWNERS,
    f"POST {P}/invitations": OWNERS,
    f"DELETE {P}/invitations/{{invitation}}": OWNERS,
    f"GET {P}/items": LEADS,
    f"POST {P}/items/actions": RULERS,
    f"GET {P}/items/{{item}}": LEADS,
    f"GET {P}/mine": LABELERS,
    f"POST {P}/next": LABELERS,
    f"GET {P}/outline": MEMBERS,
    f"POST {P}/outline": MEMBERS,
    f"POST {P}/outline/points": MEMBERS,
    f"POST {P}/outline/segmenter/box": MEMBERS,
    f"POST {P}/outline/segmenter/point": MEMBERS,
    f"GET {P}/people": OWNERS,
    f"DELETE {P}/people/{{person}}": OWNERS,
    f"PATCH {P}/people/{{person}}": OWNERS,
    f"POST {P}/people/{{person}}/link": "W",
    f"POST {P}/plan": OWNERS,
    f"GET {P}/progress": LEADS,
    f"GET {P}/progress/coverage": LEADS,
    f"GET {P}/progress/time-sheets.csv": LEADS,
    f"GET {P}/review": RULERS,
    f"POST {P}/review/draw": RULERS,
    f"POST {P}/review/next": RULERS,
    f"POST {P}/review/preview": RULERS,
    f"DELETE {P}/review/verdicts/{{verdict}}": RULERS,
    f"POST {P}/review/{{item}}/{{question}}": RULERS,
    f"POST {P}/review/{{item}}/{{question}}/verdict": RULERS,
    f"GET {P}/bulk-rulings": RULERS,
    f"POST {P}/bulk-rulings": RULERS,
    f"POST {P}/bulk-rulings/preview": RULERS,
    f"DELETE {P}/bulk-rulings/{{run}}": RULERS,
    f"GET {P}/second-looks": RULERS,
    f"PUT {P}/second-looks": OWNERS,
    f"GET {P}/releases": LEADS,
    f"POST {P}/releases": OWNERS,
    f"GET {P}/releases/preview": LEADS,
    f"GET {P}/releases/{{name}}/files/{{file}}": LEADS,
    f"POST {P}/releases/{{name}}/verify": OWNERS,
    f"GET {P}/releases/{{name}}/zip": LEADS,
    f"POST {P}/remarks": LABELERS,
    f"PUT {P}/settings": OWNERS,
    f"GET {P}/threads": MEMBERS,
    f"POST {P}/threads": LABELERS,
    f"GET {P}/threads/unread": MEMBERS,
    f"GET {P}/threads/{{thread}}": MEMBERS,
    f"POST {P}/threads/{{thread}}/mend": LABELERS,
    f"POST {P}/threads/{{thread}}/read": MEMBERS,
    f"POST {P}/threads/{{thread}}/replies": LABELERS,
    f"POST {P}/threads/{{thread}}/resolution": LABELERS,
    f"POST {P}/threads/{{thread}}/sharing": RULERS,
    f"GET {P}/sources": OWNERS,
    f"POST {P}/submissions": LABELERS,
    f"GET {P}/webhooks": OWNERS,
    f"POST {P}/webhooks": OWNERS,
    f"PATCH {P}/webhooks/{{webhook}}": OWNERS,
    f"DELETE {P}/webhooks/{{webhook}}": OWNERS,
    f"POST {P}/webhooks/{{webhook}}/test": OWNERS,
    f"GET {P}/clean": LEADS,
    f"GET {P}/clean/checks": LEADS,
    f"POST {P}/clean/checks": OWNERS,
    f"POST {P}/clean/checks/{{finding}}": RULERS,
    f"GET {P}/clean/copies": LEADS,
    f"POST {P}/clean/copies": OWNERS,
    f"POST {P}/clean/copies/{{finding}}": RULERS,
    f"GET {P}/clean/split": LEADS,
    f"GET {P}/concordance": LEADS,
    f"POST {P}/concordance/rule": RULERS,
    f"POST {P}/redactions": OWNERS,
    f"POST {P}/redactions/preview": OWNERS,
    f"GET {P}/annotators": OWNERS,
    f"POST {P}/items/group": RULERS,
    f"GET {P}/items/{{item}}/history": LEADS,
    f"GET {P}/withdrawals": LEADS,
    f"POST {P}/withdrawals": LABELERS,
    "GET /media/{slug}/{media}": MEMBERS,  # not in the document: no call, but what pages show
    "GET /metrics": "WK",  # nor this: it is for programs that watch
}
DENIED = {401, 403, 404}
MEMBER_ROLES = {"V": "viewer", "A": "annotator", "J": "adjudicator", "L": "owner"}


def as_caller(house: House, letter: str) -> tuple[TestClient, Person | None]:
    """Return a client of a fresh caller, and who that is."""
    if letter == "N":
        return house.door(None), None
    if letter in "OVAJL":
        person = house.someone("owner", "b") if letter == "O" else house.someone(MEMBER_ROLES[letter])
        return house.door(person), person
    if letter == "W":
        return house.door(house.boss), house.boss
    if letter == "K":
        return house.bearer(house.local), house.boss
    role, project = ("viewer", "a") if letter == "T" else ("owner", "b")
    return house.script(house.boss, role=role, project=project), house.boss


def address(house: House, route: str, caller: Person | None) -> str:
    """Fill a route with objects of project a: lasting ones, and fresh ones of what may be deleted."""
    people = house.workspace.people
    fresh: dict[str, Callable[[], str]] = {
        "slug": lambda: "a",
        "item": lambda: house.a.item,
        "finding": new_id,
        "question": lambda: "tone",
        "batch": lambda: "rest",
        "name": lambda: house.a.release,
        "file": lambda: "card.md",
        "run": lambda: house.a.run,
        "result": lambda: house.a.result,
        "media": lambda: house.a.media,
        "thread": lambda: house.a.thread,
        "verdict": lambda: _verdict_of(house.a),
        "person": lambda: house.someone("viewer").id,
        "invitation": lambda: people.invite("a", role="viewer", note="", days=1, uses=1)[0],
        "webhook": lambda: _webhook_of(house, "a"),
        "token": lambda: people.make_token(
            caller.id if caller else house.boss.id, name="t", project=None, role="viewer", days=1
        )[0],
        "job": lambda: (
            house.workspace.jobs.start(
                "test", lambda _: {}, project="a", person=caller.id if caller else None
            ).id
        ),
    }
    path = route.partition(" ")[2]
    if "/bulk-rulings/{run}" in path:
        fresh["run"] = lambda: _bulk_of(house.a)
    return path.format(**{name: make() for name, make in fresh.items() if f"{{{name}}}" in path})


def body(house: House, route: str) -> Any:
    """Return a body that changes nothing: one that no route takes, or a good one where only that shows who may."""
    if route == "PUT /api/v1/session/password":
        return {"password": "correct horse battery"}
    if route.endswith(("/clean/checks/{finding}", "/clean/copies/{finding}")):
        return {}
    if route == "POST /api/v1/tokens":
        return {"name": "mine", "project": "a", "role": "viewer"}
    if route == "PUT /api/v1/sources":
        return {}
    if route == "POST /api/v1/invitations/accept":
        secret = house.workspace.people.invite("b", role="viewer", note="", days=1, uses=1)[1]
        return {"token": secret, "name": f"New {new_id()[:8]}"}
    return []


def ask(house: House, route: str, letter: str) -> Response:
    client, person = as_caller(house, letter)
    method, path = route.split(" ", maxsplit=1)[0], address(house, route, person)
    query = {"path": "/nowhere/file"} if path.endswith(("/backup", "/restore")) else {}
    query |= {"from": "1", "to": "1"} if path.endswith("/diff") else {}
    query |= {"n_answers": "1"} if path.endswith("/cost") else {}
    query |= {"method": "majority"} if path.endswith(("/consensus/preview", "/consensus/annotators")) else {}
    sent = None if method in {"GET", "DELETE"} else body(house, route)
    reply: Response = client.request(method, path, params=query, json=sent)
    return reply


def test_every_route_has_its_row(house: House) -> None:
    documented = {
        f"{method.upper()} {path}"
        for path, methods in house.app.openapi()["paths"].items()
        for method in methods
    }
    assert documented == set(ALLOWED) - {"GET /media/{slug}/{media}", "GET /metrics"}


@pytest.mark.parametrize("route", ALLOWED)
def test_a_route_lets_in_exactly_whom_its_row_names(house: House, route: str) -> None:
    replies = {letter: ask(house, route, letter) for letter in EVERYONE}
    assert "".join(x for x, reply in replies.items() if reply.status_code not in DENIED) == ALLOWED[route], {
        letter: (reply.status_code, reply.text[:200]) for letter, reply in replies.items()
    }
    assert all(reply.status_code < 500 for reply in replies.values())


def test_nobody_is_told_to_sign_in_and_outsiders_learn_no_names(house: House) -> None:
    assert ask(house, f"GET {P}", "N").status_code == 401
    outsider = house.door(house.someone("owner", "b"))
    known, unknown = outsider.get("/api/v1/projects/a"), outsider.get("/api/v1/projects/nothing-here")
    assert known.status_code == unknown.status_code == 404
    assert known.json()["what"].replace("'a'", "") == unknown.json()["what"].replace("'nothing-here'", "")


def test_an_annotators_token_sees_no_more_than_they_do(house: House) -> None:
    annotator = house.someone("annotator")
    asked = {"name": "sly", "project": "a", "role": "viewer"}
    assert house.door(annotator).post("/api/v1/tokens", json=asked).status_code == 403
    old = house.script(annotator, role="viewer", project="a")  # made when they were more
    assert old.get("/api/v1/projects/a/items").status_code == 404


def test_a_token_cannot_become_a_session(house: House) -> None:
    secret = house.workspace.people.invite("a", role="viewer", note="", days=1, uses=1)[1]
    client = house.script(house.boss, role="viewer", project="a")
    reply = client.post("/api/v1/invitations/accept", json={"token": secret, "name": "Nobody"})
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers


def test_a_member_removed_is_out_at_once(house: House) -> None:
    person = house.someone("adjudicator")
    door, script = house.door(person), house.script(person, project="a")
    assert door.get("/api/v1/projects/a").status_code == script.get("/api/v1/projects/a").status_code == 200
    house.door(house.boss).delete(f"/api/v1/projects/a/people/{person.id}")
    assert door.get("/api/v1/projects/a").status_code == script.get("/api/v1/projects/a").status_code == 404


# objects of another project -----------------------------------------------------------------------------------------


def _webhook_of(house: House, slug: str) -> str:
    """Return the id of a new webhook, which nobody answers."""
    hook = house.workspace.webhooks.add(slug, url="https://127.0.0.1:9/", events=["release.made"], seq=0)
    return hook.id


def _batch_of(house: House) -> str:
    """Return the id of a batch of project b."""
    known = house.b.project.ledger.reader.execute("SELECT id FROM state_batch WHERE run > 0").fetchone()
    if known:
        return str(known["id"])
    actor, choice = Actor(house.boss.id, house.boss.name), batches.Choice(items=[house.b.item])
    return batches.make(house.b.project, actor, choice, {"name": "of b"}, overlap=1, floor_share=0)


def _verdict_of(estate: Estate) -> str:
    """Return the id of a verdict on an answer of a project."""
    id_ = new_id()
    row = {"id": id_, "target": "annotation", "target_id": estate.annotation, "type": VERDICT, "text": ""}
    detail = {"verdict": "accept", "question": "tone"}
    with estate.project.ledger.write() as tx:
        tx.append("remark", {**row, "by_person": None, "by_name": "x", "detail": detail, "at": clock.iso()})
    return id_


BULK = {"question": "tone", "items": "all items", "majority": True, "value": None}


def _bulk_of(estate: Estate) -> str:
    """Return the id of a bulk ruling of a project, of which nothing stands."""
    with estate.project.ledger.write() as tx:
        return add_run(
            tx, stage="adjudicate", method=bulk.METHOD, parameters={**BULK, "by": estate.project.slug}
        )[1]


def foreign(house: House) -> dict[str, tuple[str, str, Any]]:
    """Return requests in project a that name an object of project b."""
    b, base = house.b, "/api/v1/projects/a"
    member = house.someone("viewer", "b").id
    invitation = house.workspace.people.invite("b", role="viewer", note="", days=1, uses=1)[0]
    case = f"{base}/adjudication/{b.item}/tone"
    ruling = {
        "id": new_id(),
        "has_value": True,
        "value": "kind",
        "reason_code": "audit",
        "evidence": [],
    }
    remark = {"text": "x"}
    return {
        "item": ("GET", f"{base}/items/{b.item}", None),
        "item to act on": ("POST", f"{base}/items/actions", {"action": "withdraw", "ids": [b.item]}),
        "case": ("POST", case, None),
        "case to leave": ("DELETE", case, None),
        "ruling": ("POST", f"{case}/ruling", ruling),
        "answer to review": ("POST", f"{base}/review/{b.item}/tone", None),
        "verdict": ("DELETE", f"{base}/review/verdicts/{_verdict_of(b)}", None),
        "item to rule on in bulk": ("POST", f"{base}/bulk-rulings/preview", {"ids": [b.item]}),
        "bulk ruling": ("DELETE", f"{base}/bulk-rulings/{_bulk_of(b)}", None),
        "import": ("POST", f"{base}/imports/{b.run}/withdraw", {}),
        "webhook to change": ("PATCH", f"{base}/webhooks/{_webhook_of(house, 'b')}", {}),
        "webhook to remove": ("DELETE", f"{base}/webhooks/{_webhook_of(house, 'b')}", None),
        "webhook to test": ("POST", f"{base}/webhooks/{_webhook_of(house, 'b')}/test", None),
        "import to restore": ("POST", f"{base}/imports/{b.run}/restore", {}),
        "release": ("GET", f"{base}/releases/only-b/zip", None),
        "release file": ("GET", f"{base}/releases/only-b/files/card.md", None),
        "release to verify": ("POST", f"{base}/releases/only-b/verify", None),
        "media": ("GET", f"/media/a/{'cd' * 32}.png", None),
        "member": ("PATCH", f"{base}/people/{member}", {"role": "owner"}),
        "member to link": ("POST", f"{base}/people/{member}/link", None),
        "member to remove": ("DELETE", f"{base}/people/{member}", None),
        "member to skill": ("PUT", f"{base}/people/{member}/skills", {"skills": ["de"]}),
        "member to take from": ("POST", f"{base}/people/{member}/take-back", {}),
        "member to give to": (
            "POST",
            f"{base}/people/{house.someone('annotator').id}/take-back",
            {"to": member},
        ),
        "member to admit": ("POST", f"{base}/people/{member}/admit", None),
        "member to try again": ("POST", f"{base}/people/{member}/attempt", None),
        "member in a batch": ("POST", f"{base}/batches", {"name": "x", "people": [member]}),
        "item in a batch": ("POST", f"{base}/batches", {"name": "x", "ids": [b.item]}),
        "batch": ("PATCH", f"{base}/batches/{_batch_of(house)}", {"is_paused": True}),
        "invitation": ("DELETE", f"{base}/invitations/{invitation}", None),
        "remark on item": ("POST", f"{base}/remarks", {**remark, "target": "item", "target_id": b.item}),
        "remark on answer": (
            "POST",
            f"{base}/remarks",
            {**remark, "target": "annotation", "target_id": b.annotation},
        ),
        "remark on gold": ("POST", f"{base}/remarks", {**remark, "target": "gold", "target_id": b.gold}),
        "thread": ("GET", f"{base}/threads/{b.thread}", None),
        "thread to answer": ("POST", f"{base}/threads/{b.thread}/replies", remark),
        "thread to amend for": (
            "POST",
            f"{base}/guideline",
            {"text": GUIDELINE + "More.\n", "thread": b.thread},
        ),
        "thread on item": ("POST", f"{base}/threads", {**remark, "target": "item", "target_id": b.item}),
    }


FOREIGN = (
    "item",
    "item to act on",
    "case",
    "case to leave",
    "ruling",
    "answer to review",
    "verdict",
    "item to rule on in bulk",
    "bulk ruling",
    "import",
    "webhook to change",
    "webhook to remove",
    "webhook to test",
    "import to restore",
    "release",
    "release file",
    "release to verify",
    "media",
    "member",
    "member to link",
    "member to remove",
    "member to skill",
    "member to take from",
    "member to give to",
    "member to admit",
    "member to try again",
    "member in a batch",
    "item in a batch",
    "batch",
    "invitation",
    "remark on item",
    "remark on answer",
    "remark on gold",
    "thread",
    "thread to answer",
    "thread to amend for",
    "thread on item",
)


def test_all_foreign_objects_are_tried(house: House) -> None:
    assert set(FOREIGN) == set(foreign(house))


@pytest.mark.parametrize("thing", FOREIGN)
def test_an_object_of_another_project_is_not_found(house: House, thing: str) -> None:
    if thing.startswith("release") and not (house.b.project.folder / "releases" / "only-b").exists():
        actor = Actor(house.boss.id, house.boss.name)
        release.make(house.b.project, actor, plan_of("only-b"), job(house.b.project))
    if thing == "media":
        path = house.b.project.media_path(f"{'cd' * 32}.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(house.a.project.media_path(house.a.media).read_bytes())
        assert house.door(house.boss).get(f"/media/b/{'cd' * 32}.png").status_code == 200
    method, path_, sent = foreign(house)[thing]
    seq = house.b.project.ledger.seq()
    for caller in (house.door(house.someone("owner")), house.door(house.boss)):
        if thing == "member to link" and caller.get("/api/v1/session").json()["is_workspace_owner"] is False:
            continue  # refused before it is looked for
        reply = caller.request(method, path_, json=sent)
        assert reply.status_code == 404, reply.text
        assert "b text" not in reply.text
    assert house.b.project.ledger.seq() == seq


def test_a_job_of_another_project_or_person_is_not_found(house: House) -> None:
    jobs = house.workspace.jobs
    of_b = jobs.start("test", lambda _: {}, project="b", person=house.boss.id)
    assert house.script(house.boss, project="a").get(f"/api/v1/jobs/{of_b.id}").status_code == 404
    assert house.door(house.someone("owner", "b")).get(f"/api/v1/jobs/{of_b.id}").status_code == 404
    assert house.script(house.boss, project="b").get(f"/api/v1/jobs/{of_b.id}").status_code == 200


def test_a_token_of_somebody_else_is_not_found(house: House) -> None:
    token = house.workspace.people.make_token(house.boss.id, name="t", project=None, role="owner", days=1)[0]
    assert house.door(house.someone("owner")).delete(f"/api/v1/tokens/{token}").status_code == 404


@pytest.mark.parametrize("which", ["assignment", "item"])
def test_an_answer_to_another_projects_assignment_or_item_is_refused(house: House, which: str) -> None:
    annotator = house.someone("annotator")
    submission = {
        "id": new_id(),
        "person": annotator.id,
        "assignment": house.b.assignment if which == "assignment" else house.a.assignment,
        "item": house.b.item if which == "item" else house.a.item,
        "guideline_version": 1,
        "answers": {"tone": {"id": new_id(), "has_value": True, "value": "kind"}},
        "duration_ms": 1,
    }
    reply = house.door(annotator).post("/api/v1/projects/a/submissions", json={"submissions": [submission]})
    assert reply.status_code == 200
    assert reply.json()["stored"] == []
    assert [refused["id"] for refused in reply.json()["refused"]] == [submission["id"]]
