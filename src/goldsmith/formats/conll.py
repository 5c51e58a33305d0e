"""CoNLL: one token a line with its tag in the last column; a blank line ends a sentence, -DOCSTART- begins a document.

Written as the four columns of CoNLL-2003 with IOB2 tags. Read with two columns or more, between tabs or blanks, in
IOB1, IOB2, BIOES or BILUO. Sources: Tjong Kim Sang and De Meulder (2003), "Introduction to the CoNLL-2003 shared
task"; Ratinov and Roth (2009), "Design challenges and misconceptions in named entity recognition", on the schemes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_below
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, shown, undecided, undescribed
from goldsmith.ingest import HEAD, GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import decoded
from goldsmith.model import Json, Question
from goldsmith.tokens import TOKENS, Token

KINDS = frozenset({"span.v1"})
SUFFIXES = (".conll", ".conll03", ".iob", ".iob2", ".bio", ".bioes", ".bilou")  # whatever is in them
MAYBE = (".txt", ".tsv", ".tags", ".ner", ".train", ".testa", ".testb", ".data")  # by what is in them
DOCSTART = "-DOCSTART-"
MOST_FILES = 100  # of a folder of which every file is looked at
MAX_BYTES = 1 << 30  # of a file, which is read whole

# reading ------------------------------------------------------------------------------------------------------------


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a file ends as CoNLL files do, or has a tag at the end of each line; or all files of a folder."""
    if not name:
        names = files.names()
        may_be = 0 < len(names) <= MOST_FILES and all(one.lower().endswith(SUFFIXES + MAYBE) for one in names)
        return may_be and all(recognises(files, one, _head(files, one)) for one in names)
    if name.lower().endswith(SUFFIXES):
        return True
    if not name.lower().endswith(MAYBE):
        return False
    lines = head.decode("utf-8-sig", "replace").split("\n")
    rows = [_columns(line) for line in (lines[:-1] if len(head) == HEAD else lines) if line.strip()]
    tagged = [row for row in rows if not row[0].startswith((DOCSTART, "#"))]
    return all(len(row) > 1 for row in tagged) and _are_tags([row[-1] for row in tagged])


def _head(files: Files, name: str) -> bytes:
    with files.open(name) as stream:
        return stream.read(HEAD)


def _are_tags(tags: Sequence[str]) -> bool:
    return all(tokens_.TAG.fullmatch(tag) for tag in tags) and any(tag != "O" for tag in tags)


def _columns(line: str) -> list[str]:
    line = line.rstrip("\r\n")
    return line.split("\t") if "\t" in line else re.split(" +", line.strip(" "))


def _starts(line: str) -> bool:
    """Return whether a line begins a document; a token of that spelling has a token's columns."""
    return line.startswith(DOCSTART) and _columns(line)[1:3] != ["_", "_"]


@dataclass(slots=True)
class _Sentence:
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Document:
    """What becomes one item. file, line: where it begins."""

    file: str
    line: int
    sentences: list[_Sentence]
    faults: list[InvalidInput] = field(default_factory=list)

    def holds(self) -> bool:
        return bool(self.sentences[0].tokens or self.faults)


