"""A newcomer does the whole line by hand in the browser, from the owner's link to a verified release."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.workshop import (
    SLOW_MS,
    TONE,
    NewContext,
    Workshop,
    answer_with,
    boxes,
    drag,
    drop_on_page,
    expect_saved,
    item_here,
    join,
    picture,
    table,
    text_here,
    wait_for_another,
    wait_for_picture,
    zipped,
)

GUIDELINE = TONE.replace("show: [text]", "show: [title, body]")
ROWS = [
    ("Thanks", "You saved my day.", "forum"),
    ("Go away", "Nobody asked you.", "forum"),
    ("Weather", "It rains in the north.", "news"),
    ("Result", "The match ended in a draw.", "news"),
    ("Advice", "Maybe try the other door.", "mail"),
]
KEYS = {"Thanks": "1", "Go away": "2", "Weather": "3", "Result": "3", "Advice": "1"}


def station(page: Page, name: str) -> None:
    """Go to a station of the line."""
    page.get_by_role("navigation", name="The line").get_by_role("link", name=name).click()


def make_project(owner: Page, title: str, template: str) -> str:
    """Start a project on the page of projects; return its slug."""
    owner.get_by_role("button", name="New project").click()
    dialog = owner.get_by_role("dialog", name="New project")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_role("radio", name=template).click()
    dialog.get_by_role("button", name="Make project").click()
    expect(owner.get_by_role("heading", name=title, level=1)).to_be_visible()
    return owner.url.rpartition("/")[2]


def write_guideline(owner: Page, text: str) -> None:
    station(owner, "Guideline")
    owner.get_by_role("button", name="Edit").click()
    owner.get_by_label("The guideline's text").fill(text)
    owner.get_by_label("What changed and why").fill("Our own labels.")
    expect(owner.get_by_role("button", name="Save version 2")).to_be_enabled()
    owner.keyboard.press("Control+s")
    expect(owner.get_by_text("Version 2 ·")).to_be_visible()


def import_dropped(owner: Page, files: list[Path], came: str, *, texts: Sequence[str] = ()) -> None:
    station(owner, "Items")
    expect(owner.get_by_role("button", name="Bring items").first).to_be_visible()
    drop_on_page(owner, files)
    dialog = owner.get_by_role("dialog", name="Bring items")
    for column in texts:
        dialog.get_by_label(f"What {column} is").select_option("text to label")
    dialog.get_by_role("button", name="Import").click()
    expect(dialog.get_by_text(came)).to_be_visible(timeout=SLOW_MS)
    dialog.get_by_role("button", name="See the items").click()


def open_for(owner: Page, url: str, n_items: int, n_people: int) -> None:
    """Open all items from the project's home, each for so many people."""
    owner.goto(url)
    owner.get_by_text("Open everything").click()
    owner.get_by_label("People for each item in arm 1").fill(str(n_people))
    owner.get_by_role("button", name=f"Open {n_items} item").click()
    expect(owner.get_by_text(re.compile("items? (is|are) planned"))).to_be_visible()


def invite(owner: Page, new_context: NewContext, names: list[str], url: str) -> list[Page]:
    """Make a link for each on the page People; each comes in by it, in a browser of their own."""
    owner.goto(f"{url}/people")
    pages = []
    link = owner.get_by_label("The invitation link")
    seen = ""
    for name in names:
        owner.get_by_role("button", name="Make link").click()
        expect(link).not_to_have_value(seen)
        seen = link.input_value()
        page = new_context().new_page()
        join(page, seen, name)
        page.wait_for_url("**/label")
        item_here(page)
        page.keyboard.press("Escape")
        pages.append(page)
    return pages


def release(owner: Page, workspace: Path, n: int, folder: Path) -> list[str]:
    """Release, look at the card, download, verify; return the names in the zip."""
    station(owner, "Release")
    owner.get_by_role("button", name=f"Release {n} item").click()
    bottle = owner.get_by_role("article")
    expect(bottle).to_be_visible(timeout=SLOW_MS)
    owner.get_by_role("button", name="Read it here").click()
    card = owner.frame_locator("iframe.bottle-card")
    expect(card.get_by_role("heading").first).to_be_visible(timeout=SLOW_MS)
    with owner.expect_download() as download:
        owner.get_by_role("link", name="Download zip").click()
    download.value.save_as(folder / "release.zip")
    owner.get_by_role("button", name="Verify").click()
    expect(
        owner.get_by_role("status").filter(has_text=re.compile("same|rebuil", re.IGNORECASE))
    ).to_be_visible(timeout=SLOW_MS)
    with zipfile.ZipFile(folder / "release.zip") as archive:
        archive.extractall(folder / "released")
        return archive.namelist()


