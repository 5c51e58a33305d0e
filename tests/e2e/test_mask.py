"""Masks by hand and by keys: what is stored is what the screen shows; regions are ruled on; agreement counts pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from goldsmith.project import segmenter as segmenters
from goldsmith.runs import decode, to_array
from tests.e2e.workshop import SLOW_MS, Workshop, expect_saved, item_here, picture, wait_for_another
from tests.segmenters import dark_in_box

WIDTH, HEIGHT = 640, 480
SCENES = """---
questions:
  - key: scene
    kind: mask
    title: What is each pixel?
    show: [image]
    labels:
      - {key: road, title: Road, definition: What cars drive on.}
      - {key: sky, title: Sky, definition: Air and clouds.}
---
# Scenes

Give every pixel its label.
"""
PETS = """---
questions:
  - key: pets
    kind: instance
    title: Paint each animal
    show: [image]
    labels:
      - {key: cat, title: Cat, definition: It purrs.}
      - {key: dog, title: Dog, definition: It barks.}
---
# Pets

One mask for each animal.
"""


def project(workshop: Workshop, guideline: str, tmp_path: Path, *, n: int = 1, overlap: int = 1) -> str:
    slug = workshop.project("Masks", guideline)
    for number in range(n):
        shape = (100, 100, 220 + number, 200)
        workshop.bring(slug, picture(tmp_path / f"{number}.png", shapes=[shape]))
    workshop.open(slug, overlap=overlap)
    return slug


def at_the_picture(workshop: Workshop, slug: str, probe: str, name: str = "Ada") -> Page:
    page = workshop.person(slug, name, path="label")
    item_here(page)
    page.wait_for_function(f"() => window.{probe} && window.{probe}.camera().scale !== 1")
    expect(page.locator(".canvas-loading")).to_have_count(0, timeout=SLOW_MS)
    page.keyboard.press("Escape")  # the tour
    expect(page.get_by_role("note")).to_have_count(0)
    return page


MASK, INSTANCE = "__goldsmith_mask", "__goldsmith_instance"


def on_screen(page: Page, probe: str, x: float, y: float) -> tuple[float, float]:
    at = page.evaluate(f"([x, y]) => window.{probe}.toScreen(x, y)", [x, y])
    return float(at["x"]), float(at["y"])


def stroke(page: Page, probe: str, *points: tuple[float, float]) -> None:
    page.mouse.move(*on_screen(page, probe, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*on_screen(page, probe, *point), steps=4)
    page.mouse.up()


def polygon(page: Page, probe: str, left: float, top: float, right: float, bottom: float) -> None:
    page.keyboard.press("p")
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        page.mouse.click(*on_screen(page, probe, x, y))
    page.keyboard.press("Enter")


def heard(page: Page) -> Locator:
    return page.get_by_test_id("raster-announcer")


def submit(page: Page) -> str:
    item = item_here(page)
    page.keyboard.press("Enter")
    wait_for_another(page, item)
    expect_saved(page)
    return item


def stored(workshop: Workshop, slug: str, item: str) -> dict[str, Any]:
    (answer,) = workshop.get(slug, "items", item)["answers"]
    value: dict[str, Any] = answer["value"]
    return value


def pixels(one: dict[str, Any], size: list[int]) -> Any:
    return to_array(decode(one["counts"], size[0] * size[1]), *size)


def areas(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(f"() => window.{MASK}.areas()")
    return found


# masks ---------------------------------------------------------------------------------------------------------------


def test_what_is_painted_is_stored_pixel_for_pixel(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, SCENES, tmp_path)
    ada = at_the_picture(workshop, slug, MASK)
    ada.keyboard.press("2")
    stroke(ada, MASK, (100, 100), (300, 120), (200, 300))
    ada.keyboard.press("1")
    polygon(ada, MASK, 0, 400, 640, 480)
    ada.keyboard.press("e")
    stroke(ada, MASK, (150, 90), (150, 140))
    shown = areas(ada)
    assert set(shown) == {"road", "sky"}
    assert shown["road"] == pytest.approx(640 * 80, rel=0.03)
    samples = ((200, 110), (150, 110), (320, 440), (600, 50), (250, 200))
    labels = [ada.evaluate(f"([x, y]) => window.{MASK}.labelAt(x, y)", list(at)) for at in samples]
    item = submit(ada)
    value = stored(workshop, slug, item)
    assert value["size"] == [HEIGHT, WIDTH]
    masks = {one["label"]: pixels(one, value["size"]) for one in value["masks"]}
    assert {label: int(mask.sum()) for label, mask in masks.items()} == shown
    for (x, y), label in zip(samples, labels, strict=True):
        assert [name for name, mask in masks.items() if mask[y, x]] == ([label] if label else [])


def test_an_answer_opened_again_and_saved_has_not_grown(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, SCENES, tmp_path, n=2)
    ada = at_the_picture(workshop, slug, MASK)
    ada.keyboard.press("2")
    stroke(ada, MASK, (100, 100), (300, 300), (500, 120))
    item = submit(ada)
    before = stored(workshop, slug, item)
    ada.keyboard.press("Alt+ArrowLeft")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id === item", arg=item)
    ada.wait_for_function(f"() => window.{MASK}?.areas().sky > 0")
    stroke(ada, MASK, (300, 300), (300, 300))  # where it is painted already
    ada.keyboard.press("Enter")
    ada.wait_for_function("(item) => window.__goldsmith.work?.item.id !== item", arg=item)
    expect_saved(ada)
    assert stored(workshop, slug, item) == before


def test_a_stroke_is_one_step_of_undo_and_escape_takes_back_a_stroke(
    workshop: Workshop, tmp_path: Path
) -> None:
    ada = at_the_picture(workshop, project(workshop, SCENES, tmp_path), MASK)
    ada.keyboard.press("2")
    stroke(ada, MASK, (100, 100), (300, 100), (300, 300))
    first = areas(ada)
    ada.keyboard.press("1")
    stroke(ada, MASK, (100, 100), (300, 100))
    second = areas(ada)
    ada.keyboard.press("Control+z")
    assert areas(ada) == first
    ada.keyboard.press("Control+z")
    assert areas(ada) == {}
    ada.keyboard.press("Control+Shift+z")
    ada.keyboard.press("Control+Shift+z")
    assert areas(ada) == second
    ada.mouse.move(*on_screen(ada, MASK, 400, 400))
    ada.mouse.down()
    ada.mouse.move(*on_screen(ada, MASK, 500, 400))
    ada.keyboard.press("Escape")
    ada.mouse.up()
    assert areas(ada) == second


def test_keys_alone_paint_fill_relabel_and_erase(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, SCENES, tmp_path)
    ada = at_the_picture(workshop, slug, MASK)
    ada.keyboard.press("2")
    ada.keyboard.press("k")
    expect(heard(ada)).to_contain_text("Arrows move it. Space starts and stops painting")
    ada.keyboard.press("Space")
    expect(heard(ada)).to_contain_text("Brush down")
    for _ in range(5):
        ada.keyboard.press("Shift+ArrowRight")
    ada.keyboard.press("Space")
    expect(heard(ada)).to_contain_text("Brush lifted")
    painted = areas(ada)["sky"]
    assert painted == pytest.approx(50 * 20 + 314, rel=0.05)
    ada.keyboard.press("1")
    ada.keyboard.press("r")
    ada.keyboard.press("Enter")
    assert areas(ada) == {"road": painted}
    ada.keyboard.press("ArrowLeft")
    expect(heard(ada)).to_contain_text("Road")
    ada.keyboard.press("Delete")
    assert areas(ada) == {}
    ada.keyboard.press("Escape")
    ada.keyboard.press("0")
    expect(heard(ada)).to_have_text("Nothing here.")
    item = submit(ada)
    assert stored(workshop, slug, item) == {"size": [HEIGHT, WIDTH], "masks": []}


def test_what_is_unlabelled_is_shown_and_jumped_to(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    ada = at_the_picture(workshop, project(workshop, SCENES, tmp_path), MASK)
    ada.keyboard.press("2")
    polygon(ada, MASK, 0, 0, 640, 460)
    side = ada.get_by_role("region", name="Areas")
    expect(side).to_contain_text("% unlabelled")
    ada.keyboard.press("j")
    expect(heard(ada)).to_contain_text("Without a label at")
    ada.keyboard.press("r")
    ada.keyboard.press("Enter")
    expect(side).to_contain_text("All pixels have a label")
    assert sum(areas(ada).values()) == WIDTH * HEIGHT
    assert_accessible(ada)


def test_regions_that_differ_are_ruled_one_by_one(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, SCENES, tmp_path, overlap=2)
    for name, edge in (("Ada", 200), ("Bob", 300)):
        page = at_the_picture(workshop, slug, MASK, name)
        page.keyboard.press("2")
        polygon(page, MASK, 0, 0, 640, edge)
        page.keyboard.press("1")
        polygon(page, MASK, 0, edge, 640, 480)
        if name == "Bob":
            page.keyboard.press("2")
            polygon(page, MASK, 300, 400, 360, 440)
        submit(page)
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_role("button", name="Start ruling")).to_be_visible()
    judge.keyboard.press("Enter")
    conflicts = judge.get_by_role("region", name="Conflicts")
    expect(conflicts).to_contain_text("2 conflicts")
    expect(conflicts).to_contain_text("against")
    words = judge.get_by_role("list", name="Answers in words")
    expect(words).to_contain_text("Sky")
    judge.keyboard.press("Shift+1")
    judge.keyboard.press("Shift+2")
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (row,) = workshop.get(slug, "items")["rows"]
    value = workshop.get(slug, "items", row["id"])["gold"][-1]["value"]
    sky = next(pixels(one, value["size"]) for one in value["masks"] if one["label"] == "sky")
    assert sky[250, 100] != sky[420, 330]  # one conflict from the first answer, the other from the second
    owner = workshop.owner(f"/p/{slug}/agreement")
    expect(owner.get_by_text("of 100 pixels have the same label")).to_be_visible()
    expect(owner.get_by_role("table", name="Agreement on the areas of each label")).to_contain_text("Dice")


# instances -----------------------------------------------------------------------------------------------------------


def objects(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(f"() => window.{INSTANCE}.objects()")
    return found


def test_objects_are_painted_and_stored_apart(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, PETS, tmp_path)
    ada = at_the_picture(workshop, slug, INSTANCE)
    ada.keyboard.press("1")
    polygon(ada, INSTANCE, 100, 100, 300, 300)
    ada.keyboard.press("2")
    polygon(ada, INSTANCE, 200, 200, 400, 400)
    shown = {one["id"]: one["area"] for one in objects(ada)}
    rows = ada.get_by_role("listbox", name="Objects").get_by_role("option")
    expect(rows).to_have_count(2)
    item = submit(ada)
    value = stored(workshop, slug, item)
    masks = {one["id"]: pixels(one, value["size"]) for one in value["objects"]}
    assert {key: int(mask.sum()) for key, mask in masks.items()} == shown
    assert not np.logical_and(*masks.values()).any()
    assert [one["label"] for one in value["objects"]] == ["cat", "dog"]


def test_an_object_is_drawn_moved_relabelled_and_deleted_by_keys_alone(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = project(workshop, PETS, tmp_path)
    ada = at_the_picture(workshop, slug, INSTANCE)
    ada.keyboard.press("1")
    ada.keyboard.press("k")
    ada.keyboard.press("Space")
    for _ in range(3):
        ada.keyboard.press("Shift+ArrowDown")
    ada.keyboard.press("Space")
    ada.keyboard.press("Escape")
    (one,) = objects(ada)
    ada.keyboard.press(".")
    expect(heard(ada)).to_contain_text("Selected")
    ada.keyboard.press("Shift+ArrowRight")
    ada.keyboard.press("ArrowUp")
    expect(heard(ada)).to_contain_text("moved by 10, -1")
    assert objects(ada)[0]["area"] == one["area"]
    assert_accessible(ada)
    ada.keyboard.press("2")
    expect(heard(ada)).to_have_text("Now Dog.")
    assert objects(ada)[0]["label"] == "dog"
    ada.keyboard.press("Delete")
    assert objects(ada) == []
    ada.keyboard.press("0")
    item = submit(ada)
    assert stored(workshop, slug, item)["objects"] == []


def test_objects_in_conflict_are_adopted_one_by_one(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, PETS, tmp_path, overlap=2)
    for name, left in (("Ada", 350), ("Bob", 500)):
        page = at_the_picture(workshop, slug, INSTANCE, name)
        page.keyboard.press("1")
        polygon(page, INSTANCE, 50, 50, 200, 200)
        page.keyboard.press("2")
        polygon(page, INSTANCE, left, 250, left + 100, 350)
        submit(page)
    judge = workshop.person(slug, "Judge", role="adjudicator", path="adjudicate")
    expect(judge.get_by_role("button", name="Start ruling")).to_be_visible()
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("region", name="Conflicts")).to_contain_text("2 conflicts")
    judge.keyboard.press("Shift+1")
    judge.keyboard.press("Shift+1")
    judge.keyboard.press("r")
    judge.keyboard.press("Enter")
    expect(judge.get_by_role("heading", name="That was the last one")).to_be_visible()
    (row,) = workshop.get(slug, "items")["rows"]
    value = workshop.get(slug, "items", row["id"])["gold"][-1]["value"]
    assert sorted(one["label"] for one in value["objects"]) == ["cat", "dog"]


OBJECT = (100, 100, 220, 200)  # as project() draws it


def overlap(value: dict[str, Any]) -> float:
    """Return the IoU of the one object of an answer, or of all that is painted, with the drawn shape."""
    (one,) = value.get("objects") or value["masks"]
    found, truth = pixels(one, value["size"]), np.zeros((HEIGHT, WIDTH), dtype=bool)
    left, top, right, bottom = OBJECT
    truth[top:bottom, left:right] = True
    return float((found & truth).sum() / (found | truth).sum())


def clicks(page: Page, probe: str, *points: tuple[float, float]) -> None:
    for point in points:
        page.mouse.click(*on_screen(page, probe, *point))


def crosshair(page: Page) -> tuple[int, int]:
    """Bring the keys' crosshair up, and return where it says that it stands."""
    page.keyboard.press("k")
    expect(heard(page)).to_contain_text("Crosshair at")
    x, y = re.findall(r"\d+", heard(page).inner_text())[:2]
    return int(x), int(y)


