"""Methods decide projects of every kind of answer: numbers, sets, orders, texts and what annotators find."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner

from goldsmith.cli.main import cli
from goldsmith.errors import NotFound
from goldsmith.model import canonical, new_id
from goldsmith.project import adjudicate, consensus, home, release, run_files, state
from goldsmith.project.consensus import Ask
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.project.work import Piece
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from tests.team import Team, add_texts

N = 16
LABELS = "[" + ", ".join(f"{{key: {key}, title: {key}, definition: {key}.}}" for key in "abc") + "]"


def answer(kind: str, n: int, *, is_wrong: bool) -> Any:
    """Return the truth of item n, or what the careless one says of it."""
    place = n % 3
    if kind == "number":
        return 10 * n + (4 if is_wrong else 0)
    if kind == "choices":
        return ["c"] if is_wrong else ["a", "b"][: place or 1]
    if kind == "ranking":
        order = [*"abc"[place:], *"abc"[:place]]
        return order[::-1] if is_wrong else order
    if kind == "text":
        return f"line {n}" if not is_wrong else "???"
    start = 10 if is_wrong else 0
    return [{"id": "s", "label": "b" if is_wrong else "a", "start": start, "end": start + 4}]


WAYS = {
    "number": ("weighted_mean", "step: 1"),
    "choices": ("dawid_skene", f"labels: {LABELS}"),
    "ranking": ("kemeny", f"labels: {LABELS}"),
    "text": ("weighted_medoid", ""),
    "span": ("found_objects", f"show: [text]\n    labels: {LABELS}"),
}

every_kind = pytest.mark.parametrize("kind", WAYS)


@pytest.fixture
def make(workspace: Workspace) -> Callable[[str], Team]:
    """Make a project of one question that four people have answered; dee is careless, all are on item 0."""

    def made(kind: str) -> Team:
        more = WAYS[kind][1]
        text = (
            f"---\nquestions:\n  - key: tone\n    kind: {kind}\n    title: What?\n    {more}\n---\n# What\n"
        )
        project = home.make_project(
            workspace, Actor(workspace.owner.id, workspace.owner.name), title=kind, text=text
        )
        team = Team(workspace, project)
        add_texts(project, [f"text {n} with some more words" for n in range(N)])
        team.open((1.0, 4))

        def says(name: str) -> Callable[[Piece], Any]:
            def say(piece: Piece) -> Any:
                n = int(piece.item.fields["text"]["text"].split()[1])
                return answer(kind, n, is_wrong=name == "dee" or (n == 0 and name == "cy"))

            return say

        for name in ("ann", "bob", "cy", "dee"):
            team.label_all(name, says(name))
        return team

    return made


def run(team: Team, method: str, least: float = 0.0) -> dict[str, Any]:
    return consensus.decide_by(
        team.project, team.owner, Ask("tone", method, least), Job(new_id(), "consensus", None, None)
    )


def lines(team: Team, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    text = run_files.path_of(team.project, str(told["result"])).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def truths(team: Team, kind: str) -> dict[int, Any]:
    """Return the truth by the items' places in the ledger."""
    sql = team.project.ledger.reader
    rows = queries.items_by_seq(sql, range(queries.last_item(sql) + 1)).values()
    return {
        int(row["seq"]): answer(
            kind, int(json.loads(row["fields"])["text"]["text"].split()[1]), is_wrong=False
        )
        for row in rows
    }


@every_kind
def test_whole_answers_become_gold_with_their_evidence_and_can_be_released(
    make: Callable[[str], Team], kind: str
) -> None:
    team, method = make(kind), WAYS[kind][0]
    told = run(team, method)
    assert (told["n_items"], told["n_decided"] + told["n_tied"]) == (N, N)
    head, *items = lines(team, told)
    assert head["method"] == f"{method}.v1"
    assert len(head["annotators"]) == 4
    assert len(items) == N
    true = truths(team, kind)
    hits = 0
    for row in queries.golds(team.project.ledger.reader):
        value = json.loads(row["value"])
        if kind == "span":
            value = [{**one, "id": "s"} for one in value]
        hits += value == true[row["item"]]
        assert len(json.loads(row["evidence"])) == 4
    assert hits >= N - 1
    assert state.rebuild(team.project) == []
    release.make(
        team.project,
        team.owner,
        release.Plan("one", {"train": 1.0}, 0, ()),
        Job(new_id(), "release", None, None),
    )
    assert release.verify(team.project, "one", Job(new_id(), "verify", None, None))["is_same"]


