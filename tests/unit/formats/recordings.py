"""Recordings and answers about them, for the formats that lie beside one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from goldsmith import kinds
from goldsmith.export import ReleaseData, write
from goldsmith.ingest import Row
from goldsmith.ingest.plan import stored_fields
from goldsmith.model import Json, Question
from tests.tones import tones
from tests.unit.formats import sample
from tests.unit.formats.sample import SEGMENT

SOUND = tones(2.0, ((0, 2.0, 440),))
MEDIA = f"{0:064x}"


def release_of(value: Json, question: Question = SEGMENT) -> ReleaseData:
    item = sample.recording_item(0)
    return sample.release_of(question, [(item, {question.key: sample.answer(value)})])


def written(name: str, value: Json, folder: Path, question: Question = SEGMENT) -> Path:
    """Return the only file that the format writes, with its recording beside it."""
    (file,) = write(name, release_of(value, question), folder).files
    (folder / file).with_name(f"{MEDIA}.wav").write_bytes(SOUND)
    return folder / file


def contents(raw: Any, row: Row, question: Question = SEGMENT) -> Any:
    """Return what an answer marks, through the only door in."""
    from dataclasses import replace

    item = replace(sample.recording_item(0), fields=stored_fields(row))
    return kinds.get(question.kind).parse(raw, item, question).contents()


@st.composite
def segments(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[dict[str, Json]]:
    """Draw segments that may overlap; 2 s are there."""
    found: list[dict[str, Json]] = []
    for number in range(draw(st.integers(0, 5))):
        start = draw(st.floats(0, 1.9))
        end = draw(st.floats(start + 0.01, 2.0))
        one: dict[str, Json] = {"id": str(number), "label": draw(st.sampled_from(["person", "place"]))}
        one |= {"start": start, "end": end}
        text = draw(texts)
        found.append(one | ({"text": text} if text else {}))
    return found
