"""Agreement from the sides: slices, time, versions, the ladder, the ceiling, the past, and all of it as a table."""

from __future__ import annotations

import csv
import io

import pytest

from goldsmith.project import agreement, agreement_views, guideline
from goldsmith.project.work import Piece
from tests.team import GUIDELINE, Team, add_texts

N = 40


@pytest.fixture
def sites(team: Team) -> Team:
    """Three people label forty texts of two sites; on site b they differ in every other item."""
    metadata = [{"site": "ab"[n % 2], "page": n} for n in range(N)]
    add_texts(team.project, [f"text {n} " + "long " * (n % 7) for n in range(N)], metadata=metadata)
    team.open((1.0, 3))

    def sees(piece: Piece, name: str) -> str:
        n = int(piece.item.fields["text"]["text"].split()[1])
        if n % 2 and n % 4 == 1 and name == "cy":
            return "flat"
        return ("kind", "rude")[n % 3 == 0]

    for name in ("ann", "bob", "cy"):
        team.label_all(name, lambda piece, name=name: sees(piece, name))  # type: ignore[misc]
    return team


def test_the_slice_on_which_people_differ_stands_first_with_its_filter_and_its_items(sites: Team) -> None:
    found = agreement_views.views(sites.project, "tone")
    first = found.slices[0]
    assert (first.by, first.value, first.filter, first.is_flagged) == ("metadata site", "b", "site=b", True)
    assert first.outside == 1.0
    assert len(first.worst) == 5
    assert "length of the text" in {one.by for one in found.slices}
    assert "metadata page" in {one.by for one in found.slices}


def test_time_and_versions_say_what_they_cannot(sites: Team) -> None:
    found = agreement_views.views(sites.project, "tone")
    assert [period.n_items for period in found.periods] == [N]
    assert [period.name for period in found.versions] == ["version 1"]
    assert found.caution == ""
    text = GUIDELINE.replace("It hurts.", "It hurts somebody.")
    guideline.save(sites.project, sites.owner, text, carries={}, based_on=1)
    add_texts(sites.project, [f"more {n}" for n in range(4)])
    for name in ("ann", "bob", "cy"):
        sites.label_all(name, lambda _: "kind")
    found = agreement_views.views(sites.project, "tone")
    assert [period.name for period in found.versions] == ["version 1", "version 2"]
    assert "not in the text alone" in found.caution


def test_the_past_is_read_as_it_was(sites: Team) -> None:
    before = sites.project.ledger.seq()
    then = agreement.agreement(sites.project, "tone").report
    add_texts(sites.project, [f"more {n}" for n in range(8)])
    for name in ("ann", "bob", "cy"):
        sites.label_all(name, lambda _, name=name: "kind" if name == "ann" else "rude")  # type: ignore[misc]
    assert agreement.agreement(sites.project, "tone", as_of=before).report == then
    assert agreement.agreement(sites.project, "tone").report != then
    assert agreement_views.views(sites.project, "tone").moments[-1].n_answers == 3 * (N + 8)


def test_the_ceiling_is_bounded_and_the_ladder_has_the_answers_as_given(sites: Team) -> None:
    found = agreement_views.views(sites.project, "tone")
    assert found.ceiling[0].n_votes == 1
    assert 0 < found.ceiling[0].low < found.ceiling[0].high <= 1
    assert [step.kind for step in found.ladder] == ["choice.v1"]


def test_everything_leaves_as_one_table(sites: Team) -> None:
    report = agreement.agreement(sites.project, "tone").report
    text = agreement_views.as_csv(report, agreement_views.views(sites.project, "tone"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"coefficients", "label", "pair", "time", "version", "slice", "ladder", "ceiling"} == {
        row["part"] for row in rows
    }
    site = next(row for row in rows if row["of"] == "metadata site: b")
    assert 0 < float(site["low"]) < float(site["value"]) < float(site["high"]) < 1


def test_without_shared_items_every_part_is_empty_and_says_why(team: Team) -> None:
    add_texts(team.project, ["text 1"])
    found = agreement_views.views(team.project, None)
    for part in (found.slices, found.ladder, found.periods, found.versions, found.moments):
        assert not part
    assert found.no_ceiling
    assert found.times_unknown
