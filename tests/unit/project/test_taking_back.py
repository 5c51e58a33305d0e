"""Withdrawing and restoring: counts, queue, votes and releases follow; nothing is deleted, and the past stays."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from goldsmith.errors import InvalidInput, NotAllowed, NotFound
from goldsmith.model import new_id
from goldsmith.project import adjudicate, home, release, state, taking_back
from goldsmith.project.answers import read_answers
from goldsmith.project.jobs import Job
from goldsmith.store import caches, queries, taken_back
from goldsmith.store.ledger import Row
from tests.team import Team, add_texts


def take_back(
    team: Team,
    target: str,
    ids: Sequence[str],
    *,
    who: str | None = None,
    role: str = "owner",
    undo: bool = False,
) -> int:
    actor = team.person(who) if who else team.owner
    return taking_back.withdraw(
        team.project, actor, role, target=target, ids=ids, reason="spam", is_restored=undo
    )


def labeled(team: Team, n: int = 4) -> None:
    add_texts(team.project, [f"text {k}" for k in range(n)])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda p: "rude" if p.item.fields["text"]["text"] == "text 0" else "kind")


def answers_of(team: Team, name: str) -> list[str]:
    rows = team.project.ledger.reader.execute(
        "SELECT a.id FROM annotation a JOIN annotator w ON w.seq = a.annotator WHERE w.name = ? ORDER BY a.seq",
        (name,),
    )
    return [row["id"] for row in rows]


def annotator(team: Team, name: str) -> str:
    row = team.project.ledger.reader.execute("SELECT id FROM annotator WHERE name = ?", (name,)).fetchone()
    return str(row["id"])


def labels(team: Team) -> list[tuple[object, ...]]:
    rows = team.project.ledger.reader.execute("SELECT * FROM state_label ORDER BY question, label, item")
    return [tuple(row) for row in rows]


def test_an_answer_that_is_withdrawn_leaves_the_votes_and_opens_the_item_again(team: Team) -> None:
    labeled(team)
    before = labels(team)
    (first, *_) = answers_of(team, "ann")
    assert take_back(team, "annotation", [first]) == 1
    assert len(list(read_answers(team.project))) == 7
    assert home.figures(team.project).n_answers == 7
    assert len(team.take("eve", 5)) == 1
    assert state.rebuild(team.project) == []
    assert take_back(team, "annotation", [first], undo=True) == 1
    assert labels(team) == before
    assert len(list(read_answers(team.project))) == 8


def test_withdrawing_twice_changes_nothing_the_second_time(team: Team) -> None:
    labeled(team)
    (first, *_) = answers_of(team, "ann")
    assert [take_back(team, "annotation", [first]) for _ in range(2)] == [1, 0]
    assert [take_back(team, "annotation", [first], undo=True) for _ in range(2)] == [1, 0]


def test_the_giver_takes_back_their_own_answer_and_no_other(team: Team) -> None:
    labeled(team)
    assert take_back(team, "annotation", answers_of(team, "ann")[:1], who="ann", role="annotator") == 1
    with pytest.raises(NotAllowed, match="Only an adjudicator"):
        take_back(team, "annotation", answers_of(team, "bob")[:1], who="ann", role="annotator")


def test_the_giver_cannot_restore_what_a_lead_withdrew(team: Team) -> None:
    labeled(team)
    own = answers_of(team, "ann")[:1]
    take_back(team, "annotation", own)
    with pytest.raises(NotAllowed):
        take_back(team, "annotation", own, who="ann", role="annotator", undo=True)


def test_somebody_elses_answer_needs_a_reason(team: Team) -> None:
    labeled(team)
    with pytest.raises(InvalidInput, match="without a reason"):
        taking_back.withdraw(
            team.project,
            team.owner,
            "owner",
            target="annotation",
            ids=answers_of(team, "ann")[:1],
            reason=" ",
        )


@pytest.mark.parametrize("target", ["annotator", "run"])
def test_imports_and_annotators_are_the_owners(team: Team, target: str) -> None:
    labeled(team)
    run = queries.runs(team.project.ledger.reader, "ingest")[0]["id"]
    ids = {"annotator": annotator(team, "bob"), "run": run}
    with pytest.raises(NotAllowed, match="Only the owner"):
        take_back(team, target, [ids[target]], role="adjudicator")


def test_one_unknown_id_withdraws_nothing(team: Team) -> None:
    labeled(team)
    with pytest.raises(NotFound):
        take_back(team, "annotation", [answers_of(team, "ann")[0], new_id()])
    assert taken_back.n_standing(team.project.ledger.reader) == {}


def test_a_run_that_is_no_import_cannot_be_withdrawn(team: Team) -> None:
    labeled(team)
    plan = queries.runs(team.project.ledger.reader, "assign")
    with pytest.raises(NotFound):
        take_back(team, "run", [plan[0]["id"]])


def test_an_annotators_answers_all_stop_counting_and_they_are_asked_no_more(team: Team) -> None:
    labeled(team)
    add_texts(team.project, ["a newcomer"])
    take_back(team, "annotator", [annotator(team, "bob")])
    assert {a.row["annotator_name"] for a in read_answers(team.project)} == {"ann"}
    assert team.take("bob", 5) == []
    assert len(team.take("eve", 9)) >= 4
    assert adjudicate.queue(team.project, question=None, offset=0, limit=9) == []
    assert state.rebuild(team.project) == []
    take_back(team, "annotator", [annotator(team, "bob")], undo=True)
    assert {a.row["annotator_name"] for a in read_answers(team.project)} == {"ann", "bob"}


def test_a_withdrawn_annotator_holds_nothing_any_more(team: Team) -> None:
    labeled(team)
    add_texts(team.project, [f"more {k}" for k in range(6)])
    team.open((1.0, 2))
    assert team.take("bob", 2)
    take_back(team, "annotator", [annotator(team, "bob")])
    assert caches.n_leases(team.project.ledger.reader) == 0


def test_a_ruling_that_is_withdrawn_waits_again(team: Team) -> None:
    labeled(team)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    evidence = [answer.id for _, answer, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, "kind", "guideline_gap", "so", evidence, None)
    adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling)
    assert adjudicate.figures(team.project)["n_ruled"] == 1
    take_back(team, "gold", [ruling.id])
    figures = adjudicate.figures(team.project)
    assert (figures["n_ruled"], figures["total"]) == (0, 1)
    assert team.status(case.item.id) == "disagreed"
    take_back(team, "gold", [ruling.id], undo=True)
    assert team.status(case.item.id) == "ruled"
    assert state.rebuild(team.project) == []


def test_who_took_their_answer_back_still_may_not_rule_on_the_item(team: Team) -> None:
    labeled(team)
    own = answers_of(team, "ann")[0]
    take_back(team, "annotation", [own], who="ann", role="annotator")
    item = team.project.ledger.reader.execute(
        "SELECT i.id FROM annotation a JOIN item i ON i.seq = a.item WHERE a.id = ?", (own,)
    ).fetchone()["id"]
    with pytest.raises(NotAllowed, match="somebody else must rule"):
        adjudicate.open_case(team.project, team.person("ann"), item, "tone")


def test_the_past_does_not_see_a_withdrawal(team: Team) -> None:
    labeled(team)
    then = team.project.ledger.seq()
    before = [a.id for a in read_answers(team.project, as_of=then)]
    take_back(team, "annotator", [annotator(team, "bob")])
    assert [a.id for a in read_answers(team.project, as_of=then)] == before


def test_the_list_says_what_who_when_and_why(team: Team) -> None:
    labeled(team)
    take_back(team, "annotation", answers_of(team, "ann")[:1])
    take_back(team, "annotator", [annotator(team, "bob")])
    first, second = taking_back.listing(team.project, target=None, limit=9, offset=0)
    assert first["what"] == "all answers of bob"
    assert second["what"].startswith("ann's answer to ")
    assert (second["by"], second["reason"], second["question"]) == ("Owner", "spam", "tone")
    assert taken_back.n_standing(team.project.ledger.reader) == {"annotation": 1, "annotator": 1}


def test_the_history_of_an_item_tells_each_step_in_order(team: Team) -> None:
    labeled(team, 1)
    (first, *_) = answers_of(team, "ann")
    take_back(team, "annotation", [first])
    take_back(team, "annotation", [first], undo=True)
    take_back(team, "annotator", [annotator(team, "bob")])
    item = team.project.ledger.reader.execute("SELECT id FROM item").fetchone()["id"]
    events = taking_back.history(team.project, item, is_blind=False)
    assert [event["type"] for event in events] == [
        "imported",
        "answered",
        "answered",
        "withdrawn",
        "restored",
        "withdrawn",
    ]
    assert [event["target"] for event in events[3:]] == ["annotation", "annotation", "annotator"]
    blind = taking_back.history(team.project, item, is_blind=True)
    assert [event["type"] for event in blind] == ["imported"]


# groups -------------------------------------------------------------------------------------------------------------


def released(team: Team, name: str) -> Row:
    job = Job(new_id(), "release", None, None)
    release.make(team.project, team.owner, release.Plan(name, {"train": 0.5, "test": 0.5}, 0, ()), job)
    return release.need_release(team.project, name)


def ids_of(team: Team) -> list[str]:
    return [row["id"] for row in team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq")]


def test_a_corrected_group_counts_from_now_on_and_not_before(team: Team) -> None:
    labeled(team)
    (first, *_) = ids_of(team)
    then = team.project.ledger.seq()
    found = taking_back.correct_group(team.project, team.owner, [first], "doc 7", "same letter")
    assert (found.n, found.straddling) == (1, [])
    seq = team.project.item_row(first)["seq"]
    sql = team.project.ledger.reader
    assert team.project.item_row(first)["grp"] == "doc 7"
    assert queries.items_by_seq(sql, [seq], then)[seq]["grp"] is None
    groups = [
        {a.row["grp"] for a in read_answers(team.project, item=seq, as_of=at)} for at in (then, queries.NOW)
    ]
    assert groups == [{None}, {"doc 7"}]
    taking_back.correct_group(team.project, team.owner, [first], None, "no, another")
    assert team.project.item_row(first)["grp"] is None


def test_items_that_are_brought_together_fall_on_one_side_of_the_split(team: Team) -> None:
    labeled(team, 12)
    taking_back.correct_group(team.project, team.owner, ids_of(team)[1:7], "letters", "")
    row = released(team, "one")
    parts = queries.parts_of_run(team.project.ledger.reader, row["run"])
    together = {parts.get(team.project.item_row(i)["seq"]) for i in ids_of(team)[1:7]}
    assert len(together) == 1
    assert len(set(parts.values())) == 2


def test_a_correction_across_a_split_moves_nothing_and_is_told(team: Team) -> None:
    labeled(team, 12)
    before = queries.parts_of_run(team.project.ledger.reader, released(team, "one")["run"])
    sides = {part: next(i for i, p in before.items() if p == part) for part in ("train", "test")}
    ids = {part: queries.items_by_seq(team.project.ledger.reader, [s])[s]["id"] for part, s in sides.items()}
    found = taking_back.correct_group(team.project, team.owner, list(ids.values()), "one patient", "")
    assert (sorted(found.straddling), found.parts) == (sorted(ids.values()), ["test", "train"])
    rows = queries.findings(team.project.ledger.reader, sides["train"])
    assert [(row["type"], json.loads(row["detail"])["group"]) for row in rows] == [
        ("group_straddles", "one patient")
    ]
    again = queries.parts_of_run(team.project.ledger.reader, released(team, "two")["run"])
    assert again == {item: part for item, part in before.items() if item != sides["test"]}
    verified = release.verify(team.project, "one", Job(new_id(), "verify", None, None))
    assert verified["is_same"]


def test_a_newcomer_of_a_straddling_group_stays_out(team: Team) -> None:
    labeled(team, 12)
    before = queries.parts_of_run(team.project.ledger.reader, released(team, "one")["run"])
    sides = [next(i for i, p in before.items() if p == part) for part in ("train", "test")]
    rows = queries.items_by_seq(team.project.ledger.reader, sides)
    taking_back.correct_group(team.project, team.owner, [r["id"] for r in rows.values()], "patient", "")
    add_texts(team.project, ["a newcomer"], group="patient")
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    newcomer = team.project.ledger.reader.execute("SELECT max(seq) FROM item").fetchone()[0]
    assert newcomer not in queries.parts_of_run(team.project.ledger.reader, released(team, "two")["run"])