@every_kind
def test_the_same_facts_come_to_the_same_file(make: Callable[[str], Team], kind: str) -> None:
    team, method = make(kind), WAYS[kind][0]
    assert run(team, method)["result"] == run(team, method)["result"]


@every_kind
def test_a_preview_says_what_it_would_decide_and_what_it_thinks_of_annotators(
    make: Callable[[str], Team], kind: str
) -> None:
    team, method = make(kind), WAYS[kind][0]
    judge = team.person("judge")
    item = consensus.ground(team.project, team.project.need_question("tone"), as_of=team.project.ledger.seq())
    first = next(iter(item.cast))
    case = adjudicate.open_case(team.project, judge, item.name(first), "tone")
    true = truths(team, kind)[first]
    ruling = adjudicate.Ruling(
        new_id(), True, true, "annotator_slip", "", [a.id for _, a, _ in case.answers], None
    )
    adjudicate.rule(team.project, judge, case.item.id, "tone", ruling)
    found = consensus.preview(team.project, Ask("tone", method))
    assert (found.n_items, found.n_ruled, found.n_checked) == (N - 1, 1, 1)
    assert found.n_right + found.n_tied >= 0
    assert not found.undefined
    people = dict(consensus.reliabilities(team.project, Ask("tone", method)))
    assert set(people) == {"ann", "bob", "cy", "dee"}
    assert run(team, method)["n_held"] == 1


def test_each_kind_is_offered_its_own_methods(make: Callable[[str], Team]) -> None:
    team = make("span")
    question = team.project.need_question("tone")
    assert [way.name for way in consensus.methods(question)] == ["found_objects"]
    with pytest.raises(NotFound, match="no method"):
        run(team, "dawid_skene")


def test_what_a_method_is_not_sure_of_waits_for_a_ruling(make: Callable[[str], Team]) -> None:
    team = make("text")
    told = run(team, "weighted_medoid", 1.0)
    n_open = told["n_low_posterior"] + told["n_tied"]
    assert n_open > 0
    waiting = adjudicate.queue(team.project, question=None, offset=0, limit=99)
    assert sum(one.why == "open" for one in waiting) == n_open


def test_pages_that_ask_at_the_same_time_all_get_an_answer(make: Callable[[str], Team]) -> None:
    team = make("span")
    looks: list[Callable[..., Any]] = [consensus.preview, consensus.reliabilities, consensus.preview]
    with ThreadPoolExecutor(len(looks)) as threads:
        for least in range(8):
            team.project.computed.clear()
            ask = Ask("tone", "found_objects", least / 10)
            told = [each.result() for each in [threads.submit(look, team.project, ask) for look in looks]]
            assert told[0] == told[2]
            assert len(told[1]) == 4


@every_kind
def test_the_command_takes_a_method_that_can_decide_the_kind_and_says_which(
    make: Callable[[str], Team], kind: str
) -> None:
    team = make(kind)
    team.workspace.close()
    told = CliRunner().invoke(cli, ["consensus", str(team.project.folder)])
    assert told.exit_code == 0, told.output
    fitting = "majority" if kind == "choices" else WAYS[kind][0]
    assert told.output.startswith(f"{fitting} on tone: ")
    assert f"No --method was given: {fitting} is the first" in told.output


@every_kind
def test_probabilities_in_a_release_are_what_the_how_to_says(make: Callable[[str], Team], kind: str) -> None:
    team = make(kind)
    run(team, WAYS[kind][0])
    plan = release.Plan("one", {"train": 1.0}, 0, ())
    release.make(team.project, team.owner, plan, Job(new_id(), "release", None, None))
    rows = (team.project.folder / "releases/one/items.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(row)["answers"]["tone"]["probabilities"] for row in rows]
    if kind == "choices":
        golds = [json.loads(row["probabilities"]) for row in queries.golds(team.project.ledger.reader)]
        assert sorted(map(canonical, found)) == sorted(map(canonical, golds))
        assert any(0.75 < p < 1 for soft in found for p in soft.values())  # no share of four votes
    elif kind == "span":
        assert {p for shares in found for p in shares.values()} <= {0.25, 0.5, 0.75, 1.0}
        assert any(found)
    else:
        assert not any(found)
