"""Votes from plain files: good ones under any of the known names, bad ones named by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from numpy.random import default_rng

from goldsmith.agreement.plain import plain_report
from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.votefile import ANNOTATOR, ITEM, LABEL, read_votes
from goldsmith.votes import Level


def written(folder: Path, text: str, name: str = "votes.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, **options: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_votes(path, **options)
    assert caught.value.what
    assert caught.value.where
    assert caught.value.mend
    return caught.value


@pytest.mark.parametrize("item", ITEM)
@pytest.mark.parametrize("annotator", ANNOTATOR)
@pytest.mark.parametrize("label", LABEL)
def test_known_names_need_no_option(tmp_path: Path, item: str, annotator: str, label: str) -> None:
    path = written(tmp_path, f"{item},{annotator.upper()},{label}\nq1,ann,yes\nq1,bob,no\nq2,ann,no\n")
    votes = read_votes(path)
    assert (votes.items, votes.annotators, votes.labels) == (("q1", "q2"), ("ann", "bob"), ("no", "yes"))
    assert votes.counts().tolist() == [[1, 1], [1, 0]]


def test_any_other_column_is_named_by_option(tmp_path: Path) -> None:
    path = written(tmp_path, "who,what,said,item\nann,q1,yes,x\nbob,q1,no,y\n")
    votes = read_votes(path, item="what", annotator="who", label="said")
    assert (votes.items, votes.n_votes) == (("q1",), 2)


def test_the_same_votes_come_from_every_format(tmp_path: Path) -> None:
    rows = [
        {"item": "q1", "annotator": "ann", "label": "é"},
        {"item": "q2", "annotator": "ann", "label": "b"},
    ]
    files = [
        written(tmp_path, "item,annotator,label\nq1,ann,é\nq2,ann,b\n"),
        written(tmp_path, "item\tannotator\tlabel\nq1\tann\té\nq2\tann\tb\n", "votes.tsv"),
        written(tmp_path, "\n".join(map(json.dumps, rows)), "votes.jsonl"),
        written(tmp_path, json.dumps(rows), "votes.json"),
    ]
    for votes in map(read_votes, files):
        assert (votes.items, votes.labels, votes.label.tolist()) == (("q1", "q2"), ("b", "é"), [1, 0])


def test_an_unknown_column_lists_those_of_the_file(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "task,worker,answer\nq1,ann,yes\n"), label="anwser")
    assert "answer" in error.where
    assert "--label" in error.mend


def test_without_a_recognised_column_the_option_is_named(tmp_path: Path) -> None:
    assert "--annotator" in refused(written(tmp_path, "task,x,answer\nq1,ann,yes\n")).mend


def test_every_blank_label_is_named_by_its_line(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "item,annotator,label\nq1,ann,yes\nq1,bob,\nq2,ann,no\nq2,bob, \n"))
    assert error.slug == "votes.no_label"
    assert error.where == "votes.csv line 3; votes.csv line 5"


def test_blanks_of_several_sorts_are_told_together(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "item,annotator,label\n,ann,yes\nq1,,no\nq2,ann,\n"))
    assert isinstance(error, ManyFaults)
    assert [fault.slug for fault in error.faults] == ["votes.no_item", "votes.no_annotator", "votes.no_label"]
    assert "votes.csv line 3" in str(error)


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "item,annotator,label\n" + "q1,ann,\n" * 1500))
    assert "1,500 votes" in error.what
    assert error.where.endswith("and 1,480 more")


@pytest.mark.parametrize("content", [b"", b"item,annotator,label\n", b"\x89PNG\r\n\x1a\n\0\0\xff\xfe"])
def test_empty_and_binary_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    refused(path)


def test_the_last_vote_of_an_annotator_on_an_item_counts_and_it_is_said(tmp_path: Path) -> None:
    votes = read_votes(written(tmp_path, "item,annotator,label\nq1,ann,yes\nq1,bob,no\nq1,ann,no\n"))
    assert votes.counts().tolist() == [[2, 0]]
    assert (votes.n_votes, votes.n_replaced, votes.n_repeats) == (2, 1, 0)


@pytest.mark.parametrize("occasions", [("9", "10", "10"), ("2026-01-02", "2026-01-10", "2026-01-10")])
def test_the_first_occasion_counts_and_later_ones_are_repeats(
    tmp_path: Path, occasions: tuple[str, ...]
) -> None:
    first, second, third = occasions
    text = f"item,annotator,label,occasion\nq1,ann,no,{second}\nq1,ann,yes,{first}\nq1,bob,no,{third}\n"
    votes = read_votes(written(tmp_path, text))
    assert votes.counts().tolist() == [[1, 1]]  # bob's only vote is his first, whatever its number
    assert (votes.n_votes, votes.n_replaced, votes.n_repeats) == (2, 0, 1)


def test_two_votes_of_one_occasion_are_a_correction(tmp_path: Path) -> None:
    text = "item,annotator,label,occasion\nq1,ann,no,1\nq1,ann,yes,1\nq1,ann,no,2\n"
    votes = read_votes(written(tmp_path, text))
    assert (votes.labels, votes.n_replaced, votes.n_repeats) == (("no", "yes"), 1, 1)
    assert votes.label.tolist() == [1]


def test_declared_labels_keep_their_order_and_unused_ones(tmp_path: Path) -> None:
    path = written(tmp_path, "item,annotator,label\nq1,ann,low\nq1,bob,high\n")
    assert read_votes(path, labels=["low", "mid", "high"], level="ordinal").labels == ("low", "mid", "high")
    error = refused(path, labels=["low", "mid"])
    assert (error.slug, error.where) == ("votes.unknown_label", "votes.csv line 3")


def test_words_have_no_order_of_their_own_but_numbers_have(tmp_path: Path) -> None:
    words = written(tmp_path, "item,annotator,label\nq1,ann,low\nq1,bob,high\n")
    assert refused(words, level="ordinal").slug == "votes.no_order"
    numbers = written(tmp_path, "item,annotator,label\nq1,ann,10\nq1,bob,9\nq2,ann,9.0\n", "numbers.csv")
    assert read_votes(numbers, level="ordinal").labels == ("9", "10")


@pytest.mark.parametrize(
    ("level", "bad"), [("interval", "warm"), ("interval", "nan"), ("ratio", "-1"), ("ratio", "inf")]
)
def test_what_is_no_number_of_its_level_is_named_by_line(tmp_path: Path, level: Level, bad: str) -> None:
    path = written(tmp_path, f"item,annotator,label\nq1,ann,1.5\nq1,bob,{bad}\nq2,ann,2\n")
    error = refused(path, level=level)
    assert (error.slug, error.where) == ("votes.not_a_number", "votes.csv line 3")
    assert bad in error.what


@pytest.mark.parametrize(
    ("labels", "level", "what"),
    [
        (("no", "1"), "interval", "'no' is not a number."),
        (("no", "yes"), "interval", "'no', 'yes' are not numbers."),
        (("-1", "-2"), "ratio", "'-1', '-2' are not numbers from 0 up."),
        (("no", ""), "nominal", "1 vote has no label."),
        (("", ""), "nominal", "2 votes have no label."),
    ],
)
def test_one_fault_is_told_in_the_singular_and_two_in_the_plural(
    tmp_path: Path, labels: tuple[str, str], level: Level, what: str
) -> None:
    rows = "".join(f"q1,{who},{label}\n" for who, label in zip(("ann", "bob"), labels, strict=True))
    assert refused(written(tmp_path, f"item,annotator,label\n{rows}"), level=level).what.endswith(what)


def test_numbers_are_one_number_however_they_are_written(tmp_path: Path) -> None:
    path = written(tmp_path, "item,annotator,label\nq1,ann,1.50\nq1,bob,1.5\nq2,ann,-2\nq2,bob,1e1\n")
    assert read_votes(path, level="interval").labels == ("-2", "1.5", "10")


def test_items_of_one_group_share_it_and_others_stand_alone(tmp_path: Path) -> None:
    text = "item,annotator,label,doc\nq1,ann,a,d1\nq2,ann,b,d1\nq3,ann,b,\nq4,ann,a,d2\n"
    group = read_votes(written(tmp_path, text), group="doc").group
    assert group is not None
    assert len(set(group.tolist())) == 3
    assert group[0] == group[1]


def test_an_item_in_two_groups_is_named_by_line(tmp_path: Path) -> None:
    path = written(tmp_path, "item,annotator,label,doc\nq1,ann,a,d1\nq2,ann,b,d1\nq1,bob,b,d2\n")
    error = refused(path, group="doc")
    assert (error.slug, error.where) == ("votes.two_groups", "votes.csv line 4")


def test_votes_of_a_release_that_saw_a_suggestion_are_known_and_kept_out_of_agreement(tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    rows = [("q1", "ann", "yes", "shown"), ("q1", "bob", "no", "shown")]
    rows += [("q2", "ann", "yes", "silent"), ("q2", "bob", "yes", "silent"), ("q3", "ann", "no", "")]
    file.write_text("item_id,annotator,label,suggestion\n" + "".join(",".join(row) + "\n" for row in rows))
    votes = read_votes(file)
    assert votes.exposed is not None
    assert votes.exposed.tolist() == [True, True, False, False, False]
    found = plain_report(votes, rng=default_rng(0))
    assert (found["n_exposed"], found["n_votes"], found["n_pairable"]) == (2, 3, 1)


def test_a_column_of_suggested_labels_is_no_sign_of_what_was_seen(tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text("item,annotator,label,suggestion\nq1,ann,yes,no\nq1,bob,no,no\n")
    assert read_votes(file).exposed is None
