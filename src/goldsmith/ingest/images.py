"""An image file, checked: its true format, its size as people see it, and that all of it is there."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import struct
import zlib

from PIL import Image, UnidentifiedImageError

from goldsmith.errors import InvalidInput
from goldsmith.ingest import MediaSource, Picture, ReadOptions
from goldsmith.ingest.files import Files

# what every browser shows; by Pillow's name for the format
FORMATS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp", "BMP": ".bmp", "AVIF": ".avif"}
SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp", ".bmp", ".avif")
ACTIVE = (".svg", ".svgz", ".html", ".htm", ".xhtml")  # a browser would run what is inside
OTHER = (".tif", ".tiff", ".heic", ".heif", ".jp2", ".psd", ".dcm")  # images that browsers do not show
MAX_BYTES = 200_000_000
ORIENTATION = 0x0112  # the EXIF tag
# what Pillow raises for malformed files, format by format
MALFORMED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    IndexError,
    KeyError,
    TypeError,
    RuntimeError,
)


def picture(
    files: Files, name: str, options: ReadOptions, *, where: str, size: tuple[object, object] = (None, None)
) -> Picture:
    """Return the image of that name; raises InvalidInput for one that is empty, broken, too large or not an image.

    size: width and height as the file says that names it; with them the image may be missing, where the options allow.
    """
    if not files.has(name) and options.may_lack_media and (told := _whole(size)):
        return Picture(
            MediaSource(files, name), name, hashlib.sha256(name.encode()).hexdigest(), "", *told, 1
        )
    if not files.has(name):
        raise InvalidInput(
            "image.missing",
            f"There is no image {name!r}.",
            where=where,
            mend="Name it relative to the file that names it, and put it into the same folder or zip.",
        )
    if files.size(name) == 0:
        raise InvalidInput(
            "image.empty", "The image has 0 bytes.", where=where, mend="Copy it again from its source."
        )
    if files.size(name) > MAX_BYTES:
        raise InvalidInput(
            "image.too_heavy",
            f"The image has {files.size(name)} bytes.",
            where=where,
            mend=f"Save it smaller, or as JPEG; the limit is {MAX_BYTES}.",
        )
    source = MediaSource(files, name)
    data = source.read()
    suffix, width, height, orientation = _probe(data, options, where)
    return Picture(source, name, hashlib.sha256(data).hexdigest(), suffix, width, height, orientation)


class Beside:
    """The images that a file of labels names, found among the files round it."""

    def __init__(self, files: Files, name: str) -> None:
        """name: of the file of labels."""
        self._files = files
        folder = posixpath.dirname(name)
        up = posixpath.dirname(folder)
        self._folders = (folder, "", *(posixpath.join(at, "images") for at in (folder, "", up)), up)
        self._words = set(re.split(r"[^a-z0-9]+", posixpath.basename(name).lower()))
        self._named: dict[str, list[str]] | None = None
        self._taken: dict[str, str] = {}

    def find(self, given: str, *, anywhere: bool = False) -> str:
        """Return the name of the file that is meant; where there is none, `given`, which `picture` finds missing.

        It lies beside the file of labels, at the root, in a folder `images` there or one further up; else where a
        path ends in `given`, and of several where a folder bears a word of the file's name, `train` say. anywhere: the
        folders in `given` are of another place, a bucket, and may be left out.
        """
        tails = [given]
        if anywhere:
            parts = given.replace("://", "/").split("/")
            tails = ["/".join(parts[at:]) for at in range(len(parts))]
        for tail in tails:
            found = self._found(tail)
            if found and self._taken.setdefault(found, given) == given:  # never one file for two names
                return found
        return given

    def _found(self, given: str) -> str | None:
        near = (posixpath.join(folder, given) for folder in self._folders)
        found = next((one for one in near if self._files.has(one)), None)
        if found:
            return found
        if self._named is None:
            self._named = {}
            for one in self._files.names():
                self._named.setdefault(posixpath.basename(one), []).append(one)
        far = [one for one in self._named.get(posixpath.basename(given), ()) if one.endswith(f"/{given}")]
        told = [one for one in far if self._words & set(one.lower().split("/")[:-1])]
        best = far if len(far) == 1 else told
        return best[0] if len(best) == 1 else None


def check_size(given: tuple[object, object], image: Picture, *, where: str) -> None:
    """Raise InvalidInput when a file of labels says another width and height than the image has; zeros say nothing."""
    is_said = all(isinstance(side, int | float) and side > 0 for side in given)
    if is_said and given != (image.width, image.height):
        raise InvalidInput(
            "image.other_size",
            f"The labels were drawn on {given[0]} × {given[1]} px; the image has {image.width} × {image.height}.",
            where=where,
            mend="Use the image that was labeled; if EXIF turns it, save it turned.",
        )


def _whole(size: tuple[object, object]) -> tuple[int, int] | None:
    width, height = (round(side) if isinstance(side, int | float) and 1 <= side < 1e6 else 0 for side in size)
    return (width, height) if width and height else None


def refused(name: str) -> InvalidInput:
    """Return the fault of a file that could run script or that no browser shows as an image."""
    if name.lower().endswith(ACTIVE):
        return InvalidInput(
            "image.active_content",
            "SVG and HTML can run programs in the browser, so they are not taken.",
            where=name,
            mend="Save the picture as PNG, or the words as .txt.",
        )
    return InvalidInput(
        "image.not_for_browsers",
        "Browsers do not show images of this format.",
        where=name,
        mend="Save it as PNG or JPEG.",
    )


def _probe(data: bytes, options: ReadOptions, where: str) -> tuple[str, int, int, int]:
    """Return suffix, upright width and height in px, and EXIF orientation."""
    try:
        with Image.open(io.BytesIO(data), formats=tuple(FORMATS)) as image:
            width, height, form = *image.size, image.format or ""
            _check_size(width, height, options, where)
            orientation = image.getexif().get(ORIENTATION, 1)
        _decode(data, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large("more pixels than can be opened safely", options, where) from error
    except MALFORMED as error:
        raise InvalidInput(
            "image.unreadable",
            f"This is not a whole image: {_reason(error)}.",
            where=where,
            mend=f"Copy it again from its source. Formats: {', '.join(FORMATS)}.",
        ) from error
    if orientation not in range(1, 9):
        orientation = 1
    if orientation >= 5:  # turned by a quarter
        width, height = height, width
    return FORMATS[form], width, height, int(orientation)


def _decode(data: bytes, form: str) -> None:
    """Raise one of MALFORMED when the file is cut off or damaged."""
    with Image.open(io.BytesIO(data), formats=(form,)) as image:
        if form == "PNG":
            image.verify()  # its chunks have checksums: no need to decode
            return
        if form == "JPEG":
            # reads all of the file at a fraction of the work
            image.draft("L", (max(image.width // 8, 1), max(image.height // 8, 1)))
        image.load()


def _check_size(width: int, height: int, options: ReadOptions, where: str) -> None:
    if max(width, height) > options.max_side_px or width * height > options.max_pixels:
        raise _too_large(f"{width} × {height} px", options, where)


def _too_large(size: str, options: ReadOptions, where: str) -> InvalidInput:
    limit = f"{options.max_side_px} px a side and {options.max_pixels // 1_000_000} million px in all"
    return InvalidInput(
        "image.too_large",
        f"The image has {size}.",
        where=where,
        mend=f"Make it smaller or cut it into tiles; the limit is {limit}.",
    )


def _reason(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "no known image format"
    return str(error).rstrip(".") or type(error).__name__
