"""`withdraw`, `withdrawn` and `group`: what people take back and put right, each a new row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, tell

if TYPE_CHECKING:
    from goldsmith.client import Client

ITEMS = click.option(
    "--item", "items", multiple=True, metavar="ID", help="An item, by Goldsmith's id or by its own."
)


@click.command()
@PROJECT
@ITEMS
@click.option("--answer", "answers", multiple=True, metavar="ID", help="One answer to one question.")
@click.option(
    "--ruling", "rulings", multiple=True, metavar="ID", help="A ruling, or a label that a rule accepted."
)
@click.option("--annotator", "annotators", multiple=True, metavar="NAME", help="All answers of an annotator.")
@click.option("--import", "imports", multiple=True, metavar="ID", help="An import: its items and labels.")
@click.option("--reason", default="", help="Why; it is kept.")
@click.option("--undo", is_flag=True, help="Take the withdrawal back.")
@AS_JSON
def withdraw(
    project: Path,
    items: tuple[str, ...],
    answers: tuple[str, ...],
    rulings: tuple[str, ...],
    annotators: tuple[str, ...],
    imports: tuple[str, ...],
    reason: str,
    undo: bool,
    as_json: bool,
) -> None:
    """Take answers, items, rulings, annotators or imports of PROJECT back; nothing is deleted."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    found: dict[str, int] = {}
    with open_workspace(workspace) as api:
        named = {
            "item": [item_id(api, slug, told) for told in items],
            "annotation": list(answers),
            "gold": list(rulings),
            "annotator": _annotators(api, slug, annotators),
            "run": list(imports),
        }
        if not any(named.values()):
            raise click.UsageError(
                "Name what to withdraw: --item, --answer, --ruling, --annotator or --import."
            )
        for target, ids in named.items():
            if ids:
                body = {"target": target, "ids": ids, "reason": reason, "is_restored": undo}
                found[target] = api.post(project_path(slug, "withdrawals"), body)["n"]
    n = sum(found.values())
    tell(found, f"{slug}: {n:,} {'restored' if undo else 'withdrawn'}.", as_json=as_json)


def item_id(api: Client, slug: str, told: str) -> str:
    """Return the id of an item that is named by Goldsmith's id or by its own."""
    from goldsmith.client import project_path
    from goldsmith.errors import NotFound

    if re.fullmatch(r"[0-9a-f]{32}", told):
        return told
    page = api.get(project_path(slug, "items"), q=told, limit=1000)
    found = [row["id"] for row in page["rows"] if row["external_id"] == told]
    if len(found) != 1:
        raise NotFound(
            "item.unknown",
            f"{len(found) or 'No'} items bear the id {told!r}.",
            where=slug,
            mend="Name the item by Goldsmith's id; the address of its page ends with it.",
        )
    return str(found[0])


def _annotators(api: Client, slug: str, names: tuple[str, ...]) -> list[str]:
    from goldsmith.client import project_path
    from goldsmith.errors import NotFound

    known = api.get(project_path(slug, "annotators")) if names else []
    found = []
    for name in names:
        ids = [row["id"] for row in known if name in (row["id"], row["name"])]
        if len(ids) != 1:
            raise NotFound(
                "annotator.unknown",
                f"{len(ids) or 'No'} annotators are called {name!r}.",
                where=slug,
                mend="Known: " + (", ".join(f"{row['name']} ({row['id']})" for row in known) or "none") + ".",
            )
        found += ids
    return found


@click.command()
@PROJECT
@AS_JSON
def withdrawn(project: Path, as_json: bool) -> None:
    """List what is withdrawn in PROJECT: what, by whom, when and why."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found: dict[str, Any] = api.get(project_path(slug, "withdrawals"), limit=1000)
    lines = [
        f"{row['at'][:16]}  {row['target']:<10} {row['target_id']}  {row['what']}, by {row['by']}"
        + (f": {row['reason']}" if row["reason"] else "")
        for row in found["rows"]
    ]
    tell(found, "\n".join(lines) or f"{slug}: nothing is withdrawn.", as_json=as_json)


@click.command()
@PROJECT
@click.argument("name", metavar="GROUP")
@ITEMS
@click.option("--reason", default="", help="Why; it is kept.")
@AS_JSON
def group(project: Path, name: str, items: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Say that items of PROJECT belong to GROUP from now on ("" for none)."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    if not items:
        raise click.UsageError("Name the items: --item.")
    with open_workspace(workspace) as api:
        ids = [item_id(api, slug, told) for told in items]
        body = {"ids": ids, "group": name or None, "reason": reason}
        found = api.post(project_path(slug, "items", "group"), body)
    lines = [f"{slug}: {found['n']:,} items belong to {name or 'no group'} now."]
    if found["straddling"]:
        lines.append(
            f"The group lies in {' and '.join(found['parts'])} of a split. No item moves; "
            "later releases hold only what lies in the first part."
        )
    tell(found, "\n".join(lines), as_json=as_json)
