"""What a question may say of suggestions, and every fault in it with its line."""

from __future__ import annotations

import pytest

from goldsmith.errors import ManyFaults
from goldsmith.guidelines import diff, parse_guideline
from goldsmith.guidelines.draft import draft
from goldsmith.model import Guideline, Suggest

TEXT = """---
questions:
  - key: tone
    kind: choice
    labels: [kind, rude]
    suggest: {}
---
"""


def parsed(suggest: str, version: int = 1) -> Guideline:
    return parse_guideline(TEXT.replace("{}", suggest), version=version)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("model-a", Suggest(("model-a",), 0.2, 0)),
        ("[model-a, Ann Vega, model-a]", Suggest(("model-a", "Ann Vega"), 0.2, 0)),
        ("{from: model-a, silent: 0, seed: 7}", Suggest(("model-a",), 0.0, 7)),
        ("2024", Suggest(("2024",), 0.2, 0)),
    ],
)
def test_a_question_says_whose_answers_may_be_shown(said: str, meant: Suggest) -> None:
    assert parsed(said).questions[0].suggest == meant


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("{silent: 0.2}", "guideline.suggest_names_nobody"),
        ("[]", "guideline.suggest_names_nobody"),
        ("{from: {a: b}}", "guideline.suggest_names_nobody"),
        ("{from: m, silent: 1}", "guideline.suggest_silent"),
        ("{from: m, silent: yes please}", "guideline.suggest_silent"),
        ("{from: m, silent: true}", "guideline.suggest_silent"),
        ("{from: m, seed: -1}", "guideline.suggest_seed"),
        ("{from: m, quiet: 0.2}", "guideline.unknown_name"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line(said: str, slug: str) -> None:
    with pytest.raises(ManyFaults) as raised:
        parsed(said)
    (fault,) = raised.value.faults
    assert fault.slug == slug
    assert "line 6" in fault.where
    assert fault.mend


def test_a_misspelt_member_is_told_with_the_nearest() -> None:
    with pytest.raises(ManyFaults) as raised:
        parse_guideline(TEXT.replace("suggest: {}", "sugest: m"), version=1)
    assert any("`suggest`" in fault.mend for fault in raised.value.faults)


def test_a_change_of_suggestions_is_told_in_a_sentence() -> None:
    before = parse_guideline(TEXT.replace("    suggest: {}\n", ""), version=1)
    after = parsed("{from: [m, n], silent: 0.25}", version=2)
    assert diff(before, after).changes == ("tone may show suggestions of m or n now; 25% of items get none.",)
    assert diff(after, before).changes == ("tone shows no suggestions any more.",)


def test_a_drafted_guideline_says_the_same_of_suggestions() -> None:
    questions = parsed("{from: [model-a, ann], silent: 0.35, seed: 3}").questions
    assert parse_guideline(draft(questions, title="Tone"), version=1).questions == questions