def test_the_whole_line_with_texts(workshop: Workshop, new_context: NewContext, tmp_path: Path) -> None:
    owner = workshop.owner()
    slug = make_project(owner, "Tone of messages", "One label")
    url = f"{workshop.url}/p/{slug}"
    write_guideline(owner, GUIDELINE)
    messages = table(tmp_path / "messages.csv", ["title", "body", "source"], ROWS)
    import_dropped(owner, [messages], "5 items came in.", texts=["title", "body"])
    open_for(owner, url, len(ROWS), 2)
    ada, bob = invite(owner, new_context, [f"Ada {slug}", f"Bob {slug}"], url)

    for page, doubts in ((ada, {}), (bob, {"Advice": "2"})):
        for n in range(len(ROWS)):
            title = text_here(page, "title")
            shown = page.get_by_role("region", name="Item")
            body = next(row[1] for row in ROWS if row[0] == title)
            expect(shown).to_contain_text(body)
            expect(shown).not_to_contain_text("forum")
            assert page.evaluate("() => window.__goldsmith.work.own") == {}, n
            answer_with(page, {**KEYS, **doubts}[title])
        expect_saved(page)
    for path in ("agreement", "items", "adjudication"):
        refused = bob.request.get(f"{workshop.url}/api/v1/projects/{slug}/{path}")
        seen = refused.text()
        assert f"Ada {slug}" not in seen

    station(owner, "Agreement")
    expect(owner.get_by_text("4 of 5 pairs agree")).to_be_visible()
    owner.get_by_role("button", name=re.compile("Kind.*Rude")).first.click()
    drawer = owner.locator(".door-item")
    expect(drawer).to_contain_text(re.compile("Advice|Maybe"))
    drawer.get_by_role("link", name="rule on it").click()
    expect(owner.get_by_role("region", name="The item and its answers")).to_contain_text("Advice")
    owner.keyboard.press("1")
    owner.keyboard.press("r")
    owner.keyboard.press("t")
    owner.keyboard.type("A maybe is kind.")
    owner.keyboard.press("Escape")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="That was the last one")).to_be_visible()

    owner.get_by_role("link", name="Back to the queue").click()
    owner.get_by_role("button", name="Accept 4").click()
    expect(owner.get_by_text("4 items accepted.")).to_be_visible()

    names = release(owner, workshop.server.workspace, len(ROWS), tmp_path)
    (lines,) = (
        (tmp_path / "released").rglob("*.jsonl")
        if len(names) == 1
        else [next(file for file in (tmp_path / "released").rglob("items.jsonl"))]
    )
    rows = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    text = lines.read_text("utf-8")
    assert len(rows) == len(ROWS)
    assert all(cell in text for row in ROWS for cell in row)


def test_the_whole_line_with_boxes(workshop: Workshop, new_context: NewContext, tmp_path: Path) -> None:
    owner = workshop.owner()
    slug = make_project(owner, "Cells in pictures", "Boxes on pictures")
    url = f"{workshop.url}/p/{slug}"
    cell = (120, 90, 220, 170)
    files = [picture(tmp_path / f"cell{n}.png", shapes=[cell]) for n in range(2)]
    import_dropped(owner, [zipped(tmp_path / "cells.zip", files)], "2 items came in.")
    open_for(owner, url, 2, 2)
    ada, bob = invite(owner, new_context, [f"Ada {slug}", f"Bob {slug}"], url)
    for page, others in ((ada, [(400, 300, 500, 380)]), (bob, [])):
        for _ in range(2):
            wait_for_picture(page)
            item = item_here(page)
            page.keyboard.press("1")
            for box in [cell, *others]:
                drag(page, box[:2], box[2:])
            assert len(boxes(page)) == 1 + len(others)
            page.keyboard.press("Enter")
            wait_for_another(page, item)
        expect_saved(page)

    station(owner, "Agreement")
    expect(owner.get_by_role("heading", name="Found")).to_be_visible()
    station(owner, "Adjudicate")
    expect(owner.get_by_role("button", name="Start ruling")).to_be_visible()
    owner.keyboard.press("Enter")
    for _ in range(2):
        expect(owner.get_by_role("region", name="Conflicts")).to_contain_text("1 conflict")
        owner.keyboard.press("1")
        owner.keyboard.press("r")
        before = owner.url
        owner.keyboard.press("Enter")
        owner.wait_for_function(
            "(before) => location.href !== before || document.body.innerText.includes('That was the last one')",
            arg=before,
        )
    expect(owner.get_by_role("heading", name="That was the last one")).to_be_visible()
    names = release(owner, workshop.server.workspace, 2, tmp_path)
    assert "v1/instances_train.json" in names
    held = [json.loads(file.read_text("utf-8")) for file in (tmp_path / "released").rglob("instances_*.json")]
    assert sum(len(part["images"]) for part in held) == 2
