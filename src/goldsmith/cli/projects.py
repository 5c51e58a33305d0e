"""A project from the command line: new, guideline, ingest, plan, status, accept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goldsmith.addresses import is_address
from goldsmith.cli.common import AS_JSON, PROJECT, parts, show_progress, tell

if TYPE_CHECKING:
    from goldsmith.client import Client


class Place(click.Path):
    """A file or folder that exists, or an address, as text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if is_address(value) else super().convert(value, param, ctx)


def _text_of(_ctx: click.Context, _param: click.Parameter, path: str | None) -> str | None:
    """Return the text of a UTF-8 file; `-` is standard input."""
    if path is None:
        return None
    with click.open_file(path, "rb") as file:
        content: bytes = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{path} is not UTF-8 at byte {error.start:,}: save it as UTF-8.") from error


def _guideline_of(context: click.Context, param: click.Parameter, path: str | None) -> str | None:
    """Return the guideline in a file; one made of another tool's labeling config where it is that."""
    from goldsmith.formats.label_studio.config import is_config

    text = _text_of(context, param, path)
    if text is None or path is None or not is_config(text):
        return text
    from goldsmith.project.drafting import draft_of_config

    made, notes = draft_of_config(text, title=Path(path).stem, where=path)
    for note in notes:
        click.echo(f"  {note}", err=True)
    return made


TEMPLATES = (
    "choice", "choices", "rating", "text", "number", "ranking", "pairwise", "span", "box", "polygon", "mask",
    "instance", "segment",
)  # fmt: skip
GUIDELINE = click.Path(exists=True, dir_okay=False, allow_dash=True)


