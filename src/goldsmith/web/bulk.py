"""Ruling on many items at once, told in counts first, and taken back in one step."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter
from pydantic import Field

from goldsmith import kinds
from goldsmith.project import bulk
from goldsmith.web.items import filter_of
from goldsmith.web.schemas import Body, Id, ReasonCode, Reply
from goldsmith.web.security import Adjudicator

router = APIRouter(prefix="/projects/{slug}/bulk-rulings", tags=["adjudication"])


class Bulk(Body):
    """On the items named, or on all that the query string of the items page filters (`filter`).

    takes: the majority of each item's answers, or `value` for all of them.
    """

    question: str | None = None
    ids: list[Id] = Field([], max_length=10_000)
    filter: str | None = Field(None, max_length=4000)
    takes: Literal["majority", "value"] = "majority"
    value: Any = None


class NewBulk(Bulk):
    """as_of: the state that the preview read."""

    reason_code: ReasonCode
    rationale: str = Field("", max_length=10_000)
    as_of: int = Field(ge=0, lt=1 << 53)


class BulkValue(Reply):
    value: Any
    n: int


class BulkPreview(Reply):
    """n_ruled: items that would be ruled on, by `values`. left_out: why → how many of the others.

    Why: ruled (somebody ruled on it), own (you labeled it, or have it to label), taken (somebody is ruling on it), second
    (a second ruling is waited for), few (one answer makes no majority), tie, illegal (not a value of that item),
    withdrawn. is_single: an answer to the question is one label.
    """

    as_of: int
    n_items: int
    n_ruled: int
    values: list[BulkValue]
    left_out: dict[str, int]
    is_single: bool


class BulkDone(Reply):
    """run: by which all of it is taken back."""

    run: str
    n: int
    left_out: dict[str, int]


class BulkOut(Reply):
    """A bulk ruling as it was made. items: which, in words. n_standing: rulings not taken back or replaced."""

    run: str
    at: str
    by: str
    question: str
    items: str
    takes: Literal["majority", "value"]
    value: Any
    n: int
    n_standing: int


class BulkUndone(Reply):
    n: int


def _chosen(body: Bulk) -> bulk.Chosen:
    if body.filter is None:
        return bulk.Chosen(ids=body.ids)
    return bulk.Chosen(where=filter_of(dict(parse_qsl(body.filter.lstrip("?"), keep_blank_values=True))))


def _what(body: Bulk) -> bulk.What:
    return bulk.What(body.question, body.takes == "majority", body.value)


@router.get("")
def bulk_rulings(entry: Adjudicator) -> list[BulkOut]:
    """List the newest bulk rulings, newest first."""
    return [
        BulkOut(
            run=found.run["id"],
            at=found.run["at"],
            by=found.told["by"],
            question=found.told["question"],
            items=found.told["items"],
            takes="majority" if found.told["majority"] else "value",
            value=found.told["value"],
            n=found.n,
            n_standing=found.n_standing,
        )
        for found in bulk.listing(entry.project)
    ]


@router.post("/preview")
def preview_bulk(body: Bulk, entry: Adjudicator) -> BulkPreview:
    """Say what a bulk ruling would do, in counts."""
    plan = bulk.preview(entry.project, entry.actor, _chosen(body), _what(body))
    asked = entry.project.need_question(body.question)
    return BulkPreview(
        as_of=plan.as_of,
        n_items=plan.n_items,
        n_ruled=plan.n_ruled,
        values=[BulkValue(value=value, n=n) for value, n in plan.values[:50]],
        left_out=dict(plan.left_out),
        is_single=isinstance(kinds.get(asked.kind), kinds.OneLabel),
    )


@router.post("", status_code=201)
def rule_in_bulk(body: NewBulk, entry: Adjudicator) -> BulkDone:
    """Rule on each of the items that the preview counted; 409 when answers or rulings came in between."""
    given = bulk.Given(body.reason_code, body.rationale)
    done = bulk.rule(entry.project, entry.actor, _chosen(body), _what(body), given, as_of=body.as_of)
    return BulkDone(run=done.run, n=done.n, left_out=dict(done.left_out))


@router.delete("/{run}")
def undo_bulk(run: str, entry: Adjudicator) -> BulkUndone:
    """Take back what still stands of a bulk ruling; nothing is deleted."""
    return BulkUndone(n=bulk.undo(entry.project, entry.actor, entry.role, run))
