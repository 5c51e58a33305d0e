"""The body of a guideline in sections that can be pointed at, and those that speak of a label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt

from goldsmith.model import Guideline, Label

SHORT = 3  # characters: a shorter key or title is an everyday word, and counts only where it is set off


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading. level: 1 … 6; 0 for what stands before the first."""

    anchor: str
    title: str
    level: int
    text: str


def sections(body: str) -> list[Section]:
    """Return the sections of a Markdown body in order. Anchors are those of the page: a, a-1, a-2 for equal titles.

    >>> [(s.anchor, s.level) for s in sections("# Tone of voice\\nBe kind.\\n## Rude?\\nNo.")]
    [('tone-of-voice', 1), ('rude', 2)]
    """
    lines = re.split(r"\r\n?|\n", body)
    tokens = MarkdownIt("commonmark").parse(body)
    heads: list[
        tuple[Section, int, int]
    ] = []  # without their text; the lines where each heading begins and ends
    seen: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        if token.type != "heading_open" or token.map is None:
            continue
        title = tokens[at + 1].content.strip()
        anchor = anchor_of(title)
        n = seen[anchor]
        seen[anchor] += 1
        if token.level == 0:  # not in a list or a quotation
            name = f"{anchor}-{n}" if n else anchor
            begin, end = token.map
            heads.append((Section(name, title, int(token.tag[1]), ""), begin, end))
    ends = [begin for _, begin, _ in heads] + [len(lines)]
    before = _text(lines, 0, ends[0])
    found = [Section("", "", 0, before)] if before else []
    for (head, _, begin), end in zip(heads, ends[1:], strict=True):
        found.append(replace(head, text=_text(lines, begin, end)))
    return found


def _text(lines: Sequence[str], begin: int, end: int) -> str:
    return "\n".join(lines[begin:end]).strip()


def anchor_of(title: str) -> str:
    """Return the anchor of a heading: small letters, digits and hyphens.

    >>> anchor_of("When in doubt: *ask*")
    'when-in-doubt-ask'
    """
    kept = "".join(c for c in title.strip().lower() if c.isalnum() or c.isspace() or c == "-")
    return re.sub(r"\s+", "-", kept)


def sections_for_labels(guideline: Guideline, label_keys: Collection[str]) -> list[Section]:
    """Return the sections that mention one of the labels by key or title, those that mention most of them first.

    Among equals, those with a label in their heading come first, then the order of the text holds.
    """
    labels = {label.key: label for q in guideline.questions for label in q.labels if label.key in label_keys}
    patterns = [_mention(label) for label in labels.values()]
    patterns += [_mention(Label(key, key)) for key in label_keys if key not in labels]

    def rank(section: Section) -> tuple[int, int]:
        whole = f"{section.title}\n{section.text}"
        return -sum(bool(p.search(whole)) for p in patterns), -sum(
            bool(p.search(section.title)) for p in patterns
        )

    ranked = [(rank(section), section) for section in sections(guideline.body)]
    return [section for key, section in sorted(ranked, key=lambda pair: pair[0]) if key[0] < 0]


def _mention(label: Label) -> re.Pattern[str]:
    """Return a pattern of the key or title as whole words; short ones only between `, *, _ or quotation marks."""
    words = sorted({label.key, label.title} - {""}, key=lambda word: (-len(word), word))
    parts = [
        rf"(?<!\w){re.escape(word)}(?!\w)"
        if len(word) >= SHORT
        else rf"[`*_\"'“‘]{re.escape(word)}[`*_\"'”’]"
        for word in words
    ]
    return re.compile("|".join(parts), re.IGNORECASE)
