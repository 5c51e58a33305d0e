"""Boxes by hand and by keys: what is stored is what the screen shows, and what is heard is what is done."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.workshop import (
    CELLS,
    Workshop,
    boxes,
    corners,
    drag,
    expect_saved,
    item_here,
    on_screen,
    picture,
    wait_for_another,
    wait_for_picture,
)

HALF_PIXEL = 0.5
CELL = (120, 90, 220, 170)


def cells(workshop: Workshop, *files: Path) -> str:
    """A project with these pictures, each open for one person."""
    slug = workshop.project("Cells", CELLS)
    for file in files:
        workshop.bring(slug, file)
    workshop.open(slug, overlap=1)
    return slug


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    return cells(workshop, *(picture(tmp_path / f"{name}.png", shapes=[CELL]) for name in ("one", "two")))


@pytest.fixture
def ada(workshop: Workshop, slug: str) -> Page:
    return at_the_picture(workshop, slug)


def at_the_picture(workshop: Workshop, slug: str) -> Page:
    page = workshop.person(slug, "Ada", path="label")
    wait_for_picture(page)
    page.keyboard.press("Escape")  # the tour
    expect(page.get_by_role("note")).to_have_count(0)
    return page


def heard(page: Page) -> Locator:
    """What a screen reader was told last."""
    return page.locator("[aria-live=polite][data-testid=box-announcer]")


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Boxes").get_by_role("option")


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


# by keys alone -------------------------------------------------------------------------------------------------------


def test_a_box_is_drawn_moved_resized_relabelled_and_deleted_by_keys_alone(
    ada: Page, workshop: Workshop, slug: str
) -> None:
    ada.keyboard.press("1")
    expect(heard(ada)).to_have_text("Red cell: for the next box.")
    ada.keyboard.press("k")
    expect(heard(ada)).to_contain_text("Arrows move it, Shift by ten. Enter sets a corner.")
    x, y = map(int, re.findall(r"\d+", heard(ada).inner_text()))
    ada.keyboard.press("Shift+ArrowLeft")
    expect(heard(ada)).to_have_text(f"{x - 10}, {y}")
    ada.keyboard.press("Enter")
    expect(heard(ada)).to_contain_text(f"First corner at {x - 10}, {y}.")
    for _ in range(4):
        ada.keyboard.press("Shift+ArrowRight")
        ada.keyboard.press("Shift+ArrowDown")
    expect(heard(ada)).to_have_text(f"{x + 30}, {y + 40}, 40 by 40")
    ada.keyboard.press("Enter")
    expect(heard(ada)).to_contain_text("Red cell")
    expect(heard(ada)).to_contain_text("Drawn.")
    (box,) = boxes(ada)
    close_to(box, (x - 10, y, x + 30, y + 40))
    expect(rows(ada)).to_have_count(1)

    ada.keyboard.press("ArrowRight")
    ada.keyboard.press("Shift+ArrowUp")
    ada.keyboard.press("Alt+ArrowRight")
    ada.keyboard.press("Alt+Shift+ArrowDown")
    (box,) = boxes(ada)
    final = (x - 9, y - 10, x + 32, y + 40)
    close_to(box, final)
    expect(heard(ada)).to_contain_text("41 by 50")
    expect(rows(ada).first).to_have_accessible_name(heard(ada).inner_text())

    ada.keyboard.press("2")
    expect(heard(ada)).to_have_text("Now White cell.")
    (box,) = boxes(ada)
    assert box["label"] == "white"
    item = submit(ada)
    (box,) = stored(workshop, slug, item)
    assert box["label"] == "white"
    close_to(box, final)

    ada.keyboard.press("Alt+ArrowLeft")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=item)
    ada.keyboard.press(".")
    expect(heard(ada)).to_contain_text("Selected.")
    ada.keyboard.press("Delete")
    expect(heard(ada)).to_have_text("White cell deleted. No boxes.")
    assert boxes(ada) == []
    ada.keyboard.press("0")
    expect(heard(ada)).to_have_text("Nothing here.")
    submit(ada)
    assert workshop.answers(slug)[0]["value"] == []


def test_the_list_of_boxes_is_worked_by_keys(ada: Page) -> None:
    ada.keyboard.press("1")
    for left in (50, 200, 350):
        drag(ada, (left, 50), (left + 60, 110))
    rows(ada).last.focus()  # the box drawn last is the one that Tab comes to
    ada.keyboard.press("ArrowUp")
    expect(rows(ada).nth(1)).to_be_focused()
    expect(rows(ada).nth(1)).to_have_attribute("aria-selected", "true")
    ada.keyboard.press("End")
    expect(rows(ada).nth(2)).to_be_focused()
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("application")).to_be_focused()
    ada.keyboard.press("Delete")
    expect(rows(ada)).to_have_count(2)


def test_undo_and_redo_follow_every_step(ada: Page) -> None:
    ada.keyboard.press("1")
    drag(ada, (50, 50), (150, 150))
    drag(ada, (200, 50), (300, 150))
    ada.keyboard.press("Delete")
    counts = []
    for keys in ("Control+z", "Control+z", "Control+z", "Control+Shift+z"):
        ada.keyboard.press(keys)
        counts.append(len(boxes(ada)))
    assert counts == [2, 1, 0, 1]


# by the pointer ------------------------------------------------------------------------------------------------------


def close_to(box: dict[str, Any], expected: Sequence[float], tolerance: float = HALF_PIXEL) -> None:
    assert corners(box) == pytest.approx(expected, abs=tolerance)


def test_a_drag_draws_a_box(ada: Page, workshop: Workshop, slug: str) -> None:
    ada.keyboard.press("1")
    drag(ada, CELL[:2], CELL[2:])
    item = submit(ada)
    (box,) = stored(workshop, slug, item)
    close_to(box, CELL)


def test_two_clicks_draw_a_box(ada: Page) -> None:
    ada.keyboard.press("1")
    ada.get_by_role("button", name="Two clicks").click()
    for point in (CELL[:2], CELL[2:]):
        ada.mouse.click(*on_screen(ada, *point))
    close_to(boxes(ada)[0], CELL)


def test_four_extreme_points_draw_a_box(ada: Page) -> None:
    ada.keyboard.press("2")
    ada.get_by_role("button", name="Four points").click()
    left, top, right, bottom = CELL
    for point in ((160, top), (right, 130), (150, bottom), (left, 120)):
        ada.mouse.click(*on_screen(ada, *point))
    (box,) = boxes(ada)
    close_to(box, CELL)
    assert box["label"] == "white"


def test_a_box_is_moved_and_resized_by_the_pointer(ada: Page) -> None:
    ada.keyboard.press("1")
    drag(ada, CELL[:2], CELL[2:])
    ada.keyboard.press("v")
    drag(ada, (170, 130), (270, 230))
    close_to(boxes(ada)[0], [side + 100 for side in CELL], 2 * HALF_PIXEL)
    drag(ada, (320, 270), (400, 300))
    close_to(boxes(ada)[0], (220, 190, 400, 300), 2 * HALF_PIXEL)


def test_a_box_drawn_beyond_the_border_ends_there(ada: Page) -> None:
    ada.keyboard.press("1")
    drag(ada, (500, 380), (700, 520))
    close_to(boxes(ada)[0], (500, 380, 640, 480))


def test_a_box_without_a_label_asks_for_one(ada: Page) -> None:
    drag(ada, CELL[:2], CELL[2:])
    expect(heard(ada)).to_have_text("Which label? Press its key.")
    assert boxes(ada) == []
    ada.keyboard.press("2")
    assert boxes(ada)[0]["label"] == "white"


def test_nothing_here_is_an_answer(ada: Page, workshop: Workshop, slug: str) -> None:
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("alert").filter(has_text="Draw a box, or choose Nothing here.")).to_be_visible()
    ada.get_by_role("button", name="Nothing here").click()
    item = submit(ada)
    assert stored(workshop, slug, item) == []


# what is stored is what is seen --------------------------------------------------------------------------------------


def zoom_at(page: Page, point: Sequence[float], turns: int) -> None:
    page.mouse.move(*on_screen(page, point[0], point[1]))
    for _ in range(abs(turns)):
        page.mouse.wheel(0, -200 if turns > 0 else 200)
        page.wait_for_timeout(30)


@pytest.mark.parametrize("turns", [-3, 0, 3, 6])
def test_stored_pixels_are_those_under_the_pointer_at_every_zoom(
    workshop: Workshop, slug: str, turns: int
) -> None:
    ada = at_the_picture(workshop, slug)
    ada.keyboard.press("1")
    zoom_at(ada, (170, 130), turns)
    scale = ada.evaluate("() => window.__goldsmith_box.camera().scale")
    inner = (150, 115, 190, 145)
    drag(ada, inner[:2], inner[2:])
    item = submit(ada)
    (box,) = stored(workshop, slug, item)
    close_to(box, inner, max(HALF_PIXEL, 0.5 / scale))


def test_the_view_pans_with_space_and_fits_with_f(ada: Page) -> None:
    fitted = ada.evaluate("() => window.__goldsmith_box.camera()")
    zoom_at(ada, (170, 130), 4)
    zoomed = ada.evaluate("() => window.__goldsmith_box.camera()")
    assert zoomed["scale"] > 2 * fitted["scale"]
    ada.mouse.move(*on_screen(ada, 170, 130))
    ada.keyboard.down("Space")
    ada.mouse.down()
    x, y = on_screen(ada, 170, 130)
    ada.mouse.move(x + 80, y + 40)
    ada.mouse.up()
    ada.keyboard.up("Space")
    panned = ada.evaluate("() => window.__goldsmith_box.camera()")
    assert (panned["x"] - zoomed["x"], panned["y"] - zoomed["y"]) == pytest.approx((80, 40), abs=1)
    assert boxes(ada) == []
    ada.keyboard.press("f")
    assert ada.evaluate("() => window.__goldsmith_box.camera()") == pytest.approx(fitted)


def dark_at(page: Page, x: float, y: float) -> bool:
    """Whether the screen shows the dark shape at that pixel of the picture."""
    at = on_screen(page, x, y)
    shot = page.screenshot(clip={"x": at[0], "y": at[1], "width": 1, "height": 1})
    red, _, _ = Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0))  # type: ignore[misc]
    return bool(red < 140)


def test_a_picture_in_4k_is_drawn_on_to_the_pixel(workshop: Workshop, tmp_path: Path) -> None:
    cell = (3000, 1500, 3400, 1900)
    slug = cells(workshop, picture(tmp_path / "large.png", size=(3840, 2160), shapes=[cell]))
    ada = at_the_picture(workshop, slug)
    assert dark_at(ada, 3200, 1700)
    ada.keyboard.press("1")
    zoom_at(ada, (3200, 1700), 3)
    drag(ada, cell[:2], cell[2:])
    item = submit(ada)
    (box,) = stored(workshop, slug, item)
    close_to(box, cell, 1)


def test_on_a_rotated_photograph_the_box_lands_where_it_was_drawn(workshop: Workshop, tmp_path: Path) -> None:
    lying = Image.open(picture(tmp_path / "lying.png", size=(640, 480), shapes=[(40, 60, 140, 160)]))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    lying.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    slug = cells(workshop, tmp_path / "photo.jpg")
    ada = at_the_picture(workshop, slug)
    size = ada.evaluate(
        "() => { const f = window.__goldsmith.work.item.fields.image; return [f.width, f.height]; }"
    )
    assert size == [480, 640]
    upright = (480 - 160, 40, 480 - 60, 140)
    assert dark_at(ada, 370, 90)
    assert not dark_at(ada, 90, 110)
    ada.keyboard.press("1")
    drag(ada, upright[:2], upright[2:])
    item = submit(ada)
    (box,) = stored(workshop, slug, item)
    close_to(box, upright)


# turned, and with attributes -----------------------------------------------------------------------------------------

SHIPS = CELLS.replace(
    "    show: [image]\n",
    "    show: [image]\n    rotate: true\n    attributes: [{key: occluded, title: Occluded}]\n",
)


@pytest.fixture
def turning(workshop: Workshop, tmp_path: Path) -> tuple[Page, str]:
    slug = workshop.project("Ships", SHIPS)
    for name in ("one", "two"):
        workshop.bring(slug, picture(tmp_path / f"{name}.png", shapes=[CELL]))
    workshop.open(slug, overlap=1)
    return at_the_picture(workshop, slug), slug


def test_a_box_is_turned_by_keys_and_an_attribute_is_said_of_it(
    turning: tuple[Page, str], workshop: Workshop
) -> None:
    page, slug = turning
    page.keyboard.press("1")
    drag(page, CELL[:2], CELL[2:])
    for key in ("]", "]", "Shift+}", "o"):
        page.keyboard.press(key)
    expect(heard(page)).to_have_text("Occluded: Red cell.")
    expect(rows(page).first).to_have_accessible_name(re.compile("turned by 17 degrees, Occluded"))
    item = submit(page)
    (box,) = stored(workshop, slug, item)
    assert (box["angle"], box["attributes"]) == (17, {"occluded": True})
    close_to(box, CELL)


def test_the_key_printed_at_the_next_question_goes_there_and_turns_no_box(
    workshop: Workshop, tmp_path: Path
) -> None:
    more = "  - key: sea\n    kind: choice\n    title: Is the sea rough?\n    labels: [calm: Calm, rough: Rough]\n"
    slug = workshop.project("Ships", SHIPS.replace("---\n# Cells", f"{more}---\n# Cells"))
    workshop.bring(slug, picture(tmp_path / "one.png", shapes=[CELL]))
    workshop.open(slug, overlap=1)
    page = at_the_picture(workshop, slug)
    page.keyboard.press("1")
    drag(page, CELL[:2], CELL[2:])
    second = page.locator(".answers-question").filter(has_text="Is the sea rough?")
    page.keyboard.press(second.locator("kbd").first.inner_text().lower())
    expect(second).to_have_attribute("data-active", "true")
    page.keyboard.press("2")
    item = submit(page)
    (drawn,) = [answer["value"] for answer in workshop.answers(slug) if answer["question"] == "cells"]
    assert [box.get("angle", 0) for box in drawn] == [0], item


def test_a_box_is_turned_and_resized_by_the_pointer(turning: tuple[Page, str]) -> None:
    page, _ = turning
    page.keyboard.press("1")
    drag(page, CELL[:2], CELL[2:])
    scale = page.evaluate("() => window.__goldsmith_box.camera().scale")
    left, top, right, bottom = CELL
    middle = ((left + right) / 2, (top + bottom) / 2)
    reach = (bottom - top) / 2 + 22 / scale
    drag(page, (middle[0], middle[1] + reach), (middle[0] - reach, middle[1] + reach))
    (box,) = boxes(page)
    assert box["angle"] == pytest.approx(45, abs=1)
    close_to(box, CELL)
    # what is right of the middle before turning lies below to the right now: pull it farther out
    away = (right - left) / 2 * 0.5**0.5
    drag(page, (middle[0] + away, middle[1] + away), (middle[0] + away + 20, middle[1] + away + 20))
    (box,) = boxes(page)
    assert box["width"] == pytest.approx(right - left + 20 * 2**0.5, abs=2)
    assert box["height"] == pytest.approx(bottom - top, abs=0.5)
