"""span: entities in a text, and relations between them. The raw value is a list of objects; [] is "nothing here"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from operator import itemgetter
from typing import Any, ClassVar, TypeAlias

from goldsmith.attributes import OPTION, declared, parse_attributes
from goldsmith.errors import GoldsmithError, InvalidGuideline, InvalidValue
from goldsmith.kinds import ABSENT, Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import known_label, moved, place
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import (
    Content,
    Drawing,
    Found,
    Frame,
    ObjectKind,
    described,
    matched,
    matching,
    members,
    short,
    unit_of,
    ways,
)
from goldsmith.tokens import own_tokens

SPAN_MEMBERS = ("id", "label", "start", "end")
RELATION_MEMBERS = ("id", "label", "from", "to")
WORDS = {"overlap": ("any", "nested", "none"), "unit": ("word", "token", "character")}
TOKEN = re.compile(r"\S+")
SAME_LABEL = 1e-9  # decides between matchings whose overlap is the same

Stretch: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Span(Found):
    """One piece of the text: code points, half-open, from 0."""

    start: int
    end: int

    @property
    def shape(self) -> Stretch:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Relation(Found):
    """One relation, from a span to a span of the same answer, by their ids. It has no attributes and no shape."""

    from_: str
    to: str


@dataclass(frozen=True, slots=True, eq=False)
class Spans(Drawing[Any]):
    """The objects of one answer: its spans, then its relations, each in the order in which they were made.

    Two answers are equal when they mark the same pieces with the same labels and attributes, related alike, in
    whatever order and with whatever ids.
    """

    relations: tuple[Relation, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.objects

    @property
    def alone(self) -> Spans:
        """Return the spans without the relations."""
        return Spans(self.spans)

    def __iter__(self) -> Iterator[Any]:
        yield from self.spans
        yield from self.relations

    def __len__(self) -> int:
        return len(self.spans) + len(self.relations)

    def __getitem__(self, place: int) -> Any:
        n = len(self.spans)
        return self.spans[place] if place < n else self.relations[place - n]

    def contents(self) -> tuple[Any, ...]:
        by_id = {span.id: span.content for span in self.spans}
        ties = sorted((by_id[one.from_], by_id[one.to], one.label) for one in self.relations)
        return tuple(sorted(by_id.values())), tuple(ties)

    def ends(self) -> list[tuple[int, int]]:
        """Return for each relation the places of its two spans."""
        at = {span.id: number for number, span in enumerate(self.spans)}
        return [(at[one.from_], at[one.to]) for one in self.relations]


class SpanKind(ObjectKind[Span, Spans]):
    """Spans of a text and relations between them. Value: Spans. Found units: the objects; votes are their labels.

    Options: `overlap` says whether spans may share characters: `any` (unless given), `nested` (one within the
    other, never crossing) or `none`. `unit` is what the screen snaps to: `word` (unless given), `character`, or
    `token`: then no span may cut one. Tokens are those that the text brought along, else what stands between blanks;
    where a text has its own, `word` means them too, and single characters can be taken all the same. `relations` lists
    the labels of relations; without it there are none. Those of ObjectKind, in code points; `cluster_iou` is .3 and
    `edge_iou` 1 unless given.

    A relation has no place of its own: two of them are matched when both their ends are, and are as alike as the
    less alike of their ends.
    """

    name = "span.v1"
    nouns = ("span", "spans")
    members = ("start", "end")
    drawing = Spans
    key = "span"
    ious: ClassVar = {"match_iou": 0.3, "cluster_iou": 0.3, "edge_iou": 1.0}
    options = (*WORDS, "relations")
    step: float | None = 1.0

    def overlap(self, a: Stretch, b: Stretch) -> float:
        return iou(a, b)

    def frame(self, shape: Stretch) -> Frame:
        return shape[0], 0, shape[1], 1

    def check(self, question: Question) -> None:
        super().check(question)
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
        one = super().schema(question)["items"]
        if not relation_labels(question):
            return {"type": "array", "items": {**one, "required": list(SPAN_MEMBERS[1:])}}
        name = {"type": "string", "minLength": 1}
        related = {
            "label": {"type": "string", "enum": list(self.vote_labels(question))},
            "from": name,
            "to": name,
        }
        either = {
            "type": "object",
            "properties": {**one["properties"], **related},
            "additionalProperties": False,
            "oneOf": [{"required": list(names[1:])} for names in (SPAN_MEMBERS, RELATION_MEMBERS)],
        }
        return {"type": "array", "items": either}

    def members_schema(self, question: Question) -> dict[str, JsonObject]:
        return {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 1}}

    def shown(self, item: Item, question: Question) -> JsonObject:
        text = item.first("text", question.show)
        if text is None:
            raise InvalidValue(
                "span.no_text",
                "Spans need a text, and this item shows none.",
                where=place(question, item),
                mend="Show a text field under the question's `show:`, or ask this question of texts only.",
            )
        return text

    def parse(self, raw: Json, item: Item, question: Question) -> Spans:
        """Return the spans and relations; every faulty one is reported, and none is cut or mended.

        An object without an id is given one: labels that come from elsewhere seldom have them.
        """
        shown = self.shown(item, question)
        reading = _Parsing(str(shown["text"]), item, question)
        value, faults = reading.read(self.listed(raw, item, question))
        if faults:
            raise self.together(faults, item, question)
        _check_set(value, question, place(question, item))
        return value

    def load(self, stored: Sequence[Mapping[str, Any]]) -> Spans:
        return Spans(
            self.load_each([one for one in stored if "start" in one]),
            tuple(
                Relation(one["id"], one["label"], one["from"], one["to"]) for one in stored if "from" in one
            ),
        )

    def load_one(self, stored: Mapping[str, Any]) -> Span:
        return Span(**stored)

    def dump(self, value: Spans) -> Json:
        return [
            *self.dump_each(value.alone),
            *({"id": one.id, "label": one.label, "from": one.from_, "to": one.to} for one in value.relations),
        ]

    def likest(self, a: Spans, b: Spans) -> list[Pair]:
        """Return the best matching of spans, and the relations of one label between matched ones."""
        pairs = super().likest(a.alone, b.alone)
        return sorted([*pairs, *_related_pairs(a, b, pairs, same_label=True)], key=lambda pair: pair.a)

    def match(self, a: Spans, b: Spans, question: Question) -> Matching:
        """Return the matching with the largest sum of IoU among spans above `match_iou`; relations follow their ends.

        Labels decide only between matchings that are equally good, as of two spans over the same words.
        """
        ones, others = a.alone, b.alone
        shared = self.overlaps(ones, others)
        weights = {
            (i, j): value + SAME_LABEL * (ones[i].label == others[j].label)
            for (i, j), value in shared.items()
            if value > self.iou_option(question, "match_iou")
        }
        pairs = [
            replace(pair, similarity=shared[pair.a, pair.b])
            for pair in matched(ones, others, weights, floor=0)
        ]
        related = _related_pairs(a, b, pairs, same_label=False)
        return matching(a, b, sorted([*pairs, *related], key=lambda pair: pair.a))

    def align(self, values: Sequence[Spans], question: Question) -> list[Unit]:
        """Return the objects that the answers hold, spans in the order of the text and then relations, with votes.

        Relations between the same two objects are one object, whose labels are voted on; where an answer has several
        there, each label is an object.
        """
        spans = super().align([value.alone for value in values], question)
        return spans + _relation_units(values, spans)

    def merged(self, named: Sequence[Span], every: Sequence[Span], question: Question) -> Span:
        """Return the boundaries that most of those with the decided label gave it.

        Of equally many those that overlap best with all members, then the earlier.
        """
        counts = Counter(span.shape for span in named)
        most = max(counts.values())
        fit = {
            edges: fsum(iou(edges, span.shape) for span in every) for edges, n in counts.items() if n == most
        }
        return Span("", "", *min(fit, key=lambda edges: (-fit[edges], edges)))

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Spans], question: Question
    ) -> Spans:
        """Return one object for each unit not decided ABSENT; ids are the units' keys.

        A relation stays only with both its spans. Raises InvalidValue where the spans together break `overlap`: that
        is no decision, and a person rules.
        """
        of = _unit_of(units)
        ends = {unit.key: _ends_of(unit, values, of) for unit in units}
        spans = self.assemble_each(
            decided,
            [unit for unit in units if not ends[unit.key]],
            [value.alone for value in values],
            question,
        )
        kept = {span.id for span in spans}
        relations = tuple(
            Relation(key, decided[key], *joined)
            for key, joined in ends.items()
            if joined and decided[key] != ABSENT and kept.issuperset(joined)
        )
        value = Spans(spans, relations)
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
            one = span.labelled(key)
            heir[span.id] = kept.setdefault(one.content[:2], one).id
        ties: dict[tuple[str, str, str], Relation] = {}
        for relation, key in zip(value.relations, keys[len(value.spans) :], strict=True):
            start, end = heir[relation.from_], heir[relation.to]
            ties.setdefault((start, end, key), Relation(relation.id, key, start, end))
        if any(one.from_ == one.to for one in ties.values()):
            return None
        return Spans(tuple(kept.values()), tuple(ties.values()))

    def differences(self, values: Sequence[Spans], question: Question) -> list[JsonObject]:
        """Return what the answers differ on, as for every kind of objects; relations by "extra", "missing", "label"."""
        spans = super().differences([value.alone for value in values], question)
        units = super().align([value.alone for value in values], question)
        return spans + [
            {"type": way, **described(unit, values, 1.0)}
            for unit in _relation_units(values, units)
            for way in ways(unit, list(members(unit, values)))
        ]

    def coarsen(self, value: Spans, question: Question) -> dict[str, Json]:
        return {"choices.v1": sorted({span.label for span in value.spans})}

    def stretches(self, value: Spans) -> tuple[tuple[float, float, str], ...]:
        return tuple((span.start, span.end, span.label) for span in value.spans)

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
            f"The option relations is {short(given)}.",
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
        self._starts, self._ends = (
            _token_borders(text, item) if _word(question, "unit") == "token" else ((), ())
        )
        self._relations = [label.key for label in relation_labels(question)]
        self._ids: set[str] = set()
        self._given: set[str] = set()

    def read(self, raw: Sequence[Json]) -> tuple[Spans, list[GoldsmithError]]:
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
        faults.sort(key=itemgetter(0))
        told = [fault.at(f"object {number} of {len(raw)}") for number, fault in faults]
        return Spans(tuple(spans), tuple(relations)), told

    def _span(self, raw: Json, number: int) -> Span:
        one = self._members(raw, SPAN_MEMBERS, OPTION)
        start, end = (self._offset(name, one[name]) for name in ("start", "end"))
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
        label = known_label(one["label"], self._question.label_keys(), self._item, self._question)
        said = parse_attributes(one.get(OPTION, {}), self._item, self._question)
        return Span(self._id(one, f"span-{number}"), label, start, end, attributes=said)

    def _relation(self, raw: Json, number: int, known: set[str]) -> Relation:
        one = self._members(raw, RELATION_MEMBERS)
        if not self._relations:
            raise self._fault(
                "span.no_relations",
                "This question asks for no relations.",
                "Leave it out, or list labels under the question's `relations:`.",
            )
        for end in (one["from"], one["to"]):
            if not isinstance(end, str) or end not in known:
                raise self._fault(
                    "span.unknown_end",
                    f"The relation names {short(end)}, which is no span of this answer.",
                    "Give the ids of two spans in the same list.",
                )
        if one["from"] == one["to"]:
            raise self._fault(
                "span.to_itself",
                f"The relation leads from {short(one['from'])} to itself.",
                "Relate two spans.",
            )
        label = known_label(one["label"], self._relations, self._item, self._question)
        return Relation(self._id(one, f"relation-{number}"), label, one["from"], one["to"])

    def _members(self, raw: Json, names: Sequence[str], *more: str) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping) or {*raw, "id"} - {*more} != {*names}:
            listed = ", ".join(name for name in names if name != "id")
            raise self._fault(
                "span.bad_members",
                f"{short(raw)} is not a span{' or a relation' if self._relations else ''}.",
                f"It has exactly these members: {listed}; and an id, or none"
                + ("; and it may have attributes." if more and declared(self._question) else "."),
            )
        return raw

    def _offset(self, name: str, raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
            raise self._fault(
                "span.not_an_offset",
                f"{name} is {short(raw)}.",
                "Send whole numbers of code points from 0 up.",
            )
        return raw

    def _whole_tokens(self, start: int, end: int) -> None:
        if start not in self._starts or end not in self._ends:
            raise self._fault(
                "span.cuts_token",
                f"Span [{start}, {end}), {short(self._text[start:end])}, does not begin and end with a token.",
                "Take whole tokens, those that came with the text or else what stands between blanks; "
                "or ask with `unit: word`.",
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
                f"The id {short(ident)} is empty, not a text, or another object's.",
                "Give every object of an answer an id of its own, or none an id.",
            )
        self._ids.add(str(ident))
        return str(ident)

    def _fault(self, slug: str, what: str, mend: str) -> InvalidValue:
        return InvalidValue(slug, what, where=self._where, mend=mend)


def _token_borders(text: str, item: Item) -> tuple[Collection[int], Collection[int]]:
    """Return where the tokens of a text begin and where they end."""
    tokens = own_tokens(item, text) or [match.span() for match in TOKEN.finditer(text)]
    return {start for start, _ in tokens}, {end for _, end in tokens}


def _check_set(value: Spans, question: Question, where: str) -> None:
    """Raise InvalidValue when the spans, each of them sound, do not go together."""
    counts = Counter((*span.shape, span.label) for span in value.spans)
    for (start, end, label), n in counts.items():
        if n > 1:
            raise InvalidValue(
                "span.repeated",
                f"{n} spans mark [{start}, {end}) as {label!r}.",
                where=where,
                mend="Mark it once. Another label over the same words is another span.",
            )
    ties = {(one.from_, one.to, one.label) for one in value.relations}
    if len(ties) < len(value.relations):
        raise InvalidValue(
            "span.repeated_tie",
            "Two relations of the same label join the same two spans.",
            where=where,
            mend="Keep one of them.",
        )
    _check_overlap([span.shape for span in value.spans], question, where)


def _check_overlap(stretches: Sequence[Stretch], question: Question, where: str) -> None:
    allowed = _word(question, "overlap")
    if allowed == "any":
        return
    over: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])):
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


# two answers ---------------------------------------------------------------------------------------------------------


def iou(a: Stretch, b: Stretch) -> float:
    """Return intersection over union in code points, in [0, 1]: exactly 1 for the same boundaries.

    >>> iou((0, 4), (2, 6))
    0.3333333333333333
    """
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared > 0 else 0.0


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


def _relation_units(values: Sequence[Spans], spans: Sequence[Unit]) -> list[Unit]:
    of = _unit_of(spans)
    order = {unit.key: number for number, unit in enumerate(spans)}
    joined: dict[tuple[int, int], dict[int, list[int]]] = {}
    for answer, value in enumerate(values):
        for at, (start, end) in enumerate(value.ends(), len(value.spans)):
            ends = order[of[answer, start]], order[of[answer, end]]
            joined.setdefault(ends, {}).setdefault(answer, []).append(at)
    members = [one for _, given in sorted(joined.items()) for one in _apart(given, values)]
    return [unit_of(f"relation-{number}", one, values) for number, one in enumerate(members, 1)]


def _apart(given: Mapping[int, Sequence[int]], values: Sequence[Spans]) -> list[dict[int, int]]:
    if all(len(places) == 1 for places in given.values()):
        return [{answer: places[0] for answer, places in given.items()}]
    by_label: dict[str, dict[int, int]] = {}
    for answer, places in given.items():
        for at in places:
            by_label.setdefault(values[answer][at].label, {})[answer] = at
    return [by_label[label] for label in sorted(by_label)]


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


# examples ------------------------------------------------------------------------------------------------------------


def _examples() -> list[Example]:
    labels = (Label("person", "Person"), Label("place", "Place"))
    who = Question("entities", SpanKind.name, "Who and where?", labels=labels)
    related = replace(who, key="facts", options={"relations": ["lives_in", {"born_in": "was born in"}]})
    flat = replace(who, key="flat", options={"overlap": "none"})
    nested = replace(who, key="nested", options={"overlap": "nested"})
    tokens = replace(who, key="tokens", options={"unit": "token"})
    more = replace(who, key="more", options={**related.options, OPTION: [{"key": "doubtful"}]})
    text = "👩🏽‍🚀 Ana Vega left New York."  # the astronaut is four code points
    item = Item("0" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": text}})
    own = replace(item, metadata={"tokens": [[0, 4], [5, 8], [9, 11], [11, 13]]})
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
        (who, [{**ana, OPTION: {"doubtful": True}}], "an attribute of a question that asks none"),
        (more, [{**ana, OPTION: {"doubtful": "very"}}], "a text for a flag"),
        (more, [ana, york, {**lives, OPTION: {"doubtful": True}}], "an attribute of a relation"),
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
        Example(more, item, [{**ana, OPTION: {"doubtful": True}}], True, "with an attribute"),
        Example(more, item, [ana], True, "without it"),
        Example(tokens, own, [{**ana, "start": 11}], True, "a token that the text brought along"),
        *(Example(question, item, raw, False, why) for question, raw, why in bad),
        Example(tokens, own, [{**ana, "start": 10}], False, "it cuts a token that the text brought along"),
        Example(who, picture, [], False, "an item without a text"),
    ]


registry.add(SpanKind.name, SpanKind())