def aimed(page: Page, at: tuple[int, int], to: tuple[int, int]) -> tuple[int, int]:
    """Move the keys' crosshair."""
    for step, (low, high) in zip(("Right", "Down"), zip(at, to, strict=True), strict=True):
        way = step if high >= low else {"Right": "Left", "Down": "Up"}[step]
        tens, ones = divmod(abs(high - low), 10)
        for key in [f"Shift+Arrow{way}"] * tens + [f"Arrow{way}"] * ones:
            page.keyboard.press(key)
    return to


def one_object(page: Page) -> None:
    expect(page.get_by_role("listbox", name="Objects").get_by_role("option")).to_have_count(
        1, timeout=SLOW_MS
    )


def test_a_smart_outline_finds_the_shape_in_a_box_and_not_the_box(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, PETS, tmp_path)
    ada = at_the_picture(workshop, slug, INSTANCE)
    ada.keyboard.press("1")
    ada.keyboard.press("s")
    stroke(ada, INSTANCE, (80, 80), (245, 222))
    one_object(ada)
    assert overlap(stored(workshop, slug, submit(ada))) >= 0.9


def test_a_smart_outline_is_found_between_four_points_with_keys_alone(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = project(workshop, PETS, tmp_path)
    ada = at_the_picture(workshop, slug, INSTANCE)
    ada.keyboard.press("1")
    ada.keyboard.press("x")
    at = crosshair(ada)
    for point in ((160, 101), (101, 150), (160, 198), (218, 150)):
        at = aimed(ada, at, point)
        ada.keyboard.press("Enter")
    one_object(ada)
    ada.keyboard.press("Escape")
    assert overlap(stored(workshop, slug, submit(ada))) >= 0.9


def test_superpixels_under_a_drag_keep_to_the_shape(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, SCENES, tmp_path)
    ada = at_the_picture(workshop, slug, MASK)
    ada.keyboard.press("2")
    ada.keyboard.press("Shift+R")
    lines = [[(105, y), (215, y)] for y in range(105, 200, 8)]
    for line in lines:
        ada.mouse.move(*on_screen(ada, MASK, *line[0]))
        if line is lines[0]:
            ada.mouse.down()
        ada.mouse.move(*on_screen(ada, MASK, *line[1]), steps=3)
    ada.mouse.up()
    assert overlap(stored(workshop, slug, submit(ada))) >= 0.9


def test_scissors_cut_along_the_edge_of_the_shape(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = project(workshop, SCENES, tmp_path)
    ada = at_the_picture(workshop, slug, MASK)
    ada.keyboard.press("2")
    ada.keyboard.press("w")
    clicks(ada, MASK, (97, 150), (160, 103), (222, 148), (150, 203))
    assert_accessible(ada)
    ada.keyboard.press("Enter")
    assert overlap(stored(workshop, slug, submit(ada))) >= 0.95


def test_scissors_cut_with_keys_alone(workshop: Workshop, tmp_path: Path) -> None:
    slug = project(workshop, SCENES, tmp_path)
    ada = at_the_picture(workshop, slug, MASK)
    ada.keyboard.press("2")
    ada.keyboard.press("w")
    at = crosshair(ada)
    for point in ((98, 98), (222, 99), (221, 202), (99, 201)):
        at = aimed(ada, at, point)
        ada.keyboard.press("Enter")
    ada.keyboard.press("Enter")  # twice on one spot closes
    ada.keyboard.press("Escape")
    assert overlap(stored(workshop, slug, submit(ada))) >= 0.95


def test_a_model_of_the_projects_own_finds_the_shape_and_is_not_there_without_one(
    workshop: Workshop, tmp_path: Path
) -> None:
    slug = project(workshop, PETS, tmp_path)
    ada = at_the_picture(workshop, slug, INSTANCE)
    expect(ada.get_by_role("button", name="Dark things")).to_have_count(0)
    segmenters.add(workshop.server.workspace / slug, dark_in_box(tmp_path / "dark.onnx"), name="Dark things")
    ada.reload()
    expect(ada.get_by_role("button", name="Dark things")).to_be_visible()
    ada.keyboard.press("1")
    ada.keyboard.press("Shift+X")
    at = crosshair(ada)
    at = aimed(ada, at, (90, 90))
    ada.keyboard.press("Enter")
    aimed(ada, at, (230, 212))
    ada.keyboard.press("Enter")
    one_object(ada)
    ada.keyboard.press("Escape")
    assert overlap(stored(workshop, slug, submit(ada))) >= 0.9
