"""`goldsmith consensus`: its table, its summary, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from goldsmith.cli.consensus import METHODS, consensus
from goldsmith.consensus.models import MODELS
from goldsmith.consensus.ways import WAYS
from goldsmith.errors import InvalidInput

VOTES = """task,worker,answer
q1,ann,yes
q1,bob,yes
q1,cy,no
q2,ann,no
q2,bob,no
q2,cy,no
q3,ann,yes
q3,bob,no
q4,ann,no
q4,ann,yes
q4,bob,yes
q4,cy,yes
"""


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.csv"
    path.write_text(VOTES, "utf-8")
    return path


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(consensus, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*arguments: str | Path) -> InvalidInput:
    done = CliRunner().invoke(consensus, list(map(str, arguments)))
    assert isinstance(done.exception, InvalidInput)
    return done.exception


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_command_knows_every_method() -> None:
    assert list(METHODS) == [way.name for way in WAYS]
    assert set(MODELS) <= set(METHODS)


def test_out_has_a_row_for_each_item_and_no_label_on_a_tie(votes: Path, tmp_path: Path) -> None:
    run(votes, "--out", tmp_path / "gold.csv")
    assert read(tmp_path / "gold.csv") == [
        ["item", "label", "posterior", "entropy"],
        ["q1", "yes", "0.666667", "0.636514"],
        ["q2", "no", "1.0", "0.0"],
        ["q3", "", "0.5", "0.693147"],
        ["q4", "yes", "1.0", "0.0"],
    ]


def test_the_summary_says_what_was_decided_and_what_was_left_out(votes: Path) -> None:
    told = run(votes)
    assert "majority: 11 votes of 3 annotators on 4 items." in told
    assert "3 decided, 1 tied, 0 below the least posterior." in told
    assert "Replaced by a later vote of the same annotator on the same item: 1." in told
    people = told.partition("least accurate first:\n")[2].splitlines()
    assert [line.split()[:2] for line in people] == [["ann", "0.600"], ["bob", "0.600"], ["cy", "0.625"]]


def test_gold_is_held_and_counted(votes: Path, tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("item,truth\nq3,no\nq9,yes\nq2,\n", "utf-8")
    found = json.loads(run(votes, "--gold", tmp_path / "truth.csv", "--json"))
    assert (found["n_gold_clamped"], found["n_gold_unseen"]) == (1, 1)
    assert found["items"][2] == {
        "item": "q3",
        "label": "no",
        "why_open": None,
        "posterior": [1.0, 0.0],
        "entropy": 0.0,
    }
    assert "Gold items held at their label: 1; without votes: 1." in run(
        votes, "--gold", tmp_path / "truth.csv"
    )


@pytest.mark.parametrize("method", MODELS)
def test_json_carries_posteriors_annotators_and_choices(votes: Path, method: str) -> None:
    found = json.loads(run(votes, "--method", method, "--labels", "no,yes", "--seed", "3", "--json"))
    assert (found["method"], found["n_items"], found["n_replaced"]) == (method, 4, 1)
    assert found["labels"] == ["no", "yes"]
    assert [sum(item["posterior"]) for item in found["items"]] == pytest.approx([1] * 4)
    assert [one["annotator"] for one in found["annotators"]] == ["ann", "bob", "cy"]
    assert found["choices"]["seed"] == 3
    assert (found["iterations"] > 0) == (method not in {"majority", "weighted_majority"})


def test_annotators_go_to_a_file_of_their_own(votes: Path, tmp_path: Path) -> None:
    run(votes, "--method", "one_coin", "--annotators", tmp_path / "people.csv")
    header, *rows = read(tmp_path / "people.csv")
    assert header == ["annotator", "n_votes", "accuracy", "low", "high"]
    assert [(row[0], row[1]) for row in rows] == [("ann", "4"), ("bob", "4"), ("cy", "3")]
    assert all(float(row[3]) < float(row[2]) < float(row[4]) for row in rows)


def test_a_least_posterior_leaves_items_open(votes: Path) -> None:
    assert "2 decided, 1 tied, 1 below the least posterior." in run(votes, "--min-posterior", "0.9")


def test_two_annotators_are_refused_for_a_model(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("item,annotator,label\n1,a,x\n1,b,y\n2,a,x\n2,b,x\n", "utf-8")
    error = refused(tmp_path / "two.csv", "--method", "mace")
    assert error.slug == "consensus.too_few_annotators"
    assert "majority" in error.mend


def test_labels_outside_the_label_set_are_refused(votes: Path) -> None:
    assert refused(votes, "--labels", "yes,maybe").slug == "votes.unknown_label"


def test_gold_that_contradicts_itself_is_refused_with_its_lines(votes: Path, tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("item,gold\nq1,yes\nq2,no\nq1,no\n", "utf-8")
    error = refused(votes, "--gold", tmp_path / "truth.csv")
    assert error.slug == "consensus.bad_gold"
    assert "line 4" in error.where


def test_a_refusal_writes_nothing(votes: Path, tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text("item,gold\nq1,perhaps\n", "utf-8")
    error = refused(votes, "--gold", tmp_path / "truth.csv", "--out", tmp_path / "gold.csv")
    assert error.slug == "consensus.unknown_gold_label"
    assert not (tmp_path / "gold.csv").exists()


def test_words_have_no_order_of_their_own(votes: Path) -> None:
    assert refused(votes, "--method", "ordinal").slug == "votes.no_order"


def test_numbers_come_with_interval_bias_and_spread(tmp_path: Path) -> None:
    table = tmp_path / "numbers.csv"
    rows = [
        f"q{n},{who},{n + off}"
        for n in range(8)
        for who, off in (("ann", 0), ("bob", n % 2 / 10), ("cy", 5 - n))
    ]
    table.write_text("\n".join(["item,annotator,value", *rows]), "utf-8")
    (tmp_path / "truth.csv").write_text("item,truth\nq0,0\n", "utf-8")
    out, people = tmp_path / "gold.csv", tmp_path / "people.csv"
    told = run(
        table, "--method", "weighted_mean", "--tolerance", "0.5", "--min-posterior", "0.5",
        "--gold", tmp_path / "truth.csv", "--out", out, "--annotators", people,
    )  # fmt: skip
    assert "Gold items held at their value: 1" in told
    header, first, second, *_ = read(out)
    assert header == ["item", "value", "why_open", "posterior", "entropy", "low", "high"]
    assert (first[1], first[5], first[6]) == ("0", "0.0", "0.0")
    assert float(second[5]) < float(second[1]) < float(second[6]), second
    assert [row[:3] for row in read(people)[1:3]] == [["ann", "8", "bias"], ["ann", "8", "spread"]]


def test_one_item_of_numbers_is_decided_and_says_why_nobody_is_measured(tmp_path: Path) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text("item,annotator,value\nq,a,1\nq,b,0\nq,c,0\nq,d,0\n", "utf-8")
    told = run(table, "--method", "weighted_mean")
    assert "1 decided" in told
    assert told.count("undefined  1 answers  It shares fewer than two items with others.") == 8


def test_gold_of_numbers_is_a_number(tmp_path: Path) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text("item,annotator,value\nq1,ann,1\nq1,bob,2\nq1,cy,3\n", "utf-8")
    (tmp_path / "truth.csv").write_text("item,truth\nq1,much\n", "utf-8")
    found = refused(table, "--method", "weighted_mean", "--gold", tmp_path / "truth.csv")
    assert found.slug == "consensus.gold_no_number"


def test_texts_come_to_the_one_that_good_annotators_lie_nearest_to(tmp_path: Path) -> None:
    table, out = tmp_path / "lines.csv", tmp_path / "gold.csv"
    rows = [
        f"q{n},{who},{said}"
        for n in range(6)
        for who, said in (("ann", f"line {n}"), ("bob", f"lime {n}"), ("cy", "??"))
    ]
    table.write_text("\n".join(["item,annotator,answer", *rows]), "utf-8")
    told = run(table, "--method", "weighted_medoid", "--out", out)
    assert "distance:" in told
    assert {row[1][:2] for row in read(out)[1:]} <= {"li", ""}


@pytest.mark.parametrize("method", ["staple", "found_objects", "kemeny"])
def test_methods_for_whole_answers_do_not_decide_a_table_of_labels(votes: Path, method: str) -> None:
    assert refused(votes, "--method", method).slug == "consensus.not_this_kind"
