"""Everyone can use every screen: axe finds nothing in light or dark, and the keyboard reaches what the mouse does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server
from tests.e2e.workshop import NewContext, Workshop, item_here, wait_for_picture

Check = Callable[[Page], None]

QUESTIONS, CELLS = "/p/well-formed-questions", "/p/blood-cells"

SCREENS = {
    "projects": "/",
    "home": QUESTIONS,
    "guideline": f"{QUESTIONS}/guideline",
    "items": f"{QUESTIONS}/items",
    "items with a filter that finds nothing": f"{QUESTIONS}/items?search=nothinglikeit",
    "label": f"{QUESTIONS}/label",
    "agreement": f"{QUESTIONS}/agreement",
    "adjudicate": f"{QUESTIONS}/adjudicate",
    "release": f"{QUESTIONS}/release",
    "progress": f"{QUESTIONS}/progress",
    "inbox": f"{QUESTIONS}/inbox",
    "people": f"{QUESTIONS}/people",
    "work": f"{QUESTIONS}/work",
    "settings": f"{QUESTIONS}/settings",
    "account": "/account",
    "pictures": f"{CELLS}/items",
    "label pictures": f"{CELLS}/label",
    "agreement on boxes": f"{CELLS}/agreement",
    "no such page": "/nowhere",
}


@pytest.fixture
def owner(demo: Workshop) -> Page:
    return demo.owner()


def settled(page: Page) -> None:
    """Wait until the screen shows what it has to show."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true], .mantine-Skeleton-root")).to_have_count(0)


def test_every_screen_of_the_owner(owner: Page, demo: Workshop, assert_accessible: Check) -> None:
    faults = []
    for name, path in SCREENS.items():
        owner.goto(demo.url + path)
        settled(owner)
        try:
            assert_accessible(owner)
        except AssertionError as error:
            faults.append(f"{name}: {error}")
    assert not faults, "\n".join(faults)


def opened(page: Page, path: str, *steps: Callable[[Page], None]) -> None:
    page.goto(path)
    settled(page)
    for step in steps:
        step(page)


def click(name: str, *, exact: bool = False) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=exact).first.click()


def press(keys: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(keys)


DIALOGS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "new project": ("/", click("New project")),
    "guideline's editor": (f"{QUESTIONS}/guideline", click("Edit", exact=True)),
    "bring items": (f"{QUESTIONS}/items", click("Bring items")),
    "filters": (f"{QUESTIONS}/items", click("Filter")),
    "columns": (f"{QUESTIONS}/items", click("Columns")),
    "imports": (f"{QUESTIONS}/items", click("Imports")),
    "an item": (
        f"{QUESTIONS}/items",
        lambda page: page.get_by_text("Who discovered x-rays in 1885 ?").click(),
    ),
    "skip": (f"{QUESTIONS}/label", press("Shift+Enter")),
    "keys": (f"{QUESTIONS}/label", press("?")),
    "palette": (QUESTIONS, press("Control+k")),
    "person's menu": (QUESTIONS, click("Menu of")),
    "make a release": (f"{QUESTIONS}/release", click("Make a release")),
    "an invitation": (f"{QUESTIONS}/people", click("Make link")),
    "a case of choice": (f"{QUESTIONS}/adjudicate", click("Start ruling")),
    "a case of boxes": (f"{CELLS}/adjudicate", click("Start ruling")),
}


def test_every_dialog_of_the_owner(owner: Page, demo: Workshop, assert_accessible: Check) -> None:
    faults = []
    for name, (path, open_it) in DIALOGS.items():
        opened(owner, demo.url + path, open_it)
        settled(owner)
        owner.wait_for_timeout(300)  # what slides in has come
        try:
            assert_accessible(owner)
        except AssertionError as error:
            faults.append(f"{name}: {error}")
    assert not faults, "\n".join(faults)


def test_every_screen_of_an_annotator(demo: Workshop, assert_accessible: Check) -> None:
    ada = demo.person("well-formed-questions", "Ada", path="label")
    item_here(ada)
    faults = []
    for name, path in {
        "label": f"{QUESTIONS}/label",
        "home": QUESTIONS,
        "guideline": f"{QUESTIONS}/guideline",
        "projects": "/",
    }.items():
        ada.goto(demo.url + path)
        settled(ada)
        try:
            assert_accessible(ada)
        except AssertionError as error:
            faults.append(f"{name}: {error}")
    assert not faults, "\n".join(faults)


def test_the_doors(demo_server: Server, new_context: NewContext, assert_accessible: Check) -> None:
    page = new_context().new_page()
    for path in ("/enter", "/join", "/join#t=whatever"):
        page.goto(demo_server.url + path)
        settled(page)
        assert_accessible(page)


def test_drawing_with_the_keys(demo: Workshop, assert_accessible: Check) -> None:
    ada = demo.person("blood-cells", "Ada", path="label")
    wait_for_picture(ada)
    ada.keyboard.press("Escape")
    ada.keyboard.press("1")
    ada.keyboard.press("k")
    ada.keyboard.press("Enter")
    for _ in range(4):
        ada.keyboard.press("Shift+ArrowRight")
        ada.keyboard.press("Shift+ArrowDown")
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("option")).to_have_count(1)
    assert_accessible(ada)


# by keyboard ---------------------------------------------------------------------------------------------------------


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(
            """(name) => {
              const at = document.activeElement;
              return (at?.getAttribute("aria-label") ?? at?.textContent ?? "").includes(name);
            }""",
            name,
        ):
            return
    pytest.fail(f"Tab never came to {name!r}")


def test_the_stations_of_the_line_are_reached_by_keyboard(owner: Page, demo: Workshop) -> None:
    owner.goto(demo.url + QUESTIONS)
    settled(owner)
    for station in ("Guideline", "Items", "Label", "Agreement", "Adjudicate", "Release"):
        owner.keyboard.press("Control+k")
        expect(owner.get_by_role("textbox", name="Go to")).to_be_focused()
        owner.keyboard.type(station)
        expect(owner.get_by_role("dialog").locator("[data-selected]")).to_contain_text(station)
        owner.keyboard.press("Enter")
        owner.wait_for_url(f"**/{station.lower()}")
        settled(owner)


def test_a_project_is_opened_and_an_item_read_by_keyboard(owner: Page) -> None:
    tab_to(owner, "Well-formed questions")
    owner.keyboard.press("Enter")
    owner.wait_for_url("**/p/well-formed-questions")
    settled(owner)
    tab_to(owner, "Items")
    owner.keyboard.press("Enter")
    owner.wait_for_url("**/items")
    settled(owner)
    owner.keyboard.press("/")
    owner.keyboard.type("x-rays")
    expect(owner.get_by_text("1 item", exact=False).first).to_be_visible()


def test_the_sheet_of_keys_opens_and_closes(owner: Page, demo: Workshop) -> None:
    owner.goto(f"{demo.url}{QUESTIONS}/label")
    item_here(owner)
    owner.keyboard.press("?")
    sheet = owner.get_by_role("dialog")
    expect(sheet).to_contain_text("Undo, also what was submitted")
    owner.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
