"""The tutorial runs from its first line to its last, on the bundled data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.examples import DOCS, blocks, run_page

TUTORIAL = DOCS / "tutorial.md"


@pytest.mark.slow
def test_the_tutorial_runs_from_raw_file_to_classifier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_page(TUTORIAL)
    told = capsys.readouterr().out
    assert "Cohen's kappa" in told
    assert "v1: rebuilds to the same" in told
    right = int(told.rpartition("%")[0].split()[-1])
    assert right > 55, "the classifier has learned something"
    assert (tmp_path / "workshop/questions/releases/v1/card.html").is_file()


def test_training_from_a_release_takes_fewer_than_fifteen_lines() -> None:
    train = blocks(TUTORIAL)[-1]
    assert "goldsmith.load" in train.text
    assert len([line for line in train.text.splitlines() if line.strip()]) < 15
