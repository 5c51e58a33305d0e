"""Cleaning in the browser, by keys alone: pairs judged, findings kept and set aside, and all of it taken back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile
from numpy.random import default_rng
from PIL import Image
from playwright.sync_api import Page, expect

from tests.e2e.workshop import CELLS, SLOW_MS, TONE, Workshop, table
from tests.unit.dedup.recordings import RATE, recording

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


def wait_for_pairs(page: Page, workshop: Workshop, slug: str, **wanted: int) -> None:
    """Wait until the server lists so many pairs: what a key says is sent behind what is shown."""
    wait_until(
        page,
        lambda: all(
            workshop.get(slug, "clean", "copies", only=only.replace("_", " "))["total"] == n
            for only, n in wanted.items()
        ),
    )


def wait_for_withdrawn(page: Page, workshop: Workshop, slug: str, n: int) -> None:
    wait_until(page, lambda: workshop.get(slug, "items", status="withdrawn", limit=1)["total"] == n)


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(SLOW_MS // 100):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


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
    wait_for_pairs(page, workshop, slug, open=0, not_the_same=1)
    page.keyboard.press("k")
    expect(page.get_by_text("judged not the same")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("not judged")).to_be_visible()
    wait_for_pairs(page, workshop, slug, open=1)
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Compare again")).to_be_visible(timeout=SLOW_MS)
    wait_for_pairs(page, workshop, slug, open=1, same=1)


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
    wait_for_withdrawn(page, workshop, slug, 1)
    page.keyboard.press("k")
    expect(page.get_by_text("✕ set aside: “nothing in it”")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("not decided")).to_be_visible()
    wait_for_withdrawn(page, workshop, slug, 0)


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


def test_a_split_with_copies_across_is_told_and_a_release_of_it_is_made_only_knowingly(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Tone", TONE)
    words = default_rng(3).choice(list("abcdefghijklmnopqrstuvwxyz"), (20, 14, 5))
    texts = [" ".join("".join(word) for word in text) for text in words]
    workshop.bring_texts(slug, tmp_path, [*texts, *(f"{text} again" for text in texts)])
    workshop.open(slug, overlap=1)
    workshop.colleague(slug, "Ada", dict.fromkeys([*texts, *(f"{t} again" for t in texts)], ("tone", "kind")))
    page = workshop.owner(f"/p/{slug}/release")
    page.get_by_role("button", name="Release 40 items").click()
    expect(page.get_by_text("Copies were not looked for").first).to_be_visible(timeout=SLOW_MS)
    page.goto(f"{workshop.url}/p/{slug}/clean")
    expect(page.get_by_text("Find copies before you split")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("r")
    expect(page.get_by_text("1 of 20")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("3")
    expect(page.get_by_text("test items have a known copy outside of test")).to_be_visible(timeout=SLOW_MS)
    assert_accessible(page)
    page.goto(f"{workshop.url}/p/{slug}/release")
    page.get_by_role("button", name="Make a release").click()
    page.get_by_role("button", name="Release 40 items").click()
    accept = page.get_by_label("Release all the same; its data card will say so")
    accept.check(timeout=SLOW_MS)
    page.get_by_role("button", name="Release 40 items").click()
    expect(page.get_by_text("have a known copy outside of test").first).to_be_visible(timeout=SLOW_MS)


def test_recordings_are_heard_side_by_side(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    tunes = [recording(default_rng(n), 8) for n in range(2)]
    target = tmp_path / "calls.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name, samples in {
            "a.wav": tunes[0],
            "b.wav": tunes[1],
            "quiet.wav": tunes[0][RATE:] * 0.3,
        }.items():
            out = io.BytesIO()
            soundfile.write(out, samples, RATE, format="WAV")
            archive.writestr(name, out.getvalue())
    slug = workshop.project("Calls", TONE.replace("    show: [text]\n", ""))
    workshop.bring(slug, target)
    page = workshop.owner(f"/p/{slug}/clean")
    expect(page.get_by_text("Find copies before you split")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("r")
    expect(page.get_by_text("1 of 1")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_role("slider", name="Play head")).to_have_count(2)
    assert_accessible(page)


def test_a_release_cuts_by_time_on_its_page(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Dated", TONE)
    days = [f"2024-05-{day:02}" for day in range(1, 9)]
    rows = [[f"A note of day {day}, for nobody else", day] for day in days]
    workshop.bring(slug, table(tmp_path / "dated.csv", ["text", "day"], rows), text=["text"])
    workshop.open(slug, 1)
    workshop.colleague(slug, "Ann", {text: ("tone", "flat") for text, _ in rows})
    page = workshop.owner(f"/p/{slug}/release")
    page.get_by_label("Cut by time").check()
    fault = page.get_by_text("Say from when on items are test.")
    expect(page.get_by_label("First moment of test")).to_be_visible()
    expect(fault).to_have_count(0)
    page.get_by_role("button", name="Release 8 items").click()
    expect(fault).to_be_visible()
    expect(page.get_by_label("test", exact=True)).to_have_count(0)
    page.get_by_label("First moment of test").fill("2024-05-07")
    assert_accessible(page)
    page.get_by_role("button", name="Release 8 items").click()
    expect(page.get_by_text("A release never changes")).to_have_count(0, timeout=SLOW_MS)
    assert workshop.get(slug, "releases")[0]["parts"] == {"train": 5, "validation": 1, "test": 2}
