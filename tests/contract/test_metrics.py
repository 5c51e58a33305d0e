"""What every metric on given units promises."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement.registry import Metric, get, registry
from goldsmith.errors import InvalidInput, NotFound
from goldsmith.votes import Estimate, Votes

METRICS = [get(name) for name in registry]
PEOPLE = ("ann", "bob", "cem", "dee")


def name_of(metric: Metric) -> str:
    return metric.name


every_metric = pytest.mark.parametrize("metric", METRICS, ids=name_of)


def random_votes(metric: Metric, seed: int = 0, n: int = 60) -> Votes:
    """Return votes that agree somewhat; two annotators where the metric compares two, else four with gaps."""
    rng = default_rng(seed)
    people = PEOPLE[:2] if metric.two_only else PEOPLE
    items, annotators = np.repeat(np.arange(n), len(people)), np.tile(people, n)
    labels = np.where(rng.random(len(items)) < 0.7, items % 3, rng.integers(0, 3, len(items)))
    kept = rng.random(len(items)) < 0.9
    return Votes.from_records(items[kept], annotators[kept], labels[kept], label_set=range(3))


def measured(metric: Metric, votes: Votes) -> Estimate:
    return metric.measure(votes, rng=default_rng(0), replicates=200)


@every_metric
def test_a_metric_is_found_by_its_name_with_and_without_version(metric: Metric) -> None:
    assert get(metric.name.rpartition(".v")[0]) is metric


def test_an_unknown_metric_names_the_nearest() -> None:
    with pytest.raises(NotFound, match=r"fleiss_kappa\.v1"):
        get("fleis_kappa")


@every_metric
def test_full_agreement_over_two_labels_is_one_and_still_not_certain(metric: Metric) -> None:
    items, people = [n for n in range(40) for _ in range(2)], ["a", "b"] * 40
    estimate = measured(metric, Votes.from_records(items, people, [n % 2 for n in items]))
    assert estimate.value == pytest.approx(1)
    assert estimate.high == pytest.approx(1)
    assert estimate.low is not None
    assert estimate.low < 1
    assert estimate.choices["interval"] == "clopper_pearson"


@every_metric
def test_the_order_of_votes_plays_no_part(metric: Metric) -> None:
    votes = random_votes(metric)
    order = default_rng(1).permutation(votes.n_votes)
    shuffled = replace(
        votes, item=votes.item[order], annotator=votes.annotator[order], label=votes.label[order]
    )
    assert measured(metric, shuffled).to_json() == measured(metric, votes).to_json()


@every_metric
def test_the_names_of_nominal_labels_play_no_part(metric: Metric) -> None:
    votes = random_votes(metric)
    renamed = replace(votes, label=np.array([2, 0, 1])[votes.label])
    assert measured(metric, renamed).value == pytest.approx(measured(metric, votes).value)


@every_metric
def test_the_same_seed_gives_the_same_bytes(metric: Metric) -> None:
    first, second = (json.dumps(measured(metric, random_votes(metric)).to_json()) for _ in range(2))
    assert first == second


@every_metric
def test_the_interval_holds_the_value_and_people_like_these_vary_more(metric: Metric) -> None:
    estimate = measured(metric, random_votes(metric))
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    assert -1 <= estimate.low < estimate.value < estimate.high <= 1
    if metric.two_only:
        assert estimate.no_people is not None
        assert estimate.no_people.reason == "too_few_annotators"
    else:
        assert estimate.low_people is not None
        assert estimate.high_people is not None
        assert estimate.low_people <= estimate.low < estimate.high <= estimate.high_people


@every_metric
def test_without_overlap_there_is_a_reason_and_no_number(metric: Metric) -> None:
    estimate = measured(metric, Votes.from_records([1, 2], ["a", "b"], ["x", "y"]))
    assert estimate.value is None
    assert estimate.undefined is not None
    assert estimate.undefined.reason == "no_overlap"


@every_metric
def test_no_votes_at_all_is_no_overlap(metric: Metric) -> None:
    estimate = measured(metric, Votes.from_records([], [], [], label_set=["x", "y"]))
    assert estimate.undefined is not None
    assert estimate.undefined.reason == "no_overlap"
    assert estimate.n_votes == 0


@every_metric
def test_one_label_everywhere_is_never_a_chance_corrected_one(metric: Metric) -> None:
    items, people = [n for n in range(9) for _ in range(2)], ["a", "b"] * 9
    estimate = measured(metric, Votes.from_records(items, people, ["x"] * 18, label_set=["x", "y"]))
    if metric.name.startswith("percent"):
        assert estimate.value == 1
    else:
        assert estimate.value is None
        assert estimate.undefined is not None
        assert estimate.undefined.reason == "no_variation"


@every_metric
def test_found_units_are_refused_and_the_mend_names_what_to_use(metric: Metric) -> None:
    with pytest.raises(InvalidInput, match="found_report") as caught:
        measured(metric, replace(random_votes(metric), units="found"))
    assert caught.value.slug == "agreement.found_units"


@every_metric
def test_an_estimate_carries_its_choices_and_its_ns(metric: Metric) -> None:
    votes = random_votes(metric)
    estimate = measured(metric, votes)
    chosen = estimate.choices
    assert (chosen["version"], chosen["seed"], chosen["replicates"]) == (metric.name, 0, 200)
    assert (chosen["labels"], chosen["level"], chosen["weights"]) == (["0", "1", "2"], "nominal", "equal")
    assert (chosen["resampling_unit"], chosen["dropped"]) == ("item", 0)
    assert (estimate.n_items, estimate.n_pairable) == (votes.n_items, votes.n_pairable)
    assert (estimate.n_annotators, estimate.n_votes) == (votes.n_annotators, votes.n_votes)
    json.dumps(estimate.to_json(), allow_nan=False)


@every_metric
def test_weights_that_are_all_alike_change_nothing_but_the_words(metric: Metric) -> None:
    votes = random_votes(metric)
    weighted = replace(votes, weight=np.full(len(votes.items), 7.0))
    assert measured(metric, weighted).value == pytest.approx(measured(metric, votes).value)
    assert measured(metric, weighted).choices["weights"] == "hajek"


@every_metric
def test_an_item_of_weight_two_counts_as_two_items(metric: Metric) -> None:
    """Alpha's correction for small samples scales with the weights, so it is near, not equal."""
    votes = random_votes(metric)
    weight = np.where(np.arange(len(votes.items)) < 20, 2.0, 1.0)
    twice = [place for place, item in enumerate(votes.item) if item < 20]
    doubled = replace(
        votes,
        item=np.concatenate([votes.item, votes.item[twice] + len(votes.items)]),
        annotator=np.concatenate([votes.annotator, votes.annotator[twice]]),
        label=np.concatenate([votes.label, votes.label[twice]]),
        items=(*votes.items, *(f"again {item}" for item in votes.items[:20])),
    )
    near = 1e-3 if metric.name.startswith("krippendorff") else 1e-9
    assert measured(metric, replace(votes, weight=weight)).value == pytest.approx(
        measured(metric, doubled).value, abs=near
    )


@every_metric
def test_copies_in_a_group_do_not_narrow_the_interval(metric: Metric) -> None:
    """Each item eight times: an item bootstrap would take the copies for news."""
    votes = random_votes(metric, n=200)
    n = len(votes.items)
    copied = replace(
        votes,
        item=np.concatenate([votes.item + n * copy for copy in range(8)]),
        annotator=np.tile(votes.annotator, 8),
        label=np.tile(votes.label, 8),
        items=tuple(f"{item} {copy}" for copy in range(8) for item in votes.items),
    )
    grouped = replace(copied, group=np.tile(np.arange(n), 8))
    one, naive, honest = (measured(metric, each) for each in (votes, copied, grouped))
    widths = [(each.high or 0) - (each.low or 0) for each in (one, naive, honest)]
    assert widths[1] < 0.5 * widths[0]
    assert widths[2] == pytest.approx(widths[0], rel=0.2)
    assert honest.choices["resampling_unit"] == "group"
