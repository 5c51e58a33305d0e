"""Presence: which of the things that annotators found are there, and what they are, from who finds how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldsmith.consensus.em import Cells, cells_of, class_shares, climb, concluded, log
from goldsmith.consensus.result import Consensus, Measure, Reliability, reliabilities, shares_with_interval
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

SEES = 3.0, 1.0  # real things that each annotator is taken to have marked before, and missed
INVENTS = 0.5, 4.5  # things that are not there: marked, and left alone
BORROWED = 4.0  # labels of everybody's confusion, for each true label
ROUNDS, SETTLED = 200, 1e-10  # of settling rates with what nobody marked; a change that counts as none


@dataclass(frozen=True, slots=True)
class _Params:
    """shares: (labels + 1,), of what was found; the last is not there. sees, invents: (annotators,), how often a thing
    that is there is marked, and one that is not, but that somebody marks. names: (annotators, given, true)."""

    shares: Floats
    sees: Floats
    invents: Floats
    names: Floats


def presence(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return for each thing that somebody marked its label or ABSENT, the last label of the votes, by EM.

    votes: one for each thing and each annotator who looked, ABSENT where they did not mark it. gold: thing → label,
    ABSENT for what is not there; a thing that nobody marked may be among it. min_posterior: below it a thing is open.
    What is there is marked with a probability of each annotator's own and named by their confusion matrix; what is not
    there is marked, too. Things that nobody marked are not in the table, and the rates allow for it: two who mark the
    same spot by mistake are far rarer than a count of the table would have it. The expected number of things that
    nobody marked is the choice n_unseen.
    accuracy: of labels on what is there; measures: `found`, the share of what is there that an annotator marks, and
    `mistaken`, the share of what they mark that is not there.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Dawid and Skene (1979), with the zero-truncated likelihood of Sanathanan (1972), Annals of Math. Stat. 43.

    >>> seen = {"dot": "xxx", "smudge": "x..", "cell": "xx."}
    >>> rows = [(thing, at, "cell" if mark == "x" else "") for thing in seen for at, mark in enumerate(seen[thing])]
    >>> found = presence(Votes.from_records(*zip(*rows), label_set=["cell", ""]), gold={"smudge": ""})
    >>> dict(zip(found.items, found.decided))
    {'cell': 'cell', 'dot': 'cell', 'smudge': ''}
    """
    cells = cells_of(votes, gold, for_model="The model of found objects")
    model = _Model.of(cells)
    first = model.first()
    end = climb(cells, first, model.start(first), maximise=model.maximise, score=model.score)
    told = concluded(
        "presence",
        cells,
        end.posterior,
        model.people(end.params, end.posterior),
        min_posterior=min_posterior,
        trace=(end.trace,),
        stopped=end.stopped,
        choices={
            "prior": "3 found, 1 missed; 0.5 invented, 4.5 left alone; 4 labels of the pooled confusion"
        },
    )
    n_unseen = float((model.unmarked(end.params.sees) * model.there(end.posterior)).sum())
    return replace(told, choices={**told.choices, "n_unseen": round(n_unseen, 3)})


