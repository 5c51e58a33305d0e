"""What every kind of found objects promises of attributes, tried on its own examples."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.attributes import OPTION
from goldsmith.consensus import plurality
from goldsmith.kinds import Example, get, registry
from goldsmith.objects import ObjectKind

KINDS = [kind for name in registry if isinstance(kind := get(name), ObjectKind)]


def said(kind: ObjectKind[Any, Any]) -> tuple[Example, Any, Any]:
    """Return a good example with attributes, its value, and the same value with nothing said of its objects."""
    example = next(
        one
        for one in kind.examples()  # type: ignore[attr-defined]
        if one.good
        and OPTION in one.question.options
        and any(thing.attributes for thing in parsed(kind, one))
    )
    value = parsed(kind, example)
    stored: Any = kind.dump(value)
    objects = stored["objects"] if isinstance(stored, dict) else stored
    bare = [{name: each for name, each in one.items() if name != OPTION} for one in objects]
    return example, value, kind.load({**stored, "objects": bare} if isinstance(stored, dict) else bare)


def parsed(kind: ObjectKind[Any, Any], example: Example) -> Any:
    return kind.parse(example.raw, example.item, example.question)


def test_the_kinds_of_found_objects_are_those() -> None:
    assert [kind.name for kind in KINDS] == ["box.v1", "instance.v1", "polygon.v1", "segment.v1", "span.v1"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_attributes_that_differ_are_a_difference_but_do_not_part_what_is_matched(
    kind: ObjectKind[Any, Any],
) -> None:
    example, value, bare = said(kind)
    question = example.question
    assert value != bare
    assert len(kind.match(value, bare, question).pairs) == len(value)
    assert [one["type"] for one in kind.differences([value, bare], question)] == ["attributes"]
    assert 0 < kind.distance(value, bare, question) <= 0.5
    assert kind.distance(value, value, question) == 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("n_saying", [1, 2])
def test_consensus_keeps_what_more_than_half_say(kind: ObjectKind[Any, Any], n_saying: int) -> None:
    example, value, bare = said(kind)
    answers = [value] * n_saying + [bare] * (3 - n_saying)
    units = kind.align(answers, example.question)
    decided = {unit.key: plurality(unit.votes) or "" for unit in units}
    assert kind.assemble(decided, units, answers, example.question) == (value if n_saying == 2 else bare)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_coarser_kinds_hear_nothing_of_attributes(kind: ObjectKind[Any, Any]) -> None:
    example, value, bare = said(kind)
    assert kind.coarsen(value, example.question) == kind.coarsen(bare, example.question)
