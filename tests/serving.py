"""The real server in a process of its own, and the real commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

GOLDSMITH = (sys.executable, "-W", "error", "-c", "from goldsmith.cli import main; main()")


def goldsmith(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it said."""
    return subprocess.run(
        [*GOLDSMITH, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
    )


def run(*words: str | Path) -> str:
    """Run a command that must succeed and return what it printed."""
    found = goldsmith(*words)
    assert found.returncode == 0, f"{words}\n{found.stdout}\n{found.stderr}"
    return found.stdout


def told(*words: str | Path) -> Any:
    """Run a command that must succeed and return its JSON."""
    return json.loads(run(*words, "--json"))


class Server:
    """`goldsmith serve` on a free port; `kill` ends it as a power cut would."""

    def __init__(
        self, workspace: Path, *, setup: str = "", environment: Mapping[str, str] | None = None
    ) -> None:
        self.workspace = workspace
        command: Sequence[str] = GOLDSMITH
        if setup:  # statements that the process runs first
            command = (*GOLDSMITH[:-1], f"{setup}\n{GOLDSMITH[-1]}")
        self.process = subprocess.Popen(
            [*command, "serve", str(workspace), "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"The server did not start: {self.process.communicate()[1]}")
        said = json.loads(line)
        self.url: str = said["url"]
        self.link: str = said["owner_link"]
        self._clients: list[httpx.Client] = []
        held = json.loads((workspace / ".goldsmith.server.json").read_text("utf-8"))
        self.token: str = held["token"]

    def client(self, token: str | None = None) -> httpx.Client:
        """Return a client of the API: of the owner's commands, or of a token."""
        return self._client({"Authorization": f"Bearer {token or self.token}"})

    def browser(self) -> httpx.Client:
        """Return a client that keeps cookies, as pages do."""
        return self._client({"X-Goldsmith": "1"})

    def _client(self, headers: dict[str, str]) -> httpx.Client:
        client = httpx.Client(base_url=self.url, headers=headers, timeout=60, trust_env=False)
        self._clients.append(client)
        return client

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self._end()

    def stop(self) -> str:
        """End the server as Ctrl C does, and its clients; return what it wrote to its log."""
        for client in self._clients:
            client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self._end()

    def _end(self) -> str:
        _, log = self.process.communicate(timeout=60)
        return log

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
