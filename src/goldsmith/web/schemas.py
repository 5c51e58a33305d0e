"""Everything that crosses the wire at /api/v1. The one source: OpenAPI and the TypeScript types come from here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Role = Literal["owner", "adjudicator", "annotator", "viewer"]
ItemStatus = Literal[
    "unplanned", "open", "in_progress", "complete", "disagreed", "accepted", "ruled", "withdrawn"
]
ReasonCode = Literal["guideline_gap", "annotator_slip", "ambiguous_item", "bad_data", "audit"]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Seed = Annotated[int, Field(ge=0, lt=1 << 53)]  # what JavaScript and SQLite hold exactly
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$"),
]


class Body(BaseModel):
    """What a client sends: exactly the fields that are named, of exactly their types."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Reply(BaseModel):
    """What the server answers."""

    model_config = ConfigDict(extra="forbid")


class Fault(Reply):
    slug: str
    what: str
    where: str = ""
    mend: str = ""


class Problem(Fault):
    """Every answer with a status of 400 or more. faults: each fault of an input that has many."""

    faults: list[Fault] = []


# ── people ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Person(Reply):
    id: str
    name: str


class Membership(Reply):
    project: str
    title: str
    role: Role


class Me(Reply):
    person: Person
    workspace: str
    is_workspace_owner: bool
    has_password: bool
    memberships: list[Membership]
    version: str


class SignIn(Body):
    """Either a link's token, or a name with its password."""

    token: str | None = Field(None, max_length=200)
    name: str | None = Field(None, max_length=120)
    password: str | None = Field(None, max_length=1000)


class NewPassword(Body):
    password: str = Field(min_length=10, max_length=1000)


class Member(Reply):
    """is_workspace_owner: always an owner here, and cannot be removed."""

    person: Person
    role: Role
    is_workspace_owner: bool
    annotator: str | None
    n_answers: int
    median_ms: int | None
    last_seen: str | None
    skills: list[str] = []


class SignInLink(Reply):
    """Signs the person in, once it is opened, until it expires; shown this once."""

    link: str
    expires_at: str


class RoleChange(Body):
    role: Role


class NewInvitation(Body):
    role: Role
    note: str = Field("", max_length=200)
    days: int = Field(14, ge=1, le=365)
    uses: int = Field(1, ge=1, le=500)


class Invitation(Reply):
    """link: shown once, when it is made; None afterwards."""

    id: str
    role: Role
    note: str
    expires_at: str
    uses_left: int
    link: str | None = None


class AcceptInvitation(Body):
    token: str = Field(max_length=200)
    name: Name


class NewToken(Body):
    """A token for scripts. project None: all projects of the workspace, for its owner. role bounds what it may do."""

    name: Name
    project: str | None = None
    role: Role = "viewer"
    days: int = Field(90, ge=1, le=3650)


class Token(Reply):
    """secret: shown once, when it is made."""

    id: str
    name: str
    project: str | None
    role: Role
    created_at: str
    expires_at: str
    last_used: str | None
    secret: str | None = None


# ── projects ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Station(Reply):
    """One station of the line: what stands under its name, and whether something waits there."""

    key: Literal["guideline", "items", "label", "agreement", "adjudicate", "release"]
    count: str
    is_waiting: bool = False


class NextStep(Reply):
    """The next useful step in a sentence, with the page that does it (a path under the project)."""

    text: str
    action: str
    path: str


class Progress(Reply):
    n_items: int
    n_planned: int
    n_complete: int
    n_answers: int
    n_answers_wanted: int | None
    n_mine: int
    n_mine_left: int | None
    n_disagreed: int
    n_ruled: int


class ProjectSummary(Reply):
    slug: str
    title: str
    description: str
    role: Role
    progress: Progress
    created_at: str


class AnnotatorBrief(Reply):
    """`name` is the person's, machine's or seat's; annotators themselves never receive a list of these."""

    id: str
    name: str
    kind: Literal["human", "function", "model", "llm"]
    is_identified: bool
    is_simulated: bool
    n_answers: int
    median_ms: int | None
    last_at: str | None


class PlanState(Reply):
    """phase: nothing planned yet, a pilot that everyone labels, or the whole project open."""

    phase: Literal["none", "pilot", "open"]
    policy: str | None
    parameters: dict[str, Any]
    n_unplanned: int
    arms: list[dict[str, Any]]


