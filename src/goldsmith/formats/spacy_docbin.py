"""spaCy's DocBin (.spacy): texts as tokens, with entities, spans that may overlap, or categories.

Written and read by spaCy itself, which is an extra. Spans are entities (`doc.ents`) where no two of a question share a
character anywhere in the release, else the group `doc.spans["sc"]`. Source: spacy.io/api/docbin.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith.errors import InvalidInput, Unavailable
from goldsmith.export import ReleaseData, ReleaseItem, exporter
from goldsmith.formats import tokens as tokens_
from goldsmith.formats.decided import Part, parts, shown, undecided, undescribed
from goldsmith.formats.tokens import Span
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.columns import text_fault
from goldsmith.ingest.files import Files
from goldsmith.model import Json, Question
from goldsmith.tokens import TOKENS, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

KINDS = frozenset({"span.v1", "choice.v1", "choices.v1"})
SUFFIX = ".spacy"
GROUP = "sc"  # spaCy's own name for the spans of a span categoriser
SURE = 0.5  # a category from this score up holds


def _blank() -> Language:
    """Return spaCy's pipeline of no language, which has a tokeniser and nothing else."""
    try:
        import spacy
    except ImportError as error:
        raise Unavailable(
            "spacy.missing",
            "spaCy is not installed, which .spacy files need.",
            mend='pip install "goldsmith[spacy]", or choose Prodigy or CoNLL: spaCy converts both.',
        ) from error
    return spacy.blank("xx")


# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, _head: bytes) -> bool:
    """Return whether a file ends as a DocBin."""
    return name.lower().endswith(SUFFIX)


@reader("spacy.v1", recognises=recognises)
def read_docbin(files: Files, name: str, _options: ReadOptions) -> Reading:
    """Return one row for each document, with its tokens. Raises Unavailable where spaCy is not installed.

    A group of spans goes before entities, `sc` before other groups; what is then left out is told.
    """
    language = _blank()
    from spacy.tokens import DocBin

    with files.open(name) as stream:
        data = stream.read()
    try:
        bin_ = DocBin().from_bytes(data)
    except (ValueError, KeyError, TypeError, zlib.error, EOFError) as error:
        raise InvalidInput(
            "spacy.malformed",
            f"This is no DocBin: {str(error).splitlines()[0] if str(error) else type(error).__name__}.",
            where=name,
            mend="Write it again with DocBin.to_disk of spaCy 3.",
        ) from error
    reading = Reading(rows=iter(()))
    done = [0]
    reading.rows = _rows(bin_.get_docs(language.vocab), name, reading, done)
    reading.progress = lambda: done[0] / max(len(bin_), 1)
    return reading


def _rows(docs: Iterator[Doc], name: str, reading: Reading, done: list[int]) -> Rows:
    lost = Counter[str]()
    for doc in docs:
        done[0] += 1
        where = f"{name} document {done[0]}"
        fault = text_fault(doc.text, where)
        if fault or not doc.text.strip():
            yield fault or InvalidInput("text.empty", "There is no text.", where=where, mend="Leave it out.")
            continue
        lost["documents whose blanks are not known: a blank stands after each token"] += (
            doc.has_unknown_spaces
        )
        tokens = [[token.idx, token.idx + len(token)] for token in doc if not token.is_space]
        labels = tuple(_labels(doc, lost))
        yield Row(where, {"text": doc.text}, None, None, {TOKENS: tokens}, labels)
    if not done[0]:
        yield InvalidInput(
            "spacy.empty",
            "There are no documents in it.",
            where=name,
            mend="Check that it is the right file.",
        )
    reading.notices += [f"{n} {what}." for what, n in lost.items() if n]


