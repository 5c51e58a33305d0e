from __future__ import annotations

import builtins
import zipfile
from pathlib import Path
from typing import Any

import pytest

from goldsmith.errors import Damaged, InvalidInput, NotFound, Unavailable
from goldsmith.export import write
from goldsmith.export.manifest import write_manifest
from goldsmith.loading import load
from tests.unit.export.sample import release, rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "v1"
    place.mkdir()
    names = [name for kind in ("jsonl.v1", "csv.v1") for name in write(kind, release(), place).files]
    write_manifest(release(), place, names)
    return place


def test_items_questions_and_parts_are_as_released(folder: Path) -> None:
    opened = load(folder)
    assert [item["id"] for item in opened.items] == [row.item.id for row in rows()]
    assert opened.questions == ("sort", "topics", "stars", "cells")
    assert opened.parts == ("train", "test")


def test_arrays_of_texts_and_labels(folder: Path) -> None:
    texts, labels = load(folder).arrays("sort", field="text")
    assert texts == [row.item.fields["text"]["text"] for row in rows()[:2]]
    assert labels.tolist() == ["a", "b"]
    everything, all_labels = load(folder).arrays("sort", None, field="text")
    assert len(everything) == 2  # what is behind the wall has to be named
    assert all_labels.tolist() == ["a", "b"]
    assert load(folder).arrays("sort", "test", field="text")[1].tolist() == ["a"]


def test_arrays_of_images_and_boxes(folder: Path) -> None:
    paths, values = load(folder).arrays("cells", "train", field="image")
    assert Path(paths[0]) == folder / "images" / f"{0:064x}.png"
    assert values.dtype == object
    assert [len(boxes) for boxes in values] == [2, 0]


def test_a_choice_of_field_must_be_made_where_there_are_several(folder: Path) -> None:
    with pytest.raises(NotFound, match="image, text"):
        load(folder).arrays("sort")


@pytest.mark.parametrize(
    ("question", "part", "known"), [("sorts", "train", "sort, topics"), ("sort", "valid", "train, test")]
)
def test_unknown_names_list_the_known_ones(folder: Path, question: str, part: str, known: str) -> None:
    with pytest.raises(NotFound) as caught:
        load(folder).arrays(question, part, field="text")
    assert known in caught.value.mend


def test_a_data_frame_has_one_row_an_item(folder: Path) -> None:
    frame = load(folder).frame()
    assert len(frame) == 4
    assert frame["metadata.year"].tolist() == [2000, 2001, 2002, 2003]
    decided = load(folder).frame("sort")
    assert decided["sort"].tolist() == ["a", "b", "a"]
    assert decided["method"].tolist() == ["unanimous", "majority", "ruling"]


def test_without_pandas_the_error_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    opened = load(folder)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(Unavailable, match="pip install pandas"):
        opened.frame()


@pytest.mark.parametrize("top", ["", "v1/"])
def test_a_zip_is_read_with_and_without_its_folder(folder: Path, tmp_path: Path, top: str) -> None:
    path = tmp_path / "v1.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, top + file.name)
    assert load(path).items == load(folder).items


def test_all_changed_and_missing_files_are_named(folder: Path) -> None:
    (folder / "items.csv").unlink()
    with (folder / "items.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(Damaged) as caught:
        load(folder)
    assert "items.csv is missing; items.jsonl has changed" in caught.value.what


def test_a_place_without_a_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"manifest\.json"):
        load(tmp_path)
    with pytest.raises(NotFound, match="no release folder"):
        load(tmp_path / "nowhere")


def test_a_manifest_that_points_outside_is_not_followed(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"files": {"../secret": "00"}, "parts": [], "questions": []}')
    with pytest.raises(Damaged, match="outside the release"):
        load(folder)


def test_a_release_without_jsonl_says_so(tmp_path: Path) -> None:
    write_manifest(release(), tmp_path, write("csv.v1", release(), tmp_path).files)
    with pytest.raises(InvalidInput, match=r"jsonl\.v1"):
        load(tmp_path)
