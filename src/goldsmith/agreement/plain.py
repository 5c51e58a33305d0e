"""The agreement of votes that belong to no project, as one plain JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from goldsmith.agreement.brennan_prediger import BRENNAN_PREDIGER
from goldsmith.agreement.ceiling import ceiling
from goldsmith.agreement.cohen_kappa import COHEN, undefined_two, why_not_two
from goldsmith.agreement.conger_kappa import CONGER, conger_kappa
from goldsmith.agreement.evidence import REPLICATES
from goldsmith.agreement.fleiss_kappa import FLEISS
from goldsmith.agreement.gwet_ac1 import AC1
from goldsmith.agreement.icc import Form, icc
from goldsmith.agreement.krippendorff_alpha import krippendorff_alpha
from goldsmith.agreement.pairs import PairAgreement
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.planning import plan_from_pilot
from goldsmith.agreement.report import agreement_report
from goldsmith.agreement.scott_pi import SCOTT, scott_pi
from goldsmith.agreement.tally import vote_choices
from goldsmith.agreement.weighted import (
    gwet_ac2,
    weighted_brennan_prediger,
    weighted_cohen_kappa,
    weighted_conger_kappa,
    weighted_fleiss_kappa,
)
from goldsmith.errors import InvalidInput
from goldsmith.votes import Estimate, Reason, Votes

MOST_VALUES = 200  # different numbers that are also compared as labels, same or not the same
MOST_CELLS = 100_000_000  # of a table of items by labels
CORRELATIONS: Mapping[str, Form] = {"icc_1": "ICC(1)", "icc_a_1": "ICC(A,1)", "icc_c_1": "ICC(C,1)"}
MOST_LABELS = 2_000  # whose pairs can be compared in a minute


def plain_report(
    votes: Votes,
    *,
    rng: Generator,
    replicates: int = REPLICATES,
    half_width: float | None = None,
    with_ceiling: bool = False,
) -> dict[str, Any]:
    """Return `n_items`, `n_annotators`, `n_votes`, `choices`, `coefficients`, `per_label` and `pairs` as plain JSON.

    coefficients: name → value, low, high (these people), low_people, high_people (people like these), n (items with
    two votes or more) and undefined, null or reason and why. Labels in an order have weighted ones beside, numbers
    the intraclass correlations. per_label: label → coefficients; pairs: worst first.
    Also `n_repeats`, `n_replaced` and `n_exposed`, the votes left out (the last were given with a suggestion in sight),
    and `n_pairs_left_out`; with half_width `plan`, what a study
    needs for an interval of ± half_width, and with with_ceiling `ceiling`, the best that a model can reach.
    Raises InvalidInput for more labels than can be compared, and numbers that are none.

    >>> from numpy.random import default_rng
    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yynnynnn"))
    >>> plain_report(votes, rng=default_rng(0))["coefficients"]["conger_kappa"]["value"]
    0.5
    """
    n_exposed = 0 if votes.exposed is None else int(votes.exposed.sum())
    votes = votes.blind()
    head: dict[str, Any] = {
        "n_items": votes.n_items,
        "n_annotators": votes.n_annotators,
        "n_votes": votes.n_votes,
        "n_pairable": votes.n_pairable,
        "n_replaced": votes.n_replaced,
        "n_repeats": votes.n_repeats,
        "n_exposed": n_exposed,
    }
    if votes.level in ("interval", "ratio") and len(votes.labels) > MOST_VALUES:
        return {**head, **_numbers_only(votes, rng, replicates)}
    has_too_many_cells = len(votes.labels) * len(votes.items) > MOST_CELLS and len(votes.labels) > MOST_VALUES
    if has_too_many_cells or len(votes.labels) > MOST_LABELS:
        raise InvalidInput(
            "agreement.too_many_labels",
            f"{len(votes.labels):,} different labels on {len(votes.items):,} items are too many to compare.",
            mend="Check that the label column is the right one; measure numbers with --level interval.",
        )
    report = agreement_report(votes, rng=rng, replicates=replicates)
    conger = conger_kappa(votes, rng=rng, replicates=replicates)
    found = {
        **head,
        "choices": {**report.choices, "level": votes.level},
        "coefficients": {
            **{name: _plain(one) for name, one in report.coefficients.items()},
            CONGER.name: _plain(conger),
            **{one.name: _plain(one) for one in _of_two(votes, rng, replicates)},
            **{name: _plain(one) for name, one in _by_level(votes, rng, replicates).items()},
        },
        "per_label": {
            row.label: {
                "krippendorff_alpha": _plain(row.alpha),
                "specific": _plain(row.specific),
                **({"fleiss_kappa": _plain(row.fleiss_kappa)} if row.fleiss_kappa else {}),
            }
            for row in report.per_label
        },
        "pairs": [_pair(row) for row in report.pairs.rows],
        "n_pairs_left_out": report.pairs.n_left_out,
    }
    if half_width is not None:  # drawn last: what else is asked for changes no coefficient
        found["plan"] = plan_from_pilot(votes, half_width=half_width, rng=rng).to_json()
    if with_ceiling:
        found["ceiling"] = ceiling(votes, rng=rng).to_json()
    return found


def _of_two(votes: Votes, rng: Generator, replicates: int) -> list[Estimate]:
    """Return Scott's pi, undefined for more than two annotators as Cohen's kappa is."""
    reason = why_not_two(votes)
    if reason:
        return [undefined_two(votes, SCOTT, reason, rng)]
    return [scott_pi(votes, rng=rng, replicates=replicates)]


def _by_level(votes: Votes, rng: Generator, replicates: int) -> dict[str, Estimate]:
    """Return what the level of the labels adds: quadratic weights for an order, correlations for numbers."""
    if votes.level == "nominal":
        return {}
    if votes.level == "ordinal":
        weighted = [weighted_fleiss_kappa, weighted_conger_kappa, gwet_ac2, weighted_brennan_prediger]
        if why_not_two(votes) is None:
            weighted.insert(0, weighted_cohen_kappa)
        found = [measure(votes, weights="quadratic", rng=rng, replicates=replicates) for measure in weighted]
        return {one.name: one for one in found}
    return {
        name: icc(votes, form=form, rng=rng, replicates=replicates) for name, form in CORRELATIONS.items()
    }


def _numbers_only(votes: Votes, rng: Generator, replicates: int) -> dict[str, Any]:
    """Return alpha alone: of measurements, hardly any two are the same label."""
    reason = Reason(
        "too_many_values",
        f"{len(votes.labels):,} different numbers are no labels that could be the same; see alpha.",
    )
    alpha = krippendorff_alpha(votes, rng=rng, replicates=replicates)
    names = [each.name for each in (PERCENT, COHEN, FLEISS, alpha, AC1, BRENNAN_PREDIGER, CONGER)]
    return {
        "choices": {
            **vote_choices(votes, rng),
            "labels": None,
            "level": votes.level,
            "replicates": replicates,
        },
        "coefficients": {
            **{
                name: _plain(
                    alpha if name == alpha.name else Estimate(name=name, value=None, undefined=reason)
                )
                for name in names
            },
            **{name: _plain(one) for name, one in _by_level(votes, rng, replicates).items()},
        },
        "per_label": {},
        "pairs": [],
        "n_pairs_left_out": 0,
    }


def _plain(one: Estimate) -> dict[str, Any]:
    return {
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "low_people": one.low_people,
        "high_people": one.high_people,
        "n": one.n_pairable,
        "undefined": one.undefined and one.undefined.to_json(),
        "no_interval": one.no_interval and one.no_interval.to_json(),
        "no_people": one.no_people and one.no_people.to_json(),
        "flags": dict(one.flags),
        "interval": one.choices.get("interval", "none"),
    }


def _pair(row: PairAgreement) -> dict[str, Any]:
    kappa = row.cohen_kappa.value
    return {"a": row.a, "b": row.b, "n": row.n_items, "percent": row.percent.value, "cohen_kappa": kappa}
