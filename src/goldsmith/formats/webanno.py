"""WebAnno TSV 3, which INCEpTION exports: a token a line, a column for each feature of each layer. Read only.

Where a token or an annotation lies is found by its words: files count offsets in UTF-16 units or in code points, and
do not say which. Source: the INCEpTION user guide, "WebAnno TSV 3.3 file format".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goldsmith.errors import InvalidInput
from goldsmith.formats.layers import Layer, feature_of, of_export, read_documents, row, short
from goldsmith.ingest import Reading, ReadOptions, Row, reader
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import decoded
from goldsmith.tokens import Token

BEGINNING = b"#FORMAT=WebAnno TSV 3"
SUFFIX = ".tsv"
SIGNS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
UNSPLIT = re.compile(r"((?:[^\\|]|\\.)*)(?:\||$)")
VALUE = re.compile(r"((?:[^\\\[]|\\.)*)(?:\[(\d+)\])?")
LINK = re.compile(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)_(\d+)\])?")
PLACE = re.compile(r"(\d+)-(\d+)")


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a file begins as WebAnno TSV 3; or the first table of a folder does."""
    if name:
        return head.removeprefix(b"\xef\xbb\xbf").startswith(BEGINNING)
    first = next(iter(_tables(files)), None)
    if first is None:
        return False
    with files.open(first) as stream:
        return stream.read(len(BEGINNING)) == BEGINNING


def _tables(files: Files) -> list[str]:
    return of_export([one for one in files.names() if one.lower().endswith(SUFFIX)])


