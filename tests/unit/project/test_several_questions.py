"""Several questions of one item, of kinds that no majority decides: measured and decided one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from goldsmith import loading
from goldsmith.model import new_id
from goldsmith.project import adjudicate, agreement, home, work
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.project.release import Plan, decided, make
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from tests.team import Team, add_texts

SEVERAL = """---
questions:
  - key: tone
    kind: choice
    title: What is its tone?
    labels: [kind, rude]
  - key: stars
    kind: number
    title: How many stars does it give?
    min: 0
    max: 10
    step: 1
    unit: stars
  - key: gist
    kind: text
    title: What does it say, in a few words?
  - key: matters
    kind: ranking
    title: What matters most to the writer?
    labels: [price, taste, speed]
---
# Reviews
"""


@pytest.fixture
def team(workspace: Workspace) -> Team:
    actor = Actor(workspace.owner.id, workspace.owner.name)
    return Team(workspace, home.make_project(workspace, actor, title="Reviews", text=SEVERAL))


def answer_all(team: Team, name: str, given: Mapping[str, Mapping[str, Any]]) -> None:
    """given: text of the item → question → value."""
    while pieces := team.take(name, 1):
        (piece,) = pieces
        values = given[piece.item.fields["text"]["text"]]
        answers = {key: work.Given(new_id(), True, value) for key, value in values.items()}
        sent = work.Submission(new_id(), piece.assignment, piece.item.id, 1, answers, 1000)
        assert work.submit(team.project, team.person(name), [sent]).refused == []


def one(tone: str, stars: float, gist: str, *matters: str) -> dict[str, Any]:
    return {"tone": tone, "stars": stars, "gist": gist, "matters": list(matters)}


ANN = {
    "a": one("kind", 8, "good soup", "taste", "price", "speed"),
    "b": one("rude", 2, "cold soup", "taste", "speed", "price"),
}
BOB = {
    "a": one("kind", 9, "good soup", "taste", "price", "speed"),
    "b": one("rude", 2, "cold soups", "price", "taste", "speed"),
}
CEM = {
    "a": one("rude", 7, "soup", "price", "taste", "speed"),
    "b": one("rude", 4, "cold", "speed", "price", "taste"),
}


@pytest.fixture
def answered(team: Team) -> Team:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 3))
    for name, given in (("ann", ANN), ("bob", BOB), ("cem", CEM)):
        answer_all(team, name, given)
    return team


def report(team: Team, key: str) -> dict[str, Any]:
    found = agreement.agreement(team.project, key).report
    assert found is not None
    return found


def by_text(team: Team) -> dict[str, dict[str, Any]]:
    project = team.project
    guideline = project.need_guideline()
    found = decided(project, as_of=project.ledger.seq(), guideline=guideline, counted=["human"])
    rows = queries.items_by_seq(project.ledger.reader, list(found.answers))
    return {rows[item]["digest"]: dict(answers) for item, answers in found.answers.items()}


def test_each_question_is_measured_on_its_own(answered: Team) -> None:
    assert report(answered, "tone")["counted"]["pairs_agreeing"] == 4
    stars = report(answered, "stars")
    assert (stars["counted"]["pairs"], stars["counted"]["pairs_agreeing"]) == (6, 1)
    assert list(stars["coefficients"]) == ["percent", "krippendorff_alpha"]
    assert stars["coefficients"]["krippendorff_alpha"]["choices"]["level"] == "interval"
    assert stars["apart"] == pytest.approx({"measure": "gap", "mean": 8 / 6, "median": 1.5, "largest": 2})
    assert stars["confusion"] is None
    assert stars["per_label"] == []


def test_texts_are_measured_by_how_far_they_are_apart(answered: Team) -> None:
    gist = report(answered, "gist")
    assert gist["counted"]["pairs_agreeing"] == 1
    assert list(gist["coefficients"]) == ["percent", "distance_alpha"]
    assert gist["apart"]["measure"] == "distance"
    assert 0 < gist["apart"]["mean"] < 1
    rows = gist["pairs"]["rows"]
    names = agreement.agreement(answered.project, "gist").annotators
    assert {names[rows[-1]["a"]], names[rows[-1]["b"]]} == {"ann", "bob"}


def test_a_ranking_is_measured_whole_and_pair_by_pair(answered: Team) -> None:
    matters = report(answered, "matters")
    assert matters["counted"]["pairs_agreeing"] == 1
    assert {row["label"] for row in matters["per_label"]} == {"price>taste", "price>speed", "taste>speed"}


def test_numbers_come_to_the_median_texts_to_the_medoid_and_rankings_to_a_majority_by_pair(
    answered: Team,
) -> None:
    first, second = (by_text(answered)[text] for text in "ab")
    assert (first["stars"].value, first["stars"].method) == (8, "median")
    assert (first["gist"].value, first["gist"].method) == ("good soup", "medoid")
    assert (first["matters"].value, first["matters"].method) == (["taste", "price", "speed"], "majority")
    assert (second["stars"].value, second["stars"].probabilities) == (2, {})
    assert second["gist"].value == "cold soup"
    assert "matters" not in second  # taste before speed, speed before price, price before taste


def test_what_ties_or_differs_waits_for_a_ruling_question_by_question(answered: Team) -> None:
    waiting = adjudicate.queue(answered.project, question=None, offset=0, limit=50)
    whys = {(row.item.digest, row.question): row.why for row in waiting}
    assert whys["b", "matters"] == "tie"
    assert whys["a", "stars"] == whys["b", "gist"] == "disagreement"
    assert ("b", "tone") not in whys


def test_a_release_carries_them_in_every_table(answered: Team) -> None:
    plan = Plan("v1", {"train": 1.0}, 0, ())
    said = make(answered.project, answered.owner, plan, Job("j", "release", None, None))
    folder = answered.project.folder / "releases" / "v1"
    assert said["n_items"] == 1  # the other one waits for a ruling on its ranking
    csv = (folder / "items.csv").read_text("utf-8")
    assert '"[""taste"",""price"",""speed""]"' in csv
    assert ",8,median," in csv
    votes = (folder / "votes.csv").read_text("utf-8")
    assert "stars,8," in votes
    card = (folder / "card.md").read_text("utf-8")
    assert "From 8 to 8 stars; median 8." in card
    assert "the answer nearest to all" in card
    texts, stars = loading.load(folder).arrays("stars", "train")
    assert (texts, stars.tolist()) == (["a"], [8])
