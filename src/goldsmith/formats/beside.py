"""What readers share whose labels lie beside recordings, one file for each: which belongs to which, and the rows."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Recording, Row, Rows, audio
from goldsmith.ingest.files import Files

LabelsOf: TypeAlias = Callable[[str, Recording], tuple[GivenLabel, ...]]


def recording_of(files: Files, name: str) -> str | None:
    """Return the recording of a label file: of the same name in its folder, else the only one of that name."""
    stem = posixpath.splitext(name)[0]
    beside = next((stem + suffix for suffix in audio.SUFFIXES if files.has(stem + suffix)), None)
    if beside is not None:
        return beside
    bare = posixpath.basename(stem)
    found = [
        one
        for one in files.names()
        if one.lower().endswith(audio.SUFFIXES) and posixpath.basename(posixpath.splitext(one)[0]) == bare
    ]
    return found[0] if len(found) == 1 else None


def read_beside(
    files: Files, name: str, tracks: Sequence[str], labels_of: LabelsOf, reading: Reading
) -> Reading:
    """Return the reading with a row for each label file; of a folder, also for each recording without one.

    tracks: the label files. labels_of: returns what one of them says, or raises InvalidInput.
    """
    owners = {track: recording_of(files, track) for track in tracks}
    taken = set(owners.values())
    alone = (
        []
        if name
        else [one for one in files.names() if one.lower().endswith(audio.SUFFIXES) and one not in taken]
    )
    done = [0]

    def rows() -> Rows:
        yield from files.faults
        for track, owner in owners.items():
            done[0] += 1
            try:
                if owner is None:
                    raise InvalidInput(
                        "audio.no_recording",
                        "There is no recording that these labels belong to.",
                        where=track,
                        mend="Put it beside them under the same name: talk.wav for talk.txt say.",
                    )
                heard = audio.recording(files, owner, where=f"{track}, {owner}")
                yield Row(track, {"audio": heard}, owner, None, {}, labels_of(track, heard))
            except InvalidInput as fault:
                yield fault
        for one in alone:
            done[0] += 1
            try:
                yield Row(one, {"audio": audio.recording(files, one, where=one)}, one)
            except InvalidInput as fault:
                yield fault

    if alone:
        reading.notices.append(f"{len(alone)} recordings have no labels beside them, so they come without.")
    reading.rows = rows()
    reading.progress = lambda: done[0] / max(len(owners) + len(alone), 1)
    return reading


def segment(
    number: int,
    label: str,
    start: float,
    end: float,
    heard: Recording,
    options: ReadOptions,
    text: str | None = None,
) -> dict[str, Any]:
    """Return a segment as `segment.v1` takes it; with `clip`, cut off at the recording's end."""
    if options.clip:
        start, end = max(start, 0.0), min(end, heard.duration_s)
    said = {} if text is None else {"text": text}
    return {"id": f"segment-{number}", "label": label, "start": start, "end": end, **said}


def seconds(time: float) -> str:
    """Return a time with every digit that it takes to read the same float again, and no exponent.

    >>> seconds(0.1 + 0.2), seconds(1e-7), seconds(2.0)
    ('0.30000000000000004', '0.0000001', '2')
    """
    from decimal import Decimal

    told = format(Decimal(repr(time)), "f")
    return told.removesuffix(".0")
