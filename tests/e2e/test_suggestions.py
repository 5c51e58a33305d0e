"""Answering from a suggestion, by keys alone: taking, clearing, changing it; and what is stored of what was seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.workshop import (
    CELLS,
    TONE,
    Workshop,
    boxes,
    corners,
    expect_saved,
    item_here,
    picture,
    table,
    wait_for_another,
    wait_for_picture,
    zipped,
)

TEXT = "Ana Vega left Köln."
NAMES = """---
questions:
  - key: names
    kind: span
    title: Mark persons and places
    show: [text]
    suggest: {from: model-a, silent: 0}
    labels: [{key: person, title: Person}, {key: place, title: Place}]
---
# Names
"""
FROM_MODEL = {"annotator_name": "model-a", "by": "model"}
CELL = (120, 90, 220, 170)


def allowing(guideline: str, silent: float = 0) -> str:
    return guideline.replace(
        "    labels:", f"    suggest: {{from: model-a, silent: {silent}}}\n    labels:", 1
    )


def place(page: Page) -> Locator:
    return page.get_by_role("group", name="Suggestion of model-a")


def told(workshop: Workshop, slug: str) -> list[Mapping[str, Any]]:
    """What is stored of the answers of people."""
    return [one for one in workshop.answers(slug) if one["annotator_kind"] == "human"]


# ── spans ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ada_reads(workshop: Workshop, tmp_path: Path) -> tuple[str, Page]:
    slug = workshop.project("Names", NAMES)
    spans = [{"label": "person", "start": 0, "end": 8}, {"label": "place", "start": 14, "end": 18}]
    lines = [json.dumps({"text": f"{TEXT} {n}", "spans": spans}) for n in range(2)]
    (tmp_path / "guessed.jsonl").write_text("\n".join(lines), encoding="utf-8")
    workshop.bring(slug, tmp_path / "guessed.jsonl", text=["text"], label="spans", **FROM_MODEL)
    workshop.open(slug, overlap=1)
    page = workshop.person(slug, "Ada", path="label")
    item_here(page)
    page.keyboard.press("Escape")  # the tour
    return slug, page


def marked(page: Page) -> list[tuple[str, str]]:
    value = page.evaluate("() => window.__goldsmith.value('names')") or []
    return [(one["label"], TEXT[one["start"] : one["end"]]) for one in value]


def test_spans_begin_as_suggested_and_enter_gives_them_as_they_are(
    workshop: Workshop, ada_reads: tuple[str, Page]
) -> None:
    slug, ada = ada_reads
    expect(place(ada)).to_contain_text("Suggested by model-a Check it.")
    assert marked(ada) == [("person", "Ana Vega"), ("place", "Köln")]
    item = item_here(ada)
    ada.keyboard.press("Enter")
    wait_for_another(ada, item)
    expect_saved(ada)
    (answer,) = told(workshop, slug)
    assert answer["suggestion"] == {"by": "model-a", "arm": "shown", "is_same": True}


def test_a_suggestion_is_cleared_brought_back_and_changed_by_keys(
    workshop: Workshop, ada_reads: tuple[str, Page]
) -> None:
    slug, ada = ada_reads
    ada.keyboard.press("Alt+Backspace")
    expect(place(ada)).to_contain_text("You cleared it.")
    assert marked(ada) == []
    ada.keyboard.press("Control+z")
    assert len(marked(ada)) == 2
    ada.keyboard.press(",")  # the last span
    ada.keyboard.press("Delete")
    expect(place(ada)).to_contain_text("You changed it.")
    item = item_here(ada)
    ada.keyboard.press("Enter")
    wait_for_another(ada, item)
    expect_saved(ada)
    (answer,) = told(workshop, slug)
    assert len(answer["value"]) == 1
    assert answer["suggestion"] == {"by": "model-a", "arm": "shown", "is_same": False}


def test_what_was_begun_outranks_the_suggestion_when_the_page_is_loaded_again(
    ada_reads: tuple[str, Page],
) -> None:
    _, ada = ada_reads
    item = item_here(ada)
    ada.keyboard.press("Alt+Backspace")
    expect(place(ada)).to_contain_text("You cleared it.")
    ada.wait_for_timeout(400)  # the draft is kept
    ada.reload()
    assert item_here(ada) == item
    expect(place(ada)).to_contain_text("You cleared it.")
    assert marked(ada) == []


# ── boxes ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suggested_box_is_moved_by_keys_and_taken_back_as_it_was(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = workshop.project("Cells", allowing(CELLS))
    names = ("one", "two")
    pictures = [picture(tmp_path / f"{name}.png", shapes=[CELL]) for name in names]
    left, top, right, bottom = CELL
    box = [left, top, right - left, bottom - top]
    guess = {
        "images": [{"id": n, "file_name": f"{names[n]}.png", "width": 640, "height": 480} for n in (0, 1)],
        "categories": [{"id": 1, "name": "red"}, {"id": 2, "name": "white"}],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 1, "bbox": box, "area": 8000, "iscrowd": 0, "score": 0.9}
            for n in (0, 1)
        ],
    }
    (tmp_path / "guess.json").write_text(json.dumps(guess))
    workshop.bring(slug, zipped(tmp_path / "guess.zip", [*pictures, tmp_path / "guess.json"]), **FROM_MODEL)
    workshop.open(slug, overlap=1)
    ada = workshop.person(slug, "Ada", path="label")
    wait_for_picture(ada)
    ada.keyboard.press("Escape")  # the tour
    assert [corners(one) for one in boxes(ada)] == [CELL]
    ada.keyboard.press(".")
    ada.keyboard.press("ArrowRight")
    expect(place(ada)).to_contain_text("You changed it.")
    item = item_here(ada)
    ada.keyboard.press("Alt+Enter")
    wait_for_another(ada, item)
    wait_for_picture(ada)
    ada.keyboard.press(".")
    ada.keyboard.press("ArrowRight")
    item = item_here(ada)
    ada.keyboard.press("Enter")
    wait_for_another(ada, item)
    expect_saved(ada)
    same = sorted(answer["suggestion"]["is_same"] for answer in told(workshop, slug))
    assert same == [False, True]


# ── one label ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_label_is_suggested_but_not_chosen_and_nothing_moves_without_one(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = workshop.project("Tone", allowing(TONE, 0.5))
    rows = [[f"Text {n}", "rude"] for n in range(16)]
    guesses = table(tmp_path / "guesses.csv", ["text", "guess"], rows)
    workshop.bring(slug, guesses, text=["text"], label="guess", **FROM_MODEL)
    workshop.open(slug, overlap=1)
    ada = workshop.person(slug, "Ada", path="label")
    item_here(ada)
    ada.keyboard.press("Escape")  # the tour
    first_label = ada.get_by_role("radio", name="Kind").or_(ada.get_by_role("button", name="Kind")).first
    tops, seen = set(), {True: 0, False: 0}
    for _ in range(16):
        item = item_here(ada)
        is_shown = bool(ada.evaluate("() => window.__goldsmith.work.suggestions?.tone"))
        seen[is_shown] += 1
        expect(place(ada)).to_have_count(1 if is_shown else 0)
        assert ada.evaluate("() => window.__goldsmith.value('tone')") is None
        if is_shown:
            expect(place(ada)).to_contain_text("Suggested by model-a Rude")
        else:
            expect(ada.get_by_text("No suggestion here: say what you see.")).to_be_visible()
        box = first_label.bounding_box()
        assert box
        tops.add(round(box["y"]))
        ada.keyboard.press("Alt+Enter" if is_shown else "1")
        wait_for_another(ada, item)
    assert min(seen.values()) > 0
    assert len(tops) == 1
    expect_saved(ada)
    kept = {(one["suggestion"]["arm"], one["value"]) for one in told(workshop, slug)}
    assert kept == {("shown", "rude"), ("silent", "kind")}
