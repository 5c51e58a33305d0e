"""The tools of the browser tests find what they are there to find."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import PageFaults

GOOD = "<!doctype html><html lang=en><title>Good</title><main><h1>Readable</h1></main>"
BAD = "<!doctype html><title>Bad</title><main><img src='data:,'><p style='color:#aaa'>Pale</p></main>"


def test_a_good_page_is_accessible(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.set_content(GOOD)
    assert_accessible(page)


def test_a_bad_page_is_not_accessible(page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page.set_content(BAD)
    with pytest.raises(AssertionError, match=r"(?s)color-contrast.*html-has-lang.*image-alt"):
        assert_accessible(page)


def test_errors_of_a_page_are_seen(page: Page, page_faults: PageFaults) -> None:
    page.set_content(
        "<script>console.error('in the console'); setTimeout(() => { throw Error('thrown') })</script>"
    )
    page.wait_for_timeout(100)
    assert len(page_faults.unexpected) == 2
    page_faults.expect("in the console")
    page_faults.expect("thrown")
    assert page_faults.unexpected == []


def test_pages_open_in_the_size_that_screens_are_drawn_for(page: Page) -> None:
    assert page.viewport_size == {"width": 1366, "height": 768}
