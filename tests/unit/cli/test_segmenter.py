"""`goldsmith segmenter`: a model is checked, kept, shown and taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from goldsmith.cli.main import cli
from goldsmith.errors import GoldsmithError
from goldsmith.project.project import Project
from tests.segmenters import dark_in_box


@pytest.fixture
def project(tmp_path: Path) -> Path:
    Project.create(tmp_path / "pets", title="Pets").close()
    return tmp_path / "pets"


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, ["segmenter", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_model_is_added_shown_and_taken_away(project: Path, tmp_path: Path) -> None:
    assert "no segmenter" in run("show", project)
    said = run("add", project, dark_in_box(tmp_path / "dark.onnx"), "--name", "Dark things")
    assert "Dark things takes a box round the object, in pictures of 128 px" in said
    assert "SHA-256" in run("show", project)
    assert "taken away" in run("remove", project)
    assert not list((project / "segmenter").iterdir())


def test_a_refusal_says_what_where_and_how_to_mend_it(project: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.onnx").write_text("weights")
    for words, slug in (
        (("add", project, tmp_path / "notes.onnx"), "segmenter.unreadable"),
        (("add", project, tmp_path / "none.onnx"), "segmenter.no_file"),
        (("add", tmp_path, tmp_path / "notes.onnx"), "project.unknown"),
        (("remove", project), "segmenter.none"),
    ):
        with pytest.raises(GoldsmithError) as caught:
            run(*words)
        assert caught.value.slug == slug
        assert caught.value.mend
    assert not (project / "segmenter").exists()
