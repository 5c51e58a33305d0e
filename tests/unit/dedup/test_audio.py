"""Recordings that are copies: cut, quiet, noisy and pressed ones are found, others are not; misses are named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from numpy.random import default_rng

from goldsmith.cli.dedup import dedup, leaks
from goldsmith.dedup.audio import compare_sounds, fingerprint, merged
from tests.unit.dedup.recordings import CHANGES, RATE, found, noisy, own, recording

KNOWN_MISSES = {"5 % faster"}


@pytest.mark.parametrize("name", CHANGES)
def test_changed_copies_of_a_minute_are_found_and_nothing_else_is(name: str) -> None:
    n_found, n_wrong, _ = found(CHANGES[name], 3)
    assert n_wrong == 0
    assert n_found == (0 if name in KNOWN_MISSES else 3)


def test_silence_and_what_is_too_short_have_no_fingerprint_and_are_linked_to_nothing() -> None:
    quiet = [own(np.zeros(RATE * 5)), own(np.zeros(RATE * 5)), own(np.ones(40))]
    assert all(len(each.keys) == 0 for each in quiet)
    items = np.arange(3)
    assert compare_sounds(items, items.astype(np.uint64), quiet, []).links == ()


def test_noise_is_linked_to_no_other_noise() -> None:
    rng = default_rng(2)
    prints = [fingerprint(rng.normal(0, 0.2, RATE * 20), RATE) for _ in range(4)]
    items = np.arange(4)
    assert compare_sounds(items, items.astype(np.uint64), prints, []).links == ()


def test_merged_indexes_find_what_both_would() -> None:
    rng = default_rng(4)
    tunes = [recording(rng, 15) for _ in range(4)]
    one = compare_sounds(np.arange(2), np.arange(2, dtype=np.uint64), [own(t) for t in tunes[:2]], []).index
    two = compare_sounds(
        np.arange(2, 4), np.arange(2, 4, dtype=np.uint64), [own(t) for t in tunes[2:]], []
    ).index
    copies = [own(noisy(tune, 15, rng)) for tune in tunes]
    new = np.arange(10, 14)
    links = compare_sounds(new, new.astype(np.uint64), copies, [merged(one, two)]).links
    assert [(link.a, link.b) for link in links] == [(0, 10), (1, 11), (2, 12), (3, 13)]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Three tunes to train with, and a test folder with a quiet cut of one, a new one and a file that is none."""
    rng = default_rng(6)
    tunes = [recording(rng, 20) for _ in range(4)]
    train, test = tmp_path / "train", tmp_path / "test"
    for folder in (train, test):
        folder.mkdir()
    for n, tune in enumerate(tunes[:3]):
        soundfile.write(train / f"{n}.wav", tune, RATE)
    soundfile.write(test / "cut.flac", tunes[1][RATE * 4 :] * 0.3, RATE)
    soundfile.write(test / "new.ogg", tunes[3], RATE, format="OGG", subtype="VORBIS")
    (test / "broken.mp3").write_bytes(b"ID3 and no more")
    return train, test


def test_leaks_between_folders_of_recordings_are_listed(folders: tuple[Path, Path]) -> None:
    result = CliRunner().invoke(leaks, [*map(str, folders), "--json"])
    assert result.exit_code == 1, result.output
    told = json.loads(result.output)
    assert [(pair["train"], pair["test"], pair["evidence"]) for pair in told["pairs"]] == [
        ("1.wav", "cut.flac", "near")
    ]
    assert told["unreadable"] == ["broken.mp3"]


def test_copies_within_a_folder_of_recordings_are_grouped(folders: tuple[Path, Path]) -> None:
    train, _ = folders
    (train / "same.wav").write_bytes((train / "0.wav").read_bytes())
    result = CliRunner().invoke(dedup, [str(train), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["n_links"] == {"exact": 1, "near": 0}
    assert (told["n_components"], told["largest_component"]) == (1, 2)
