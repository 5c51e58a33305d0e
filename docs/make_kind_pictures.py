"""Take a picture of each kind of question as annotators see it, with an answer on it, with headless Chromium.

python docs/make_kind_pictures.py [KIND …]        writes docs/pictures/kinds/*.png

Each picture is of a project of one item, made here: a bundled photograph of blood cells, a text, or a generated
recording. Its answer is given over the API and opened again on the label page.
"""

from __future__ import annotations

import json
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from make_pictures import FLAGS, PICTURES, SIZE, chromium, serving, slim, whole_boxes
from playwright.sync_api import Page, sync_playwright

from goldsmith.client import Client, open_workspace
from goldsmith.model import new_id
from goldsmith.replies import Submission
from goldsmith.runs import encode, from_array

PHOTO = "BloodImage_00007.jpg"
PHOTO_WIDTH, PHOTO_HEIGHT = 640, 480
CELLS = [
    {"key": "RBC", "title": "Red cell", "definition": "A pale disc without a nucleus."},
    {"key": "WBC", "title": "White cell", "definition": "Large, with a violet nucleus."},
    {"key": "Platelets", "title": "Platelet", "definition": "A small violet speck."},
]
NAMES = (
    "Ana Vega was born in New York and studied in Vienna. In 1987 she moved to the University of Coimbra, where she "
    "met Bruno Sá; both now live in Porto."
)
REVIEW = "The soup was cold and dear, but nobody in town is faster, and the waiter knew every dish by heart."
RATE, SECONDS = 16_000, 12
PITCH = ((0.6, 3.1, 180), (3.8, 6.9, 320), (7.4, 11.2, 200))  # from, to in seconds; hertz


@dataclass(frozen=True, slots=True)
class Shot:
    """What one picture shows. question: what the guideline asks beside its title; item: its fields, or a file."""

    question: Mapping[str, Any]
    item: Mapping[str, str] | Callable[[Path], Path]
    answer: Any
    title: str
    rule: str


# ── items and answers ────────────────────────────────────────────────────────────────────────────────────────────────


def photo(folder: Path) -> Path:
    path = folder / "smear.jpg"
    path.write_bytes((files("goldsmith") / "samples" / "blood_cells" / PHOTO).read_bytes())
    return path


def recording(folder: Path) -> Path:
    """Write twelve seconds of three voices: harmonics that swell and fade, over a little noise."""
    t = np.arange(RATE * SECONDS) / RATE
    sound = np.random.default_rng(0).normal(0, 0.004, len(t))
    for start, end, hertz in PITCH:
        inside = (t >= start) & (t < end)
        swell = np.sin(np.pi * (t[inside] - start) / (end - start)) ** 0.5 * (
            0.6 + 0.4 * np.sin(9 * t[inside])
        )
        sound[inside] += (
            0.25 * swell * sum(np.sin(2 * np.pi * hertz * n * t[inside]) / n for n in range(1, 7))
        )
    path = folder / "talk.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * 32767 / np.abs(sound).max() * 0.8).astype("<i2").tobytes())
    return path


def box_answer() -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "label": label, "x": x1, "y": y1, "width": x2 - x1, "height": y2 - y1}
        for label, (x1, y1, x2, y2) in whole_boxes(PHOTO)
    ]


