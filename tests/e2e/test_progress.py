"""The progress page: its numbers are doors, its sheets leave as a table, and annotators have none of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PageFaults
from tests.e2e.workshop import TONE, Workshop, answer_with, expect_saved

Check = Callable[[Page], None]


def test_pace_coverage_and_sheets_of_a_small_project(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check, page_faults: PageFaults
) -> None:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, [f"text {n}" for n in range(6)])
    workshop.open(slug, 2)
    workshop.colleague(slug, "Ben", {f"text {n}": ("tone", "rude") for n in range(6)})
    ada = workshop.person(slug, "Ada", path="label")
    for _ in range(2):
        answer_with(ada, "1")
    expect_saved(ada)

    lead = workshop.owner(f"/p/{slug}")
    lead.get_by_role("link", name="Pace, forecast and time sheets").click()
    expect(lead.get_by_text("4 answers are still wanted. It takes 3 whole days")).to_be_visible()
    expect(lead.get_by_role("row", name="so far 8")).to_be_visible()
    expect(lead.get_by_text("There are no checks, so")).to_be_visible()
    assert_accessible(lead)
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Download as CSV").click()
    table = Path(download.value.path()).read_text("utf-8").splitlines()
    assert table[0].startswith("day,person,annotator,first,last,active_seconds,answers,skips,zone")
    assert len(table) == 3
    lead.get_by_role("link", name="2 items with 2 answers").click()
    expect(lead.get_by_text("2 items", exact=False).first).to_be_visible()
    expect(lead.get_by_text("wants 2", exact=True)).to_be_visible()
    lead.go_back()
    lead.get_by_role("button", name="and Ada").first.click()
    expect(lead.get_by_text("answered by Ben", exact=False).first).to_be_visible()

    page_faults.expect("403")
    ada.goto(f"{workshop.url}/p/{slug}/progress")
    expect(ada.get_by_role("alert")).to_contain_text("Annotators see only the items")
