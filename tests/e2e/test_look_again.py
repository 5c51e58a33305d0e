"""A guideline that lets a used label go: the lead is asked first, and annotators look again at their old answer."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.workshop import CELLS, TONE, Workshop, drag, expect_saved, item_here, picture, wait_for_picture


def test_the_lead_confirms_and_the_annotator_sees_what_they_said(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, ["Get lost."])
    workshop.open(slug, overlap=1)
    ada = workshop.person(slug, "Ada", path="label")
    item = item_here(ada)
    ada.keyboard.press("2")
    expect(ada.get_by_role("heading", name="You are done")).to_be_visible()
    expect_saved(ada)

    lead = workshop.owner(f"/p/{slug}/guideline?edit")
    field = lead.get_by_label("The guideline's text")
    field.fill(field.input_value().replace("{key: rude, title: Rude,", "{key: harsh, title: Harsh,"))
    expect(lead.get_by_text("1 must be looked at again")).to_be_visible()
    lead.keyboard.press("Control+s")
    asked = lead.get_by_role("dialog", name="1 answer must be looked at again")
    expect(asked).to_be_visible()
    asked.get_by_role("button", name="Save version 2").click()
    expect(lead.get_by_text("Version 2 ·")).to_be_visible()

    ada.reload()
    assert item_here(ada) == item
    expect(ada.get_by_text(re.compile("You answered this before: rude", re.IGNORECASE))).to_be_visible()
    ada.keyboard.press("2")
    expect(ada.get_by_role("heading", name="You are done")).to_be_visible()
    expect_saved(ada)
    assert [a["value"] for a in workshop.answers(slug) if a["counts"]] == ["harsh"]


def test_what_was_drawn_is_there_to_be_mended(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Cells", CELLS)
    workshop.bring(slug, picture(tmp_path / "one.png", shapes=[(60, 60, 160, 160)]))
    workshop.open(slug, overlap=1)
    ada = workshop.person(slug, "Ada", path="label")
    item_here(ada)
    wait_for_picture(ada)
    ada.keyboard.press("Escape")  # the tour
    ada.keyboard.press("1")
    drag(ada, (60, 60), (160, 160))
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("heading", name="You are done")).to_be_visible()
    expect_saved(ada)
    (drawn,) = [answer["value"] for answer in workshop.answers(slug)]

    text = CELLS.replace("{key: red, title: Red cell,", "{key: pale, title: Pale cell,")
    told = {"text": text, "carries": {"cells": {"red": []}}, "based_on": 1, "note": ""}
    workshop.post(slug, "guideline", body=told)

    ada.reload()
    item_here(ada)
    wait_for_picture(ada)
    assert ada.evaluate("() => window.__goldsmith.value('cells')") == drawn
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("alert").filter(has_text="no longer has")).to_be_visible()
    ada.keyboard.press(".")
    ada.keyboard.press("1")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("heading", name="You are done")).to_be_visible()
    expect_saved(ada)
    (now,) = [answer["value"] for answer in workshop.answers(slug) if answer["counts"]]
    assert now == [{**drawn[0], "label": "pale"}]
