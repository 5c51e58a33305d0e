"""span: entities in a text, and relations between them. The raw value is a list of objects; [] is "nothing here"."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import fsum
from operator import itemgetter
from typing import Any, Literal, TypeAlias

from goldsmith.errors import GoldsmithError, InvalidGuideline, InvalidValue
from goldsmith.geometry import best_matching
from goldsmith.kinds import ABSENT, Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved, number_option, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

SPAN_MEMBERS = ("id", "label", "start", "end")
RELATION_MEMBERS = ("id", "label", "from", "to")
NUMBERS = {"match_iou": 0.3, "cluster_iou": 0.3, "edge_iou": 1.0}
WORDS = {"overlap": ("any", "nested", "none"), "unit": ("word", "token", "character")}
OPTIONS = (*NUMBERS, *WORDS, "relations")
SAME_LABEL = 1e-9  # decides between matchings whose overlap is the same

Content: TypeAlias = tuple[int, int, str]
Tie: TypeAlias = tuple[Content, Content, str]


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of the text: code points, half-open, from 0. The id takes no part in equality."""

    id: str = field(compare=False)
    label: str
    start: int
    end: int

    @property
    def content(self) -> Content:
        return self.start, self.end, self.label


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation, from a span to a span of the same answer, by their ids. Its own id takes no part in equality."""

    id: str = field(compare=False)
    label: str
    from_: str
    to: str


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """The objects of one answer: its spans, then its relations, each in the order in which they were made.

    Two answers are equal when they mark the same pieces with the same labels, related alike, in whatever order
    and with whatever ids.
    """

    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()

    def __iter__(self) -> Iterator[Span | Relation]:
        yield from self.spans
        yield from self.relations

    def __len__(self) -> int:
        return len(self.spans) + len(self.relations)

    def __getitem__(self, place: int) -> Span | Relation:
        n = len(self.spans)
        return self.spans[place] if place < n else self.relations[place - n]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spans) and self.contents() == other.contents()

    def __hash__(self) -> int:
        return hash(self.contents())

    def contents(self) -> tuple[tuple[Content, ...], tuple[Tie, ...]]:
        """Return what is marked, sorted: without ids and order."""
        by_id = {span.id: span.content for span in self.spans}
        ties = sorted((by_id[one.from_], by_id[one.to], one.label) for one in self.relations)
        return tuple(sorted(by_id.values())), tuple(ties)

    def ends(self) -> list[tuple[int, int]]:
        """Return for each relation the places of its two spans."""
        at = {span.id: number for number, span in enumerate(self.spans)}
        return [(at[one.from_], at[one.to]) for one in self.relations]


class SpanKind:
    """Spans of a text and relations between them. Value: Spans. Found units: the objects; votes are their labels.

    Options: `overlap` says whether spans may share characters: `any` (unless given), `nested` (one within the
    other, never crossing) or `none`. `unit` is what the screen snaps to: `word` (unless given), `character`, or
    `token`, for text that comes in tokens with blanks between them: then no span may cut one. `relations` lists
    the labels of relations; without it there are none. `match_iou` (.3) is what two spans must pass to be matched for
    agreement; `cluster_iou` (.3) is what they must reach to be one object in consensus; below `edge_iou` (1) two
    boundaries of one object are shown to the adjudicator as different. All three are intersection over union, in
    code points.

    A relation has no place of its own: two of them are matched when both their ends are, and are as alike as the
    less alike of their ends.
    """

    name = "span.v1"
    units: Literal["given", "found"] = "found"
    level: Literal["nominal", "ordinal"] = "nominal"
    step: float | None = 1.0

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, OPTIONS)
        for name, default in NUMBERS.items():
            number_option(question, name, default, low=0.01, high=1)
        for name, words in WORDS.items():
            if question.options.get(name, words[0]) not in words:
                raise InvalidGuideline(
                    "guideline.bad_option",
                    f"The option {name} is {question.options[name]!r}.",
                    where=place(question),
                    mend=f"Write one of {', '.join(words)}; left out, it is {words[0]}.",
                )
        _check_relations(question)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return (*question.label_keys(), *(label.key for label in relation_labels(question)))

    def schema(self, question: Question) -> JsonObject:
        name = {"type": "string", "minLength": 1}
        number = {"type": "integer", "minimum": 0}
        properties = {
            "id": name,
            "label": {"type": "string", "enum": list(self.vote_labels(question))},
            "start": number,
            "end": {"type": "integer", "minimum": 1},
        }
        sorts = [{"required": ["label", "start", "end"]}]
        if relation_labels(question):
            properties |= {"from": name, "to": name}
            sorts.append({"required": ["label", "from", "to"]})
        one = {"type": "object", "properties": properties, "additionalProperties": False, "oneOf": sorts}
        return {"type": "array", "items": one}

    def parse(self, raw: Json, item: Item, question: Question) -> Spans:
        """Return the spans and relations; every faulty one is reported, and none is cut or mended.

        An object without an id is given one: labels that come from elsewhere seldom have them.
        """
        where = place(question, item)
        shown = item.first("text", question.show)
        if shown is None:
            raise InvalidValue(
                "span.no_text",
                "Spans need a text, and this item shows none.",
                where=where,
                mend="Show a text field under the question's `show:`, or ask this question of texts only.",
            )
        if not isinstance(raw, list | tuple):
            raise InvalidValue(
                "span.not_a_list",
                f"{_short(raw)} is not a list of spans.",
                where=where,
                mend="Send a list of spans, or [] for nothing here.",
            )
        value = _Parsing(str(shown["text"]), item, question).read(raw)
        _check_set(value, question, where)
        return value

    def load(self, stored: Sequence[Mapping[str, Any]]) -> Spans:
        return Spans(
            tuple(Span(**one) for one in stored if "start" in one),
            tuple(
                Relation(one["id"], one["label"], one["from"], one["to"]) for one in stored if "from" in one
            ),
        )

    def dump(self, value: Spans) -> Json:
        return [
            *({name: getattr(one, name) for name in SPAN_MEMBERS} for one in value.spans),
            *({"id": one.id, "label": one.label, "from": one.from_, "to": one.to} for one in value.relations),
        ]

    def distance(self, a: Spans, b: Spans, question: Question) -> float:
        """Return 1 - 2 ΣIoU / (objects of a + objects of b), over the best matching of objects with equal labels."""
        if not len(a) + len(b):
            return 0.0
        shared = fsum(pair.similarity for pair in _pairs(a, b, floor=0, same_label=True))
        return max(0.0, 1 - 2 * shared / (len(a) + len(b)))

    def match(self, a: Spans, b: Spans, question: Question) -> Matching:
        """Return the matching with the largest sum of IoU among spans above `match_iou`; relations follow their ends.

        Labels decide only between matchings that are equally good, as of two spans over the same words.
        """
        pairs = _pairs(a, b, floor=_number(question, "match_iou"), same_label=False)
        return Matching(
            pairs=tuple(pairs),
            only_a=tuple(sorted(set(range(len(a))) - {pair.a for pair in pairs})),
            only_b=tuple(sorted(set(range(len(b))) - {pair.b for pair in pairs})),
            labels_a=tuple(one.label for one in a),
            labels_b=tuple(one.label for one in b),
        )

    def align(self, values: Sequence[Spans], question: Question) -> list[Unit]:
        """Return the objects that the answers hold, spans in the order of the text and then relations, with votes.

        Equal spans of different answers are one object. Then all pairs of spans from `cluster_iou` up are gone
        through, most alike first and equals by content; the objects that they belong to become one unless some
        answer has a span in both. Relations between the same two objects are one object, whose labels are voted
        on; where an answer has several there, each label is an object. Neither the order of the answers nor that
        of their spans plays a part.
        """
        spans = _span_units(values, _number(question, "cluster_iou"))
        return spans + _relation_units(values, spans)

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Spans], question: Question
    ) -> Spans:
        """Return one object for each unit not decided ABSENT; ids are the units' keys.

        A span has the boundaries that most members with the decided label gave it; of equally many those that
        overlap best with all members, then the earlier. Where no member bears that label, all members count. A
        relation stays only with both its spans. Raises InvalidValue where the spans together break `overlap`: that
        is no decision, and a person rules.
        """
        spans, relations = [], []
        for unit in units:
            label = decided[unit.key]
            members = [values[answer][at] for answer, at in enumerate(unit.members) if at is not None]
            if label != ABSENT and isinstance(members[0], Span):
                spans.append(Span(unit.key, label, *_boundaries(members, label)))
        kept = {span.id for span in spans}
        of = _unit_of(units)
        for unit in units:
            ends = _ends_of(unit, values, of)
            if ends and decided[unit.key] != ABSENT and kept.issuperset(ends):
                relations.append(Relation(unit.key, decided[unit.key], *ends))
        value = Spans(tuple(spans), tuple(relations))
        _check_set(value, question, place(question))
        return value

    def relabel(self, value: Spans, labels: Mapping[str, tuple[str, ...]]) -> Spans | None:
        """Return the value under other labels: spans that become the same are one.

        None also where a relation would then join a span to itself.
        """
        keys = moved([one.label for one in value], labels)
        if keys is None:
            return None
        kept: dict[Content, Span] = {}
        heir: dict[str, str] = {}
        for span, key in zip(value.spans, keys, strict=False):
            one = replace(span, label=key)
            heir[span.id] = kept.setdefault(one.content, one).id
        ties: dict[tuple[str, str, str], Relation] = {}
        for relation, key in zip(value.relations, keys[len(value.spans) :], strict=True):
            start, end = heir[relation.from_], heir[relation.to]
            ties.setdefault((start, end, key), Relation(relation.id, key, start, end))
        if any(one.from_ == one.to for one in ties.values()):
            return None
        return Spans(tuple(kept.values()), tuple(ties.values()))

    def labels_of(self, value: Spans) -> tuple[str, ...]:
        return tuple(sorted({one.label for one in value}))

    def is_empty(self, value: Spans) -> bool:
        return not len(value)

    def differences(self, values: Sequence[Spans], question: Question) -> list[JsonObject]:
        """Return what the answers differ on, object by object; an object can differ in several ways.

        Each difference: {"type", "unit": key, "objects": object id or None for each answer, "labels": votes,
        "similarity": the least IoU of two of its spans}. "extra": half of the answers or fewer have it; "missing":
        more than half do, not all; "label": it has several labels; "edges": its boundaries differ.
        """
        return [
            {"type": kind, **described}
            for unit in self.align(values, question)
            for described in [_described(unit, values)]
            for kind in _ways(unit, described["similarity"], _number(question, "edge_iou"))
        ]

    def coarsen(self, value: Spans, question: Question) -> dict[str, Json]:
        return {"choices.v1": sorted({span.label for span in value.spans})}

    def stretches(self, value: Spans) -> tuple[tuple[float, float, str], ...]:
        return tuple(span.content for span in value.spans)

    def length(self, item: Item, question: Question) -> float:
        shown = item.first("text", question.show)
        return len(shown["text"]) if shown else 0

    def examples(self) -> list[Example]:
        return _examples()


def relation_labels(question: Question) -> tuple[Label, ...]:
    """Return the labels of relations, from the option `relations`: keys, or keys with titles.

    >>> asked = Question("q", "span.v1", "Q?", options={"relations": ["works_for", {"born_in": "was born in"}]})
    >>> [(label.key, label.title) for label in relation_labels(asked)]
    [('works_for', 'works for'), ('born_in', 'was born in')]
    """
    named = [
        one if isinstance(one, Mapping) else {one: str(one).replace("_", " ")}
        for one in question.options.get("relations", ())
    ]
    return tuple(Label(key, title) for one in named for key, title in one.items())


def _check_relations(question: Question) -> None:
    given = question.options.get("relations", [])
    is_list = isinstance(given, list | tuple)
    keys = [key for one in given for key in (one if isinstance(one, Mapping) else [one])] if is_list else []
    titles = [title for one in given if isinstance(one, Mapping) for title in one.values()] if is_list else []
    if not is_list or not all(isinstance(one, str) and one.strip() for one in (*keys, *titles)):
        raise InvalidGuideline(
            "span.bad_relations",
            f"The option relations is {_short(given)}.",
            where=place(question),
            mend="List the labels of relations, each a key or `key: Title`.",
        )
    repeated = sorted({key for key in keys if [*keys, *question.label_keys()].count(key) > 1})
    if repeated:
        raise InvalidGuideline(
            "span.repeated_relation",
            f"Several labels have the same key: {', '.join(repeated)}.",
            where=place(question),
            mend="Give every label a key of its own, of spans and of relations.",
        )


def _number(question: Question, name: str) -> float:
    return float(question.options.get(name, NUMBERS[name]))


def _word(question: Question, name: str) -> str:
    return str(question.options.get(name, WORDS[name][0]))


# the door in ---------------------------------------------------------------------------------------------------------


class _Parsing:
    """Reads the objects of one answer, spans before the relations that name them; collects faults."""

    def __init__(self, text: str, item: Item, question: Question) -> None:
        self._text = text
        self._item = item
        self._question = question
        self._where = place(question, item)
        self._relations = [label.key for label in relation_labels(question)]
        self._ids: set[str] = set()
        self._given: set[str] = set()

    def read(self, raw: Sequence[Json]) -> Spans:
        rows = [(number, one) for number, one in enumerate(raw, 1)]
        related = [row for row in rows if isinstance(row[1], Mapping) and {"from", "to"} & set(row[1])]
        marked = [row for row in rows if row not in related] if related else rows
        ids = [one.get("id") for _, one in rows if isinstance(one, Mapping)]
        self._given = {ident for ident in ids if isinstance(ident, str)}
        faults: list[tuple[int, GoldsmithError]] = []
        spans: list[Span] = []
        relations: list[Relation] = []
        for number, one in marked:
            try:
                spans.append(self._span(one, number))
            except InvalidValue as fault:
                faults.append((number, fault))
        known = {span.id for span in spans}
        # a relation to a faulty span is not at fault itself
        known |= self._given - self._ids if faults else set()
        for number, one in related:
            try:
                relations.append(self._relation(one, number, known))
            except InvalidValue as fault:
                faults.append((number, fault))
        if faults:
            faults.sort(key=itemgetter(0))
            told = [fault.at(f"object {number} of {len(raw)}") for number, fault in faults]
            raise _together(told, self._where)
        return Spans(tuple(spans), tuple(relations))

    def _span(self, raw: Json, number: int) -> Span:
        members = self._members(raw, SPAN_MEMBERS)
        start, end = (self._offset(name, members[name]) for name in ("start", "end"))
        if start >= end:
            raise self._fault(
                "span.reversed",
                f"Span [{start}, {end}) ends before it starts.",
                "Offsets are code points with start < end; end is the first code point after the span.",
            )
        if end > len(self._text):
            raise self._fault(
                "span.outside",
                f"Span [{start}, {end}) reaches beyond the text, which has {len(self._text)} code points.",
                "Count code points of the text as it was imported. UTF-16 units and bytes come to more.",
            )
        if _word(self._question, "unit") == "token":
            self._whole_tokens(start, end)
        label = known_label(members["label"], self._question.label_keys(), self._item, self._question)
        return Span(self._id(members, f"span-{number}"), label, start, end)

    def _relation(self, raw: Json, number: int, known: set[str]) -> Relation:
        members = self._members(raw, RELATION_MEMBERS)
        if not self._relations:
            raise self._fault(
                "span.no_relations",
                "This question asks for no relations.",
                "Leave it out, or list labels under the question's `relations:`.",
            )
        for end in (members["from"], members["to"]):
            if not isinstance(end, str) or end not in known:
                raise self._fault(
                    "span.unknown_end",
                    f"The relation names {_short(end)}, which is no span of this answer.",
                    "Give the ids of two spans in the same list.",
                )
        if members["from"] == members["to"]:
            raise self._fault(
                "span.to_itself",
                f"The relation leads from {_short(members['from'])} to itself.",
                "Relate two spans.",
            )
        label = known_label(members["label"], self._relations, self._item, self._question)
        return Relation(self._id(members, f"relation-{number}"), label, members["from"], members["to"])

    def _members(self, raw: Json, names: Sequence[str]) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping) or {*raw, "id"} != {*names}:
            listed = ", ".join(name for name in names if name != "id")
            raise self._fault(
                "span.bad_members",
                f"{_short(raw)} is not a span{' or a relation' if self._relations else ''}.",
                f"It has exactly these members: {listed}; and an id, or none.",
            )
        return raw

    def _offset(self, name: str, raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
            raise self._fault(
                "span.not_an_offset",
                f"{name} is {_short(raw)}.",
                "Send whole numbers of code points from 0 up.",
            )
        return raw

    def _whole_tokens(self, start: int, end: int) -> None:
        text = self._text
        is_cut = any(
            0 < at < len(text) and not text[at - 1].isspace() and not text[at].isspace()
            for at in (start, end)
        )
        if is_cut or text[start].isspace() or text[end - 1].isspace():
            raise self._fault(
                "span.cuts_token",
                f"Span [{start}, {end}), {_short(text[start:end])}, does not begin and end with a token.",
                "Tokens stand between blanks: take whole ones, or ask with `unit: word`.",
            )

    def _id(self, members: Mapping[str, Any], made: str) -> str:
        ident = members.get("id")
        if "id" not in members:
            ident = made
            while ident in self._given or ident in self._ids:
                ident += "+"
        elif not isinstance(ident, str) or not ident or ident in self._ids:
            raise self._fault(
                "span.bad_id",
                f"The id {_short(ident)} is empty, not a text, or another object's.",
                "Give every object of an answer an id of its own, or none an id.",
            )
        self._ids.add(str(ident))
        return str(ident)

    def _fault(self, slug: str, what: str, mend: str) -> InvalidValue:
        return InvalidValue(slug, what, where=self._where, mend=mend)


def _together(faults: Sequence[GoldsmithError], where: str) -> InvalidValue:
    if len(faults) == 1:
        return InvalidValue(faults[0].slug, faults[0].what, where=faults[0].where, mend=faults[0].mend)
    told = " ".join(f"{fault.where.split(',')[0].capitalize()}: {fault.what}" for fault in faults)
    mends = " ".join(dict.fromkeys(fault.mend for fault in faults))
    return InvalidValue(
        "span.several", f"{len(faults)} objects are at fault. {told}", where=where, mend=mends
    )


def _check_set(value: Spans, question: Question, where: str) -> None:
    """Raise InvalidValue when the spans, each of them sound, do not go together."""
    spans, ties = value.contents()
    for one, n in Counter(spans).items():
        if n > 1:
            raise InvalidValue(
                "span.repeated",
                f"{n} spans mark [{one[0]}, {one[1]}) as {one[2]!r}.",
                where=where,
                mend="Mark it once. Another label over the same words is another span.",
            )
    if len(set(ties)) < len(ties):
        raise InvalidValue(
            "span.repeated_tie",
            "Two relations of the same label join the same two spans.",
            where=where,
            mend="Keep one of them.",
        )
    allowed = _word(question, "overlap")
    if allowed == "any":
        return
    over: list[Content] = []
    for one in sorted(spans, key=lambda span: (span[0], -span[1])):
        while over and over[-1][1] <= one[0]:
            over.pop()
        if over and (allowed == "none" or one[1] > over[-1][1]):
            verb = "overlap" if allowed == "none" else "cross"
            raise InvalidValue(
                "span.overlap",
                f"The spans [{over[-1][0]}, {over[-1][1]}) and [{one[0]}, {one[1]}) {verb}.",
                where=where,
                mend="Move a boundary, or delete one: this question allows "
                + ("no two spans over one character." if allowed == "none" else "spans within spans only."),
            )
        over.append(one)


def _short(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


# two answers ---------------------------------------------------------------------------------------------------------


def iou(a: Content, b: Content) -> float:
    """Return intersection over union in code points, in [0, 1]: exactly 1 for the same boundaries.

    >>> iou((0, 4, "x"), (2, 6, "y"))
    0.3333333333333333
    """
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared > 0 else 0.0


def _pairs(a: Spans, b: Spans, *, floor: float, same_label: bool) -> list[Pair]:
    """Return the best matching of the objects: spans whose IoU is above the floor, then relations by their ends.

    Spans are numbered by content, and the smaller answer is always the left side, so that neither the order of
    marking nor that of the two answers decides between matchings that are equally good.
    """
    if b.contents() < a.contents():
        swapped = _pairs(b, a, floor=floor, same_label=same_label)
        turned = [Pair(pair.b, pair.a, pair.label_b, pair.label_a, pair.similarity) for pair in swapped]
        return sorted(turned, key=lambda pair: pair.a)
    first = sorted(range(len(a.spans)), key=lambda i: a.spans[i].content)
    second = sorted(range(len(b.spans)), key=lambda j: b.spans[j].content)
    one, other = [a.spans[i].content for i in first], [b.spans[j].content for j in second]
    alike = {
        (i, j): overlap
        for i, j in _touching(one, other)
        if not (same_label and one[i][2] != other[j][2]) and (overlap := iou(one[i], other[j])) > floor
    }
    weights = {(i, j): value + SAME_LABEL * (one[i][2] == other[j][2]) for (i, j), value in alike.items()}
    pairs = [
        Pair(first[i], second[j], one[i][2], other[j][2], alike[i, j]) for i, j in best_matching(weights)
    ]
    pairs += _related_pairs(a, b, pairs, same_label=same_label)
    return sorted(pairs, key=lambda pair: pair.a)


def _touching(one: Sequence[Content], other: Sequence[Content]) -> Iterator[tuple[int, int]]:
    """Yield the places of each two spans that share a code point; both lists are sorted."""
    longest = max((span[1] - span[0] for span in other), default=0)
    starts = [span[0] for span in other]
    for i, (start, end, _) in enumerate(one):
        for j in range(bisect_left(starts, start - longest), bisect_left(starts, end)):
            if other[j][1] > start:
                yield i, j


def _related_pairs(a: Spans, b: Spans, pairs: Sequence[Pair], *, same_label: bool) -> list[Pair]:
    """Return the relations whose ends are matched; of several between the same two, equal labels first."""
    partner = {pair.a: pair for pair in pairs}
    theirs: dict[tuple[int, int], list[int]] = {}
    for place_b, ends in enumerate(b.ends()):
        theirs.setdefault(ends, []).append(place_b)
    mine: dict[tuple[int, int], list[int]] = {}
    for place_a, ends in enumerate(a.ends()):
        mine.setdefault(ends, []).append(place_a)
    found = []
    for (start, end), own in mine.items():
        if start not in partner or end not in partner:
            continue
        similarity = min(partner[start].similarity, partner[end].similarity)
        met = theirs.get((partner[start].b, partner[end].b), [])
        for i, j in _by_label(a, own, b, met):
            if not same_label or a.relations[i].label == b.relations[j].label:
                labels = a.relations[i].label, b.relations[j].label
                found.append(Pair(len(a.spans) + i, len(b.spans) + j, *labels, similarity))
    return found


def _by_label(a: Spans, own: Sequence[int], b: Spans, met: Sequence[int]) -> list[tuple[int, int]]:
    by_label = {b.relations[j].label: j for j in met}
    same = [(i, by_label.pop(a.relations[i].label)) for i in own if a.relations[i].label in by_label]
    taken = {i for i, _ in same}
    left = sorted((a.relations[i].label, i) for i in own if i not in taken)
    return same + [(i, j) for (_, i), (_, j) in zip(left, sorted(by_label.items()), strict=False)]


# many answers --------------------------------------------------------------------------------------------------------


def _span_units(values: Sequence[Spans], least: float) -> list[Unit]:
    places: dict[Content, dict[int, int]] = {}
    for answer, value in enumerate(values):
        for at, span in enumerate(value.spans):
            places.setdefault(span.content, {})[answer] = at
    cluster = {key: [key] for key in sorted(places)}
    for _, one, other in _alike(sorted(places), least):
        mine, theirs = cluster[one], cluster[other]
        if mine is not theirs and not any(places[a].keys() & places[b].keys() for a in mine for b in theirs):
            mine += theirs
            cluster |= dict.fromkeys(theirs, mine)
    objects = [keys for key, keys in cluster.items() if key == min(keys)]
    return [
        _unit(f"span-{number}", {answer: at for key in keys for answer, at in places[key].items()}, values)
        for number, keys in enumerate(objects, 1)
    ]


def _alike(keys: Sequence[Content], least: float) -> list[tuple[float, Content, Content]]:
    found = []
    over: list[Content] = []
    for key in keys:
        over = [other for other in over if other[1] > key[0]]
        found += [(-overlap, other, key) for other in over if (overlap := iou(other, key)) >= least]
        over.append(key)
    return sorted(found)


def _relation_units(values: Sequence[Spans], spans: Sequence[Unit]) -> list[Unit]:
    of = _unit_of(spans)
    order = {unit.key: number for number, unit in enumerate(spans)}
    joined: dict[tuple[int, int], dict[int, list[int]]] = {}
    for answer, value in enumerate(values):
        for at, (start, end) in enumerate(value.ends(), len(value.spans)):
            ends = order[of[answer, start]], order[of[answer, end]]
            joined.setdefault(ends, {}).setdefault(answer, []).append(at)
    members = [one for _, given in sorted(joined.items()) for one in _apart(given, values)]
    return [_unit(f"relation-{number}", one, values) for number, one in enumerate(members, 1)]


def _apart(given: Mapping[int, Sequence[int]], values: Sequence[Spans]) -> list[dict[int, int]]:
    if all(len(places) == 1 for places in given.values()):
        return [{answer: places[0] for answer, places in given.items()}]
    by_label: dict[str, dict[int, int]] = {}
    for answer, places in given.items():
        for at in places:
            by_label.setdefault(values[answer][at].label, {})[answer] = at
    return [by_label[label] for label in sorted(by_label)]


def _unit(key: str, members: Mapping[int, int], values: Sequence[Spans]) -> Unit:
    at = tuple(members.get(answer) for answer in range(len(values)))
    votes = tuple(ABSENT if m is None else value[m].label for m, value in zip(at, values, strict=True))
    return Unit(key, votes, at)


def _unit_of(units: Sequence[Unit]) -> dict[tuple[int, int], str]:
    """Return the key of the unit that each object, (answer, place), belongs to."""
    return {
        (answer, at): unit.key for unit in units for answer, at in enumerate(unit.members) if at is not None
    }


def _ends_of(
    unit: Unit, values: Sequence[Spans], of: Mapping[tuple[int, int], str]
) -> tuple[str, str] | None:
    """Return the keys of the two units that a relation joins, the same for all its members; None for a span."""
    answer, at = next((answer, at) for answer, at in enumerate(unit.members) if at is not None)
    number = at - len(values[answer].spans)
    if number < 0:
        return None
    start, end = values[answer].ends()[number]
    return of[answer, start], of[answer, end]


def _boundaries(members: Iterable[Span | Relation], label: str) -> tuple[int, int]:
    spans = [one for one in members if isinstance(one, Span)]
    named = [span for span in spans if span.label == label] or spans
    counts = Counter((span.start, span.end) for span in named)
    fit = {
        edges: fsum(iou((*edges, ""), span.content) for span in spans)
        for edges in counts
        if counts[edges] == max(counts.values())
    }
    return min(fit, key=lambda edges: (-fit[edges], edges))


def _described(unit: Unit, values: Sequence[Spans]) -> dict[str, Any]:
    objects = [None if at is None else value[at] for at, value in zip(unit.members, values, strict=True)]
    marked = [one.content for one in objects if isinstance(one, Span)]
    return {
        "unit": unit.key,
        "objects": [one.id if one else None for one in objects],
        "labels": list(unit.votes),
        "similarity": min((iou(a, b) for a, b in combinations(marked, 2)), default=1.0),
    }


def _ways(unit: Unit, similarity: float, least: float) -> list[str]:
    marked = [vote for vote in unit.votes if vote != ABSENT]
    ways = (
        []
        if len(marked) == len(unit.votes)
        else ["extra" if 2 * len(marked) <= len(unit.votes) else "missing"]
    )
    return ways + ["label"] * (len(set(marked)) > 1) + ["edges"] * (similarity < least)


# examples ------------------------------------------------------------------------------------------------------------


def _examples() -> list[Example]:
    labels = (Label("person", "Person"), Label("place", "Place"))
    who = Question("entities", SpanKind.name, "Who and where?", labels=labels)
    related = replace(who, key="facts", options={"relations": ["lives_in", {"born_in": "was born in"}]})
    flat = replace(who, key="flat", options={"overlap": "none"})
    nested = replace(who, key="nested", options={"overlap": "nested"})
    tokens = replace(who, key="tokens", options={"unit": "token"})
    text = "👩🏽‍🚀 Ana Vega left New York."  # the astronaut is four code points
    item = Item("0" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": text}})
    picture = Item("1" * 32, "example", None, "", 0, None, {"image": {"type": "image", "media": "a.png"}})
    ana: dict[str, Json] = {"id": "a", "label": "person", "start": 5, "end": 13}
    vega: dict[str, Json] = {"id": "b", "label": "person", "start": 9, "end": 13}
    york: dict[str, Json] = {"id": "c", "label": "place", "start": 19, "end": 27}
    lives: dict[str, Json] = {"id": "d", "label": "lives_in", "from": "a", "to": "c"}
    bare: dict[str, Json] = {"label": "place", "start": 19, "end": 27}
    bad: list[tuple[Question, Json, str]] = [
        (who, [{**ana, "label": "people"}], "an unknown label"),
        (who, [{**ana, "start": 13, "end": 5}], "it ends before it starts"),
        (who, [{**ana, "start": 5, "end": 5}], "nothing in it"),
        (who, [{**ana, "end": 99}], "beyond the end of the text"),
        (who, [{**ana, "start": -1}], "before the text"),
        (who, [{**ana, "start": "5"}], "a text for a number"),
        (who, [{**ana, "start": 5.5}], "half a code point"),
        (who, [{**ana, "end": True}], "a truth value for a number"),
        (who, [ana, {**york, "id": "a"}], "one id for two spans"),
        (who, [ana, {**ana, "id": "z"}], "the same twice"),
        (who, [{**ana, "id": ""}], "an empty id"),
        (who, [{**ana, "id": 7}], "a number for an id"),
        (who, [{"label": "person", "start": 5}], "a member is missing"),
        (who, [{**ana, "text": "Ana Vega"}], "a member that spans do not have"),
        (who, [[5, 13, "person"]], "a list does not say which is which"),
        (who, ana, "a span alone: send a list"),
        (who, None, "no value: skip or abstain instead"),
        (who, [ana, york, lives], "a relation where none is asked for"),
        (related, [ana, lives], "a relation to a span that is not there"),
        (related, [ana, york, {**lives, "to": "a"}], "a relation to itself"),
        (related, [ana, york, lives, {**lives, "id": "e"}], "one relation twice"),
        (related, [ana, york, {**lives, "label": "place"}], "a label of spans on a relation"),
        (flat, [ana, vega], "one span within the other, where none may overlap"),
        (nested, [ana, {**york, "start": 9}], "two spans that cross"),
        (tokens, [{**york, "end": 26}], "a token is cut"),
    ]
    return [
        Example(who, item, [ana, vega, york], True),
        Example(who, item, [york, {**ana, "start": 0}], True, "another order and other boundaries"),
        Example(who, item, [], True, "nothing here"),
        Example(who, item, [bare], True, "no id: it is given one"),
        Example(related, item, [ana, york, lives], True),
        Example(related, item, [lives, york, ana], True, "a relation may stand before its spans"),
        Example(related, item, [ana, york, {**lives, "label": "born_in"}], True),
        Example(related, item, [ana, york], True, "no relation"),
        Example(flat, item, [ana, york], True),
        Example(nested, item, [ana, vega], True),
        Example(tokens, item, [{**york, "end": 28}], True, "whole tokens"),
        *(Example(question, item, raw, False, why) for question, raw, why in bad),
        Example(who, picture, [], False, "an item without a text"),
    ]


registry.add(SpanKind.name, SpanKind())
