"""Which single answers are looked at: some of each annotator's by lot, and those that look risky, each with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any

LEAST_TIMED = 20  # answers from which a person's median says what is fast for them
LEAST_LABELED = 50  # answers from which a label can be called rare
LEAST_CHECKS = 5  # checks from which a low share of them is a reason


@dataclass(frozen=True, slots=True)
class Single:
    """An answer that one person alone gave. lot: in [0, 1), drawn once and for ever. ms: None where not timed.

    labels: what lists show of it.
    """

    item: int
    annotator: int
    lot: float
    ms: int | None
    is_unsure: bool
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as risky. fast: share of the person's median time. rare: share of all answers that have the label.

    checks: share of hidden checks that a person met.
    """

    fast: float = 1 / 3
    rare: float = 0.05
    checks: float = 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """How many of an annotator's answers were drawn by lot: the n lowest lots of `of`, all up to `below`."""

    n: int
    of: int
    below: float


def by_lot(
    answers: Sequence[Single], *, share: float, at_least: int, before: Mapping[int, float]
) -> dict[int, tuple[Part, list[Single]]]:
    """Return for each annotator the answers with the lowest lots: the share of theirs, and at least so many.

    Lots do not depend on what was answered, so these are a simple random sample of each annotator's answers. before:
    annotator → the lot up to which an earlier draw went. A later draw holds the earlier one: lots stay as they are.

    >>> answers = [Single(n, 1, n / 10, None, False, ()) for n in range(10)]
    >>> part, drawn = by_lot(answers, share=0.2, at_least=3, before={})[1]
    >>> part.n, part.of, [answer.item for answer in drawn]
    (3, 10, [0, 1, 2])
    """
    found = {}
    for annotator in sorted({answer.annotator for answer in answers}):
        own = sorted((a for a in answers if a.annotator == annotator), key=lambda a: (a.lot, a.item))
        below = before.get(annotator, -1.0)
        wanted = min(len(own), max(at_least, ceil(share * len(own) - 1e-9)))
        drawn = own[: max(wanted, sum(a.lot <= below for a in own))]
        found[annotator] = (Part(len(drawn), len(own), max([below, *(a.lot for a in drawn)])), drawn)
    return found


def risky(
    answers: Sequence[Single], rules: Rules, checks: Mapping[int, tuple[int, int]]
) -> list[tuple[Single, list[dict[str, Any]]]]:
    """Return the answers that there is a reason to look at, those with most reasons first, then by lot.

    checks: annotator → how many hidden checks they met, and were given.
    """
    medians = _medians(answers)
    uses = Counter(label for answer in answers for label in set(answer.labels))
    found = []
    for answer in answers:
        reasons: list[dict[str, Any]] = [{"why": "unsure"}] if answer.is_unsure else []
        usual = medians.get(answer.annotator)
        if usual and answer.ms is not None and answer.ms <= rules.fast * usual:
            reasons.append({"why": "fast", "ms": answer.ms, "median_ms": round(usual)})
        rarest = min(set(answer.labels), key=lambda label: (uses[label], label), default=None)
        if rarest is not None and len(answers) >= LEAST_LABELED and uses[rarest] <= rules.rare * len(answers):
            reasons.append({"why": "rare", "label": rarest, "n": uses[rarest], "of": len(answers)})
        met, given = checks.get(answer.annotator, (0, 0))
        if given >= LEAST_CHECKS and met < rules.checks * given:
            reasons.append({"why": "checks", "n": met, "of": given})
        if reasons:
            found.append((answer, reasons))
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].lot, pair[0].item))


def _medians(answers: Sequence[Single]) -> dict[int, float]:
    times: dict[int, list[int]] = {}
    for answer in answers:
        if answer.ms is not None:
            times.setdefault(answer.annotator, []).append(answer.ms)
    return {annotator: median(own) for annotator, own in times.items() if len(own) >= LEAST_TIMED}
