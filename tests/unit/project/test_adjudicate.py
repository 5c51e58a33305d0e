"""The queue, cases that are taken, rulings, and what is accepted by rule."""

from __future__ import annotations

import pytest

from goldsmith.errors import Conflict, NotAllowed
from goldsmith.model import new_id
from goldsmith.project import adjudicate, items, state
from goldsmith.store import caches, queries
from tests.team import Team, add_texts


def disagreeing(team: Team, n: int = 3) -> None:
    """Let two people differ on the first text and agree on the others."""
    add_texts(team.project, [f"text {k}" for k in range(n)])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda p: "rude" if p.item.fields["text"]["text"] == "text 0" else "kind")


def ruling(
    case: adjudicate.Case, value: str | None = "kind", replaces: str | None = None
) -> adjudicate.Ruling:
    evidence = [answer.id for _, answer, _ in case.answers]
    return adjudicate.Ruling(
        new_id(), value is not None, value, "guideline_gap", "because", evidence, replaces
    )


def test_a_tie_waits_for_a_person(team: Team) -> None:
    disagreeing(team)
    (waiting,) = adjudicate.queue(team.project, question=None, offset=0, limit=10)
    assert (waiting.why, waiting.labels) == ("tie", {"kind": 1, "rude": 1})


def test_a_ruling_ends_the_waiting_and_stands(team: Team) -> None:
    disagreeing(team)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling(case))
    assert adjudicate.queue(team.project, question=None, offset=0, limit=10) == []
    assert team.status(case.item.id) == "ruled"


def test_a_case_that_somebody_holds_is_refused_to_others(team: Team) -> None:
    disagreeing(team)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    with pytest.raises(Conflict, match="Owner is ruling"):
        adjudicate.open_case(team.project, team.person("eve"), case.item.id, "tone")
    assert adjudicate.next_case(team.project, team.person("eve"), question=None, after=None) is None
    adjudicate.leave(team.project, team.owner, case.item.id, "tone")
    assert adjudicate.next_case(team.project, team.person("eve"), question=None, after=None) is not None


def test_nobody_rules_on_what_they_labeled(team: Team) -> None:
    disagreeing(team)
    item = adjudicate.queue(team.project, question=None, offset=0, limit=1)[0].item.id
    with pytest.raises(NotAllowed, match="somebody else must rule"):
        adjudicate.open_case(team.project, team.person("ann"), item, "tone")


def test_a_second_ruling_must_know_of_the_first(team: Team) -> None:
    disagreeing(team)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    gold, _ = adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling(case))
    with pytest.raises(Conflict, match="ruled on this case already"):
        adjudicate.rule(team.project, team.person("eve"), case.item.id, "tone", ruling(case, "rude"))
    adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling(case, "rude", gold["id"]))
    (standing,) = queries.golds(team.project.ledger.reader)
    assert standing["value"] == '"rude"'


def test_a_ruling_on_answers_that_changed_is_refused(team: Team) -> None:
    disagreeing(team)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    stale = adjudicate.Ruling(new_id(), True, "kind", "guideline_gap", "", [case.answers[0][1].id], None)
    with pytest.raises(Conflict, match="answers changed"):
        adjudicate.rule(team.project, team.owner, case.item.id, "tone", stale)


def test_an_unresolvable_case_keeps_a_soft_label(team: Team) -> None:
    disagreeing(team)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    gold, value = adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling(case, None))
    assert value is None
    assert gold["probabilities"] == '{"kind":0.5,"rude":0.5}'


def test_unanimous_items_are_accepted_with_their_evidence(team: Team) -> None:
    disagreeing(team, 5)
    n_accepted, _, run = adjudicate.accept(team.project, team.owner, question=None, seed=0)
    golds = queries.golds(team.project.ledger.reader)
    assert n_accepted == len(golds) == 4
    assert {g["method"] for g in golds} == {"unanimous.v1"}
    assert queries.run(team.project.ledger.reader, run) is not None


def test_an_audit_share_is_sent_to_a_person(team: Team) -> None:
    disagreeing(team, 5)
    team.project.save_settings({"audit_share": 1.0})
    _, n_audit, _ = adjudicate.accept(team.project, team.owner, question=None, seed=0)
    waiting = adjudicate.queue(team.project, question=None, offset=0, limit=10)
    assert n_audit == 4
    assert sorted(w.why for w in waiting) == ["audit"] * 4 + ["tie"]


def test_letters_do_not_follow_the_annotators(team: Team) -> None:
    add_texts(team.project, [f"text {k}" for k in range(12)])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    waiting = adjudicate.queue(team.project, question=None, offset=0, limit=20)
    firsts = {
        adjudicate.open_case(team.project, team.owner, w.item.id, "tone").answers[0][2] for w in waiting
    }
    assert firsts == {"ann", "bob"}


def test_a_withdrawn_item_waits_for_nobody(team: Team) -> None:
    disagreeing(team)
    item = adjudicate.queue(team.project, question=None, offset=0, limit=1)[0].item.id
    items.act(team.project, team.owner, "withdraw", ids=[item], where=None, reason="broken")
    assert adjudicate.queue(team.project, question=None, offset=0, limit=1) == []
    assert team.status(item) == "withdrawn"
    items.act(team.project, team.owner, "restore", ids=[item], where=None, reason="")
    assert team.status(item) == "disagreed"


def test_caches_equal_the_facts_after_rulings(team: Team) -> None:
    disagreeing(team, 6)
    adjudicate.accept(team.project, team.owner, question=None, seed=3)
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling(case))
    before = caches.fingerprints(team.project.ledger.reader)
    state.rebuild(team.project)
    assert caches.fingerprints(team.project.ledger.reader) == before
