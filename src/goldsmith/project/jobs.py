"""Long work in the background, one thread each: progress, cancelling, and an outcome that can be asked for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from goldsmith.errors import Conflict, GoldsmithError, NotFound, Unavailable
from goldsmith.model import new_id

log = logging.getLogger("goldsmith")
KEPT = 200  # finished jobs that can still be asked for


class Cancelled(Exception):
    """Raised inside a job when somebody cancelled it."""


@dataclass
class Job:
    """state: running, done, failed or cancelled. result: what the work answered; problem: why it failed.

    can_cancel: whether it may still end and leave nothing behind.
    """

    id: str
    what: str
    project: str | None
    person: str | None
    state: str = "running"
    done: int = 0
    total: int | None = None
    message: str = ""
    result: dict[str, Any] | None = None
    problem: GoldsmithError | None = None
    can_cancel: bool = True
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far the work is; raises Cancelled when it should end."""
        self.done, self.total, self.message = (
            done,
            total if total is not None else self.total,
            message or self.message,
        )
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """End the work, so that nothing of it stays. Raises Conflict once it can only be finished."""
        with self._guard:
            if not self.can_cancel:
                raise Conflict(
                    "job.past_cancelling",
                    "What was read is being stored, so it is too late to cancel.",
                    where=self.what,
                    mend="Wait until it is done, then take it back.",
                )
            self.stop()

    def seal(self) -> None:
        """Say that the work can only be finished from now on; raises Cancelled when it should end."""
        with self._guard:
            self.can_cancel = False
            if self._stop.is_set():
                raise Cancelled

    def stop(self) -> None:
        """End the work because the process ends; what is half stored is finished by the next one."""
        self._stop.set()


class Jobs:
    """The jobs of one process."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._threads: dict[str, threading.Thread] = {}

    def start(
        self, what: str, work: Callable[[Job], dict[str, Any]], *, project: str | None, person: str | None
    ) -> Job:
        """Run the work in a thread of its own and return its job at once."""
        job = Job(new_id(), what, project, person)
        for old in [j.id for j in self._jobs.values() if j.state != "running"][:-KEPT]:
            del self._jobs[old]
        self._jobs[job.id] = job
        thread = threading.Thread(target=_run, args=(job, work), name=f"job {what}", daemon=True)
        self._threads[job.id] = thread
        thread.start()
        return job

    def get(self, job: str) -> Job:
        if job not in self._jobs:
            raise NotFound(
                "job.unknown",
                "There is no such job.",
                where=job,
                mend="Jobs end with the server; look at the project for what was kept.",
            )
        return self._jobs[job]

    def running(self, project: str) -> list[Job]:
        return [job for job in self._jobs.values() if job.project == project and job.state == "running"]

    def refuse_second(self, what: str, project: str) -> None:
        """Raise Conflict while the project has such a job running."""
        if any(job.what == what for job in self.running(project)):
            raise Conflict(
                "job.running", f"There is {what} under way.", where=project, mend="Wait for it, or cancel it."
            )

    def close(self, seconds: float = 10) -> None:
        """Stop what runs and wait for it to end."""
        for job in self._jobs.values():
            job.stop()
        for thread in self._threads.values():
            thread.join(seconds)


def _run(job: Job, work: Callable[[Job], dict[str, Any]]) -> None:
    try:
        job.result = work(job)
        job.state = "done"
    except Cancelled:
        job.state = "cancelled"
    except GoldsmithError as error:
        job.problem, job.state = error, "failed"
    except Exception as error:
        job.problem = Unavailable(
            "job.broken",
            f"The work ended with {type(error).__name__}: {error}.",
            where=job.what,
            mend="Report this as a fault of Goldsmith.",
        )
        job.state = "failed"
        log.exception("job %s", job.what)
