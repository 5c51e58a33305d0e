"""The API's routes as one plain page: no script, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "code{font:14px ui-monospace,monospace}"
    "dt{margin-top:1rem}dd{margin:0 0 0 1.5rem}b{display:inline-block;width:4.5rem}"
)


def page(description: Mapping[str, Any]) -> str:
    """Return the OpenAPI description as an HTML page, by resource."""
    by_tag: dict[str, list[str]] = {}
    for tag, row in _rows(description["paths"]):
        by_tag.setdefault(tag, []).append(row)
    body = "".join(f"<h2>{escape(tag)}</h2><dl>{''.join(rows)}</dl>" for tag, rows in by_tag.items())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Goldsmith API</title>'
        f"<style>{STYLE}</style><h1>Goldsmith API</h1><p>Send a token as <code>Authorization: Bearer …</code>. "
        'Shapes of requests and replies: <a href="openapi.json">openapi.json</a>.</p>' + body
    )


def _rows(paths: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in paths.items():
        for method, route in methods.items():
            told = escape(str(route.get("description") or route.get("summary") or "")).replace("\n", "<br>")
            names = [
                f"<code>{escape(p['name'])}</code>" for p in route.get("parameters", ()) if p["in"] == "query"
            ]
            query = f"<br>Query: {', '.join(names)}" if names else ""
            yield (
                (route.get("tags") or ["server"])[0],
                f"<dt><code><b>{method.upper()}</b>{escape(path)}</code></dt><dd>{told}{query}</dd>",
            )
