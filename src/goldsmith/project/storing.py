"""Storing what an import has read, in short turns: others go on working, and it comes in whole even after a crash.

What was read lies in a spool, a file beside the project's. First its Run is appended and a setting says how far it is;
then its items, which nobody sees before all are in; then their rows in the items table, their places in the queue and
the labels that came along. A process that ends in between leaves spool and setting, and the next one goes on from them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, TypeAlias

from goldsmith import kinds
from goldsmith.errors import Conflict
from goldsmith.model import Annotator, AnnotatorKind, Item, Json, ascending_ids, canonical, new_id
from goldsmith.project import clock, plan
from goldsmith.project.given_labels import Answer
from goldsmith.project.jobs import Job
from goldsmith.project.plan import INCOMING
from goldsmith.project.project import Actor, Project, add_annotator, add_run
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Transaction, translated
from goldsmith.store.turns import in_turns

SPOOL = "incoming.jsonl"
BLOCK = 200  # rows in a line of the spool
PAGE = 5000
ITEM = ("id", "run", "source", "external_id", "digest", "occurrence", "grp", "fields", "metadata")
FINDING = ("id", "type", "item", "question", "score", "detail", "run")
# fmt: off
ASSIGNMENT = (
    "id", "item", "annotator", "purpose", "policy", "arm", "probability", "guideline", "run", "shown", "at",
)
ANNOTATION = (
    "id", "submission", "item", "question", "annotator", "guideline", "kind", "value", "reason", "assignment",
    "replaces", "unsure", "second", "note", "duration_ms", "surplus", "at",
)
# fmt: on


class Spooled(NamedTuple):
    """One row that was read. n_equal: rows of equal content before it. fields, metadata: JSON, as they are kept."""

    is_new: bool
    n_equal: int
    external_id: str | None
    digest: str
    occurrence: int
    group: str | None
    fields: str
    metadata: str
    labels: Sequence[Sequence[Any]]  # each an Answer

    @property
    def given(self) -> list[Answer]:
        return [Answer(*told) for told in self.labels]


class Spool:
    """The file that holds what was read until it is stored; gone at the end unless it is to be kept."""

    def __init__(self, project: Project) -> None:
        self._path = path_of(project)
        self._rows: list[Spooled] = []
        self._is_kept = False

    def __enter__(self) -> Spool:
        self._file: IO[str] = self._path.open("w", encoding="utf-8")
        return self

    def write(self, row: Spooled) -> None:
        self._rows.append(row)
        if len(self._rows) == BLOCK:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._file.write(json.dumps(self._rows, ensure_ascii=False) + "\n")
            self._rows.clear()

    def sync(self) -> None:
        """Have it all on disk."""
        self._flush()
        self._file.flush()
        os.fsync(self._file.fileno())

    def keep(self) -> None:
        """Leave it there at the end: the ledger says now that it is needed."""
        self._is_kept = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not self._is_kept:
            self._path.unlink()


def path_of(project: Project) -> Path:
    return project.folder / SPOOL


def _spooled(project: Project, after: int) -> Iterator[Spooled]:
    """Yield the rows of the spool behind the first `after` ones."""
    with path_of(project).open(encoding="utf-8") as file:
        rows = (Spooled(*row) for line in file for row in json.loads(line))
        yield from islice(rows, after, None)


# the steps ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Progress:
    """How far the import is. n_stored, n_labelled: rows of the spool whose items and labels are in the ledger."""

    run: int
    source: str
    annotator: str  # who gave labels that name nobody
    by: AnnotatorKind | None  # what sort of annotator they are; None: as the file says
    is_identified: bool
    n_rows: int
    n_labels: int
    n_stored: int = 0
    n_new: int = 0  # items among those stored
    n_labelled: int = 0
    is_planned: bool = False
    names: dict[tuple[str, AnnotatorKind], int] = field(default_factory=dict)  # of annotators met

    def save(self, tx: Transaction) -> None:
        told = {name: getattr(self, name) for name in self.__slots__ if name != "names"}
        tx.put_setting(INCOMING, told)


def begin(
    project: Project,
    actor: Actor,
    facts: dict[str, Any],
    progress: Progress,
    spool: Spool,
    *,
    read_under: int,
) -> int:
    """Append the import's Run, from which on it will come in whole; return its seq.

    read_under: the version of the guideline by which its labels were read, 0 for none. Raises Conflict where there is
    a newer one: nothing came in then.
    """
    spool.sync()
    with project.ledger.write() as tx:
        if progress.n_labels and len(queries.guidelines(tx.sql)) != read_under:
            raise Conflict(
                "import.guideline_changed",
                "The guideline was changed while the file was read, and its labels were read by the old one.",
                where=progress.source,
                mend="Nothing came in. Bring the file in again.",
            )
        progress.run, _ = add_run(tx, stage="ingest", method="ingest.v1", parameters=facts, by=actor)
        progress.save(tx)
    spool.keep()
    return progress.run


def drop_leftover(project: Project) -> None:
    """Delete what a process that ended left of a file that it was reading: nothing of it came in."""
    if not queries.settings(project.ledger.reader).get(INCOMING):
        path_of(project).unlink(missing_ok=True)


def is_pending(project: Project) -> bool:
    """Return whether an import or a plan has begun to be stored and is not finished."""
    told = queries.settings(project.ledger.reader)
    return bool(told.get(INCOMING) or told.get(plan.PLANNING))


def resume(project: Project, job: Job) -> dict[str, Any]:
    """Finish what an earlier process had begun to import or to plan; return how many rows came in."""
    job.seal()
    with project.importing, translated(project.folder):
        n = finish_pending(project, job)
        with project.planning:
            plan.finish(project)
    return {"n_rows": n}


def finish_pending(project: Project, job: Job) -> int:
    """Finish what an import left half stored, because the disk was full say; return how many rows it has."""
    told = queries.settings(project.ledger.reader).get(INCOMING)
    if told:
        finish(project, job)
    return told["n_rows"] if told else 0


def finish(project: Project, job: Job) -> None:
    """Store what the spool holds, from where it was left."""
    with project.planning:
        progress = Progress(**queries.settings(project.ledger.reader)[INCOMING])
        _store_items(project, progress, job)
        _list_items(project, progress, job)
        _plan_items(project, progress, job)
        _store_labels(project, progress, job)
        with project.ledger.write() as tx:
            tx.put_setting(INCOMING, None)
        path_of(project).unlink(missing_ok=True)


def _store_items(project: Project, progress: Progress, job: Job) -> None:
    def store(tx: Transaction, rows: list[Spooled]) -> None:
        _append_items(tx, progress, [row for row in rows if row.is_new])
        progress.n_stored += len(rows)
        progress.save(tx)
        told = f"{progress.n_stored:,} of {progress.n_rows:,} rows stored"
        job.progress(progress.n_stored, progress.n_rows, told)

    in_turns(project.ledger, _spooled(project, progress.n_stored), store)


def _append_items(tx: Transaction, progress: Progress, rows: Sequence[Spooled]) -> None:
    if not rows:
        return
    ids = ascending_ids(progress.n_new, progress.n_new + len(rows), progress.n_rows)
    progress.n_new += len(rows)
    first = tx.append_many(
        "item",
        ITEM,
        [
            (
                one,
                progress.run,
                progress.source,
                row.external_id,
                row.digest,
                row.occurrence,
                row.group,
                row.fields,
                row.metadata,
            )
            for one, row in zip(ids, rows, strict=True)
        ],
    )
    equal = [
        (new_id(), "equal_content", first + n, None, 1.0, {"n_equal": row.n_equal}, progress.run)
        for n, row in enumerate(rows)
        if row.n_equal
    ]
    tx.append_many("finding", FINDING, equal)


def _list_items(project: Project, progress: Progress, job: Job) -> None:
    """Give the items their rows in the items table, now that all of them are there."""

    def unlisted() -> Iterator[int]:
        after = 0
        while page := caches.unlisted(project.ledger.reader, progress.run, after, PAGE):
            yield from page
            after = page[-1]

    n = 0

    def store(tx: Transaction, items: list[int]) -> None:
        nonlocal n
        caches.add_items(tx, items)
        n += len(items)
        job.progress(n, progress.n_rows, f"{n:,} items listed")

    in_turns(project.ledger, unlisted(), store)


def _plan_items(project: Project, progress: Progress, job: Job) -> None:
    if not progress.is_planned:
        run = queries.run_by_seq(project.ledger.reader, progress.run)
        with project.ledger.write() as tx:
            plan.plan_newcomers(tx, Actor(run["by_person"], ""))
            progress.is_planned = True
            progress.save(tx)
    plan.finish(project, lambda done, total: job.progress(done, total, f"{done:,} items planned"))


def _store_labels(project: Project, progress: Progress, job: Job) -> None:
    """Append the labels that came along, each in the name of its annotator."""
    if not progress.n_labels:
        return

    def store(tx: Transaction, rows: list[Spooled]) -> None:
        given = [one for row in rows for one in _given(tx, progress, row)]
        record(tx, project, given, progress.run)
        progress.n_labelled += len(rows)
        progress.save(tx)
        job.progress(progress.n_labelled, progress.n_rows, f"labels of {progress.n_labelled:,} rows are in")

    in_turns(project.ledger, _spooled(project, progress.n_labelled), store, first=10)


# labels -------------------------------------------------------------------------------------------------------------

Given: TypeAlias = tuple[
    int, int, Answer
]  # seqs of annotator and item; the value is JSON text, as it is kept


def _given(tx: Transaction, progress: Progress, row: Spooled) -> Iterator[Given]:
    for one in row.given:
        name, by = one.annotator or progress.annotator, progress.by or one.by
        if (name, by) not in progress.names:
            progress.names[name, by] = _annotator(tx, name, by, progress)
        item = queries.item_of_source(tx.sql, progress.source, row.external_id, row.digest, row.occurrence)
        yield progress.names[name, by], item, one._replace(value=_text(one.value))


def _annotator(tx: Transaction, name: str, by: AnnotatorKind, progress: Progress) -> int:
    known = queries.imported_annotator(tx.sql, name, by)
    spec = {"source": progress.source}
    return known or add_annotator(tx, Annotator(new_id(), by, name, progress.is_identified, spec))


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
        (who, item.seq, Answer(None, asked.key, _text(kind.dump(kind.parse(raw, item, asked)))))
        for who, item, raw in given
    ]
    return record(tx, project, parsed, run)


def record(tx: Transaction, project: Project, given: Iterable[Given], run: int) -> int:
    """Append answers that differ from what stands, with their assignments; return how many."""
    asked_as = {question.key: question.kind for question in project.need_guideline().questions}
    version = project.guideline_seq(project.need_guideline().version)
    now = clock.iso()
    assignments: list[tuple[object, ...]] = []
    annotations: list[tuple[object, ...]] = []
    waiting: set[tuple[int, int, str]] = set()
    touched, n = set(), 0

    def append() -> None:
        tx.append_many("assignment", ASSIGNMENT, assignments)
        tx.append_many("annotation", ANNOTATION, annotations)
        for kept in (assignments, annotations, waiting):
            kept.clear()

    for annotator, item, answer in given:
        if (annotator, item, answer.question) in waiting:  # it replaces that one
            append()
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
        waiting.add((annotator, item, answer.question))
        touched.add(item)
        n += 1
    append()
    refresh(tx, project, sorted(touched))
    return n
