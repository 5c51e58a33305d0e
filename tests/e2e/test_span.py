"""Spans by hand and by keys: what is stored are the code points of what was marked, in any script."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.workshop import Workshop, expect_saved, item_here, wait_for_another

ENTITIES = """---
questions:
  - key: entities
    kind: span
    title: Mark persons and places
    show: [text]
    relations: [lives_in, {born_in: was born in}]
    labels:
      - {key: person, title: Person, definition: Somebody with a name.}
      - {key: place, title: Place, definition: Where something is.}
---
# Entities

Mark each name.
"""
FLAT = ENTITIES.replace("    labels:", "    overlap: none\n    labels:")
TEXT = (
    "👩🏽‍🚀 Ana Vega left New York.\r\nCafe\u0301 Zoe\u0308 opens in 🇩🇪 Köln 🎉.\r\n"
    "דוד בן-גוריון נולד בפלונסק.\nAna lives there."
)
HEBREW = "דוד בן-גוריון"


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    return texts(workshop, tmp_path, ENTITIES, TEXT)


@pytest.fixture
def ada(workshop: Workshop, slug: str) -> Page:
    return at_the_text(workshop, slug)


def texts(workshop: Workshop, folder: Path, guideline: str, *given: str, overlap: int = 1) -> str:
    """A project with these texts, each open for so many people."""
    slug = workshop.project("Entities", guideline)
    lines = [json.dumps({"text": text}) for text in given]
    (folder / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    workshop.bring(slug, folder / "texts.jsonl", text=["text"])
    workshop.open(slug, overlap=overlap)
    return slug


def at_the_text(workshop: Workshop, slug: str) -> Page:
    page = workshop.person(slug, "Ada", path="label")
    item_here(page)
    page.wait_for_function("() => window.__goldsmith_span")
    page.keyboard.press("Escape")  # the tour
    expect(page.get_by_role("note")).to_have_count(0)
    return page


def heard(page: Page) -> Locator:
    """What a screen reader was told last."""
    return page.get_by_test_id("span-announcer")


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Spans").get_by_role("option")


def picked(page: Page) -> str | None:
    text: str | None = page.evaluate("() => window.__goldsmith_span.picked()")
    return text


def edge_of(page: Page, at: int, *, is_end: bool) -> tuple[float, float]:
    """A point within a character, near its beginning or its end: in Hebrew the beginning is on the right."""
    box = page.evaluate("(at) => window.__goldsmith_span.rect(at)", at)
    is_left = is_end == ("\u0590" <= TEXT[at] <= "\u05ff")
    return box["x"] + box["width"] * (0.2 if is_left else 0.8), box["y"] + box["height"] / 2


def drag(page: Page, start: int, end: int) -> None:
    """Drag over the code points from start to end."""
    page.mouse.move(*edge_of(page, start, is_end=False))
    page.mouse.down()
    x, y = edge_of(page, end - 1, is_end=True)
    page.mouse.move(x - 6, y)
    page.mouse.move(x, y)
    page.mouse.up()


def double_click(page: Page, word: str) -> None:
    at = TEXT.index(word)
    page.mouse.dblclick(*edge_of(page, at + len(word) // 2, is_end=False))


def here(page: Page) -> list[Mapping[str, Any]]:
    """The answer as it stands on the page."""
    value: list[Mapping[str, Any]] = page.evaluate("() => window.__goldsmith_span.value() ?? []")
    return value


def marked(objects: Sequence[Mapping[str, Any]], text: str = TEXT) -> list[tuple[str, str]]:
    """Label and text of each span, sliced as Python counts."""
    return [(one["label"], text[one["start"] : one["end"]]) for one in objects if "start" in one]


def submit(page: Page) -> str:
    item = item_here(page)
    page.keyboard.press("Enter")
    wait_for_another(page, item)
    expect_saved(page)
    return item


def stored(workshop: Workshop, slug: str, item: str) -> list[dict[str, Any]]:
    (answer,) = workshop.get(slug, "items", item)["answers"]
    value: list[dict[str, Any]] = answer["value"]
    return value


# by the pointer ------------------------------------------------------------------------------------------------------


def test_what_is_marked_by_hand_is_stored_in_code_points(ada: Page, workshop: Workshop, slug: str) -> None:
    astronaut = TEXT.index(" Ana")
    drag(ada, 0, astronaut + 3)  # from the emoji into the middle of "Ana"
    assert picked(ada) == TEXT[: astronaut + 4]
    ada.keyboard.press("1")
    double_click(ada, "York")
    ada.keyboard.press("2")
    cafe = TEXT.index("Cafe")
    drag(ada, cafe + 1, cafe + 8)
    ada.keyboard.press("2")
    flag = TEXT.index("🇩🇪")
    drag(ada, flag, flag + 5)
    ada.keyboard.press("2")
    david = TEXT.index(HEBREW)
    drag(ada, david, david + len(HEBREW))
    ada.keyboard.press("1")
    expect(rows(ada)).to_have_count(5)
    item = submit(ada)
    assert marked(stored(workshop, slug, item)) == [
        ("person", "👩🏽‍🚀 Ana"),
        ("place", "York"),
        ("place", "Cafe\u0301 Zoe\u0308"),
        ("place", "🇩🇪 Köln"),
        ("person", HEBREW),
    ]


def test_alt_takes_single_characters(ada: Page) -> None:
    at = TEXT.index("New York")
    ada.keyboard.down("Alt")
    drag(ada, at + 1, at + 6)
    ada.keyboard.up("Alt")
    assert picked(ada) == "ew Yo"


def test_a_label_held_marks_each_piece_at_once(ada: Page) -> None:
    ada.keyboard.press("2")
    expect(heard(ada)).to_have_text("Place: for each piece that you pick.")
    double_click(ada, "York")
    double_click(ada, "Köln")
    ada.keyboard.press("1")
    double_click(ada, "Vega")
    assert marked(here(ada)) == [("person", "Vega"), ("place", "York"), ("place", "Köln")]


def test_nested_spans_lie_in_lanes_and_a_click_goes_outwards(ada: Page) -> None:
    at = TEXT.index("Ana Vega")
    ada.keyboard.press("1")
    drag(ada, at, at + 8)
    double_click(ada, "Vega")
    assert marked(here(ada)) == [("person", "Ana Vega"), ("person", "Vega")]
    piece = ada.locator("[data-at]").filter(has_text="Vega").first
    assert piece.evaluate("(e) => e.style.backgroundImage.match(/linear-gradient/g).length") == 3
    ada.keyboard.press("Escape")
    point = edge_of(ada, TEXT.index("Vega") + 1, is_end=False)
    seen = []
    for _ in range(3):
        ada.mouse.click(*point)
        seen.append(ada.evaluate("() => window.__goldsmith_span.selected()"))
        ada.wait_for_timeout(600)  # no double click
    assert seen == ["Vega", "Ana Vega", "Vega"]


def test_a_boundary_is_moved_by_its_grip(ada: Page) -> None:
    double_click(ada, "Vega")
    ada.keyboard.press("1")
    grip = ada.locator(".span-grip[data-edge=end]").bounding_box()
    assert grip
    ada.mouse.move(grip["x"] + 8, grip["y"] + 8)
    ada.mouse.down()
    ada.mouse.move(*edge_of(ada, TEXT.index("left") + 1, is_end=False))
    ada.mouse.move(*edge_of(ada, TEXT.index("left") + 2, is_end=False))
    ada.mouse.up()
    assert marked(here(ada)) == [("person", "Vega left")]


# by keys alone -------------------------------------------------------------------------------------------------------


def test_a_span_is_marked_resized_relabelled_and_deleted_by_keys_alone(
    ada: Page, workshop: Workshop, slug: str
) -> None:
    ada.keyboard.press("ArrowRight")
    expect(heard(ada)).to_have_text(" ")
    ada.keyboard.press("Alt+Shift+ArrowLeft")
    assert picked(ada) == "👩🏽‍🚀"
    ada.keyboard.press("ArrowRight")
    ada.keyboard.press("Shift+ArrowRight")
    ada.keyboard.press("1")
    expect(heard(ada)).to_have_text("Person: Ana. Marked.")
    ada.keyboard.press("Shift+ArrowRight")
    ada.keyboard.press("e")
    ada.keyboard.press("Alt+Shift+ArrowRight")
    assert marked(here(ada)) == [("person", "na Vega")]
    ada.keyboard.press("Shift+ArrowLeft")
    ada.keyboard.press("Shift+ArrowLeft")
    assert marked(here(ada)) == [("person", "👩🏽‍🚀 Ana Vega")]
    ada.keyboard.press("2")
    expect(heard(ada)).to_have_text("Now Place.")
    item = submit(ada)
    assert marked(stored(workshop, slug, item)) == [("place", "👩🏽‍🚀 Ana Vega")]

    ada.keyboard.press("Alt+ArrowLeft")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=item)
    ada.keyboard.press(".")
    expect(heard(ada)).to_contain_text("Selected.")
    ada.keyboard.press("Delete")
    expect(heard(ada)).to_have_text("Place deleted. No spans.")
    ada.keyboard.press("0")
    submit(ada)
    assert workshop.answers(slug)[0]["value"] == []


def test_keys_pick_across_lines_and_scripts(ada: Page) -> None:
    ada.keyboard.press("ArrowRight")
    for _ in range(2):
        ada.keyboard.press("ArrowDown")
    ada.keyboard.press("Home")
    for _ in range(3):  # the hyphen is a sign of its own
        ada.keyboard.press("Shift+ArrowLeft")
    assert picked(ada) == HEBREW[: HEBREW.index("-") + 1]
    ada.keyboard.press("Shift+ArrowLeft")
    assert picked(ada) == HEBREW
    ada.keyboard.press("1")
    assert marked(here(ada)) == [("person", HEBREW)]


def test_undo_and_redo_follow_every_step(ada: Page) -> None:
    double_click(ada, "Vega")
    ada.keyboard.press("1")
    ada.keyboard.press("Shift+ArrowRight")
    ada.keyboard.press("Delete")
    seen = []
    for keys in ("Control+z", "Control+z", "Control+z", "Control+Shift+z"):
        ada.keyboard.press(keys)
        seen.append([text for _, text in marked(here(ada))])
    assert seen == [["Vega left"], ["Vega"], [], ["Vega"]]


def test_a_draft_comes_back_with_the_page(ada: Page) -> None:
    double_click(ada, "Köln")
    ada.keyboard.press("2")
    ada.wait_for_timeout(700)
    ada.reload()
    ada.wait_for_function("() => window.__goldsmith_span")
    assert marked(here(ada)) == [("place", "Köln")]


def test_relations_are_made_relabelled_and_deleted_by_keys(ada: Page, workshop: Workshop, slug: str) -> None:
    for word, key in (("Vega", "1"), ("York", "2")):
        double_click(ada, word)
        ada.keyboard.press(key)
    ada.keyboard.press("Escape")
    ada.keyboard.press(".")
    ada.keyboard.press("r")
    ada.keyboard.press(".")
    expect(ada.get_by_role("group", name="Labels of relations")).to_contain_text("was born in")
    ada.keyboard.press("2")
    expect(heard(ada)).to_have_text("Vega → was born in → York. Related.")
    expect(rows(ada)).to_have_count(3)
    expect(ada.locator(".span-ties text")).to_have_text("was born in")
    ada.keyboard.press(",")
    ada.keyboard.press("1")
    expect(heard(ada)).to_have_text("Now lives in.")
    item = submit(ada)
    vega, york, tie = stored(workshop, slug, item)
    assert (tie["label"], tie["from"], tie["to"]) == ("lives_in", vega["id"], york["id"])
    ada.keyboard.press("Alt+ArrowLeft")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=item)
    ada.keyboard.press(".")
    ada.keyboard.press("Delete")
    assert marked(here(ada)) == [("place", "York")]
    assert len(here(ada)) == 1  # the relation went with its span


def test_the_list_of_spans_is_worked_by_keys(ada: Page) -> None:
    ada.keyboard.press("1")
    for word in ("Vega", "York", "Köln"):
        double_click(ada, word)
    rows(ada).last.focus()
    ada.keyboard.press("ArrowUp")
    expect(rows(ada).nth(1)).to_be_focused()
    expect(rows(ada).nth(1)).to_have_accessible_name("Person: York")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("region", name="Text, 3 spans")).to_be_focused()
    ada.keyboard.press("Delete")
    expect(rows(ada)).to_have_count(2)


def test_spans_that_may_not_overlap_are_refused_where_they_are_marked(
    workshop: Workshop, tmp_path: Path
) -> None:
    ada = at_the_text(workshop, texts(workshop, tmp_path, FLAT, TEXT))
    at = TEXT.index("Ana Vega")
    ada.keyboard.press("1")
    drag(ada, at, at + 8)
    double_click(ada, "Vega")
    expect(heard(ada)).to_have_text("Spans may not overlap here: Person: Ana Vega is in the way.")
    assert marked(here(ada)) == [("person", "Ana Vega")]


def test_hidden_spans_leave_the_text_alone(ada: Page) -> None:
    double_click(ada, "Vega")
    ada.keyboard.press("1")
    expect(ada.locator(".span-piece")).to_have_count(1)
    ada.keyboard.press("h")
    expect(ada.locator(".span-piece")).to_have_count(0)
    expect(ada.get_by_text("Spans are hidden")).to_be_visible()


def test_a_text_of_a_hundred_thousand_characters_is_marked_at_its_end(
    workshop: Workshop, tmp_path: Path
) -> None:
    text = "\r\n".join(
        f"Line {n} 🎉 {HEBREW} and words that fill a line of some length {n}." for n in range(1700)
    )
    assert len(text) > 100_000
    slug = texts(workshop, tmp_path, ENTITIES, text)
    ada = at_the_text(workshop, slug)
    ada.evaluate("() => { const e = document.querySelector('.span-text'); e.scrollTop = e.scrollHeight; }")
    last = ada.locator(".span-paragraph").last
    last.scroll_into_view_if_needed()
    at = text.rindex("length")
    box = ada.evaluate("(at) => window.__goldsmith_span.rect(at)", at)
    ada.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    ada.keyboard.press("1")
    assert marked(here(ada), text) == [("person", "length")]
    ada.keyboard.press("Escape")
    ada.evaluate("() => { document.querySelector('.span-text').scrollTop = 0; }")
    ada.wait_for_timeout(100)
    ada.keyboard.press(".")
    expect(ada.locator(".span-piece[data-look=selected]")).to_be_in_viewport()
    ada.keyboard.press("Shift+ArrowRight")
    item = submit(ada)
    assert marked(stored(workshop, slug, item), text) == [("person", "length 1699")]


# many answers --------------------------------------------------------------------------------------------------------


def span(key: str, label: str, word: str) -> dict[str, Any]:
    at = TEXT.index(word)
    return {"id": key, "label": label, "start": at, "end": at + len(word)}


def test_spans_and_relations_in_conflict_are_adopted_one_by_one(workshop: Workshop, tmp_path: Path) -> None:
    slug = texts(workshop, tmp_path, ENTITIES, TEXT, overlap=2)
    tie = {"id": "t", "label": "lives_in", "from": "a", "to": "b"}
    first = [span("a", "person", "Ana Vega"), span("b", "place", "New York"), tie]
    second = [
        span("b", "person", "Vega"),
        span("a", "place", "New York"),
        span("c", "place", "Köln"),
        {**tie, "from": "b", "to": "a", "label": "born_in"},
    ]
    for name, value in (("Ada", first), ("Bob", second)):
        workshop.colleague(slug, name, {TEXT: ("entities", value)})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_role("button", name="Start ruling")).to_be_visible()
    judge.keyboard.press("Enter")
    conflicts = judge.get_by_role("region", name="Conflicts")
    expect(conflicts).to_contain_text("3 conflicts")
    expect(conflicts).to_contain_text("edges differ")
    expect(conflicts.get_by_role("listitem").filter(has_text="Köln")).to_contain_text("marked it")
    expect(judge.get_by_role("list", name="Relations")).to_contain_text("Ana Vega → lives in → New York")
    for _ in range(3):
        judge.keyboard.press("Shift+1")
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (row,) = workshop.get(slug, "items")["rows"]
    ruled = workshop.get(slug, "items", row["id"])["gold"][-1]["value"]
    by_id = {one["id"]: one for one in ruled}
    (made,) = [one for one in ruled if "from" in one]
    ends = [TEXT[by_id[made[end]]["start"] : by_id[made[end]]["end"]] for end in ("from", "to")]
    assert ends[0] in {"Ana Vega", "Vega"}
    assert ends[1] == "New York"
    assert made["label"] == ("lives_in" if ends[0] == "Ana Vega" else "born_in")


def test_an_edited_ruling_is_saved(workshop: Workshop, tmp_path: Path) -> None:
    slug = texts(workshop, tmp_path, ENTITIES, TEXT, overlap=2)
    for name, word in (("Ada", "Ana Vega"), ("Bob", "Vega")):
        workshop.colleague(slug, name, {TEXT: ("entities", [span("a", "person", word)])})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_role("button", name="Start ruling")).to_be_visible()
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("region", name="Conflicts")).to_contain_text("1 conflict")
    judge.keyboard.press("1")
    judge.keyboard.press("e")
    judge.wait_for_function("() => window.__goldsmith_span")
    double_click(judge, "Köln")
    judge.keyboard.press("2")
    judge.keyboard.press("Enter")
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (row,) = workshop.get(slug, "items")["rows"]
    ruled = workshop.get(slug, "items", row["id"])["gold"][-1]["value"]
    assert ("place", "Köln") in marked(ruled)


def test_the_page_with_spans_is_accessible(ada: Page, assert_accessible: Callable[[Page], None]) -> None:
    for word, key in (("Vega", "1"), ("York", "2")):
        double_click(ada, word)
        ada.keyboard.press(key)
    assert_accessible(ada)


def test_labels_that_came_with_json_lines_are_answers(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Entities", ENTITIES)
    at = TEXT.index("Köln")
    line = {"text": TEXT, "spans": [{"label": "place", "start": at, "end": at + 4}]}
    (tmp_path / "labeled.jsonl").write_text(json.dumps(line), encoding="utf-8")
    workshop.bring(slug, tmp_path / "labeled.jsonl", text=["text"], label="spans")
    (answer,) = workshop.answers(slug)
    assert marked(answer["value"]) == [("place", "Köln")]


# tokens that come with the text --------------------------------------------------------------------------------------


def test_a_text_that_came_in_tokens_is_marked_in_whole_ones(workshop: Workshop, tmp_path: Path) -> None:
    """`do|n't` is two tokens of the file and one word of the browser."""
    lines = [
        f"{token} {tag}"
        for token, tag in (("I", "O"), ("do", "O"), ("n't", "O"), ("see", "O"), ("Rome", "B-place"))
    ]
    (tmp_path / "in.conll").write_text("\n".join(lines) + "\n", "utf-8")
    slug = workshop.project("Entities", ENTITIES)
    workshop.bring(slug, tmp_path / "in.conll", format="conll")
    workshop.open(slug, overlap=2)
    page = at_the_text(workshop, slug)
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert picked(page) == "n't"
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect_saved(page)
    (row,) = workshop.get(slug, "items")["rows"]
    detail = workshop.get(slug, "items", row["id"])
    mine = [one["value"] for one in detail["answers"] if one["value"][0]["label"] == "person"]
    assert [(one["start"], one["end"]) for one in mine[0]] == [(5, 8)]
    assert detail["item"]["metadata"]["tokens"][2] == [5, 8]
