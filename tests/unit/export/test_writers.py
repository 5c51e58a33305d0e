from __future__ import annotations

import csv
import dataclasses
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import duckdb
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO

from goldsmith.errors import InvalidInput, NotFound
from goldsmith.export import jsonl, write
from goldsmith.export.csv_table import lines
from goldsmith.export.parquet import content_digest
from goldsmith.model import Json, Question
from tests.unit.export.sample import BOX, LABELS, ONE, answer, release, rows


def test_jsonl_comes_back_whole(tmp_path: Path) -> None:
    write("jsonl.v1", release(), tmp_path)
    assert jsonl.read(tmp_path / "items.jsonl") == list(release().items)


def test_a_line_that_is_no_item_is_named(tmp_path: Path) -> None:
    write("jsonl.v1", release(), tmp_path)
    path = tmp_path / "items.jsonl"
    path.write_text(path.read_text() + '{"id": 1}\n')
    with pytest.raises(InvalidInput) as caught:
        jsonl.read(path)
    assert caught.value.where == "items.jsonl line 5"


def test_csv_has_one_row_an_item_and_all_columns(tmp_path: Path) -> None:
    write("csv.v1", release(), tmp_path)
    with (tmp_path / "items.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert list(table[0]) == [
        *("id", "external_id", "source", "group", "part", "image", "image.width", "image.height", "text"),
        *(
            f"{key}{end}"
            for key in ("sort", "topics", "stars", "cells")
            for end in ("", ".method", ".n_votes")
        ),
        *("metadata.author", "metadata.year"),
    ]
    assert [row["text"] for row in table] == [row.item.fields["text"]["text"] for row in rows()]
    assert table[0]["sort"] == "a"
    assert json.loads(table[0]["topics"]) == ["a", "b"]
    assert json.loads(table[0]["cells"])[0] == ONE
    assert table[1]["topics"] == "[]"
    assert table[3]["topics"] == ""
    assert table[3]["sort.method"] == "ruling"


def test_a_field_that_shares_its_name_gets_a_longer_one(tmp_path: Path) -> None:
    row = release().items[0]
    fields = {"Sort": {"type": "text", "text": "x"}, "part": {"type": "text", "text": "y"}}
    made = release(items=(replace(row, item=replace(row.item, fields=fields)),))
    write("csv.v1", made, tmp_path)
    head = (tmp_path / "items.csv").read_text().splitlines()[0].split(",")
    assert "field.part" in head
    assert "question.sort" in head
    assert len({name.casefold() for name in head}) == len(head)


def test_cells_like_formulas_are_counted_and_not_changed(tmp_path: Path) -> None:
    losses = write("csv.v1", release(), tmp_path).losses
    assert any("spreadsheet formula (= + - @) are written as they are, 1 in all" in loss for loss in losses)
    assert '"=1+1, ' in (tmp_path / "items.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", " ", "a\rb", "a\nb", '"', ",", "\t", "NULL", "\x00", "\u2028"])
def test_an_awkward_cell_survives_csv_and_differs_from_no_value(text: str) -> None:
    written = "".join(lines(["a", "b"], [[text, None]]))
    assert list(csv.reader(StringIO(written, newline="")))[1] == [text, ""]
    assert not written.endswith("\n,\n")


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=5)
)
def test_any_text_survives_csv(table: list[list[str]]) -> None:
    text = "".join(lines(["a", "b"], table))
    assert list(csv.reader(StringIO(text, newline=""))) == [["a", "b"], *table]


def test_votes_are_one_long_table(tmp_path: Path) -> None:
    write("votes.v1", release(), tmp_path)
    table = pandas.read_csv(tmp_path / "votes.csv", dtype=str)
    assert list(table.columns) == ["item_id", "annotator", "question", "label", "guideline_version", "at"]
    sort = table[(table.question == "sort") & (table.item_id == f"{1:032x}")]
    assert list(sort.label) == ["b", "b", "a"]
    assert list(sort.annotator) == ["ann1", "ann2", "ann3"]


