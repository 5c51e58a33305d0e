from __future__ import annotations

import io

import numpy
import pytest
from PIL import Image

from goldsmith import sound
from tests.tones import FORMATS, tones

BEEP = ((1.0, 1.5, 1000.0),)


@pytest.mark.parametrize("form", FORMATS)
def test_peaks_stand_where_the_tone_stands(form: str) -> None:
    told, peaks = sound.listen(io.BytesIO(tones(2.345, BEEP, form=form)))
    assert told.duration_s == pytest.approx(2.345, abs=0.001)
    assert len(peaks) == sound.n_buckets(told.n_frames, 2, told.sample_rate)
    loud = numpy.flatnonzero(peaks[:, 1] > 0.4 * sound.FULL)
    assert (loud[0], loud[-1]) == pytest.approx((100, 149), abs=2)
    assert peaks[120].tolist() == pytest.approx([-16_384, 16_384], rel=0.15)


def test_channels_do_not_cancel_each_other_out() -> None:
    import soundfile

    wave = numpy.sin(numpy.arange(16_000) / 5).astype(numpy.float32)
    out = io.BytesIO()
    soundfile.write(out, numpy.stack([wave, -wave], axis=1), 16_000, format="WAV")
    _, peaks = sound.listen(out)
    assert peaks[50, 1] > 0.9 * sound.FULL


def test_samples_beyond_full_scale_and_no_numbers_do_no_harm() -> None:
    import soundfile

    wave = numpy.array([numpy.nan, 3.0, -numpy.inf, 0.0] * 100, numpy.float32)
    out = io.BytesIO()
    soundfile.write(out, wave, 8000, format="WAV", subtype="FLOAT")
    _, peaks = sound.listen(out)
    assert abs(peaks.astype(int)).max() <= sound.FULL


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_samples_of_16_bits_have_the_peaks_that_they_have_as_fractions(channels: int) -> None:
    import soundfile

    rng = numpy.random.default_rng(0)
    wave = rng.integers(-32_768, 32_768, (30_011, channels)).astype(numpy.int16)
    found = []
    for samples, subtype in ((wave, "PCM_16"), (wave.astype(numpy.float32) / 32_768, "FLOAT")):
        out = io.BytesIO()
        soundfile.write(out, samples, 11_025, format="WAV", subtype=subtype)
        found.append(sound.listen(out)[1].tolist())
    assert found[0] == found[1]
    low, high = wave[:110].min() / 32_768, wave[:110].max() / 32_768
    assert found[0][0] == [round(low * sound.FULL), round(high * sound.FULL)]


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100])
def test_every_level_of_peaks_says_the_same_as_the_stored_one(rate: int) -> None:
    data = io.BytesIO(tones(3, ((0.2, 0.7, 440), (2, 2.01, 900)), rate=rate))
    _, stored = sound.listen(data)
    for level in (2, 3, 4):
        again = sound.peaks_between(data, level, 0, 1000)
        assert sound.coarser(stored, 4 ** (level - 2)).tolist() == again.tolist()
    fine = sound.peaks_between(data, 0, 16 * 20, 16 * 21)
    assert [fine[:, 0].min(), fine[:, 1].max()] == stored[20].tolist()


def test_hours_are_read_in_blocks() -> None:
    _, peaks = sound.listen(io.BytesIO(tones(35, ((30, 31, 500),), rate=8000)))
    assert len(peaks) == 3500
    loud = numpy.flatnonzero(peaks[:, 1])
    assert (loud[0], loud[-1]) == (3000, 3099)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.999])
def test_a_recording_that_is_cut_off_is_never_taken_for_whole(form: str, share: float) -> None:
    import soundfile

    data = tones(4, ((0, 4, 700),), form=form)
    with pytest.raises((sound.Torn, soundfile.SoundFileError)):
        sound.listen(io.BytesIO(data[: int(len(data) * share)]))


def test_a_wave_file_written_to_a_pipe_is_as_long_as_it_is() -> None:
    data = bytearray(tones(1, BEEP))
    at = data.index(b"data") + 4
    data[at : at + 4] = b"\xff" * 4
    told, _ = sound.listen(io.BytesIO(bytes(data)))
    assert told.duration_s == pytest.approx(1)


def pitch_rows(png: bytes) -> list[int]:
    """Return the row that is most opaque in each column."""
    alpha = numpy.asarray(Image.open(io.BytesIO(png)).getchannel("A"))
    return [int(row) for row in alpha.argmax(axis=0)]


def test_a_higher_tone_stands_higher_in_the_spectrogram() -> None:
    data = io.BytesIO(tones(4, ((0, 2, 300), (2, 4, 3000))))
    rows = pitch_rows(sound.spectrogram(data, 2, 0, loudest=0.5))
    assert len(rows) == 400
    assert min(rows[10:190]) > max(rows[210:390]) + 20


def test_silence_is_not_seen_in_the_spectrogram() -> None:
    png = sound.spectrogram(io.BytesIO(tones(1)), 2, 0, loudest=0.5)
    assert Image.open(io.BytesIO(png)).getchannel("A").getextrema() == (0, 0)


def test_the_tiles_of_a_spectrogram_follow_each_other() -> None:
    data = io.BytesIO(tones(12, ((11, 12, 1000),)))
    widths = [Image.open(io.BytesIO(sound.spectrogram(data, 2, n, loudest=1))).width for n in range(3)]
    assert widths == [512, 512, 176]
