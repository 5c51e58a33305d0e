"""Files → rows of items. A reader is one file here; what it cannot read it reports with file, line and mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.ingest.files import Files, FolderFiles, ZipFiles
from goldsmith.model import Json, JsonObject
from goldsmith.registry import Registry

MAX_TEXT = 10_000_000  # characters of one text; a longer one is a book, not an item


class Fetch(Protocol):
    """Reads addresses."""

    def __call__(self, url: str) -> BinaryIO:
        """Return what an address holds, on disk; raises InvalidInput for one that cannot be read."""

    def ahead(self, url: str) -> None:
        """Say that an address will be asked for soon."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says about a source. Names of columns, where it has columns; else they play no part.

    text: the columns that become fields of the item, texts or file names of media; none: they are found by
    name. id: the column of the user's own ids; None: `id` if there is one; "": none. label, annotator: existing labels,
    and who gave them. columns: names for a CSV file without a first line of names. encoding: None is UTF-8.
    voc_origin: the number of the first pixel in Pascal VOC boxes; clip: cut boxes off at the image's border.
    fetch: reads an address for a cell that names an image or a recording by one; None: addresses are texts.
    bound: no file outside this folder is read, whatever links say.
    """

    text: tuple[str, ...] = ()
    id: str | None = None
    group: str | None = None
    label: str | None = None
    annotator: str | None = None
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    voc_origin: Literal["auto", "0", "1"] = "auto"
    clip: bool = False
    max_side_px: int = 12_000
    max_pixels: int = 80_000_000
    fetch: Fetch | None = None
    bound: Path | None = None


@dataclass(frozen=True, slots=True)
class MediaSource:
    """Where the bytes of an image or recording lie. They can be read while the Reading that gave it is open."""

    files: Files
    name: str

    def open(self) -> BinaryIO:
        """Return the bytes of the file as it is, as a stream."""
        return self.files.open(self.name)

    def read(self) -> bytes:
        """Return the bytes of the file as it is."""
        with self.open() as stream:
            return stream.read()

    @property
    def path(self) -> Path | None:
        """The file itself, for linking; None inside a zip or a table."""
        return self.files.path(self.name)

    @property
    def address(self) -> str | None:
        """Where it can be read again when it is not copied: a path or an address; None inside a zip or a table."""
        return self.files.address(self.name)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image field. width, height: upright, in px; name: as the user calls the file; suffix: of its true format."""

    media: MediaSource
    name: str
    sha256: str
    suffix: str
    width: int
    height: int
    exif_orientation: int  # 1 … 8

    @property
    def media_name(self) -> str:
        """The file's name in the media folder."""
        return self.sha256 + self.suffix


@dataclass(frozen=True, slots=True)
class Recording:
    """An audio field. suffix: of its true format; peaks: as sound.listen gives them, 16-bit little-endian."""

    media: MediaSource
    name: str
    sha256: str
    suffix: str
    duration_s: float
    sample_rate: int
    channels: int
    peaks: bytes

    @property
    def media_name(self) -> str:
        """The file's name in the media folder."""
        return self.sha256 + self.suffix


@dataclass(frozen=True, slots=True)
class GivenLabel:
    """A label that came with the item: a cell, or boxes as `box.v1` takes them. annotator None: the file itself."""

    annotator: str | None
    value: Json


Content: TypeAlias = str | Picture | Recording


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it stands in a file. where: "spam.csv line 3"; fields: texts as str, else Picture or Recording."""

    where: str
    fields: Mapping[str, Content]
    external_id: str | None = None
    group: str | None = None
    metadata: JsonObject = field(default_factory=dict)
    labels: tuple[GivenLabel, ...] = ()


Rows: TypeAlias = Iterator[Row | InvalidInput]


@dataclass(slots=True)
class Reading:
    """An open source. Read its rows once, inside a `with`; a fault among them is an InvalidInput, and reading goes on.

    facts: what was found out or chosen (columns, delimiter, VOC origin), for the Run. notices: the same for people,
    and what was left out; whole when the rows have been read. progress: returns the share read so far, 0 … 1.
    """

    rows: Rows
    facts: dict[str, Json] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    progress: Callable[[], float] = lambda: 0.0
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stack.close()


ReadFile: TypeAlias = Callable[[Files, str, ReadOptions], Reading]


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: the suffixes of the files that it reads, and `read(files, name, options)` for one of them."""

    name: str
    suffixes: tuple[str, ...]
    read: ReadFile


registry: Registry[Reader] = Registry("goldsmith.ingest", "reader")


def reader(name: str, *, suffixes: tuple[str, ...]) -> Callable[[ReadFile], ReadFile]:
    """Return a decorator that files a function under its name as the reader of these suffixes."""

    def file(read: ReadFile) -> ReadFile:
        registry.add(name, Reader(name, suffixes, read))
        return read

    return file


def reader_for(name: str) -> Reader:
    """Return the reader of a file by its suffix; raises InvalidInput that lists the suffixes which can be read."""
    suffix = Path(name).suffix.lower()
    readers = [registry.get(known) for known in registry]
    found = next((one for one in readers if suffix in one.suffixes), None)
    if found is None:
        from goldsmith.ingest import audio, images

        if suffix in images.ACTIVE + images.OTHER:
            raise images.refused(name)
        if suffix in audio.OTHER:
            raise audio.refused(name)
        known = sorted({suffix for one in readers for suffix in one.suffixes if suffix})
        raise InvalidInput(
            "ingest.unknown_format",
            f"Files that end in {suffix!r} cannot be read." if suffix else "The file's name has no suffix.",
            where=name,
            mend=f"Give a folder, or a file that ends in one of {' '.join(known)}.",
        )
    return found


def read(path: Path, options: ReadOptions = ReadOptions()) -> Reading:
    """Return the open source: a folder, a zip, a table, an image, a recording or a text file.

    Raises InvalidInput for a source that cannot be read at all; what is wrong with single rows is among its rows.
    """
    if path.is_dir():
        return registry.get("folder.v1").read(FolderFiles(path, options.bound), "", options)
    if not path.is_file():
        raise InvalidInput(
            "ingest.no_file", "There is no such file or folder.", where=str(path), mend="Check its name."
        )
    if path.suffix.lower() == ".zip":
        archive = ZipFiles(path)
        with ExitStack() as guard:
            guard.callback(archive.close)
            reading = registry.get("folder.v1").read(archive, "", options)
            reading.stack.push(guard.pop_all())
        return reading
    return reader_for(path.name).read(FolderFiles(path.parent, options.bound), path.name, options)


def read_bucket(url: str, options: ReadOptions = ReadOptions()) -> Reading:
    """Return an open bucket, as `read` does a folder, or one file of it."""
    from goldsmith.ingest.bucket import BucketFiles

    files = BucketFiles(url)
    if not files.is_file:
        return registry.get("folder.v1").read(files, "", options)
    return reader_for(files.title).read(files, files.title, options)
