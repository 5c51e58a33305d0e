"""A contestant's server as a child process: its CPU time and memory, from /proc (Linux)."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from peers.contestant import Command, Contestant
from peers.took import Took

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 600.0  # seconds until a server that does not answer is given up


class Served:
    """A running server; `with` ends it, and only it and its children."""

    def __init__(self, contestant: Contestant, log: Path) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command: Command = contestant.command(self.port)
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        began = time.perf_counter()
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command.words,
                cwd=command.folder,
                env={**clean, **command.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # its children are known by it
            )
        try:
            self._wait(command.ready, log)
            contestant.enter(self.url)
        except BaseException:
            self.stop()
            raise
        self.start = Took(self.cpu(), self.memory("VmHWM"), time.perf_counter() - began)

    def _wait(self, ready: str, log: Path) -> None:
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended: see {log}")
            if _answers(self.port, ready):
                return
            time.sleep(0.1)
        raise TimeoutError(f"The server does not answer {ready}: see {log}")

    def _members(self) -> Iterator[tuple[Path, list[str]]]:
        """Give each process of the server's session with the fields of its stat from the state on."""
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                except (FileNotFoundError, ProcessLookupError):
                    continue  # it ended meanwhile
                if int(fields[3]) == self.process.pid:
                    yield folder, fields

    def cpu(self) -> float:
        """Return the CPU seconds so far, with those of children that ended."""
        return sum(sum(map(int, fields[11:15])) for _, fields in self._members()) / TICKS

    def memory(self, which: str) -> float:
        """Return MB of VmRSS, now, or of VmHWM, the most since the last `measure` began."""
        found = 0
        for folder, _ in self._members():
            lines = (folder / "status").read_text().splitlines()
            found += sum(int(line.split()[1]) for line in lines if line.startswith(f"{which}:"))
        return found * 1024 / 1e6

    @contextmanager
    def measure(self) -> Iterator[Took]:
        """Fill in what the block takes."""
        for folder, _ in self._members():
            (folder / "clear_refs").write_text("5")  # the peak begins anew
        took, cpu, began = Took(), self.cpu(), time.perf_counter()
        yield took
        took.cpu, took.wall = self.cpu() - cpu, time.perf_counter() - began
        took.peak = self.memory("VmHWM")

    def stop(self) -> None:
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, ending)
                try:
                    self.process.wait(15)
                except subprocess.TimeoutExpired:
                    continue

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        asking.request("GET", path)
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
