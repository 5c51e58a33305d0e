"""The real server, a real browser, and what no page may do: throw, or write an error to the console."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.workshop import NewContext, Workshop

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
STOP_SECONDS = 15
PATIENCE_MS = 20_000  # how long a page may take on a busy machine: no test is about seconds
WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


# ── the browser ──────────────────────────────────────────────────────────────────────────────────────────


def find_chromium() -> str:
    """Return the path of Chromium; without one there is no test run, and nothing is skipped."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found or not Path(found).exists():
        raise pytest.UsageError(
            "Chromium is missing: install it, or name it in CHROMIUM. `make test` does both."
        )
    return found


def pytest_configure() -> None:
    find_chromium()
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": 1366, "height": 768},
        "reduced_motion": "reduce",
        "locale": "en-GB",
        "timezone_id": "UTC",
    }


# ── pages make no errors ─────────────────────────────────────────────────────────────────────────────────


class PageFaults:
    """What pages threw or wrote to the console as errors, but for what the test said would come."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def watch(self, context: BrowserContext) -> None:
        """Record the faults of every page that the context opens."""
        context.on("weberror", lambda fault: self._seen.append(f"thrown: {fault.error}"))
        context.on("console", lambda said: self._seen.append(said.text) if said.type == "error" else None)

    def expect(self, pattern: str) -> None:
        """Let faults pass in which the pattern is found: a refused request is written to the console, say."""
        self._expected.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        """The faults that the test did not announce."""
        return [seen for seen in self._seen if not any(known.search(seen) for known in self._expected)]


@pytest.fixture(autouse=True)
def page_faults() -> Iterator[PageFaults]:
    """Fail the test when one of its pages made an error; `page_faults.expect("409")` announces one."""
    faults = PageFaults()
    yield faults
    assert not faults.unexpected, "\n".join(["a page made errors:", *faults.unexpected])


@pytest.fixture
def new_context(new_context: NewContext, page_faults: PageFaults) -> NewContext:
    """A maker of browser contexts (one for each person in the test) whose pages are watched."""

    def make(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        page_faults.watch(context)
        return context

    return make


# ── everyone can use it ──────────────────────────────────────────────────────────────────────────────────


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it is: one line for each rule and element."""
    answer = Axe().run(page, options={"runOnly": WCAG}).response
    return [
        f"{fault['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for fault in answer["violations"]
        for node in fault["nodes"]
    ]


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """A check of the page with axe (WCAG 2.2 A and AA) in both colour schemes."""

    def check(page: Page) -> None:
        faults = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(100)  # let the colours change
            page.wait_for_function("() => document.getAnimations().length === 0")
            faults += [f"{scheme}: {fault}" for fault in accessibility_faults(page)]
        page.emulate_media(color_scheme="light")
        assert not faults, "\n".join(["axe finds:", *faults])

    return check


# ── the server ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Server:
    """A running `goldsmith serve`. owner_link: signs its opener in as the owner of the workspace."""

    url: str
    owner_link: str
    workspace: Path
    process: subprocess.Popen[str] = field(repr=False)

    def stop(self) -> None:
        """End it as Ctrl C does."""
        _stop(self.process)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()


class StartServer(Protocol):
    def __call__(self, workspace: Path | None = None, *, port: int = 0, demo: bool = False) -> Server: ...


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start a server on a workspace of its own, or on the one that is named; all end with the session.

    demo: with the two projects that `goldsmith demo` makes.
    """
    running: list[subprocess.Popen[str]] = []

    def start(workspace: Path | None = None, *, port: int = 0, demo: bool = False) -> Server:
        folder = workspace or tmp_path_factory.mktemp("workspace")
        log = tmp_path_factory.mktemp("server") / "stderr.txt"
        command = [
            str(Path(sys.executable).with_name("goldsmith")),
            "demo" if demo else "serve",
            str(folder),
            "--port",
            str(port),
            "--json",
        ]
        with log.open("w") as stderr:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, text=True
            )
        running.append(process)
        ready = _first_line(process, log)
        return Server(ready["url"], ready["owner_link"], folder, process)

    yield start
    for process in running:
        _stop(process)


@pytest.fixture(scope="session")
def shared_server(server: StartServer) -> Server:
    """One server for the tests that make projects of their own."""
    return server()


@pytest.fixture
def workshop(shared_server: Server, new_context: NewContext) -> Workshop:
    """The shared server, and a way for people to enter it."""
    return Workshop(shared_server, new_context)


@pytest.fixture(scope="session")
def demo_workspace(server: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of `goldsmith demo`, at rest: copy it for a test that writes."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    server(folder, demo=True).stop()
    return folder


@pytest.fixture(scope="session")
def demo_server(server: StartServer, demo_workspace: Path) -> Server:
    """A server on the demo, for tests that only look."""
    return server(demo_workspace)


@pytest.fixture
def demo(demo_server: Server, new_context: NewContext) -> Workshop:
    """The demo, and a way for people to enter it; only look."""
    return Workshop(demo_server, new_context)


def _first_line(process: subprocess.Popen[str], log: Path) -> dict[str, str]:
    lines: Queue[str] = Queue()

    def read() -> None:  # to the end, so that the server never waits for a reader
        assert process.stdout
        for line in process.stdout:
            lines.put(line)
        lines.put("")

    Thread(target=read, daemon=True).start()
    try:
        line = lines.get(timeout=START_SECONDS)
    except Empty:
        line = ""
    if not line:
        _stop(process)
        pytest.fail(f"`goldsmith serve` did not say that it is ready. It wrote:\n{log.read_text()}")
    ready: dict[str, str] = json.loads(line)
    return ready


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
