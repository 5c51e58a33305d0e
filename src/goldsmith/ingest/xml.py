"""XML from other tools, without the parts of XML that can blow up in memory or read other files."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from goldsmith.errors import InvalidInput
from goldsmith.ingest.files import Files

MAX_BYTES = 1 << 30


class _NoEntities(ET.TreeBuilder):
    def doctype(self, _name: str, _pubid: str | None, _system: str | None) -> None:
        raise InvalidInput(
            "xml.doctype",
            "The file defines entities, which can blow up in memory.",
            mend="Remove its <!DOCTYPE …>.",
        )


def read_xml(files: Files, name: str, *, most: int = MAX_BYTES) -> ET.Element:
    """Return the root of an XML file; raises InvalidInput for one that is no XML, too large or declares entities."""
    if files.size(name) > most:
        raise InvalidInput(
            "xml.too_large",
            f"The file has {files.size(name)} bytes.",
            where=name,
            mend=f"Split it; the limit is {most}.",
        )
    parser = ET.XMLParser(target=_NoEntities())  # noqa: S314 - a DOCTYPE ends it before any entity is used
    try:
        with files.open(name) as stream:
            while block := stream.read(1 << 20):
                parser.feed(block)
        root: ET.Element = parser.close()
    except InvalidInput as fault:
        raise InvalidInput(fault.slug, fault.what, where=name, mend=fault.mend) from fault
    except (ET.ParseError, ValueError, LookupError) as error:
        raise InvalidInput(
            "xml.malformed", f"This is not XML: {error}.", where=name, mend="Write it again."
        ) from error
    return root


def number(element: ET.Element | None) -> float | None:
    """Return the number that an element holds; None where there is none, or none that can be a coordinate."""
    return number_in(element.text if element is not None else None)


def number_in(text: str | None) -> float | None:
    """Return the number that a text is; None where it is none, or none that can be a coordinate."""
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
