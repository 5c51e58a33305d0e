"""Prodigy: JSON Lines of tasks, each with its answer and, where several people answered, who gave it.

Ends of spans are exclusive in characters, and inclusive in tokens. A rejected task says that its annotation is wrong,
not that nothing is there; an ignored one is a skip. Source: prodi.gy/docs/api-interfaces.
"""

from __future__ import annotations

import base64
import json
import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from goldsmith.attributes import OPTION
from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_below
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, shown, undecided
from goldsmith.ingest import (
    Content,
    GivenLabel,
    Picture,
    Reading,
    ReadOptions,
    Recording,
    Row,
    Rows,
    reader,
)
from goldsmith.ingest.columns import Media, Record, Records, text_fault
from goldsmith.ingest.described import described
from goldsmith.ingest.drawn import Drawn, Told, given
from goldsmith.ingest.files import Files
from goldsmith.ingest.json_table import first_object, read_lines
from goldsmith.model import Json, Question
from goldsmith.tokens import TOKENS, Token

KINDS = frozenset({"span.v1", "choice.v1", "choices.v1"})
ANSWERS = ("accept", "reject", "ignore")
ENDS = ("start", "end", "label")  # of a span; by them a relation names it
FARTHEST = 1e9  # px: beyond it nothing is a coordinate
NO_METADATA = {
    *("text", "image", "audio", "video", "tokens", "spans", "audio_spans", "relations"),
    *("options", "accept", "answer", "label", "html"),
}

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether the first line of a JSON Lines file is a task."""
    task = first_object(head) if name.lower().endswith((".jsonl", ".ndjson")) else None
    return task is not None and (
        "_task_hash" in task or "_input_hash" in task or (task.get("answer") in ANSWERS and "text" in task)
    )


@reader("prodigy.v1", recognises=recognises)
def read_prodigy(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each task: those of one `_input_hash` are one item, answered by several people.

    A task shows a text, or an image or a recording: embedded, or found beside the file.
    """
    reading = Reading(rows=iter(()))
    tasks = _Tasks(Media(files, posixpath.dirname(name), options), options)

    def reading_of(records: Records) -> Reading:
        reading.rows = _rows(records, name, reading, tasks)
        return reading

    return read_lines(files, name, reading_of)


@dataclass(slots=True)
class _Tasks:
    """What the tasks of one file share."""

    media: Media
    options: ReadOptions
    told: Told = field(default_factory=Told)
    seen: Counter[str] = field(default_factory=Counter)


def _rows(records: Records, name: str, reading: Reading, tasks: _Tasks) -> Rows:
    seen = tasks.seen
    for record in records:
        seen["all"] += 1
        if isinstance(record, InvalidInput):
            yield record
            continue
        where, task = record
        try:
            yield _row(task, where, tasks)
        except InvalidInput as fault:
            yield fault
    if not seen["all"]:
        yield InvalidInput(
            "prodigy.empty", "There are no tasks in it.", where=name, mend="Check that it is the right file."
        )
    told = {
        "reject": "{} rejected tasks come without a label: that a suggestion is wrong is no label.",
        "ignore": "{} ignored tasks are skips.",
        "binary": "{} tasks that judge one suggestion of several come without a label.",
    }
    reading.notices += [sentence.format(seen[one]) for one, sentence in told.items() if seen[one]]
    reading.notices += tasks.told.sentences()


def _row(task: Record, where: str, tasks: _Tasks) -> Row:
    name, content = _content(task, where, tasks.media)
    answer = task.get("answer", "accept")
    if answer not in ANSWERS:
        raise bad_input("prodigy.answer", f"The answer is {answer!r}.", where, "accept, reject or ignore.")
    tasks.seen[answer] += 1
    labels: tuple[GivenLabel, ...] = ()
    if answer == "ignore":
        labels = (GivenLabel(_annotator(task), None, skipped="ignored in Prodigy"),)
    elif answer == "accept" and task.get("_is_binary") and "spans" in task:
        tasks.seen["binary"] += 1
    elif answer == "accept":
        labels = (*_chosen(task, where), *_marked_in(task, content, where, tasks))
    metadata: dict[str, Json] = {
        key: value
        for key, value in task.items()
        if key not in NO_METADATA
        and not key.startswith(("_", "config."))
        and isinstance(value, str | int | float)
    }
    tokens = task.get("tokens")
    if isinstance(tokens, list) and all(isinstance(one, Mapping) for one in tokens):
        metadata[TOKENS] = [[one.get("start"), one.get("end")] for one in tokens]
    ident = task.get("_input_hash")
    return Row(where, {name: content}, None if ident is None else str(ident), None, metadata, labels)


def _content(task: Record, where: str, media: Media) -> tuple[str, Content]:
    """Return what a task shows, with the name of its field."""
    text = task.get("text")
    if "image" in task:
        return "image", media.picture(_cell(task["image"], where), where, "image")
    if "audio" in task:
        return "audio", media.recording(_cell(task["audio"], where), where, "audio")
    if not isinstance(text, str):
        raise bad_input(
            "prodigy.nothing", "The task shows nothing.", where, "Give it a text, image or audio."
        )
    fault = text_fault(text, where)
    if fault or not text.strip():
        raise fault or bad_input("text.empty", "There is no text to label.", where, "Leave the task out.")
    return "text", text


