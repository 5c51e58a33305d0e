"""Progress over a project: what is read, what is kept between two looks, and what leaves as a file."""

from __future__ import annotations

import csv
import io

import pytest

from goldsmith.client import open_workspace, project_path
from goldsmith.errors import GoldsmithError
from goldsmith.model import Annotator, new_id
from goldsmith.project import clock, home, progress
from goldsmith.project.project import add_annotator
from goldsmith.store import queries
from tests.team import Team, add_texts

DAY = 86_400


@pytest.fixture
def open_team(team: Team) -> Team:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 2))
    return team


def at_noon(monkeypatch: pytest.MonkeyPatch, day: int, hour: float = 12.0) -> None:
    monkeypatch.setattr(clock, "now", lambda: (20_000 + day) * DAY + hour * 3600)


def test_pace_counts_submissions_with_their_times(open_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team = open_team
    at_noon(monkeypatch, 0)
    team.label_all("ann", lambda _: "kind")
    at_noon(monkeypatch, 1)
    pieces = team.take("bob", 3)
    team.answer("bob", pieces[0], "rude")
    team.answer("bob", pieces[1], None)
    found = progress.report(team.project, "UTC")
    assert [progress.day_of(day).isoformat() for day in found.by_day.key] == ["2024-10-04", "2024-10-05"]
    assert (found.by_day.n.tolist(), found.by_day.n_skips.tolist()) == ([6, 1], [0, 1])
    assert found.by_person.quartiles_ms.tolist() == [[1000.0] * 3] * 2


def test_a_second_look_reads_only_what_is_new(open_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team = open_team
    pieces = team.take("ann", 6)
    team.answer("ann", pieces[0], "kind")
    assert len(progress.work_log(team.project)) == 1
    asked: list[int] = []
    read = queries.work_rows

    def watched(sql: object, after: int) -> object:
        asked.append(after)
        return read(sql, after)  # type: ignore[arg-type]

    monkeypatch.setattr(queries, "work_rows", watched)
    team.answer("ann", pieces[1], "kind")
    kept = progress.work_log(team.project)
    assert asked[0] > 0
    team.project.computed.clear()
    fresh = progress.work_log(team.project)
    assert (kept.item.tolist(), kept.at.tolist()) == (fresh.item.tolist(), fresh.at.tolist())


def test_days_are_those_of_the_zone_and_an_unknown_zone_is_refused(
    open_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = open_team
    at_noon(monkeypatch, 0, hour=22.5)
    team.answer("ann", team.take("ann")[0], "kind")
    days = {
        zone: progress.day_of(int(progress.report(team.project, zone).by_day.key[0])).isoformat()
        for zone in ("UTC", "Asia/Tokyo")
    }
    assert days == {"UTC": "2024-10-04", "Asia/Tokyo": "2024-10-05"}
    with pytest.raises(GoldsmithError, match="no time zone 'Nowhere/Land'"):
        progress.report(team.project, "Nowhere/Land")


def test_the_forecast_reads_whole_days_and_what_is_still_wanted(
    open_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = open_team
    for day in range(3):
        at_noon(monkeypatch, day)
        for piece in team.take("ann", 2):
            team.answer("ann", piece, "kind")
    assert "It takes 3 whole days" in progress.report(team.project, "UTC").forecast.undefined
    at_noon(monkeypatch, 3)
    found = progress.report(team.project, "UTC").forecast
    assert (found.n_left, found.per_day, found.low, found.days, found.high) == (6, 2.0, 3, 3, 3)


def test_coverage_counts_what_each_item_has_and_who_shares_it(open_team: Team) -> None:
    team = open_team
    team.label_all("ann", lambda _: "kind")
    for piece in team.take("bob", 2):
        team.answer("bob", piece, "rude")
    found = progress.cover(team.project)
    assert found.coverage.by_have == {(2, 1): 4, (2, 2): 2}
    assert found.coverage.pairs.tolist() == [[6, 2], [2, 2]]
    labels = dict(zip(found.labels, found.coverage.by_label.tolist(), strict=True))
    assert labels == {("tone", "kind"): [0, 4, 2, 0], ("tone", "rude"): [0, 0, 2, 0]}


def test_machines_have_no_pace(open_team: Team) -> None:
    team = open_team
    with team.project.ledger.write() as tx:
        machine = add_annotator(tx, Annotator(new_id(), "model", "m"))
    assert machine not in progress.report(team.project, "UTC").people


def test_answers_to_checks_are_right_when_they_are_the_ruling(
    open_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = open_team
    pieces = team.take("ann", 6)
    sql = team.project.ledger.reader
    with team.project.ledger.write() as tx:
        for piece, label in zip(pieces[:2], ("kind", "rude"), strict=True):
            seq = team.project.item_row(piece.item.id)["seq"]
            annotator = max(queries.annotators(sql))
            check = {
                "id": new_id(), "item": seq, "annotator": annotator, "purpose": "check", "policy": "p",
                "arm": "", "probability": 1.0, "guideline": queries.guidelines(sql)[-1]["seq"], "run": None,
                "shown": "{}", "at": clock.iso(),
            }  # fmt: skip
            tx.append("assignment", check)
            gold = {
                "id": new_id(), "item": seq, "question": "tone", "value": '"kind"', "method": "ruling.v1",
                "evidence": "[]", "probabilities": "{}", "rationale": "", "reason_code": "audit",
                "guideline": check["guideline"], "run": None, "by_person": None, "by_name": "x", "replaces": None,
                "at": clock.iso(),
            }  # fmt: skip
            tx.append("gold", gold)
            given = {
                "id": new_id(), "submission": new_id(), "item": seq, "question": "tone", "annotator": annotator,
                "guideline": check["guideline"], "kind": "choice.v1", "value": f'"{label}"', "reason": None,
                "assignment": check["id"], "replaces": None, "unsure": 0, "second": None, "note": "",
                "duration_ms": 900, "surplus": 0, "at": clock.iso(),
            }  # fmt: skip
            tx.append("annotation", given)
    (row,) = progress.report(team.project, "UTC").fatigue.by_position
    assert (row.checks.n, row.checks.value) == (2, 0.5)


def test_time_sheets_leave_as_a_table_with_the_zones_times(
    open_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = open_team
    for hour in (9, 11):
        at_noon(monkeypatch, 0, hour=hour)
        team.answer("ann", team.take("ann")[0], "kind")
    rows = list(
        csv.DictReader(io.StringIO(progress.sheet_csv(progress.report(team.project, "Europe/Berlin"))))
    )
    assert [(row["day"], row["person"], row["first"], row["last"]) for row in rows] == [
        ("2024-10-04", "ann", "2024-10-04T11:00:00+02:00", "2024-10-04T13:00:00+02:00")
    ]
    assert (rows[0]["active_seconds"], rows[0]["answers"], rows[0]["skips"]) == ("2", "2", "0")


def test_the_python_client_takes_the_time_sheets_as_text(open_team: Team) -> None:
    team = open_team
    team.label_all("ann", lambda _: "kind")
    slug, folder = team.project.slug, team.project.folder.parent
    team.workspace.close()
    with open_workspace(folder) as api:
        table = api.get(project_path(slug, "progress", "time-sheets.csv"), zone="UTC")
        found = api.get(project_path(slug, "progress"), zone="UTC")
    assert table.splitlines()[1].split(",")[1] == found["by_person"][0]["name"] == "ann"


def test_the_items_filter_finds_what_the_coverage_counted(open_team: Team) -> None:
    team = open_team
    team.label_all("ann", lambda _: "kind")
    for piece in team.take("bob", 2):
        team.answer("bob", piece, "rude")
    sql = team.project.ledger.reader
    ids = ",".join(row["id"] for row in queries.annotators(sql).values())

    def n(**where: str) -> int:
        return queries.count_items(sql, queries.ItemFilter(**where))  # type: ignore[arg-type]

    assert (n(answers="1"), n(answers="2"), n(answers="1+"), n(annotator=ids)) == (4, 2, 6, 2)
    assert n(label="tone:kind", answers="2") == 2
    assert (n(wanted="2", answers="1"), n(wanted="everyone"), n(wanted="1")) == (4, 0, 0)


def test_a_submission_of_several_answers_is_one_row(open_team: Team) -> None:
    team = open_team
    piece = team.take("ann")[0]
    team.answer("ann", piece, "kind")
    sql = team.project.ledger.reader
    with team.project.ledger.write() as tx:
        first = dict(sql.execute("SELECT * FROM annotation").fetchone())
        del first["seq"]
        tx.append(
            "annotation", {**first, "id": new_id(), "question": "other", "value": None, "reason": "skip: x"}
        )
    log = progress.work_log(team.project)
    assert (len(log), log.is_skip.tolist()) == (1, [False])


@pytest.mark.parametrize(("n", "told"), [(1, "1 item is"), (2, "2 items are")])
def test_the_next_step_counts_what_is_still_to_be_labeled(team: Team, n: int, told: str) -> None:
    add_texts(team.project, ["one", "two"][:n])
    team.open((1.0, 1))
    assert (home.next_step(team.project) or {})["text"] == f"{told} still to be labeled."
