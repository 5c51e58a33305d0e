"""Script that the labeling screens take for each move, key and stroke, beside Konva and Annotorious.

    python benchmarks/screens.py                  # all scenes; npm installs the peers into a temporary folder
    python benchmarks/screens.py --only text mask

A picture of 4096 × 2160 pixels with 1,000 boxes (and 200 polygons, where a contestant's screen holds both); a text of
5,000 words with 500 spans; a brush of 300 pixels. Milliseconds of the page's main thread by its own clock, no waiting:
the median of the runs with the least and the most. Frames: how many a second while the pointer moves, each contestant
in turn in the same browser, without a GPU.

It needs Chromium (found by name, or named by CHROMIUM), Playwright, and npm for the peers.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from goldsmith.client import Client, open_workspace
from goldsmith.model import new_id
from goldsmith.replies import Submission
from goldsmith.resources import Project

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 4096, 2160
N_BOXES, N_POLYGONS, N_WORDS, N_SPANS = 1_000, 200, 5_000, 500
SIZE = {"width": 1366, "height": 768}
RUNS, MOVES = 5, 60
PEERS = ("konva@10", "@annotorious/annotorious@3")

Point = tuple[float, float]
T = TypeVar("T")


# ── what is measured ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of the main thread's own time: in script, and in script, styles and layout together."""

    script: float
    all: float


class Clock:
    """The main thread's own time of a page; nothing that it waits for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _now(self) -> Took:
        told = {one["name"]: one["value"] for one in self._session.send("Performance.getMetrics")["metrics"]}
        script = told["ScriptDuration"] * 1000
        return Took(script, script + (told["LayoutDuration"] + told["RecalcStyleDuration"]) * 1000)

    def of(self, act: Callable[[], object], n: int) -> Took:
        """Return what one of the n things takes that an act does, with the frame after it."""
        self._page.wait_for_timeout(150)
        before = self._now()
        act()
        self._page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        after = self._now()
        return Took((after.script - before.script) / n, (after.all - before.all) / n)


def frames(page: Page, act: Callable[[], object]) -> float:
    """Return the frames a second that a page shows during an act."""
    page.evaluate(
        """() => {
          const seen = (window.__frames = { n: 0, since: performance.now(), on: true });
          const count = () => { seen.n += 1; if (seen.on) requestAnimationFrame(count); };
          requestAnimationFrame(count);
        }"""
    )
    act()
    return float(
        page.evaluate(
            "() => { const seen = window.__frames; seen.on = false;"
            " return seen.n / ((performance.now() - seen.since) / 1000); }"
        )
    )


def wander(page: Page, start: Point, *, button: str | None = None) -> None:
    """Move the pointer in a small circle, pressed or not, and come back to where it began."""
    page.mouse.move(*start)
    if button:
        page.mouse.down(button=button)  # type: ignore[arg-type]
    for n in range(1, MOVES + 1):
        turn = 2 * np.pi * n / MOVES
        page.mouse.move(start[0] + 80 * np.sin(turn), start[1] + 60 * (1 - np.cos(turn)))
    if button:
        page.mouse.up(button=button)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Row:
    """What one contestant took for one thing. bar: the most milliseconds of script that are aimed at, or None."""

    scene: str
    who: str
    took: Sequence[Took]
    fps: Sequence[float] = ()
    bar: float | None = None


def repeated(measure: Callable[[], T]) -> list[T]:
    """Return the measure several times; the first, cold one is left out."""
    measure()
    return [measure() for _ in range(RUNS)]


# ── the same shapes for everyone ─────────────────────────────────────────────────────────────────────────────────


def picture(folder: Path) -> Path:
    """Write a seeded picture: soft noise, so that it is neither empty nor large."""
    rng = np.random.default_rng(0)
    small = rng.integers(90, 200, (HEIGHT // 16, WIDTH // 16, 3), np.uint8)
    path = folder / "field.jpg"
    Image.fromarray(small).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).save(path, quality=85)
    return path


def boxes() -> list[dict[str, Any]]:
    """Return boxes in a loose grid; the first lies in the middle and is the one that is dragged."""
    rng = random.Random(0)
    found = []
    for n in range(N_BOXES + 20):
        x, y = 20 + 80 * (n % 51), 20 + 100 * (n // 51)
        found.append({"x": x + rng.random() * 10, "y": y + rng.random() * 10, "width": 50.0, "height": 60.0})
    free = [box for box in found if abs(box["x"] - WIDTH / 2) > 150 or abs(box["y"] - HEIGHT / 2) > 150]
    return [
        {"x": WIDTH / 2 - 60.0, "y": HEIGHT / 2 - 60.0, "width": 120.0, "height": 120.0},
        *free[: N_BOXES - 1],
    ]


def polygons() -> list[list[Point]]:
    """Return outlines of twelve points."""
    rng = random.Random(1)
    found = []
    for n in range(N_POLYGONS + 20):
        x, y, r = 60 + 200 * (n % 20), 100 + 180 * (n // 20), 30 + 20 * rng.random()
        outline = [(x + r * np.cos(t), y + r * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 13)[:-1]]
        if abs(x - WIDTH / 2) > 150 or abs(y - HEIGHT / 2) > 150:  # the dragged box lies there
            found.append(outline)
    return found[:N_POLYGONS]


# ── Goldsmith ────────────────────────────────────────────────────────────────────────────────────────────────────

GUIDELINE = """---
questions:
  - key: things
    kind: {kind}
    title: Mark the things
    show: [{field}]
    labels:
      - {{key: a, title: Thing}}
      - {{key: b, title: Other}}
