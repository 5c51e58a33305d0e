"""SageMaker Ground Truth's augmented manifests: one JSON object a line for each image or text, with its labels.

`source-ref` names an image in a bucket, `source` is a text. A label is an attribute with a neighbour
`<attribute>-metadata` that says its type: a class, several classes, boxes in whole pixels, entities, and masks, whose
attribute ends in `-ref` and names a PNG of colours. Classes are numbers, and `class-map` names them.
Source: the Ground Truth developer guide, "Label job output data".
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleasedAnswer, ReleaseData, ReleaseItem, exporter, media_path, write_text
from goldsmith.export.carried import questions_of, undecided
from goldsmith.export.facts import decided
from goldsmith.export.pixels import Colour, colour, write_png
from goldsmith.ingest import GivenLabel, Picture, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.drawn import Drawn, Told, given
from goldsmith.ingest.files import Files
from goldsmith.ingest.images import Beside, check_size, picture
from goldsmith.ingest.json_table import read_text
from goldsmith.ingest.pixels import numbers_in
from goldsmith.model import Json, Question, canonical
from goldsmith.regions import bounds
from goldsmith.turned import corners

ON_IMAGES = frozenset({"box.v1", "mask.v1"})
ON_TEXTS = frozenset({"span.v1"})
KINDS = ON_IMAGES | ON_TEXTS | {"choice.v1", "choices.v1"}
TYPES = {"box.v1": "object-detection", "mask.v1": "semantic-segmentation", "span.v1": "text-span"}
REF, METADATA = "-ref", "-metadata"
SOURCE = re.compile(rb'"source(-ref)?"\s*:')
TOLD = re.compile(rb'-metadata"\s*:\s*{')
BACKGROUND = "BACKGROUND"
SIDES = ("left", "top", "width", "height")
WHITE: Colour = (255, 255, 255)

Attribute: TypeAlias = tuple[str, Any, Mapping[str, Any]]  # its name, its value, its metadata

# reading ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Source:
    """A manifest, and what became of its labels."""

    name: str
    lines: list[str]
    images: Beside
    masks: Beside
    told: Told = field(default_factory=Told)
    left_out: Counter[str] = field(default_factory=Counter)
    n_read: int = 0


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether a file begins with an object that has a source and a label with metadata."""
    return bool(name) and head.lstrip().startswith(b"{") and bool(SOURCE.search(head) and TOLD.search(head))


