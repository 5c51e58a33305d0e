"""Copies among a project's items: found once for each new item, linked by findings, judged by people.

Each batch of items is compared with all before it and leaves one Run: its links as a file named by hash, and a finding
for each pair that is worth a look, which equal content is not. What stands follows from Runs and verdicts.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from goldsmith.dedup import canary_recall
from goldsmith.dedup.index import Compared, ItemLink
from goldsmith.errors import Damaged, InvalidInput, NotFound
from goldsmith.model import new_id
from goldsmith.numerics import Floats, Ints
from goldsmith.project import clock, run_files
from goldsmith.project.jobs import Job
from goldsmith.project.media_looks import MEDIA, medium_of, text_of
from goldsmith.project.near_cache import Segments
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.store import caches, clean, queries
from goldsmith.store.ledger import Row, Transaction

STAGE, METHOD, CANARIES = "dedup", "near_duplicates.v1", "canaries.v1"
FOUND = "near_duplicate"
SAMPLE = 20_000  # texts among which planted copies are sought
GROWN = 1.1  # times as many items, from which planted copies are tried again
EVIDENCE = ("exact", "normalised", "near", "mirrored")
VERDICTS = ("same", "not the same")
NOW = clean.NOW


# finding ------------------------------------------------------------------------------------------------------------


def find(
    project: Project, actor: Actor, job: Job, thresholds: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """Compare all new items with one another and with all earlier ones; return what was found, and how far it got.

    thresholds: medium → least similarity; those of the last time unless given. Where one is lower than then, all items
    are compared again. Each batch is kept when it is done, so that a cancelled job goes on where it ended.
    """
    before = state(project)
    wanted = {
        **{name: medium.least for name, medium in MEDIA.items()},
        **before.thresholds,
        **(thresholds or {}),
    }
    _check(wanted)
    is_lower = any(wanted[name] < before.thresholds.get(name, 0) for name in wanted)
    at = 0 if is_lower else before.upto
    end, total = clean.newest_item(project.ledger.reader), None
    job.progress(0, clean.n_items_between(project.ledger.reader, at, end))
    counts: Counter[str] = Counter()
    unreadable: list[str] = []
    known = _known(project) if is_lower else set()
    stores = _stores(project, at)
    if at == end and wanted != before.thresholds and end:
        _append(project, actor, [], at, wanted, [])
    while at < end:
        rows = _batch(project, at)
        last = int(rows[-1]["seq"])
        compared, lost = _compare(project, rows, stores, at, wanted, job)
        fresh = [
            (name, link)
            for name, found in compared.items()
            for link in found.links
            if (link.a, link.b) not in known
        ]
        _append(project, actor, fresh, last, wanted, lost)
        _keep(stores, compared, at, last)
        counts.update(link.evidence for _, link in fresh)
        unreadable += lost
        at = last
        job.progress(job.done + len(rows), total, "compared")
    _plant(project, actor, wanted["text"])
    return {
        "n_links": {name: counts[name] for name in EVIDENCE},
        "n_compared": job.done,
        "n_unreadable": len(unreadable),
        "unreadable": unreadable[:20],
    }


def _known(project: Project) -> set[tuple[int, int]]:
    """Return all pairs that were ever found, also those that do not hold now."""
    runs = _parameters(project, METHOD)
    return {(row[0], row[1]) for run in runs for row in _links_of(project, run["links"])}


def _check(thresholds: Mapping[str, float]) -> None:
    for name, least in thresholds.items():
        if name not in MEDIA or not 0 < least <= 1:
            raise InvalidInput(
                "dedup.threshold",
                f"The threshold of {name} is {least}.",
                where="thresholds",
                mend=f"Give a similarity above 0 and at most 1, for {' or '.join(MEDIA)}.",
            )


def _stores(project: Project, upto: int) -> dict[str, Segments]:
    """Return the indexes of each medium; where they do not reach so far, they are made again from the items."""
    stores = {name: Segments(project.folder, each.method, each.merged) for name, each in MEDIA.items()}
    if all(store.load(upto) is not None for store in stores.values()):
        return stores
    for store in stores.values():
        store.clear()
    at, quiet = 0, Job("", "index", None, None)
    while at < upto:
        rows = [row for row in _batch(project, at) if row["seq"] <= upto]
        last = int(rows[-1]["seq"])
        found = {
            name: MEDIA[name].compare(project, own, [], 1.0, quiet)[0]
            for name, own in _by_medium(rows).items()
        }
        _keep(stores, found, at, last)
        at = last
    return stores


def _keep(stores: Mapping[str, Segments], compared: Mapping[str, Compared], first: int, last: int) -> None:
    for name, store in stores.items():
        store.add(compared[name].index if name in compared else None, first, last)


def _batch(project: Project, after: int) -> list[Row]:
    first = clean.items_after(project.ledger.reader, after, 1)[0]
    medium = MEDIA[medium_of(json.loads(first["fields"]))]
    return clean.items_after(project.ledger.reader, after, medium.batch)


def _by_medium(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(medium_of(json.loads(row["fields"])), []).append(row)
    return found


def _compare(
    project: Project,
    rows: Sequence[Row],
    stores: Mapping[str, Segments],
    at: int,
    thresholds: Mapping[str, float],
    job: Job,
) -> tuple[dict[str, Compared], list[str]]:
    compared, unreadable = {}, []
    for name, own in _by_medium(rows).items():
        earlier = stores[name].load(at) or []
        compared[name], lost = MEDIA[name].compare(project, own, earlier, thresholds[name], job)
        unreadable += lost
    return compared, unreadable


def _append(
    project: Project,
    actor: Actor,
    links: Sequence[tuple[str, ItemLink]],
    upto: int,
    thresholds: Mapping[str, float],
    unreadable: Sequence[str],
) -> None:
    """Append a batch's Run with a finding for each pair to look at; its links are a file beside it."""
    told = [link for _, link in links if link.evidence != "exact"]
    name = _write(project, links) if links else None
    parameters = {
        "upto": upto,
        "thresholds": dict(thresholds),
        "links": name,
        "n_links": len(links),
        "unreadable": list(unreadable),
        "methods": {name: medium.method for name, medium in MEDIA.items()},
    }
    with project.ledger.write() as tx:
        run, _ = add_run(tx, stage=STAGE, method=METHOD, parameters=parameters, by=actor)
        ids = _ids(tx, {link.a for link in told})
        rows = [
            (new_id(), FOUND, x.b, None, x.similarity, {"other": ids[x.a], "evidence": x.evidence}, run)
            for x in told
        ]
        tx.append_many("finding", ("id", "type", "item", "question", "score", "detail", "run"), rows)


