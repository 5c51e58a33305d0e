"""Generated answers on small images, written in a format and read back as the project would read them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from PIL import Image

from goldsmith import ingest, kinds
from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, Written, write
from goldsmith.ingest import Reading, ReadOptions, Row
from goldsmith.ingest.plan import stored_fields
from goldsmith.model import Guideline, Item, Json, Label, Question
from goldsmith.runs import encode, from_array
from tests.unit.export import sample
from tests.unit.export.sample import answer

WIDTH, HEIGHT = 37, 23  # odd and unlike, so that rows and columns cannot be confused
LABELS = (Label("cat", "Cat"), Label("dog", "A dog"))
KEYS = tuple(label.key for label in LABELS)


def question(kind: str, key: str = "seen", **options: Any) -> Question:
    return Question(key, kind, "What is there?", LABELS, options=options)


def png(width: int = WIDTH, height: int = HEIGHT, colour: int = 90) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 30, 30)).save(sink, "PNG")
    return sink.getvalue()


def item(number: int, metadata: Mapping[str, Any] = {}) -> Item:
    image = {
        "type": "image",
        "media": f"{number:064x}.png",
        "name": f"pet {number}.png",
        "width": WIDTH,
        "height": HEIGHT,
        "exif_orientation": 1,
    }
    return Item(f"{number:032x}", "upload", None, "d" * 64, 0, None, {"image": image}, metadata=metadata)


def release(*asked: Question, values: Sequence[Mapping[str, Json]]) -> ReleaseData:
    """Return a release in which item n has the n-th answers by question; every second one is in the part `val`."""
    rows = tuple(
        ReleaseItem(
            item(n),
            ("train", "val")[n % 2],
            {key: answer(value) for key, value in given.items()},
        )
        for n, given in enumerate(values)
    )
    guideline = Guideline("g" * 64, 1, "", "", asked)
    return ReleaseData("v1", "Pets & more", guideline, rows, ("train", "val"), 9, "2026-01-31T12:00:00Z")


def release_of_masks() -> ReleaseData:
    """Return the release of the formats' contract with masks for answers."""
    made = sample.release()
    pixels = np.zeros((48, 64), dtype=bool)
    pixels[3:20, 5:50] = True
    asked = Question("scene", "mask.v1", "What is where?", sample.LABELS)
    one = {"label": "b", "counts": encode(from_array(pixels), 48 * 64)}
    values: list[list[Json]] = [[one], [], [{**one, "label": "a"}]]
    answers = [{"scene": answer({"size": [48, 64], "masks": value})} for value in values]
    rows = [replace(row, answers=given) for row, given in zip(made.items, [*answers, {}], strict=True)]
    return replace(made, guideline=sample.guideline(asked), items=tuple(rows))


def written(format_: str, data: ReleaseData, folder: Path) -> Written:
    """Write a release with its images beside it, as `goldsmith release` does."""
    found = write(format_, data, folder)
    (folder / "images").mkdir(exist_ok=True)
    for n, row in enumerate(data.items):
        (folder / "images" / row.item.fields["image"]["media"]).write_bytes(png(colour=n))
    return found


def read(path: Path, *asked: Question, **options: Any) -> tuple[list[Row], list[InvalidInput], Reading]:
    """Read a source to its end: rows, faults, and the reading with its notices."""
    rows: list[Row] = []
    faults: list[InvalidInput] = []
    with ingest.read(path, ReadOptions(asked=asked or None, **options)) as reading:
        for one in reading.rows:
            if isinstance(one, Row):
                rows.append(one)
            else:
                faults.append(one)
    return rows, faults, reading


# which of the files that a format writes are read, each by itself; "" is the whole folder
SOURCES = {
    "coco.v1": "instances_*.json",
    "voc.v1": "",
    "voc_0_based.v1": "",
    "yolo.v1": "yolo.yaml",
    "mask_png.v1": "masks.json",
    "cvat.v1": "cvat_*.xml",
    "sagemaker.v1": "sagemaker_*.manifest",
}


