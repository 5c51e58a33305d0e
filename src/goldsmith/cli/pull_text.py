"""The pull of suggestions as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def pull_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield what suggestions did to the answers to a question, as the API tells it; nothing where none ever were."""
    if not found["sources"] and not found["n_shown"] + found["n_silent"] + found["n_unfit"]:
        return
    yield ""
    yield f"  suggestions of {' or '.join(found['sources']) or 'nobody any more'}:"
    for name in found["unknown"]:
        yield f"  Note: no annotator is named {name}."
    if found["n_unfit"]:
        yield f"  Note: {found['n_unfit']:,} items had one that the guideline can no longer read."
    pull = found["pull"]
    if pull is None:
        yield f"    {found['undefined']}"
        return
    for name, key in (("in sight", "shown"), ("kept back", "silent")):
        n_items = found[f"n_{key}"]
        yield _line(f"like it, {name}", pull[key], f"{pull[key]['n']:,} answers on {n_items:,} items")
    yield _line("pull (difference)", pull["pull"])
    yield _line("exactly it, in sight", pull["kept"])
    yield _line("exactly it, kept back", pull["kept_silent"])
    yield _line("seconds saved (median)", pull["saved"])


def _line(name: str, one: Mapping[str, Any], more: str = "") -> str:
    if one["value"] is None:
        return f"    {name:<24} undefined: {one['undefined']}"
    between = f"({one['low']:.2f} to {one['high']:.2f})" if one["low"] is not None else one["undefined"]
    return f"    {name:<24} {one['value']:5.2f}  {between}  {more}".rstrip()
