"""The demo: two projects on real data, with agreement, adjudication and a release alive at once."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from goldsmith import kinds
from goldsmith.model import Annotator, Item, Question, new_id
from goldsmith.project import adjudicate, home, ingest, plan, release
from goldsmith.project.ingest import Options
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, Project, add_annotator, add_run, item_from
from goldsmith.project.storing import record_answers
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries

QUESTIONS, CELLS = "well-formed-questions", "blood-cells"
N_JUDGED, N_LEFT, N_SEATS = 400, 100, 5
N_SIMULATED_IMAGES = 60
SEED = 7

# questions that nobody should meet unasked in a demo
UNFIT = re.compile(
    r"sex|sperm|rape|penis|ejacul|condom|vagina|breast|naked|porn|marijuana|weed\b|cocaine|heroin|drug|suicid|murder|"
    r"\bkill|\bgun|pregnan|abort|chlamyd|herpes|hiv\b|std\b|orgasm|hitler|nazi|slut|bitch|gay\b|lesbian|dirty|hotter|"
    r"phone number|e?-?mail address|home address",
    re.IGNORECASE,
)

SIMULATED = (
    {"name": "Simulated A (careful)", "edge_px": 1.5, "miss": 0.02, "extra": 0.01, "swap": 0.01},
    {"name": "Simulated B (hasty)", "edge_px": 5.0, "miss": 0.12, "extra": 0.03, "swap": 0.04},
)


def fill(workspace: Workspace, *, on_progress: Callable[[str], None]) -> None:
    """Make the demo's projects where they are missing; what is there stays as it is."""
    known = workspace.slugs()
    actor = Actor(workspace.owner.id, workspace.owner.name)
    if QUESTIONS not in known:
        on_progress("Making the project on questions that five people judged …")
        _questions(workspace, actor)
    if CELLS not in known:
        on_progress("Making the project on blood cells in boxes …")
        _cells(workspace, actor)


def _samples() -> Path:
    return Path(str(files("goldsmith"))) / "samples"


def _job(project: Project) -> Job:
    return Job(new_id(), "demo", project.slug, None)


# questions ----------------------------------------------------------------------------------------------------------


def _questions(workspace: Workspace, actor: Actor) -> None:
    """500 questions: 400 with the votes of five seats, 100 left for the visitor."""
    text = (_samples() / "questions.md").read_text("utf-8")
    project = home.make_project(workspace, actor, title="Well-formed questions", slug=QUESTIONS, text=text)
    project.save_settings(
        {
            "description": "Real questions from the web, judged by five people each.",
            "licence": "CC BY-SA 4.0",
        }
    )
    rows = _sample_rows()
    source = project.folder / "uploads" / "questions.csv"
    source.parent.mkdir()
    with source.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "question"])
        out.writerows((number, asked) for number, asked, _ in rows)
    options = Options(name="query_wellformedness_dev.tsv", text=("question",), id="id")
    ingest.ingest(project, actor, source, options, _job(project), is_ours=True)
    plan.plan_overlap(
        project, actor, arms=[{"share": 1.0, "overlap": N_SEATS}], floor_share=0, stratify_by=None, seed=SEED
    )
    _seat_votes(project, actor, {number: share for number, _, share in rows})
    adjudicate.accept(project, actor, question=None, seed=SEED)
    _first_release(project, actor, "demo")


def _sample_rows() -> list[tuple[str, str, float]]:
    """Return (line number, question, share of five people) of a random sample of the file."""
    lines = (_samples() / "questions" / "query_wellformedness_dev.tsv").read_text("utf-8").splitlines()
    fit = [n for n, line in enumerate(lines) if not UNFIT.search(line)]
    chosen = sorted(random.Random(SEED).sample(fit, N_JUDGED + N_LEFT))  # noqa: S311
    cells = [(n, *lines[n].partition("\t")[::2]) for n in chosen]
    return [(str(n + 1), asked, float(share)) for n, asked, share in cells]


def _seat_votes(project: Project, actor: Actor, shares: Mapping[str, float]) -> None:
    """Give each of the first items the votes that its share stands for, in seats drawn at random."""
    rng = random.Random(SEED)  # noqa: S311
    items = _items(project)[:N_JUDGED]
    spec = {
        "source": "google-research-datasets/query-wellformedness",
        "note": "five unidentified people a question",
    }
    with project.ledger.write() as tx:
        run, _ = add_run(
            tx, stage="ingest_answers", method="seats.v1", parameters={"seats": N_SEATS}, seed=SEED, by=actor
        )
        seats = [
            add_annotator(tx, Annotator(new_id(), "human", f"Seat {n + 1}", False, spec))
            for n in range(N_SEATS)
        ]
        given: list[tuple[int, Item, Any]] = []
        for item in items:
            n_yes = round(shares[item.external_id or ""] * N_SEATS)
            votes = ["well_formed"] * n_yes + ["not_well_formed"] * (N_SEATS - n_yes)
            rng.shuffle(votes)
            given += [(seat, item, vote) for seat, vote in zip(seats, votes, strict=True)]
        record_answers(tx, project, given, question="wellformed", run=run)


