"""`goldsmith agreement EXPORT` and `goldsmith consensus EXPORT`: other tools' files without a project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from goldsmith.cli.main import cli
from goldsmith.errors import InvalidInput, ManyFaults

LABEL_STUDIO = Path(__file__).parents[2] / "data" / "formats" / "label_studio"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)])


def asked(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout, parse_constant=pytest.fail)
    return found


def tasks(folder: Path, choices: dict[str, str], *, name: str = "tasks.json", skip: str = "") -> Path:
    """Write what annotators chose, a letter for each task: {"ann": "xxy"}; a dot is no answer."""

    def annotation(who: str, letter: str) -> dict[str, Any]:
        result = {"id": "c", "type": "choices", "from_name": "sort", "value": {"choices": [letter]}}
        return {"completed_by": {"email": who}, "result": [result], "was_cancelled": letter == skip}

    n = len(next(iter(choices.values())))
    listed = [
        {
            "id": at,
            "data": {"text": f"text {at}"},
            "annotations": [annotation(who, told[at]) for who, told in choices.items() if told[at] != "."],
        }
        for at in range(n)
    ]
    path = folder / name
    path.write_text(json.dumps(listed))
    return path


def coco(folder: Path, who: str, left: float, label: int = 1) -> Path:
    whole = {
        "images": [{"id": n, "file_name": f"{n}.png", "width": 40, "height": 30} for n in (1, 2)],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": label, "bbox": [left, 0, 20, 20]},
            {"id": 2, "image_id": 1, "category_id": 2, "bbox": [30, 20, 5, 5]},
        ],
        "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "dirt"}],
    }
    path = folder / f"{who}.json"
    path.write_text(json.dumps(whole))
    return path


def test_votes_in_an_export_give_what_the_same_votes_in_a_table_give(tmp_path: Path) -> None:
    told = {"ann": "xxyyxyxxyy", "bob": "xxyyyyxxyx", "cy": "xxyxxyxy.."}
    found = asked("agreement", tasks(tmp_path, told))
    rows = [
        f"{at},{who},{letter}"
        for who, letters in told.items()
        for at, letter in enumerate(letters)
        if letter != "."
    ]
    table = tmp_path / "votes.csv"
    table.write_text("\n".join(["item,annotator,label", *rows]))
    plain = asked("agreement", table)
    assert (found["question"], found["kind"]) == ("sort", "choice.v1")
    assert found.keys() - plain.keys() == {"question", "kind", "notices"}
    assert found["coefficients"] == plain["coefficients"]
    assert found["pairs"] == plain["pairs"]


def test_a_skip_is_no_vote(tmp_path: Path) -> None:
    found = asked("agreement", tasks(tmp_path, {"ann": "xxyz", "bob": "xyyx"}, skip="z"))
    assert (found["n_votes"], found["n_items"]) == (7, 4)


def test_each_question_has_a_table_of_its_own_and_one_can_be_asked_for() -> None:
    every = asked("agreement", LABEL_STUDIO / "images.json")
    assert list(every["questions"]) == ["boxes", "outlines", "strokes", "sort"]
    boxes = every["questions"]["boxes"]
    assert boxes["units"] == "found"
    assert boxes["found"]["f1_50"]["value"] == pytest.approx(2 / 3)
    assert boxes["drawn"]["mean_iou"]["value"] == pytest.approx(11.2 / 12.8)
    one = asked("agreement", LABEL_STUDIO / "images.json", "--question", "boxes")
    assert {key: one[key] for key in boxes} == boxes
    text = run("agreement", LABEL_STUDIO / "images.json").output
    assert "boxes: Answers of 2 annotators" in text
    assert "left out: 1 skipped" in text
    assert "Gwet's AC1" in text


def test_of_several_files_each_is_one_annotators(tmp_path: Path) -> None:
    files = [coco(tmp_path, "ann", 0), coco(tmp_path, "bob", 5), coco(tmp_path, "cy", 0, label=2)]
    found = asked("agreement", *files)
    assert {name for row in found["pairs"]["rows"] for name in (row["a"], row["b"])} == {"ann", "bob", "cy"}
    assert (found["n_items"], found["n_annotators"]) == (2, 3)
    # ann and bob: 15 of 25 pixels of width shared
    assert found["drawn"]["mean_iou"]["value"] < 1
    (same,) = [one for one in found["named"] if one["iou"] == 0.5]
    assert same["same_label"]["value"] < 1


def test_files_of_the_same_name_are_called_after_their_folders(tmp_path: Path) -> None:
    for who, told in (("ann", "xyx"), ("bob", "xyy")):
        (tmp_path / who).mkdir()
        path = tasks(tmp_path / who, {"": told})
        whole = json.loads(path.read_text())
        for task in whole:
            task["annotations"][0]["completed_by"] = None
        path.write_text(json.dumps(whole))
    found = asked("agreement", tmp_path / "ann/tasks.json", tmp_path / "bob/tasks.json")
    (pair,) = found["pairs"]
    assert (pair["a"], pair["b"], pair["n"]) == ("ann", "bob", 3)


def test_ids_that_are_the_same_by_chance_do_not_make_items_the_same(tmp_path: Path) -> None:
    one = tasks(tmp_path, {"ann": "xy"}, name="a.json")
    other = tmp_path / "b.json"
    other.write_text(one.read_text().replace("text ", "words ").replace('"ann"', '"bob"'))
    refused = run("agreement", one, other)
    assert isinstance(refused.exception, InvalidInput)
    assert "No item has answers of two of the 2 annotators" in refused.exception.what


@pytest.mark.parametrize(
    ("answers", "slug", "what"),
    [
        ({"ann": "xyx"}, "export.no_overlap", "one annotator, ann"),
        ({"ann": "..."}, "export.no_labels", "no labels"),
    ],
)
def test_what_cannot_be_measured_says_why(
    answers: dict[str, str], slug: str, what: str, tmp_path: Path
) -> None:
    refused = run("agreement", tasks(tmp_path, answers)).exception
    assert isinstance(refused, InvalidInput)
    assert (refused.slug, what in refused.what) == (slug, True)
    assert refused.mend


def test_an_unknown_question_lists_those_that_there_are() -> None:
    refused = run("agreement", LABEL_STUDIO / "images.json", "--question", "mood").exception
    assert isinstance(refused, InvalidInput)
    assert "boxes, outlines, strokes, sort" in refused.mend


def test_rows_at_fault_are_all_told_and_left_out_only_on_request(tmp_path: Path) -> None:
    path = tasks(tmp_path, {"ann": "xyxy", "bob": "xyyy"})
    whole = json.loads(path.read_text())
    whole[1]["annotations"][0]["created_at"] = "yesterday"
    path.write_text(json.dumps(whole))
    refused = run("agreement", path).exception
    assert isinstance(refused, ManyFaults)
    assert "task 1" in str(refused)
    assert refused.what == "1 row is at fault, so nothing was measured."
    found = asked("agreement", path, "--keep-good")
    assert found["n_items"] == 3
    assert "1 rows at fault are left out." in found["notices"]


def test_answers_of_models_are_read_on_request() -> None:
    path = LABEL_STUDIO / "texts.json"
    assert run("agreement", path).exit_code == 1
    found = asked("agreement", path, "--predictions", "--question", "entities")
    assert found["n_annotators"] == 2


def test_options_of_a_table_are_refused_for_an_export() -> None:
    result = run("agreement", LABEL_STUDIO / "images.json", "--level", "ordinal")
    assert result.exit_code == 2
    assert "--level goes with a table of votes" in result.output


def test_consensus_of_an_export_is_that_of_its_votes(tmp_path: Path) -> None:
    found = asked(
        "consensus", tasks(tmp_path, {"ann": "xyxy", "bob": "xyyy", "cy": "xxyy"}), "--method", "dawid_skene"
    )
    assert [one["label"] for one in found["items"]] == ["x", "y", "y", "y"]
    assert {one["annotator"] for one in found["annotators"]} == {"ann", "bob", "cy"}


def test_consensus_of_objects_is_their_majority_in_json_lines(tmp_path: Path) -> None:
    files = [coco(tmp_path, "ann", 0), coco(tmp_path, "bob", 2), coco(tmp_path, "cy", 1)]
    out = tmp_path / "gold.jsonl"
    assert run("consensus", *files, "--out", out).exit_code == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["item"] for row in rows] == ["1.png", "2.png"]
    (cell, dirt), nothing = rows[0]["value"], rows[1]["value"]
    assert (cell["label"], cell["x"], dirt["label"], nothing) == ("cell", 1, "dirt", [])
    refused = run("consensus", *files, "--method", "glad").exception
    assert isinstance(refused, InvalidInput)
    assert refused.slug == "consensus.not_this_kind"


def test_consensus_of_objects_by_reliability_tells_of_annotators(tmp_path: Path) -> None:
    files = [coco(tmp_path, who, left) for who, left in (("ann", 0), ("bob", 1), ("cy", 1), ("dee", 9))]
    out, people = tmp_path / "gold.jsonl", tmp_path / "people.csv"
    told = run("consensus", *files, "--method", "found_objects", "--out", out, "--annotators", people).output
    assert "found_objects: answers of 4 annotators on 2 items (box.v1)." in told
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["item"] for row in rows] == ["1.png", "2.png"]
    assert all(row["posterior"] > 0.9 for row in rows)
    header, *measured = people.read_text().splitlines()
    assert header == "annotator,n_votes,measure,value,low,high"
    apart = {line.split(",")[0]: float(line.split(",")[3]) for line in measured if ",apart," in line}
    assert max(apart, key=lambda who: apart[who]) == "dee"


def test_consensus_asks_which_question_where_there_are_several() -> None:
    refused = run("consensus", LABEL_STUDIO / "images.json").exception
    assert isinstance(refused, InvalidInput)
    assert refused.slug == "export.which_question"


def test_two_annotators_conll_files_are_compared_span_by_span(tmp_path: Path) -> None:
    for who, tag in (("ann", "B-PER"), ("bob", "B-LOC")):
        (tmp_path / f"{who}.conll").write_text(f"Ann {tag}\nsleeps O\n\nBath B-LOC\nis O\nfar O\n")
    found = asked("agreement", tmp_path / "ann.conll", tmp_path / "bob.conll", "--format", "conll")
    assert (found["kind"], found["units"], found["n_items"]) == ("span.v1", "found", 2)
    assert found["found"]["f1_50"]["value"] == 1
    (named,) = [one for one in found["named"] if one["iou"] == 0.5]
    assert named["same_label"]["value"] == 0.5


def test_an_annotators_answers_stay_theirs_in_a_doccano_export(tmp_path: Path) -> None:
    for who, label in (("ann", "good"), ("bob", "bad")):
        lines = [{"text": "one", "label": [label]}, {"text": "two", "label": ["good"]}]
        (tmp_path / f"{who}.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    found = asked("agreement", tmp_path / "ann.jsonl", tmp_path / "bob.jsonl", "--format", "doccano")
    assert found["n_items"] == 2
    assert found["coefficients"]["percent"]["value"] == 0.5
