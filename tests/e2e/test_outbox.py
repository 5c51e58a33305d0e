"""An answer is never lost, and never one too many: offline, closed pages, killed servers, shared computers."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import PageFaults, Server, StartServer
from tests.e2e.workshop import (
    SLOW_MS,
    TONE,
    NewContext,
    Workshop,
    answer_with,
    expect_saved,
    item_here,
    join,
    wait_for_another,
)

N_ITEMS = 12


@pytest.fixture
def slug(workshop: Workshop, tmp_path: Path) -> str:
    return texts(workshop, tmp_path)


def texts(workshop: Workshop, folder: Path) -> str:
    slug = workshop.project("Tone", TONE)
    workshop.bring_texts(slug, folder, [f"Sentence number {n}." for n in range(N_ITEMS)])
    workshop.open(slug, overlap=1)
    return slug


def start(page: Page) -> None:
    item_here(page)
    page.keyboard.press("Escape")


def expect_waiting(page: Page, n: int) -> None:
    expect(page.get_by_role("status").filter(has_text=f"{n} waiting to be sent")).to_be_visible(
        timeout=SLOW_MS
    )


def tally(workshop: Workshop, slug: str) -> Counter[tuple[str, str]]:
    """How often each (item, value) was stored."""
    return Counter((answer["item"], answer["value"]) for answer in workshop.answers(slug))


def test_labels_given_offline_are_kept_and_sent_later(
    workshop: Workshop, slug: str, page_faults: PageFaults
) -> None:
    page_faults.expect("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    ada = workshop.person(slug, "Ada", path="label")
    start(ada)
    ada.context.set_offline(True)
    items = [answer_with(ada, key) for key in "123"]
    expect_waiting(ada, 3)
    assert tally(workshop, slug) == Counter()
    ada.context.set_offline(False)
    expect_saved(ada)
    assert tally(workshop, slug) == Counter(zip(items, ("kind", "rude", "flat"), strict=True))


def test_a_closed_page_sends_when_it_is_opened_again(
    workshop: Workshop, slug: str, page_faults: PageFaults
) -> None:
    page_faults.expect("ERR_|Failed to fetch")
    ada = workshop.person(slug, "Ada", path="label")
    start(ada)
    ada.context.set_offline(True)
    items = [answer_with(ada, key) for key in "12"]
    expect_waiting(ada, 2)
    context = ada.context
    ada.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{workshop.url}/p/{slug}/label")
    item_here(again)
    expect_saved(again)
    assert tally(workshop, slug) == Counter(zip(items, ("kind", "rude"), strict=True))


def test_an_answer_whose_reply_was_lost_is_stored_once(
    workshop: Workshop, slug: str, page_faults: PageFaults
) -> None:
    page_faults.expect("ERR_FAILED|Failed to fetch")
    ada = workshop.person(slug, "Ada", path="label")
    start(ada)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)  # the server has it, the page never hears so
        route.abort()

    ada.route("**/submissions", lose)
    item = answer_with(ada, "1")
    expect_saved(ada)
    ada.wait_for_function("() => window.__goldsmith.outbox === 0")
    assert lost == [200]
    assert tally(workshop, slug) == Counter([(item, "kind")])


def test_a_killed_server_loses_nothing_and_doubles_nothing(
    server: StartServer, new_context: NewContext, tmp_path: Path, page_faults: PageFaults
) -> None:
    page_faults.expect("ERR_|Failed to fetch")
    held: Server = server()
    workshop = Workshop(held, new_context)
    slug = texts(workshop, tmp_path)
    ada = workshop.person(slug, "Ada", path="label")
    start(ada)
    before = answer_with(ada, "1")
    expect_saved(ada)
    at_death = answer_with(ada, "2")  # on its way, or not
    held.kill()
    after = answer_with(ada, "3")
    server(held.workspace, port=int(held.url.rpartition(":")[2]))
    expect_saved(ada)
    expected = [(before, "kind"), (at_death, "rude"), (after, "flat")]
    assert tally(workshop, slug) == Counter(expected)


def test_what_one_person_left_unsent_never_arrives_as_anothers(
    workshop: Workshop, slug: str, page_faults: PageFaults
) -> None:
    page_faults.expect("ERR_|Failed to fetch|401|403")
    ada = workshop.person(slug, "Ada", path="label")
    start(ada)
    me = f"{workshop.url}/api/v1/session"
    ada_cookies = ada.context.cookies()
    name_of_ada = ada.request.get(me).json()["person"]["name"]
    ada.route("**/submissions", lambda route: route.abort())
    item = answer_with(ada, "1")
    ada.wait_for_function("() => window.__goldsmith.outbox === 1")
    ada.context.clear_cookies()  # she leaves without a word; the outbox stays in the browser
    context = ada.context
    ada.close()

    bob = context.new_page()
    invitation = workshop.post(slug, "invitations", body={"role": "annotator"})
    join(bob, invitation["link"], f"Bob {slug}")
    bob.goto(f"{workshop.url}/p/{slug}/label")
    other = answer_with(bob, "2")
    expect_saved(bob)
    stored = {(answer["item"], answer["value"], answer["who"]) for answer in workshop.answers(slug)}
    assert stored == {(other, "rude", f"Bob {slug}")}
    bob.close()

    context.clear_cookies()
    context.add_cookies(ada_cookies)  # type: ignore[arg-type] # what it gave is what it takes
    ada = context.new_page()
    ada.goto(f"{workshop.url}/p/{slug}/label")
    expect_saved(ada)
    stored = {(answer["item"], answer["value"], answer["who"]) for answer in workshop.answers(slug)}
    assert stored == {(other, "rude", f"Bob {slug}"), (item, "kind", name_of_ada)}


def test_an_answer_that_was_not_taken_is_shown_with_why(
    workshop: Workshop, slug: str, page_faults: PageFaults
) -> None:
    page_faults.expect("ERR_|Failed to fetch")
    ada = workshop.person(slug, "Ada", path="label")
    start(ada)
    item_here(ada)

    def spoil(route: Route) -> None:
        route.continue_(post_data=(route.request.post_data or "").replace('"kind"', '"unheard"'))

    ada.route("**/submissions", spoil)
    answer_with(ada, "1")
    expect(ada.get_by_text("One answer was not taken. You can go on.")).to_be_visible(timeout=SLOW_MS)
    ada.get_by_role("button", name="See why").click()
    expect(ada.get_by_role("dialog")).to_contain_text(re.compile("unheard"))
    ada.keyboard.press("Escape")
    ada.unroute("**/submissions")
    item = item_here(ada)
    ada.keyboard.press("2")
    wait_for_another(ada, item)
    ada.wait_for_function("() => window.__goldsmith.outbox === 0")
    assert tally(workshop, slug) == Counter([(item, "rude")])
