"""The Python client has a method for each route of the API, and its committed text is the one that the code gives."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import goldsmith
from goldsmith import resources
from goldsmith.web import clientgen
from goldsmith.web.openapi import description

FOLDER = Path(goldsmith.__file__).parent
API = json.loads(description())


class Noted(resources.Workspace):
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []

    def call(self, method: str, path: str, **sent: Any) -> Any:
        self.asked.append((method, path, sent))


def methods_of(part: object) -> list[Any]:
    return [
        method
        for name, method in inspect.getmembers(part, inspect.ismethod)
        if name != "call" and not name.startswith("_")
    ]


def called(method: Any) -> None:
    """Call a method with a word for each thing that it needs: its name in braces, as in the routes."""
    needed = [
        p for p in inspect.signature(method).parameters.values() if p.default is inspect.Parameter.empty
    ]
    places = [f"{{{p.name}}}" for p in needed if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    method(*places, **{p.name: p.name for p in needed if p.kind is inspect.Parameter.KEYWORD_ONLY})


def test_every_route_is_a_method_and_no_method_is_anything_else(monkeypatch: Any) -> None:
    monkeypatch.setattr(resources, "at", lambda name: name)
    noted = Noted()
    project = resources.Project(noted, "{slug}")
    parts = [part for part in vars(project).values() if isinstance(part, resources.Part)]
    for part in (noted, project, *parts):
        for method in methods_of(part):
            called(method)
    routes = {(m.upper(), path.removeprefix("/api/v1")) for path, told in API["paths"].items() for m in told}
    assert {(method, path) for method, path, _ in noted.asked} == routes
    assert len(noted.asked) == len(routes)


def test_the_committed_client_is_current() -> None:
    mend = "run `python -m goldsmith.web.clientgen src/goldsmith`"
    assert (FOLDER / "resources.py").read_text("utf-8") == clientgen.resources(API), mend
    assert (FOLDER / "replies.py").read_text("utf-8") == clientgen.replies(API), mend


def test_what_is_not_told_is_not_sent_and_null_is() -> None:
    noted = Noted()
    resources.Project(noted, "a/b").work.change_batch("x", due=None)
    assert noted.asked == [
        (
            "PATCH",
            "/projects/a%2Fb/batches/x",
            {"body": {"due": None}, "query": None, "file": None, "is_raw": False},
        )
    ]


def test_every_method_says_what_it_does() -> None:
    for name, one in inspect.getmembers(resources, inspect.isclass):
        for method_name, method in inspect.getmembers(one, inspect.isfunction):
            assert method_name.startswith("_") or method_name == "call" or method.__doc__, (
                f"{name}.{method_name}"
            )
