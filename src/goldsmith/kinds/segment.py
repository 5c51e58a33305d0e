"""segment: stretches of a recording, each with a label and perhaps a transcript. The raw value is a list of them;
[] is "nothing here".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum
from statistics import median
from typing import Any, TypeAlias

from goldsmith.attributes import OPTION
from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import Example, Unit, registry
from goldsmith.labelsets import number_option, place
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import Content, Drawing, Found, Frame, ObjectKind, members, short

TOLERANCE = 1e-6  # s by which floats may pass the recording's end
FARTHEST = 1e9  # s: beyond it, infinite or not a number, nothing is a time
TEXT = "text"
MAX_TEXT = 10_000  # characters of one transcript
MIN_SIZE = 0.01  # s
OVERLAPS = ("any", "none", "different_labels")

Times: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Segment(Found):
    """A stretch of time: seconds from the recording's begin, half-open."""

    start: float
    end: float
    text: str = ""

    @property
    def shape(self) -> Times:
        return self.start, self.end

    @property
    def content(self) -> Content:
        return self.shape, self.label, self.text, self.attributes


class Segments(Drawing[Segment]):
    """The segments of one answer, in the order in which they were made."""

    __slots__ = ()


class SegmentKind(ObjectKind[Segment, Segments]):
    """Stretches of a recording. Value: Segments. Found units: the segments; votes are their labels.

    Options: `transcript` (false): whether a segment may have a text; `overlap` (any): which segments may share time,
    `any`, `none`, or those of `different_labels`; `min_size` (.01 s) is the least length; those of ObjectKind.
    """

    name = "segment.v1"
    nouns = ("segment", "segments")
    members = ("start", "end")
    drawing = Segments
    key = "segment"
    options = ("min_size", "transcript", "overlap")
    step: float | None = None

    def overlap(self, a: Times, b: Times) -> float:
        return overlap_in_time(a, b)

    def frame(self, shape: Times) -> Frame:
        return shape[0], 0, shape[1], 1

    def check(self, question: Question) -> None:
        super().check(question)
        number_option(question, "min_size", MIN_SIZE, low=TOLERANCE)
        _one_of(question, "transcript", (False, True))
        _one_of(question, "overlap", OVERLAPS)

    def members_schema(self, question: Question) -> dict[str, JsonObject]:
        return {
            "start": {"type": "number", "minimum": 0},
            "end": {"type": "number", "exclusiveMinimum": 0},
        }

    def optional(self, question: Question) -> dict[str, JsonObject]:
        return {TEXT: {"type": "string", "maxLength": MAX_TEXT}} if _has_text(question) else {}

    def shown(self, item: Item, question: Question) -> JsonObject:
        recording = item.first("audio", question.show)
        if recording is None:
            raise InvalidValue(
                "segment.no_recording",
                "Segments need a recording, and this item shows none.",
                where=place(question, item),
                mend="Show an audio field under the question's `show:`, or ask this question of recordings only.",
            )
        return recording

    def read_one(self, raw: Mapping[str, Any], shown: JsonObject, item: Item, question: Question) -> Segment:
        where = place(question, item)
        start, end = _time(raw, "start", where), _time(raw, "end", where)
        _check_times(start, end, float(shown["duration_s"]), where, _least(question))
        return Segment("", "", start, end, _transcript(raw.get(TEXT, ""), where))

    def parse_each(self, raw: Json, item: Item, question: Question) -> tuple[Segment, ...]:
        found = super().parse_each(raw, item, question)
        _check_overlap(found, place(question, item), question)
        return found

    def load_one(self, stored: Mapping[str, Any]) -> Segment:
        return Segment(**stored)

    def dump_one(self, thing: Segment) -> dict[str, Json]:
        return {**super().dump_one(thing), **({TEXT: thing.text} if thing.text else {})}

    def likeness(self, one: Segment, other: Segment) -> float:
        """Return that of labels and attributes, times 1 - edits / length of the longer transcript."""
        return super().likeness(one, other) * likeness(one.text, other.text)

    def merged(self, named: Sequence[Segment], every: Sequence[Segment], question: Question) -> Segment:
        """Return what more than half of those with the decided label hold: the median edges, of two the mean.

        The transcript is the most frequent one, then the one with the fewest edits to all others.
        """
        start, end = median(one.start for one in named), median(one.end for one in named)
        return Segment("", "", start, end, _spoken([one.text for one in named]))

    def assemble_each(
        self,
        decided: Mapping[str, str],
        units: Sequence[Unit],
        values: Sequence[Segments],
        question: Question,
    ) -> tuple[Segment, ...]:
        """Return the segments decided. Where they may not overlap, contested time goes to the unit with more members,
        then to the earlier; the other keeps its longest piece, if that is long enough.
        """
        weight = {unit.key: len(list(members(unit, values))) for unit in units}
        made = super().assemble_each(decided, units, values, question)
        return tuple(_apart([(weight[one.id], one) for one in made], question))

    def ways(self, unit: Unit, things: Sequence[Segment], *, is_apart: bool) -> list[str]:
        texts = {one.text for one in things}
        return super().ways(unit, things, is_apart=is_apart) + ["transcript"] * (len(texts) > 1)

    def stretches(self, value: Segments) -> tuple[tuple[float, float, str], ...]:
        return tuple((one.start, one.end, one.label) for one in value)

    def length(self, item: Item, question: Question) -> float:
        recording = item.first("audio", question.show)
        return float(recording["duration_s"]) if recording else 0.0

    def examples(self) -> list[Example]:
        voices = Question(
            "voices",
            self.name,
            "Who speaks when?",
            labels=(Label("host", "Host"), Label("guest", "Guest")),
            options={"transcript": True, "overlap": "different_labels"},
        )
        plain = Question("noise", self.name, "Where is noise?", labels=(Label("noise", "Noise"),))
        item = Item("0" * 32, "example", None, "", 0, None, {"audio": RECORDING})
        text = Item("1" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": "No sound."}})
        one: dict[str, Json] = {"id": "a", "label": "host", "start": 0.5, "end": 4, "text": "Good evening."}
        two: dict[str, Json] = {"id": "b", "label": "guest", "start": 3.5, "end": 10.25}
        bad: list[tuple[Json, str]] = [
            ([{**one, "label": "cat"}], "an unknown label"),
            ([{**one, "end": 11}], "beyond the end"),
            ([{**one, "start": -1}], "before the begin"),
            ([{**one, "end": 0.5}], "no length"),
            ([{**one, "start": 4, "end": 0.5}], "it ends before it starts"),
            ([{**one, "start": "0:04"}], "a text for a number"),
            ([{**one, "start": True}], "a truth value for a number"),
            ([one, {**two, "id": "a"}], "one id for two segments"),
            ([one, {**one, "id": "c", "start": 1}], "one label twice at a time"),
            ([{**one, "id": ""}], "no id"),
            ([{"label": "host", "start": 1, "end": 9}], "a member is missing"),
            ([{**one, "speaker": "Ada"}], "a member that segments do not have"),
            ([{**one, "text": None}], "no text: leave it out"),
            ([[0.5, 4]], "a list of numbers does not say which is which"),
            (one, "a segment alone: send a list"),
            (None, "no value: skip or abstain instead"),
        ]
        asked: list[Json] = [
            {"key": "over", "title": "Spoken over"},
            {"key": "mood", "choices": ["calm", "angry"]},
        ]
        more = Question("more", self.name, voices.title, labels=voices.labels, options={OPTION: asked})
        talk: dict[str, Json] = {**two, OPTION: {"over": True, "mood": "calm"}}
        noise: dict[str, Json] = {"id": "a", "label": "noise", "start": 1, "end": 2}
        return [
            Example(voices, item, [one, two], True),
            Example(voices, item, [two, one], True, "another order"),
            Example(voices, item, [{**one, "text": "Good morning."}, two], True, "another transcript"),
            Example(voices, item, [], True, "nothing here"),
            Example(more, item, [talk], True, "with attributes"),
            Example(more, item, [two], True, "without attributes"),
            Example(
                more, item, [{**two, OPTION: {"mood": "loud"}}], False, "an unknown choice of an attribute"
            ),
            Example(
                plain, item, [{**noise, OPTION: {"over": True}}], False, "an attribute that was not asked"
            ),
            Example(plain, item, [noise], True),
            Example(plain, item, [noise, {**noise, "id": "b", "start": 1.5, "end": 3}], True, "they overlap"),
            *(Example(voices, item, raw, False, why) for raw, why in bad),
            Example(plain, item, [{**noise, "text": "Hm."}], False, "a transcript that was not asked for"),
            Example(voices, text, [], False, "an item without a recording"),
        ]


RECORDING: JsonObject = {
    "type": "audio",
    "media": "talk.wav",
    "name": "talk.wav",
    "duration_s": 10.25,
    "sample_rate": 16_000,
    "channels": 1,
}


def overlap_in_time(a: Times, b: Times) -> float:
    """Return intersection over union of two stretches, in [0, 1]; exactly 1 for equal ones, 0 where they only touch.

    >>> overlap_in_time((0, 2), (1, 3))
    0.3333333333333333
    """
    (s, e), (t, f) = a, b
    if a == b:
        return 1.0
    shared = min(e, f) - max(s, t)
    return min(1.0, shared / (max(e, f) - min(s, t))) if shared > 0 else 0.0


def likeness(a: str, b: str) -> float:
    """Return 1 - edits / length of the longer text, in [0, 1]; two empty texts are alike by 1.

    Edits: the least number of code points put in, taken out or replaced (Levenshtein 1966), by the bit vectors of
    Hyyrö (2003), "A bit-vector algorithm for computing Levenshtein and Damerau edit distances".

    >>> likeness("kitten", "sitting"), likeness("", "")
    (0.5714285714285714, 1.0)
    """
    return 1 - _edits(a, b) / max(len(a), len(b)) if a != b else 1.0


def _edits(a: str, b: str) -> int:
    if not a or not b:
        return len(a) + len(b)
    where: dict[str, int] = {}
    for at, letter in enumerate(a):
        where[letter] = where.get(letter, 0) | 1 << at
    full, top = (1 << len(a)) - 1, 1 << len(a) - 1
    plus, minus, edits = full, 0, len(a)
    for letter in b:
        same = where.get(letter, 0)
        diagonal = (((same & plus) + plus) ^ plus) | same | minus
        right_plus, right_minus = minus | ~(diagonal | plus), plus & diagonal
        edits += bool(right_plus & top) - bool(right_minus & top)
        right_plus = right_plus << 1 | 1
        plus = (right_minus << 1 | ~(diagonal | right_plus)) & full
        minus = right_plus & diagonal & full
    return edits


def _least(question: Question) -> float:
    return float(question.options.get("min_size", MIN_SIZE))


def _has_text(question: Question) -> bool:
    return bool(question.options.get("transcript", False))


def _one_of(question: Question, name: str, values: Sequence[Json]) -> None:
    value = question.options.get(name, values[0])
    if not any(value is known or (isinstance(value, str) and value == known) for known in values):
        told = ", ".join(f"`{str(known).lower() if isinstance(known, bool) else known}`" for known in values)
        raise InvalidGuideline(
            "guideline.bad_option",
            f"The option {name} is {value!r}.",
            where=place(question),
            mend=f"Give one of {told}.",
        )


# reading an answer ----------------------------------------------------------------------------------------------------


def _time(raw: Mapping[str, Any], name: str, where: str) -> float:
    number = raw[name]
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < FARTHEST:
        raise InvalidValue(
            "segment.not_a_number",
            f"{name} is {short(number)}.",
            where=where,
            mend="Send seconds as finite numbers for start and end.",
        )
    return float(number)


def _check_times(start: float, end: float, duration: float, where: str, least: float) -> None:
    if end <= start:
        raise InvalidValue(
            "segment.reversed",
            f"The segment ends at {end:g} s and starts at {start:g} s.",
            where=where,
            mend="A segment is half-open: its start lies before its end.",
        )
    if start < 0 or end > duration + TOLERANCE:
        raise InvalidValue(
            "segment.outside",
            f"The segment reaches from {start:g} to {end:g} s, beyond the recording.",
            where=where,
            mend=f"The recording lasts {duration:.10g} s; mark the part inside it. "
            "If your tool stores milliseconds or samples, convert them first.",
        )
    if end - start < least - TOLERANCE:
        raise InvalidValue(
            "segment.too_short",
            f"The segment is {end - start:g} s long.",
            where=where,
            mend=f"Make it {least:g} s or longer, or delete it.",
        )


def _transcript(text: Json, where: str) -> str:
    if not isinstance(text, str) or len(text) > MAX_TEXT or "\0" in text or _has_half_pair(text):
        raise InvalidValue(
            "segment.bad_text",
            f"The transcript {short(text)} is not a text that can be kept.",
            where=where,
            mend=f"Send up to {MAX_TEXT} characters without NUL or half surrogate pairs, or leave it out.",
        )
    return text


def _has_half_pair(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _check_overlap(found: Sequence[Segment], where: str, question: Question) -> None:
    for one, other in _clashes(found, question):
        raise InvalidValue(
            "segment.overlap",
            f"The segment from {other.start:g} to {other.end:g} s begins before that of {one.start:g} to {one.end:g} s "
            "ends.",
            where=where,
            mend="Let the first end where the second begins; segments "
            + (
                "of one label"
                if question.options.get("overlap") == "different_labels"
                else "of this question"
            )
            + " may not overlap.",
        )


def _clashes(found: Sequence[Segment], question: Question) -> Iterator[tuple[Segment, Segment]]:
    """Yield segments that share time, against the rule of the question, each with the next."""
    rule = question.options.get("overlap", "any")
    if rule == "any":
        return
    groups: dict[str, list[Segment]] = {}
    for one in sorted(found, key=lambda each: each.content):
        groups.setdefault(one.label if rule == "different_labels" else "", []).append(one)
    for group in groups.values():
        reach = group[0]
        for one, other in pairwise(group):
            reach = max(reach, one, key=lambda each: each.end)
            if other.start < reach.end - TOLERANCE:
                yield reach, other


# one answer of many ---------------------------------------------------------------------------------------------------


def _spoken(texts: Sequence[str]) -> str:
    counts = Counter(texts)
    most = max(counts.values())
    often = sorted(text for text, n in counts.items() if n == most)
    return min(often, key=lambda text: (fsum(1 - likeness(text, other) for other in texts), text))


def _apart(made: Sequence[tuple[int, Segment]], question: Question) -> list[Segment]:
    """Return the segments without what the overlap rule forbids, in the order given; each comes with its weight."""
    rule = question.options.get("overlap", "any")
    if rule == "any":
        return [one for _, one in made]
    least = _least(question) - TOLERANCE
    placed: dict[str, Segment] = {}
    for _, one in sorted(made, key=lambda each: (-each[0], each[1].content)):
        rivals = [each for each in placed.values() if rule == "none" or each.label == one.label]
        pieces = [(one.start, one.end)]
        for rival in rivals:
            pieces = [
                piece
                for start, end in pieces
                for piece in ((start, min(end, rival.start)), (max(start, rival.end), end))
                if piece[0] < piece[1]
            ]
        start, end = max(pieces, key=lambda piece: (piece[1] - piece[0], -piece[0]), default=(0.0, 0.0))
        if end - start >= least:
            placed[one.id] = replace(one, start=start, end=end)
    return [placed[one.id] for _, one in made if one.id in placed]


registry.add(SegmentKind.name, SegmentKind())
