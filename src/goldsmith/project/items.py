"""Items as the lead sees them: one with its history, and withdrawing, restoring or questioning many at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, InvalidInput, NotAllowed, NotFound
from goldsmith.model import canonical, new_id
from goldsmith.project import agreement, clock, second_look, suggestions
from goldsmith.project.answers import Reader
from goldsmith.project.conversation import TALK
from goldsmith.project.plan import INCOMING
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.project.summary import PERSON
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Row, Transaction

BATCH = 2000


def need_lead(role: str) -> None:
    """Refuse annotators: what others answered would show."""
    if role == "annotator":
        raise NotAllowed(
            "items.blind",
            "Annotators see only the items that they are given.",
            where="your role",
            mend="Ask the project's owner for the role of viewer.",
        )


@dataclass(frozen=True, slots=True)
class Detail:
    """answers: as keyword arguments of the API's model. golds: rows with their value as JSON."""

    row: Row
    answers: list[dict[str, Any]]
    golds: list[tuple[Row, Any]]
    remarks: list[Row]
    is_held: bool = False
    hides_gold: bool = False  # a second ruling is to be given, blind of the first


def detail(project: Project, item_id: str, *, asker: str | None = None) -> Detail:
    """Return an item's row, every present answer, its rulings and remarks.

    asker: a person who holds the item to label sees no answers and no talk of others until they have given theirs.
    """
    sql = project.ledger.reader
    row = queries.item_row(sql, project.item_row(item_id)["seq"])
    seq = row["seq"]
    reader = Reader(project)
    is_held = asker is not None and caches.holds(sql, asker, seq)
    hides_gold = asker is not None and second_look.is_hidden_from(sql, seq, asker)
    names = queries.annotators(sql)
    found = [] if is_held else [reader.read(r) for r in queries.heads(sql, queries.HeadFilter(item=seq))]
    suggested = suggestions.beside(project, seq, found)
    answers = [
        {
            "id": a.id,
            "question": a.question,
            "who": a.row["annotator_name"],
            "annotator": names[a.annotator]["id"],
            "annotator_kind": a.row["annotator_kind"],
            "value": _shown(project, a.question, a.value, a.row["value"]),
            "reason": a.row["reason"],
            "unsure": bool(a.row["unsure"]),
            "second": json.loads(a.row["second"]) if a.row["second"] else None,
            "note": a.row["note"],
            "guideline_version": project.guideline_seqs()[a.row["guideline"]],
            "counts": a.counts,
            "why_not": a.why_not(),
            "at": a.row["at"],
            "duration_ms": a.row["duration_ms"],
            "suggestion": suggested.get(a.id),
        }
        for a in found
    ]
    golds = (
        []
        if is_held or hides_gold
        else [
            (g, json.loads(g["value"]) if g["value"] else None)
            for g in queries.golds(sql, seq)
            if g["value"] is not None or g["method"] == PERSON
        ]
    )
    remarks = [r for r in queries.remarks(sql, "item", item_id) if r["type"] not in TALK or not is_held]
    return Detail(row, answers, golds, remarks, is_held, hides_gold)


def _shown(project: Project, question: str, value: Any, stored: str | None) -> Any:
    """Return the value as the present guideline reads it, else as it was given."""
    asked = project.need_guideline().question(question)
    if value is not None and asked is not None:
        return kinds.get(asked.kind).dump(value)
    return json.loads(stored) if stored else None


def looked_up(project: Project, where: queries.ItemFilter) -> queries.ItemFilter:
    """Return the filter with the items behind its cell and its pair, which only answers side by side can tell."""
    found = [set(agreement.items_behind(project, where.question or None, where.cell))] if where.cell else []
    found += [set(agreement.items_between(project, where.question or None, where.pair))] if where.pair else []
    return replace(where, items=tuple(sorted(set.intersection(*found)))) if found else where


