"""Bradley-Terry: a score for each thing from comparisons of two, with ties, by annotators of different reliability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import LIMIT, TOLERANCE
from goldsmith.consensus.result import Reliability, Stop, reliabilities
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, summed_by, t_quantile, weighted_counts

SECOND, TIE, FIRST = 0, 1, 2  # which of the two is better
PRIOR_SD = 2.0  # of scores: normal about 0, so that who never lost is no infinity ahead
FOLLOWS, TURNED = 4.0, 1.0  # comparisons that each annotator is taken to have made before, of either sort
TIES = 1.0  # pseudo-comparisons that were ties, and as many that were not
NEWTON, HALVINGS = 3, 8
LEAST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Score:
    """How good a thing is: the log odds of beating an average one, with its 95 % interval. n: of comparisons."""

    thing: str
    score: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Scores:
    """scores: best first. tie: how readily two equal things are called a tie, as odds against either winning.

    annotators: accuracy is how often one says what the scores say rather than the reverse; none where too few people
    compared to tell. trace: the log posterior after each iteration; it never falls.
    """

    scores: tuple[Score, ...]
    tie: float
    annotators: tuple[Reliability, ...]
    iterations: int
    stopped: Stop
    trace: tuple[float, ...]

    def chance(self, one: str, other: str) -> tuple[float, float, float]:
        """Return the probabilities that one is better, that they tie, and that the other is better."""
        by_name = {each.thing: each.score for each in self.scores}
        shares = _shares(np.array([by_name[one] - by_name[other]]), np.log(max(self.tie, 1e-300)))[0]
        return float(shares[FIRST]), float(shares[TIE]), float(shares[SECOND])


def bradley_terry(
    first: Ints,
    second: Ints,
    outcome: Ints,
    *,
    things: tuple[str, ...],
    annotator: Ints | None = None,
    annotators: tuple[str, ...] = (),
    prior_sd: float = PRIOR_SD,
    limit: int = LIMIT,
    tolerance: float = TOLERANCE,
) -> Scores:
    """Return a score for each thing that was compared, by EM over who followed the scores and who turned them round.

    first, second: (n,), places in things, different in each comparison. outcome: (n,), FIRST, TIE or SECOND.
    annotator: (n,), places in annotators; without it, or with fewer than three people, all are taken to follow.
    One wins with odds exp(score - score); a tie has Davidson's odds, the more, the nearer the scores. An annotator
    says that, or with a probability of their own the reverse; where they only guess, both are even and their
    comparisons say nothing. prior_sd: of the scores' normal prior about 0.
    The interval is from the observed information, reliabilities being as found.
    Raises InvalidInput for no comparisons, and where the things fall into parts that were never compared: between
    them nothing says which is better.
    Source: Bradley and Terry (1952), Biometrika 39; Davidson (1970), JASA 65; Chen et al. (2013), WSDM, for
    annotators; Louis (1982), JRSS B 44, for the information.

    >>> first, second = np.array([0, 0, 1, 1]), np.array([1, 2, 2, 0])
    >>> found = bradley_terry(first, second, np.array([2, 2, 2, 1]), things=("a", "b", "c"))
    >>> [one.thing for one in found.scores]
    ['a', 'b', 'c']
    """
    table = _Table.of(first, second, outcome, annotator, len(things), len(annotators), prior_sd)
    _check(table, things)
    params = _Params(np.zeros(len(things)), 0.0 if table.has_ties else -np.inf, table.first_follows())
    trace: list[float] = []
    stopped: Stop = "limit"
    while len(trace) < limit:
        params = table.improved(params)
        trace.append(table.log_posterior(params))
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * len(table.outcome):
            stopped = "converged"
            break
    reach = t_quantile(np.inf) * table.deviations(params)
    n = np.bincount(table.first, minlength=len(things)) + np.bincount(table.second, minlength=len(things))
    rows = zip(things, params.score.tolist(), reach.tolist(), n.tolist(), strict=True)
    scores = [Score(thing, s, s - r, s + r, m) for thing, s, r, m in rows if m]
    return Scores(
        scores=tuple(sorted(scores, key=lambda one: (-one.score, one.thing))),
        tie=float(np.exp(params.log_tie)),
        annotators=table.people(params, annotators),
        iterations=len(trace),
        stopped=stopped,
        trace=tuple(trace),
    )


@dataclass(frozen=True, slots=True)
class _Params:
    """score: (things,). log_tie: -inf where nobody ever said tie. follows: (annotators,)."""

    score: Floats
    log_tie: float
    follows: Floats


def _shares(apart: Floats, log_tie: float) -> Floats:
    """Return (n, 3): the probabilities of SECOND, TIE and FIRST for things whose scores are so far apart."""
    logits = np.stack([-apart / 2, np.full(len(apart), log_tie), apart / 2], axis=1)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    """Comparisons in one order. annotator: None where all are taken to follow the scores."""

    first: Ints
    second: Ints
    outcome: Ints
    annotator: Ints | None
    n_things: int
    n_annotators: int
    prior_sd: float

    @classmethod
    def of(
        cls,
        first: Ints,
        second: Ints,
        outcome: Ints,
        annotator: Ints | None,
        n_things: int,
        n_annotators: int,
        prior_sd: float,
    ) -> _Table:
        who = np.zeros(len(first), np.int64) if annotator is None else annotator
        is_turned = first > second  # one order of the two, so that who stood first plays no part
        one, other = np.where(is_turned, second, first), np.where(is_turned, first, second)
        said = np.where(is_turned, 2 - outcome, outcome)
        order = np.lexsort((said, who, other, one))
        enough = annotator is not None and len(np.unique(annotator)) >= LEAST_PEOPLE
        return cls(
            first=one[order],
            second=other[order],
            outcome=said[order],
            annotator=who[order] if enough else None,
            n_things=n_things,
            n_annotators=n_annotators if enough else 0,
            prior_sd=prior_sd,
        )

    @property
    def has_ties(self) -> bool:
        return bool((self.outcome == TIE).any())

    def first_follows(self) -> Floats:
        return np.full(self.n_annotators, FOLLOWS / (FOLLOWS + TURNED))

    def _said(self, params: _Params) -> tuple[Floats, Floats, Floats]:
        """Return (n,) three times: the probability of what was said, of its reverse, and of following."""
        shares = _shares(params.score[self.first] - params.score[self.second], params.log_tie)
        at = np.arange(len(self.outcome))
        follows = np.ones(len(at)) if self.annotator is None else params.follows[self.annotator]
        return shares[at, self.outcome], shares[at, 2 - self.outcome], follows

    def improved(self, params: _Params) -> _Params:
        p, reverse, follows = self._said(params)
        did = follows * p / (follows * p + (1 - follows) * reverse)
        weights = np.zeros((len(did), 3))
        at = np.arange(len(did))
        weights[at, self.outcome] += did
        weights[at, 2 - self.outcome] += 1 - did
        moved = params.follows
        if self.annotator is not None:
            n = np.bincount(self.annotator, minlength=self.n_annotators)
            said = weighted_counts(self.annotator, did, self.n_annotators)
            moved = (said + FOLLOWS) / (n + FOLLOWS + TURNED)
        score, log_tie = params.score, params.log_tie
        for _ in range(NEWTON):
            score, log_tie = self._newton(score, log_tie, weights)
        return _Params(score, log_tie, moved)

    def _newton(self, score: Floats, log_tie: float, weights: Floats) -> tuple[Floats, float]:
        shares = _shares(score[self.first] - score[self.second], log_tie)
        gap = weights - shares
        slope = np.append(self._by_thing((gap[:, FIRST] - gap[:, SECOND]) / 2), gap[:, TIE].sum())
        slope -= np.append(score / self.prior_sd**2, _tie_slope(log_tie))
        step = np.linalg.solve(self._information(shares, log_tie), slope)
        before = self._worth(score, log_tie, weights)
        for _ in range(HALVINGS):
            further = score + step[:-1], log_tie + (step[-1] if self.has_ties else 0.0)
            if self._worth(*further, weights) >= before:
                return further
            step /= 2
        return score, log_tie

    def _worth(self, score: Floats, log_tie: float, weights: Floats) -> float:
        shares = _shares(score[self.first] - score[self.second], log_tie)
        return float((weights * np.log(np.maximum(shares, 1e-300))).sum()) + _log_prior(
            score, log_tie, self.prior_sd
        )

    def _by_thing(self, values: Floats) -> Floats:
        """Return (things,): the sum of a value over comparisons in which one stands first, less where second."""
        return weighted_counts(self.first, values, self.n_things) - weighted_counts(
            self.second, values, self.n_things
        )

    def _information(self, shares: Floats, log_tie: float, less: Floats | None = None) -> Floats:
        """Return (things + 1,) squared: the information on scores and tie, with the prior's. less: (n,), what not
        knowing who followed takes away from each comparison, on the scale of the scores' difference."""
        win, tie, lose = shares[:, FIRST], shares[:, TIE], shares[:, SECOND]
        apart = (win + lose - (win - lose) ** 2) / 4 - (0.0 if less is None else less)
        cross = -(win - lose) / 2 * tie
        n = self.n_things
        whole = np.zeros((n + 1, n + 1))
        np.add.at(whole, (self.first, self.first), apart)
        np.add.at(whole, (self.second, self.second), apart)
        np.add.at(whole, (self.first, self.second), -apart)
        np.add.at(whole, (self.second, self.first), -apart)
        whole[:n, n] = whole[n, :n] = self._by_thing(cross)
        whole[n, n] = (tie * (1 - tie)).sum() + _tie_bend(log_tie) if self.has_ties else 1.0
        whole[np.arange(n), np.arange(n)] += 1 / self.prior_sd**2
        return whole

    def log_posterior(self, params: _Params) -> float:
        p, reverse, follows = self._said(params)
        likelihood = np.log(np.maximum(follows * p + (1 - follows) * reverse, 1e-300)).sum()
        trust = (FOLLOWS * np.log(params.follows) + TURNED * np.log(1 - params.follows)).sum()
        return float(likelihood + trust) + _log_prior(params.score, params.log_tie, self.prior_sd)

    def deviations(self, params: _Params) -> Floats:
        """Return (things,): standard deviations of the scores about their mean."""
        p, reverse, follows = self._said(params)
        did = follows * p / (follows * p + (1 - follows) * reverse)
        shares = _shares(params.score[self.first] - params.score[self.second], params.log_tie)
        less = np.where(self.outcome == TIE, 0.0, did * (1 - did))
        covariance = np.linalg.inv(self._information(shares, params.log_tie, less))[:-1, :-1]
        centred = np.eye(self.n_things) - 1 / self.n_things
        roots: Floats = np.sqrt(np.maximum(np.diag(centred @ covariance @ centred), 0.0))
        return roots

    def people(self, params: _Params, names: tuple[str, ...]) -> tuple[Reliability, ...]:
        if self.annotator is None:
            return ()
        p, reverse, follows = self._said(params)
        did = follows * p / (follows * p + (1 - follows) * reverse)
        sums = summed_by(self.annotator, np.stack([did, np.ones(len(did))], axis=1), len(names))
        return reliabilities(names, sums[:, 1], sums[:, 0], sums[:, 1], prior=(FOLLOWS, TURNED))


