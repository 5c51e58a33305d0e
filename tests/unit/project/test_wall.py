"""The wall: test items teach nobody, copies across it are told before a release, and looks behind it are counted."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from numpy.random import default_rng

from goldsmith.dedup.canaries import edited
from goldsmith.errors import Conflict, InvalidInput
from goldsmith.model import new_id
from goldsmith.project import adjudicate, duplicates, measuring, qualify, release, wall
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.store import clean, queries
from tests.team import Team, add_texts

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "ra", "so", "ti")]
BASE = [" ".join(default_rng(n).choice(WORDS, 25)) for n in range(20)]
HALVES = {"train": 0.5, "test": 0.5}


def a_job() -> Job:
    return Job("j", "release", None, None)


def make(team: Team, name: str, *, accepts: bool = False, ratios: Mapping[str, float] = HALVES) -> None:
    plan = release.Plan(name, ratios, 0, (), accepts_twins=accepts)
    release.make(team.project, team.owner, plan, a_job())


def split_before_looking(team: Team) -> None:
    """Label ten texts and their near-copies, and split them before anybody looks for copies."""
    add_texts(team.project, [*BASE[:10], *(edited(text, 0.04, default_rng(1)) for text in BASE[:10])])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    make(team, "v1")


def rule_all(team: Team) -> None:
    """Rule on every item, so that its gold could check or train people."""
    for row in team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq").fetchall():
        judge = Actor("f" * 32, "Judge")
        case = adjudicate.open_case(team.project, judge, row["id"], "tone")
        evidence = [answer.id for _, answer, _ in case.answers]
        given = adjudicate.Ruling(new_id(), True, "kind", "audit", "", evidence, None)
        adjudicate.rule(team.project, judge, row["id"], "tone", given)


def test_the_door_leaves_out_what_is_in_test_and_nothing_else(team: Team) -> None:
    split_before_looking(team)
    parts = queries.parts(team.project.ledger.reader)
    found = wall.teachable(team.project, parts)
    assert found == [item for item in parts if parts[item] == "train"]
    assert wall.teachable(team.project, [9_999]) == [9_999]


def test_hidden_checks_take_no_gold_from_test(team: Team) -> None:
    split_before_looking(team)
    rule_all(team)
    parts = queries.parts(team.project.ledger.reader)
    asked = {
        measuring._check_item(team.project, team.project.ledger.reader, 999, where / 20)
        for where in range(20)
    } - {None}
    assert asked
    assert all(parts[item] == "train" for item in asked if item is not None)
    assert measuring.n_gold(team.project) == sum(part == "train" for part in parts.values())


def test_a_test_to_pass_is_drawn_from_training_gold_only(team: Team) -> None:
    split_before_looking(team)
    rule_all(team)
    parts = queries.parts(team.project.ledger.reader)
    n_train = sum(part == "train" for part in parts.values())
    set_up = {"where": None, "threshold": 0.8, "attempts": 2}
    with pytest.raises(InvalidInput):
        qualify.set_up(team.project, team.owner, n_training=1, n_test=n_train, **set_up)  # type: ignore[arg-type]
    qualify.set_up(team.project, team.owner, n_training=1, n_test=n_train - 1, **set_up)  # type: ignore[arg-type]
    newest = "SELECT parameters FROM run ORDER BY seq DESC LIMIT 1"
    drawn = json.loads(team.project.ledger.reader.execute(newest).fetchone()["parameters"])
    assert {parts[item] for item in (*drawn["training"], *drawn["test"])} == {"train"}


def test_a_release_with_known_twins_across_is_refused_until_that_is_accepted_and_its_card_says_so(
    team: Team,
) -> None:
    split_before_looking(team)
    folder = team.project.folder / "releases"
    assert "Copies were not looked for" in (folder / "v1" / "card.md").read_text()
    duplicates.find(team.project, team.owner, a_job())
    with pytest.raises(Conflict) as refused:
        make(team, "v2")
    assert refused.value.slug == "release.twins"
    make(team, "v2", accepts=True)
    assert "have a known copy outside of test" in (folder / "v2" / "card.md").read_text()
    for name in ("v1", "v2"):
        assert release.verify(team.project, name, a_job())["is_same"]


def test_a_pair_judged_not_the_same_is_no_twin_but_stays_one_for_the_release_before(team: Team) -> None:
    split_before_looking(team)
    duplicates.find(team.project, team.owner, a_job())
    make(team, "v2", accepts=True)
    for pair in duplicates.pairs(team.project, only="open", offset=0, limit=100)[1]:
        duplicates.judge(team.project, team.owner, pair.finding, "not the same", "")
    make(team, "v3")
    assert "known copy" not in (team.project.folder / "releases" / "v3" / "card.md").read_text()
    assert release.verify(team.project, "v2", a_job())["is_same"]
    assert wall.audit(team.project)["n_twinned"] == 0


def test_a_split_made_after_the_comparison_has_no_twins(team: Team) -> None:
    add_texts(team.project, [*BASE[:10], *(edited(text, 0.04, default_rng(1)) for text in BASE[:10])])
    duplicates.find(team.project, team.owner, a_job())
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    make(team, "v1")
    found = wall.audit(team.project)
    assert found["sentence"] == f"None of {found['n_test']:,} test items has a known copy outside of test."
    assert found["parts"] == {"train": 10, "test": 10}
    assert found["labels"] == {"Kind": {"train": 10, "test": 10}}


def test_an_audit_names_the_twins_and_the_giants(team: Team) -> None:
    split_before_looking(team)
    duplicates.find(team.project, team.owner, a_job())
    found = wall.audit(team.project)
    parts = queries.parts(team.project.ledger.reader)
    assert found["n_twinned"] == len({twin.test for twin in found["twins"]}) > 0
    assert all(parts[twin.test] == "test" and parts[twin.other] == "train" for twin in found["twins"])
    assert found["sentence"].startswith(f"{found['n_twinned']} of {found['n_test']} test items")
    assert found["giants"] == []


def test_looks_behind_the_wall_are_counted_once_an_hour_for_each_person(team: Team) -> None:
    split_before_looking(team)
    ann, bob = team.person("ann"), team.person("bob")
    for who, what in ((ann, "v1"), (ann, "v1"), (bob, "v1"), (ann, "items")):
        wall.looked(team.project, who, what)
    looks = wall.audit(team.project)["looks"]
    assert [(look["by"], look["what"]) for look in looks] == [("ann", "items"), ("bob", "v1"), ("ann", "v1")]


def test_what_belongs_to_a_test_item_is_behind_the_wall_before_a_split_places_it(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(20)])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    make(team, "v1")
    sql = team.project.ledger.reader
    test = [item for item, part in queries.parts(sql).items() if part == "test"]
    again = [json.loads(row["fields"])["text"]["text"] for row in queries.items_by_seq(sql, test).values()]
    last = queries.last_item(sql)
    add_texts(team.project, again)
    late = [row["seq"] for row in clean.items_after(sql, last, 100)]
    assert len(late) == len(again)
    assert wall.teachable(team.project, late) == []


def test_a_test_part_by_any_usual_name_is_behind_the_wall(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(20)])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    make(team, "v1", ratios={"train": 0.5, "Eval": 0.5})
    parts = queries.parts(team.project.ledger.reader)
    assert sorted(wall.teachable(team.project, parts)) == sorted(i for i in parts if parts[i] == "train")


def test_the_balance_counts_each_item_once_by_what_it_is_held_to_be(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(20)])
    team.open((1.0, 3))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    team.label_all("cy", lambda _: "rude")
    make(team, "v1")
    balance = wall.audit(team.project)["labels"]
    assert balance == {"Kind": {"train": 10, "test": 10}}
