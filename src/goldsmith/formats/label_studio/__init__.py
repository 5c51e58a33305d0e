"""Label Studio's JSON: tasks with what every annotator answered, and the labeling config that they are shown in.

A task's `data` become fields, its annotations answers of their annotators with their times, one that was cancelled a
skip. `from_name` names the question. Source: labelstud.io, "Export annotations", and the tags' pages.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from goldsmith import kinds
from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter, media_path, write_text
from goldsmith.formats.label_studio.answers import (
    OURS,
    Answer,
    Survey,
    Told,
    answers_of,
    results_of,
    survey_of,
)
from goldsmith.formats.label_studio.config import things_of, write_config
from goldsmith.formats.label_studio.media import Uploads
from goldsmith.formats.label_studio.results import results_of as written
from goldsmith.ingest import Content, GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import Columns, choose, plain, text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.json_table import parse, read_text
from goldsmith.model import AnnotatorKind, Item, Json, Question

BEGINS = re.compile(rb'\s*\[\s*{\s*(?:"id"\s*:\s*\d+\s*,\s*)?"data"\s*:\s*{')
ANSWERED = re.compile(rb'"(annotations|predictions|completions)"\s*:\s*\[')
ANSWER = re.compile(rb'"(result|completed_by|was_cancelled)"\s*:')
UNREAD = {
    "predictions": "Predictions are left out; --predictions brings them in",
    "drafts": "Drafts are left out",
}
SAMPLE = 100  # tasks that are looked at to find the fields

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether a JSON file begins as Label Studio's tasks do."""
    begin = head.removeprefix(b"\xef\xbb\xbf")
    if not name.lower().endswith(".json") or not begin.lstrip().startswith(b"["):
        return False
    return bool(BEGINS.match(begin) or (ANSWERED.search(begin) and ANSWER.search(begin)))


