"""Checks of a project's raw data: what is empty, broken, odd or private, as findings that people keep or set aside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from goldsmith.errors import InvalidInput, NotFound
from goldsmith.model import new_id
from goldsmith.project.duplicates import append_verdict, verdict_of
from goldsmith.project.items import append_withdrawals
from goldsmith.project.jobs import Job
from goldsmith.project.media import readable
from goldsmith.project.media_looks import text_of
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.quality import CHECKS, Flag, image_flags, label_flags, measure_image, text_flags
from goldsmith.store import caches, clean, queries
from goldsmith.store.ledger import Row, Transaction

STAGE, METHOD = "quality", "raw_data.v1"
FOUND = "raw_data."  # before the check's name: the type of a finding
BATCH = 5_000
KEEP, ASIDE = "keep", "set aside"


def look(project: Project, actor: Actor, job: Job) -> dict[str, Any]:
    """Check all items that are not withdrawn; append what was not found before, and return how much of it.

    Each item is seen beside the others, so all are read; findings of earlier Runs stay as they are.
    """
    upto = clean.newest_item(project.ledger.reader)
    flags, items = _flags(project, job)
    known = {(row["item"], row["type"]) for row in _all(project)}
    fresh = [
        (items[at], flag)
        for at, flag in ((flag.place, flag) for flag in flags)
        if at >= 0 and (items[at], FOUND + flag.check) not in known
    ]
    whole = _labels(project)
    last = _last(project)
    if fresh or upto != last.get("upto") or whole != last.get("whole"):
        with project.ledger.write() as tx:
            parameters = {"upto": upto, "n_items": len(set(items)), "whole": whole}
            run, _ = add_run(tx, stage=STAGE, method=METHOD, parameters=parameters, by=actor)
            rows = [
                (new_id(), FOUND + x.check, item, None, round(x.score, 4), {"told": x.detail}, run)
                for item, x in fresh
            ]
            tx.append_many("finding", ("id", "type", "item", "question", "score", "detail", "run"), rows)
    counts = Counter(flag.check for _, flag in fresh)
    return {"n_checked": len(set(items)), "n_found": len(fresh), "checks": dict(counts), "whole": whole}


def _flags(project: Project, job: Job) -> tuple[list[Flag], list[int]]:
    """Return flags of texts and images, and the item of each place."""
    sql = project.ledger.reader
    gone = set(caches.items_in(sql, "withdrawn"))
    job.progress(0, clean.n_items_between(sql, 0, clean.NOW))
    text_items, texts, image_items, measured = [], [], [], []
    for row in _rows(project):
        fields = json.loads(row["fields"])
        job.progress(job.done + 1)
        if row["seq"] in gone:
            continue
        if any(field["type"] == "text" for field in fields.values()):
            text_items.append(row["seq"])
            texts.append(text_of(fields))
        for field in fields.values():
            if field["type"] == "image":
                path = readable(project, field["media"])
                image_items.append(row["seq"])
                measured.append(measure_image(path.read_bytes() if path else b""))
    job.progress(job.done, message="looking at them side by side")
    moved = [
        Flag(flag.check, flag.place + len(text_items), flag.score, flag.detail)
        for flag in image_flags(measured)
    ]
    return [*text_flags(texts), *moved], [*text_items, *image_items]


def _rows(project: Project) -> Iterator[Row]:
    after = 0
    while rows := clean.items_after(project.ledger.reader, after, BATCH):
        yield from rows
        after = rows[-1]["seq"]


def _labels(project: Project) -> list[str]:
    """Return in sentences what is odd about the labels that items have."""
    counts: dict[str, list[str]] = {}
    for row in clean.label_counts(project.ledger.reader):
        counts.setdefault(row["question"], []).extend([row["label"]] * row["n"])
    return [
        f"{question}: {CHECKS[flag.check]} ({flag.detail})"
        for question, labels in sorted(counts.items())
        for flag in label_flags(labels)
    ]


def _all(project: Project) -> list[Row]:
    """Return all findings of the checks; what was read once is kept."""
    known: list[Row] = project.computed.get("raw data", [])
    new = clean.findings(project.ledger.reader, FOUND, known[-1]["seq"] if known else 0)
    found = project.computed["raw data"] = [*known, *new]  # another list: several threads may be here at once
    return found


def _last(project: Project) -> dict[str, Any]:
    runs = queries.runs(project.ledger.reader, STAGE)
    return json.loads(runs[-1]["parameters"]) if runs else {}


# looking and deciding -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What a check noticed about an item, by number, and what was decided: keep, set aside or nothing yet."""

    finding: str
    item: int
    check: str
    told: str
    score: float
    verdict: str | None
    reason: str
    by: str


