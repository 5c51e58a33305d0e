"""A recording is heard wherever items are shown, and a question about all of it is answered like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.workshop import Workshop, answer_with, expect_saved, item_here
from tests.tones import FORMATS, tones

MOOD = """---
questions:
  - key: mood
    kind: choice
    title: What do you hear?
    show: [audio]
    labels:
      - {key: tone, title: A tone, definition: It sings.}
      - {key: none, title: Silence}
---
# Listen

Listen to the end.
"""
EVERY = pytest.mark.parametrize("form", FORMATS)


def project(workshop: Workshop, folder: Path, form: str) -> str:
    slug = workshop.project("Sounds", MOOD)
    for n in range(2):
        file = folder / f"sound-{n}.{form}"
        file.write_bytes(tones(4, ((1, 2, 440 + 100 * n),), form=form))
        workshop.bring(slug, file)
    workshop.open(slug, overlap=1)
    return slug


def time_of(page: Page) -> float:
    return float(page.evaluate("() => document.querySelector('audio').currentTime"))


@EVERY
def test_a_choice_about_a_recording_is_made_by_keys(workshop: Workshop, tmp_path: Path, form: str) -> None:
    slug = project(workshop, tmp_path, form)
    page = workshop.person(slug, "Ada", path="label")
    item_here(page)
    page.keyboard.press("Escape")  # the tour
    player = page.get_by_role("group", name="Recording audio")
    expect(player).to_contain_text("of 0:04")
    page.keyboard.press("Space")
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.2")
    page.keyboard.press("Space")
    expect(player.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("ArrowRight")
    assert time_of(page) > 2
    answer_with(page, "1")
    answer_with(page, "2")
    expect_saved(page)
    assert sorted(answer["value"] for answer in workshop.answers(slug)) == ["none", "tone"]


def test_seeking_asks_for_a_part_of_the_file_only(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Long", MOOD)
    (tmp_path / "long.wav").write_bytes(tones(900, ((800, 801, 440),)))  # 29 MB
    workshop.bring(slug, tmp_path / "long.wav")
    workshop.open(slug, overlap=1)
    page = workshop.person(slug, "Ada")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("range", "")))
    page.goto(f"{workshop.url}/p/{slug}/label")
    item_here(page)
    page.get_by_role("slider", name="Play head").focus()
    page.wait_for_function("() => document.querySelector('audio').readyState >= 1")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('audio').readyState >= 3")
    assert time_of(page) == pytest.approx(898, abs=0.01)
    assert any(int(part.removeprefix("bytes=").partition("-")[0]) > 20_000_000 for part in asked if part)


def test_a_recording_is_played_in_the_items_list(
    workshop: Workshop, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    slug = project(workshop, tmp_path, "wav")
    page = workshop.owner(f"/p/{slug}/items")
    page.get_by_text("sound-0.wav").first.click()
    player = page.get_by_role("group", name="Recording sound-0.wav")
    player.get_by_role("button", name="Play").click()
    expect(player.get_by_role("button", name="Pause")).to_be_visible()
    player.get_by_role("button", name="Pause").click()
    assert_accessible(page)


def test_a_recording_that_is_gone_says_so(workshop: Workshop, tmp_path: Path, page_faults: object) -> None:
    page_faults.expect("404")  # type: ignore[attr-defined]
    slug = project(workshop, tmp_path, "wav")
    for file in (workshop.server.workspace / slug / "media").rglob("*.wav"):
        file.unlink()
    page = workshop.person(slug, "Ada", path="label")
    item_here(page)
    expect(page.get_by_role("alert").filter(has_text="cannot be played")).to_be_visible()
    page.get_by_role("button", name="Skip as bad data").click()
