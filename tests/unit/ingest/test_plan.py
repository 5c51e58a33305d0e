"""Rows to items: what is new, what is here already, what contradicts it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, MediaSource, Picture, Row
from goldsmith.ingest.files import OneFile
from goldsmith.ingest.plan import NewItem, Outcome, SameItem, content_digest, plan_items, stored_fields

SALT = b"salt"


@dataclass
class Store:
    """What a project knows of one source."""

    ids: dict[str, str] = field(default_factory=dict)
    contents: set[tuple[str, int]] = field(default_factory=set)

    def digest_of(self, external_id: str) -> str | None:
        return self.ids.get(external_id)

    def has(self, digest: str, occurrence: int) -> bool:
        return (digest, occurrence) in self.contents

    def ingest(self, rows: Iterable[Row | InvalidInput]) -> list[Outcome]:
        outcomes = list(plan_items(rows, self, salt=SALT))
        for one in outcomes:
            if isinstance(one, NewItem) and one.row.external_id is not None:
                self.ids[one.row.external_id] = one.digest
            elif isinstance(one, NewItem):
                self.contents.add((one.digest, one.occurrence))
        return outcomes


def row(text: str, ident: str | None = None, annotator: str | None = None) -> Row:
    labels = (GivenLabel(annotator, "yes"),) if annotator else ()
    return Row("here", {"text": text}, ident, labels=labels)


def kinds(outcomes: Iterable[Outcome]) -> str:
    """Return one letter for each outcome: new, same or fault."""
    return "".join({NewItem: "n", SameItem: "s", InvalidInput: "f"}[type(one)] for one in outcomes)


def test_a_file_twice_adds_nothing() -> None:
    for rows in ([row("a"), row("b"), row("a")], [row("a", "1"), row("b", "2")]):
        store = Store()
        assert set(kinds(store.ingest(rows))) == {"n"}
        again = store.ingest(rows)
        assert set(kinds(again)) == {"s"}
        assert all(isinstance(one, SameItem) and one.is_from_before for one in again)


def test_equal_content_in_two_rows_is_two_items_and_says_so() -> None:
    outcomes = Store().ingest([row("a"), row("a"), row("a", "1"), row("b")])
    assert [(one.occurrence, one.n_equal) for one in outcomes if isinstance(one, NewItem)] == [
        (0, 0),
        (1, 1),
        (2, 2),
        (0, 0),
    ]


def test_a_file_that_grew_adds_what_is_new() -> None:
    store = Store()
    store.ingest([row("a"), row("b")])
    assert kinds(store.ingest([row("b"), row("c"), row("b"), row("a")])) == "snns"


def test_the_same_id_with_other_content_is_a_fault() -> None:
    store = Store()
    assert kinds(store.ingest([row("a", "1"), row("b", "1"), row("a", "1")])) == "nfs"
    (fault,) = store.ingest([row("changed", "1")])
    assert isinstance(fault, InvalidInput)
    assert fault.slug == "item.changed_content"


def test_rows_of_several_annotators_of_one_content_are_one_item() -> None:
    rows = [
        row("a", annotator="x"),
        row("a", annotator="y"),
        row("b", annotator="y"),
        row("a", annotator="x"),
    ]
    store = Store()
    outcomes = store.ingest(rows)
    assert kinds(outcomes) == "nsnn"
    assert kinds(store.ingest(rows)) == "ssss"
    assert kinds(Store().ingest([row("a", "1", "x"), row("a", "1", "y")])) == "ns"


def test_faults_pass_through_in_order() -> None:
    fault = InvalidInput("x.y", "What")
    assert Store().ingest([row("a"), fault])[1] is fault


def test_the_digest_is_of_names_and_contents_and_of_nothing_else() -> None:
    digests = {
        content_digest(Row("", fields), SALT)
        for fields in (
            {"a": "x"},
            {"b": "x"},
            {"a": "y"},
            {"a": "x", "b": ""},
            {"a": "", "b": "x"},
            {"ab": "x"},
        )
    }
    assert len(digests) == 6
    one, other = {"a": "x", "b": "y"}, {"b": "y", "a": "x"}
    assert content_digest(Row("", one), SALT) == content_digest(Row("else", other, "7", "g"), SALT)


def test_fields_are_stored_as_items_keep_them() -> None:
    media = MediaSource(OneFile("a.jpg", b""), "a.jpg")
    image = Picture(media, "a.jpg", "0" * 64, ".jpg", 3, 2, 6)
    assert stored_fields(Row("", {"image": image, "caption": "c"})) == {
        "image": {
            "type": "image",
            "media": "0" * 64 + ".jpg",
            "name": "a.jpg",
            "width": 3,
            "height": 2,
            "exif_orientation": 6,
        },
        "caption": {"type": "text", "text": "c"},
    }
    assert media.path is None
    assert media.read() == b""


def test_an_image_counts_by_its_bytes_not_by_its_name() -> None:
    media = MediaSource(OneFile("a", b""), "a")
    same = [Picture(media, name, "1" * 64, ".png", 1, 1, 1) for name in ("a.png", str(Path("b", "c.png")))]
    assert len({content_digest(Row("", {"image": one}), SALT) for one in same}) == 1
