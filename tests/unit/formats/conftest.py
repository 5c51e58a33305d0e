"""A folder with one image, and boxes as they come out of a reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goldsmith.errors import InvalidInput
from tests.unit.formats.drawings import png


def box(place: int, label: str, x: float, y: float, width: float, height: float) -> dict[str, Any]:
    return {"id": str(place), "label": label, "x": x, "y": y, "width": width, "height": height}


def slugs(faults: list[InvalidInput]) -> list[str]:
    return [fault.slug for fault in faults]


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    (tmp_path / "a.png").write_bytes(png(80, 60))
    return tmp_path