def ovals() -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Yield the label and an outline of each cell: the oval within its box."""
    for label, (x1, y1, x2, y2) in whole_boxes(PHOTO):
        turn = np.linspace(0, 2 * np.pi, 17)[:-1]
        xs, ys = (x1 + x2) / 2 + (x2 - x1) / 2 * np.cos(turn), (y1 + y2) / 2 + (y2 - y1) / 2 * np.sin(turn)
        yield label, [(round(x, 1), round(y, 1)) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]


def _pixels(outline: Sequence[tuple[float, float]]) -> Any:
    from PIL import Image, ImageDraw

    image = Image.new("1", (PHOTO_WIDTH, PHOTO_HEIGHT))
    ImageDraw.Draw(image).polygon(list(outline), fill=1)
    return np.asarray(image)


def _counts(shape: Any) -> str:
    return encode(from_array(shape), PHOTO_WIDTH * PHOTO_HEIGHT)


def mask_answer() -> dict[str, Any]:
    taken = np.zeros((PHOTO_HEIGHT, PHOTO_WIDTH), np.bool_)
    of: dict[str, Any] = {}
    for label, outline in ovals():
        own = _pixels(outline) & ~taken
        taken |= own
        of[label] = of.get(label, np.zeros_like(taken)) | own
    masks = [{"label": label, "counts": _counts(shape)} for label, shape in sorted(of.items())]
    return {"size": [PHOTO_HEIGHT, PHOTO_WIDTH], "masks": masks}


def instance_answer() -> dict[str, Any]:
    taken = np.zeros((PHOTO_HEIGHT, PHOTO_WIDTH), np.bool_)
    objects = []
    for label, outline in ovals():
        own = _pixels(outline) & ~taken
        taken |= own
        objects.append({"id": new_id(), "label": label, "counts": _counts(own)})
    return {"size": [PHOTO_HEIGHT, PHOTO_WIDTH], "objects": objects}


def span_answer() -> list[dict[str, Any]]:
    marked = [
        ("person", "Ana Vega"),
        ("place", "New York"),
        ("place", "Vienna"),
        ("body", "University of Coimbra"),
    ]
    marked += [("place", "Coimbra"), ("person", "Bruno Sá"), ("place", "Porto")]
    spans = [
        {"id": f"{n}", "label": label, "start": NAMES.index(text), "end": NAMES.index(text) + len(text)}
        for n, (label, text) in enumerate(marked)
    ]
    return [*spans, {"id": "r", "label": "born_in", "from": "0", "to": "1"}]


# ── the kinds ────────────────────────────────────────────────────────────────────────────────────────────────────────

ASPECTS = [
    {"key": "food", "title": "Food", "definition": "What is eaten or drunk, its taste and warmth."},
    {"key": "price", "title": "Price", "definition": "What it costs, and whether it is worth it."},
    {"key": "service", "title": "Service", "definition": "Waiters, waiting, politeness."},
    {"key": "place", "title": "Place", "definition": "Rooms, noise, where it lies."},
]
TONES = [
    {"key": "praise", "title": "Praise", "definition": "The writer would come again."},
    {"key": "blame", "title": "Blame", "definition": "The writer warns others."},
    {"key": "mixed", "title": "Mixed", "definition": "Both, and neither outweighs the other."},
]
STEPS = [
    {"key": f"{n}", "title": title}
    for n, title in enumerate(("Poor", "Weak", "Fair", "Good", "Excellent"), 1)
]
ENTITIES = [
    {"key": "person", "title": "Person", "definition": "The name of one person, without titles."},
    {"key": "place", "title": "Place", "definition": "A town, a country, a river."},
    {"key": "body", "title": "Organisation", "definition": "A firm, a school, an office."},
]
VOICES = [
    {"key": "host", "title": "Host", "definition": "The one who asks."},
    {"key": "guest", "title": "Guest", "definition": "The one who is asked."},
]
ASKED, ONE, OTHER = (
    "How do I get a refund?",
    "Write to us within 30 days.",
    "Refunds are on page 12 of the terms.",
)

SHOTS: dict[str, Shot] = {
    "choice": Shot(
        {"labels": TONES},
        {"text": REVIEW},
        "mixed",
        "What does the writer make of it?",
        "Read to the end before you decide.",
    ),
    "choices": Shot(
        {"labels": ASPECTS},
        {"text": REVIEW},
        ["food", "service"],
        "What is it about?",
        "Several labels may apply at once.",
    ),
    "rating": Shot(
        {"labels": STEPS},
        {"text": REVIEW},
        "4",
        "How useful is this review?",
        "Useful is what helps a stranger choose.",
    ),
    "number": Shot(
        {"min": 0, "max": 50, "step": 1},
        photo,
        len(whole_boxes(PHOTO)),
        "How many whole cells are there?",
        "Leave out what the border cuts off.",
    ),
    "text": Shot(
        {"max_length": 200},
        {"text": REVIEW},
        "Cold and dear, but fast and well served.",
        "Sum it up.",
        "One sentence, in your own words.",
    ),
    "pairwise": Shot(
        {"show": ["question", "first", "second"], "fields": ["first", "second"]},
        {"question": ASKED, "first": ONE, "second": OTHER},
        "a",
        "Which answer is better?",
        "Better is what the asker can act on.",
    ),
    "ranking": Shot(
        {"labels": ASPECTS},
        {"text": REVIEW},
        ["service", "food", "price", "place"],
        "What weighs most?",
        "Put first what the writer would come back for.",
    ),
    "box": Shot(
        {"labels": CELLS},
        photo,
        box_answer(),
        "Draw a box around each cell",
        "Leave out what the border cuts off.",
    ),
    "polygon": Shot(
        {"labels": CELLS},
        photo,
        [
            {"id": new_id(), "label": label, "parts": [{"outline": outline, "holes": []}]}
            for label, outline in ovals()
        ],
        "Outline each cell",
        "Follow the rim, also where cells overlap.",
    ),
    "mask": Shot(
        {"labels": CELLS}, photo, mask_answer(), "What is each pixel?", "Leave the ground without a label."
    ),
    "instance": Shot(
        {"labels": CELLS},
        photo,
        instance_answer(),
        "Paint each cell",
        "Two cells that touch are two objects.",
    ),
    "span": Shot(
        {"labels": ENTITIES, "overlap": "nested", "relations": [{"born_in": "was born in"}]},
        {"text": NAMES},
        span_answer(),
        "Mark every name",
        "A name within a name is marked too.",
    ),
    "segment": Shot(
        {"labels": VOICES, "transcript": True},
        recording,
        [
            {"id": f"{n}", "label": ("host", "guest", "host")[n], "start": start, "end": end, "text": said}
            for n, ((start, end, _), said) in enumerate(
                zip(PITCH, ("Good evening.", "Thank you for having me.", "Shall we begin?"), strict=True)
            )
        ],
        "Who speaks when?",
        "From the first sound to the last.",
    ),
}


# ── taking them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def make(client: Client, kind: str, shot: Shot, folder: Path) -> str:
    """Make the project of a kind, with its one item answered; return its slug."""
    question = {"key": "q", "kind": kind, "title": shot.title, **shot.question}
    told = [
        f"## {one['title']}\n\n{one['definition']}"
        for one in shot.question.get("labels", ())
        if "definition" in one
    ]
    body = "\n\n".join([f"# {shot.title}", shot.rule, *told])
    text = f"---\n{json.dumps({'questions': [question]})}\n---\n{body}\n"
    client.post("/projects", {"title": "The kinds", "slug": kind, "guideline": text})
    project = client.project(kind)
    if callable(shot.item):
        file, columns = shot.item(folder), []
    else:
        file, columns = folder / f"{kind}.jsonl", list(shot.item)
        file.write_text(json.dumps(shot.item) + "\n", encoding="utf-8")
    client.wait(project.items.import_file(file=file, name=file.name, text=columns))
    project.make_plan(policy="overlap", arms=[{"share": 1.0, "overlap": 1}], floor_share=0.0)
    (piece,) = project.labeling.next_items(n=1)["work"]
    given: Submission = {
        "id": new_id(),
        "person": client.me()["person"]["id"],
        "assignment": piece["assignment"],
        "item": piece["item"]["id"],
        "guideline_version": piece["guideline_version"],
        "answers": {"q": {"id": new_id(), "has_value": True, "value": shot.answer}},
        "duration_ms": 9000,
    }
    if refused := project.labeling.submit(submissions=[given])["refused"]:
        raise SystemExit(f"{kind}: {refused}")
    return kind


def take(page: Page, url: str, kind: str) -> None:
    """Open the answer again and take its picture."""
    page.goto(f"{url}/p/{kind}/label")
    while not page.evaluate("() => Boolean(window.__goldsmith?.work)"):
        page.keyboard.press("Alt+ArrowLeft")  # nothing happens until the page has been told what was answered
        page.wait_for_timeout(200)
    tour = page.get_by_role("button", name="Got it")
    if tour.count():
        tour.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)
    target = PICTURES / "kinds" / f"{kind}.png"
    page.screenshot(path=target)
    slim(target)


def main() -> None:
    (PICTURES / "kinds").mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as room,
        serving("serve", Path(room) / "workspace") as (url, link),
        sync_playwright() as playwright,
    ):
        client = open_workspace(Path(room) / "workspace")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce", locale="en-GB", timezone_id="UTC")  # type: ignore[arg-type]
        page.goto(link)
        page.wait_for_load_state("networkidle")
        for kind in sys.argv[1:] or SHOTS:
            take(page, url, make(client, kind, SHOTS[kind], Path(room)))
        browser.close()


if __name__ == "__main__":
    main()
