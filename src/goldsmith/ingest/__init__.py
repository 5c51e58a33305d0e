"""Files → rows of items. A reader is one file here; what it cannot read it reports with file, line and mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.ingest.files import Files, FolderFiles, ZipFiles
from goldsmith.model import AnnotatorKind, Json, JsonObject, Question
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
    voc_origin: the number of the first pixel in Pascal VOC boxes; crowds: COCO's crowd regions are objects; clip: cut
    objects off at the image's border.
    format: the reader to take, `coco` say; None: the one that recognises the source, else the one of its suffix.
    asked: the questions that labels may answer; a file that can be read as several kinds gives these. None: not known.
    predictions: read the answers of models too. may_lack_media: an image or a recording that is not there is known
    by its name and by what the file says of it: enough to measure its labels, not to show it.
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
    crowds: bool = False
    clip: bool = False
    format: str | None = None
    asked: tuple[Question, ...] | None = None
    predictions: bool = False
    may_lack_media: bool = False
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
    """A label that came with the item. annotator None: the file itself.

    kind: whose raw value it is, with the labels named as in the file; None: any, as in the cell of a table.
    question: what the file calls the question. A file that can be read as several kinds, polygons or the boxes round
    them, gives a label for each, and the guideline decides which it takes. also: this is another reading of the label
    before it; of such readings the first that a question takes is kept. by: what sort of annotator gave it. at: when,
    in ISO 8601 with its zone; duration_ms: how long it took. skipped: why the annotator gave no value to any question;
    then `value` is None.
    """

    annotator: str | None
    value: Json
    kind: str | None = None
    question: str | None = None
    also: bool = False
    by: AnnotatorKind = "human"
    at: str | None = None
    duration_ms: int | None = None
    skipped: str | None = None


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
Recognises: TypeAlias = Callable[[Files, str, bytes], bool]

ODD = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)  # of a value that is none of its format's
HEAD = 1 << 16  # bytes of a file that a reader sees before it says whether it knows it
MOST_OTHERS = (
    20  # files in a folder that are neither media nor texts, among which a format's own is looked for
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: `read(files, name, options)` for one file, or for the whole folder where the name is "".

    suffixes: of the files that it reads whatever is in them. recognises: returns whether it knows a file by its name
    and its first HEAD bytes, or, where the name is "", the whole folder by its names; None: it goes by the suffix.
    """

    name: str
    suffixes: tuple[str, ...]
    read: ReadFile
    recognises: Recognises | None = None


registry: Registry[Reader] = Registry(("goldsmith.ingest", "goldsmith.formats"), "reader")


def reader(
    name: str, *, suffixes: tuple[str, ...] = (), recognises: Recognises | None = None
) -> Callable[[ReadFile], ReadFile]:
    """Return a decorator that files a function under its name as the reader of what has these suffixes or is known."""

    def file(read: ReadFile) -> ReadFile:
        registry.add(name, Reader(name, suffixes, read, recognises))
        return read

    return file


def reader_for(files: Files, name: str, options: ReadOptions) -> tuple[Reader, str]:
    """Return the reader of a file or, where the name is "", of the folder, and the name of what it is to read.

    The reader that the options name; else, unless they name columns of a table, the first that recognises the source;
    else the one of the suffix. In a folder that no reader knows as a whole, a single file that one recognises is what
    is read.
    Raises InvalidInput that says what can be read.
    """
    readers = [registry.get(known) for known in registry]
    if options.format is not None:
        chosen = registry.get(options.format)
        if name or chosen.recognises is None:
            return chosen, name  # who names a file and its format is taken at their word
        readers = [chosen]
    elif options.text or options.label:
        readers = []
    found = _recognised(readers, files, name)
    if found is None and not name:
        from goldsmith.ingest.folder import is_item

        others = [one for one in files.names() if not is_item(one)]
        known = [
            (one, inner) for inner in others[:MOST_OTHERS] if (one := _recognised(readers, files, inner))
        ]
        if len(others) <= MOST_OTHERS and len(known) == 1:
            return known[0]
    if found is None and options.format is None:
        found = _by_suffix(name)
    if found is None:
        raise InvalidInput(
            "ingest.not_that_format",
            f"This folder is not {options.format}, or there are several files of it.",
            where=files.title,
            mend="Give the file itself, or leave the format out.",
        )
    return found, name


def _recognised(readers: Sequence[Reader], files: Files, name: str) -> Reader | None:
    asked = [one for one in readers if one.recognises is not None]
    if not asked:
        return None
    head = b""
    if name:
        with files.open(name) as stream:
            head = stream.read(HEAD)
    return next(
        (one for one in asked if one.recognises is not None and one.recognises(files, name, head)), None
    )


def _by_suffix(name: str) -> Reader:
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


def read_from(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return the open file of that name or, where it is "", the open folder."""
    chosen, inner = reader_for(files, name, options)
    try:
        reading = chosen.read(files, inner, options)
    except ODD as error:
        raise _odd(chosen, inner or files.title, error) from error
    reading.rows = _whole(chosen, inner or files.title, reading.rows)
    if inner != name:
        reading.notices.insert(0, f"The rows come from {inner}.")
    if chosen.recognises is not None:
        reading.notices.insert(0, f"It is read as {chosen.name.rpartition('.v')[0]}.")
        reading.facts["format"] = chosen.name
    return reading


def _whole(chosen: Reader, where: str, rows: Rows) -> Rows:
    """Yield the rows; raise where one is built otherwise than its format says, in a way that no check foresaw."""
    try:
        for row in rows:
            where = row.where or where
            yield row
    except ODD as error:
        raise _odd(chosen, f"after {where}", error) from error


def _odd(chosen: Reader, where: str, error: Exception) -> InvalidInput:
    told = f"{type(error).__name__}: {error}"[:200]
    return InvalidInput(
        "ingest.odd",
        f"It is not built as {chosen.name.rpartition('.v')[0]} is ({told}).",
        where=where,
        mend="Write the file again by its own tool, or name another --format.",
    )


def read(path: Path, options: ReadOptions = ReadOptions()) -> Reading:
    """Return the open source: a folder, a zip, a table, an image, a recording or a text file.

    Raises InvalidInput for a source that cannot be read at all; what is wrong with single rows is among its rows.
    """
    if path.is_dir():
        return read_from(FolderFiles(path, options.bound), "", options)
    if not path.is_file():
        raise InvalidInput(
            "ingest.no_file", "There is no such file or folder.", where=str(path), mend="Check its name."
        )
    if path.suffix.lower() == ".zip":
        archive = ZipFiles(path)
        with ExitStack() as guard:
            guard.callback(archive.close)
            reading = read_from(archive, "", options)
            reading.stack.push(guard.pop_all())
        return reading
    return read_from(FolderFiles(path.parent, options.bound), path.name, options)


def read_bucket(url: str, options: ReadOptions = ReadOptions()) -> Reading:
    """Return an open bucket, as `read` does a folder, or one file of it."""
    from goldsmith.ingest.bucket import BucketFiles

    files = BucketFiles(url)
    return read_from(files, files.title if files.is_file else "", options)
