from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as coco

from goldsmith.consensus import plurality
from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.mask import Mask
from goldsmith.model import Item, Label, Question
from goldsmith.runs import decode, encode, from_array, runs_of, to_array

kind: Any = get("mask.v1")
LABELS = ("road", "sky", "tree")
HEIGHT, WIDTH = 24, 30
ITEM = Item(
    "i1",
    "s",
    None,
    "",
    0,
    None,
    {"image": {"type": "image", "media": "a.png", "width": WIDTH, "height": HEIGHT}},
)


def question(**options: Any) -> Question:
    return Question("q", "mask.v1", "Q?", labels=tuple(Label(key, key) for key in LABELS), options=options)


def mask(classes: Any) -> Mask:
    """Return the mask of a class map: 0 for no label, then the labels in order."""
    masks = [
        (label, encode(from_array(classes == code), classes.size))
        for code, label in enumerate(LABELS, 1)
        if (classes == code).any()
    ]
    height, width = classes.shape
    return Mask(height, width, tuple(masks))


def classes_of(value: Mask) -> Any:
    classes = np.zeros((value.height, value.width), dtype=np.int64)
    for label, counts in value.masks:
        classes[to_array(decode(counts, value.n_pixels), value.height, value.width)] = LABELS.index(label) + 1
    return classes


def picture(*rects: tuple[int, int, int, int, int]) -> Any:
    classes = np.zeros((HEIGHT, WIDTH), dtype=np.int64)
    for code, left, top, right, bottom in rects:
        classes[top:bottom, left:right] = code
    return classes


pictures = arrays.arrays(np.int64, (8, 9), elements=st.integers(0, 3))


def decided(values: list[Mask], asked: Question) -> tuple[list[Any], dict[str, Any]]:
    units = kind.align(values, asked)
    return units, {unit.key: plurality(unit.votes) for unit in units}


@pytest.mark.filterwarnings("ignore:__array__ implementation")
def test_another_tool_reads_what_is_stored_and_what_it_writes_is_taken() -> None:
    classes = picture((1, 0, 0, 10, 24), (2, 10, 3, 30, 20))
    (road, sky) = kind.dump(mask(classes))["masks"]
    assert coco.area({"size": [HEIGHT, WIDTH], "counts": road["counts"].encode()}) == 240
    read = coco.decode({"size": [HEIGHT, WIDTH], "counts": sky["counts"].encode()})
    assert ((classes == 2) == read).all()
    written = coco.encode(np.asfortranarray((classes == 3).astype(np.uint8) + (classes == 2)))
    raw = {"size": written["size"], "masks": [{"label": "sky", "counts": written["counts"].decode()}]}
    assert kind.parse(raw, ITEM, question()).masks[0][1] == sky["counts"]


def test_a_mask_saved_twice_is_the_same_pixels() -> None:
    rng = np.random.default_rng(0)
    value = mask(rng.integers(0, 4, (HEIGHT, WIDTH)))
    again = value
    for _ in range(3):
        again = kind.parse(kind.dump(again), ITEM, question())
    assert again == value


def test_a_semantic_mask_of_a_large_picture_is_small() -> None:
    y, x = np.mgrid[0:2160, 0:4096]
    waves = 1080 + 400 * np.sin(x / 300) + 60 * np.sin(x / 17)
    classes = np.where(y < waves, 2, 1)
    classes[(x - 3000) ** 2 + (y - 1500) ** 2 < 400**2] = 3
    assert len(str(kind.dump(mask(classes)))) < 50_000


def test_distance_is_the_share_of_labeled_pixels_that_differ() -> None:
    a = mask(picture((1, 0, 0, 10, 10)))
    b = mask(picture((1, 0, 0, 10, 5), (2, 0, 5, 10, 10)))
    assert kind.distance(a, b, question()) == 0.5
    assert kind.distance(a, mask(picture()), question()) == 1
    assert kind.distance(mask(picture()), mask(picture()), question()) == 0


def test_matching_pairs_equal_labels_with_their_iou() -> None:
    a = mask(picture((1, 0, 0, 10, 10), (3, 20, 0, 30, 10)))
    b = mask(picture((1, 0, 0, 10, 5), (2, 0, 5, 10, 10)))
    matching = kind.match(a, b, question())
    assert [(pair.label_a, pair.similarity) for pair in matching.pairs] == [("road", 0.5)]
    assert (matching.only_a, matching.only_b) == ((1,), (1,))


THICK = [
    mask(picture((1, 0, 0, 30, 12), (2, 0, 12, 30, 24))),
    mask(picture((1, 0, 0, 30, 12), (2, 0, 12, 30, 24), (3, 20, 14, 28, 22))),
]


def test_a_region_on_which_votes_differ_is_a_difference_with_its_place() -> None:
    (found,) = kind.differences(THICK, question())
    assert found["type"] == "label"
    assert found["labels"] == ["sky", "tree"]
    assert (found["pixels"], found["box"]) == (64, [20, 14, 8, 8])


def test_a_tie_is_the_tie_of_its_region_and_the_rest_is_decided() -> None:
    _, labels = decided(THICK, question())
    assert sorted(labels.values(), key=str) == [None, "road", "sky"]


