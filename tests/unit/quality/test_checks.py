"""Checks of raw data: what is planted is found, what is sound stays unflagged, and the documents print the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldsmith.quality import (
    CHECKS,
    Flag,
    Measured,
    image_flags,
    label_flags,
    measure_image,
    personal_data,
    text_flags,
)
from goldsmith.quality.texts import mend_mojibake
from tests.unit.quality.planted import (
    IMAGE_DEFECTS,
    TEXT_DEFECTS,
    images_found,
    questions,
    table,
    texts_found,
)

DOCUMENT = Path(__file__).parents[3] / "docs/how-to/check-raw-data.md"
LEAST = {"other_language": 0.75}  # of the planted ones must be found


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[int, int, int]]:
    return {one.check: (one.n, one.found, one.false_alarms) for one in [*texts_found(), *images_found()]}


@pytest.mark.parametrize("check", [*TEXT_DEFECTS, *IMAGE_DEFECTS])
def test_planted_defects_are_found_and_hardly_a_sound_one_is(
    found: dict[str, tuple[int, int, int]], check: str
) -> None:
    n, hit, false = found[check]
    assert hit >= LEAST.get(check, 1.0) * n
    assert false <= 1


def test_the_documents_print_what_is_measured() -> None:
    assert table() in DOCUMENT.read_text("utf-8")


def test_every_check_is_planted_or_about_labels() -> None:
    assert {*TEXT_DEFECTS, *IMAGE_DEFECTS, "rare_label", "imbalance"} == set(CHECKS)


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("mail to a.b+c@mail.example.org.", ["email"]),
        ("user@localhost and a @ b", []),
        ("+49 (30) 90 18 20", ["phone"]),
        ("call 030 901820 now", ["phone"]),
        ("on 2024-05-17, 17.05.2024 and 12/11/2023", []),
        ("version 10.15.7, price 12,345,678.90 and 3.14159265", []),
        ("ISBN 978-3-16-148410-0", []),
        ("4111 1111 1111 1111", ["card"]),
        ("4111 1111 1111 1112", []),
        ("account DE89 3704 0044 0532 0130 00.", ["iban"]),
        ("account DE88 3704 0044 0532 0130 00.", []),
        ("1111111111111111", []),
        ("id 0000123456789012345678", []),
    ],
)
def test_personal_data_is_told_by_form_and_checksum(text: str, sorts: list[str]) -> None:
    assert [one.sort for one in personal_data(text)] == sorts


def test_a_candidate_says_where_it_stands_in_code_points() -> None:
    text = "\U0001f600 a@example.org"
    (one,) = personal_data(text)
    assert text[one.start : one.end] == "a@example.org"


@pytest.mark.parametrize(
    "text", ["café", "Ñandú", "São Paulo — “quoted”", "naïve façade", "Ângela", "ÂÂ", "Â£5"]
)
def test_sound_accents_are_no_mojibake_unless_they_decode(text: str) -> None:
    mended = mend_mojibake(text)
    assert mended is None or mended == "£5"


def test_text_read_wrongly_within_a_sound_line_is_mended_in_its_place() -> None:
    assert mend_mojibake("a “quote” and cafÃ©") == "a “quote” and café"


def test_a_small_corpus_is_not_compared_with_itself() -> None:
    texts = ["Short one here."] * 10 + ["Wie lange dauert die Fahrt mit dem Zug bis zur Küste hinunter?"]
    assert text_flags(texts) == []


def test_the_same_corpus_gives_the_same_flags_and_none_are_sound_questions() -> None:
    assert text_flags(questions()) == []
    assert text_flags([]) == []


def test_labels_too_few_or_too_many_are_flags_of_the_whole() -> None:
    assert label_flags(["a"] * 50 + ["b"] * 50) == []
    assert [flag.check for flag in label_flags(["a"] * 500 + ["b"])] == ["rare_label", "imbalance"]
    assert label_flags([None, None]) == []


def test_an_image_of_one_pixel_and_a_file_that_is_none_are_told_without_failing() -> None:
    faults = [measure_image(data).fault for data in (b"", b"not an image", b"\x89PNG\r\n\x1a\n")]
    assert faults[0].startswith("there is no such file")
    assert faults[1] == "no known image format"
    assert all(faults)
    assert [flag.check for flag in image_flags([Measured(fault=fault) for fault in faults])] == [
        "unreadable"
    ] * 3


def test_scores_lie_between_nothing_and_certainty() -> None:
    texts = [spoil(n, "What is it?") for n, spoil in enumerate(TEXT_DEFECTS.values())]
    flags: list[Flag] = text_flags(texts)
    assert flags
    assert all(0 <= flag.score <= 1 and flag.detail for flag in flags)
