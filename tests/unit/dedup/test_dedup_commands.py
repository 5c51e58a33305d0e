"""`goldsmith dedup` and `goldsmith leaks` as people call them."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from numpy.random import default_rng

from goldsmith.cli.dedup import dedup, leaks
from goldsmith.dedup.canaries import edited
from tests.unit.dedup.test_near_duplicates import passages


def call(command: click.Command, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Forty passages, and a test file of ten: one exact, one near, eight of its own."""
    rng = default_rng(0)
    old, new = passages(40, rng), passages(8, rng)
    test = [old[0], edited(old[1], 0.02, rng), *new]
    return (
        write_jsonl(tmp_path / "train.jsonl", [{"id": f"a{n}", "text": text} for n, text in enumerate(old)]),
        write_jsonl(tmp_path / "test.jsonl", [{"id": f"b{n}", "text": text} for n, text in enumerate(test)]),
    )


def test_dedup_writes_clusters_and_pairs(tmp_path: Path) -> None:
    source = tmp_path / "texts.csv"
    source.write_text('content\nA small cat sat.\na small  cat sat.\nA dog ran off.\n""\n', encoding="utf-8")
    done = call(dedup, source, "--out", tmp_path / "c.csv", "--pairs", tmp_path / "p.csv")
    assert done.exit_code == 0, done.output
    assert "4 texts, 1 of them empty." in done.output
    assert [list(row.values()) for row in rows_of(tmp_path / "c.csv")] == [
        ["1", "1", "1", "2", "1.0"],
        ["2", "1", "1", "2", "1.0"],
        ["3", "2", "2", "3", "1.0"],
        ["4", "3", "3", "4", "1.0"],
    ]
    assert rows_of(tmp_path / "p.csv") == [
        {"a": "1", "b": "2", "similarity": "1.0", "evidence": "normalised"}
    ]


def test_dedup_reads_a_folder_and_follows_no_links(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "below").mkdir(parents=True)
    for name in ("a.txt", "below/b.txt"):
        (folder / name).write_text("The same text in two files.", encoding="utf-8")
    (folder / "notes.md").write_text("not read", encoding="utf-8")
    (folder / "below" / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "twin.txt").symlink_to(folder / "a.txt")
    done = call(dedup, folder, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["n"] == 2
    assert found["clusters"] == [
        {"representative": "a.txt", "members": [{"id": "below/b.txt", "similarity": 1.0}]}
    ]


def test_leaks_ends_with_1_and_lists_the_pairs(sides: tuple[Path, Path], tmp_path: Path) -> None:
    done = call(leaks, *sides, "--out", tmp_path / "pairs.csv")
    assert done.exit_code == 1
    assert "2 of 10 test texts (20.0%) have a twin in train: 1 exact" in done.output
    assert "test b0 ~ train a0  1.00  exact" in done.output
    pairs = [(row["train"], row["test"], row["evidence"]) for row in rows_of(tmp_path / "pairs.csv")]
    assert pairs == [("a0", "b0", "exact"), ("a1", "b1", "near")]


def test_leaks_ends_with_0_and_says_what_it_would_have_found(
    sides: tuple[Path, Path], tmp_path: Path
) -> None:
    other = [{"text": text} for text in passages(9, default_rng(77))]
    done = call(leaks, sides[0], write_jsonl(tmp_path / "other.jsonl", other))
    assert done.exit_code == 0, done.output
    assert "Found no twin in train for any of 9 test texts" in done.output
    assert "planted near-copies it finds: 1.00 at 2% edits" in done.output


def test_leaks_compares_a_model_with_and_without_twins(sides: tuple[Path, Path], tmp_path: Path) -> None:
    lines = [f"b{n},yes,{'yes' if n < 5 else 'no'}" for n in range(10)]
    predictions = tmp_path / "predictions.csv"
    predictions.write_text("\n".join(["id,label,prediction", *lines]), encoding="utf-8")
    done = call(leaks, *sides, "--predictions", predictions, "--json")
    assert done.exit_code == 1, done.output
    found = json.loads(done.output)["comparison"]
    assert (found["n_right_twinned"], found["n_twinned"]) == (2, 2)
    assert (found["n_right_free"], found["n_free"]) == (3, 8)
    assert found["difference"] == pytest.approx(0.625)


def test_predictions_for_other_items_are_refused_with_2(sides: tuple[Path, Path], tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.csv"
    predictions.write_text("id,label,prediction\nb0,yes,yes\nb99,yes,yes\nb1,yes,\n", encoding="utf-8")
    done = call(leaks, *sides, "--predictions", predictions)
    assert done.exit_code == 2
    assert "leaks.unknown_id" in done.output
    assert "predictions.csv line 3, id b99" in done.output
    assert "leaks.half_prediction" in done.output


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.jsonl", b"", "table.empty"),
        ("binary.csv", b"text\n\x00\x01\xff", "table.not_text"),
        ("columns.csv", b"id,words\n1,a\n", "table.no_column"),
        ("ids.csv", b"id,text\n1,a\n1,b\n,c\n", "dedup.repeated_id"),
        ("blank.csv", b"id,text\n1,\n2,\n", "dedup.no_text"),
    ],
)
def test_a_file_that_cannot_be_read_is_no_leak(
    name: str, content: bytes, told: str, sides: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    done = call(leaks, sides[0], tmp_path / name)
    assert done.exit_code == 2
    assert told in done.output
    assert "where:" in done.output
    assert "mend:" in done.output


def test_a_folder_with_files_that_are_no_text_names_each_of_them(
    sides: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "good.txt").write_text("fine", encoding="utf-8")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "zero.txt").write_bytes(b"a\0b")
    done = call(leaks, sides[0], folder)
    assert done.exit_code == 2
    assert "latin.txt, byte 3" in done.output
    assert "zero.txt, character 1" in done.output


def test_a_file_that_lost_its_line_ends_is_refused(
    sides: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldsmith.textfile.MAX_TEXT", 1_000)
    long = write_jsonl(tmp_path / "long.jsonl", [{"text": "short"}, {"text": "x" * 1_001}])
    done = call(leaks, sides[0], long)
    assert done.exit_code == 2
    assert "dedup.long_text" in done.output
    assert "long.jsonl line 2" in done.output


def test_a_folder_that_may_not_be_read_is_not_taken_for_empty(
    sides: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "texts"
    (folder / "closed").mkdir(parents=True)
    (folder / "good.txt").write_text("fine", encoding="utf-8")
    listed = os.scandir

    def scandir(path: str | Path) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr("os.scandir", scandir)
    done = call(leaks, sides[0], folder)
    assert done.exit_code == 2
    assert "dedup.unreadable" in done.output


def test_leaks_tells_the_balance_of_labels_and_which_train_lacks(tmp_path: Path) -> None:
    train = write_jsonl(
        tmp_path / "a.jsonl", [{"id": n, "text": f"one {n}", "y": "ab"[n % 2]} for n in range(8)]
    )
    rows = [{"id": n, "text": f"two {n} more", "y": "c" if n else "a"} for n in range(2)]
    test = write_jsonl(tmp_path / "b.jsonl", rows)
    told = json.loads(call(leaks, train, test, "--label", "y", "--json").output)
    assert told["labels"] == {
        "a": {"train": 4, "test": 1},
        "b": {"train": 4, "test": 0},
        "c": {"train": 0, "test": 1},
    }
    shown = call(leaks, train, test, "--label", "y").output
    assert "  a: 50.0% of train, 50.0% of test" in shown
    assert "In test and never in train: c." in shown
