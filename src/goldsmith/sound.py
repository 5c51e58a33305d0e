"""Recordings: whether all of one is there, its peaks over time, its spectrogram. Streams; hours take no more memory.

Time is cut into buckets of 4**level / 1600 seconds: 0.6 ms at level 0, 10 ms at level 2, 10 s at level 7. Bucket i
holds the frames from `edge(i)` up to `edge(i + 1)`, so that the buckets of one level are whole numbers of those below.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy

if TYPE_CHECKING:
    import numpy.typing

Samples: TypeAlias = "numpy.typing.NDArray[numpy.float32] | numpy.typing.NDArray[numpy.int16]"
Peaks: TypeAlias = "numpy.typing.NDArray[numpy.int16]"  # a row a bucket: least and greatest sample, ±32767
Source: TypeAlias = Path | BinaryIO

STORED_LEVEL = 2  # of the peaks that are kept: 100 buckets a second
N_LEVELS = 10
TILE = 1024  # buckets of one tile of peaks
BLOCK = 1000  # stored buckets that are read at once: ten seconds
FULL = 32767
HALF = 32768  # what 16 bits are divided by to become fractions

WINDOW_S = 0.032
N_BANDS = 128
N_COLUMNS = 512  # of one tile of the spectrogram
LAST_SPECTRAL = 5  # beyond it, columns are seconds long and say nothing
RANGE_DB = 75.0
STRETCH_S = 20.0  # of samples that are transformed at once
LOWEST_HZ = 50.0


class Torn(Exception):
    """A recording that ends before it says that it does."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a recording says of itself. form: WAV, WAVEX, FLAC, OGG, MP3 …; subtype: how its samples are coded."""

    form: str
    subtype: str
    n_frames: int
    sample_rate: int
    channels: int

    @property
    def duration_s(self) -> float:
        return self.n_frames / self.sample_rate


def edge(bucket: int, level: int, sample_rate: int) -> int:
    """Return the first frame of a bucket.

    >>> edge(1, 2, 44_100), edge(100, 2, 44_100)
    (441, 44100)
    """
    return bucket * sample_rate * (1 << 2 * level) // 1600


