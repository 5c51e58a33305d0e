"""Label Studio's JSON, read from files that its own library wrote, and written so that they read back the same."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goldsmith import export, ingest
from goldsmith.errors import InvalidInput
from goldsmith.export import ReleasedAnswer, ReleasedVote, ReleaseItem
from goldsmith.formats.label_studio.brush import decode, encode
from goldsmith.formats.label_studio.config import read_config
from goldsmith.guidelines import parse_guideline
from goldsmith.guidelines.draft import draft
from goldsmith.ingest import GivenLabel, ReadOptions, Row
from goldsmith.ingest.files import FolderFiles
from goldsmith.model import Item, Label, Question
from goldsmith.runs import decode as pixels
from goldsmith.runs import from_array, to_array
from tests.tones import tones
from tests.unit.export.sample import release

DATA = Path(__file__).parents[2] / "data" / "formats" / "label_studio"


def read(path: Path, **options: Any) -> tuple[list[Row], list[InvalidInput], list[str]]:
    rows: list[Row] = []
    faults: list[InvalidInput] = []
    with ingest.read(path, ReadOptions(**options)) as reading:
        for one in reading.rows:
            rows.append(one) if isinstance(one, Row) else faults.append(one)
    return rows, faults, reading.notices


def values(row: Row, annotator: str) -> dict[tuple[str | None, str | None], Any]:
    return {(one.question, one.kind): one.value for one in row.labels if one.annotator == annotator}


def task(folder: Path, *results: Any, data: Any = None, **more: Any) -> Path:
    path = folder / "tasks.json"
    annotation = {"completed_by": 1, "result": list(results), **more}
    path.write_text(json.dumps([{"id": 1, "data": data or {"text": "a 🎉 b"}, "annotations": [annotation]}]))
    return path


def span(start: Any, end: Any, words: str | None = None, ident: str = "s", **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": ["x"]} | ({"text": words} if words else {})
    return {"id": ident, "type": "labels", "from_name": "q", "to_name": "text", "value": value, **more}


def test_what_the_library_wrote_of_an_image_is_read_to_the_pixel() -> None:
    rows, faults, notices = read(DATA / "images.json")
    assert not faults
    assert [row.external_id for row in rows] == ["1", "2"]
    assert [row.metadata for row in rows] == [{"site": "north"}] * 2
    image = rows[0].fields["image"]
    assert isinstance(image, ingest.Picture)
    assert (image.name, image.width, image.height) == ("scene.png", 40, 30)
    told = values(rows[0], "ann@example.org")
    assert told["sort", "choice.v1"] == "Outdoors"
    car, sign = told["boxes", "box.v1"]
    assert car == {"id": car["id"], "label": "Car", "x": 4, "y": 3, "width": 12, "height": 12}
    assert (sign["label"], sign["angle"], sign["attributes"]) == ("sign", 30, {"hidden": "mostly"})
    # 10 × 6 px, turned by 30 degrees about the corner at 20, 6
    assert sign["x"] + 5 == pytest.approx(20 + 5 * 3**0.5 / 2 - 3 / 2, abs=1e-9)
    assert sign["y"] + 3 == pytest.approx(6 + 5 / 2 + 3 * 3**0.5 / 2, abs=1e-9)
    (tree,) = told["outlines", "polygon.v1"]
    assert tree["parts"] == [{"outline": [[2, 15], [18, 15], [10, 28.5]], "holes": []}]
    mask, instance = told["strokes", "mask.v1"], told["strokes", "instance.v1"]
    assert mask["size"] == instance["size"] == [30, 40]
    drawn = to_array(pixels(mask["masks"][0]["counts"], 1200), 30, 40)
    assert drawn[:9, 3:31].all()
    assert drawn.sum() == 9 * 28
    assert instance["objects"][0]["label"] == "Sky"
    assert "Regions of a sort that Goldsmith has no kind for are left out: keypoint (1)." in notices


def test_who_submits_nothing_says_nothing_here_and_who_cancels_skips() -> None:
    rows, _, _ = read(DATA / "images.json")
    nothing = values(rows[1], "ann@example.org")
    assert nothing["boxes", "box.v1"] == []
    assert nothing["strokes", "mask.v1"] == {"size": [30, 40], "masks": []}
    assert ("sort", "choice.v1") not in nothing
    (skip,) = [one for one in rows[1].labels if one.annotator == "bob@example.org"]
    assert (skip.value, skip.skipped, skip.duration_ms) == (None, "skipped in Label Studio", 8250)
    first = rows[0].labels[0]
    assert (first.at, first.duration_ms) == ("2026-03-01T10:00:00.250Z", 12_500)


def test_text_is_counted_in_code_points_and_every_sort_of_answer_is_read() -> None:
    (row,), _, notices = read(DATA / "texts.json")
    told = values(row, "annotator 1")
    text = row.fields["text"]
    assert isinstance(text, str)
    person, place, relation = told["entities", "span.v1"]
    assert text[person["start"] : person["end"]] == "Zoë"
    assert text[place["start"] : place["end"]] == "Łódź 🏠"
    assert (relation["label"], relation["from"], relation["to"]) == ("lives in", person["id"], place["id"])
    assert told["moods", "choices.v1"] == ["glad", "calm"]
    assert told["about", "choice.v1"] == "Life / Home"
    assert (told["stars", "rating.v1"], told["persons", "number.v1"]) == ("3", 1)
    assert told["summary", "text.v1"] == "Zoë has a home."
    assert "Predictions are left out; --predictions brings them in (1)." in notices


def test_predictions_come_in_where_they_are_asked_for_as_a_models_answers() -> None:
    (row,), _, _ = read(DATA / "texts.json", predictions=True)
    (guess,) = [one for one in row.labels if one.by == "model"]
    assert guess.annotator == "tagger 2"
    assert guess.value[0]["start"] == 3  # type: ignore[index, call-overload]


def test_a_recording_has_segments_with_what_is_said_in_them(tmp_path: Path) -> None:
    shutil.copy(DATA / "sounds.json", tmp_path)
    (tmp_path / "talk.wav").write_bytes(tones(0.6, ((0.1, 0.4, 440),)))
    (row,), faults, _ = read(tmp_path / "sounds.json")
    assert not faults
    one, other = values(row, "annotator 1")["speakers", "segment.v1"]
    assert (one["label"], one["start"], one["end"], one["text"]) == ("A", 0.1, 0.4, "good morning")
    assert "text" not in other


def test_media_that_are_not_there_are_a_fault_unless_only_their_labels_are_wanted(tmp_path: Path) -> None:
    for name in ("sounds.json", "images.json"):
        shutil.copy(DATA / name, tmp_path)
        _, faults, _ = read(tmp_path / name)
        assert {fault.slug for fault in faults} <= {"audio.missing", "image.missing"}
        assert faults
        rows, faults, _ = read(tmp_path / name, may_lack_media=True)
        assert rows
        assert not faults
    told = values(rows[0], "ann@example.org")
    assert told["boxes", "box.v1"][0]["width"] == 12


@pytest.mark.parametrize(
    ("start", "end", "words", "found"),
    [(2, 4, "🎉", (2, 3)), (5, 6, "b", (4, 5)), (4, 5, "b", (4, 5)), (2, 4, None, (2, 3))],
)
def test_offsets_count_utf16_unless_the_words_beside_them_say_otherwise(
    tmp_path: Path, start: int, end: int, words: str | None, found: tuple[int, int]
) -> None:
    (row,), _, _ = read(task(tmp_path, span(start, end, words)))
    one = row.labels[0].value[0]  # type: ignore[index]
    assert (one["start"], one["end"]) == found  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("start", "end", "words", "what"),
    [
        (0, 1, "b", "do not fit"),
        (3, 5, None, "do not fit"),
        (0, 99, None, "do not fit"),
        (4, 4, None, "do not fit"),
    ],
)
def test_a_span_that_fits_nowhere_is_a_fault_and_no_span(
    tmp_path: Path, start: int, end: int, words: str | None, what: str
) -> None:
    rows, (fault,), _ = read(task(tmp_path, span(start, end, words)))
    assert not rows
    assert (fault.slug, what in fault.what) == ("label_studio.bad_region", True)
    assert "task 1" in fault.where


def test_the_last_answer_of_an_annotator_counts_and_what_was_decided_here_is_no_vote(tmp_path: Path) -> None:
    def answer(label: str, at: str, **more: Any) -> dict[str, Any]:
        result = {"id": "c", "type": "choices", "from_name": "q", "value": {"choices": [label]}}
        return {"completed_by": 1, "created_at": at, "result": [result], **more}

    given = [answer("new", "2026-02-01T00:00:00Z"), answer("old", "2026-01-01T00:00:00Z")]
    given.append(
        answer("gold", "2026-03-01T00:00:00Z", completed_by=2, goldsmith={"decided": {"q": "majority"}})
    )
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([{"id": 1, "data": {"text": "a"}, "annotations": given}]))
    (row,), _, notices = read(path)
    assert {one.value for one in row.labels if one.kind == "choice.v1"} == {"new"}
    assert "Earlier answers of one annotator to one task are left out (1)." in notices
    assert "What Goldsmith had decided is no vote, and left out (1)." in notices


def test_a_region_of_several_labels_is_an_object_for_each_and_one_without_is_left_out(tmp_path: Path) -> None:
    both = span(0, 1)
    both["value"]["labels"] = ["x", "y"]
    bare = span(0, 1, ident="t")
    bare["value"]["labels"] = []
    (row,), _, notices = read(task(tmp_path, both, bare))
    assert [one["label"] for one in row.labels[0].value] == ["x", "y"]  # type: ignore[union-attr, index, call-overload]
    assert any(notice.startswith("Regions without a label are left out") for notice in notices)


def test_an_image_that_was_turned_while_it_was_labeled_is_a_fault(tmp_path: Path) -> None:
    shutil.copy(DATA / "scene.png", tmp_path)
    value = {"x": 0, "y": 0, "width": 50, "height": 50, "rectanglelabels": ["x"]}
    box = {"id": "b", "type": "rectanglelabels", "from_name": "q", "value": value, "image_rotation": 90}
    _, (fault,), _ = read(task(tmp_path, box, data={"image": "scene.png"}))
    assert "turned by 90 degrees" in fault.what


def test_later_brush_strokes_lie_on_earlier_ones(tmp_path: Path) -> None:
    shutil.copy(DATA / "scene.png", tmp_path)
    strokes = []
    for place, (left, right) in enumerate([(0, 20), (10, 30)]):
        drawn = np.zeros((30, 40), dtype=bool)
        drawn[:, left:right] = True
        value = {"format": "rle", "rle": encode(from_array(drawn), 30, 40), "brushlabels": ["xy"[place]]}
        strokes.append({"id": f"s{place}", "type": "brushlabels", "from_name": "q", "value": value})
    (row,), _, notices = read(task(tmp_path, *strokes, data={"image": "scene.png"}))
    told = values(row, "annotator 1")["q", "mask.v1"]
    areas = {one["label"]: pixels(one["counts"], 1200).area for one in told["masks"]}
    assert areas == {"x": 300, "y": 600}
    assert any("lost those pixels" in notice for notice in notices)


def test_brush_strokes_are_the_librarys_byte_for_byte() -> None:
    told = json.loads((DATA / "brush.json").read_text())
    drawn = np.array(told["rows"], dtype=bool)
    assert encode(from_array(drawn), *drawn.shape) == told["rle"]
    assert (to_array(decode(told["rle"], *drawn.shape), *drawn.shape) == drawn).all()


def test_a_stroke_of_another_size_or_cut_off_is_a_fault() -> None:
    told = json.loads((DATA / "brush.json").read_text())["rle"]
    for packed, size in (
        (told, (30, 41)),
        (told[:50], (30, 40)),
        ([*told[:9], 300], (30, 40)),
        ([], (30, 40)),
    ):
        with pytest.raises(InvalidInput, match="brush stroke cannot be read"):
            decode(packed, *size)


# the config ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["images", "texts", "sounds"])
def test_a_config_becomes_a_guideline_that_asks_the_same(name: str) -> None:
    found = read_config((DATA / f"{name}.xml").read_text())
    text = draft(found.questions, title=name, notes=found.notes)
    assert list(parse_guideline(text, version=1).questions) == found.questions


def test_labels_keep_their_aliases_as_keys_and_their_hints_as_definitions() -> None:
    found = read_config((DATA / "images.xml").read_text())
    sort, boxes, *_ = found.questions
    assert (sort.title, sort.required) == ("Which sort of picture is it?", True)
    assert sort.labels[1] == Label("outdoors", "Outdoors", "Under the sky")
    assert boxes.labels[1] == Label("sign", "Road sign")
    assert boxes.options == {
        "rotate": True,
        "attributes": [{"key": "hidden", "choices": ["a little", "mostly"]}],
    }
    assert any("KeyPointLabels" in note for note in found.notes)


@pytest.mark.parametrize(
    "text", ["<View><Text name='t' value='$t'/></View>", "<View>", "<!DOCTYPE x><View/>"]
)
def test_a_config_that_asks_nothing_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_config(text)


# both ways ----------------------------------------------------------------------------------------------------------

AB = (Label("a", "An A"), Label("b", "A B"))
FLAGS = [{"key": "hidden"}, {"key": "pose", "choices": ["up", "down"]}]
EVERY: list[tuple[Question, Any]] = [
    (Question("one", "choice.v1", "Which?", AB), "b"),
    (Question("tree", "choice.v1", "Which?", (Label("a", "A", path=("G",)), Label("b", "B"))), "a"),
    (Question("some", "choices.v1", "Which?", AB), ["a", "b"]),
    (Question("none", "choices.v1", "Which?", AB), []),
    (Question("stars", "rating.v1", "How good?", options={"min": 1, "max": 5}), "4"),
    (Question("words", "rating.v1", "How good?", AB), "a"),
    (Question("better", "pairwise.v1", "Which?", options={"fields": ["text", "other"], "tie": False}), "b"),
    (Question("tied", "pairwise.v1", "Which?", options={"fields": ["text", "other"]}), "tie"),
    (Question("order", "ranking.v1", "In which order?", AB), ["b", "a"]),
    (Question("n", "number.v1", "How many?"), 2.5),
    (Question("free", "text.v1", "What?", options={"multiline": True}), "two\nlines"),
    (
        Question("boxes", "box.v1", "Where?", AB, options={"rotate": True, "attributes": FLAGS}),
        [
            {"id": "1", "label": "a", "x": 3.3, "y": 1.7, "width": 20.1, "height": 9.9, "angle": -37.5,
             "attributes": {"hidden": True, "pose": "up"}},
            {"id": "2", "label": "b", "x": 0.0, "y": 0.0, "width": 64.0, "height": 48.0},
        ],
    ),
    (
        Question("shapes", "polygon.v1", "Where?", AB),
        [{"id": "1", "label": "a", "parts": [{"outline": [[1.1, 2.2], [30.3, 4.4], [5.5, 40.6]], "holes": []}]}],
    ),
    (
        Question("spans", "span.v1", "What?", AB, options={"relations": ["to"], "attributes": FLAGS}),
        [{"id": "1", "label": "a", "start": 0, "end": 2, "attributes": {"pose": "down"}},
         {"id": "2", "label": "b", "start": 3, "end": 5},
         {"id": "r", "label": "to", "from": "1", "to": "2"}],
    ),
    (
        Question("heard", "segment.v1", "When?", AB, options={"transcript": True, "attributes": FLAGS}),
        [{"id": "1", "label": "a", "start": 0.125, "end": 1.5, "text": "hm", "attributes": {"hidden": True}}],
    ),
]  # fmt: skip


def exported(folder: Path, question: Question, value: Any, *, fields: Any = None) -> Row:
    """Return the row of a release of one item, written and read again; its files are under the same names."""
    shown = fields or {
        "text": {"type": "text", "text": "🎉b 🎉d"},
        "other": {"type": "text", "text": "other"},
        "image": {"type": "image", "media": "scene.png", "width": 64, "height": 48},
        "audio": {"type": "audio", "media": "talk.wav", "duration_s": 2.0},
    }
    item = Item("i" * 32, "upload", "u 1", "d", 0, None, shown)
    votes = tuple(ReleasedVote(who, value, 1, "2026-01-31T12:00:00.000Z") for who in ("ann", "bob"))
    answer = ReleasedAnswer(value, "unanimous", 2, 2, 1, votes=votes)
    data = release(question)
    row = ReleaseItem(item, "train", {question.key: answer})
    written = export.write("label_studio", replace(data, items=(row,), parts=("train",)), folder)
    assert written.files == ("label_studio_train.json", "label_studio.xml")
    (read_back,), faults, _ = read(folder / written.files[0], may_lack_media=True)
    assert not faults
    return read_back


@pytest.mark.parametrize(("question", "value"), EVERY, ids=[question.key for question, _ in EVERY])
def test_an_export_reads_back_as_it_was_and_its_config_asks_the_same(
    question: Question, value: Any, tmp_path: Path
) -> None:
    from goldsmith.model import Guideline
    from goldsmith.project.given_labels import answers_of

    row = exported(tmp_path, question, value)
    assert row.external_id == "u 1"
    shown = {
        "text": {"type": "text", "text": "🎉b 🎉d"},
        "other": {"type": "text", "text": "other"},
        "image": {"type": "image", "width": 64, "height": 48},
        "audio": {"type": "audio", "duration_s": 2.0},
    }
    found, unasked = answers_of(row.labels, shown, Guideline("g", 1, "", "", (question,)), None, where="a")
    assert not unasked
    assert [one.annotator for one in found] == ["ann", "bob"]
    for one in found:
        assert one.value == _nearly(value)
    asked = (
        read_config((tmp_path / "label_studio.xml").read_text()).questions
        if question.kind != "ranking.v1"
        else []
    )
    for made in asked:
        assert made.key == question.key
        expected = question.labels or _own(question, made)
        assert [label.title for label in made.labels] == [label.title for label in expected]


def _own(question: Question, made: Question) -> tuple[Label, ...]:
    from goldsmith import kinds

    return kinds.labels(question) if made.kind != question.kind else ()


def _nearly(value: Any) -> Any:
    """Return the value with numbers that may differ in their last digits."""
    if isinstance(value, float):
        return pytest.approx(value, abs=1e-6)
    if isinstance(value, list):
        return [_nearly(one) for one in value]
    return {key: _nearly(one) for key, one in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("kind", ["box.v1", "polygon.v1", "span.v1", "segment.v1", "choices.v1"])
def test_nothing_here_reads_back_though_no_region_of_the_file_says_what_was_asked(
    kind: str, tmp_path: Path
) -> None:
    row = exported(tmp_path, Question("q", kind, "What?", AB), [])
    assert values(row, "ann") == {("q", kind): []}


@pytest.mark.parametrize("kind", ["mask.v1", "instance.v1"])
def test_masks_read_back_pixel_by_pixel(kind: str, tmp_path: Path) -> None:
    from goldsmith.runs import encode as counts_of

    drawn = np.random.default_rng(0).integers(0, 3, (48, 64))
    parts = [
        ("a", counts_of(from_array(drawn == 1), 48 * 64)),
        ("b", counts_of(from_array(drawn == 2), 48 * 64)),
    ]
    value: Any = {"size": [48, 64]}
    if kind == "mask.v1":
        value["masks"] = [{"label": label, "counts": counts} for label, counts in parts]
    else:
        value["objects"] = [{"id": label, "label": label, "counts": counts} for label, counts in parts]
    row = exported(tmp_path, Question("q", kind, "What?", AB), value)
    assert values(row, "ann")["q", kind] == value


def test_an_answer_to_one_question_does_not_say_nothing_here_to_another(tmp_path: Path) -> None:
    boxes = Question("boxes", "box.v1", "Where?", AB)
    sort = Question("sort", "choice.v1", "Which?", AB)
    image = {"image": {"type": "image", "media": "scene.png", "width": 64, "height": 48}}
    item = Item("i" * 32, "upload", "u", "d", 0, None, image)
    box: Any = [{"id": "1", "label": "a", "x": 0.0, "y": 0.0, "width": 9.0, "height": 9.0}]
    answers = {
        "boxes": ReleasedAnswer(box, "single", 1, 1, 1, votes=(ReleasedVote("ann", box, 1),)),
        "sort": ReleasedAnswer("a", "single", 1, 1, 1, votes=(ReleasedVote("bob", "a", 1),)),
    }
    data = replace(release(boxes, sort), items=(ReleaseItem(item, "train", answers),), parts=("train",))
    export.write("label_studio", data, tmp_path)
    (row,), _, _ = read(tmp_path / "label_studio_train.json", may_lack_media=True)
    assert ("boxes", "box.v1") in values(row, "ann")
    assert ("boxes", "box.v1") not in values(row, "bob")


def test_holes_and_parts_of_polygons_are_told_as_lost(tmp_path: Path) -> None:
    ring = [[0.0, 0.0], [40.0, 0.0], [40.0, 40.0], [0.0, 40.0]]
    hole = [[5.0, 5.0], [9.0, 5.0], [9.0, 9.0]]
    far = [[50.0, 0.0], [60.0, 0.0], [60.0, 9.0]]
    value: Any = [
        {
            "id": "1",
            "label": "a",
            "parts": [{"outline": ring, "holes": [hole]}, {"outline": far, "holes": []}],
        }
    ]
    question = Question("q", "polygon.v1", "Where?", AB)
    row = exported(tmp_path, question, value)
    assert len(values(row, "ann")["q", "polygon.v1"]) == 2
    item = ReleaseItem(
        Item("i", "", None, "", 0, None, {}), "train", {"q": ReleasedAnswer(value, "single", 1, 1, 1)}
    )
    told = export.registry.get("label_studio").losses(replace(release(question), items=(item,)))
    assert any("one region for each part" in one for one in told)
    assert any("Holes" in one for one in told)


def test_a_folder_with_one_export_is_read_as_that(tmp_path: Path) -> None:
    shutil.copy(DATA / "images.json", tmp_path)
    shutil.copy(DATA / "scene.png", tmp_path)
    chosen, name = ingest.reader_for(FolderFiles(tmp_path), "", ReadOptions())
    assert (chosen.name, name) == ("label_studio.v1", "images.json")


def test_given_labels_of_a_file_name_their_question_once_for_each_annotator() -> None:
    rows, _, _ = read(DATA / "images.json")
    asked = [(one.annotator, one.question, one.kind) for one in rows[0].labels]
    assert len(asked) == len(set(asked))
    assert all(isinstance(one, GivenLabel) for one in rows[0].labels)


def test_labels_in_a_tag_of_their_own_ask_a_question_for_each_shape(tmp_path: Path) -> None:
    config = """<View><Image name="image" value="$image"/>
      <Labels name="thing" toName="image"><Label value="Car"/></Labels>
      <Rectangle name="rect" toName="image"/><Polygon name="poly" toName="image"/></View>"""
    asked = [(one.key, one.kind) for one in read_config(config).questions]
    assert asked == [("thing_rectangle", "box.v1"), ("thing_polygon", "polygon.v1")]
    shutil.copy(DATA / "scene.png", tmp_path)

    def both(ident: str, shape: str, value: dict[str, Any]) -> list[dict[str, Any]]:
        drawn = {"id": ident, "from_name": shape[:4], "type": shape, "value": value}
        named = {"id": ident, "from_name": "thing", "type": "labels", "value": {**value, "labels": ["Car"]}}
        return [drawn, named]

    box = {"x": 0, "y": 0, "width": 50, "height": 50, "rotation": 0}
    ring = {"points": [[0, 0], [50, 0], [50, 50]]}
    results = [*both("a", "rectangle", box), *both("b", "polygon", ring)]
    (row,), _, _ = read(task(tmp_path, *results, data={"image": "scene.png"}))
    told = values(row, "annotator 1")
    assert list(told) == asked
    assert [one["label"] for listed in told.values() for one in listed] == ["Car", "Car"]
    (row,), _, _ = read(task(tmp_path, *results[:2], data={"image": "scene.png"}))
    assert list(values(row, "annotator 1")) == [("thing", "box.v1")]


def test_results_without_ids_are_regions_and_answers_of_their_own(tmp_path: Path) -> None:
    choice = {"type": "choices", "from_name": "sort", "value": {"choices": ["x"]}}
    results = [{key: one[key] for key in one if key != "id"} for one in (span(0, 1), span(1, 2), choice)]
    (row,), _, _ = read(task(tmp_path, *results))
    told = values(row, "annotator 1")
    assert told["sort", "choice.v1"] == "x"
    assert len({one["id"] for one in told["q", "span.v1"]}) == 2