class ProjectHome(Reply):
    slug: str
    title: str
    description: str
    role: Role
    seq: int
    guideline_version: int | None
    stations: list[Station]
    next_step: NextStep | None
    progress: Progress
    plan: PlanState
    annotators: list[AnnotatorBrief]
    activity: list[Activity]
    settings: Settings
    notices: list[str]


class Activity(Reply):
    at: str
    text: str


class Settings(Body):
    """Of a project. lease_minutes: how long an item stays with someone who does not answer. counted_kinds: whose
    answers are votes. most_a_day: items that one person may answer in a day; None for no bound."""

    description: str = Field("", max_length=2000)
    licence: str = Field("", max_length=200)
    lease_minutes: int = Field(30, ge=1, le=10_080)
    audit_share: float = Field(0.05, ge=0, le=1)
    counted_kinds: list[Literal["human", "function", "model", "llm"]] = ["human"]
    most_a_day: int | None = Field(None, ge=1, le=100_000)


Template = Literal[
    "choice", "choices", "rating", "text", "number", "ranking", "pairwise", "span", "box", "polygon", "mask",
    "instance", "segment",
]  # fmt: skip


class NewProject(Body):
    """template: a guideline to start from, or the guideline's whole text."""

    title: Name
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")] | None = None
    template: Template | None = None
    guideline: str | None = Field(None, max_length=262_144)


class NewPlan(Body):
    """policy pilot: `n` random items for everyone. policy overlap: `arms` of {share, overlap}, and the floor.

    floor_share: the share of items in single-labeled arms that two people label anyway, at random; 0 says no.
    skill_column: the metadata that names the skill which an item asks for.
    """

    policy: Literal["pilot", "overlap"]
    n: int = Field(50, ge=2, le=1000)
    arms: list[Arm] = []
    floor_share: float = Field(0.1, ge=0, le=1)
    stratify_by: str | None = Field(None, max_length=200)
    skill_column: str | None = Field(None, max_length=200)
    seed: Seed = 0


class Arm(Body):
    share: float = Field(gt=0, le=1)
    overlap: int = Field(ge=1, le=1000)


# ── guideline ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class LabelOut(Reply):
    """path: the titles of the groups that the label stands in, the widest first."""

    key: str
    title: str
    definition: str
    good: list[str]
    bad: list[str]
    path: list[str] = []


class SuggestOut(Reply):
    """Whose answers to a question may be shown as a start, and to which share of the items none is."""

    sources: list[str]
    silent: float
    seed: int


class QuestionOut(Reply):
    """kind: without its version, `choice`; options: as the guideline gives them."""

    key: str
    kind: str
    kind_version: str
    units: Literal["given", "found"]
    level: Literal["nominal", "ordinal", "interval", "distance"]
    title: str
    required: bool
    show: list[str]
    labels: list[LabelOut]
    options: dict[str, Any]
    suggest: SuggestOut | None = None


class Section(Reply):
    anchor: str
    title: str
    level: int
    text: str


class GuidelineOut(Reply):
    id: str
    version: int
    text: str
    body: str
    questions: list[QuestionOut]
    sections: list[Section]
    author: str
    at: str
    note: str


class GuidelineVersion(Reply):
    """threads: those that the version answers, as far as the caller may read them."""

    version: int
    author: str
    at: str
    note: str
    n_answers: int
    threads: list[str] = []


class DiffLine(Reply):
    op: Literal["same", "added", "removed"]
    text: str
    old_line: int | None
    new_line: int | None


class LabelChange(Reply):
    """A label key that the new text lacks, with what the author says became of it (empty: not said, so: removed)."""

    question: str
    key: str
    title: str
    n_answers: int
    becomes: list[str]


class Effect(Reply):
    """What happens to the present answers of one question."""

    question: str
    carries_over: int
    mapped: int
    look_again: int
    removed: int


Carries = dict[str, dict[str, list[str]]]


class GuidelineDraft(Body):
    """carries: question → label key that disappears → keys that take its place (one: rename or merge; several: split).

    based_on: the version that the author saw; somebody else's newer version is refused with 409. thread: the question
    that the change answers; the note then names it.
    """

    text: str = Field(max_length=262_144)
    carries: Carries = {}
    based_on: int | None = None
    note: str = Field("", max_length=500)
    thread: Id | None = None


