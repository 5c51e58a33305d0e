"""The annotators page: who agrees least stands first, what was planted is found, and annotators have none of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from numpy.random import default_rng
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PageFaults
from tests.e2e.workshop import SLOW_MS, TONE, Workshop, table

Check = Callable[[Page], None]
LABELS = ("kind", "rude", "flat")


def bring_votes(workshop: Workshop, slug: str, folder: Path) -> None:
    """Import 150 items voted on by Ada, Ben and Cleo, who are nearly always right, and Gil, who throws dice."""
    rng = default_rng(0)
    rows = []
    for n in range(150):
        truth = rng.integers(3)
        for who in ("Ada", "Ben", "Cleo", "Gil"):
            label = truth if who != "Gil" and rng.random() < 0.9 else rng.integers(3)
            rows.append([f"r{n}", f"text {n}", who, LABELS[label]])
    votes = table(folder / "votes.csv", ["id", "text", "annotator", "label"], rows)
    workshop.bring(slug, votes, text=["text"], id="id", label="label", annotator="annotator")


def test_who_throws_dice_stands_first_and_every_number_opens_its_items(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check, page_faults: PageFaults
) -> None:
    slug = workshop.project("Tone", TONE)
    bring_votes(workshop, slug, tmp_path)
    lead = workshop.owner(f"/p/{slug}/agreement")
    lead.get_by_role("link", name="Each annotator by themselves").click()
    first = (
        lead.get_by_role("table", name="Each annotator's agreement with the rest").get_by_role("row").nth(1)
    )
    expect(first).to_contain_text("Gil", timeout=SLOW_MS)
    expect(first).to_contain_text("like random answers")
    expect(lead.get_by_role("heading", name="Gil")).to_be_visible()
    expect(lead.get_by_text("The answers are not told from random ones.")).to_be_visible()
    expect(lead.get_by_role("img", name="Agreement of Gil with the rest over time")).to_be_visible()
    assert_accessible(lead)

    lead.keyboard.press("j")
    expect(lead.get_by_role("heading", name="Gil")).to_have_count(0)
    lead.get_by_role("button", name="Ada", exact=True).click()
    expect(lead.get_by_role("heading", name="Ada")).to_be_visible()
    expect(lead.get_by_text("Random answers would agree as much: less than 1 in 1000.")).to_be_visible()
    lead.get_by_role("button", name="Said Kind, the others Rude").click()
    expect(lead.get_by_text("answered by Ada", exact=False).first).to_be_visible()

    ada = workshop.person(slug, "Eve")
    page_faults.expect("403")
    ada.goto(f"{workshop.url}/p/{slug}/annotators")
    expect(ada.get_by_role("alert")).to_contain_text("Annotators see only the items")


def test_with_nothing_shared_the_page_says_why(workshop: Workshop, tmp_path: Path) -> None:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, tmp_path, ["text 1"])
    lead = workshop.owner(f"/p/{slug}/annotators")
    expect(lead.get_by_role("heading", name="Nobody can be compared yet")).to_be_visible()
    expect(lead.get_by_text("Nobody has answered this question yet.")).to_be_visible()
