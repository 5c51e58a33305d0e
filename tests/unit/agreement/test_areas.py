"""Agreement of masks: by hand, against a count of pixel after pixel, and what it leaves undefined."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import ComparedAreas, area_report
from goldsmith.errors import InvalidInput

LABELS = ("sky", "road")


def pair(item: str, a: str, b: str, **pixels: int) -> ComparedAreas:
    """Return a pair of masks; `sky_road=5` are five pixels that a calls sky and b road, `none` no label."""
    named = {
        tuple("" if label == "none" else label for label in key.split("_")): n for key, n in pixels.items()
    }
    return ComparedAreas(item, a, b, {(one, other): n for (one, other), n in named.items()})


def test_dice_and_iou_are_of_the_pixels_of_a_label() -> None:
    report = area_report(
        [pair("i", "a", "b", sky_sky=60, sky_road=20, road_road=20)], LABELS, rng=default_rng(0)
    )
    rows = {row.label: row for row in report.per_label}
    assert rows["sky"].dice.value == pytest.approx(2 * 60 / (80 + 60))
    assert rows["sky"].iou.value == pytest.approx(60 / 80)
    assert rows["road"].dice.value == pytest.approx(2 * 20 / (20 + 40))
    assert rows["road"].iou.value == pytest.approx(20 / 40)
    assert report.coefficients["mean_iou"].value == pytest.approx((0.75 + 0.5) / 2)
    assert [row.label for row in report.per_label] == ["road", "sky"]
    assert rows["sky"].confused_with == ("road", 20)
    assert report.pairs[0].labels["road"] == pytest.approx((2 / 3, 0.5))


def test_pixel_alpha_is_krippendorffs_with_pixels_as_units() -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(0, 3, 40_000)
    b = np.where(rng.random(40_000) < 0.3, rng.integers(0, 3, 40_000), a)
    names = ("", *LABELS)
    pixels = {(names[i], names[j]): int(((a == i) & (b == j)).sum()) for i in range(3) for j in range(3)}
    report = area_report([ComparedAreas("i", "ann", "bob", pixels)], LABELS, rng=default_rng(0))
    expected = krippendorff.alpha(np.stack([a, b]), level_of_measurement="nominal")
    assert report.coefficients["krippendorff_alpha"].value == pytest.approx(expected, abs=1e-4)


def test_every_picture_counts_alike_whatever_its_size() -> None:
    small, large = pair("s", "a", "b", sky_sky=10), pair("l", "a", "b", sky_road=1_000_000)
    report = area_report([small, large], LABELS, rng=default_rng(0))
    assert report.coefficients["percent"].value == pytest.approx(0.5)


def test_the_interval_is_over_items_and_not_over_pixels() -> None:
    one = [pair("i", "a", "b", sky_sky=900_000, sky_road=100_000)]
    alone = area_report(one, LABELS, rng=default_rng(0)).coefficients["percent"]
    assert alone.low is None
    assert "single item" in str(alone.no_interval)
    rng = default_rng(1)
    shares = rng.uniform(0.4, 1, 60)
    many = [
        pair(f"i{n}", "a", "b", sky_sky=int(1e6 * share), sky_road=int(1e6 * (1 - share)))
        for n, share in enumerate(shares)
    ]
    percent = area_report(many, LABELS, rng=default_rng(0)).coefficients["percent"]
    assert percent.low is not None
    assert percent.high is not None
    assert 0.02 < percent.high - percent.low < 0.2


def test_what_nobody_used_is_undefined_and_says_so() -> None:
    report = area_report([pair("i", "a", "b", sky_sky=10)], LABELS, rng=default_rng(0))
    road = next(row for row in report.per_label if row.label == "road")
    assert road.iou.value is None
    assert "Nobody gave this label" in str(road.iou.undefined)
    assert report.coefficients["krippendorff_alpha"].value is None
    assert report.to_json()["units"] == "areas"


def test_order_of_answers_and_annotators_plays_no_part() -> None:
    answers = [
        pair("i", "a", "b", sky_sky=60, sky_road=20, road_none=20),
        pair("j", "a", "c", road_sky=5, sky_sky=5),
    ]
    turned = [
        ComparedAreas(each.item, each.b, each.a, {(y, x): n for (x, y), n in each.pixels.items()})
        for each in reversed(answers)
    ]
    there, back = (area_report(each, LABELS, rng=default_rng(0)) for each in (answers, turned))
    for name, one in there.coefficients.items():
        assert one.value == pytest.approx(back.coefficients[name].value)


def test_people_like_these_need_three() -> None:
    answers = [
        pair(f"{n}", a, b, sky_sky=60 + n, sky_road=20, road_road=20)
        for n in range(6)
        for a, b in (("a", "b"), ("a", "c"), ("b", "c"))
    ]
    alpha = area_report(answers, LABELS, rng=default_rng(0)).coefficients["krippendorff_alpha"]
    assert alpha.low_people is not None
    anonymous = area_report(answers, LABELS, rng=default_rng(0), identified=False)
    assert anonymous.pairs == ()
    assert anonymous.coefficients["krippendorff_alpha"].low_people is None


def test_labels_that_are_not_declared_are_refused() -> None:
    with pytest.raises(InvalidInput, match="sea"):
        area_report([pair("i", "a", "b", sea_sky=1)], LABELS, rng=default_rng(0))
    with pytest.raises(InvalidInput, match="themselves"):
        area_report([pair("i", "a", "a", sky_sky=1)], LABELS, rng=default_rng(0))
