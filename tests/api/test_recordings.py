"""Recordings over HTTP: whole, in ranges, as peaks and as spectrograms; for members alone."""

from __future__ import annotations

import hashlib

import pytest

from tests.api.house import House
from tests.tones import FORMATS, tones

MADE = {form: tones(3, ((1, 2, 440),), form=form) for form in FORMATS}
NAMES = {form: f"{hashlib.sha256(data).hexdigest()}.{form}" for form, data in MADE.items()}
WHOLE, MEDIA = MADE["wav"], NAMES["wav"]
TYPES = {"wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "mp3": "audio/mpeg"}


@pytest.fixture(scope="module", autouse=True)
def _recorded(house: House) -> None:
    for form in FORMATS:
        path = house.a.project.media_path(NAMES[form])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MADE[form])


def test_a_range_is_a_part_of_the_recording(house: House) -> None:
    with house.door(house.someone("annotator")) as door:
        reply = door.get(f"/media/a/{MEDIA}", headers={"Range": "bytes=1000-1999"})
        assert reply.status_code == 206
        assert reply.headers["content-range"] == f"bytes 1000-1999/{len(WHOLE)}"
        assert reply.content == WHOLE[1000:2000]
        rest = door.get(f"/media/a/{MEDIA}", headers={"Range": f"bytes={len(WHOLE) - 7}-"})
        assert (rest.status_code, rest.content) == (206, WHOLE[-7:])
        assert door.get(f"/media/a/{MEDIA}", headers={"Range": "bytes=99999999-"}).status_code == 416
        whole = door.get(f"/media/a/{MEDIA}")
        assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, WHOLE, "bytes")


@pytest.mark.parametrize("form", FORMATS)
def test_browsers_are_told_the_format(house: House, form: str) -> None:
    reply = house.door(house.boss).get(f"/media/a/{NAMES[form]}")
    assert reply.headers["content-type"] == TYPES[form]


def test_peaks_and_spectrograms_come_in_tiles(house: House) -> None:
    with house.door(house.someone("viewer")) as door:
        peaks = door.get(f"/media/a/{MEDIA}/peaks/2/0")
        assert (peaks.status_code, len(peaks.content)) == (200, 300 * 4)
        picture = door.get(f"/media/a/{MEDIA}/spectrogram/2/0")
        assert picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        assert door.get(f"/media/a/{MEDIA}/spectrogram/2/1").status_code == 404


@pytest.mark.parametrize("path", ["peaks/2/-1", "peaks/99/0", "peaks/x/0", "spectrogram/6/0"])
def test_a_tile_that_cannot_be_is_refused(house: House, path: str) -> None:
    reply = house.door(house.boss).get(f"/media/a/{MEDIA}/{path}")
    assert reply.status_code == 422
    assert reply.json()["mend"]


@pytest.mark.parametrize("path", ["", "/peaks/2/0", "/spectrogram/2/0"])
def test_outsiders_hear_and_see_nothing(house: House, path: str) -> None:
    stranger = house.door(house.someone("annotator", "b"))
    assert stranger.get(f"/media/a/{MEDIA}{path}").status_code == 404
    assert house.door(None).get(f"/media/a/{MEDIA}{path}").status_code == 401


def test_a_picture_has_no_peaks(house: House) -> None:
    reply = house.door(house.boss).get(f"/media/a/{house.a.media}/peaks/2/0")
    assert (reply.status_code, reply.json()["slug"]) == (404, "audio.unreadable_now")
