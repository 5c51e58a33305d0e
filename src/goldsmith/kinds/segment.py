"""segment: stretches of a recording, each with a label and perhaps a transcript. The raw value is a list of them;
[] is "nothing here".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from math import fsum
from statistics import median
from typing import Any, Literal, TypeAlias

from goldsmith.errors import GoldsmithError, InvalidGuideline, InvalidValue
from goldsmith.geometry import best_matching
from goldsmith.kinds import ABSENT, Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved, number_option, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

TOLERANCE = 1e-6  # s by which floats may pass the recording's end
FARTHEST = 1e9  # s: beyond it, infinite or not a number, nothing is a time
MEMBERS = ("id", "label", "start", "end")
TEXT = "text"
MAX_TEXT = 10_000  # characters of one transcript
NUMBERS = {"min_size": 0.01, "match_iou": 0.3, "cluster_iou": 0.5, "edge_iou": 0.75}
OVERLAPS = ("any", "none", "different_labels")

Content: TypeAlias = tuple[float, float, str, str]
Key: TypeAlias = tuple[float, float, str, str, int]  # content, and which of the equal segments of one answer


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time: seconds from the recording's begin, half-open. The id takes no part in equality."""

    id: str = field(compare=False)
    label: str
    start: float
    end: float
    text: str = ""

    @property
    def content(self) -> Content:
        return self.start, self.end, self.label, self.text


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """The segments of one answer in the order in which they were made, which is kept.

    Two answers are equal when they hold the same stretches with the same labels and transcripts, in whatever order
    and with whatever ids.
    """

    objects: tuple[Segment, ...] = ()

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.objects)

    def __getitem__(self, at: int) -> Segment:
        return self.objects[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segments) and self.contents() == other.contents()

    def __hash__(self) -> int:
        return hash(self.contents())

    def contents(self) -> tuple[Content, ...]:
        """Return what is marked, sorted: without ids and order."""
        return tuple(sorted(one.content for one in self.objects))


