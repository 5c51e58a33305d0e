"""What every kind promises, tried on its own examples."""

from __future__ import annotations

from itertools import groupby, permutations, product
from typing import Any

import jsonschema_rs
import pytest

from goldsmith.errors import InvalidValue
from goldsmith.kinds import ABSENT, Described, Example, HasMiddle, HasOwnLabels, Kind, get, labels, registry
from goldsmith.model import Question, canonical

KINDS = [get(name) for name in registry]
GOOD = [(kind, example) for kind in KINDS for example in kind.examples() if example.good]
BAD = [(kind, example) for kind in KINDS for example in kind.examples() if not example.good]


def name_of(argument: object) -> str:
    if isinstance(argument, Example):
        return argument.why or canonical(argument.raw)[:40]
    return argument.name if isinstance(argument, Kind) else ""


def answers(kind: Kind) -> list[tuple[Question, list[Any]]]:
    """Return the good examples of each question as values: at least one list holds several."""
    good = [example for example in kind.examples() if example.good]
    return [
        (question, [kind.parse(example.raw, example.item, question) for example in group])
        for question, group in groupby(good, key=lambda example: example.question)
    ]


ANSWERS = [(kind, question, values) for kind in KINDS for question, values in answers(kind)]


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_kind_is_filed_under_its_name_and_keeps_the_protocol(kind: Kind) -> None:
    assert isinstance(kind, Kind)
    assert get(kind.name) is kind
    assert get(kind.name.rpartition(".v")[0]) is kind


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_kind_shows_several_good_and_several_bad_examples(kind: Kind) -> None:
    goods = [example.good for example in kind.examples()]
    assert goods.count(True) >= 2
    assert goods.count(False) >= 2


@pytest.mark.parametrize(("kind", "example"), GOOD, ids=name_of)
def test_a_good_example_is_taken_and_comes_back_from_its_dump(kind: Kind, example: Example) -> None:
    kind.check(example.question)
    value = kind.parse(example.raw, example.item, example.question)
    again = kind.parse(kind.dump(value), example.item, example.question)
    assert again == value
    assert hash(again) == hash(value)
    assert canonical(kind.dump(again)) == canonical(kind.dump(value))


@pytest.mark.parametrize(("kind", "example"), GOOD, ids=name_of)
def test_the_schema_takes_a_good_example_and_its_dump(kind: Kind, example: Example) -> None:
    schema = jsonschema_rs.validator_for(dict(kind.schema(example.question)))
    assert schema.is_valid(example.raw)
    assert schema.is_valid(kind.dump(kind.parse(example.raw, example.item, example.question)))


