"""Hugging Face datasets: texts in Parquet, with named labels, a configuration for each question.

A ClassLabel is a number whose name stands in the features: in the Parquet file's metadata under `huggingface`, and in
the front matter of README.md; -1 is no label. Source: huggingface.co/docs/datasets, "Dataset features".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_below, write_text
from goldsmith.export.parquet import LARGEST_ROW
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, shown, undecided, undescribed
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import Record, Records, table
from goldsmith.ingest.files import Files
from goldsmith.ingest.parquet import read_records
from goldsmith.model import Json, Question
from goldsmith.tokens import TOKENS, Token

KINDS = frozenset({"span.v1", "choice.v1", "choices.v1", "text.v1"})
SPANS, MARKED = "spans", {"start", "end", "label"}  # a column, and the members of each of its objects

# features -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feature:
    """The type of a column: for duckdb, in the Parquet file's metadata, and in the front matter of README.md."""

    sql: str
    said: Any
    front: Mapping[str, Any]


STRING = Feature("VARCHAR", {"dtype": "string", "_type": "Value"}, {"dtype": "string"})
WHOLE = Feature("BIGINT", {"dtype": "int64", "_type": "Value"}, {"dtype": "int64"})


def class_label(names: Sequence[str]) -> Feature:
    """Return the feature of a number that stands for one of the names, in their order."""
    numbered = {str(number): name for number, name in enumerate(names)}
    said = {"names": list(names), "_type": "ClassLabel"}
    return Feature("BIGINT", said, {"dtype": {"class_label": {"names": numbered}}})


def many(one: Feature) -> Feature:
    """Return the feature of a list."""
    inner = one.front.get("dtype", dict(one.front))
    return Feature(f"{one.sql}[]", {"feature": one.said, "_type": "List"}, {"sequence": inner})


def records_of(members: Mapping[str, Feature]) -> Feature:
    """Return the feature of a list of objects."""
    sql = ", ".join(f'"{name}" {one.sql}' for name, one in members.items())
    said = {name: one.said for name, one in members.items()}
    front = [{"name": name, **one.front} for name, one in members.items()]
    return Feature(f"STRUCT({sql})[]", {"feature": said, "_type": "List"}, {"list": front})


def _front_of(columns: Mapping[str, Feature]) -> list[dict[str, Any]]:
    return [{"name": name, **one.front} for name, one in columns.items()]


# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a Parquet file says its features."""
    path = files.path(name) if name.lower().endswith(".parquet") and head.startswith(b"PAR1") else None
    return path is not None and _features_in(path) is not None


def _features_in(path: Path) -> Mapping[str, Any] | None:
    import duckdb

    with duckdb.connect() as connection:
        try:
            found = connection.execute(
                "SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]
            ).fetchall()
        except duckdb.Error:
            return None
    for key, value in found:
        if bytes(key) == b"huggingface":
            return _declared(bytes(value))
    return None


def _declared(value: bytes) -> Mapping[str, Any] | None:
    try:
        features = json.loads(value)["info"]["features"]
    except (ValueError, KeyError, TypeError):
        return None
    return features if isinstance(features, dict) else None


