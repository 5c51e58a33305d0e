"""What a change of the guideline does to answers that were given, and to open work."""

from __future__ import annotations

import pytest

from goldsmith.errors import Conflict, ManyFaults
from goldsmith.model import new_id
from goldsmith.project import adjudicate, guideline, state
from goldsmith.store import caches
from tests.team import GUIDELINE, Team, add_texts


def labeled(team: Team) -> None:
    add_texts(team.project, ["a", "b", "c"])
    team.open((1.0, 1))
    labels = iter(["kind", "rude", "flat"])
    team.label_all("ann", lambda _: next(labels))


def change(team: Team, old: str, new: str, carries: dict[str, list[str]]) -> None:
    text = team.project.need_guideline().text.replace(old, new)
    guideline.save(team.project, team.owner, text, carries={"tone": carries}, based_on=None)


def n_to_do(team: Team) -> int:
    return len(team.take("ann", 9))


def test_a_new_title_carries_every_answer_over(team: Team) -> None:
    labeled(team)
    change(team, "title: Rude", "title: Harsh", {})
    assert n_to_do(team) == 0


def test_a_merge_maps_the_answers(team: Team) -> None:
    labeled(team)
    change(team, "      - {key: flat, title: Flat, definition: Neither.}\n", "", {"flat": ["kind"]})
    assert n_to_do(team) == 0
    assert queries_labels(team) == {"kind": 2, "rude": 1}


def test_a_split_must_be_looked_at_again(team: Team) -> None:
    labeled(team)
    split = "      - {key: flat_a, title: A}\n      - {key: flat_b, title: B}\n"
    change(
        team,
        "      - {key: flat, title: Flat, definition: Neither.}\n",
        split,
        {"flat": ["flat_a", "flat_b"]},
    )
    (piece,) = team.take("ann", 9)
    assert piece.own["tone"].outcome == "look_again"
    team.answer("ann", piece, "flat_a")
    assert queries_labels(team) == {"flat_a": 1, "kind": 1, "rude": 1}


def test_the_preview_says_so_before(team: Team) -> None:
    labeled(team)
    text = GUIDELINE.replace("      - {key: flat, title: Flat, definition: Neither.}\n", "")
    found = guideline.preview(team.project, text, {})
    assert found.effects["tone"] == {"carries_over": 2, "look_again": 1}
    assert [(lost.key, lost.n_answers) for lost in found.lost] == [("flat", 1)]


def test_a_label_in_use_never_goes_without_a_word_about_it(team: Team) -> None:
    labeled(team)
    flat = "      - {key: flat, title: Flat, definition: Neither.}\n"
    with pytest.raises(ManyFaults) as caught:
        change(team, flat, "", {})
    (fault,) = caught.value.faults
    assert (fault.slug, fault.what) == (
        "guideline.lost_label",
        "The label flat is gone; answers and rulings that use it: 1.",
    )
    assert team.project.need_guideline().version == 1
    change(team, flat, "", {"flat": []})
    assert n_to_do(team) == 1


def test_a_label_that_only_a_ruling_uses_and_a_question_with_answers_do_not_go_without_a_word(
    team: Team,
) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    case = adjudicate.next_case(team.project, team.owner, question=None, after=None)
    assert case is not None
    ruling = adjudicate.Ruling(
        new_id(), True, "flat", "guideline_gap", "so", [a.id for _, a, _ in case.answers], None
    )
    adjudicate.rule(team.project, team.owner, case.item.id, "tone", ruling)
    with pytest.raises(ManyFaults) as caught:
        change(team, "      - {key: flat, title: Flat, definition: Neither.}\n", "", {})
    assert [fault.what for fault in caught.value.faults] == [
        "The label flat is gone; answers and rulings that use it: 1."
    ]
    renamed = GUIDELINE.replace("key: tone", "key: tune")
    with pytest.raises(ManyFaults) as caught:
        guideline.save(team.project, team.owner, renamed, carries={}, based_on=None)
    assert [fault.slug for fault in caught.value.faults] == ["guideline.lost_question"]
    guideline.save(team.project, team.owner, renamed, carries={"tone": {}}, based_on=None)
    assert n_to_do(team) == 2


def test_a_label_that_nobody_used_may_go(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    change(team, "      - {key: flat, title: Flat, definition: Neither.}\n", "", {})
    assert n_to_do(team) == 0


def test_a_new_required_question_asks_everyone_again(team: Team) -> None:
    labeled(team)
    text = GUIDELINE.replace(
        "---\n# Tone", "  - {key: more, kind: choice, title: More please, labels: [yes_, no_]}\n---\n# Tone"
    )
    guideline.save(team.project, team.owner, text, carries={}, based_on=1)
    assert n_to_do(team) == 3


def test_two_authors_do_not_overwrite_each_other(team: Team) -> None:
    change(team, "It hurts", "It wounds", {})
    with pytest.raises(Conflict, match="Version 2 was saved"):
        guideline.save(team.project, team.owner, GUIDELINE + "\nmore", carries={}, based_on=1)


def test_saving_the_same_text_makes_no_version(team: Team) -> None:
    guideline.save(team.project, team.owner, GUIDELINE, carries={}, based_on=1)
    assert team.project.need_guideline().version == 1


def test_caches_equal_the_facts_after_a_change(team: Team) -> None:
    labeled(team)
    change(team, "      - {key: flat, title: Flat, definition: Neither.}\n", "", {"flat": []})
    before = caches.fingerprints(team.project.ledger.reader)
    state.rebuild(team.project)
    assert caches.fingerprints(team.project.ledger.reader) == before


def queries_labels(team: Team) -> dict[str, int]:
    rows = team.project.ledger.reader.execute("SELECT label, sum(n) AS n FROM state_label GROUP BY label")
    return {row["label"]: row["n"] for row in rows}


@pytest.mark.parametrize(("source", "notices"), [("ann", 0), ("[model-x, ann]", 0), ("[model-x, y]", 1)])
def test_the_preview_says_when_nobody_bears_a_name_that_may_suggest(
    team: Team, source: str, notices: int
) -> None:
    labeled(team)
    text = GUIDELINE.replace("    labels:", f"    suggest: {{from: {source}}}\n    labels:", 1)
    told = ["tone has nothing to suggest yet: nobody has answered here as model-x or y."]
    assert guideline.preview(team.project, text, {}).notices == told[:notices]
