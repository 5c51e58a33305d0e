from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.span import Relation, Span, Spans
from goldsmith.model import Item, Label, Question

kind = get("span.v1")
TEXT = "Ana Vega left New York for Lima."
ITEM = Item("i1", "s", None, "", 0, None, {"text": {"type": "text", "text": TEXT}})
RELATIONS = ["lives_in", "born_in"]


def question(**options: object) -> Question:
    labels = (Label("person", "Person"), Label("place", "Place"))
    return Question("q", "span.v1", "Q?", labels=labels, options=options)


def spans(*rows: tuple[str, int, int], ties: tuple[tuple[str, str, str], ...] = ()) -> Spans:
    """Spans s0, s1, … of (label, start, end); ties: (label, from, to)."""
    return Spans(
        tuple(Span(f"s{number}", *row) for number, row in enumerate(rows)),
        tuple(Relation(f"r{number}", *tie) for number, tie in enumerate(ties)),
    )


def raw(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "label": "person", "start": 0, "end": 8, **changes}


PERSON, PLACE, LIMA = ("person", 0, 8), ("place", 14, 22), ("place", 27, 31)
LIVES = ("lives_in", "s0", "s1")


# the door ------------------------------------------------------------------------------------------------------------


def test_equality_is_of_content_and_the_order_of_marking_is_kept() -> None:
    one, other = raw(), raw(id="b", label="place", start=14, end=22)
    first, second = (
        kind.parse(both, ITEM, question()) for both in ([one, other], [{**other, "id": "z"}, one])
    )
    assert first == second
    assert hash(first) == hash(second)
    assert [span.label for span in second.spans] == ["place", "person"]


def test_relations_are_equal_by_what_they_join_and_not_by_ids() -> None:
    a = spans(PERSON, PLACE, ties=(LIVES,))
    b = Spans(
        (Span("x", *PLACE), Span("y", *PERSON)),
        (Relation("z", "lives_in", "y", "x"),),
    )
    assert a == b
    assert hash(a) == hash(b)
    assert a != Spans(b.spans, (Relation("z", "lives_in", "x", "y"),))


def test_offsets_count_code_points() -> None:
    text = "👩🏽‍🚀 é 🇩🇪!"
    item = Item("i2", "s", None, "", 0, None, {"text": {"type": "text", "text": text}})
    value = kind.parse([raw(start=0, end=len(text))], item, question())
    assert value.spans[0].end == 10
    with pytest.raises(InvalidValue, match="10 code points"):
        kind.parse([raw(start=0, end=11)], item, question())


def test_all_faulty_objects_are_reported_together_in_their_order() -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse(
            [
                {"label": "lives_in", "from": "a", "to": "gone"},
                raw(),
                raw(id="b", start=9, end=5),
                raw(id="c", end=99),
            ],
            ITEM,
            question(relations=RELATIONS),
        )
    fault = caught.value
    assert fault.slug == "span.several"
    assert (
        fault.what.index("Object 1 of 4") < fault.what.index("Object 3 of 4") < fault.what.index("Object 4")
    )
    assert "Object 2 of 4" not in fault.what


def test_a_relation_to_a_faulty_span_is_not_a_fault_of_its_own() -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse(
            [raw(), raw(id="b", end=99), {"label": "lives_in", "from": "a", "to": "b"}],
            ITEM,
            question(relations=RELATIONS),
        )
    assert caught.value.slug == "span.outside"
    assert caught.value.where == 'object 2 of 3, item i1, question "q"'


def test_objects_without_ids_are_given_some_that_nobody_has() -> None:
    bare: dict[str, Any] = {"label": "place", "start": 14, "end": 22}
    value = kind.parse([raw(id="span-2"), bare], ITEM, question())
    assert [span.id for span in value.spans] == ["span-2", "span-2+"]


