"""Releases: what goes in, that it rebuilds, and that the wall stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import goldsmith
from goldsmith.errors import Conflict, InvalidInput, ManyFaults
from goldsmith.model import new_id
from goldsmith.project import adjudicate, guideline, items, release
from goldsmith.project.jobs import Job
from goldsmith.project.project import Project
from goldsmith.project.work import Piece
from goldsmith.split import Crossing
from goldsmith.store import queries
from tests.team import Team, add_texts

RATIOS = {"train": 0.6, "validation": 0.2, "test": 0.2}


def job() -> Job:
    return Job(new_id(), "release", None, None)


def labeled(team: Team, n: int = 30) -> None:
    """Two people label n texts; they differ on the first."""
    add_texts(team.project, [f"text {k}" for k in range(n)])
    team.open((1.0, 2))

    def sees(piece: Piece) -> str:
        return "kind" if int(piece.item.fields["text"]["text"].split()[1]) % 2 else "rude"

    team.label_all("ann", sees)
    team.label_all("bob", lambda p: "flat" if p.item.fields["text"]["text"] == "text 0" else sees(p))


def make(team: Team, name: str, seed: int = 0) -> Path:
    release.make(team.project, team.owner, release.Plan(name, RATIOS, seed, ()), job())
    return team.project.folder / "releases" / name


def parts_of(project: Project, name: str) -> dict[int, str]:
    return queries.parts_of_run(project.ledger.reader, release.need_release(project, name)["run"])


def is_same(team: Team, name: str) -> bool:
    return bool(release.verify(team.project, name, job())["is_same"])


def test_a_release_rebuilds_to_the_same_bytes(team: Team) -> None:
    labeled(team)
    make(team, "one")
    found = release.verify(team.project, "one", job())
    assert (found["is_same"], found["differing"], found["missing"], found["changed"]) == (True, [], [], [])


def test_it_still_does_after_everything_changed(team: Team) -> None:
    labeled(team)
    adjudicate.accept(team.project, team.owner, question=None, seed=0)
    make(team, "one")
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    evidence = [a.id for _, a, _ in case.answers]
    adjudicate.rule(
        team.project,
        team.owner,
        case.item.id,
        "tone",
        adjudicate.Ruling(new_id(), True, "rude", "ambiguous_item", "", evidence, None),
    )
    text = team.project.need_guideline().text.replace("title: Rude", "title: Harsh")
    guideline.save(team.project, team.owner, text, carries={}, based_on=1)
    items.act(team.project, team.owner, "withdraw", ids=[case.item.id], where=None, reason="")
    team.project.save_settings({"licence": "CC0", "counted_kinds": ["human", "function"]})
    add_texts(team.project, ["late"])
    assert is_same(team, "one")


def test_a_file_that_was_edited_or_lost_is_told(team: Team) -> None:
    labeled(team)
    folder = make(team, "one")
    (folder / "items.csv").write_text("mine now")
    (folder / "votes.csv").unlink()
    found = release.verify(team.project, "one", job())
    assert (found["is_same"], found["missing"], found["changed"]) == (True, ["votes.csv"], ["items.csv"])


def test_undecided_items_stay_out_and_a_ruling_brings_them_in(team: Team) -> None:
    labeled(team)
    make(team, "one")
    assert len(parts_of(team.project, "one")) == 29
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    evidence = [a.id for _, a, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, "rude", "ambiguous_item", "hard", evidence, None)
    adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling)
    loaded = goldsmith.load(make(team, "two"))
    ruled = [item for item in loaded.items if item["id"] == case.item.id]
    assert json.loads(json.dumps(ruled[0]))["answers"]["tone"]["method"] == "ruling"
    assert len(parts_of(team.project, "two")) == 30


def test_items_never_cross_the_wall_between_releases(team: Team) -> None:
    labeled(team)
    make(team, "one", seed=1)
    add_texts(team.project, [f"more {k}" for k in range(20)])
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    make(team, "two", seed=2)
    before, after = parts_of(team.project, "one"), parts_of(team.project, "two")
    assert {item: after[item] for item in before} == before
    assert len(after) == 49


def test_equal_content_and_groups_stay_on_one_side(team: Team) -> None:
    add_texts(team.project, ["same text"] * 8 + [f"other {k}" for k in range(20)])
    add_texts(team.project, [f"page {k}" for k in range(6)], group="one document")
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    make(team, "one")
    rows = queries.items_by_seq(team.project.ledger.reader, list(parts := parts_of(team.project, "one")))
    sides: dict[str, set[str]] = {}
    for seq, part in parts.items():
        sides.setdefault(rows[seq]["grp"] or rows[seq]["digest"], set()).add(part)
    assert {key: len(side) for key, side in sides.items() if len(side) > 1} == {}


def test_overlap_one_is_stamped(team: Team) -> None:
    add_texts(team.project, [f"text {k}" for k in range(10)])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    folder = make(team, "one")
    stamps = json.loads(release.need_release(team.project, "one")["manifest"])["stamps"]
    assert any("Agreement unknowable" in stamp for stamp in stamps)
    assert "Agreement unknowable" in (folder / "card.md").read_text("utf-8")


def test_people_are_numbers_in_the_files(team: Team) -> None:
    labeled(team)
    folder = make(team, "one")
    for path in folder.rglob("*"):
        if path.suffix in {".csv", ".jsonl", ".md", ".html", ".json"}:
            text = path.read_text("utf-8")
            assert "ann" not in text.replace("annotat", "").replace("Annotat", "").lower().split(), path
            assert "bob" not in text


def test_a_name_is_never_used_twice(team: Team) -> None:
    labeled(team)
    make(team, "one")
    with pytest.raises(Conflict):
        make(team, "one")


def test_nothing_decided_is_no_release(team: Team) -> None:
    add_texts(team.project, ["a"])
    with pytest.raises(InvalidInput, match="No item is decided"):
        make(team, "one")
    assert list((team.project.folder / "releases").glob("*")) == []


def test_a_newcomer_between_two_sides_stays_out(team: Team) -> None:
    add_texts(team.project, [f"text {k}" for k in range(20)])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    make(team, "one")
    sides = parts_of(team.project, "one")
    rows = queries.items_by_seq(team.project.ledger.reader, list(sides))
    one = next(seq for seq, part in sides.items() if part == "train")
    other = next(seq for seq, part in sides.items() if part == "test")
    texts = [json.loads(rows[seq]["fields"])["text"]["text"] for seq in (one, other)]
    add_texts(team.project, texts, group="a document that quotes both")
    team.label_all("ann", lambda _: "kind")
    make(team, "two")
    assert parts_of(team.project, "two") == sides


@pytest.mark.parametrize("crossing", ["train", "embargo"])
def test_a_cut_in_time_tests_what_came_later_and_splits_no_group(team: Team, crossing: Crossing) -> None:
    add_texts(
        team.project,
        [f"text {k}" for k in range(12)],
        metadata=[{"day": f"2024-05-{k + 1:02}"} for k in range(12)],
    )
    for day in ("2024-05-02", "2024-05-11"):  # a group on both sides
        add_texts(team.project, [f"text 9{day}"], group="thread", metadata=[{"day": day}])
    team.open((1.0, 1))
    team.label_all("ann", lambda _piece: "kind")
    plan = release.Plan("cut", {"train": 1.0}, 0, (), cut=release.Cut("day", "2024-05-09", crossing))
    told = release.make(team.project, team.owner, plan, job())
    lines = (team.project.folder / "releases/cut/items.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    part = {row["fields"]["text"]["text"]: row["part"] for row in rows}
    assert [part[f"text {k}"] for k in range(12)] == ["train"] * 8 + ["test"] * 4
    thread = [name for name in part if name.startswith("text 9") and len(name) > 6]
    assert [part[name] for name in thread] == (["train", "train"] if crossing == "train" else [])
    assert any("of the cut" in gap for gap in told["gaps"]) == (crossing == "embargo")
    assert "2024-05-09" in (team.project.folder / "releases/cut/card.md").read_text()
    assert release.verify(team.project, "cut", job())["is_same"]


def cut_by(team: Team, key: str) -> release.Plan:
    """Label three items, the last of which has no day, and return a plan that cuts by some metadata."""
    add_texts(team.project, ["a", "b", "c"], metadata=[{"day": "2024-05-01"}, {"day": "2024-05-12"}, {}])
    team.open((1.0, 1))
    team.label_all("ann", lambda _piece: "kind")
    return release.Plan("cut", {"train": 1.0}, 0, (), cut=release.Cut(key, "2024-05-09"))


def test_an_item_without_a_time_is_named_by_the_id_it_came_with(team: Team) -> None:
    with pytest.raises(ManyFaults, match="no time") as found:
        release.make(team.project, team.owner, cut_by(team, "day"), job())
    (fault,) = found.value.faults
    rows = queries.items_by_seq(team.project.ledger.reader, range(9)).values()
    theirs = next(row["external_id"] for row in rows if row["metadata"] == "{}")
    assert fault.where == f"item {theirs}, metadata 'day'"
    assert "goldsmith withdraw PROJECT --item ID" in found.value.mend


def test_metadata_that_no_item_has_are_told_with_the_nearest(team: Team) -> None:
    with pytest.raises(InvalidInput) as found:
        release.make(team.project, team.owner, cut_by(team, "dya"), job())
    assert found.value.what == "There is no metadata 'dya'."
    assert found.value.mend == "Did you mean 'day'? Known: day."


def test_a_cut_that_leaves_no_item_makes_no_release(team: Team) -> None:
    for day in ("2024-05-02", "2024-05-11"):
        add_texts(team.project, [f"text {day}"], group="thread", metadata=[{"day": day}])
    team.open((1.0, 1))
    team.label_all("ann", lambda _piece: "kind")
    plan = release.Plan("cut", {"train": 1.0}, 0, (), cut=release.Cut("day", "2024-05-09", "embargo"))
    with pytest.raises(InvalidInput, match="several sides of the cut") as refused:
        release.make(team.project, team.owner, plan, job())
    assert refused.value.slug == "release.empty"
    assert release.all_releases(team.project) == []
    assert not (team.project.folder / "releases/cut").exists()


def test_a_cut_after_an_earlier_release_says_what_it_did_not_move(team: Team) -> None:
    days = [f"2024-05-{k + 1:02}" for k in range(12)]
    add_texts(team.project, [f"text {k}" for k in range(12)], metadata=[{"day": day} for day in days])
    team.open((1.0, 1))
    team.label_all("ann", lambda _piece: "kind")
    first = release.Plan("v0", {"train": 1.0}, 0, (), cut=release.Cut("day", "2030-01-01"))
    assert not any(
        "earlier release" in gap for gap in release.make(team.project, team.owner, first, job())["gaps"]
    )
    second = release.Plan("v1", {"train": 1.0}, 0, (), cut=release.Cut("day", "2024-05-09"))
    said = "12 items keep the part of an earlier release; 4 of them are from after the cut and not in test: 4 in train."
    assert said in release.make(team.project, team.owner, second, job())["gaps"]
    assert said in (team.project.folder / "releases/v1/card.md").read_text()
    assert set(parts_of(team.project, "v1").values()) == {"train"}
    third = release.Plan("v2", {"train": 1.0}, 0, (), cut=release.Cut("day", "2025-01-01"))
    told = release.make(team.project, team.owner, third, job())["gaps"]
    assert "12 items keep the part of an earlier release, whatever the cut says." in told
    assert all(is_same(team, name) for name in ("v0", "v1", "v2"))
