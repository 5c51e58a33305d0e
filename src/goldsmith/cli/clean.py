"""`dedup` and `quality` on a project: the same as its page Clean, through whoever holds the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from goldsmith.cli.common import parts, show_progress, tell


def dedup_project(project: Path, *, threshold: float | None, as_json: bool) -> None:
    """Compare a project's new items with all earlier ones and print what stands."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        medium = api.get(project_path(slug, "clean"))["copies"]["medium"]
        body = {"thresholds": {} if threshold is None else {medium: threshold}}
        found = api.wait(api.post(project_path(slug, "clean", "copies"), body), show_progress)
        stands = api.get(project_path(slug, "clean"))["copies"]
    tell({**found, "stands": stands}, "\n".join(_copies(found, stands)), as_json=as_json)


def _copies(found: Mapping[str, Any], stands: Mapping[str, Any]) -> Iterator[str]:
    fresh = sum(found["n_links"].values())
    yield f"Compared {found['n_compared']:,} new items with all {stands['n_compared']:,}: {fresh:,} new links."
    if found["n_unreadable"]:
        yield f"{found['n_unreadable']:,} items could not be read, {found['unreadable'][0]} for one."
    links = stands["n_links"]
    told = ", ".join(f"{n:,} {name}" for name, n in links.items() if n) or "no links"
    yield (
        f"What stands: {told}; {stands['n_components']:,} clusters, the largest of {stands['largest_component']:,}. "
        "A split keeps each on one side."
    )
    waiting = sum(n for name, n in links.items() if name != "exact") - stands["n_same"]
    if waiting > 0:
        yield f"{waiting:,} pairs nobody has looked at: see the page Clean."
    recalls = [
        f"{each['recall']:.2f} at {each['edit_share']:.0%} edits"
        for each in stands["canaries"]
        if each["recall"] is not None
    ]
    if recalls:
        yield f"Of {stands['canaries'][0]['n']:,} planted near-copies it finds: {', '.join(recalls)}."


def quality_project(project: Path, *, as_json: bool) -> None:
    """Check a project's raw data and print what waits for a decision."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.wait(api.post(project_path(slug, "clean", "checks")), show_progress)
        stands = api.get(project_path(slug, "clean"))["checks"]
    lines = [f"Checked {found['n_checked']:,} items: {found['n_found']:,} new findings."]
    lines += [
        f"{each['check'].replace('_', ' ')}: {each['n_open']:,} to decide of {each['n']:,}  ({each['title']})"
        for each in stands["checks"]
    ]
    lines += found["whole"]
    lines.append("Nothing was changed. Keep or set aside each on the page Clean.")
    tell({**found, "stands": stands}, "\n".join(lines), as_json=as_json)
