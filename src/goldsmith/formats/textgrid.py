"""Praat's TextGrid: tiers of intervals, or of points, beside a recording; times in seconds.

Both text forms are read, the long and the short: Praat takes only what stands free, numbers, texts in quotes and
flags, and so does this. A tier may hold labels, or be a label whose intervals hold transcripts; the guideline decides.
Written in the long form, a tier for a question and one more for each overlap, with a tier of transcripts beside it.
Source: the Praat manual, "TextGrid file formats".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, exporter, write_below
from goldsmith.formats.beside import read_beside, seconds, segment
from goldsmith.formats.decided import Part, parts, shown, undecided, undescribed
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Recording, reader
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import decoded

KINDS = frozenset({"segment.v1"})
SUFFIX = ".textgrid"
FREE = re.compile(
    r'"((?:[^"]|"")*)"|(?<!\S)(<exists>|<absent>)(?!\S)|(?<!\S)([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?!\S)|(?<!\S)!.*'
)
TRANSCRIPT = " transcript"  # ends the name of the tier with the texts of another
MOST = 10_000_000  # intervals or points in a file

Value: TypeAlias = str | float
Interval: TypeAlias = tuple[float, float, str]

# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, _head: bytes) -> bool:
    """Return whether a file ends as a TextGrid; or one of a folder does."""
    return name.lower().endswith(SUFFIX) if name else bool(_grids(files))


def _grids(files: Files) -> list[str]:
    return [one for one in files.names() if one.lower().endswith(SUFFIX)]


@reader("textgrid.v1", suffixes=(SUFFIX,), recognises=recognises)
def read_textgrid(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each recording with its TextGrid. `label` in the options names the only tier to read."""
    grids = [name] if name else _grids(files)
    reading = Reading(rows=iter(()), facts={"tiers": []})
    lost = Counter[str]()
    seen = [0]

    def labels_of(grid: str, heard: Recording) -> tuple[GivenLabel, ...]:
        seen[0] += 1
        tiers = _tiers(_text(files, grid, options), grid, lost)
        if seen[0] == len(grids):
            reading.notices += [f"{n} {what} are left out." for what, n in sorted(lost.items())]
        wanted = {name: tier for name, tier in tiers.items() if options.label in (None, name)}
        if options.label is not None and not wanted:
            raise bad_input(
                "textgrid.no_tier",
                f"There is no tier {options.label!r}.",
                grid,
                f"It has {', '.join(tiers)}.",
            )
        if options.label is not None and (texts := tiers.get(options.label + TRANSCRIPT)):
            wanted[options.label + TRANSCRIPT] = texts
        return _readings(wanted, heard, options) if wanted else ()

    return read_beside(files, name, grids, labels_of, reading)


def _readings(
    tiers: Mapping[str, Sequence[Interval]], heard: Recording, options: ReadOptions
) -> tuple[GivenLabel, ...]:
    """Return what the tiers may say: labels in the intervals; or each tier a label, with transcripts or without."""
    texts = {name.removesuffix(TRANSCRIPT): tier for name, tier in tiers.items() if name.endswith(TRANSCRIPT)}
    said = {
        name: {(start, end): text for start, end, text in tier}
        for name, tier in texts.items()
        if name in tiers
    }
    inside: list[tuple[str, float, float, str | None]] = []
    named: list[tuple[str, float, float, str | None]] = []
    for name, tier in tiers.items():
        is_text = name.endswith(TRANSCRIPT) and name.removesuffix(TRANSCRIPT) in said
        for start, end, text in tier:
            if not text.strip():
                continue
            named.append((name, start, end, text))
            if not is_text:
                inside.append((text.strip(), start, end, said.get(name, {}).get((start, end)) or None))
    bare = [(name, start, end, None) for name, start, end, _ in named]
    made = [
        [
            segment(n, label, start, end, heard, options, text)
            for n, (label, start, end, text) in enumerate(one, 1)
        ]
        for one in (inside, named, bare)
    ]
    return tuple(GivenLabel(None, value, "segment.v1", also=n > 0) for n, value in enumerate(made))


def _text(files: Files, name: str, options: ReadOptions) -> str:
    with files.open(name) as stream:
        is_utf16 = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
    return decoded(files, name, replace(options, encoding="utf-16") if is_utf16 else options)


