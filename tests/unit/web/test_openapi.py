"""The API's committed description is the one that the code gives."""

from __future__ import annotations

import json
from pathlib import Path

from goldsmith.web.openapi import description

WEB = Path(__file__).parents[3] / "web"


def test_openapi_json_is_current() -> None:
    assert (WEB / "openapi.json").read_text("utf-8") == description(), "run `make gen`"


def test_every_path_of_the_client_is_in_the_api() -> None:
    """The UI names no route that the API lacks."""
    routes = json.loads(description())["paths"]
    known = {path.removeprefix("/api/v1").replace("{slug}", "P").split("{")[0].rstrip("/") for path in routes}
    client = (WEB / "src" / "api" / "client.ts").read_text("utf-8")
    named = [part.split("`")[0] for part in client.split("`${at(p)}")[1:]]
    asked = {f"/projects/P{path.split('$')[0].rstrip('/')}" for path in named}
    assert asked - known == set()
