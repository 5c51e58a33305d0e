"""Redaction: what was blanked is in no byte of the folder, all else stays, and a process that dies is made up for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from goldsmith.errors import InvalidInput, NotFound
from goldsmith.project import (
    check,
    conversation,
    guideline,
    ingest,
    redact,
    release,
    state,
    taking_back,
)
from goldsmith.project.media import located
from goldsmith.project.project import Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries, redacting
from goldsmith.store.ledger import LEDGER
from tests.planted import PHONE, SECRET, job, make, planted, traces
from tests.team import Team


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    workspace = Workspace(folder / "workspace")
    planted(workspace, folder)
    workspace.close()
    return folder / "workspace"


@pytest.fixture
def team(template: Path, tmp_path: Path) -> Iterator[Team]:
    shutil.copytree(template, tmp_path / "workspace")
    workspace = Workspace(tmp_path / "workspace")
    yield Team(workspace, workspace.project("tone"))
    workspace.close()


def first(team: Team) -> str:
    row = team.project.ledger.reader.execute("SELECT id FROM item WHERE external_id = 'r0'").fetchone()
    return str(row["id"])


def apply(team: Team, wish: redact.Wish) -> dict[str, Any]:
    return redact.redact(team.project, team.owner, wish, job())


def ledger_of(project: Project) -> dict[str, list[dict[str, Any]]]:
    sql = project.ledger.reader
    return {t: [dict(row) for row in sql.execute(f"SELECT * FROM {t}")] for t in LEDGER}


def test_the_number_is_planted_in_the_file_the_release_and_the_log(team: Team) -> None:
    found = traces(team.project.folder, PHONE)
    assert {"items.jsonl", "items.csv"} <= set(found)
    assert any(name.startswith("project.sqlite") for name in found)


def test_a_text_that_was_redacted_is_found_in_no_file(team: Team) -> None:
    done = apply(team, redact.Wish(find=PHONE, reason=f"asked by {PHONE}"))
    assert done["left"] == []
    assert traces(team.project.folder, PHONE) == []
    assert traces(team.project.folder, SECRET) != []


def test_the_file_of_an_older_schema_that_was_kept_aside_goes_with_it(team: Team) -> None:
    aside = team.project.folder / "project.before-schema-2.sqlite"
    aside.write_bytes(f"as it was: {PHONE}".encode())
    done = apply(team, redact.Wish(find=PHONE))
    assert done["left"] == []
    assert not aside.exists()


def test_ids_by_which_rows_name_each_other_are_no_text_however_wide_the_pattern_is(team: Team) -> None:
    for thread in conversation.threads(team.project).values():
        conversation.reply(team.project, team.owner, thread, "so", is_lead=True)
    before = conversation.threads(team.project)
    assert any(len(thread.messages) > 1 for thread in before.values())
    apply(team, redact.Wish(find="[0-9a-f]{7,}", is_regex=True))
    after = conversation.threads(team.project)
    assert after.keys() == before.keys()
    assert [len(thread.messages) for thread in after.values()] == [
        len(thread.messages) for thread in before.values()
    ]
    assert check.check(team.project) == []


def test_what_a_preview_names_is_what_is_blanked_and_it_changes_nothing(team: Team) -> None:
    before = ledger_of(team.project)
    told = redact.preview(team.project, redact.Wish(find=PHONE))
    assert ledger_of(team.project) == before
    done = apply(team, redact.Wish(find=PHONE))
    assert {key: told[key] for key in ("counts", "n_rows", "n_items")} == {
        key: done[key] for key in ("counts", "n_rows", "n_items")
    }
    assert told["counts"] == {
        "content": 2,
        "metadata": 2,
        "id": 2,
        "note": 1,
        "reason of a ruling": 1,
        "remark": 2,
    }
    assert told["releases"] == ["one"]


def test_rows_keep_their_numbers_and_all_else_stays(team: Team) -> None:
    before = ledger_of(team.project)
    apply(team, redact.Wish(find=PHONE))
    after = ledger_of(team.project)
    for table, rows in before.items():
        assert [row["seq"] for row in rows] == [row["seq"] for row in after[table][: len(rows)]]
        for old, new in zip(rows, after[table], strict=False):
            if PHONE not in json.dumps(old, ensure_ascii=False):
                assert {**old, "grp": ""} == {**new, "grp": ""}  # a split names groups by content
    added = [row for table in LEDGER for row in after[table][len(before[table]) :]]
    assert {row.get("stage", row.get("type")) for row in added} == {"redact", "redaction"}


def test_spans_keep_their_places(team: Team) -> None:
    apply(team, redact.Wish(find=PHONE))
    text = json.loads(team.project.item_row(first(team))["fields"])["text"]["text"]
    assert text == f"Call me at {'█' * len(PHONE)}, {SECRET}."


def test_a_number_that_is_no_text_is_found_too(team: Team) -> None:
    apply(team, redact.Wish(find="9151234"))
    assert traces(team.project.folder, "9151234") == []


def test_a_pattern_finds_what_no_one_text_says(team: Team) -> None:
    apply(team, redact.Wish(find=r"\+\d\d(?: \d+)+", is_regex=True))
    assert traces(team.project.folder, PHONE) == []


def test_a_whole_item_loses_its_content_and_what_people_wrote_on_it(team: Team) -> None:
    done = apply(team, redact.Wish(items=(first(team),)))
    row = team.project.item_row(first(team))
    assert set(json.loads(row["fields"])["text"]["text"]) == {"█"}
    assert set(json.loads(row["metadata"])["who"]) == {"█"}
    assert traces(team.project.folder, SECRET, f"see {PHONE}", f"they rang {PHONE}", f"This is {PHONE}") == []
    assert done["left"] == []
    assert len(list(queries.heads(team.project.ledger.reader, queries.HeadFilter(item=row["seq"])))) == 2


def test_one_field_leaves_the_metadata(team: Team) -> None:
    apply(team, redact.Wish(items=(first(team),), field="text"))
    assert json.loads(team.project.item_row(first(team))["metadata"])["who"] == f"tel:{PHONE}"


def test_a_text_in_one_item_stays_in_the_others_and_is_told(team: Team) -> None:
    told = redact.preview(team.project, redact.Wish(items=(first(team),), find=PHONE))
    assert told["n_elsewhere"] > 0
    done = apply(team, redact.Wish(items=(first(team),), find=PHONE))
    assert "project.sqlite" in done["left"]


def test_a_picture_is_replaced_by_a_blank_one_and_its_file_is_gone(team: Team) -> None:
    row = team.project.ledger.reader.execute("SELECT * FROM item WHERE fields LIKE '%\"image\"%'").fetchone()
    old = json.loads(row["fields"])["image"]
    content = located(team.project, old["media"]).read_bytes()
    apply(team, redact.Wish(items=(row["id"],)))
    new = json.loads(team.project.item_row(row["id"])["fields"])["image"]
    assert (new["width"], new["height"]) == (30, 20)
    assert all(path.read_bytes() != content for path in team.project.folder.rglob("*") if path.is_file())
    assert old["media"] not in json.dumps(json.loads(team.project.item_row(row["id"])["fields"]))
    assert check.check(team.project) == []


def test_a_picture_that_another_item_uses_stays(team: Team, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    Image.new("RGB", (30, 20), "red").save(more / "same.png")
    ingest.ingest(team.project, team.owner, more, ingest.Options(name="more"), job(), is_ours=False)
    rows = team.project.ledger.reader.execute("SELECT * FROM item WHERE fields LIKE '%\"image\"%'").fetchall()
    media = json.loads(rows[0]["fields"])["image"]["media"]
    apply(team, redact.Wish(items=(rows[0]["id"],)))
    assert located(team.project, media).is_file()


def test_a_release_rebuilds_except_what_was_redacted(team: Team) -> None:
    make(team, "two")
    apply(team, redact.Wish(find=PHONE))
    found = release.verify(team.project, "one", job())
    assert (found["is_same"], found["missing"], found["changed"]) == (True, [], [])
    assert found["n_redacted"] == 3
    assert check.check(team.project) == []
    assert check.n_redacted(team.project) == 3


def test_a_release_that_is_mended_after_a_redaction_is_noticed(team: Team) -> None:
    apply(team, redact.Wish(find=PHONE))
    card = team.project.folder / "releases" / "one" / "card.md"
    card.write_text(card.read_text("utf-8") + "mended", "utf-8")
    assert release.verify(team.project, "one", job())["changed"] == ["card.md"]


def test_the_caches_equal_the_facts_and_the_triggers_stand(team: Team) -> None:
    apply(team, redact.Wish(find=PHONE))
    assert state.rebuild(team.project) == []
    assert team.project.ledger.check() == []
    with pytest.raises(Exception, match="append-only"), team.project.ledger.write() as tx:
        tx.sql.execute("UPDATE item SET fields = '{}'")


def test_the_digest_of_what_was_blanked_tells_nothing_and_coming_again_adds_nothing(
    team: Team, tmp_path: Path
) -> None:
    old = team.project.item_row(first(team))["digest"]
    apply(team, redact.Wish(find=PHONE))
    assert traces(team.project.folder, old) == []
    table = tmp_path / "again" / "rows.jsonl"
    table.parent.mkdir()
    table.write_text(json.dumps({"id": "r0", "text": f"Call me at {PHONE}, {SECRET}."}), "utf-8")
    options = ingest.Options(name="rows.jsonl", text=("text",), id="id")
    found = ingest.ingest(team.project, team.owner, table, options, job(), is_ours=False)
    assert (found["n_items"], found["n_known"]) == (0, 1)
    assert traces(team.project.folder, PHONE) == []


def test_names_that_are_blanked_stay_apart_and_groups_together(team: Team) -> None:
    ids = [row["id"] for row in team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq")]
    for group, some in ((f"a {PHONE}", ids[2:5]), (f"b {PHONE}", ids[5:8])):
        taking_back.correct_group(team.project, team.owner, some, group, "")
    apply(team, redact.Wish(find=PHONE))
    groups = [team.project.item_row(item)["grp"] for item in ids[2:8]]
    assert len(set(groups[:3])) == len(set(groups[3:])) == 1
    assert len(set(groups)) == 2
    assert traces(team.project.folder, PHONE) == []


def test_a_guideline_is_blanked_and_still_asks_the_same(team: Team) -> None:
    text = team.project.need_guideline().text + f"\nAsk {PHONE}.\n"
    guideline.save(team.project, team.owner, text, carries={}, based_on=None)
    apply(team, redact.Wish(find=PHONE))
    assert traces(team.project.folder, PHONE) == []
    assert team.project.need_guideline().body.endswith("Ask █████████████████.\n")
    assert release.verify(team.project, "one", job())["is_same"]


def test_a_key_of_the_guideline_cannot_be_blanked(team: Team) -> None:
    before = ledger_of(team.project)
    with pytest.raises(InvalidInput, match="stands in a key"):
        apply(team, redact.Wish(find="rude"))
    assert ledger_of(team.project) == before
    assert team.project.ledger.check() == []


@pytest.mark.parametrize(
    ("wish", "slug"),
    [
        (redact.Wish(), "redact.nothing"),
        (redact.Wish(find="ab"), "redact.short"),
        (redact.Wish(find=".*", is_regex=True), "redact.short"),
        (redact.Wish(find="(", is_regex=True), "redact.pattern"),
        (redact.Wish(field="text", find="abc"), "redact.field"),
        (redact.Wish(items=("0" * 32,)), "item.unknown"),
        (redact.Wish(find="nowhere to be found"), "redact.not_found"),
    ],
)
def test_what_cannot_be_blanked_is_refused(team: Team, wish: redact.Wish, slug: str) -> None:
    before = ledger_of(team.project)
    with pytest.raises((InvalidInput, NotFound)) as refused:
        apply(team, wish)
    assert refused.value.slug == slug
    assert ledger_of(team.project) == before


def test_every_text_of_the_ledger_is_either_searched_or_known_to_be_no_content(team: Team) -> None:
    sql = team.project.ledger.reader
    for table in (*LEDGER, "meta"):
        columns = {row["name"] for row in sql.execute(f"PRAGMA table_info({table})") if row["type"] == "TEXT"}
        assert columns == redacting.CONTENT.get(table, {}).keys() | redacting.STRUCTURE[table], table
