"""Answers of several parts: a model of single labels for each part that all items have, then the parts together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldsmith.consensus.joined import Cast, Joined, Made, entropy_of
from goldsmith.consensus.result import Consensus, Fit, Open, Reliability, reliabilities
from goldsmith.errors import InvalidValue
from goldsmith.kinds import Unit
from goldsmith.numerics import Floats
from goldsmith.votes import Votes


def by_label(cast: Cast, *, fit: Fit, min_posterior: float) -> Joined:
    """Return what answers of several labels come to: one model for each label, chosen or left, with its own rates.

    fit: the model of single labels. An annotator may be good at one label and poor at another, so each label has
    reliabilities of its own; what is told of an annotator is over all labels. An item's posterior is that of its least
    certain label. Where the labels together are no legal answer, the item stays open.

    >>> from goldsmith.consensus.dawid_skene import dawid_skene
    >>> from goldsmith.model import Label, Question
    >>> asked = Question("about", "choices.v1", "What is it about?", labels=(Label("a", "A"), Label("b", "B")))
    >>> given = {"q1": {"ann": ("a",), "bob": ("a",), "cy": ("a", "b")}, "q2": {"ann": (), "bob": (), "cy": ()}}
    >>> [made.value for made in by_label(Cast(asked, given), fit=dawid_skene, min_posterior=0).made]
    [('a',), ()]
    """
    items, question = cast.items, cast.question
    units = {item: cast.kind.align(cast.values(item), question) for item in items}
    held = {
        item: cast.kind.align([cast.gold[item]], question)
        for item in items
        if cast.gold.get(item) is not None
    }
    keys = list(dict.fromkeys(unit.key for item in items for unit in units[item]))
    label_set = cast.kind.vote_labels(question)
    found: dict[str, Consensus] = {}
    for number, key in enumerate(keys):
        rows = [
            (item, name, label)
            for item in items
            for name, label in zip(sorted(cast.answers[item]), units[item][number].votes, strict=True)
        ]
        votes = Votes.from_records(*zip(*rows, strict=True), label_set=label_set, identified=cast.identified)
        gold = {item: held[item][number].votes[0] for item in held}
        found[key] = fit(votes, gold=gold, min_posterior=0.0)
    made = []
    for at, item in enumerate(items):
        shares = {key: one.posterior[at] for key, one in found.items()}
        if item in held:
            made.append(replace(cast.held(item), soft=_chosen(shares)))
        else:
            parts = [(unit, shares[unit.key]) for unit in units[item]]
            one = put_together(cast, item, parts, label_set, min_posterior)
            made.append(replace(one, soft=_chosen(shares)))
    first = next(iter(found.values()))
    return cast.joined(
        first.method,
        made,
        _over_all(found),
        trace=tuple(part for one in found.values() for part in one.trace),
        stopped=next((one.stopped for one in found.values() if one.stopped == "limit"), first.stopped),
        choices={**first.choices, "min_posterior": min_posterior, "models": "one for each label"},
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A unit of one item with the votes on it, and what gold says of it, or None where the item has none."""

    item: str
    unit: Unit
    gold: str | None

    @property
    def is_agreed(self) -> bool:
        return len(set(self.unit.votes)) == 1


def parts_of(cast: Cast) -> list[Part]:
    """Return the units of all items; gold takes part in making them like one more answer, and says what each is."""
    found = []
    for item in cast.items:
        values, gold = cast.values(item), cast.gold.get(item)
        if gold is None:
            found += [Part(item, unit, None) for unit in cast.kind.align(values, cast.question)]
            continue
        for unit in cast.kind.align([*values, gold], cast.question):
            found.append(Part(item, Unit(unit.key, unit.votes[:-1], unit.members[:-1]), unit.votes[-1]))
    return found


def votes_of(cast: Cast, parts: Sequence[Part], labels: Sequence[str]) -> tuple[Votes, dict[str, str]]:
    """Return the votes on all parts as one table, whose items are their places, and the gold of those that have it."""
    rows = [
        (number, name, label)
        for number, part in enumerate(parts)
        for name, label in zip(sorted(cast.answers[part.item]), part.unit.votes, strict=True)
    ]
    gold = {str(number): part.gold for number, part in enumerate(parts) if part.gold is not None}
    return Votes.from_records(*zip(*rows, strict=True), label_set=labels), gold


def by_item(parts: Sequence[Part], posterior: Floats) -> dict[str, list[tuple[Unit, Floats]]]:
    """Return item → its units with their posteriors."""
    found: dict[str, list[tuple[Unit, Floats]]] = {}
    for part, row in zip(parts, posterior, strict=True):
        found.setdefault(part.item, []).append((part.unit, row))
    return found


def put_together(
    cast: Cast,
    item: str,
    parts: Sequence[tuple[Unit, Floats]],
    labels: Sequence[str],
    min_posterior: float,
    *,
    assemble: Callable[[Mapping[str, str]], Any] | None = None,
) -> Made:
    """Return the item's value from the posterior of each of its units, or why it stays open.

    parts: units with (labels,). assemble: of unit key → label, the kind's own unless given. Only units on which the
    kind finds a difference may hold an item open: the others differ in drawing alone.
    """
    kind, question, values = cast.kind, cast.question, cast.values(item)
    units = [unit for unit, _ in parts]
    differing = {one["unit"] for one in kind.differences(values, question)}
    decided = {unit.key: _decided(row) for unit, row in parts}
    names = {key: labels[one.place] for key, one in decided.items()}
    weighed = [one for key, one in decided.items() if key in differing] or list(decided.values())
    posterior = min((one.posterior for one in weighed), default=1.0)
    entropy = sum(entropy_of(row) for _, row in parts)
    told = {"units": {key: [names[key], round(one.posterior, 6)] for key, one in decided.items()}}
    why: Open | None = None
    value = None
    if any(one.is_tie for one in weighed):
        why = "tie"
    elif posterior < min_posterior - 1e-9:
        why = "low_posterior"
    else:
        try:
            value = (assemble or (lambda chosen: kind.assemble(chosen, units, values, question)))(names)
        except InvalidValue:  # units that no single answer may combine
            why = "no_answer"
    return Made(item, value, why, posterior, entropy, told=told)


@dataclass(frozen=True, slots=True)
class _Decided:
    place: int
    posterior: float
    is_tie: bool


def _decided(shares: Floats) -> _Decided:
    most = float(shares.max())
    return _Decided(int(shares.argmax()), most, int((shares > most - 1e-9).sum()) > 1)


def _chosen(shares: Mapping[str, Floats]) -> dict[str, float]:
    """Return label → posterior that it is chosen, the last of its two votes."""
    return {key: float(each[-1]) for key, each in shares.items()}


def _over_all(found: Mapping[str, Consensus]) -> tuple[Reliability, ...]:
    """Return each annotator's accuracy over all labels: the mean of the models', weighted by their votes."""
    rows: dict[str, list[Reliability]] = {}
    for one in found.values():
        for person in one.annotators:
            rows.setdefault(person.annotator, []).append(person)
    names = sorted(rows)
    known = {name: [p for p in rows[name] if p.accuracy is not None] for name in names}
    right = np.array([sum((p.accuracy or 0.0) * p.n_votes for p in known[name]) for name in names])
    compared = np.array([float(sum(p.n_votes for p in known[name])) for name in names])
    n_votes = np.array([float(sum(p.n_votes for p in rows[name])) for name in names])
    return reliabilities(names, n_votes, right, compared)
