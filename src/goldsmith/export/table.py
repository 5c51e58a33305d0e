"""A release as one flat table: the columns that CSV and Parquet share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from goldsmith import kinds
from goldsmith.export import ReleaseData, ReleaseItem, media_path
from goldsmith.model import Json, JsonObject, canonical

Read: TypeAlias = Callable[[ReleaseItem], Json]
TEXT: JsonObject = {"type": "string"}
WHOLE: JsonObject = {"type": "integer"}
NUMBER: JsonObject = {"type": "number"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the JSON Schema of its values, and how an item's value is read; None is no value."""

    name: str
    schema: JsonObject
    read: Read


def columns(release: ReleaseData) -> list[Column]:
    """Return the columns: ids and part, then the items' fields, then each question, then metadata.

    A field keeps its bare name unless another column has it, and is `field.<name>` then; a question's value bears
    its key, or `question.<key>`; `<key>.method` and `<key>.n_votes` say how it was decided.
    """
    made = _places()
    for names, columns_of in (
        (sorted({name for row in release.items for name in row.item.fields}), _field),
        ([question.key for question in release.guideline.questions], _question),
        (sorted({name for row in release.items for name in row.item.metadata}), _metadata),
    ):
        for name in names:
            made += columns_of(name, release, {column.name.casefold() for column in made})
    return made


def cell(value: Json) -> str | None:
    """Return a value as one text: texts as they are, everything else as JSON; None stays None."""
    return value if value is None or isinstance(value, str) else canonical(value)


def _places() -> list[Column]:
    return [
        Column("id", TEXT, lambda row: row.item.id),
        Column("external_id", TEXT, lambda row: row.item.external_id),
        Column("source", TEXT, lambda row: row.item.source),
        Column("group", TEXT, lambda row: row.item.group),
        Column("part", TEXT, lambda row: row.part),
    ]


def _free(name: str, prefix: str, taken: set[str]) -> str:
    while name.casefold() in taken:  # duckdb takes Text and text for one name
        name = f"{prefix}.{name}"
    return name


def _field(name: str, release: ReleaseData, taken: set[str]) -> list[Column]:
    bare = _free(name, "field", taken)
    made = [Column(bare, TEXT, lambda row: _shown(row.item.fields.get(name)))]
    sorts = {row.item.fields.get(name, {}).get("type") for row in release.items}
    facts = [("width", WHOLE), ("height", WHOLE)] * ("image" in sorts)
    facts += [("duration_s", NUMBER), ("sample_rate", WHOLE), ("channels", WHOLE)] * ("audio" in sorts)
    made += [
        Column(_free(f"{bare}.{one}", "field", taken), schema, _fact(name, one)) for one, schema in facts
    ]
    return made


def _shown(one: JsonObject | None) -> Json:
    if one is None:
        return None
    if "media" in one:
        return media_path(one)
    return str(one["text"]) if one["type"] == "text" else canonical(one)


def _fact(name: str, fact: str) -> Read:
    return lambda row: row.item.fields.get(name, {}).get(fact)


def _question(key: str, release: ReleaseData, taken: set[str]) -> list[Column]:
    question = release.guideline.question(key)
    schema = kinds.get(question.kind).schema(question) if question else TEXT
    bare = _free(key, "question", taken)
    return [
        Column(bare, schema, lambda row: _of(row, key, "value")),
        Column(_free(f"{bare}.method", "question", taken), TEXT, lambda row: _of(row, key, "method")),
        Column(_free(f"{bare}.n_votes", "question", taken), WHOLE, lambda row: _of(row, key, "n_votes")),
    ]


def _of(row: ReleaseItem, key: str, member: str) -> Any:
    answer = row.answers.get(key)
    return None if answer is None else getattr(answer, member)


def _metadata(name: str, release: ReleaseData, taken: set[str]) -> list[Column]:
    seen = {type(value) for row in release.items if (value := row.item.metadata.get(name)) is not None}
    bare = _free(f"metadata.{name}", "metadata", taken)
    for types, schema in (({bool}, "boolean"), ({int}, "integer"), ({int, float}, "number")):
        if seen and seen <= types:
            return [Column(bare, {"type": schema}, lambda row: row.item.metadata.get(name))]
    return [Column(bare, TEXT, lambda row: cell(row.item.metadata.get(name)))]
