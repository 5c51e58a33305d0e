"""Recordings of a minute, generated: tunes with overtones, breath and silence; and what befalls copies of them.

`python -m tests.unit.dedup.recordings` prints how many copies are found, for the docs.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping

import numpy as np
import soundfile
from numpy.random import Generator, default_rng
from scipy.signal import resample_poly

from goldsmith.dedup.audio import Fingerprint, compare_sounds, fingerprint, fingerprint_of
from goldsmith.numerics import Floats

RATE = 22_050
SECONDS = 60


def recording(rng: Generator, seconds: float = SECONDS) -> Floats:
    """Return a tune: notes of a voice with overtones that fade, and breath between them."""
    samples = np.zeros(int(seconds * RATE))
    at = 0.0
    while at < seconds - 1:
        length = rng.uniform(0.12, 0.7)
        t = np.arange(int(length * RATE)) / RATE
        base = 110 * 2 ** (rng.integers(0, 36) / 12) * rng.uniform(0.99, 1.01)
        note = sum(np.sin(2 * np.pi * base * k * t) * rng.uniform(0.2, 1) / k for k in range(1, 7))
        start = int(at * RATE)
        samples[start : start + len(t)] += note * np.exp(-3 * t / length) * rng.uniform(0.3, 1)
        at += length * rng.uniform(0.5, 1.3)
    breath = (
        rng.normal(0, 0.01, len(samples)) * np.repeat(rng.uniform(0, 1, int(seconds)), RATE)[: len(samples)]
    )
    mixed: Floats = (samples + breath) / np.abs(samples).max() * 0.7
    return mixed


def noisy(samples: Floats, decibels: float, rng: Generator) -> Floats:
    """Return samples with white noise so much below them."""
    power = (samples**2).mean() / 10 ** (decibels / 10)
    louder: Floats = samples + rng.normal(0, np.sqrt(power), len(samples))
    return louder


def encoded(samples: Floats, form: str, subtype: str, rate: int = RATE) -> Fingerprint:
    """Return the fingerprint after a way through a file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=subtype)
    file.seek(0)
    return fingerprint_of(file)


def own(samples: Floats) -> Fingerprint:
    return fingerprint(samples, RATE)


Change = Callable[[Floats, Generator], Fingerprint]
CHANGES: Mapping[str, Change] = {
    "a fifth as loud": lambda s, _: own(s * 0.2),
    "clipped at twice the volume": lambda s, _: own(np.clip(s * 2, -1, 1)),
    "3.3 s cut off at the start": lambda s, _: own(s[int(3.3 * RATE) :]),
    "only 20 s from the middle": lambda s, _: own(s[20 * RATE : 40 * RATE]),
    "noise 20 dB below": lambda s, rng: own(noisy(s, 20, rng)),
    "noise 10 dB below": lambda s, rng: own(noisy(s, 10, rng)),
    "noise as loud as it": lambda s, rng: own(noisy(s, 0, rng)),
    "sampled at 44.1 kHz": lambda s, _: fingerprint(resample_poly(s, 2, 1), 2 * RATE),
    "sampled at 8 kHz": lambda s, _: fingerprint(resample_poly(s, 160, 441), 8000),
    "Ogg Vorbis": lambda s, _: encoded(s, "OGG", "VORBIS"),
    "MP3": lambda s, _: encoded(s, "MP3", "MPEG_LAYER_III"),
    "telephone (8 kHz, mu-law)": lambda s, _: encoded(resample_poly(s, 160, 441), "WAV", "ULAW", 8000),
    "cut, quiet, noisy and MP3 at once": lambda s, rng: encoded(
        noisy(s[7 * RATE : 50 * RATE] * 0.3, 15, rng), "MP3", "MPEG_LAYER_III"
    ),
    "5 % faster": lambda s, _: own(resample_poly(s, 20, 21)),
}


def found(change: Change, n: int, seed: int = 0) -> tuple[int, int, list[float]]:
    """Return how many of n changed copies are linked to their originals, and how many wrong links there are."""
    rng = default_rng(seed)
    tunes = [recording(rng) for _ in range(n)]
    items = np.arange(n)
    old = compare_sounds(items, items.astype(np.uint64), [own(tune) for tune in tunes], [])
    copies = [change(tune, rng) for tune in tunes]
    links = compare_sounds(items + n, (items + n).astype(np.uint64), copies, [old.index]).links
    right = [link for link in links if link.b - n == link.a]
    return len(right), len(links) - len(right) + len(old.links), [link.similarity for link in right]


if __name__ == "__main__":
    sys.stdout.write("| planted | found | wrong pairs |\n|---|---|---|\n")
    for name, change in CHANGES.items():
        n_found, n_wrong, _ = found(change, 40)
        sys.stdout.write(f"| {name} | {n_found} of 40 | {n_wrong} |\n")
