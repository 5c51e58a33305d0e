"""The palette: what is typed right after its key reaches it, and calls nothing on the page behind."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.workshop import TONE, Workshop, item_here


def test_what_is_typed_at_once_is_searched_for_and_answers_nothing(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, ["Get lost.", "Well done."])
    workshop.open(slug, overlap=1)
    ada = workshop.person(slug, "Ada", path="label")
    item = item_here(ada)
    ada.keyboard.press("Escape")  # the tour
    ada.keyboard.press("Control+k")
    ada.keyboard.type("1guide")
    expect(ada.get_by_role("textbox", name="Go to")).to_have_value("1guide")
    ada.keyboard.press("Escape")
    assert item_here(ada) == item
    assert workshop.answers(slug) == []
