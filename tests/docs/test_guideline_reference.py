"""The guideline reference shows every kind with a question that can be asked, and names each of its options."""

from __future__ import annotations

import re
from textwrap import indent

import pytest

from goldsmith import kinds
from goldsmith.errors import InvalidGuideline
from goldsmith.guidelines import parse_guideline
from goldsmith.model import Label, Question
from tests.docs.examples import DOCS, Block, blocks

PAGE = DOCS / "reference" / "guideline.md"
QUESTIONS = [block for block in blocks(PAGE) if block.words == ("yaml",)]


def kind_of(block: Block) -> str:
    (question,) = parse_guideline(f"---\nquestions:\n{indent(block.text, '  ')}---\n", version=1).questions
    return question.kind


@pytest.mark.parametrize("block", QUESTIONS, ids=[f"line {block.line}" for block in QUESTIONS])
def test_each_example_can_be_asked(block: Block) -> None:
    assert kind_of(block) in kinds.registry


def test_every_kind_has_an_example() -> None:
    assert {kind_of(block) for block in QUESTIONS} == set(kinds.registry)


@pytest.mark.parametrize("name", sorted(kinds.registry))
def test_every_option_of_a_kind_is_told_in_its_section(name: str) -> None:
    labels = () if name in {"pairwise.v1", "text.v1", "number.v1"} else (Label("a", "A"), Label("b", "B"))
    with pytest.raises(InvalidGuideline) as refused:
        kinds.get(name).check(Question("q", name, "?", labels=labels, options={"no_such": 1}))
    known = re.findall(r"[a-z_]+", refused.value.mend.partition("It knows ")[2].removeprefix("none"))
    short = name.removesuffix(".v1")
    section = re.search(rf"^### {short}: .*?(?=^###? )", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert section
    assert [option for option in known if f"`{option}" not in section.group()] == []
