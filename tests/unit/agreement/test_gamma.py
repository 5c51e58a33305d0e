"""Gamma, where its package is installed; and what is said where it is not."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import Marked, gamma
from goldsmith.errors import Unavailable

LABELS = ("p", "q")
ANN = ((0, 8, "p"), (14, 22, "q"), (30, 40, "p"))
BOB = ((0, 7, "p"), (14, 22, "p"), (33, 41, "p"))


def answers(*stretches: tuple[tuple[float, float, str], ...], item: str = "d1") -> list[Marked]:
    return [Marked(item, f"{who}", one, 50) for who, one in enumerate(stretches)]


def test_without_the_package_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygamma_agreement", None)
    with pytest.raises(Unavailable) as fault:
        gamma(answers(ANN, BOB), LABELS, rng=default_rng(0))
    assert "unitizing_alpha" in fault.value.mend


@pytest.mark.filterwarnings("ignore")
class TestWithThePackage:
    @pytest.fixture(autouse=True)
    def _installed(self) -> None:
        pytest.importorskip("pygamma_agreement")

    def test_the_same_answers_agree_fully_and_others_less(self) -> None:
        assert gamma(answers(ANN, ANN), LABELS, rng=default_rng(0)).value == pytest.approx(1)
        found = gamma(answers(ANN, BOB), LABELS, rng=default_rng(0))
        assert found.value is not None
        assert 0 < found.value < 1

    def test_the_same_seed_gives_the_same_value_and_leaves_others_alone(self) -> None:
        before = np.random.get_state(legacy=False)  # noqa: NPY002
        one, other = (gamma(answers(ANN, BOB), LABELS, rng=default_rng(7)).value for _ in range(2))
        assert one == other
        after = np.random.get_state(legacy=False)  # noqa: NPY002
        assert after["state"]["pos"] == before["state"]["pos"]
        assert after["state"]["key"].tolist() == before["state"]["key"].tolist()

    def test_one_stretch_is_enough(self) -> None:
        assert gamma(answers(ANN[:1], ANN[:1]), LABELS, rng=default_rng(0)).value == pytest.approx(1)

    def test_items_that_all_left_empty_change_nothing(self) -> None:
        both = [*answers(ANN, BOB), *answers((), (), item="d2")]
        assert gamma(both, LABELS, rng=default_rng(7)).value == pytest.approx(
            gamma(answers(ANN, BOB), LABELS, rng=default_rng(7)).value
        )

    def test_one_who_marked_nothing_is_heard(self) -> None:
        two = gamma(answers(ANN, ANN), LABELS, rng=default_rng(0)).value
        three = gamma(answers(ANN, ANN, ()), LABELS, rng=default_rng(0)).value
        assert two is not None
        assert three is not None
        assert three < two

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            (answers((), ()), "all_empty"),
            (answers(ANN), "no_overlap"),
        ],
    )
    def test_undefined_says_why(self, given: list[Marked], reason: str) -> None:
        found = gamma(given, LABELS, rng=default_rng(0)).undefined
        assert found is not None
        assert found.reason == reason
