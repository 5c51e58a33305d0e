"""Potato: one process serves one project, whose tasks it reads from a file at every start."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import httpx

from peers.contestant import LABELS, Command, Hand
from peers.house import House
from peers.took import Took
from peers.wire import Log, Wire

CONFIG = {
    "annotation_task_name": "Day",
    "task_dir": ".",
    "output_annotation_dir": "annotation_output",
    "output_annotation_format": "jsonl",
    "data_files": ["tasks.jsonl"],
    "item_properties": {"id_key": "id", "text_key": "text"},
    "user_config": {"allow_all_users": True, "users": []},
    "require_password": False,
    "authentication": {"method": "in_memory"},
    "num_annotators_per_item": 1,
    "assignment_strategy": "random",
    "site_dir": "default",
    "annotation_schemes": [
        {
            "annotation_type": "radio",
            "name": "label",
            "description": "Sentiment of the review",
            "labels": list(LABELS),
            "sequential_key_binding": True,
        }
    ],
}


class Potato:
    name = "Potato"
    package = "potato-annotation==2.12.1"
    is_read_at_start = True
    keys: Sequence[str] = ("1", "ArrowRight")
    notes: Sequence[str] = (
        "has no import: it reads the tasks at every start, so that a later start is its import too",
        "takes no answers from files, so its export holds those of this run",
    )

    def __init__(self, house: House, folder: Path) -> None:
        self._house, self._folder = house, folder
        self._data = folder / "data"

    def command(self, port: int) -> Command:
        if not self._data.exists():
            self._data.mkdir()
            self._put(["A first review, since Potato refuses to start without one."])
        # JSON is YAML too
        (self._data / "config.yaml").write_text(json.dumps({**CONFIG, "port": port}), "utf-8")
        words = [
            str(self._house.bin / "potato"),
            "start",
            "config.yaml",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        return Command(words, "/", self._data)

    def _put(self, texts: Sequence[str]) -> None:
        lines = (json.dumps({"id": f"t{k}", "text": text}) + "\n" for k, text in enumerate(texts))
        with (self._data / "tasks.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(lines)

    def enter(self, url: str) -> None:
        self._url = url

    def import_tasks(self, texts: Sequence[str]) -> None:
        self._put(texts)

    def import_answered(self, texts: Sequence[str]) -> None:
        """Nothing can be done."""

    def hands(self, n: int, log: Log) -> list[Hand]:
        return [PotatoHand(self._url, log, self._join(f"annotator{k}")) for k in range(n)]

    def _join(self, name: str) -> dict[str, str]:
        with httpx.Client(base_url=self._url, timeout=120, trust_env=False) as page:
            page.post("/auth", data={"email": name, "pass": "x", "action": "login"})
            return dict(page.cookies)

    def stored(self) -> list[tuple[str, str]]:
        found = []
        for file in (self._data / "annotation_output").glob("*/user_state.json"):
            done = json.loads(file.read_text("utf-8"))["instance_id_to_label_to_value"]
            found += [(task, file.parent.name) for task in done]
        return found

    def export(self, target: Path) -> Took:
        words = [
            "-m",
            "potato.export",
            "--config",
            "config.yaml",
            "--format",
            "jsonl",
            "--output",
            str(target),
        ]
        with (self._folder / "export.log").open("wb") as log:
            running = subprocess.Popen(
                [str(self._house.bin / "python"), *words], cwd=self._data, stdout=log, stderr=log
            )
            _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            raise RuntimeError(f"Potato did not export: see {log.name}")
        return Took(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)

    def page(self) -> tuple[str, list[dict[str, object]]]:
        cookies = self._join("annotator0")
        return f"{self._url}/annotate", [
            {"name": name, "value": value, "url": self._url} for name, value in cookies.items()
        ]


class PotatoHand:
    """The calls of its page: show the task, store the label on the click, go on."""

    def __init__(self, url: str, log: Log, cookies: dict[str, str]) -> None:
        self._wire = Wire(url, log, {}, cookies)

    async def next(self) -> str | None:
        if (await self._wire.ask("GET", "/annotate")).status != 200:
            return None
        shown = await self._wire.ask("GET", "/api/current_instance")
        return str(shown.json()["instance_id"]) if shown.is_good else None

    async def submit(self, task: str, label: str) -> bool:
        sent = {"instance_id": task, "annotations": {f"label:{label}": label}, "span_annotations": []}
        stored = await self._wire.ask("POST", "/updateinstance", body=sent)
        on = await self._wire.ask("POST", "/annotate", body={"action": "next_instance", "instance_id": task})
        return stored.is_good and stored.json().get("status") == "success" and on.is_good

    async def close(self) -> None:
        await self._wire.close()
