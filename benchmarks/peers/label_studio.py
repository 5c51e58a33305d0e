"""Label Studio on SQLite, as pip leaves it, with its version check and telemetry off."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import httpx

from peers.contestant import LABELS, Command, Hand
from peers.house import House
from peers.took import Took
from peers.wire import Log, Wire

ADMIN, SECRET, TOKEN = "owner@example.org", "a long enough word", "0123456789abcdef0123456789abcdef01234567"
TITLE = "day"
CONFIG = f"""<View>
  <Text name="text" value="$text"/>
  <Choices name="label" toName="text" choice="single">{"".join(f'<Choice value="{x}"/>' for x in LABELS)}</Choices>
</View>"""
QUIET = {
    "LATEST_VERSION_CHECK": "false",
    "COLLECT_ANALYTICS": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "LOG_LEVEL": "WARNING",
}


class LabelStudio:
    name = "Label Studio"
    package = "label-studio==1.23.2"
    is_read_at_start = False
    keys: Sequence[str] = ("1", "Control+Enter")
    notes: Sequence[str] = ("stands on SQLite, as pip gives it; its makers advise PostgreSQL for teams",)

    def __init__(self, house: House, folder: Path) -> None:
        self._house, self._folder = house, folder
        self._people: list[dict[str, str]] = []

    def command(self, port: int) -> Command:
        words = [
            str(self._house.bin / "label-studio"), "start", "--no-browser", "--data-dir", str(self._folder / "data"),
            "--internal-host", "127.0.0.1", "--port", str(port), "--username", ADMIN, "--password", SECRET,
            "--user-token", TOKEN, "--enable-legacy-api-token",
        ]  # fmt: skip
        return Command(words, "/user/login/", self._folder, QUIET)

    def enter(self, url: str) -> None:
        self._url = url
        headers = {"Authorization": f"Token {TOKEN}"}
        self._owner = httpx.Client(base_url=url, headers=headers, timeout=1800, trust_env=False)
        known = self._owner.get("/api/projects/").raise_for_status().json()["results"]
        if not known:
            made = {"title": TITLE, "label_config": CONFIG, "maximum_annotations": 1}
            known = [self._owner.post("/api/projects/", json=made).raise_for_status().json()]
        self._project = known[0]["id"]

    def import_tasks(self, texts: Sequence[str]) -> None:
        self._import([{"data": {"text": text}} for text in texts])

    def import_answered(self, texts: Sequence[str]) -> None:
        self._import(
            [
                {"data": {"text": text}, "annotations": [{"result": _result(LABELS[k % 3])}]}
                for k, text in enumerate(texts)
            ]
        )

    def _import(self, tasks: list[dict[str, object]]) -> None:
        self._owner.post(f"/api/projects/{self._project}/import", json=tasks).raise_for_status()

    def hands(self, n: int, log: Log) -> list[Hand]:
        while len(self._people) < n:
            self._people.append(self._join(f"annotator{len(self._people)}@example.org"))
        return [LabelStudioHand(self._url, log, self._project, cookies) for cookies in self._people[:n]]

    def _join(self, email: str) -> dict[str, str]:
        with httpx.Client(base_url=self._url, timeout=120, trust_env=False) as page:
            for path in ("/user/signup/", "/user/login/"):  # the second for who is known already
                form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.get(path).text)
                assert form
                sent = {"csrfmiddlewaretoken": form[1], "email": email, "password": SECRET}
                if page.post(path, data=sent, headers={"Referer": self._url + path}).status_code == 302:
                    return dict(page.cookies)
        raise RuntimeError(f"Label Studio does not let {email} in.")

    def stored(self) -> list[tuple[str, str]]:
        sql = sqlite3.connect(
            f"file:{self._folder / 'data' / 'label_studio.sqlite3'}?mode=ro", uri=True, timeout=60
        )
        try:
            rows = sql.execute("SELECT task_id, completed_by_id FROM task_completion WHERE NOT was_cancelled")
            return [(str(task), str(who)) for task, who in rows]
        finally:
            sql.close()

    def export(self, target: Path) -> Took:
        path, asked = f"/api/projects/{self._project}/export", {"exportType": "JSON"}
        with self._owner.stream("GET", path, params=asked) as reply, target.open("wb") as out:
            for block in reply.raise_for_status().iter_bytes():
                out.write(block)
        return Took()

    def page(self) -> tuple[str, list[dict[str, object]]]:
        self.hands(1, Log())
        return f"{self._url}/projects/{self._project}/data?labeling=1", [
            {"name": name, "value": value, "url": self._url} for name, value in self._people[0].items()
        ]


class LabelStudioHand:
    def __init__(self, url: str, log: Log, project: int, cookies: dict[str, str]) -> None:
        headers = {"X-CSRFToken": cookies["csrftoken"], "Referer": url}
        self._wire = Wire(url, log, headers, cookies)
        self._project = project

    async def next(self) -> str | None:
        reply = await self._wire.ask("GET", f"/api/projects/{self._project}/next")
        return str(reply.json()["id"]) if reply.is_good else None

    async def submit(self, task: str, label: str) -> bool:
        path = f"/api/tasks/{task}/annotations/?project={self._project}"
        sent = {"lead_time": 1.0, "result": _result(label)}
        return (await self._wire.ask("POST", path, body=sent)).is_good

    async def close(self) -> None:
        await self._wire.close()


def _result(label: str) -> list[dict[str, object]]:
    return [{"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]
