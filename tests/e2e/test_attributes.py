"""Attributes of spans, segments and instances: said with the keys and by hand, kept, read, and ruled upon."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from goldsmith.runs import encode, from_array
from tests.e2e.workshop import Workshop, expect_saved, item_here, picture, wait_for_another
from tests.tones import tones

ASKED = """---
questions:
  - key: seen
    kind: KIND
    title: Mark each
    attributes:
      - {key: doubtful, title: Doubtful}
      - {key: tone, title: Tone, choices: [{key: calm, title: Calm}, {key: loud, title: Loud}]}
    labels:
      - {key: one, title: Person, definition: Somebody.}
      - {key: two, title: Place, definition: Somewhere.}
---
# Mark each

Say what is said of it.
"""
TEXT = "Ana Vega left New York for Köln."
SIZE = (640, 480)


def counts(left: int, top: int, right: int, bottom: int) -> str:
    pixels = np.zeros((SIZE[1], SIZE[0]), dtype=bool)
    pixels[top:bottom, left:right] = True
    return encode(from_array(pixels), pixels.size)


def whole(kind: str, *objects: dict[str, Any]) -> Any:
    return {"size": [SIZE[1], SIZE[0]], "objects": list(objects)} if kind == "instance" else list(objects)


ONE: dict[str, dict[str, Any]] = {
    "span": {"start": 0, "end": 8},
    "segment": {"start": 1.0, "end": 2.5},
    "instance": {"counts": counts(100, 100, 300, 250)},
}


def project(workshop: Workshop, folder: Path, kind: str, *, overlap: int = 1) -> str:
    slug = workshop.project("Attributes", ASKED.replace("KIND", kind))
    for number in range(2 if overlap == 1 else 1):
        if kind == "span":
            (folder / f"{number}.jsonl").write_text(json.dumps({"text": TEXT + "!" * number}))
            workshop.bring(slug, folder / f"{number}.jsonl", text=["text"])
        elif kind == "segment":
            (folder / f"{number}.wav").write_bytes(tones(10 + number, ((1.0, 2.5, 440.0),)))
            workshop.bring(slug, folder / f"{number}.wav")
        else:
            workshop.bring(slug, picture(folder / f"{number}.png", SIZE, [(100, 100, 300 + number, 250)]))
    workshop.open(slug, overlap=overlap)
    return slug


def mark(page: Page, kind: str) -> None:
    """Mark one object with the keys alone."""
    page.keyboard.press("1")
    if kind == "span":
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("1")
    elif kind == "segment":
        for key in ("i", "k", "k", "o"):
            page.keyboard.press(key)
    else:
        for key in ("k", "Enter"):
            page.keyboard.press(key)


def objects_of(value: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value["objects"] if isinstance(value, dict) else value
    return found


@pytest.mark.parametrize("kind", ["span", "segment", "instance"])
def test_an_attribute_is_said_with_its_key_and_another_by_hand(
    kind: str, workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = project(workshop, tmp_path, kind)
    page = workshop.person(slug, "Ada", path="label")
    item = item_here(page)
    page.wait_for_function(f"() => window.__goldsmith_{kind}")
    expect(page.locator(".canvas-loading")).to_have_count(0)
    page.keyboard.press("Escape")  # the tour
    about = page.get_by_role("region", name=re.compile("^About the"))
    expect(about.get_by_role("checkbox")).to_be_disabled()
    mark(page, kind)
    page.keyboard.press(about.locator("kbd").first.inner_text().lower())
    expect(about.get_by_role("checkbox", name="Doubtful")).to_be_checked()
    about.get_by_role("combobox", name="Tone").select_option("loud")
    row = page.get_by_role("listbox").get_by_role("option").first
    expect(row).to_contain_text("Doubtful, Tone: Loud")
    expect(row).to_have_accessible_name(re.compile("Doubtful, Tone: Loud"))
    assert_accessible(page)
    about.get_by_role("combobox").blur()
    page.keyboard.press("Enter")
    if kind == "instance" and item_here(page) == item:
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
    wait_for_another(page, item)
    expect_saved(page)
    (answer,) = workshop.get(slug, "items", item)["answers"]
    (stored,) = objects_of(answer["value"])
    assert stored["attributes"] == {"doubtful": True, "tone": "loud"}


@pytest.mark.parametrize("kind", ["span", "segment", "instance"])
def test_attributes_that_differ_are_a_conflict_that_an_adjudicator_settles(
    kind: str, workshop: Workshop, tmp_path: Path
) -> None:
    slug = project(workshop, tmp_path, kind, overlap=2)
    key = TEXT if kind == "span" else "a picture"
    for name, said in (("Ada", {"tone": "loud"}), ("Bob", {"doubtful": True})):
        one = {"id": "a", "label": "one", **ONE[kind], "attributes": said}
        workshop.colleague(slug, name, {key: ("seen", whole(kind, one))})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_role("button", name="Start ruling")).to_be_visible()
    judge.keyboard.press("Enter")
    conflicts = judge.get_by_role("region", name="Conflicts")
    expect(conflicts).to_contain_text("1 conflict")
    expect(conflicts).to_contain_text("attributes differ")
    expect(conflicts).to_contain_text(re.compile("(Doubtful / Tone: Loud|Tone: Loud / Doubtful)"))
    is_loud_first = "Tone: Loud / Doubtful" in conflicts.inner_text()
    judge.keyboard.press("Shift+1" if is_loud_first else "Shift+2")
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (row,) = workshop.get(slug, "items")["rows"]
    ruled = workshop.get(slug, "items", row["id"])["gold"][-1]["value"]
    assert [one["attributes"] for one in objects_of(ruled)] == [{"tone": "loud"}]
