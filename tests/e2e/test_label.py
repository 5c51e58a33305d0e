"""Labeling by hand: what keys do, what is saved, and what never happens to an item's text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workshop import (
    TONE,
    Workshop,
    answer_with,
    expect_saved,
    item_here,
    wait_for_another,
)

TEXTS = [f"Sentence number {n}." for n in range(14)]


def tone(workshop: Workshop, folder: Path, texts: Sequence[str] = TEXTS, guideline: str = TONE) -> str:
    """A project with texts, each open for one person."""
    slug = workshop.project("Tone of voice", guideline)
    workshop.bring_texts(slug, folder, texts)
    workshop.open(slug, overlap=1)
    return slug


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    return tone(workshop, tmp_path)


@pytest.fixture
def ada(workshop: Workshop, slug: str) -> Page:
    """An annotator on the label page who has seen the tour."""
    page = workshop.person(slug, "Ada", path="label")
    close_tour(page)
    return page


def close_tour(page: Page) -> None:
    item_here(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("note")).to_have_count(0)


def own(page: Page, item: str) -> object:
    """What the page has for that item: its value, once it is open."""
    assert item_here(page) == item
    value: object = page.evaluate("() => window.__goldsmith.value('tone')")
    return value


def stored(workshop: Workshop, slug: str) -> dict[str, str]:
    """The present values of one annotator by item."""
    return {answer["item"]: answer["value"] for answer in workshop.answers(slug)}


# one decision, one key -----------------------------------------------------------------------------------------------


def test_a_key_answers_saves_and_moves_on(ada: Page, workshop: Workshop, slug: str) -> None:
    first = answer_with(ada, "1")
    second = answer_with(ada, "2")
    expect_saved(ada)
    assert stored(workshop, slug) == {first: "kind", second: "rude"}


def test_undo_reaches_across_a_submission(ada: Page, workshop: Workshop, slug: str) -> None:
    first = answer_with(ada, "1")
    expect_saved(ada)
    ada.keyboard.press("Control+z")
    expect(ada.get_by_text("Your answer from")).to_be_visible()
    assert own(ada, first) == "kind"
    ada.keyboard.press("3")
    ada.keyboard.press("Enter")
    wait_for_another(ada, first)
    expect_saved(ada)
    assert stored(workshop, slug) == {first: "flat"}


def test_a_choice_can_be_undone_while_it_flashes(ada: Page, workshop: Workshop, slug: str) -> None:
    item = item_here(ada)
    ada.keyboard.press("1")
    ada.keyboard.press("Control+z")
    ada.wait_for_timeout(500)  # longer than the flash
    assert own(ada, item) is None
    assert stored(workshop, slug) == {}


def test_skip_asks_for_the_reason_once(ada: Page, workshop: Workshop, slug: str) -> None:
    first = item_here(ada)
    ada.keyboard.press("Shift+Enter")
    dialog = ada.get_by_role("dialog", name="Why skip this item?")
    expect(dialog).to_be_visible()
    ada.keyboard.press("3")
    wait_for_another(ada, first)
    second = item_here(ada)
    ada.keyboard.press("Shift+Enter")
    expect(dialog.get_by_role("radio", name="The guideline does not say")).to_be_checked()
    ada.keyboard.press("Enter")
    wait_for_another(ada, second)
    expect_saved(ada)
    reasons = {answer["item"]: answer["reason"] for answer in workshop.answers(slug)}
    assert reasons == dict.fromkeys((first, second), "skip: the guideline does not say")


def test_unsure_takes_a_second_choice(ada: Page, workshop: Workshop, slug: str) -> None:
    item = item_here(ada)
    ada.keyboard.press("u")
    expect(ada.get_by_role("heading", name="Second choice")).to_be_visible()
    ada.keyboard.press("1")
    ada.keyboard.press("2")
    if item_here(ada) == item:
        ada.keyboard.press("Enter")
    wait_for_another(ada, item)
    expect_saved(ada)
    (answer,) = workshop.answers(slug)
    assert (answer["value"], answer["unsure"], answer["second"]) == ("kind", True, "rude")


def test_a_comment_travels_with_the_answer(ada: Page, workshop: Workshop, slug: str) -> None:
    ada.keyboard.press("c")
    field = ada.get_by_label("Comment on your answer")
    expect(field).to_be_focused()
    field.type("Hard to say; 1 of 3.")
    ada.keyboard.press("Escape")
    answer_with(ada, "1")
    expect_saved(ada)
    (answer,) = workshop.answers(slug)
    assert (answer["value"], answer["note"]) == ("kind", "Hard to say; 1 of 3.")


# looking back --------------------------------------------------------------------------------------------------------


def test_alt_and_left_walk_through_the_answers_given(ada: Page, workshop: Workshop, slug: str) -> None:
    items = [answer_with(ada, key) for key in "123"]
    present = item_here(ada)
    for item, value in zip(reversed(items), ("flat", "rude", "kind"), strict=True):
        ada.keyboard.press("Alt+ArrowLeft")
        ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=item)
        assert own(ada, item) == value
    ada.keyboard.press("Escape")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=present)


def test_the_last_ten_answers_are_within_reach(ada: Page) -> None:
    items = [answer_with(ada, "1") for _ in range(11)]
    last = ada.get_by_role("group", name="Your last answers").get_by_role("button")
    expect(last).to_have_count(10)
    last.first.click()
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=items[1])


def test_a_draft_survives_the_page(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path, guideline=TONE.replace("kind: choice", "kind: choices"))
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    item = item_here(ada)
    ada.keyboard.press("1")
    ada.wait_for_timeout(700)  # drafts are written a moment later
    ada.reload()
    assert own(ada, item) == ["kind"]


# the guideline beside the item ---------------------------------------------------------------------------------------


def test_the_guideline_folds_and_stays_folded(ada: Page) -> None:
    guideline = ada.get_by_role("complementary", name="Guideline")
    expect(guideline).to_be_visible()
    ada.keyboard.press("g")
    expect(guideline).to_be_hidden()
    ada.reload()
    item_here(ada)
    expect(guideline).to_be_hidden()
    ada.keyboard.press("g")
    expect(guideline).to_be_visible()


def test_a_changed_guideline_is_told_with_its_differences(ada: Page, workshop: Workshop, slug: str) -> None:
    answer_with(ada, "1")
    expect_saved(ada)
    changed = TONE.replace("Rude is what hurts.", "Rude is what is meant to hurt.")
    workshop.post(slug, "guideline", body={"text": changed, "based_on": 1})
    bar = ada.get_by_text("The guideline changed: version 2 is out.")
    for _ in range(6):
        if bar.is_visible():
            break
        answer_with(ada, "1")
        expect_saved(ada)
    expect(bar).to_be_visible()
    ada.get_by_role("button", name="See what changed").click()
    dialog = ada.get_by_role("dialog")
    expect(dialog).to_contain_text("Rude is what is meant to hurt.")
    ada.keyboard.press("Escape")
    ada.get_by_role("button", name="Got it").click()
    expect(bar).to_be_hidden()


def test_when_nothing_is_left_it_says_what_was_done(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path, TEXTS[:2])
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    answer_with(ada, "1")
    answer_with(ada, "2")
    expect(ada.get_by_role("heading", name="You are done")).to_be_visible()
    expect(ada.get_by_text("You answered 2 items")).to_be_visible()


# several labels, and a scale -----------------------------------------------------------------------------------------


def test_several_labels_toggle_and_enter_submits(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path, guideline=TONE.replace("kind: choice", "kind: choices"))
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    item = item_here(ada)
    for key in ("1", "2", "3", "2"):
        ada.keyboard.press(key)
    ada.keyboard.press("Enter")
    wait_for_another(ada, item)
    none = item_here(ada)
    ada.keyboard.press("0")
    ada.keyboard.press("Enter")
    wait_for_another(ada, none)
    expect_saved(ada)
    assert {answer["item"]: answer["value"] for answer in workshop.answers(slug)} == {
        item: ["flat", "kind"],
        none: [],
    }


def test_an_unanswered_question_is_not_submitted(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path, guideline=TONE.replace("kind: choice", "kind: choices"))
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    item = item_here(ada)
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("alert").filter(has_text="Choose labels, or none of these.")).to_be_visible()
    assert item_here(ada) == item


def test_a_rating_is_given_by_its_place(workshop: Workshop, tmp_path: Path) -> None:
    scale = "[{key: low, title: '1'}, {key: middle, title: '2'}, {key: high, title: '3'}]"
    guideline = (
        "---\nquestions:\n  - key: quality\n    kind: rating\n    title: How good is it?\n"
        f"    labels: {scale}\n---\n# Quality\n"
    )
    slug = tone(workshop, tmp_path, guideline=guideline)
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    item = answer_with(ada, "3")
    expect_saved(ada)
    assert stored(workshop, slug) == {item: "high"}


def test_forty_labels_are_found_by_typing(workshop: Workshop, tmp_path: Path) -> None:
    names = [f"Topic {n}" for n in range(38)] + ["Zoology", "Astronomy"]
    labels = "".join(f"      - {{key: l{n}, title: {name}}}\n" for n, name in enumerate(names))
    guideline = (
        "---\nquestions:\n  - key: tone\n    kind: choice\n    title: What is it about?\n    labels:\n"
        f"{labels}---\n# Topics\n"
    )
    slug = tone(workshop, tmp_path, guideline=guideline)
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    ninth = answer_with(ada, "9")
    eighteenth = answer_with(ada, "Shift+9")
    item = item_here(ada)
    ada.keyboard.type("zoo")
    expect(ada.get_by_role("searchbox", name="Find a label")).to_have_value("zoo")
    ada.keyboard.press("Enter")
    wait_for_another(ada, item)
    expect_saved(ada)
    assert stored(workshop, slug) == {ninth: "l8", eighteenth: "l17", item: "l38"}
    assert page_scrolls(ada) == (0, 0)


# what an item may hold -----------------------------------------------------------------------------------------------

HTML = "<img src=x onerror=\"window.wasRun = 1\"><script>window.wasRun = 1</script> <b>bold</b> & 'quotes'"


def test_html_in_a_text_is_shown_as_text_and_runs_nothing(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path, [HTML])
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    expect(ada.get_by_role("region", name="Item")).to_contain_text(HTML)
    ada.goto(f"{workshop.url}/p/{slug}/guideline")
    owner = workshop.owner(f"/p/{slug}/items")
    expect(owner.get_by_text("onerror")).to_be_visible()
    assert [page.evaluate("() => window.wasRun") for page in (ada, owner)] == [None, None]


def test_html_in_a_guideline_runs_nothing(workshop: Workshop, tmp_path: Path) -> None:
    guideline = TONE.replace("Rude is what hurts.", HTML).replace(
        "It helps.", "<script>window.wasRun = 1</script>"
    )
    slug = tone(workshop, tmp_path, guideline=guideline)
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    expect(ada.get_by_role("complementary", name="Guideline")).to_contain_text("onerror")
    ada.goto(f"{workshop.url}/p/{slug}/guideline")
    expect(ada.get_by_role("main")).to_contain_text("onerror")
    assert ada.evaluate("() => window.wasRun") is None


def page_scrolls(page: Page) -> tuple[int, int]:
    """By how many pixels the page itself is larger than the window, across and down."""
    across, down = page.evaluate(
        """() => {
          const root = document.documentElement;
          return [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight];
        }"""
    )
    return across, down


def test_a_long_text_scrolls_only_inside_itself(workshop: Workshop, tmp_path: Path) -> None:
    long = [f"A long sentence comes here again in text {n}. " * 1500 for n in (1, 2)]
    slug = tone(workshop, tmp_path, long)
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    reading = ada.get_by_role("region", name="What to read")
    inside = reading.evaluate("(e) => e.scrollHeight - e.clientHeight")
    assert inside > 1000
    assert page_scrolls(ada) == (0, 0)
    expect(ada.get_by_role("button", name="Kind", exact=True)).to_be_in_viewport()
    reading.evaluate("(e) => e.scrollTo(0, 500)")
    answer_with(ada, "1")
    expect(ada.get_by_role("region", name="Item")).to_be_visible()
    assert reading.evaluate("(e) => e.scrollTop") == 0


def test_a_word_without_blanks_does_not_widen_the_page(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path, ["x" * 4000])
    ada = workshop.person(slug, "Ada", path="label")
    close_tour(ada)
    assert page_scrolls(ada) == (0, 0)


def test_it_works_at_the_width_of_a_phone(workshop: Workshop, tmp_path: Path) -> None:
    slug = tone(workshop, tmp_path)
    ada = workshop.person(slug, "Ada", path="label", size=(390, 844), has_touch=True, is_mobile=True)
    item = item_here(ada)
    ada.get_by_role("button", name="Got it").click()
    assert page_scrolls(ada)[0] == 0
    ada.get_by_role("button", name="Rude", exact=True).tap()
    wait_for_another(ada, item)
    expect_saved(ada)
    assert stored(workshop, slug) == {item: "rude"}
    ada.get_by_role("button", name="Guideline").tap()
    expect(ada.get_by_role("dialog")).to_contain_text("Rude is what hurts.")
