"""Kinds whose objects are stretches say where they lie."""

from __future__ import annotations

import pytest

from goldsmith import kinds

ALONG = [name for name in kinds.registry if isinstance(kinds.get(name), kinds.Along)]


def test_spans_and_segments_lie_along_something() -> None:
    assert {"span.v1", "segment.v1"} <= set(ALONG)


@pytest.mark.parametrize("name", ALONG)
def test_stretches_lie_within_their_item_and_bear_its_labels(name: str) -> None:
    kind = kinds.get(name)
    assert isinstance(kind, kinds.Along)
    seen = 0
    for example in kind.examples():
        if not example.good:
            continue
        value = kind.parse(example.raw, example.item, example.question)
        length = kind.length(example.item, example.question)
        for start, end, label in kind.stretches(value):
            assert 0 <= start < end <= length
            assert label in example.question.label_keys()
            seen += 1
    assert seen
