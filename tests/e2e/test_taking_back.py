"""Taking back in the browser: an answer, an annotator, a text everywhere; and ruling on all that is alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workshop import SLOW_MS, TONE, Workshop, answer_with, expect_saved

PHONE = "0151 2345678"
TEXTS = ("Well done.", "Well done.", f"Call {PHONE}.")
Check = Callable[[Page], None]


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    """Three texts, two of them the same, that two people answered differently."""
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, TEXTS)
    workshop.open(slug, overlap=2)
    for name, value in (("Ada", "kind"), ("Bob", "rude")):
        workshop.colleague(slug, name, dict.fromkeys(TEXTS, ("tone", value)))
    return slug


def n_counted(workshop: Workshop, slug: str) -> int:
    return sum(1 for answer in workshop.answers(slug) if answer["counts"])


def test_an_answer_is_taken_back_beside_its_item_and_restored_from_the_list(
    workshop: Workshop, slug: str, assert_accessible: Check
) -> None:
    item = workshop.get(slug, "items")["rows"][0]["id"]
    page = workshop.owner(f"/p/{slug}/items?item={item}")
    page.get_by_role("button", name=re.compile("^Take back Ada")).click()
    page.get_by_label("Why").fill("a slip")
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(page.get_by_text("taken back", exact=True)).to_be_visible(timeout=SLOW_MS)
    assert n_counted(workshop, slug) == 5
    page.get_by_role("link", name="Taken back").click()
    expect(page.get_by_text("“a slip”")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Restore Ada")).click()
    page.get_by_role("dialog").get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Nothing is taken back")).to_be_visible(timeout=SLOW_MS)
    assert n_counted(workshop, slug) == 6


def test_everything_that_somebody_answered_is_taken_back_on_the_page_of_people(
    workshop: Workshop, slug: str
) -> None:
    page = workshop.owner(f"/p/{slug}/people")
    page.get_by_role("button", name=re.compile("^Take back all answers of Bob")).click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(page.get_by_role("button", name=re.compile("^Restore all answers of Bob"))).to_be_visible(
        timeout=SLOW_MS
    )
    assert n_counted(workshop, slug) == 3


def test_contradictions_are_ruled_alike_by_keys_and_taken_back(
    workshop: Workshop, slug: str, assert_accessible: Check
) -> None:
    page = workshop.owner(f"/p/{slug}/concordance")
    expect(page.get_by_text("Well done.")).to_be_visible(timeout=SLOW_MS)
    assert_accessible(page)
    page.keyboard.press("r")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("2")
    dialog.get_by_role("button", name="Rule 2 items").click()
    expect(page.get_by_text("2 items ruled.")).to_be_visible(timeout=SLOW_MS)
    rows = workshop.get(slug, "items")["rows"]
    assert [row["gold"] for row in rows] == [{"tone": "rude"}, {"tone": "rude"}, {}]
    page.get_by_role("button", name="Take them back").click()
    expect(page.get_by_text("Well done.")).to_be_visible(timeout=SLOW_MS)
    assert [row["gold"] for row in workshop.get(slug, "items")["rows"]] == [{}, {}, {}]


def test_a_text_is_blanked_everywhere_after_a_look_at_what_would_go(
    workshop: Workshop, slug: str, assert_accessible: Check
) -> None:
    item = workshop.get(slug, "items")["rows"][2]["id"]
    page = workshop.owner(f"/p/{slug}/items?item={item}")
    page.get_by_role("button", name="Blank content").click()
    page.get_by_role("textbox", name="Text").fill(PHONE)
    page.get_by_role("button", name="Show what would go").click()
    expect(page.get_by_role("region", name="What would go")).to_contain_text(PHONE)
    assert_accessible(page)
    page.get_by_label("I know that this cannot be undone").check()
    page.get_by_role("button", name="Blank 1 place").click()
    expect(page.get_by_text("It is found in no file of the project any more.")).to_be_visible(timeout=SLOW_MS)
    assert workshop.get(slug, "items")["rows"][2]["text"] == f"Call {'█' * len(PHONE)}."
    folder = workshop.server.workspace / slug
    assert not [p.name for p in folder.rglob("*") if p.is_file() and PHONE.encode() in p.read_bytes()]


def test_a_group_is_corrected_by_key(workshop: Workshop, slug: str) -> None:
    item = workshop.get(slug, "items")["rows"][0]["id"]
    page = workshop.owner(f"/p/{slug}/items?item={item}")
    expect(page.get_by_role("button", name="Correct the group")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("g")
    page.get_by_role("textbox", name="Group").fill("letter 7")
    page.get_by_role("dialog").get_by_role("button", name="Correct the group").click()
    expect(page.get_by_text("put it into the group letter 7")).to_be_visible(timeout=SLOW_MS)
    assert workshop.get(slug, "items")["rows"][0]["group"] == "letter 7"


def test_an_annotator_takes_an_answer_of_theirs_back_where_they_label(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Mine", TONE)
    workshop.bring_texts(slug, tmp_path, ("One.", "Two."))
    workshop.open(slug, overlap=1)
    page = workshop.person(slug, "Cleo", path="label")
    answer_with(page, "1")
    expect_saved(page)
    assert n_counted(workshop, slug) == 1
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    page.keyboard.press("Shift+Backspace")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken back.")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert n_counted(workshop, slug) == 0
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Taken back.")).to_have_count(0, timeout=SLOW_MS)
    assert n_counted(workshop, slug) == 1