@dataclass(frozen=True, kw_only=True, eq=False)
class _Model:
    """looked: (rows, annotators), sparse, 1 for who looked. is_listed: (rows,), 1 unless gold says that it is there:
    gold lists things whether somebody marked them or not. pseudo: (given, true), labels added to each annotator's."""

    cells: Cells
    looked: Any
    is_listed: Floats
    pseudo: Floats
    marks: Floats

    @classmethod
    def of(cls, cells: Cells) -> _Model:
        from scipy.sparse import csr_array

        k = len(cells.labels) - 1
        ones = np.ones(len(cells.row))
        looked = csr_array((ones, (cells.row, cells.annotator)), shape=(cells.n_rows, len(cells.annotators)))
        marks = (cells.label < k).astype(np.float64)
        posterior = _first(cells)
        counts = _label_counts(cells, posterior).sum(axis=0) + np.full((k, k), 1 / k) + np.eye(k)
        return cls(
            cells=cells,
            looked=looked,
            is_listed=1 - ((cells.gold >= 0) & (cells.gold < k)).astype(np.float64),
            pseudo=BORROWED * counts / counts.sum(axis=0),
            marks=marks,
        )

    def first(self) -> Floats:
        return _first(self.cells)

    def start(self, posterior: Floats) -> _Params:
        n, k = len(self.cells.annotators), len(self.pseudo)
        return _Params(
            np.full(k + 1, 1 / (k + 1)),
            np.full(n, SEES[0] / sum(SEES)),
            np.full(n, INVENTS[0] / sum(INVENTS)),
            np.full((n, k, k), 1 / k),
        )

    def there(self, posterior: Floats) -> Floats:
        """Return (rows,): how many things that are there each row stands for, but for those of gold."""
        there: Floats = posterior[:, :-1].sum(axis=1) * self.cells.times * self.is_listed
        return there

    def unmarked(self, rates: Floats) -> Floats:
        """Return (rows,): how many things nobody marked for each that somebody did, of those who looked at the row."""
        nobody = self._nobody(rates)
        return nobody / (1 - nobody)

    def _nobody(self, rates: Floats) -> Floats:
        """Return (rows,): the probability that nobody who looked marks a thing; somewhat below 1 at most."""
        nobody: Floats = np.exp(self.looked @ np.log1p(-rates))
        return np.minimum(nobody, 1 - 1e-9)

    def maximise(self, posterior: Floats, before: _Params) -> _Params:
        cells = self.cells
        total = posterior[:, :-1].sum(axis=1)
        counts = _label_counts(cells, posterior) + self.pseudo
        return _Params(
            class_shares(cells, posterior, 1.0),
            self._rates(total, self.is_listed * total * cells.times, before.sees, SEES),
            self._rates(1 - total, (1 - total) * cells.times, before.invents, INVENTS),
            counts / counts.sum(axis=1, keepdims=True),
        )

    def _rates(self, belief: Floats, listed: Floats, rates: Floats, prior: tuple[float, float]) -> Floats:
        """Return (annotators,): how often each marks such things, those that nobody marked counted in."""
        cells = self.cells
        weight = belief[cells.row] * cells.entry_times
        marked = cells.by_annotator(weight * self.marks) + prior[0]
        seen = cells.by_annotator(weight) + sum(prior)
        for _ in range(ROUNDS):
            unseen = listed * self.unmarked(rates)
            after = marked / (seen + self.looked.T @ unseen)
            moved, rates = float(np.abs(after - rates).max()), after
            if moved < SETTLED:
                break
        return rates

    def score(self, params: _Params) -> tuple[Floats, float]:
        cells, k = self.cells, len(self.pseudo)
        logs = np.empty((len(cells.annotators), k + 1, k + 1))
        logs[:, :k, :k] = log(params.sees)[:, None, None] + log(params.names)
        logs[:, k, :k] = log(1 - params.sees)[:, None]
        logs[:, :k, k] = (log(params.invents) - np.log(k))[:, None]
        logs[:, k, k] = log(1 - params.invents)
        logits = cells.matrix @ logs.reshape(-1, k + 1)
        logits[:, :k] -= (self.is_listed * np.log1p(-self._nobody(params.sees)))[:, None]
        logits[:, k] -= np.log1p(-self._nobody(params.invents))
        logits += log(params.shares)
        prior = sum(
            (pair[0] * log(rates) + pair[1] * log(1 - rates)).sum()
            for pair, rates in ((SEES, params.sees), (INVENTS, params.invents))
        )
        prior += (self.pseudo * log(params.names).sum(axis=0)).sum() + log(params.shares).mean()
        return logits, float(prior)

    def people(self, params: _Params, posterior: Floats) -> tuple[Reliability, ...]:
        cells, k = self.cells, len(self.pseudo)
        total = posterior[:, :-1].sum(axis=1)[cells.row] * cells.entry_times
        marked = cells.by_annotator(total * self.marks)
        drawn = cells.by_annotator(cells.entry_times * self.marks)
        unseen = self.looked.T @ (self.there(posterior) * self.unmarked(params.sees))
        missed = cells.by_annotator(total) - marked + unseen
        right = cells.by_annotator(
            np.where(self.marks > 0, posterior[cells.row, np.minimum(cells.label, k)], 0.0)
            * cells.entry_times
        )
        pooled = float((right.sum() + 1) / (marked.sum() + 2))
        rated = reliabilities(
            cells.annotators,
            cells.by_annotator(cells.entry_times),
            right,
            marked,
            prior=(BORROWED * pooled + 0.5, BORROWED * (1 - pooled) + 0.5),
            confusions=params.names.transpose(0, 2, 1),
        )
        found = shares_with_interval(marked + SEES[0], missed + SEES[1])
        mistaken = shares_with_interval(drawn - marked + 0.5, marked + 0.5)
        return tuple(
            replace(
                one, measures={"found": found[at], "mistaken": mistaken[at] if drawn[at] else Measure(None)}
            )
            for at, one in enumerate(rated)
        )


def _first(cells: Cells) -> Floats:
    """Return the first posterior: there is as much as the share of who marked it, its label by their votes."""
    k = len(cells.labels) - 1
    counts = cells.on_given_label(cells.n_same)
    there = counts[:, :k].sum(axis=1)
    names = (counts[:, :k] + 1e-9) / (there[:, None] + 1e-9 * k)
    share = np.clip(there / counts.sum(axis=1), 0.02, 0.98)
    return cells.clamped(np.concatenate([share[:, None] * names, 1 - share[:, None]], axis=1))


def _label_counts(cells: Cells, posterior: Floats) -> Floats:
    """Return (annotators, given, true): expected labels given to what is there."""
    k = len(cells.labels) - 1
    counts: Floats = cells.tally.T @ posterior[:, :k]
    return counts.reshape(-1, k + 1, k)[:, :k]
