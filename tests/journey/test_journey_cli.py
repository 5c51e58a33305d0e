"""Raw file → released training set → model, through the commands; answers and rulings come in over HTTP."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from tests.api.house import png
from tests.journey.line import N_QUESTIONS, SAMPLES, Door, opinion, raw_questions, same_release, train
from tests.serving import Server, goldsmith, run, told

pytestmark = pytest.mark.slow


def test_the_whole_line_by_commands(tmp_path: Path) -> None:
    shares = raw_questions(tmp_path / "questions.csv")
    project = tmp_path / "w" / "wellformed"

    # before anybody serves it
    run("new", project, "--title", "Well-formed?")
    assert "version 1" in run("guideline", project, SAMPLES / "questions.md", "--note", "first")
    assert run("guideline", project).rstrip() == (SAMPLES / "questions.md").read_text("utf-8").rstrip()
    ingest = (
        "ingest",
        project,
        tmp_path / "questions.csv",
        "--text",
        "question",
        "--id",
        "number",
        "--group",
        "page",
    )
    assert told(*ingest)[0]["n_items"] == N_QUESTIONS
    assert told(*ingest)[0]["n_known"] == N_QUESTIONS
    assert told("plan", project, "--arm", "1:2", "--floor", "0")["n_unplanned"] == 0
    assert "release" in run("status", project)

    # while it is served: commands go through the server
    with Server(tmp_path / "w") as server:
        owner = Door(server, "wellformed").sign_in(server.link)
        link = owner.invite("annotator", 2)
        for seed, name in enumerate(("Ann", "Bob")):
            person = Door(server, "wellformed").join(link, name)
            assert person.label_all("wellformed", opinion(shares, seed)) == N_QUESTIONS
        assert told("agreement", project)["n_items"] == N_QUESTIONS
        assert "kappa" in run("agreement", project).lower()
        assert told("accept", project, "--seed", "1")["n_accepted"] > 0
        judge = Door(server, "wellformed").join(owner.invite("adjudicator", 1), "Judith")
        assert "tie" in judge.judge_all(lambda case: case["answers"][0]["value"])
        assert told("release", project, "cut-a", "--seed", "4")["n_items"] == N_QUESTIONS
        run("backup", project, tmp_path / "saved.zip")

    # and after
    found = told("release", project, "cut-b", "--seed", "4", "--out", tmp_path / "handed over")
    assert found["folder"] == str(tmp_path / "handed over")
    for name in ("cut-a", "cut-b"):
        assert "rebuilds to the same" in run("verify", project, name)
    assert same_release(project / "releases" / "cut-a", project / "releases" / "cut-b") == []
    assert "everything is whole" in run("check", project)
    assert "everything is whole" in run("check", project / "project.sqlite")
    run("restore", tmp_path / "elsewhere", tmp_path / "saved.zip")
    assert "rebuilds to the same" in run("verify", tmp_path / "elsewhere" / "wellformed", "cut-a")
    assert train(tmp_path / "handed over", "wellformed") > 0.9


def test_a_changed_release_is_found_out(tmp_path: Path) -> None:
    shares = raw_questions(tmp_path / "questions.csv")
    project = tmp_path / "w" / "p"
    run("new", project, "--guideline", SAMPLES / "questions.md")
    run("ingest", project, tmp_path / "questions.csv", "--text", "question", "--id", "number")
    run("plan", project, "--arm", "1:1", "--floor", "0")
    with Server(tmp_path / "w") as server:
        owner = Door(server, "p").sign_in(server.link)
        owner.label_all("wellformed", opinion(shares, 0))
        run("release", project, "cut-a")
        assert owner.get("/releases")[0]["stamps"]  # one person each: agreement unknowable
    (project / "releases" / "cut-a" / "items.jsonl").write_text("{}\n")
    found = goldsmith("verify", project, "cut-a")
    assert (found.returncode, "changed since it was made: items.jsonl" in found.stdout) == (1, True)
    assert goldsmith("check", project).returncode == 1


# bad input ----------------------------------------------------------------------------------------------------------


def huge_png(side: int) -> bytes:
    """Return a PNG of a few bytes that claims to be side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def climbing_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../escaped.txt", "out")
        archive.writestr("good.txt", "in")
    return out.getvalue()


