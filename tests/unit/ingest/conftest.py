"""Small images, and reading to the end."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from PIL import Image

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import Reading, ReadOptions, Row

ReadAll: TypeAlias = Callable[..., tuple[list[Row], list[InvalidInput], Reading]]
Png: TypeAlias = Callable[..., bytes]


@pytest.fixture
def png() -> Png:
    def make(width: int = 8, height: int = 6, form: str = "PNG", **more: Any) -> bytes:
        sink = io.BytesIO()
        Image.new("RGB", (width, height), (200, 30, 30)).save(sink, form, **more)
        return sink.getvalue()

    return make


@pytest.fixture
def read_all() -> ReadAll:
    """Read a source to its end: rows, faults, and the reading with its notices."""

    def read(path: Path, **options: Any) -> tuple[list[Row], list[InvalidInput], Reading]:
        rows: list[Row] = []
        faults: list[InvalidInput] = []
        with ingest.read(path, ReadOptions(**options)) as reading:
            for one in reading.rows:
                (faults if isinstance(one, InvalidInput) else rows).append(one)  # type: ignore[arg-type]
        return rows, faults, reading

    return read
