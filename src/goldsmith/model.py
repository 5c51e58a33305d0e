"""What every layer speaks of: labels, questions, guidelines, items and annotators; and canonical JSON. No I/O."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
JsonObject: TypeAlias = Mapping[str, Any]

AnnotatorKind = Literal["human", "function", "model", "llm"]


def new_id() -> str:
    """Return a random id of 128 bits in 32 hexadecimal digits."""
    return secrets.token_hex(16)


def ascending_ids(start: int, stop: int, n: int) -> list[str]:
    """Return the ids `start` to `stop` of n random ones in ascending order: an index of them is written page by page.

    >>> ids = ascending_ids(0, 2, 1000) + ascending_ids(2, 1000, 1000)
    >>> ids == sorted(ids), len(set(ids)), {len(one) for one in ids}
    (True, 1000, {32})
    """
    step = (1 << 128) // max(n, 1)
    return [f"{at * step + secrets.randbelow(step):032x}" for at in range(start, stop)]


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no blanks, Unicode kept.

    >>> canonical({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON, in 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Label:
    """One member of a question's label set. The key is stable; the title may be mended.

    path: the titles of the groups that it stands in, the widest first; groups themselves are no labels.
    """

    key: str
    title: str
    definition: str = ""
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


_TEST_PART = re.compile(r"(?<![a-z])(test|eval|hold.?out|embargo)")


def is_test_part(part: str) -> bool:
    """Return whether a part of a split is behind the wall, by its name.

    >>> [is_test_part(name) for name in ("test", "Eval-2", "held out", "hold_out", "train", "latest")]
    [True, True, False, True, False, False]
    """
    return _TEST_PART.search(part.casefold()) is not None


@dataclass(frozen=True, slots=True)
class Suggest:
    """Whose answers to a question people may be shown before they give their own.

    sources: names of annotators; the first of them that answered is shown. silent: the share of items that are shown
    nothing, so that the pull of suggestions can be measured; seed: draws them.
    """

    sources: tuple[str, ...]
    silent: float
    seed: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a kind, its labels and its options. `show` names the item's fields; empty shows all."""

    key: str
    kind: str  # versioned, `choice.v1`
    title: str
    labels: tuple[Label, ...] = ()
    required: bool = True
    show: tuple[str, ...] = ()
    options: JsonObject = field(default_factory=dict)
    suggest: Suggest | None = None

    def label_keys(self) -> tuple[str, ...]:
        return tuple(label.key for label in self.labels)


@dataclass(frozen=True, slots=True)
class Guideline:
    """One immutable version of what is asked. `text` is the whole file: front matter and Markdown body.

    carries: for each question of the version before, for each of its label keys, the keys that take its place now:
    one is a renaming or a merge, several a split, none a removal. Keys not listed carry over as they are.
    """

    id: str
    version: int
    text: str
    body: str
    questions: tuple[Question, ...]
    carries: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def question(self, key: str) -> Question | None:
        return next((q for q in self.questions if q.key == key), None)


@dataclass(frozen=True, slots=True)
class Item:
    """What is judged. `fields` maps a name to a field:

    {"type": "text", "text": …} or
    {"type": "image", "media": its name in the media folder (SHA-256 and suffix), "name": the user's file name,
     "width": px, "height": px (both upright), "exif_orientation": 1..8} or
    {"type": "audio", "media", "name": as for an image, "duration_s": s, "sample_rate": Hz, "channels": how many}.
    """

    id: str
    source: str
    external_id: str | None
    digest: str
    occurrence: int
    group: str | None
    fields: Mapping[str, JsonObject]
    metadata: JsonObject = field(default_factory=dict)
    seq: int = 0

    def first(self, type_: str, show: Sequence[str] = ()) -> JsonObject | None:
        """Return the first field of that type ("text", "image", "audio"), among those shown, or None."""
        names = show or tuple(self.fields)
        return next((f for n in names if (f := self.fields.get(n)) and f.get("type") == type_), None)

    def image(self, show: Sequence[str] = ()) -> JsonObject | None:
        """Return the first image field, among those shown, or None."""
        return self.first("image", show)


@dataclass(frozen=True, slots=True)
class Annotator:
    """Who or what answers. `identified` is false for anonymous seats: nothing is known of who sat there."""

    id: str
    kind: AnnotatorKind
    name: str
    identified: bool = True
    spec: JsonObject = field(default_factory=dict)
    person: str | None = None
    seq: int = 0
