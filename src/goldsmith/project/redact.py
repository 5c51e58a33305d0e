"""Redaction: blank content for privacy, everywhere in the project's folder. The one thing here that cannot be undone.

Each character becomes BLANK, so that spans keep their places. Rows keep their numbers. In one transaction the ledger is
blanked, a Run and a remark for each item are appended, and the work outside the file is noted: sweeping free pages,
deleting media, writing releases anew. If the process ends in between, opening the project finishes it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import shutil
import tempfile
import wave
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldsmith.errors import GoldsmithError, InvalidInput, NotFound
from goldsmith.guidelines import parse_guideline
from goldsmith.ingest.plan import REDACTED
from goldsmith.model import canonical, new_id
from goldsmith.project import clock, duplicates, near_cache, release, storing
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, Project, add_run
from goldsmith.project.state import refresh
from goldsmith.store import queries, redacting
from goldsmith.store.ledger import Connection, Row, Transaction, translated
from goldsmith.store.redacting import PENDING

BLANK = "█"
N_SHOWN = 200  # places that a preview quotes; all are counted
N_TEXTS = 1000  # found texts that are searched for in all files afterwards
TELLING = 12  # characters of a whole text that no other text would have by chance
LONGEST = 64  # characters by which a long text is known: pages of the file cut it further on
SHORTEST = 3  # characters of a text that is looked for everywhere
ID = re.compile(
    r"[0-9a-f]{32}([0-9a-f]{32})?(\.[a-z0-9]+)?"
)  # of a row, of bytes or of a file: no digits of anything
SKIPPED = {  # keys of JSON under which nothing stands that anybody wrote
    "type",
    "media",
    "id",
    "ids",
    "files",
    "manifest_sha256",
    "release",
    "ratios",
    "formats",
    "counted_kinds",
    "question",
    "questions",
    "policy",
    "arm",
    "arms",
    "parts",
    "methods",
}
OUT_OF_REACH = [
    "Backups and copies of this folder, and release files that somebody took, still hold it: delete them yourself.",
    "Browsers may keep pictures that they have shown; linked originals stay where they are.",
]
PLACES = {
    ("item", "fields"): "content",
    ("item", "metadata"): "metadata",
    ("item", "external_id"): "id",
    ("item", "grp"): "group",
    ("item", "source"): "source",
    ("annotation", "value"): "answer",
    ("annotation", "second"): "second choice",
    ("annotation", "note"): "note",
    ("annotation", "reason"): "reason for no answer",
    ("gold", "value"): "ruling",
    ("gold", "rationale"): "reason of a ruling",
    ("remark", "text"): "remark",
    ("run", "parameters"): "record of a run",
    ("guideline", "text"): "guideline",
    ("annotator", "name"): "annotator's name",
    ("meta", "value"): "project's title",
    ("state_setting", "value"): "setting",
    ("assignment", "shown"): "what was shown",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What to blank. items: ids; none means everything in the project, and then `find` must say what.

    field: one field of the items. find: a text, or a regular expression; none blanks the items' content whole.
    """

    items: tuple[str, ...] = ()
    field: str | None = None
    find: str | None = None
    is_regex: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that would change. cells: column → its new text. shown: (place, the words that go) for each."""

    table: str
    row: Row
    cells: Mapping[str, str]
    shown: Sequence[tuple[str, str]]
    media: Sequence[str] = ()


# what to blank ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Blanker:
    """Blanks texts as a wish says, and remembers which it met. labels: question → label keys, which stay.

    pattern: none blanks texts whole. only: the one field of items that is meant; none means all.
    """

    pattern: re.Pattern[str] | None
    only: str | None
    literal: str | None  # what is looked for, if it stands in JSON as it stands anywhere else
    labels: Mapping[str, frozenset[str]]
    met: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """Return the text with what is looked for blanked; all of it when nothing is."""
        if self.pattern is None:
            self._meet(text)
            return BLANK * len(text)
        return self.pattern.sub(self._blank, text)

    def _blank(self, match: re.Match[str]) -> str:
        self._meet(match[0])
        return BLANK * len(match[0])

    def _meet(self, text: str) -> None:
        if len(text) >= (SHORTEST if self.pattern else TELLING) and len(self.met) < N_TEXTS:
            self.met.add(text[:LONGEST])

    def name(self, text: str) -> str:
        """Return a blanked name that differs from every other, and is the same for the same name."""
        blanked = self.text(text) if self.pattern else text
        if blanked == text:
            return text
        return self._names.setdefault(text, f"{blanked}-{secrets.token_hex(4)}")

    def grouped(self, text: str) -> str:
        """Return the name of a split's group, `group:NAME` or `content:DIGEST`, with the name blanked."""
        kind, colon, name = text.partition(":")
        if kind != "group":
            return text
        name, within, part = name.partition(" in ")
        return f"{kind}{colon}{self.name(name)}{within}{part}"