@reader("conll.v1", recognises=recognises)
def read_conll(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each document, or for each sentence of a file without -DOCSTART-; of a folder, of every file.

    Its text is the tokens with a blank between each two, and a line break between sentences. Raises InvalidInput for a
    file that is not text; a line without a tag is among the rows' faults.
    """
    seen = Counter[str]()
    documents = [
        document
        for one in ([name] if name else files.names())
        for document in _documents(decoded(files, one, options, most=MAX_BYTES), one, seen)
    ]
    reading = Reading(
        rows=iter(()), facts={"scheme": _scheme(documents), "by_document": bool(seen["starts"])}
    )
    unit = "document" if seen["starts"] else "sentence"
    reading.notices.append(f"Each {unit} is an item; its tags are read as {reading.facts['scheme']}.")
    n_between = max(seen["columns"] - 2, 0)
    told = {
        f"Columns between the token and its tag, {n_between} in all, are left out.": n_between,
        f"{seen['comments']} lines of comments are left out.": seen["comments"],
        f"{seen['blank tokens']} tokens hold a blank, so that they count as several.": seen["blank tokens"],
    }
    reading.notices += [sentence for sentence, n in told.items() if n]
    done = [0]
    reading.rows = _rows(documents, name or files.title, done, is_folder=not name)
    reading.progress = lambda: done[0] / max(len(documents), 1)
    return reading


def _documents(text: str, name: str, seen: Counter[str]) -> Iterator[_Document]:
    lines = text.split("\n")
    n_starts = sum(map(_starts, lines))
    seen["starts"] += n_starts
    document = _Document(name, 1, [_Sentence()])
    for number, line in enumerate(lines, 1):
        is_start, is_blank = _starts(line), not line.strip()
        if is_start or (is_blank and not n_starts):
            if document.holds():
                yield document
            document = _Document(name, number + 1, [_Sentence()])
        elif is_blank:
            if document.sentences[-1].tokens:
                document.sentences.append(_Sentence())
        else:
            _take(line, f"{name} line {number}", document, seen)
    if document.holds():
        yield document


def _take(line: str, where: str, document: _Document, seen: Counter[str]) -> None:
    cells = _columns(line)
    tag = cells[-1].strip()
    is_tag = len(cells) > 1 and tokens_.TAG.fullmatch(tag) is not None
    if line.startswith("#") and not is_tag:
        seen["comments"] += 1
    elif not is_tag or not cells[0].strip():
        document.faults.append(
            InvalidInput(
                "conll.no_tag",
                f"{line.rstrip()[:60]!r} is not a token and its tag.",
                where=where,
                mend="Write the token first and last its tag: O, or B-, I-, E-, S-, L- or U- and the label.",
            )
        )
    else:
        seen["columns"] = max(seen["columns"], len(cells))
        seen["blank tokens"] += len(cells[0].split()) > 1
        document.sentences[-1].tokens.append(cells[0])
        document.sentences[-1].tags.append(tag)


def _rows(documents: Sequence[_Document], name: str, done: list[int], *, is_folder: bool) -> Rows:
    if not documents:
        yield InvalidInput(
            "conll.empty", "There are no tokens in it.", where=name, mend="Check that it is the right file."
        )
    for document in documents:
        done[0] += 1
        if document.faults:
            yield from document.faults
            continue
        text, spans, places = _read_document(document)
        where = f"{document.file} line {document.line}"
        are_whole = all(len(text[start:end].split()) == 1 for start, end in places)
        metadata: dict[str, Json] = {TOKENS: [[start, end] for start, end in places]} if are_whole else {}
        metadata |= {"file": document.file} if is_folder else {}
        given = GivenLabel(None, spans, "span.v1")
        yield text_fault(text, where) or Row(where, {"text": text}, None, None, metadata, (given,))


def _read_document(document: _Document) -> tuple[str, list[Json], list[Token]]:
    text = ""
    spans: list[Json] = []
    every: list[Token] = []
    for sentence in document.sentences:
        if not sentence.tokens:
            continue
        at = len(text) + bool(text)
        text += ("\n" if text else "") + " ".join(sentence.tokens)
        places: list[Token] = []
        for token in sentence.tokens:
            places.append((at, at + len(token)))
            at += len(token) + 1
        spans += [
            {"label": label, "start": places[first][0], "end": places[last][1]}
            for label, first, last in tokens_.chunks(sentence.tags)
        ]
        every += places
    return text, spans, every


def _scheme(documents: Sequence[_Document]) -> str:
    """Return the scheme's name. An I- that opens proves IOB1; a B- where IOB1 needs none proves IOB2."""
    places: set[str] = set()
    for document in documents:
        for sentence in document.sentences:
            last = "O"
            for tag in sentence.tags:
                place = tag[0]
                opens = last[2:] != tag[2:]
                places.add(f"{place}*" if opens and place in "BI" else place)
                last = tag
    for name, proofs in (("BILUO", "LU"), ("BIOES", "ES")):
        if places & set(proofs):
            return name
    if "I*" in places:
        return "a mixture of IOB1 and IOB2" if "B*" in places else "IOB1"
    return "IOB2"


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what tags cannot say, with how often it occurs."""
    told = [
        "CoNLL has no ids, votes, groups or blanks between tokens; its documents stand as in items.jsonl."
    ]
    counts = Counter[str]()
    for part in parts(release, KINDS, "text"):
        for row, value in part.values():
            tagged = tokens_.tagged(row.item, _text(row, part.question), part.question, value)
            counts["cut"] += tagged.n_cut
            counts["nested"] += tagged.n_nested
            counts["blank"] += tagged.n_blank
            counts["relations"] += tagged.n_relations
    sentences = {
        "nested": "Spans that overlap a longer one are left out of CoNLL, {} in all: a token has one tag.",
        "blank": "Spans over blanks alone are left out of CoNLL, {} in all.",
        "relations": "Relations are left out of CoNLL, {} in all.",
        "cut": "Tokens are cut in two where a label begins or ends inside, {} in all.",
    }
    told += [sentence.format(counts[one]) for one, sentence in sentences.items() if counts[one]]
    told += undescribed(release, KINDS, "text", "CoNLL's files")
    return told + undecided(release, KINDS, "text", "CoNLL")


@exporter("conll.v1", kinds=KINDS, losses=losses, shows="text")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write conll/<part>.conll; with several questions, conll/<question>/<part>.conll."""
    return [
        write_below(folder, f"conll/{part.stem}.conll", _lines(part))
        for part in parts(release, KINDS, "text")
    ]


def _lines(part: Part) -> Iterator[str]:
    if not part.rows:
        yield "\n"
    for row, value in part.values():
        tagged = tokens_.tagged(row.item, _text(row, part.question), part.question, value)
        yield f"{DOCSTART} -X- O O\n\n"
        last = 0
        for (start, end), tag in zip(tagged.tokens, tagged.tags, strict=True):
            if last and "\n" in tagged.text[last:start] and not tag.startswith("I-"):
                yield "\n"
            yield f"{tagged.text[start:end]} _ _ {tag}\n"
            last = end
        yield "\n"


def _text(row: ReleaseItem, question: Question) -> str:
    return str(shown(row, question, "text")["text"])
