"""The annotators page: how reliable each one is, what they take for what, and what changes. Not for annotators."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith.project import annotators, items
from goldsmith.project.annotator_report import AnnotatorReport
from goldsmith.web import schemas
from goldsmith.web.security import Viewer

router = APIRouter(prefix="/projects/{slug}/annotators", tags=["agreement"])


class CheckShare(schemas.Reply):
    """Hidden checks met: k of n, with the interval of the share."""

    k: int
    n: int
    low: float | None
    high: float | None


class AnnotatorReliability(schemas.Reply):
    """report: None where `undefined` says why. checks: annotator → hidden checks met."""

    question: str
    seq: int
    scope: str
    exclusions: list[str]
    report: AnnotatorReport | None
    checks: dict[str, CheckShare]
    undefined: str


@router.get("/reliability")
def reliability(entry: Viewer, question: str | None = None, seed: schemas.Seed = 0) -> AnnotatorReliability:
    """Return what the answers to a question tell of who gave them, with intervals and every choice made."""
    items.need_lead(entry.role)
    found = annotators.annotators(entry.project, question, seed=seed)
    return AnnotatorReliability(
        question=found.question.key,
        seq=found.seq,
        scope=found.scope,
        exclusions=found.exclusions,
        report=found.report,
        checks={
            who: CheckShare(k=share.k, n=share.n, low=share.low, high=share.high)
            for who, share in found.checks.items()
        },
        undefined=found.undefined,
    )
