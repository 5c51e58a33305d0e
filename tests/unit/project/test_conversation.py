"""Threads as facts: what makes one, whose turn it is, and the guideline's version that answers it."""

from __future__ import annotations

import pytest

from goldsmith.errors import GoldsmithError
from goldsmith.project import conversation, guideline, inbox
from goldsmith.project.conversation import Thread, threads
from goldsmith.project.project import Actor
from goldsmith.store import queries
from tests.team import GUIDELINE, Team, add_texts


def ask(team: Team, name: str, text: str = "Is irony rude?") -> Thread:
    """Let an annotator take an item and ask something about it."""
    piece = team.take(name)[0]
    made = conversation.start(
        team.project, team.person(name), target="item", target_id=piece.item.id, text=text, is_lead=False
    )
    return threads(team.project)[made]


def asker(actor: Actor, *, is_lead: bool = False) -> inbox.Asker:
    assert actor.person is not None
    return inbox.Asker(actor.person, is_lead)


@pytest.fixture
def open_team(team: Team) -> Team:
    add_texts(team.project, [f"text {n}" for n in range(4)])
    team.open((1.0, 3))
    return team


def again(team: Team, thread: Thread) -> Thread:
    return threads(team.project)[thread.id]


def test_a_question_waits_until_a_lead_answers_and_again_when_the_asker_writes(open_team: Team) -> None:
    team = open_team
    thread = ask(team, "ann")
    assert thread.status == "waiting"
    conversation.reply(team.project, team.owner, thread, "By its effect.", is_lead=True)
    assert again(team, thread).status == "answered"
    conversation.reply(team.project, team.person("ann"), again(team, thread), "And this?", is_lead=False)
    assert again(team, thread).status == "waiting"
    assert [m.text for m in again(team, thread).said] == ["Is irony rude?", "By its effect.", "And this?"]


def test_what_is_resolved_opens_again_when_an_annotator_writes(open_team: Team) -> None:
    team = open_team
    thread = ask(team, "ann")
    conversation.resolve(team.project, team.owner, thread, is_resolved=True, is_lead=True)
    seq = team.project.ledger.seq()
    conversation.resolve(team.project, team.owner, again(team, thread), is_resolved=True, is_lead=True)
    assert team.project.ledger.seq() == seq  # it was so already
    assert again(team, thread).status == "resolved"
    conversation.reply(team.project, team.person("ann"), again(team, thread), "Not yet.", is_lead=False)
    assert again(team, thread).status == "waiting"


def test_a_mended_message_keeps_its_place_and_its_earlier_text(open_team: Team) -> None:
    team = open_team
    thread = ask(team, "ann", "Is irnoy rude?")
    conversation.reply(team.project, team.owner, thread, "Yes.", is_lead=True)
    conversation.mend(
        team.project, team.person("ann"), again(team, thread), thread.first.id, "Is irony rude?"
    )
    first = again(team, thread).first
    assert (first.text, first.earlier) == ("Is irony rude?", ("Is irnoy rude?",))
    assert len(again(team, thread).messages) == 2
    with pytest.raises(GoldsmithError, match="Somebody else wrote this"):
        conversation.mend(team.project, team.owner, again(team, thread), thread.first.id, "Mine now")


def test_the_version_that_answers_names_the_thread_and_the_thread_names_it(open_team: Team) -> None:
    team = open_team
    thread = ask(team, "ann")
    text = GUIDELINE + "Irony counts by its effect.\n"
    guideline.save(
        team.project, team.owner, text, carries={}, based_on=1, note="Irony is said.", reason=thread
    )
    found = again(team, thread)
    assert (found.amended_in, found.status) == (2, "resolved")
    note = queries.guidelines(team.project.ledger.reader)[-1]["note"]
    assert note == f"Irony is said. (question {thread.id[:8]})"
    assert inbox.reasons(team.project, asker(team.owner, is_lead=True)) == {2: [thread.id]}


def test_a_thread_on_a_paragraph_survives_new_versions_until_its_heading_is_gone(team: Team) -> None:
    made = conversation.start(
        team.project, team.owner, target="guideline", target_id="", anchor="rude", text="Too short."
    )
    guideline.save(team.project, team.owner, GUIDELINE + "More.\n", carries={}, based_on=1)
    place = threads(team.project)[made].place
    assert place == {"anchor": "rude", "title": "Rude", "version": 1}
    assert place["anchor"] in conversation.anchors(team.project)
    renamed = GUIDELINE.replace("## Rude", "## Hurtful")
    guideline.save(team.project, team.owner, renamed, carries={}, based_on=2)
    assert place["anchor"] not in conversation.anchors(team.project)
    with pytest.raises(GoldsmithError, match="no heading 'rude'"):
        conversation.start(
            team.project, team.owner, target="guideline", target_id="", anchor="rude", text="Gone?"
        )