def overview(project: Project) -> dict[str, Any]:
    """Return how many findings each check has, and how many wait for a decision."""
    sql = project.ledger.reader
    last = _last(project)
    found = _found(project)
    n, n_open = (Counter(each.check for each in some) for some in (found, _only(project, found, "open")))
    return {
        "n_checked": last.get("n_items", 0),
        "n_new": clean.n_items_between(sql, last.get("upto", 0), clean.NOW),
        "whole": last.get("whole", []),
        "checks": [
            {"check": check, "title": title, "n": n[check], "n_open": n_open[check]}
            for check, title in CHECKS.items()
            if n[check]
        ],
    }


def findings(
    project: Project, *, check: str | None, only: str, offset: int, limit: int
) -> tuple[int, list[Found]]:
    """Return how many findings there are, and some: by check in their order, the surest first.

    only: open (nothing decided, and the item not withdrawn), keep, "set aside", or all.
    """
    if check is not None and check not in CHECKS:
        raise InvalidInput(
            "quality.check",
            f"There is no check {check!r}.",
            where="check",
            mend=f"Known: {', '.join(CHECKS)}.",
        )
    rows = [each for each in _only(project, _found(project), only) if check in (None, each.check)]
    order = list(CHECKS)
    rows.sort(key=lambda each: (order.index(each.check), -each.score, each.item))
    return len(rows), rows[offset : offset + limit]


def _found(project: Project) -> list[Found]:
    said = clean.verdicts(project.ledger.reader, FOUND)
    found = []
    for row in _all(project):
        told, remark = json.loads(row["detail"]), said.get(row["id"])
        verdict = verdict_of(remark)
        reason, by = (remark["text"], remark["by_name"]) if remark and verdict else ("", "")
        check = row["type"].removeprefix(FOUND)
        found.append(Found(row["id"], row["item"], check, told["told"], row["score"], verdict, reason, by))
    return found


def _only(project: Project, found: Iterable[Found], only: str) -> list[Found]:
    gone = set(caches.items_in(project.ledger.reader, "withdrawn"))
    if only == "open":
        return [each for each in found if each.verdict is None and each.item not in gone]
    if only == ASIDE:
        return [each for each in found if each.verdict == ASIDE and each.item in gone]
    return [each for each in found if only in ("all", each.verdict)]


def decide(project: Project, actor: Actor, finding: str, verdict: str | None, reason: str) -> None:
    """Keep the item of a finding, set it aside (which withdraws it), or take back what was decided, with the item."""
    row = clean.finding(project.ledger.reader, finding)
    if row is None or not row["type"].startswith(FOUND):
        raise NotFound(
            "finding.unknown",
            "There is no such finding.",
            where=f"finding {finding}",
            mend="Reload the page and choose again.",
        )
    with project.ledger.write() as tx:
        before = verdict_of(clean.verdicts(tx.sql, FOUND).get(finding))
        append_verdict(tx, actor, finding, verdict, reason)
        if ASIDE in (before, verdict) and before != verdict:
            _move(tx, project, actor, row["item"], reason, is_back=verdict != ASIDE)


def _move(tx: Transaction, project: Project, actor: Actor, item: int, reason: str, *, is_back: bool) -> None:
    """Withdraw an item, or take that back; one that is so already is left alone."""
    if queries.is_withdrawn(tx.sql, item) is not is_back:
        return
    ids = [queries.item_row(tx.sql, item)["id"]]
    append_withdrawals(tx, actor, "item", ids, reason, is_restored=is_back)
    refresh(tx, project, [item])
