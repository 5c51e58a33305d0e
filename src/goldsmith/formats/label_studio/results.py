"""Values → the results of one annotation of Label Studio. What it cannot say is told by `losses`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldsmith import regions as outlines
from goldsmith.attributes import OPTION
from goldsmith.formats.label_studio import regions
from goldsmith.formats.label_studio.config import REGIONS, control_of, object_of
from goldsmith.model import Item, Question
from goldsmith.offsets import Utf16

Result = dict[str, Any]


def results_of(value: Any, question: Question, item: Item) -> list[Result]:
    """Return a value, as its kind stores it, as results: one for each region, or one for the task as a whole."""
    tag, field = control_of(question), object_of(question, item)
    named: Result = {"from_name": question.key, "to_name": field, "type": tag.lower()}
    if question.kind == "span.v1":
        return [*_spans(value, question, named, item.fields[field]["text"])]
    if question.kind == "segment.v1":
        return [*_segments(value, question, named, item.fields[field]["duration_s"])]
    if question.kind not in REGIONS:
        return _whole(value, question, tag, named)
    size = item.fields[field]["width"], item.fields[field]["height"]
    named |= {"original_width": size[0], "original_height": size[1], "image_rotation": 0}
    drawn = {"box.v1": _boxes, "polygon.v1": _polygons, "mask.v1": _strokes, "instance.v1": _strokes}
    return [*drawn[question.kind](value, question, named, size)]


def _boxes(value: Any, question: Question, named: Result, size: regions.Size) -> Iterator[Result]:
    for box in value:
        yield {
            **named,
            "id": box["id"],
            "value": {**regions.box_to(box, size), named["type"]: [box["label"]]},
        }
        yield from _attributes(box, question, named)


def _polygons(value: Any, question: Question, named: Result, size: regions.Size) -> Iterator[Result]:
    """Yield one outline for each part; its holes cannot be said."""
    for one in value:
        for place, part in enumerate(outlines.from_json(one["parts"])):
            ident = one["id"] if not place else f"{one['id']}.{place + 1}"
            points = regions.ring_to(part[0], size)
            yield {
                **named,
                "id": ident,
                "value": {"points": points, "closed": True, named["type"]: [one["label"]]},
            }
            yield from _attributes({**one, "id": ident}, question, named)


def _attributes(one: Mapping[str, Any], question: Question, named: Result) -> Iterator[Result]:
    for key, said in one.get(OPTION, {}).items():
        choice = key if said is True else said
        yield {
            **named,
            "id": one["id"],
            "type": "choices",
            "from_name": f"{question.key}.{key}",
            "value": {"choices": [choice]},
        }


def _strokes(value: Any, question: Question, named: Result, _size: regions.Size) -> Iterator[Result]:
    from goldsmith.formats.label_studio.brush import encode
    from goldsmith.runs import decode

    height, width = value["size"]
    for place, one in enumerate(value.get("masks") or value.get("objects") or (), 1):
        stroke = encode(decode(one["counts"], height * width), height, width)
        yield {
            **named,
            "id": one.get("id", f"{question.key}.{place}"),
            "value": {"format": "rle", "rle": stroke, named["type"]: [one["label"]]},
        }
        yield from _attributes(one, question, named)


def _spans(value: Any, question: Question, named: Result, text: str) -> Iterator[Result]:
    counted = Utf16(text)
    for one in value:
        if "from" in one:
            yield {
                "id": one["id"],
                "type": "relation",
                "from_id": one["from"],
                "to_id": one["to"],
                "direction": "right",
                "labels": [one["label"]],
            }
            continue
        start, end = one["start"], one["end"]
        told = {"start": counted.units(start), "end": counted.units(end), "text": text[start:end]}
        yield {**named, "id": one["id"], "value": {**told, "labels": [one["label"]]}}
        yield from _attributes(one, question, named)


def _segments(value: Any, question: Question, named: Result, length: float) -> Iterator[Result]:
    for one in value:
        told = {"start": one["start"], "end": one["end"], "channel": 0}
        heard = {**named, "id": one["id"], "original_length": length}
        yield {**heard, "value": {**told, "labels": [one["label"]]}}
        yield from _attributes(one, question, named)
        if one.get("text"):
            said = {**told, "text": [one["text"]]}
            yield {**heard, "type": "textarea", "from_name": f"{question.key}.text", "value": said}


def _whole(value: Any, question: Question, tag: str, named: Result) -> list[Result]:
    titles = {label.key: [*label.path, label.title] for label in question.labels}
    chosen = [value] if isinstance(value, str) else value
    told: Result = {}
    if tag == "Choices":
        told = {"choices": chosen}
    elif tag == "Taxonomy":
        told = {"taxonomy": [titles[key] for key in chosen]}
    elif tag == "Rating":
        told = {"rating": int(value)}
    elif tag == "Number":
        told = {"number": value}
    elif tag == "TextArea":
        told = {"text": chosen}
    elif tag == "Pairwise":
        told = {"selected": "left" if value == "a" else "right"}
    else:
        told = {"ranker": {question.key: chosen}}
    is_nothing = tag in ("Choices", "Taxonomy") and not chosen
    return [] if is_nothing else [{**named, "id": question.key, "value": told}]