class GuidelinePreview(Reply):
    faults: list[Fault]
    body: str
    questions: list[QuestionOut]
    sections: list[Section]
    diff: list[DiffLine]
    changes: list[str]
    lost_labels: list[LabelChange]
    effects: list[Effect]
    n_open_leases: int


# ── items ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Field_(Reply):  # noqa: N801 - pydantic's own Field is in scope
    """One field of an item. url (of images and recordings) and thumb_url: relative to the server.

    tokens: those that a text brought along, start and end in code points.
    """

    type: Literal["text", "image", "audio"]
    text: str | None = None
    tokens: list[tuple[int, int]] | None = None
    url: str | None = None
    thumb_url: str | None = None
    name: str | None = None
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    sample_rate: int | None = None
    channels: int | None = None


class ItemOut(Reply):
    id: str
    external_id: str | None
    group: str | None
    fields: dict[str, Field_]
    metadata: dict[str, Any] = {}


class ItemRow(Reply):
    """A row of the items table. labels: question → label keys in present answers, most frequent first."""

    n: int
    id: str
    external_id: str | None
    source: str
    group: str | None
    text: str
    thumb_url: str | None
    status: ItemStatus
    n_answers: int
    overlap: int | None
    arm: str | None
    disagreement: float | None
    labels: dict[str, list[str]]
    gold: dict[str, Any]
    part: str | None
    metadata: dict[str, Any]


class ItemPage(Reply):
    """`filter_text`: the filter as a sentence. total: of the filter; rows from `offset` on.

    is_counted: whether total is exact; else there are so many at least.
    """

    total: int
    is_counted: bool
    offset: int
    rows: list[ItemRow]
    filter_text: str


class Suggested(Reply):
    """That an answer was asked for with a suggestion at hand. arm: whether it was shown, kept back on purpose, or could
    not be read any more. is_same: whether the answer is the suggestion as it stood; None where that is not known."""

    by: str
    arm: Literal["shown", "silent", "unfit"]
    is_same: bool | None


class AnswerOut(Reply):
    """who: the annotator's name, or a letter where names are hidden."""

    id: str
    question: str
    who: str
    annotator: str | None
    annotator_kind: str
    value: Any
    reason: str | None
    unsure: bool
    second: Any
    note: str
    guideline_version: int
    counts: bool
    why_not: str
    at: str
    duration_ms: int | None
    suggestion: Suggested | None = None


class GoldOut(Reply):
    id: str
    question: str
    value: Any
    method: str
    probabilities: dict[str, float]
    rationale: str
    reason_code: str | None
    by: str | None
    at: str
    evidence: list[str]


class RemarkOut(Reply):
    id: str
    type: str
    text: str
    by: str
    at: str


class ItemDetail(Reply):
    item: ItemOut
    row: ItemRow
    answers: list[AnswerOut]
    gold: list[GoldOut]
    remarks: list[RemarkOut]


class ItemAction(Body):
    """On the items named, or on all that the query string of the items page filters (`filter`)."""

    action: Literal["withdraw", "restore", "adjudicate"]
    ids: list[Id] = Field([], max_length=10_000)
    filter: str | None = Field(None, max_length=4000)
    reason: str = Field("", max_length=2000)


class ActionDone(Reply):
    n: int


class NewRemark(Body):
    target: Literal["item", "annotation", "guideline", "gold"]
    target_id: str = Field(max_length=64)
    text: str = Field(min_length=1, max_length=10_000)


class Job(Reply):
    """Long work. total None: not known beforehand. result: what the work answers when it is done.

    can_cancel: whether it may still end and leave nothing behind.
    """

    id: str
    what: str
    state: Literal["running", "done", "failed", "cancelled"]
    done: int
    total: int | None
    message: str
    can_cancel: bool
    result: dict[str, Any] | None
    problem: Problem | None


class ImportOut(Reply):
    id: str
    name: str
    at: str
    by: str
    n_items: int
    n_known: int
    n_faults: int
    n_answers: int
    is_withdrawn: bool
    choices: list[str]


class Withdrawal(Body):
    reason: str = Field("", max_length=2000)


# ── labeling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Ask(Body):
    """Ask for up to `n` items beside those already in the browser (`have`: their assignments)."""

    n: int = Field(5, ge=1, le=20)
    have: list[Id] = Field([], max_length=50)


