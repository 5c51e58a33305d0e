"""The review of single answers: what is drawn, what a verdict does, and the error rates that follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from goldsmith.errors import Conflict, InvalidInput, NotAllowed
from goldsmith.model import new_id
from goldsmith.numerics import wilson
from goldsmith.project import inbox, items, review, state, taking_back, work
from goldsmith.project.error_rates import Rates, error_rates
from goldsmith.project.review import Look, Verdict, Wanted
from goldsmith.store import queries
from tests.team import Team, add_texts

FEW = Wanted(share=0.25, at_least=1, n_risk=0)


def labeled(team: Team, n: int = 40, names: tuple[str, ...] = ("ann",)) -> None:
    """Let people label n texts, one person each; every fourth is rude."""
    add_texts(team.project, [f"text {at}" for at in range(n)])
    team.open((1.0, 1))
    for name in names:
        for piece in team.take(name, n // len(names)):
            team.answer(name, piece, tone(piece))


def tone(piece: work.Piece) -> str:
    return "rude" if int(piece.item.fields["text"]["text"].split()[1]) % 4 == 0 else "kind"


def question(team: Team) -> Any:
    return team.project.need_question(None)


def next_look(team: Team) -> Look:
    found = review.next_look(team.project, team.owner, None)
    assert found is not None
    return found


def judge(team: Team, look: Look, word: review.Word, **more: Any) -> Any:
    verdict = Verdict(new_id(), look.answer["id"], word, **more)
    return review.judge(team.project, team.owner, look.item.id, "tone", verdict)


def judge_all(team: Team, choose: Callable[[Look], str | None]) -> int:
    """Review all that waits: accept where `choose` says None, else mend."""
    n = 0
    while (look := review.next_look(team.project, team.owner, None)) is not None:
        value = choose(look)
        judge(team, look, "mend", value=value) if value else judge(team, look, "accept")
        n += 1
    return n


def rates(team: Team) -> Rates:
    return error_rates(team.project, question(team))


def states(team: Team) -> dict[str, int]:
    found = review.counts(review.reviewed(team.project, question(team)))
    return {state: n for state, n in found.items() if n}


# the sample ---------------------------------------------------------------------------------------------------------


def test_each_annotators_share_is_drawn_and_its_probability_is_kept(team: Team) -> None:
    labeled(team, 40, ("ann", "bob"))
    found = review.draw(team.project, team.owner, None, FEW, seed=7)
    assert [(part.n, part.of) for part in found.parts.values()] == [(5, 20), (5, 20)]
    rows = team.project.ledger.reader.execute("SELECT * FROM finding WHERE type = 'review'").fetchall()
    assert {json.loads(row["detail"])["probability"] for row in rows} == {0.25}
    (run,) = review.draws(team.project, question(team))
    assert (run["seed"], json.loads(run["parameters"])["n_random_drawn"]) == (7, 10)


def test_the_same_seed_draws_the_same_answers(team: Team) -> None:
    labeled(team)
    first = review.sample(team.project, question(team), FEW, seed=3).random
    assert first == review.sample(team.project, question(team), FEW, seed=3).random
    assert first != review.sample(team.project, question(team), FEW, seed=4).random


def test_a_later_draw_holds_the_earlier_one_and_adds_to_it(team: Team) -> None:
    labeled(team)
    first = review.draw(team.project, team.owner, None, FEW, seed=3)
    more = review.draw(team.project, team.owner, None, Wanted(0.5, 1, 0))
    assert len(first.random) == len(more.random) == 10
    assert not {a.item for a in first.random} & {a.item for a in more.random}
    lots = sorted(
        a.lot for a in review.sample(team.project, question(team), Wanted(1.0, 1, 0), seed=3).random
    )
    assert lots[0] > max(a.lot for a in more.random)
    with pytest.raises(InvalidInput, match="No answer is left"):
        review.draw(team.project, team.owner, None, FEW)


def test_another_seed_is_refused_once_lots_are_drawn(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=3)
    with pytest.raises(Conflict) as refused:
        review.draw(team.project, team.owner, None, Wanted(0.5, 1, 0), seed=4)
    assert refused.value.slug == "review.seed"


def test_items_that_several_people_answered_or_that_are_ruled_on_are_not_drawn_from(team: Team) -> None:
    add_texts(team.project, [f"text {at}" for at in range(8)])
    team.open((0.5, 1), (0.5, 2))
    team.label_all("ann", tone)
    team.label_all("bob", tone)
    assert review.sample(team.project, question(team), FEW, seed=0).n_single == 4


def test_risky_answers_come_beside_the_lot_with_their_reasons(team: Team) -> None:
    labeled(team, 40)
    with team.project.ledger.write() as tx:
        tx.sql.execute("DROP TRIGGER annotation_keeps_UPDATE")
        tx.sql.execute("UPDATE annotation SET unsure = 1, duration_ms = 100 WHERE item % 4 = 0")
    found = review.sample(team.project, question(team), Wanted(0.25, 1, 5), seed=1)
    assert len(found.risk) == 5
    assert not {a.item for a in found.random} & {a.item for a, _ in found.risk}
    assert {tuple(each["why"] for each in why) for _, why in found.risk} == {("unsure", "fast")}


# verdicts -----------------------------------------------------------------------------------------------------------


def test_an_accepted_answer_is_said_to_be_so_and_nothing_else_changes(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    said = judge(team, look, "accept")
    assert json.loads(said["detail"])["verdict"] == "accept"
    assert team.status(look.item.id) == "complete"
    assert states(team) == {"open": 9, "accepted": 1}


def test_a_mended_answer_becomes_a_ruling_and_the_answer_stays(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    judge(team, look, "mend", value="flat", text="Neither.")
    detail = items.detail(team.project, look.item.id)
    ((gold, value),) = detail.golds
    assert (value, gold["by_name"], gold["rationale"]) == ("flat", team.owner.name, "Neither.")
    assert [answer["value"] for answer in detail.answers] == [look.value]
    assert team.status(look.item.id) == "ruled"
    assert state.rebuild(team.project) == []


def test_a_mended_answer_must_differ(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    with pytest.raises(InvalidInput) as refused:
        judge(team, look, "mend", value=look.value)
    assert refused.value.slug == "review.same"


def test_sending_a_verdict_again_changes_nothing(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    verdict = Verdict(new_id(), look.answer["id"], "mend", value="flat")
    for _ in range(2):
        review.judge(team.project, team.owner, look.item.id, "tone", verdict)
    assert len(queries.golds(team.project.ledger.reader)) == 1


def test_a_returned_answer_comes_back_with_the_comment_and_waits_again_once_it_is_given_anew(
    team: Team,
) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    judge(team, look, "return", text="Look at the second sentence.")
    assert states(team) == {"open": 9, "returned": 1}
    ann = team.person("ann")
    letters = inbox.letters(team.project, inbox.Asker(ann.person or "", is_lead=False))
    assert [(letter.thread.first.text, letter.is_unread) for letter in letters] == [
        ("Look at the second sentence.", True)
    ]
    (piece,) = team.take("ann", 3)
    assert (piece.item.id, piece.comment) == (look.item.id, "Look at the second sentence.")
    assert piece.own["tone"].value == look.value
    receipt = team.answer("ann", piece, "flat")
    assert (receipt.surplus, receipt.refused) == ([], [])
    assert states(team) == {"open": 9, "again": 1}
    again = next_look(team)
    assert (again.item.id, again.value) == (look.item.id, "flat")
    assert [value for _, value in again.before] == [look.value]
    judge(team, again, "accept")
    assert states(team) == {"open": 9, "accepted": 1}
    assert team.take("ann", 3) == []
    assert state.rebuild(team.project) == []


def test_an_answer_that_is_returned_is_still_one_line_of_answers(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    judge(team, look, "return", text="Again, please.")
    (piece,) = team.take("ann", 1)
    team.answer("ann", piece, "flat")
    team.answer("ann", piece, "rude")
    answers = items.detail(team.project, look.item.id).answers
    assert [answer["value"] for answer in answers] == ["rude"]


def test_nothing_is_returned_without_a_word(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    with pytest.raises(InvalidInput) as refused:
        judge(team, next_look(team), "return", text=" ")
    assert refused.value.slug == "review.no_comment"


def test_nobody_reviews_an_own_answer(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    item = next_look(team).item.id
    ann = team.person("ann")
    assert review.next_look(team.project, ann, None) is None
    with pytest.raises((NotAllowed, Conflict)):
        review.open_look(team.project, ann, item, "tone")


def test_who_alone_works_in_a_project_does_not_review_themselves(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    item = next(iter(review.reviewed(team.project, question(team)))).unit[0]
    row = queries.items_by_seq(team.project.ledger.reader, [item])[item]
    with pytest.raises(NotAllowed) as refused:
        review.open_look(team.project, team.person("ann"), row["id"], "tone")
    assert refused.value.slug == "review.own"


def test_one_answer_is_looked_at_by_one_reviewer(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    other = team.person("eve")
    with pytest.raises(Conflict):
        review.open_look(team.project, other, look.item.id, "tone")
    second = review.next_look(team.project, other, None)
    assert second is not None
    assert second.item.id != look.item.id


def test_a_verdict_on_an_answer_that_changed_meanwhile_is_refused(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    (piece,) = [
        p for _, p, _ in work.last_answers(team.project, team.person("ann"), 50) if p.item.id == look.item.id
    ]
    team.answer("ann", piece, "flat")
    with pytest.raises(Conflict) as refused:
        judge(team, look, "accept")
    assert refused.value.slug == "review.changed"


def test_only_drawn_answers_are_reviewed(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    drawn = {one.unit[0] for one in review.reviewed(team.project, question(team))}
    row = team.project.ledger.reader.execute(
        f"SELECT id FROM item WHERE seq NOT IN ({', '.join(map(str, drawn))})"
    ).fetchone()
    with pytest.raises(Conflict) as refused:
        review.open_look(team.project, team.owner, row["id"], "tone")
    assert refused.value.slug == "review.not_waiting"


@pytest.mark.parametrize("word", ["accept", "mend", "return"])
def test_a_verdict_can_be_undone(team: Team, word: review.Word) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    said = judge(team, look, word, value="flat", text="Why?")
    for _ in range(2):
        review.undo(team.project, team.owner, said["id"])
    assert states(team) == {"open": 10}
    assert team.status(look.item.id) == "complete"
    assert team.take("ann", 3) == []
    assert state.rebuild(team.project) == []


def test_nobody_undoes_what_was_found_of_an_answer_of_theirs(team: Team) -> None:
    labeled(team, names=("ann", "bob"))
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    item = team.project.item_row(look.item.id)["seq"]
    is_anns = queries.has_answered(team.project.ledger.reader, team.person("ann").person, item)
    who = "ann" if is_anns else "bob"
    said = judge(team, look, "mend", value="flat")
    with pytest.raises(NotAllowed):
        review.undo(team.project, team.person(who), said["id"])
    gold = json.loads(said["detail"])["gold"]
    with pytest.raises(NotAllowed):
        taking_back.withdraw(
            team.project, team.person(who), "adjudicator", target="gold", ids=[gold], reason="no"
        )


def test_withdrawn_answers_are_reviewed_no_more(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    taking_back.withdraw(
        team.project, team.owner, "owner", target="annotation", ids=[look.answer["id"]], reason="a slip"
    )
    assert states(team) == {"open": 9, "gone": 1}


# error rates ----------------------------------------------------------------------------------------------------------


def test_an_error_rate_is_of_the_lot_alone_with_its_interval(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    assert rates(team).overall.undefined == "No answer drawn by lot was reviewed yet."
    n = judge_all(team, lambda look: "flat" if look.value == "rude" else None)
    found = rates(team)
    assert n == found.overall.n == 10
    by = {rate.key: rate for rate in found.by_label}
    assert by["rude"].n_wrong == by["rude"].n == found.overall.n_wrong
    assert by["kind"].n_wrong == 0
    assert by["flat"].undefined is not None
    (ann,) = found.by_annotator
    assert (ann.name, ann.of, ann.value) == ("ann", 40, found.overall.n_wrong / 10)
    assert (ann.low, ann.high) == wilson(ann.n_wrong, 10)
    assert ann.slips == ({"label": ann.n_wrong} if ann.n_wrong else {})


def test_an_annotator_who_gave_more_answers_weighs_more(team: Team) -> None:
    add_texts(team.project, [f"text {at}" for at in range(40)])
    team.open((1.0, 1))
    for piece in team.take("ann", 30):
        team.answer("ann", piece, "kind")
    for piece in team.take("bob", 10):
        team.answer("bob", piece, "rude")
    review.draw(team.project, team.owner, None, Wanted(0.0, 5, 0), seed=1)
    judge_all(team, lambda look: "flat" if look.value == "rude" else None)
    found = rates(team)
    assert {rate.name: rate.value for rate in found.by_annotator} == {"ann": 0.0, "bob": 1.0}
    assert found.overall.value == pytest.approx(10 / 40)  # not 5 / 10, as the sample alone has it
    cells = {name: {rate.key: (rate.n_wrong, rate.n) for rate in own} for name, own in found.cells.items()}
    ann, bob = (rate.key for rate in found.by_annotator)
    assert (cells[ann]["kind"], cells[ann]["rude"], cells[bob]["rude"]) == ((0, 5), (0, 0), (5, 5))


def test_what_was_changed_after_a_return_was_wrong_at_first(team: Team) -> None:
    labeled(team)
    review.draw(team.project, team.owner, None, FEW, seed=1)
    look = next_look(team)
    judge(team, look, "return", text="Sure?")
    assert rates(team).overall.n == 0  # not decided yet
    (piece,) = team.take("ann", 1)
    team.answer("ann", piece, "flat")
    judge(team, next_look(team), "accept")
    assert (rates(team).overall.n, rates(team).overall.n_wrong) == (1, 1)


def test_risky_answers_are_counted_apart(team: Team) -> None:
    labeled(team, 60)
    with team.project.ledger.write() as tx:
        tx.sql.execute("DROP TRIGGER annotation_keeps_UPDATE")
        tx.sql.execute("UPDATE annotation SET unsure = 1")
    review.draw(team.project, team.owner, None, Wanted(0.1, 1, 4), seed=1)
    judge_all(team, lambda _: "flat")
    found = rates(team)
    assert (found.overall.n, found.n_risk, found.n_risk_wrong) == (6, 4, 4)