@pytest.mark.parametrize("offset", [-1, 1.0, "1", None, True, [1]])
def test_only_whole_numbers_are_offsets(offset: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse([raw(start=offset)], ITEM, question())
    assert caught.value.slug == "span.not_an_offset"


def test_the_text_is_the_first_one_that_the_question_shows() -> None:
    fields = {"title": {"type": "text", "text": "Lima"}, "text": {"type": "text", "text": TEXT}}
    item = Item("i3", "s", None, "", 0, None, fields)
    asked = Question("q", "span.v1", "Q?", labels=question().labels, show=("text",))
    assert kind.parse([raw()], item, asked).spans[0].end == 8
    with pytest.raises(InvalidValue, match="4 code points"):
        kind.parse([raw()], item, question())


@pytest.mark.parametrize(
    ("allowed", "rows", "is_taken"),
    [
        ("any", [(0, 8), (4, 12)], True),
        ("nested", [(0, 8), (4, 12)], False),
        ("nested", [(0, 12), (0, 3), (4, 8)], True),
        ("nested", [(0, 12), (0, 8), (4, 12)], False),
        ("none", [(0, 8), (4, 8)], False),
        ("none", [(0, 4), (4, 8)], True),
    ],
)
def test_how_spans_may_overlap_is_an_option(
    allowed: str, rows: list[tuple[int, int]], is_taken: bool
) -> None:
    sent = [raw(id=str(start * 100 + end), start=start, end=end) for start, end in rows]
    refusal = nullcontext() if is_taken else pytest.raises(InvalidValue, match=r"overlap|cross")
    with refusal:
        kind.parse(sent, ITEM, question(overlap=allowed))


def test_tokens_are_not_cut() -> None:
    asked = question(unit="token")
    assert kind.parse([raw(start=27, end=32)], ITEM, asked)
    for start, end in ((27, 31), (26, 32), (3, 8), (5, 8)):
        with pytest.raises(InvalidValue, match="token"):
            kind.parse([raw(start=start, end=end)], ITEM, asked)


@pytest.mark.parametrize(
    "options",
    [
        {"overlap": "some"},
        {"unit": "sentence"},
        {"match_iou": 0},
        {"relations": "lives_in"},
        {"relations": [3]},
        {"relations": ["place"]},
        {"relations": ["lives_in", {"lives_in": "lives in"}]},
        {"token": True},
    ],
)
def test_a_guideline_that_asks_amiss_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidGuideline):
        kind.check(question(**options))


# two answers ---------------------------------------------------------------------------------------------------------


def test_the_matching_is_the_best_as_a_whole_and_not_the_next_best_pair() -> None:
    a = spans(("person", 0, 10), ("person", 10, 14))
    b = spans(("person", 2, 12), ("person", 0, 2))
    found = kind.match(a, b, question(match_iou=0.05))
    assert [(pair.a, pair.b) for pair in found.pairs] == [(0, 0)]
    assert found.only_b == (1,)
    b = spans(("person", 1, 12), ("person", 0, 9))
    found = kind.match(a, b, question(match_iou=0.05))
    assert [(pair.a, pair.b) for pair in found.pairs] == [(0, 1), (1, 0)]


def test_of_two_spans_over_the_same_words_the_one_with_the_same_label_is_matched() -> None:
    a = spans(("person", 0, 8), ("place", 0, 8))
    for label, place in (("person", 0), ("place", 1)):
        found = kind.match(a, spans((label, 0, 8)), question())
        assert [(pair.a, pair.label_a, pair.label_b) for pair in found.pairs] == [(place, label, label)]


def test_relations_are_matched_by_their_ends_and_as_alike_as_the_less_alike_end() -> None:
    a = spans(PERSON, PLACE, ties=(LIVES,))
    b = spans(("person", 4, 8), PLACE, ties=(("born_in", "s0", "s1"),))
    found = kind.match(a, b, question(relations=RELATIONS))
    (pair,) = [pair for pair in found.pairs if pair.a == 2]
    assert (pair.b, pair.label_a, pair.label_b, pair.similarity) == (2, "lives_in", "born_in", 0.5)


def test_a_relation_whose_ends_are_not_matched_stays_alone() -> None:
    a = spans(PERSON, PLACE, ties=(LIVES,))
    b = spans(PERSON, LIMA, ties=(LIVES,))
    found = kind.match(a, b, question(relations=RELATIONS))
    assert (found.only_a, found.only_b) == ((1, 2), (1, 2))
    turned = spans(PERSON, PLACE, ties=(("lives_in", "s1", "s0"),))
    assert kind.match(a, turned, question(relations=RELATIONS)).only_a == (2,)


def test_of_several_relations_between_two_spans_equal_labels_are_matched_first() -> None:
    both = spans(PERSON, PLACE, ties=(LIVES, ("born_in", "s0", "s1")))
    one = spans(PERSON, PLACE, ties=(("born_in", "s0", "s1"),))
    found = kind.match(both, one, question(relations=RELATIONS))
    assert found.only_a == (2,)
    assert kind.distance(both, one, question(relations=RELATIONS)) == pytest.approx(1 - 6 / 7)


