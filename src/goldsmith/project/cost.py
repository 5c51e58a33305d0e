"""What planned work would cost, from this project's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldsmith.project.project import Project
from goldsmith.store import queries

if TYPE_CHECKING:
    from goldsmith.assign.cost import Cost

EACH = 200  # of a person's last answers that are looked at


def preview(project: Project, *, n_answers: int, n_people: int, assumed_s: float | None = None) -> Cost:
    """Return what so many answers of so many people cost before any is asked for."""
    from numpy.random import default_rng

    from goldsmith.assign.cost import cost

    times = queries.times_of_people(project.ledger.reader, EACH)
    return cost(times, n_answers=n_answers, n_people=n_people, assumed_s=assumed_s, rng=default_rng(0))