def read_back(format_: str, folder: Path, asked: Question) -> dict[str, Any]:
    """Return the answers in what a format wrote, parsed, by the name of the image's file."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    sources = [name for name in names if fnmatch(name, SOURCES[format_])] if SOURCES[format_] else [""]
    found: dict[str, Any] = {}
    for source in sources:
        name = format_.removesuffix(".v1").removesuffix("_0_based")
        rows, faults, _ = read(folder / source if source else folder, asked, format=name)
        assert not faults, [str(fault) for fault in faults]
        for row in rows:
            (label,) = row.labels
            assert label.kind == asked.kind
            assert label.question in {None, asked.key}
            shown = Item("new", "", None, "", 0, None, stored_fields(row))
            image = next(one for one in row.fields.values() if isinstance(one, ingest.Picture))
            found[Path(image.name).name] = kinds.get(asked.kind).parse(label.value, shown, asked)
    return found


def round_trip(format_: str, folder: Path, asked: Question, values: Sequence[Json]) -> list[Any]:
    """Return the answers after writing and reading, in their order."""
    data = release(asked, values=[{asked.key: value} for value in values])
    written(format_, data, folder)
    back = read_back(format_, folder, asked)
    return [back[row.item.fields["image"]["media"]] for row in data.items]


# answers ------------------------------------------------------------------------------------------------------------

label = st.sampled_from(KEYS)


@st.composite
def _box(draw: st.DrawFn, turned: bool, steps: int = 100) -> dict[str, Json]:
    """steps: in one pixel."""
    width = draw(st.integers(steps, steps * WIDTH)) / steps
    height = draw(st.integers(steps, steps * HEIGHT)) / steps
    x = draw(st.integers(0, round(steps * (WIDTH - width)))) / steps
    y = draw(st.integers(0, round(steps * (HEIGHT - height)))) / steps
    box: dict[str, Json] = {"label": draw(label), "x": x, "y": y, "width": width, "height": height}
    if turned and (angle := draw(st.sampled_from((0, 0.5, 30, -45, 89.9, 90)))):
        box["angle"] = angle
    return box


def _numbered(objects: list[dict[str, Json]]) -> list[Json]:
    return [{"id": f"o{n}", **one} for n, one in enumerate(objects)]


boxes: st.SearchStrategy[Json] = st.lists(_box(turned=False), max_size=4).map(_numbered)
whole_boxes: st.SearchStrategy[Json] = st.lists(_box(turned=False, steps=1), max_size=4).map(_numbered)
turned_boxes: st.SearchStrategy[Json] = st.lists(_box(turned=True), max_size=4).map(_numbered)


@st.composite
def _polygon(draw: st.DrawFn, simple: bool) -> dict[str, Json]:
    """A triangle or a frame on the left, and perhaps another triangle on the right."""
    at = [draw(st.integers(0, 99)) / 100 for _ in range(6)]
    triangle: Json = [[at[0], at[1]], [12 + at[2], 3 + at[3]], [5 + at[4], 18 + at[5]]]
    frame: Json = [[0, 0], [15, at[0]], [16 + at[1], 20 + at[2]], [1, 21]]
    hole: Json = [[4, 4], [4, 12 + at[3]], [11 + at[4], 12], [10, 5 + at[5]]]
    far: Json = [[20, 1 + at[0]], [36 + at[1], 2], [30, 22 + at[2]]]
    parts: list[Json] = [{"outline": triangle, "holes": []}]
    if not simple and draw(st.booleans()):
        parts = [{"outline": frame, "holes": [hole]}]
    if not simple and draw(st.booleans()):
        parts.append({"outline": far, "holes": []})
    return {"label": draw(label), "parts": parts}


polygons: st.SearchStrategy[Json] = st.lists(_polygon(simple=False), max_size=3).map(_numbered)
simple_polygons: st.SearchStrategy[Json] = st.lists(_polygon(simple=True), max_size=3).map(_numbered)


@st.composite
def _codes(draw: st.DrawFn, n: int) -> Any:
    """Codes from 0, nothing, to n for every pixel: rectangles painted over each other, and single pixels."""
    codes = np.zeros((HEIGHT, WIDTH), dtype=int)
    for _ in range(draw(st.integers(0, 6))):
        left, top = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
        wide, high = draw(st.integers(1, WIDTH)), draw(st.integers(1, HEIGHT))
        codes[top : top + high, left : left + wide] = draw(st.integers(0, n))
    return codes


def counts(pixels: Any) -> str:
    return encode(from_array(pixels), WIDTH * HEIGHT)


@st.composite
def _masks(draw: st.DrawFn) -> Json:
    codes = draw(_codes(len(KEYS)))
    masks: list[Json] = [
        {"label": key, "counts": counts(codes == n)} for n, key in enumerate(KEYS, 1) if (codes == n).any()
    ]
    return {"size": [HEIGHT, WIDTH], "masks": masks}


@st.composite
def _instances(draw: st.DrawFn) -> Json:
    codes = draw(_codes(5))
    objects: list[Json] = [
        {"id": f"o{n}", "label": draw(label), "counts": counts(codes == n)}
        for n in range(1, 6)
        if (codes == n).any()
    ]
    return {"size": [HEIGHT, WIDTH], "objects": objects}


masks: st.SearchStrategy[Json] = _masks()
instances: st.SearchStrategy[Json] = _instances()
