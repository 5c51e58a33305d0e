"""The agreement on one question, as `goldsmith.agreement` reports it."""

from __future__ import annotations

from fastapi import APIRouter

from goldsmith import kinds
from goldsmith.project import agreement, items
from goldsmith.web import schemas
from goldsmith.web.security import Viewer

router = APIRouter(prefix="/projects/{slug}/agreement", tags=["agreement"])


@router.get("")
def report(entry: Viewer, question: str | None = None, seed: schemas.Seed = 0) -> schemas.AgreementOut:
    """Return how far the answers to a question agree, with intervals, exclusions and every choice made."""
    items.need_lead(entry.role)
    found = agreement.agreement(entry.project, question, seed=seed)
    return schemas.AgreementOut(
        question=found.question.key,
        units=kinds.get(found.question.kind).units,
        seq=found.seq,
        scope=found.scope,
        exclusions=found.exclusions,
        n_items=found.n_items,
        report=found.report,
        undefined=found.undefined,
        sections=[
            schemas.Section(anchor=s.anchor, title=s.title, level=s.level, text=s.text)
            for s in found.sections
        ],
        annotators=found.annotators,
    )