@reader("webanno.v1", recognises=recognises)
def read_webanno(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each file, of each annotator. `label` in the options names the only layer to read."""

    def row_of(one: str, lost: Counter[str]) -> Row:
        document = _Document(one)
        for number, line in enumerate(decoded(files, one, options).split("\n"), 1):
            document.take(line.rstrip("\r"), f"{one} line {number}")
        layers = document.layers(lost)
        return row(one, document.text, list(document.tokens.values()), layers, options, lost)

    return read_documents([name] if name else _tables(files), row_of, Reading(rows=iter(())), files)


@dataclass(slots=True)
class _Column:
    """The columns of one layer: where they begin, and the names of its features."""

    sort: str  # SP, RL or CH
    type: str
    features: list[str]
    at: int

    def cell(self, cells: Sequence[str], feature: str | None) -> str:
        at = self.at + (self.features.index(feature) if feature in self.features else 0)
        return cells[at] if at < len(cells) else "_"


class _Document:
    """A file as it is read, line by line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.tokens: dict[str, Token] = {}  # by their ids; those of parts of tokens are in `places`
        self.places: dict[str, Token] = {}
        self._begins: dict[str, int] = {}  # of tokens, as the file counts
        self._columns: list[_Column] = []
        self._rows: list[tuple[str, list[str]]] = []
        self._waiting: list[str] = []
        self._at = 0  # in the text, behind the last token
        self._end = 0  # of the last token, as the file counts

    def take(self, line: str, where: str) -> None:
        if line.startswith("#T_"):
            sort, _, told = line[3:].partition("=")
            type_name, *features = told.split("|")
            at = self._columns[-1].at + max(len(self._columns[-1].features), 1) if self._columns else 3
            self._columns.append(_Column(sort, type_name, [one for one in features if one], at))
        elif line.startswith("#Text="):
            self._waiting.append(unescaped(line[6:]))
        elif line and not line.startswith("#"):
            self._token(line.split("\t"), where)

    def _token(self, cells: list[str], where: str) -> None:
        place = PLACE.fullmatch(cells[1]) if len(cells) > 2 else None
        if place is None:
            raise _fault(f"{cells[0][:60]!r} begins no token.", where)
        ident, surface = cells[0], unescaped(cells[2])
        begin, end = int(place[1]), int(place[2])
        if "." in ident:
            self._part(ident, surface, begin, where)
        else:
            if self._waiting:
                self._sentence(surface, begin, where)
            start = self.text.find(surface, self._at)
            if start < 0 or self.text[self._at : start].strip():
                raise _fault(f"The token {surface!r} is not where it should be in #Text.", where)
            self._at, self._end = start + len(surface), end
            self._begins[ident] = begin
            self.tokens[ident] = self.places[ident] = start, self._at
        self._rows.append((ident, cells))

    def _sentence(self, surface: str, begin: int, where: str) -> None:
        """Append the text of a sentence, as far from the one before as the offsets of tokens say."""
        sentence = "\n".join(self._waiting)
        self._waiting.clear()
        first = sentence.find(surface)
        if first < 0:
            raise _fault(f"The token {surface!r} is not in #Text.", where)
        gap = begin - self._end - first - (len(self.text) - self._at)
        if gap < 0:
            raise _fault(f"The token {surface!r} begins before the sentence before it ends.", where)
        self.text += ("\n" + " " * (gap - 1) if gap and self.text else " " * gap) + sentence

    def _part(self, ident: str, surface: str, begin: int, where: str) -> None:
        start, end = self.tokens.get(ident.partition(".")[0], (0, 0))
        found = [
            at for at in range(start, end) if self.text.startswith(surface, at) and at + len(surface) <= end
        ]
        if not found:
            raise _fault(f"{surface!r} is no part of its token.", where)
        offset = begin - self._begins[ident.partition(".")[0]]
        # an offset in UTF-16 units is never before the place in code points
        at = max((one for one in found if one - start <= offset), default=found[0])
        self.places[ident] = at, at + len(surface)

    def layers(self, lost: Counter[str]) -> list[Layer]:
        """Return the layers of spans, with the relations of the layers that join them."""
        spans = {one.type: one for one in self._columns if one.sort == "SP"}
        found = {name: self._spans(column) for name, column in spans.items()}
        for column in self._columns:
            base = next((one[3:] for one in column.features if one.startswith("BT_")), None)
            if column.sort == "RL" and base in found:
                self._relations(column, base, found[base])
            elif column.sort != "SP" and (
                n := sum(column.cell(cells, None) != "_" for _, cells in self._rows)
            ):
                lost[f"annotations of the layer {short(column.type)}"] += n
        return list(found.values())

    def _spans(self, column: _Column) -> Layer:
        layer = Layer(short(column.type))
        feature = feature_of([one for one in column.features if not one.startswith("ROLE_")])
        for ident, cells in self._rows:
            start, end = self.places[ident]
            for number, (value, key) in enumerate(_values(column.cell(cells, feature))):
                label = value if feature is not None else layer.name
                place = key or (ident, number)
                known = layer.spans.get(place, (start, end, label))
                layer.spans[place] = min(known[0], start), max(known[1], end), known[2]
        return layer

    def _relations(self, column: _Column, base: str, layer: Layer) -> None:
        names = [one for one in column.features if not one.startswith("BT_")]
        feature = feature_of(names)
        for ident, cells in self._rows:
            values = list(_values(column.cell(cells, feature))) if feature else []
            for number, link in enumerate(_split(column.cell(cells, f"BT_{base}"))):
                match = LINK.fullmatch(link)
                if match is None:
                    continue
                label = values[number][0] if number < len(values) else short(column.type)
                source, target = (int(match[2] or 0), int(match[3] or 0))
                layer.relations.append((label, source or (match[1], 0), target or (ident, 0)))


def _values(cell: str) -> Iterator[tuple[str | None, int | None]]:
    """Yield the values of a cell, one over another, each with its number if it has one; none for an empty cell."""
    for one in _split(cell):
        match = VALUE.fullmatch(one)
        if match is None or one == "_":
            continue
        value = None if match[1] == "*" else unescaped(match[1])
        yield value, int(match[2]) if match[2] else None


def _split(cell: str) -> list[str]:
    return [one for one in UNSPLIT.findall(cell) if one]


def unescaped(text: str) -> str:
    r"""Return a text without its backslashes.

    >>> unescaped(r"a\tb\\c\[1\]")
    'a\tb\\c[1]'
    """
    return re.sub(r"\\(->|.)", lambda match: SIGNS.get(match[1], match[1]), text)


def _fault(what: str, where: str) -> InvalidInput:
    return InvalidInput(
        "webanno.malformed", what, where=where, mend="Export it again from INCEpTION as WebAnno TSV 3.3."
    )
