"""Bringing items in: read, tell all faults, store media by hash, append items with the labels that came along."""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, cast

from goldsmith import ingest as reading
from goldsmith import kinds
from goldsmith.addresses import is_address
from goldsmith.errors import GoldsmithError, InvalidInput, InvalidValue, ManyFaults
from goldsmith.ingest import Picture, ReadOptions, Recording, Row
from goldsmith.ingest.plan import NewItem, Outcome, SameItem, plan_items, stored_fields
from goldsmith.model import Annotator, AnnotatorKind, Item, Json, Question, canonical, new_id
from goldsmith.project import clock, sources
from goldsmith.project.given_labels import Answer, answers_of
from goldsmith.project.jobs import Job
from goldsmith.project.plan import plan_newcomers
from goldsmith.project.project import Actor, Project, add_annotator, add_run
from goldsmith.project.recordings import keep_peaks
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Transaction, translated

BATCH = 5000
MOST_FAULTS = 1000  # told one by one; all are counted
ITEM = ("id", "run", "source", "external_id", "digest", "occurrence", "grp", "fields", "metadata")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of an import. annotator: the column that names who gave the labels; annotator_name: one
    name for all. by: what sort of annotator they are, "model" say; None: as the file says, else people. anonymous:
    they are seats, filled by nobody in particular. columns: names for a file without a first line of names. link: leave
    images and recordings in place. format: of another tool, where it is not to be found out. without_labels: bring in
    the items alone. predictions: bring in the answers of models too. addresses: cells that are addresses name images
    and recordings, to be read from there. bound: a folder that nothing may lead out of.
    """

    name: str
    text: tuple[str, ...] = ()
    id: str | None = None
    group: str | None = None
    label: str | None = None
    annotator: str | None = None
    annotator_name: str | None = None
    by: AnnotatorKind | None = None
    anonymous: bool = False
    question: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    source: str | None = None
    voc_origin: str = "auto"
    crowds: bool = False
    clip: bool = False
    keep_good: bool = False
    link: bool = False
    format: str | None = None
    without_labels: bool = False
    predictions: bool = False

    addresses: bool = False
    bound: Path | None = None

    def for_reading(self, asked: tuple[Question, ...], fetch: reading.Fetch | None) -> ReadOptions:
        origin = cast(Literal["auto", "0", "1"], self.voc_origin)
        return ReadOptions(
            text=self.text,
            id=self.id,
            group=self.group,
            label=self.label,
            annotator=self.annotator,
            encoding=self.encoding,
            columns=self.columns,
            voc_origin=origin,
            crowds=self.crowds,
            clip=self.clip,
            format=self.format,
            asked=asked,
            predictions=self.predictions,
            fetch=fetch,
            bound=self.bound,
        )


def ingest(
    project: Project, actor: Actor, path: Path | str, options: Options, job: Job, *, is_ours: bool
) -> dict[str, Any]:
    """Bring a file, a folder, or a bucket in, whole or not at all unless `keep_good`; return counts and choices.

    The file is read through first, into a spool beside the project; then one transaction appends everything. is_ours:
    the file is an upload, to be removed, so that nothing in it can be linked. Raises ManyFaults that names every bad
    row.
    """
    options = replace(options, source=_origin(project, options), encoding=_encoding(options.encoding))
    if options.voc_origin not in {"auto", "0", "1"}:
        raise InvalidInput(
            "import.voc_origin",
            f"{options.voc_origin!r} is no pixel origin.",
            where="voc_origin",
            mend="auto, 0 or 1.",
        )
    media = _Media(project, is_linking=options.link, is_ours=is_ours)
    try:
        with (
            project.importing,
            translated(project.folder),
            sources.Fetcher(project) if options.addresses else nullcontext() as fetch,
            _opened(path, options.for_reading(_asked(project, options), fetch)) as source,
            tempfile.TemporaryFile("w+", encoding="utf-8", dir=project.folder) as spool,
        ):
            counted = _read(project, source, options, spool, media, job)
            _refuse(counted, options)
            found = _append(project, actor, options, spool, counted, source)
            media.keep()
            return found
    finally:
        media.drop()
        if is_ours and isinstance(path, Path):
            discard(path)


def _opened(path: Path | str, options: ReadOptions) -> reading.Reading:
    return reading.read(path, options) if isinstance(path, Path) else reading.read_bucket(path, options)


def _origin(project: Project, options: Options) -> str:
    """Return the source that items are filed under: what was withdrawn as a whole may come in again, as another."""
    name = origin = options.source or options.name
    n = 1
    while queries.is_source_withdrawn(project.ledger.reader, origin):
        n += 1
        origin = f"{name} ({n})"
    return origin


def _asked(project: Project, options: Options) -> tuple[Question, ...]:
    """Return the questions that the file's labels may answer."""
    guideline = project.guideline()
    if guideline is None or options.without_labels:
        return ()
    return (project.need_question(options.question),) if options.question else guideline.questions


