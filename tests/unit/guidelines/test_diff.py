"""What changed between two versions."""

from __future__ import annotations

from goldsmith.guidelines import diff, parse_guideline


def text(questions: str, body: str = "") -> str:
    return f"---\nquestions:\n{questions}---\n{body}"


OLD = text(
    "- {key: tone, kind: choice, title: Tone?, labels: [a, b, c, {key: d, definition: x}, e]}\n"
    "- {key: gone, kind: choice, labels: [a, b]}\n"
    "- {key: stars, kind: rating, min: 1, max: 5}\n",
    "# One\nsame\n",
)
NEW = text(
    "- {key: tone, kind: choice, title: What tone?, required: false, show: [body],"
    " labels: [f, a: Aa, g, {key: d, definition: y, good: [z]}]}\n"
    "- {key: stars, kind: choice, labels: [a, b]}\n"
    "- {key: added, kind: choice, title: Why?, labels: [a, b]}\n",
    "# Two\nsame\n",
)


def test_every_change_of_questions_and_labels_is_told_once() -> None:
    old = parse_guideline(OLD, version=1)
    new = parse_guideline(NEW, version=2, carries={"tone": {"b": ["f"], "c": ["f", "g"]}}, previous=old)
    found = diff(old, new)
    assert [(c.change, c.question, c.label) for c in found.questions] == [
        ("question_retitled", "tone", None),
        ("required_changed", "tone", None),
        ("show_changed", "tone", None),
        ("label_retitled", "tone", "a"),
        ("label_renamed", "tone", "b"),
        ("label_split", "tone", "c"),
        ("definition_changed", "tone", "d"),
        ("examples_changed", "tone", "d"),
        ("label_removed", "tone", "e"),
        ("label_added", "tone", "f"),
        ("label_added", "tone", "g"),
        ("question_removed", "gone", None),
        ("kind_changed", "stars", None),
        ("options_changed", "stars", None),
        ("label_added", "stars", "a"),
        ("label_added", "stars", "b"),
        ("question_added", "added", None),
    ]
    assert "tone: c is split into f and g." in found.changes


def test_another_order_of_labels_is_a_change() -> None:
    old = parse_guideline(text("- {key: q, kind: choice, labels: [a, b]}\n"), version=1)
    new = parse_guideline(text("- {key: q, kind: choice, labels: [b, c, a]}\n"), version=2)
    assert [c.change for c in diff(old, new).questions] == ["label_added", "labels_reordered"]


def test_lines_bear_the_numbers_of_both_versions() -> None:
    body = "- {key: q, kind: choice, labels: [a, b]}\n"
    old, new = (parse_guideline(text(body, words), version=1) for words in ("one\ntwo\n", "one\n2\n"))
    lines = [(line.op, line.text, line.old_line, line.new_line) for line in diff(old, new).lines]
    assert lines[-3:] == [("same", "one", 5, 5), ("removed", "two", 6, None), ("added", "2", None, 6)]


def test_the_same_version_differs_in_nothing() -> None:
    old = parse_guideline(OLD, version=1)
    assert diff(old, old).changes == ()
    assert {line.op for line in diff(old, old).lines} == {"same"}
