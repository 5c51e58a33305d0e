"""Runs of pixels against arrays of pixels, and against the reference that reads the same text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as coco
from scipy import ndimage

from goldsmith import runs
from goldsmith.errors import InvalidValue

pictures = arrays.arrays(bool, arrays.array_shapes(min_dims=2, max_dims=2, max_side=12))


@given(pictures)
def test_the_text_is_the_one_that_coco_tools_write_and_comes_back(picture: Any) -> None:
    text = runs.encode(runs.from_array(picture), picture.size)
    assert text == coco.encode(np.asfortranarray(picture.astype(np.uint8)))["counts"].decode()
    again = runs.decode(text, picture.size)
    assert (runs.to_array(again, *picture.shape) == picture).all()
    assert runs.encode(again, picture.size) == text


@pytest.mark.parametrize("n", [1, 15, 16, 511, 512, 16_383, 16_384, 8_847_360, 2**31])
def test_long_runs_are_written_and_read(n: int) -> None:
    whole = runs.runs_of([0], [n])
    assert runs.decode(runs.encode(whole, n), n).area == n
    late = runs.runs_of([n], [n + 3])
    assert runs.decode(runs.encode(late, n + 3), n + 3).starts.tolist() == [n]


@pytest.mark.parametrize("text", ["", "5", "5221 ", "522P", "é", "PPPPPPPPPPPPP1", "`0", "O", "8O8"])
def test_a_text_that_names_no_pixels_of_this_picture_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        runs.decode(text, 12)
    assert caught.value.slug == "mask.bad_counts"


@given(pictures, st.data())
def test_sets_of_runs_are_sets_of_pixels(a: Any, data: st.DataObject) -> None:
    b = data.draw(arrays.arrays(bool, a.shape))
    one, other = runs.from_array(a), runs.from_array(b)

    def pixels(of: runs.Runs) -> Any:
        assert (of.starts[1:] > of.ends[:-1]).all()
        return runs.to_array(of, *a.shape)

    assert (pixels(runs.united([one, other])) == (a | b)).all()
    assert (pixels(runs.shared([one, other])) == (a & b)).all()
    assert (pixels(runs.without(one, other)) == (a & ~b)).all()
    assert runs.overlaps([one, other]) == bool((a & b).any())
    assert one.area == int(a.sum())
    assert runs.iou(one, other) == (float((a & b).sum() / (a | b).sum()) if (a | b).any() else 0)


@given(pictures)
def test_components_are_those_of_the_picture(picture: Any) -> None:
    parts = runs.components(runs.from_array(picture), picture.shape[0])
    named, n = ndimage.label(picture)
    assert len(parts) == n
    firsts = [int(part.starts[0]) for part in parts]
    assert firsts == sorted(firsts)
    for part in parts:
        pixels = runs.to_array(part, *picture.shape)
        (name,) = set(named[pixels])
        assert ((named == name) == pixels).all()


@given(pictures, st.integers(1, 4))
def test_squares_are_where_a_square_fits(picture: Any, side: int) -> None:
    height, width = picture.shape
    fits = np.zeros_like(picture)
    for y in range(height - side + 1):
        for x in range(width - side + 1):
            fits[y, x] = picture[y : y + side, x : x + side].all()
    found = runs.to_array(runs.squares(runs.from_array(picture), height, side), height, width)
    assert (found == fits).all()


@given(pictures.filter(lambda picture: picture.any()))
def test_bounds_are_the_rectangle_round_the_pixels(picture: Any) -> None:
    rows, columns = np.nonzero(picture)
    x, y, width, height = runs.bounds(runs.from_array(picture), picture.shape[0])
    assert (x, y, x + width - 1, y + height - 1) == (
        columns.min(),
        rows.min(),
        columns.max(),
        rows.max(),
    )


@given(
    arrays.arrays(np.int8, (6, 7), elements=st.integers(-1, 2)),
    arrays.arrays(np.int8, (6, 7), elements=st.integers(-1, 2)),
)
def test_shared_pixels_are_counted_code_by_code(a: Any, b: Any) -> None:
    one, other = (
        runs.steps([runs.from_array(codes == code) for code in range(3)], codes.size) for codes in (a, b)
    )
    counts = runs.pixels_shared(one, other, 3, 3)
    for i in range(-1, 3):
        for j in range(-1, 3):
            assert counts[i, j] == ((a == i) & (b == j)).sum()