class SegmentKind:
    """Stretches of a recording. Value: Segments. Found units: the segments; votes are their labels.

    Options: `transcript` (false): whether a segment may have a text; `overlap` (any): which segments may share time,
    `any`, `none`, or those of `different_labels`; `min_size` (.01 s) is the least length; `match_iou` (.3) is what two
    segments must pass to be matched for agreement; `cluster_iou` (.5) is what they must reach to be one segment in
    consensus; below `edge_iou` (.75) two markings of one stretch are shown to the adjudicator as different.
    """

    name = "segment.v1"
    units: Literal["given", "found"] = "found"
    level: Literal["nominal", "ordinal"] = "nominal"
    step: float | None = None

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, (*NUMBERS, "transcript", "overlap"))
        number_option(question, "min_size", NUMBERS["min_size"], low=TOLERANCE)
        for name in ("match_iou", "cluster_iou", "edge_iou"):
            number_option(question, name, NUMBERS[name], low=0.01, high=1)
        _one_of(question, "transcript", (False, True))
        _one_of(question, "overlap", OVERLAPS)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return question.label_keys()

    def schema(self, question: Question) -> JsonObject:
        properties: dict[str, JsonObject] = {
            "id": {"type": "string", "minLength": 1},
            "label": {"type": "string", "enum": list(question.label_keys())},
            "start": {"type": "number", "minimum": 0},
            "end": {"type": "number", "exclusiveMinimum": 0},
        }
        if _has_text(question):
            properties[TEXT] = {"type": "string", "maxLength": MAX_TEXT}
        segment = {
            "type": "object",
            "properties": properties,
            "required": list(MEMBERS),
            "additionalProperties": False,
        }
        return {"type": "array", "items": segment}

    def parse(self, raw: Json, item: Item, question: Question) -> Segments:
        """Return the segments; every faulty one is reported, and none is cut or mended."""
        where = place(question, item)
        recording = item.first("audio", question.show)
        if recording is None:
            raise InvalidValue(
                "segment.no_recording",
                "Segments need a recording, and this item shows none.",
                where=where,
                mend="Show an audio field under the question's `show:`, or ask this question of recordings only.",
            )
        if not isinstance(raw, list | tuple):
            raise InvalidValue(
                "segment.not_a_list",
                f"{_short(raw)} is not a list of segments.",
                where=where,
                mend="Send a list of segments, or [] for nothing here.",
            )
        found: list[Segment] = []
        faults: list[GoldsmithError] = []
        for number, one in enumerate(raw, 1):
            try:
                found.append(_parse_one(one, {each.id for each in found}, recording, item, question))
            except InvalidValue as fault:
                faults.append(fault.at(f"segment {number} of {len(raw)}"))
        if faults:
            raise _together(faults, where)
        _check_overlap(found, where, question)
        return Segments(tuple(found))

    def load(self, stored: Sequence[Mapping[str, Any]]) -> Segments:
        return Segments(tuple(Segment(**one) for one in stored))

    def dump(self, value: Segments) -> Json:
        return [
            {name: getattr(one, name) for name in (*MEMBERS, *((TEXT,) if one.text else ()))} for one in value
        ]

    def distance(self, a: Segments, b: Segments, question: Question) -> float:
        """Return 1 - 2 Σ(IoU · likeness of transcripts) / (segments of a + of b) over the best matching by label.

        The sum goes over the matching of segments with equal labels that makes it largest. Transcripts are alike by
        1 - edits / length of the longer one; two without any are alike by 1.
        """
        if not len(a) + len(b):
            return 0.0
        shared = fsum(pair.similarity for pair in _pairs(a, b, floor=0, is_strict=True))
        return max(0.0, 1 - 2 * shared / (len(a) + len(b)))

    def match(self, a: Segments, b: Segments, question: Question) -> Matching:
        """Return the matching with the largest sum of IoU among pairs above `match_iou`, whatever their labels."""
        pairs = _pairs(a, b, floor=_number(question, "match_iou"), is_strict=False)
        return Matching(
            pairs=tuple(pairs),
            only_a=tuple(sorted(set(range(len(a))) - {pair.a for pair in pairs})),
            only_b=tuple(sorted(set(range(len(b))) - {pair.b for pair in pairs})),
            labels_a=tuple(one.label for one in a),
            labels_b=tuple(one.label for one in b),
        )

    def align(self, values: Sequence[Segments], question: Question) -> list[Unit]:
        """Return the stretches that the answers mark, in the order of time, each with its votes.

        Equal segments of different answers are one. Then all pairs from `cluster_iou` up are gone through, most alike
        first and equals by content; the stretches that they belong to become one unless some answer has a segment in
        both. Neither the order of the answers nor that of their segments plays a part.
        """
        places: dict[Key, dict[int, int]] = {}
        for answer, value in enumerate(values):
            for key, at in _keyed(value):
                places.setdefault(key, {})[answer] = at
        cluster = {key: [key] for key in sorted(places)}
        for _, one, other in _alike(sorted(places), _number(question, "cluster_iou")):
            mine, theirs = cluster[one], cluster[other]
            if mine is not theirs and not any(
                places[a].keys() & places[b].keys() for a in mine for b in theirs
            ):
                mine += theirs
                cluster |= dict.fromkeys(theirs, mine)
        stretches = [keys for key, keys in cluster.items() if key == min(keys)]
        return [
            _unit(number, {answer: at for key in keys for answer, at in places[key].items()}, values)
            for number, keys in enumerate(stretches, 1)
        ]

    def assemble(
        self,
        decided: Mapping[str, str],
        units: Sequence[Unit],
        values: Sequence[Segments],
        question: Question,
    ) -> Segments:
        """Return one segment for each unit not decided ABSENT, its time by vote.

        Members with the decided label vote, or all where none bears it: what more than half of them hold is in, and
        so the edges are the median edges (of two, the mean). Where segments may not overlap, contested time goes to
        the unit with more members, then to the earlier; the other keeps its longest piece, if that is long enough.
        The transcript is the most frequent one, then the one with the fewest edits to all others.
        """
        made: list[tuple[int, Segment]] = []
        for unit in units:
            label = decided[unit.key]
            members = [values[answer][at] for answer, at in enumerate(unit.members) if at is not None]
            named = [one for one in members if one.label == label] or members
            if label != ABSENT:
                start, end = median(one.start for one in named), median(one.end for one in named)
                text = _spoken([one.text for one in named])
                made.append((len(members), Segment(unit.key, label, start, end, text)))
        return Segments(tuple(_apart(made, question)))

    def relabel(self, value: Segments, labels: Mapping[str, tuple[str, ...]]) -> Segments | None:
        keys = moved([one.label for one in value], labels)
        if keys is None:
            return None
        return Segments(tuple(replace(one, label=key) for one, key in zip(value, keys, strict=True)))

    def labels_of(self, value: Segments) -> tuple[str, ...]:
        return tuple(sorted({one.label for one in value}))

    def is_empty(self, value: Segments) -> bool:
        return not len(value)

    def differences(self, values: Sequence[Segments], question: Question) -> list[JsonObject]:
        """Return what the answers differ on, segment by segment; one can differ in several ways.

        Each difference: {"type", "unit": key, "objects": segment id or None for each answer, "labels": votes,
        "similarity": the least IoU of two of its segments}. "extra": half of the answers or fewer marked it;
        "missing": more than half did, not all; "label": it has several labels; "edges": its segments differ beyond
        `edge_iou`; "transcript": its texts differ.
        """
        return [
            {"type": way, **described}
            for unit in self.align(values, question)
            for described in [_described(unit, values)]
            for way in _ways(unit, values, described["similarity"], _number(question, "edge_iou"))
        ]

    def coarsen(self, value: Segments, question: Question) -> dict[str, Json]:
        return {"choices.v1": list(self.labels_of(value))}

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
        noise: dict[str, Json] = {"id": "a", "label": "noise", "start": 1, "end": 2}
        return [
            Example(voices, item, [one, two], True),
            Example(voices, item, [two, one], True, "another order"),
            Example(voices, item, [{**one, "text": "Good morning."}, two], True, "another transcript"),
            Example(voices, item, [], True, "nothing here"),
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


def overlap_in_time(a: Content | Segment, b: Content | Segment) -> float:
    """Return intersection over union of two stretches, in [0, 1]; exactly 1 for equal ones, 0 where they only touch.

    >>> overlap_in_time((0, 2, "a", ""), (1, 3, "b", ""))
    0.3333333333333333
    """
    (s, e), (t, f) = _times(a), _times(b)
    if (s, e) == (t, f):
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


def _times(one: Content | Segment) -> tuple[float, float]:
    return (one.start, one.end) if isinstance(one, Segment) else one[:2]


def _number(question: Question, name: str) -> float:
    return float(question.options.get(name, NUMBERS[name]))


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


def _parse_one(raw: Json, taken: set[str], recording: JsonObject, item: Item, question: Question) -> Segment:
    where = place(question, item)
    known = {*MEMBERS, TEXT} if _has_text(question) else set(MEMBERS)
    if not isinstance(raw, Mapping) or not set(MEMBERS) <= set(raw) <= known:
        optional = f", and it may have `{TEXT}`" if _has_text(question) else ""
        raise InvalidValue(
            "segment.bad_members",
            f"{_short(raw)} is not a segment.",
            where=where,
            mend=f"A segment has exactly these members: {', '.join(MEMBERS)}{optional}.",
        )
    ident = raw["id"]
    if not isinstance(ident, str) or not ident or ident in taken:
        raise InvalidValue(
            "segment.bad_id",
            f"The id {_short(ident)} is empty, not a text, or another segment's.",
            where=where,
            mend="Give every segment of an answer an id of its own: a text that is not empty.",
        )
    label = known_label(raw["label"], question.label_keys(), item, question)
    start, end = _time(raw, "start", where), _time(raw, "end", where)
    _check_times(start, end, float(recording["duration_s"]), where, _number(question, "min_size"))
    return Segment(ident, label, start, end, _transcript(raw.get(TEXT, ""), where))


def _time(raw: Mapping[str, Any], name: str, where: str) -> float:
    number = raw[name]
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < FARTHEST:
        raise InvalidValue(
            "segment.not_a_number",
            f"{name} is {_short(number)}.",
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
            f"The transcript {_short(text)} is not a text that can be kept.",
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


def _together(faults: Sequence[GoldsmithError], where: str) -> InvalidValue:
    if len(faults) == 1:
        return InvalidValue(faults[0].slug, faults[0].what, where=faults[0].where, mend=faults[0].mend)
    told = " ".join(f"{fault.where.split(',')[0].capitalize()}: {fault.what}" for fault in faults)
    mends = " ".join(dict.fromkeys(fault.mend for fault in faults))
    return InvalidValue(
        "segment.several", f"{len(faults)} segments are at fault. {told}", where=where, mend=mends
    )


def _short(raw: object) -> str:
    text = ascii(raw) if isinstance(raw, str) and _has_half_pair(raw) else repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


# comparing answers ----------------------------------------------------------------------------------------------------


def _pairs(a: Segments, b: Segments, *, floor: float, is_strict: bool) -> list[Pair]:
    """Return the best matching of the pairs whose IoU is above the floor, in the order of a's segments.

    is_strict: labels must be equal, and unlike transcripts lessen the similarity. Segments are numbered by content,
    and the smaller answer is always the left side, so that no order decides between matchings that are equally good.
    """
    if b.contents() < a.contents():
        swapped = _pairs(b, a, floor=floor, is_strict=is_strict)
        turned = [Pair(pair.b, pair.a, pair.label_b, pair.label_a, pair.similarity) for pair in swapped]
        return sorted(turned, key=lambda pair: pair.a)
    first = sorted(range(len(a)), key=lambda i: a[i].content)
    second = sorted(range(len(b)), key=lambda j: b[j].content)
    weights: dict[tuple[int, int], float] = {}
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            if b[other].start >= a[one].end:
                break
            shared = overlap_in_time(a[one], b[other])
            if is_strict and shared > floor:
                shared *= (a[one].label == b[other].label) * likeness(a[one].text, b[other].text)
            if shared > floor:
                weights[i, j] = shared
    pairs = [
        Pair(first[i], second[j], a[first[i]].label, b[second[j]].label, weights[i, j])
        for i, j in best_matching(weights)
    ]
    return sorted(pairs, key=lambda pair: pair.a)


def _keyed(value: Segments) -> list[tuple[Key, int]]:
    seen: dict[Content, int] = {}
    keyed = []
    for at, one in enumerate(value):
        seen[one.content] = seen.get(one.content, -1) + 1
        keyed.append(((*one.content, seen[one.content]), at))
    return keyed


def _alike(keys: Sequence[Key], least: float) -> list[tuple[float, Key, Key]]:
    """Return the pairs that share at least so much, most alike first; the keys come sorted by their start."""
    found = []
    for at, one in enumerate(keys):
        for other in keys[at + 1 :]:
            if other[0] >= one[1]:
                break
            shared = overlap_in_time(one[:4], other[:4])
            if shared >= least:
                found.append((-shared, one, other))
    return sorted(found)


def _unit(number: int, members: Mapping[int, int], values: Sequence[Segments]) -> Unit:
    at = tuple(members.get(answer) for answer in range(len(values)))
    votes = tuple(ABSENT if m is None else value[m].label for m, value in zip(at, values, strict=True))
    return Unit(f"segment-{number}", votes, at)


def _described(unit: Unit, values: Sequence[Segments]) -> dict[str, Any]:
    found = [None if at is None else value[at] for at, value in zip(unit.members, values, strict=True)]
    marked = [one for one in found if one]
    return {
        "unit": unit.key,
        "objects": [one.id if one else None for one in found],
        "labels": list(unit.votes),
        "similarity": min((overlap_in_time(a, b) for a, b in combinations(marked, 2)), default=1.0),
    }


def _ways(unit: Unit, values: Sequence[Segments], similarity: float, least: float) -> list[str]:
    drawn = [vote for vote in unit.votes if vote != ABSENT]
    texts = {value[at].text for at, value in zip(unit.members, values, strict=True) if at is not None}
    ways = (
        [] if len(drawn) == len(unit.votes) else ["extra" if 2 * len(drawn) <= len(unit.votes) else "missing"]
    )
    ways += ["label"] * (len(set(drawn)) > 1) + ["edges"] * (similarity < least)
    return ways + ["transcript"] * (len(texts) > 1)


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
    least = _number(question, "min_size") - TOLERANCE
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
