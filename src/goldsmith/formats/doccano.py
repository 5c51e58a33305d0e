"""doccano: JSON Lines of texts with their labels, entities and relations, or answers; one file for each annotator.

Offsets count code points, ends exclusive; a project in grapheme mode counts otherwise, which the file does not say.
Source: the format pages of doccano.github.io/doccano.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_below
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, shown, undecided, undescribed
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import Record, Records, text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.json_table import first_object, read_lines
from goldsmith.model import Json, Question

KINDS = frozenset({"span.v1", "choice.v1", "choices.v1", "text.v1"})
ALL = ("all", "unknown")  # doccano's names of files that are no annotator's own
SUFFIX = ".jsonl"
EVERYBODY = f"all{SUFFIX}"
LABELS = ("label", "labels")

# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a JSON Lines file begins as doccano's do; or all files of a folder."""
    if name:
        return name.lower().endswith(SUFFIX) and _is_example(first_object(head))
    names = files.names()
    return bool(names) and all(one.endswith(SUFFIX) and _begins(files, one) for one in names)


def _begins(files: Files, name: str) -> bool:
    with files.open(name) as stream:
        return recognises(files, name, stream.readline(1 << 24))


def _is_example(found: Mapping[str, Any] | None) -> bool:
    if found is None or type(found.get("id")) is not int or not isinstance(found.get("text"), str):
        return False
    if isinstance(found.get("entities"), list) and isinstance(found.get("relations"), list):
        return True
    return any(isinstance(found.get(name), list) for name in LABELS)


@reader("doccano.v1", recognises=recognises)
def read_doccano(files: Files, name: str, _options: ReadOptions) -> Reading:
    """Return one row for each example; in a folder, the file's name is the annotator's, and ids join the files.

    all.jsonl beside the files of annotators is left out: it says again what they say, or what was decided from it.
    """
    if name:
        return _read_one(files, name, None)
    names = [one for one in files.names() if posixpath.basename(one) != EVERYBODY] or files.names()
    whole = Reading(rows=iter(()), facts={"annotators": [_annotator(one) for one in names]})
    done = [0]
    whole.rows = _all_rows(files, names, whole, done)
    whole.progress = lambda: done[0] / len(names)
    whole.notices.append(f"{len(names)} files are read, one for each annotator.")
    if len(names) < len(files.names()):
        whole.notices.append(f"{EVERYBODY} is left out: it is no annotator's.")
    return whole


def _annotator(name: str) -> str | None:
    stem = posixpath.basename(name)[: -len(SUFFIX)]
    return None if stem in ALL else stem


def _all_rows(files: Files, names: Sequence[str], whole: Reading, done: list[int]) -> Rows:
    yield from files.faults
    for name in names:
        with _read_one(files, name, _annotator(name)) as reading:
            yield from reading.rows
        whole.notices += [one for one in reading.notices if one not in whole.notices]
        done[0] += 1


def _read_one(files: Files, name: str, annotator: str | None) -> Reading:
    reading = Reading(rows=iter(()))

    def reading_of(records: Records) -> Reading:
        reading.rows = _rows(records, name, annotator, reading)
        return reading

    return read_lines(files, name, reading_of)


def _rows(records: Records, name: str, annotator: str | None, reading: Reading) -> Rows:
    """Yield the rows. Until a label is seen, what an empty list is empty of is not known, and its row waits."""
    waiting: list[tuple[str, Record]] = []
    kinds: tuple[str, ...] = ()
    n_records = 0
    for record in chain(records, [None]):
        if isinstance(record, InvalidInput):
            n_records += 1
            yield record
            continue
        if record is not None:
            n_records += 1
            waiting.append(record)
            kinds = kinds or _kinds(record[1])
        if record is None or kinds:
            for where, example in waiting:
                yield _row(example, where, annotator, kinds)
            n_unknown = len(waiting) if not kinds else 0
            waiting.clear()
    if not n_records:
        yield InvalidInput(
            "doccano.empty",
            "There are no examples in it.",
            where=name,
            mend="Check that it is the right file.",
        )
    elif n_unknown:
        reading.notices.append(f"No example of {name} has a label, so they come without any.")


def _kinds(example: Record) -> tuple[str, ...]:
    """Return the kinds that an example's labels can be read as; none while that cannot be told."""
    if "entities" in example:
        return ("span.v1",)
    labels = _labels_of(example)
    if not isinstance(labels, list) or not labels:
        return ()
    return ("choice.v1", "choices.v1", "text.v1") if isinstance(labels[0], str) else ("span.v1",)


def _labels_of(example: Record) -> Any:
    return next((example[name] for name in LABELS if name in example), [])


def _row(example: Record, where: str, annotator: str | None, kinds: Sequence[str]) -> Row | InvalidInput:
    text, ident = example.get("text"), example.get("id")
    fault = text_fault(text, where)
    if fault is not None:
        return fault
    try:
        labels = tuple(_given(example, where, annotator, kinds))
    except InvalidInput as wrong:
        return wrong
    metadata = {
        key: value
        for key, value in example.items()
        if key not in ("id", "text", "Comments", *LABELS) and isinstance(value, str | int | float)
    }
    return Row(where, {"text": str(text)}, None if ident is None else str(ident), None, metadata, labels)


