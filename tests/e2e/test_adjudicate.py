"""Ruling on what people disagree about: one case, one adjudicator; boxes adopted one by one; all by keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PageFaults
from tests.e2e.workshop import (
    CELLS,
    TONE,
    Workshop,
    picture,
    zipped,
)

TEXTS = ("Well done.", "Get lost.", "It rains.")


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    """Three texts that two people answered: on two of them they disagree."""
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, TEXTS)
    workshop.open(slug, overlap=2)
    for name, values in (("Ada", ("kind", "rude", "flat")), ("Bob", ("kind", "flat", "kind"))):
        said = dict(zip(TEXTS, values, strict=True))
        workshop.colleague(slug, name, {text: ("tone", value) for text, value in said.items()})
    return slug


def gold(workshop: Workshop, slug: str) -> dict[str, Any]:
    """The present gold label of each text, with how it came about."""
    rows = workshop.get(slug, "items")["rows"]
    details = {row["text"]: workshop.get(slug, "items", row["id"]) for row in rows}
    return {text: detail["gold"][-1] for text, detail in details.items() if detail["gold"]}


def start_ruling(page: Page) -> None:
    """From the queue to its first case, by key."""
    expect(page.get_by_role("button", name="Start ruling")).to_be_visible()
    page.keyboard.press("Enter")


def test_a_case_is_ruled_by_keys_with_reason_and_rationale(workshop: Workshop, slug: str) -> None:
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_text("2 items wait for a ruling")).to_be_visible()
    start_ruling(judge)
    case = judge.get_by_role("region", name="The item and its answers")
    expect(case).to_be_visible()
    first = re.search("Get lost|It rains", case.inner_text())
    assert first
    judge.keyboard.press("1")
    expect(judge.get_by_text("adopted from")).to_be_visible()
    judge.keyboard.press("r")
    judge.keyboard.press("t")
    judge.keyboard.type("The guideline says so.")
    judge.keyboard.press("Escape")
    judge.keyboard.press("Enter")
    expect(case).not_to_contain_text(first.group())
    judge.keyboard.press("x")
    expect(judge.get_by_text("The votes stay as a soft label")).to_be_visible()
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    ruled = gold(workshop, slug)
    (adopted,) = [each for each in ruled.values() if each["value"] is not None]
    (soft,) = [each for each in ruled.values() if each["value"] is None]
    assert (adopted["rationale"], adopted["reason_code"]) == ("The guideline says so.", "guideline_gap")
    assert sorted(soft["probabilities"].values()) == [0.5, 0.5]


def test_of_two_adjudicators_on_one_case_one_sees_that_it_is_taken(
    workshop: Workshop, slug: str, page_faults: PageFaults
) -> None:
    page_faults.expect("409")
    first = workshop.person(slug, "First", role="adjudicator", path="adjudicate")
    second = workshop.person(slug, "Second", role="adjudicator", path="adjudicate")
    start_ruling(first)
    case = first.get_by_role("region", name="The item and its answers")
    expect(case).to_be_visible()
    taken = "Get lost" if "Get lost" in case.inner_text() else "It rains"
    second.goto(first.url)
    expect(second.get_by_role("heading", name="Somebody else has this case")).to_be_visible()
    second.keyboard.press("Enter")
    other = second.get_by_role("region", name="The item and its answers")
    expect(other).to_be_visible()
    expect(other).not_to_contain_text(taken)


def test_names_are_hidden_until_they_are_asked_for(workshop: Workshop, slug: str) -> None:
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    start_ruling(judge)
    case = judge.get_by_role("region", name="The item and its answers")
    expect(case).to_be_visible()
    expect(case).not_to_contain_text("Ada")
    judge.keyboard.press("n")
    expect(case).to_contain_text("Ada")


def test_boxes_in_conflict_are_adopted_one_by_one(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Cells", CELLS)
    cells = [(60, 60, 160, 160), (300, 200, 420, 300)]
    workshop.bring(slug, zipped(tmp_path / "cells.zip", [picture(tmp_path / "one.png", shapes=cells)]))
    workshop.open(slug, overlap=2)
    for name, other in (("Ada", (300, 200)), ("Bob", (500, 380))):
        drawn = [box("b1", 60, 60), box("b2", *other)]
        workshop.colleague(slug, name, {"a picture": ("cells", drawn)})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    start_ruling(judge)
    conflicts = judge.get_by_role("region", name="Conflicts")
    expect(conflicts).to_contain_text("2 conflicts")
    expect(conflicts).to_contain_text("1 agreed")
    has_it = judge.get_by_role("button", name="leaves it out")
    expect(has_it).to_have_count(1)  # of the conflict in focus
    judge.keyboard.press("Shift+1")
    judge.keyboard.press("Shift+1")
    expect(judge.get_by_text("taken object by object")).to_be_visible()
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (ruling,) = gold(workshop, slug).values()
    found = sorted((round(box["x"]), round(box["y"])) for box in ruling["value"])
    assert found in ([(60, 60), (300, 200)], [(60, 60), (500, 380)])


def test_what_is_missing_stands_beside_the_button_that_was_pressed(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = workshop.project("Cells", CELLS)
    cells = [(60 + 60 * n, 60, 100 + 60 * n, 100) for n in range(6)]
    workshop.bring(slug, zipped(tmp_path / "cells.zip", [picture(tmp_path / "one.png", shapes=cells)]))
    workshop.open(slug, overlap=2)
    workshop.colleague(
        slug, "Ada", {"a picture": ("cells", [box(f"b{n}", 60 + 60 * n, 60) for n in range(6)])}
    )
    workshop.colleague(slug, "Bob", {"a picture": ("cells", [box("b1", 60, 300)])})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate", size=(1280, 720))
    start_ruling(judge)
    expect(judge.get_by_role("region", name="Conflicts")).to_contain_text("Red cell: only")
    judge.keyboard.press("Enter")
    expect(judge.get_by_text("Adopt an answer, edit one")).to_be_in_viewport(ratio=1)
    judge.keyboard.press("1")
    judge.keyboard.press("Enter")
    expect(judge.get_by_text("Say why they differed.")).to_be_in_viewport(ratio=1)
    expect(judge.get_by_role("radio").last).to_be_in_viewport()


def box(key: str, x: int, y: int) -> dict[str, Any]:
    return {"id": key, "label": "red", "x": x, "y": y, "width": 100, "height": 80}
