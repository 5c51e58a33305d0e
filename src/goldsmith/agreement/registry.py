"""The registry of metrics. A metric is one file of this package: votes → Estimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Protocol

from numpy.random import Generator

from goldsmith.agreement.evidence import REPLICATES
from goldsmith.errors import InvalidInput
from goldsmith.registry import Registry
from goldsmith.votes import Estimate, Units, Votes


class Measure(Protocol):
    """What every metric looks like to its callers."""

    def __call__(self, votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
        """Return the votes' agreement with its intervals, from that many bootstrap replicates."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named metric. units: what it may be asked about; two_only: whether it compares exactly two annotators."""

    name: str
    units: Units
    measure: Measure
    two_only: bool = False


registry: Registry[Metric] = Registry("goldsmith.agreement", "metric")


def metric(
    name: str, *, units: Units, two_only: bool = False, weighted: str = ""
) -> Callable[[Measure], Measure]:
    """Return a decorator that files a metric under its versioned name and keeps it to the units that it is made for.

    weighted: the name of its form with weights of agreement between labels, which it says to whoever gives it any.

    The decorated metric raises InvalidInput for votes on units that the annotators had to find: there is no count
    of what nobody marked, and so no agreement by chance.
    """

    def file(measure: Measure) -> Measure:
        @wraps(measure)
        def checked(
            votes: Votes, *, rng: Generator, replicates: int = REPLICATES, weights: object = None
        ) -> Estimate:
            if weights is not None:
                raise InvalidInput(
                    "agreement.unweighted",
                    f"{name.rpartition('.')[0]} takes labels as same or not the same, without weights.",
                    where="weights",
                    mend=f"Use {weighted} for that." if weighted else "Leave them out.",
                )
            if units == "given":
                given_units_only(name, votes)
            return measure(votes, rng=rng, replicates=replicates)

        registry.add(name, Metric(name, units, checked, two_only))
        return checked

    return file


def given_units_only(what: str, votes: Votes) -> None:
    """Raise InvalidInput for votes on found units."""
    if votes.units == "found":
        raise InvalidInput(
            "agreement.found_units",
            f"{what} compares annotators on units that all of them were given; these units were found.",
            mend="Use found_report (F1, labels and overlap of matched objects) or distance_alpha.",
        )


def get(name: str) -> Metric:
    """Return the metric of that name, `fleiss_kappa` or `fleiss_kappa.v1`; raises NotFound."""
    return registry.get(name)