def _encoding(name: str | None) -> str | None:
    """Return the encoding's name; raises InvalidInput for one that is none of text."""
    try:
        known = name is None or codecs.lookup(name)._is_text_encoding
    except LookupError:
        known = False
    if not known:
        raise InvalidInput(
            "import.encoding",
            f"{name!r} is no encoding of text.",
            where="encoding",
            mend="utf-8, cp1252 or utf-16 say.",
        )
    return name


def discard(upload: Path) -> None:
    """Remove an upload and the folder made for it."""
    shutil.rmtree(upload.parent, ignore_errors=True)


# reading ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Counted:
    faults: list[GoldsmithError]
    n_faults: int = 0
    n_new: int = 0
    n_known: int = 0
    n_labels: int = 0
    unasked: Counter[str] = field(default_factory=Counter)  # by kind of labels that no question takes


def _read(
    project: Project, source: reading.Reading, options: Options, spool: IO[str], media: _Media, job: Job
) -> _Counted:
    """Read every row into the spool, storing its media; collect what is wrong."""
    counted = _Counted([])
    known = _Known(project, options.source or options.name)
    for n, outcome in enumerate(plan_items(source.rows, known, salt=project.salt)):
        if n % 500 == 0:
            job.progress(round(source.progress() * 1000), 1000, f"{n:,} rows read")
        fault = _spooled(project, outcome, options, spool, media, counted)
        if fault is not None:
            counted.n_faults += 1
            if len(counted.faults) < MOST_FAULTS:
                counted.faults.append(fault)
    job.progress(1000, 1000, "storing")
    spool.flush()
    return counted


def _spooled(
    project: Project, outcome: Outcome, options: Options, spool: IO[str], media: _Media, counted: _Counted
) -> GoldsmithError | None:
    if isinstance(outcome, InvalidInput):
        return outcome
    row = outcome.row
    fields = stored_fields(row)
    try:
        labels, unasked = _answers(project, row, fields, options)
    except InvalidInput as error:
        return error
    except InvalidValue as error:
        return InvalidValue(error.slug, error.what, where=row.where, mend=error.mend)
    is_new = isinstance(outcome, NewItem)
    media.store(row)  # of known items too: a file that was lost, or left where it lay, comes back
    line = {
        "new": is_new,
        "equal": outcome.n_equal if isinstance(outcome, NewItem) else 0,
        "id": row.external_id,
        "digest": outcome.digest,
        "occurrence": outcome.occurrence,
        "group": row.group,
        "fields": fields if is_new else {},
        "metadata": dict(row.metadata) if is_new else {},
        "labels": labels,
    }
    spool.write(json.dumps(line, ensure_ascii=False) + "\n")  # fields stay in the order of the file
    counted.n_new += is_new
    counted.n_known += isinstance(outcome, SameItem) and outcome.is_from_before
    counted.n_labels += len(labels)
    counted.unasked.update(unasked)
    return None


def _answers(
    project: Project, row: Row, fields: Mapping[str, Any], options: Options
) -> tuple[Sequence[Answer], Sequence[str]]:
    if options.without_labels or not row.labels:
        return (), ()
    chosen = project.need_question(options.question) if options.question else None
    return answers_of(row.labels, fields, project.need_guideline(), chosen, where=row.where)


def _refuse(counted: _Counted, options: Options) -> None:
    """Raise what keeps an import from going in."""
    if counted.n_faults and not options.keep_good:
        more = f" (the first {MOST_FAULTS:,} are told)" if counted.n_faults > MOST_FAULTS else ""
        raise ManyFaults(
            "import.faults",
            f"{counted.n_faults:,} rows are at fault, so nothing was imported{more}.",
            where=options.name,
            mend="Mend them and import again, or bring in the good rows only.",
            faults=counted.faults,
        )
    if not counted.n_new + counted.n_known + counted.n_labels:
        if counted.faults:
            raise ManyFaults(
                "import.nothing_good",
                "No row can be read.",
                where=options.name,
                mend="Mend them.",
                faults=counted.faults,
            )
        raise InvalidInput(
            "import.empty",
            "There are no items in it.",
            where=options.name,
            mend="Check that it is the right file.",
        )


