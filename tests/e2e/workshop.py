"""What the browser tests stand on: projects made over the API, and people who enter in browsers of their own."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import httpx
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, expect

from goldsmith.client import project_path
from goldsmith.model import new_id
from goldsmith.project.workspace import running_server

SLOW_MS = 30_000

TONE = """---
questions:
  - key: tone
    kind: choice
    title: What is its tone?
    show: [text]
    labels:
      - {key: kind, title: Kind, definition: It helps., good: [Thank you]}
      - {key: rude, title: Rude, definition: It hurts.}
      - {key: flat, title: Flat, definition: Neither.}
---
# Tone

Say how it sounds.

## Rude

Rude is what hurts.
"""

CELLS = """---
questions:
  - key: cells
    kind: box
    title: Draw a box around each cell
    show: [image]
    labels:
      - {key: red, title: Red cell, definition: A pale disc.}
      - {key: white, title: White cell, definition: A violet nucleus.}
---
# Cells

Draw each cell.
"""


class NewContext(Protocol):
    """Opens a browser of its own for one person."""

    def __call__(self, **options: Any) -> BrowserContext: ...


class ServerLike(Protocol):
    """What is used of a running server."""

    @property
    def url(self) -> str: ...
    @property
    def owner_link(self) -> str: ...
    @property
    def workspace(self) -> Path: ...


class Workshop:
    """A running server with its API, and people in front of it."""

    def __init__(self, server: ServerLike, new_context: NewContext) -> None:
        self.server = server
        self.url = server.url
        self._new_context = new_context

    # ── over the API ─────────────────────────────────────────────────────────────────────────────────────────

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, **sent: Any) -> Any:
        """Return what a route below /api/v1 answers its owner."""
        held = running_server(self.server.workspace)
        assert held
        headers = {"Authorization": f"Bearer {held['token']}"}
        reply = httpx.request(
            method, f"{self.url}/api/v1{path}", params=dict(query or {}), headers=headers, timeout=60, **sent
        )
        assert reply.is_success, reply.text
        return reply.json() if reply.content else None

    def get(self, slug: str, *path: str, **query: Any) -> Any:
        return self.call("GET", project_path(slug, *path), query=query)

    def post(self, slug: str, *path: str, body: Any = None) -> Any:
        return self.call("POST", project_path(slug, *path), json={} if body is None else body)

    def project(self, title: str, guideline: str) -> str:
        """Make a project and return its slug, which is free whatever the title."""
        made = {"title": title, "slug": f"p{new_id()[:8]}", "guideline": guideline}
        return str(self.call("POST", "/projects", json=made)["slug"])

    def bring(self, slug: str, file: Path, **query: Any) -> None:
        """Import a file as the page does: an upload."""
        job = self.call(
            "POST",
            project_path(slug, "imports"),
            query={"name": file.name, **query},
            content=file.read_bytes(),
        )
        while job["state"] == "running":
            time.sleep(0.02)
            job = self.call("GET", f"/jobs/{job['id']}")
        assert job["state"] == "done", job

    def bring_texts(self, slug: str, folder: Path, texts: Iterable[str]) -> None:
        self.bring(slug, table(folder / "texts.csv", ["text"], [[text] for text in texts]), text=["text"])

    def open(self, slug: str, overlap: int) -> None:
        """Open all items, each for so many people."""
        plan = {"policy": "overlap", "arms": [{"share": 1.0, "overlap": overlap}], "floor_share": 0.0}
        self.post(slug, "plan", body=plan)

    def colleague(self, slug: str, name: str, answers: Mapping[str, Any]) -> None:
        """Let somebody else answer all that they are given, past the page: (question, value) by text.

        Annotators are told no file names: what holds no text is "a picture".
        """
        link = str(self.post(slug, "invitations", body={"role": "annotator"})["link"])
        token = link.partition("#t=")[2]
        below = f"{self.url}/api/v1{project_path(slug)}"
        with httpx.Client(headers={"X-Goldsmith": "1"}, timeout=60) as http:
            entered = http.post(
                f"{self.url}/api/v1/invitations/accept",
                json={"token": token, "name": f"{name} {new_id()[:6]}"},
            )
            assert entered.is_success, entered.text
            person = entered.json()["person"]["id"]
            while work := http.post(f"{below}/next", json={"n": 20}).raise_for_status().json()["work"]:
                given = [_submission(piece, person, answers) for piece in work]
                receipt = http.post(f"{below}/submissions", json={"submissions": given}).json()
                assert len(receipt["stored"]) == len(given), receipt

    def answers(self, slug: str) -> list[Mapping[str, Any]]:
        """Every answer of a project as its owner sees them, with the item's text or file as `about`."""
        rows = self.get(slug, "items", limit=500)["rows"]
        found: list[Mapping[str, Any]] = []
        for row in rows:
            detail = self.get(slug, "items", row["id"])
            found += [{**answer, "item": row["id"], "about": row["text"]} for answer in detail["answers"]]
        return found

    # ── in the browser ───────────────────────────────────────────────────────────────────────────────────────

    def owner(self, path: str = "/", **options: Any) -> Page:
        """The owner in a browser of their own, on that page."""
        token = self.server.owner_link.partition("#t=")[2]
        page = self._enter("/session", {"token": token}, **options)
        page.goto(self.url + path)
        return page

    def person(
        self,
        slug: str,
        name: str,
        role: str = "annotator",
        path: str = "",
        size: tuple[int, int] | None = None,
        **options: Any,
    ) -> Page:
        """Somebody invited, in a browser of their own, on that page of the project.

        Names are taken once in a workspace, so that this one is given a tail.
        """
        link = str(self.post(slug, "invitations", body={"role": role})["link"])
        token = link.partition("#t=")[2]
        page = self._enter(
            "/invitations/accept", {"token": token, "name": f"{name} {new_id()[:6]}"}, **options
        )
        if size:
            page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"{self.url}/p/{slug}/{path}")
        return page

    def _enter(self, way: str, told: Mapping[str, str], **options: Any) -> Page:
        """A page of a new browser that is signed in already; the pages of entering have tests of their own."""
        context = self._new_context(**options)
        entered = context.request.post(
            f"{self.url}/api/v1{way}", data=dict(told), headers={"X-Goldsmith": "1"}
        )
        assert entered.ok, entered.text()
        return context.new_page()


