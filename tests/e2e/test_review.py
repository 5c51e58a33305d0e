"""Reviewing what one person alone answered: drawn, accepted, mended and returned, by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workshop import TONE, Workshop, item_here, text_here

TEXTS = tuple(f"Letter number {n}." for n in range(8))


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    """Eight texts for one person each."""
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, TEXTS)
    workshop.open(slug, overlap=1)
    return slug


def answered(workshop: Workshop, slug: str, n: int) -> Page:
    """Somebody who has answered n items that they are kind, and is still there."""
    page = workshop.person(slug, "Ada", path="label")
    for _ in range(n):
        item = item_here(page)
        page.keyboard.press("1")
        page.wait_for_function(
            "(item) => window.__goldsmith && window.__goldsmith.work?.item.id !== item", arg=item
        )
    return page


def state(workshop: Workshop, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = workshop.get(slug, "review")
    return found


def test_a_sample_is_drawn_and_each_answer_accepted_mended_or_returned_by_keys(
    workshop: Workshop, slug: str, assert_accessible: Callable[[Page], None]
) -> None:
    ada = answered(workshop, slug, 8)
    judge = workshop.person(slug, "Judge", role="adjudicator", path="review")
    expect(judge.get_by_role("heading", name="Nothing is drawn yet")).to_be_visible()
    expect(judge.get_by_text("Adds 8 by lot and 0 risky, of 8 single answers.")).to_be_visible()
    judge.get_by_label("At least, of each person").fill("3")
    expect(judge.get_by_text("Adds 3 by lot")).to_be_visible()
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="3 answers wait")).to_be_visible()
    assert_accessible(judge)

    judge.locator("#main").focus()
    judge.keyboard.press("Enter")
    item = judge.get_by_role("region", name="The item and its answer")
    expect(item).to_contain_text("Letter number")
    assert_accessible(judge)
    first = item.inner_text()
    judge.keyboard.press("a")
    expect(item).not_to_have_text(first)
    second = item.inner_text()
    judge.keyboard.press("e")
    judge.keyboard.press("2")
    expect(judge.get_by_text("your ruling; the answer stays beside it.")).to_be_visible()
    judge.keyboard.press("Enter")
    expect(item).not_to_have_text(second)
    third = item.inner_text().strip()
    judge.keyboard.press("r")
    judge.keyboard.type("Read the last word again.")
    judge.keyboard.press("Control+Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    judge.keyboard.press("Enter")
    expect(judge.get_by_text("1 accepted · 1 mended · 1 with the annotator")).to_be_visible()
    expect(judge.get_by_text("1 wrong of 2").first).to_be_visible()
    assert_accessible(judge)

    ada.reload()
    assert text_here(ada) in third
    expect(ada.get_by_text("Read the last word again.")).to_be_visible()
    ada.keyboard.press("3")
    expect(ada.get_by_text("You are done").first).to_be_visible()
    assert state(workshop, slug)["n_again"] == 1

    judge.reload()
    expect(judge.get_by_text("given again")).to_be_visible()
    judge.keyboard.press("Enter")
    expect(judge.get_by_text("was returned by")).to_be_visible()
    judge.keyboard.press("a")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    found = state(workshop, slug)
    assert (found["overall"]["n"], found["overall"]["n_wrong"]) == (3, 2)


def test_the_last_verdict_is_undone_by_key(workshop: Workshop, slug: str) -> None:
    answered(workshop, slug, 4)
    workshop.post(slug, "review", "draw", body={"at_least": 2, "n_risk": 0})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="review")
    expect(judge.get_by_role("heading", name="2 answers wait")).to_be_visible()
    judge.keyboard.press("Enter")
    item = judge.get_by_role("region", name="The item and its answer")
    expect(item).to_contain_text("Letter number")
    first = item.inner_text()
    judge.keyboard.press("a")
    expect(item).not_to_have_text(first)
    assert state(workshop, slug)["n_accepted"] == 1
    judge.keyboard.press("Control+z")
    expect(item).to_have_text(first)
    assert state(workshop, slug)["n_accepted"] == 0


def test_a_second_opinion_is_blind_and_a_difference_is_settled_by_keys(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, ["Get lost."])
    workshop.open(slug, overlap=2)
    for name, value in (("Ada", "kind"), ("Bob", "rude")):
        workshop.colleague(slug, name, {"Get lost.": ("tone", value)})
    first = workshop.person(slug, "First", role="adjudicator", path="adjudicate")
    expect(first.get_by_role("button", name="Start ruling")).to_be_visible()
    for key in ("Enter", "1", "r", "s"):
        if key == "1":
            expect(first.get_by_role("region", name="The item and its answers")).to_be_visible()
        first.keyboard.press(key)
    expect(first.get_by_role("checkbox", name="Ask for a second, blind opinion")).to_be_checked()
    first.keyboard.press("Enter")
    expect(first.get_by_role("heading", name="That was the last one")).to_be_visible()

    second = workshop.person(slug, "Second", role="adjudicator", path="adjudicate")
    expect(second.get_by_text("second look")).to_be_visible()
    second.keyboard.press("Enter")
    expect(second.get_by_text("blind of the first")).to_be_visible()
    expect(second.get_by_text("Ruled just now")).to_have_count(0)
    second.keyboard.press("2")
    second.keyboard.press("r")
    second.keyboard.press("Enter")
    expect(second.get_by_role("heading", name="That was the last one")).to_be_visible()

    second.goto(f"{workshop.url}/p/{slug}/adjudicate")
    expect(second.get_by_text("two rulings")).to_be_visible()
    second.keyboard.press("Enter")
    expect(second.get_by_text("Two rulings differ. Yours settles it")).to_be_visible()
    assert_accessible(second)
    second.keyboard.press("f")
    second.keyboard.press("r")
    second.keyboard.press("Enter")
    expect(second.get_by_text("Say in the rationale why it is so.")).to_be_visible()
    second.keyboard.press("t")
    second.keyboard.type("The guideline names it.")
    second.keyboard.press("Control+Enter")
    expect(second.get_by_role("heading", name="That was the last one")).to_be_visible()

    second.goto(f"{workshop.url}/p/{slug}/adjudicate")
    expect(second.get_by_text("0 of 1 came out alike")).to_be_visible()
    assert_accessible(second)
    looks = workshop.get(slug, "second-looks")
    assert (looks["same"]["k"], looks["same"]["n"], looks["n_apart"]) == (0, 1, 0)


def test_a_filtered_set_is_ruled_with_its_counts_first_and_taken_back(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = workshop.project("Tone", TONE)
    texts = ("Well done.", "Get lost.", "It rains.")
    workshop.bring_texts(slug, tmp_path, texts)
    workshop.open(slug, overlap=2)
    for name, second in (("Ada", "kind"), ("Bob", "rude")):
        said = {"Well done.": "kind", "Get lost.": second, "It rains.": "flat"}
        workshop.colleague(slug, name, {text: ("tone", value) for text, value in said.items()})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="items")
    judge.get_by_role("checkbox", name="Select all").check()
    judge.get_by_role("button", name="Rule", exact=True).click()
    expect(judge.get_by_text("2 of 3 items would be ruled")).to_be_visible()
    expect(judge.get_by_text("Left as they are: 1 without a majority.")).to_be_visible()
    assert_accessible(judge)
    judge.get_by_role("button", name="Rule 2 items").click()
    expect(judge.get_by_text("2 items ruled.")).to_be_visible()
    assert len(workshop.get(slug, "items", status="ruled")["rows"]) == 2
    judge.get_by_role("button", name="Take them back").click()
    expect(judge.get_by_text("2 rulings taken back.")).to_be_visible()
    assert workshop.get(slug, "items", status="ruled")["rows"] == []
    judge.goto(f"{workshop.url}/p/{slug}/adjudicate")
    expect(judge.get_by_text("0 still stand")).to_be_visible()