def blanker(project: Project, wish: Wish) -> Blanker:
    """Return what blanks as the wish says; raises InvalidInput for one that says nothing, or would blank everything."""
    if not wish.items and not wish.find:
        raise InvalidInput(
            "redact.nothing",
            "It is not said what to blank.",
            where="the request",
            mend="Name an item, a text to find, or both.",
        )
    if wish.field and not wish.items:
        raise InvalidInput(
            "redact.field", "A field is named without an item.", where="field", mend="Name the item too."
        )
    pattern = None
    if wish.find:
        try:
            pattern = re.compile(wish.find if wish.is_regex else re.escape(wish.find))
        except re.error as error:
            raise InvalidInput(
                "redact.pattern",
                f"This is no regular expression: {error}.",
                where="find",
                mend="Mend it, or look for the text as it stands.",
            ) from error
        if pattern.search("") or (not wish.is_regex and len(wish.find) < SHORTEST):
            raise InvalidInput(
                "redact.short",
                "This would be found everywhere.",
                where="find",
                mend=f"Look for at least {SHORTEST} characters.",
            )
    labels: dict[str, frozenset[str]] = {}
    for guideline in project.guidelines():
        for question in guideline.questions:
            labels[question.key] = labels.get(question.key, frozenset()) | set(question.label_keys())
    is_plain = bool(wish.find) and not wish.is_regex and canonical(wish.find) == f'"{wish.find}"'
    return Blanker(pattern, wish.field, wish.find if is_plain else None, labels)


def changes(sql: Connection, blank: Blanker, items: Sequence[int] | None) -> Iterator[Change]:
    """Yield the rows that change, of some items or of the whole project."""
    contents: dict[int, list[str]] = {}  # item → its texts, to know what quotes them
    if blank.pattern is None:
        contents = {row["seq"]: _texts(row, blank.only) for row in redacting.rows(sql, "item", items)}
    for table in redacting.tables(sql):
        for row in redacting.rows(sql, table, items, text=blank.literal):
            quoted = contents.get(row["about"], []) if row["about"] is not None else []
            change = _change(table, row, blank, quoted)
            if change is not None:
                yield change


def _texts(row: Row, field_: str | None) -> list[str]:
    fields = json.loads(row["fields"])
    return [
        f["text"] for name, f in fields.items() if field_ in (None, name) and isinstance(f.get("text"), str)
    ]


def _change(table: str, row: Row, blank: Blanker, quoted: Sequence[str]) -> Change | None:
    cells: dict[str, str] = {}
    shown: list[tuple[str, str]] = []
    media: list[str] = []
    for column, form in redacting.CONTENT[table].items():
        stored = row[column]
        if not isinstance(stored, str) or not stored or _is_kept(table, column, row, blank):
            continue
        if table == "item" and column == "fields":
            after, gone = _fields(stored, blank)
            media += gone
        elif form == "json":
            after = _json(table, column, row, blank, quoted)
        elif table == "split":
            after = blank.grouped(stored)
        elif form == "name":
            after = blank.name(stored)
        else:
            after = _plain(column, stored, blank)
        if after != stored:
            cells[column] = after
            words = _leaf(json.loads(stored), blank) if form == "json" else stored
            shown.append((PLACES.get((table, column), f"{table} {column}"), _excerpt(words, blank)))
    return Change(table, row, cells, shown, media) if cells else None


