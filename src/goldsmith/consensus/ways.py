"""The ways to decide whole answers, of every kind. A new one is one file and one entry here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from goldsmith import kinds
from goldsmith.consensus.by_unit import by_label
from goldsmith.consensus.joined import Cast, Join, Joined, Made, check
from goldsmith.consensus.medoid import weighted_medoid
from goldsmith.consensus.models import MODELS
from goldsmith.consensus.numbers import weighted_mean
from goldsmith.consensus.objects import found_objects
from goldsmith.consensus.orders import kemeny
from goldsmith.consensus.result import Consensus, Fit
from goldsmith.consensus.staple import staple
from goldsmith.kinds import Kind, OneLabel
from goldsmith.model import Question
from goldsmith.votes import Votes


@dataclass(frozen=True, slots=True)
class Way:
    """A method as people choose it. title: its name; about: a sentence on what it does. suits: kinds it can decide."""

    name: str
    title: str
    about: str
    suits: Callable[[Kind], bool]
    join: Join


class _Labels(Sequence[Made]):
    """A consensus of single labels item by item; each Made is there when it is asked for: a million cost nothing."""

    def __init__(self, found: Consensus) -> None:
        self._found = found

    def __len__(self) -> int:
        return len(self._found.items)

    @overload
    def __getitem__(self, at: int) -> Made: ...
    @overload
    def __getitem__(self, at: slice) -> list[Made]: ...
    def __getitem__(self, at: int | slice) -> Made | list[Made]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        found = self._found
        row = found.distinct[found.of_item[at]]
        soft = dict(zip(found.labels, row.tolist(), strict=True))
        return Made(
            found.items[at],
            found.decided[at],
            found.why_open[at],
            float(row.max()),
            float(found.entropy[at]),
            soft,
        )


def of_labels(found: Consensus) -> Joined:
    """Return a consensus of single labels as whole answers."""
    return Joined(
        method=found.method,
        made=_Labels(found),
        annotators=found.annotators,
        iterations=found.iterations,
        stopped=found.stopped,
        trace=found.trace,
        n_clamped=found.n_clamped,
        n_gold_unseen=found.n_gold_unseen,
        choices=found.choices,
    )


def _labels(fit: Fit) -> Join:
    """Return the way to decide answers that are one label each, or any number of them, by a model of single labels."""

    def join(cast: Cast, *, min_posterior: float) -> Joined:
        check(cast, min_posterior)
        if not isinstance(cast.kind, OneLabel):
            return by_label(cast, fit=fit, min_posterior=min_posterior)
        rows = [
            (item, name, cast.answers[item][name])
            for item in cast.items
            for name in sorted(cast.answers[item])
        ]
        votes = Votes.from_records(
            *(zip(*rows, strict=True) if rows else ([], [], [])),
            label_set=cast.kind.vote_labels(cast.question),
            identified=cast.identified,
            level="ordinal" if cast.kind.level == "ordinal" else "nominal",
        )
        return of_labels(fit(votes, gold=cast.gold, min_posterior=min_posterior))

    return join


def _has_labels(kind: Kind) -> bool:
    return (
        kind.units == "given" and kind.level in ("nominal", "ordinal") and not isinstance(kind, kinds.Areas)
    )


def _is_scale(kind: Kind) -> bool:
    return isinstance(kind, OneLabel) and kind.level == "ordinal"


TITLES = {
    "majority": ("Majority", "Every vote counts the same."),
    "weighted_majority": ("Weighted majority", "Votes count by how often their annotator meets the others."),
    "one_coin": ("One coin for each annotator", "Each annotator is right with one probability."),
    "dawid_skene": ("Dawid-Skene", "Each annotator has a confusion matrix."),
    "glad": ("GLAD", "Annotators differ in ability, items in difficulty."),
    "mace": ("MACE", "Some annotators answer without looking."),
    "ordinal": ("On the scale", "Each annotator has a bias and a spread along the scale."),
}
WAYS: tuple[Way, ...] = (
    *(
        Way(name, *TITLES[name], _is_scale if name == "ordinal" else _has_labels, _labels(fit))
        for name, fit in MODELS.items()
    ),
    Way(
        "weighted_mean",
        "Mean by precision",
        "Each annotator has a bias and a precision.",
        lambda kind: isinstance(kind, kinds.HasNumbers),
        weighted_mean,
    ),
    Way(
        "staple",
        "STAPLE",
        "Each annotator has a confusion matrix over pixels.",
        lambda kind: isinstance(kind, kinds.Areas),
        staple,
    ),
    Way(
        "found_objects",
        "Objects by reliability",
        "Annotators differ in what they find, how they name it, and where they draw it.",
        lambda kind: kind.units == "found",
        found_objects,
    ),
    Way(
        "kemeny",
        "Order by reliability",
        "Annotators' orders lie nearer to the true one, or farther.",
        lambda kind: isinstance(kind, kinds.HasOrder),
        kemeny,
    ),
    Way(
        "weighted_medoid",
        "Medoid by reliability",
        "The answer that good annotators lie nearest to.",
        lambda kind: isinstance(kind, kinds.HasMiddle) and kind.level == "distance",
        weighted_medoid,
    ),
)


def ways(question: Question) -> dict[str, Way]:
    """Return the methods that can decide a question, by name, the simplest first.

    >>> list(ways(Question("weight", "number.v1", "What does it weigh?")))
    ['weighted_mean']
    """
    kind = kinds.get(question.kind)
    return {way.name: way for way in WAYS if way.suits(kind)}
