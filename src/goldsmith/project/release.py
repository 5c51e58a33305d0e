"""Releases: what was decided at one moment, split by group, written in every format, and rebuilt to the same bytes."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from goldsmith import export, kinds
from goldsmith.errors import Conflict, Damaged, GoldsmithError, InvalidInput, NotFound
from goldsmith.export import card, card_html, facts, manifest, parquet, pixels
from goldsmith.model import Guideline, Json, Question, canonical, new_id
from goldsmith.numerics import Floats
from goldsmith.project import clock, duplicates, wall
from goldsmith.project.agreement import card_estimates
from goldsmith.project.answers import Answer, Reader, by_item, read_answers, votes
from goldsmith.project.decide import decide, shares
from goldsmith.project.jobs import Job
from goldsmith.project.media import located
from goldsmith.project.project import Actor, Project, add_run, item_from
from goldsmith.project.summary import DONE, OPEN, UNANIMOUS, Held, standing
from goldsmith.split import (
    AFTER,
    EMBARGO,
    Crossing,
    SplitItem,
    group_split,
    group_time_split,
    is_from,
    times_of,
)
from goldsmith.store import caches, clean, queries, redacting
from goldsmith.store.ledger import Row, translated

ALWAYS = ("jsonl.v1", "csv.v1", "parquet.v1", "votes.v1")
CONTENT = {".parquet": parquet.content_digest, ".png": pixels.content_digest}  # what differs between versions
MOST_NAMED = 12  # metadata that an error names
SEED = 0  # of the agreement's bootstrap in cards


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut in time. key: the metadata that say when an item is from. at: what is wholly from then on is `test`.

    crossing: where groups on both sides of it go: the first part, or "embargo", where they stay out of the release.
    """

    key: str
    at: str
    crossing: Crossing = "train"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a release holds: its settings, as the Run records them.

    ratios: of all parts, or of those before the cut. accepts_twins: make it though test items have known copies in
    training; the card says so. is_audited: whether the card tells of copies across the split, which those of before
    this was known do not. tells_kept: likewise, of items that an earlier release placed, whatever the cut says.
    """

    name: str
    ratios: Mapping[str, float]
    seed: int
    formats: Sequence[str]
    note: str = ""
    licence: str = ""
    counted_kinds: Sequence[str] = ("human",)
    accepts_twins: bool = False
    is_audited: bool = True
    tells_kept: bool = True
    cut: Cut | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts, in the order of the files."""
        return (*self.ratios, *((AFTER,) if self.cut else ()))


# reading the past ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything that was decided at a moment: item seq → question → answer, and what was not."""

    answers: dict[int, dict[str, export.ReleasedAnswer]]
    undecided: dict[str, int]
    names: dict[int, str]


def decided(project: Project, *, as_of: int, guideline: Guideline, counted: Sequence[str]) -> Decided:
    """Return what each item comes to: a person's ruling, what a rule or a method decided, else the votes' majority.

    What a method left open waits for a person: the majority does not decide it.
    """
    sql = project.ledger.reader
    reader, names = Reader(project, guideline, counted), public_names(project, as_of)
    golds: dict[int, list[Row]] = {}
    for row in queries.golds(sql, as_of=as_of):
        golds.setdefault(row["item"], []).append(row)
    found: dict[int, dict[str, export.ReleasedAnswer]] = {}
    undecided: Counter[str] = Counter()
    left_open = queries.left_open(sql, OPEN, as_of)
    for item, answers in by_item(read_answers(project, as_of=as_of, head=guideline, counted=counted)):
        held = standing(golds.get(item, ()), answers, guideline, reader)
        found[item] = {}
        for question in guideline.questions:
            gold = held.get(question.key)
            is_open = (item, question.key) in left_open and not (gold and gold.is_valid)
            cast = votes(answers, question)
            answer = None if is_open else _answer(gold, cast, question, guideline, names)
            if answer is not None:
                found[item][question.key] = answer
            else:
                undecided[question.key] += 1
    return Decided(found, dict(undecided), names)