def _is_kept(table: str, column: str, row: Row, blank: Blanker) -> bool:
    """Return whether a column holds no content in this row, or none that this wish is about."""
    if table == "meta":
        return bool(row["key"] != "title")
    if (table == "run" and row["stage"] == duplicates.STAGE) or (
        table == "finding" and row["type"] == duplicates.FOUND
    ):
        return True  # figures and ids
    if table == "remark" and row["type"] == "verdict" and column == "detail":
        return True
    if table == "state_setting":
        return row["key"] in {"counted_kinds", PENDING}
    if table == "item" and column in {"metadata", "external_id", "grp", "source"} and blank.only is not None:
        return True
    if blank.pattern is None:  # whole content: what names people and things stays
        return column in {"by_name", "source", "external_id", "grp", "reason_code", "name"} or (
            table == "remark" and (row["type"] in {"redaction", "correction"} or column == "detail")
        )
    return False


def _plain(column: str, stored: str, blank: Blanker) -> str:
    if column == "reason":  # "skip: why"
        kind, colon, why = stored.partition(":")
        return f"{kind}{colon}{blank.text(why)}" if colon else stored
    return blank.text(stored)


def _fields(stored: str, blank: Blanker) -> tuple[str, list[str]]:
    """Return an item's fields with their content blanked, and the media files that they no longer name."""
    fields = json.loads(stored)
    gone = []
    for name, content in fields.items():
        if blank.only not in (None, name):
            continue
        if blank.pattern is None and "media" in content:
            gone.append(content["media"])
            content = {**content, **blank_media(content)[0]}
        fields[name] = _walk(content, blank.text, blank)
    return json.dumps(fields, ensure_ascii=False), gone


def _json(table: str, column: str, row: Row, blank: Blanker, quoted: Sequence[str]) -> str:
    value = json.loads(row[column])
    if table in {"annotation", "gold"}:
        keys = blank.labels.get(row["question"], frozenset())
        is_free = isinstance(value, str)

        def change(text: str) -> str:
            if text in keys or (blank.pattern is None and not is_free and not _quotes(text, quoted)):
                return text
            return blank.text(text)

        return canonical(_walk(value, change, blank))
    if table == "item":  # metadata, whose order stays, and whose numbers may be telephone numbers
        return json.dumps(_walk(value, blank.text, blank, numbers=True), ensure_ascii=False)

    def say(text: str) -> str:
        is_said = ID.fullmatch(text) is None and (blank.pattern is not None or _quotes(text, quoted))
        return blank.text(text) if is_said else text

    return canonical(_walk(value, say, blank))


def _quotes(text: str, quoted: Sequence[str]) -> bool:
    return len(text) >= SHORTEST and any(text in whole or whole in text for whole in quoted if whole)


