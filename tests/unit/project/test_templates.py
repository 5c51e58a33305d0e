"""Every kind has a template to start from, and each template is a guideline that can be asked."""

from __future__ import annotations

from importlib.resources import files
from typing import get_args

import pytest

from goldsmith import kinds
from goldsmith.cli.projects import TEMPLATES
from goldsmith.guidelines import parse_guideline
from goldsmith.web.schemas import Template

KINDS = sorted(name.removesuffix(".v1") for name in kinds.registry)
FOLDER = files("goldsmith.project") / "templates"


def test_every_kind_has_a_template_which_the_command_and_the_page_offer() -> None:
    there = sorted(file.name.removesuffix(".md") for file in FOLDER.iterdir() if file.name.endswith(".md"))
    assert there == KINDS
    assert sorted(TEMPLATES) == sorted(get_args(Template)) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_asks_one_question_of_its_kind(kind: str) -> None:
    guideline = parse_guideline((FOLDER / f"{kind}.md").read_text("utf-8"), version=1)
    assert [question.kind for question in guideline.questions] == [f"{kind}.v1"]
    assert guideline.body.startswith("\n# ") or guideline.body.startswith("# ")