class OwnAnswer(Reply):
    """The annotator's own present answer: to reopen it, or to look at it again after the guideline changed.

    before: what was said under an older guideline that the present one cannot read; then there is no value.
    """

    id: str
    value: Any
    before: Any = None
    reason: str | None
    unsure: bool
    second: Any
    note: str


class Suggestion(Reply):
    """Another's answer to start from, as the guideline allows it: who gave it, and its value."""

    by: str
    value: Any


class Work(Reply):
    """One item to answer. lease_until: ISO time; own: the annotator's own present answers, by question.

    purpose: label, training or test. What measures people unseen is label like the rest. comment: what a reviewer
    wrote who gave the answer back, with which it stands among one's own. place: in the training or the test, from 1.
    """

    assignment: str
    item: ItemOut
    guideline_version: int
    lease_until: str | None
    purpose: Literal["label", "training", "test"]
    comment: str | None = None
    place: int | None = None
    own: dict[str, OwnAnswer] = {}
    suggestions: dict[str, Suggestion] = {}


class Done(Reply):
    """Why there is nothing (more) to hand out, and what the annotator has done."""

    reason: Literal[
        "all_done",
        "not_planned",
        "no_guideline",
        "waiting_for_others",
        "paused",
        "quota",
        "enough_today",
        "not_qualified",
    ]
    text: str
    n_mine: int
    median_ms: int | None
    n_shared: int


class ToQualify(Reply):
    """Where the annotator stands before real work is handed out: in training, or in the test of that attempt."""

    phase: Literal["training", "test"]
    n_done: int
    n_items: int
    attempt: int
    attempts: int


class Handout(Reply):
    work: list[Work]
    done: Done | None
    to_qualify: ToQualify | None = None
    progress: Progress
    guideline_version: int | None


class NewAnswer(Body):
    """Exactly one of value (whatever the kind takes, also an explicit nothing) and reason must be given.

    reason: "skip: …" or "abstain: …"; then has_value is false.
    """

    id: Id
    has_value: bool
    value: Any = None
    reason: str | None = Field(None, max_length=2000)
    unsure: bool = False
    second: Any = None
    note: str = Field("", max_length=10_000)
    replaces: Id | None = None


class Submission(Body):
    """All answers of one item given together; resending it by its id stores nothing twice.

    person: who gave it; a browser that now belongs to another person is refused. duration_ms: idle time excluded.
    """

    id: Id
    person: str
    assignment: Id
    item: Id
    guideline_version: int
    answers: dict[str, NewAnswer]
    duration_ms: int = Field(ge=0, le=86_400_000)


class Submissions(Body):
    submissions: list[Submission] = Field(max_length=100)


class Refusal(Reply):
    id: str
    problem: Problem


class Feedback(Reply):
    """What is told after an answer in training. gold: question → the right value; reasons: why it is right."""

    submission: str
    item: str
    is_right: bool
    gold: dict[str, Any]
    reasons: list[str]


class Receipt(Reply):
    """stored: ids that are safe on disk (now or earlier). refused: what can never be stored as it is, and why.

    hints: on answers that were compared with a ruling, where the project tells. feedback: on answers in training.
    """

    stored: list[str]
    surplus: list[str]
    refused: list[Refusal]
    hints: list[str] = []
    feedback: list[Feedback] = []


class GiveBack(Body):
    assignments: list[Id] = Field(max_length=50)


class MineRow(Reply):
    """One of the annotator's own last submissions."""

    submission: str
    item: ItemOut
    assignment: str
    at: str
    own: dict[str, OwnAnswer]


class Mine(Reply):
    rows: list[MineRow]


# ── agreement ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class AgreementOut(Reply):
    """report: as `goldsmith.agreement` makes it (`units` tells given from found). undefined: why there is none."""

    question: str
    units: Literal["given", "found"]
    seq: int
    scope: str
    exclusions: list[str]
    n_items: int
    report: dict[str, Any] | None
    undefined: str | None
    sections: list[Section]
    annotators: dict[str, str]


# ── adjudication ──────────────────────────────────────────────────────────────────────────────────────────────────────


