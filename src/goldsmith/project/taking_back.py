"""Taking back: withdraw or restore an answer, an item, an import, an annotator or a ruling; correct an item's group.

Nothing is deleted or edited: each step is one remark, and what stands follows from the remarks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith.errors import InvalidInput, NotAllowed, NotFound
from goldsmith.model import canonical, new_id
from goldsmith.project import adjudicate, clock
from goldsmith.project.conversation import TALK
from goldsmith.project.items import append_withdrawals
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, queries, taken_back
from goldsmith.store.ledger import Connection, Row, Transaction
from goldsmith.store.people import RANK

STRADDLES = "group_straddles"
WHO_MAY = {"item": "adjudicator", "annotation": "adjudicator", "gold": "adjudicator"}  # others: the owner


def withdraw(
    project: Project,
    actor: Actor,
    role: str,
    *,
    target: str,
    ids: Sequence[str],
    reason: str,
    is_restored: bool = False,
) -> int:
    """Withdraw rows of the ledger, or take that back; return how many changed. All or none.

    target: item, annotation, annotator, run (an import) or gold. Whoever gave an answer may withdraw it, and restore
    what they withdrew themselves; adjudicators withdraw others' answers, items and rulings with a reason; imports and
    annotators are the owner's. What is so already is left alone.
    """
    if target not in taken_back.TARGETS:
        raise InvalidInput(
            "withdrawal.target",
            f"{target!r} cannot be withdrawn.",
            where="target",
            mend=f"Known: {', '.join(taken_back.TARGETS)}.",
        )
    with project.ledger.write() as tx:
        rows = {row["id"]: row for row in taken_back.known(tx.sql, target, ids)}
        strangers = sorted(set(ids) - rows.keys())
        if strangers or not ids:
            raise NotFound(
                "withdrawal.unknown",
                f"There is no such {target}.",
                where=strangers[0] if strangers else "ids",
                mend="Reload the page and choose again.",
            )
        changed = []
        for row in rows.values():
            last = taken_back.last_withdrawal(tx.sql, target, row["id"])
            _refuse(actor, role, target, row, last, reason, is_restored=is_restored)
            if target == "gold" and row["giver"] != actor.person:
                adjudicate.refuse_own(tx.sql, actor, row["item"])
            if _is_out(last) is is_restored:
                changed.append(row)
        append_withdrawals(tx, actor, target, [row["id"] for row in changed], reason, is_restored=is_restored)
        if target == "annotator" and not is_restored:
            for lease in (lease for row in changed for lease in caches.leases_of(tx.sql, row["seq"])):
                caches.release(tx, lease)
        refresh(tx, project, _touched(tx.sql, target, changed))
    return len(changed)


def _is_out(last: Row | None) -> bool:
    return last is not None and json.loads(last["detail"]).get("restored") is None


def _refuse(
    actor: Actor, role: str, target: str, row: Row, last: Row | None, reason: str, *, is_restored: bool
) -> None:
    """Raise NotAllowed unless it is the giver's own to take back, or the role covers it; then it needs a reason."""
    is_own = actor.person is not None and row["giver"] == actor.person
    if (
        is_own
        and target == "annotation"
        and (not is_restored or (last and last["by_person"] == actor.person))
    ):
        return
    needed = WHO_MAY.get(target, "owner")
    if RANK[role] < RANK[needed]:
        raise NotAllowed(
            "withdrawal.role",
            f"Only an {needed} takes this back."
            if needed == "adjudicator"
            else "Only the owner takes this back.",
            where=f"{target} {row['id']}",
            mend="Ask one, or take back what you gave yourself.",
        )
    if target == "annotation" and not is_own and not is_restored and not reason.strip():
        raise InvalidInput(
            "withdrawal.reason",
            "Somebody else's answer is taken back without a reason.",
            where=f"answer {row['id']}",
            mend="Say why; they can read it.",
        )