def n_buckets(n_frames: int, level: int, sample_rate: int) -> int:
    """Return how many buckets hold a recording; the last may be shorter.

    >>> n_buckets(442, 2, 44_100)
    2
    """
    return -(-n_frames * 1600 // (sample_rate * (1 << 2 * level)))


def look(source: Source) -> Told:
    """Return what the recording says of itself, from its head; raises soundfile.SoundFileRuntimeError."""
    with _opened(source) as sound:
        return _told(sound)


def listen(source: Source) -> tuple[Told, Peaks]:
    """Return what is in the recording and its stored peaks, having decoded all of it.

    Raises Torn when it breaks off, soundfile.SoundFileRuntimeError when it is no recording that can be read.
    """
    with _opened(source) as sound:
        told = _told(sound)
        _whole(source, told)
        found: list[Peaks] = []
        n_read = 0
        for block, edges in _blocks(sound, told):
            found.append(_peaks(block, edges))
            n_read += len(block)
    if n_read < told.n_frames < 1 << 60:
        raise Torn(f"it says {told.n_frames} samples, and {n_read} are there")
    whole = Told(told.form, told.subtype, n_read, told.sample_rate, told.channels)
    return whole, numpy.concatenate(found) if found else numpy.zeros((0, 2), numpy.int16)


def coarser(peaks: Peaks, by: int) -> Peaks:
    """Return peaks of buckets that are `by` times as long.

    >>> coarser(numpy.array([[-1, 1], [-3, 2], [0, 9]], numpy.int16), 2).tolist()
    [[-3, 2], [0, 9]]
    """
    if by == 1 or not len(peaks):
        return peaks
    at = numpy.arange(0, len(peaks), by)
    return numpy.stack(
        [numpy.minimum.reduceat(peaks[:, 0], at), numpy.maximum.reduceat(peaks[:, 1], at)], axis=1
    )


def peaks_between(source: Source, level: int, first: int, last: int) -> Peaks:
    """Return the peaks of the buckets [first, last) of a level, decoded from the recording itself."""
    with _opened(source) as sound:
        told = _told(sound)
        last = min(last, n_buckets(told.n_frames, level, told.sample_rate))
        if first >= last:
            return numpy.zeros((0, 2), numpy.int16)
        edges = _edges(first, last, level, told.sample_rate)
        end = min(edge(last, level, told.sample_rate), told.n_frames)
        return _peaks(_read(sound, int(edges[0]), end), edges - edges[0])


def spectrogram(source: Source, level: int, tile: int, *, loudest: float) -> bytes:
    """Return a tile of the spectrogram as a PNG: how much of each pitch there is, as opacity; high pitches on top.

    level: 0 … LAST_SPECTRAL; a column is a bucket of that level. loudest: the recording's greatest sample, 0 … 1,
    which is drawn solid; what is RANGE_DB below is not seen. Rows are mel bands from LOWEST_HZ to half the sample rate.
    """
    from PIL import Image

    with _opened(source) as sound:
        told = _told(sound)
        last = min((tile + 1) * N_COLUMNS, n_buckets(told.n_frames, level, told.sample_rate))
        columns = [_columns(sound, told, level, *stretch) for stretch in _stretches(level, tile, last)]
    power = numpy.concatenate(columns) if columns else numpy.zeros((1, N_BANDS))
    decibels = 10 * numpy.log10(power + 1e-12) - 20 * numpy.log10(max(loudest, 1e-4))
    shade = numpy.clip(1 + decibels / RANGE_DB, 0, 1)
    opacity = Image.fromarray((shade.T[::-1] * 255).round().astype(numpy.uint8), "L")
    out = io.BytesIO()
    Image.merge("LA", (Image.new("L", opacity.size), opacity)).save(out, "PNG")
    return out.getvalue()


# reading --------------------------------------------------------------------------------------------------------------


def _opened(source: Source) -> Any:
    import soundfile

    if isinstance(source, Path):
        return soundfile.SoundFile(str(source))
    source.seek(0)
    return soundfile.SoundFile(source)


def _told(sound: Any) -> Told:
    return Told(sound.format, sound.subtype, int(sound.frames), int(sound.samplerate), int(sound.channels))


def _read(sound: Any, start: int, end: int) -> Samples:
    sound.seek(start)
    samples: Samples = sound.read(end - start, dtype="float32", always_2d=True)
    return samples


def _blocks(sound: Any, told: Told) -> Iterator[tuple[Samples, Any]]:
    """Yield the samples in blocks of whole buckets, each with the first frames of its buckets.

    Samples that are kept as 16 bits come as they are: to turn millions of them into fractions takes longer than all
    the rest.
    """
    first = 0
    dtype = "int16" if told.subtype == "PCM_16" else "float32"
    while True:
        edges = _edges(first, first + BLOCK + 1, STORED_LEVEL, told.sample_rate)
        edges -= edges[0]
        block = sound.read(int(edges[-1]), dtype=dtype, always_2d=True)
        if len(block):
            yield block, edges[:-1][edges[:-1] < len(block)]
        if len(block) < edges[-1]:
            return
        first += BLOCK


def _edges(first: int, last: int, level: int, sample_rate: int) -> Any:
    """Return the first frames of the buckets [first, last): `edge` of each."""
    return numpy.arange(first, last) * (sample_rate * (1 << 2 * level)) // 1600


def _peaks(samples: Samples, edges: Any) -> Peaks:
    """Return least and greatest sample of each bucket over all channels, so that none cancels another out."""
    if not len(samples):
        return numpy.zeros((0, 2), numpy.int16)
    at = edges[edges < len(samples)] * samples.shape[1]
    through = samples.ravel()  # the channels of a bucket lie in one piece
    ends = [numpy.minimum.reduceat(through, at), numpy.maximum.reduceat(through, at)]
    both = numpy.stack(ends, axis=1)
    if both.dtype == numpy.int16:
        both = both.astype(numpy.float32) / HALF
    both = numpy.nan_to_num(both, posinf=1.0, neginf=-1.0)
    scaled: Peaks = (numpy.clip(both, -1, 1) * FULL).round().astype(numpy.int16)
    return scaled


# the spectrogram ------------------------------------------------------------------------------------------------------


def _stretches(level: int, tile: int, last: int) -> Iterator[tuple[int, int]]:
    step = max(int(STRETCH_S * 1600 / 4**level), 1)
    for first in range(tile * N_COLUMNS, last, step):
        yield first, min(first + step, last)


def _columns(sound: Any, told: Told, level: int, first: int, last: int) -> Any:
    """Return the power of each band in each column: the mean of up to eight windows spread over the column."""
    rate = told.sample_rate
    length = max(int(WINDOW_S * rate), 16)
    bucket = rate * 4**level / 1600
    n = int(numpy.clip(round(4**level / 1600 / 0.02), 1, 8))
    middles = ((numpy.arange(first * n, last * n) + 0.5) * bucket / n).astype(int)
    begin = int(middles[0]) - length // 2
    samples = _padded(sound, begin, int(middles[-1]) + length, told.n_frames)
    at = middles - length // 2 - begin
    frames = numpy.lib.stride_tricks.sliding_window_view(samples, length)[at]
    hann = numpy.hanning(length).astype(numpy.float32)
    size = 1 << (length - 1).bit_length()
    spectrum = numpy.abs(numpy.fft.rfft(frames * hann, size)) ** 2 / (hann.sum() / 2) ** 2
    return _bands(spectrum, rate).reshape(last - first, n, N_BANDS).mean(axis=1)


def _padded(sound: Any, start: int, end: int, n_frames: int) -> Any:
    """Return the mean of the channels from start to end, with silence before and after the recording."""
    low, high = max(start, 0), max(min(end, n_frames), 0)
    read = numpy.nan_to_num(_read(sound, low, high).mean(axis=1)) if low < high else numpy.zeros(0)
    samples = numpy.zeros(end - start, numpy.float32)
    samples[low - start : low - start + len(read)] = read
    return samples


def _bands(spectrum: Any, sample_rate: int) -> Any:
    """Return the mean power between the edges of each mel band, where a bin may lie in several bands."""
    low, share, width = _band_edges(sample_rate, spectrum.shape[1])
    total = numpy.concatenate([numpy.zeros((len(spectrum), 1)), numpy.cumsum(spectrum, axis=1)], axis=1)
    upto = total[:, low] * (1 - share) + total[:, low + 1] * share
    return numpy.maximum(numpy.diff(upto, axis=1), 0) / width


@lru_cache(maxsize=16)
def _band_edges(sample_rate: int, n_bins: int) -> tuple[Any, Any, Any]:
    def mel(hertz: float) -> float:
        return float(2595 * numpy.log10(1 + hertz / 700))

    half = sample_rate / 2
    mels = numpy.linspace(mel(min(LOWEST_HZ, half / 2)), mel(half), N_BANDS + 1)
    at = (700 * (10 ** (mels / 2595) - 1)) / half * (n_bins - 1)  # in bins
    low = numpy.minimum(at.astype(int), n_bins - 1)
    return low, at - low, numpy.diff(at)


# whether all of it is there -------------------------------------------------------------------------------------------


def _whole(source: Source, told: Told) -> None:
    """Raise Torn for a file that its own marks show to be cut off; decoders pass over such ends in silence."""
    check = {"WAV": _whole_wav, "WAVEX": _whole_wav, "OGG": _whole_ogg, "MP3": _whole_mp3}.get(told.form)
    if check is None:
        return
    if isinstance(source, Path):
        with source.open("rb") as stream:
            check(stream)
    else:
        place = source.tell()
        check(source)
        source.seek(place)


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, io.SEEK_END)


