"""Raw file → released training set → model, through HTTP alone."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import goldsmith
from tests.journey.line import (
    N_QUESTIONS,
    SAMPLES,
    Door,
    Json,
    opinion,
    raw_cells,
    raw_questions,
    same_release,
    train,
)
from tests.serving import Server, run

pytestmark = pytest.mark.slow


def test_questions_from_a_csv_to_a_trained_classifier(tmp_path: Path) -> None:
    shares = raw_questions(tmp_path / "questions.csv")
    with Server(tmp_path / "w") as server:
        owner = Door(server, "wellformed").sign_in(server.link)
        text = (SAMPLES / "questions.md").read_text("utf-8")
        made = owner.http.post(
            "/api/v1/projects", json={"title": "Well-formed?", "slug": "wellformed", "guideline": text}
        )
        assert made.status_code == 201
        assert owner.get()["next_step"] is not None

        # in they come; twice adds nothing
        for n_new, n_known in ((N_QUESTIONS, 0), (0, N_QUESTIONS)):
            reply = owner.http.post(
                f"{owner.base}/imports",
                params={"name": "questions.csv", "text": "question", "id": "number", "group": "page"},
                content=(tmp_path / "questions.csv").read_bytes(),
            )
            found = owner.finish(reply.json())
            assert (found["n_items"], found["n_known"]) == (n_new, n_known)

        # a pilot that everyone labels, then two people for each of the rest
        link = owner.invite("annotator", 3)
        people = [Door(server, "wellformed").join(link, name) for name in ("Ann", "Bob", "Cem")]
        assert [person.post("/next", {"n": 1})["done"]["reason"] for person in people] == ["not_planned"] * 3
        owner.post("/plan", {"policy": "pilot", "n": 15})
        views = [opinion(shares, seed) for seed in range(3)]
        assert [p.label_all("wellformed", view) for p, view in zip(people, views, strict=True)] == [15] * 3
        assert owner.get("/agreement")["n_items"] == 15
        owner.post("/plan", {"policy": "overlap", "arms": [{"share": 1.0, "overlap": 2}]})
        n = sum(p.label_all("wellformed", view) for p, view in zip(people, views, strict=True))
        assert n == 2 * (N_QUESTIONS - 15)
        agreement = owner.get("/agreement")
        assert agreement["undefined"] is None
        assert agreement["report"] is not None

        # ties are ruled on by somebody else, what is unanimous is accepted
        judge = Door(server, "wellformed").join(owner.invite("adjudicator", 1), "Judith")
        why = judge.judge_all(lambda case: case["answers"][0]["value"])
        assert "tie" in why
        accepted = owner.post("/adjudication/accept", {"question": "wellformed", "seed": 1})
        assert accepted["n_accepted"] > 0
        judge.judge_all(lambda case: case["answers"][0]["value"])  # the share that was sent to audit
        assert owner.get("/adjudication")["total"] == 0

        # out they go, twice the same, and each rebuilds
        for name in ("cut-a", "cut-b"):
            made_release = owner.finish(owner.post("/releases", {"name": name, "note": "for the journey"}))
            assert made_release["n_items"] == N_QUESTIONS
            verified = owner.finish(owner.post(f"/releases/{name}/verify"))
            assert (verified["is_same"], verified["missing"], verified["changed"]) == (True, [], [])
        listed = owner.get("/releases")
        assert [release["name"] for release in listed] == ["cut-b", "cut-a"]
        assert sum(listed[0]["methods"].values()) == N_QUESTIONS
        card = owner.http.get(f"/{listed[0]['card_url']}")
        assert "Well-formed?" in card.text
        (tmp_path / "cut-a.zip").write_bytes(owner.http.get(f"/{listed[1]['zip_url']}").content)
        assert "everything is whole" in run("check", tmp_path / "w" / "wellformed")
    folder = tmp_path / "w" / "wellformed" / "releases"
    assert same_release(folder / "cut-a", folder / "cut-b") == []
    assert goldsmith.load(tmp_path / "cut-a.zip").items == goldsmith.load(folder / "cut-a").items
    assert train(folder / "cut-a", "wellformed") > 0.9


def true_boxes(image: str, shift: float) -> list[Json]:
    """Return the boxes that came with a sample image, drawn by a hand that is off by some pixels."""
    root = ET.parse(SAMPLES / "blood_cells" / f"{Path(image).stem}.xml").getroot()
    boxes = []
    for n, thing in enumerate(root.iter("object")):
        left, top, right, bottom = (
            float(thing.findtext(f"bndbox/{side}", "0")) for side in ("xmin", "ymin", "xmax", "ymax")
        )
        left, top = max(left - 1 + shift, 0.0), max(top - 1 + shift, 0.0)
        boxes.append(
            {
                "id": f"b{n}",
                "label": thing.findtext("name"),
                "x": left,
                "y": top,
                "width": max(min(right + shift, 640.0) - left, 1.0),
                "height": max(min(bottom + shift, 480.0) - top, 1.0),
            }
        )
    return boxes


def test_boxes_on_images_from_a_zip_to_a_coco_file(tmp_path: Path) -> None:
    with Server(tmp_path / "w") as server:
        owner = Door(server, "cells").sign_in(server.link)
        text = (SAMPLES / "blood_cells.md").read_text("utf-8")
        owner.http.post("/api/v1/projects", json={"title": "Cells", "slug": "cells", "guideline": text})
        reply = owner.http.post(f"{owner.base}/imports", params={"name": "cells.zip"}, content=raw_cells(5))
        assert owner.finish(reply.json())["n_items"] == 5
        owner.post("/plan", {"policy": "overlap", "arms": [{"share": 1.0, "overlap": 2}]})
        names = {row["id"]: row["external_id"] or row["text"] for row in owner.get("/items")["rows"]}
        link = owner.invite("annotator", 2)
        careful, hasty = (Door(server, "cells").join(link, name) for name in ("Careful", "Hasty"))
        seen: list[str] = []

        def draw(item: Json) -> list[Json]:
            image = item["fields"]["image"]
            assert careful.http.get(f"/{image['url']}").headers["content-type"] == "image/jpeg"
            seen.append(item["id"])
            return true_boxes(names[item["id"]], 0.0)

        def slip(item: Json) -> list[Json]:
            boxes = true_boxes(names[item["id"]], 1.5)
            return boxes[1:] if item["id"] == seen[0] else boxes  # one image lacks a box

        assert careful.label_all("cells", draw) == hasty.label_all("cells", slip) == 5
        assert owner.get("/agreement")["units"] == "found"
        judge = Door(server, "cells").join(owner.invite("adjudicator", 1), "Judith")
        why = judge.judge_all(lambda case: max((a["value"] for a in case["answers"]), key=len))
        assert why
        assert owner.finish(owner.post("/releases", {"name": "cut-a"}))["n_items"] == 5
        verified = owner.finish(owner.post("/releases/cut-a/verify"))
        assert (verified["is_same"], verified["missing"], verified["changed"]) == (True, [], [])
        files = {file["name"] for file in owner.get("/releases")[0]["files"]}
        assert {name for name in files if name.startswith("instances_")}
    release = goldsmith.load(tmp_path / "w" / "cells" / "releases" / "cut-a")
    pairs = [pair for part in release.parts for pair in zip(*release.arrays("cells", part), strict=True)]
    images, boxes = zip(*pairs, strict=True)
    assert [Path(image).is_file() for image in images] == [True] * 5
    assert all(len(each) > 0 for each in boxes)
