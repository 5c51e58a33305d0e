"""Writes the files of this folder with label-studio-sdk 2.1.2, which the tests do not need.

Run it in an environment of its own: pip install label-studio-sdk==2.1.2 && python make.py
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
from label_studio_sdk.converter.brush import mask2rle  # type: ignore[import-not-found]
from label_studio_sdk.label_interface import LabelInterface  # type: ignore[import-not-found]
from PIL import Image

Told = dict[str, Any]
HERE = Path(__file__).parent
WIDTH, HEIGHT = 40, 30

IMAGES = """<View>
  <Image name="image" value="$image"/>
  <Header value="Which sort of picture is it?"/>
  <Choices name="sort" toName="image" choice="single" required="true">
    <Choice value="Indoors"/><Choice value="Outdoors" hint="Under the sky"/>
  </Choices>
  <RectangleLabels name="boxes" toName="image">
    <Label value="Car"/><Label value="Road sign" alias="sign" background="red"/>
  </RectangleLabels>
  <Choices name="hidden" toName="image" perRegion="true" whenTagName="boxes" choice="single">
    <Choice value="a little"/><Choice value="mostly"/>
  </Choices>
  <PolygonLabels name="outlines" toName="image"><Label value="Tree"/></PolygonLabels>
  <BrushLabels name="strokes" toName="image"><Label value="Sky"/><Label value="Ground"/></BrushLabels>
  <KeyPointLabels name="points" toName="image"><Label value="Nose"/></KeyPointLabels>
</View>"""
TEXTS = """<View>
  <Labels name="entities" toName="text"><Label value="Person"/><Label value="Place"/></Labels>
  <Relations><Relation value="lives in"/></Relations>
  <Text name="text" value="$text"/>
  <Choices name="moods" toName="text" choice="multiple"><Choice value="glad"/><Choice value="calm"/></Choices>
  <Taxonomy name="about" toName="text" leafsOnly="true" maxUsages="1">
    <Choice value="Life"><Choice value="Home"/><Choice value="Work"/></Choice><Choice value="Other"/>
  </Taxonomy>
  <Rating name="stars" toName="text" maxRating="4"/>
  <Number name="persons" toName="text" min="0" max="9" step="1"/>
  <TextArea name="summary" toName="text" maxSubmissions="1"/>
</View>"""
SOUNDS = """<View>
  <Labels name="speakers" toName="audio"><Label value="A"/><Label value="B"/></Labels>
  <Audio name="audio" value="$audio"/>
  <TextArea name="words" toName="audio" perRegion="true"/>