@pytest.mark.parametrize(("kind", "example"), BAD, ids=name_of)
def test_a_bad_example_is_refused_with_what_where_and_mend(kind: Kind, example: Example) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse(example.raw, example.item, example.question)
    fault = caught.value
    assert fault.what
    assert fault.mend
    assert example.item.id in fault.where
    assert example.question.key in fault.where


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_the_schema_refuses_bad_examples_too(kind: Kind) -> None:
    bad = [example for example in kind.examples() if not example.good]
    refused = [
        not jsonschema_rs.validator_for(dict(kind.schema(example.question))).is_valid(example.raw)
        for example in bad
    ]
    assert sum(refused) >= len(bad) / 2  # what depends on the item or on another member is beyond a schema


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_distance_is_zero_on_itself_symmetric_and_at_most_one(
    kind: Kind, question: Question, values: list[Any]
) -> None:
    for a, b in product(values, values):
        distance = kind.distance(a, b, question)
        assert 0 <= distance <= 1
        assert distance == kind.distance(b, a, question)
        assert (distance == 0) == (a == b)


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_two_empty_answers_are_the_same(kind: Kind, question: Question, values: list[Any]) -> None:
    empty = [value for value in values if kind.is_empty(value)]
    assert all(kind.distance(value, value, question) == 0 for value in empty)
    assert all(kind.labels_of(value) == () for value in empty)


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_matching_uses_every_object_once(kind: Kind, question: Question, values: list[Any]) -> None:
    for a, b in product(values, values):
        matching = kind.match(a, b, question)
        assert sorted([*matching.only_a, *(pair.a for pair in matching.pairs)]) == list(
            range(len(matching.labels_a))
        )
        assert sorted([*matching.only_b, *(pair.b for pair in matching.pairs)]) == list(
            range(len(matching.labels_b))
        )
        assert all(pair.label_a == matching.labels_a[pair.a] for pair in matching.pairs)
        assert all(pair.label_b == matching.labels_b[pair.b] for pair in matching.pairs)


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_units_do_not_depend_on_the_order_of_answers(
    kind: Kind, question: Question, values: list[Any]
) -> None:
    few = values[:3]
    units = kind.align(few, question)
    for order in permutations(range(len(few))):
        turned = kind.align([few[place] for place in order], question)
        assert [unit.key for unit in turned] == [unit.key for unit in units]
        assert [unit.votes for unit in turned] == [
            tuple(unit.votes[place] for place in order) for unit in units
        ]


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_votes_are_among_the_vote_labels(kind: Kind, question: Question, values: list[Any]) -> None:
    allowed = set(kind.vote_labels(question)) | ({ABSENT} if kind.units == "found" else set())
    is_endless = isinstance(kind, HasMiddle)
    assert is_endless == (not allowed)
    for unit in kind.align(values, question):
        assert len(unit.votes) == len(values)
        assert is_endless or set(unit.votes) <= allowed
        if kind.units == "found":
            assert [member is None for member in unit.members] == [vote == ABSENT for vote in unit.votes]


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_a_unanimous_answer_is_assembled_again(kind: Kind, question: Question, values: list[Any]) -> None:
    for value in values:
        same = [value, value, value]
        units = kind.align(same, question)
        decided = {unit.key: unit.votes[0] for unit in units}
        assert kind.assemble(decided, units, same, question) == value
        assert kind.differences(same, question) == []


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_differing_answers_have_differences(kind: Kind, question: Question, values: list[Any]) -> None:
    for a, b in product(values, values):
        found = kind.differences([a, b], question)
        assert bool(found) == (kind.distance(a, b, question) > 0)
        assert all({"type", "unit", "labels"} <= set(one) for one in found)


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_relabel_keeps_renames_merges_and_gives_back_what_was_split(
    kind: Kind, question: Question, values: list[Any]
) -> None:
    keys = sorted({label for value in values for label in kind.labels_of(value)})
    for value in values:
        assert kind.relabel(value, {}) == value
        assert kind.relabel(value, {key: (key,) for key in keys}) == value
        assert kind.relabel(value, {"unheard-of": ()}) == value
        merged = kind.relabel(value, dict.fromkeys(keys, ("one",)))
        has_labels = bool(kind.labels_of(value))  # a text or a number has none
        assert has_labels == (bool(keys) and not kind.is_empty(value))
        assert merged is None or kind.labels_of(merged) == (("one",) if has_labels else ())
        renamed = kind.relabel(value, {key: (f"new {key}",) for key in keys})
        assert kind.labels_of(renamed) == tuple(sorted(f"new {key}" for key in kind.labels_of(value)))
        for gone in kind.labels_of(value):
            assert kind.relabel(value, {gone: ("left", "right")}) is None
            assert kind.relabel(value, {gone: ()}) is None


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_labels_of_a_value_are_sorted_and_each_named_once(
    kind: Kind, question: Question, values: list[Any]
) -> None:
    for value in values:
        labels = kind.labels_of(value)
        assert list(labels) == sorted(set(labels))


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_a_coarser_reading_names_known_kinds_and_is_legal_json(
    kind: Kind, question: Question, values: list[Any]
) -> None:
    for value in values:
        for name, raw in kind.coarsen(value, question).items():
            coarser = get(name)
            asked = Question(question.key, name, question.title, labels=labels(question))
            assert coarser.dump(coarser.parse(raw, coarser.examples()[0].item, asked)) == raw


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_a_middle_is_legal_and_none_is_nearer_and_the_order_of_answers_plays_no_part(
    kind: Kind, question: Question, values: list[Any]
) -> None:
    if not isinstance(kind, HasMiddle):
        return
    for value in values:
        assert kind.middle([value, value, value], question) == value
    for few in permutations(values[:3], 3):
        middle = kind.middle(few, question)
        assert middle == kind.middle(values[:3], question)
        assert middle is None or kind.dump(middle) in [kind.dump(value) for value in few]


@pytest.mark.parametrize(("kind", "question", "values"), ANSWERS, ids=name_of)
def test_own_labels_and_descriptions_are_words(kind: Kind, question: Question, values: list[Any]) -> None:
    assert all(label.key and label.title for label in labels(question))
    if isinstance(kind, HasOwnLabels):
        assert {label for value in values for label in kind.labels_of(value)} <= {
            label.key for label in labels(question)
        }
    if isinstance(kind, Described):
        assert kind.describe([], question) == ()
        assert all(sentence.endswith(".") for sentence in kind.describe(values, question))
        assert all("\n" not in kind.word(value) for value in values)
