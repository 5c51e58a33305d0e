"""Vectors that the user brings: near ones are found exactly, and what is no vector is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.random import default_rng

from goldsmith.cli.dedup import dedup, leaks
from goldsmith.dedup import Vectors, vector_duplicates, vector_leaks
from goldsmith.errors import InvalidInput


def test_every_pair_from_the_cosine_on_is_found_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("goldsmith.dedup.vector_sets.BLOCK", 7)
    rows = default_rng(0).normal(size=(60, 3)) * default_rng(1).uniform(0.1, 9, (60, 1))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    wanted = {(i, j) for i, j in np.argwhere(unit @ unit.T >= 0.95).tolist() if i < j}
    found = vector_duplicates(Vectors.of(rows), least=0.95)
    assert {(link.a, link.b) for link in found.links} == wanted
    assert wanted


def test_the_first_row_represents_and_numbers_are_ordered_as_numbers() -> None:
    rows = np.eye(12)[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 9]]
    found = vector_duplicates(Vectors.of(rows))
    assert found.representative[[10, 11]].tolist() == [1, 9]


def test_rows_without_a_direction_are_named_and_left_out() -> None:
    vectors = Vectors.of(np.array([[1.0, 0], [0, 0], [np.nan, 1], [np.inf, 1], [3, 0]]))
    assert [told.split(" (")[0] for told in vectors.unreadable] == ["row 2", "row 3", "row 4"]
    assert vectors.ids == ["1", "5"]
    assert len(vector_duplicates(vectors).links) == 1


def test_both_sides_must_come_from_one_model() -> None:
    with pytest.raises(InvalidInput, match="have 2 numbers, those of test 3"):
        vector_leaks(Vectors.of(np.ones((1, 2))), Vectors.of(np.ones((1, 3))))


@pytest.mark.parametrize("given", [np.ones(3), np.array([["a", "b"]]), np.ones((2, 2), complex)])
def test_what_is_no_table_of_numbers_is_refused(
    given: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> None:
    with pytest.raises(InvalidInput, match="no table of vectors"):
        Vectors.of(given)


def test_the_commands_read_a_file_of_vectors(tmp_path: Path) -> None:
    train, test, no_array = (tmp_path / name for name in ("train.npy", "test.npy", "other.npy"))
    np.save(train, np.array([[1.0, 0], [0, 1], [1, 0.01]]))
    np.save(test, np.array([[0.0, 2]]))
    no_array.write_text("id,text\n")
    found = CliRunner().invoke(dedup, [str(train), "--json", "--out", str(tmp_path / "out.csv")])
    assert [(link["a"], link["b"]) for link in json.loads(found.output)["links"]] == [("1", "3")]
    assert (tmp_path / "out.csv").read_text().splitlines()[3].startswith("3,1,")
    leaking = CliRunner().invoke(leaks, [str(train), str(test)])
    assert leaking.exit_code == 1
    assert "1 of 1 test vectors" in leaking.output
    refused = CliRunner().invoke(leaks, [str(train), str(no_array)])
    assert refused.exit_code == 2
    assert "no array of numbers" in refused.output


def test_rows_that_cannot_be_compared_are_named_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    np.save(path, np.array([[1.0, 0], [0, 0], [np.nan, 1], [0, np.inf]]))
    output = CliRunner().invoke(dedup, [str(path)]).output
    why = "row 2 (zero vector), row 3 (not a finite number), row 4 (not a finite number)"
    assert f"3 rows could not be compared: {why}." in output
    assert "opened" not in output


@pytest.mark.parametrize(
    ("given", "what"),
    [(np.ones((0, 2)), "There are no vectors"), (np.zeros((3, 2)), "None of its vectors can be compared")],
)
def test_nothing_to_compare_is_told_in_words_of_vectors(
    tmp_path: Path, given: np.ndarray[tuple[int, ...], np.dtype[np.float64]], what: str
) -> None:
    path = tmp_path / "x.npy"
    np.save(path, given)
    error = CliRunner().invoke(dedup, [str(path)]).exception
    assert isinstance(error, InvalidInput)
    assert error.what.startswith(what)
    assert "image" not in error.mend
    assert "numpy.save" in error.mend


HEADER = "{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000, 1000), }"


def npy(header: str) -> bytes:
    """Return the bytes of a .npy file with this header and no numbers."""
    padded = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode()


@pytest.mark.parametrize("name", ["too large", "no header", "archive", "objects", "empty"])
def test_a_file_that_is_no_array_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / "given.npy"
    if name == "archive":
        with path.open("wb") as file:
            np.savez(file, a=np.eye(2))
    elif name == "objects":
        np.save(path, np.array([{1: 2}], dtype=object), allow_pickle=True)
    else:
        path.write_bytes({"too large": npy(HEADER), "no header": npy("(((("), "empty": b""}[name])
    with pytest.raises(InvalidInput) as refused:
        Vectors.read(path)
    assert refused.value.slug == "dedup.vectors"
    assert refused.value.where == str(path)
    assert refused.value.mend


def test_vectors_that_do_not_fit_into_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    np.save(tmp_path / "given.npy", np.eye(2))
    monkeypatch.setattr(Vectors, "of", full)
    with pytest.raises(InvalidInput, match="do not fit into memory"):
        Vectors.read(tmp_path / "given.npy")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1e200, 1e-200, 5e-324, 1.7e308])
def test_the_size_of_finite_numbers_plays_no_part(size: float) -> None:
    vectors = Vectors.of(np.array([[size, 0], [3, 0], [0, size], [size, size]]))
    assert vectors.unreadable == []
    assert np.linalg.norm(vectors.rows, axis=1) == pytest.approx(1)
    assert [(link.a, link.b) for link in vector_duplicates(vectors).links] == [(0, 1)]
