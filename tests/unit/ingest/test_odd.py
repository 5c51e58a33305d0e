"""Files of other tools that are sound JSON, and built as no tool builds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import ReadOptions

TASK = {"id": 1, "data": {"text": "a b"}}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("label_studio", [{**TASK, "annotations": 5}]),
        ("label_studio", [{**TASK, "annotations": [{"result": 1.5}]}]),
        ("prodigy", {"text": "Ana", "spans": -1, "answer": "accept"}),
    ],
)
def test_what_is_built_as_its_format_is_not_is_refused_in_words(
    tmp_path: Path, name: str, content: Any
) -> None:
    path = tmp_path / ("t.json" if isinstance(content, list) else "t.jsonl")
    path.write_text(json.dumps(content))
    fault = _first_fault(path, ReadOptions(format=name))
    assert fault is not None
    assert fault.what
    assert fault.where
    assert fault.mend


def _first_fault(path: Path, options: ReadOptions) -> InvalidInput | None:
    try:
        with ingest.read(path, options) as reading:
            return next((row for row in reading.rows if isinstance(row, InvalidInput)), None)
    except InvalidInput as fault:
        return fault
