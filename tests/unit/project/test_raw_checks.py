"""Checks of the raw data in a project: findings that people keep, set aside with a reason, and take back."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import InvalidInput, NotFound
from goldsmith.project import duplicates, raw_checks, redact
from goldsmith.project.jobs import Job
from tests.team import Team, add_texts

TEXTS = [
    "Thank you for it.",
    "  ",
    "caf\u00c3\u00a9 au lait",
    "Write to a.b@example.org today",
    "Fine as it is.",
]


def look(team: Team) -> dict[str, Any]:
    return raw_checks.look(team.project, team.owner, Job("j", "quality", None, None))


def found(team: Team, only: str = "open", check: str | None = None) -> list[raw_checks.Found]:
    return raw_checks.findings(team.project, check=check, only=only, offset=0, limit=50)[1]


def test_findings_are_told_by_check_and_a_second_look_adds_nothing(team: Team) -> None:
    add_texts(team.project, TEXTS)
    assert look(team)["checks"] == {"empty": 1, "mojibake": 1, "personal_data": 1}
    assert [each.check for each in found(team)] == ["empty", "mojibake", "personal_data"]
    seq = team.project.ledger.seq()
    assert look(team)["n_found"] == 0
    assert team.project.ledger.seq() == seq
    assert [each.check for each in found(team, check="mojibake")] == ["mojibake"]
    with pytest.raises(InvalidInput):
        found(team, check="nonsense")


def test_an_item_set_aside_is_not_handed_out_and_comes_back_in_one_step(team: Team) -> None:
    add_texts(team.project, TEXTS)
    look(team)
    team.open((1.0, 1))
    empty = found(team, check="empty")[0]
    raw_checks.decide(team.project, team.owner, empty.finding, "set aside", "there is nothing to judge")
    assert {piece.item.seq for piece in team.take("ann", 10)}.isdisjoint({empty.item})
    (aside,) = found(team, "set aside")
    assert (aside.reason, aside.by) == ("there is nothing to judge", team.owner.name)
    raw_checks.decide(team.project, team.owner, empty.finding, None, "")
    assert found(team, "set aside") == []
    assert empty.item in {piece.item.seq for piece in team.take("bob", 10)}


def test_what_is_kept_is_not_asked_again(team: Team) -> None:
    add_texts(team.project, TEXTS)
    look(team)
    one = found(team, check="personal_data")[0]
    raw_checks.decide(team.project, team.owner, one.finding, "keep", "a made-up address")
    look(team)
    assert [each.check for each in found(team)] == ["empty", "mojibake"]
    assert [each.check for each in found(team, "keep")] == ["personal_data"]
    shown = {each["check"]: each["n_open"] for each in raw_checks.overview(team.project)["checks"]}
    assert shown == {"empty": 1, "mojibake": 1, "personal_data": 0}


def test_only_new_items_bring_new_findings(team: Team) -> None:
    add_texts(team.project, TEXTS)
    look(team)
    assert raw_checks.overview(team.project)["n_new"] == 0
    add_texts(team.project, [" "])
    assert raw_checks.overview(team.project)["n_new"] == 1
    assert look(team)["checks"] == {"empty": 1}


def test_a_finding_that_does_not_exist_is_refused(team: Team) -> None:
    with pytest.raises(NotFound):
        raw_checks.decide(team.project, team.owner, "0" * 32, "keep", "")


def test_blanking_a_word_blanks_what_was_quoted_and_leaves_what_was_decided(team: Team) -> None:
    text = "Say the same, near empty, to every one of them once more"
    add_texts(team.project, [*TEXTS, text, text.upper()])
    look(team)
    duplicates.find(team.project, team.owner, Job("j", "dedup", None, None))
    (pair,) = duplicates.pairs(team.project, only="open", offset=0, limit=5)[1]
    duplicates.judge(team.project, team.owner, pair.finding, "not the same", "they are the same words")
    wish = redact.Wish(find=r"same|empty|normalised|caf|[0-9a-f]{4}", is_regex=True, reason="asked")
    redact.redact(team.project, team.owner, wish, Job("j", "redact", None, None))
    (said,) = duplicates.pairs(team.project, only="not the same", offset=0, limit=5)[1]
    assert (said.evidence, said.verdict) == ("normalised", "not the same")
    assert duplicates.standing(team.project).components() == {}
    assert [each.check for each in found(team)] == ["empty", "mojibake", "personal_data"]
    assert "caf" not in found(team, check="mojibake")[0].told
