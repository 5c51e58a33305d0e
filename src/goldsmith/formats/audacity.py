"""Audacity's label tracks: a text file beside a recording, start, end and label between tabs, times in seconds.

A label and its transcript are written as `label: transcript`. Source: manual.audacityteam.org, "Importing and
exporting labels".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.export import ReleaseData, exporter, write_below
from goldsmith.formats.beside import read_beside, recording_of, seconds, segment
from goldsmith.formats.decided import parts, shown, undecided, undescribed
from goldsmith.ingest import HEAD, GivenLabel, Reading, ReadOptions, Recording, audio, reader
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import decoded

KINDS = frozenset({"segment.v1"})
SUFFIX = ".txt"
LINE = re.compile(r"(-?\d+(?:[.,]\d+)?)\t(-?\d+(?:[.,]\d+)?)(?:\t(.*))?")
FREQUENCIES = "\\\t"  # begins the second line of a label in a spectrogram
SPOKEN = re.compile(r"([\w.+-]{1,64}): ?(.*)", re.DOTALL)
BREAK = re.compile(r"[\r\n\t]+")
POINTS = "points in time"

# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a text file holds nothing but labels and has its recording; or one of a folder does."""
    if name:
        return name.lower().endswith(SUFFIX) and _is_track(head) and recording_of(files, name) is not None
    are_there = any(one.lower().endswith(audio.SUFFIXES) for one in files.names())
    return are_there and any(
        _is_track(_head(files, one)) and recording_of(files, one) for one in _texts(files)
    )


def _texts(files: Files) -> list[str]:
    return [one for one in files.names() if one.lower().endswith(SUFFIX)]


def _head(files: Files, name: str) -> bytes:
    with files.open(name) as stream:
        return stream.read(HEAD)


def _may_be(files: Files, name: str) -> bool:
    """Return whether a text among tracks is one; an empty one beside a recording says that nothing is there."""
    head = _head(files, name)
    return _is_track(head) or (not head.strip() and recording_of(files, name) is not None)


def _is_track(head: bytes) -> bool:
    lines = head.decode("utf-8-sig", "replace").split("\n")
    rows = [line.rstrip("\r") for line in (lines[:-1] if len(head) == HEAD else lines) if line.strip()]
    return bool(rows) and all(LINE.fullmatch(row) or row.startswith(FREQUENCIES) for row in rows)


@reader("audacity.v1", recognises=recognises)
def read_audacity(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each recording with its labels. What follows a first `word: ` may be a transcript."""
    tracks = [name] if name else [one for one in _texts(files) if _may_be(files, one)]
    reading = Reading(rows=iter(()))
    lost = Counter[str]()
    seen = [0]

    def labels_of(track: str, heard: Recording) -> tuple[GivenLabel, ...]:
        seen[0] += 1
        n_points = lost[POINTS]
        rows = _rows(decoded(files, track, options), track, lost)
        if seen[0] == len(tracks):
            reading.notices += [f"{n} {what} are left out." for what, n in sorted(lost.items())]
        if not rows and lost[POINTS] > n_points:
            return ()  # there is something, which no segment says
        plain = [
            segment(n, label, start, end, heard, options) for n, (start, end, label) in enumerate(rows, 1)
        ]
        spoken = [(start, end, SPOKEN.fullmatch(label)) for start, end, label in rows]
        said = [
            segment(n, match[1] if match else label["label"], start, end, heard, options, match and match[2])
            for n, ((start, end, match), label) in enumerate(zip(spoken, plain, strict=True), 1)
        ]
        readings = (GivenLabel(None, plain, "segment.v1"), GivenLabel(None, said, "segment.v1", also=True))
        return readings if any(match for _, _, match in spoken) else readings[:1]

    return read_beside(files, name, tracks, labels_of, reading)


def _rows(text: str, track: str, lost: Counter[str]) -> list[tuple[float, float, str]]:
    rows: list[tuple[float, float, str]] = []
    faults: list[InvalidInput] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        match = LINE.fullmatch(line)
        if match is not None:
            start, end = (float(match[group].replace(",", ".")) for group in (1, 2))
            if start == end:
                lost[POINTS] += 1
            else:
                rows.append((start, end, (match[3] or "").strip()))
        elif line.startswith(FREQUENCIES):
            lost["ranges of frequencies"] += 1
        elif line.strip():
            faults.append(
                InvalidInput(
                    "audacity.line",
                    f"{line[:60]!r} is no label.",
                    where=f"{track} line {number}",
                    mend="Write start, tab, end, tab, label; times in seconds.",
                )
            )
    if faults:
        raise faults[0] if len(faults) == 1 else _together(faults, track)
    return rows


def _together(faults: Sequence[InvalidInput], track: str) -> ManyFaults:
    what = f"{len(faults)} lines are no labels."
    return ManyFaults("audacity.lines", what, where=track, mend="Mend each as told below.", faults=faults)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what label tracks do not say."""
    told = ["Audacity's label tracks have no votes, groups or rationales; items.jsonl does."]
    n = sum(
        1
        for part in parts(release, KINDS, "audio")
        for _, value in part.values()
        for one in value
        if BREAK.search(one.get("text", "")) or one.get("text", "") != one.get("text", "").strip()
    )
    if n:
        told.append(
            f"Line breaks, tabs and outer blanks in transcripts become blanks or go, in {n} segments."
        )
    told += undescribed(release, KINDS, "audio", "Audacity's label tracks")
    return told + undecided(release, KINDS, "audio", "Audacity's label tracks")


@exporter("audacity.v1", kinds=KINDS, losses=losses, shows="audio")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write audacity/<part>/<name of the recording in audio/>.txt; one without segments has an empty track."""
    return [
        write_below(
            folder,
            f"audacity/{part.stem}/{Path(str(shown(row, part.question, 'audio')['media'])).stem}.txt",
            _lines(value),
        )
        for part in parts(release, KINDS, "audio")
        for row, value in part.values()
    ]


def _lines(value: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in sorted(value, key=lambda each: (each["start"], each["end"])):
        text = BREAK.sub(" ", one.get("text", "")).strip()
        label = f"{one['label']}: {text}" if text else one["label"]
        yield f"{seconds(one['start'])}\t{seconds(one['end'])}\t{label}\n"
