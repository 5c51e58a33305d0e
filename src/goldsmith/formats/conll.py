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
from goldsmith.export import ReleaseData, ReleaseItem, exporter
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, put, shown, undecided
from goldsmith.formats.tokens import Span, Token
from goldsmith.ingest import HEAD, GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import decoded
from goldsmith.model import Json, Question

KINDS = frozenset({"span.v1"})
SUFFIXES = (".conll", ".conll03", ".iob", ".iob2", ".bio", ".bioes", ".bilou")  # whatever is in them
MAYBE = (".txt", ".tsv", ".tags", ".ner", ".train", ".testa", ".testb", ".data")  # by what is in them
TAG = re.compile(r"O|[BIESLU]-\S+")
DOCSTART = "-DOCSTART-"
MAX_BYTES = 1 << 30  # of a file, which is read whole

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether a file ends as CoNLL files do, or has a tag at the end of each line."""
    if name.lower().endswith(SUFFIXES):
        return True
    if not name.lower().endswith(MAYBE):
        return False
    lines = head.decode("utf-8-sig", "replace").split("\n")
    rows = [_columns(line) for line in (lines[:-1] if len(head) == HEAD else lines) if line.strip()]
    tagged = [row for row in rows if not row[0].startswith((DOCSTART, "#"))]
    return all(len(row) > 1 for row in tagged) and _are_tags([row[-1] for row in tagged])


def _are_tags(tags: Sequence[str]) -> bool:
    return all(TAG.fullmatch(tag) for tag in tags) and any(tag != "O" for tag in tags)


def _columns(line: str) -> list[str]:
    line = line.rstrip("\r\n")
    return line.split("\t") if "\t" in line else line.split(" ")


def _starts(line: str) -> bool:
    """Return whether a line begins a document; a token of that spelling has a token's columns."""
    return line.startswith(DOCSTART) and _columns(line)[1:3] != ["_", "_"]


@dataclass(slots=True)
class _Sentence:
    tokens: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Document:
    """What becomes one item. line: where it begins."""

    line: int
    sentences: list[_Sentence]
    faults: list[InvalidInput] = field(default_factory=list)

    def holds(self) -> bool:
        return bool(self.sentences[0].tokens or self.faults)


