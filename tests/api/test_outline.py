"""Smart outlines over the API: the planted shape comes back in run lengths, and refusals say why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from goldsmith.runs import decode, to_array
from tests.api.house import House

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
    assert client.get("/api/v1/projects/a/outline").json() == {"why_not": None}
    monkeypatch.setitem(sys.modules, "cv2", None)
    why = client.get("/api/v1/projects/a/outline").json()["why_not"]
    hint = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    reply = client.post("/api/v1/projects/a/outline", json=hint)
    assert (reply.status_code, reply.json()["slug"]) == (404, "outline.no_opencv")
    assert "pip install opencv-python-headless" in why["mend"] == reply.json()["mend"]


@pytest.mark.usefixtures("planted")
def test_another_projects_member_gets_nothing(house: House) -> None:
    client = house.door(house.someone("owner", "b"))
    hint = {"media": NAME, "x": 84, "y": 54, "width": 132, "height": 132}
    assert client.post("/api/v1/projects/a/outline", json=hint).status_code in {403, 404}
    assert client.post("/api/v1/projects/b/outline", json=hint).status_code == 404
