"""One house for all tests of a module: making it takes longer than asking at its doors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.house import House, build


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = build(tmp_path_factory.mktemp("house") / "workspace")
    yield made
    made.workspace.close()
