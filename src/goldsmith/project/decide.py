"""What several answers to one question come to: one value, or none when they tie. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.consensus import plurality
from goldsmith.errors import InvalidValue
from goldsmith.kinds import HasMiddle
from goldsmith.model import Question
from goldsmith.project.answers import Answer


@dataclass(frozen=True, slots=True)
class Decision:
    """value: None when no answer has more votes than every other. method: single, unanimous, majority, tie, or the
    name of the middle, for kinds that have one."""

    value: Any
    method: str


def decide(cast: Sequence[Answer], question: Question) -> Decision | None:
    """Return what the votes come to: by majority on each unit, or the middle of them where a kind has one.

    None when nobody voted.
    """
    if not cast:
        return None
    kind = kinds.get(question.kind)
    values = [a.value for a in cast]
    if len(values) == 1:
        return Decision(values[0], "single")
    if all(value == values[0] for value in values):
        return Decision(values[0], "unanimous")
    if isinstance(kind, HasMiddle):
        middle = kind.middle(values, question)
        way = kind.middle_name if kind.differences(values, question) else "unanimous"
        return Decision(middle, "tie" if middle is None else way)
    units = kind.align(values, question)
    labels = {unit.key: plurality(unit.votes) for unit in units}
    decided = {key: label for key, label in labels.items() if label is not None}
    if len(decided) < len(units):
        return Decision(None, "tie")
    try:
        value = kind.assemble(decided, units, values, question)
    except InvalidValue:  # majorities unit by unit that no single answer may combine
        return Decision(None, "tie")
    method = "majority" if kind.differences(values, question) else "unanimous"
    return Decision(value, method)


def shares(cast: Sequence[Answer], question: Question) -> dict[str, float]:
    """Return a soft label: for each label key the share of voters whose answer uses it; none for what has no labels."""
    kind = kinds.get(question.kind)
    if kind.level in kinds.MEASURED:
        return {}
    used = Counter(label for a in cast for label in set(kind.labels_of(a.value)))
    return {label: used[label] / len(cast) for label in sorted(used)}
