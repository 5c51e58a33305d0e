"""A small release with all four kinds, awkward texts, an undecided item and an unresolvable one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goldsmith.export import CardFacts, ReleasedAnswer, ReleaseData, ReleasedVote, ReleaseItem
from goldsmith.model import Guideline, Item, Json, JsonObject, Label, Question

LABELS = (Label("a", "Label A"), Label("b", "Label <b>"))
CHOICE = Question("sort", "choice.v1", "Which sort?", labels=LABELS)
CHOICES = Question("topics", "choices.v1", "Which topics?", labels=LABELS)
RATING = Question("stars", "rating.v1", "How good?", options={"min": 1, "max": 5})
BOX = Question("cells", "box.v1", "Which cells?", labels=LABELS)
PARTS = ("train", "test")

ONE: dict[str, Json] = {"id": "x", "label": "b", "x": 1.5, "y": 2.0, "width": 10.25, "height": 20.0}
TWO: dict[str, Json] = {"id": "y", "label": "a", "x": 0.0, "y": 0.0, "width": 30.0, "height": 30.0}


def answer(value: Json, *others: Json, method: str = "") -> ReleasedAnswer:
    votes = tuple(
        ReleasedVote(f"ann{n}", one, 2, f"2026-01-0{n}") for n, one in enumerate((value, *others), 1)
    )
    decided = method or (
        "single" if not others else "unanimous" if set(map(str, others)) == {str(value)} else "majority"
    )
    return ReleasedAnswer(value, decided, len(votes), len(votes), 2, votes=votes)


def item(number: int, text: str = "plain", **metadata: Any) -> Item:
    fields: dict[str, JsonObject] = {
        "text": {"type": "text", "text": text},
        "image": {
            "type": "image",
            "media": f"{number:064x}.png",
            "linked": False,
            "name": f"cell {number}.png",
            "width": 64,
            "height": 48,
            "exif_orientation": 1,
        },
    }
    group = f"patient {number // 2}"
    return Item(f"{number:032x}", "upload", f"u{number}", "d" * 64, 0, group, fields, metadata=metadata)


def guideline(*questions: Question) -> Guideline:
    body = (
        "# Rules\n\nSay **a** or ``b``.\n\n![pixel](https://example.org/p.png)\n\n<script>alert(1)</script>\n"
    )
    return Guideline("g" * 64, 2, f"---\n---\n{body}", body, questions or (CHOICE, CHOICES, RATING, BOX))


def rows() -> tuple[ReleaseItem, ...]:
    everything: list[tuple[str, str, Mapping[str, ReleasedAnswer]]] = [
        (
            '=1+1, "quoted"\r\nand 漢字 🎉',
            "train",
            {
                "sort": answer("a", "a"),
                "topics": answer(["a", "b"], ["a", "b"], ["a"]),
                "stars": answer("4"),
                "cells": answer([ONE, TWO]),
            },
        ),
        ("", "train", {"sort": answer("b", "b", "a"), "topics": answer([]), "cells": answer([])}),
        (
            "<script>alert(2)</script>",
            "test",
            {"sort": answer("a", method="ruling"), "cells": answer([TWO], [ONE])},
        ),
        (" spaces ", "test", {"sort": ReleasedAnswer(None, "ruling", 2, 2, 2, {"a": 0.5, "b": 0.5}, "both")}),
    ]
    return tuple(
        ReleaseItem(item(n, text, author=f"person {n}", year=2000 + n), part, answers)
        for n, (text, part, answers) in enumerate(everything)
    )


def release(*questions: Question, **changes: Any) -> ReleaseData:
    asked = guideline(*questions)
    kept = {question.key for question in asked.questions}
    items = tuple(
        ReleaseItem(row.item, row.part, {key: one for key, one in row.answers.items() if key in kept})
        for row in rows()
    )
    facts = CardFacts(
        agreement=[
            {
                "question": "sort",
                "name": "Krippendorff's alpha",
                "value": 0.71,
                "low": 0.66,
                "high": 0.76,
                "low_people": 0.55,
                "high_people": 0.87,
                "n_items": 412,
                "n_annotators": 5,
            },
            {
                "question": "sort",
                "name": "Cohen's kappa",
                "value": None,
                "undefined": "annotators are <unidentified>",
            },
        ],
        annotators=[
            {"name": "seat 1", "kind": "human", "identified": False, "n_answers": 4},
            {"name": "jitter", "kind": "function", "simulated": True, "n_answers": 4},
        ],
        n_project_items=6,
        undecided={"sort": 2},
        licence="CC BY 4.0",
        sources=[{"name": "A | source", "licence": "CC BY 4.0", "url": "https://example.org/data"}],
        split={"method": "group_split.v1", "seed": 0, "ratios": {"train": 0.5, "test": 0.5}},
    )
    base: dict[str, Any] = {
        "name": "v1",
        "project": "Cells & <words>",
        "guideline": asked,
        "items": items,
        "parts": PARTS,
        "as_of": 99,
        "generated_at": "2026-01-31T12:00:00Z",
        "facts": facts,
    }
    return ReleaseData(**{**base, **changes})
