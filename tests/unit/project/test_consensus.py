"""A method decides a project: its Run, its file, what it may not touch, and what it leaves to people."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from goldsmith.errors import InvalidInput, NotFound
from goldsmith.model import new_id
from goldsmith.project import adjudicate, backup, check, consensus, release, run_files, state, taking_back
from goldsmith.project.consensus import Ask
from goldsmith.project.jobs import Job
from goldsmith.project.work import Piece
from goldsmith.store import queries
from tests.team import Team, add_texts

N = 24
RATIOS = {"train": 0.5, "test": 0.5}


def job() -> Job:
    return Job(new_id(), "consensus", None, None)


def number(piece: Piece) -> int:
    return int(piece.item.fields["text"]["text"].split()[1])


def truth(n: int) -> str:
    return "kind" if n % 2 else "rude"


def labeled(team: Team, careless: Sequence[str] = ("dee",)) -> None:
    """Four people label; those who are careless say flat on every third item. One item is a tie: text 0."""
    add_texts(team.project, [f"text {n}" for n in range(N)])
    team.open((1.0, 4))
    for name in ("ann", "bob", "cy", "dee"):
        team.label_all(
            name,
            lambda piece, name=name: (  # type: ignore[misc]
                ("kind" if name in ("ann", "bob") else "flat")
                if number(piece) == 0
                else "flat"
                if name in careless and number(piece) % 3 == 0
                else truth(number(piece))
            ),
        )


def run(team: Team, method: str = "dawid_skene", least: float = 0.0) -> dict[str, object]:
    return consensus.decide_by(team.project, team.owner, Ask("tone", method, least), job())


def item_of(team: Team, n: int) -> str:
    sql = team.project.ledger.reader
    rows = queries.items_by_seq(sql, range(queries.last_item(sql) + 1)).values()
    return next(str(row["id"]) for row in rows if json.loads(row["fields"])["text"]["text"] == f"text {n}")


def seq_of(team: Team, n: int) -> int:
    return int(team.project.item_row(item_of(team, n))["seq"])


def golds(team: Team, n: int) -> list[tuple[str, object]]:
    rows = queries.golds(team.project.ledger.reader, seq_of(team, n))
    return [(row["method"], row["value"] and json.loads(row["value"])) for row in rows]


def rule(team: Team, n: int, value: str) -> None:
    judge = team.person("judge")
    case = adjudicate.open_case(team.project, judge, item_of(team, n), "tone")
    evidence = [a.id for _, a, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, value, "annotator_slip", "", evidence, None)
    adjudicate.rule(team.project, judge, case.item.id, "tone", ruling)


def test_decisions_are_gold_with_their_run_evidence_and_posterior(team: Team) -> None:
    labeled(team)
    told = run(team)
    row = queries.golds(team.project.ledger.reader, seq_of(team, 3))[-1]
    assert (row["method"], json.loads(row["value"])) == ("dawid_skene.v1", "kind")
    assert len(json.loads(row["evidence"])) == 4
    assert json.loads(row["probabilities"])["kind"] > 0.9
    assert queries.run_by_seq(team.project.ledger.reader, row["run"])["id"] == told["run"]
    assert team.status(item_of(team, 3)) == "accepted"
    assert state.rebuild(team.project) == []


def test_a_tie_is_no_decision_but_a_finding_and_goes_to_adjudication(team: Team) -> None:
    labeled(team)
    told = run(team, "majority")
    assert (told["n_decided"], told["n_tied"]) == (N - 1, 1)
    assert golds(team, 0) == []
    finding = queries.findings(team.project.ledger.reader, seq_of(team, 0))[-1]
    assert (finding["type"], json.loads(finding["detail"])["why"]) == ("open", "tie")
    [waiting] = adjudicate.queue(team.project, question=None, offset=0, limit=9)
    assert (waiting.item.id, waiting.why) == (item_of(team, 0), "open")


def test_below_the_least_posterior_items_wait_least_sure_first_when_asked(team: Team) -> None:
    labeled(team)
    told = run(team, "majority", 0.9)
    assert told["n_low_posterior"] == sum(n % 3 == 0 for n in range(1, N))
    found = adjudicate.queue(team.project, question=None, offset=0, limit=99, by_entropy=True)
    assert len(found) == 1 + sum(n % 3 == 0 for n in range(1, N))
    assert found[0].item.id == item_of(team, 0)


def test_a_persons_ruling_stands_and_is_held(team: Team) -> None:
    labeled(team)
    rule(team, 3, "flat")
    told = run(team)
    assert told["n_held"] == 1
    assert golds(team, 3) == [("ruling.v1", "flat")]
    assert team.status(item_of(team, 3)) == "ruled"


def test_gold_and_votes_behind_the_wall_teach_nothing_and_are_not_decided(team: Team) -> None:
    labeled(team)
    for n in (3, 6, 9, 12):
        rule(team, n, "flat")
    release.make(team.project, team.owner, release.Plan("one", RATIOS, 0, ()), job())
    parts = queries.parts(team.project.ledger.reader)
    behind = {n for n in range(N) if parts.get(seq_of(team, n)) == "test"}
    assert {3, 6, 9, 12} & behind
    assert {3, 6, 9, 12} - behind
    told = run(team)
    assert told["n_held"] == len({3, 6, 9, 12} - behind)
    assert told["n_behind_wall"] == len(behind - {3, 6, 9, 12})
    assert not any(method == "dawid_skene.v1" for n in behind for method, _ in golds(team, n))
    text = run_files.path_of(team.project, str(told["result"])).read_text("utf-8")
    assert not any(item_of(team, n) in text for n in behind)


def test_the_result_file_is_named_by_its_bytes_names_evidence_and_comes_out_the_same_again(
    team: Team,
) -> None:
    labeled(team)
    rule(team, 3, "flat")
    told = run(team)
    [(_, parameters)] = consensus.runs(team.project)
    assert parameters["result"] == told["result"]
    assert run(team, "majority")["result"] != told["result"]
    assert run(team)["result"] == told["result"]
    head, *items = run_files.path_of(team.project, str(told["result"])).read_text("utf-8").splitlines()
    assert {one["annotator"] for one in json.loads(head)["annotators"]}
    assert len(json.loads(items[0])["evidence"]) == 4
    assert check.check(team.project) == []
    run_files.path_of(team.project, str(told["result"])).write_text("changed")
    assert any("has changed" in fault for fault in check.check(team.project))


def test_a_later_run_replaces_the_earlier_and_takes_back_what_it_leaves_open(team: Team) -> None:
    labeled(team)
    run(team, "majority")
    assert golds(team, 3) == [("majority.v1", "kind")]
    run(team, "majority", 0.9)
    assert golds(team, 3) == [("majority.v1", None)]
    assert team.status(item_of(team, 3)) == "disagreed"
    run(team, "dawid_skene")
    assert golds(team, 3) == [("dawid_skene.v1", "kind")]
    waiting = adjudicate.queue(team.project, question=None, offset=0, limit=99)
    assert item_of(team, 3) not in {w.item.id for w in waiting}
    assert state.rebuild(team.project) == []


def test_a_release_says_which_method_decided_and_what_is_left_open_stays_out(team: Team) -> None:
    labeled(team)
    run(team, "dawid_skene")
    release.make(team.project, team.owner, release.Plan("one", {"train": 1.0}, 0, ()), job())
    folder = team.project.folder / "releases" / "one"
    rows = [json.loads(line) for line in (folder / "items.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) in {N - 1, N}
    assert "Dawid-Skene" in (folder / "card.md").read_text("utf-8")
    assert release.verify(team.project, "one", job())["is_same"]
    run(team, "majority", 0.9)
    assert release.preview(team.project)["n_decided"] == sum(n % 3 != 0 for n in range(N))
    assert release.verify(team.project, "one", job())["is_same"]


def test_a_preview_decides_nothing_and_holds_the_method_against_rulings_it_has_not_seen(team: Team) -> None:
    labeled(team)
    rule(team, 3, "flat")
    rule(team, 9, "kind")
    before = team.project.ledger.seq()
    found = consensus.preview(team.project, Ask("tone", "dawid_skene"))
    assert (found.n_checked, found.n_right) == (2, 1)
    assert found.n_items == N - 2
    assert found.n_decided + found.n_tied == N - 2
    assert team.project.ledger.seq() == before


def test_two_annotators_have_no_model_and_the_preview_says_why(team: Team) -> None:
    add_texts(team.project, ["text 1", "text 2"])
    team.open((1.0, 2))
    team.label_all("ann", lambda p: "kind")
    team.label_all("bob", lambda p: "rude")
    assert "fewer than three" in consensus.preview(team.project, Ask("tone", "dawid_skene")).undefined
    with pytest.raises(InvalidInput, match="fewer than three"):
        run(team)
    with pytest.raises(NotFound, match="no method"):
        run(team, "oracle")


def test_a_decision_does_not_outlive_its_evidence(team: Team) -> None:
    labeled(team)
    run(team)
    answers = list(queries.heads(team.project.ledger.reader, queries.HeadFilter(item=seq_of(team, 3))))
    taking_back.withdraw(
        team.project, team.owner, "owner", target="annotation", ids=[answers[0]["id"]], reason="a slip"
    )
    assert team.status(item_of(team, 3)) != "accepted"


def test_what_a_method_left_open_is_not_accepted_as_unanimous(team: Team) -> None:
    labeled(team)
    run(team, "dawid_skene", 1.0)
    n_open = len(adjudicate.queue(team.project, question=None, offset=0, limit=99))
    assert n_open > 2
    with pytest.raises(InvalidInput, match="No unanimous item"):
        adjudicate.accept(team.project, team.owner, question=None, seed=0)


def test_results_come_along_in_a_backup(team: Team, tmp_path: Path) -> None:
    labeled(team)
    told = run(team)
    target = tmp_path / "copy.zip"
    backup.backup(team.project, target, job())
    with zipfile.ZipFile(target) as archive:
        assert f"results/{told['result']}" in archive.namelist()
