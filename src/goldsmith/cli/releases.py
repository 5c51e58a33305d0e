"""`release` and `verify`."""

from __future__ import annotations

from pathlib import Path

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, show_progress, tell

SHARES, SHARES_BEFORE = "train=0.8,validation=0.1,test=0.1", "train=0.9,validation=0.1"


@click.command()
@PROJECT
@click.argument("name")
@click.option(
    "--split",
    "shares",
    metavar="PART=SHARE,…",
    help=f"{SHARES}, or with a cut {SHARES_BEFORE}, unless given.",
)
@click.option("--time", "time_key", metavar="NAME", help="Metadata: when an item is from; goes with --cut.")
@click.option("--cut", metavar="DATE", help="What is wholly from then on is the part `test`.")
@click.option(
    "--crossing",
    type=click.Choice(["train", "embargo"]),
    default="train",
    show_default=True,
    help="Where groups on both sides of the cut go: the first part, or out of the release.",
)
@click.option("--seed", default=0, show_default=True)
@click.option("--format", "formats", multiple=True, help="A format; all that fit unless given.")
@click.option("--note", default="")
@click.option(
    "--accept-twins",
    is_flag=True,
    help="Release though test items have known copies in training; the card says so.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Copy the finished release into this folder too."
)
@AS_JSON
def release(
    project: Path,
    name: str,
    shares: str | None,
    time_key: str | None,
    cut: str | None,
    crossing: str,
    seed: int,
    formats: tuple[str, ...],
    note: str,
    accept_twins: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Release what is decided in PROJECT under NAME: files, checksums and a data card."""
    from goldsmith.client import open_workspace, project_path

    if (time_key is None) != (cut is None):
        raise click.UsageError("--time and --cut go together.")
    ratios = _ratios(shares or (SHARES if cut is None else SHARES_BEFORE))
    workspace, slug = parts(project)
    body = {"name": name, "ratios": ratios, "seed": seed, "formats": list(formats), "note": note}
    body["accepts_twins"] = accept_twins
    if cut is not None:
        body["cut"] = {"key": time_key, "at": cut, "crossing": crossing}
    with open_workspace(workspace) as api:
        found = api.wait(api.post(project_path(slug, "releases"), body), show_progress)
    folder = project / "releases" / name
    if out is not None:
        _copy(folder, out)
        folder = out
    lines = [f"{folder}: {found['n_items']:,} items, {found['files']:,} files."]
    lines += [f"  {sentence}" for sentence in (*found["gaps"], *found["losses"])]
    tell({**found, "folder": str(folder)}, "\n".join(lines), as_json=as_json)


def _copy(folder: Path, out: Path) -> None:
    import shutil

    from goldsmith.errors import Conflict

    if out.exists():
        raise Conflict(
            "release.out_exists",
            "There is something of that name.",
            where=str(out),
            mend="Choose another folder.",
        )
    shutil.copytree(folder, out)


def _ratios(shares: str) -> dict[str, float]:
    ratios = {}
    for told in shares.split(","):
        part, equals, share = told.partition("=")
        try:
            ratios[part.strip()] = float(share)
        except ValueError as error:
            raise click.BadParameter(f"{told!r} is not PART=SHARE.", param_hint="--split") from error
        if not equals:
            raise click.BadParameter(f"{told!r} is not PART=SHARE.", param_hint="--split")
    return ratios


@click.command()
@PROJECT
@click.argument("name")
@AS_JSON
def verify(project: Path, name: str, as_json: bool) -> None:
    """Rebuild a release from the facts and compare; ends with status 1 when anything differs."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.wait(api.post(project_path(slug, "releases", name, "verify")), show_progress)
    is_whole = found["is_same"] and not found["missing"] and not found["changed"]
    lines = [
        f"{name}: rebuilds to the same {found['n_files']:,} files"
        + (f", except {found['n_redacted']:,} redacted items." if found["n_redacted"] else ".")
        if found["is_same"]
        else f"{name}: these rebuild differently: {', '.join(found['differing'])}."
    ]
    lines += [f"missing: {', '.join(found['missing'])}"] if found["missing"] else []
    lines += [f"changed since it was made: {', '.join(found['changed'])}"] if found["changed"] else []
    tell(found, "\n".join(lines), as_json=as_json)
    if not is_whole:
        raise SystemExit(1)
