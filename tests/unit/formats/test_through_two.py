"""Through any two formats that lose no span or segment, nothing shifts."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith import kinds
from goldsmith.export import write
from goldsmith.ingest import Row
from goldsmith.model import Json
from tests.unit.formats import recordings, sample
from tests.unit.formats.sample import SPAN

TEXTS = ("brat.v1", "doccano.v1", "huggingface.v1", "label_studio.v1", "prodigy.v1", "spacy.v1")
SOUNDS = ("audacity.v1", "textgrid.v1")


def sent_text(name: str, text: str, spans: Json, folder: Path) -> Json:
    """Return the spans as they come back from a format; the text must."""
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    files = write(name, release, folder).files
    file = next(one for one in files if one.endswith((".ann", ".json", ".jsonl", ".parquet", ".spacy")))
    (row,) = sample.back(folder / file)
    assert row.fields["text"] == text
    kind = kinds.get(SPAN.kind)
    return kind.dump(kind.parse(sample.given(row, "span.v1"), sample.text_item(0, text), SPAN))


def ends_in_a_line_break(text: str, span: dict[str, Json]) -> bool:
    """Return whether a span has a line break at an end, which brat's fragments leave out, and say so."""
    piece = text[int(str(span["start"])) : int(str(span["end"]))]
    return piece.strip("\r\n") != piece


@given(st.tuples(st.sampled_from(TEXTS), st.sampled_from(TEXTS)), sample.texts_with_spans())
@settings(max_examples=40, deadline=None)
def test_spans(names: tuple[str, str], drawn: tuple[str, list[dict[str, Json]]]) -> None:
    text, spans = drawn
    kept: list[Json] = [one for one in spans if not ends_in_a_line_break(text, one)]
    value: Json = kept
    for name in names:
        with TemporaryDirectory() as folder:
            value = sent_text(name, text, value, Path(folder))
    assert sample.contents(value, text) == sample.contents(kept, text)


@given(
    st.tuples(st.sampled_from(SOUNDS), st.sampled_from(SOUNDS)),
    recordings.segments(st.sampled_from(["", "so: 漢字 🎉", 'say "a"'])),
)
@settings(max_examples=40, deadline=None)
def test_segments(names: tuple[str, str], value: list[dict[str, Json]]) -> None:
    sent: Json = value
    for name in names:
        with TemporaryDirectory() as folder:
            path = recordings.written(name, sent, Path(folder))
            (row,) = sample.back(path, format=name)
            sent = (row.labels[0] if name == "textgrid.v1" else row.labels[-1]).value
    assert isinstance(row, Row)
    assert recordings.contents(sent, row) == recordings.contents(value, row)
