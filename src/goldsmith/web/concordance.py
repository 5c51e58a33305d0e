"""The concordance: what several items share, with all its labels; and ruling on all of them alike."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from goldsmith.project import concordance, items
from goldsmith.web.convert import brief, thumb
from goldsmith.web.schemas import Body, Id, ReasonCode, Reply
from goldsmith.web.security import Adjudicator, Viewer

router = APIRouter(prefix="/projects/{slug}/concordance", tags=["adjudication"])
By = Literal["content", "group"]


class SharedGold(Reply):
    """value: null where people found it unresolvable. n: items that have it."""

    value: Any
    n: int


class SharedOut(Reply):
    """What several items share. item: the first of them. labels: of present answers, most frequent first.

    is_torn: the items contradict each other. is_blind: you hold one of them, so nothing is told.
    """

    item: str
    text: str
    thumb_url: str | None
    group: str | None
    n_items: int
    n_labeled: int
    n_gold: int
    is_torn: bool
    is_blind: bool
    labels: dict[str, int]
    golds: list[SharedGold]


class ConcordancePage(Reply):
    """total: of what was asked for. as_of: the state that was read; send it along when you rule. is_single: an answer
    to the question is one label."""

    total: int
    as_of: int
    is_single: bool
    rows: list[SharedOut]


class NewAlike(Body):
    """One ruling for each item that shares content or group with `item`."""

    question: str | None = None
    by: By = "content"
    item: Id
    value: Any
    reason_code: ReasonCode
    rationale: str = Field("", max_length=10_000)
    as_of: int = Field(ge=0, lt=1 << 53)


class LeftOut(Reply):
    item: str
    why: str


class AlikeRuled(Reply):
    """golds: the rulings made; withdraw them to undo it. n_same: items that were ruled so already."""

    golds: list[str]
    n_same: int
    left_out: list[LeftOut]


@router.get("")
def alike(
    entry: Viewer,
    question: str | None = None,
    by: By = "content",
    only: Literal["", "torn", "alike", "unlabeled"] = "",
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ConcordancePage:
    """List content, or groups, of several items with all labels: contradictions first, then by how many items."""
    items.need_lead(entry.role)
    found = concordance.page(
        entry.project,
        entry.access.person.id,
        question=question,
        by=by,
        only=only,
        offset=offset,
        limit=limit,
    )
    return ConcordancePage(
        total=found.total,
        as_of=found.as_of,
        is_single=found.is_single,
        rows=[
            SharedOut(
                item=row.item.id,
                text=brief(row.item),
                thumb_url=thumb(entry.project, row.item),
                group=row.group,
                n_items=row.n_items,
                n_labeled=row.n_labeled,
                n_gold=row.n_gold,
                is_torn=row.is_torn,
                is_blind=row.is_blind,
                labels=row.labels,
                golds=[SharedGold(value=value, n=n) for value, n in row.golds],
            )
            for row in found.rows
        ],
    )


@router.post("/rule", status_code=201)
def rule_alike(body: NewAlike, entry: Adjudicator) -> AlikeRuled:
    """Rule the same on each item that shares content or group; 409 when answers or rulings came in between."""
    alike = concordance.Alike(body.item, body.by, body.value, body.rationale, body.reason_code, body.as_of)
    found = concordance.rule_alike(entry.project, entry.actor, body.question, alike)
    return AlikeRuled(
        golds=found.golds,
        n_same=found.n_same,
        left_out=[LeftOut(item=item, why=why) for item, why in found.left_out],
    )