@reader("sagemaker.v1", recognises=recognises)
def read_sagemaker(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each line; images are looked for by their name beside the file, not in the bucket.

    An attribute's name is what the file calls the question. Failed labels and types that are not read are told.
    """
    lines = read_text(files, name).split("\n")
    source = _Source(name, lines, Beside(files, name), Beside(files, name))
    reading = Reading(rows=iter(()), facts={"format": "sagemaker"})
    reading.rows = _rows(source, files, options, reading)
    reading.progress = lambda: source.n_read / max(len(source.lines), 1)
    return reading


def _rows(source: _Source, files: Files, options: ReadOptions, reading: Reading) -> Rows:
    if not any(line.strip() for line in source.lines):
        yield bad_input(
            "sagemaker.empty", "The manifest has no line.", source.name, "Check that it is the right file."
        )
    for number, line in enumerate(source.lines, 1):
        source.n_read += 1
        if line.strip():
            try:
                yield from _row(line, f"{source.name} line {number}", source, files, options)
            except InvalidInput as fault:
                yield fault
    reading.notices += source.told.sentences()
    reading.notices += [f"{n} labels are left out: {why}." for why, n in sorted(source.left_out.items())]


def _row(line: str, where: str, source: _Source, files: Files, options: ReadOptions) -> Rows:
    try:
        whole = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise bad_input(
            "sagemaker.malformed", f"This is not JSON: {error}.", where, "Write one object a line."
        ) from error
    text, ref = (whole.get(key) if isinstance(whole, Mapping) else None for key in ("source", "source-ref"))
    attributes = list(_attributes(whole, source)) if isinstance(whole, Mapping) else []
    if isinstance(ref, str) and ref:
        shown = picture(files, source.images.find(ref, anywhere=True), options, where=where)
        labels, faults = _on_image(attributes, shown, where, source, files, options)
        yield from faults
        yield Row(where, {"image": shown}, ref, None, {}, labels)
    elif isinstance(text, str) and text:
        yield Row(where, {"text": text}, None, None, {}, tuple(_on_text(attributes, where, source)))
    else:
        raise bad_input(
            "sagemaker.no_source", "The line names no source.", where, "Give `source` or `source-ref`."
        )


def _attributes(whole: Mapping[str, Any], source: _Source) -> Iterator[Attribute]:
    for key, value in whole.items():
        metadata = whole.get(key + METADATA)
        if not isinstance(metadata, Mapping) or key in {"source", "source-ref"}:
            continue
        if "failure-reason" in metadata:
            source.left_out["their job failed on them"] += 1
        else:
            yield key, value, metadata


def _on_image(
    attributes: Sequence[Attribute],
    shown: Picture,
    where: str,
    source: _Source,
    files: Files,
    options: ReadOptions,
) -> tuple[tuple[GivenLabel, ...], list[InvalidInput]]:
    found: list[GivenLabel] = []
    faults: list[InvalidInput] = []
    for name, value, metadata in attributes:
        at = f"{where}, {name}"
        if name.endswith(REF):
            drawn = list(_mask(str(value), metadata, shown, at, source, files))
            labels, wrong = given(drawn, shown, options, source.told, are_classes=True)
        elif isinstance(value, Mapping) and isinstance(value.get("annotations"), list):
            drawn = list(_boxes(value, metadata, shown, at))
            labels, wrong = given(drawn, shown, options, source.told)
        else:
            labels, wrong = tuple(_classes(value, metadata, at, source)), []
        found += [replace(label, question=name.removesuffix(REF)) for label in labels]
        faults += wrong
    return () if faults else tuple(found), faults


def _on_text(attributes: Sequence[Attribute], where: str, source: _Source) -> Iterator[GivenLabel]:
    for name, value, metadata in attributes:
        at = f"{where}, {name}"
        inner = value.get("annotations") if isinstance(value, Mapping) else None
        if isinstance(inner, Mapping) and isinstance(inner.get("entities"), list):
            yield GivenLabel(
                None, [_span(one, n, at) for n, one in enumerate(inner["entities"], 1)], "span.v1", name
            )
        else:
            yield from (replace(label, question=name) for label in _classes(value, metadata, at, source))


def _classes(value: Any, metadata: Mapping[str, Any], where: str, source: _Source) -> Iterator[GivenLabel]:
    names = _class_map(metadata)
    if isinstance(value, list) and all(isinstance(one, int | str) for one in value):
        yield GivenLabel(None, [_named(one, names, where) for one in value], "choices.v1")
    elif isinstance(metadata.get("class-name"), str):
        yield GivenLabel(None, metadata["class-name"], "choice.v1")
    else:
        source.left_out[f"their type is {metadata.get('type', 'not said')}"] += 1


def _class_map(metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    found = metadata.get("class-map")
    return found if isinstance(found, Mapping) else {}


def _named(number: Any, names: Mapping[str, Any], where: str) -> str:
    found = names.get(str(number))
    if not isinstance(found, str):
        raise bad_input(
            "sagemaker.no_class", f"The class map does not name {number!r}.", where, "Name it in class-map."
        )
    return found


def _boxes(
    value: Mapping[str, Any], metadata: Mapping[str, Any], shown: Picture, where: str
) -> Iterator[Drawn]:
    sizes = value.get("image_size")
    if isinstance(sizes, list) and sizes and isinstance(sizes[0], Mapping):
        check_size((sizes[0].get("width"), sizes[0].get("height")), shown, where=where)
    names = _class_map(metadata)
    for number, one in enumerate(value["annotations"], 1):
        at = f"{where}, box {number}"
        told = [one.get(side) for side in SIDES] if isinstance(one, Mapping) else []
        sides = [float(side) for side in told if isinstance(side, int | float) and abs(side) < 1e9]
        if len(sides) < len(SIDES):
            raise bad_input(
                "sagemaker.no_box",
                "It does not give left, top, width and height as numbers.",
                at,
                "Write each as pixels.",
            )
        box = sides[0], sides[1], sides[2], sides[3]
        yield Drawn(at, _named(one.get("class_id"), names, at), box)


def _mask(
    ref: str, metadata: Mapping[str, Any], shown: Picture, where: str, source: _Source, files: Files
) -> Iterator[Drawn]:
    from goldsmith.runs import by_code

    names: dict[int, str] = {}
    colours: dict[Colour, int] = {}
    listed = metadata.get("internal-color-map")
    for key, one in listed.items() if isinstance(listed, Mapping) else ():
        if isinstance(one, Mapping) and str(key).isdecimal() and isinstance(one.get("class-name"), str):
            names[int(key)] = one["class-name"]
            shade = re.fullmatch("#?([0-9a-fA-F]{6})", str(one.get("hex-color", "")))
            if shade:
                red, green, blue = bytes.fromhex(shade[1])
                colours[red, green, blue] = int(key)
    mask = source.masks.find(ref, anywhere=True)
    for number, runs in by_code(numbers_in(mask, files, shown, colours)).items():
        label = names.get(number)
        if label is None:
            raise bad_input(
                "sagemaker.no_colour",
                f"{runs.area:,} pixels have a colour that the internal-color-map does not name.",
                f"{where}, {mask}",
                "Name it there.",
            )
        if label.upper() != BACKGROUND:
            yield Drawn(where, label, runs=runs)


def _span(one: Any, number: int, where: str) -> Json:
    if not isinstance(one, Mapping) or not isinstance(one.get("label"), str):
        raise bad_input(
            "sagemaker.no_entity",
            f"Entity {number} has no label.",
            where,
            "Write label, startOffset, endOffset.",
        )
    return {
        "id": str(number),
        "label": one["label"],
        "start": one.get("startOffset"),
        "end": one.get("endOffset"),
    }


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what is rounded or left out."""
    boxes = [
        box
        for question in questions_of(release, {"box.v1"})
        for row in decided(release, question)
        for box in _value(row, question)
    ]
    rounded = sum(
        any(box[side] != round(box[side]) for side in ("x", "y", "width", "height")) for box in boxes
    )
    turned = sum(bool(box.get("angle")) for box in boxes)
    marked = [
        one
        for question in questions_of(release, ON_TEXTS)
        for row in decided(release, question)
        for one in _value(row, question)
    ]
    said = sum("attributes" in one for one in (*boxes, *marked))
    relations = sum("from" in one for one in marked)
    unshown = sum(
        not _is_asked(row, question)
        for question in questions_of(release, KINDS)
        for row in decided(release, question)
    )
    told = {
        f"SageMaker's boxes are whole pixels: {rounded} are rounded.": rounded,
        f"Of turned boxes, {turned} in all, SageMaker has the upright box round them.": turned,
        f"SageMaker has no attributes of objects: those of {said} are left out.": said,
        f"SageMaker has no relations: {relations} are left out.": relations,
        f"A line has one source, an image or a text: {unshown} answers about the other are left out.": unshown,
    }
    return [*undecided(release, KINDS, "SageMaker's manifests"), *(one for one, n in told.items() if n)]


@exporter("sagemaker.v1", kinds=KINDS, losses=losses)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write sagemaker_<part>.manifest with one line an item, and masks as sagemaker_<question>/<item>.png.

    An attribute bears the question's key. Names of images are relative to the release: put the bucket before them.
    """
    files: list[str] = []
    lines: dict[str, list[str]] = {part: [] for part in release.parts}
    for row in release.items:
        line: dict[str, Any] = {}
        for question in questions_of(release, KINDS):
            answer = row.answers.get(question.key)
            if answer is not None and answer.value is not None and _is_asked(row, question):
                line |= WRITE[question.kind](row, question, answer, release, folder)
        files += [line[key] for key in line if key.endswith(REF)]
        if line:
            lines[row.part].append(canonical({**_source_of(row), **line}) + "\n")
    return [
        *files,
        *(write_text(folder / f"sagemaker_{part}.manifest", told) for part, told in lines.items() if told),
    ]


def _source_of(row: ReleaseItem) -> dict[str, str]:
    image, text = row.item.image(), row.item.first("text")
    if image is not None:
        return {"source-ref": media_path(image)}
    return {"source": text["text"]} if text is not None else {}


def _is_asked(row: ReleaseItem, question: Question) -> bool:
    """Return whether the line's one source is what the question is about."""
    source = _source_of(row)
    return "source" in source if question.kind in ON_TEXTS else bool(source)


def _value(row: ReleaseItem, question: Question) -> Any:
    return row.answers[question.key].value


def _metadata(kind: str, release: ReleaseData, **more: Any) -> dict[str, Any]:
    return {
        "type": f"groundtruth/{kind}",
        "human-annotated": "yes",
        "creation-date": release.generated_at.removesuffix("Z"),
        "job-name": f"labeling-job/{release.name}",
        **more,
    }


def _class_numbers(question: Question) -> dict[str, int]:
    return {key: number for number, key in enumerate(question.label_keys())}


def _write_choice(
    row: ReleaseItem, question: Question, answer: ReleasedAnswer, release: ReleaseData, _folder: Path
) -> dict[str, Any]:
    label: Any = answer.value
    metadata = _metadata(
        f"{_what(row)}-classification",
        release,
        **{"class-name": label, "confidence": round(answer.probabilities.get(label, 0), 2)},
    )
    return {question.key: _class_numbers(question)[label], question.key + METADATA: metadata}


def _write_choices(
    row: ReleaseItem, question: Question, answer: ReleasedAnswer, release: ReleaseData, _folder: Path
) -> dict[str, Any]:
    labels: Any = answer.value
    numbers = _class_numbers(question)
    shares = {label: round(answer.probabilities.get(label, 0), 2) for label in labels}
    names = {str(numbers[label]): label for label in labels}
    metadata = _metadata(
        f"{_what(row)}-classification-multilabel",
        release,
        **{
            "class-map": names,
            "confidence-map": {str(numbers[label]): share for label, share in shares.items()},
        },
    )
    return {question.key: [numbers[label] for label in labels], question.key + METADATA: metadata}


def _what(row: ReleaseItem) -> str:
    return "image" if "source-ref" in _source_of(row) else "text"


def _write_boxes(
    row: ReleaseItem, question: Question, answer: ReleasedAnswer, release: ReleaseData, _folder: Path
) -> dict[str, Any]:
    boxes: Any = answer.value
    numbers = _class_numbers(question)
    image = row.item.image(question.show) or {}
    annotations = [{"class_id": numbers[box["label"]], **_whole(box, image)} for box in boxes]
    size = {"width": image["width"], "height": image["height"], "depth": 3}
    used = sorted({box["label"] for box in boxes}, key=lambda label: numbers[label])
    metadata = _metadata(
        TYPES["box.v1"],
        release,
        **{
            "class-map": {str(numbers[label]): label for label in used},
            "objects": [{"confidence": 0} for _ in boxes],
        },
    )
    return {
        question.key: {"image_size": [size], "annotations": annotations},
        question.key + METADATA: metadata,
    }


def _whole(box: Mapping[str, Any], image: Mapping[str, Any]) -> dict[str, int]:
    """Return a box in whole pixels: each edge goes to the nearest, and it keeps a pixel of the image each way."""
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    if box.get("angle"):
        x, y, width, height = bounds(((corners((x, y, width, height, box["angle"])),),))
    left, top = min(round(x), image["width"] - 1), min(round(y), image["height"] - 1)
    sides = left, top, max(1, round(x + width) - left), max(1, round(y + height) - top)
    return dict(zip(SIDES, sides, strict=True))


def _write_mask(
    row: ReleaseItem, question: Question, answer: ReleasedAnswer, release: ReleaseData, folder: Path
) -> dict[str, Any]:
    from goldsmith.runs import decode, runs_of

    value: Any = answer.value
    height, width = value["size"]
    counts = {one["label"]: one["counts"] for one in value["masks"]}
    keys = question.label_keys()
    sets = [decode(counts[key], height * width) if key in counts else runs_of([], []) for key in keys]
    palette = [WHITE, *(colour(n) for n in range(1, len(keys) + 1))]
    name = f"sagemaker_{question.key}/{row.item.id}.png"
    write_png(folder, name, sets, height=height, width=width, first=1, rest=0, palette=palette)
    named = {
        str(n): {"class-name": key, "hex-color": "#{:02x}{:02x}{:02x}".format(*palette[n]), "confidence": 0}
        for n, key in enumerate((BACKGROUND, *keys))
    }
    metadata = _metadata(TYPES["mask.v1"], release, **{"internal-color-map": named})
    return {question.key + REF: name, question.key + REF + METADATA: metadata}


def _write_spans(
    _row: ReleaseItem, question: Question, answer: ReleasedAnswer, release: ReleaseData, _folder: Path
) -> dict[str, Any]:
    found: Any = answer.value
    entities = [
        {"label": one["label"], "startOffset": one["start"], "endOffset": one["end"]}
        for one in found
        if "start" in one
    ]
    labels = [{"label": label.key, "shortDisplayName": label.title} for label in question.labels]
    metadata = _metadata(TYPES["span.v1"], release, entities=[{"confidence": 0} for _ in entities])
    return {
        question.key: {"annotations": {"entities": entities, "labels": labels}},
        question.key + METADATA: metadata,
    }


WRITE: Mapping[str, Callable[[ReleaseItem, Question, ReleasedAnswer, ReleaseData, Path], dict[str, Any]]] = {
    "choice.v1": _write_choice,
    "choices.v1": _write_choices,
    "box.v1": _write_boxes,
    "mask.v1": _write_mask,
    "span.v1": _write_spans,
}
