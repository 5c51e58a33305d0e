"""Ctrl C while a command waits: it cancels, unless what was read is being stored already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from goldsmith.client import Client
from goldsmith.errors import Conflict

RUNNING = {"id": "j", "what": "import", "state": "running", "message": "", "result": None, "problem": None}
DONE = {**RUNNING, "state": "done", "result": {"n_items": 1}}


class Told(Client):
    """A client whose server answers what the test says."""

    def __init__(self, states: Iterator[Mapping[str, Any]], *, refusal: Conflict | None = None) -> None:
        self._states, self._refusal = states, refusal
        self.asked: list[str] = []

    def get(self, path: str, /, **query: Any) -> Any:
        return next(self._states)

    def call(self, method: str, path: str, **_: Any) -> Any:
        self.asked.append(f"{method} {path}")
        if self._refusal:
            raise self._refusal
        return RUNNING


def interrupting(times: int) -> Any:
    left = [times]
    told: list[str] = []

    def progress(job: Mapping[str, Any]) -> None:
        told.append(job["message"])
        if left[0]:
            left[0] -= 1
            raise KeyboardInterrupt

    return progress, told


def test_ctrl_c_cancels_and_waits_until_nothing_is_left() -> None:
    client = Told(iter([RUNNING, {**RUNNING, "state": "cancelled"}]))
    with pytest.raises(KeyboardInterrupt):
        client.wait(RUNNING, interrupting(1)[0])
    assert client.asked == ["DELETE /jobs/j"]


def test_ctrl_c_that_comes_too_late_says_so_and_the_work_goes_on_to_its_end() -> None:
    refusal = Conflict("job.past_cancelling", "It is too late.", where="import", mend="Wait.")
    client = Told(iter([RUNNING, DONE]), refusal=refusal)
    progress, told = interrupting(1)
    assert client.wait(RUNNING, progress) == {"n_items": 1}
    assert "It is too late. Wait." in told


def test_a_second_ctrl_c_leaves_it() -> None:
    client = Told(iter([RUNNING, DONE]))
    with pytest.raises(KeyboardInterrupt):
        client.wait(RUNNING, interrupting(2)[0])
    assert client.asked == ["DELETE /jobs/j"]