def test_parquet_has_typed_columns_for_duckdb(tmp_path: Path) -> None:
    write("parquet.v1", release(), tmp_path)
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(tmp_path / "items.parquet"))
        types = dict(zip(table.columns, map(str, table.types), strict=True))
        found = table.fetchall()
    assert types["topics"] == "VARCHAR[]"
    assert types["cells"].startswith("STRUCT(")
    assert types["metadata.year"] == types["image.width"] == "BIGINT"
    columns = list(types)
    assert [row[columns.index("id")] for row in found] == [row.item.id for row in rows()]
    assert found[0][columns.index("cells")][0] == ONE
    assert found[0][columns.index("text")] == rows()[0].item.fields["text"]["text"]
    assert found[1][columns.index("topics")] == []
    assert found[3][columns.index("topics")] is None


def test_the_content_digest_sees_a_changed_value(tmp_path: Path) -> None:
    digests = []
    for name, items in (("one", release().items), ("two", release().items[:3])):
        (tmp_path / name).mkdir()
        write("parquet.v1", release(items=items), tmp_path / name)
        digests.append(content_digest(tmp_path / name / "items.parquet"))
    assert digests[0] != digests[1]


def test_pycocotools_reads_the_boxes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write("coco.v1", release(), tmp_path).files
    assert files == ("instances_train.json", "instances_test.json")
    coco = COCO(tmp_path / "instances_train.json")
    capsys.readouterr()
    assert len(coco.getImgIds()) == 2  # the image with nothing on it stays listed
    first, second = coco.loadAnns(coco.getAnnIds(imgIds=[1]))
    assert first["bbox"] == [1.5, 2.0, 10.25, 20.0]
    assert first["area"] == 205
    assert [coco.cats[one["category_id"]]["name"] for one in (first, second)] == ["b", "a"]
    assert sorted(coco.cats) == [1, 2]
    assert coco.getAnnIds(imgIds=[2]) == []


def test_coco_leaves_out_undecided_images_and_says_so(tmp_path: Path) -> None:
    written = write("coco.v1", release(), tmp_path)
    test = json.loads((tmp_path / "instances_test.json").read_text())
    assert [image["item_id"] for image in test["images"]] == [f"{2:032x}"]
    assert [image["id"] for image in test["images"]] == [3]
    assert any(
        'without a decided answer to "cells" are left out of COCO, 1 in all' in loss
        for loss in written.losses
    )
    assert any('Question "sort" (choice.v1) is not in coco.v1' in loss for loss in written.losses)


def test_two_box_questions_make_two_sets_of_files(tmp_path: Path) -> None:
    other = Question("nuclei", "box.v1", "Which nuclei?", labels=LABELS)
    files = write("coco.v1", release(BOX, other), tmp_path).files
    assert set(files) == {
        f"instances_{key}_{part}.json" for key in ("cells", "nuclei") for part in ("train", "test")
    }


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # pycocotools under numpy 2
def test_pycocotools_reads_polygons_with_parts_holes_and_attributes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    square, hole = [[4, 4], [24, 4], [24, 24], [4, 24]], [[8, 8], [14, 8], [14, 14], [8, 14]]
    far = [[40, 10], [60, 10], [60, 30]]
    two: dict[str, Json] = {
        "id": "x",
        "label": "a",
        "parts": [{"outline": square, "holes": []}, {"outline": far, "holes": []}],
    }
    ring: dict[str, Json] = {
        "id": "y",
        "label": "b",
        "parts": [{"outline": square, "holes": [hole]}],
        "attributes": {"wet": True},
    }
    fields = Question("fields", "polygon.v1", "Which fields?", labels=LABELS)
    row = dataclasses.replace(rows()[0], answers={"fields": answer([two, ring])})
    write("coco.v1", dataclasses.replace(release(fields), items=(row,)), tmp_path)
    coco = COCO(tmp_path / f"instances_{row.part}.json")
    capsys.readouterr()
    first, second = coco.loadAnns(coco.getAnnIds())
    assert (first["area"], first["bbox"], len(first["segmentation"])) == (600, [4, 4, 56, 26], 2)
    assert coco.annToMask(first).sum() == pytest.approx(600, rel=0.08)  # its pixels are not half open
    assert (second["area"], second["attributes"]) == (364, {"wet": True})
    mask = coco.annToMask(second)
    assert (mask.sum(), mask.shape, mask[10, 10], mask[5, 5]) == (364, (48, 64), 0, 1)


def test_an_unknown_format_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="Did you mean jsonl"):
        write("json.v1", release(), tmp_path)