def _submission(piece: Mapping[str, Any], person: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    fields = piece["item"]["fields"].values()
    about = next((field["text"] for field in fields if field["text"]), "a picture")
    question, value = answers[about]
    return {
        "id": new_id(),
        "person": person,
        "assignment": piece["assignment"],
        "item": piece["item"]["id"],
        "guideline_version": piece["guideline_version"],
        "answers": {question: {"id": new_id(), "has_value": True, "value": value}},
        "duration_ms": 1500,
    }


def join(page: Page, link: str, name: str) -> None:
    """Come in by an invitation's link under that name."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile(r"/p/"))


# ── the label page ───────────────────────────────────────────────────────────────────────────────────────────


def item_here(page: Page) -> str:
    """Wait for an item on the table and return its id."""
    page.wait_for_function("() => window.__goldsmith?.work")
    return str(page.evaluate("() => window.__goldsmith.work.item.id"))


def text_here(page: Page, field: str = "text") -> str:
    """Wait for an item on the table and return one of its texts."""
    item_here(page)
    return str(page.evaluate("(field) => window.__goldsmith.work.item.fields[field].text", field))


def wait_for_another(page: Page, item: str) -> None:
    """Wait until another item, or none, lies on the table."""
    page.wait_for_function(
        "(item) => window.__goldsmith && window.__goldsmith.work?.item.id !== item", arg=item
    )


def answer_with(page: Page, key: str) -> str:
    """Press a key that answers and moves on; return the item that it answered."""
    item = item_here(page)
    page.keyboard.press(key)
    wait_for_another(page, item)
    return item


def expect_saved(page: Page) -> None:
    """All answers have arrived at the server."""
    expect(page.get_by_role("status").filter(has_text="saved ✓")).to_be_visible(timeout=SLOW_MS)


# ── boxes on the canvas ──────────────────────────────────────────────────────────────────────────────────────


def boxes(page: Page) -> list[dict[str, Any]]:
    """The boxes that the canvas shows, in pixels of the picture."""
    shapes: list[dict[str, Any]] = page.evaluate("() => window.__goldsmith_box.shapes()")
    return shapes


def wait_for_picture(page: Page) -> None:
    """Wait until the picture stands and can be drawn on."""
    item_here(page)
    page.wait_for_function("() => window.__goldsmith_box && window.__goldsmith_box.camera().scale !== 1")
    expect(page.locator(".canvas-loading")).to_have_count(0, timeout=SLOW_MS)


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the picture lies in the window."""
    at = page.evaluate("([x, y]) => window.__goldsmith_box.toScreen(x, y)", [x, y])
    return float(at["x"]), float(at["y"])


def drag(page: Page, start: Sequence[float], end: Sequence[float]) -> None:
    """Drag from one pixel of the picture to another."""
    page.mouse.move(*on_screen(page, start[0], start[1]))
    page.mouse.down()
    page.mouse.move(*on_screen(page, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    page.mouse.move(*on_screen(page, end[0], end[1]))
    page.mouse.up()


def corners(box: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box."""
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────


def table(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8")
    return file


def picture(file: Path, size: tuple[int, int] = (640, 480), shapes: Sequence[Sequence[int]] = ()) -> Path:
    """Write a picture with dark rectangles (left, top, right, bottom) on a pale ground."""
    image = Image.new("RGB", size, (228, 222, 210))
    pen = ImageDraw.Draw(image)
    for left, top, right, bottom in shapes:
        pen.rectangle((left, top, right - 1, bottom - 1), fill=(60, 50, 110))
    image.save(file)
    return file


def zipped(file: Path, members: Iterable[Path]) -> Path:
    """Write a zip of files, each under its name."""
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            archive.write(member, member.name)
    return file


def drop_on_page(page: Page, files: Iterable[Path]) -> None:
    """Drop files on the page as if they came from the desktop."""
    sent = [[file.name, list(file.read_bytes())] for file in files]
    page.evaluate(
        """(files) => {
          const carried = new DataTransfer();
          for (const [name, bytes] of files) carried.items.add(new File([new Uint8Array(bytes)], name));
          for (const type of ["dragenter", "dragover", "drop"])
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        sent,
    )


Check = Callable[[Page], None]
