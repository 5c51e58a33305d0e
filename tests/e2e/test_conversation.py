"""A question from the label page, answered in the inbox by keys alone, and the guideline amended for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workshop import TONE, Workshop, answer_with, item_here

Check = Callable[[Page], None]


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    made = workshop.project("Tone", TONE)
    workshop.bring_texts(made, tmp_path, [f"text {n}" for n in range(6)])
    workshop.open(made, 2)
    return made


def test_question_answer_amendment_by_keys(workshop: Workshop, slug: str, assert_accessible: Check) -> None:
    ada = workshop.person(slug, "Ada", path="label")
    item_here(ada)
    ada.keyboard.press("c")
    ada.keyboard.type("Is <b>irony</b> rude?")
    ada.keyboard.press("Control+Enter")
    expect(ada.get_by_label("Comment on your answer")).to_have_count(0)

    lead = workshop.owner(f"/p/{slug}")
    expect(lead.get_by_role("link", name="Inbox, 1 new thread")).to_be_visible()
    lead.goto(f"{workshop.url}/p/{slug}/inbox")
    expect(lead.get_by_text("waits for an answer")).to_be_visible()
    assert_accessible(lead)
    lead.keyboard.press("j")
    lead.keyboard.press("Enter")
    expect(lead.locator(".talk-text")).to_have_text("Is <b>irony</b> rude?")
    expect(lead.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    lead.keyboard.press("r")
    lead.keyboard.type("By its effect.")
    lead.keyboard.press("Control+Enter")
    expect(lead.get_by_text("answered · 1 reply")).to_be_visible()
    assert_accessible(lead)

    lead.keyboard.press("a")
    expect(lead.get_by_text("Answers question")).to_be_visible()
    field = lead.get_by_label("The guideline's text")
    field.fill(field.input_value() + "\nIrony counts by its effect.\n")
    lead.get_by_role("button", name="Save version 2").click()
    reason = lead.get_by_role("link", name="question ")
    expect(reason).to_be_visible()
    reason.click()
    expect(lead.get_by_role("link", name="You answered with version 2 of the guideline")).to_be_visible()
    expect(lead.get_by_text("You opened this again")).to_have_count(0)
    lead.keyboard.press("e")
    expect(lead.get_by_text("You opened this again")).to_be_visible()

    ada.reload()
    item_here(ada)
    ada.keyboard.press("c")
    expect(ada.locator(".talk-text")).to_have_text(["Is <b>irony</b> rude?", "By its effect."])
    ada.keyboard.press("Escape")
    ada.goto(f"{workshop.url}/p/{slug}/inbox")
    expect(ada.get_by_text("version 2 · 1 reply")).to_be_visible()
    ada.keyboard.press("Enter")
    expect(ada.locator(".talk-text").last).to_have_text("By its effect.")
    assert_accessible(ada)


def test_the_lead_asks_back_on_an_answer_and_its_giver_alone_is_told(workshop: Workshop, slug: str) -> None:
    ada, ben = (workshop.person(slug, name, path="label") for name in ("Ada", "Ben"))
    item = answer_with(ada, "1")
    lead = workshop.owner(f"/p/{slug}/items?item={item}")
    lead.get_by_label("About", exact=True).select_option(index=1)
    lead.get_by_label("Say something about this item").fill("Why kind?")
    lead.get_by_role("button", name="Comment", exact=True).click()
    expect(lead.locator(".talk-text")).to_have_text("Why kind?")
    ada.goto(f"{workshop.url}/p/{slug}/inbox")
    expect(ada.get_by_text("Why kind?")).to_be_visible()
    ben.goto(f"{workshop.url}/p/{slug}/inbox?which=all")
    expect(ben.get_by_role("heading", name="No threads yet")).to_be_visible()


def test_a_paragraph_is_asked_about_and_says_when_its_heading_is_gone(workshop: Workshop, slug: str) -> None:
    lead = workshop.owner(f"/p/{slug}/guideline")
    lead.get_by_label("About", exact=True).select_option(label="Rude")
    lead.get_by_label("Ask about a paragraph").fill("Too short?")
    lead.get_by_role("button", name="Ask", exact=True).click()
    expect(lead.locator(".talk-text")).to_have_text("Too short?")
    workshop.post(slug, "guideline", body={"text": TONE.replace("## Rude", "## Hurtful")})
    lead.reload()
    expect(lead.get_by_text("a heading that is gone")).to_be_visible()
