"""New items beside all earlier ones: the same links as in one go, and an index that only grows."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from PIL import Image

from goldsmith.dedup import near_duplicates
from goldsmith.dedup.canaries import edited
from goldsmith.dedup.image_index import compare_images
from goldsmith.dedup.images import look_of
from goldsmith.dedup.index import Index, ItemLink, looked_up, merged_postings, postings
from goldsmith.dedup.text_index import compare_texts

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "ra", "so", "ti", "l", "mek")]


def passages(n: int, rng: Generator) -> list[str]:
    return [" ".join(rng.choice(WORDS, 40)) for _ in range(n)]


def in_batches(texts: Sequence[str], size: int) -> list[ItemLink]:
    """Return the links of texts that arrive a batch at a time; item n is texts[n]."""
    indexes: list[Index] = []
    links: list[ItemLink] = []
    for start in range(0, len(texts), size):
        items = np.arange(start, min(start + size, len(texts)))
        found = compare_texts(
            items, [texts[int(n)] for n in items], indexes, lambda seqs: [texts[n] for n in seqs]
        )
        links += found.links
        indexes.append(found.index)
    return links


def components(links: Sequence[ItemLink], n: int) -> list[int]:
    head = list(range(n))

    def find(item: int) -> int:
        while head[item] != item:
            item = head[item]
        return item

    for link in links:
        a, b = sorted((find(link.a), find(link.b)))
        head[b] = a
    return [find(item) for item in range(n)]


@pytest.mark.parametrize("size", [1, 7, 100, 1000])
def test_batches_of_any_size_link_what_one_comparison_links(size: int) -> None:
    rng = default_rng(4)
    texts = passages(120, rng)
    texts += [edited(text, 0.04, rng) for text in texts[:40]] + [texts[50].upper(), texts[51], "", "  "]
    texts = [texts[n] for n in rng.permutation(len(texts))]
    whole = near_duplicates(texts)
    found = components(in_batches(texts, size), len(texts))
    same = {tuple(np.flatnonzero(whole.component == at)) for at in set(whole.component.tolist())}
    assert {tuple(np.flatnonzero(np.array(found) == at)) for at in set(found)} == same


def test_a_text_is_linked_to_the_earliest_that_bears_it_and_says_how() -> None:
    texts = ["Ask the owner first.", "something else", "ask the  owner first.", "Ask the owner first."]
    assert in_batches(texts, 2) == [
        ItemLink(0, 2, 1.0, "normalised"),
        ItemLink(0, 3, 1.0, "exact"),
    ]


def test_blank_texts_are_linked_to_nothing() -> None:
    assert in_batches(["", " ", "\n", ""], 1) == []


def test_an_index_gives_the_rows_of_a_key_up_to_a_bound_and_merging_loses_none() -> None:
    keys = np.array([5, 3, 5, 9], np.uint64)
    one = postings(keys, owner=np.array([1, 2, 3, 4]))
    both = merged_postings(one, postings(np.array([5], np.uint64), owner=np.array([7])))
    place, row = looked_up(both, np.array([9, 5, 4], np.uint64))
    assert sorted(zip(place.tolist(), both["owner"][row].tolist(), strict=True)) == [
        (0, 4),
        (1, 1),
        (1, 3),
        (1, 7),
    ]
    assert len(looked_up(both, np.array([5], np.uint64), most=2)[0]) == 2


def picture(rng: Generator) -> Image.Image:
    return Image.fromarray(rng.integers(0, 255, (9, 9, 3), dtype=np.uint8)).resize((90, 90))


def data(image: Image.Image, quality: int = 95) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def test_images_of_a_later_batch_find_their_twins_flipped_and_pressed_and_equal() -> None:
    rng = default_rng(8)
    first = [picture(rng) for _ in range(12)]
    looks = [look_of(data(image)) for image in first]
    old = compare_images(np.arange(12), np.arange(12, dtype=np.uint64), looks, [])
    assert old.links == ()
    later = [data(first[3], 30), data(first[4].transpose(Image.Transpose.FLIP_LEFT_RIGHT)), data(first[5])]
    contents = np.array([100, 101, 5], np.uint64)
    found = compare_images(np.arange(20, 23), contents, [look_of(each) for each in later], [old.index])
    assert [(x.a, x.b, x.evidence) for x in found.links] == [
        (3, 20, "near"),
        (4, 21, "mirrored"),
        (5, 22, "exact"),
    ]
    assert found.index["item"].tolist() == [20, 21]


def test_where_several_indexes_know_a_text_the_earliest_bearer_is_linked() -> None:
    one = compare_texts(np.array([1]), ["Ask the owner first."], [], lambda items: [])
    other = compare_texts(np.array([5]), ["ask the owner first."], [], lambda items: [])
    texts = {1: "Ask the owner first.", 5: "ask the owner first."}
    found = compare_texts(
        np.array([9]),
        ["Ask the owner first."],
        [other.index, one.index],
        lambda items: [texts[n] for n in items],
    )
    assert found.links == (ItemLink(1, 9, 1.0, "exact"),)
