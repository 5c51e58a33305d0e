"""Held by every kind: another's answer comes out of a handout as it went in, and taking it is seen as taking it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goldsmith import kinds
from goldsmith.guidelines.draft import draft
from goldsmith.kinds import Example
from goldsmith.model import Annotator, Suggest, new_id
from goldsmith.project import home, items, work
from goldsmith.project.project import Actor, add_annotator, add_run, item_from
from goldsmith.project.storing import record_answers
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries
from tests.team import Team

RULE = Suggest(("model-a",), 0.0, 0)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = Workspace(Path(tmp_path_factory.mktemp("suggestions")) / "workspace")
    yield made
    made.close()


def suggested(workspace: Workspace, example: Example) -> Team:
    """A project of the example's item, to which model-a gave the example's answer."""
    question = replace(example.question, key="q", suggest=RULE)
    owner = Actor(workspace.owner.id, workspace.owner.name)
    text = draft([question], title="Suggested")
    project = home.make_project(workspace, owner, title="Suggested", slug=f"s{new_id()[:8]}", text=text)
    with project.ledger.write() as tx:
        run, _ = add_run(tx, stage="ingest", method="test.v1", parameters={"name": "test", "n_items": 1})
        row = {**dict.fromkeys(("external_id", "grp")), "id": new_id(), "run": run, "source": "test"}
        row |= {"digest": "d", "occurrence": 0, "fields": dict(example.item.fields), "metadata": {}}
        seq = tx.append("item", row)
        caches.add_items(tx, [seq])
        who = add_annotator(tx, Annotator(new_id(), "model", "model-a"))
        item = item_from(queries.items_by_seq(tx.sql, [seq])[seq])
        record_answers(tx, project, [(who, item, example.raw)], question="q", run=run)
    team = Team(workspace, project)
    team.open((1.0, 2))
    return team


def who_of(team: Team) -> str:
    """Names are taken once in a workspace."""
    return f"ann of {team.project.slug}"


def answered(team: Team, piece: work.Piece, value: Any) -> Any:
    """Give a value and return what a lead then reads of its suggestion."""
    given = {"q": work.Given(new_id(), True, value)}
    sent = work.Submission(new_id(), piece.assignment, piece.item.id, 1, given, 1000)
    receipt = work.submit(team.project, team.person(who_of(team)), [sent])
    assert receipt.refused == []
    answers = items.detail(team.project, piece.item.id).answers
    return next(one["suggestion"] for one in answers if one["annotator_kind"] == "human")


@pytest.mark.parametrize("name", sorted(kinds.registry))
def test_a_suggestion_comes_out_as_it_went_in_and_taking_it_says_the_same(
    workspace: Workspace, name: str
) -> None:
    kind = kinds.get(name)
    example = next(one for one in kind.examples() if one.good)
    team = suggested(workspace, example)
    (piece,) = team.take(who_of(team))
    given = piece.suggestions["q"]
    meant = kind.dump(kind.parse(example.raw, example.item, example.question))
    assert given.by == "model-a"
    assert json.loads(json.dumps(given.value)) == json.loads(json.dumps(meant))
    told = answered(team, piece, json.loads(json.dumps(given.value)))
    assert told == {"by": "model-a", "arm": "shown", "is_same": True}