def _touched(sql: Connection, target: str, rows: Sequence[Row]) -> list[int]:
    items: set[int] = set()
    for row in rows:
        if target == "item":
            items.add(row["seq"])
        elif target == "annotator":
            items.update(taken_back.items_of_annotator(sql, row["seq"]))
        elif target == "run":
            items.update(queries.items_of_run(sql, row["seq"]))
        else:
            items.add(row["item"])
    return sorted(items)


# groups -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Corrected:
    """straddling: corrected items whose group now lies on several sides of a split; none of them moves."""

    n: int
    straddling: list[str]
    parts: list[str]


def correct_group(
    project: Project, actor: Actor, ids: Sequence[str], group: str | None, reason: str
) -> Corrected:
    """Say that items belong to a group, or to none, from now on; reads of the past see the old one.

    Where the group then has items on several sides of a split, nothing moves: each placed item keeps its part, each
    corrected one gets a finding, and later releases hold only what lies in the first of the parts.
    """
    named = group.strip() if group else None
    sql = project.ledger.reader
    known = queries.seqs_of(sql, "item", ids)
    strangers = sorted(set(ids) - set(known))
    if strangers or not ids:
        raise NotFound(
            "item.unknown",
            f"{len(strangers)} of these items do not exist." if ids else "No items are named.",
            where=f"item {strangers[0]}" if strangers else "ids",
            mend="Reload the page and choose again.",
        )
    with project.ledger.write() as tx:
        before = queries.items_by_seq(tx.sql, list(known.values()))
        changed = [row for row in before.values() if row["grp"] != named]
        tx.append_many(
            "remark",
            ("id", "target", "target_id", "type", "text", "by_person", "by_name", "detail", "at"),
            [
                (
                    new_id(),
                    "item",
                    row["id"],
                    "correction",
                    reason,
                    actor.person,
                    actor.name,
                    canonical({"group": named, "was": row["grp"]}),
                    clock.iso(),
                )
                for row in changed
            ],
        )
        torn, parts = _straddling(tx, actor, named, [row["seq"] for row in changed])
    return Corrected(len(changed), [before[seq]["id"] for seq in torn], parts)


def _straddling(
    tx: Transaction, actor: Actor, group: str | None, items: Sequence[int]
) -> tuple[list[int], list[str]]:
    """Append a finding for each corrected item whose group now lies on both sides; return them and the parts."""
    placed = taken_back.parts_of_group(tx.sql, group, queries.group_of(tx.sql)) if group else {}
    sides = sorted(set(placed.values()))
    if len(sides) < 2 or not items:
        return [], []
    run, _ = add_run(
        tx, stage="correct", method="group.v1", parameters={"group": group, "parts": sides}, by=actor
    )
    detail = {"group": group, "parts": sides}
    tx.append_many(
        "finding",
        ("id", "type", "item", "question", "score", "detail", "run"),
        [(new_id(), STRADDLES, item, None, 1.0, detail, run) for item in items],
    )
    return list(items), sides


# looking ------------------------------------------------------------------------------------------------------------


