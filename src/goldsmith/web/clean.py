"""Cleaning: copies among the items and checks of the raw data, found by jobs, judged by people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from goldsmith.model import Item
from goldsmith.project import duplicates, items, raw_checks, wall
from goldsmith.project.jobs import Job as Work
from goldsmith.project.project import Project, item_from
from goldsmith.quality import CHECKS
from goldsmith.store import queries
from goldsmith.web import schemas
from goldsmith.web.convert import brief, item_out, thumb
from goldsmith.web.imports import job_out
from goldsmith.web.schemas import Body, Id, Reply
from goldsmith.web.security import Adjudicator, Entry, Owner, Viewer

router = APIRouter(prefix="/projects/{slug}/clean", tags=["clean"])
MOST_SHOWN = 12  # members of a cluster that are shown
MOST_TWINS = 50
Offset = Annotated[int, Query(ge=0, le=1 << 40)]
Limit = Annotated[int, Query(ge=1, le=200)]
Reason = Annotated[str, Field(max_length=10_000)]


class CanaryOut(Reply):
    """Planted copies of the project's own texts. recall: share that was found; null where no text could be edited."""

    edit_share: float
    n: int
    n_found: int
    recall: float | None
    interval: tuple[float, float] | None


class CopiesOut(Reply):
    """medium: by what the newest item is compared. n_links: by evidence. n_new: items that were not compared yet.

    n_linked: items that hang together with others.
    """

    medium: Literal["audio", "image", "text"]
    n_compared: int
    n_new: int
    thresholds: dict[str, float]
    n_links: dict[str, int]
    n_components: int
    n_linked: int
    largest_component: int
    n_same: int
    n_not_same: int
    n_unreadable: int
    canaries: list[CanaryOut]


class CheckOut(Reply):
    """n_open: findings that nobody decided on, of items that are not withdrawn."""

    check: str
    title: str
    n: int
    n_open: int


class ChecksOut(Reply):
    """whole: what is odd about the labels of all items, in sentences."""

    n_checked: int
    n_new: int
    whole: list[str]
    checks: list[CheckOut]


class CleanOut(Reply):
    copies: CopiesOut
    checks: ChecksOut


class ClusterMember(Reply):
    item: str
    text: str
    thumb_url: str | None


class PairOut(Reply):
    """Two items that are nearly equal, the earlier first. cluster: what hangs together, up to twelve of n_cluster."""

    finding: str
    similarity: float
    evidence: Literal["exact", "normalised", "near", "mirrored"]
    verdict: Literal["same", "not the same"] | None
    by: str
    a: schemas.ItemOut
    b: schemas.ItemOut
    cluster: list[ClusterMember]
    n_cluster: int


class PairsPage(Reply):
    total: int
    rows: list[PairOut]


class FoundOut(Reply):
    """What a check noticed. verdict: null while nobody decided; an item set aside is withdrawn."""

    finding: str
    check: str
    title: str
    told: str
    score: float
    verdict: Literal["keep", "set aside"] | None
    reason: str
    by: str
    item: schemas.ItemOut


class FindingsPage(Reply):
    total: int
    rows: list[FoundOut]


class NewComparison(Body):
    """thresholds: medium (text, image, audio) → least similarity; those of the last time unless given."""

    thresholds: dict[str, float] = Field(default_factory=dict)


class PairVerdict(Body):
    """verdict: null takes back what was said."""

    verdict: Literal["same", "not the same"] | None
    reason: Reason = ""


class FoundVerdict(Body):
    """verdict: null takes back what was decided, and an item that was set aside comes back."""

    verdict: Literal["keep", "set aside"] | None
    reason: Reason = ""


class GiantOut(Reply):
    """A group with more items than the smallest part has. share: of all placed items."""

    group: str
    n_items: int
    share: float
    part: str


class TwinOut(Reply):
    """A test item and a known copy of it in another part."""

    test: ClusterMember
    other: ClusterMember
    part: str
    similarity: float
    evidence: str


class LookOut(Reply):
    """Somebody saw labels of test items. what: "items", or the release that they took."""

    by: str
    what: str
    at: str


class SplitOut(Reply):
    """The split as it stands. sentence: its audit, empty while nothing is in test. labels: label → part → items that
    have it, of the first question. twins: up to fifty of n_twins, the nearest first."""

    sentence: str
    n_test: int
    n_twinned: int
    n_twins: int
    parts: dict[str, int]
    question: str
    labels: dict[str, dict[str, int]]
    giants: list[GiantOut]
    twins: list[TwinOut]
    looks: list[LookOut]


