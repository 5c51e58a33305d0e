"""Agreement from the sides: the slice to mend stands first, the past can be looked at, and all leaves as a table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.workshop import SLOW_MS, TONE, Workshop, table

Check = Callable[[Page], None]
N = 24


def test_slices_time_the_ceiling_the_past_and_the_export(
    workshop: Workshop, tmp_path: Path, assert_accessible: Check
) -> None:
    slug = workshop.project("Tone", TONE)
    rows = [[f"r{n}", f"text {n}", "ab"[n % 2]] for n in range(N)]
    workshop.bring(slug, table(tmp_path / "t.csv", ["id", "text", "site"], rows), text=["text"], id="id")
    workshop.open(slug, 3)
    truth = {f"text {n}": ("tone", "kind" if n % 3 else "rude") for n in range(N)}
    other = truth | {f"text {n}": ("tone", "flat") for n in range(N) if n % 4 == 1}
    for name, answers in (("Ben", truth), ("Cleo", truth), ("Dan", other)):
        workshop.colleague(slug, name, answers)
        time.sleep(1.1)  # the past has steps of a second

    lead = workshop.owner(f"/p/{slug}/agreement")
    slices = lead.get_by_role("table", name="Agreement by slice")
    first = slices.get_by_role("row").nth(1)
    expect(first).to_contain_text("b", timeout=SLOW_MS)
    expect(first).to_contain_text("metadata site")
    expect(first).to_contain_text("agrees less")
    expect(lead.get_by_role("table", name="Agreement over time").get_by_role("row")).to_have_count(2)
    expect(lead.get_by_role("table", name="Bounds of the best accuracy").get_by_role("row")).to_have_count(4)
    assert_accessible(lead)

    slider = lead.get_by_role("slider", name="As it stood")
    slider.focus()
    slider.press("ArrowLeft")
    expect(lead.get_by_text("as it stood", exact=True)).to_be_visible()
    lead.get_by_role("button", name="Back to now").click()
    expect(lead.get_by_text("as of now", exact=True)).to_be_visible()
    moments = workshop.get(slug, "agreement", "views")["moments"]
    two = next(each["seq"] for each in moments if each["n_answers"] == 2 * N)
    lead.goto(f"{workshop.url}/p/{slug}/agreement?as_of={two}")
    expect(lead.get_by_text(f"{N} of {N} pairs agree", exact=False)).to_be_visible(timeout=SLOW_MS)
    lead.get_by_role("button", name="Back to now").click()
    expect(lead.get_by_text(f"{N} of {N} pairs agree", exact=False)).to_have_count(0)

    first.get_by_role("link", name="b", exact=True).click()
    expect(lead.get_by_text("12 items", exact=False).first).to_be_visible()
    sent = workshop.get(slug, "agreement", "export.json")
    assert json.dumps(sent["views"]["slices"][0]["filter"]) == '"site=b"'
    lead.goto(f"{workshop.url}/p/{slug}/agreement")
    with lead.expect_download() as download:
        lead.get_by_role("link", name="CSV").click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert lines[0].startswith("part,of,name,n,value,low,high")
    assert any(line.startswith("slice,metadata site: b,agreement,12,") for line in lines)
