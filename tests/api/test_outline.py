"""Smart outlines over the API: the planted shape comes back in run lengths, and refusals say why."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from goldsmith.errors import InvalidInput
from goldsmith.project import outline as outlines
from goldsmith.project import segmenter as segmenters
from goldsmith.runs import decode, to_array
from tests.api.house import House
from tests.segmenters import bright_in_box, dark_about_point

NAME = "cd" * 32 + ".png"


@pytest.fixture
def planted(house: House) -> np.ndarray:
    """Put a picture with a disc into the project; return the disc."""
    y, x = np.mgrid[0:240, 0:320]
    disc: np.ndarray = np.hypot(x - 150, y - 120) < 60
    noise = np.random.default_rng(0).normal(0, 8, (240, 320, 3))
    colours = np.where(disc[..., None], (200, 120, 60), (60, 90, 120)) + noise
    path: Path = house.a.project.media_path(NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8)).save(path)
    return disc


def iou(reply: Any, disc: np.ndarray) -> float:
    assert reply.status_code == 200, reply.text
    found = reply.json()
    whole = np.zeros_like(disc)
    part = to_array(
        decode(found["counts"], found["width"] * found["height"]), found["height"], found["width"]
    )
    whole[found["y"] : found["y"] + found["height"], found["x"] : found["x"] + found["width"]] = part
    return float((whole & disc).sum() / (whole | disc).sum())


def test_a_member_gets_the_pixels_of_the_object_in_the_box(house: House, planted: np.ndarray) -> None:
    client = house.door(house.someone("annotator"))
    hint = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    assert iou(client.post("/api/v1/projects/a/outline", json=hint), planted) >= 0.9


def test_a_member_gets_the_pixels_of_the_object_between_its_outermost_points(
    house: House, planted: np.ndarray
) -> None:
    client = house.door(house.someone("annotator"))
    points = [{"x": x, "y": y} for x, y in ((150, 61), (91, 120), (150, 179), (209, 120))]
    hint = {"media": NAME, "points": points}
    assert iou(client.post("/api/v1/projects/a/outline/points", json=hint), planted) >= 0.9
    three = client.post("/api/v1/projects/a/outline/points", json={**hint, "points": points[:3]})
    assert three.status_code == 422
    beyond = {**hint, "points": [*points[:3], {"x": 320, "y": 120}]}
    refused = client.post("/api/v1/projects/a/outline/points", json=beyond)
    assert (refused.status_code, refused.json()["slug"]) == (422, "outline.bad_point")


@pytest.mark.parametrize(
    ("hint", "slug"),
    [
        ({"x": 0, "y": 0, "width": 320, "height": 240}, "outline.no_ground"),
        ({"x": 300, "y": 0, "width": 40, "height": 40}, "outline.bad_box"),
        ({"x": 0, "y": 0, "width": 40, "height": 40, "media": "ee" * 32 + ".png"}, "media.unknown"),
        ({"x": 0, "y": 0, "width": 40, "height": 40, "media": "../../etc/passwd"}, "media.unknown"),
    ],
)
@pytest.mark.usefixtures("planted")
def test_a_refusal_says_what_to_do(house: House, hint: dict[str, object], slug: str) -> None:
    client = house.door(house.someone("annotator"))
    reply = client.post("/api/v1/projects/a/outline", json={"media": NAME, **hint})
    assert reply.status_code in {404, 422}
    assert reply.json()["slug"] == slug
    assert reply.json()["mend"]


@pytest.mark.usefixtures("planted")
def test_without_opencv_the_tool_says_beforehand_why_it_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = house.door(house.someone("annotator"))
    assert client.get("/api/v1/projects/a/outline").json() == {"why_not": None, "segmenter": None}
    monkeypatch.setitem(sys.modules, "cv2", None)
    why = client.get("/api/v1/projects/a/outline").json()["why_not"]
    hint = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    reply = client.post("/api/v1/projects/a/outline", json=hint)
    assert (reply.status_code, reply.json()["slug"]) == (404, "outline.no_opencv")
    assert "pip install opencv-python-headless" in why["mend"] == reply.json()["mend"]


def test_a_segmenter_of_the_projects_own_is_told_of_and_finds_the_object(
    house: House, planted: np.ndarray, tmp_path: Path
) -> None:
    client = house.door(house.someone("annotator"))
    box = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    none = client.post("/api/v1/projects/a/outline/segmenter/box", json=box)
    assert (none.status_code, none.json()["slug"]) == (404, "segmenter.none")
    folder = house.a.project.folder
    segmenters.add(folder, bright_in_box(tmp_path / "bright.onnx"), name="Bright")
    told = {"name": "Bright", "takes": "box", "why_not": None}
    assert client.get("/api/v1/projects/a/outline").json()["segmenter"] == told
    assert iou(client.post("/api/v1/projects/a/outline/segmenter/box", json=box), planted) >= 0.9
    point = {"media": NAME, "x": 150, "y": 120}
    other = client.post("/api/v1/projects/a/outline/segmenter/point", json=point)
    assert (other.status_code, other.json()["slug"]) == (422, "segmenter.other_prompt")
    assert house.door(house.someone("owner", "b")).get("/api/v1/projects/a/outline").status_code in {403, 404}
    segmenters.remove(folder)
    assert client.get("/api/v1/projects/a/outline").json()["segmenter"] is None


def test_a_segmenter_is_gone_with_the_next_one_and_a_broken_one_changes_nothing(
    house: House, tmp_path: Path
) -> None:
    folder = house.a.project.folder
    first = segmenters.add(folder, bright_in_box(tmp_path / "one.onnx"))
    (tmp_path / "broken.onnx").write_bytes(b"weights")
    with pytest.raises(InvalidInput):
        segmenters.add(folder, tmp_path / "broken.onnx")
    assert segmenters.registered(folder) == first
    second = segmenters.add(folder, dark_about_point(tmp_path / "two.onnx"))
    assert (second.name, second.prompt) == ("two", "points")
    assert [each.stem for each in (folder / "segmenter").glob("*.onnx")] == [second.digest]


def test_one_person_asks_the_segmenter_once_at_a_time_and_three_people_fill_the_line(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, is_done = threading.Semaphore(0), threading.Event()

    def slow(*_: object, **__: object) -> outlines.Outline:
        asked.release()
        assert is_done.wait(20)
        return outlines.Outline(0, 0, 1, 1, "1")

    monkeypatch.setattr(outlines, "segmented_in_box", slow)
    box = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    people = [house.someone("viewer") for _ in range(4)]

    def ask(number: int) -> Any:
        return house.door(people[number]).post("/api/v1/projects/a/outline/segmenter/box", json=box)

    with ThreadPoolExecutor(3) as pool:
        held = []
        try:
            for number in range(3):
                held.append(pool.submit(ask, number))
                assert asked.acquire(timeout=10)
                again = ask(0)
                assert (again.status_code, again.json()["what"]) == (
                    429,
                    "Your last outline by the segmenter is still being made.",
                )
            full = ask(3)
        finally:
            is_done.set()
        assert [each.result().status_code for each in held] == [200, 200, 200]
    assert (full.status_code, full.json()["slug"], full.headers["retry-after"]) == (
        429,
        "segmenter.too_many",
        "2",
    )
    assert full.json()["where"]
    assert full.json()["mend"]
    assert ask(3).status_code == 200


@pytest.mark.usefixtures("planted")
def test_another_projects_member_gets_nothing(house: House) -> None:
    client = house.door(house.someone("owner", "b"))
    hint = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    assert client.post("/api/v1/projects/a/outline", json=hint).status_code in {403, 404}
    assert client.post("/api/v1/projects/b/outline", json=hint).status_code == 404
