"""Objects that annotators find: which are there, what they are, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith import kinds
from goldsmith.consensus import majority, plurality
from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.joined import Cast, Joined
from goldsmith.consensus.presence import presence
from goldsmith.kinds import ABSENT
from goldsmith.kinds.box import Box, Boxes
from goldsmith.kinds.segment import Segment, Segments
from goldsmith.kinds.span import Span, Spans
from goldsmith.model import Label, Question
from goldsmith.votes import Votes
from tests.unit.consensus.crowds import joined, renamed, right

NAMES = ("a", "b", "c")
SET = (*NAMES, ABSENT)


def marks(
    seed: int, sees: Sequence[float], invents: Sequence[float], named: Sequence[float], n: int, m: int
) -> tuple[Votes, list[str], int]:
    """Return votes on n things that are there and m that are not, the truth of those marked, and how many of the n
    nobody marked."""
    rng = default_rng(seed)
    people = len(sees)
    label = rng.integers(0, 3, n)
    is_named = rng.random((n, people)) < np.array(named)
    said = np.where(is_named, label[:, None], rng.integers(0, 3, (n, people)))
    there = np.where(rng.random((n, people)) < np.array(sees), said, 3)
    not_there = np.where(rng.random((m, people)) < np.array(invents), rng.integers(0, 3, (m, people)), 3)
    table, truth = np.concatenate([there, not_there]), np.concatenate([label, np.full(m, 3)])
    marked: Any = (table < 3).any(axis=1)
    table, truth = table[marked], truth[marked]
    item, who = (np.ravel(each) for each in np.indices(table.shape))
    votes = Votes.from_records(item, who, [SET[at] for at in table.ravel()], label_set=SET)
    return votes, [SET[at] for at in truth], int((~marked[:n]).sum())


CARELESS = ((0.95, 0.9, 0.45, 0.45, 0.45), (0.03, 0.05, 0.4, 0.4, 0.4), (0.95, 0.95, 0.7, 0.7, 0.7))
FEW = ((0.9, 0.6, 0.5), (0.02, 0.05, 0.05), (0.95, 0.9, 0.9))


@pytest.mark.parametrize("seed", range(3))
def test_who_sees_and_who_invents_beats_a_quorum(seed: int) -> None:
    votes, truth, _ = marks(seed, *CARELESS, 400, 300)
    quorum = [decision.label for decision in majority(votes, quorum=0.5)]
    assert right(presence(votes).decided, truth) > right(quorum, truth) + 0.1
    measures = [one.measures["found"].value for one in presence(votes).annotators]
    assert measures == pytest.approx(CARELESS[0], abs=0.07)


@pytest.mark.parametrize("seed", range(2))
def test_what_nobody_marked_is_allowed_for(seed: int) -> None:
    """Thousands of chances to err, each taken seldom: two hits on one spot mean that something is there. A table of
    what was marked alone makes them look common, and Dawid-Skene on it takes half of what is there away."""
    votes, truth, n_unseen = marks(seed, *FEW, 400, 4000)
    found = presence(votes)
    assert right(found.decided, truth) > right(dawid_skene(votes).decided, truth) + 0.15
    assert found.choices["n_unseen"] == pytest.approx(n_unseen, abs=12)
    assert [one.measures["found"].value for one in found.annotators] == pytest.approx(FEW[0], abs=0.08)


def test_intervals_of_what_is_found_hold_the_truth() -> None:
    held = []
    for seed in range(15):
        found = presence(marks(seed, *CARELESS, 300, 200)[0])
        for one, sees in zip(found.annotators, CARELESS[0], strict=True):
            low, high = one.measures["found"].low or 0, one.measures["found"].high or 1
            held.append(low <= sees <= high)
    assert np.mean(held) > 0.85


@pytest.mark.parametrize("seed", range(4))
def test_the_log_posterior_of_presence_never_falls(seed: int) -> None:
    votes, truth, _ = marks(seed, *FEW, 12, 40)
    found = presence(votes, gold={str(n): truth[n] for n in range(4)})
    for part in found.trace:
        assert (np.diff(part) > -1e-7 * max(1.0, abs(part[0]))).all()
    assert found.n_clamped == 4


# whole answers ------------------------------------------------------------------------------------------------------

BOXES = Question("cells", "box.v1", "Which cells?", labels=(Label("red", "Red"), Label("white", "White")))
PEOPLE = (
    (0.97, 0.02, 0.02, 0.97),
    (0.95, 0.05, 0.03, 0.95),
    (0.45, 0.6, 0.1, 0.6),
    (0.45, 0.6, 0.1, 0.6),
    (0.45, 0.6, 0.1, 0.6),
)


def drawn(rng: Generator, things: Sequence[Any], decoys: Sequence[Any], person: Sequence[float]) -> Boxes:
    sees, invents, slip, names = person
    boxes: list[Box] = []
    for there, chance in ((things, sees), (decoys, invents)):
        for x, y, size, label in there:
            if rng.random() < chance:
                left, top, more, less = (rng.normal(0, slip * size) for _ in range(4))
                said = label if rng.random() < names else ("white" if label == "red" else "red")
                place = (x + left, y + top, size + more - left, size + less - top)
                boxes.append(Box(str(len(boxes)), said, *place))
    return Boxes(tuple(boxes))


def pictures(seed: int, n: int = 40) -> tuple[Cast, list[Boxes]]:
    rng = default_rng(seed)
    truth, answers = [], {}
    for item in range(n):
        spots = [(60.0 * (at % 4), 60.0 * (at // 4)) for at in rng.permutation(12)[:7].tolist()]
        every = [
            (x, y, float(rng.uniform(25, 50)), "red" if rng.random() < 0.6 else "white") for x, y in spots
        ]
        things, decoys = every[:4], every[4:]
        truth.append(
            Boxes(tuple(Box(str(at), label, x, y, s, s) for at, (x, y, s, label) in enumerate(things)))
        )
        answers[f"i{item:02}"] = {
            f"p{j}": drawn(rng, things, decoys, person) for j, person in enumerate(PEOPLE)
        }
    return Cast(BOXES, answers), truth


def by_quorum(cast: Cast) -> list[Boxes]:
    kind = cast.kind
    found = []
    for item in cast.items:
        values = cast.values(item)
        units = kind.align(values, BOXES)
        decided = {unit.key: plurality(unit.votes, quorum=0.5) or unit.votes[0] for unit in units}
        found.append(kind.assemble(decided, units, values, BOXES))
    return found


def shared(found: Sequence[Any], truth: Sequence[Boxes]) -> tuple[float, float]:
    """Return F1 at IoU .5 with equal labels, and the mean IoU of what was matched."""
    kind = kinds.get("box")
    hits, n, total = 0, 0, 0.0
    for value, true in zip(found, truth, strict=True):
        pairs = kind.match(value, true, BOXES).pairs
        hits += sum(pair.similarity >= 0.5 and pair.label_a == pair.label_b for pair in pairs)
        total += sum(pair.similarity for pair in pairs) / max(1, len(pairs)) / len(truth)
        n += len(value) + len(true)
    return 2 * hits / n, total


@pytest.mark.parametrize("seed", range(2))
def test_boxes_by_reliability_are_nearer_the_truth_than_by_quorum(seed: int) -> None:
    cast, truth = pictures(seed)
    found = joined(cast, "found_objects")
    f1, iou = shared([made.value for made in found.made], truth)
    f1_quorum, iou_quorum = shared(by_quorum(cast), truth)
    assert f1 > f1_quorum + 0.05
    assert f1 > 0.9
    assert iou > iou_quorum + 0.03
    apart = [one.measures["apart"].value or 0.0 for one in found.annotators]
    assert max(apart[:2]) < 0.12 < 0.2 < min(apart[2:])


def test_clusters_below_the_least_posterior_hold_an_item_open() -> None:
    cast, _ = pictures(3, n=15)
    found = joined(cast, "found_objects", 0.95)
    assert any(made.why_open == "low_posterior" for made in found.made)
    for made in found.made:
        assert made.posterior is not None
        assert made.why_open == "tie" or (made.why_open == "low_posterior") == (made.posterior < 0.95)


def test_gold_boxes_are_held_and_teach() -> None:
    cast, truth = pictures(1, n=20)
    gold = {f"i{n:02}": truth[n] for n in range(6)}
    found = joined(Cast(BOXES, cast.answers, gold), "found_objects")
    assert found.n_clamped == 6
    assert [made.value for made in found.made[:6]] == truth[:6]


def values(found: Joined) -> list[Any]:
    return [made.value for made in found.made]


def test_names_of_annotators_play_no_part_in_objects() -> None:
    cast, _ = pictures(2, n=12)
    one, other = joined(cast, "found_objects"), joined(renamed(cast), "found_objects")
    kind = cast.kind
    for a, b in zip(values(one), values(other), strict=True):
        assert kind.distance(a, b, BOXES) < 1e-9


FOUND = [name for name in kinds.registry if kinds.get(name).units == "found"]


@pytest.mark.parametrize("name", FOUND)
def test_unanimous_objects_stay_of_every_kind(name: str) -> None:
    kind = kinds.get(name)
    good = [one for one in kind.examples() if one.good]
    for example in good:
        value = kind.parse(example.raw, example.item, example.question)
        cast = Cast(example.question, {f"i{n}": dict.fromkeys("xyz", value) for n in range(4)})
        assert values(joined(cast, "found_objects", 0.5)) == [value] * 4, example


def test_nothing_drawn_by_anybody_is_nothing() -> None:
    cast = Cast(BOXES, {"i1": {name: Boxes() for name in "abc"}})
    assert values(joined(cast, "found_objects", 0.9)) == [Boxes()]


def test_spans_and_segments_are_found_by_the_same_model() -> None:
    """Two mark every name; two others mark a wrong one half the time, together as often as not."""
    rng = default_rng(0)
    names = Question("names", "span.v1", "Names?", labels=(Label("per", "Person"), Label("loc", "Place")))
    calls = Question("calls", "segment.v1", "Calls?", labels=(Label("bird", "Bird"), Label("frog", "Frog")))
    spans: dict[str, dict[str, Spans]] = {}
    segments: dict[str, dict[str, Segments]] = {}
    for n in range(40):
        spans[f"q{n:02}"], segments[f"q{n:02}"] = {}, {}
        for who in ("ann", "bob", "cy", "dee"):
            careful = who in ("ann", "bob")
            marked = [(10, 15)] * (careful or rng.random() < 0.4) + [(30, 34)] * (
                not careful and rng.random() < 0.5
            )
            spans[f"q{n:02}"][who] = Spans(tuple(Span(f"s{a}", "per", a, b) for a, b in marked))
            segments[f"q{n:02}"][who] = Segments(tuple(Segment(f"s{a}", "bird", a, b, "") for a, b in marked))
    for cast in (Cast(names, spans), Cast(calls, segments)):
        found = joined(cast, "found_objects")
        assert [[one.start for one in value] for value in values(found)] == [[10]] * 40
        sees = [one.measures["found"].value or 0 for one in found.annotators]
        assert min(sees[:2]) > 0.9 > 0.6 > max(sees[2:])
