from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.segment import Segment, Segments, likeness, overlap_in_time
from goldsmith.model import Item, Label, Question

kind = get("segment.v1")
ITEM = Item("i1", "s", None, "", 0, None, {"audio": {"type": "audio", "media": "a.wav", "duration_s": 10.0}})


def question(**options: object) -> Question:
    return Question(
        "q", "segment.v1", "Q?", labels=(Label("cat", "Cat"), Label("dog", "Dog")), options=options
    )


def segments(*rows: tuple[Any, ...]) -> Segments:
    return Segments(tuple(Segment(f"s{number}", *row) for number, row in enumerate(rows)))


def raw(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "label": "cat", "start": 1, "end": 2, **changes}


def refused(value: Any, **options: object) -> InvalidValue:
    with pytest.raises(InvalidValue) as caught:
        kind.parse(value, ITEM, question(**options))
    return caught.value


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"end": 10.5}, "segment.outside"),
        ({"start": -0.1}, "segment.outside"),
        ({"end": 1}, "segment.reversed"),
        ({"end": 1.001}, "segment.too_short"),
        ({"start": float("nan")}, "segment.not_a_number"),
        ({"end": 10**400}, "segment.not_a_number"),
        ({"text": "words"}, "segment.bad_members"),
        ({"id": 7}, "segment.bad_id"),
        ({"label": "cow"}, "value.unknown_label"),
    ],
)
def test_each_fault_has_a_name_of_its_own(changes: dict[str, Any], slug: str) -> None:
    assert refused([raw(**changes)]).slug == slug


def test_all_faulty_segments_are_reported_together() -> None:
    fault = refused([raw(end=11), raw(id="b"), raw(id="c", start=3)])
    assert fault.slug == "segment.several"
    assert "Segment 1 of 3: " in fault.what
    assert "Segment 3 of 3: " in fault.what


def test_a_segment_may_reach_to_the_very_end() -> None:
    assert kind.parse([raw(start=0, end=10.0)], ITEM, question())[0].end == 10


@pytest.mark.parametrize("text", ["a\0b", "\ud800", None, 3, "x" * 10_001])
def test_a_transcript_that_cannot_be_kept_is_refused(text: object) -> None:
    assert refused([raw(text=text)], transcript=True).slug == "segment.bad_text"


def test_an_empty_transcript_is_none() -> None:
    with_text, without = (kind.parse([one], ITEM, question(transcript=True)) for one in (raw(text=""), raw()))
    assert with_text == without
    assert kind.dump(with_text) == [{"id": "a", "label": "cat", "start": 1.0, "end": 2.0}]


@pytest.mark.parametrize(
    ("rule", "labels", "is_taken"),
    [
        ("any", ("cat", "cat"), True),
        ("none", ("cat", "dog"), False),
        ("different_labels", ("cat", "dog"), True),
        ("different_labels", ("cat", "cat"), False),
    ],
)
def test_the_overlap_rule_holds(rule: str, labels: tuple[str, str], is_taken: bool) -> None:
    both = [raw(label=labels[0]), raw(id="b", label=labels[1], start=1.5, end=3)]
    if is_taken:
        assert len(kind.parse(both, ITEM, question(overlap=rule))) == 2
    else:
        assert refused(both, overlap=rule).slug == "segment.overlap"


def test_a_long_segment_is_seen_behind_a_short_one() -> None:
    three = [raw(start=0, end=9), raw(id="b", start=1, end=2, label="dog"), raw(id="c", start=3, end=4)]
    assert refused(three, overlap="different_labels").slug == "segment.overlap"


def test_segments_that_touch_do_not_overlap() -> None:
    assert len(kind.parse([raw(), raw(id="b", start=2, end=3)], ITEM, question(overlap="none"))) == 2


@pytest.mark.parametrize(
    "options", [{"overlap": "some"}, {"transcript": "yes"}, {"transcript": 1}, {"min_size": 0}, {"colour": 1}]
)
def test_an_option_that_means_nothing_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidGuideline):
        kind.check(question(**options))


def test_good_options_are_taken() -> None:
    kind.check(question(overlap="none", transcript=True, min_size=0.5, match_iou=0.5))


def test_distance_counts_time_labels_and_words() -> None:
    q = question(transcript=True)
    one = segments(("cat", 0.0, 2.0, "hello"))
    assert kind.distance(one, segments(("cat", 1.0, 3.0, "hello")), q) == pytest.approx(1 - 1 / 3)
    assert kind.distance(one, segments(("dog", 0.0, 2.0, "hello")), q) == 1
    assert kind.distance(one, segments(("cat", 0.0, 2.0, "hallo")), q) == pytest.approx(0.2)
    assert kind.distance(one, Segments(), q) == 1


def test_matching_is_optimal_and_does_not_look_at_labels() -> None:
    a = segments(("cat", 0.0, 4.0), ("cat", 4.0, 6.0))
    b = segments(("dog", 3.0, 6.0), ("cat", 0.0, 3.0))
    matching = kind.match(a, b, question())
    assert [(pair.a, pair.b) for pair in matching.pairs] == [(0, 1), (1, 0)]


def test_edges_are_voted_on_moment_by_moment() -> None:
    values = [segments(("cat", s, e)) for s, e in ((1.0, 5.0), (1.1, 5.2), (2.0, 5.1))]
    units = kind.align(values, question())
    made = kind.assemble({units[0].key: "cat"}, units, values, question())
    assert (made[0].start, made[0].end) == (1.1, 5.1)


def test_the_most_frequent_transcript_wins_then_the_nearest_to_all() -> None:
    def spoken(*texts: str) -> str:
        values = [segments(("cat", 1.0, 2.0, text)) for text in texts]
        units = kind.align(values, question())
        (made,) = kind.assemble({units[0].key: "cat"}, units, values, question())
        return str(made.text)

    assert spoken("good", "god", "good") == "good"
    assert spoken("the cat", "the cats", "a cat") == "the cat"


def test_contested_time_goes_to_the_segment_that_more_people_marked() -> None:
    q = question(overlap="none")
    values = [
        segments(("cat", 0.0, 5.0), ("dog", 5.0, 9.0)),
        segments(("cat", 0.0, 5.0)),
        segments(("dog", 4.0, 9.0)),
        segments(("cat", 0.0, 5.0)),
    ]
    units = kind.align(values, q)
    decided = {unit.key: next(vote for vote in unit.votes if vote != ABSENT) for unit in units}
    made = kind.assemble(decided, units, values, q)
    assert [(one.label, one.start, one.end) for one in made] == [("cat", 0.0, 5.0), ("dog", 5.0, 9.0)]
    assert kind.parse(kind.dump(made), ITEM, q) == made


def test_differences_name_what_differs() -> None:
    q = question(transcript=True)
    a = segments(("cat", 0.0, 2.0, "hi"), ("cat", 4.0, 6.0), ("cat", 8.0, 9.0))
    b = segments(("cat", 0.0, 2.0, "hey"), ("dog", 4.0, 7.0))
    found = [(one["type"], one["unit"]) for one in kind.differences([a, b], q)]
    assert found == [
        ("transcript", "segment-1"),
        ("label", "segment-2"),
        ("edges", "segment-2"),
        ("extra", "segment-3"),
    ]


def test_likeness_and_overlap_at_their_ends() -> None:
    assert likeness("", "abc") == 0
    assert likeness("naïve 👩‍🚀", "naïve 👩‍🚀") == 1
    assert overlap_in_time((0, 1), (1, 2)) == 0
