"""Rulings that are made twice, the second time blind: how many, and how far adjudicators agree."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import Field

from goldsmith.project import second_look
from goldsmith.web.planning import ShareOut
from goldsmith.web.schemas import Body, Reply, Seed
from goldsmith.web.security import Adjudicator, Entry, Owner

router = APIRouter(prefix="/projects/{slug}/second-looks", tags=["adjudication"])


class KappaOut(Reply):
    """Fleiss' kappa with its 95 % interval. observed, expected: agreement as counted and by chance.

    undefined: why there is no kappa; no_interval: why it has no interval.
    """

    value: float | None
    low: float | None
    high: float | None
    observed: float | None
    expected: float | None
    undefined: str | None
    no_interval: str | None


class SecondLooks(Reply):
    """share: of rulings that are made twice. n_waiting: second rulings to be given; n_apart: pairs to be settled.

    same: pairs that came out alike, by more than drawing.
    """

    question: str
    share: float
    n_waiting: int
    n_apart: int
    same: ShareOut
    kappa: KappaOut


class SecondShare(Body):
    """share: of rulings given from now on. seed: of the lots; drawn when left out."""

    share: float = Field(ge=0, le=1)
    seed: Seed | None = None


@router.get("")
def state(entry: Adjudicator, question: str | None = None) -> SecondLooks:
    """Return how many rulings are made twice, and how far they agree on a question."""
    return _state(entry, question)


@router.put("")
def set_share(body: SecondShare, entry: Owner) -> SecondLooks:
    """Let a share of rulings be made twice from now on; 0 for none."""
    second_look.set_policy(entry.project, entry.actor, body.share, seed=body.seed)
    return _state(entry, None)


def _state(entry: Entry, question: str | None) -> SecondLooks:
    asked = entry.project.need_question(question)
    found = second_look.looks(entry.project, asked)
    kappa = found.kappa
    reason = kappa.undefined.why if kappa and kappa.undefined else found.no_kappa or None
    return SecondLooks(
        question=asked.key,
        share=found.share,
        n_waiting=found.n_waiting,
        n_apart=found.n_apart,
        same=ShareOut(**asdict(found.same)),
        kappa=KappaOut(
            value=kappa.value if kappa else None,
            low=kappa.low if kappa else None,
            high=kappa.high if kappa else None,
            observed=kappa.observed if kappa else None,
            expected=kappa.expected if kappa else None,
            undefined=reason,
            no_interval=kappa.no_interval.why if kappa and kappa.no_interval else None,
        ),
    )