def _given(example: Record, where: str, annotator: str | None, kinds: Sequence[str]) -> Iterator[GivenLabel]:
    labels = _labels_of(example)
    if not isinstance(labels, list):
        raise bad_input(
            "doccano.labels", f"{str(labels)[:60]!r} is no list of labels.", where, "Write a list."
        )
    if not kinds:
        return
    if kinds == ("span.v1",):
        yield GivenLabel(annotator, _objects(example, labels, where), "span.v1")
        return
    if not all(isinstance(one, str) for one in labels):
        raise bad_input("doccano.labels", "Labels and spans stand in one file.", where, "Write two files.")
    alone = labels[0] if len(labels) == 1 else None
    for kind, value in (("choices.v1", labels), ("choice.v1", alone), ("text.v1", alone)):
        if value is not None:
            yield GivenLabel(annotator, value, kind, also=kind != "choices.v1")


def _objects(example: Record, labels: Sequence[Any], where: str) -> list[Json]:
    found: list[Json] = []
    for one in labels:
        if not isinstance(one, list) or len(one) != 3:
            raise bad_input(
                "doccano.span", f"{str(one)[:60]!r} is no span.", where, "Write [start, end, label]."
            )
        found.append({"start": one[0], "end": one[1], "label": one[2]})
    for member, names in (
        ("entities", {"id": "id", "start": "start_offset", "end": "end_offset", "label": "label"}),
        ("relations", {"id": "id", "from": "from_id", "to": "to_id", "label": "type"}),
    ):
        for one in example.get(member, []):
            if not isinstance(one, Mapping):
                raise bad_input("doccano.span", f"{str(one)[:60]!r} is no object.", where, "Write an object.")
            made = {ours: one.get(theirs) for ours, theirs in names.items()}
            joined = {"id": f"{member[0]}{made['id']}"}
            joined |= {end: f"e{made[end]}" for end in ("from", "to") if end in made}
            found.append({**made, **joined})
    return found


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items are left out, and what the files do not say."""
    return [
        "doccano's files have no groups, rationales or soft labels; items.jsonl does.",
        *undescribed(release, KINDS, "text", "doccano's files"),
        *undecided(release, KINDS, "text", "doccano's files"),
    ]


@exporter("doccano.v1", kinds=KINDS, losses=losses, shows="text")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write doccano/<part>/all.jsonl with what is held true, and beside it a file for each annotator.

    Ids count the release's items from 1, in all files alike.
    """
    ids = {row.item.id: number for number, row in enumerate(release.items, 1)}
    files = []
    for part in parts(release, KINDS, "text"):
        decided = [_line(ids, row, part.question, value) for row, value in part.values()]
        files.append(write_below(folder, f"doccano/{part.stem}/{EVERYBODY}", decided or ["\n"]))
        for annotator, name in _names(part).items():
            lines = [
                _line(ids, row, part.question, vote.value)
                for row, _ in part.values()
                for vote in row.answers[part.question.key].votes
                if vote.annotator == annotator
            ]
            files.append(write_below(folder, f"doccano/{part.stem}/{name}{SUFFIX}", lines))
    return files


def _names(part: Part) -> dict[str, str]:
    """Return for each annotator a file name that is safe everywhere and no other's."""
    people = sorted(
        {vote.annotator for row, _ in part.values() for vote in row.answers[part.question.key].votes}
    )
    names: dict[str, str] = {}
    for one in people:
        name = re.sub(r"[^\w .-]+", "_", one).strip(" .") or "annotator"
        while name.casefold() in {*ALL, *(taken.casefold() for taken in names.values())}:
            name += "_"
        names[one] = name
    return names


def _line(ids: Mapping[str, int], row: ReleaseItem, question: Question, value: Any) -> str:
    example: dict[str, Any] = {
        "id": ids[row.item.id],
        "text": shown(row, question, "text")["text"],
        "item_id": row.item.id,
    }
    if question.kind != "span.v1":
        example["label"] = [value] if isinstance(value, str) else list(value)
    else:
        spans, relations = tokens_.split_objects(value)
        example |= _graph(spans, relations) if question.options.get("relations") else _triples(spans)
    return json.dumps(example, ensure_ascii=False) + "\n"


def _triples(spans: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"label": [[span["start"], span["end"], span["label"]] for span in spans]}


def _graph(spans: Sequence[Mapping[str, Any]], relations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    ids = {span["id"]: number for number, span in enumerate(spans, 1)}
    return {
        "entities": [
            {
                "id": ids[span["id"]],
                "label": span["label"],
                "start_offset": span["start"],
                "end_offset": span["end"],
            }
            for span in spans
        ],
        "relations": [
            {"id": number, "from_id": ids[one["from"]], "to_id": ids[one["to"]], "type": one["label"]}
            for number, one in enumerate(relations, 1)
        ],
    }
