"""From a question to the guideline's amendment, over the API."""

from __future__ import annotations

from tests.api.house import House
from tests.team import GUIDELINE

BASE = "/api/v1/projects/a/threads"


def test_question_answer_amendment_and_the_thread_as_its_reason(house: House) -> None:
    asker, lead = house.someone("annotator"), house.someone("owner")
    ann, lea = house.door(asker), house.door(lead)
    asked = {"target": "guideline", "anchor": "rude", "text": "Is <b>irony</b> rude?"}
    thread = ann.post(BASE, json=asked).json()["row"]
    assert (thread["status"], thread["about"]) == ("waiting", "Guideline, Rude")
    inbox = lea.get(BASE).json()
    assert (inbox["rows"][0]["id"], inbox["n_waiting"]) == (thread["id"], 1)
    lea.post(f"{BASE}/{thread['id']}/read")
    assert lea.get(f"{BASE}/{thread['id']}").json()["row"]["is_unread"] is False
    replied = lea.post(f"{BASE}/{thread['id']}/replies", json={"text": "By its effect."}).json()
    assert replied["row"]["status"] == "answered"
    assert ann.get(f"{BASE}/unread").json()["n_unread"] == 1
    draft = {"text": GUIDELINE + "Irony counts by its effect.\n", "thread": thread["id"]}
    saved = lea.post("/api/v1/projects/a/guideline", json=draft).json()
    assert saved["note"] == f"Answers question {thread['id'][:8]}."
    for door in (ann, lea):
        versions = door.get("/api/v1/projects/a/guideline/versions").json()
        assert versions[-1]["threads"] == [thread["id"]]
    found = ann.get(f"{BASE}/{thread['id']}").json()
    assert (found["row"]["amended_in"], found["row"]["status"]) == (saved["version"], "resolved")
    assert [m["type"] for m in found["messages"]] == ["comment", "reply", "amendment"]


def test_a_comment_by_the_older_route_begins_a_thread(house: House) -> None:
    lead = house.door(house.someone("adjudicator"))
    said = {"target": "item", "target_id": house.a.item, "text": "Look."}
    made = lead.post("/api/v1/projects/a/remarks", json=said).json()["id"]
    found = lead.get(BASE, params={"item": house.a.item}).json()
    assert [(row["id"], row["status"]) for row in found["rows"]] == [(made, "noted")]


def test_only_leads_and_who_began_it_resolve_a_thread(house: House) -> None:
    asker, other = house.door(house.someone("annotator")), house.door(house.someone("annotator"))
    asked = {"target": "guideline", "anchor": "rude", "text": "When?"}
    address = f"{BASE}/{asker.post(BASE, json=asked).json()['row']['id']}/resolution"
    refused = other.post(address, json={"is_resolved": True})
    assert (refused.status_code, refused.json()["slug"]) == (403, "thread.not_yours")
    assert asker.post(address, json={"is_resolved": True}).json()["row"]["status"] == "resolved"
