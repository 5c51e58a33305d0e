"""UIMA CAS as XMI or JSON, which INCEpTION exports: a text and what is annotated in it, by type. Read only.

Offsets count UTF-16 units, as Java does, and are converted. A type with `Governor` and `Dependent` is a relation.
Sources: OASIS, "UIMA Version 1.0", XMI; the JSON CAS format of the UIMA project, 0.4.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from goldsmith.errors import InvalidInput
from goldsmith.formats.layers import (
    Layer,
    feature_of,
    from_utf16,
    of_export,
    read_documents,
    row,
    short,
    whose,
)
from goldsmith.ingest import Reading, ReadOptions, Row, reader
from goldsmith.ingest.files import BROKEN, Files, OneFile, is_bomb
from goldsmith.ingest.json_table import parse, read_text
from goldsmith.ingest.xml import read_xml
from goldsmith.model import JsonObject
from goldsmith.tokens import Token

SUFFIXES = (".xmi", ".json")
MAX_BYTES = 1 << 30  # of a document in a zip, unpacked
JSON_HEAD = re.compile(rb'\s*{\s*"%(TYPES|FEATURE_STRUCTURES|HEADER|VIEWS)"')
XMI_ID = "{http://www.omg.org/XMI}id"
VIEW = "_InitialView"
ENDS = ("Governor", "Dependent")
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"  # noqa: S105 - the name of a type
INTERNAL = (  # packages of what no person annotates
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.",
)


@dataclass(frozen=True, slots=True)
class _Fs:
    """A feature structure. features: the rest of what it says, references as the ids of what they name."""

    id: str
    type: str
    sofa: str
    features: Mapping[str, Any] = field(default_factory=dict)


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a file ends as XMI or begins as a CAS in JSON; or the first such one of a folder does."""
    if name:
        return name.lower().endswith(".xmi") or (name.lower().endswith(".json") and _is_json(head))
    first = next(iter(_documents(files)), None)
    if first is None or not first.lower().endswith(".json"):
        return first is not None
    with files.open(first) as stream:
        return _is_json(stream.read(256))


def _documents(files: Files) -> list[str]:
    """Return the files that may hold documents: XMI stands beside its types in a zip for each annotator."""
    names = [one for one in files.names() if one.lower().endswith((*SUFFIXES, ".zip"))]
    return [one for one in of_export(names) if not one.lower().endswith(".zip") or whose(one)[1] is not None]


def _is_json(head: bytes) -> bool:
    return JSON_HEAD.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


