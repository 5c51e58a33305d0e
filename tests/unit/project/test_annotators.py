"""What a project's answers tell of its annotators: times, machines beside people, and questions that ask otherwise."""

from __future__ import annotations

from goldsmith.project import annotators, home
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.team import Team, add_texts

N = 30
CELLS = """---
questions:
  - {key: cells, kind: box, title: Where?, show: [image], labels: [{key: red, title: Red, definition: A disc.}]}
---
# Cells
"""


def test_people_are_compared_with_their_times_and_by_name(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(N)])
    team.open((1.0, 3))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    team.label_all("cy", lambda _: "flat")
    found = annotators.annotators(team.project, None)
    assert found.report is not None
    assert found.report.rows[0].name == "cy"
    assert found.report.rows[0].agreement.value == 0.0
    assert found.report.rows[0].speed.n == N
    assert found.report.choices["order_of_time"] == "as given"
    assert found.report.groups is None
    assert "3 annotators (people)" in found.scope
    assert annotators.annotators(team.project, None) is found


def test_questions_that_ask_for_shapes_say_so(workspace: Workspace) -> None:
    actor = Actor(workspace.owner.id, workspace.owner.name)
    project = home.make_project(workspace, actor, title="Cells", text=CELLS)
    found = annotators.annotators(project, None)
    assert found.report is None
    assert "something else" in found.undefined