BAD: dict[str, tuple[str, bytes, str]] = {
    "an unclosed quotation mark": ("x.csv", b'id,text\n1,"never ends\n2,b\n', "x.csv"),
    "a row of too many cells": ("x.csv", b"id,text\n1,a\n2,b,c\n3,d,e\n", "line 3"),
    "a Windows encoding": ("x.csv", b"id,text\n1,caf\xe9\n", "x.csv"),
    "no rows": ("x.csv", b"id,text\n", "x.csv"),
    "no bytes": ("x.csv", b"", "x.csv"),
    "one id for two texts": ("x.csv", b"id,text\n1,a\n1,b\n", "line 3"),
    "broken JSON Lines": ("x.jsonl", b'{"text": "a"}\n{"text": \n', "line 2"),
    "no parquet": ("x.parquet", b"PAR1 it is not", "x.parquet"),
    "a zip that climbs": ("x.zip", climbing_zip(), "escaped.txt"),
    "a zip that is torn": ("x.zip", climbing_zip()[:60], "x.zip"),
    "an image of no bytes": ("x.png", b"", "x.png"),
    "half an image": ("x.png", png(64, 64)[:70], "x.png"),
    "an image of 50,000 pixels a side": ("x.png", huge_png(50_000), "x.png"),
    "a page in place of an image": ("x.png", b"<script>alert(1)</script>", "x.png"),
    "an SVG": ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "x.svg"),
    "a text of more than ten million letters": ("x.txt", b"a" * 10_000_001, "x.txt"),
    "an unknown sort of file": ("x.exe", b"MZ", "x.exe"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bad") / "w" / "p"
    run("new", made, "--template", "choice")
    return made


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_refused_with_what_where_mend_and_nothing_comes_in(
    project: Path, tmp_path: Path, fault: str
) -> None:
    name, content, where = BAD[fault]
    (tmp_path / name).write_bytes(content)
    before = {path for path in project.rglob("*") if path.is_file()}
    found = goldsmith("ingest", project, tmp_path / name)
    assert found.returncode == 1, found.stdout
    assert "Traceback" not in found.stderr
    assert "mend:" in found.stderr
    assert where in found.stderr
    with closing(sqlite3.connect(project / "project.sqlite")) as sql:
        assert sql.execute("SELECT count(*) FROM item").fetchone()[0] == 0
    assert {path for path in project.rglob("*") if path.is_file()} <= before
    assert not (project.parent.parent / "escaped.txt").exists()


def test_every_bad_row_is_told_and_the_good_ones_come_in_when_that_is_wanted(tmp_path: Path) -> None:
    run("new", tmp_path / "w" / "p", "--template", "choice")
    table = tmp_path / "x.csv"
    table.write_text("id,text\n1,a\n2,b,c\n3,d\n4\n")
    found = goldsmith("ingest", tmp_path / "w" / "p", table)
    assert "line 3" in found.stderr
    assert "line 5" in found.stderr
    kept = told("ingest", tmp_path / "w" / "p", table, "--keep-good")[0]
    assert (kept["n_items"], kept["n_faults"]) == (2, 2)


def test_html_in_a_text_stays_text(tmp_path: Path) -> None:
    run("new", tmp_path / "w" / "p", "--template", "choice")
    table = tmp_path / "x.csv"
    table.write_text('id,text\n1,"<script>alert(1)</script>"\n2,"<img src=x onerror=alert(1)>"\n')
    assert told("ingest", tmp_path / "w" / "p", table)[0]["n_items"] == 2
    run("plan", tmp_path / "w" / "p", "--arm", "1:1", "--floor", "0")
    with Server(tmp_path / "w") as server:
        owner = Door(server, "p").sign_in(server.link)
        question = owner.get("/guideline")["questions"][0]
        assert owner.label_all(question["key"], lambda _: question["labels"][0]["key"]) == 2
        run("release", tmp_path / "w" / "p", "cut-a", "--split", "train=1")
        card = owner.http.get(f"{owner.base}/releases/cut-a/files/card.html").text
        assert "<script" not in card
        assert "<img src=x" not in card


@pytest.mark.parametrize(
    ("words", "told_"),
    [
        (("status", "nowhere/p"), "workspace.missing"),
        (("statis", "p"), "Did you mean 'status'"),
        (("ingest", "w/p", "missing.csv"), "missing.csv"),
        (("plan", "w/p", "--arm", "half:2"), "SHARE:PEOPLE"),
        (("plan", "w/p", "--arm", "0.5:2"), "plan.shares"),
        (("release", "w/p", "../v1"), "release.name"),
        (("release", "w/p", "cut-a"), "release.empty"),
        (("verify", "w/p", "v9"), "release.unknown"),
        (("restore", "w", "w/people.sqlite"), "backup.torn"),
        (("guideline", "w/p", "w/people.sqlite"), "not UTF-8"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(
    project: Path, words: tuple[str, ...], told_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent.parent)
    found = goldsmith(*words)
    assert found.returncode != 0
    assert told_ in found.stderr
    assert "Traceback" not in found.stderr
    assert not Path("nowhere").exists()
