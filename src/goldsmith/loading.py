"""Open a release: `goldsmith.load("releases/v1")` gives its items as rows, a data frame or arrays."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from goldsmith.errors import Damaged, InvalidInput, NotFound, Unavailable
from goldsmith.model import is_test_part

if TYPE_CHECKING:
    import numpy
    import numpy.typing

MANIFEST = "manifest.json"
ITEMS = "items.jsonl"


@dataclass(frozen=True)
class Release:
    """A release as it was written: `manifest`, and `items` as JSON Lines holds them.

    An item: {"id", "external_id", "source", "group", "part", "fields", "metadata", "answers": {question: {"value",
    "method", "n_votes", "n_annotators", "probabilities", "guideline_version", "rationale", "votes"}}}.
    """

    path: Path
    manifest: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]] = field(repr=False)

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(question["key"] for question in self.manifest["questions"])

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.manifest["parts"])

    def frame(self, question: str | None = None) -> Any:
        """Return a pandas data frame, one row an item: ids, part, fields, metadata, and each question's value.

        question: only items decided for that question, with how: `method`, `n_votes` and `probabilities`.
        Raises Unavailable when pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise Unavailable(
                "load.no_pandas",
                "A data frame needs pandas.",
                mend="pip install pandas, or use .items or .arrays().",
            ) from error
        asked = self.questions if question is None else (self._known(question),)
        rows = [
            self._flat(item, asked, how=question is not None)
            for item in self.items
            if question is None or _value(item, question) is not None
        ]
        return pandas.DataFrame(rows)

    def arrays(
        self, question: str, part: str | None = "train", *, field: str | None = None
    ) -> tuple[list[str], numpy.typing.NDArray[Any]]:
        """Return (X, y): the items' texts or paths of media, and their labels, of one part; part None: all but test.

        field: which field of the items to take; left out, the only one. y holds label keys, texts or numbers; of a
        question with several labels or boxes it holds the values as they are (dtype object). Undecided items are
        left out.
        """
        import numpy

        self._known(question)
        if part is not None and part not in self.parts:
            raise NotFound(
                "load.no_part",
                f"This release has no part {part!r}.",
                mend=f"Its parts: {', '.join(self.parts)}.",
            )
        rows = [
            item
            for item in self.items
            if (item["part"] == part or (part is None and not is_test_part(item["part"])))
            and _value(item, question) is not None
        ]
        name = self._field(field)
        values = [_value(item, question) for item in rows]
        if all(isinstance(value, str) for value in values):
            labels = numpy.array(values, dtype=str)
        elif all(isinstance(value, int | float) for value in values):
            labels = numpy.array(values)
        else:
            labels = numpy.empty(len(values), dtype=object)
            labels[:] = values
        return [self._content(item["fields"].get(name), item) for item in rows], labels

    def _known(self, question: str) -> str:
        if question not in self.questions:
            raise NotFound(
                "load.no_question",
                f"This release has no question {question!r}.",
                mend=f"Its questions: {', '.join(self.questions)}.",
            )
        return question

    def _field(self, field: str | None) -> str:
        names: list[str] = sorted({name for item in self.items for name in item["fields"]})
        if field is None and len(names) == 1:
            return names[0]
        if field is None or field not in names:
            raise NotFound(
                "load.no_field",
                "Items have several fields." if field is None else f"No item has a field {field!r}.",
                mend=f"Say field= one of: {', '.join(names)}.",
            )
        return field

    def _content(self, one: Mapping[str, Any] | None, item: Mapping[str, Any]) -> str:
        if one is None:
            raise InvalidInput(
                "load.missing_field",
                "An item lacks the field that was asked for.",
                where=f"item {item['id']}",
                mend="Ask for a field that all items have, or read .items.",
            )
        if "media" in one:
            folder = {"image": "images"}.get(one["type"], one["type"])
            return str(one["media"]) if one.get("linked") else str(self.path / folder / one["media"])
        return str(one["text"])

    def _flat(self, item: Mapping[str, Any], asked: Sequence[str], *, how: bool) -> dict[str, Any]:
        row = {name: item[name] for name in ("id", "external_id", "source", "group", "part")}
        row |= {_free(name, row): self._content(one, item) for name, one in item["fields"].items()}
        row |= {f"metadata.{name}": value for name, value in item["metadata"].items()}
        for key in asked:
            row[_free(key, row)] = _value(item, key)
            answer = item["answers"].get(key, {})
            row |= {name: answer.get(name) for name in ("method", "n_votes", "probabilities") if how}
        return row


def load(path: str | Path) -> Release:
    """Return the release in that folder or zip file, after comparing every file with its checksum.

    Raises NotFound when there is no release, Damaged when a file is not as it was released (all such files are
    named), and InvalidInput when the release was made without JSON Lines.
    """
    place = Path(path)
    files = _Folder(place) if place.is_dir() else _Zip(place)
    manifest = json.loads(files.read(MANIFEST))
    faults = [fault for name, digest in manifest["files"].items() if (fault := _fault(files, name, digest))]
    if faults:
        raise Damaged(
            "load.changed",
            f"{len(faults)} of {len(manifest['files'])} files are not as they were released: {'; '.join(faults)}.",
            where=str(place),
            mend="Fetch the release again, or release the project again.",
        )
    if ITEMS not in manifest["files"]:
        raise InvalidInput(
            "load.no_jsonl",
            f"The release has no {ITEMS}, which is what is loaded.",
            where=str(place),
            mend="Release with the format jsonl.v1 too, or read its files with other tools.",
        )
    items = [json.loads(line) for line in files.read(ITEMS).decode().split("\n") if line]
    return Release(place, manifest, items)


class _Folder:
    def __init__(self, place: Path) -> None:
        self.place = place

    def read(self, name: str) -> bytes:
        try:
            return (self.place / _inside(name)).read_bytes()
        except FileNotFoundError as error:
            raise _missing(name, self.place) from error


class _Zip:
    """A zip file; the release may lie at its top or in its one folder."""

    def __init__(self, place: Path) -> None:
        self.place = place
        try:
            with zipfile.ZipFile(place) as archive:
                names = archive.namelist()
        except (FileNotFoundError, zipfile.BadZipFile) as error:
            raise NotFound(
                "load.no_release",
                "There is no release folder or zip file.",
                where=str(place),
                mend="Name the folder that holds manifest.json, or the zip that was downloaded.",
            ) from error
        tops = {PurePosixPath(name).parts[0] for name in names}
        self.top = "" if MANIFEST in names or len(tops) != 1 else f"{tops.pop()}/"

    def read(self, name: str) -> bytes:
        try:
            with zipfile.ZipFile(self.place) as archive:
                return archive.read(self.top + str(_inside(name)))
        except KeyError as error:
            raise _missing(name, self.place) from error


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise Damaged(
            "load.outside",
            f"The manifest names {name!r}, outside the release.",
            mend="Do not trust this file.",
        )
    return path


def _missing(name: str, place: Path) -> NotFound:
    return NotFound(
        "load.no_release",
        f"There is no {name} in it.",
        where=str(place),
        mend="Name the folder that holds manifest.json, or the zip that was downloaded.",
    )


def _fault(files: _Folder | _Zip, name: str, digest: str) -> str:
    try:
        found = hashlib.sha256(files.read(name)).hexdigest()
    except NotFound:
        return f"{name} is missing"
    return "" if found == digest else f"{name} has changed"


def _value(item: Mapping[str, Any], question: str) -> Any:
    return item["answers"].get(question, {}).get("value")


def _free(name: str, row: Mapping[str, Any]) -> str:
    return f"field.{name}" if name in row else name
