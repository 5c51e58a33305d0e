"""Goldsmith, from this checkout."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from peers.contestant import LABELS, Command, Hand
from peers.house import House
from peers.took import Took
from peers.wire import Log, Wire

BASE = "/api/v1/projects/day"
GUIDELINE = """---
questions:
  - key: label
    kind: choice
    title: Which sentiment does the review express?
    labels:
      - {key: positive, title: positive}
      - {key: negative, title: negative}
      - {key: neutral, title: neutral}
---
# Sentiment
"""


class Goldsmith:
    """SQLite, one process: what `goldsmith serve` gives."""

    name = "Goldsmith"
    package = str(Path(__file__).parents[2])
    notes: Sequence[str] = (
        "writes a whole release: JSON lines, CSV, Parquet, all votes, a card with agreement, checksums, a zip",
    )
    is_read_at_start = False
    keys: Sequence[str] = ("1",)

    def __init__(self, house: House, folder: Path) -> None:
        self._house, self._folder = house, folder
        self._people: list[tuple[str, dict[str, str]]] = []
        self._n_files = 0

    def command(self, port: int) -> Command:
        words = [str(self._house.bin / "goldsmith"), "serve", str(self._folder / "data"), "--port", str(port)]
        return Command(words, "/api/v1/ready", self._folder)

    def enter(self, url: str) -> None:
        self._url = url
        held = json.loads((self._folder / "data" / ".goldsmith.server.json").read_text("utf-8"))
        headers = {"Authorization": f"Bearer {held['token']}"}
        self._owner = httpx.Client(base_url=url, headers=headers, timeout=600, trust_env=False)
        if self._owner.get(BASE).status_code == 404:
            made = {"title": "Day", "slug": "day", "guideline": GUIDELINE}
            self._owner.post("/api/v1/projects", json=made).raise_for_status()
            arms = [{"share": 1.0, "overlap": 1}]
            plan = {"policy": "overlap", "arms": arms, "floor_share": 0.0}
            self._owner.post(f"{BASE}/plan", json=plan).raise_for_status()

    def import_tasks(self, texts: Sequence[str]) -> None:
        self._import(["text"], [[text] for text in texts], {"text": "text"})

    def import_answered(self, texts: Sequence[str]) -> None:
        rows = [[text, LABELS[k % 3], "someone"] for k, text in enumerate(texts)]
        told = {"text": "text", "label": "label", "annotator": "annotator", "question": "label"}
        self._import(["text", "label", "annotator"], rows, told)

    def _import(self, header: list[str], rows: list[list[str]], told: dict[str, str]) -> None:
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        self._n_files += 1
        query = {"name": f"{self._n_files}.csv", **told}
        self._finish(self._owner.post(f"{BASE}/imports", params=query, content=out.getvalue().encode()))

    def _finish(self, reply: httpx.Response) -> Any:
        job = reply.raise_for_status().json()
        while job["state"] == "running":
            time.sleep(0.2)
            job = self._owner.get(f"/api/v1/jobs/{job['id']}").raise_for_status().json()
        if job["state"] != "done":
            raise RuntimeError(f"Goldsmith did not finish: {job['problem']}")
        return job["result"]

    def hands(self, n: int, log: Log) -> list[Hand]:
        while len(self._people) < n:
            self._people.append(self._join(f"Annotator {len(self._people)}"))
        return [GoldsmithHand(self._url, log, person, cookies) for person, cookies in self._people[:n]]

    def _join(self, name: str) -> tuple[str, dict[str, str]]:
        invited = self._owner.post(f"{BASE}/invitations", json={"role": "annotator", "uses": 1})
        token = invited.raise_for_status().json()["link"].partition("#t=")[2]
        with httpx.Client(base_url=self._url, headers={"X-Goldsmith": "1"}, trust_env=False) as page:
            entered = page.post("/api/v1/invitations/accept", json={"token": token, "name": name})
            return entered.raise_for_status().json()["person"]["id"], dict(page.cookies)

    def stored(self) -> list[tuple[str, str]]:
        sql = sqlite3.connect(f"file:{self._folder / 'data' / 'day' / 'project.sqlite'}?mode=ro", uri=True)
        try:
            return sql.execute(
                "SELECT item.id, annotator FROM annotation JOIN item ON item.seq = annotation.item "
                "WHERE value IS NOT NULL"
            ).fetchall()
        finally:
            sql.close()

    def export(self, target: Path) -> Took:
        name = f"cut-{uuid.uuid4().hex[:8]}"
        self._finish(self._owner.post(f"{BASE}/releases", json={"name": name}))
        with self._owner.stream("GET", f"{BASE}/releases/{name}/zip") as reply, target.open("wb") as out:
            for block in reply.raise_for_status().iter_bytes():
                out.write(block)
        return Took()

    def page(self) -> tuple[str, list[dict[str, object]]]:
        self.hands(1, Log())
        _, cookies = self._people[0]
        return f"{self._url}/p/day/label", [
            {"name": name, "value": value, "url": self._url} for name, value in cookies.items()
        ]


class GoldsmithHand:
    def __init__(self, url: str, log: Log, person: str, cookies: dict[str, str]) -> None:
        self._wire = Wire(url, log, {"X-Goldsmith": "1"}, cookies)
        self._person = person

    async def next(self) -> str | None:
        reply = await self._wire.ask("POST", f"{BASE}/next", body={"n": 1})
        work = reply.json()["work"] if reply.is_good else []
        self._work: dict[str, Any] = work[0] if work else {}
        return str(work[0]["item"]["id"]) if work else None

    async def submit(self, task: str, label: str) -> bool:
        sent = {
            "id": uuid.uuid4().hex,
            "person": self._person,
            "assignment": self._work["assignment"],
            "item": task,
            "guideline_version": self._work["guideline_version"],
            "answers": {"label": {"id": uuid.uuid4().hex, "has_value": True, "value": label}},
            "duration_ms": 1000,
        }
        reply = await self._wire.ask("POST", f"{BASE}/submissions", body={"submissions": [sent]})
        return reply.is_good and sent["id"] in reply.json()["stored"]

    async def close(self) -> None:
        await self._wire.close()
