"""The loops that numba would compile, run as they are: they give what numpy gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from goldsmith.dedup import loops, near_duplicates
from goldsmith.dedup.minhash import IN_BAND, SALTS, band_keys, candidates, permutations
from goldsmith.dedup.shingles import jaccard, shingle_sets
from goldsmith.dedup.words import LETTERS, NEXT_LETTER, PIECE, as_bytes, mixed, word_hashes

TEXTS = [
    "Ask the OWNER of the house, please. \t Ask the owner of the house.",
    "ask the owner of the house, please: ask the owner of the barn",
    "",
    " \n",
    "naïve Straße 金 one two three four five six seven",
    "tiny",
    "one two three four five six seven eight one two three four",
]


@pytest.fixture(autouse=True)
def _wrapping_is_meant() -> Iterator[None]:
    with np.errstate(over="ignore"):
        yield


def test_words_have_the_same_hashes_in_loops_and_in_numpy() -> None:
    data, starts = as_bytes(TEXTS)
    found, n_words = loops.hash_words(data, starts, LETTERS, np.uint64(NEXT_LETTER))
    hashes, n = word_hashes(TEXTS)
    assert mixed(found).tolist() == hashes.tolist()
    assert n_words.tolist() == n.tolist() == [13, 13, 0, 0, 10, 1, 12]


def test_a_word_longer_than_a_piece_has_the_hash_of_its_letters() -> None:
    texts = ["ab" * PIECE, "short", "c" * (PIECE + 1)]
    data, starts = as_bytes(texts)
    found, _ = loops.hash_words(data, starts, LETTERS, np.uint64(NEXT_LETTER))
    assert mixed(found).tolist() == word_hashes(texts)[0].tolist()


def test_keys_and_similarities_are_the_same_in_loops_and_in_numpy() -> None:
    sets = shingle_sets(TEXTS)
    keys = loops.sign(sets.hashes, sets.starts, sets.counts, *permutations(3), IN_BAND, SALTS)
    assert keys.T.tolist() == band_keys(sets, seed=3).tolist()
    words = sets.at(np.flatnonzero(sets.is_words))
    a, b = np.triu_indices(len(words.counts), 1)
    found = loops.similarities(words.hashes, words.starts, words.counts, a, b)
    assert found.tolist() == jaccard(words, a, b).tolist()
    assert found.max() > 0


def test_the_digest_is_of_the_normalised_text() -> None:
    sets = shingle_sets([" Ｓtraße\n of  GOLD", "STRASSE of gold", "strasse of gold s", "of strasse gold"])
    assert len(set(sets.digests.tolist())) == 3
    assert sets.digests[0] == sets.digests[1]


def test_pairs_are_few_where_keys_collide() -> None:
    keys = np.zeros((32, 40), np.uint64)
    a, b = candidates(keys)
    assert len(a) == 39 + 38
    assert (a < b).all()


def test_batches_give_what_one_batch_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    from goldsmith.dedup import shingles

    whole = near_duplicates(TEXTS)
    monkeypatch.setattr(shingles, "BATCH", 20)
    assert len(list(shingles.batches(TEXTS))) == len(TEXTS)
    assert near_duplicates(TEXTS).links == whole.links
    monkeypatch.setattr(shingles, "MOST_TEXTS", 3)
    assert near_duplicates(TEXTS).links == whole.links