def _tiers(text: str, name: str, lost: Counter[str]) -> dict[str, list[Interval]]:
    """Return the intervals of each tier by its name; several tiers of one name are numbered."""
    values = _Free(text, name)
    if values.text() != "ooTextFile" or values.text() != "TextGrid":
        raise bad_input(
            "textgrid.none", "This is no TextGrid in text form.", name, "Save it from Praat as a text file."
        )
    values.number()
    values.number()
    tiers: dict[str, list[Interval]] = {}
    for _ in range(values.count() if values.flag() == "<exists>" else 0):
        sort, tier = values.text(), values.text()
        values.number()
        values.number()
        if sort == "IntervalTier":
            while tier in tiers:
                tier += " 2"
            tiers[tier] = [(values.number(), values.number(), values.text()) for _ in range(values.count())]
        else:
            for _ in range(values.count()):
                values.number()
                values.text()
                lost["points in time"] += 1
    return tiers


class _Free:
    """What stands free in a file of Praat's, one after the other."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._found = FREE.finditer(text)

    def text(self) -> str:
        return self._next(1).replace('""', '"')

    def flag(self) -> str:
        return self._next(2)

    def number(self) -> float:
        return float(self._next(3))

    def count(self) -> int:
        number = self.number()
        if not 0 <= number <= MOST or number != int(number):
            raise self._wrong(f"{number:g} is no number of things")
        return int(number)

    def _next(self, group: int) -> str:
        for match in self._found:
            if match.lastindex is None:  # a comment
                continue
            if match.lastindex != group:
                sort = {1: "a text in quotes", 2: "<exists>", 3: "a number"}[group]
                raise self._wrong(f"{match[0][:40]!r} stands where {sort} belongs", match.start())
            return match[group]
        raise self._wrong("the file breaks off", len(self._text))

    def _wrong(self, what: str, at: int = 0) -> InvalidInput:
        line = self._text.count("\n", 0, at) + 1
        return bad_input(
            "textgrid.malformed",
            f"This is no TextGrid: {what}.",
            f"{self._name} line {line}",
            "Open it in Praat and save it again as a text file.",
        )


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what a TextGrid does not say."""
    return [
        "TextGrids have no votes, groups or rationales; items.jsonl does.",
        *undescribed(release, KINDS, "audio", "TextGrids"),
        *undecided(release, KINDS, "audio", "TextGrids"),
    ]


@exporter("textgrid.v1", kinds=KINDS, losses=losses, shows="audio")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write textgrid/<part>/<name of the recording in audio/>.TextGrid."""
    return [
        write_below(
            folder,
            f"textgrid/{part.stem}/{Path(str(field['media'])).stem}.TextGrid",
            _lines(part, field, value),
        )
        for part in parts(release, KINDS, "audio")
        for row, value in part.values()
        for field in [shown(row, part.question, "audio")]
    ]


@dataclass(frozen=True, slots=True)
class _Tier:
    name: str
    intervals: list[Interval]


def _lines(part: Part, field: Mapping[str, Any], value: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    end = max([float(field["duration_s"]), *(float(one["end"]) for one in value)])
    tiers = list(
        _written_tiers(part.question.key, value, end, has_text=bool(part.question.options.get("transcript")))
    )
    yield f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = {seconds(end)}\n'
    yield f"tiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    for number, tier in enumerate(tiers, 1):
        yield f'    item [{number}]:\n        class = "IntervalTier"\n        name = "{tier.name}"\n'
        yield f"        xmin = 0\n        xmax = {seconds(end)}\n        intervals: size = {len(tier.intervals)}\n"
        for place, (start, stop, text) in enumerate(tier.intervals, 1):
            quoted = text.replace('"', '""')
            yield f"        intervals [{place}]:\n            xmin = {seconds(start)}\n"
            yield f'            xmax = {seconds(stop)}\n            text = "{quoted}"\n'


def _written_tiers(
    key: str, value: Sequence[Mapping[str, Any]], end: float, *, has_text: bool
) -> Iterator[_Tier]:
    lanes: list[list[Mapping[str, Any]]] = [[]]
    for one in sorted(value, key=lambda each: (each["start"], each["end"], each["label"])):
        free = next((lane for lane in lanes if not lane or lane[-1]["end"] <= one["start"]), None)
        if free is None:
            lanes.append(free := [])
        free.append(one)
    for number, lane in enumerate(lanes, 1):
        name = key if number == 1 else f"{key} {number}"
        yield _Tier(name, _filled([(one["start"], one["end"], one["label"]) for one in lane], end))
        if has_text:
            texts = [(one["start"], one["end"], one.get("text", "")) for one in lane]
            yield _Tier(name + TRANSCRIPT, _filled(texts, end))


def _filled(intervals: Sequence[Interval], end: float) -> list[Interval]:
    """Return the intervals with empty ones between them, so that they cover the recording as Praat asks."""
    found: list[Interval] = []
    at = 0.0
    for start, stop, text in intervals:
        if start > at:
            found.append((at, start, ""))
        found.append((start, stop, text))
        at = stop
    return [*found, (at, end, "")] if at < end else found
