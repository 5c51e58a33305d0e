"""What the agreement page reads: who counts, what is left out, and the items behind each cell."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.model import Annotator, new_id
from goldsmith.project import agreement, clock, home, items, plan, work
from goldsmith.project.project import Actor, add_annotator, add_run, item_from
from goldsmith.project.storing import record_answers
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from tests.team import Team, add_texts


def report(team: Team) -> dict[str, object]:
    found = agreement.agreement(team.project, "tone").report
    assert found is not None
    return found


def test_without_overlap_there_is_no_number_but_a_reason(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    found = agreement.agreement(team.project, "tone")
    assert found.report is None
    assert "two annotators" in str(found.undefined)


def test_each_cell_leads_to_exactly_its_items(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(8)])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all(
        "bob", lambda p: "rude" if p.item.fields["text"]["text"] in {"text 1", "text 5"} else "kind"
    )
    rows = queries.list_items(
        team.project.ledger.reader,
        items.looked_up(team.project, queries.ItemFilter(cell="kind|rude", question="tone")),
    )
    assert sorted(row["fields"] for row in rows) == [
        f'{{"text":{{"text":"text {n}","type":"text"}}}}' for n in (1, 5)
    ]
    assert len(agreement.items_behind(team.project, "tone", "kind|kind")) == 6
    assert agreement.items_behind(team.project, "tone", "rude|rude") == []


def test_skips_and_surplus_answers_are_left_out_and_told(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    team.answer("ann", team.take("ann")[0], None)
    for name in ("ann", "bob", "cem"):
        team.label_all(name, lambda _: "kind")
    assert agreement.agreement(team.project, "tone").exclusions == [
        "1 skipped or could not tell",
        "skip rate 20.0%; were each skip a disagreement, percent agreement would be 0.50",
    ]


def test_the_same_state_gives_the_same_report(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 2))
    team.label_all("ann", lambda p: "kind" if "1" in str(p.item.fields) else "rude")
    team.label_all("bob", lambda _: "kind")
    first = report(team)
    team.project.computed.clear()
    assert report(team) == first


def test_items_planned_with_other_shares_weigh_accordingly(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(40)])
    team.open((0.5, 2), (0.5, 1))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    question = team.project.need_question("tone")
    cast, _ = agreement._cast(team.project, question, as_of=queries.NOW, head=None, counted=["human"])
    weights = agreement._weights(team.project, cast)
    assert set(weights.values()) == {2.0}


def test_a_pilot_and_what_was_drawn_after_it_are_one_sample(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(50)])
    plan.plan_pilot(team.project, team.owner, n=10, seed=0)
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    team.open((0.25, 2), (0.75, 1))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    question = team.project.need_question("tone")
    cast, _ = agreement._cast(team.project, question, as_of=queries.NOW, head=None, counted=["human"])
    weights = agreement._weights(team.project, cast)
    assert list(weights.values()) == pytest.approx([1 / (0.2 + 0.8 * 0.25)] * len(weights))


def test_the_first_answer_counts_not_what_was_made_of_it_later(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 2))
    piece = team.take("ann")[0]
    team.answer("ann", piece, "kind")
    team.label_all("bob", lambda _: "rude")
    later = clock.now() + 600
    monkeypatch.setattr(clock, "now", lambda: later)
    team.answer("ann", piece, "rude")
    found = agreement.agreement(team.project, "tone").report
    assert found is not None
    assert (found["counted"]["pairs"], found["counted"]["pairs_agreeing"]) == (1, 0)


def test_planning_later_changes_nothing_about_answers_that_came_with_the_items(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(12)])
    with team.project.ledger.write() as tx:
        run, _ = add_run(tx, stage="ingest_answers", method="test.v1", parameters={})
        seats = [add_annotator(tx, Annotator(new_id(), "human", name)) for name in "xy"]
        rows = [item_from(row) for row in tx.sql.execute("SELECT * FROM item").fetchall()]
        given = [
            (seat, item, "rude" if (item.seq + n) % (2 + n) else "kind")
            for n, seat in enumerate(seats)
            for item in rows
        ]
        record_answers(tx, team.project, given, question="tone", run=run)
    before = report(team)
    plan.plan_pilot(team.project, team.owner, n=5, seed=0)
    assert report(team) == before


TREE = """---
questions:
  - key: tone
    kind: choice
    labels:
      - Warm: [kind, glad]
      - Cold: [rude, flat]
---
# Tone
"""


def test_labels_in_groups_are_measured_on_every_level(workspace: Workspace) -> None:
    actor = Actor(workspace.owner.id, workspace.owner.name)
    team = Team(workspace, home.make_project(workspace, actor, title="Tree", text=TREE))
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 2))
    team.label_all("ann", lambda p: ["kind", "glad", "kind", "rude", "flat", "rude"][number_of(p)])
    team.label_all("bob", lambda p: ["glad", "kind", "kind", "flat", "rude", "kind"][number_of(p)])
    found: Any = report(team)
    (level,) = found["levels"]
    assert found["counted"]["pairs_agreeing"] == 1
    assert level["percent"]["value"] == pytest.approx(5 / 6)
    assert level["confusion"]["labels"] == ["›Warm", "›Cold"]
    assert len(agreement.items_behind(team.project, "tone", "›Warm|›Cold")) == 1
    assert len(agreement.items_behind(team.project, "tone", "›Cold|›Cold")) == 2


def number_of(piece: work.Piece) -> int:
    return int(piece.item.fields["text"]["text"].split()[1])