def _walk(value: Any, change: Callable[[str], str], blank: Blanker, *, numbers: bool = False) -> Any:
    """Return JSON with each string changed, and its keys where a text is looked for."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_walk(each, change, blank, numbers=numbers) for each in value]
    if isinstance(value, dict):
        found = {}
        for key, each in value.items():
            named = change(key) if blank.pattern else key
            if key in SKIPPED and not numbers:
                found[key] = each
            elif key in {"group", "was"} and isinstance(each, str) and blank.pattern and not numbers:
                found[key] = blank.name(each)
            else:
                found[named] = _walk(each, change, blank, numbers=numbers)
        return found
    if numbers and isinstance(value, int | float) and not isinstance(value, bool):
        told = canonical(value)
        blanked = change(told)
        return value if blanked == told else blanked
    return value


def _leaf(value: Any, blank: Blanker) -> str:
    """Return the first text in JSON that goes, or the JSON where it is a key or a number."""
    leaves = [value]
    while leaves:
        here = leaves.pop(0)
        if isinstance(here, str) and here and (blank.pattern is None or blank.pattern.search(here)):
            return here
        if isinstance(here, Mapping):
            leaves += [each for key, each in here.items() if key not in SKIPPED]
        elif isinstance(here, list):
            leaves += here
    return canonical(value)


def _excerpt(stored: str, blank: Blanker) -> str:
    """Return what goes, with a little round it."""
    match = blank.pattern.search(stored) if blank.pattern else None
    if match is None:
        return stored[:120]
    start, end = max(0, match.start() - 40), match.end() + 40
    return ("…" if start else "") + stored[start:end] + ("…" if end < len(stored) else "")


def blank_media(content: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    """Return what a field says of its blank stand-in, of the same size or length, and the stand-in itself."""
    if content.get("type") == "image":
        data, suffix = _grey(int(content["width"]), int(content["height"])), ".png"
        told: dict[str, Any] = {"exif_orientation": 1}
    elif content.get("type") == "audio":
        data, suffix = _silence(float(content["duration_s"]), int(content.get("sample_rate", 8000))), ".wav"
        told = {"channels": 1}
    else:
        raise InvalidInput(
            "redact.media",
            f"Media of the type {content.get('type')!r} cannot be blanked.",
            where=str(content.get("name", "")),
            mend="Withdraw the item and delete the project, or ask for this type to be added.",
        )
    return {**told, "media": hashlib.sha256(data).hexdigest() + suffix}, data


def _grey(width: int, height: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (width, height), 128).save(out, "PNG")
    return out.getvalue()


def _silence(seconds: float, rate: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(b"\x80" * round(seconds * rate))
    return out.getvalue()


# looking first ------------------------------------------------------------------------------------------------------


def preview(project: Project, wish: Wish) -> dict[str, Any]:
    """Return what a redaction would blank, without doing it: places counted and quoted, releases, media, equals."""
    sql = project.ledger.reader
    items = _seqs(project, wish)
    found = _tally(project, sql, blanker(project, wish), items)
    return {
        **found.told(),
        "places": found.places,
        "n_equal": redacting.n_equal(sql, items) if items and wish.find is None else 0,
        "n_elsewhere": _elsewhere(project, sql, wish, items) if items is not None and wish.find else 0,
        "releases": found.releases(project, sql),
        "out_of_reach": OUT_OF_REACH,
    }


def _seqs(project: Project, wish: Wish) -> list[int] | None:
    if not wish.items:
        return None
    known = queries.seqs_of(project.ledger.reader, "item", wish.items)
    strangers = sorted(set(wish.items) - set(known))
    if strangers:
        raise NotFound(
            "item.unknown",
            "There is no such item.",
            where=f"item {strangers[0]}",
            mend="Look at the Items page.",
        )
    rows = queries.items_by_seq(project.ledger.reader, list(known.values()))
    if wish.field and not any(wish.field in json.loads(row["fields"]) for row in rows.values()):
        names = sorted({name for row in rows.values() for name in json.loads(row["fields"])})
        raise NotFound(
            "redact.no_field",
            f"The item has no field {wish.field!r}.",
            where="field",
            mend=f"It has: {', '.join(names)}.",
        )
    return sorted(known.values())


@dataclass(slots=True)
class Tally:
    """What a redaction changes, counted. is_wide: not only items' own rows, so that every release may show it."""

    counts: Counter[str] = field(default_factory=Counter)
    items: set[int] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    places: list[dict[str, Any]] = field(default_factory=list)
    n_rows: int = 0
    is_wide: bool = False

    def add(self, change: Change) -> None:
        self.n_rows += 1
        about = change.row["about"]
        if about is not None:
            self.items.add(about)
        self.is_wide = self.is_wide or about is None
        self.media.update(change.media)
        for place, words in change.shown:
            self.counts[place] += 1
            if len(self.places) < N_SHOWN:
                self.places.append({"place": place, "item": about, "words": words})

    def told(self) -> dict[str, Any]:
        return {
            "n_rows": self.n_rows,
            "n_items": len(self.items),
            "n_media": len(self.media),
            "counts": dict(self.counts),
        }

    def releases(self, project: Project, sql: Connection) -> list[str]:
        if self.is_wide:
            return [row["name"] for row in reversed(release.all_releases(project))]
        return redacting.releases_with(sql, sorted(self.items))


def _tally(project: Project, sql: Connection, blank: Blanker, items: Sequence[int] | None) -> Tally:
    found = Tally()
    for change in changes(sql, blank, items):
        found.add(change)
        if change.table == "guideline":
            _refuse_broken(project, change)
    ids = {
        row["seq"]: row["id"]
        for row in queries.items_by_seq(sql, [p["item"] for p in found.places if p["item"]]).values()
    }
    found.places = [{**place, "item": ids.get(place["item"])} for place in found.places]
    return found


