"""Copies within one set of recordings, and across two."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from goldsmith.dedup.audio import Fingerprint, compare_sounds, fingerprint_of
from goldsmith.dedup.media_sets import MediaDuplicates, MediaLink, across, grouped, same_files


@dataclass(frozen=True, slots=True)
class Sounds:
    """Recordings as they are compared. digests: of the files' bytes. unreadable: names of files that are none."""

    ids: list[str]
    digests: list[str]
    prints: list[Fingerprint]
    unreadable: list[str]

    @classmethod
    def read(cls, files: Iterable[tuple[str, Path]]) -> Sounds:
        """Return the recordings of files, given by name and place; each is decoded once, a minute at a time."""
        import soundfile

        found = cls([], [], [], [])
        for name, path in files:
            try:
                heard = fingerprint_of(path)
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except (soundfile.SoundFileError, OSError):
                found.unreadable.append(name)
                continue
            found.ids.append(name)
            found.digests.append(digest)
            found.prints.append(heard)
        return found


def sound_duplicates(sounds: Sounds, *, least: float) -> MediaDuplicates:
    """Return links, components and clusters of recordings; the first by name represents those linked to it.

    least: share of the shorter one's pairs of spectral peaks from which two count as near, in (0, 1].
    """
    return grouped(sounds.ids, _links(sounds, least))


def sound_leaks(train: Sounds, test: Sounds, *, least: float) -> list[MediaLink]:
    """Return the links across two sets; a is a place in train, b one in test. Nearest first for each of test."""
    both = Sounds([], [*train.digests, *test.digests], [*train.prints, *test.prints], [])
    return across(_links(both, least), len(train.prints))


def _links(sounds: Sounds, least: float) -> list[MediaLink]:
    """Return all links: of equal files, and of each with what its like is near to."""
    code = {digest: n for n, digest in enumerate(dict.fromkeys(sounds.digests))}
    bearers: dict[int, list[int]] = {}
    for place, digest in enumerate(sounds.digests):
        bearers.setdefault(code[digest], []).append(place)
    first = [places[0] for places in bearers.values()]
    items = np.arange(len(first))
    found = compare_sounds(
        items, items.astype(np.uint64), [sounds.prints[at] for at in first], [], threshold=least
    )
    links = same_files(sounds.digests)
    for link in found.links:
        ends = [(a, b) for a in bearers[link.a] for b in bearers[link.b]]
        links += [MediaLink(min(end), max(end), link.similarity, "near") for end in ends]
    return sorted(links, key=lambda link: (link.a, link.b))
