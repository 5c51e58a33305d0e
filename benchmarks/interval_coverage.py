"""How often the two 95 % intervals hold the true value, over prevalence, kappa, annotators and items.

    python benchmarks/interval_coverage.py [--repeats 4000] [--seed 0]

Every repeat draws annotators, then items, then votes. An item is positive with the probability `prevalence`. An
annotator knows the item with a probability of their own, of mean √kappa, and says its label; else they guess, each
with a habit of their own whose mean is the prevalence. So the population's kappa is `kappa`, and that of the annotators
drawn is known in closed form too. The interval for these people should hold the latter, that for people like these the
former.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng

from goldsmith.agreement.gwet_ac1 import AC1
from goldsmith.agreement.krippendorff_alpha import NOMINAL
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.tally import count_evidence
from goldsmith.votes import Votes

PREVALENCES, KAPPAS, PEOPLE, ITEMS = (0.1, 0.3, 0.5), (0.3, 0.6, 0.8), (2, 3, 5), (30, 100, 400)
SKILL, HABIT = 0.1, 0.05  # how far to either side annotators differ in knowing, and in guessing
COEFFICIENTS = (PERCENT, NOMINAL, AC1)  # Fleiss' kappa goes with alpha, Brennan and Prediger's with percent
NAMES = tuple(each.name for each in COEFFICIENTS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting of the simulation."""

    prevalence: float
    kappa: float
    people: int
    items: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of repeats by coefficient. these, like_these: whose interval holds the truth, of those that have one.

    without: repeats without an interval for these people, since too little varied. like_these: None below three people.
    """

    cell: Cell
    these: dict[str, float]
    like_these: dict[str, float] | None
    without: dict[str, float]


def covered(cell: Cell, repeats: int, rng: Generator) -> Coverage:
    """Return how often each interval holds its truth in so many repeats."""
    has_people = cell.people > 2
    hits = {name: [0, 0, 0] for name in NAMES}  # these people, people like these, intervals
    population = truths(cell.prevalence, np.sqrt(cell.kappa), np.array([cell.prevalence]), is_population=True)
    for _ in range(repeats):
        skill = np.sqrt(cell.kappa) + rng.uniform(-SKILL, SKILL, cell.people)
        habit = cell.prevalence + rng.uniform(-HABIT, HABIT, cell.people)
        these = truths(cell.prevalence, skill, habit, is_population=False)
        evidence = count_evidence(drawn_votes(cell, skill, habit, rng), rng=rng, people=has_people)
        for coefficient in COEFFICIENTS:
            found, counts = evidence.estimate(coefficient), hits[coefficient.name]
            if found.low is None or found.high is None:
                continue
            counts[0] += found.low <= these[coefficient.name] <= found.high
            counts[2] += 1
            if found.low_people is not None and found.high_people is not None:
                counts[1] += found.low_people <= population[coefficient.name] <= found.high_people
    shares = [{name: hits[name][at] / max(hits[name][2], 1) for name in NAMES} for at in (0, 1)]
    without = {name: 1 - hits[name][2] / repeats for name in NAMES}
    return Coverage(cell, shares[0], shares[1] if has_people else None, without)


def drawn_votes(cell: Cell, skill: Any, habit: Any, rng: Generator) -> Votes:
    shape = cell.items, cell.people
    truth = rng.random(cell.items) < cell.prevalence
    guess = rng.random(shape) < habit
    label = np.where(rng.random(shape) < skill, truth[:, None], guess)
    return Votes(
        item=np.repeat(np.arange(cell.items), cell.people),
        annotator=np.tile(np.arange(cell.people), cell.items),
        label=label.ravel().astype(np.int64),
        items=range(cell.items),  # type: ignore[arg-type] # nobody reads their names
        annotators=tuple(f"a{n}" for n in range(cell.people)),
        labels=("no", "yes"),
    )


def truths(prevalence: float, skill: Any, habit: Any, *, is_population: bool) -> dict[str, float]:
    """Return each coefficient on endless items: of these annotators, or of endless ones like them."""
    agreeing, positive = 0.0, 0.0
    for truth, share in ((1, prevalence), (0, 1 - prevalence)):
        says = np.atleast_1d(skill * truth + (1 - skill) * habit)
        n, total = len(says), says.sum()
        both = says.mean() ** 2 if is_population else (total**2 - (says**2).sum()) / (n * (n - 1))
        agreeing += share * (1 - 2 * says.mean() + 2 * both)
        positive += share * says.mean()
    by_chance = {
        PERCENT.name: 0.0,
        NOMINAL.name: positive**2 + (1 - positive) ** 2,
        AC1.name: 2 * positive * (1 - positive),
    }
    return {name: (agreeing - chance) / (1 - chance) for name, chance in by_chance.items()}


def grid() -> Iterator[Cell]:
    """Yield every cell."""
    for prevalence, kappa, people, items in product(PREVALENCES, KAPPAS, PEOPLE, ITEMS):
        yield Cell(prevalence, kappa, people, items)


def seeded(cell: Cell, seed: int) -> Generator:
    """Return the generator of a cell, which no other cell changes."""
    return default_rng([seed, round(100 * cell.prevalence), round(100 * cell.kappa), cell.people, cell.items])


def _row(found: Coverage) -> str:
    cell, told = found.cell, []
    for shares in (found.these, found.like_these):
        told += [f"{shares[name]:.3f}" if shares else "–" for name in NAMES]
    setting = f"{cell.prevalence} | {cell.kappa} | {cell.people} | {cell.items}"
    return f"| {setting} | {' | '.join(told)} | {max(found.without.values()):.3f} |"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--repeats", type=int, default=4000)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    names = " | ".join(NAMES)
    print(f"{asked.repeats} repeats, seed {asked.seed}; the second {len(NAMES)} columns: people like these")
    print(f"| prevalence | kappa | people | items | {names} | {names} | without |")
    print(f"|{'---|' * (5 + 2 * len(NAMES))}")
    for cell in grid():
        print(_row(covered(cell, asked.repeats, seeded(cell, asked.seed))), flush=True)


if __name__ == "__main__":
    main()
