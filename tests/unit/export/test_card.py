from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from goldsmith.errors import InvalidInput
from goldsmith.export import facts
from goldsmith.export.card import fence, load_code, markdown
from goldsmith.export.card_html import page
from goldsmith.model import Json, Question
from tests.unit.export.sample import CHOICE, answer, release

FILES = [("items.csv", 1234, "ab" * 32)]


class Reader(HTMLParser):
    """Collects tags and the addresses that a browser would fetch, and checks that tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            f"{tag} {name}" for name, _ in attrs if name in ("src", "srcset", "data") or tag == "link"
        ]
        if tag not in ("meta", "br", "hr", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    html = page(release(), FILES)
    reader = read(html)
    assert reader.fetched == []
    assert not {"script", "img", "iframe", "link", "object", "b2"} & set(reader.tags)
    assert "url(" not in html
    assert "default-src 'none'" in html


def test_everything_in_the_page_is_escaped() -> None:
    html = page(release(), FILES)
    assert "Cells &amp; &lt;words&gt;" in html
    assert "Label &lt;b&gt;" in html
    assert "annotators are &lt;unidentified&gt;" in html
    assert "&lt;script&gt;alert(1)" in html


def test_every_estimate_stands_with_its_intervals_and_what_it_rests_on() -> None:
    for text in (page(release(), FILES), markdown(release(), FILES)):
        for words in (
            "0.71",
            "0.66 to 0.76",
            "0.55 to 0.87",
            "412 items, 5 annotators",
            "undefined: annotators are",
        ):
            assert words in text


def test_counts_methods_and_checksums_are_in_both_cards() -> None:
    for text in (page(release(), FILES), markdown(release(), FILES)):
        for words in ("a person's ruling", "ab" * 32, "CC BY 4.0", "seed 0", "simulated"):
            assert words in text.replace("&#x27;", "'")


def test_the_same_release_gives_the_same_card() -> None:
    assert page(release(), FILES) == page(release(), FILES)
    assert markdown(release(), FILES) == markdown(release(), FILES)


def test_tables_in_markdown_have_rows_of_one_width_whatever_the_texts() -> None:
    lines = markdown(release(), FILES).splitlines()
    for above, below in pairwise(lines):
        if above.startswith("|") and below.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", above)) == len(re.findall(r"(?<!\\)\|", below))


def test_the_guideline_cannot_end_its_own_fence() -> None:
    assert fence("a ```` b") == "`````"
    assert fence("plain") == "```"


def test_balance_counts_items_or_objects_by_part() -> None:
    sort, topics, stars, cells = release().guideline.questions
    assert facts.balance(release(), sort) == {"a": {"train": 1, "test": 1}, "b": {"train": 1, "test": 0}}
    assert facts.balance(release(), cells) == {"a": {"train": 1, "test": 1}, "b": {"train": 1, "test": 0}}
    assert list(facts.balance(release(), stars)) == ["1", "2", "3", "4", "5"]
    assert facts.empty(release(), topics) == {"train": 1, "test": 0}


def test_balance_counts_relations_too() -> None:
    asked = Question("who", "span.v1", "Who?", labels=CHOICE.labels, options={"relations": ["knows"]})
    value: list[Json] = [
        {"id": "x", "label": "a", "start": 0, "end": 1},
        {"id": "y", "label": "a", "start": 2, "end": 3},
        {"id": "z", "label": "knows", "from": "x", "to": "y"},
    ]
    made = release(asked)
    first = replace(made.items[0], answers={"who": answer(value)})
    assert facts.balance(replace(made, items=(first,)), asked) == {
        "a": {"train": 2, "test": 0},
        "b": {"train": 0, "test": 0},
        "knows": {"train": 1, "test": 0},
    }


def test_methods_are_counted_and_the_unresolvable_stand_apart() -> None:
    (sort, *_) = release().guideline.questions
    assert facts.methods(release(), sort) == {"ruling": 1, "unanimous": 1, "majority": 1, "unresolvable": 1}


def test_the_code_to_load_names_a_field_where_there_are_several() -> None:
    assert load_code(release()).endswith('release.arrays("sort", "train", field="image")')


def test_a_torn_group_has_no_card() -> None:
    items = release().items
    with pytest.raises(InvalidInput, match="patient 0"):
        markdown(release(items=(replace(items[0], part="test"), *items[1:])))


def test_a_release_without_overlap_is_stamped() -> None:
    alone = release(CHOICE)
    items = tuple(replace(row, answers={"sort": answer("a")}) for row in alone.items)
    stamped = replace(alone, items=items)
    assert facts.stamps(stamped) == ["Agreement unknowable: every item was answered by one annotator."]
    assert "Agreement unknowable" in page(stamped)
    assert "Agreement unknowable" in markdown(stamped)
    assert 'for "stars"' in facts.stamps(release())[0]


def test_gaps_name_what_waits_what_is_thin_and_who_is_simulated() -> None:
    told = " ".join(facts.gaps(release()))
    for words in (
        '2 items without a decision on "sort"',
        '1 item ruled unresolvable for "sort"',
        'Labels of "sort" with fewer than 10 items: a (2), b (1)',
        "simulated, not people: jitter",
        "unidentified seats",
    ):
        assert words in told
