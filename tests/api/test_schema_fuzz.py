"""The API against its own description: whatever arrives, no fault of the server, and replies as documented."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from goldsmith.web.app import make_app
from goldsmith.web.security import COOKIE
from tests.api.house import House

N_EXAMPLES = int(os.environ.get("GOLDSMITH_FUZZ", "25"))  # a request each; more for a night's run
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    (method.upper(), path)
    for path, methods in make_app(None).openapi()["paths"].items()
    for method in methods
]


def real(house: House, name: str) -> str | None:
    """Return what a parameter of the path is called in project a, so that most requests get past the door."""
    known = {
        "slug": "a",
        "item": house.a.item,
        "question": "tone",
        "name": house.a.release,
        "file": "card.md",
        "run": house.a.run,
    }
    return known.get(name)


@pytest.fixture(scope="module")
def operations(house: House) -> Any:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", house.app)


@pytest.fixture(autouse=True)
def no_job_breaks(house: House) -> Iterator[None]:
    """Long work may be refused, but it never ends in an error that nobody foresaw."""
    yield
    for thread in list(house.workspace.jobs._threads.values()):
        thread.join(60)
    problems = [job.problem for job in house.workspace.jobs._jobs.values() if job.problem]
    assert [str(p) for p in problems if p.slug == "job.broken"] == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ["owner", "annotator"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(o) for o in OPERATIONS])
def test_every_reply_is_as_documented(
    house: House,
    operations: Any,
    record_property: Callable[[str, object], None],
    method: str,
    path: str,
    role: str,
) -> None:
    person = house.boss if role == "owner" else house.someone("annotator")
    cases = operations[path][method.lower()].as_strategy()
    sent = count(1)

    @settings(
        max_examples=N_EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, is_real=st.sampled_from([True, True, True, False]))
    def fuzz(case: Any, is_real: bool) -> None:
        for name in case.path_parameters if is_real else ():
            case.path_parameters[name] = real(house, name) or case.path_parameters[name]
        next(sent)
        session = house.workspace.people.start_session(person.id)
        case.call_and_validate(
            headers={"X-Goldsmith": "1"}, cookies={COOKIE: session}, checks=CHECKS, excluded_checks=[]
        )

    fuzz()
    record_property("fuzzed requests without a fault of the server", next(sent) - 1)
