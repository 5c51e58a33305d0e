"""A project's owner sets up a webhook on the settings page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.workshop import TONE, Workshop
from tests.webhost import Reply, WebHost


def test_a_webhook_is_made_tried_turned_off_and_removed(
    workshop: Workshop, assert_accessible: Callable[[Page], None]
) -> None:
    slug = workshop.project("Told", TONE)
    with WebHost() as host:
        host.replies["/hook"] = Reply(status=204)
        workshop.call("PUT", "/sources", json={"private_hosts": [host.name]})
        page = workshop.owner(f"/p/{slug}/settings")
        page.get_by_label("Address").fill(host.url("/hook"))
        page.get_by_role("button", name="Add webhook").click()
        secret = page.get_by_label("The webhook's secret")
        shown = secret.input_value()
        assert len(shown) > 40
        page.get_by_role("button", name="Send a test").click()
        page.get_by_text("Last deliveries").click()
        expect(page.get_by_text("Taken (204)")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Turn off").click()
        expect(page.get_by_text("Off: Owner turned it off.")).to_be_visible()
        page.get_by_role("button", name="Turn on").click()
        expect(page.get_by_text("On.", exact=True)).to_be_visible()
        page.reload()
        expect(page.get_by_text(host.url("/hook"))).to_be_visible()
        assert shown not in page.content()
        page.get_by_role("button", name="Remove").click()
        page.get_by_role("button", name="Remove webhook").click()
        expect(page.get_by_text(host.url("/hook"))).to_have_count(0)
        workshop.call("PUT", "/sources", json={})
