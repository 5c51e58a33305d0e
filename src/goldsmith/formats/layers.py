"""What the readers of INCEpTION's exports share: layers of annotations, and whose document a file is."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import PurePosixPath

from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row
from goldsmith.ingest.columns import text_fault
from goldsmith.ingest.files import Files
from goldsmith.model import Json
from goldsmith.tokens import TOKENS, Token

FEATURES = ("value", "label", "category", "type")  # the first of these that a layer has names its label
# layers of language, not of what people were asked; read only when named
LINGUISTIC = frozenset(
    ("POS", "Lemma", "Stem", "Token", "Sentence", "MorphologicalFeatures", "SurfaceForm", "Dependency")
)
NOBODY = "INITIAL_CAS"  # a document as it was before anyone annotated it
CURATION = "curation"


@dataclass(slots=True)
class Layer:
    """The annotations of one layer. spans: start, end in code points and label, by a key; relations name the keys."""

    name: str
    spans: dict[Hashable, tuple[int, int, str | None]] = field(default_factory=dict)
    relations: list[tuple[str | None, Hashable, Hashable]] = field(default_factory=list)


def feature_of(names: Sequence[str]) -> str | None:
    """Return the feature that names a layer's label: a well-known one, else the first; None if there is none.

    >>> feature_of(["identifier", "value"]), feature_of(["Kind"]), feature_of([])
    ('value', 'Kind', None)
    """
    return next((one for one in FEATURES if one in names), names[0] if names else None)


def short(type_name: str) -> str:
    """Return a type's name without its package.

    >>> short("webanno.custom.Person")
    'Person'
    """
    return type_name.rpartition(".")[2]


def whose(name: str) -> tuple[str, str | None]:
    """Return the document of a file in an export, and its annotator: `annotation/<document>/<annotator>.tsv`.

    >>> whose("p/annotation/a.txt/ben.tsv"), whose("curation/a.txt/CURATION_USER.xmi"), whose("a.tsv")
    (('a.txt', 'ben'), ('a.txt', 'curation'), ('a.tsv', None))
    """
    path = PurePosixPath(name)
    if len(path.parts) > 2 and path.parts[-3] == "annotation":
        return path.parts[-2], path.stem
    if len(path.parts) > 2 and path.parts[-3] == CURATION:
        return path.parts[-2], CURATION
    return name, None


def of_export(names: Sequence[str]) -> list[str]:
    """Return the names that are an annotator's file in an export; all, where it is none.

    >>> of_export(["project.json", "annotation/a.txt/ben.json"]), of_export(["a.json"])
    (['annotation/a.txt/ben.json'], ['a.json'])
    """
    return [one for one in names if whose(one)[1] is not None] or list(names)


def read_documents(
    names: Sequence[str], row_of: Callable[[str, Counter[str]], Row], reading: Reading, files: Files
) -> Reading:
    """Return the reading with a row for each file. row_of: makes it, counting what it leaves out."""
    wanted = [one for one in names if PurePosixPath(one).stem != NOBODY]
    done = [0]

    def rows() -> Iterator[Row | InvalidInput]:
        yield from files.faults
        lost = Counter[str]()
        for name in wanted:
            done[0] += 1
            try:
                yield row_of(name, lost)
            except InvalidInput as fault:
                yield fault
        reading.notices += [f"{n} {what} are left out." for what, n in sorted(lost.items())]

    reading.rows = rows()
    reading.progress = lambda: done[0] / max(len(wanted), 1)
    return reading


def row(
    name: str,
    text: str,
    tokens: Sequence[Token],
    layers: Iterable[Layer],
    options: ReadOptions,
    lost: Counter[str],
) -> Row:
    """Return the row of a document; raises InvalidInput for a text that cannot be kept, or a layer not there."""
    fault = text_fault(text, name)
    if fault or not text.strip():
        raise fault or InvalidInput("text.empty", "There is no text.", where=name, mend="Leave it out.")
    document, annotator = whose(name)
    there = list(layers)
    wanted = [one for one in there if _is_wanted(one, options)]
    if options.label is not None and not wanted:
        raise InvalidInput(
            "layers.none",
            f"There is no layer {options.label!r}.",
            where=name,
            mend=f"It has {', '.join(one.name for one in there) or 'none'}.",
        )
    for one in there:
        if one not in wanted and one.spans:
            lost[f"annotations of the layer {one.name}"] += len(one.spans)
    labels = tuple(GivenLabel(annotator, _value(one, lost), "span.v1", one.name) for one in wanted)
    metadata: dict[str, Json] = {TOKENS: [[start, end] for start, end in tokens]} if tokens else {}
    return Row(name, {"text": text}, document, None, metadata, labels)


def _is_wanted(layer: Layer, options: ReadOptions) -> bool:
    return layer.name not in LINGUISTIC if options.label is None else layer.name == options.label


def _value(layer: Layer, lost: Counter[str]) -> list[Json]:
    ids: dict[Hashable, str] = {}
    found: list[Json] = []
    for key, (start, end, label) in layer.spans.items():
        if label is None or start >= end:
            lost["annotations without a label or of no length"] += 1
            continue
        ids[key] = f"span-{len(ids) + 1}"
        found.append({"id": ids[key], "label": label, "start": start, "end": end})
    for label, start_key, end_key in layer.relations:
        if label is None or start_key not in ids or end_key not in ids:
            lost["relations without a label or an end"] += 1
        else:
            found.append({"label": label, "from": ids[start_key], "to": ids[end_key]})
    return found


def from_utf16(text: str) -> Callable[[int], int | None]:
    """Return what turns an offset in UTF-16 units into one in code points; None for one inside a character or beyond.

    >>> at = from_utf16("a🎉b")
    >>> [at(n) for n in range(6)]
    [0, 1, None, 2, 3, None]
    """
    if text.isascii():
        return lambda at: at if 0 <= at <= len(text) else None
    units = list(accumulate((1 + (letter > "\uffff") for letter in text), initial=0))

    def turned(at: int) -> int | None:
        found = bisect_left(units, at)
        return found if found < len(units) and units[found] == at else None

    return turned
