"""Plain records (item, annotator, value), measured without a project, as a project measures its answers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.random import default_rng

from goldsmith import kinds
from goldsmith.agreement import (
    Marked,
    PositionAlpha,
    StretchF1,
    UnitizingAlpha,
    position_alpha,
    stretch_f1,
    unitizing_alpha,
)
from goldsmith.errors import InvalidInput, InvalidValue, ManyFaults
from goldsmith.model import Item, JsonObject, Label, Question
from goldsmith.project.agreement import Cast, report_on
from goldsmith.project.answers import Answer
from goldsmith.project.exports import answer_as_read

OBJECTS = "objects"  # where a value that is no list keeps its own
SHORTEST_S = 0.01  # what counts of time where lengths are counted in steps
NOTHING_SHOWN = (".no_text", ".no_image", ".no_recording")  # kinds say so of items that lack what is marked


def measure(
    records: Iterable[tuple[Hashable, Hashable, Any]],
    *,
    kind: str,
    labels: Sequence[str] = (),
    options: Mapping[str, Any] | None = None,
    text: Mapping[Any, str | Mapping[str, str]] | None = None,
    size: Mapping[Any, tuple[int, int]] | None = None,
    duration: Mapping[Any, float] | None = None,
    groups: Mapping[Any, str] | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Return the agreement of answers of any kind, as plain JSON: what a project's report says, with no project.

    records: (item, annotator, value) for each answer; the value as the kind takes it, so `[]` is "nothing here";
    objects need no ids. The last of an annotator to an item counts; leave skips out. labels: the declared label set.
    options: the kind's, as in a guideline. text (or several, by name of their field), size (width, height in pixels) or
    duration (seconds): what each item is; spans need the text, boxes, polygons, masks and instances the size, segments
    the duration, pairwise the texts that it compares. groups: item → document, patient or speaker; groups are resampled
    together.
    Found units (span, segment, box, polygon, instance) have `found`, `named` and `drawn`; masks, labels, numbers, texts
    and orders have `coefficients`. Spans and segments have `along` too: `alpha` over code points or time, exact and
    overlap `f1`, and `unitizing`, which is alpha-U. Every value is an estimate with its intervals, or says why it is
    undefined. `exclusions`: what was left out, in words.
    Raises ManyFaults that names every bad record, InvalidGuideline for labels or options that the kind cannot ask, and
    InvalidInput where no item has answers of two annotators.

    >>> text = {"d1": "Ana Vega left New York."}
    >>> ann = [{"label": "person", "start": 0, "end": 8}, {"label": "place", "start": 14, "end": 22}]
    >>> bob = [{"label": "person", "start": 0, "end": 8}]
    >>> records = [("d1", "ann", ann), ("d1", "bob", bob)]
    >>> report = measure(records, kind="span", labels=["person", "place"], text=text)
    >>> round(report["found"]["f1_50"]["value"], 2), report["drawn"]["mean_iou"]["value"]
    (0.67, 1.0)
    """
    found = kinds.get(kind)
    question = Question(
        "answer", found.name, "Answer", tuple(Label(key, key) for key in labels), options=dict(options or {})
    )
    found.check(question)
    items = _Items(text or {}, size or {}, duration or {})
    cast, read, exclusions = _cast(list(records), question, items, groups or {})
    _check_overlap(cast)
    report = report_on(question, cast, dict.fromkeys(cast, 1.0), seed)
    along = _along(question, found, cast, read, seed) if isinstance(found, kinds.Along) else {}
    return {"kind": found.name, **report, **along, "exclusions": exclusions}


@dataclass(frozen=True, slots=True)
class _Items:
    """Makes items of what is said of them by their keys."""

    text: Mapping[Any, str | Mapping[str, str]]
    size: Mapping[Any, tuple[int, int]]
    duration: Mapping[Any, float]

    def item(self, key: Hashable) -> Item:
        """Return the item with a field for each thing that is said; raise InvalidInput where one is not."""
        said = {"text": self.text, "size": self.size, "duration": self.duration}
        missing = [name for name, told in said.items() if told and key not in told]
        if missing:
            raise InvalidInput(
                "measure.unknown_item",
                f"Nothing is said of this item by {' and '.join(missing)}.",
                mend=f"Give it in {missing[0]}={{item: …}}.",
            )
        fields: dict[str, JsonObject] = {}
        if self.text:
            told = self.text[key]
            named = told if isinstance(told, Mapping) else {"text": told}
            fields |= {name: {"type": "text", "text": each} for name, each in named.items()}
        if self.size:
            width, height = self.size[key]
            fields["image"] = {"type": "image", "width": width, "height": height}
        if self.duration:
            fields["audio"] = {"type": "audio", "duration_s": self.duration[key]}
        return Item(str(key), "", str(key), "", 0, None, fields)


