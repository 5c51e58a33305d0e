"""brat standoff: x.txt with its x.ann beside it, one line for each entity, attribute or relation.

Offsets count code points from 0, ends exclusive; a byte order mark counts. An entity over a line break is written as
fragments, one for each line. Source: brat.nlplab.org/standoff.html and brat.nlplab.org/configuration.html.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from goldsmith.attributes import OPTION, declared
from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, exporter, write_below
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import parts, questions, shown, undecided
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.described import Lost, described
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import decoded, text_of
from goldsmith.kinds.span import relation_labels
from goldsmith.model import Json, Question

KINDS = frozenset({"span.v1"})
TEXT, ANN = ".txt", ".ann"
ENTITY = re.compile(r"(T\S+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
ATTRIBUTE = re.compile(r"([AM]\S+)\t(\S+) (\S+)(?: (.+?))?\s*")
RELATION = re.compile(r"(R\S+)\t(\S+)\s+\S+?:(\S+)\s+\S+?:(\S+)\s*")
BREAK = re.compile(r"[\r\n]+")
NAME = re.compile(r"[A-Za-z0-9_-]+")  # of types, in brat's own configuration
OTHERS = {
    "E": "events",
    "N": "links to other resources",
    "#": "notes",
    "*": "equivalences",
}

# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, _head: bytes) -> bool:
    """Return whether a file is one of brat's by its suffix; a folder, when a text in it has one beside it."""
    if name:
        return name.endswith(ANN)
    names = set(files.names())
    return any(one.endswith(ANN) and one.removesuffix(ANN) + TEXT in names for one in names)


