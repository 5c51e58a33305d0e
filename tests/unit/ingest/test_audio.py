from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from goldsmith.ingest import Recording
from goldsmith.ingest.plan import content_digest, stored_fields
from tests.tones import FORMATS, tones
from tests.unit.ingest.conftest import Png, ReadAll


@pytest.mark.parametrize("form", FORMATS)
def test_a_recording_is_an_item_with_its_length(form: str, tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / f"talk.{form}").write_bytes(tones(1.5, ((0, 1, 440),), form=form, channels=2))
    (row,), faults, _ = read_all(tmp_path)
    assert faults == []
    stored = stored_fields(row)["audio"]
    assert stored["type"] == "audio"
    assert stored["name"] == f"talk.{form}"
    assert stored["media"].endswith(f".{form}")
    assert stored["duration_s"] == pytest.approx(1.5, abs=0.001)
    assert (stored["sample_rate"], stored["channels"]) == (16_000, 2)


def test_the_true_format_counts_and_not_the_suffix(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "talk.wav").write_bytes(tones(1, form="flac"))
    (row,), _, _ = read_all(tmp_path)
    assert isinstance(row.fields["audio"], Recording)
    assert row.fields["audio"].suffix == ".flac"


def test_recordings_in_a_zip_beside_pictures_and_texts(tmp_path: Path, read_all: ReadAll, png: Png) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a/talk.wav", tones(1))
        archive.writestr("picture.png", png())
        archive.writestr("words.txt", "Words")
    rows, faults, _ = read_all(tmp_path / "all.zip")
    assert faults == []
    assert [sorted(row.fields) for row in rows] == [["audio"], ["image"], ["text"]]
    assert rows[0].metadata == {"folder": "a"}


def test_a_table_names_recordings(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "one.wav").write_bytes(tones(1))
    (tmp_path / "t.csv").write_text("id,file,speaker\n1,clips/one.wav,Ada\n2,clips/two.wav,Bea\n")
    (row,), (fault,), reading = read_all(tmp_path / "t.csv")
    assert reading.facts["columns"]["recordings"] == ("file",)  # type: ignore[index,call-overload]
    assert isinstance(row.fields["file"], Recording)
    assert row.metadata == {"speaker": "Ada"}
    assert fault.slug == "audio.missing"
    assert "line 3" in fault.where


def test_a_row_that_names_no_recording_is_a_fault(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "one.wav").write_bytes(tones(1))
    (tmp_path / "t.csv").write_text("file,n\none.wav,1\n,2\n")
    _, (fault,), _ = read_all(tmp_path / "t.csv")
    assert fault.slug == "audio.none"


def test_recordings_inside_a_parquet_file(tmp_path: Path, read_all: ReadAll) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {{'bytes': ?::BLOB, 'path': 'a.wav'}} AS audio, 'x' AS speaker) "
            f"TO '{tmp_path / 't.parquet'}' (FORMAT parquet)",
            [tones(1)],
        )
    (row,), faults, _ = read_all(tmp_path / "t.parquet")
    assert faults == []
    assert isinstance(row.fields["audio"], Recording)


@pytest.mark.parametrize(
    ("name", "content", "slug"),
    [
        ("empty.wav", b"", "audio.empty"),
        ("words.wav", b"These are words.", "audio.unreadable"),
        ("words.mp3", b"These are words." * 99, "audio.unreadable"),
        ("none.wav", tones(0), "audio.silent"),
        ("cut.wav", tones(1)[:-100], "audio.cut_off"),
        ("cut.flac", tones(1, ((0, 1, 99),), form="flac")[:-50], "audio.unreadable"),
        ("cut.ogg", tones(1, form="ogg")[:-50], "audio.cut_off"),
        ("cut.mp3", tones(4, form="mp3")[:-500], "audio.cut_off"),
        ("talk.m4a", b"....ftypM4A ", "audio.not_for_browsers"),
        ("rare.wav", tones(1, subtype="IMA_ADPCM"), "audio.not_for_browsers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_played_whole_is_refused(
    name: str, content: bytes, slug: str, tmp_path: Path, read_all: ReadAll
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.wav").write_bytes(tones(1))
    rows, (fault,), _ = read_all(tmp_path)
    assert [row.where for row in rows] == ["good.wav"]
    assert fault.slug == slug
    assert fault.where == name
    assert fault.mend
    assert str(tmp_path) not in str(fault)


def test_equal_recordings_are_equal_content_and_a_text_of_that_digest_is_not(
    tmp_path: Path, read_all: ReadAll
) -> None:
    for name in ("a.wav", "b.wav"):
        (tmp_path / name).write_bytes(tones(1, ((0, 1, 440),)))
    (tmp_path / "c.wav").write_bytes(tones(1, ((0, 1, 880),)))
    rows, _, _ = read_all(tmp_path)
    first, second, third = (content_digest(row, b"salt") for row in rows)
    assert first == second != third
