"""`goldsmith agreement FILE`: its shape as JSON, its text, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from numpy.random import default_rng

from goldsmith.agreement import agreement_report
from goldsmith.cli.agreement_text import lines
from goldsmith.cli.main import cli
from goldsmith.errors import InvalidInput
from goldsmith.votes import Votes

NAMES = {
    "percent",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
    "brennan_prediger",
    "conger_kappa",
}
PARTS = {"value", "low", "high", "low_people", "high_people", "n", "undefined"}
# Krippendorff (2011), example C; the lone vote on the last unit as the package irrCAC has it
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . .",
    "C": ". 3 3 3 2 3 4 2 2 5 1 3",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["agreement", *map(str, arguments)])


def asked(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output, parse_constant=pytest.fail)
    return found


def written(folder: Path, text: str) -> Path:
    path = folder / "votes.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def observers(tmp_path: Path) -> Path:
    rows = [
        f"u{n},{who},{label}"
        for who, row in OBSERVERS.items()
        for n, label in enumerate(row.split())
        if label != "."
    ]
    return written(tmp_path, "\n".join(["item,annotator,label", *rows]))


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_a_file_gives_the_published_numbers(observers: Path, level: str, alpha: float) -> None:
    found = asked(observers, "--level", level)
    values = {name: one["value"] for name, one in found["coefficients"].items()}
    assert values["krippendorff_alpha"] == pytest.approx(alpha, abs=1e-6)
    assert values["conger_kappa"] == pytest.approx(0.76282, abs=5e-6)
    assert values["fleiss_kappa"] == pytest.approx(0.76117, abs=5e-6)
    assert values["gwet_ac1"] == pytest.approx(0.77544, abs=5e-6)
    assert found["choices"]["level"] == level


def test_json_is_one_object_of_the_promised_shape(observers: Path) -> None:
    found = asked(observers)
    assert (found["n_items"], found["n_annotators"], found["n_votes"]) == (12, 4, 41)
    assert set(found["coefficients"]) == NAMES | {"scott_pi"}
    rows = [
        *found["coefficients"].values(),
        *(one for row in found["per_label"].values() for one in row.values()),
    ]
    for one in rows:
        assert set(one) >= PARTS
        assert (one["value"] is None) == (one["undefined"] is not None)
    assert found["coefficients"]["cohen_kappa"]["undefined"]["reason"] == "more_than_two"
    assert sorted(found["per_label"]) == ["1", "2", "3", "4", "5"]
    assert all({"krippendorff_alpha", "specific"} <= set(row) for row in found["per_label"].values())
    assert len(found["pairs"]) == 6
    assert all(set(pair) == {"a", "b", "n", "percent", "cohen_kappa"} for pair in found["pairs"])
    assert {"seed", "labels", "weights", "resampling_unit", "replicates"} <= set(found["choices"])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(observers: Path) -> None:
    first, again, other = (run(observers, "--json", "--seed", seed).output for seed in (4, 4, 5))
    assert first == again != other


def test_text_says_what_was_counted_and_what_was_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "task,worker,answer\nq1,ann,y\nq1,bob,y\nq2,ann,n\nq2,bob,y\nq2,ann,y\n")
    result = run(path)
    assert result.exit_code == 0
    assert "4 votes, 2 items, 2 annotators" in result.output
    assert "1 earlier vote" in result.output
    assert "ann, bob" in result.output


def test_two_annotators_have_cohens_kappa_and_conger_is_the_same(tmp_path: Path) -> None:
    votes = [
        f"q{n},{who},{label}"
        for who, row in (("a", "yynnynyy"), ("b", "ynnnynny"))
        for n, label in enumerate(row)
    ]
    found = asked(written(tmp_path, "\n".join(["item,annotator,label", *votes])))["coefficients"]
    assert found["cohen_kappa"]["value"] == pytest.approx(found["conger_kappa"]["value"])
    assert found["cohen_kappa"]["n"] == 8


@pytest.mark.parametrize(
    ("rows", "reason", "percent"),
    [
        ("q1,ann,yes\nq2,ann,no\n", "no_overlap", None),
        ("q1,ann,yes\nq2,bob,no\n", "no_overlap", None),
        ("q1,ann,yes\nq1,bob,yes\nq2,ann,yes\nq2,bob,yes\n", "no_variation", 1.0),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_what_cannot_be_told_has_a_reason_and_is_no_failure(
    tmp_path: Path, rows: str, reason: str, percent: float | None, as_json: bool
) -> None:
    path = written(tmp_path, "item,annotator,label\n" + rows)
    if not as_json:
        assert "undefined: " in run(path).output
        return
    found = asked(path)["coefficients"]
    assert found["percent"]["value"] == percent
    for name in NAMES - {"percent"}:
        assert found[name]["value"] is None
        assert found[name]["undefined"]["reason"] == reason


def test_measurements_have_alpha_and_the_rest_says_why_not(tmp_path: Path) -> None:
    rows = [
        f"q{n},{who},{n * 7 % 303 + shift}" for n in range(300) for who, shift in (("a", 0.25), ("b", 0.5))
    ]
    found = asked(written(tmp_path, "\n".join(["item,annotator,label", *rows])), "--level", "interval")
    assert found["coefficients"]["krippendorff_alpha"]["value"] == pytest.approx(1, abs=1e-3)
    assert found["coefficients"]["percent"]["undefined"]["reason"] == "too_many_values"
    assert set(found["coefficients"]) == NAMES | {"icc_1", "icc_a_1", "icc_c_1"}
    assert found["coefficients"]["icc_c_1"]["value"] == pytest.approx(1, abs=1e-3)


def test_labels_in_an_order_have_weighted_coefficients_beside(observers: Path) -> None:
    found = asked(observers, "--level", "ordinal")["coefficients"]
    assert found["gwet_ac2"]["value"] == pytest.approx(0.914, abs=5e-6)
    assert found["weighted_fleiss_kappa"]["value"] == pytest.approx(0.86494, abs=5e-6)
    assert "weighted_cohen_kappa" not in found


def test_a_plan_and_a_ceiling_stand_beside_when_asked_for(observers: Path) -> None:
    found = asked(observers, "--half-width", "0.1", "--ceiling")
    assert found["plan"]["items_these_people"] > 12
    assert found["ceiling"]["undefined"]["reason"] == "too_few_votes"
    plain = asked(observers)
    assert "plan" not in plain
    assert "ceiling" not in plain


@pytest.mark.parametrize(
    ("name", "content", "options", "slug"),
    [
        ("votes.csv", b"item,annotator,label\nq1,ann,yes\n", ["--item", "itm"], "table.unknown_column"),
        ("votes.csv", b"item,annotator,label\nq1,ann,\n", [], "votes.no_label"),
        ("votes.csv", b"", [], ""),
        ("votes.csv", b"item,annotator,label\n", [], "table.empty"),
        ("votes.csv", b"\0\xff\xfe\0", [], "table.not_text"),
        ("votes.parquet", b"no parquet", [], ""),
        ("votes.xlsx", b"PK\3\4", [], "table.unknown_format"),
    ],
)
def test_a_bad_file_is_refused_with_what_where_and_mend(
    tmp_path: Path, name: str, content: bytes, options: list[str], slug: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = run(path, *options).exception
    assert isinstance(error, InvalidInput)
    assert error.slug.startswith(slug)
    assert all((error.what, error.where, error.mend))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    error = run(tmp_path / "none.csv").exception
    assert isinstance(error, InvalidInput)
    assert error.slug == "table.missing"


def test_options_of_a_file_are_refused_for_a_project_and_the_other_way_round(
    tmp_path: Path, observers: Path
) -> None:
    assert "--item goes with a file of votes" in run(tmp_path / "project", "--item", "x").output
    assert "--level, --seed go with" in run(tmp_path / "project", "--level", "nominal", "--seed", 0).output
    assert "--question goes with a project" in run(observers, "--question", "x").output


def test_why_there_is_no_interval_is_said_once_of_the_values_it_is_about(tmp_path: Path) -> None:
    rows = [f"q{n},{who},{'no' if n == 1 and who == 'a' else 'yes'}" for n in (1, 2, 3) for who in "abc"]
    output = run(written(tmp_path, "\n".join(["item,annotator,label", *rows]))).output
    notes = [line.split(": ")[:2] for line in output.splitlines() if line.startswith("  No interval")]
    assert len({why for _, why in notes}) == len(notes) > 1
    told = [about for about, _ in notes]
    assert "  No interval of Fleiss' kappa, Krippendorff's alpha" in told
    assert not any("Cohen" in about or "Scott" in about for about in told)


def test_a_project_says_nothing_of_the_interval_of_what_is_not_shown() -> None:
    votes = Votes.from_records(
        [n for n in range(8) for _ in "abc"], [*"abc"] * 8, [*"xyyxxyyyxyxyxxyyxyxyyxxy"]
    )
    report = agreement_report(votes, rng=default_rng(0), replicates=50).to_json() | {"units": "given"}
    told = "\n".join(lines({"question": "tone", "scope": "", "exclusions": [], "report": report}))
    assert "Cohen's kappa               undefined: This coefficient is of two annotators" in told
    assert "No interval" not in told
