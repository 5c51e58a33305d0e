"""Deciding by a method: said first, done by the owner, and what stays open waits, least certain first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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


NAMES = """---
questions:
  - key: names
    kind: span
    title: Mark the names
    show: [text]
    labels:
      - {key: person, title: Person, definition: Somebody's name.}
      - {key: place, title: Place, definition: Where something is.}
---
# Names

Mark each name.
"""


def marked(n: int, *, careless: bool) -> tuple[str, list[dict[str, Any]]]:
    """Return what somebody marks of a text: its name and place, or now and then neither and the year."""
    spans = [("person", 0, 5), ("place", 17, 23)]
    if careless:
        spans = [*spans[n % 3 :], *([("place", 27, 31)] if n % 2 else [])]
    told = [{"id": f"s{start}", "label": label, "start": start, "end": end} for label, start, end in spans]
    return "names", told


def test_objects_are_decided_by_who_finds_them_and_the_owner_sees_who_does(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Names", NAMES)
    texts = [f"Clara travelled to Bergen in 19{n:02} and stayed." for n in range(12)]
    workshop.bring_texts(slug, tmp_path, texts)
    workshop.open(slug, 4)
    for who in ("Ada", "Ben", "Cleo", "Gil"):
        said = {text: marked(n, careless=who in ("Cleo", "Gil")) for n, text in enumerate(texts)}
        workshop.colleague(slug, who, said)
    lead = workshop.owner(f"/p/{slug}/adjudicate")
    card = lead.get_by_role("complementary", name="Decide by a method")
    expect(card.get_by_label("Method")).to_have_value("found_objects", timeout=SLOW_MS)
    expect(card.get_by_text("of 12 items")).to_be_visible(timeout=SLOW_MS)
    card.get_by_text("What it thinks of 4 annotators").click()
    card.get_by_label("Measure").select_option("found")
    people = card.get_by_role("table", name="Share of objects found")
    expect(people.get_by_role("row")).to_have_count(4)
    expect(people.get_by_role("row", name="Gil", exact=False)).to_contain_text(" to ")
    assert_accessible(lead)
    card.get_by_role("button", name="Decide").click()
    expect(card.get_by_text("Last: Objects by reliability at 0.90", exact=False)).to_be_visible(
        timeout=SLOW_MS
    )
    [run] = workshop.get(slug, "consensus")
    assert (run["method"], run["n_decided"]) == ("found_objects", 12)