</View>"""
SIZE = {"original_width": WIDTH, "original_height": HEIGHT, "image_rotation": 0}
counter = itertools.count(1)


def region(config: LabelInterface, name: str, label: object = None, **value: object) -> Told:
    """Return a region as the library makes it, with an id that is the same each time."""
    made = config.get_control(name).label(label, **value)._dict()
    shown = SIZE if made["to_name"] == "image" else {}
    return {**made, "id": f"r{next(counter)}", "value": {**made["value"]}, **shown}


def task(number: int, data: Told, *annotations: Told) -> Told:
    given = [
        {"id": 100 * number + place, "was_cancelled": False, "ground_truth": False, **one}
        for place, one in enumerate(annotations, 1)
    ]
    return {"id": number, "data": data, "annotations": given, "predictions": [], "meta": {"site": "north"}}


def images() -> list[Told]:
    config = LabelInterface(IMAGES)
    Image.fromarray(np.full((HEIGHT, WIDTH, 3), 120, dtype=np.uint8)).save(HERE / "scene.png")
    mask = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    mask[:9, 3:31] = 255
    turned = region(config, "boxes", "sign", x=50.0, y=20.0, width=25.0, height=20.0, rotation=30.0)
    said = {**region(config, "hidden", "mostly"), "id": turned["id"]}
    first = [
        region(config, "sort", "Outdoors"),
        region(config, "boxes", "Car", x=10.0, y=10.0, width=30.0, height=40.0),
        turned,
        said,
        region(config, "outlines", "Tree", points=[[5.0, 50.0], [45.0, 50.0], [25.0, 95.0]]),
        region(config, "strokes", "Sky", rle=mask2rle(mask)),
        region(config, "points", "Nose", x=50.0, y=50.0),
    ]
    second = [
        region(config, "sort", "Indoors"),
        region(config, "boxes", "Car", x=12.0, y=10.0, width=30.0, height=40.0),
    ]
    ann = {"completed_by": {"id": 1, "email": "ann@example.org"}, "lead_time": 12.5}
    bob = {"completed_by": {"id": 2, "email": "bob@example.org"}, "lead_time": 8.25}
    upload = "/data/upload/3/1a2b3c4d-scene.png"
    return [
        task(
            1,
            {"image": upload},
            {**ann, "created_at": "2026-03-01T10:00:00.250000Z", "result": first},
            {**bob, "created_at": "2026-03-01T11:00:00Z", "result": second},
        ),
        task(
            2,
            {"image": "/data/local-files/?d=set/scene.png"},
            {**ann, "created_at": "2026-03-01T10:05:00Z", "result": []},
            {**bob, "created_at": "2026-03-01T11:05:00Z", "result": [], "was_cancelled": True},
        ),
    ]


def units(text: str, words: str) -> Told:
    """Return where words stand, as a browser counts."""
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2
    return {"start": start, "end": start + len(words.encode("utf-16-le")) // 2}


def texts() -> list[Told]:
    config = LabelInterface(TEXTS)
    text = "🎉🎉 Zoë lives in Łódź 🏠 now"
    person = region(config, "entities", "Person", **units(text, "Zoë"))
    place = region(config, "entities", "Place", **units(text, "Łódź 🏠"))
    for one, words in ((person, "Zoë"), (place, "Łódź 🏠")):
        one["value"]["text"] = words
    relation = {
        "from_id": person["id"],
        "to_id": place["id"],
        "type": "relation",
        "direction": "right",
        "labels": ["lives in"],
    }
    first = [
        person,
        place,
        relation,
        region(config, "moods", ["glad", "calm"]),
        region(config, "about", taxonomy=[["Life", "Home"]]),
        region(config, "stars", rating=3),
        region(config, "persons", number=1.0),
        region(config, "summary", text=["Zoë has a home."]),
    ]
    ann = {"completed_by": 1, "created_at": "2026-03-02T10:00:00Z", "lead_time": 30.0, "result": first}
    made = task(1, {"text": text}, ann)
    guessed = [region(config, "entities", "Place", **units(text, "Zoë"))]
    return [{**made, "predictions": [{"model_version": "tagger 2", "score": 0.4, "result": guessed}]}]


def sounds() -> list[Told]:
    config = LabelInterface(SOUNDS)
    one = region(config, "speakers", "A", start=0.1, end=0.4)
    one["value"]["channel"] = 0
    said = {**region(config, "words", text=["good morning"]), "id": one["id"]}
    other = region(config, "speakers", "B", start=0.35, end=0.5)
    told = [{**each, "original_length": 0.6} for each in (one, said, other)]
    ann = {"completed_by": 1, "created_at": "2026-03-03T10:00:00Z", "lead_time": 3.0, "result": told}
    return [task(1, {"audio": "/data/upload/1/0f0f0f0f-talk.wav"}, ann)]


def main() -> None:
    for name, config, tasks in (
        ("images", IMAGES, images()),
        ("texts", TEXTS, texts()),
        ("sounds", SOUNDS, sounds()),
    ):
        known = LabelInterface(config)
        for one in tasks:
            for annotation in one["annotations"]:
                if not known.validate_annotation(annotation):
                    raise SystemExit(f"{name}: the library refuses {annotation}")
        (HERE / f"{name}.json").write_text(
            json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        (HERE / f"{name}.xml").write_text(config + "\n", encoding="utf-8")
    dots = (np.arange(WIDTH * HEIGHT) * 7 % 11 < 5).reshape(HEIGHT, WIDTH).astype(np.uint8) * 255
    (HERE / "brush.json").write_text(
        json.dumps({"rows": (dots // 255).tolist(), "rle": mask2rle(dots)}) + "\n"
    )


if __name__ == "__main__":
    main()