class _Known:
    """What the project already holds of a source."""

    def __init__(self, project: Project, source: str) -> None:
        self._sql = project.ledger.reader
        self._source = source
        self._is_new = not queries.has_source(self._sql, source)

    def digest_of(self, external_id: str) -> str | None:
        return None if self._is_new else queries.digest_of(self._sql, self._source, external_id)

    def has(self, digest: str, occurrence: int) -> bool:
        return not self._is_new and queries.has_content(self._sql, self._source, digest, occurrence)


class _Media:
    """Stores media in the project's folder by their hash; what an import that failed had stored is removed."""

    def __init__(self, project: Project, *, is_linking: bool, is_ours: bool) -> None:
        self._project = project
        self._is_linking = is_linking
        self._is_ours = is_ours
        self._made: list[Path] = []

    def store(self, row: Row) -> None:
        for content in row.fields.values():
            if isinstance(content, Picture | Recording):
                self._store(content)
            if isinstance(content, Recording):
                keep_peaks(self._project, content.media_name, content.peaks)

    def _store(self, content: Picture | Recording) -> None:
        target = self._project.media_path(content.media_name)
        link = target.with_name(target.name + ".link")
        if target.exists() or (self._is_linking and link.exists()):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        source: BinaryIO
        place = content.media.address if self._is_linking else None
        if place is not None and (is_address(place) or not self._is_ours):
            target, source = link, io.BytesIO(place.encode())
        else:
            source = content.media.open()
        part = target.with_name(target.name + ".part")
        with source, part.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(target)
        self._made.append(target)

    def keep(self) -> None:
        self._made.clear()

    def drop(self) -> None:
        for path in self._made:
            path.unlink(missing_ok=True)


# appending ----------------------------------------------------------------------------------------------------------


def _append(
    project: Project,
    actor: Actor,
    options: Options,
    spool: IO[str],
    counted: _Counted,
    source: reading.Reading,
) -> dict[str, Any]:
    origin = options.source or options.name
    facts: dict[str, Any] = {
        "name": options.name,
        "source": origin,
        "n_items": counted.n_new,
        "n_known": counted.n_known,
        "n_faults": counted.n_faults,
        "notices": [*source.notices, *_left_out(counted)],
        "facts": dict(source.facts),
    }
    with project.ledger.write() as tx:
        run, run_id = add_run(tx, stage="ingest", method="ingest.v1", parameters=facts, by=actor)
        for lines in _batches(spool):
            _append_items(tx, run, origin, [line for line in lines if line["new"]])
        plan_newcomers(tx, project, actor)
        n_answers = _append_labels(tx, project, run, options, spool) if counted.n_labels else 0
    return {**facts, "id": run_id, "n_answers": n_answers, "choices": facts["notices"]}


def _left_out(counted: _Counted) -> list[str]:
    return [
        f"{n:,} items have labels of {kind}, which no question takes."
        for kind, n in sorted(counted.unasked.items())
    ]


def _batches(spool: IO[str]) -> Iterator[list[dict[str, Any]]]:
    spool.seek(0)
    while lines := list(islice(spool, BATCH)):
        yield [json.loads(line) for line in lines]


def _append_items(tx: Transaction, run: int, source: str, lines: Sequence[Mapping[str, Any]]) -> None:
    if not lines:
        return
    first = tx.append_many(
        "item",
        ITEM,
        [
            (
                new_id(),
                run,
                source,
                line["id"],
                line["digest"],
                line["occurrence"],
                line["group"],
                json.dumps(line["fields"], ensure_ascii=False),
                json.dumps(line["metadata"], ensure_ascii=False),
            )
            for line in lines
        ],
    )
    caches.add_items(tx, first, len(lines))
    equal = [
        (new_id(), "equal_content", first + n, None, 1.0, {"n_equal": line["equal"]}, run)
        for n, line in enumerate(lines)
        if line["equal"]
    ]
    tx.append_many("finding", ("id", "type", "item", "question", "score", "detail", "run"), equal)


