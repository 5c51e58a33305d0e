"""Which question of a guideline takes the labels that come with an item."""

from __future__ import annotations

import pytest

from goldsmith.errors import InvalidInput, InvalidValue
from goldsmith.ingest import GivenLabel
from goldsmith.model import Guideline, Json, Label, Question
from goldsmith.project.given_labels import Answer, answers_of

LABELS = (Label("per", "Person"), Label("loc", "Place"))
SPANS = Question("entities", "span.v1", "What is named?", LABELS)
CHOICE = Question("topic", "choice.v1", "What is it about?", LABELS)
FIELDS = {"text": {"type": "text", "text": "Ann lives in Bath"}}


def spans(label: str = "Person") -> Json:
    return [{"id": "1", "label": label, "start": 0, "end": 3}]


def guideline(*questions: Question) -> Guideline:
    return Guideline("g", 1, "", "", questions)


def test_labels_answer_the_question_of_their_kind_under_its_keys() -> None:
    labels = (GivenLabel("ann", spans(), "span.v1"), GivenLabel("ann", "place", "choice.v1"))
    found, unasked = answers_of(labels, FIELDS, guideline(CHOICE, SPANS), None, where="a.json")
    assert found == [Answer("ann", "entities", spans("per")), Answer("ann", "topic", "loc")]
    assert not unasked


def test_labels_of_a_kind_that_no_question_takes_are_told_or_refused_when_nothing_else_came() -> None:
    both = (GivenLabel(None, spans(), "span.v1"), GivenLabel(None, "per", "choice.v1"))
    found, unasked = answers_of(both, FIELDS, guideline(CHOICE), None, where="a.json")
    assert (found, unasked) == ([Answer(None, "topic", "per")], ["span.v1"])
    with pytest.raises(InvalidInput, match=r"labels are of span\.v1; the guideline asks for choice\.v1"):
        answers_of(both[:1], FIELDS, guideline(CHOICE), None, where="a.json")


def test_of_several_readings_of_a_label_the_first_that_a_question_takes_is_kept() -> None:
    readings = (
        GivenLabel(None, ["per"], "choices.v1"),
        GivenLabel(None, "per", "choice.v1", also=True),
        GivenLabel(None, "per", "text.v1", also=True),
    )
    asked = guideline(CHOICE, Question("said", "text.v1", "What is said?"))
    assert answers_of(readings, FIELDS, asked, None, where="a.json") == ([Answer(None, "topic", "per")], [])
    with pytest.raises(InvalidInput, match=r"labels are of choices\.v1; the guideline asks for span\.v1"):
        answers_of(readings, FIELDS, guideline(SPANS), None, where="a.json")
    labels = (GivenLabel(None, "dog", "choice.v1"), GivenLabel(None, "per", "choice.v1", also=True))
    assert answers_of(labels, FIELDS, guideline(CHOICE), None, where="a.json")[0] == [
        Answer(None, "topic", "per")
    ]
    with pytest.raises(InvalidValue, match="'dog'"):
        answers_of(labels[:1], FIELDS, guideline(CHOICE), None, where="a.json")


def test_layers_that_answer_one_question_differently_are_refused_and_an_empty_one_yields() -> None:
    empty, full = GivenLabel("ann", [], "span.v1", "A"), GivenLabel("ann", spans(), "span.v1", "B")
    for labels in ((empty, full), (full, empty), (full, full)):
        found, _ = answers_of(labels, FIELDS, guideline(SPANS), None, where="a.json")
        assert found == [Answer("ann", "entities", spans("per"))]
    other = GivenLabel("ann", spans("loc"), "span.v1", "C")
    with pytest.raises(InvalidInput, match="Several labels answer the question 'entities'"):
        answers_of((full, other), FIELDS, guideline(SPANS), None, where="a.json")


def test_of_two_questions_of_one_kind_the_named_one_is_taken_and_else_it_must_be_said() -> None:
    other = Question("events", "span.v1", "What happens?", LABELS)
    asked = guideline(SPANS, other)
    named = (GivenLabel(None, spans(), "span.v1", "events"),)
    assert answers_of(named, FIELDS, asked, None, where="a")[0] == [Answer(None, "events", spans("per"))]
    unnamed = (GivenLabel(None, spans(), "span.v1"),)
    with pytest.raises(InvalidInput, match="entities, events"):
        answers_of(unnamed, FIELDS, asked, None, where="a")
    assert answers_of(unnamed, FIELDS, asked, SPANS, where="a")[0] == [Answer(None, "entities", spans("per"))]


def test_who_skips_an_item_gives_no_question_a_value_and_says_why() -> None:
    skip = (GivenLabel("ann", None, at="2026-01-31T12:00:00.000Z", duration_ms=900, skipped="not sure"),)
    found, unasked = answers_of(skip, FIELDS, guideline(CHOICE, SPANS), None, where="a.json")
    assert [(one.question, one.value, one.reason, one.duration_ms) for one in found] == [
        ("topic", None, "not sure", 900),
        ("entities", None, "not sure", 900),
    ]
    assert not unasked
    assert len(answers_of(skip, FIELDS, guideline(CHOICE, SPANS), SPANS, where="a")[0]) == 1


def test_a_label_offered_in_several_readings_is_taken_once_and_nothing_is_told_as_lost() -> None:
    offered = (
        GivenLabel("ann", "loc", "choice.v1", "topic"),
        GivenLabel("ann", ["loc"], "choices.v1", "topic", also=True),
    )
    assert answers_of(offered, FIELDS, guideline(CHOICE), None, where="a") == (
        [Answer("ann", "topic", "loc")],
        [],
    )


def test_a_label_named_otherwise_does_not_answer_a_question_that_another_label_names() -> None:
    both = (GivenLabel("ann", "per", "choice.v1", "topic"), GivenLabel("ann", "loc", "choice.v1", "mood"))
    found, unasked = answers_of(both, FIELDS, guideline(CHOICE), None, where="a")
    assert (found, unasked) == ([Answer("ann", "topic", "per")], ["choice.v1"])


def test_the_titles_of_the_groups_before_its_own_name_a_label_of_a_tree() -> None:
    tree = (Label("cat", "Cat", path=("Animal",)), Label("cat_2", "Cat", path=("Machine",)))
    asked = guideline(Question("sort", "choice.v1", "Which?", tree))
    given = (GivenLabel("ann", "Machine / Cat", "choice.v1"),)
    assert answers_of(given, FIELDS, asked, None, where="a")[0] == [Answer("ann", "sort", "cat_2")]
