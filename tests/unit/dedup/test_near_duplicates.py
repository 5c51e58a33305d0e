from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.dedup import Duplicates, canary_recall, near_duplicates, near_duplicates_of_batches, normalised
from goldsmith.dedup.canaries import edited
from goldsmith.dedup.minhash import band_keys, candidates, signatures
from goldsmith.dedup.shingles import jaccard, shingle_sets
from goldsmith.errors import InvalidInput

WORDS = [
    f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "ra", "so", "ti", "l", "mek", "sh")
]


def passages(n: int, rng: Generator, *, words: int = 46) -> list[str]:
    return [" ".join(rng.choice(WORDS, words)) for _ in range(n)]


def planted(share: float, rng: Generator, *, n: int = 1_500) -> tuple[list[str], int]:
    """Return n passages, a third of them with a copy behind all of them, in the passages' order."""
    texts = passages(n, rng)
    return texts + [edited(text, share, rng) for text in texts[: n // 3]], n


def recall(found: Duplicates, n: int) -> float:
    copies = len(found.component) - n
    return float((found.component[:copies] == found.component[n:]).mean())


@pytest.mark.parametrize(("share", "least"), [(0.02, 0.99), (0.05, 0.95), (0.1, 0.6)])
def test_planted_copies_are_found_and_nothing_else_is(share: float, least: float) -> None:
    texts, n = planted(share, default_rng(3))
    found = near_duplicates(texts)
    assert recall(found, n) >= least
    true = sum(link.b - n == link.a for link in found.links)
    assert true / len(found.links) >= 0.99


def test_exact_and_normalised_copies_are_all_found() -> None:
    texts = passages(300, default_rng(1))
    found = near_duplicates([*texts, *texts, *(f"  {text.upper()}\n" for text in texts)])
    assert recall(found, 300) == 1
    assert found.cluster.max() + 1 == 300
    evidence = [link.evidence for link in found.links]
    assert (evidence.count("exact"), evidence.count("normalised"), evidence.count("near")) == (300, 300, 0)


def test_the_order_of_rows_changes_nothing() -> None:
    rng = default_rng(5)
    texts, _ = planted(0.05, rng, n=240)
    texts += ["", " ", texts[0].upper(), texts[1], "short", "Short"]
    ids = [f"i{n}" for n in range(len(texts))]
    order = rng.permutation(len(texts))
    one = near_duplicates(texts, ids=ids)
    other = near_duplicates([texts[n] for n in order], ids=[ids[n] for n in order])
    assert one.component[order].tolist() == other.component.tolist()
    assert one.cluster[order].tolist() == other.cluster.tolist()
    assert one.similarity[order].tolist() == other.similarity.tolist()
    assert one.representative[order].tolist() == order[other.representative].tolist()
    told = [(ids[link.a], ids[link.b], link.similarity, link.evidence) for link in one.links]
    assert told == [
        (ids[order[link.a]], ids[order[link.b]], link.similarity, link.evidence) for link in other.links
    ]


def test_links_join_two_different_rows_once_and_in_the_order_of_ids() -> None:
    texts, _ = planted(0.02, default_rng(2), n=90)
    links = near_duplicates(texts).links
    ends = [(link.a, link.b) for link in links]
    assert all(a < b for a, b in ends)
    assert len(set(ends)) == len(ends) > 20


def test_empty_texts_are_told_apart_and_are_no_duplicates_of_one_another() -> None:
    found = near_duplicates(["", None, " \n\t", "a word", "A  word"])
    assert found.empty.tolist() == [0, 1, 2]
    assert found.component.tolist() == [0, 1, 2, 3, 3]
    assert found.cluster.tolist() == found.component.tolist()


def test_a_long_blank_text_leads_nothing() -> None:
    found = near_duplicates(["zeta", "Zeta", " " * 50])
    assert found.representative.tolist() == [0, 0, 2]


@pytest.mark.parametrize("texts", [[], [""], [None, ""], ["one"]])
def test_nothing_to_compare_is_no_error(texts: list[str | None]) -> None:
    found = near_duplicates(texts)
    assert found.links == ()
    assert found.cluster.tolist() == list(range(len(texts)))


def test_texts_without_blanks_are_compared_by_characters() -> None:
    rng = default_rng(0)
    texts = ["".join(chr(0x4E00 + n) for n in rng.integers(0, 900, 60)) for _ in range(200)]
    copies = [text[:30] + "金" + text[31:] for text in texts]
    found = near_duplicates([*texts, *copies])
    assert recall(found, 200) >= 0.99
    assert all(link.b - 200 == link.a for link in found.links)


def test_a_short_text_is_compared_by_characters() -> None:
    found = near_duplicates(["How do I reset my password?", "How do I reset my password", "How old is it?"])
    assert found.component.tolist() == [0, 0, 1]


def test_shingles_of_words_are_never_compared_with_those_of_characters() -> None:
    sets = shingle_sets(["one two three four", "one two three four five six"])
    assert sets.is_words.tolist() == [False, True]
    assert jaccard(sets, np.array([0]), np.array([1])).tolist() == [0]


def test_the_similarity_is_the_true_share_of_shingles_in_common() -> None:
    found = near_duplicates(["a b c d e f g h i j", "a b c d e f g h i x"], threshold=0.3)
    assert [link.similarity for link in found.links] == [pytest.approx(7 / 9)]
    assert found.similarity.tolist() == [1, pytest.approx(7 / 9)]


def test_estimates_from_signatures_are_near_the_truth() -> None:
    texts, n = planted(0.1, default_rng(8), n=900)
    sets = shingle_sets([normalised(text) for text in texts])
    a, b = np.arange(300), np.arange(n, n + 300)
    signed = signatures(sets)
    error = (signed[:, a] == signed[:, b]).mean(axis=0) - jaccard(sets, a, b)
    assert abs(error.mean()) < 0.01
    assert error.std() < 0.05


def test_a_chain_is_one_component_but_each_member_of_a_cluster_is_like_its_representative() -> None:
    words = default_rng(4).permutation(WORDS).tolist()
    chain = [" ".join(words[start : start + 60]) for start in range(0, 150, 15)]
    found = near_duplicates(chain)
    assert set(found.component.tolist()) == {0}
    assert len(set(found.cluster.tolist())) > 2
    sets = shingle_sets([normalised(text) for text in chain])
    assert jaccard(sets, np.arange(len(chain)), found.representative) == pytest.approx(found.similarity)
    assert found.similarity.min() >= 0.5


def test_the_longest_text_represents_and_then_the_smallest_id() -> None:
    text = passages(1, default_rng(6))[0]
    found = near_duplicates([text, text + " and", text + " and", text.upper()], ids=["4", "30", "9", "1"])
    assert found.representative.tolist() == [2, 2, 2, 2]


def test_giant_buckets_of_boilerplate_stay_bounded_and_joined() -> None:
    rng = default_rng(7)
    common = passages(1, rng, words=200)[0]
    texts = [f"{common} {tail}" for tail in passages(1_000, rng, words=10)]
    a, _ = candidates(band_keys(shingle_sets(texts)))
    assert len(a) < 100 * len(texts)
    found = near_duplicates(texts)
    assert found.component.max() == 0
    assert found.cluster.max() == 0


@pytest.mark.parametrize("threshold", [0, -1, 1.5, float("nan")])
def test_a_threshold_that_is_no_similarity_is_refused(threshold: float) -> None:
    with pytest.raises(InvalidInput, match="threshold"):
        near_duplicates(["a"], threshold=threshold)


def test_repeated_ids_are_refused() -> None:
    with pytest.raises(InvalidInput, match="1 different ids"):
        near_duplicates(["a", "b"], ids=["x", "x"])


def test_lone_surrogates_and_long_words_are_compared_like_any_text() -> None:
    odd = "\ud800 " + "x" * 100_000 + " one two three four five"
    assert near_duplicates([odd, odd.upper(), "金\udfff"]).component.tolist() == [0, 0, 1]


@pytest.mark.parametrize("threshold", [0.5, 0.99])
def test_canaries_tell_how_many_planted_copies_are_found(threshold: float) -> None:
    texts = passages(400, default_rng(9))
    few, many = canary_recall(texts, rng=default_rng(1), threshold=threshold, edits=[0.02, 0.3])
    assert few.n == many.n == 300
    assert few.recall is not None
    assert many.recall is not None
    assert many.recall < 0.2
    assert few.recall > 0.98 if threshold == 0.5 else few.recall < 0.02


def test_canaries_do_not_depend_on_the_order_of_rows_and_leave_out_short_texts() -> None:
    texts = passages(50, default_rng(9))
    one = canary_recall(texts, rng=default_rng(1))
    assert one == canary_recall(["tiny", *reversed(texts), None], rng=default_rng(1))
    assert one[0].n == 50
    nothing = canary_recall(["tiny", None, ""], rng=default_rng(1))
    assert [(canary.n, canary.recall) for canary in nothing] == [(0, None)] * 3


@pytest.mark.parametrize("size", [1, 50, 1000])
def test_batches_that_are_not_held_give_what_all_texts_give(tmp_path: Path, size: int) -> None:
    rng = default_rng(11)
    texts: list[str | None] = [*planted(0.05, rng, n=240)[0], "", None, "tiny", "Tiny"]
    texts += [texts[0], str(texts[1]).upper(), texts[1]]
    whole = near_duplicates(texts)
    parts = (texts[start : start + size] for start in range(0, len(texts), size))
    found = near_duplicates_of_batches(parts, folder=tmp_path)
    assert found.links == whole.links
    for name in ("component", "cluster", "representative", "similarity", "empty"):
        assert getattr(found, name).tolist() == getattr(whole, name).tolist()
    assert list(tmp_path.iterdir()) == []


def test_no_batches_are_no_error(tmp_path: Path) -> None:
    assert near_duplicates_of_batches([], folder=tmp_path).links == ()
    assert near_duplicates_of_batches([[], [None]], folder=tmp_path).empty.tolist() == [0]
