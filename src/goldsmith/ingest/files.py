"""The files of one source: a folder or a zip, by names that never lead outside it."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tempfile
import weakref
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, Protocol, cast

from goldsmith.addresses import shown
from goldsmith.errors import InvalidInput, bad_input

MAX_MEMBERS = 1_000_000
MAX_UNPACKED = 16 << 30  # bytes
MAX_RATIO = 200  # unpacked : packed, over the whole zip; photographs are near 1, text near 10
SMALL = 64 << 20  # bytes: below it, a high ratio does no harm


class Files(Protocol):
    """What a reader sees of a source: names with `/`, relative to its root, and their bytes.

    faults: names that were refused; they are not among `names`. n_ignored: hidden files and those of the system.
    """

    title: str
    faults: list[InvalidInput]
    n_ignored: int

    def names(self) -> list[str]:
        """Return the names of all files, sorted."""

    def has(self, name: str) -> bool:
        """Return whether there is such a file."""

    def open(self, name: str) -> BinaryIO:
        """Return the file's bytes as a stream."""

    def size(self, name: str) -> int:
        """Return the file's size in bytes, unpacked."""

    def path(self, name: str) -> Path | None:
        """Return the file's own path, or None when it has none."""

    def address(self, name: str) -> str | None:
        """Return where the file can be read again, a path or an address; None when it cannot."""


def is_safe(name: str) -> bool:
    """Return whether a relative name stays inside its root, on every system.

    >>> is_safe("images/a.jpg"), is_safe("../a.jpg"), is_safe("C:\\\\a.jpg")
    (True, False, False)
    """
    path, windows = PurePosixPath(name), PureWindowsPath(name)
    rooted = path.is_absolute() or windows.drive or windows.root
    return bool(name) and not rooted and ".." not in path.parts + windows.parts and "\0" not in name


def is_hidden(name: str) -> bool:
    """Return whether a name is hidden, or a system's own: `.DS_Store`, `__MACOSX/…`, `Thumbs.db`."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db", "desktop.ini") for part in parts)


class FolderFiles:
    """The files under a folder. Links to files are followed, links to folders are not: they may go round in circles."""

    def __init__(self, root: Path, bound: Path | None = None) -> None:
        """bound: a folder; files that a link leads out of it are refused."""
        self.title = root.name
        self._bound = bound.resolve() if bound else None
        self.faults: list[InvalidInput] = []
        self.n_ignored = 0
        self._root = root
        self._names: list[str] | None = None

    def names(self) -> list[str]:
        if self._names is None:
            self.n_ignored = 0
            self._names = sorted(self._walk())
        return self._names

    def _walk(self) -> Iterator[str]:
        def refuse(error: OSError) -> None:
            folder = Path(error.filename or self._root).name
            self.faults.append(
                bad_input(
                    "folder.unreadable", "This folder cannot be read.", folder, "Check its permissions."
                )
            )

        for folder, inner, names in os.walk(self._root, onerror=refuse):
            inner[:] = [name for name in inner if not is_hidden(name)]
            for name in names:
                full = Path(folder, name)
                self.n_ignored += is_hidden(name)
                if is_hidden(name) or not full.is_file():
                    continue
                if self._is_inside(full):
                    yield full.relative_to(self._root).as_posix()
                else:
                    self.faults.append(
                        bad_input("folder.outside", "This link leads out of the folder.", name, COPY)
                    )

    def _is_inside(self, path: Path) -> bool:
        return self._bound is None or self._bound in path.resolve().parents

    def has(self, name: str) -> bool:
        return is_safe(name) and (self._root / name).is_file() and self._is_inside(self._root / name)

    def open(self, name: str) -> BinaryIO:
        if not self._is_inside(self._root / name):
            raise bad_input("folder.outside", "This link leads out of the folder.", name, COPY)
        try:
            return (self._root / name).open("rb")
        except OSError as error:
            raise bad_input(
                "file.unreadable",
                f"The file cannot be opened: {error.strerror}.",
                name,
                "Check its permissions.",
            ) from error

    def size(self, name: str) -> int:
        return (self._root / name).stat().st_size

    def path(self, name: str) -> Path | None:
        return self._root / name

    def address(self, name: str) -> str | None:
        return str((self._root / name).resolve())


def is_bomb(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Return whether members of a zip unpack to so much more than they are that nothing sound does."""
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    return unpacked > SMALL and unpacked > MAX_RATIO * max(packed, 1)


