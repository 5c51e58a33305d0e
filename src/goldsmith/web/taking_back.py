"""What people take back: withdrawals and their restoring, corrected groups, and one item's whole history."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from goldsmith.project import items, second_look, taking_back
from goldsmith.store import caches
from goldsmith.store import taken_back as reads
from goldsmith.web.schemas import Body, Id, Reply
from goldsmith.web.security import Adjudicator, Annotator, Owner, Viewer

router = APIRouter(prefix="/projects/{slug}", tags=["taking back"])
Target = Literal["item", "annotation", "annotator", "run", "gold"]


class NewWithdrawal(Body):
    """Rows to withdraw, or to restore; of one sort. run: an import."""

    target: Target
    ids: list[Id] = Field(max_length=10_000)
    reason: str = Field("", max_length=2000)
    is_restored: bool = False


class Withdrawn(Reply):
    """n: how many changed; what was so already is not counted."""

    n: int


class WithdrawalOut(Reply):
    """One withdrawal that stands. what: in words. item: the item it is about, if it is about one."""

    target: Target
    target_id: str
    item: str | None
    what: str
    question: str | None
    reason: str
    by: str
    at: str


class WithdrawalPage(Reply):
    """counts: how many of each sort are withdrawn now."""

    counts: dict[str, int]
    rows: list[WithdrawalOut]


class AnnotatorOut(Reply):
    """Who ever answered here. is_member: a person with an account; else a machine, or a name that came with labels."""

    id: str
    name: str
    kind: str
    is_member: bool
    n_answers: int
    n_items: int
    last_at: str | None
    is_withdrawn: bool


class GroupCorrection(Body):
    """group: null for none."""

    ids: list[Id] = Field(max_length=10_000)
    group: str | None = Field(None, max_length=500)
    reason: str = Field("", max_length=2000)


class GroupCorrected(Reply):
    """straddling: items whose group now has items in several parts of a split; none moved."""

    n: int
    straddling: list[str]
    parts: list[str]


class ItemEvent(Reply):
    """Something that happened to an item. target, target_id: the row that it is about."""

    seq: int
    type: str
    at: str
    who: str
    text: str
    target: str
    target_id: str
    question: str | None
    value: Any
    detail: dict[str, Any]
    is_replaced: bool
    is_withdrawn: bool


class ItemHistory(Reply):
    events: list[ItemEvent]


@router.post("/withdrawals")
def withdraw(body: NewWithdrawal, entry: Annotator) -> Withdrawn:
    """Withdraw answers, items, imports, annotators or rulings, or restore them. Nothing is deleted.

    Annotators may name answers of their own; adjudicators also items, rulings and, with a reason, others' answers.
    """
    return Withdrawn(
        n=taking_back.withdraw(
            entry.project,
            entry.actor,
            entry.role,
            target=body.target,
            ids=body.ids,
            reason=body.reason,
            is_restored=body.is_restored,
        )
    )


@router.get("/withdrawals")
def withdrawals(
    entry: Viewer,
    target: Target | None = None,
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> WithdrawalPage:
    """List what is withdrawn now, newest first."""
    items.need_lead(entry.role)
    return WithdrawalPage(
        counts=reads.n_standing(entry.project.ledger.reader),
        rows=[
            WithdrawalOut(**row)
            for row in taking_back.listing(entry.project, target=target, limit=limit, offset=offset)
        ],
    )


@router.get("/annotators")
def annotators(entry: Owner) -> list[AnnotatorOut]:
    """List everyone and everything that ever answered."""
    return [AnnotatorOut(**row) for row in taking_back.annotators(entry.project)]


@router.post("/items/group")
def correct_group(body: GroupCorrection, entry: Adjudicator) -> GroupCorrected:
    """Say that items belong to another group, or to none, from now on."""
    found = taking_back.correct_group(entry.project, entry.actor, body.ids, body.group, body.reason)
    return GroupCorrected(n=found.n, straddling=found.straddling, parts=found.parts)


@router.get("/items/{item}/history")
def history(item: str, entry: Viewer) -> ItemHistory:
    """Return everything that happened to an item, oldest first, withdrawn and replaced rows too."""
    items.need_lead(entry.role)
    seq = entry.project.item_row(item)["seq"]
    sql, person = entry.project.ledger.reader, entry.access.person.id
    is_blind = caches.holds(sql, person, seq) or second_look.is_hidden_from(sql, seq, person)
    events = taking_back.history(entry.project, item, is_blind=is_blind)
    return ItemHistory(events=[ItemEvent(**event) for event in events])
