"""Images and recordings with `metadata.jsonl` beside them, as Hugging Face's imagefolder and audiofolder load them.

Boxes stand under `objects`, x, y, width, height each. Categories are written by name, since imagefolder reads names
from nowhere else; read also as numbers, whose names the front matter of README.md may declare.
Source: huggingface.co/docs/datasets, "Load image data" and "Load audio data".
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from goldsmith import regions
from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_below
from goldsmith.formats.decided import parts, questions, shown, undecided
from goldsmith.ingest import Picture, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import Records, table
from goldsmith.ingest.drawn import Drawn, Told, given
from goldsmith.ingest.files import Files
from goldsmith.ingest.json_table import first_object, read_lines
from goldsmith.model import Question
from goldsmith.turned import corners

KINDS = frozenset({"box.v1", "segment.v1", "choice.v1", "choices.v1"})
METADATA = "metadata.jsonl"
FOLDERS = {"image": "images", "audio": "audio"}  # by the type of the field

# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a file of that name begins with the name of one beside it; or a folder has such a file."""
    if not name:
        return any(posixpath.basename(one) == METADATA for one in files.names())
    first = first_object(head) if posixpath.basename(name) == METADATA else None
    return first is not None and isinstance(first.get("file_name"), str)


@reader("imagefolder.v1", recognises=recognises)
def read_imagefolder(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each line of each metadata.jsonl; boxes under `objects` are its labels."""
    lists = [name] if name else [one for one in files.names() if posixpath.basename(one) == METADATA]
    whole = Reading(rows=iter(()), facts={"lists": lists})
    readings = [
        whole.stack.enter_context(read_lines(files, one, _reading_of(files, one, options))) for one in lists
    ]
    whole.rows = _all_rows(files, readings, whole)
    whole.progress = lambda: sum(one.progress() for one in readings) / max(len(readings), 1)
    return whole


def _all_rows(files: Files, readings: Sequence[Reading], whole: Reading) -> Rows:
    yield from files.faults
    for one in readings:
        yield from one.rows
        whole.notices += [told for told in one.notices if told not in whole.notices]


def _reading_of(files: Files, name: str, options: ReadOptions) -> Callable[[Records], Reading]:
    """Return what reads the lines of a metadata.jsonl, `objects` being boxes on the image."""
    names = _category_names(files, posixpath.dirname(name))

    def reading_of(records: Records) -> Reading:
        waiting: dict[str, Any] = {}
        reading = table(_without_objects(records, waiting), None, files, name, options)
        reading.rows = _with_boxes(reading.rows, waiting, names, options, reading.notices)
        return reading

    return reading_of


def _without_objects(records: Records, waiting: dict[str, Any]) -> Records:
    for entry in records:
        if isinstance(entry, InvalidInput):
            yield entry
            continue
        where, record = entry
        waiting[where] = record.get("objects")
        yield where, {key: value for key, value in record.items() if key != "objects"}


def _with_boxes(
    rows: Rows,
    waiting: dict[str, Any],
    names: Sequence[str],
    options: ReadOptions,
    notices: list[str],
) -> Rows:
    told = Told()
    n_numbers = 0
    for row in rows:
        objects = waiting.pop(row.where, None) if isinstance(row, Row) else None
        picture = _picture(row) if objects is not None else None
        if not isinstance(row, Row) or picture is None:
            yield row
            continue
        try:
            boxes = list(_drawn(objects, names, row.where))
        except InvalidInput as fault:
            yield fault
            continue
        n_numbers += not names and any(one.label.isdigit() for one in boxes)
        labels, faults = given(boxes, picture, options, told)
        yield from faults
        if not faults:
            yield replace(row, labels=(*row.labels, *labels))
    notices += told.sentences()
    if n_numbers:
        notices.append("No README.md names the categories, so their numbers are the labels.")


def _picture(row: Row | InvalidInput) -> Picture | None:
    fields = row.fields.values() if isinstance(row, Row) else ()
    return next((one for one in fields if isinstance(one, Picture)), None)


def _drawn(objects: Any, names: Sequence[str], where: str) -> Iterator[Drawn]:
    members = objects if isinstance(objects, Mapping) else {}
    boxes, labels = members.get("bbox"), members.get("categories", members.get("category"))
    if not isinstance(boxes, list) or not isinstance(labels, list) or len(boxes) != len(labels):
        raise InvalidInput(
            "huggingface.objects",
            "`objects` has no bbox and categories of the same length.",
            where=where,
            mend='Write {"bbox": [[x, y, width, height], …], "categories": ["cat", …]}.',
        )
    for number, (box, label) in enumerate(zip(boxes, labels, strict=True), 1):
        place = f"{where} object {number}"
        if not isinstance(box, list) or len(box) != 4 or not all(isinstance(one, int | float) for one in box):
            raise InvalidInput(
                "huggingface.box", f"{box!r} is no box.", where=place, mend="Write x, y, width, height."
            )
        is_named = isinstance(label, int) and 0 <= label < len(names)
        x, y, width, height = (float(one) for one in box)
        yield Drawn(place, names[label] if is_named else str(label), (x, y, width, height))


def _category_names(files: Files, folder: str) -> list[str]:
    """Return the names of the categories as README.md declares them, in the folder or above it; [] where none does."""
    for place in (folder, posixpath.dirname(folder)):
        name = posixpath.join(place, "README.md")
        if not files.has(name):
            continue
        with files.open(name) as stream:
            head = stream.read(1 << 20).decode("utf-8", "replace").split("---\n")
        try:
            front = yaml.safe_load(head[1]) if len(head) > 2 else None
        except yaml.YAMLError:
            return []
        return _first_names(front)
    return []


def _first_names(front: Any) -> list[str]:
    """Return the names of the first class label in a front matter, wherever it stands."""
    if isinstance(front, Mapping):
        found = front.get("class_label")
        names = found.get("names") if isinstance(found, Mapping) else None
        if isinstance(names, Mapping):
            return [str(names[key]) for key in sorted(names, key=int)]
        if isinstance(names, list):
            return [str(one) for one in names]
        front = list(front.values())
    inner = (_first_names(one) for one in front) if isinstance(front, list) else ()
    return next((one for one in inner if one), [])


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what metadata.jsonl does not say, with how often it occurs."""
    told = ["metadata.jsonl has no votes, groups or rationales; items.jsonl does."]
    n_turned = sum(
        bool(box.get("angle"))
        for _, question, value in _media(release, "image")
        for box in (value if question.kind == "box.v1" else ())
    )
    if n_turned:
        told.append(f"Turned boxes are written as the upright boxes round them, {n_turned} in all.")
    n_linked = sum(
        bool(shown(row, question, field).get("linked"))
        for field in FOLDERS
        for row, question, _ in _media(release, field)
    )
    if n_linked:
        told.append(f"Linked images and recordings are not in metadata.jsonl: {n_linked} answers stay out.")
    fields = [field for field in FOLDERS if questions(release, KINDS, field)]
    if not fields:
        told.append("No item has an image or a recording, so no metadata.jsonl is written.")
    return told + [
        one for field in fields for one in undecided(release, KINDS, field, f"{FOLDERS[field]}/{METADATA}")
    ]


@exporter("imagefolder.v1", kinds=KINDS, losses=losses)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write metadata.jsonl into images/ and audio/, where the release's media are. Labels stand there by name."""
    files = []
    for field, place in FOLDERS.items():
        lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in _media_lines(release, field)]
        if lines and questions(release, KINDS, field):
            files.append(write_below(folder, f"{place}/{METADATA}", lines))
    return files


