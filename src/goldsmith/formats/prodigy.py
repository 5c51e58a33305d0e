"""Prodigy: JSON Lines of tasks, each with its answer and, where several people answered, who gave it.

Ends of spans are exclusive in characters, and inclusive in tokens. A rejected task says that its annotation is wrong,
not that nothing is there; an ignored one is a skip. Source: prodi.gy/docs/api-interfaces.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, put, shown, undecided
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import Record, Records, text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.json_table import first_object, read_lines
from goldsmith.model import Json, Question

KINDS = frozenset({"span.v1", "choice.v1", "choices.v1"})
ANSWERS = ("accept", "reject", "ignore")
ENDS = ("start", "end", "label")  # by which a relation names a span
NO_METADATA = {"text", "tokens", "spans", "relations", "options", "accept", "answer", "label"}

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether the first line of a JSON Lines file is a task."""
    task = first_object(head) if name.lower().endswith((".jsonl", ".ndjson")) else None
    return task is not None and (
        "_task_hash" in task or "_input_hash" in task or (task.get("answer") in ANSWERS and "text" in task)
    )


@reader("prodigy.v1", recognises=recognises)
def read_prodigy(files: Files, name: str, _options: ReadOptions) -> Reading:
    """Return one row for each task of texts: those of one `_input_hash` are one item, answered by several people."""
    reading = Reading(rows=iter(()))

    def reading_of(records: Records) -> Reading:
        reading.rows = _rows(records, name, reading)
        return reading

    return read_lines(files, name, reading_of)


def _rows(records: Records, name: str, reading: Reading) -> Rows:
    seen = Counter[str]()
    for record in records:
        seen["all"] += 1
        if isinstance(record, InvalidInput):
            yield record
            continue
        where, task = record
        try:
            yield _row(task, where, seen)
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


def _row(task: Record, where: str, seen: Counter[str]) -> Row:
    text = task.get("text")
    if not isinstance(text, str):
        raise _fault("prodigy.no_text", "The task has no text.", where, "Images and sounds are not read.")
    fault = text_fault(text, where)
    if fault or not text.strip():
        raise fault or _fault("text.empty", "There is no text to label.", where, "Leave the task out.")
    answer = task.get("answer", "accept")
    if answer not in ANSWERS:
        raise _fault("prodigy.answer", f"The answer is {answer!r}.", where, "accept, reject or ignore.")
    seen[answer] += 1
    labels: tuple[GivenLabel, ...] = ()
    if answer == "ignore":
        labels = (GivenLabel(_annotator(task), None, skipped="ignored in Prodigy"),)
    elif answer == "accept" and task.get("_is_binary") and "spans" in task:
        seen["binary"] += 1
    elif answer == "accept":
        labels = tuple(_labels(task, text, where))
    metadata: dict[str, Json] = {
        key: value
        for key, value in task.items()
        if key not in NO_METADATA
        and not key.startswith(("_", "config."))
        and isinstance(value, str | int | float)
    }
    tokens = task.get("tokens")
    if isinstance(tokens, list) and all(isinstance(one, Mapping) for one in tokens):
        metadata[tokens_.METADATA] = [[one.get("start"), one.get("end")] for one in tokens]
    ident = task.get("_input_hash")
    return Row(where, {"text": text}, None if ident is None else str(ident), None, metadata, labels)


def _annotator(task: Record) -> str | None:
    who = task.get("_annotator_id", task.get("_session_id"))
    return who if isinstance(who, str) and who else None


def _labels(task: Record, text: str, where: str) -> Iterator[GivenLabel]:
    annotator = _annotator(task)
    if "options" in task:
        chosen = task.get("accept", [])
        if not isinstance(chosen, list) or not all(isinstance(one, str | int) for one in chosen):
            raise _fault("prodigy.accept", f"accept is {chosen!r}.", where, "List the ids of options.")
        keys = [str(one) for one in chosen]
        if len(keys) == 1:
            yield GivenLabel(annotator, keys[0], "choice.v1")
        yield GivenLabel(annotator, keys, "choices.v1", also=len(keys) == 1)
    elif isinstance(task.get("label"), str) and "spans" not in task:
        yield GivenLabel(annotator, task["label"], "choice.v1")
    if "spans" in task or "relations" in task:
        yield GivenLabel(annotator, _objects(task, text, where), "span.v1")


def _objects(task: Record, text: str, where: str) -> list[Json]:
    spans = task.get("spans") or []
    relations = task.get("relations") or []
    for one in (*spans, *relations):
        if not isinstance(one, Mapping):
            raise _fault("prodigy.span", f"{str(one)[:60]!r} is no span.", where, "Write it as an object.")
    made: list[dict[str, Any]] = []
    for span in spans:
        if "label" in span:  # without one it is a token that a relation names
            made.append(_span(span, text, where, f"span-{len(made) + 1}"))
    by_place = {tuple(str(one[name]) for name in ENDS): one["id"] for one in made}
    found: list[Json] = [*made]
    for relation in relations:
        ends = [_end(relation, side, by_place, where) for side in ("head_span", "child_span")]
        found.append({"label": relation.get("label"), "from": ends[0], "to": ends[1]})
    return found


def _span(span: Mapping[str, Any], text: str, where: str, ident: str) -> dict[str, Any]:
    start, end = span.get("start"), span.get("end")
    if type(start) is not int or type(end) is not int or not isinstance(span["label"], str):
        raise _fault(
            "prodigy.span",
            f"{str(span)[:60]} has no start, end and label.",
            where,
            "Write start and end as numbers of characters, and the label as a text.",
        )
    surface = span.get("text")
    if isinstance(surface, str) and text[start:end] != surface:
        raise _fault(
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
        raise _fault(
            "prodigy.relation_end",
            f"A relation {relation.get('label')!r} joins what is no labeled span.",
            where,
            "Label both its ends as spans, or leave the relation out.",
        )
    return by_place[place]


def _fault(slug: str, what: str, where: str, mend: str) -> InvalidInput:
    return InvalidInput(slug, what, where=where, mend=mend)


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
        files.append(put(folder, f"prodigy/{part.stem}.jsonl", _lines(decided)))
        files.append(put(folder, f"prodigy/{part.stem}_votes.jsonl", _lines(_votes(part))))
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


def _with_tokens(span: Mapping[str, Any], tokens: Sequence[tokens_.Token]) -> dict[str, Any]:
    inside = tokens_.covered(tokens, span["start"], span["end"])
    ends = {"token_start": inside[0], "token_end": inside[-1]} if inside else {}
    return {"start": span["start"], "end": span["end"], **ends, "label": span["label"]}


def _related(relation: Mapping[str, Any], marked: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    head, child = marked[relation["from"]], marked[relation["to"]]
    return {
        "head": head.get("token_end"),
        "child": child.get("token_end"),
        "head_span": head,
        "child_span": child,
        "label": relation["label"],
    }
