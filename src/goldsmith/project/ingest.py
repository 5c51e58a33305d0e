"""Bringing items in: read, tell all faults, store media by hash, append items with the labels that came along."""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from goldsmith import ingest as reading
from goldsmith.addresses import is_address
from goldsmith.errors import GoldsmithError, InvalidInput, InvalidValue, ManyFaults
from goldsmith.ingest import Picture, ReadOptions, Recording, Row
from goldsmith.ingest.plan import NewItem, Outcome, SameItem, plan_items, stored_fields
from goldsmith.model import AnnotatorKind, Question
from goldsmith.project import sources, storing
from goldsmith.project.given_labels import Answer, answers_of
from goldsmith.project.jobs import Job
from goldsmith.project.plan import INCOMING
from goldsmith.project.project import Actor, Project
from goldsmith.project.recordings import keep_peaks
from goldsmith.store import queries
from goldsmith.store.ledger import translated

MOST_FAULTS = 1000  # told one by one; all are counted
_json = json.JSONEncoder(ensure_ascii=False).encode  # fields stay in the order of the file


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

    The file is read through first, into a spool beside the project, and until then it can be cancelled; then
    project.storing brings it in while others work. is_ours: the file is an upload, to be removed, so that nothing in
    it can be linked. Raises ManyFaults that names every bad row.
    """
    options = replace(options, source=_origin(project, options), encoding=_encoding(options.encoding))
    if options.voc_origin not in {"auto", "0", "1"}:
        raise InvalidInput(
            "import.voc_origin",
            f"{options.voc_origin!r} is no pixel origin.",
            where="voc_origin",
            mend="auto, 0 or 1.",
        )
    try:
        with project.importing, translated(project.folder):
            storing.finish_pending(project, job)
            return _brought(project, actor, path, options, job, is_ours=is_ours)
    finally:
        if is_ours and isinstance(path, Path):
            discard(path)


def _brought(
    project: Project, actor: Actor, path: Path | str, options: Options, job: Job, *, is_ours: bool
) -> dict[str, Any]:
    media = _Media(project, is_linking=options.link, is_ours=is_ours)
    guideline = project.guideline()
    try:
        with (
            sources.Fetcher(project) if options.addresses else nullcontext() as fetch,
            _opened(path, options.for_reading(_asked(project, options), fetch)) as source,
            storing.Spool(project) as spool,
        ):
            counted = _read(project, source, options, spool, media, job)
            _refuse(counted, options)
            job.seal()
            facts = _facts(options, counted, source)
            read_under = guideline.version if guideline else 0
            run = storing.begin(
                project, actor, facts, _progress(options, counted), spool, read_under=read_under
            )
            media.keep()
    finally:
        media.drop()
    storing.finish(project, job)
    n_answers = queries.n_answers_of_run(project.ledger.reader, run)
    run_id = queries.run_by_seq(project.ledger.reader, run)["id"]
    choices = [*facts["notices"], *_given_by(project, run)]
    return {**facts, "id": run_id, "n_answers": n_answers, "choices": choices}


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
    n_rows: int = 0
    n_faults: int = 0
    n_new: int = 0
    n_known: int = 0
    n_labels: int = 0
    unasked: Counter[str] = field(default_factory=Counter)  # by kind of labels that no question takes


def _read(
    project: Project, source: reading.Reading, options: Options, spool: storing.Spool, media: _Media, job: Job
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
    return counted


def _spooled(
    project: Project,
    outcome: Outcome,
    options: Options,
    spool: storing.Spool,
    media: _Media,
    counted: _Counted,
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
    spool.write(
        storing.Spooled(
            is_new,
            outcome.n_equal if isinstance(outcome, NewItem) else 0,
            row.external_id,
            outcome.digest,
            outcome.occurrence,
            row.group,
            _json(fields) if is_new else "",
            _json(dict(row.metadata)) if is_new and row.metadata else "{}",
            labels,
        )
    )
    counted.n_rows += 1
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
            f"{counted.n_faults:,} {'row is' if counted.n_faults == 1 else 'rows are'} at fault, "
            f"so nothing was imported{more}.",
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


def _facts(options: Options, counted: _Counted, source: reading.Reading) -> dict[str, Any]:
    """Return what the import's Run says of it."""
    return {
        "name": options.name,
        "source": options.source or options.name,
        "n_items": counted.n_new,
        "n_known": counted.n_known,
        "n_faults": counted.n_faults,
        "notices": [*source.notices, *_left_out(counted)],
        "facts": dict(source.facts),
    }


GIVERS = {"human": "people", "model": "models", "function": "functions", "llm": "language models"}
ONE = {"human": "a person", "model": "a model", "function": "a function", "llm": "a language model"}


def _given_by(project: Project, run: int) -> list[str]:
    """Say whose answers came in and whether they are votes; and where two annotators now bear one name."""
    votes = project.settings()["counted_kinds"]
    givers = queries.givers_of_run(project.ledger.reader, run)
    told = []
    for kind, several in GIVERS.items():
        of_kind = [row for row in givers if row["kind"] == kind]
        if of_kind:
            names = ", ".join(row["name"] for row in of_kind[:3]) + (", …" if len(of_kind) > 3 else "")
            who = f"{len(of_kind):,} {several}" if len(of_kind) > 1 else ONE[kind]
            told.append(
                f"Given by {names}: {who}, {'votes' if kind in votes else 'no votes'} in this project."
            )
    return told + [
        f"{row['name']} is {ONE[row['also']]} here too: these answers are of another annotator of that name."
        for row in givers
        if row["also"]
    ]


def _left_out(counted: _Counted) -> list[str]:
    return [
        f"{n:,} items have labels of {kind}, which no question takes."
        for kind, n in sorted(counted.unasked.items())
    ]


def _progress(options: Options, counted: _Counted) -> storing.Progress:
    return storing.Progress(
        run=0,
        source=options.source or options.name,
        annotator=options.annotator_name or f"Labels in {options.name}",
        by=options.by,
        is_identified=not options.anonymous,
        n_rows=counted.n_rows,
        n_labels=counted.n_labels,
    )


# looking ------------------------------------------------------------------------------------------------------------


def imports(project: Project) -> list[dict[str, Any]]:
    """Return the imports, newest first."""
    sql = project.ledger.reader
    gone = queries.withdrawn(sql, "run")
    coming = (queries.settings(sql).get(INCOMING) or {}).get("run")  # not all stored yet
    found = []
    for run in reversed(queries.runs(sql, "ingest")):
        if run["seq"] == coming:
            continue
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
