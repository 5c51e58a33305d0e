"""A guideline made of the labels that a data set comes with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from goldsmith.cli.main import cli
from goldsmith.errors import InvalidInput
from goldsmith.guidelines import parse_guideline
from goldsmith.ingest import GivenLabel, ReadOptions, Row
from goldsmith.model import Question
from goldsmith.project.drafting import draft_of, questions_of, survey

LABEL_STUDIO = Path(__file__).parents[2] / "data" / "formats" / "label_studio"


def drafted(*labels: GivenLabel) -> tuple[list[Question], list[str]]:
    return questions_of(survey([Row("a", {}, labels=labels)]))


def test_of_several_kinds_in_which_all_answers_come_the_one_that_says_most_is_asked() -> None:
    box: Any = {"id": "1", "label": "cat", "x": 0, "y": 0, "width": 2, "height": 2}
    both = [GivenLabel("ann", [box], "box.v1"), GivenLabel("ann", [{**box, "parts": []}], "polygon.v1")]
    (question,), _ = drafted(*both)
    assert question.kind == "polygon.v1"
    (question,), _ = drafted(*both, GivenLabel("bob", [box], "box.v1"))
    assert (question.key, question.kind) == ("objects", "box.v1")


def test_what_objects_bear_becomes_options_of_their_question() -> None:
    turned: Any = {"id": "1", "label": "cat", "angle": 30, "attributes": {"hidden": True, "pose": "up"}}
    other: Any = {"id": "2", "label": "dog", "attributes": {"pose": "down"}}
    (question,), _ = drafted(GivenLabel("ann", [turned, other], "box.v1", "where it is"))
    assert (question.key, [label.key for label in question.labels]) == ("where_it_is", ["cat", "dog"])
    assert question.options == {
        "rotate": True,
        "attributes": [{"key": "hidden"}, {"key": "pose", "choices": ["up", "down"]}],
    }


def test_relations_are_no_labels_of_spans() -> None:
    spans: Any = [{"label": "a", "start": 0, "end": 1}, {"label": "to", "from": "1", "to": "1"}]
    (question,), _ = drafted(GivenLabel("ann", spans, "span.v1"))
    assert [label.title for label in question.labels] == ["a"]
    assert question.options == {"relations": ["to"]}


def test_one_label_alone_is_nothing_to_choose_and_too_many_are_texts() -> None:
    questions, notes = drafted(GivenLabel(None, "yes", "choice.v1", "q"))
    assert not questions
    assert "only the label yes" in notes[0]
    many = [GivenLabel(None, f"cell {n}", "choice.v1", "q") for n in range(501)]
    questions, notes = drafted(*many)
    assert not questions
    assert "501 different answers" in notes[0]


def test_a_file_without_labels_drafts_nothing_and_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\na b\n")
    with pytest.raises(InvalidInput, match="no labels") as caught:
        draft_of(tmp_path / "a.csv", ReadOptions(), title="a")
    assert "--label" in caught.value.mend


@pytest.mark.parametrize("name", ["images", "texts"])
def test_the_draft_of_an_export_is_a_guideline(name: str) -> None:
    text = draft_of(LABEL_STUDIO / f"{name}.json", ReadOptions(), title=name)
    guideline = parse_guideline(text, version=1)
    assert len(guideline.questions) >= 4
    assert "This is a draft" in guideline.body


def coco(folder: Path) -> Path:
    Image.new("L", (40, 30)).save(folder / "a.png")
    whole = {
        "images": [{"id": 1, "file_name": "a.png", "width": 40, "height": 30}],
        "annotations": [{"id": n, "image_id": 1, "category_id": n, "bbox": [n, n, 9, 9]} for n in (1, 2)],
        "categories": [{"id": 1, "name": "Red cell"}, {"id": 2, "name": "white"}],
    }
    (folder / "coco.json").write_text(json.dumps(whole))
    return folder


@pytest.mark.parametrize("sort", ["label_studio", "coco", "table"])
def test_a_data_set_becomes_a_project_in_one_command(sort: str, tmp_path: Path) -> None:
    source, more = LABEL_STUDIO / "images.json", list[str]()
    if sort == "coco":
        (tmp_path / "set").mkdir()
        source = coco(tmp_path / "set")
    if sort == "table":
        source, more = tmp_path / "t.csv", ["--label", "sort"]
        source.write_text("text,sort\nan old song,Good one\na new song,bad\n")
    made = CliRunner().invoke(cli, ["new", str(tmp_path / "ws/p"), "--from", str(source), *more, "--json"])
    assert made.exit_code == 0, made.output
    (brought,) = json.loads(made.stdout)["imports"]
    assert brought["n_answers"] == {"label_studio": 15, "coco": 1, "table": 2}[sort]
    assert brought["n_faults"] == 0


def test_a_config_of_label_studio_is_taken_for_a_guideline(tmp_path: Path) -> None:
    config, project = str(LABEL_STUDIO / "images.xml"), str(tmp_path / "ws/p")
    assert CliRunner().invoke(cli, ["new", project, "--guideline", config]).exit_code == 0
    brought = CliRunner().invoke(cli, ["ingest", project, str(LABEL_STUDIO / "images.json"), "--json"])
    assert brought.exit_code == 0, brought.output
    assert json.loads(brought.stdout)[0]["n_answers"] == 15
