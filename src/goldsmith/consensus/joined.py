"""Joined: what answers of any kind come to, item by item, and what a method thinks of the annotators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from goldsmith.consensus.result import Open, Reliability, Stop
from goldsmith.errors import InvalidInput
from goldsmith.kinds import Kind, get
from goldsmith.model import Question
from goldsmith.numerics import Floats


@dataclass(frozen=True, slots=True)
class Cast:
    """Answers to one question. answers: item → annotator → value, as the kind parses it. gold: item → its value.

    identified: whether one name is one person throughout.
    """

    question: Question
    answers: Mapping[str, Mapping[str, Any]]
    gold: Mapping[str, Any] = field(default_factory=dict)
    identified: bool = True

    @property
    def kind(self) -> Kind:
        return get(self.question.kind)

    @property
    def items(self) -> list[str]:
        """The items with answers, sorted: neither their order nor that of annotators plays a part."""
        return sorted(item for item, given in self.answers.items() if given)

    @property
    def annotators(self) -> list[str]:
        return sorted({name for given in self.answers.values() for name in given})

    def values(self, item: str) -> list[Any]:
        """Return the item's answers in the order of the annotators' names."""
        return [self.answers[item][name] for name in sorted(self.answers[item])]

    @property
    def n_unseen(self) -> int:
        """How many gold items have no answer."""
        return sum(1 for item in self.gold if not self.answers.get(item))

    def joined(
        self,
        method: str,
        made: Sequence[Made],
        annotators: Sequence[Reliability],
        *,
        trace: tuple[tuple[float, ...], ...],
        stopped: Stop,
        choices: Mapping[str, Any],
    ) -> Joined:
        """Return the result, with what of the gold was held."""
        return Joined(
            method=method,
            made=made,
            annotators=tuple(annotators),
            iterations=sum(map(len, trace)),
            stopped=stopped,
            trace=trace,
            n_clamped=sum(self.gold.get(item) is not None for item in self.items),
            n_gold_unseen=self.n_unseen,
            choices=choices,
        )

    def held(self, item: str) -> Made:
        """Return what a gold item is held at."""
        return Made(item, self.gold[item], None, 1.0, 0.0)

    def need_people(self, method: str, instead: str) -> None:
        """Raise InvalidInput unless three annotators or more are known by name."""
        n = len(self.annotators)
        if self.answers and not self.identified:
            raise InvalidInput(
                "consensus.unnamed",
                f"{method} weighs annotators by who they are, and these answers are of seats that several people "
                "may fill.",
                mend=f"{instead}, or give one name for each person.",
            )
        if n < 3:
            raise InvalidInput(
                "consensus.too_few_annotators",
                f"{method} is undefined for fewer than three annotators; these answers have {n}.",
                mend=f"{instead}, or collect answers of more people.",
            )


@dataclass(frozen=True, slots=True)
class Made:
    """What the answers to one item come to. value: None where they decide nothing, and why_open says why.

    posterior: of the decision; of several parts, of the least certain one. None where the method has no probability
    for it. entropy: in nats; of several parts their sum. soft: label → posterior, for kinds whose answers use labels
    of a fixed list. told: what else the method says of the item, as JSON.
    """

    item: str
    value: Any | None
    why_open: Open | None
    posterior: float | None
    entropy: float
    soft: Mapping[str, float] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What all answers come to by one method: one Made for each item with answers, and the annotators by name.

    iterations, stopped, trace: as for Consensus, of all models that were fitted.
    """

    method: str
    made: Sequence[Made]
    annotators: tuple[Reliability, ...]
    iterations: int
    stopped: Stop
    trace: tuple[tuple[float, ...], ...]
    n_clamped: int
    n_gold_unseen: int
    choices: Mapping[str, Any]


class Join(Protocol):
    """What every method for whole answers looks like to its callers."""

    def __call__(self, cast: Cast, *, min_posterior: float) -> Joined:
        """Return what the answers come to; gold items are held at their value, and below min_posterior is open."""


def check(cast: Cast, min_posterior: float) -> None:
    """Raise InvalidInput where there are no answers, and for a min_posterior that is no probability."""
    if not cast.items:
        raise InvalidInput(
            "consensus.no_votes", "There are no votes.", mend="Give at least one vote on one item."
        )
    if not 0 <= min_posterior <= 1:
        raise InvalidInput(
            "consensus.bad_min_posterior",
            f"A least posterior of {min_posterior} is no probability.",
            mend="Give a number from 0 to 1, such as 0.9.",
        )


def entropy_of(posterior: Floats) -> float:
    """Return the entropy of probabilities, in nats."""
    import numpy as np

    some = posterior[posterior > 0]
    return max(0.0, float(-(some * np.log(some)).sum()))