@router.get("/split")
def split(entry: Viewer) -> SplitOut:
    """Say how the split is balanced, which copies stand across it, and how often test was looked at."""
    items.need_lead(entry.role)
    found = wall.audit(entry.project)
    twins = found["twins"]
    shown = twins[:MOST_TWINS]
    known = _items(entry.project, (seq for twin in shown for seq in (twin.test, twin.other)))
    return SplitOut(
        **{name: value for name, value in found.items() if name != "twins"},
        n_twins=len(twins),
        twins=[
            TwinOut(
                test=_member(entry.project, known[twin.test]),
                other=_member(entry.project, known[twin.other]),
                part=twin.part,
                similarity=twin.similarity,
                evidence=twin.evidence,
            )
            for twin in shown
        ],
    )


@router.get("")
def overview(entry: Viewer) -> CleanOut:
    """Say what was found so far, and how many items wait to be looked at."""
    items.need_lead(entry.role)
    return CleanOut(
        copies=CopiesOut(**duplicates.overview(entry.project)),
        checks=ChecksOut(**raw_checks.overview(entry.project)),
    )


@router.post("/copies", status_code=202)
def compare(body: NewComparison, entry: Owner) -> schemas.Job:
    """Compare new items with one another and with all earlier ones; answers with a job. Cancelled, it goes on later."""
    return _start(
        entry, "dedup", lambda job: duplicates.find(entry.project, entry.actor, job, body.thresholds)
    )


@router.post("/checks", status_code=202)
def check(entry: Owner) -> schemas.Job:
    """Check the raw data of all items; answers with a job."""
    return _start(entry, "quality", lambda job: raw_checks.look(entry.project, entry.actor, job))


def _start(entry: Entry, what: str, work: Callable[[Work], dict[str, Any]]) -> schemas.Job:
    entry.workspace.jobs.refuse_second(what, entry.project.slug)
    job = entry.workspace.jobs.start(what, work, project=entry.project.slug, person=entry.access.person.id)
    return job_out(job)


@router.get("/copies")
def pairs(
    entry: Viewer,
    only: Literal["open", "same", "not the same", "all"] = "open",
    offset: Offset = 0,
    limit: Limit = 50,
) -> PairsPage:
    """List pairs of items that are nearly equal: cluster by cluster, the most doubtful first."""
    items.need_lead(entry.role)
    total, found = duplicates.pairs(entry.project, only=only, offset=offset, limit=limit)
    known = _items(entry.project, (seq for x in found for seq in (x.a, x.b, *x.cluster[:MOST_SHOWN])))
    return PairsPage(
        total=total,
        rows=[
            PairOut(
                finding=x.finding,
                similarity=x.similarity,
                evidence=x.evidence,
                verdict=x.verdict,
                by=x.by,
                a=item_out(entry.project, known[x.a], with_metadata=True),
                b=item_out(entry.project, known[x.b], with_metadata=True),
                cluster=[_member(entry.project, known[seq]) for seq in x.cluster[:MOST_SHOWN]],
                n_cluster=len(x.cluster),
            )
            for x in found
        ],
    )


def _member(project: Project, item: Item) -> ClusterMember:
    return ClusterMember(item=item.id, text=brief(item), thumb_url=thumb(project, item))


def _items(project: Project, seqs: Iterable[int]) -> Mapping[int, Item]:
    rows = queries.items_by_seq(project.ledger.reader, sorted(set(seqs)))
    return {seq: item_from(row) for seq, row in rows.items()}


@router.post("/copies/{finding}", status_code=204)
def judge(finding: Id, body: PairVerdict, entry: Adjudicator) -> None:
    """Say that two items are the same, or not; it holds from then on, whatever is computed again."""
    duplicates.judge(entry.project, entry.actor, finding, body.verdict, body.reason)


@router.get("/checks")
def findings(
    entry: Viewer,
    check: str | None = None,
    only: Literal["open", "keep", "set aside", "all"] = "open",
    offset: Offset = 0,
    limit: Limit = 50,
) -> FindingsPage:
    """List what the checks noticed, by check, the surest first."""
    items.need_lead(entry.role)
    total, found = raw_checks.findings(entry.project, check=check, only=only, offset=offset, limit=limit)
    known = _items(entry.project, (x.item for x in found))
    return FindingsPage(
        total=total,
        rows=[
            FoundOut(
                finding=x.finding,
                check=x.check,
                title=CHECKS[x.check],
                told=x.told,
                score=x.score,
                verdict=x.verdict,
                reason=x.reason,
                by=x.by,
                item=item_out(entry.project, known[x.item], with_metadata=True),
            )
            for x in found
        ],
    )


@router.post("/checks/{finding}", status_code=204)
def decide(finding: Id, body: FoundVerdict, entry: Adjudicator) -> None:
    """Keep an item or set it aside, which withdraws it; or take back what was decided."""
    raw_checks.decide(entry.project, entry.actor, finding, body.verdict, body.reason)
