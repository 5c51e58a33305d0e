"""What every format promises, tried on one release of all kinds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from goldsmith.errors import InvalidInput
from goldsmith.export import registry, write
from goldsmith.model import Question
from goldsmith.project.release import CONTENT
from tests.unit.export.sample import BOX, CHOICE, CHOICES, RATING
from tests.unit.formats.sample import SEGMENT, SPAN, release_asking, release_for

FORMATS = list(registry)
BINARY = (*CONTENT, ".spacy")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path / "one", tmp_path / "two"


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_release_gives_the_same_bytes_or_the_same_content(
    name: str, folders: tuple[Path, Path]
) -> None:
    first, second = (write(name, release_for(name), folder) for folder in folders)
    assert first == second
    assert first.files
    for file in first.files:
        one, two = folders[0] / file, folders[1] / file
        if digest := CONTENT.get(one.suffix):
            assert digest(one) == digest(two)
        else:
            assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_it_writes_the_files_it_names_and_no_others(name: str, folders: tuple[Path, Path]) -> None:
    written = write(name, release_for(name), folders[0])
    there = (path for path in folders[0].rglob("*") if path.is_file())
    assert sorted(path.relative_to(folders[0]).as_posix() for path in there) == sorted(written.files)


@pytest.mark.parametrize("name", FORMATS)
def test_text_files_are_utf8_with_bare_line_feeds_at_the_end(name: str, folders: tuple[Path, Path]) -> None:
    release = release_for(name)
    own = {field.get("text") for row in release.items for field in row.item.fields.values()}
    for file in write(name, release, folders[0]).files:
        text = "" if file.endswith(BINARY) else (folders[0] / file).read_bytes().decode("utf-8")
        if text and text not in own:  # an item's own text is as it is
            assert text.endswith("\n")
            assert not text.endswith("\r\n")
            assert not text.startswith("\ufeff")


@pytest.mark.parametrize("name", FORMATS)
def test_no_item_from_outside_the_release_is_in_it(name: str, folders: tuple[Path, Path]) -> None:
    whole = release_for(name)
    part = replace(whole, items=whole.items[:2])
    gone = whole.items[2].item.id.encode()
    for file in write(name, whole, folders[0]).files:
        (folders[0] / file).unlink()
    for file in write(name, part, folders[0]).files:
        assert gone not in (folders[0] / file).read_bytes()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "question", [CHOICE, CHOICES, RATING, BOX, SPAN, SEGMENT], ids=lambda question: question.kind
)
def test_a_kind_is_carried_or_refused_with_the_formats_that_can(
    name: str, question: Question, folders: tuple[Path, Path]
) -> None:
    if registry.get(name).carries(question):
        assert write(name, release_asking(question), folders[0]).files
        return
    with pytest.raises(InvalidInput) as caught:
        write(name, release_asking(question), folders[0])
    assert caught.value.slug == "export.cannot_carry"
    assert "jsonl.v1" in caught.value.mend
    assert not list(folders[0].iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_a_group_on_both_sides_is_refused(name: str, folders: tuple[Path, Path]) -> None:
    whole = release_for(name)
    torn_apart = (("train", whole.items[0]), ("test", whole.items[1]))
    items = (replace(row, part=part, item=replace(row.item, group="patient 0")) for part, row in torn_apart)
    torn = replace(whole, items=(*items, *whole.items[2:]))
    with pytest.raises(InvalidInput, match="group 'patient 0' is in test and train"):
        write(name, torn, folders[0])


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_left_out_is_told_in_sentences(name: str, folders: tuple[Path, Path]) -> None:
    release = release_for(name)
    losses = write(name, release, folders[0]).losses
    assert all(loss.endswith(".") for loss in losses)
    left_out = [one for one in release.guideline.questions if not registry.get(name).carries(one)]
    assert all(any(f'"{question.key}"' in loss for loss in losses) for question in left_out)