@reader("brat.v1", recognises=recognises)
def read_brat(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each text with its annotations; a text without a file of them comes without labels."""
    options = replace(options, encoding=options.encoding or "utf-8")
    names = [name] if name else [one for one in files.names() if one.endswith((TEXT, ANN))]
    stems = sorted({one.rpartition(".")[0] for one in names})
    reading = Reading(rows=iter(()))
    done = [0]
    reading.rows = _rows(files, stems, options, reading, done)
    reading.progress = lambda: done[0] / len(stems)
    return reading


def _rows(
    files: Files, stems: Sequence[str], options: ReadOptions, reading: Reading, done: list[int]
) -> Rows:
    yield from files.faults
    lost, unasked = Counter[str](), Lost()
    for stem in stems:
        done[0] += 1
        try:
            if not files.has(stem + TEXT):
                raise bad_input(
                    "brat.no_text", f"There is no {stem + TEXT}.", stem + ANN, "Put the text beside it."
                )
            text = text_of(files, stem + TEXT, options)
            name = stem + ANN
            standoff = _standoff(files, name, text, options, lost) if files.has(name) else None
        except InvalidInput as fault:
            yield fault
            continue
        yield from standoff.faults if standoff else ()
        if standoff is None:
            lost["without"] += 1
        if standoff is None or not standoff.faults:
            objects = standoff.objects(options, unasked) if standoff else []
            labels = (GivenLabel(None, objects, "span.v1"),) if standoff else ()
            yield Row(stem + (ANN if standoff else TEXT), {"text": text}, stem, None, {}, labels)
    if lost["without"]:
        reading.notices.append(f"{lost.pop('without')} texts have no .ann file, so they come without labels.")
    reading.notices += [f"{n} {what} are left out." for what, n in sorted(lost.items()) if n]
    reading.notices += unasked.sentences()


@dataclass(slots=True)
class _Standoff:
    """What one .ann file says. gone: ids of entities that are left out; said: attributes of the others, by id."""

    entities: dict[str, dict[str, Json]] = field(default_factory=dict)
    relations: list[Json] = field(default_factory=list)
    said: dict[str, dict[str, Json]] = field(default_factory=dict)
    faults: list[InvalidInput] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def objects(self, options: ReadOptions, unasked: Lost) -> list[Json]:
        """Return the entities with the attributes that are asked for, then the relations."""
        entities: list[Json] = [
            {**one, **described(self.said.get(ident, {}), "span.v1", options, unasked)}
            for ident, one in self.entities.items()
        ]
        return entities + self.relations


def _standoff(files: Files, name: str, text: str, options: ReadOptions, lost: Counter[str]) -> _Standoff:
    lines = decoded(files, name, options).split("\n")
    found = _Standoff()
    rows = [
        (f"{name} line {number}", line.rstrip("\r")) for number, line in enumerate(lines, 1) if line.strip()
    ]
    for where, line in rows:
        if line.startswith("T"):
            _entity(where, line, text, found, lost)
    for where, line in rows:
        if line.startswith("R"):
            _relation(where, line, found, lost)
        elif line.startswith(("A", "M")):
            _attribute(where, line, found, lost)
        elif not line.startswith("T"):
            lost[OTHERS.get(line[0], "lines of a kind that brat does not name")] += 1
    return found


def _entity(where: str, line: str, text: str, found: _Standoff, lost: Counter[str]) -> None:
    match = ENTITY.fullmatch(line)
    if match is None:
        found.faults.append(
            bad_input(
                "brat.entity",
                f"{line[:60]!r} is no entity.",
                where,
                "Write T1, tab, type start end, tab, text.",
            )
        )
        return
    ident, label, places, surface = match.groups()
    pieces = [(int(a), int(b)) for a, b in (one.split(" ") for one in places.split(";"))]
    covered = " ".join(text[start:end] for start, end in pieces)
    if covered.split() != surface.split():
        found.faults.append(
            bad_input(
                "brat.text",
                f"{ident} covers {covered[:60]!r}, and says {surface[:60]!r}.",
                where,
                "The text was changed, or the offsets count bytes or UTF-16 units: count its code points.",
            )
        )
    elif any(not _is_line_break(text[a:b]) for (_, a), (b, _) in pairwise(pieces)):
        lost["discontinuous entities"] += 1
        found.gone.add(ident)
    else:
        found.entities[ident] = {
            "id": ident,
            "label": label,
            "start": pieces[0][0],
            "end": pieces[-1][1],
        }


def _is_line_break(gap: str) -> bool:
    return gap.isspace() and BREAK.search(gap) is not None


def _relation(where: str, line: str, found: _Standoff, lost: Counter[str]) -> None:
    match = RELATION.fullmatch(line)
    if match is None:
        found.faults.append(
            bad_input(
                "brat.relation",
                f"{line[:60]!r} is no relation.",
                where,
                "Write R1, tab, type Arg1:T1 Arg2:T2.",
            )
        )
        return
    ident, label, start, end = match.groups()
    if {start, end} & found.gone or not start.startswith("T") or not end.startswith("T"):
        lost["relations of events and discontinuous entities"] += 1
    else:
        found.relations.append({"id": ident, "label": label, "from": start, "to": end})


def _attribute(where: str, line: str, found: _Standoff, lost: Counter[str]) -> None:
    match = ATTRIBUTE.fullmatch(line)
    if match is None:
        found.faults.append(
            bad_input(
                "brat.attribute",
                f"{line[:60]!r} is no attribute.",
                where,
                "Write A1, tab, type T1, and a value where the type has some.",
            )
        )
    elif match[3] in found.entities:
        found.said.setdefault(match[3], {})[match[2]] = match[4] or True
    else:
        lost["attributes of events, relations and discontinuous entities"] += 1


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what brat's files do not say."""
    told = ["brat's files have no votes, groups or rationales; items.jsonl does."]
    ends = [
        text[at]
        for part in parts(release, KINDS, "text")
        for row, value in part.values()
        for text in [str(shown(row, part.question, "text")["text"])]
        for span in tokens_.split_objects(value)[0]
        for at in (span["start"], span["end"] - 1)
    ]
    n = sum(1 for letter in ends if letter in "\r\n")
    if n:
        told.append(f"Line breaks at the ends of spans, {n} in all, are outside their fragments in brat.")
    odd = [key for one in questions(release, KINDS, "text") for key in _types(one) if not NAME.fullmatch(key)]
    if odd:
        told.append(f"brat's own server takes letters, digits, - and _ in types, so not {', '.join(odd)}.")
    return told + undecided(release, KINDS, "text", "brat's files")


def _types(question: Question) -> list[str]:
    return [
        *question.label_keys(),
        *(label.key for label in relation_labels(question)),
        *(one.key for one in declared(question)),
    ]


@exporter("brat.v1", kinds=KINDS, losses=losses, shows="text")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write brat/<part>/<item's id>.txt and .ann, and brat/annotation.conf; with several questions, a folder for each.

    The text is the item's own, sign by sign.
    """
    asked = questions(release, KINDS, "text")
    files = [
        write_below(
            folder, f"brat/{f'{one.key}/' if len(asked) > 1 else ''}annotation.conf", _configuration(one)
        )
        for one in asked
    ]
    for part in parts(release, KINDS, "text"):
        for row, value in part.values():
            text = str(shown(row, part.question, "text")["text"])
            files.append(write_below(folder, f"brat/{part.stem}/{row.item.id}{TEXT}", [text]))
            files.append(write_below(folder, f"brat/{part.stem}/{row.item.id}{ANN}", _lines(text, value)))
    return files


def _configuration(question: Question) -> Iterator[str]:
    yield "[entities]\n"
    yield from (f"{key}\n" for key in question.label_keys())
    yield "\n[relations]\n"
    yield from (f"{label.key}\tArg1:<ENTITY>, Arg2:<ENTITY>\n" for label in relation_labels(question))
    yield "\n[events]\n\n[attributes]\n"
    for one in declared(question):
        values = f", Value:{'|'.join(one.choices)}" if one.choices else ""
        yield f"{one.key}\tArg:<ENTITY>{values}\n"


def _lines(text: str, value: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    spans, relations = tokens_.split_objects(value)
    names = {span["id"]: f"T{number}" for number, span in enumerate(spans, 1)}
    for span in spans:
        pieces = _pieces(text, span["start"], span["end"])
        places = ";".join(f"{start} {end}" for start, end in pieces)
        surface = BREAK.sub(" ", " ".join(text[start:end] for start, end in pieces))
        yield f"{names[span['id']]}\t{span['label']} {places}\t{surface}\n"
    said = [
        f"{key} {names[span['id']]}" + (f" {value}" if isinstance(value, str) else "")
        for span in spans
        for key, value in span.get(OPTION, {}).items()
    ]
    yield from (f"A{number}\t{one}\n" for number, one in enumerate(said, 1))
    for number, one in enumerate(relations, 1):
        yield f"R{number}\t{one['label']} Arg1:{names[one['from']]} Arg2:{names[one['to']]}\n"


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the fragments of a span, one for each line of it; of a span of line breaks alone, itself."""
    breaks = [match.span() for match in BREAK.finditer(text, start, end)]
    edges = [start, *(at for pair in breaks for at in pair), end]
    pieces = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    return pieces or [(start, end)]