def _cell(value: Any, where: str) -> Any:
    """Return the file that a data URL holds, as a table would; other values as they are."""
    if not isinstance(value, str) or not value.startswith("data:"):
        return value
    try:
        return {"bytes": base64.b64decode(value.partition(",")[2], validate=True), "path": ""}
    except ValueError as error:
        raise bad_input(
            "prodigy.base64", "The embedded file is damaged.", where, "Export it again."
        ) from error


def _marked_in(task: Record, content: Content, where: str, tasks: _Tasks) -> Iterator[GivenLabel]:
    """Yield what is marked in what the task shows."""
    annotator = _annotator(task)
    if isinstance(content, str) and ("spans" in task or "relations" in task):
        yield GivenLabel(annotator, _objects(task, content, where, tasks), "span.v1")
    elif isinstance(content, Picture) and "spans" in task:
        shapes = [_shape(one, where) for one in _listed(task, "spans", where)]
        labels, faults = given(shapes, content, tasks.options, tasks.told)
        if faults:
            raise faults[0]
        yield from (replace(one, annotator=annotator) for one in labels)
    elif isinstance(content, Recording) and "audio_spans" in task:
        yield GivenLabel(
            annotator,
            [
                {
                    "id": f"segment-{number}",
                    **{name: one.get(name) for name in ENDS},
                    **_said(one, "segment.v1", tasks),
                }
                for number, one in enumerate(_listed(task, "audio_spans", where), 1)
            ],
            "segment.v1",
        )


def _listed(task: Record, name: str, where: str) -> list[Mapping[str, Any]]:
    found = task.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise bad_input("prodigy.span", f"{name} is no list of objects.", where, "Write each as an object.")
    return found


def _shape(span: Mapping[str, Any], where: str) -> Drawn:
    """Return what was drawn: a rectangle by its sides, anything else by its points."""
    label = str(span.get("label"))
    sides = [span.get(name) for name in ("x", "y", "width", "height")]
    if span.get("type", "rect") == "rect" and all(map(_is_number, sides)):
        x, y, width, height = (float(str(one)) for one in sides)
        return Drawn(where, label, (x, y, width, height), attributes=_attributes(span))
    points = span.get("points")
    if not isinstance(points, list) or len(points) < 3 or not all(map(_is_point, points)):
        raise bad_input(
            "prodigy.shape",
            f"{str(span)[:60]} is no shape.",
            where,
            "Give it x, y, width and height, or points.",
        )
    ring = tuple((float(x), float(y)) for x, y in points)
    return Drawn(where, label, region=((ring,),), attributes=_attributes(span))


def _attributes(span: Mapping[str, Any]) -> Mapping[str, Json]:
    """Return what Goldsmith wrote of an object besides its label: Prodigy keeps members that it does not know."""
    said = span.get(OPTION)
    return said if isinstance(said, Mapping) else {}


def _said(span: Mapping[str, Any], kind: str, tasks: _Tasks) -> dict[str, Json]:
    return described(_attributes(span), kind, tasks.options, tasks.told.lost)


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(map(_is_number, point))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < FARTHEST


def _annotator(task: Record) -> str | None:
    who = task.get("_annotator_id", task.get("_session_id"))
    return who if isinstance(who, str) and who else None


def _chosen(task: Record, where: str) -> Iterator[GivenLabel]:
    """Yield the answer to a choice, or the only label that was asked about."""
    annotator = _annotator(task)
    if "options" in task:
        chosen = task.get("accept", [])
        if not isinstance(chosen, list) or not all(isinstance(one, str | int) for one in chosen):
            raise bad_input("prodigy.accept", f"accept is {chosen!r}.", where, "List the ids of options.")
        keys = [str(one) for one in chosen]
        if len(keys) == 1:
            yield GivenLabel(annotator, keys[0], "choice.v1")
        yield GivenLabel(annotator, keys, "choices.v1", also=len(keys) == 1)
    elif isinstance(task.get("label"), str) and "spans" not in task:
        yield GivenLabel(annotator, task["label"], "choice.v1")


def _objects(task: Record, text: str, where: str, tasks: _Tasks) -> list[Json]:
    spans, relations = _listed(task, "spans", where), _listed(task, "relations", where)
    made: list[dict[str, Any]] = []
    for span in spans:
        if "label" in span:  # without one it is a token that a relation names
            one = _span(span, text, where, f"span-{len(made) + 1}")
            made.append({**one, **_said(span, "span.v1", tasks)})
    by_place = {tuple(str(one[name]) for name in ENDS): one["id"] for one in made}
    found: list[Json] = [*made]
    for relation in relations:
        ends = [_end(relation, side, by_place, where) for side in ("head_span", "child_span")]
        found.append({"label": relation.get("label"), "from": ends[0], "to": ends[1]})
    return found


