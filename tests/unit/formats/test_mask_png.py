"""Mask PNGs: numbers, palettes and colours, sizes, objects, and folders in VOC's manner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from goldsmith.export.pixels import colour, content_digest
from goldsmith.model import Json, Label, Question
from goldsmith.runs import decode, to_array
from tests.unit.formats.conftest import slugs
from tests.unit.formats.drawings import (
    HEIGHT,
    WIDTH,
    counts,
    png,
    question,
    read,
    release,
    round_trip,
    written,
)

MASK, INSTANCE = question("mask.v1"), question("instance.v1")
CODES = np.full((60, 80), 255, dtype=np.uint8)
CODES[5:20, 10:30] = 0
CODES[30:50, 40:70] = 1


def masks(folder: Path, mask: Image.Image, **said: Any) -> Path:
    """Write a list of one mask on the image a.png."""
    mask.save(folder / "mask.png")
    labels = [{"value": 0, "label": "cat"}, {"value": 1, "label": "dog"}]
    listed = [{"image": "a.png", "mask": "mask.png"}]
    whole = {"format": "mask_png", "labels": labels, "masks": listed, "unlabelled": 255}
    (folder / "masks.json").write_text(json.dumps(whole | said))
    return folder / "masks.json"


def arrays(path: Path, asked: Question) -> dict[str, Any]:
    """Return the pixels of each label, or of each object, of the one mask."""
    rows, faults, _ = read(path, asked)
    assert not faults
    value: Any = rows[0].labels[0].value
    return {
        one.get("id", one["label"]): to_array(decode(one["counts"], 4800), 60, 80)
        for one in value.get("masks", value.get("objects"))
    }


@pytest.mark.parametrize("form", ["grey", "palette", "16 bit"])
def test_numbers_count_whatever_the_picture_is_stored_as(cells: Path, form: str) -> None:
    mask = Image.fromarray(CODES.astype(np.uint16) if form == "16 bit" else CODES)
    if form == "palette":
        mask.putpalette([0] * 768)  # all black: the numbers are all there is
    found = arrays(masks(cells, mask), MASK)
    assert (found["cat"] == (CODES == 0)).all()
    assert (found["dog"] == (CODES == 1)).all()


@pytest.mark.parametrize("form", ["P", "RGB", "RGBA"])
def test_colours_count_where_labels_have_them_however_the_palette_is_ordered(cells: Path, form: str) -> None:
    table = np.zeros(256, dtype=np.uint8)
    table[[0, 1, 255]] = (7, 3, 9)
    mask = Image.fromarray(table[CODES])
    palette = [0] * 768
    palette[21:24], palette[9:12] = (200, 10, 10), (10, 200, 10)
    mask.putpalette(palette)
    labels = [
        {"value": 0, "label": "cat", "color": [200, 10, 10]},
        {"value": 1, "label": "dog", "color": [10, 200, 10]},
    ]
    found = arrays(masks(cells, mask.convert(form), labels=labels), MASK)
    assert (found["cat"] == (CODES == 0)).all()
    assert (found["dog"] == (CODES == 1)).all()


def test_a_mask_of_another_size_with_smoothed_edges_or_as_jpeg_is_refused(cells: Path) -> None:
    path = masks(cells, Image.fromarray(CODES[:, :79]))
    assert slugs(read(path, MASK)[1]) == ["image.other_size"]
    path = masks(cells, Image.fromarray(CODES).resize((160, 120), Image.Resampling.BICUBIC).resize((80, 60)))
    assert slugs(read(path, MASK)[1]) == ["mask_png.no_label"]
    Image.fromarray(CODES).save(cells / "mask.jpg")
    path = masks(cells, Image.fromarray(CODES), masks=[{"image": "a.png", "mask": "mask.jpg"}])
    assert slugs(read(path, MASK)[1]) == ["mask.not_png"]
    path = masks(cells, Image.fromarray(CODES).convert("LA"))
    assert slugs(read(path, MASK)[1]) == ["mask.mode"]


def test_masks_that_are_not_there_or_broken_are_faults(cells: Path) -> None:
    listed = [{"image": "a.png", "mask": name} for name in ("none.png", "../mask.png", "broken.png")]
    (cells / "broken.png").write_bytes(png(80, 60)[:60])
    path = masks(cells, Image.fromarray(CODES), masks=listed)
    assert slugs(read(path, MASK)[1]) == ["mask_png.no_file", "mask.missing", "mask.unreadable"]


def test_semantic_masks_are_indexed_with_a_palette_that_the_map_tells(tmp_path: Path) -> None:
    pixels = np.zeros((HEIGHT, WIDTH), dtype=bool)
    pixels[2:9, 3:30] = True
    value: Json = {"size": [HEIGHT, WIDTH], "masks": [{"label": "dog", "counts": counts(pixels)}]}
    files = written("mask_png.v1", release(MASK, values=[{"seen": value}]), tmp_path).files
    assert files == (f"masks/{0:064x}.png", "masks.json")
    with Image.open(tmp_path / files[0]) as mask:
        assert (mask.mode, mask.size) == ("P", (WIDTH, HEIGHT))
        assert (np.asarray(mask) == np.where(pixels, 1, 255)).all()
        assert mask.convert("RGB").getpixel((3, 2)) == colour(2)
    whole = json.loads((tmp_path / "masks.json").read_text())
    assert whole["labels"][1] == {"color": list(colour(2)), "label": "dog", "title": "A dog", "value": 1}
    assert whole["unlabelled"] == 255


@pytest.mark.parametrize(("n", "mode"), [(255, "P"), (256, "I;16")])
def test_more_labels_than_eight_bits_hold_take_sixteen(tmp_path: Path, n: int, mode: str) -> None:
    labels = tuple(Label(f"l{at}", f"L{at}") for at in range(n))
    asked = Question("seen", "mask.v1", "What?", labels)
    pixels = np.zeros((HEIGHT, WIDTH), dtype=bool)
    pixels[0, 0] = True
    value: Json = {"size": [HEIGHT, WIDTH], "masks": [{"label": f"l{n - 1}", "counts": counts(pixels)}]}
    (back,) = round_trip("mask_png.v1", tmp_path, asked, [value])
    assert back.masks == ((f"l{n - 1}", counts(pixels)),)
    with Image.open(tmp_path / f"masks/{0:064x}.png") as mask:
        assert mask.mode == mode


def test_more_than_255_objects_take_sixteen_bits(tmp_path: Path) -> None:
    def one(n: int) -> dict[str, Json]:
        pixels = np.zeros((HEIGHT, WIDTH), dtype=bool)
        pixels[n // WIDTH, n % WIDTH] = True
        return {"id": f"o{n}", "label": "cat", "counts": counts(pixels)}

    objects = [one(n) for n in range(300)]
    (back,) = round_trip("mask_png.v1", tmp_path, INSTANCE, [{"size": [HEIGHT, WIDTH], "objects": objects}])
    assert [each.counts for each in back] == [each["counts"] for each in objects]
    with Image.open(tmp_path / f"masks/{0:064x}.png") as mask:
        assert (mask.mode, np.asarray(mask).max()) == ("I;16", 300)


def test_the_digest_looks_at_what_a_picture_says_and_not_at_how_it_is_packed(tmp_path: Path) -> None:
    mask = Image.fromarray(CODES)
    mask.save(tmp_path / "a.png", compress_level=0)
    mask.save(tmp_path / "b.png", compress_level=9)
    changed = CODES.copy()
    changed[0, 0] = 7
    Image.fromarray(changed).save(tmp_path / "c.png")
    a, b, c = (content_digest(tmp_path / f"{name}.png") for name in "abc")
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
    assert a == b != c


def test_a_folder_in_the_manner_of_voc_is_read_by_class_or_by_object(tmp_path: Path) -> None:
    for name in ("JPEGImages", "SegmentationClass", "SegmentationObject"):
        (tmp_path / name).mkdir()
    (tmp_path / "JPEGImages/a.png").write_bytes(png(80, 60))
    (tmp_path / "labelmap.txt").write_text(
        "# label:color_rgb:parts:actions\nbackground:0,0,0::\ncat:128,0,0::\n"
    )
    classes = np.zeros((60, 80, 3), dtype=np.uint8)
    classes[5:20, 10:30] = classes[30:40, 40:50] = (128, 0, 0)
    classes[5, 10:30] = (224, 224, 192)  # the border, which is nothing
    Image.fromarray(classes).save(tmp_path / "SegmentationClass/a.png")
    objects = np.zeros((60, 80, 3), dtype=np.uint8)
    objects[6:20, 10:30], objects[30:40, 40:50] = (1, 2, 3), (4, 5, 6)
    Image.fromarray(objects).save(tmp_path / "SegmentationObject/a.png")
    found = arrays(tmp_path, MASK)
    assert (found["cat"] == (classes == (128, 0, 0)).all(axis=2)).all()
    assert [pixels.sum() for pixels in arrays(tmp_path, INSTANCE).values()] == [280, 100]