---
# Things
"""


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Serve a new workspace in a folder; yield its owner's link."""
    command = [sys.executable, "-c", "from goldsmith.cli import main; main()", "serve", str(folder)]
    with subprocess.Popen([*command, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True) as running:
        try:
            yield json.loads((running.stdout or sys.stdin).readline())["owner_link"]
        finally:
            running.terminate()
            running.wait(timeout=20)


class Desk:
    """A running server, and its owner in front of a project of one item."""

    def __init__(self, workspace: Path, link: str, page: Page) -> None:
        self.page = page
        self._client: Client = open_workspace(workspace)
        page.goto(link)
        page.get_by_role("heading", name="Projects").wait_for()
        self._url = page.url.partition("/#")[0].rstrip("/")

    def open(self, kind: str, field: str, item: Path, answer: Sequence[Any] | None = None) -> None:
        """Make a project of that kind, give its one item the answer, if any, and open it on the label page."""
        page, slug = self.page, f"p{new_id()[:8]}"
        guideline = GUIDELINE.format(kind=kind, field=field)
        self._client.post("/projects", {"title": kind, "slug": slug, "guideline": guideline})
        project = self._client.project(slug)
        job = project.items.import_file(file=item, name=item.name, text=["text"] if field == "text" else [])
        self._client.wait(job)
        project.make_plan(policy="overlap", arms=[{"share": 1.0, "overlap": 1}], floor_share=0.0)
        if answer is not None:
            self._answer(project, answer)
        page.goto(f"{self._url}/p/{slug}/label")
        while answer is not None and not page.evaluate("() => Boolean(window.__goldsmith?.work)"):
            page.keyboard.press(
                "Alt+ArrowLeft"
            )  # nothing happens until the page has been told what was answered
            page.wait_for_timeout(200)
        probe = f"__goldsmith_{kind}"
        page.wait_for_function("(probe) => window[probe] && window.__goldsmith?.work", arg=probe)
        if field == "image":
            page.wait_for_function("(probe) => window[probe].camera().scale !== 1", arg=probe)
            page.locator(".canvas-loading").wait_for(state="detached")
        if page.get_by_role("note").count():  # the words of a first visit
            page.keyboard.press("Escape")

    def _answer(self, project: Project, answer: Sequence[Any]) -> None:
        (piece,) = project.labeling.next_items(n=1)["work"]
        given: Submission = {
            "id": new_id(),
            "person": self._client.me()["person"]["id"],
            "assignment": piece["assignment"],
            "item": piece["item"]["id"],
            "guideline_version": piece["guideline_version"],
            "answers": {"things": {"id": new_id(), "has_value": True, "value": answer}},
            "duration_ms": 1000,
        }
        if refused := project.labeling.submit(submissions=[given])["refused"]:
            raise SystemExit(f"The answer was refused: {refused}")

    def on_screen(self, kind: str, x: float, y: float) -> Point:
        """Return where a pixel of the picture lies in the window."""
        at = self.page.evaluate(f"([x, y]) => window.__goldsmith_{kind}.toScreen(x, y)", [x, y])
        return at["x"], at["y"]


# ── the peers ────────────────────────────────────────────────────────────────────────────────────────────────────

PAGE = """<!doctype html><meta charset="utf-8"><style>body { margin: 0 } #stage { width: 1366px; height: 768px }
#image { display: block; width: 1366px }</style>"""
KONVA = (
    PAGE
    + """<div id="stage"></div><script src="node_modules/konva/konva.min.js"></script><script>
const given = SHAPES;
const stage = new Konva.Stage({ container: "stage", width: 1366, height: 768, draggable: true });
const scale = 1366 / given.width;
stage.scale({ x: scale, y: scale });
const below = new Konva.Layer({ listening: false });
const shapes = new Konva.Layer();
const above = new Konva.Layer();
stage.add(below, shapes, above);
const look = { stroke: "#0072b2", strokeWidth: 4, fill: "rgba(0, 114, 178, .15)", perfectDrawEnabled: false };
for (const box of given.boxes) shapes.add(new Konva.Rect({ ...box, ...look, draggable: true }));
for (const points of given.polygons) {
  shapes.add(new Konva.Line({ ...look, points: points.flat(), closed: true, draggable: true }));
}
shapes.on("dragstart", (event) => event.target.moveTo(above));  // as its guide advises: one shape is redrawn
shapes.on("dragend", (event) => event.target.moveTo(shapes));
const image = new Image();
image.onload = () => { below.add(new Konva.Image({ image })); document.title = "ready"; };
image.src = "field.jpg";
</script>"""
)
ANNOTORIOUS = (
    PAGE
    + """<link rel="stylesheet" href="node_modules/@annotorious/annotorious/dist/annotorious.css">
<img id="image" src="field.jpg"><script src="node_modules/@annotorious/annotorious/dist/annotorious.js"></script>
<script>
const given = SHAPES;
const target = (id, selector) => ({ id, type: "Annotation", body: [], target: { source: "field.jpg", selector } });
const box = ({ x, y, width, height }, n) => target(`b${n}`, {
  type: "FragmentSelector", conformsTo: "http://www.w3.org/TR/media-frags/",
  value: `xywh=pixel:${x},${y},${width},${height}` });
const polygon = (points, n) => target(`p${n}`, {
  type: "SvgSelector", value: `<svg><polygon points="${points.map((p) => p.join(",")).join(" ")}"/></svg>` });
onload = () => {
  const anno = Annotorious.createImageAnnotator("image", {
    adapter: Annotorious.W3CImageFormat("field.jpg"), drawingEnabled: false });
  anno.setAnnotations([...given.boxes.map(box), ...given.polygons.map(polygon)]);
  setTimeout(() => { document.title = `${anno.getAnnotations().length} ready`; }, 500);
};
</script>"""
)


@contextmanager
def peers(folder: Path) -> Iterator[str]:
    """Install the peers into a folder, write their pages, and serve them; yield the address."""
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", *PEERS], cwd=folder, check=True, timeout=300
    )
    told = {"width": WIDTH, "height": HEIGHT, "boxes": boxes(), "polygons": polygons()}
    for name, page in (("konva", KONVA), ("annotorious", ANNOTORIOUS)):
        (folder / f"{name}.html").write_text(page.replace("SHAPES", json.dumps(told)), encoding="utf-8")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write no line for each request."""


# ── the scenes ───────────────────────────────────────────────────────────────────────────────────────────────────


def moves(page: Page, scene: str, who: str, at: Point, *, button: str) -> Row:
    """Measure what one move of a pressed pointer takes, and how many frames are shown meanwhile."""
    clock = Clock(page)
    took = repeated(lambda: clock.of(lambda: wander(page, at, button=button), MOVES))
    fps = repeated(lambda: frames(page, lambda: wander(page, at, button=button)))
    return Row(scene, who, took, fps, bar=3.0)


def image(desk: Desk, room: Path, browser: Browser) -> Iterator[Row]:
    """1,000 boxes, and 200 polygons, on a 4K picture: pan, and drag one."""
    page, field = desk.page, picture(room)
    given = [{"id": new_id(), "label": "a", **box} for box in boxes()]
    desk.open("box", "image", field, given)
    middle = desk.on_screen("box", WIDTH / 2, HEIGHT / 2)
    yield moves(page, "1,000 boxes: pan", "goldsmith", middle, button="middle")
    yield moves(page, "1,000 boxes: drag one", "goldsmith", middle, button="left")
    outlines = [
        {"id": new_id(), "label": "a", "parts": [{"outline": one, "holes": []}]} for one in polygons()
    ]
    desk.open("polygon", "image", field, outlines)
    middle = desk.on_screen("polygon", *np.mean(polygons()[110], axis=0).tolist())
    yield moves(page, "200 polygons: pan", "goldsmith", middle, button="middle")
    yield moves(page, "200 polygons: drag one", "goldsmith", middle, button="left")
    with peers(room) as url:
        konva = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        konva.goto(f"{url}/konva.html")
        konva.wait_for_function("() => document.title === 'ready'")
        scale = 1366 / WIDTH
        yield moves(konva, "1,000 boxes + 200 polygons: pan", "konva", (683, 740), button="left")
        at = (WIDTH / 2 * scale, HEIGHT / 2 * scale)
        yield moves(konva, "1,000 boxes + 200 polygons: drag one", "konva", at, button="left")
        other = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        other.goto(f"{url}/annotorious.html")
        other.wait_for_function("() => document.title.endsWith('ready')")
        other.mouse.click(*at)
        yield moves(other, "1,000 boxes + 200 polygons: drag one", "annotorious", at, button="left")


def mask(desk: Desk, room: Path, _browser: Browser) -> Iterator[Row]:
    """A brush of 300 pixels on a 4K mask: a move of it, and undoing the stroke."""
    page = desk.page
    desk.open("mask", "image", picture(room))
    page.keyboard.press("1")
    page.keyboard.press("b")
    for _ in range(60):
        page.keyboard.press("]")
    clock, middle = Clock(page), desk.on_screen("mask", WIDTH / 2, HEIGHT / 2)
    took, undone = [], []
    for _ in range(RUNS + 1):
        took.append(clock.of(lambda: wander(page, middle, button="left"), MOVES))
        undone.append(clock.of(lambda: page.keyboard.press("Control+z"), 1))
    yield Row("brush of 300 pixels: a move", "goldsmith", took[1:], bar=4.0)
    yield Row("brush of 300 pixels: undo a stroke", "goldsmith", undone[1:], bar=20.0)


def text(desk: Desk, room: Path, browser: Browser) -> Iterator[Row]:
    """A text of 5,000 words with 500 spans: add one more, and scroll, beside the same words as plain text."""
    rng = random.Random(0)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 9))) for _ in range(N_WORDS)]
    starts = np.cumsum([0, *(len(word) + 1 for word in words)]).tolist()
    chosen = range(0, N_WORDS, N_WORDS // N_SPANS)
    given = [
        {"id": new_id(), "label": "ab"[n % 2], "start": starts[n], "end": starts[n] + len(words[n])}
        for n in chosen
    ]
    file = room / "text.jsonl"
    file.write_text(json.dumps({"text": " ".join(words)}) + "\n", encoding="utf-8")
    desk.open("span", "text", file, given)
    page, clock = desk.page, Clock(desk.page)
    free = [n for n in range(12, 400) if n % (N_WORDS // N_SPANS) == 5]

    def pick(n: int) -> None:
        at = page.evaluate("(at) => window.__goldsmith_span.rect(at)", starts[n] + 1)
        page.mouse.dblclick(at["x"] + 2, at["y"] + at["height"] / 2)

    by_key, by_hand = [], []
    for n in free[: RUNS + 1]:
        pick(n)
        by_key.append(clock.of(lambda: page.keyboard.press("1"), 1))
        page.keyboard.press("Control+z")
    page.mouse.click(600, 700)  # nothing is picked, so that the key readies its label
    page.keyboard.press("1")
    for n in free[RUNS + 1 : 2 * RUNS + 2]:
        by_hand.append(clock.of(functools.partial(pick, n), 1))
        page.keyboard.press("Control+z")
    yield Row("5,000 words, 500 spans: the key that adds one", "goldsmith", by_key[1:], bar=5.0)
    yield Row("5,000 words, 500 spans: a double click that adds one", "goldsmith", by_hand[1:])
    yield _scroll(page, "goldsmith, 500 spans")
    plain = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
    plain.set_content(f"<p style='width: 700px; font: 17px/1.7 sans-serif'>{' '.join(words)}</p>")
    yield _scroll(plain, "plain text")


def _scroll(page: Page, who: str) -> Row:
    clock = Clock(page)

    def wheel() -> None:
        for n in range(MOVES):
            page.mouse.wheel(0, 80 if n < MOVES // 2 else -80)

    page.mouse.move(500, 400)
    return Row(
        "5,000 words: scroll",
        who,
        repeated(lambda: clock.of(wheel, MOVES)),
        repeated(lambda: frames(page, wheel)),
    )


SCENES: dict[str, Callable[[Desk, Path, Browser], Iterator[Row]]] = {
    "image": image,
    "mask": mask,
    "text": text,
}


def main() -> None:
    """Print a table of what each scene took."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--only", nargs="*", choices=list(SCENES), default=list(SCENES))
    asked = options.parse_args()
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    print(
        "| what | who | ms of script, median (least to most) | at most | with styles, layout | frames a second |"
    )
    print("|---|---|---|---|---|---|")
    with (
        tempfile.TemporaryDirectory() as tmp,
        server(Path(tmp) / "workspace") as link,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce", locale="en-GB")  # type: ignore[arg-type]
        desk = Desk(Path(tmp) / "workspace", link, page)
        for name in asked.only:
            for row in SCENES[name](desk, Path(tmp), browser):
                fps = f"{statistics.median(row.fps):.0f}" if row.fps else ""
                bar = f"{row.bar:g}" if row.bar is not None else ""
                script, everything = [one.script for one in row.took], [one.all for one in row.took]
                told = f"{statistics.median(script):.2f} ({min(script):.2f} to {max(script):.2f})"
                rest = f"{statistics.median(everything):.2f}"
                print(f"| {row.scene} | {row.who} | {told} | {bar} | {rest} | {fps} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
