"""UIMA CAS in XMI and JSON, as the library of its makers writes them: offsets in UTF-16 become code points."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import cassis
import pytest
from hypothesis import HealthCheck, given, settings

from goldsmith.errors import InvalidInput
from goldsmith.model import Json
from tests.unit.formats import sample

TYPE = "webanno.custom.Name"
RELATION = "webanno.custom.Born"


def cas_of(text: str, spans: list[dict[str, Json]]) -> Any:
    types = cassis.TypeSystem()
    name = types.create_type(TYPE, "uima.tcas.Annotation")
    types.create_feature(name, "value", "uima.cas.String")
    born = types.create_type(RELATION, "uima.tcas.Annotation")
    types.create_feature(born, "label", "uima.cas.String")
    for end in ("Governor", "Dependent"):
        types.create_feature(born, end, name)
    cas = cassis.Cas(types)
    cas.sofa_string = text
    cas.sofa_mime = "text/plain"
    made = {}
    for one in spans:
        if "start" in one:
            made[one["id"]] = name(begin=one["start"], end=one["end"], value=one["label"])
        else:
            ends = made[one["from"]], made[one["to"]]
            made[one["id"]] = born(
                begin=ends[0].begin, end=ends[1].end, label=one["label"], Governor=ends[0], Dependent=ends[1]
            )
        cas.add(made[one["id"]])
    return cas


def written(cas: Any, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xmi":
        cas.to_xmi(path)
    else:
        cas.to_json(path)
    return path


@pytest.mark.parametrize("suffix", [".xmi", ".json"])
def test_spans_and_relations_are_read(suffix: str, tmp_path: Path) -> None:
    (row,) = sample.back(written(cas_of(sample.AWKWARD, sample.NAMES), tmp_path / f"t{suffix}"))
    assert row.fields["text"] == sample.AWKWARD
    assert row.labels[0].question == "Name"
    again = sample.given(row, "span.v1")
    assert sample.contents(again, sample.AWKWARD) == sample.contents(sample.NAMES, sample.AWKWARD)


@pytest.mark.parametrize("suffix", [".xmi", ".json"])
@given(sample.texts_with_spans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_span_shifts_whatever_the_text(
    suffix: str, tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    (row,) = sample.back(written(cas_of(text, spans), tmp_path / f"t{suffix}"))
    assert row.fields["text"] == text
    assert not spans or sample.contents(sample.given(row, "span.v1"), text) == sample.contents(spans, text)


def test_in_an_export_the_folder_names_the_document_and_the_file_the_annotator(tmp_path: Path) -> None:
    cas = cas_of("Ana", [{"id": "a", "label": "person", "start": 0, "end": 3}])
    for name in ("annotation/a.txt/ana.xmi", "annotation/a.txt/ben.xmi", "curation/a.txt/CURATION_USER.xmi"):
        written(cas, tmp_path / name)
    assert [(row.external_id, row.labels[0].annotator) for row in sample.back(tmp_path)] == [
        ("a.txt", "ana"),
        ("a.txt", "ben"),
        ("a.txt", "curation"),
    ]


def test_an_annotators_zip_is_opened_where_it_lies(tmp_path: Path) -> None:
    path = written(
        cas_of("Ana", [{"id": "a", "label": "person", "start": 0, "end": 3}]), tmp_path / "ben.xmi"
    )
    folder = tmp_path / "export/annotation/a.txt"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "ben.zip", "w") as packed:
        packed.write(path, "ben.xmi")
        packed.writestr("TypeSystem.xml", "<typeSystemDescription/>")
    (row,) = sample.back(tmp_path / "export")
    assert (row.external_id, row.labels[0].annotator) == ("a.txt", "ben")
    (tmp_path / "other").mkdir()
    shutil.copy(folder / "ben.zip", tmp_path / "other/ben.zip")
    with pytest.raises(InvalidInput, match="no images, recordings, texts or tables"):
        sample.back(tmp_path / "other")
    (folder / "ben.zip").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(InvalidInput, match="cannot be unpacked"):
        sample.back(tmp_path / "export")


def test_an_offset_inside_a_character_is_refused(tmp_path: Path) -> None:
    path = written(cas_of("🎉", [{"id": "a", "label": "person", "start": 0, "end": 1}]), tmp_path / "t.xmi")
    path.write_text(path.read_text(encoding="utf-8").replace('end="2"', 'end="1"'), encoding="utf-8")
    with pytest.raises(InvalidInput, match="where no character of the text does"):
        sample.back(path)


def test_a_file_that_defines_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xmi"
    path.write_text('<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(InvalidInput, match="defines entities"):
        sample.back(path)
