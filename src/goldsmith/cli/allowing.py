"""`allow`: what a server may read outside of its workspace."""

from __future__ import annotations

from pathlib import Path

import click

from goldsmith.cli.common import AS_JSON, tell

NAMES = {
    "folders": "folder",
    "hosts": "host",
    "private_hosts": "host with private addresses",
    "buckets": "bucket",
}


@click.command()
@click.argument("workspace", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    help="A folder of this machine whose images and recordings owners may import.",
)
@click.option("--host", "hosts", multiple=True, metavar="NAME[:PORT]", help="A host of the web to read from.")
@click.option(
    "--private-host",
    "private_hosts",
    multiple=True,
    metavar="NAME[:PORT]",
    help="A host in your own network to read from, and to tell by webhooks.",
)
@click.option(
    "--bucket", "buckets", multiple=True, metavar="URL", help="A bucket, or a part of it: s3://name/folder."
)
@click.option("--remove", multiple=True, metavar="PLACE", help="Take a place off the list, as it is printed.")
@AS_JSON
def allow(workspace: Path, remove: tuple[str, ...], as_json: bool, **added: tuple[str, ...]) -> None:
    """Say what the server of WORKSPACE may read outside of it, and print the list."""
    from goldsmith.client import open_workspace

    with open_workspace(workspace) as api:
        found = api.get("/sources")
        if remove or any(added.values()):
            told = {key: [one for one in [*found[key], *added[key]] if one not in remove] for key in NAMES}
            found = api.call("PUT", "/sources", body=told)
    lines = [f"{NAMES[key]}: {place}" for key in NAMES for place in found[key]]
    tell(found, "\n".join(lines or ["Nothing outside of the workspace may be read."]), as_json=as_json)