@reader("huggingface.v1", recognises=recognises)
def read_huggingface(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return the rows of a Parquet file with features.

    Columns of ClassLabels are labels: tags of tokens are spans, one is a choice, a list is choices.
    """
    path = files.path(name)
    return _read_table(files, name, (path and _features_in(path)) or {}, options)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of ClassLabels, and in how many lists, one in the other, they lie."""

    name: str
    labels: list[str]
    depth: int


Waiting: TypeAlias = dict[str, tuple[tuple[GivenLabel, ...], dict[str, Json]]]  # by the place of the row


def _read_table(files: Files, name: str, features: Mapping[str, Any], options: ReadOptions) -> Reading:
    named = [column for key, one in features.items() if (column := _column(key, one, 0))]
    spent = {*(one.name for one in named), SPANS} if named else set()
    waiting: Waiting = {}

    def reading_of(records: Records, names: Sequence[str]) -> Reading:
        is_split = "tokens" in names and "text" not in names
        kept = [one for one in names if one not in spent and not (is_split and one == "tokens")]
        plain = _without_labels(records, named, kept, waiting, is_split=is_split)
        reading = table(plain, [*kept, *(["text"] * is_split)], files, name, options)
        reading.rows = _with_labels(reading.rows, waiting)
        told = ", ".join(one.name for one in named)
        reading.notices.append(f"Labels are taken from {told}." if named else "It has no labels.")
        return reading

    return read_records(files, name, reading_of)


def _column(name: str, feature: Any, depth: int) -> _Column | None:
    """Return the column when its feature is a ClassLabel, or lists of them; else None."""
    if isinstance(feature, list) and feature:
        return _column(name, feature[0], depth + 1)
    if not isinstance(feature, Mapping):
        return None
    if feature.get("_type") in ("List", "LargeList", "Sequence"):
        return _column(name, feature.get("feature"), depth + 1)
    names = feature.get("names")
    is_label = feature.get("_type") == "ClassLabel" and isinstance(names, list)
    return _Column(name, [str(one) for one in names or ()], depth) if is_label else None


def _without_labels(
    records: Records, named: Sequence[_Column], kept: Sequence[str], waiting: Waiting, *, is_split: bool
) -> Records:
    for entry in records:
        if isinstance(entry, InvalidInput):
            yield entry
            continue
        where, record = entry
        text, places = _text(record)
        try:
            labels = tuple(_labels_of(record, named, places, where))
        except InvalidInput as fault:
            yield fault
            continue
        waiting[where] = labels, {TOKENS: [list(one) for one in places]} if places else {}
        plain = {column: record[column] for column in kept}
        yield where, {**plain, "text": text} if is_split else plain


def _with_labels(rows: Rows, waiting: Waiting) -> Rows:
    for row in rows:
        if not isinstance(row, Row):
            yield row
            continue
        labels, metadata = waiting.pop(row.where)
        yield replace(row, labels=labels, metadata={**row.metadata, **metadata})


def _labels_of(
    record: Record, named: Sequence[_Column], places: Sequence[Token], where: str
) -> Iterator[GivenLabel]:
    """Yield the labels of a record. A column `spans` says more than tags; `annotator_…` has one for each annotator."""
    marked = record.get(SPANS)
    if (
        named
        and isinstance(marked, list)
        and all(isinstance(one, Mapping) and {*one} == MARKED for one in marked)
    ):
        yield GivenLabel(None, [dict(one) for one in marked], "span.v1")
        named = [one for one in named if not _are_tags(one)]
    for column in named:
        value, people = record.get(column.name), record.get("annotators")
        if column.name.startswith("annotator_") and isinstance(people, list) and isinstance(value, list):
            inner = replace(column, depth=column.depth - 1)
            for who, one in zip(people, value, strict=False):
                yield from _labels(one, inner, places, where, annotator=str(who))
        else:
            yield from _labels(value, column, places, where, annotator=None)


def _are_tags(column: _Column) -> bool:
    return column.depth == 1 and all(tokens_.TAG.fullmatch(one) for one in column.labels)


def _text(record: Record) -> tuple[str, list[Token]]:
    """Return the text of a record and the places of its tokens: found in it, or joined with blanks to make it."""
    given, text = record.get("tokens"), record.get("text")
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        return "", []
    if not isinstance(text, str):
        text = " ".join(given)
    places: list[Token] = []
    at = 0
    for one in given:
        start = text.find(one, at)
        if start < 0 or not one:
            return text, []
        at = start + len(one)
        places.append((start, at))
    return text, places


def _labels(
    value: Any,
    column: _Column,
    places: Sequence[Token],
    where: str,
    *,
    annotator: str | None,
) -> Iterator[GivenLabel]:
    if value is None or value == -1:
        return
    numbers = value if column.depth else [value]
    if column.depth > 1 or not all(isinstance(one, int) and 0 <= one < len(column.labels) for one in numbers):
        raise InvalidInput(
            "huggingface.no_name",
            f"{str(value)[:60]} in {column.name} has no name.",
            where=where,
            mend=f"Numbers from 0 to {len(column.labels) - 1} have one; -1 is no label.",
        )
    said = [column.labels[one] for one in numbers]
    if not column.depth:
        yield GivenLabel(annotator, said[0], "choice.v1", column.name)
        yield GivenLabel(annotator, said, "choices.v1", column.name, also=True)
    elif not _are_tags(column):
        yield GivenLabel(annotator, said, "choices.v1", column.name)
    elif len(said) == len(places):
        spans: list[Json] = [
            {"label": label, "start": places[first][0], "end": places[last][1]}
            for label, first, last in tokens_.chunks(said)
        ]
        yield GivenLabel(annotator, spans, "span.v1", column.name)
    else:
        raise InvalidInput(
            "huggingface.tags",
            f"There are {len(said)} tags in {column.name} and {len(places)} tokens in the text.",
            where=where,
            mend="Give each token one tag, in a column `tokens`.",
        )


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what the data sets do not say, with how often it occurs."""
    told = ["Hugging Face's data sets have no groups, rationales or relations; items.jsonl does."]
    counts = Counter[str]()
    for part in parts(release, {"span.v1"}, "text"):
        for row, value in part.values():
            tagged = tokens_.tagged(row.item, _shown_text(row, part.question), part.question, value)
            counts["nested"] += tagged.n_nested
            counts["cut"] += tagged.n_cut
    if counts["nested"]:
        told.append(
            f"Spans inside or across others have no tags, {counts['nested']} in all; the column spans has them."
        )
    if counts["cut"]:
        told.append(f"Tokens are cut in two where a label begins or ends inside, {counts['cut']} in all.")
    told += undescribed(release, KINDS, "text", "Hugging Face's data sets")
    return told + undecided(release, KINDS, "text", "Hugging Face's data sets")


@exporter("huggingface.v1", kinds=KINDS, losses=losses, shows="text")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write huggingface/<question>/<part>.parquet for each question about texts, and huggingface/README.md.

    A part without items has no file: `load_dataset` would stumble over it.
    """
    made = [part for part in parts(release, KINDS, "text") if part.rows]
    files = [_table(folder, f"huggingface/{part.question.key}/{part.name}.parquet", part) for part in made]
    return (
        [*files, write_below(folder, "huggingface/README.md", _readme(release, _front(made)))] if made else []
    )


def _shown_text(row: ReleaseItem, question: Question) -> str:
    return str(shown(row, question, "text")["text"])


def _columns(question: Question) -> dict[str, Feature]:
    """Return the columns of a question about texts, with their features."""
    keys = question.label_keys()
    columns = {"id": STRING, "text": STRING}
    if question.kind == "span.v1":
        span = {"start": WHOLE, "end": WHOLE, "label": STRING}
        tags = ["O", *(f"{place}-{key}" for key in keys for place in "BI")]
        return {
            **columns,
            "tokens": many(STRING),
            "ner_tags": many(class_label(tags)),
            "spans": records_of(span),
        }
    value = STRING if question.kind == "text.v1" else class_label(keys)
    value = many(value) if question.kind == "choices.v1" else value
    name = "labels" if question.kind == "choices.v1" else "answer" if question.kind == "text.v1" else "label"
    return {**columns, name: value, "annotators": many(STRING), f"annotator_{name}": many(value)}


def _cells(row: ReleaseItem, question: Question, value: Any) -> dict[str, Any]:
    """Return the values of the columns, by name."""
    text = _shown_text(row, question)
    cells: dict[str, Any] = {"id": row.item.id, "text": text}
    if question.kind == "span.v1":
        tagged = tokens_.tagged(row.item, text, question, value)
        tags = {"O": 0} | {
            f"{p}-{key}": 1 + 2 * n + (p == "I") for n, key in enumerate(question.label_keys()) for p in "BI"
        }
        spans = [
            {name: one[name] for name in ("start", "end", "label")} for one in tokens_.split_objects(value)[0]
        ]
        words = [text[start:end] for start, end in tagged.tokens]
        return {**cells, "tokens": words, "ner_tags": [tags[one] for one in tagged.tags], "spans": spans}
    name = list(_columns(question))[2]
    votes = row.answers[question.key].votes
    return {
        **cells,
        name: _numbered(question, value),
        "annotators": [vote.annotator for vote in votes],
        f"annotator_{name}": [_numbered(question, vote.value) for vote in votes],
    }


def _table(folder: Path, name: str, part: Part) -> str:
    import duckdb

    columns = _columns(part.question)
    said = {"info": {"features": {column: one.said for column, one in columns.items()}}}
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as place, duckdb.connect() as connection:
        rows = Path(place) / "rows.jsonl"
        cells = (_cells(row, part.question, value) for row, value in part.values())
        write_text(rows, (json.dumps(one, ensure_ascii=False) + "\n" for one in cells))
        connection.execute("SET threads = 1")
        made = connection.read_json(
            str(rows),
            format="newline_delimited",
            columns={column: one.sql for column, one in columns.items()},
            maximum_object_size=LARGEST_ROW,
        )
        made.create_view("made")
        quoted = json.dumps(said, ensure_ascii=False).replace("'", "''")
        target = str(folder / name).replace("'", "''")
        connection.execute(
            f"COPY (SELECT * FROM made) TO '{target}' "  # noqa: S608 - all of it is ours
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{huggingface: '{quoted}'}})"
        )
    return name