# blood cells --------------------------------------------------------------------------------------------------------


def _cells(workspace: Workspace, actor: Actor) -> None:
    """80 images with one person's boxes each; two simulated annotators answer 60 of them."""
    text = (_samples() / "blood_cells.md").read_text("utf-8")
    project = home.make_project(workspace, actor, title="Blood cells", slug=CELLS, text=text)
    project.save_settings(
        {
            "description": "Photographs of blood smears. One person's boxes are real; two annotators are simulated.",
            "licence": "MIT",
            "counted_kinds": ["human", "function"],
        }
    )
    options = Options(name="BCCD", question="cells", annotator_name="BCCD author", clip=True)
    ingest.ingest(project, actor, _samples() / "blood_cells", options, _job(project), is_ours=False)
    plan.plan_overlap(
        project, actor, arms=[{"share": 1.0, "overlap": 3}], floor_share=0, stratify_by=None, seed=SEED
    )
    _simulate(project, actor)
    _first_release(project, actor, "demo")


def _simulate(project: Project, actor: Actor) -> None:
    """Let each simulated annotator redraw the real boxes with slips of its own, at rates that its spec names."""
    question = project.need_question("cells")
    truth = {
        row["item"]: kinds.get(row["kind"]).load(json.loads(row["value"]))
        for row in queries.heads(project.ledger.reader)
    }
    items = {item.seq: item for item in _items(project)[:N_SIMULATED_IMAGES]}
    with project.ledger.write() as tx:
        run, _ = add_run(
            tx,
            stage="ingest_answers",
            method="simulated_boxes.v1",
            parameters={"annotators": SIMULATED},
            seed=SEED,
            by=actor,
        )
        for n, habits in enumerate(SIMULATED):
            spec = {"simulated": True, "method": "simulated_boxes.v1", **habits}
            annotator = add_annotator(tx, Annotator(new_id(), "function", str(habits["name"]), True, spec))
            rng = random.Random(SEED + n)  # noqa: S311
            given = [
                (annotator, item, _redraw(truth[seq], item, question, habits, rng))
                for seq, item in items.items()
            ]
            record_answers(tx, project, given, question="cells", run=run)


def _redraw(
    boxes: Iterable[Any], item: Item, question: Question, habits: Mapping[str, Any], rng: random.Random
) -> list[dict[str, Any]]:
    """Return boxes as an annotator of these habits might have drawn them."""
    image = item.image() or {}
    width, height = float(image["width"]), float(image["height"])
    labels = question.label_keys()
    drawn: list[dict[str, Any]] = []
    for box in boxes:
        if rng.random() < habits["miss"]:
            continue
        left, top = box.x + rng.gauss(0, habits["edge_px"]), box.y + rng.gauss(0, habits["edge_px"])
        right = box.x + box.width + rng.gauss(0, habits["edge_px"])
        bottom = box.y + box.height + rng.gauss(0, habits["edge_px"])
        label = rng.choice(labels) if rng.random() < habits["swap"] else box.label
        drawn.append(_clipped(len(drawn), label, (left, top, right, bottom), (width, height)))
        if rng.random() < habits["extra"]:
            x, y = rng.uniform(0, width - 60), rng.uniform(0, height - 60)
            drawn.append(_clipped(len(drawn), "Platelets", (x, y, x + 40, y + 38), (width, height)))
    return drawn


def _clipped(
    n: int, label: str, corners: Sequence[float], size: tuple[float, float], least: float = 6.0
) -> dict[str, Any]:
    width, height = size
    left, top = min(max(corners[0], 0.0), width - least), min(max(corners[1], 0.0), height - least)
    right, bottom = min(max(corners[2], left + least), width), min(max(corners[3], top + least), height)
    return {
        "id": f"b{n + 1}",
        "label": label,
        "x": round(left, 1),
        "y": round(top, 1),
        "width": round(right - left, 1),
        "height": round(bottom - top, 1),
    }


# both ---------------------------------------------------------------------------------------------------------------


def _items(project: Project) -> list[Item]:
    rows = queries.items_by_seq(project.ledger.reader, caches.all_items(project.ledger.reader))
    return [item_from(rows[seq]) for seq in sorted(rows)]


def _first_release(project: Project, actor: Actor, name: str) -> None:
    settings = project.settings()
    ratios = {"train": 0.8, "validation": 0.1, "test": 0.1}
    made = release.Plan(
        name,
        ratios,
        SEED,
        (),
        "What stood when the demo was made.",
        settings["licence"],
        settings["counted_kinds"],
    )
    release.make(project, actor, made, _job(project))
