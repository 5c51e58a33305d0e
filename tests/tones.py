"""Recordings for tests: tones of known pitch at known times, in every format that is taken."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy
import soundfile

FORMATS = {
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
}


def tones(
    seconds: float,
    at: Sequence[tuple[float, float, float]] = (),
    *,
    form: str = "wav",
    rate: int = 16_000,
    channels: int = 1,
    subtype: str | None = None,
) -> bytes:
    """Return a silent recording with tones (start, end, pitch in Hz) at half of full scale."""
    time = numpy.arange(round(seconds * rate)) / rate
    wave = numpy.zeros(len(time), numpy.float32)
    for start, end, pitch in at:
        part = (time >= start) & (time < end)
        wave[part] = 0.5 * numpy.sin(2 * numpy.pi * pitch * time[part])
    name, coding = FORMATS[form]
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", rate, channels, format=name, subtype=subtype or coding) as sound:
        for first in range(0, len(wave), rate):  # libsndfile's Vorbis takes no long write
            sound.write(numpy.repeat(wave[first : first + rate, None], channels, axis=1))
    return out.getvalue()