def test_what_only_some_marked_is_extra_or_missing() -> None:
    empty, drawn = mask(picture()), mask(picture((1, 3, 3, 20, 20)))
    ways = [
        kind.differences(values, question())[0]["type"] for values in ([empty, drawn], [empty, drawn, drawn])
    ]
    assert ways == ["extra", "missing"]


def test_an_outline_drawn_a_little_apart_is_no_difference_and_comes_to_lie_half_way() -> None:
    a = mask(picture((1, 0, 0, 10, 24), (2, 10, 0, 30, 24)))
    b = mask(picture((1, 0, 0, 14, 24), (2, 14, 0, 30, 24)))
    assert kind.differences([a, b], question()) == []
    units, labels = decided([a, b], question())
    value = kind.assemble(labels, units, [a, b], question())
    assert (classes_of(value) == picture((1, 0, 0, 12, 24), (2, 12, 0, 30, 24))).all()
    assert [one["type"] for one in kind.differences([a, b], question(edge_px=3))] == ["label"]


def test_with_three_answers_lines_go_by_majority_too() -> None:
    edges = (10, 12, 14)
    values = [mask(picture((1, 0, 0, edge, 24), (2, edge, 0, 30, 24))) for edge in edges]
    units, labels = decided(values, question())
    assert kind.assemble(labels, units, values, question()) == values[1]


@given(st.lists(pictures, min_size=2, max_size=4), st.integers(0, 3), st.randoms(use_true_random=False))
def test_units_are_apart_and_do_not_depend_on_the_order_of_answers(
    maps: list[Any], edge_px: int, rng: Any
) -> None:
    values, asked = [mask(one) for one in maps], question(edge_px=edge_px)
    units = kind.align(values, asked)
    order = rng.sample(range(len(values)), len(values))
    turned = kind.align([values[place] for place in order], asked)
    assert [(unit.key, unit.votes) for unit in turned] == [
        (unit.key, tuple(unit.votes[place] for place in order)) for unit in units
    ]
    assert len({unit.key for unit in units}) == len(units)


@given(st.lists(pictures, min_size=1, max_size=4), st.integers(0, 3))
def test_every_pixel_of_a_decision_is_a_plurality_or_a_tied_line(maps: list[Any], edge_px: int) -> None:
    values, asked = [mask(one) for one in maps], question(edge_px=edge_px)
    units = kind.align(values, asked)
    led = {unit.key: plurality(unit.votes) for unit in units}
    labels = {unit.key: unit.votes[0] if led[unit.key] is None else led[unit.key] for unit in units}
    made = kind.assemble(labels, units, values, asked)
    assert kind.parse(kind.dump(made), sized(8, 9), asked) == made
    votes = np.stack(maps)
    counts = np.stack([(votes == code).sum(axis=0) for code in range(4)])
    mine = np.take_along_axis(counts, classes_of(made)[None], axis=0)[0]
    assert (mine == counts.max(axis=0)).all()


def sized(height: int, width: int) -> Item:
    image = {"type": "image", "media": "a.png", "width": width, "height": height}
    return Item("i1", "s", None, "", 0, None, {"image": image})


def test_merged_labels_are_one_mask() -> None:
    a = mask(picture((1, 0, 0, 10, 24), (2, 10, 0, 30, 24)))
    merged = kind.relabel(a, {"road": ("sky",)})
    assert merged == mask(picture((2, 0, 0, 30, 24)))
    assert kind.relabel(a, {"road": ("path",)}).masks[0][0] == "path"


def test_votes_may_leave_a_pixel_without_a_label() -> None:
    units = kind.align([mask(picture()), mask(picture((1, 0, 0, 12, 12)))], question())
    assert [unit.votes for unit in units] == [(ABSENT, "road"), (ABSENT, ABSENT)]


@pytest.mark.parametrize(
    "size", [[HEIGHT, WIDTH, 1], [WIDTH, HEIGHT], HEIGHT, None, [float(HEIGHT), WIDTH], [True, WIDTH]]
)
def test_the_size_is_that_of_the_upright_image(size: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse({"size": size, "masks": []}, ITEM, question())
    assert caught.value.slug == "mask.wrong_size"
    assert f"[{HEIGHT}, {WIDTH}]" in caught.value.mend


def test_options_are_checked() -> None:
    kind.check(question(edge_px=0))
    for options in ({"edge_px": -1}, {"edge_px": "4"}, {"edge": 4}):
        with pytest.raises(InvalidGuideline):
            kind.check(question(**options))


def test_agreement_costs_runs_and_not_pixels() -> None:
    """Ten thousand million pixels: an array of them fits no memory, four runs fit anywhere."""
    side = 100_000
    half, shift = side * side // 2, 7 * side

    def left_of(edge: int) -> Mask:
        return Mask(side, side, (("road", encode(runs_of([0], [edge]), side * side)),))

    one, other = left_of(half), left_of(half + shift)
    assert kind.areas(one, other) == {
        ("road", "road"): half,
        (ABSENT, "road"): shift,
        (ABSENT, ABSENT): side * side - half - shift,
    }
    assert kind.distance(one, other, question()) == shift / (half + shift)
