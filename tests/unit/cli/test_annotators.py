"""`goldsmith annotators`: of a file with times and groups, as text and JSON, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from numpy.random import default_rng

from goldsmith.cli.main import cli
from goldsmith.errors import InvalidInput

VOTES = Path("tests/data/votes")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["annotators", *map(str, arguments)])


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Four people on 300 items, newest first; dee stops caring after half of them."""
    rng = default_rng(0)
    rows = []
    for n in range(300):
        truth = rng.integers(2)
        for who in ("ann", "bob", "cy", "dee"):
            is_right = rng.random() < (0.5 if who == "dee" and n >= 150 else 0.95)
            label = "yes" if truth == is_right else "no"
            stamp = f"2026-03-{1 + n // 24:02d}T{n % 24:02d}:00:00Z"
            rows.append(f"i{n},{who},{label},{stamp},{900 + n},{'east' if who in 'ann bob' else 'west'}")
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(["item,annotator,label,at,ms,site", *reversed(rows)]), "utf-8")
    return path


def test_a_decline_is_told_with_its_turn_and_the_order_is_that_of_the_times(votes: Path) -> None:
    found = json.loads(run(votes, "--annotator-group", "site", "--json").output)
    assert [row["annotator"] for row in found["rows"] if "drift" in row["flags"]] == ["dee"]
    dee = found["rows"][0]
    assert dee["annotator"] == "dee"
    assert 130 < dee["drift"]["turn"] < 170
    assert dee["drift"]["turn_at"] == pytest.approx(1772323200 + 150 * 3600, abs=20 * 3600)
    assert dee["speed"]["n"] == 300
    assert [row["group"] for row in found["groups"]["rows"]] == ["east", "west"]
    text = run(votes).output
    assert "agrees less and less" in text
    assert "Order of time: as given" in text


def test_known_spammers_of_a_public_set_are_suspected_and_few_others() -> None:
    found = json.loads(run(VOTES / "rte_labels.csv", "--json").output)
    flagged = {row["annotator"] for row in found["rows"] if "spam" in row["flags"]}
    assert {"7", "8", "9"} <= flagged
    assert len(flagged) <= 5


def test_the_same_seed_prints_the_same_bytes(votes: Path) -> None:
    assert run(votes, "--json").output == run(votes, "--json").output


def test_times_that_cannot_be_read_are_named_by_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("item,annotator,label,at\n1,a,y,noon\n1,b,y,2026-01-01\n", "utf-8")
    with pytest.raises(InvalidInput) as refused:
        CliRunner().invoke(cli, ["annotators", str(path)], catch_exceptions=False)
    assert refused.value.slug == "votes.bad_time"
    assert "line 2" in refused.value.where


def test_an_annotator_in_two_groups_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("item,annotator,label,site\n1,a,y,x\n2,a,y,z\n1,b,y,x\n", "utf-8")
    result = run(path, "--annotator-group", "site")
    assert isinstance(result.exception, InvalidInput)
    assert result.exception.slug == "votes.two_annotator_groups"


def test_items_voted_on_once_say_why_nobody_can_be_compared(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("item,annotator,label\n1,a,y\n2,b,y\n", "utf-8")
    assert "nobody can be compared" in run(path).output


def test_options_of_files_go_with_files(tmp_path: Path) -> None:
    assert "goes with a file of votes" in run(tmp_path, "--time", "at").output