def _log_prior(score: Floats, log_tie: float, prior_sd: float) -> float:
    told = -float((score**2).sum()) / (2 * prior_sd**2)
    if np.isinf(log_tie):
        return told
    return told + TIES * (log_tie - 2 * float(np.logaddexp(0, log_tie)))


def _tie_slope(log_tie: float) -> float:
    return 0.0 if np.isinf(log_tie) else -TIES * (1 - 2 / (1 + float(np.exp(-log_tie))))


def _tie_bend(log_tie: float) -> float:
    p = 1 / (1 + float(np.exp(-log_tie)))
    return 2 * TIES * p * (1 - p)


def _check(table: _Table, things: tuple[str, ...]) -> None:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not len(table.outcome):
        raise InvalidInput(
            "consensus.no_votes",
            "There are no comparisons.",
            mend="Give at least one comparison of two things.",
        )
    graph = csr_array((np.ones(len(table.first)), (table.first, table.second)), shape=(len(things),) * 2)
    _, part = connected_components(graph, directed=False)
    compared = np.unique(np.concatenate([table.first, table.second]))
    sizes = np.bincount(part[compared])
    if (sizes > 0).sum() > 1:
        outside = [things[at] for at in compared.tolist() if part[at] != sizes.argmax()]
        raise InvalidInput(
            "consensus.not_compared",
            f"The things fall into {(sizes > 0).sum()} parts that were never compared with each other, so nothing says "
            "which is better.",
            where=f"apart from the largest part: {', '.join(outside[:10])}"
            + (f" and {len(outside) - 10} more" if len(outside) > 10 else ""),
            mend="Compare some of them across the parts, or score each part by itself.",
        )