def _cast(
    records: Sequence[tuple[Hashable, Hashable, Any]],
    question: Question,
    items: _Items,
    groups: Mapping[Any, str],
) -> tuple[dict[int, list[Answer]], dict[int, Item], list[str]]:
    """Return each annotator's last answer by item, the items, and in words what was left out."""
    kind = kinds.get(question.kind)
    numbers: dict[str, int] = {}
    read: dict[int, Item] = {}
    kept: dict[tuple[int, str], Answer] = {}
    faults: list[InvalidInput | InvalidValue] = []
    for place, (key, annotator, raw) in enumerate(records, 1):
        number, who = numbers.setdefault(str(key), len(numbers)), str(annotator)
        where = f"record {place}, item {key}, annotator {who}"
        try:
            item = read.setdefault(number, items.item(key))
            value = kind.parse(_with_ids(raw), item, question)
        except (InvalidInput, InvalidValue) as fault:
            faults.append(_told(fault, where))
            continue
        kept[number, who] = answer_as_read(number, who, question.key, value, groups.get(key))
    if faults:
        raise ManyFaults(
            "measure.faults",
            f"{len(faults):,} of {len(records):,} records are at fault, so nothing was measured.",
            mend="Mend them, or leave them out.",
            faults=faults,
        )
    cast: dict[int, list[Answer]] = {}
    for (number, _), answer in kept.items():
        cast.setdefault(number, []).append(answer)
    n_replaced = len(records) - len(kept)
    said = f"{n_replaced:,} earlier answers of an annotator to the same item"
    return cast, read, [said] if n_replaced else []


def _with_ids(raw: Any) -> Any:
    """Return a raw value whose objects all have an id: those of plain values need none to be compared."""
    if isinstance(raw, Mapping) and isinstance(raw.get(OBJECTS), list | tuple):
        return {**raw, OBJECTS: _with_ids(raw[OBJECTS])}
    if not isinstance(raw, list | tuple):
        return raw
    return [
        {"id": f"object-{place}", **one} if isinstance(one, Mapping) else one
        for place, one in enumerate(raw, 1)
    ]


def _along(
    question: Question, kind: kinds.Along, cast: Cast, items: Mapping[int, Item], seed: int
) -> dict[str, Any]:
    """Return the agreement on stretches along a text or a recording: by position, exactly alike, and as cut out."""
    answers = []
    for number, given in cast.items():
        length = kind.length(items[number], question)
        for one in given:
            stretches = [(start, min(end, length), label) for start, end, label in kind.stretches(one.value)]
            answers.append(
                Marked(
                    one.row["item_id"],
                    one.row["annotator_id"],
                    tuple(stretches),
                    length,
                    group=one.row["grp"],
                )
            )
    labels = question.label_keys()
    told: dict[str, PositionAlpha | StretchF1 | UnitizingAlpha] = {
        "alpha": position_alpha(answers, labels, rng=default_rng(seed), step=kind.step),
        "f1": stretch_f1(answers, labels, rng=default_rng(seed)),
        "unitizing": unitizing_alpha(answers, labels, rng=default_rng(seed), step=kind.step or SHORTEST_S),
    }
    return {"along": {name: each.to_json() for name, each in told.items()}}


def _told(fault: InvalidInput | InvalidValue, where: str) -> InvalidInput | InvalidValue:
    """Return a kind's fault as one of a record: a caller here has no guideline to mend."""
    is_bare = fault.slug.endswith(NOTHING_SHOWN)
    mend = "Say what each item is: text=, size= or duration=." if is_bare else fault.mend
    return type(fault)(fault.slug, fault.what, where=where, mend=mend)


def _check_overlap(cast: Cast) -> None:
    if any(len(each) > 1 for each in cast.values()):
        return
    people = {answer.row["annotator_id"] for each in cast.values() for answer in each}
    raise InvalidInput(
        "measure.no_overlap",
        f"No item has answers of two annotators: {len(cast):,} items, {len(people):,} annotators.",
        where="records",
        mend="Give (item, annotator, value), with the same item for every answer to it.",
    )