class QueueRow(Reply):
    """why: disagreement, tie, open (a method left it so), audit or asked (somebody sent it); look_again; second (a ruling that is to be made twice)
    or settle (two that differ). labels: what stands against what. is_yours: you gave the first of two rulings."""

    item: str
    question: str
    text: str
    thumb_url: str | None
    disagreement: float
    why: Literal["disagreement", "tie", "audit", "asked", "look_again", "open", "second", "settle"]
    labels: dict[str, int]
    taken_by: str | None
    is_yours: bool = False


class AdjudicationQueue(Reply):
    total: int
    rows: list[QueueRow]
    n_unanimous: int
    n_ruled: int
    n_audit: int


class CaseAnswer(Reply):
    """letter: A, B, … in an order that does not follow the annotators. name: only once it was asked for."""

    letter: str
    annotation: str
    value: Any
    unsure: bool
    second: Any
    note: str
    name: str | None
    can_adopt: bool


class CaseUnit(Reply):
    """A cluster of objects (or one given unit) with everyone's vote; members: object's place in each answer."""

    key: str
    votes: list[str]
    members: list[int | None]


class EarlierRuling(Reply):
    gold: str
    item: str
    text: str
    value: Any
    rationale: str
    reason_code: str | None
    at: str


class Case(Reply):
    """One conflict to rule on. lease_until: the case is the caller's until then.

    ruling: the one that stands; none for who rules a second time, blind of it. apart: two rulings that differ.
    """

    item: ItemOut
    question: QuestionOut
    guideline_version: int
    why: str
    answers: list[CaseAnswer]
    units: list[CaseUnit]
    differences: list[dict[str, Any]]
    sections: list[Section]
    earlier: list[EarlierRuling]
    ruling: GoldOut | None
    apart: list[GoldOut] = []
    lease_until: str
    place: int
    total: int


class NewRuling(Body):
    """has_value false: unresolvable, which keeps the votes as a soft label. evidence: the answers that were read.

    replaces: the ruling that this one follows, if there was one. wants_second: somebody else is to rule too, blind.
    """

    id: Id
    has_value: bool
    value: Any = None
    reason_code: ReasonCode
    rationale: str = Field("", max_length=10_000)
    evidence: list[Id] = Field(max_length=1000)
    replaces: Id | None = None
    wants_second: bool = False


class Accept(Body):
    question: str | None = None
    seed: Seed = 0


class Accepted(Reply):
    n_accepted: int
    n_audit: int
    run: str


# ── releases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


PartName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class ReleaseCut(Body):
    """key: the metadata that say when an item is from. at: what is wholly from then on is `test`.

    crossing: where groups on both sides of it go: the first part, or `embargo`, where they stay out.
    """

    key: str = Field(min_length=1, max_length=200)
    at: str = Field(min_length=1, max_length=64)
    crossing: Literal["train", "embargo"] = "train"


class NewRelease(Body):
    """accepts_twins: make it though test items have known copies in training; its card says so.

    cut: with it, the ratios are those of the parts before it, and `test` is none of them.
    """

    name: str = Field(max_length=200)
    ratios: dict[PartName, float] = {"train": 0.8, "validation": 0.1, "test": 0.1}
    seed: Seed = 0
    formats: list[str] = []
    note: str = Field("", max_length=2000)
    accepts_twins: bool = False
    cut: ReleaseCut | None = None


class ReleaseFile(Reply):
    name: str
    bytes: int
    sha256: str


class ReleaseOut(Reply):
    """card: the data card's HTML page. stamps: what must be said on the bottle, "agreement unknowable" say."""

    id: str
    name: str
    at: str
    by: str
    as_of: int
    note: str
    guideline_version: int
    n_items: int
    parts: dict[str, int]
    methods: dict[str, int]
    stamps: list[str]
    gaps: list[str]
    files: list[ReleaseFile]
    losses: list[str]
    card_url: str
    zip_url: str
    load_code: str


class ReleasePreview(Reply):
    """What a release made now would hold. metadata: names of the items' metadata."""

    n_items: int
    n_decided: int
    metadata: list[str]
    methods: dict[str, int]
    gaps: list[str]
    stamps: list[str]
    formats: list[str]
    formats_on_request: list[str]


class Health(Reply):
    status: Literal["ok"]
    version: str


class Ready(Health):
    n_projects: int


ProjectHome.model_rebuild()
NewPlan.model_rebuild()