def _span(span: Mapping[str, Any], text: str, where: str, ident: str) -> dict[str, Any]:
    start, end = span.get("start"), span.get("end")
    if type(start) is not int or type(end) is not int or not isinstance(span["label"], str):
        raise bad_input(
            "prodigy.span",
            f"{str(span)[:60]} has no start, end and label.",
            where,
            "Write start and end as numbers of characters, and the label as a text.",
        )
    surface = span.get("text")
    if isinstance(surface, str) and text[start:end] != surface:
        raise bad_input(
            "prodigy.span_text",
            f"Span [{start}, {end}) covers {text[start:end]!r}, and says {surface!r}.",
            where,
            "Count characters of the text as it stands in the file: code points, not UTF-16 units or bytes.",
        )
    return {"id": ident, "label": span["label"], "start": start, "end": end}


def _end(relation: Mapping[str, Any], side: str, by_place: Mapping[tuple[str, ...], str], where: str) -> str:
    end = relation.get(side)
    place = tuple(str(end.get(name)) for name in ENDS) if isinstance(end, Mapping) else None
    if place is None or place not in by_place:
        raise bad_input(
            "prodigy.relation_end",
            f"A relation {relation.get('label')!r} joins what is no labeled span.",
            where,
            "Label both its ends as spans, or leave the relation out.",
        )
    return by_place[place]


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items are left out, and what the tasks do not say."""
    return [
        "Prodigy's tasks have no groups, rationales or soft labels; items.jsonl does.",
        *undecided(release, KINDS, "text", "Prodigy's files"),
    ]


@exporter("prodigy.v1", kinds=KINDS, losses=losses, shows="text")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write prodigy/<part>.jsonl with what is held true, and <part>_votes.jsonl with every annotator's own answer."""
    files = []
    for part in parts(release, KINDS, "text"):
        decided = (_task(row, part.question, value) for row, value in part.values())
        files.append(write_below(folder, f"prodigy/{part.stem}.jsonl", _lines(decided)))
        files.append(write_below(folder, f"prodigy/{part.stem}_votes.jsonl", _lines(_votes(part))))
    return files


def _votes(part: Part) -> Iterator[dict[str, Any]]:
    for row, _ in part.values():
        for vote in row.answers[part.question.key].votes:
            who = {"_annotator_id": vote.annotator, "_session_id": vote.annotator}
            yield {**_task(row, part.question, vote.value), **who}


def _lines(tasks: Iterator[dict[str, Any]]) -> Iterator[str]:
    is_empty = True
    for task in tasks:
        is_empty = False
        yield json.dumps(task, ensure_ascii=False) + "\n"
    if is_empty:
        yield "\n"


def _task(row: ReleaseItem, question: Question, value: Any) -> dict[str, Any]:
    text = str(shown(row, question, "text")["text"])
    task: dict[str, Any] = {"text": text, "meta": {"item_id": row.item.id}}
    if question.kind == "span.v1":
        return {**task, **_marked(row, question, text, value), "answer": "accept"}
    chosen = [value] if question.kind == "choice.v1" else list(value)
    options = [{"id": label.key, "text": label.title} for label in question.labels]
    style = "single" if question.kind == "choice.v1" else "multiple"
    config = {"choice_style": style}
    return {
        **task,
        "options": options,
        "accept": chosen,
        "config": config,
        "_view_id": "choice",
        "answer": "accept",
    }


def _marked(
    row: ReleaseItem, question: Question, text: str, value: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    spans, relations = tokens_.split_objects(value)
    borders = [at for span in spans for at in (span["start"], span["end"])]
    tokens, _ = tokens_.cut(tokens_.tokens_of(row.item, text, question), borders)
    marked = {span["id"]: _with_tokens(span, tokens) for span in spans}
    view = (
        "relations"
        if relations
        else "ner_manual"
        if len(tokens_.flat(spans)) == len(spans)
        else "spans_manual"
    )
    return {
        "tokens": [
            {
                "text": text[start:end],
                "start": start,
                "end": end,
                "id": number,
                "ws": text[end : end + 1] == " ",
            }
            for number, (start, end) in enumerate(tokens)
        ],
        "spans": list(marked.values()),
        **({"relations": [_related(one, marked) for one in relations]} if relations else {}),
        "_view_id": view,
    }


def _with_tokens(span: Mapping[str, Any], tokens: Sequence[Token]) -> dict[str, Any]:
    inside = tokens_.covered(tokens, span["start"], span["end"])
    ends = {"token_start": inside[0], "token_end": inside[-1]} if inside else {}
    said = {OPTION: span[OPTION]} if OPTION in span else {}
    return {"start": span["start"], "end": span["end"], **ends, "label": span["label"], **said}


def _related(relation: Mapping[str, Any], marked: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    head, child = marked[relation["from"]], marked[relation["to"]]
    return {
        "head": head.get("token_end"),
        "child": child.get("token_end"),
        "head_span": head,
        "child_span": child,
        "label": relation["label"],
    }