@reader("conll.v1", recognises=recognises)
def read_conll(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each document, or for each sentence of a file without -DOCSTART-.

    Its text is the tokens with a blank between each two, and a line break between sentences. Raises InvalidInput for a
    file that is not text; a line without a tag is among the rows' faults.
    """
    lines = decoded(files, name, options, most=MAX_BYTES).split("\n")
    is_by_document = any(_starts(line) for line in lines)
    seen = Counter[str]()
    documents = list(_documents(lines, name, seen, is_by_document=is_by_document))
    reading = Reading(rows=iter(()), facts={"scheme": _scheme(documents), "by_document": is_by_document})
    unit = "document" if is_by_document else "sentence"
    reading.notices.append(f"Each {unit} is an item; its tags are read as {reading.facts['scheme']}.")
    told = {
        f"Columns between the token and its tag, {seen['columns'] - 2} in all, are left out.": seen["columns"]
        > 2,
        f"{seen['comments']} lines of comments are left out.": seen["comments"],
        f"{seen['blank tokens']} tokens hold a blank, so that they count as several.": seen["blank tokens"],
    }
    reading.notices += [sentence for sentence, n in told.items() if n]
    done = [0]
    reading.rows = _rows(documents, name, done)
    reading.progress = lambda: done[0] / max(len(documents), 1)
    return reading


def _documents(
    lines: Sequence[str], name: str, seen: Counter[str], *, is_by_document: bool
) -> Iterator[_Document]:
    document = _Document(1, [_Sentence()])
    for number, line in enumerate(lines, 1):
        is_start, is_blank = _starts(line), not line.strip()
        if is_start or (is_blank and not is_by_document):
            if document.holds():
                yield document
            document = _Document(number + 1, [_Sentence()])
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
    is_tag = len(cells) > 1 and TAG.fullmatch(tag) is not None
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


def _rows(documents: Sequence[_Document], name: str, done: list[int]) -> Rows:
    if not documents:
        yield InvalidInput(
            "conll.empty", "There are no tokens in it.", where=name, mend="Check that it is the right file."
        )
    for document in documents:
        done[0] += 1
        if document.faults:
            yield from document.faults
            continue
        text, spans = _read_document(document)
        where = f"{name} line {document.line}"
        given = GivenLabel(None, spans, "span.v1")
        yield text_fault(text, where) or Row(where, {"text": text}, labels=(given,))


def _read_document(document: _Document) -> tuple[str, list[Json]]:
    text = ""
    spans: list[Json] = []
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
            for label, first, last in chunks(sentence.tags)
        ]
    return text, spans


def chunks(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the labels with their first and last token, whatever the scheme: all of them agree where they may.

    >>> chunks(["I-a", "I-a", "B-a", "O", "I-b"]), chunks(["B-a", "E-a", "S-a"])
    ([('a', 0, 1), ('a', 2, 2), ('b', 4, 4)], [('a', 0, 1), ('a', 2, 2)])
    """
    found: list[tuple[str, int, int]] = []
    is_open = False
    for at, tag in enumerate(tags):
        place, _, label = tag.partition("-")
        if place == "O":
            is_open = False
        elif is_open and place in "IEL" and found[-1][0] == label:
            found[-1] = label, found[-1][1], at
        else:
            found.append((label, at, at))
        is_open = place in "BI"
    return found


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


@dataclass(frozen=True, slots=True)
class _Tagged:
    """An item as tokens. n_cut: tokens cut at a label's border; n_nested, n_blank: spans that no tag can say."""

    text: str
    tokens: list[Token]
    tags: list[str]
    n_cut: int
    n_nested: int
    n_blank: int
    n_relations: int


def losses(release: ReleaseData) -> list[str]:
    """Return what tags cannot say, with how often it occurs."""
    told = [
        "CoNLL has no ids, votes, groups or blanks between tokens; its documents stand as in items.jsonl."
    ]
    counts = Counter[str]()
    for part in parts(release, KINDS, "text"):
        for row, value in part.values():
            tagged = _tagged(row, part.question, value)
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
    return told + undecided(release, KINDS, "CoNLL")


@exporter("conll.v1", kinds=KINDS, losses=losses)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write conll/<part>.conll; with several questions, conll/<question>/<part>.conll."""
    return [put(folder, f"conll/{part.stem}.conll", _lines(part)) for part in parts(release, KINDS, "text")]


def _lines(part: Part) -> Iterator[str]:
    if not part.rows:
        yield "\n"
    for row, value in part.values():
        tagged = _tagged(row, part.question, value)
        yield f"{DOCSTART} -X- O O\n\n"
        last = 0
        for (start, end), tag in zip(tagged.tokens, tagged.tags, strict=True):
            if last and "\n" in tagged.text[last:start] and not tag.startswith("I-"):
                yield "\n"
            yield f"{tagged.text[start:end]} _ _ {tag}\n"
            last = end
        yield "\n"


def _tagged(row: ReleaseItem, question: Question, value: Sequence[Span]) -> _Tagged:
    text = str(shown(row, question, "text")["text"])
    spans, relations = tokens_.split_objects(value)
    kept = tokens_.flat(spans)
    borders = [at for span in kept for at in (span["start"], span["end"])]
    tokens, n_cut = tokens_.cut(tokens_.tokens_of(row.item, text, question), borders)
    tags = ["O"] * len(tokens)
    n_blank = 0
    for span in kept:
        inside = tokens_.covered(tokens, span["start"], span["end"])
        n_blank += not inside
        for at in inside:
            tags[at] = f"{'B' if at == inside[0] else 'I'}-{span['label']}"
    return _Tagged(text, tokens, tags, n_cut, len(spans) - len(kept), n_blank, len(relations))