@click.command()
@PROJECT
@click.option("--title", help="Title; the folder's name unless given.")
@click.option(
    "--template",
    type=click.Choice(TEMPLATES),
    help="A guideline to start from.",
)
@click.option(
    "--guideline",
    "text",
    type=GUIDELINE,
    callback=_guideline_of,
    help="A guideline file, or a Label Studio config.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True),
    help="A labeled file or folder, of another tool say: its labels make the guideline, its items come in with them.",
)
@click.option(
    "--format", metavar="NAME", help="Of --from: the format of another tool, where it is not recognised."
)
@click.option("--label", metavar="COLUMN", help="Of --from: the column with the labels, where it is a table.")
@click.option("--annotator", metavar="COLUMN", help="Of --from: the column that says who gave them.")
@AS_JSON
def new(
    project: Path,
    title: str | None,
    template: str | None,
    text: str | None,
    source: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Make a PROJECT folder (WORKSPACE/NAME); the workspace is made too where it is missing."""
    from goldsmith.client import open_workspace

    if source is not None and not template and not text:
        from goldsmith.ingest import ReadOptions
        from goldsmith.project.drafting import draft_of

        text = draft_of(source, ReadOptions(**options), title=title or source.stem)

    workspace, slug = parts(project)
    body = {
        "title": title or slug,
        "slug": slug,
        "template": template,
        "guideline": text,
    }
    with open_workspace(workspace, is_new=True) as api:
        found = api.post("/projects", {key: value for key, value in body.items() if value is not None})
        brought = [] if source is None else [_brought(api, slug, source, options)]
    next_step = "" if template or text else "; give it a guideline next: goldsmith guideline"
    told = [f"{project}: made{next_step}.", *map(_told, brought)]
    tell({**found, "imports": brought} if brought else found, "\n".join(told), as_json=as_json)


@click.command()
@PROJECT
@click.argument("text", metavar="[FILE]", required=False, type=GUIDELINE, callback=_guideline_of)
@click.option("--note", default="", help="What changed, for the list of versions.")
@click.option(
    "--becomes",
    multiple=True,
    metavar="QUESTION:OLD=NEW[,NEW]",
    help="What became of a label key: one new key renames or merges, several split, none removes. QUESTION= drops a "
    "question with its answers.",
)
@AS_JSON
def guideline(project: Path, text: str | None, note: str, becomes: tuple[str, ...], as_json: bool) -> None:
    """Print the guideline of PROJECT, or save FILE as its next version: a guideline, or a Label Studio config."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        if text is None:
            found = api.get(project_path(slug, "guideline"))
            tell(found, found["text"], as_json=as_json)
            return
        body = {"text": text, "carries": _carries(becomes), "note": note}
        effects = api.post(project_path(slug, "guideline", "preview"), body)["effects"]
        found = api.post(project_path(slug, "guideline"), body)
    lines = [f"{slug}: version {found['version']} of the guideline is in force.", *map(_effect, effects)]
    tell(found, "\n".join(lines), as_json=as_json)


def _effect(effect: dict[str, Any]) -> str:
    return (
        f"  {effect['question']}: {effect['carries_over']:,} answers carry over, {effect['mapped']:,} are mapped, "
        f"{effect['look_again']:,} must be looked at again."
    )


def _carries(becomes: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    carries: dict[str, dict[str, list[str]]] = {}
    for told in becomes:
        question, colon, rest = told.partition(":")
        if not colon and told.endswith("=") and told.count("=") == 1:
            carries.setdefault(told[:-1], {})
            continue
        old, equals, new_keys = rest.partition("=")
        if not (question and colon and old and equals):
            raise click.BadParameter(f"{told!r} is not QUESTION:OLD=NEW[,NEW].", param_hint="--becomes")
        carries.setdefault(question, {})[old] = [key for key in new_keys.split(",") if key]
    return carries


@click.command()
@PROJECT
@click.argument("files", nargs=-1, required=True, type=Place(exists=True))
@click.option("--text", multiple=True, metavar="COLUMN", help="A column to show; several may be given.")
@click.option("--id", "id_column", metavar="COLUMN", help="The column that identifies a row.")
@click.option(
    "--group", metavar="COLUMN", help="Rows of one group (patient, document) stay on one side of a split."
)
@click.option("--label", metavar="COLUMN", help="A column with labels that exist already.")
@click.option("--annotator", metavar="COLUMN", help="The column that says who gave them.")
@click.option("--annotator-name", metavar="NAME", help="One name for whoever gave them all.")
@click.option(
    "--by",
    type=click.Choice(["human", "function", "model", "llm"]),
    help="What sort of annotator gave them, where the file does not say: people unless given.",
)
@click.option(
    "--anonymous", is_flag=True, help="The annotators are seats: one name may stand for several people."
)
@click.option("--question", metavar="KEY", help="The question that the labels answer.")
@click.option("--source", help="A name for where the items come from; the file's name unless given.")
@click.option("--encoding", help="The files' encoding where it is not UTF-8.")
@click.option(
    "--columns", metavar="A,B,…", help="Names for the columns of a file without a first line of names."
)
@click.option(
    "--voc-origin",
    type=click.Choice(["auto", "0", "1"]),
    default="auto",
    show_default=True,
    help="Number of the first pixel in Pascal VOC boxes.",
)
@click.option(
    "--crowds", is_flag=True, help="COCO: regions marked as crowds are objects; some tools mark all masks so."
)
@click.option("--clip", is_flag=True, help="Cut objects that stick out of their image at its border.")
@click.option("--keep-good", is_flag=True, help="Bring in the good rows of a file that has bad ones.")
@click.option(
    "--format", metavar="NAME", help="The format of another tool, where it is not recognised: coco say."
)
@click.option("--without-labels", is_flag=True, help="Bring in the items alone.")
@click.option("--predictions", is_flag=True, help="Bring in the answers of models too, as models'.")
@click.option(
    "--addresses",
    is_flag=True,
    help="Cells that are addresses name images and recordings, to be read from there.",
)
@click.option(
    "--link", is_flag=True, help="Leave images and recordings where they are instead of copying them."
)
@AS_JSON
def ingest(
    project: Path,
    files: tuple[str, ...],
    id_column: str | None,
    columns: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Bring FILES into PROJECT: CSV, TSV, JSON, JSONL, Parquet, zip, or folders of images, recordings or texts.

    A bucket that was allowed is named by its address, s3://name/folder say.
    """
    from goldsmith.client import open_workspace

    workspace, slug = parts(project)
    names = [name.strip() for name in (columns or "").split(",") if name.strip()]
    query = {**options, "id": id_column, "columns": names}
    with open_workspace(workspace) as api:
        found = [_brought(api, slug, file, query) for file in files]
    tell(found, "\n".join(map(_told, found)), as_json=as_json)


def _brought(api: Client, slug: str, file: str | Path, query: Mapping[str, Any]) -> dict[str, Any]:
    """Bring a file, a folder or what lies at an address into a project; return what the import says of itself."""
    from goldsmith.client import project_path

    is_there = isinstance(file, Path) or not is_address(file)
    place = {"path": str(Path(file).resolve()), "name": Path(file).name} if is_there else {"url": file}
    job = api.post(project_path(slug, "imports"), **place, **query)
    found: dict[str, Any] = api.wait(job, show_progress)
    return found


def _told(found: Mapping[str, Any]) -> str:
    """Return an import in words."""
    return (
        f"{found['name']}: {found['n_items']:,} new items, {found['n_known']:,} known already, "
        f"{found['n_answers']:,} answers"
        + (f", {found['n_faults']:,} bad rows left out" if found["n_faults"] else "")
        + "."
        + "".join(f"\n  {choice}" for choice in found["choices"])
    )


@click.command()
@PROJECT
@click.option("--pilot", type=click.IntRange(2, 1000), help="Plan so many random items for everyone.")
@click.option(
    "--arm",
    "arms",
    multiple=True,
    metavar="SHARE:PEOPLE",
    help="0.3:3 gives 30 % of the items to three people.",
)
@click.option(
    "--floor",
    "floor_share",
    default=0.1,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of single-labeled items that two people label anyway.",
)
@click.option("--stratify-by", metavar="METADATA", help="Draw each arm in proportion to this metadata.")
@click.option("--seed", default=0, show_default=True)
@AS_JSON
def plan(
    project: Path,
    pilot: int | None,
    arms: tuple[str, ...],
    floor_share: float,
    stratify_by: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """Say how many people label what in PROJECT; a pilot first, then all the rest."""
    from goldsmith.client import open_workspace, project_path

    body: dict[str, Any] = {"policy": "pilot", "n": pilot, "seed": seed}
    if pilot is None:
        body = {
            "policy": "overlap",
            "arms": [_arm(told) for told in arms or ("1:1",)],
            "floor_share": floor_share,
            "stratify_by": stratify_by,
            "seed": seed,
        }
    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.post(project_path(slug, "plan"), body)
    lines = [f"{arm['arm']}: {arm['n']:,} items × {arm['overlap'] or 'everyone'}" for arm in found["arms"]]
    tell(found, "\n".join([*lines, f"not planned: {found['n_unplanned']:,} items"]), as_json=as_json)


def _arm(told: str) -> dict[str, float | int]:
    share, _, people = told.partition(":")
    try:
        return {"share": float(share), "overlap": int(people)}
    except ValueError as error:
        raise click.BadParameter(f"{told!r} is not SHARE:PEOPLE, 0.3:3 say.", param_hint="--arm") from error


@click.command()
@PROJECT
@AS_JSON
def status(project: Path, as_json: bool) -> None:
    """Print how far PROJECT has come, station by station, and the next useful step."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.get(project_path(slug))
    lines = [f"{station['key']:<12}{station['count']}" for station in found["stations"]]
    step = found["next_step"]
    tell(found, "\n".join([found["title"], *lines, *([step["text"]] if step else [])]), as_json=as_json)


@click.command()
@PROJECT
@click.option("--question", metavar="KEY", help="All questions unless given.")
@click.option("--seed", default=0, show_default=True, help="Of the share that goes to audit.")
@AS_JSON
def accept(project: Path, question: str | None, seed: int, as_json: bool) -> None:
    """Accept by rule what everyone in PROJECT says alike; a random share goes to audit."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.post(project_path(slug, "adjudication", "accept"), {"question": question, "seed": seed})
    tell(
        found,
        f"{found['n_accepted']:,} accepted, {found['n_audit']:,} of them sent to audit.",
        as_json=as_json,
    )
