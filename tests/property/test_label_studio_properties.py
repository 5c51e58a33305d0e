"""Round trips through Label Studio's percents, UTF-16 units and packed bits, and through drafted guidelines."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidInput
from goldsmith.formats.label_studio import regions
from goldsmith.formats.label_studio.brush import decode, encode
from goldsmith.guidelines import parse_guideline
from goldsmith.guidelines.draft import draft, labels_named, question_key
from goldsmith.ingest import ReadOptions, registry
from goldsmith.ingest.files import OneFile
from goldsmith.model import Question
from goldsmith.offsets import Utf16
from goldsmith.runs import from_array, to_array

sizes = st.tuples(st.integers(1, 12_000), st.integers(1, 12_000))
shares = st.floats(0, 1)


@given(sizes, shares, shares, shares, shares, st.floats(-89.999, 90))
def test_a_box_comes_back_within_a_millionth_of_a_pixel(
    size: tuple[int, int], x: float, y: float, width: float, height: float, angle: float
) -> None:
    box = {
        "x": x * size[0],
        "y": y * size[1],
        "width": width * size[0],
        "height": height * size[1],
        "angle": angle,
    }
    told = regions.box_to(box, size)
    assert 0 <= told["rotation"] <= 360
    found = regions.box_from(told, size)
    assert all(abs(found.get(name, 0.0) - number) < 1e-6 for name, number in box.items())


@given(sizes, st.lists(st.tuples(shares, shares), min_size=3, max_size=9, unique=True))
def test_an_outline_comes_back_within_a_millionth_of_a_pixel(
    size: tuple[int, int], points: list[tuple[float, float]]
) -> None:
    ring = tuple((x * size[0], y * size[1]) for x, y in points)
    found = regions.ring_from({"points": regions.ring_to(ring, size)}, size)
    if len(found) == len(ring):  # points that floats cannot tell apart are one
        assert np.abs(np.array(found) - np.array(ring)).max() < 1e-6


@given(st.text(st.sampled_from("aé\u0301🎉👩\u200d🔬\U0001f468א\r\n "), min_size=1, max_size=40), st.data())
def test_a_span_comes_back_exactly_whatever_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    counted = Utf16(text)
    told: dict[str, Any] = {"start": counted.units(start), "end": counted.units(end)}
    javascript = text.encode("utf-16-le")[2 * told["start"] : 2 * told["end"]].decode("utf-16-le")
    assert javascript == text[start:end]
    assert regions.stretch_from(told, text, counted) == (start, end)
    assert regions.stretch_from({**told, "text": text[start:end]}, text, counted) == (start, end)


@settings(max_examples=60)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**32 - 1), shares)
def test_a_stroke_comes_back_pixel_by_pixel(height: int, width: int, seed: int, share: float) -> None:
    drawn = np.random.default_rng(seed).random((height, width)) < share
    packed = encode(from_array(drawn), height, width)
    assert (to_array(decode(packed, height, width), height, width) == drawn).all()
    again = encode(decode(packed, height, width), height, width)
    assert again == packed


def test_a_long_run_takes_several_blocks_and_literals_are_read() -> None:
    drawn = np.zeros((300, 300), dtype=bool)
    drawn[:200] = True  # 240,000 equal bytes
    assert (to_array(decode(encode(from_array(drawn), 300, 300), 300, 300), 300, 300) == drawn).all()
    # one pixel as four bytes that differ: 32 bits of length, head, then one block of four words as they are
    bits = f"{4:032b}{7:05b}" + "".join(f"{size - 1:04b}" for size in (3, 4, 8, 16)) + f"0{0:02b}{3:03b}"
    bits += "".join(f"{byte:08b}" for byte in (9, 8, 7, 255))
    bits += "0" * (-len(bits) % 8)
    packed = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    assert decode(packed, 1, 1).area == 1


names = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20).filter(
    lambda name: name == name.strip() and name
)


@given(st.lists(names, min_size=2, max_size=12, unique=True), names)
def test_a_drafted_guideline_asks_what_it_was_drafted_of(found: list[str], title: str) -> None:
    import unicodedata

    plain = list(dict.fromkeys(unicodedata.normalize("NFC", name) for name in found))
    labels = labels_named([*plain, *plain[:1], "another"])
    assert len({label.key for label in labels}) == len(labels)
    question = Question(question_key(title), "choice.v1", unicodedata.normalize("NFC", title), labels)
    (asked,) = parse_guideline(draft([question], title="Draft"), version=1).questions
    assert asked == question


FILES = [
    json.loads(path.read_text())
    for path in sorted((Path(__file__).parents[1] / "data/formats/label_studio").glob("*s.json"))
]
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    "",
    "x",
    "$",
    [],
    {},
    [[]],
    [None],
    {"a": None},
    [1, 2],
    "relation",
]


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every member of a JSON value."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [
        path, *(way for key, one in inner if key != "rle" for way in places(one, (*path, key)))
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_file_is_read_or_said_to_be_at_fault(data: st.DataObject) -> None:
    whole = copy.deepcopy(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from([one for one in places(whole) if one]))
        node = whole
        for key in way:
            node = node[key]
        node[last] = copy.deepcopy(data.draw(st.sampled_from(JUNK)))
    files = OneFile("t.json", json.dumps(whole).encode())
    options = ReadOptions(may_lack_media=True, predictions=True)
    try:
        with registry.get("label_studio").read(files, "t.json", options) as reading:
            rows = list(reading.rows)
    except InvalidInput as fault:
        rows = [fault]
    assert rows
    for row in rows:
        if isinstance(row, InvalidInput):
            assert row.what
            assert row.mend
        else:
            json.dumps([one.value for one in row.labels])