def _answer(
    held: Held | None,
    cast: Sequence[Answer],
    question: Question,
    guideline: Guideline,
    names: Mapping[int, str],
) -> export.ReleasedAnswer | None:
    kind = kinds.get(question.kind)
    given = tuple(
        export.ReleasedVote(
            names[a.annotator],
            kind.dump(a.value),
            guideline.version,
            a.row["at"],
            "" if a.suggestion is None else a.suggestion["arm"],
        )
        for a in sorted(cast, key=lambda a: names[a.annotator])
    )

    def released(
        value: Json, method: str, rationale: str = "", soft: Mapping[str, float] | None = None
    ) -> export.ReleasedAnswer:
        return export.ReleasedAnswer(
            value,
            method,
            n_votes=len(cast),
            n_annotators=len({a.annotator for a in cast}),
            guideline_version=guideline.version,
            probabilities=soft or (shares(cast, question) if cast else {}),
            rationale=rationale,
            votes=given,
        )

    if held is not None and held.is_valid:
        return released(held.stored, _by(held), held.row["rationale"], _soft(held))
    decision = decide(cast, question)
    if decision is None or decision.value is None:
        return None
    return released(kind.dump(decision.value), decision.method)


def _by(held: Held) -> str:
    """Return what decided, as cards name it: "ruling", "unanimous", or the consensus method."""
    return "ruling" if held.is_ruling else str(held.row["method"]).rpartition(".")[0]


def _soft(held: Held) -> Mapping[str, float] | None:
    """Return the posterior of a consensus method, as long as its labels are still those of the guideline."""
    is_method = not held.is_ruling and held.row["method"] != UNANIMOUS
    return json.loads(held.row["probabilities"]) if is_method and held.outcome == "carries_over" else None


def public_names(project: Project, as_of: int) -> dict[int, str]:
    """Return the names that files show: people by number, as they came; machines and seats by name."""
    names: dict[int, str] = {}
    n = 0
    for seq, row in queries.annotators(project.ledger.reader, as_of).items():
        n += row["person"] is not None
        name = f"person {n}" if row["person"] is not None else row["name"]
        while name in names.values():
            name += " (another)"
        names[seq] = name
    return names


def _guideline_at(project: Project, as_of: int) -> Guideline:
    rows = queries.guidelines(project.ledger.reader, as_of)
    if not rows:
        return project.need_guideline()
    found = project.guideline(rows[-1]["version"])
    return found or project.need_guideline()


# making -------------------------------------------------------------------------------------------------------------


def preview(project: Project) -> dict[str, Any]:
    """Return what a release made now would hold."""
    guideline = project.need_guideline()
    counted = project.settings()["counted_kinds"]
    found = decided(project, as_of=project.ledger.seq(), guideline=guideline, counted=counted)
    ready = _ready(project, found, guideline)
    methods = Counter(a.method for item in ready for a in found.answers[item].values())
    n_items = queries.n_live_items(project.ledger.reader)
    gaps = _left_out(len(ready), n_items)
    n_alone = sum(1 for item in ready if all(a.n_annotators < 2 for a in found.answers[item].values()))
    n_new = clean.n_items_between(project.ledger.reader, duplicates.state(project).upto, clean.NOW)
    if n_new:
        gaps.append(
            f"{n_new:,} items were not compared for copies: do that on the page Clean before the split."
        )
    if n_alone:
        gaps.append(f"{n_alone:,} items were answered by one annotator only.")
    return {
        "n_items": n_items,
        "n_decided": len(ready),
        "metadata": sorted(queries.metadata_keys(project.ledger.reader)),
        "methods": dict(methods),
        "gaps": gaps,
        "stamps": [facts.UNKNOWABLE] if ready and n_alone == len(ready) else [],
        "formats": _formats(project, guideline, by_default=True),
        "formats_on_request": _formats(project, guideline, by_default=False),
    }


def _left_out(n_ready: int, n_items: int) -> list[str]:
    """Say how many items are not in it, if any."""
    if n_items <= n_ready:
        return []
    return [f"{n_items - n_ready:,} of {n_items:,} items are not decided and stay out."]


