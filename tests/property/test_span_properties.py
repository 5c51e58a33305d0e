"""Laws of spans and their relations on generated answers."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.span import Relation, Span, Spans
from goldsmith.model import Item, Label, Question

LABELS = ("a", "b", "c")
RELATIONS = ("r", "s")
TEXT = "x" * 12
ITEM = Item("i", "s", None, "", 0, None, {"text": {"type": "text", "text": TEXT}})
question = Question(
    "q",
    "span.v1",
    "Q?",
    labels=tuple(Label(key, key) for key in LABELS),
    options={"relations": list(RELATIONS)},
)
kind = get("span.v1")

# a short text: ties, equal spans, nesting and chains of overlap are frequent
edges = st.tuples(st.integers(0, 11), st.integers(1, 6)).map(lambda pair: (pair[0], min(12, sum(pair))))
marked = st.lists(st.tuples(st.sampled_from(LABELS), edges), max_size=5, unique=True)
related = st.lists(
    st.tuples(st.sampled_from(RELATIONS), st.integers(0, 4), st.integers(0, 4)), max_size=3, unique=True
)


def value_of(rows: Any, ties: Any) -> Spans:
    spans = tuple(Span(f"s{n}", label, *at) for n, (label, at) in enumerate(rows))
    return Spans(
        spans,
        tuple(
            Relation(f"r{n}", label, spans[i].id, spans[j].id)
            for n, (label, i, j) in enumerate(ties)
            if i != j and max(i, j) < len(spans)
        ),
    )


answer = st.builds(value_of, marked, related)
several = st.lists(answer, min_size=2, max_size=4)


def contents(value: Spans) -> list[Any]:
    by_id = {span.id: span.content for span in value.spans}
    return [
        *by_id.values(),
        *((by_id[one.from_], by_id[one.to], one.label) for one in value.relations),
    ]


@given(answer, answer)
def test_distance_is_symmetric_and_zero_only_between_equals(a: Spans, b: Spans) -> None:
    distance = kind.distance(a, b, question)
    assert 0 <= distance <= 1
    assert distance == kind.distance(b, a, question)
    assert (distance == 0) == (a == b)


@given(answer, answer)
def test_matching_is_the_same_from_either_side_and_uses_no_object_twice(a: Spans, b: Spans) -> None:
    there, back = kind.match(a, b, question), kind.match(b, a, question)
    assert sorted((p.label_a, p.label_b, p.similarity) for p in there.pairs) == sorted(
        (p.label_b, p.label_a, p.similarity) for p in back.pairs
    )
    assert sorted([*there.only_a, *(p.a for p in there.pairs)]) == list(range(len(a)))
    assert sorted([*there.only_b, *(p.b for p in there.pairs)]) == list(range(len(b)))


@given(answer, answer)
def test_a_matched_relation_has_matched_ends(a: Spans, b: Spans) -> None:
    found = kind.match(a, b, question)
    partner = {pair.a: pair.b for pair in found.pairs}
    for i, (start, end) in enumerate(a.ends(), len(a.spans)):
        if i in partner:
            assert b.ends()[partner[i] - len(b.spans)] == (partner[start], partner[end])


@given(answer, answer, st.randoms(use_true_random=False))
def test_the_order_of_marking_plays_no_part(a: Spans, b: Spans, rng: Any) -> None:
    turned = Spans(tuple(rng.sample(a.spans, len(a.spans))), tuple(rng.sample(a.relations, len(a.relations))))
    assert turned == a
    assert kind.distance(turned, b, question) == kind.distance(a, b, question)


@settings(max_examples=200)
@given(several.flatmap(lambda v: st.tuples(st.just(v), st.permutations(range(len(v))))))
def test_units_do_not_depend_on_the_order_of_the_answers(drawn: tuple[list[Spans], list[int]]) -> None:
    values, order = drawn
    turned = [values[place] for place in order]

    def members(some: list[Spans], names: list[int]) -> list[Any]:
        return [
            (
                unit.key,
                {names[n]: contents(some[n])[at] for n, at in enumerate(unit.members) if at is not None},
            )
            for unit in kind.align(some, question)
        ]

    assert members(turned, order) == members(values, list(range(len(values))))


@given(several)
def test_every_object_is_in_one_unit_and_no_answer_twice_in_one(values: list[Spans]) -> None:
    units = kind.align(values, question)
    for n, value in enumerate(values):
        assert sorted(at for unit in units if (at := unit.members[n]) is not None) == list(range(len(value)))


@given(several)
def test_answers_differ_where_their_distance_says_so(values: list[Spans]) -> None:
    a, b = values[:2]
    assert bool(kind.differences([a, b], question)) == (kind.distance(a, b, question) > 0)


@given(several, st.data())
def test_what_is_assembled_is_a_legal_answer_without_loose_relations(
    values: list[Spans], data: st.DataObject
) -> None:
    units = kind.align(values, question)
    decided = {unit.key: data.draw(st.sampled_from(sorted({*unit.votes, ABSENT}))) for unit in units}
    made = kind.assemble(decided, units, values, question)
    assert kind.parse(kind.dump(made), ITEM, question) == made
    assert {span.id for span in made.spans} == {
        unit.key for unit in units if unit.key.startswith("span") and decided[unit.key] != ABSENT
    }


@given(answer)
def test_a_unanimous_answer_comes_back(value: Spans) -> None:
    same = [value] * 3
    units = kind.align(same, question)
    decided = {unit.key: unit.votes[0] for unit in units}
    assert kind.assemble(decided, units, same, question) == value
    assert kind.differences(same, question) == []


@given(answer)
def test_an_answer_survives_dump_parse_and_load_with_ids_and_order(value: Spans) -> None:
    for again in (kind.parse(kind.dump(value), ITEM, question), kind.load(kind.dump(value))):
        assert again == value
        assert [one.id for one in again] == [one.id for one in value]


@given(answer, st.dictionaries(st.sampled_from(LABELS), st.sampled_from(LABELS).map(lambda key: (key,))))
def test_a_relabeled_answer_is_legal(value: Spans, labels: dict[str, tuple[str, ...]]) -> None:
    made = kind.relabel(value, labels)
    assert made is None or kind.parse(kind.dump(made), ITEM, question) == made


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 15)
    | st.floats()
    | st.sampled_from([*LABELS, *RELATIONS, ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "label", "start", "end", "from", "to"]), inner)
    ),
    max_leaves=12,
)


@given(anything | st.lists(anything))
def test_any_json_is_either_a_value_that_round_trips_or_refused(raw: Any) -> None:
    try:
        value = kind.parse(raw, ITEM, question)
    except InvalidValue as refusal:
        fault: InvalidValue | None = refusal
    else:
        fault = None
        assert kind.parse(kind.dump(value), ITEM, question) == value
    assert fault is None or (fault.what and fault.mend and fault.where)
