"""`goldsmith quality`: tables and folders, good, hostile and none."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from goldsmith.cli.quality import quality
from goldsmith.errors import InvalidInput
from tests.unit.quality.planted import photographs


def asked(*arguments: object) -> dict[str, Any]:
    done = CliRunner().invoke(quality, [*map(str, arguments), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    rows = [["id", "text", "label"], ["a", "Ask ann@example.org", "x"], ["b", "", "x"], ["c", "Fine.", "y"]]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def test_a_table_is_looked_through_and_its_findings_are_written(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.csv"
    found = asked(table, "--label", "label", "--out", out)
    assert (found["n"], found["n_texts"], found["n_flagged"]) == (3, 3, 2)
    assert list(found["checks"]) == ["empty", "personal_data", "rare_label"]
    assert "ann@" not in json.dumps(found)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["check"]) for row in rows] == [
        ("b", "empty"),
        ("a", "personal_data"),
        ("(all)", "rare_label"),
        ("(all)", "rare_label"),
    ]


def test_a_folder_of_images_and_texts_is_looked_through_and_links_are_not_followed(tmp_path: Path) -> None:
    good = photographs()[0]
    (tmp_path / "good.jpg").write_bytes(good)
    (tmp_path / "cut.jpg").write_bytes(good[:5000])
    (tmp_path / "latin.txt").write_bytes("café".encode("latin-1"))
    (tmp_path / "ignored.bin").write_bytes(b"\0")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = asked(tmp_path)
    assert (found["n"], found["n_images"]) == (3, 2)
    assert {flag["id"] for flag in found["checks"]["unreadable"]} == {"cut.jpg", "latin.txt"}


def test_images_named_in_a_table_never_lead_out_of_its_folder(tmp_path: Path) -> None:
    table = tmp_path / "inside" / "images.csv"
    table.parent.mkdir()
    (tmp_path / "secret.jpg").write_bytes(photographs()[0])
    (table.parent / "one.jpg").write_bytes(photographs()[0])
    table.write_text("id,file\n1,one.jpg\n2,none.jpg\n", encoding="utf-8")
    found = asked(table, "--image", "file")
    assert [flag["id"] for flag in found["checks"]["unreadable"]] == ["2"]
    table.write_text("id,file\n1,../secret.jpg\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="leads out"):
        CliRunner().invoke(quality, [str(table), "--image", "file"], catch_exceptions=False)


def test_a_folder_with_nothing_to_look_at_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no images or texts"):
        CliRunner().invoke(quality, [str(tmp_path)], catch_exceptions=False)


def test_the_table_itself_is_never_written_over(table: Path) -> None:
    before = table.read_bytes()
    with pytest.raises(InvalidInput):
        CliRunner().invoke(quality, [str(table), "--out", str(table)], catch_exceptions=False)
    assert table.read_bytes() == before


def test_the_readable_report_says_that_nothing_proves_all_well(tmp_path: Path) -> None:
    path = tmp_path / "texts.csv"
    path.write_text("text\nAll is fine here.\n", encoding="utf-8")
    done = CliRunner().invoke(quality, [str(path)], catch_exceptions=False)
    assert "does not prove" in done.output
