"""The items table, one item with all that was said of it, and what is done to many at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query

from goldsmith.errors import InvalidInput
from goldsmith.model import is_test_part
from goldsmith.project import conversation as threads
from goldsmith.project import inbox, items, second_look, wall
from goldsmith.project.project import item_from
from goldsmith.store import caches, queries
from goldsmith.web import conversation, schemas
from goldsmith.web.convert import gold_out, item_out, remarks_out, row_out
from goldsmith.web.security import Adjudicator, Annotator, Viewer

router = APIRouter(prefix="/projects/{slug}", tags=["items"])
Text = Annotated[str, Query(max_length=500, pattern=r"^[^\x00]*$")]
N_ANSWERS = r"^([0-9]{1,6}\+?)?$"
Answers = Annotated[str, Query(pattern=N_ANSWERS)]
WANTED = r"^([0-9]{1,6}|everyone)?$"
Wanted = Annotated[str, Query(pattern=WANTED)]
PARAMETERS = {"import": "import_id"}
FILTERS = queries.ItemFilter.__dataclass_fields__.keys() - {"items", "hidden"}
VIEW = {"sort", "offset", "limit", "count", "view", "item"}  # of the page, and no filters


def filter_of(query: dict[str, str]) -> queries.ItemFilter:
    """Return the filter of a query string; a name that is no filter would widen it, and is refused."""
    named = {PARAMETERS.get(key, key): value for key, value in query.items() if key not in VIEW}
    if "" in named.values():
        raise InvalidInput(
            "items.empty_filter", "A filter is named and left empty.", where="filter", mend="Give it a value."
        )
    strangers = sorted(named.keys() - FILTERS)
    if strangers:
        raise InvalidInput(
            "items.filter",
            f"There is no filter {strangers[0]!r}.",
            where="filter",
            mend=f"Known: {', '.join(sorted(FILTERS))}.",
        )
    for key, pattern in (("answers", N_ANSWERS), ("wanted", WANTED)):
        if not re.match(pattern, named.get(key, "")):
            raise InvalidInput(
                "items.answers",
                f"The number of answers in {key!r} is no number.",
                where="filter",
                mend="Send answers=2, answers=3+ for three and more, wanted=2 or wanted=everyone.",
            )
    return replace(queries.ItemFilter(), **named)  # type: ignore[arg-type]  # all that are named are texts


@router.get("/items")
def listing(
    entry: Viewer,
    offset: Annotated[int, Query(ge=0, le=1 << 40)] = 0,
    limit: Annotated[int, Query(ge=0, le=1000)] = 100,
    count: bool = True,
    sort: str = "n",
    q: Text = "",
    status: Text = "",
    label: Text = "",
    annotator: Text = "",
    agreement: Text = "",
    part: Text = "",
    imported: Annotated[str, Query(alias="import", max_length=500)] = "",
    meta: Text = "",
    cell: Text = "",
    pair: Text = "",
    question: Text = "",
    same: Text = "",
    group: Text = "",
    answers: Answers = "",
    wanted: Wanted = "",
    external: Text = "",
) -> schemas.ItemPage:
    """Return a page of the items that pass the filter. Not for annotators: it would tell others' answers.

    count: false leaves counting them all out, which takes longer than the rows; limit 0 does nothing else.
    """
    items.need_lead(entry.role)
    if sort not in queries.SORTS:
        raise InvalidInput(
            "items.sort",
            f"Items cannot be sorted by {sort!r}.",
            where="sort",
            mend=f"Known: {', '.join(queries.SORTS)}.",
        )
    where = queries.ItemFilter(
        q,
        status,
        label,
        annotator,
        agreement,
        part,
        imported,
        meta,
        cell,
        pair,
        question,
        same,
        group,
        answers,
        wanted,
        external,
    )
    sql = entry.project.ledger.reader
    if part and is_test_part(part):
        wall.looked(entry.project, entry.actor, "items")
    held = caches.held_by(sql, entry.access.person.id)
    ruled = second_look.hidden_from(sql, entry.access.person.id)
    where = replace(items.looked_up(entry.project, where), hidden=tuple(held))
    rows = queries.list_items(sql, where, sort=sort, offset=offset, limit=limit + (not count)) if limit else []
    total = queries.count_items(sql, where) if count else offset + len(rows)
    rows = rows[:limit]
    return schemas.ItemPage(
        total=total,
        is_counted=count,
        offset=offset,
        filter_text=items.sentence(where),
        rows=[
            row_out(
                entry.project,
                offset + n + 1,
                row,
                is_blind=row["seq"] in held,
                hides_gold=row["seq"] in ruled,
            )
            for n, row in enumerate(rows)
        ],
    )


@router.get("/items/{item}")
def one(item: str, entry: Viewer) -> schemas.ItemDetail:
    """Return an item with every answer, ruling and remark."""
    items.need_lead(entry.role)
    found = items.detail(entry.project, item, asker=entry.access.person.id)
    return schemas.ItemDetail(
        item=item_out(entry.project, item_from(found.row), with_metadata=True),
        row=row_out(entry.project, 0, found.row, is_blind=found.is_held, hides_gold=found.hides_gold),
        answers=[schemas.AnswerOut(**answer) for answer in found.answers],
        gold=[gold_out(row, value) for row, value in found.golds],
        remarks=remarks_out(found.remarks),
    )


@router.post("/items/actions")
def act(body: schemas.ItemAction, entry: Adjudicator) -> schemas.ActionDone:
    """Withdraw, restore or send to adjudication the items named, or all that a filter finds."""
    where = (
        None
        if body.filter is None
        else filter_of(dict(parse_qsl(body.filter.lstrip("?"), keep_blank_values=True)))
    )
    return schemas.ActionDone(
        n=items.act(entry.project, entry.actor, body.action, ids=body.ids, where=where, reason=body.reason)
    )


@router.post("/remarks", status_code=201)
def remark(body: schemas.NewRemark, entry: Annotator) -> schemas.RemarkOut:
    """Say something about an item, an answer, a ruling or the guideline: it begins a thread."""
    inbox.need_target(entry.project, conversation.asker_of(entry), body.target, body.target_id)
    made = threads.start(
        entry.project,
        entry.actor,
        target=body.target,
        target_id=body.target_id,
        text=body.text,
        is_lead=entry.role != "annotator",
    )
    rows = queries.remarks(entry.project.ledger.reader, body.target, body.target_id)
    return remarks_out([row for row in rows if row["id"] == made])[0]
