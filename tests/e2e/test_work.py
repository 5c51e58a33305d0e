"""Planning the daily work on its page: batches, pausing, taking back; and a training with a test before work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from goldsmith.client import project_path
from goldsmith.model import new_id
from tests.e2e.workshop import TONE, Workshop, answer_with, item_here

TEXTS = [f"Text {n}." for n in range(12)]


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, TEXTS)
    return slug


def rule(workshop: Workshop, slug: str, n: int) -> None:
    """Let the lead rule on the first n items: they are rude, because they hurt."""
    ids = [row["id"] for row in workshop.get(slug, "items", limit=n)["rows"]]
    workshop.post(slug, "items", "actions", body={"action": "adjudicate", "ids": ids})
    for item in ids:
        workshop.post(slug, "adjudication", item, "tone")
        body = {
            "id": new_id(),
            "has_value": True,
            "value": "rude",
            "reason_code": "audit",
            "rationale": "It hurts.",
            "evidence": [],
        }
        workshop.post(slug, "adjudication", item, "tone", "ruling", body=body)


def test_a_batch_is_made_with_its_cost_paused_and_resumed(workshop: Workshop, slug: str) -> None:
    lead = workshop.owner(f"/p/{slug}/work")
    lead.get_by_role("button", name="New batch").click()
    form = lead.get_by_role("dialog", name="New batch")
    form.get_by_role("textbox", name="Name", exact=True).fill("Urgent")
    form.get_by_label("When it is handed out").select_option("Before the others")
    form.get_by_label("People for each item").fill("2")
    form.get_by_label("Your guess: seconds an answer").fill("5")
    expect(form.get_by_text("24 answers: 2")).to_be_visible()
    form.get_by_role("button", name="Make the batch").click()
    expect(lead.get_by_text("0 of 24 answers")).to_be_visible()
    worker = workshop.person(slug, "Wim", path="label")
    answer_with(worker, "1")
    lead.get_by_role("button", name="Pause Urgent").click()
    expect(lead.get_by_role("button", name="Resume Urgent")).to_be_visible()
    late = workshop.person(slug, "Lou", path="label")
    expect(late.get_by_role("heading", name="The work is paused")).to_be_visible()
    lead.get_by_role("button", name="Resume Urgent").click()
    expect(lead.get_by_role("button", name="Pause Urgent")).to_be_visible()
    late.reload()
    item_here(late)


def test_what_somebody_holds_is_taken_back(workshop: Workshop, slug: str) -> None:
    workshop.open(slug, overlap=1)
    worker = workshop.person(slug, "Wim", path="label")
    item_here(worker)
    lead = workshop.owner(f"/p/{slug}/work")
    lead.get_by_role("button", name="Take back from Wim").click()
    lead.get_by_role("dialog").get_by_role("button", name="Take back", exact=True).click()
    expect(lead.get_by_text("Nobody holds an item just now.")).to_be_visible()


def test_training_shows_what_is_right_and_a_test_opens_the_work(workshop: Workshop, slug: str) -> None:
    rule(workshop, slug, 4)
    workshop.open(slug, overlap=1)
    body = {"is_on": True, "n_training": 2, "n_test": 2, "threshold": 1.0, "attempts": 2}
    workshop.call("PUT", project_path(slug, "measuring", "qualification"), json=body)
    pupil = workshop.person(slug, "Pia", path="label")
    item_here(pupil)
    expect(pupil.get_by_text("Training 1 of 2")).to_be_visible()
    pupil.keyboard.press("Escape")  # the tour
    pupil.keyboard.press("1")
    wrong = pupil.get_by_role("dialog", name="That is not what was ruled")
    expect(wrong.get_by_text("It hurts.")).to_be_visible()
    expect(wrong.get_by_text("You said: Kind")).to_be_visible()
    pupil.keyboard.press("Enter")
    expect(pupil.get_by_text("Training 2 of 2")).to_be_visible()
    item_here(pupil)
    pupil.keyboard.press("2")
    expect(pupil.get_by_role("dialog", name="That is right")).to_be_visible()
    pupil.keyboard.press("Enter")
    expect(pupil.get_by_text("This is the test, attempt 1 of 2")).to_be_visible()
    expect(pupil.get_by_text("Test 1 of 2")).to_be_visible()
    answer_with(pupil, "2")
    answer_with(pupil, "2")
    pupil.wait_for_function("() => window.__goldsmith?.work?.purpose === 'label'")
    lead = workshop.owner(f"/p/{slug}/work")
    expect(lead.get_by_text("works, 2 of 2 right")).to_be_visible()


def test_whoever_has_not_passed_is_told_how_to_go_on_and_gets_another_attempt(
    workshop: Workshop, slug: str
) -> None:
    rule(workshop, slug, 4)
    workshop.open(slug, overlap=1)
    body = {"is_on": True, "n_training": 0, "n_test": 1, "threshold": 1.0, "attempts": 1}
    workshop.call("PUT", project_path(slug, "measuring", "qualification"), json=body)
    pupil = workshop.person(slug, "Pia", path="label")
    item_here(pupil)
    pupil.keyboard.press("Escape")  # the tour
    pupil.keyboard.press("1")
    expect(
        pupil.get_by_text("The project lead can give you another attempt, or let you work.")
    ).to_be_visible()
    lead = workshop.owner(f"/p/{slug}/work")
    lead.get_by_role("button", name=re.compile("Give Pia .* another attempt")).click()
    expect(lead.get_by_text("in test 2, 0 of 1; last time 0 of 1 right")).to_be_visible()
    pupil.reload()
    item_here(pupil)
    expect(
        pupil.get_by_text("The last attempt was not passed. This is the test, attempt 2 of 2")
    ).to_be_visible()
    expect(pupil.get_by_text("Test 1 of 1, attempt 2")).to_be_visible()