def listing(project: Project, *, target: str | None, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return what is withdrawn now, newest first: what it is, who took it back, when and why."""
    rows = taken_back.standing(project.ledger.reader, target, limit=limit, offset=offset)
    return [
        {
            "target": row["target"],
            "target_id": row["target_id"],
            "item": row["item"],
            "what": _what(row),
            "question": row["question"],
            "reason": row["text"],
            "by": row["by_name"],
            "at": row["at"],
        }
        for row in rows
    ]


def _what(row: Row) -> str:
    """Return in words what was taken back."""
    item = row["external_id"] or f"item {(row['item'] or '')[:8]}"
    return {
        "item": item,
        "annotation": f"{row['name']}'s answer to {item}",
        "gold": f"{row['name'] or 'the rule'}'s ruling on {item}" if row["name"] else f"the label of {item}",
        "annotator": f"all answers of {row['name']}",
        "run": f"the import {row['name']}",
    }[row["target"]]


def annotators(project: Project) -> list[dict[str, Any]]:
    """Return everyone and everything that ever answered, and whether their answers are withdrawn."""
    sql = project.ledger.reader
    gone = queries.withdrawn(sql, "annotator")
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "kind": row["kind"],
            "is_member": row["person"] is not None,
            "n_answers": row["n"],
            "n_items": row["n_items"],
            "last_at": row["last_at"],
            "is_withdrawn": row["id"] in gone,
        }
        for row in taken_back.annotators(sql)
        if row["n"]
    ]


def history(project: Project, item_id: str, *, is_blind: bool) -> list[dict[str, Any]]:
    """Return everything that happened to an item, oldest first. is_blind: nothing that others answered."""
    sql = project.ledger.reader
    item = project.item_row(item_id)
    run = queries.run_by_seq(sql, item["run"])
    told = json.loads(run["parameters"])
    found = [
        _event(
            item["seq"],
            "imported",
            run["at"],
            who="",
            text=str(told.get("name", "")),
            target="run",
            id_=run["id"],
        )
    ]
    if is_blind:
        remarks = queries.remarks(sql, "item", item_id)
        found += [_said(row) for row in remarks if row["type"] not in TALK]
    else:
        found += [_answered(sql, row) for row in taken_back.answers_ever(sql, item["seq"])]
        found += [_ruled(sql, row) for row in taken_back.golds_ever(sql, item["seq"])]
        found += [_found(row) for row in taken_back.findings_about(sql, item["seq"])]
        found += [_said(row) for row in taken_back.remarks_about(sql, item["seq"])]
    return sorted(found, key=lambda event: event["seq"])


def _event(
    seq: int,
    type_: str,
    at: str,
    *,
    who: str,
    text: str,
    target: str,
    id_: str,
    question: str | None = None,
    value: Any = None,
    detail: Any = None,
    is_replaced: bool = False,
    is_out: bool = False,
) -> dict[str, Any]:
    return {
        "seq": seq,
        "type": type_,
        "at": at,
        "who": who,
        "text": text,
        "target": target,
        "target_id": id_,
        "question": question,
        "value": value,
        "detail": detail or {},
        "is_replaced": is_replaced,
        "is_withdrawn": is_out,
    }


def _answered(sql: Connection, row: Row) -> dict[str, Any]:
    return _event(
        row["seq"],
        "changed" if row["replaces"] else "answered",
        row["at"],
        who=row["who"],
        text=row["note"] or row["reason"] or "",
        target="annotation",
        id_=row["id"],
        question=row["question"],
        value=json.loads(row["value"]) if row["value"] else None,
        is_replaced=bool(row["is_replaced"]),
        is_out=_is_out(taken_back.last_withdrawal(sql, "annotation", row["id"])),
    )


def _ruled(sql: Connection, row: Row) -> dict[str, Any]:
    return _event(
        row["seq"],
        "ruled" if row["method"] == PERSON else "accepted",
        row["at"],
        who=row["by_name"] or "",
        text=row["rationale"],
        target="gold",
        id_=row["id"],
        question=row["question"],
        value=json.loads(row["value"]) if row["value"] else None,
        is_replaced=bool(row["is_replaced"]),
        is_out=_is_out(taken_back.last_withdrawal(sql, "gold", row["id"])),
    )


def _found(row: Row) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    return _event(
        row["seq"],
        "found",
        row["at"],
        who=detail.get("by", ""),
        text=row["type"],
        target="finding",
        id_=row["id"],
        question=row["question"],
        detail=detail,
    )


def _said(row: Row) -> dict[str, Any]:
    detail = json.loads(row["detail"])
    type_ = {"withdrawal": "restored" if detail.get("restored") else "withdrawn"}.get(
        row["type"], row["type"]
    )
    return _event(
        row["seq"],
        type_,
        row["at"],
        who=row["by_name"],
        text=row["text"],
        target=row["target"],
        id_=row["target_id"],
        detail=detail,
    )