def _stay_out(n: int, cut: Cut | None) -> list[str]:
    """Say how many decided items the split leaves out, if any."""
    if not n:
        return []
    across = " or of the cut" if cut and cut.crossing == EMBARGO else ""
    return [f"{n:,} items belong to groups on several sides of an earlier split{across}, so they stay out."]


def _formats(project: Project, guideline: Guideline, *, by_default: bool) -> list[str]:
    """Return the formats that carry some of the questions: those written unless named, or those only when named."""
    shown = {"", *queries.field_types(project.ledger.reader)}
    return [
        one.name
        for one in map(export.registry.get, export.registry)
        if one.by_default == by_default
        and one.shows in shown
        and one.is_ready()
        and any(one.carries(question) for question in guideline.questions)
    ]


def _ready(project: Project, found: Decided, guideline: Guideline) -> list[int]:
    """Return the items that have all answers wanted, and a decision on every required question."""
    done = {item for status in DONE for item in caches.items_in(project.ledger.reader, status)}
    needed = {q.key for q in guideline.questions if q.required}
    return [item for item, answers in found.answers.items() if item in done and needed <= answers.keys()]


def make(project: Project, actor: Actor, plan: Plan, job: Job) -> dict[str, Any]:
    """Write a release and append it with its split and Run; answers with its name."""
    if queries.release(project.ledger.reader, plan.name) is not None:
        raise Conflict(
            "release.exists",
            f"There is a release {plan.name!r} already.",
            where=project.title,
            mend="Releases are never overwritten; choose another name.",
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", plan.name):
        raise InvalidInput(
            "release.name",
            f"{plan.name!r} is no name for a release.",
            where="name",
            mend="Use up to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
        )
    as_of, at = project.ledger.seq(), clock.iso()
    guideline = _guideline_at(project, as_of)
    found = decided(project, as_of=as_of, guideline=guideline, counted=plan.counted_kinds)
    ready = _ready(project, found, guideline)
    if not ready:
        raise InvalidInput(
            "release.empty",
            "No item is decided yet.",
            where=project.title,
            mend="Label some items, rule on disagreements, then release.",
        )
    groups = _groups(project, sorted({*ready, *queries.parts(project.ledger.reader)}), as_of)
    parts = _split(project, found, ready, groups, guideline, plan)
    if not parts:
        raise InvalidInput(
            "release.empty",
            "All decided items belong to groups on several sides of the cut or of an earlier split.",
            where=project.title,
            mend="Choose another cut, let groups across it train, or label items of other groups.",
        )
    chosen = plan.formats or _formats(project, guideline, by_default=True)
    formats = list(dict.fromkeys([*(f for f in ALWAYS if f in export.registry), *chosen]))
    _refuse_twins(project, plan, parts, as_of)
    data = _data(project, plan, found, parts, guideline, as_of=as_of, at=at)
    target = project.folder / "releases" / plan.name
    with translated(target):
        target.parent.mkdir(exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
        try:
            said = _write(project, data, formats, room, job)
            said["gaps"] = [*_left_out(len(ready), data.facts.n_project_items), *said["gaps"]]
            said["gaps"] += _stay_out(len(set(ready) - parts.keys()), plan.cut)
            _append(project, actor, plan, said, parts, groups, as_of=as_of, at=at, room=room, target=target)
        finally:
            shutil.rmtree(room, ignore_errors=True)
    return {
        "name": plan.name,
        "n_items": len(parts),
        "files": len(said["files"]),
        "gaps": said["gaps"],
        "losses": said["losses"],
    }


def _refuse_twins(project: Project, plan: Plan, parts: Mapping[int, str], as_of: int) -> None:
    """Raise Conflict where test items have known copies outside of test and nobody said that this is accepted."""
    placed = {**queries.parts(project.ledger.reader), **parts}
    found = [twin for twin in wall.twins(project, placed, as_of) if twin.test in parts]
    if not found or plan.accepts_twins:
        return
    shown = queries.items_by_seq(project.ledger.reader, [found[0].test, found[0].other])
    raise Conflict(
        "release.twins",
        f"{len({twin.test for twin in found}):,} test items have a known copy outside of test.",
        where=f"item {shown[found[0].test]['id']} in test, {shown[found[0].other]['id']} in {found[0].part}",
        mend="Judge the pairs on the page Clean, withdraw one of each, or accept it: the card will say so.",
    )


def _groups(project: Project, items: Sequence[int], as_of: int) -> dict[int, str]:
    """Return what must stay together: the item's group, items of equal content, and near-copies that were found."""
    rows = queries.items_by_seq(project.ledger.reader, items, as_of)
    root: dict[str, str] = {}

    def find(name: str) -> str:
        while root.setdefault(name, name) != name:
            name = root[name]
        return name

    for row in rows.values():
        root[find(f"content:{row['digest']}")] = find(
            f"group:{row['grp']}" if row["grp"] else f"content:{row['digest']}"
        )
    first: dict[int, int] = {}
    for seq, component in duplicates.standing(project, as_of).components().items():
        if seq in rows:
            head = rows[first.setdefault(component, seq)]
            root[find(f"content:{rows[seq]['digest']}")] = find(f"content:{head['digest']}")
    return {seq: find(f"content:{row['digest']}") for seq, row in rows.items()}


def _split(
    project: Project,
    found: Decided,
    ready: Sequence[int],
    groups: Mapping[int, str],
    guideline: Guideline,
    plan: Plan,
) -> dict[int, str]:
    """Place the items; what an earlier release placed stays on its side of the wall, and pulls its group there.

    A newcomer that would join groups of different sides is left out: nothing moves, and the release says so. Of a
    group that was corrected to lie on several sides, only what is in the first of its parts stays in.
    """
    before = queries.parts(project.ledger.reader)
    rows = queries.items_by_seq(project.ledger.reader, sorted({*ready, *before}))
    seqs = {row["id"]: seq for seq, row in rows.items()}
    sides: dict[str, set[str]] = {}
    for item, part in before.items():
        sides.setdefault(groups[item], set()).add(part)
    question = guideline.questions[0]
    kind = kinds.get(question.kind)

    def label(item: int) -> str | None:
        answer = found.answers.get(item, {}).get(question.key)
        used = kind.labels_of(kind.load(answer.value)) if answer and answer.value is not None else ()
        return used[0] if len(used) == 1 else None

    def group(item: int) -> str:
        return groups[item] if len(sides.get(groups[item], ())) < 2 else f"{groups[item]} in {before[item]}"

    torn = {item for item in rows if item not in before and len(sides.get(groups[item], ())) > 1}
    items = [SplitItem(rows[i]["id"], group(i), label(i), before.get(i)) for i in rows if i not in torn]
    if plan.cut is None:
        placed = group_split(items, plan.ratios, seed=plan.seed)
    else:
        times, at = _times(items, {item.id: rows[seqs[item.id]] for item in items}, plan.cut)
        placed = group_time_split(
            items, plan.ratios, times=times, cut=at, crossing=plan.cut.crossing, seed=plan.seed
        )
    wanted = set(ready) - _quarantined(rows, before, plan.parts)
    return {seqs[item]: part for item, part in placed.items() if seqs[item] in wanted and part != EMBARGO}


def _times(items: Sequence[SplitItem], rows: Mapping[str, Row], cut: Cut) -> tuple[Floats, float]:
    """Return when the items are from, and the cut, as numbers that compare; time plays no part for what is placed."""
    metadata = {item.id: json.loads(rows[item.id]["metadata"]) for item in items if not item.part}
    known = sorted({key for each in metadata.values() for key in each})
    if metadata and cut.key not in known:
        near = get_close_matches(cut.key, known, n=1)
        raise InvalidInput(
            "release.no_metadata",
            f"There is no metadata {cut.key!r}.",
            where="--time",
            mend=(f"Did you mean {near[0]!r}? " if near else "")
            + (
                f"Known: {', '.join(known[:MOST_NAMED])}."
                if known
                else "These items have none: split by shares."
            ),
        )
    told = [cut.at if item.part else metadata[item.id].get(cut.key) for item in items]
    names = [rows[item.id]["external_id"] or item.id for item in items]
    return times_of(
        [None if each is None else str(each) for each in told],
        cut.at,
        where=[f"item {name}, metadata {cut.key!r}" for name in names],
        mend="Take these items out: goldsmith withdraw PROJECT --item ID. Or cut by another metadata.",
    )


def _quarantined(rows: Mapping[int, Row], before: Mapping[int, str], order: Sequence[str]) -> set[int]:
    """Return the placed items whose group also lies in an earlier part: what learned from that part has seen them."""
    first: dict[str, int] = {}
    place = {part: n for n, part in enumerate(order)}
    grouped = {i: row["grp"] for i, row in rows.items() if row["grp"] is not None and i in before}
    for item, group in grouped.items():
        first[group] = min(first.get(group, len(order)), place.get(before[item], len(order)))
    return {item for item, group in grouped.items() if place.get(before[item], len(order)) > first[group]}


def _data(
    project: Project,
    plan: Plan,
    found: Decided,
    parts: Mapping[int, str],
    guideline: Guideline,
    *,
    as_of: int,
    at: str,
) -> export.ReleaseData:
    sql = project.ledger.reader
    rows = queries.items_by_seq(sql, list(parts), as_of)
    order = {part: n for n, part in enumerate(plan.parts)}
    items = tuple(
        export.ReleaseItem(item_from(rows[i]), parts[i], found.answers[i])
        for i in sorted(parts, key=lambda i: (order[parts[i]], i))
    )
    votes_by = Counter(vote.annotator for item in items for a in item.answers.values() for vote in a.votes)
    told = export.CardFacts(
        agreement=card_estimates(
            project, as_of=as_of, guideline=guideline, counted=plan.counted_kinds, seed=SEED
        ),
        annotators=[
            {
                "name": found.names[seq],
                "kind": row["kind"],
                "identified": bool(row["identified"]),
                "simulated": bool(json.loads(row["spec"]).get("simulated")),
                "n_answers": votes_by[found.names[seq]],
            }
            for seq, row in queries.annotators(sql, as_of).items()
            if votes_by[found.names[seq]]
        ],
        n_project_items=queries.n_live_items(sql, as_of),
        undecided=found.undecided,
        licence=plan.licence,
        sources=[
            {"name": s, "licence": plan.licence, "url": ""} for s in sorted({i.item.source for i in items})
        ],
        split={"method": "group_split.v1", "seed": plan.seed, "ratios": dict(plan.ratios), **_told(plan.cut)},
        note=plan.note,
        warnings=_warnings(project, plan, parts, rows, as_of),
    )
    return export.ReleaseData(plan.name, project.title, guideline, items, plan.parts, as_of, at, told)


def _warnings(
    project: Project, plan: Plan, parts: Mapping[int, str], rows: Mapping[int, Row], as_of: int
) -> list[str]:
    """Return what the card warns of: copies across the split, and items that the cut did not move."""
    before = queries.parts(project.ledger.reader, as_of)
    copies = wall.warnings(project, {**before, **parts}, as_of) if plan.is_audited else []
    kept = {item: part for item, part in parts.items() if item in before}
    if plan.cut is None or not plan.tells_kept or not kept:
        return copies
    return [*copies, _kept(kept, rows, plan.cut)]


def _kept(parts: Mapping[int, str], rows: Mapping[int, Row], cut: Cut) -> str:
    """Say how many items an earlier release placed, and where those from after the cut are, if not in test."""
    late: Counter[str] = Counter()
    for item, part in parts.items():
        told = json.loads(rows[item]["metadata"]).get(cut.key)
        if part != AFTER and is_from(None if told is None else str(told), cut.at):
            late[part] += 1
    n = len(parts)
    said = f"{n:,} {'item keeps' if n == 1 else 'items keep'} the part of an earlier release"
    if not late:
        return f"{said}, whatever the cut says."
    where = ", ".join(f"{n:,} in {part}" for part, n in sorted(late.items()))
    are = "is" if late.total() == 1 else "are"
    return f"{said}; {late.total():,} of them {are} from after the cut and not in test: {where}."


def _told(cut: Cut | None) -> dict[str, Any]:
    """Return the cut as the Run and the card tell of it; nothing where there is none, as in releases from before."""
    return {} if cut is None else {"cut": {"key": cut.key, "at": cut.at, "crossing": cut.crossing}}


def _write(
    project: Project, data: export.ReleaseData, formats: Sequence[str], room: Path, job: Job
) -> dict[str, Any]:
    """Write every file of a release into a folder; return the manifest's facts."""
    names: list[str] = []
    losses: list[str] = []
    steps = len(formats) + 2
    for n, name in enumerate(formats):
        written = export.write(name, data, room)
        names += written.files
        losses += written.losses
        job.progress(n + 1, steps, f"{name} written")
    names += _media(project, data, room)
    job.progress(len(formats) + 1, steps, "media copied")
    listed = manifest.file_facts(room, names)
    names.append(export.write_text(room / "card.md", [card.markdown(data, listed)]))
    names.append(export.write_text(room / "card.html", [card_html.page(data, listed)]))
    manifest.write_manifest(data, room, names)
    sums = manifest.checksum(room / manifest.FILE)
    job.progress(steps, steps, "checksums taken")
    files = [{"name": n, "bytes": b, "sha256": s} for n, b, s in manifest.file_facts(room, names)]
    return {
        "files": files,
        "manifest_sha256": sums,
        "formats": list(formats),
        "losses": list(dict.fromkeys(losses)),
        "guideline_version": data.guideline.version,
        "n_items": len(data.items),
        "parts": facts.parts(data),
        "methods": facts.methods(data),
        "stamps": facts.stamps(data),
        "gaps": facts.gaps(data),
        "load_code": card.load_code(data),
    }


def _media(project: Project, data: export.ReleaseData, room: Path) -> list[str]:
    """Copy images and recordings of a release beside its files; one that is not what was labeled is refused."""
    names = {}
    for item in data.items:
        for field in item.item.fields.values():
            if "media" in field and (name := export.media_path(field)) not in names:
                names[name] = _copied(
                    project, str(field["media"]), data.name, room / name, f"item {item.item.id}"
                )
    return sorted(names)


def _copied(project: Project, media: str, release: str, target: Path, where: str) -> Path:
    """Copy a file from the release of that name, which has its own, else from where it lies."""
    own = project.folder / "releases" / release / target.parent.name / media
    target.parent.mkdir(exist_ok=True)
    if own.is_file():
        shutil.copyfile(own, target)
        if manifest.checksum(target) == media.partition(".")[0]:
            return target
    try:
        shutil.copyfile(located(project, media), target)
    except GoldsmithError as error:
        raise error.at(where) from error
    if manifest.checksum(target) == media.partition(".")[0]:
        return target
    raise Damaged(
        "media.changed",
        "A file is not what it was when it was labeled.",
        where=where,
        mend="Put the old file back, or withdraw the item.",
    )


def _append(
    project: Project,
    actor: Actor,
    plan: Plan,
    said: Mapping[str, Any],
    parts: Mapping[int, str],
    groups: Mapping[int, str],
    *,
    as_of: int,
    at: str,
    room: Path,
    target: Path,
) -> None:
    parameters = {
        "name": plan.name,
        "ratios": list(plan.ratios.items()),  # in order, which decides the order of the files
        "formats": said["formats"],
        "licence": plan.licence,
        "counted_kinds": list(plan.counted_kinds),
        "is_audited": plan.is_audited,
        "tells_kept": plan.tells_kept,
        **_told(plan.cut),
    }
    with project.ledger.write() as tx:
        run, _ = add_run(
            tx,
            stage="release",
            method="release.v1",
            parameters=parameters,
            seed=plan.seed,
            as_of=as_of,
            by=actor,
        )
        tx.append_many(
            "split",
            ("item", "part", "grp", "run"),
            [(i, part, groups[i], run) for i, part in sorted(parts.items())],
        )
        tx.append(
            "release",
            {
                "id": new_id(),
                "name": plan.name,
                "as_of": as_of,
                "manifest": canonical(said),
                "note": plan.note,
                "run": run,
                "by_person": actor.person,
                "by_name": actor.name,
                "at": at,
            },
        )
        if target.exists():  # left by a crash before its row was stored
            shutil.rmtree(target)
        room.rename(target)


# looking and verifying ----------------------------------------------------------------------------------------------


def all_releases(project: Project) -> list[Row]:
    """Return the releases, newest first."""
    return queries.releases(project.ledger.reader)


def need_release(project: Project, name: str) -> Row:
    row = queries.release(project.ledger.reader, name)
    if row is None:
        known = ", ".join(r["name"] for r in queries.releases(project.ledger.reader)) or "none yet"
        raise NotFound(
            "release.unknown", f"There is no release {name!r}.", where=project.title, mend=f"Known: {known}."
        )
    return row


def rebuild(project: Project, name: str, room: Path, job: Job) -> dict[str, Any]:
    """Write a release's files into a folder from the facts as they were; return what its manifest says of them."""
    row = need_release(project, name)
    run = queries.run_by_seq(project.ledger.reader, row["run"])
    parameters = json.loads(run["parameters"])
    guideline = _guideline_at(project, row["as_of"])
    plan = Plan(
        name,
        dict(parameters["ratios"]),
        run["seed"],
        parameters["formats"],
        row["note"],
        parameters["licence"],
        parameters["counted_kinds"],
        is_audited=parameters.get("is_audited", False),
        tells_kept=parameters.get("tells_kept", False),
        cut=Cut(**parameters["cut"]) if "cut" in parameters else None,
    )
    found = decided(project, as_of=row["as_of"], guideline=guideline, counted=plan.counted_kinds)
    parts = queries.parts_of_run(project.ledger.reader, row["run"])
    data = _data(project, plan, found, parts, guideline, as_of=row["as_of"], at=row["at"])
    return _write(project, data, parameters["formats"], room, job)


def files_of(project: Project, row: Row) -> dict[str, Any]:
    """Return a release's files and checksums: as it was made, or as its last redaction left them."""
    return redacting.rewritten(project.ledger.reader, row["name"]) or json.loads(row["manifest"])


def verify(project: Project, name: str, job: Job) -> dict[str, Any]:
    """Rebuild a release from the facts as they were and compare: text byte for byte, other files by content.

    n_redacted: its items whose content was blanked since; the rest is compared as it stood after that.
    """
    row = need_release(project, name)
    said = files_of(project, row)
    folder = project.folder / "releases" / name
    with translated(folder), tempfile.TemporaryDirectory(dir=project.folder) as room:
        again = rebuild(project, name, Path(room), job)
        differing = list(_differences(folder, said["files"], again["files"], Path(room)))
        sums = {f["name"]: f["sha256"] for f in said["files"]} | {manifest.FILE: said["manifest_sha256"]}
        missing = [name for name in sums if not (folder / name).is_file()]
        changed = [n for n in sums if n not in missing and manifest.checksum(folder / n) != sums[n]]
    items = list(queries.parts_of_run(project.ledger.reader, row["run"]))
    return {
        "name": name,
        "is_same": not differing,
        "differing": differing,
        "missing": missing,
        "changed": changed,
        "n_files": len(said["files"]),
        "n_redacted": redacting.redacted_items(project.ledger.reader, items),
    }


def _differences(
    folder: Path, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], room: Path
) -> Iterable[str]:
    old, new = ({f["name"]: f["sha256"] for f in files} for files in (before, after))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) == new.get(name):
            continue
        digest = CONTENT.get(Path(name).suffix)
        is_there = digest is not None and name in new and (folder / name).is_file()
        if not (digest and is_there and digest(folder / name) == digest(room / name)):
            yield name
