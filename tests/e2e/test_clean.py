"""Cleaning in the browser, by keys alone: pairs judged, findings kept and set aside, and all of it taken back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from numpy.random import default_rng
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.workshop import CELLS, SLOW_MS, TONE, Workshop

Check = Callable[[Page], None]
LONG = (
    "The parcel that I ordered two weeks ago has not arrived, and nobody answers the telephone.",
    "Please tell me how I can change the address that you have for my account before Friday.",
)
TEXTS = (
    *LONG,
    LONG[0].replace("telephone", "door bell"),
    LONG[1].upper(),
    "?!",
    "Write to ann.example@example.org about it.",
    "Well done.",
)


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, TEXTS)
    return slug


def pairs(workshop: Workshop, slug: str, only: str) -> int:
    return int(workshop.get(slug, "clean", "copies", only=only)["total"])


def test_pairs_are_judged_with_keys_alone_and_taken_back(
    workshop: Workshop, slug: str, assert_accessible: Check
) -> None:
    page = workshop.owner(f"/p/{slug}/clean")
    expect(page.get_by_text("Find copies before you split")).to_be_visible(timeout=SLOW_MS)
    assert_accessible(page)
    page.keyboard.press("r")
    expect(page.get_by_text("1 of 2")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("mark").first).to_have_text(re.compile("telephone"))
    assert_accessible(page)
    page.keyboard.press("n")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    expect(page.get_by_text("Equal but for case and blanks")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("judged the same", exact=False)).to_be_visible()
    assert (pairs(workshop, slug, "open"), pairs(workshop, slug, "not the same")) == (0, 1)
    page.keyboard.press("k")
    expect(page.get_by_text("judged not the same")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("not judged")).to_be_visible()
    assert pairs(workshop, slug, "open") == 1
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Compare again")).to_be_visible(timeout=SLOW_MS)
    assert (pairs(workshop, slug, "open"), pairs(workshop, slug, "same")) == (1, 1)


def test_findings_are_kept_or_set_aside_with_a_reason_and_come_back(
    workshop: Workshop, slug: str, assert_accessible: Check
) -> None:
    page = workshop.owner(f"/p/{slug}/clean")
    expect(page.get_by_role("heading", name="Clean")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("2")
    expect(page.get_by_text("Look at the data before people do")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("1 of 2")).to_be_visible(timeout=SLOW_MS)
    assert_accessible(page)
    page.keyboard.press("c")
    page.keyboard.type("nothing in it")
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("✓ kept")).to_be_visible()
    statuses = [row["status"] for row in workshop.get(slug, "items", limit=50)["rows"]]
    assert statuses.count("withdrawn") == 1
    page.keyboard.press("k")
    expect(page.get_by_text("✕ set aside: “nothing in it”")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("not decided")).to_be_visible()
    statuses = [row["status"] for row in workshop.get(slug, "items", limit=50)["rows"]]
    assert statuses.count("withdrawn") == 0


def test_images_stand_side_by_side_and_under_a_slider(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Cells", CELLS)
    workshop.bring(slug, pictures(tmp_path / "cells.zip"))
    page = workshop.owner(f"/p/{slug}/clean")
    expect(page.get_by_text("Find copies before you split")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("r")
    expect(page.get_by_text("1 of 2")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("v")
    slider = page.get_by_role("slider", name="How much of the first image is seen")
    expect(slider).to_be_enabled()
    assert_accessible(page)
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_value("0")


def pictures(target: Path) -> Path:
    """Write three pictures, one of them once more at low quality and one mirrored."""
    rng = default_rng(5)
    made = [
        Image.fromarray(rng.integers(0, 255, (7, 9, 3), "uint8")).resize((360, 280), Image.Resampling.BICUBIC)
        for _ in range(3)
    ]
    named = {"a.png": made[0], "b.png": made[1], "c.png": made[2]}
    named |= {"a-again.jpg": made[0], "b-mirrored.png": made[1].transpose(Image.Transpose.FLIP_LEFT_RIGHT)}
    with zipfile.ZipFile(target, "w") as archive:
        for name, image in named.items():
            out = io.BytesIO()
            image.save(out, "JPEG" if name.endswith("jpg") else "PNG", quality=30)
            archive.writestr(name, out.getvalue())
    return target
