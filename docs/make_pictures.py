"""Take the pictures of docs/pictures from a fresh demo, with headless Chromium.

python docs/make_pictures.py             writes docs/pictures/*.png

Chromium is found by name, or named by CHROMIUM.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
SIZE = {"width": 1280, "height": 800}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu"]
MAX_BYTES = 300_000
TOOLS_PX, MARGIN_PX, BORDER_PX = 70, 20, 4
SIDES = ("xmin", "ymin", "xmax", "ymax")
KEYS = {"RBC": "1", "WBC": "2", "Platelets": "3"}
MOST_BOXES = 4
QUESTIONS, CELLS = "p/well-formed-questions", "p/blood-cells"


@contextmanager
def serving(command: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Run `goldsmith demo` or `goldsmith serve` on a folder; yield its address and the owner's link."""
    start = [sys.executable, "-c", "from goldsmith.cli import main; main()", command, str(folder)]
    with subprocess.Popen([*start, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True) as server:
        try:
            told = json.loads((server.stdout or sys.stdin).readline())
            yield told["url"], told["owner_link"]
        finally:
            server.terminate()
            server.wait(timeout=20)


def chromium() -> str | None:
    """Return the path of Chromium."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)


def label(page: Page) -> None:
    """Dismiss the first visit's words, answer two questions, and stop at the third."""
    page.keyboard.press("Escape")
    for key in ("1", "2"):
        page.keyboard.press(key)
        page.wait_for_timeout(700)


def boxes(page: Page) -> None:
    """Draw the boxes that the source knows of the picture: the key of a label, then a drag."""
    page.keyboard.press("Escape")
    with page.expect_response(lambda answer: answer.url.endswith("/next") and answer.ok) as handed:
        page.reload()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    given = handed.value.json()["work"][0]["item"]  # as annotators see it, without the file's name
    place = handed.value.url.removesuffix("/next")
    item = page.request.get(f"{place}/items/{given['id']}").json()["item"]
    image = item["fields"]["image"]
    area = page.locator("canvas").first.bounding_box()
    if area is None:
        raise SystemExit("The labeling page shows no canvas.")
    scale = min((area["width"] - TOOLS_PX - MARGIN_PX) / image["width"], area["height"] / image["height"])
    left = area["x"] + TOOLS_PX + (area["width"] - TOOLS_PX - scale * image["width"]) / 2
    top = area["y"] + (area["height"] - scale * image["height"]) / 2
    known = sorted(
        whole_boxes(image["name"]), key=lambda one: KEYS[one[0]], reverse=True
    )  # rare labels first
    for key, (x1, y1, x2, y2) in known[:MOST_BOXES]:
        page.keyboard.press(KEYS[key])
        page.mouse.move(left + scale * x1, top + scale * y1)
        page.mouse.down()
        page.mouse.move(left + scale * x2, top + scale * y2, steps=6)
        page.mouse.up()
        page.wait_for_timeout(150)


def whole_boxes(name: str) -> list[tuple[str, tuple[float, ...]]]:
    """Return label and (left, top, right, bottom) of a bundled picture's boxes that its border does not cut."""
    path = files("goldsmith") / "samples" / "blood_cells" / Path(name).with_suffix(".xml").name
    found = []
    for one in ElementTree.fromstring(path.read_text("utf-8")).iterfind("object"):  # noqa: S314 - bundled
        corners = tuple(float(one.findtext(f"bndbox/{side}") or 0) for side in SIDES)
        if min(corners) > BORDER_PX and corners[2] < 640 - BORDER_PX and corners[3] < 480 - BORDER_PX:
            found.append((one.findtext("name") or "", corners))
    return found


def first_case(page: Page) -> None:
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)


def nothing(_page: Page) -> None:
    """Take the page as it opens."""


SHOTS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": (QUESTIONS, nothing),
    "label-question": (f"{QUESTIONS}/label", label),
    "label-boxes": (f"{CELLS}/label", boxes),
    "agreement": (f"{QUESTIONS}/agreement", nothing),
    "adjudicate": (f"{CELLS}/adjudicate", first_case),
    "release": (f"{QUESTIONS}/release", nothing),
}


def take(page: Page, url: str, name: str) -> None:
    place, prepare = SHOTS[name]
    page.goto(f"{url}/{place}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    prepare(page)
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    slim(target)


def slim(path: Path) -> None:
    """Write a picture small; one with a photograph gets 256 colours, spread so that the labels' keep apart."""
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    image.save(path, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        palette = image.quantize(256, Image.Quantize.MAXCOVERAGE)
        image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size:,} bytes; {MAX_BYTES:,} are allowed.")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as room,
        serving("demo", Path(room) / "demo") as (url, link),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport=SIZE, reduced_motion="reduce", locale="en-GB", timezone_id="UTC")  # type: ignore[arg-type]
        page.goto(link)
        page.wait_for_load_state("networkidle")
        for name in SHOTS:
            take(page, url, name)
        browser.close()


if __name__ == "__main__":
    main()