def _elsewhere(project: Project, sql: Connection, wish: Wish, items: Sequence[int]) -> int:
    """Return how many further rows of the project the same text is in."""
    named = set(items)
    return sum(1 for change in changes(sql, blanker(project, wish), None) if change.row["about"] not in named)


def _refuse_broken(project: Project, change: Change) -> None:
    """Raise when a blanked guideline would ask something else: the text stands in a key."""
    version = change.row["version"]
    before = project.guideline(version)
    text = change.cells.get("text")
    if text is None or before is None:
        return
    try:
        after = parse_guideline(text, version=version, carries=before.carries)
        is_same = [(q.key, q.kind, q.label_keys()) for q in after.questions] == [
            (q.key, q.kind, q.label_keys()) for q in before.questions
        ]
    except GoldsmithError:
        is_same = False
    if not is_same:
        raise InvalidInput(
            "redact.guideline_key",
            f"The text stands in a key of version {version} of the guideline, which cannot be blanked.",
            where="find",
            mend="Look for a longer text, or name the items.",
        )


# doing it -----------------------------------------------------------------------------------------------------------


def redact(project: Project, actor: Actor, wish: Wish, job: Job) -> dict[str, Any]:
    """Blank what the wish says in every file of the project's folder; return what was done, and where it still stands.

    It cannot be undone. `left`: files of the folder in which a blanked text is found still, and why.
    """
    items = _seqs(project, wish)
    blank = blanker(project, wish)
    with project.importing, translated(project.folder):
        storing.finish_pending(project, job)
        job.progress(0, 4, "blanking")
        _keep_stand_ins(project, wish, items)
        with project.ledger.redacting() as tx:
            found = _blank(tx, project, actor, blank, wish, items)
        project.forget()
        finish(project, job)
        _tell(job, 3, "looking through all files")
        left = _left(project, blank.met)
    return {**found.told(), "left": left, "out_of_reach": OUT_OF_REACH}


def _keep_stand_ins(project: Project, wish: Wish, items: Sequence[int] | None) -> None:
    """Store the blank stand-ins of media before anything names them."""
    if wish.find is not None or items is None:
        return
    for row in queries.items_by_seq(project.ledger.reader, items).values():
        for name, content in json.loads(row["fields"]).items():
            if "media" in content and wish.field in (None, name):
                told, data = blank_media(content)
                path = project.media_path(told["media"])
                path.parent.mkdir(parents=True, exist_ok=True)
                part = path.with_name(path.name + ".part")
                with part.open("wb") as sink:
                    sink.write(data)
                    sink.flush()
                    os.fsync(sink.fileno())
                part.replace(path)


def _blank(
    tx: Transaction, project: Project, actor: Actor, blank: Blanker, wish: Wish, items: Sequence[int] | None
) -> Tally:
    """Blank the rows; append the Run and a remark for each item; note what is left to do outside the file."""
    found = Tally()
    digests: dict[str, str] = {}
    for change in changes(tx.sql, blank, items):
        if change.table == "guideline":
            _refuse_broken(project, change)
        found.add(change)
        redacting.put(tx, change.table, change.row["key"], change.cells)
        if change.table == "item" and "fields" in change.cells:
            old = change.row["digest"]
            new = digests.setdefault(old, REDACTED + secrets.token_hex(27))
            redacting.forget_digest(tx, change.row["seq"], old, new)
        elif change.table in {"run", "guideline"}:  # ids made from what they hold
            redacting.rename(tx, change.table, change.row["key"], change.row["id"], new_id())
    if not found.n_rows:
        raise NotFound(
            "redact.not_found",
            "There is nothing to blank.",
            where="find" if wish.find else "the items",
            mend="Check the spelling; look for a part of it, or use a regular expression.",
        )
    reason = blank.text(wish.reason) if blank.pattern else wish.reason
    parameters = {**found.told(), "is_whole": wish.find is None, "field": wish.field, "reason": reason}
    _, run_id = add_run(tx, stage="redact", method="redact.v1", parameters=parameters, by=actor)
    rows = queries.items_by_seq(tx.sql, sorted(found.items))
    now = clock.iso()
    tx.append_many(
        "remark",
        ("id", "target", "target_id", "type", "text", "by_person", "by_name", "detail", "at"),
        [
            (new_id(), "item", row["id"], "redaction", reason, actor.person, actor.name, {"run": run_id}, now)
            for row in rows.values()
        ],
    )
    refresh(tx, project, sorted(found.items))
    pending = {"media": sorted(found.media), "releases": found.releases(project, tx.sql)}
    tx.put_setting(PENDING, pending)
    return found