def test_distance_counts_what_is_shared_of_objects_with_equal_labels() -> None:
    a, b = spans(PERSON), spans(("person", 0, 3))
    assert kind.distance(a, b, question()) == pytest.approx(1 - 3 / 8)
    assert kind.distance(a, spans(("place", 0, 8)), question()) == 1
    assert kind.distance(spans(), spans(), question()) == 0


# many answers --------------------------------------------------------------------------------------------------------


def decide(values: list[Spans], **labels: str) -> dict[str, str]:
    """Take the most frequent vote of each unit, and what is said of it."""
    units = kind.align(values, question(relations=RELATIONS))
    return {unit.key: max(set(unit.votes), key=unit.votes.count) for unit in units} | labels


def assembled(values: list[Spans], decided: dict[str, str], **options: object) -> Spans:
    asked = question(relations=RELATIONS, **options)
    made: Spans = kind.assemble(decided, kind.align(values, asked), values, asked)
    return made


def test_nested_spans_are_kept_apart_and_boundaries_are_those_of_most() -> None:
    inner = ("person", 4, 8)
    values = [spans(PERSON, inner), spans(("person", 0, 7), inner), spans(inner, PERSON)]
    units = kind.align(values, question())
    assert [unit.votes for unit in units] == [("person",) * 3] * 2
    made = assembled(values, decide(values))
    assert made == spans(PERSON, inner)


def test_boundaries_of_equally_many_are_those_that_fit_all_best() -> None:
    values = [spans(("person", 0, 8)), spans(("person", 0, 7)), spans(("person", 2, 8))]
    made = assembled(values, decide(values))
    assert [(span.start, span.end) for span in made.spans] == [(0, 8)]


def test_a_relation_is_one_object_with_a_label_from_each_answer() -> None:
    values = [
        spans(PERSON, PLACE, ties=(LIVES,)),
        spans(PERSON, PLACE, ties=(("born_in", "s0", "s1"),)),
        spans(PERSON, PLACE, ties=(LIVES,)),
    ]
    unit = kind.align(values, question(relations=RELATIONS))[-1]
    assert unit.key == "relation-1"
    assert unit.votes == ("lives_in", "born_in", "lives_in")
    assert unit.members == (2, 2, 2)
    assert [one["type"] for one in kind.differences(values, question(relations=RELATIONS))] == ["label"]
    assert assembled(values, decide(values)) == values[0]


def test_where_an_answer_has_two_relations_there_each_label_is_an_object() -> None:
    values = [
        spans(PERSON, PLACE, ties=(LIVES, ("born_in", "s0", "s1"))),
        spans(PERSON, PLACE, ties=(("born_in", "s0", "s1"),)),
    ]
    found = {unit.votes for unit in kind.align(values, question(relations=RELATIONS))[2:]}
    assert found == {("lives_in", ABSENT), ("born_in", "born_in")}


def test_a_relation_does_not_survive_the_span_that_it_led_to() -> None:
    values = [spans(PERSON, PLACE, ties=(LIVES,))] * 2
    made = assembled(values, decide(values, **{"span-2": ABSENT}))
    assert made == spans(PERSON)


def test_what_majorities_make_of_spans_that_may_not_cross_is_no_answer() -> None:
    values = [spans(("person", 0, 8)), spans(("person", 5, 13))]
    decided = dict.fromkeys(["span-1", "span-2"], "person")
    assert len(assembled(values, decided).spans) == 2
    with pytest.raises(InvalidValue):
        assembled(values, decided, overlap="nested")


def test_differences_name_extra_missing_label_and_boundary() -> None:
    values = [
        spans(PERSON, ("place", 14, 22), LIMA),
        spans(PERSON, ("person", 14, 22), LIMA),
        spans(("person", 0, 3), ("place", 14, 22)),
    ]
    found = [(one["type"], one["unit"]) for one in kind.differences(values, question())]
    assert found == [("edges", "span-1"), ("label", "span-2"), ("missing", "span-3")]
    assert ("extra", "span-2") in [
        (one["type"], one["unit"]) for one in kind.differences([values[0], spans(PERSON)], question())
    ]


def test_merged_labels_leave_no_span_twice_and_relations_follow() -> None:
    value = spans(PERSON, ("place", 0, 8), PLACE, ties=(("lives_in", "s0", "s2"), ("lives_in", "s1", "s2")))
    merged = kind.relabel(value, {"person": ("place",)})
    assert merged == spans(("place", 0, 8), PLACE, ties=(LIVES,))
    joined = spans(PERSON, ("place", 0, 8), ties=(LIVES,))
    assert kind.relabel(joined, {"person": ("place",)}) is None