@reader("label_studio.v1", recognises=recognises)
def read_label_studio(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each task, with the last answer of each of its annotators.

    Who gave a region question nothing says "nothing here". Answers of models come in only where they are asked for.
    Raises InvalidInput when the file is no list of tasks, or none of their data is a text, an image or a recording.
    """
    tasks = _tasks(parse(read_text(files, name), name), name)
    uploads = Uploads(files, name, options)
    data = [uploads.found(task["data"]) for task in tasks]
    known = list(dict.fromkeys(key for one in data[:SAMPLE] for key in one))
    columns = choose(known, data[:SAMPLE], uploads, name, options)
    survey = survey_of(tasks, columns, options)
    reading = Reading(rows=iter(()), facts={"columns": {"fields": [*_fields_of(columns)]}})
    reading.notices.append(f"Shown to annotators: {', '.join(_fields_of(columns))}.")
    lost: Counter[str] = Counter()
    done = [0]
    reading.rows = _rows(tasks, data, _Reader(columns, uploads, survey, options, lost, name), reading, done)
    reading.progress = lambda: done[0] / max(len(tasks), 1)
    return reading


def _tasks(whole: Any, name: str) -> list[Told]:
    tasks = whole if isinstance(whole, list) else [whole]
    for number, task in enumerate(tasks, 1):
        if not isinstance(task, Mapping) or not isinstance(task.get("data"), Mapping):
            raise InvalidInput(
                "label_studio.no_data",
                f"Task {number} is no object with `data`.",
                where=name,
                mend="Export from Label Studio as JSON; JSON_MIN and CSV are tables, and read as such.",
            )
    if not tasks:
        raise InvalidInput("label_studio.empty", "It has no tasks.", where=name, mend="Export it again.")
    return tasks


def _fields_of(columns: Columns) -> tuple[str, ...]:
    return (*columns.images, *columns.recordings, *columns.text)


def _rows(
    tasks: Sequence[Told], data: Sequence[Told], made: _Reader, reading: Reading, done: list[int]
) -> Rows:
    for task, shown in zip(tasks, data, strict=True):
        done[0] += 1
        try:
            yield made.row(task, shown)
        except InvalidInput as fault:
            yield InvalidInput(fault.slug, fault.what, where=fault.where or made.place(task), mend=fault.mend)
    reading.notices += [f"{what} ({n:,})." for what, n in made.lost.items() if n]


# one task -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reader:
    """Makes rows of tasks. lost: what is left out, in words, and how often."""

    columns: Columns
    uploads: Uploads
    survey: Survey
    options: ReadOptions
    lost: Counter[str]
    name: str

    def place(self, task: Told) -> str:
        return f"{self.name} task {task.get('id', task['data'].get('id', ''))}".rstrip()

    def row(self, task: Told, data: Told) -> Row:
        where = self.place(task)
        answers = [*answers_of(task, self.options)]
        fields = self._fields(data, answers, where)
        labels = [label for answer in self._last(answers) for label in self._labels(answer, fields, where)]
        for name, what in UNREAD.items():
            unread = task.get(name)
            is_read = name == "predictions" and self.options.predictions
            self.lost[what] += len(unread) if isinstance(unread, list) and not is_read else 0
        return Row(
            where, fields, self._id(task, data), self._group(data), self._metadata(task, data), tuple(labels)
        )

    def _id(self, task: Told, data: Told) -> str | None:
        column = self.columns.id
        told = data.get(column) if column is not None else None if self.options.id == "" else task.get("id")
        return str(told) if isinstance(told, str | int) and told != "" else None

    def _group(self, data: Told) -> str | None:
        told = data.get(self.columns.group) if self.columns.group else None
        return str(told) if isinstance(told, str | int) else None

    def _metadata(self, task: Told, data: Told) -> dict[str, Json]:
        meta = task.get("meta")
        told = {**(meta if isinstance(meta, Mapping) else {}), **data}
        special = self.columns.special()
        kept = {key: plain(value) for key, value in told.items() if key not in special}
        return {key: value for key, value in kept.items() if value is not None and value != ""}

    def _fields(self, data: Told, answers: Sequence[Told], where: str) -> dict[str, Content]:
        fields: dict[str, Content] = {}
        size = _size_told(answers)
        for column in self.columns.images:
            fields[column] = self.uploads.image(data.get(column), where, column, size)
        for column in self.columns.recordings:
            fields[column] = self.uploads.sound(data.get(column), where, column, _length_told(answers))
        for column in self.columns.text:
            text = data.get(column, "")
            fault = text_fault(text, where, column)
            if fault is not None:
                raise fault
            fields[column] = text
        return fields

    def _last(self, answers: Sequence[Told]) -> list[Told]:
        """Return the last answer of each annotator, and none of those that Goldsmith decided and exported."""
        last: dict[tuple[str | None, str], Told] = {}
        for answer in sorted(answers, key=lambda one: str(one.get("created_at") or "")):
            if isinstance(answer.get(OURS), Mapping) and "decided" in answer[OURS]:
                self.lost["What Goldsmith had decided is no vote, and left out"] += 1
                continue
            who = _annotator(answer)
            earlier = last.pop(who, None)
            self.lost["Earlier answers of one annotator to one task are left out"] += earlier is not None
            last[who] = answer
        return [*last.values()]

    def _labels(self, answer: Told, fields: Mapping[str, Content], where: str) -> list[GivenLabel]:
        who, by = _annotator(answer)
        at = _time(answer.get("created_at"), where)
        lead = answer.get("lead_time")
        took = round(lead * 1000) if isinstance(lead, int | float) and 0 <= lead < 1e9 else None
        place = f"{where}, answer of {who or 'nobody named'}"
        if answer.get("was_cancelled") or answer.get("skipped"):
            why = "skipped in Label Studio"
            return [GivenLabel(who, None, by=by, at=at, duration_ms=took, skipped=why)]
        self.lost["Answers marked as ground truth come in as answers; rule on them to make them gold"] += (
            bool(answer.get("ground_truth"))
        )
        reading = Answer(answer, fields, self.columns, self.survey, self.options, self.lost)
        try:
            values = reading.values()
        except InvalidInput as fault:
            raise InvalidInput(fault.slug, fault.what, where=fault.where or place, mend=fault.mend) from fault
        return [
            GivenLabel(who, value, kind, question, by=by, at=at, duration_ms=took)
            for (question, kind), value in values.items()
        ]


def _annotator(answer: Told) -> tuple[str | None, AnnotatorKind]:
    """Return who gave an answer: their address or name, else their number; a model by its version."""
    if "model_version" in answer and "completed_by" not in answer:
        return str(answer["model_version"] or "model"), "model"
    who = answer.get("completed_by")
    if isinstance(who, Mapping):
        full = " ".join(str(who[part]) for part in ("first_name", "last_name") if who.get(part))
        named = who.get("email") or who.get("username") or full
        who = named or who.get("id")
    return (f"annotator {who}" if isinstance(who, int) else str(who) if who else None), "human"


def _time(told: Any, where: str) -> str | None:
    """Return a time in ISO 8601 with milliseconds in UTC, as Goldsmith keeps it; None where none is told."""
    if told in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError as error:
        raise InvalidInput(
            "label_studio.bad_time",
            f"created_at is {told!r}, which is no time.",
            where=where,
            mend="Write it as in ISO 8601, or take it out.",
        ) from error
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _size_told(answers: Iterable[Told]) -> tuple[int, int] | None:
    """Return width and height of the image, as the first result tells them."""
    for result in (one for answer in answers for one in results_of(answer)):
        size = (result.get("original_width"), result.get("original_height"))
        if all(isinstance(side, int) and side > 0 for side in size):
            return size  # type: ignore[return-value]
    return None


def _length_told(answers: Iterable[Told]) -> float | None:
    """Return the recording's length in seconds, as the first result tells it."""
    lengths = (one.get("original_length") for answer in answers for one in results_of(answer))
    return next((float(one) for one in lengths if isinstance(one, int | float) and one > 0), None)


# writing ------------------------------------------------------------------------------------------------------------

CONFIG = "label_studio.xml"
KINDS = frozenset(
    (
        "box.v1", "choice.v1", "choices.v1", "instance.v1", "mask.v1", "number.v1", "pairwise.v1", "polygon.v1",
        "ranking.v1", "rating.v1", "segment.v1", "span.v1", "text.v1",
    )
)  # fmt: skip


def losses(release: ReleaseData) -> list[str]:
    """Return what the files do not say."""
    told = [
        "Label Studio shows files that it can reach: give it the release's folder as local storage, or upload "
        "the images and recordings.",
        "Rationales and posteriors are not in label_studio.v1; items.jsonl has them.",
        "Skips are no votes, and not in label_studio.v1.",
    ]
    polygons = [
        one
        for question in release.guideline.questions
        if question.kind == "polygon.v1"
        for row in release.items
        for value in _values(row, question)
        for one in value
    ]
    n_parts = sum(len(one["parts"]) > 1 for one in polygons)
    n_holes = sum(any(part.get("holes") for part in one["parts"]) for one in polygons)
    if n_parts:
        told.append(f"Polygons of several parts, {n_parts} in all, are one region for each part.")
    if n_holes:
        told.append(f"Holes cannot be said of polygons; {n_holes} lost theirs.")
    n_nothing = _n_nothing(release)
    if n_nothing:
        told.append(
            f"Of several questions, that one found nothing can be said in the member {OURS} alone, "
            f"which other tools pass over: {n_nothing} answers."
        )
    if any(question.kind == "ranking.v1" for question in release.guideline.questions):
        told.append("What is ranked stands in each task's data, not in the config.")
    return told


@exporter("label_studio.v1", kinds=KINDS, losses=losses)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write label_studio_<part>.json for each part, and label_studio.xml, the config in which to look at them.

    Each task has an annotation of every annotator, and one more with what was decided, marked as ground truth.
    """
    questions = [question for question in release.guideline.questions if question.kind in KINDS]
    tasks: dict[str, list[Told]] = {part: [] for part in release.parts}
    for number, row in enumerate(release.items, 1):
        tasks[row.part].append(_task(number, row, questions, release))
    files = [
        write_text(folder / f"label_studio_{part}.json", [json.dumps(listed, ensure_ascii=False), "\n"])
        for part, listed in tasks.items()
    ]
    if release.items:
        text = write_config(questions, release.items[0].item)
        files.append(write_text(folder / CONFIG, [text]))
    return files


def _n_nothing(release: ReleaseData) -> int:
    """Return how many answers are "nothing here" beside answers to other questions."""
    asked = release.guideline.questions
    return sum(
        kind.is_empty(kind.load(value))
        for question in asked
        if len(asked) > 1
        for kind in [kinds.get(question.kind)]
        for row in release.items
        for value in _values(row, question)
    )


def _values(row: ReleaseItem, question: Question) -> Iterator[Any]:
    answer = row.answers.get(question.key)
    if answer is not None:
        yield from (vote.value for vote in answer.votes)
        if answer.value is not None:
            yield answer.value


def _task(number: int, row: ReleaseItem, questions: Sequence[Question], release: ReleaseData) -> Told:
    item = row.item
    data = {
        name: shown["text"] if shown["type"] == "text" else media_path(shown)
        for name, shown in item.fields.items()
    }
    for question in questions:
        if question.kind == "ranking.v1":
            things = [{"id": label.key, "title": label.title} for label in kinds.labels(question)]
            data[things_of(question)] = things
    known = {"id": item.external_id or item.id, **({"group": item.group} if item.group else {})}
    answers = [*_by_annotator(row, questions, release), *_decided(row, questions, release)]
    return {
        "id": number,
        "data": {**known, **data},
        "meta": dict(item.metadata),
        "annotations": [{"id": number * 1000 + place, **one} for place, one in enumerate(answers, 1)],
        "predictions": [],
    }


def _by_annotator(row: ReleaseItem, questions: Sequence[Question], release: ReleaseData) -> Iterator[Told]:
    """Yield one annotation for each annotator, with their answers to all questions."""
    given: dict[str, dict[str, Any]] = {}
    at: dict[str, str] = {}
    for question in questions:
        answer = row.answers.get(question.key)
        for vote in answer.votes if answer else ():
            given.setdefault(vote.annotator, {})[question.key] = vote.value
            at[vote.annotator] = max(at.get(vote.annotator, ""), vote.at)
    for who, values in sorted(given.items()):
        yield _annotation(row.item, values, questions) | {
            "completed_by": {"email": who},
            "created_at": at[who] or release.generated_at,
            "ground_truth": False,
            OURS: {"answers": {q.key: q.kind for q in questions if q.key in values}},
        }


def _decided(row: ReleaseItem, questions: Sequence[Question], release: ReleaseData) -> Iterator[Told]:
    """Yield the annotation of what was decided; none where nothing was."""
    answers = {q.key: row.answers[q.key] for q in questions if q.key in row.answers}
    values = {key: one.value for key, one in answers.items() if one.value is not None}
    if values:
        decided = {key: answers[key].method for key in sorted(values)}
        yield _annotation(row.item, values, questions) | {
            "completed_by": {"email": "decided@goldsmith"},
            "created_at": release.generated_at,
            "ground_truth": True,
            OURS: {"decided": decided},
        }


def _annotation(item: Item, values: Mapping[str, Any], questions: Sequence[Question]) -> dict[str, Any]:
    results = [result for q in questions if q.key in values for result in written(values[q.key], q, item)]
    return {"result": results, "was_cancelled": False}
