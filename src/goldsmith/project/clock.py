"""The clock and the environment, which pure stages never ask for themselves."""

from __future__ import annotations

import platform
import time
from datetime import UTC, datetime

from goldsmith import __version__


def now() -> float:
    """Return the seconds since 1970."""
    return time.time()


def iso(epoch: float | None = None) -> str:
    """Return an ISO 8601 time in UTC with milliseconds; of now unless told."""
    moment = datetime.fromtimestamp(now() if epoch is None else epoch, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def midnight() -> str:
    """Return the ISO time at which the present day began where this machine stands."""
    day = datetime.fromtimestamp(now()).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return iso(day.timestamp())


def seconds(at: str) -> float:
    """Return the seconds since 1970 of an ISO time."""
    return datetime.fromisoformat(at).timestamp()


def environment() -> dict[str, str]:
    """Return what computed rows record of where they were made."""
    return {"goldsmith": __version__, "python": platform.python_version(), "system": platform.system()}
