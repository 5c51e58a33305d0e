"""CoNLL: tags of every scheme, documents and sentences, and spans that come back over the same letters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidInput
from goldsmith.export import write
from goldsmith.ingest import ReadOptions, read
from goldsmith.model import Json
from tests.unit.formats import sample
from tests.unit.formats.sample import SPAN

TOKENS = replace(SPAN, options={"unit": "token"})


def rows_of(text: str, folder: Path, name: str = "t.conll") -> list[tuple[str, list[str]]]:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    found = []
    for row in sample.back(folder / name):
        content = row.fields["text"]
        assert isinstance(content, str)
        spans = sample.given(row, "span.v1")
        found.append((content, [f"{one['label']}:{content[one['start'] : one['end']]}" for one in spans]))
    return found


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB1", "I-place I-place B-place O I-person"),
        ("IOB2", "B-place I-place B-place O B-person"),
        ("BIOES", "B-place E-place S-place O S-person"),
        ("BILUO", "B-place L-place U-place O U-person"),
    ],
)
def test_every_scheme_says_the_same(scheme: str, tags: str, tmp_path: Path) -> None:
    words = ["New", "York", "Paris", "met", "Ana"]
    text = "".join(f"{word} {tag}\n" for word, tag in zip(words, tags.split(), strict=True))
    assert rows_of(text, tmp_path) == [
        ("New York Paris met Ana", ["place:New York", "place:Paris", "person:Ana"])
    ]
    with read(tmp_path / "t.conll", ReadOptions()) as reading:
        assert reading.facts["scheme"] == scheme


def test_documents_are_items_and_their_sentences_lines(tmp_path: Path) -> None:
    text = (
        "-DOCSTART- -X- -X- O\r\n\r\nU.N. NNP I-NP I-org\r\nchief NN I-NP O\r\n\r\nGo VB I-VP O\r\n\r\n"
        "-DOCSTART- -X- -X- O\r\n\r\nAna NNP I-NP I-person\r\n"
    )
    assert rows_of(text, tmp_path, "eng.testa") == [
        ("U.N. chief\nGo", ["org:U.N."]),
        ("Ana", ["person:Ana"]),
    ]
    with read(tmp_path / "eng.testa", ReadOptions()) as reading:
        assert "Columns between the token and its tag, 2 in all, are left out." in reading.notices


def test_without_documents_each_sentence_is_an_item_and_comments_are_none(tmp_path: Path) -> None:
    text = "# id 7\nAna\tB-person\n\n\n#\tO\nwins\tO\n"
    assert rows_of(text, tmp_path, "t.tsv") == [("Ana", ["person:Ana"]), ("# wins", [])]


def test_a_folder_of_parts_is_read_file_by_file(tmp_path: Path) -> None:
    for name in ("train.txt", "dev.txt"):
        (tmp_path / name).write_text("Ana  B-person\n\nGo O\n")
    rows = sample.back(tmp_path)
    assert [(row.fields["text"], row.metadata["file"]) for row in rows] == [
        ("Ana", "dev.txt"),
        ("Go", "dev.txt"),
        ("Ana", "train.txt"),
        ("Go", "train.txt"),
    ]
    (tmp_path / "notes.txt").write_text("These are notes.")
    with read(tmp_path, ReadOptions()) as reading:
        assert "format" not in reading.facts


def test_a_line_without_a_tag_is_told_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "t.conll").write_text("Ana B-person\nVega\n\nwins O\n")
    with read(tmp_path / "t.conll", ReadOptions()) as reading:
        fault, row = list(reading.rows)
    assert isinstance(fault, InvalidInput)
    assert (fault.slug, fault.where) == ("conll.no_tag", "t.conll line 2")
    assert not isinstance(row, InvalidInput)


def test_a_table_and_a_text_are_not_taken_for_tags(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("text\tlabel\nfirst one\tO\n")
    (tmp_path / "t.txt").write_text("She said O\nand went\n")
    for name in ("t.tsv", "t.txt"):
        with read(tmp_path / name, ReadOptions()) as reading:
            assert "format" not in reading.facts


@given(
    st.lists(
        st.lists(st.text("aé\u0301漢🎉\u200dש'#-", min_size=1, max_size=5), min_size=1, max_size=6),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tokens_come_back_as_they_were_with_their_spans(
    tmp_path: Path, sentences: list[list[str]], data: st.DataObject
) -> None:
    text = "\n".join(" ".join(sentence) for sentence in sentences)
    spans: list[dict[str, Json]] = []
    at = 0
    for number, sentence in enumerate(sentences):
        first = data.draw(st.integers(0, len(sentence) - 1))
        last = data.draw(st.integers(first, len(sentence) - 1))
        start = at + sum(len(token) + 1 for token in sentence[:first])
        end = start + len(" ".join(sentence[first : last + 1]))
        spans.append({"id": str(number), "label": "place", "start": start, "end": end})
        at += len(" ".join(sentence)) + 1
    release = sample.release_of(TOKENS, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    written = write("conll.v1", release, tmp_path)
    (row,) = sample.back(tmp_path / written.files[0])
    assert row.fields["text"] == text
    again = sample.given(row, "span.v1")
    assert sample.contents(again, text, TOKENS) == sample.contents(spans, text, TOKENS)


@given(sample.texts_with_spans(is_flat=True))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_text_a_flat_span_covers_the_same_letters(
    tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    (row,) = sample.back(tmp_path / write("conll.v1", release, tmp_path).files[0])
    again = str(row.fields["text"])
    assert _letters(again) == _letters(text)
    assert sorted(_before(again, one) for one in sample.given(row, "span.v1")) == sorted(
        _before(text, one) for one in spans
    )


def _letters(text: str) -> str:
    return "".join(text.split())


def _before(text: str, span: dict[str, Json]) -> tuple[int, str, Json]:
    """Return how many letters stand before a span, what it covers, and its label."""
    start, end = int(str(span["start"])), int(str(span["end"]))
    return len(_letters(text[:start])), _letters(text[start:end]), span["label"]


def test_what_tags_cannot_say_is_told(tmp_path: Path) -> None:
    losses = write("conll.v1", sample.release(SPAN), tmp_path).losses
    told = " ".join(losses)
    assert "Spans that overlap a longer one are left out of CoNLL, 1 in all" in told
    assert "Relations are left out of CoNLL, 2 in all." in told
    assert '"names" are left out of CoNLL, 1 in all' in told


def test_a_label_inside_a_word_cuts_the_token_and_is_told(tmp_path: Path) -> None:
    text = "Amsterdam"
    spans: list[Json] = [{"id": "a", "label": "place", "start": 0, "end": 5}]
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    written = write("conll.v1", release, tmp_path)
    assert "Amste _ _ B-place\nrdam _ _ O\n" in (tmp_path / written.files[0]).read_text()
    assert any("1 in all" in loss and "cut in two" in loss for loss in written.losses)


def test_an_items_own_tokens_are_written(tmp_path: Path) -> None:
    item = sample.text_item(0, "don't go", tokens=[[0, 2], [2, 5], [6, 8]])
    release = sample.release_of(SPAN, [(item, {"names": sample.answer([])})])
    written = write("conll.v1", release, tmp_path)
    text = (tmp_path / written.files[0]).read_text()
    assert [line.split()[0] for line in text.splitlines()[2:] if line] == ["do", "n't", "go"]


def test_tokens_come_along_and_are_written_again_whatever_words_would_be(tmp_path: Path) -> None:
    (tmp_path / "in.conll").write_text("He O\ndo O\nn't O\nlike O\n3-D B-thing\nprint I-thing\n", "utf-8")
    (row,) = sample.back(tmp_path / "in.conll")
    assert row.metadata == {"tokens": [[0, 2], [3, 5], [6, 9], [10, 14], [15, 18], [19, 24]]}
    item = sample.text_item(0, str(row.fields["text"]), **row.metadata)
    release = sample.release_of(SPAN, [(item, {"names": sample.answer([])})])
    written = write("conll.v1", release, tmp_path)
    again = (tmp_path / written.files[0]).read_text().splitlines()[2:]
    assert [line.split()[0] for line in again if line] == ["He", "do", "n't", "like", "3-D", "print"]


def test_tokens_with_a_blank_in_them_are_words_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "in.conll").write_text("New York\tB-place\nnow\tO\n", "utf-8")
    (row,) = sample.back(tmp_path / "in.conll")
    assert row.metadata == {}


def test_spacy_reads_what_is_written(tmp_path: Path) -> None:
    spacy_ner = pytest.importorskip("spacy.training.converters").conll_ner_to_docs
    written = write("conll.v1", sample.release(SPAN), tmp_path)
    docs = list(spacy_ner((tmp_path / written.files[0]).read_text(encoding="utf-8"), no_print=True))
    assert [(ent.label_, ent.text) for ent in docs[0].ents] == [
        ("person", "Ana\u0301 Vega"),
        ("place", "צפת"),
        ("place", "New York"),
    ]
