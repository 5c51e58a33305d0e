"""A small release of texts with spans or of recordings with segments, and texts that break careless offsets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from goldsmith import kinds
from goldsmith.export import ReleasedAnswer, ReleaseData, ReleasedVote, ReleaseItem, registry
from goldsmith.ingest import ReadOptions, Row, read
from goldsmith.model import Guideline, Item, Json, JsonObject, Label, Question, canonical
from tests.unit.export import sample
from tests.unit.formats import drawings

LABELS = (Label("person", "Person"), Label("place", "Place"))
SPAN = Question("names", "span.v1", "Which names?", labels=LABELS, options={"relations": ["born_in"]})
SEGMENT = Question("turns", "segment.v1", "Who speaks?", labels=LABELS, options={"transcript": True})
QUESTIONS = (SPAN, SEGMENT)

AWKWARD = "🎉 Ana\u0301 Vega was born in צפת.\r\nShe moved to New York, 漢字 and 👩‍🚀-land."


def span(text: str, words: str, label: str, ident: str = "") -> dict[str, Json]:
    """Return the span over the first occurrence of the words."""
    start = text.index(words)
    return {"id": ident or words, "label": label, "start": start, "end": start + len(words)}


NAMES: list[dict[str, Json]] = [
    span(AWKWARD, "Ana\u0301 Vega", "person", "a"),
    span(AWKWARD, "צפת", "place", "b"),
    span(AWKWARD, "New York", "place", "c"),
    {"id": "r", "label": "born_in", "from": "a", "to": "b"},
]
NESTED = [*NAMES, span(AWKWARD, "York", "person", "d")]
TURNS: list[dict[str, Json]] = [
    {"id": "a", "label": "person", "start": 0.25, "end": 1.5, "text": 'She said "漢字" 🎉.'},
    {"id": "b", "label": "place", "start": 1.5, "end": 2.0},
]


def answer(value: Json, *others: Json) -> ReleasedAnswer:
    votes = tuple(ReleasedVote(f"person {n}", one, 1) for n, one in enumerate((value, *others), 1))
    return ReleasedAnswer(value, "majority", len(votes), len(votes), 1, votes=votes)


def text_item(number: int, text: str, **metadata: Any) -> Item:
    fields = {"text": {"type": "text", "text": text}}
    return Item(f"{number:032x}", "upload", f"u{number}", "d" * 64, 0, None, fields, metadata)


def recording_item(number: int) -> Item:
    field: JsonObject = {
        "type": "audio",
        "media": f"{number:064x}.wav",
        "name": f"talks/talk {number}.wav",
        "duration_s": 2.0,
        "sample_rate": 8000,
        "channels": 1,
    }
    return Item(f"{number:032x}", "upload", f"u{number}", "d" * 64, 0, None, {"audio": field})


def release_of(
    question: Question, items: Sequence[tuple[Item, Mapping[str, ReleasedAnswer]]], **changes: Any
) -> ReleaseData:
    """Return a release of these items in one part, `train`."""
    rows = tuple(ReleaseItem(item, "train", answers) for item, answers in items)
    return make(Guideline("g" * 64, 1, "", "", (question,)), rows, ("train",))


def make(guideline: Guideline, rows: tuple[ReleaseItem, ...], parts: tuple[str, ...]) -> ReleaseData:
    return ReleaseData("v1", "Names", guideline, rows, parts, 9, "2026-01-31T12:00:00Z")


def release(question: Question) -> ReleaseData:
    """Return items with nested and awkward objects, with none, undecided, and in two parts."""
    if question.kind == "span.v1":
        made = [text_item(n, AWKWARD + str(n)) for n in range(4)]
        answers: list[ReleasedAnswer | None] = [answer(NESTED, NAMES), answer([]), None, answer(NAMES)]
    else:
        made = [recording_item(n) for n in range(4)]
        answers = [answer(TURNS, TURNS[:1]), answer([]), None, answer(TURNS[1:])]
    rows = tuple(
        ReleaseItem(item, "test" if n == 3 else "train", {question.key: one} if one else {})
        for n, (item, one) in enumerate(zip(made, answers, strict=True))
    )
    return make(Guideline("g" * 64, 1, "", "", (question,)), rows, ("train", "test"))


def release_asking(question: Question) -> ReleaseData:
    """Return a release of that question alone."""
    return release(question) if question in QUESTIONS else sample.release(question)


def release_for(name: str) -> ReleaseData:
    """Return a release that the format carries something of."""
    if any(registry.get(name).carries(one) for one in sample.release().guideline.questions):
        return sample.release()
    objects = [one for one in QUESTIONS if registry.get(name).carries(one)]
    return release(objects[0]) if objects else drawings.release_of_masks()


def back(path: Path, **options: Any) -> list[Row]:
    """Return the rows of a file or folder; a fault among them is raised."""
    found = []
    with read(path, ReadOptions(**options)) as reading:
        for row in reading.rows:
            if not isinstance(row, Row):
                raise row
            found.append(row)
    return found


def contents(raw: Any, text: str, question: Question = SPAN) -> Any:
    """Return what an answer marks, without ids and order, through the only door in."""
    kind = kinds.get(question.kind)
    item = text_item(0, text)
    return kind.parse(raw, item, question).contents()


def given(row: Row, kind: str, annotator: str | None = None) -> Any:
    """Return the row's only label of that kind, and of that annotator if named."""
    found = [one.value for one in row.labels if one.kind == kind and annotator in (None, one.annotator)]
    assert len(found) == 1, canonical([one.value for one in row.labels])
    return found[0]


LETTERS = "ab é\u0301ä漢🎉👩\u200d🚀\ufe0fאבש\r\n\t .,'\"\\<&|{}[]_-#\u2028\u00a0"
TEXTS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=40).filter(str.strip)


@st.composite
def texts_with_spans(draw: st.DrawFn, *, is_flat: bool = False) -> tuple[str, list[dict[str, Json]]]:
    """Draw a text with spans over it, of which none is twice there."""
    text = draw(TEXTS)
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda ends: ends[0] < ends[1] and bool(text[ends[0] : ends[1]].strip())
    )
    drawn = draw(st.lists(st.tuples(places, st.sampled_from(["person", "place"])), max_size=5, unique=True))
    found: list[dict[str, Json]] = []
    reach = 0
    for number, ((start, end), label) in enumerate(sorted(drawn)):
        if not is_flat or start >= reach:
            found.append({"id": str(number), "label": label, "start": start, "end": end})
            reach = end
    return text, found
