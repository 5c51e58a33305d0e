"""WebAnno TSV 3: tokens, stacked and multi-token annotations, relations, escapes, offsets of both sorts."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.errors import InvalidInput
from goldsmith.ingest import ReadOptions, Row, read
from tests.unit.formats import sample

HEAD = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
#T_RL=webanno.custom.Born|label|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity


"""
# 🎉 is two UTF-16 units: the offsets behind it are those of Java
BODY = """#Text=🎉 Ana Vega lives.
1-1\t0-2\t🎉\t_\t_\t_\t_\t_\t
1-2\t3-6\tAna\t*[1]|*[2]\tperson[1]|given\\_name[2]\tNE\t_\t_\t
1-3\t7-11\tVega\t*[1]\tperson[1]\tNE\t_\t_\t
1-4\t12-17\tlives\t_\t_\tV\t_\t_\t
1-5\t17-18\t.\t_\t_\t_\t_\t_\t

#Text=In New\\tYork.
2-1\t19-21\tIn\t_\t_\t_\t_\t_\t
2-2\t22-25\tNew\t*[3]\tplace[3]\t_\tborn_in\t1-2[1_3]\t
2-3\t26-30\tYork\t*[3]\tplace[3]\t_\t_\t_\t
2-3.1\t26-28\tYo\thttp://x\tsyllable\t_\t_\t_\t
2-4\t30-31\t.\t_\t_\t_\t_\t_\t
"""


def export(path: Path, text: str = HEAD + BODY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_spans_stand_over_their_words_and_relations_join_them(tmp_path: Path) -> None:
    with read(export(tmp_path / "t.tsv"), ReadOptions()) as reading:
        (row,) = reading.rows
    assert isinstance(row, Row)
    text = str(row.fields["text"])
    assert text == "🎉 Ana Vega lives.\nIn New\tYork."
    (given,) = row.labels
    objects = given.value
    assert isinstance(objects, list)
    named = {one["id"]: (one["label"], text[one["start"] : one["end"]]) for one in objects if "start" in one}
    assert sorted(named.values()) == [
        ("given_name", "Ana"),
        ("person", "Ana Vega"),
        ("place", "New\tYork"),
        ("syllable", "Yo"),
    ]
    (tie,) = [one for one in objects if "from" in one]
    assert (tie["label"], named[tie["from"]][0], named[tie["to"]][0]) == ("born_in", "person", "place")
    assert given.question == "NamedEntity"
    assert "3 annotations of the layer POS are left out." in reading.notices


def test_tokens_are_kept(tmp_path: Path) -> None:
    (row,) = sample.back(export(tmp_path / "t.tsv"))
    text, tokens = str(row.fields["text"]), row.metadata["tokens"]
    assert [text[a:b] for a, b in tokens][:4] == ["🎉", "Ana", "Vega", "lives"]


def test_a_layer_can_be_named(tmp_path: Path) -> None:
    (row,) = sample.back(export(tmp_path / "t.tsv"), format="webanno", label="POS")
    assert [one["label"] for one in sample.given(row, "span.v1")] == ["NE", "NE", "V"]
    with pytest.raises(InvalidInput, match="It has NamedEntity, POS"):
        sample.back(tmp_path / "t.tsv", format="webanno", label="Names")


def test_in_an_export_the_folder_names_the_document_and_the_file_the_annotator(tmp_path: Path) -> None:
    for name in ("annotation/a.txt/ana", "annotation/a.txt/ben", "annotation/a.txt/INITIAL_CAS"):
        export(tmp_path / f"{name}.tsv")
    export(tmp_path / "curation/a.txt/CURATION_USER.tsv")
    rows = sample.back(tmp_path)
    assert [(row.external_id, row.labels[0].annotator) for row in rows] == [
        ("a.txt", "ana"),
        ("a.txt", "ben"),
        ("a.txt", "curation"),
    ]


def test_a_token_that_is_not_in_the_text_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        sample.back(export(tmp_path / "t.tsv", HEAD + "#Text=Ana\n1-1\t0-3\tBen\t_\t_\t_\t_\t_\t\n"))
    assert (caught.value.slug, caught.value.where) == ("webanno.malformed", "t.tsv line 8")
