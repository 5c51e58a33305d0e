"""The page of the API's routes."""

from __future__ import annotations

import json

from goldsmith.web.openapi import description
from goldsmith.web.reference import page


def test_every_route_stands_on_the_page_and_nothing_is_fetched_from_elsewhere() -> None:
    told = json.loads(description())
    html = page(told)
    assert [path for path in told["paths"] if path not in html] == []
    assert "<script" not in html
    assert "http://" not in html
    assert "https://" not in html
