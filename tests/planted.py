"""A project with a telephone number everywhere that somebody may write one, and the search for it in every byte."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from goldsmith.model import new_id
from goldsmith.project import adjudicate, conversation, home, ingest, redact, release, work
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.team import GUIDELINE, Team

PHONE = "+49 151 2345 6789"
NUMBER = 491512345678  # as JSON gives it
SECRET = "Zoë’s “number”"  # what JSON and CSV write in several ways


def job() -> Job:
    return Job(new_id(), "test", None, None)


def traces(folder: Path, *texts: str) -> list[str]:
    """Return the files of a folder in whose bytes, or in whose name, a text stands."""
    forms = [form for text in texts for form in redact.forms_of(text)]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() or form in path.name.encode() for form in forms)
    ]


def planted(workspace: Workspace, tmp_path: Path) -> Team:
    """A project with a telephone number everywhere that somebody may write one."""
    actor = Actor(workspace.owner.id, workspace.owner.name)
    project = home.make_project(workspace, actor, title="Tone", slug="tone", text=GUIDELINE)
    team = Team(workspace, project)
    lines = [{"id": f"r{n}", "text": f"text {n}", "page": n} for n in range(12)]
    lines[0] |= {"text": f"Call me at {PHONE}, {SECRET}.", "phone": NUMBER, "who": f"tel:{PHONE}"}
    lines[1] |= {"id": f"mail {PHONE}", "text": "me too", "who": PHONE}
    table = tmp_path / "rows.jsonl"
    table.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    Image.new("RGB", (30, 20), "red").save(pictures / f"scan {PHONE}.png")
    for path, options in ((table, {"text": ("text",), "id": "id"}), (pictures, {})):
        told = ingest.Options(name=path.name, **options)  # type: ignore[arg-type]
        ingest.ingest(project, actor, path, told, job(), is_ours=False)
    team.open((1.0, 2))

    def choose(piece: work.Piece) -> str:
        return "rude" if int(piece.item.id[-1], 16) % 2 else "kind"

    team.label_all("ann", choose)
    for piece in iter(lambda: next(iter(team.take("bob", 1)), None), None):
        is_first = piece.item.external_id == "r0"
        given = work.Given(
            new_id(), True, "flat" if is_first else choose(piece), note=f"see {PHONE}" if is_first else ""
        )
        sent = work.Submission(new_id(), piece.assignment, piece.item.id, 1, {"tone": given}, 900)
        assert work.submit(project, team.person("bob"), [sent]).refused == []
    case = adjudicate.next_case(project, team.owner, question=None, after=None)
    assert case is not None
    evidence = [answer.id for _, answer, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, "kind", "guideline_gap", f"they rang {PHONE}", evidence, None)
    adjudicate.rule(project, team.owner, case.item.id, "tone", ruling)
    conversation.start(project, team.owner, target="item", target_id=case.item.id, text=f"This is {PHONE}")
    conversation.start(project, team.owner, target="gold", target_id=ruling.id, text=f"again {PHONE}")
    make(team, "one")
    return team


def make(team: Team, name: str) -> None:
    release.make(team.project, team.owner, release.Plan(name, {"train": 0.6, "test": 0.4}, 0, ()), job())
