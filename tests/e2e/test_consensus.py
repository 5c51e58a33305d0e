"""Deciding by a method: said first, done by the owner, and what stays open waits, least certain first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.test_annotators import bring_votes
from tests.e2e.workshop import SLOW_MS, TONE, Workshop

Check = Callable[[Page], None]


def test_a_method_decides_and_what_it_leaves_open_waits(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Tone", TONE)
    bring_votes(workshop, slug, tmp_path)
    lead = workshop.owner(f"/p/{slug}/adjudicate")
    card = lead.get_by_role("complementary", name="Decide by a method")
    expect(card.get_by_text("of 150 items")).to_be_visible(timeout=SLOW_MS)
    card.get_by_label("Least posterior").fill("0.99")
    told = card.get_by_text("Decides ", exact=False).first
    expect(told).to_be_visible(timeout=SLOW_MS)
    assert_accessible(lead)
    lead.get_by_role("heading", name="Adjudicate").click()
    card.get_by_role("button", name="Decide").click()
    expect(card.get_by_text("Last: Dawid-Skene at 0.99", exact=False)).to_be_visible(timeout=SLOW_MS)
    [run] = workshop.get(slug, "consensus")
    assert run["n_decided"] + run["n_tied"] + run["n_low_posterior"] == 150
    n_open = run["n_tied"] + run["n_low_posterior"]
    assert n_open > 0
    expect(lead.get_by_text("left open").first).to_be_visible()
    lead.get_by_label("Order").select_option("entropy")
    expect(lead.get_by_role("heading", name="Least certain consensus first")).to_be_visible()
    queue = workshop.get(slug, "adjudication", order="entropy")
    assert queue["total"] == n_open
    assert queue["rows"][0]["why"] == "open"
    with lead.expect_download() as download:
        card.get_by_role("link", name="Download posteriors").click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert len(lines) == 151
