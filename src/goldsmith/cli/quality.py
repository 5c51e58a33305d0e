"""`quality`: what is empty, broken, odd or private in a table of texts or a folder of texts and images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goldsmith.cli.common import AS_JSON, is_project, tell
from goldsmith.errors import InvalidInput
from goldsmith.imagefile import MAX_BYTES, SUFFIXES, files_below

if TYPE_CHECKING:
    from goldsmith.quality import Flag, Measured

SHOWN = 3  # examples of each check
TEXTS = (".txt", ".md")
WHOLE = "(all)"


@dataclass
class _Given:
    """What was read. names: of the places that flags speak of, for texts and images apart."""

    n: int = 0
    text_names: list[str] = field(default_factory=list)
    texts: list[str | None] = field(default_factory=list)
    image_names: list[str] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)


@click.command()
@click.argument("source", metavar="FILE|FOLDER|PROJECT", type=click.Path(path_type=Path, exists=True))
@click.option("--text", metavar="COLUMN", help="Of a table: the column of texts.")
@click.option(
    "--image", metavar="COLUMN", help="Of a table: the column of image files, named from the table's folder."
)
@click.option("--label", metavar="COLUMN", help="Of a table: a column of labels, to see which are rare.")
@click.option(
    "--id", "id_column", metavar="COLUMN", help="Of a table: the column of ids; else the row's number."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write id, check, score, detail as CSV."
)
@AS_JSON
def quality(
    source: Path,
    text: str | None,
    image: str | None,
    label: str | None,
    id_column: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Look for what is empty, broken, odd or private in a table, or in a FOLDER of images and .txt files.

    Nothing is changed or removed: each finding is something to look at. Those of a PROJECT wait on its page Clean.
    """
    if is_project(source):
        from goldsmith.cli.clean import quality_project

        if any(each is not None for each in (text, image, label, id_column, out)):
            raise click.UsageError(
                "--text, --image, --label, --id and --out go with files; this is a project."
            )
        quality_project(source, as_json=as_json)
        return

    from goldsmith.tables import refuse_overwriting, write_csv

    refuse_overwriting([source], [out])
    if source.is_dir():
        if text or image or label or id_column:
            raise click.UsageError("--text, --image, --label and --id go with a table.")
        given = _folder(source)
    else:
        given = _table(source, text, image, label, id_column)
    rows = sorted(_rows(given), key=lambda row: (list(_checks()).index(row[1]), -row[2], row[0]))
    if out is not None:
        write_csv(out, ("id", "check", "score", "detail"), rows)
    shown = _json(given, rows)
    tell(shown, "\n".join(_lines(shown)), as_json=as_json)


def _checks() -> dict[str, str]:
    from goldsmith.quality import CHECKS

    return CHECKS


def _table(
    path: Path, text: str | None, image: str | None, label: str | None, id_column: str | None
) -> _Given:
    from goldsmith.quality import measure_image
    from goldsmith.tables import ID_COLUMNS, find_column, optional_column, read_table
    from goldsmith.textfile import TEXT_NAMES

    table = read_table(path)
    named = optional_column(table, id_column, ID_COLUMNS, what="id", option="--id")
    ids = [table.row_name(row) for row in range(table.n_rows)]
    if named is not None:
        ids = [one or row for one, row in zip(table.column(named), ids, strict=True)]
    given = _Given(n=table.n_rows)
    if text is not None or image is None:
        given.text_names = ids
        given.texts = table.column(find_column(table, text, TEXT_NAMES, what="text", option="--text"))
    if image is not None:
        files = table.column(find_column(table, image, (), what="image", option="--image"))
        given.image_names = ids
        given.measured = [
            measure_image(_bytes(path.parent, name, row)) for name, row in zip(files, ids, strict=True)
        ]
    if label is not None:
        given.labels = table.column(find_column(table, label, (), what="label", option="--label"))
    return given


def _bytes(folder: Path, name: str | None, row: str) -> bytes:
    """Return the bytes of a named image, none where there is none; a name never leads out of the table's folder."""
    if name is None:
        return b""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InvalidInput(
            "quality.outside",
            f"{name!r} leads out of the table's folder.",
            where=row,
            mend="Put the images beside the table, and name them from there.",
        )
    return path.read_bytes() if path.is_file() and path.stat().st_size <= MAX_BYTES else b""


def _folder(folder: Path) -> _Given:
    from goldsmith.quality import measure_image

    given = _Given()
    for name, path in files_below(folder, (*SUFFIXES, *TEXTS)):
        given.n += 1
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        except OSError as error:
            given.unreadable.append((name, f"it cannot be read: {error.strerror}"))
            continue
        if data is None:
            given.unreadable.append((name, f"it has more than {MAX_BYTES:,} bytes"))
        elif name.lower().endswith(SUFFIXES):
            given.image_names.append(name)
            given.measured.append(measure_image(data))
        else:
            try:
                given.texts.append(data.decode("utf-8-sig"))
                given.text_names.append(name)
            except UnicodeDecodeError as error:
                given.unreadable.append((name, f"no text in UTF-8: see byte {error.start:,}"))
    if not given.n:
        raise InvalidInput(
            "quality.nothing",
            "There are no images or texts in it.",
            where=str(folder),
            mend=f"It can hold {' '.join((*SUFFIXES, *TEXTS))}.",
        )
    return given


def _rows(given: _Given) -> Iterator[tuple[str, str, float, str]]:
    from goldsmith.quality import image_flags, label_flags, text_flags

    yield from ((name, "unreadable", 1.0, why) for name, why in given.unreadable)
    parts: list[tuple[list[Flag], Sequence[str]]] = [
        (text_flags(given.texts), given.text_names),
        (image_flags(given.measured), given.image_names),
        (label_flags(given.labels), ()),
    ]
    for flags, names in parts:
        for flag in flags:
            name = WHOLE if flag.place < 0 else names[flag.place]
            yield name, flag.check, round(flag.score, 3), flag.detail


def _json(given: _Given, rows: Sequence[tuple[str, str, float, str]]) -> dict[str, Any]:
    by_check: dict[str, list[dict[str, object]]] = defaultdict(list)
    for name, check, score, detail in rows:
        by_check[check].append({"id": name, "score": score, "detail": detail})
    looked = {row[0] for row in rows if row[0] != WHOLE}
    return {
        "n": given.n,
        "n_texts": len(given.texts),
        "n_images": len(given.measured),
        "n_flagged": len(looked),
        "checks": {check: by_check[check] for check in _checks() if check in by_check},
    }


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{shown['n']:,} looked at ({shown['n_texts']:,} texts, {shown['n_images']:,} images); "
        f"{shown['n_flagged']:,} to look at again."
    )
    for check, flags in shown["checks"].items():
        yield f"{check.replace('_', ' ')}: {len(flags):,}  ({_checks()[check]})"
        yield from (f"  {flag['id']}: {flag['detail']}" for flag in flags[:SHOWN])
        if len(flags) > SHOWN:
            yield f"  … {len(flags) - SHOWN:,} more: --out FILE or --json lists all."
    if shown["checks"]:
        yield "Nothing was changed. A finding is a place to look at, not a fault."
    else:
        yield "None of the checks found anything, which does not prove that all is well."
