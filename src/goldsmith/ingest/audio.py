"""A recording, checked: its true format, its length, and that all of it is there; its peaks come of one reading."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from goldsmith import sound
from goldsmith.errors import InvalidInput
from goldsmith.ingest import MediaSource, Recording
from goldsmith.ingest.files import Files

# what every browser plays, by libsndfile's names
FORMATS = {"WAV": ".wav", "WAVEX": ".wav", "FLAC": ".flac", "OGG": ".ogg", "MP3": ".mp3"}
CODINGS = frozenset(
    (
        "PCM_U8", "PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW",
        "VORBIS", "OPUS", "MPEG_LAYER_III",
    )
)  # fmt: skip
SUFFIXES = (".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3")
OTHER = (".m4a", ".aac", ".wma", ".aif", ".aiff", ".amr", ".au", ".caf", ".ac3", ".w64")
MAX_BYTES = 4 << 30
BEGINNINGS = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
MEND = "Save it again as WAV, FLAC, Ogg or MP3 with an audio program."


def is_recording(name: str, data: bytes = b"") -> bool:
    """Return whether a file is a recording, by its suffix or, where it has none, by how it begins.

    >>> is_recording("talk.MP3"), is_recording("talk.png"), is_recording("audio", b"fLaC")
    (True, False, True)
    """
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in SUFFIXES or (not suffix and data.startswith(BEGINNINGS))


def recording(files: Files, name: str, *, where: str) -> Recording:
    """Return the recording of that name, decoded once to its end.

    Raises InvalidInput for one that is missing, empty, too heavy, cut off, or that browsers do not play.
    """
    if not files.has(name):
        raise InvalidInput(
            "audio.missing",
            f"There is no recording {name!r}.",
            where=where,
            mend="Name it relative to the file that names it, and put it into the same folder or zip.",
        )
    size = files.size(name)
    if size == 0:
        raise InvalidInput(
            "audio.empty", "The recording has 0 bytes.", where=where, mend="Copy it again from its source."
        )
    if size > MAX_BYTES:
        raise InvalidInput(
            "audio.too_heavy",
            f"The recording has {size} bytes.",
            where=where,
            mend=f"Save it as FLAC, or cut it into parts; the limit is {MAX_BYTES}.",
        )
    source = MediaSource(files, name)
    told, peaks, digest = _heard(source, where)
    if not told.n_frames:
        raise InvalidInput(
            "audio.silent",
            "The recording has no samples.",
            where=where,
            mend="Record it again, or take the file out.",
        )
    if told.form not in FORMATS or told.subtype not in CODINGS:
        raise InvalidInput(
            "audio.not_for_browsers",
            f"Browsers do not play {told.form} with {told.subtype}.",
            where=where,
            mend=MEND,
        )
    return Recording(
        source,
        name,
        digest,
        FORMATS[told.form],
        told.duration_s,
        told.sample_rate,
        told.channels,
        peaks.astype("<i2").tobytes(),
    )


def refused(name: str) -> InvalidInput:
    """Return the fault of a recording in a format that is not taken."""
    return InvalidInput(
        "audio.not_for_browsers", "Not every browser plays recordings of this format.", where=name, mend=MEND
    )


def _heard(source: MediaSource, where: str) -> tuple[sound.Told, sound.Peaks, str]:
    import soundfile

    with source.open() as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        try:
            told, peaks = sound.listen(source.path or stream)
        except sound.Torn as torn:
            raise InvalidInput(
                "audio.cut_off",
                f"The recording breaks off: {torn}.",
                where=where,
                mend="Copy it again from its source; if that is no longer whole, save it again as WAV.",
            ) from torn
        except (soundfile.SoundFileError, OverflowError, ValueError) as error:
            raise InvalidInput(
                "audio.unreadable",
                f"This is not a whole recording: {_reason(error)}.",
                where=where,
                mend="Copy it again from its source. Formats: WAV, FLAC, Ogg, MP3.",
            ) from error
    return told, peaks, digest


def _reason(error: Exception) -> str:
    """Return libsndfile's words without the name of the file, which may be a path of this machine."""
    return str(error).rpartition(": ")[2].rstrip(".") or type(error).__name__
