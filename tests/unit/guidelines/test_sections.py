"""Sections of the body, and those that speak of a label."""

from __future__ import annotations

from goldsmith.guidelines import Section, parse_guideline, sections, sections_for_labels

BODY = """Before all.

# Tone

General words.

## Rude or blunt?

A `no` is blunt, not rude.

```
# not a heading
```

## Tone

Kind words are kind.

> # quoted
"""
FRONT = "---\nquestions:\n- {key: tone, kind: choice, labels: [rude, blunt, no: Neither, kind: Kind]}\n---\n"


def test_a_body_falls_into_headings_and_what_stands_under_them() -> None:
    found = sections(BODY)
    assert [(s.anchor, s.title, s.level) for s in found] == [
        ("", "", 0),
        ("tone", "Tone", 1),
        ("rude-or-blunt", "Rude or blunt?", 2),
        ("tone-1", "Tone", 2),
    ]
    assert found[0].text == "Before all."
    assert found[2].text.endswith("# not a heading\n```")


def test_a_body_without_headings_is_one_section() -> None:
    assert sections("Just words.\n") == [Section("", "", 0, "Just words.")]
    assert sections("  \n") == []


def test_line_ends_of_windows_cut_at_the_same_places() -> None:
    assert [s.title for s in sections(BODY.replace("\n", "\r\n"))] == [s.title for s in sections(BODY)]


def test_the_section_that_mentions_both_labels_of_a_conflict_comes_first() -> None:
    guideline = parse_guideline(FRONT + BODY, version=1)
    assert [s.anchor for s in sections_for_labels(guideline, ["rude", "kind"])] == ["rude-or-blunt", "tone-1"]


def test_a_short_key_counts_only_where_it_is_set_off() -> None:
    guideline = parse_guideline(FRONT + BODY + "\n# Other\n\nThere is no rule.\n", version=1)
    assert [s.anchor for s in sections_for_labels(guideline, ["no"])] == ["rude-or-blunt"]


def test_a_label_that_is_nowhere_mentioned_has_no_section() -> None:
    assert sections_for_labels(parse_guideline(FRONT + "# A\n", version=1), ["rude"]) == []