def _labels(doc: Doc, lost: Counter[str]) -> Iterator[GivenLabel]:
    groups = sorted(doc.spans, key=lambda key: (key != GROUP, key))
    lost["groups of spans are left out beside another"] += max(len(groups) - 1, 0)
    spans = doc.spans[groups[0]] if groups else doc.ents if doc.has_annotation("ENT_IOB") else None
    if spans is not None:
        inside = {(span.start_char, span.end_char, span.label_) for span in spans}
        lost["entities are left out, which the group of spans has not"] += sum(
            (one.start_char, one.end_char, one.label_) not in inside for one in doc.ents
        )
        marked: list[Json] = [
            {"start": start, "end": end, "label": label} for start, end, label in sorted(inside)
        ]
        yield GivenLabel(None, marked, "span.v1")
    if doc.cats:
        held = [label for label, score in doc.cats.items() if score >= SURE]
        yield GivenLabel(None, held, "choices.v1")
        if len(held) == 1:
            yield GivenLabel(None, held[0], "choice.v1", also=True)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return what a DocBin does not say, with how often it occurs."""
    told = ["A DocBin has no ids, votes, groups or relations; its documents stand as in items.jsonl."]
    language = _blank()
    n_cut = n_relations = 0
    for part in parts(release, KINDS, "text"):
        if part.question.kind == "span.v1":
            for row, value in part.values():
                spans, relations = tokens_.split_objects(value)
                n_relations += len(relations)
                n_cut += _tokens(row, part.question, spans, language)[1]
    told += [f"Relations are left out of spaCy's files, {n_relations} in all."] if n_relations else []
    told += [f"Tokens are cut in two where a label begins or ends inside, {n_cut} in all."] if n_cut else []
    told += undescribed(release, KINDS, "text", "spaCy's files")
    return told + undecided(release, KINDS, "text", "spaCy's files")


@exporter("spacy.v1", kinds=KINDS, losses=losses, shows="text", needs="spacy")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write spacy/<part>.spacy; with several questions, spacy/<question>/<part>.spacy."""
    language = _blank()
    from spacy.tokens import DocBin

    made = parts(release, KINDS, "text")
    overlapping = {part.question.key for part in made if _overlaps(part)}
    files = []
    for part in made:
        bin_ = DocBin(attrs=["ENT_IOB", "ENT_TYPE"])
        for row, value in part.values():
            bin_.add(_doc(row, part.question, value, language, is_flat=part.question.key not in overlapping))
        name = f"spacy/{part.stem}{SUFFIX}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        bin_.to_disk(folder / name)
        files.append(name)
    return files


def _overlaps(part: Part) -> bool:
    if part.question.kind != "span.v1":
        return False
    marked = (tokens_.split_objects(value)[0] for _, value in part.values())
    return any(len(tokens_.flat(spans)) < len(spans) for spans in marked)


def _doc(row: ReleaseItem, question: Question, value: Any, language: Language, *, is_flat: bool) -> Doc:
    from spacy.tokens import Doc, Span

    text = str(shown(row, question, "text")["text"])
    spans = tokens_.split_objects(value)[0] if question.kind == "span.v1" else []
    words, blanks = _pieces(text, _tokens(row, question, spans, language)[0], spans)
    doc = Doc(language.vocab, words=words, spaces=blanks)
    if question.kind != "span.v1":
        chosen = {value} if isinstance(value, str) else set(value)
        doc.cats = {key: float(key in chosen) for key in question.label_keys()}
        return doc
    starts = {token.idx: token.i for token in doc}
    ends = {token.idx + len(token): token.i + 1 for token in doc}
    marked = [Span(doc, starts[one["start"]], ends[one["end"]], label=one["label"]) for one in spans]
    if is_flat:
        doc.set_ents(marked, default="outside")
    else:
        doc.spans[GROUP] = marked
    return doc


def _tokens(
    row: ReleaseItem, question: Question, spans: Sequence[Span], language: Language
) -> tuple[list[Token], int]:
    def words(text: str) -> list[Token]:
        doc = language.tokenizer(text)
        return [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]

    text = str(shown(row, question, "text")["text"])
    tokens = tokens_.tokens_of(row.item, text, question, words)
    return tokens_.cut(tokens, [at for one in spans for at in (one["start"], one["end"])])


def _pieces(text: str, tokens: Sequence[Token], spans: Sequence[Span]) -> tuple[list[str], list[bool]]:
    """Return words that make up the text, and whether a blank follows each; other blanks are words of their own.

    A blank at which a span begins or ends is a word too, so that every span consists of words.
    """
    starts, ends = ({one[end] for one in spans} for end in ("start", "end"))
    edges = sorted({0, len(text), *starts, *ends, *(at for token in tokens for at in token)})
    words: list[str] = []
    blanks: list[bool] = []
    for start, end in pairwise(edges):
        is_free = text[start] == " " and start not in starts and start + 1 not in ends
        if is_free and words and not words[-1].isspace() and not blanks[-1]:
            blanks[-1] = True
            start += 1
        if start < end:
            words.append(text[start:end])
            blanks.append(False)
    return words, blanks