class ZipFiles:
    """The files in a zip. Names that lead outside, links and doubles are refused; so is a zip that is a bomb."""

    def __init__(self, path: Path) -> None:
        self.title = path.name
        self.faults: list[InvalidInput] = []
        self.n_ignored = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise bad_input(
                "zip.unreadable", f"The zip cannot be opened: {error}.", path.name, AGAIN
            ) from error
        try:
            self._members = self._checked()
        except InvalidInput:
            self._zip.close()
            raise

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        unpacked = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if len(infos) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
            raise bad_input(
                "zip.too_large",
                f"The zip unpacks to {len(infos)} files of {unpacked} bytes in all.",
                self.title,
                f"Unpack it yourself and give the folder; a zip may hold {MAX_UNPACKED >> 30} GiB.",
            )
        if is_bomb(infos):
            raise bad_input(
                "zip.bomb",
                f"The zip unpacks to {unpacked // max(packed, 1)} times its size.",
                self.title,
                "That is what a zip bomb does. If you trust it, unpack it and give the folder.",
            )
        times = Counter(info.filename for info in infos)
        return {info.filename: info for info in infos if self._takes(info, times)}

    def _takes(self, info: zipfile.ZipInfo, times: Counter[str]) -> bool:
        name = info.filename
        if not is_safe(name):
            self._refuse(
                "zip.outside",
                "This name leads outside the zip.",
                name,
                "Pack the folder again, from inside it.",
            )
        elif stat.S_ISLNK(info.external_attr >> 16):
            self._refuse("zip.link", "This is a link, not a file.", name, "Pack the file that it points to.")
        elif info.flag_bits & 1:
            self._refuse("zip.encrypted", "This file needs a password.", name, "Pack it without one.")
        elif times[name] > 1:
            times[name], n = 0, times[name]
            self._refuse(
                "zip.twice", f"The zip holds {n} files of this name.", name, "Pack it again, with one."
            )
        elif is_hidden(name):
            self.n_ignored += 1
        else:
            return times[name] == 1
        return False

    def _refuse(self, slug: str, what: str, name: str, mend: str) -> None:
        self.faults.append(bad_input(slug, what, f"{self.title}, {name}", mend))

    def names(self) -> list[str]:
        return sorted(self._members)

    def has(self, name: str) -> bool:
        return name in self._members

    def open(self, name: str) -> BinaryIO:
        # unpacked whole, beyond a limit on disk, so that a broken member shows here and in no reader
        unpacked = tempfile.SpooledTemporaryFile(max_size=SMALL)  # noqa: SIM115 - the caller closes it
        try:
            with self._zip.open(self._members[name]) as packed:
                shutil.copyfileobj(packed, unpacked)
            unpacked.seek(0)
            return cast(BinaryIO, unpacked)
        except BROKEN as error:
            unpacked.close()
            raise bad_input(
                "zip.damaged",
                f"This file cannot be unpacked: {error}.",
                f"{self.title}, {name}",
                AGAIN,
            ) from error

    def size(self, name: str) -> int:
        return self._members[name].file_size

    def path(self, name: str) -> Path | None:
        return None

    def address(self, name: str) -> str | None:
        return None

    def close(self) -> None:
        self._zip.close()


class OneFile:
    """An image that lies in a cell of a table, as the only file of its source."""

    def __init__(self, name: str, data: bytes) -> None:
        self.title = name
        self.faults: list[InvalidInput] = []
        self.n_ignored = 0
        self._data = data

    def names(self) -> list[str]:
        return [self.title]

    def has(self, name: str) -> bool:
        return name == self.title

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._data)

    def size(self, name: str) -> int:
        return len(self._data)

    def path(self, name: str) -> Path | None:
        return None

    def address(self, name: str) -> str | None:
        return None


class FetchedFile:
    """What an address held when it was read, as the only file of its source."""

    def __init__(self, url: str, file: BinaryIO) -> None:
        """file: on disk, with a descriptor of its own; it is closed when nobody needs this any more."""
        self.title = shown(url)
        self.faults: list[InvalidInput] = []
        self.n_ignored = 0
        self._url = url
        self._file = file
        weakref.finalize(self, file.close)

    def names(self) -> list[str]:
        return [self.title]

    def has(self, name: str) -> bool:
        return name == self.title

    def open(self, name: str) -> BinaryIO:
        handle = os.fdopen(os.dup(self._file.fileno()), "rb")
        handle.seek(0)
        return handle

    def size(self, name: str) -> int:
        return os.fstat(self._file.fileno()).st_size

    def path(self, name: str) -> Path | None:
        return None

    def address(self, name: str) -> str | None:
        return self._url


COPY = "Copy the file into the folder."
AGAIN = "Copy or download the zip again, or unpack it and give the folder."
BROKEN = (
    zipfile.BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zlib.error,
)