def _whole_wav(stream: BinaryIO) -> None:
    size = _size(stream)
    stream.seek(0)
    order = "big" if stream.read(12)[:4] == b"RIFX" else "little"
    at = 12
    while len(head := _at(stream, at, 8)) == 8:
        length = int.from_bytes(head[4:], order)  # type: ignore[arg-type]
        if head[:4] == b"data":
            if (
                length != 0xFFFFFFFF and at + 8 + length > size
            ):  # all ones: written to a pipe, as long as it is
                raise Torn(f"{at + 8 + length - size} of its bytes are missing")
            return
        at += 8 + length + length % 2


def _whole_ogg(stream: BinaryIO) -> None:
    size = _size(stream)
    tail = _at(stream, max(size - (1 << 17), 0), 1 << 17)
    page = tail.rfind(b"OggS")
    head = tail[page : page + 27]
    lacing = tail[page + 27 : page + 27 + head[26]] if page >= 0 and len(head) == 27 else b""
    ends = page >= 0 and len(head) == 27 and bool(head[5] & 4)
    if not ends or page + 27 + len(lacing) + sum(lacing) > len(tail):
        raise Torn("its last page is missing")


_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = (44_100, 48_000, 32_000)


def _mp3_frame(head: bytes) -> int:
    """Return the length of the Layer III frame that begins with these four bytes, or 0 when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return 0
    version, bitrate, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if bitrate in (0, 15) or rate == 3:
        return 0
    is_first = version == 3
    hertz = _RATES[rate] // (1 if is_first else 2 if version == 2 else 4)
    kilobits = (_V1 if is_first else _V2)[bitrate]
    return (144 if is_first else 72) * kilobits * 1000 // hertz + (head[2] >> 1 & 1)


def _whole_mp3(stream: BinaryIO) -> None:
    """Raise Torn when the last frame is cut, or there are fewer frames than the first one counts."""
    size = _size(stream)
    head = _at(stream, 0, 10)
    at = 10 + int("".join(f"{b:07b}" for b in head[6:10]), 2) if head[:3] == b"ID3" else 0
    first = _at(stream, at, 192)
    found = max(first.find(b"Xing"), first.find(b"Info"))
    says = (
        int.from_bytes(first[found + 8 : found + 12], "big") if found > 0 and first[found + 7] & 1 else None
    )
    n = -1 if found > 0 else 0  # the frame that counts is silent
    while length := _mp3_frame(_at(stream, at, 4)):
        at += length
        n += at <= size
    if says is not None and n < says:
        raise Torn(f"it says {says} frames, and {n} are there")
    if says is None and at > size:
        raise Torn("its last frame is cut off")


def _at(stream: BinaryIO, place: int, n: int) -> bytes:
    stream.seek(place)
    return stream.read(n)
