"""A guideline to start from: made of a labeling config, or of the labels that a data set comes with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldsmith import ingest
from goldsmith.attributes import OPTION
from goldsmith.errors import InvalidInput
from goldsmith.formats.label_studio.config import read_config
from goldsmith.guidelines.draft import draft, labels_named, question_key
from goldsmith.ingest import GivenLabel, ReadOptions, Row
from goldsmith.kinds import has_objects
from goldsmith.model import Json, Question

# of several kinds in which a file offers the same labels, the one that says most; and what its question is called
KINDS = {
    "polygon.v1": "objects", "instance.v1": "objects", "mask.v1": "objects", "box.v1": "objects",
    "span.v1": "entities", "segment.v1": "segments", "choice.v1": "label", "choices.v1": "labels",
    "rating.v1": "rating", "pairwise.v1": "better", "ranking.v1": "order", "number.v1": "number", "text.v1": "text",
}  # fmt: skip
TITLES = {
    "objects": "Which objects are there?", "entities": "What is named here?", "segments": "What is heard when?",
    "label": "Which label fits?", "labels": "Which labels fit?",
}  # fmt: skip
START = "This is a draft, made of the labels found. Say what each label means, with a good and a bad example."
MOST_LABELS = 500  # of one question; more different cells than that are no labels but texts


@dataclass(slots=True)
class Seen:
    """What labels under one name look like. title: what people see; n: how many answers there are; offered: kind →
    in how many of them; labels, relations: names in the order in which they occurred; attributes: key → choices.
    """

    title: str = ""
    n: int = 0
    offered: Counter[str] = field(default_factory=Counter)
    labels: dict[str, dict[str, None]] = field(default_factory=dict)
    relations: dict[str, None] = field(default_factory=dict)
    attributes: dict[str, dict[Any, None]] = field(default_factory=dict)
    has_text: bool = False
    is_turned: bool = False
    texts: list[str] = field(default_factory=list)

    def take(self, given: GivenLabel, kind: str) -> None:
        """Take the value of an answer in one of the kinds that it comes in."""
        self.offered[kind] += 1
        names = self.labels.setdefault(kind, {})
        value = given.value
        if isinstance(value, Mapping):
            value = value.get("objects", value.get("masks", ()))
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, Mapping):
                self._object(one, names)
            elif one is not None:
                names[str(one)] = None
        if kind == "text.v1":
            self.texts.append(str(given.value))

    def _object(self, one: Mapping[str, Any], names: dict[str, None]) -> None:
        (self.relations if "from" in one else names)[str(one["label"])] = None
        self.has_text |= bool(one.get("text"))
        self.is_turned |= bool(one.get("angle"))
        for key, said in one.get(OPTION, {}).items():
            self.attributes.setdefault(key, {})[said] = None

    def kind(self) -> str:
        """Return the kind that says most, among those in which all answers come."""
        whole = [kind for kind in KINDS if self.offered[kind] == self.n]
        return whole[0] if whole else next(kind for kind in KINDS if kind in self.offered)


def survey(rows: Iterable[Row]) -> dict[str, Seen]:
    """Return what the labels of items look like, by the name of their question or, without one, by their kind.

    Labels of one annotator under one name are readings of the same, in several kinds.
    """
    found: dict[str, Seen] = {}
    for row in rows:
        answers: dict[tuple[str | None, str], None] = {}
        name = ""
        kinds: set[str] = set()
        for given in row.labels:
            if given.skipped:
                continue
            kind = given.kind or _kind_of_cell(given.value)
            name = name if given.also else _name(given, kind)
            kinds = kinds if given.also else set()
            if kind in kinds:
                continue  # of several readings as one kind, the first
            kinds.add(kind)
            found.setdefault(name, Seen(given.question or TITLES.get(name, name))).take(given, kind)
            answers[given.annotator, name] = None
        for _, each in answers:
            found[each].n += 1
    return found


def _name(given: GivenLabel, kind: str) -> str:
    return question_key(given.question) if given.question else KINDS.get(kind, kind)


def _kind_of_cell(value: Json) -> str:
    """Return what the cell of a table may be: one label, or a list of them."""
    return "choices.v1" if isinstance(value, list) else "choice.v1"


def questions_of(seen: Mapping[str, Seen]) -> tuple[list[Question], list[str]]:
    """Return a question for each name under which labels were seen, and what is to be said of them."""
    questions, notes = [], []
    for name, one in seen.items():
        question, note = _question(name, one)
        notes += [note] if note else []
        questions += [question] if question else []
    return questions, notes


def _question(name: str, seen: Seen) -> tuple[Question | None, str]:
    kind = seen.kind()
    labels = [*seen.labels[kind]]
    if len(labels) > MOST_LABELS:
        return None, f"{name} has {len(labels):,} different answers, which are no labels; it is left out."
    needs = 2 if kind in ("choice.v1", "ranking.v1") else 1
    if kind in ("rating.v1", "number.v1", "text.v1", "pairwise.v1"):
        return Question(name, kind, seen.title, options=_plain_options(kind, labels, seen)), ""
    if len(labels) < needs:
        said = f"only the label {labels[0]}" if labels else "no label"
        return None, f"{name} has {said}, so there is nothing to choose; it is left out."
    return Question(name, kind, seen.title, labels_named(labels), options=_options(kind, seen)), ""


def _plain_options(kind: str, labels: list[str], seen: Seen) -> dict[str, Json]:
    if kind == "rating.v1":
        return {"min": 1, "max": max([2, *(int(label) for label in labels if label.isdecimal())])}
    if kind == "text.v1":
        longest = max((len(text) for text in seen.texts), default=0)
        several = {"multiline": True} if any("\n" in text for text in seen.texts) else {}
        return {**several, **({"max_length": longest} if longest > 2000 else {})}
    return {"tie": "tie" in labels} if kind == "pairwise.v1" else {}


def _options(kind: str, seen: Seen) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if kind == "box.v1" and seen.is_turned:
        options["rotate"] = True
    if kind == "segment.v1" and seen.has_text:
        options["transcript"] = True
    if kind == "span.v1" and seen.relations:
        options["relations"] = [*seen.relations]
    if seen.attributes and has_objects(kind):
        options[OPTION] = [_attribute(key, [*said]) for key, said in seen.attributes.items()]
    return options


def _attribute(key: str, said: list[Any]) -> dict[str, Any]:
    choices = [one for one in said if isinstance(one, str)]
    if not choices:
        return {"key": key}
    return {"key": key, "choices": choices} if len(choices) > 1 else {"key": key, "title": choices[0]}


def draft_of(path: Path, options: ReadOptions, *, title: str) -> str:
    """Return a guideline that asks for the labels that a file or folder comes with.

    Rows at fault are passed over: the import tells them. Raises InvalidInput when nothing is labeled.
    """
    with ingest.read(path, options) as reading:
        seen = survey(row for row in reading.rows if isinstance(row, Row))
    questions, notes = questions_of(seen)
    if not questions:
        raise InvalidInput(
            "draft.no_labels",
            " ".join(["It comes with no labels of which a question could be made.", *notes]),
            where=path.name,
            mend="Name the column of the labels (--label), or start from a template: --template choice.",
        )
    return draft(questions, title=title, notes=[START, *notes])


def draft_of_config(text: str, *, title: str, where: str) -> tuple[str, list[str]]:
    """Return the guideline that a labeling config of another tool asks for, and what it cannot say."""
    found = read_config(text, where=where)
    return draft(found.questions, title=title, notes=found.notes), found.notes
