"""Suggestions: what an assignment shows, in which arm, to whom; and what becomes of answers given with one in sight."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from goldsmith.model import Annotator, AnnotatorKind, new_id
from goldsmith.project import (
    adjudicate,
    agreement,
    guideline,
    items,
    measuring,
    plan,
    pull,
    release,
    review,
    suggestions,
    work,
)
from goldsmith.project.jobs import Job
from goldsmith.project.project import add_annotator, add_run, item_from
from goldsmith.project.storing import record_answers
from goldsmith.store import queries
from tests.team import GUIDELINE, Team, add_texts

SUGGESTING = GUIDELINE.replace(
    "    labels:", "    suggest: {from: [model-a, cem], silent: 0.4, seed: 1}\n    labels:", 1
)


def allow(team: Team, text: str = SUGGESTING) -> None:
    guideline.save(team.project, team.owner, text, carries={}, based_on=None)


def suggest(
    team: Team, label: str = "rude", *, name: str = "model-a", kind: AnnotatorKind = "model", skip: int = 0
) -> None:
    """Let a model, or another annotator without an account, answer every item but the first few."""
    project = team.project
    with project.ledger.write() as tx:
        run, _ = add_run(tx, stage="ingest", method="ingest.v1", parameters={"name": name})
        who = add_annotator(tx, Annotator(new_id(), kind, name))
        seqs = [row[0] for row in tx.sql.execute("SELECT seq FROM item ORDER BY seq")][skip:]
        given = [(who, item_from(row), label) for row in queries.items_by_seq(tx.sql, seqs).values()]
        record_answers(tx, project, given, question="tone", run=run)


@pytest.fixture
def started(team: Team) -> Team:
    """A project of forty items that a model has answered, open for two people each."""
    add_texts(team.project, [f"text {n}" for n in range(40)])
    allow(team)
    suggest(team)
    team.open((1.0, 2))
    return team


def seqs_of(team: Team) -> list[int]:
    return [row[0] for row in team.project.ledger.reader.execute("SELECT seq FROM item ORDER BY seq")]


def split(team: Team, parts: Mapping[int, str]) -> None:
    """Place items in parts: item → part."""
    with team.project.ledger.write() as tx:
        run, _ = add_run(tx, stage="split", method="group_split.v1", parameters={})
        rows = [(item, part, str(item), run) for item, part in parts.items()]
        tx.append_many("split", ("item", "part", "grp", "run"), rows)


def shown_of(team: Team, assignment: str) -> dict[str, Any]:
    row = queries.assignment(team.project.ledger.reader, assignment)
    assert row is not None
    told: dict[str, Any] = json.loads(row["shown"]).get("suggestions", {})
    return told


def test_both_people_of_an_item_are_in_the_same_arm_and_the_share_is_near_what_was_asked(
    started: Team,
) -> None:
    arms = [{p.item.id: bool(p.suggestions) for p in started.take(name, 40)} for name in ("ann", "bob")]
    assert arms[0] == arms[1]
    assert 8 <= sum(not shown for shown in arms[0].values()) <= 24


def test_what_is_shown_is_recorded_and_so_is_what_was_kept_back(started: Team) -> None:
    for piece in started.take("ann", 40):
        told = shown_of(started, piece.assignment)["tone"]
        assert told["arm"] == ("shown" if piece.suggestions else "silent")
        assert (told["silent"], told["seed"]) == (0.4, 1)
        if piece.suggestions:
            assert piece.suggestions == {"tone": suggestions.Suggestion("model-a", "rude")}


def test_a_page_that_is_loaded_again_shows_the_same(started: Team) -> None:
    first = {p.assignment: p.suggestions for p in started.take("ann", 40)}
    assert {p.assignment: p.suggestions for p in started.take("ann", 40)} == first


def test_without_leave_of_the_guideline_nothing_is_shown_or_recorded(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    suggest(team)
    team.open((1.0, 2))
    pieces = team.take("ann", 6)
    assert [(p.suggestions, shown_of(team, p.assignment)) for p in pieces] == [({}, {})] * 6


def test_an_annotator_who_is_not_named_is_never_shown(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    allow(team)
    suggest(team, name="model-b")
    team.open((1.0, 2))
    assert all(p.suggestions == {} for p in team.take("ann", 6))


def test_the_first_named_annotator_that_answered_is_taken(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(30)])
    allow(team, SUGGESTING.replace("0.4", "0"))
    suggest(team, "flat", name="cem")
    suggest(team, "rude", name="model-a", skip=10)
    team.open((1.0, 2))
    by = [p.suggestions["tone"].by for p in team.take("ann", 30)]
    assert sorted(by) == ["cem"] * 10 + ["model-a"] * 20


def test_nobody_is_shown_their_own_answer(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    allow(team, SUGGESTING.replace("0.4", "0"))
    team.open((1.0, 2))
    team.label_all("cem", lambda _: "kind")
    assert {p.suggestions["tone"].value for p in team.take("ann", 6)} == {"kind"}
    assert team.take("cem", 6) == []


def test_a_pilot_is_answered_blind(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(12)])
    allow(team)
    suggest(team)
    plan.plan_pilot(team.project, team.owner, n=6, seed=0)
    assert all(p.suggestions == {} for p in team.take("ann", 6))


def test_hidden_checks_show_nothing(started: Team) -> None:
    sql = started.project.ledger.reader
    for (ident,) in sql.execute("SELECT id FROM item ORDER BY seq LIMIT 8").fetchall():
        items.act(started.project, started.owner, "adjudicate", ids=[ident], where=None, reason="gold")
        ruling = adjudicate.Ruling(new_id(), True, "kind", "audit", "It helps.", [], None)
        adjudicate.rule(started.project, started.owner, ident, "tone", ruling)
    often = {"is_on": True, "share": 0.4, "distance": 1, "hint": False}
    measuring.set_policy(started.project, started.owner, measuring.CHECKS, often)
    checks = [p for p in started.take("ann", 30) if p.purpose == "check"]
    assert checks
    assert [(p.suggestions, shown_of(started, p.assignment)) for p in checks] == [({}, {})] * len(checks)


def test_a_suggestion_whose_label_is_gone_is_not_shown_but_counted(started: Team) -> None:
    text = SUGGESTING.replace("      - {key: rude, title: Rude, definition: It hurts.}\n", "")
    guideline.save(started.project, started.owner, text, carries={"tone": {"rude": []}}, based_on=None)
    pieces = started.take("ann", 40)
    assert all(p.suggestions == {} for p in pieces)
    assert {shown_of(started, p.assignment)["tone"]["arm"] for p in pieces} == {"unfit"}


def test_answers_given_with_a_suggestion_in_sight_stay_out_of_agreement(started: Team) -> None:
    n_silent = sum(not p.suggestions for p in started.take("ann", 40))
    for name in ("ann", "bob"):
        started.label_all(name, lambda p: "rude" if p.suggestions else "kind")
    found = agreement.agreement(started.project, "tone")
    assert found.n_items == n_silent
    assert f"{2 * (40 - n_silent)} given with a suggestion in sight, not blind" in found.exclusions


def test_an_item_whose_suggestion_was_kept_back_stands_for_those_that_showed_theirs(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(40)])
    allow(team)
    suggest(team, skip=10)
    team.open((1.0, 2))
    for name in ("ann", "bob"):
        team.label_all(name, lambda _: "kind")
    question = team.project.need_question("tone")
    cast, _ = agreement._cast(team.project, question, as_of=queries.NOW, head=None, counted=["human"])
    weights = agreement._weights(team.project, cast)
    by_arm = {bool(cast[item][0].suggestion): weight for item, weight in weights.items()}
    assert by_arm[True] == pytest.approx(by_arm[False] / 0.4)


def test_a_lead_sees_beside_each_answer_what_was_shown_and_whether_it_was_kept(started: Team) -> None:
    pieces = {p.item.id: bool(p.suggestions) for p in started.take("ann", 40)}
    started.label_all("ann", lambda p: "rude" if p.item.fields["text"]["text"].endswith("1") else "kind")
    for item, is_shown in pieces.items():
        answers = items.detail(started.project, item).answers
        told = {a["who"]: (a["suggestion"], a["value"]) for a in answers}
        arm = "shown" if is_shown else "silent"
        mark, value = told["ann"]
        assert mark == {"by": "model-a", "arm": arm, "is_same": value == "rude"}
        assert told["model-a"][0] is None


def test_a_release_says_which_votes_saw_a_suggestion(started: Team) -> None:
    for name in ("ann", "bob"):
        started.label_all(name, lambda _: "kind")
    job = Job(new_id(), "release", None, None)
    release.make(started.project, started.owner, release.Plan("first", {"train": 1.0}, 0, ()), job)
    head, *rows = (started.project.folder / "releases" / "first" / "votes.csv").read_text().splitlines()
    assert head.endswith(",suggestion")
    assert {row.rpartition(",")[2] for row in rows} == {"shown", "silent"}


def test_what_stands_behind_the_wall_is_answered_blind(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(20)])
    allow(team, SUGGESTING.replace("0.4", "0"))
    suggest(team)
    parts = {item: "train" if item % 2 else "test" for item in seqs_of(team)}
    split(team, parts)
    team.open((1.0, 1))
    pieces = team.take("ann", 20)
    assert len(pieces) == 20
    assert all(bool(p.suggestions) == (parts[p.item.seq] == "train") for p in pieces)


def test_the_pull_is_read_from_first_answers_of_both_arms(started: Team) -> None:
    shown = {p.item.id for p in started.take("ann", 40) if p.suggestions}
    started.label_all("ann", lambda p: "rude" if p.suggestions else "kind")
    started.label_all("bob", lambda p: "rude" if int(p.item.fields["text"]["text"][5:]) % 2 else "kind")
    found = pull.suggestion_pull(started.project, "tone")
    assert (found.n_shown, found.n_silent, found.n_unfit) == (len(shown), 40 - len(shown), 0)
    assert found.unknown == ["cem"]
    assert found.pull is not None
    assert found.pull.pull.value is not None
    assert found.pull.pull.value > 0.25
    assert (found.pull.shown.n, found.pull.silent.n) == (2 * len(shown), 2 * (40 - len(shown)))
    assert found.pull.seconds_shown == 1.0


def test_without_an_answer_there_is_a_reason_and_no_pull(started: Team) -> None:
    found = pull.suggestion_pull(started.project, "tone")
    assert found.pull is None
    assert found.undefined == pull.NEVER


def test_items_with_an_unfit_suggestion_are_counted_beside_the_arms(started: Team) -> None:
    text = SUGGESTING.replace("      - {key: rude, title: Rude, definition: It hurts.}\n", "")
    guideline.save(started.project, started.owner, text, carries={"tone": {"rude": []}}, based_on=None)
    started.label_all("ann", lambda _: "kind")
    found = pull.suggestion_pull(started.project, "tone")
    assert (found.n_shown, found.n_silent, found.n_unfit) == (0, 0, 40)


def test_what_the_guideline_no_longer_allows_is_not_shown_again(started: Team) -> None:
    assert any(p.suggestions for p in started.take("ann", 40))
    for text in (SUGGESTING.replace("model-a", "model-b"), GUIDELINE):
        guideline.save(started.project, started.owner, text, carries={}, based_on=None)
        assert all(p.suggestions == {} for p in started.take("ann", 40))


# seen once, never blind again ---------------------------------------------------------------------------------------

ALWAYS = SUGGESTING.replace("0.4", "0")
SOURED = ALWAYS.replace("key: rude, title: Rude", "key: sour, title: Sour")


@pytest.fixture
def seen(team: Team) -> Team:
    """A project of six items open for three people each; ann and bob hold them all, with a suggestion in sight."""
    add_texts(team.project, [f"text {n}" for n in range(6)])
    allow(team, ALWAYS)
    suggest(team)
    team.open((1.0, 3))
    for name in ("ann", "bob"):
        assert all(p.suggestions for p in team.take(name, 6))
    return team


def give_all_back(team: Team, name: str) -> None:
    work.give_back(team.project, team.person(name), [p.assignment for p in team.take(name, 6)])


def arms_of(team: Team, pieces: list[work.Piece]) -> set[tuple[str, bool]]:
    """Return the arms recorded, and whether as seen before."""
    told = [shown_of(team, piece.assignment).get("tone", {"arm": "none"}) for piece in pieces]
    return {(one["arm"], one.get("before", False)) for one in told}


def exclusions(team: Team) -> list[str]:
    return list(agreement.agreement(team.project, "tone").exclusions)


@pytest.mark.parametrize("later", [GUIDELINE, SUGGESTING.replace("0.4", "0.999")], ids=["no rule", "silent"])
def test_who_gave_an_item_back_after_seeing_a_suggestion_is_not_blind_when_taking_it_again(
    seen: Team, later: str
) -> None:
    for name in ("ann", "bob"):
        give_all_back(seen, name)
    allow(seen, later)
    again = [p for name in ("ann", "bob") for p in seen.take(name, 6)]
    assert arms_of(seen, again) == {("shown", True)}
    assert all(p.suggestions == {} for p in again)
    for name in ("ann", "bob"):
        seen.label_all(name, lambda _: "kind")
    assert "12 given with a suggestion in sight, not blind" in exclusions(seen)


def test_who_never_saw_the_suggestion_is_still_blind_to_it(seen: Team) -> None:
    allow(seen, SUGGESTING.replace("0.4", "0.999"))
    assert arms_of(seen, seen.take("cem", 6)) == {("silent", False)}


def test_an_answer_looked_at_again_is_as_exposed_as_the_first_one(seen: Team) -> None:
    for name in ("ann", "bob"):
        seen.label_all(name, lambda _: "rude")
    guideline.save(seen.project, seen.owner, SOURED, carries={"tone": {"rude": []}}, based_on=None)
    pieces = seen.take("ann", 6)
    assert len(pieces) == 6
    assert arms_of(seen, pieces) == {("shown", True)}
    for name in ("ann", "bob", "cem"):
        seen.label_all(name, lambda _: "sour")
    assert "12 given with a suggestion in sight, not blind" in exclusions(seen)
    job = Job(new_id(), "release", None, None)
    release.make(seen.project, seen.owner, release.Plan("again", {"train": 1.0}, 0, ()), job)
    _, *rows = (seen.project.folder / "releases" / "again" / "votes.csv").read_text().splitlines()
    assert sorted(row.rpartition(",")[2] for row in rows) == ["shown"] * 12 + ["unfit"] * 6


def test_a_suggestion_that_is_still_allowed_is_shown_again_to_who_gave_the_item_back(seen: Team) -> None:
    give_all_back(seen, "ann")
    again = seen.take("ann", 6)
    assert arms_of(seen, again) == {("shown", False)}
    assert all(p.suggestions for p in again)


def test_what_was_seen_before_it_came_to_stand_behind_the_wall_is_not_blind_there(seen: Team) -> None:
    give_all_back(seen, "ann")
    split(seen, dict.fromkeys(seqs_of(seen), "test"))
    assert arms_of(seen, seen.take("ann", 6)) == {("shown", True)}
    assert arms_of(seen, seen.take("cem", 6)) == {("none", False)}


def test_an_answer_that_a_reviewer_returned_is_still_exposed(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    allow(team, ALWAYS)
    suggest(team)
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "rude")
    review.draw(team.project, team.owner, None, review.Wanted(1.0, 1, 0), seed=1)
    look = review.next_look(team.project, team.owner, None)
    assert look is not None
    verdict = review.Verdict(new_id(), look.answer["id"], "return", text="Look at it again.")
    review.judge(team.project, team.owner, look.item.id, "tone", verdict)
    (returned,) = [p for p in team.take("ann", 6) if p.purpose == "review"]
    assert arms_of(team, [returned]) == {("shown", True)}


# whom a name means --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_first", [True, False], ids=["before the model", "after the model"])
def test_a_person_who_takes_the_name_of_a_model_suggests_nothing(team: Team, is_first: bool) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 3))
    if is_first:
        team.label_all("model-a", lambda _: "flat")
    suggest(team, skip=3)
    if not is_first:
        team.label_all("model-a", lambda _: "flat")
    allow(team, ALWAYS)
    shown = [p.suggestions["tone"].value for p in team.take("ann", 6) if p.suggestions]
    assert shown == ["rude"] * 3


def test_a_member_of_the_name_of_an_imported_person_suggests_nothing(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 3))
    team.label_all("cem", lambda _: "flat")
    suggest(team, name="cem", kind="human", skip=3)
    allow(team, ALWAYS)
    shown = [p.suggestions["tone"].value for p in team.take("ann", 6) if p.suggestions]
    assert shown == ["rude"] * 3


def test_what_a_person_suggested_goes_off_the_screen_once_a_model_bears_the_name(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 3))
    team.label_all("model-a", lambda _: "flat")
    allow(team, ALWAYS)
    assert all(p.suggestions for p in team.take("ann", 6))
    suggest(team)
    assert all(p.suggestions == {} for p in team.take("ann", 6))