def _ids(tx: Transaction, items: set[int]) -> dict[int, str]:
    return {seq: row["id"] for seq, row in queries.items_by_seq(tx.sql, sorted(items)).items()}


def _write(project: Project, links: Sequence[tuple[str, ItemLink]]) -> str:
    """Keep links as the file of a Run; return its name."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("a", "b", "similarity", "evidence", "medium"))
    rows.writerows((x.a, x.b, round(x.similarity, 6), x.evidence, of) for of, x in links)
    return run_files.keep(project, text.getvalue().encode(), ".csv")


def _plant(project: Project, actor: Actor, threshold: float) -> None:
    """Append how many planted copies the method finds among the project's own texts, once these have grown."""
    sql = project.ledger.reader
    n_items = clean.n_items_between(sql, 0, NOW)
    last = _parameters(project, CANARIES)[-1:]
    if last and last[0]["threshold"] == threshold and n_items < GROWN * last[0]["n_items"]:
        return
    fields = [json.loads(row["fields"]) for row in clean.every_nth(sql, max(1, n_items // SAMPLE), SAMPLE)]
    texts = [text_of(each) for each in fields if medium_of(each) == "text"]
    if not texts:
        return
    found = canary_recall(texts, rng=np.random.default_rng(0), threshold=threshold)
    parameters = {"n_items": n_items, "threshold": threshold, "canaries": [asdict(each) for each in found]}
    with project.ledger.write() as tx:
        add_run(tx, stage=STAGE, method=CANARIES, parameters=parameters, by=actor)


# what stands --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """How far the comparison is. upto: the last item compared, 0 before the first. canaries: of the last trial."""

    upto: int
    thresholds: Mapping[str, float]
    n_unreadable: int
    canaries: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Links between items that hold, by number: (n,) each. Those that people judged not the same are left out."""

    a: Ints
    b: Ints
    similarity: Floats
    evidence: Sequence[str]

    def components(self) -> dict[int, int]:
        """Return the component of each linked item: the number of its first item."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        items, ends = np.unique(np.concatenate([self.a, self.b]), return_inverse=True)
        pairs = ends.reshape(2, -1)
        graph = coo_array((np.ones(len(self.a), np.int8), (pairs[0], pairs[1])), shape=(len(items),) * 2)
        code = connected_components(graph, directed=False)[1]
        first = items[np.unique(code, return_index=True)[1]] if len(items) else items
        return dict(zip(items.tolist(), first[code].tolist(), strict=True))


def state(project: Project, as_of: int = NOW) -> State:
    runs = _parameters(project, METHOD, as_of)
    canaries = _parameters(project, CANARIES, as_of)
    return State(
        runs[-1]["upto"] if runs else 0,
        runs[-1]["thresholds"] if runs else {},
        len({item for run in runs for item in run["unreadable"]}),
        canaries[-1]["canaries"] if canaries else [],
    )


def standing(project: Project, as_of: int = NOW) -> Standing:
    """Return the links that hold: all that were found, at the last thresholds, but for those judged not the same."""
    sql = project.ledger.reader
    runs = queries.runs(sql, STAGE, as_of)
    depends = (runs[-1]["seq"] if runs else 0, clean.newest_verdict(sql, as_of))
    kept = project.computed.get("standing links")
    if kept is None or kept[0] != depends:
        kept = project.computed["standing links"] = (depends, _standing(project, as_of))
    found: Standing = kept[1]
    return found


def _standing(project: Project, as_of: int) -> Standing:
    least = state(project, as_of).thresholds
    refuted = {
        (min(row["item"], row["other"]), max(row["item"], row["other"]))
        for row in clean.verdicts(project.ledger.reader, FOUND, as_of).values()
        if verdict_of(row) == VERDICTS[1]
    }
    held = [
        row
        for run in _parameters(project, METHOD, as_of)
        for row in _links_of(project, run["links"])
        if row[2] >= least[row[4]] and (row[0], row[1]) not in refuted
    ]
    a, b, similarity, evidence, _ = zip(*held, strict=True) if held else ((),) * 5
    return Standing(np.array(a, np.int64), np.array(b, np.int64), np.array(similarity), evidence)


def verdict_of(row: Row | None) -> str | None:
    """Return what a remark says of a finding; None where it says nothing, or takes back what was said."""
    return None if row is None else json.loads(row["detail"])["verdict"]


def _links_of(project: Project, name: str | None) -> list[tuple[int, int, float, str, str]]:
    """Return what a Run's file holds: a, b, similarity, evidence, medium."""
    known: dict[str, list[tuple[int, int, float, str, str]]] = project.computed.setdefault("links", {})
    if name is None:
        return []
    if name not in known:
        path = run_files.path_of(project, name)
        if not path.is_file():
            raise Damaged(
                "run.links_lost",
                "The links that a run found are missing.",
                where=str(path),
                mend="Put the file back from a backup; `goldsmith check` names all that are lost.",
            )
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            known[name] = [(int(a), int(b), float(near), how, of) for a, b, near, how, of in rows]
    return known[name]


def _parameters(project: Project, method: str, as_of: int = NOW) -> list[dict[str, Any]]:
    rows = queries.runs(project.ledger.reader, STAGE, as_of)
    return [json.loads(row["parameters"]) for row in rows if row["method"] == method]


def lost_files(project: Project) -> Iterator[str]:
    """Yield in sentences what is wrong with the files of Runs."""
    for run in _parameters(project, METHOD):
        if run["links"] is None:
            continue
        if wrong := run_files.fault_of(project, run["links"]):
            yield f"The file of a comparison's links, {run['links']}, {wrong}."


def overview(project: Project) -> dict[str, Any]:
    """Return what the comparison came to, for people."""
    sql = project.ledger.reader
    now, held = state(project), standing(project)
    sizes = Counter(held.components().values())
    said = Counter(verdict_of(row) for row in clean.verdicts(sql, FOUND).values())
    counts = Counter(held.evidence)
    newest = clean.items_after(sql, clean.newest_item(sql) - 1, 1)
    return {
        "medium": medium_of(json.loads(newest[0]["fields"])) if newest else "text",
        "n_compared": clean.n_items_between(sql, 0, now.upto),
        "n_new": clean.n_items_between(sql, now.upto, NOW),
        "thresholds": dict(now.thresholds),
        "n_links": {name: counts[name] for name in EVIDENCE},
        "n_components": len(sizes),
        "n_linked": sizes.total(),
        "largest_component": max(sizes.values(), default=1),
        "n_same": said[VERDICTS[0]],
        "n_not_same": said[VERDICTS[1]],
        "n_unreadable": now.n_unreadable,
        "canaries": list(now.canaries),
    }


# judging ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items that a person may look at, by number, and what was said. cluster: of all that hang together now."""

    finding: str
    a: int
    b: int
    similarity: float
    evidence: str
    verdict: str | None
    by: str
    cluster: Sequence[int]


def pairs(project: Project, *, only: str, offset: int, limit: int) -> tuple[int, list[Pair]]:
    """Return how many pairs there are, and some: clusters one after the other, the most doubtful first.

    only: open (not judged), same, "not the same", or all. Pairs with a withdrawn item are left out.
    """
    sql = project.ledger.reader
    said = clean.verdicts(sql, FOUND)
    gone = set(caches.items_in(sql, "withdrawn"))
    known, members = _in_order(project)
    rows = [
        row
        for row in known
        if row["item"] not in gone
        and row["other"] not in gone
        and only in ("all", verdict_of(said.get(row["id"])) or "open")
    ]
    return len(rows), [
        Pair(
            row["id"],
            row["other"],
            row["item"],
            row["score"],
            row["evidence"],
            verdict_of(said.get(row["id"])),
            said[row["id"]]["by_name"] if row["id"] in said else "",
            members.get(row["item"], ()),
        )
        for row in rows[offset : offset + limit]
    ]


def _in_order(project: Project) -> tuple[list[Row], Mapping[int, Sequence[int]]]:
    """Return the pairs that hold or were judged, cluster by cluster, and what each item hangs together with."""
    held = standing(project)
    kept = project.computed.get("pairs in order")
    if kept is None or kept[0] is not held:
        component = held.components()
        members: dict[int, list[int]] = {}
        for item, first in component.items():
            members.setdefault(first, []).append(item)
        holding = set(zip(held.a.tolist(), held.b.tolist(), strict=True))
        judged = clean.verdicts(project.ledger.reader, FOUND)
        rows = [
            (component.get(row["item"], row["item"]), row)
            for row in _all_pairs(project)
            if (row["other"], row["item"]) in holding or row["id"] in judged
        ]
        doubt: dict[int, float] = {}
        for at, row in rows:
            doubt[at] = min(doubt.get(at, 1.0), row["score"])
        rows.sort(key=lambda pair: (doubt[pair[0]], pair[0], pair[1]["score"], pair[1]["seq"]))
        of_item = {item: members[first] for item, first in component.items()}
        kept = project.computed["pairs in order"] = (held, [row for _, row in rows], of_item)
    ordered: tuple[list[Row], Mapping[int, Sequence[int]]] = kept[1:]
    return ordered


def _all_pairs(project: Project) -> list[Row]:
    """Return the findings of the last thresholds; what was read once is kept."""
    known: list[Row] = project.computed.get("pairs", [])
    new = clean.pairs(project.ledger.reader, known[-1]["seq"] if known else 0)
    found = project.computed["pairs"] = [*known, *new]  # another list: several threads may be here at once
    return found


def judge(project: Project, actor: Actor, finding: str, verdict: str | None, reason: str) -> None:
    """Append what a person says of a pair: the same, not the same, or None to take back what was said.

    It holds until somebody says otherwise, whatever is computed again.
    """
    row = clean.finding(project.ledger.reader, finding)
    if row is None or row["type"] != FOUND:
        raise NotFound(
            "finding.unknown",
            "There is no such pair.",
            where=f"finding {finding}",
            mend="Reload the page and choose again.",
        )
    with project.ledger.write() as tx:
        append_verdict(tx, actor, finding, verdict, reason)


def append_verdict(tx: Transaction, actor: Actor, finding: str, verdict: str | None, reason: str) -> None:
    """Append a remark on a finding. verdict None: nothing is said of it any more."""
    row = {
        "id": new_id(),
        "target": "finding",
        "target_id": finding,
        "type": "verdict",
        "text": reason,
        "by_person": actor.person,
        "by_name": actor.name,
        "detail": {"verdict": verdict},
        "at": clock.iso(),
    }
    tx.append("remark", row)