def _media(release: ReleaseData, field: str) -> Iterator[tuple[ReleaseItem, Question, Any]]:
    """Yield every answer about an image or a recording: its item, question and value."""
    for part in parts(release, KINDS, field):
        for row, value in part.values():
            yield row, part.question, value


def _media_lines(release: ReleaseData, field: str) -> Iterator[dict[str, Any]]:
    """Yield a line for each file, which imagefolder asks for; null where a question is not decided."""
    names = _member_names(questions(release, KINDS, field))
    answers = {
        (row.item.id, question.key): _about(question, value)
        for row, question, value in _media(release, field)
    }
    for row in release.items:
        for one in row.item.fields.values():
            if one.get("type") == field and not one.get("linked"):
                facts = {"file_name": one["media"], "item_id": row.item.id, "part": row.part}
                yield facts | {name: answers.get((row.item.id, key)) for key, name in names.items()}


def _member_names(asked: Sequence[Question]) -> dict[str, str]:
    """Return how each question is called: `objects`, as detectors expect, where only one asks for boxes."""
    boxes = [one.key for one in asked if one.kind == "box.v1"]
    taken = {"file_name", "item_id", "part", "image", "audio"}
    return {
        one.key: "objects" if boxes == [one.key] else f"{one.key}_" if one.key in taken else one.key
        for one in asked
    }


def _about(question: Question, value: Any) -> Any:
    if question.kind == "box.v1":
        return {
            "bbox": [_upright(box) for box in value],
            "categories": [box["label"] for box in value],
        }
    if question.kind == "segment.v1":
        return [{name: one.get(name, "") for name in ("start", "end", "label", "text")} for one in value]
    return value


def _upright(box: Mapping[str, Any]) -> list[float]:
    sides = [float(box[name]) for name in ("x", "y", "width", "height")]
    if not box.get("angle"):
        return sides
    x, y, width, height = sides
    return list(regions.bounds(((corners((x, y, width, height, box["angle"])),),)))