def _append_labels(tx: Transaction, project: Project, run: int, options: Options, spool: IO[str]) -> int:
    """Append the labels that came along, each in the name of its annotator."""
    names: dict[tuple[str, AnnotatorKind], int] = {}
    n = 0
    for lines in _batches(spool):
        given = []
        for line in lines:
            for told in line["labels"]:
                one = Answer(*told)
                name = one.annotator or options.annotator_name or f"Labels in {options.name}"
                by = options.by or one.by
                if (name, by) not in names:
                    names[name, by] = _annotator(tx, name, by, options)
                item = queries.item_of_source(
                    tx.sql, options.source or options.name, line["id"], line["digest"], line["occurrence"]
                )
                given.append(_Given(names[name, by], item, one._replace(value=_text(one.value))))
        n += _record(tx, project, given, run)
    return n


def _annotator(tx: Transaction, name: str, by: AnnotatorKind, options: Options) -> int:
    known = queries.imported_annotator(tx.sql, name, by)
    spec = {"source": options.source or options.name}
    return known or add_annotator(tx, Annotator(new_id(), by, name, not options.anonymous, spec))


def _text(value: Json) -> str | None:
    """Return a value as it is kept, or None for none."""
    return None if value is None else canonical(value)


def record_answers(
    tx: Transaction, project: Project, given: Iterable[tuple[int, Item, Json]], *, question: str, run: int
) -> int:
    """Append answers that were given elsewhere: (annotator's seq, item, raw value). Returns how many were new."""
    asked = project.need_question(question)
    kind = kinds.get(asked.kind)
    parsed = [
        _Given(who, item.seq, Answer(None, asked.key, _text(kind.dump(kind.parse(raw, item, asked)))))
        for who, item, raw in given
    ]
    return _record(tx, project, parsed, run)


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer with the seq of its annotator and item; its value is JSON text, as it is kept."""

    annotator: int
    item: int
    answer: Answer


def _record(tx: Transaction, project: Project, given: Sequence[_Given], run: int) -> int:
    """Append answers that differ from what stands, with their assignments."""
    asked_as = {question.key: question.kind for question in project.need_guideline().questions}
    version = project.guideline_seq(project.need_guideline().version)
    now = clock.iso()
    assignments, annotations, touched = [], [], set()
    for one in given:
        annotator, item, answer = one.annotator, one.item, one.answer
        head = queries.own_heads(tx.sql, annotator, item).get(answer.question)
        if head is not None and queries.value_of(tx.sql, head) == answer.value:
            continue
        assignment, at = new_id(), answer.at or now
        assignments.append(
            (assignment, item, annotator, "import", "import", "import", 1.0, version, run, "{}", now)
        )
        annotations.append(
            (
                new_id(),
                assignment,
                item,
                answer.question,
                annotator,
                version,
                asked_as[answer.question],
                answer.value,
                answer.reason,
                assignment,
                head,
                0,
                None,
                "",
                answer.duration_ms,
                0,
                at,
            )
        )
        touched.add(item)
    tx.append_many("assignment", ASSIGNMENT, assignments)
    tx.append_many("annotation", ANNOTATION, annotations)
    refresh(tx, project, sorted(touched))
    return len(annotations)


ASSIGNMENT = (
    "id",
    "item",
    "annotator",
    "purpose",
    "policy",
    "arm",
    "probability",
    "guideline",
    "run",
    "shown",
    "at",
)
ANNOTATION = (
    "id",
    "submission",
    "item",
    "question",
    "annotator",
    "guideline",
    "kind",
    "value",
    "reason",
    "assignment",
    "replaces",
    "unsure",
    "second",
    "note",
    "duration_ms",
    "surplus",
    "at",
)


# looking ------------------------------------------------------------------------------------------------------------


def imports(project: Project) -> list[dict[str, Any]]:
    """Return the imports, newest first."""
    sql = project.ledger.reader
    gone = queries.withdrawn(sql, "run")
    found = []
    for run in reversed(queries.runs(sql, "ingest")):
        told = json.loads(run["parameters"])
        found.append(
            {
                "id": run["id"],
                "name": told["name"],
                "at": run["at"],
                "by": run["by_person"] or "",
                "n_items": told["n_items"],
                "n_known": told.get("n_known", 0),
                "n_faults": told.get("n_faults", 0),
                "n_answers": queries.n_answers_of_run(sql, run["seq"]),
                "is_withdrawn": run["id"] in gone,
                "choices": told.get("notices", []),
            }
        )
    return found