@reader("uima_cas.v1", recognises=recognises)
def read_cas(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each file, of each annotator. `label` in the options names the only layer to read."""

    def row_of(one: str, lost: Counter[str]) -> Row:
        inner, inside = _unpacked(files, one) if one.lower().endswith(".zip") else (files, one)
        is_xmi = inside.lower().endswith(".xmi")
        structures = list(_from_xmi(inner, inside) if is_xmi else _from_json(inner, inside))
        sofa = _sofa(structures, one)
        text = str(sofa.features["sofaString"])
        tokens, layers = _annotations(structures, sofa.id, text, one)
        return row(one, text, tokens, layers, options, lost)

    return read_documents([name] if name else _documents(files), row_of, Reading(rows=iter(())), files)


def _unpacked(files: Files, name: str) -> tuple[Files, str]:
    """Return the document of an annotator's zip, alone in its source, and its name."""
    try:
        with files.open(name) as stream, zipfile.ZipFile(stream) as packed:
            found = [one for one in packed.infolist() if one.filename.lower().endswith(SUFFIXES)]
            if len(found) != 1 or found[0].file_size > MAX_BYTES or is_bomb(found):
                raise _fault(f"It holds {len(found)} documents, or one that is too large.", name)
            return OneFile(found[0].filename, packed.read(found[0])), found[0].filename
    except BROKEN as error:
        raise _fault(f"It cannot be unpacked: {error}.", name) from error


def _sofa(structures: list[_Fs], name: str) -> _Fs:
    sofas = [
        one
        for one in structures
        if one.type == "uima.cas.Sofa" and isinstance(one.features.get("sofaString"), str)
    ]
    if not sofas:
        raise _fault("It has no text.", name)
    return next((one for one in sofas if one.features.get("sofaID") == VIEW), sofas[0])


def _annotations(structures: list[_Fs], sofa: str, text: str, name: str) -> tuple[list[Token], list[Layer]]:
    """Return the tokens and the layers of spans, relations in the layer of the spans that they join."""
    at = from_utf16(text)
    tokens: list[Token] = []
    layers: dict[str, Layer] = {}
    homes: dict[str, str] = {}  # id of a span → its type
    spans = [one for one in structures if one.sofa == sofa and {"begin", "end"} <= one.features.keys()]
    relations = [one for one in spans if set(ENDS) <= one.features.keys()]
    labels = _labels(spans)
    for one in spans:
        start, end = (at(_number(one, side, name)) for side in ("begin", "end"))
        if start is None or end is None:
            raise _fault(
                f"{short(one.type)} {one.id} begins or ends where no character of the text does.", name
            )
        if one.type == TOKEN:
            tokens.append((start, end))
        elif not one.type.startswith(INTERNAL) and not set(ENDS) & one.features.keys():
            layer = layers.setdefault(one.type, Layer(short(one.type)))
            layer.spans[one.id] = start, end, labels[one.id]
            homes[one.id] = one.type
    for one in relations:
        ends = [str(one.features[side]) for side in ENDS]
        if ends[0] in homes:
            layers[homes[ends[0]]].relations.append((labels[one.id], ends[0], ends[1]))
    return sorted(set(tokens)), [layers[type_name] for type_name in sorted(layers)]


def _labels(structures: list[_Fs]) -> dict[str, str | None]:
    """Return for each structure what its type's naming feature says; its type's name where the type has none."""
    names: dict[str, set[str]] = {}
    for one in structures:
        names.setdefault(one.type, set()).update(one.features.keys() - {"begin", "end", *ENDS})
    features = {type_name: feature_of(sorted(found)) for type_name, found in names.items()}
    said = {one.id: one.features.get(features[one.type] or "") for one in structures}
    return {
        one.id: short(one.type)
        if features[one.type] is None
        else None
        if said[one.id] is None
        else str(said[one.id])
        for one in structures
    }


def _number(one: _Fs, side: str, name: str) -> int:
    try:
        return int(one.features[side])
    except (TypeError, ValueError, OverflowError) as error:
        raise _fault(f"{short(one.type)} {one.id} has no whole number as {side}.", name) from error


# the two spellings --------------------------------------------------------------------------------------------------


def _from_xmi(files: Files, name: str) -> Iterator[_Fs]:
    for element in read_xml(files, name):
        space, _, local = element.tag.rpartition("}")
        package = space.removeprefix("{http:///").removesuffix(".ecore").replace("/", ".")
        said = {key: value for key, value in element.attrib.items() if key not in (XMI_ID, "sofa")}
        yield _Fs(element.get(XMI_ID, ""), f"{package}.{local}", element.get("sofa", ""), said)


def _from_json(files: Files, name: str) -> Iterator[_Fs]:
    whole = parse(read_text(files, name), name)
    found = whole.get("%FEATURE_STRUCTURES") if isinstance(whole, Mapping) else None
    listed = [{"%ID": key, **one} for key, one in found.items()] if isinstance(found, Mapping) else found
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise _fault("It has no list of feature structures.", name)
    for one in listed:
        yield _structure(one)


def _structure(one: JsonObject) -> _Fs:
    said = {
        key.removeprefix("@"): value
        for key, value in one.items()
        if not key.startswith("%") and key != "@sofa"
    }
    kept = {key: value for key, value in said.items() if isinstance(value, str | int | float)}
    return _Fs(str(one.get("%ID", "")), str(one.get("%TYPE", "")), str(one.get("@sofa", "")), kept)


def _fault(what: str, where: str) -> InvalidInput:
    return InvalidInput(
        "uima.malformed", what, where=where, mend="Export it again from INCEpTION, as UIMA CAS XMI or JSON."
    )
