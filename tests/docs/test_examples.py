"""Every example that says `run` runs. Pages that start from the tutorial's project find a small one of its shape."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.docs.examples import DOCS, ROOT, blocks, pages, run_command, run_page, runnable

TUTORIAL = DOCS / "tutorial.md"
FROM_TUTORIAL = "<!-- starts from: tutorial -->"
SERVED = "<!-- served -->"
EXAMPLES = [page for page in pages() if runnable(page) and page != TUTORIAL]
YES, NO = "well_formed", "not_well_formed"


def _write(name: str, rows: list[list[str]]) -> None:
    with Path(name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the tutorial has it after its sixth step, with 60 questions instead of 1,000."""
    place = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        guideline = next(block for block in blocks(TUTORIAL) if block.file)
        Path("guideline.md").write_text(guideline.text, encoding="utf-8")
        asked = [[str(n), f"Is {n} a prime number?"] for n in range(60)]
        seats = [(f"Seat {seat}", seat) for seat in range(3)]
        given = [
            [n, text, name, YES if int(n) % 3 >= seat else NO]
            for n, text in asked[:50]
            for name, seat in seats
        ]
        _write("questions.csv", [["id", "question"], *asked])
        _write("answers.csv", [["id", "question", "seat", "label"], *given])
        for line in (
            "new workshop/questions --guideline guideline.md",
            "ingest workshop/questions questions.csv --text question --id id",
            "plan workshop/questions --arm 1:3",
            "ingest workshop/questions answers.csv --source questions.csv --text question --id id"
            " --label label --annotator seat --anonymous",
        ):
            run_command(line.split(), "set-up")
    return place


@contextmanager
def served(workshop: Path) -> Iterator[tuple[str, str]]:
    """Serve a workspace; yield its address and a token of its owner."""
    command = [sys.executable, "-c", "from goldsmith.cli import main; main()"]
    with subprocess.Popen(
        [*command, "serve", str(workshop), "--port", "0", "--json"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            told = json.loads(server.stdout.readline())
            with httpx.Client(base_url=told["url"], headers={"X-Goldsmith": "1"}) as http:
                signed = http.post("/api/v1/session", json={"token": told["owner_link"].partition("#t=")[2]})
                signed.raise_for_status()
                made = http.post("/api/v1/tokens", json={"name": "script", "project": None, "role": "owner"})
                made.raise_for_status()
            yield told["url"], made.json()["secret"]
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.mark.slow
@pytest.mark.parametrize("document", EXAMPLES, ids=lambda document: str(document.relative_to(ROOT)))
def test_examples_run(document: Path, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = document.read_text("utf-8")
    room = tmp_path / "room"
    if FROM_TUTORIAL in text:
        shutil.copytree(small, room)
    else:
        room.mkdir()
        shutil.copy(small / "questions.csv", room)
    monkeypatch.chdir(room)
    if SERVED not in text:
        run_page(document)
        return
    with served(room / "workshop") as (url, token):
        monkeypatch.setenv("GOLDSMITH_URL", url)
        monkeypatch.setenv("GOLDSMITH_TOKEN", token)
        run_page(document)


def test_there_are_examples_to_run() -> None:
    assert len(EXAMPLES) > 5
