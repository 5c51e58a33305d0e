"""The labeling page in Chromium: what comes over the wire, and what a key costs."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peers.contestant import Contestant

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOWN = "() => document.body?.innerText.match(/Order \\d+:/)?.[0] ?? ''"
SETTLE_MS = 1_500
N_KEYS = 12


@dataclass(frozen=True)
class Page:
    """kB as they came, compressed; seconds until a task shows; medians from a key to the next task.

    script_ms: CPU milliseconds of the page's scripts. next_ms: milliseconds by the clock.
    """

    first_kb: float
    second_kb: float
    usable: float
    script_ms: float | None
    next_ms: float | None


def look(contestant: Contestant) -> Page:
    """Load the labeling page twice, the second time from its cache, then answer tasks by keys."""
    from playwright.sync_api import sync_playwright

    address, cookies = contestant.page()
    with sync_playwright() as p:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = p.chromium.launch(executable_path=found, args=FLAGS)
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        first_kb, usable = _load(context, address, close=True)
        second_kb, _ = _load(context, address, close=False)
        told = _press(context.pages[-1], contestant.keys)
        browser.close()
    return Page(
        first_kb,
        second_kb,
        usable,
        *(map(statistics.median, zip(*told, strict=True)) if told else (None, None)),
    )


def _load(context: Any, address: str, *, close: bool) -> tuple[float, float]:
    """Return kB over the wire and the seconds until a task is on the screen."""
    page = context.new_page()
    got: list[float] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: got.append(told["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(SHOWN, timeout=60_000)
    usable = time.perf_counter() - began
    page.wait_for_timeout(SETTLE_MS)
    if close:
        page.close()
    return sum(got) / 1000, usable


def _press(page: Any, keys: Sequence[str]) -> list[tuple[float, float]]:
    """Return CPU milliseconds of script, and those by the clock, of each answer; none where keys do not answer."""
    from playwright.sync_api import Error

    wire = page.context.new_cdp_session(page)
    wire.send("Performance.enable", {"timeDomain": "threadTicks"})  # CPU: a busy machine does not count
    page.keyboard.press("Escape")  # a greeting may be open
    page.wait_for_timeout(500)
    found = []
    for _ in range(N_KEYS):
        shown, script, began = page.evaluate(SHOWN), _script(wire), time.perf_counter()
        for key in keys:
            page.keyboard.press(key)
        try:
            page.wait_for_function(
                f"before => {{ const now = ({SHOWN})(); return now && now !== before; }}",
                arg=shown,
                timeout=10_000,
            )
        except Error:  # the task stayed: these keys do not answer it
            return []
        next_ms = (time.perf_counter() - began) * 1000
        page.wait_for_timeout(300)
        found.append(((_script(wire) - script) * 1000, next_ms))
    return found[2:]  # the first ones compile


def _script(wire: Any) -> float:
    metrics = {one["name"]: one["value"] for one in wire.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"])