def _front(made: Sequence[Part]) -> dict[str, Any]:
    """Return the front matter that names files, splits and features."""
    asked = {part.question.key: part.question for part in made}
    return {
        "configs": [
            {
                "config_name": key,
                "data_files": [
                    {"split": part.name, "path": f"{key}/{part.name}.parquet"}
                    for part in made
                    if part.question.key == key
                ],
            }
            for key in asked
        ],
        "dataset_info": [
            {"config_name": key, "features": _front_of(_columns(one))} for key, one in asked.items()
        ],
    }


def _numbered(question: Question, value: Any) -> Any:
    """Return labels as their places in the guideline, and free texts as they are."""
    if question.kind == "text.v1":
        return value
    places = {key: number for number, key in enumerate(question.label_keys())}
    return places[value] if isinstance(value, str) else [places[one] for one in value]


def _readme(release: ReleaseData, front: Mapping[str, Any]) -> Iterator[str]:
    import yaml

    yield "---\n"
    yield yaml.safe_dump({"pretty_name": release.project, **front}, allow_unicode=True, sort_keys=False)
    yield f"---\n\n# {release.project}\n\nWhat it holds and how it was made: card.md of the release.\n\n"
    for question in release.guideline.questions:
        yield f"- {question.key}: {question.title}\n"