def finish(project: Project, job: Job | None = None) -> None:
    """Do what a redaction has still to do outside the project's file; does nothing when there is none.

    Each step may be done twice, so a process that ends in the middle loses nothing: the next one begins again.
    """
    pending = queries.settings(project.ledger.reader).get(PENDING)
    if not pending:
        return
    project.ledger.sweep()
    _tell(job, 1, "deleting media")
    _drop_media(project, pending["media"])
    _tell(job, 2, "writing releases anew")
    written = [_rewrite(project, name) for name in pending["releases"]]
    _drop_leftovers(project)
    _settle(project, written)


def _tell(job: Job | None, done: int, message: str) -> None:
    """Say how far it is; unlike `progress`, this is no place to stop."""
    if job is not None:
        job.done, job.total, job.message = done, 4, message


def _drop_media(project: Project, names: Sequence[str]) -> None:
    """Delete media that no item names any more, and what was made from them."""
    used = redacting.media_in_use(project.ledger.reader, names)
    for name in set(names) - used:
        stem = name.partition(".")[0]
        for path in project.folder.rglob(f"{stem}*"):
            if path.is_file() and "releases" not in path.relative_to(project.folder).parts:
                path.unlink()


def _rewrite(project: Project, name: str) -> dict[str, Any]:
    """Write a release anew from the blanked facts, in its place; return its files and checksums."""
    target = project.folder / "releases" / name
    old = target.with_name(f".old-{name}")
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    room = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
    try:
        said = release.rebuild(project, name, room, Job(new_id(), "redact", project.slug, None))
        if target.exists():
            target.rename(old)
        room.rename(target)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    return {"release": name, "files": said["files"], "manifest_sha256": said["manifest_sha256"]}


def _drop_leftovers(project: Project) -> None:
    """Delete copies: zips of releases, files of older schemas, and what processes that ended left behind."""
    storing.drop_leftover(project)
    releases = project.folder / "releases"
    asides = project.folder.glob(
        "*.before-schema-*"
    )  # files as they were before a later Goldsmith opened them
    for path in [
        *releases.glob(".*"),
        *project.folder.glob("tmp????????"),
        *asides,
        project.folder / "uploads",
        project.folder / near_cache.FOLDER,  # hashes of what was said; made again from what is left
    ]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _settle(project: Project, written: Sequence[Mapping[str, Any]]) -> None:
    with project.ledger.write() as tx:
        for facts in written:
            add_run(tx, stage="redact", method="rewrite.v1", parameters=facts)
        tx.put_setting(PENDING, None)


# looking afterwards -------------------------------------------------------------------------------------------------


def _left(project: Project, texts: set[str]) -> list[str]:
    """Return the files of the folder in which one of the texts is still found, in any way that we write texts."""
    forms = {form for text in texts for form in forms_of(text)}
    if not forms:
        return []
    looked_for = re.compile(b"|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))
    longest = max(len(form) for form in forms)
    media = project.media
    found = []
    for path in sorted(project.folder.rglob("*")):
        is_link = path.suffix == ".link"
        if path.is_file() and (is_link or media not in path.parents) and _has(path, looked_for, longest):
            found.append(path.relative_to(project.folder).as_posix())
    return found


def forms_of(text: str) -> Iterator[bytes]:
    """Yield the bytes by which a text may stand in a file: UTF-8, UTF-16, and inside JSON."""
    for form in {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}:
        yield form.encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")


def _has(path: Path, looked_for: re.Pattern[bytes], longest: int) -> bool:
    with path.open("rb") as file:
        tail = b""
        while block := file.read(1 << 22):
            if looked_for.search(tail + block):
                return True
            tail = (tail + block)[-longest:]
    return False
