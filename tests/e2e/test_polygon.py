"""Polygons by hand and by keys: what is stored is what the screen shows, and rulings are made object by object."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.e2e.workshop import SLOW_MS, Check, Workshop, expect_saved, item_here, picture, wait_for_another

FIELDS = """---
questions:
  - key: fields
    kind: polygon
    title: Draw each field
    show: [image]
    min_area: 20
    attributes:
      - {key: occluded, title: Occluded}
      - {key: stage, title: Stage, choices: [green, ripe]}
    labels:
      - {key: wheat, title: Wheat, definition: Long awns.}
      - {key: maize, title: Maize, definition: Broad leaves.}
---
# Fields

Draw each field.
"""

FIELD = [(120, 90), (220, 90), (240, 170), (110, 180)]


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    slug = workshop.project("Fields", FIELDS)
    for name in ("one", "two"):
        workshop.bring(slug, picture(tmp_path / f"{name}.png", shapes=[(120, 90, 220, 170)]))
    workshop.open(slug, overlap=1)
    return slug


@pytest.fixture
def ada(workshop: Workshop, slug: str) -> Page:
    page = workshop.person(slug, "Ada", path="label")
    wait_for_picture(page)
    page.keyboard.press("Escape")  # the tour
    expect(page.get_by_role("note")).to_have_count(0)
    return page


def wait_for_picture(page: Page) -> None:
    item_here(page)
    page.wait_for_function(
        "() => window.__goldsmith_polygon && window.__goldsmith_polygon.camera().scale !== 1"
    )
    expect(page.locator(".canvas-loading")).to_have_count(0, timeout=SLOW_MS)


def polygons(page: Page) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = page.evaluate("() => window.__goldsmith_polygon.shapes()")
    return shapes


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    at = page.evaluate("([x, y]) => window.__goldsmith_polygon.toScreen(x, y)", [x, y])
    return float(at["x"]), float(at["y"])


def click(page: Page, *spots: Sequence[float]) -> None:
    for x, y in spots:
        page.mouse.click(*on_screen(page, x, y))


def drag(page: Page, start: Sequence[float], end: Sequence[float]) -> None:
    page.mouse.move(*on_screen(page, start[0], start[1]))
    page.mouse.down()
    page.mouse.move(*on_screen(page, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    page.mouse.move(*on_screen(page, end[0], end[1]))
    page.mouse.up()


def heard(page: Page) -> Locator:
    """What a screen reader was told last."""
    return page.locator("[aria-live=polite][data-testid=polygon-announcer]")


def rows(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Polygons").get_by_role("option")


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


def close_to(
    outline: Sequence[Sequence[float]], expected: Sequence[Sequence[float]], px: float = 0.5
) -> None:
    assert len(outline) == len(expected)
    for spot, wanted in zip(outline, expected, strict=True):
        assert spot == pytest.approx(wanted, abs=px)


# by keys alone -------------------------------------------------------------------------------------------------------


def test_a_polygon_is_drawn_mended_relabelled_and_deleted_by_keys_alone(
    ada: Page, workshop: Workshop, slug: str
) -> None:
    ada.keyboard.press("1")
    ada.keyboard.press("k")
    expect(heard(ada)).to_contain_text("Enter sets a point, C closes.")
    x, y = map(int, re.findall(r"\d+", heard(ada).inner_text())[:2])
    ada.keyboard.press("Enter")
    expect(heard(ada)).to_contain_text(f"Point 1 at {x}, {y}.")
    for way in ("Right", "Down"):
        for _ in range(4):
            ada.keyboard.press(f"Shift+Arrow{way}")
        ada.keyboard.press("Enter")
    ada.keyboard.press("c")
    expect(heard(ada)).to_contain_text(f"Wheat, 3 points, 40 by 40 at {x}, {y}")
    expect(rows(ada)).to_have_count(1)

    ada.keyboard.press("]")
    expect(heard(ada)).to_contain_text("Point 1 of 3")
    ada.keyboard.press("Shift+ArrowLeft")
    ada.keyboard.press("i")
    ada.keyboard.press("Shift+ArrowUp")
    ada.keyboard.press("]")
    ada.keyboard.press("]")
    ada.keyboard.press("Delete")
    expect(heard(ada)).to_have_text("Point deleted. 3 points left.")
    ada.keyboard.press("2")
    ada.keyboard.press("o")
    ada.keyboard.press("t")
    expect(heard(ada)).to_have_text("Stage: green: Maize.")
    (shape,) = polygons(ada)
    assert (shape["label"], shape["attributes"]) == ("maize", {"occluded": True, "stage": "green"})
    expect(rows(ada).first).to_have_accessible_name(re.compile("Maize, 3 points, .*, Occluded, Stage: green"))
    for _ in range(2):
        ada.keyboard.press("Escape")
    item = submit(ada)
    assert stored(workshop, slug, item) == [shape]

    ada.keyboard.press("Alt+ArrowLeft")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=item)
    ada.keyboard.press(".")
    ada.keyboard.press("Delete")
    expect(heard(ada)).to_have_text("Maize deleted. No polygons.")
    ada.keyboard.press("0")
    submit(ada)
    assert workshop.answers(slug)[0]["value"] == []


def test_undo_and_redo_follow_every_step(ada: Page) -> None:
    ada.keyboard.press("1")
    click(ada, *FIELD, FIELD[0])
    drag(ada, FIELD[2], (260, 200))
    ada.keyboard.press("Delete")
    ada.keyboard.press("Delete")
    counts = []
    for keys in ("Control+z", "Control+z", "Control+z", "Control+z", "Control+Shift+z"):
        ada.keyboard.press(keys)
        counts.append([len(each["parts"][0]["outline"]) for each in polygons(ada)])
    assert counts == [[3], [4], [4], [], [4]]


# by the pointer ------------------------------------------------------------------------------------------------------


def test_clicks_draw_a_polygon_and_what_is_stored_is_what_was_clicked(
    ada: Page, workshop: Workshop, slug: str
) -> None:
    ada.keyboard.press("1")
    click(ada, *FIELD)
    ada.keyboard.press("Enter")  # closes the outline; the answer is not sent yet
    assert len(polygons(ada)) == 1
    item = submit(ada)
    (sent,) = stored(workshop, slug, item)
    close_to(sent["parts"][0]["outline"], FIELD)


@pytest.mark.parametrize("turns", [-2, 5])
def test_points_are_those_under_the_pointer_at_every_zoom(ada: Page, turns: int) -> None:
    ada.keyboard.press("1")
    ada.mouse.move(*on_screen(ada, 170, 130))
    for _ in range(abs(turns)):
        ada.mouse.wheel(0, -200 if turns > 0 else 200)
        ada.wait_for_timeout(30)
    scale = ada.evaluate("() => window.__goldsmith_polygon.camera().scale")
    inner = [(150, 115), (190, 115), (180, 145)]
    click(ada, *inner, inner[0])
    close_to(polygons(ada)[0]["parts"][0]["outline"], inner, max(0.5, 0.5 / scale))


def test_points_are_moved_inserted_and_deleted_by_the_pointer(ada: Page) -> None:
    ada.keyboard.press("1")
    click(ada, *FIELD, FIELD[0])
    drag(ada, FIELD[1], (230, 80))
    drag(ada, (115, 135), (90, 135))  # the edge from the last point to the first
    (shape,) = polygons(ada)
    close_to(shape["parts"][0]["outline"], [FIELD[0], (230, 80), *FIELD[2:], (90, 135)], 1.5)
    ada.keyboard.press("v")
    click(ada, (90, 135))
    expect(heard(ada)).to_contain_text("Point 5 of 5")
    ada.keyboard.press("Delete")
    assert len(polygons(ada)[0]["parts"][0]["outline"]) == 4


def test_a_hole_and_another_part_are_drawn_and_a_neighbour_shares_the_border(ada: Page) -> None:
    ada.keyboard.press("1")
    square = [(100, 100), (200, 100), (200, 200), (100, 200)]
    click(ada, *square, square[0])
    ada.keyboard.press("Shift+O")
    click(ada, (130, 130), (160, 130), (160, 160), (130, 130))
    ada.keyboard.press("Shift+P")
    click(ada, (300, 300), (340, 300), (340, 340), (300, 300))
    (shape,) = polygons(ada)
    assert [len(part["holes"]) for part in shape["parts"]] == [1, 0]
    ada.keyboard.press("v")
    ada.keyboard.press("p")
    click(ada, (202, 101), (260, 100), (260, 200), (201, 198), (202, 101))
    corners = polygons(ada)[1]["parts"][0]["outline"]
    assert (corners[0], corners[3]) == (shape["parts"][0]["outline"][1], shape["parts"][0]["outline"][2])


def test_scissors_draw_along_the_edge_of_a_disc_with_few_points(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Discs", FIELDS)
    image = Image.new("RGB", (640, 480), (228, 222, 210))
    ImageDraw.Draw(image).ellipse((200, 120, 440, 360), fill=(60, 50, 110))
    image.save(tmp_path / "disc.png")
    workshop.bring(slug, tmp_path / "disc.png")
    workshop.open(slug, overlap=1)
    ada = workshop.person(slug, "Ada", path="label")
    wait_for_picture(ada)
    ada.keyboard.press("Escape")  # the tour
    ada.keyboard.press("1")
    ada.keyboard.press("w")
    click(ada, (320, 117), (197, 240), (322, 363), (443, 238), (320, 117))
    expect(rows(ada)).to_have_count(1)
    (polygon,) = polygons(ada)
    ring = polygon["parts"][0]["outline"]
    assert 12 <= len(ring) <= 120
    assert all(abs(((x - 320) ** 2 + (y - 240) ** 2) ** 0.5 - 120) < 3 for x, y in ring)
    ada.keyboard.press("Control+z")
    expect(rows(ada)).to_have_count(0)


def test_an_outline_is_found_between_four_points_and_becomes_a_polygon(
    ada: Page, workshop: Workshop, slug: str
) -> None:
    ada.keyboard.press("1")
    ada.keyboard.press("x")
    click(ada, (170, 91), (121, 130), (170, 168), (218, 130))
    expect(rows(ada)).to_have_count(1, timeout=SLOW_MS)
    (polygon,) = polygons(ada)
    (part,) = polygon["parts"]
    xs, ys = zip(*part["outline"], strict=True)
    assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx((120, 90, 220, 170), abs=3)
    assert len(part["outline"]) <= 20
    (kept,) = stored(workshop, slug, submit(ada))
    assert kept["parts"] == polygon["parts"]


def test_an_outline_that_crosses_itself_is_neither_closed_nor_sent(ada: Page) -> None:
    ada.keyboard.press("1")
    click(ada, (100, 100), (200, 200), (200, 100), (100, 200))
    ada.keyboard.press("c")
    expect(heard(ada)).to_contain_text("The outline would cross or touch itself.")
    assert polygons(ada) == []
    ada.keyboard.press("Backspace")
    ada.keyboard.press("c")
    assert len(polygons(ada)) == 1


def test_the_page_can_be_used_by_everyone(ada: Page, assert_accessible: Check) -> None:
    ada.keyboard.press("1")
    click(ada, *FIELD, FIELD[0])
    assert_accessible(ada)


# ruling --------------------------------------------------------------------------------------------------------------


def drawn(key: str, x: int, **more: Any) -> dict[str, Any]:
    outline = [[x, 100], [x + 90, 100], [x + 90, 180], [x, 180]]
    return {"id": key, "label": "wheat", "parts": [{"outline": outline, "holes": []}], **more}


def test_objects_are_adopted_from_one_and_from_another_and_the_ruling_is_edited(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = workshop.project("Fields", FIELDS)
    workshop.bring(slug, picture(tmp_path / "one.png", shapes=[(60, 100, 150, 180), (300, 100, 390, 180)]))
    workshop.open(slug, overlap=2)
    workshop.colleague(slug, "Ada", {"a picture": ("fields", [drawn("a", 60), drawn("b", 300)])})
    bob = [drawn("a", 62, attributes={"occluded": True}), drawn("c", 500)]
    workshop.colleague(slug, "Bob", {"a picture": ("fields", bob)})
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_role("button", name="Start ruling")).to_be_visible()
    judge.keyboard.press("Enter")
    conflicts = judge.get_by_role("region", name="Conflicts")
    expect(conflicts).to_contain_text("3 conflicts")
    expect(conflicts).to_contain_text("attributes differ")
    for key in ("Shift+1", "Shift+1", "Shift+2"):
        judge.keyboard.press(key)
    expect(judge.get_by_text("taken object by object")).to_be_visible()
    judge.keyboard.press("e")
    judge.wait_for_function("() => window.__goldsmith_polygon?.camera().scale !== 1")
    n = len(polygons(judge))
    judge.keyboard.press(".")
    judge.keyboard.press("Shift+ArrowDown")
    judge.keyboard.press("Escape")
    judge.get_by_role("button", name="Use this").click()
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (row,) = workshop.get(slug, "items")["rows"]
    ruling = workshop.get(slug, "items", row["id"])["gold"][-1]["value"]
    assert len(ruling) == n
    assert ruling[0]["parts"][0]["outline"][0][1] == 110