def sentence(where: queries.ItemFilter) -> str:
    """Return the filter as a sentence.

    >>> sentence(queries.ItemFilter(status="disagreed", label="tone:rude"))
    'items that are disagreed, with the label tone:rude'
    """
    parts = [
        f"that are {where.status.replace(',', ' or ').replace('_', ' ')}" if where.status else "",
        f"with the label {where.label}" if where.label else "",
        f"with {where.cell.replace('|', ' and ')} from different people" if where.cell else "",
        ("answered by each of these" if "," in where.annotator else "answered by one annotator")
        if where.annotator
        else "",
        f"with {where.answers} answers" if where.answers else "",
        f"that want {where.wanted} answers".replace("everyone answers", "everyone's") if where.wanted else "",
        "on which two annotators differ" if where.pair else "",
        {"agree": "on which all agree", "disagree": "on which people differ"}.get(where.agreement, ""),
        f"in the part {where.part}" if where.part else "",
        f"whose {where.meta.replace('=', ' is ')}" if where.meta else "",
        "of the same content" if where.same else "",
        f"of the group {where.group}" if where.group else "",
        f"with the id {where.external}" if where.external else "",
        f"that contain \u201c{where.q}\u201d" if where.q else "",
    ]
    told = [part for part in parts if part]
    return "items " + ", ".join(told) if told else "all items"


def act(
    project: Project,
    actor: Actor,
    action: str,
    *,
    ids: Sequence[str],
    where: queries.ItemFilter | None,
    reason: str,
) -> int:
    """Withdraw, restore or send to adjudication; return how many items it touched."""
    sql = project.ledger.reader
    if where is not None:
        where = looked_up(project, where)
        ids = [row["id"] for row in queries.list_items(sql, where, limit=-1)]
    known = queries.seqs_of(sql, "item", ids)
    strangers = set(ids) - set(known)
    if strangers:
        raise NotFound(
            "item.unknown",
            f"{len(strangers)} of these items do not exist.",
            where=f"item {min(strangers)}",
            mend="Reload the page and choose again.",
        )
    if not ids:
        raise InvalidInput(
            "items.none", "No items are named.", where="ids", mend="Choose items, or send a filter."
        )
    for start in range(0, len(ids), BATCH):
        with project.ledger.write() as tx:
            seqs = [known[i] for i in ids[start : start + BATCH]]
            if action == "adjudicate":
                _ask(tx, project, actor, seqs, reason)
            else:
                append_withdrawals(
                    tx, actor, "item", ids[start : start + BATCH], reason, is_restored=action == "restore"
                )
            refresh(tx, project, seqs)
    return len(ids)


def _ask(tx: Transaction, project: Project, actor: Actor, items: Sequence[int], reason: str) -> None:
    run, _ = add_run(tx, stage="adjudicate", method="asked.v1", parameters={"reason": reason}, by=actor)
    columns = ("id", "type", "item", "question", "score", "detail", "run")
    rows = [
        (new_id(), "asked", item, q.key, 1.0, {"by": actor.name, "reason": reason}, run)
        for item in items
        for q in project.need_guideline().questions
    ]
    tx.append_many("finding", columns, rows)


def append_withdrawals(
    tx: Transaction, actor: Actor, target: str, ids: Sequence[str], reason: str, *, is_restored: bool
) -> None:
    """Append a remark for each row that is withdrawn, or whose withdrawal is taken back.

    Raises Conflict for an import that is still being stored.
    """
    if target == "run":
        _refuse_unfinished(tx, ids)
    columns = ("id", "target", "target_id", "type", "text", "by_person", "by_name", "detail", "at")
    detail_of: dict[str, bool] = {"restored": True} if is_restored else {}
    now = clock.iso()
    tx.append_many(
        "remark",
        columns,
        [
            (new_id(), target, i, "withdrawal", reason, actor.person, actor.name, canonical(detail_of), now)
            for i in ids
        ],
    )


def _refuse_unfinished(tx: Transaction, runs: Sequence[str]) -> None:
    coming = queries.settings(tx.sql).get(INCOMING)
    if coming and queries.run_by_seq(tx.sql, coming["run"])["id"] in runs:
        raise Conflict(
            "import.unfinished",
            "This import is still being stored.",
            where="its run",
            mend="Take it back in a moment, when it is in.",
        )


def withdraw_import(
    project: Project, actor: Actor, run: str, reason: str, *, is_restored: bool = False
) -> None:
    """Withdraw an import, or take that back: its items and labels leave the queue, votes and releases, or return.

    Nothing is deleted.
    """
    row = queries.run(project.ledger.reader, run)
    if row is None or row["stage"] != "ingest":
        raise NotFound(
            "import.unknown", "There is no such import.", where=run, mend="Look at the list of imports."
        )
    with project.ledger.write() as tx:
        append_withdrawals(tx, actor, "run", [run], reason, is_restored=is_restored)
        refresh(tx, project, queries.items_of_run(tx.sql, row["seq"]))