def test_unread_is_what_others_said_since_one_looked(open_team: Team) -> None:
    team = open_team
    thread = ask(team, "ann")
    ann, lead = asker(team.person("ann")), asker(team.owner, is_lead=True)

    def n_unread(who: inbox.Asker) -> int:
        return sum(letter.is_unread for letter in inbox.letters(team.project, who))

    assert (n_unread(ann), n_unread(lead)) == (0, 1)
    conversation.reply(team.project, team.owner, thread, "Yes.", is_lead=True)
    assert (n_unread(ann), n_unread(lead)) == (1, 0)
    inbox.mark_read(team.project, ann, again(team, thread))
    assert n_unread(ann) == 0


def test_the_oldest_question_that_waits_stands_first(open_team: Team) -> None:
    team = open_team
    answered = ask(team, "ann", "one")
    first, second = ask(team, "bob", "two"), ask(team, "cem", "three")
    conversation.reply(team.project, team.owner, answered, "Yes.", is_lead=True)
    found = inbox.letters(team.project, asker(team.owner, is_lead=True))
    assert [letter.thread.id for letter in found] == [first.id, second.id, answered.id]


def test_an_annotator_reads_no_talk_of_an_item_before_answering_it_and_then_only_what_is_shared(
    open_team: Team,
) -> None:
    team = open_team
    thread = ask(team, "ann")
    bob = asker(team.person("bob"))

    def reads() -> bool:
        return thread.id in {letter.thread.id for letter in inbox.letters(team.project, bob)}

    conversation.share(team.project, team.owner, thread, is_shared=True)
    pieces = {piece.item.id: piece for piece in team.take("bob", 4)}
    assert not reads()
    team.answer("bob", pieces[thread.target_id], "kind")
    assert reads()
    conversation.share(team.project, team.owner, again(team, thread), is_shared=False)
    assert not reads()


def test_a_thread_on_an_answer_is_between_its_giver_and_the_leads(open_team: Team) -> None:
    team = open_team
    team.answer("ann", team.take("ann")[0], "rude")
    answer = next(queries.heads(team.project.ledger.reader))["id"]
    made = conversation.start(
        team.project, team.owner, target="annotation", target_id=answer, text="Why rude?", is_lead=True
    )
    team.label_all("bob", lambda _: "kind")
    readers = {
        name: made in {letter.thread.id for letter in inbox.letters(team.project, asker(team.person(name)))}
        for name in ("ann", "bob")
    }
    assert readers == {"ann": True, "bob": False}
    assert [letter.is_unread for letter in inbox.letters(team.project, asker(team.person("ann")))] == [True]


def test_a_lead_who_holds_the_item_reads_its_threads_only_after_answering(open_team: Team) -> None:
    team = open_team
    thread = ask(team, "ann")
    lea, boss = asker(team.person("lea"), is_lead=True), asker(team.owner, is_lead=True)
    pieces = {piece.item.id: piece for piece in team.take("lea", 4)}
    assert inbox.letters(team.project, lea) == []
    assert len(inbox.letters(team.project, boss)) == 1
    team.answer("lea", pieces[thread.target_id], "kind")
    assert [letter.thread.id for letter in inbox.letters(team.project, lea)] == [thread.id]


def test_an_annotator_asks_only_about_what_was_given_to_them(open_team: Team) -> None:
    team = open_team
    item = team.take("ann")[0].item.id
    inbox.need_target(team.project, asker(team.person("ann")), "item", item)
    with pytest.raises(GoldsmithError, match="no such item"):
        inbox.need_target(team.project, asker(team.person("bob")), "item", item)


def test_a_comment_from_before_the_threads_is_a_question_that_waits(open_team: Team) -> None:
    team = open_team
    item = team.take("ann")[0].item.id
    with team.project.ledger.write() as tx:
        tx.append(
            "remark",
            {
                "id": "0" * 32,
                "target": "item",
                "target_id": item,
                "type": "comment",
                "text": "old",
                "by_person": None,
                "by_name": "Ann",
                "detail": "{}",
                "at": "2024-01-01T00:00:00.000Z",
            },
        )
    assert threads(team.project)["0" * 32].status == "waiting"
