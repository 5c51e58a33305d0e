"""Reading a guideline's file: what it may say, and every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.errors import ManyFaults
from goldsmith.guidelines import parse_guideline, sections_for_labels
from goldsmith.guidelines.front_matter import MAX_BYTES
from goldsmith.model import Guideline, Label, digest

TONE = """---
questions:
  - key: tone
    kind: choice
    title: What tone does it have?
    show: [title, body]
    labels:
      - key: kind
        title: Kind
        definition: It means well.
        good: [Thank you]
        bad: "Thanks a lot: not"
      - rude: Rude or worse
      - No tone at all
      - no
  - key: topics
    kind: choices
    required: false
    labels: [1, price]
    max: 1
---

# Tone

Listen.
"""


def parsed(text: str, previous: Guideline | None = None) -> Guideline:
    return parse_guideline(text, version=1, previous=previous)


def faults(text: str) -> dict[str, str]:
    """Return slug → where for each fault of a text."""
    with pytest.raises(ManyFaults) as caught:
        parsed(text)
    return {fault.slug: fault.where for fault in caught.value.faults}


def asking(members: str) -> str:
    """Return a guideline of one choice question with more members; they begin at line 5."""
    return f"---\nquestions:\n  - key: q\n    kind: choice\n{members}---\n"


def test_all_ways_to_write_a_label_are_read() -> None:
    tone, topics = parsed(TONE).questions
    assert tone.kind == "choice.v1"
    assert tone.show == ("title", "body")
    assert tone.labels == (
        Label("kind", "Kind", "It means well.", ("Thank you",), ("Thanks a lot: not",)),
        Label("rude", "Rude or worse"),
        Label("no_tone_at_all", "No tone at all"),
        Label("no", "no"),
    )
    assert topics.labels == (Label("1", "1"), Label("price", "price"))
    assert (topics.required, topics.title, topics.options) == (False, "topics", {"max": 1})


def test_the_body_is_what_follows_the_front_matter_and_the_text_is_kept_whole() -> None:
    guideline = parsed(TONE)
    assert guideline.body == "# Tone\n\nListen.\n"
    assert guideline.text == TONE


def test_the_id_hangs_on_text_and_carries() -> None:
    carries = {"tone": {"harsh": ["rude"]}}
    guideline = parse_guideline(TONE, version=3, carries=carries)
    assert guideline.carries == {"tone": {"harsh": ("rude",)}}
    assert guideline.id == digest({"text": TONE, "carries": carries})
    assert guideline.id != parsed(TONE).id


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing() -> None:
    assert parsed("\ufeff" + TONE.replace("\n", "\r\n")).questions == parsed(TONE).questions


def test_all_faults_are_reported_together_with_their_lines() -> None:
    found = faults(
        "---\ntitel: x\nquestions:\n  - key: 1a\n    kind: choise\n  - key: b\n    kind: choice\n"
        "    labels: [a, a, c d: e]\n    required: maybe\n---\n"
    )
    assert found == {
        "guideline.unknown_name": "line 2, front matter",
        "guideline.bad_key": 'line 4, question "1a"',
        "guideline.unknown_kind": 'line 5, question "1a"',
        "guideline.not_a_flag": 'line 9, question "b"',
        "guideline.repeated_label": 'line 8, question "b"',
        "guideline.bad_label_key": 'line 8, question "b"',
    }


@pytest.mark.parametrize(
    ("text", "slug", "line"),
    [
        ("", "no_front_matter", 1),
        ("# Only a body\n", "no_front_matter", 1),
        ("---\nquestions: []\n", "no_front_matter", 1),
        ("---\nquestions: []\n---\n", "no_questions", 2),
        ("---\n- a\n---\n", "not_a_map", 2),
        ("---\nquestions:\n  - key: [\n---\n", "not_yaml", 4),
        ("---\nx: &a [1]\nquestions: *a\n---\n", "anchor", 2),
        ("---\nx: " + "[" * 5000 + "\n---\n", "too_deep", 2),
        ("---\nquestions:\n- {key: a, key: b, kind: choice, labels: [a, b]}\n---\n", "repeated_name", 3),
        ("---\nquestions:\n- just words\n---\n", "not_a_question", 3),
        ("---\nquestions:\n- key: a\n---\n", "missing", 3),
        ("---\nquestions:\n- kind: choice\n  labels: [a, b]\n---\n", "missing", 3),
        (asking("    labels: none\n"), "bad_labels", 5),
        (asking("    labels: [a]\n"), "too_few_labels", 3),
        (asking("    labels: [a, [b]]\n"), "bad_label", 5),
        (asking("    labels: [a, '!!!']\n"), "bad_label_key", 5),
        (asking("    labels: [a, {key: b, titel: B}]\n"), "unknown_name", 5),
        (asking("    labels: [a, {key: b, good: [c: d]}]\n"), "not_texts", 5),
        (asking("    labels: [a, b]\n    title: [a]\n"), "not_text", 6),
        (asking("    labels: [a, b]\n    lables: [a]\n"), "unknown_name", 6),
        (asking("    labels: [a, b]\n    max: 2\n"), "unknown_option", 3),
        ("---\n#" + "x" * MAX_BYTES + "\n---\n", "too_large", 1),
    ],
)
def test_a_fault_names_its_line(text: str, slug: str, line: int) -> None:
    found = faults(text)
    assert list(found) == [f"guideline.{slug}"]
    assert found[f"guideline.{slug}"].split(",")[0] == f"line {line}"


def test_a_repeated_question_is_a_fault() -> None:
    one = "- {key: a, kind: choice, labels: [x, y]}\n"
    assert faults(f"---\nquestions:\n{one}{one}---\n") == {"guideline.repeated_question": "line 4"}


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ManyFaults) as caught:
        parsed(asking("    labels: [a, b]\n    requird: true\n"))
    assert "Did you mean `required`?" in caught.value.faults[0].mend


@pytest.mark.parametrize(
    ("carries", "what"),
    [
        ({"mood": {"a": ("b",)}}, "no question 'mood'"),
        ({"q": {"z": ("a",)}}, "no label 'z'"),
        ({"q": {"b": ("z",)}}, "'b' cannot become 'z'"),
    ],
)
def test_what_becomes_of_labels_must_name_labels_that_are_there(
    carries: dict[str, dict[str, tuple[str, ...]]], what: str
) -> None:
    old = parsed(asking("    labels: [a, b]\n"))
    with pytest.raises(ManyFaults) as caught:
        parse_guideline(asking("    labels: [a, c]\n"), version=2, carries=carries, previous=old)
    assert [fault.slug for fault in caught.value.faults] == ["guideline.bad_carry"]
    assert what in caught.value.faults[0].what


def test_a_sound_carry_is_kept() -> None:
    old = parsed(asking("    labels: [a, b]\n"))
    text = asking("    labels: [a, c]\n")
    new = parse_guideline(text, version=2, carries={"q": {"b": ["a", "c"]}}, previous=old)
    assert new.carries == {"q": {"b": ("a", "c")}}


def test_the_example_of_the_documentation_is_a_guideline() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/guideline.md").read_text(encoding="utf-8")
    guideline = parsed(page.partition("```markdown\n")[2].partition("```")[0])
    assert [question.label_keys() for question in guideline.questions] == [
        ("kind", "rude", "neither"),
        ("price", "delivery", "service"),
    ]
    assert [s.anchor for s in sections_for_labels(guideline, ["rude"])] == ["rude-or-merely-short"]


TREE = """    labels:
      - Animals:
          - Mammals: [cat, dog: A dog]
          - fish
      - title: Plants
        labels:
          - key: oak
            title: Oak
            definition: A tree.
      - other
"""


def test_labels_stand_in_groups_to_any_depth() -> None:
    (question,) = parsed(asking(TREE)).questions
    assert [(label.key, label.title, label.path) for label in question.labels] == [
        ("cat", "cat", ("Animals", "Mammals")),
        ("dog", "A dog", ("Animals", "Mammals")),
        ("fish", "fish", ("Animals",)),
        ("oak", "Oak", ("Plants",)),
        ("other", "other", ()),
    ]


@pytest.mark.parametrize(
    ("labels", "slug"),
    [
        ("    labels:\n      - A: [x, y]\n      - B: [x]\n", "guideline.repeated_label"),
        ("    labels:\n      - A: []\n      - x\n      - y\n", "guideline.empty_group"),
        ("    labels:\n      - {title: A, labels: [x, y], colour: red}\n", "guideline.unknown_name"),
        ("    labels:\n      - labels: [x, y]\n", "guideline.missing"),
        ("    labels:\n      - {title: A, labels: x}\n      - y\n", "guideline.bad_labels"),
    ],
)
def test_a_group_that_cannot_be_read_is_told(labels: str, slug: str) -> None:
    assert slug in faults(asking(labels))
