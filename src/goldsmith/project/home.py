"""The home page's figures: stations of the line, the next useful step, people and what happened lately."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from statistics import median
from typing import Any

from goldsmith import kinds
from goldsmith.project import guideline as writing
from goldsmith.project import measuring, plan
from goldsmith.project.project import Actor, Project
from goldsmith.project.summary import DONE
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Row


@dataclass(frozen=True, slots=True)
class Station:
    key: str
    count: str
    is_waiting: bool = False


def make_project(
    workspace: Workspace,
    actor: Actor,
    *,
    title: str,
    slug: str | None = None,
    template: str | None = None,
    text: str | None = None,
) -> Project:
    """Make a project whose first guideline is the text, or a template's, if either is given."""
    if text is None and template is not None:
        text = (files("goldsmith.project") / "templates" / f"{template}.md").read_text("utf-8")
    project = workspace.create(title, slug=slug)
    if text is not None:
        writing.save(project, actor, text, carries={}, based_on=None)
    return project


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands: withdrawn items are no part of any of it. n_wanted: answers, None while everyone is asked."""

    n_items: int
    n_planned: int
    n_done: int
    n_answers: int
    n_wanted: int | None
    n_disagreed: int
    n_ruled: int
    n_waiting: int


def figures(project: Project) -> Figures:
    counts = queries.counts(project.ledger.reader)
    n_gone, wanted_gone = caches.withdrawn_work(project.ledger.reader)
    wanted = counts.get("wanted", 0) - wanted_gone
    return Figures(
        counts.get("items", 0) - counts.get("status:withdrawn", 0),
        counts.get("planned", 0) - n_gone,
        sum(counts.get(f"status:{status}", 0) for status in DONE),
        counts.get("answers", 0),
        wanted + counts.get("excess", 0) if wanted else None,
        counts.get("status:disagreed", 0),
        counts.get("status:ruled", 0),
        counts.get("waiting", 0),
    )


def thin(n: int) -> str:
    """Return a count with thin spaces between thousands."""
    return f"{n:,}".replace(",", "\u2009")


def _share(k: int, n: int) -> str:
    """Return a share in percent; 0 and 100 are said of none and of all alone."""
    percent = int(100 * min(k, n) / n + 0.5)
    sign = "<1" if percent == 0 < k else ">99" if percent == 100 and k < n else str(percent)
    return f"{sign}\u2009%"


def stations(project: Project) -> list[Station]:
    """Return the line's stations with what stands under each."""
    found, guideline = figures(project), project.guideline()
    planned, waiting = found.n_planned, found.n_waiting
    # answers of those wanted, as everywhere; while everyone is asked, nobody knows how many these are
    labeled = (found.n_answers, found.n_wanted) if found.n_wanted else (found.n_done, planned)
    n_shared = queries.n_shared_items(project.ledger.reader)
    releases = len(queries.releases(project.ledger.reader))
    return [
        Station("guideline", f"v{guideline.version}" if guideline else "none yet", guideline is None),
        Station("items", thin(found.n_items) if found.n_items else "none yet"),
        Station("label", _share(*labeled) if planned else "not planned"),
        Station("agreement", f"{thin(n_shared)} shared" if n_shared else "no overlap"),
        Station("adjudicate", f"{thin(waiting)} wait" if waiting else "none wait", waiting > 0),
        Station("release", str(releases) if releases else "none yet"),
    ]


def next_step(project: Project) -> dict[str, str] | None:
    """Return the next useful step in a sentence, or None when nothing presses."""
    counts = queries.counts(project.ledger.reader)
    state = plan.state(project)
    found = figures(project)
    waiting, n_items = found.n_waiting, found.n_items
    open_items = counts.get("status:open", 0) + counts.get("status:in_progress", 0)
    if project.guideline() is None:
        return _step("Nothing is asked yet: write the guideline.", "Write the guideline", "guideline")
    if _is_template(project):
        return _step(
            "The guideline still says what the template said: write your own.", "Write it", "guideline"
        )
    if not n_items:
        return _step("There are no items yet: drop a file or a folder.", "Add items", "items")
    if state["phase"] == "none" and counts.get("answers", 0) < n_items:
        return _step(
            "Start with a pilot: a few random items for everyone, before the rest opens.",
            "Plan the pilot",
            "",
        )
    if waiting:
        return _step(
            f"{thin(waiting)} item{'s' * (waiting != 1)} wait{'s' * (waiting == 1)} for a ruling"
            f"{_most(project, waiting)}.",
            f"Adjudicate {'them' if waiting != 1 else 'it'}",
            "adjudicate",
        )
    if state["phase"] == "pilot" and not counts.get("status:open", 0):
        return _step(
            "The pilot is labeled: read the agreement, mend the guideline, then open the rest.",
            "Read it",
            "agreement",
        )
    if open_items:
        return _step(
            f"{thin(open_items)} {'item is' if open_items == 1 else 'items are'} still to be labeled.",
            "Label",
            "label",
        )
    if state["n_unplanned"] and state["phase"] != "none":
        return _step(f"{thin(state['n_unplanned'])} items are not planned yet.", "Open them", "")
    return _step("Everything is decided or agreed: make a release.", "Release", "release")


def _is_template(project: Project) -> bool:
    """Return whether the guideline still has a template's placeholders."""
    guideline = project.need_guideline()
    titles = {label.title for question in guideline.questions for label in question.labels}
    return bool(titles & {"First label", "Second label"})


def _step(text: str, action: str, path: str) -> dict[str, str]:
    return {"text": text, "action": action, "path": path}


def _most(project: Project, n: int) -> str:
    """Name the two labels that most of the waiting items waver between; drawn objects waver in more than labels."""
    guideline = project.need_guideline()
    asked = {question.key: kinds.get(question.kind) for question in guideline.questions}
    named = {key for key, kind in asked.items() if kind.units == "given" and kind.level not in kinds.MEASURED}
    pairs: dict[tuple[str, str], int] = {}
    for row in queries.waiting(project.ledger.reader, question=None, limit=500):
        for question, used in json.loads(row["labels"]).items():
            labels = list(used)[:2]
            if question in named and len(labels) == 2 and question in json.loads(row["waits"]):
                key = (question, "|".join(sorted(labels)))
                pairs[key] = pairs.get(key, 0) + 1
    if not pairs:
        return ""
    question_key, labels_key = max(sorted(pairs), key=lambda key: pairs[key])
    question = guideline.question(question_key)
    titles = {label.key: label.title for label in kinds.labels(question)} if question else {}
    a, b = (titles.get(label, label) for label in labels_key.split("|"))
    return f"; {'most are' if n > 1 else 'it is'} {a} against {b}"


def annotators(project: Project) -> list[dict[str, Any]]:
    """Return everyone who has answered, with pace."""
    sql = project.ledger.reader
    counts = queries.counts(sql)
    found = []
    for seq, row in queries.annotators(sql).items():
        times = queries.durations(sql, seq)
        found.append(
            {
                "id": row["id"],
                "name": row["name"],
                "kind": row["kind"],
                "is_identified": bool(row["identified"]),
                "is_simulated": bool(json.loads(row["spec"]).get("simulated")),
                "n_answers": counts.get(f"mine:{seq}", 0),
                "median_ms": round(median(times)) if times else None,
                "last_at": queries.last_at(sql, seq),
            }
        )
    return found


def activity(project: Project, n: int = 12) -> list[tuple[str, str]]:
    """Return what happened lately: (ISO time, sentence), newest first."""
    sql = project.ledger.reader
    found = [
        (r["at"], f"{r['by_name']} saved version {r['version']} of the guideline.")
        for r in queries.guidelines(sql)
    ]
    for run in queries.runs(sql, "ingest"):
        parameters = json.loads(run["parameters"])
        found.append(
            (
                run["at"],
                f"{thin(parameters.get('n_items', 0))} items came from {parameters.get('name', 'a file')}.",
            )
        )
    found += [(run["at"], _what_happened(run)) for run in queries.runs(sql, "assign")]
    rows = queries.releases(sql)
    found += [(row["at"], f"{row['by_name']} made release {row['name']}.") for row in rows]
    rows = queries.rulings_by_hour(sql, n)
    found += [
        (row["at"], f"{row['by_name']} ruled on {row['n']} item{'s' * (row['n'] != 1)}.") for row in rows
    ]
    return sorted(found, reverse=True)[:n]


def _what_happened(run: Row) -> str:
    """Tell a Run of the stage assign in a sentence."""
    told = json.loads(run["parameters"])
    if run["method"] == plan.BATCH:
        return f"The batch {told['name']} was made."
    is_on = told.get("is_on", True)
    return {
        plan.PILOT: "A pilot was planned.",
        measuring.CHECKS: "Hidden checks began." if is_on else "Hidden checks ended.",
        measuring.REPEATS: "Repeats began." if is_on else "Repeats ended.",
        measuring.QUALIFICATION: "A test to pass was set up." if is_on else "The test to pass ended.",
    }.get(run["method"], "Work was opened.")


def notices(project: Project) -> list[str]:
    """Return what the lead should know: overlap that cannot tell agreement, simulated annotators."""
    state = plan.state(project)
    found = []
    if state["phase"] == "open" and all(arm["overlap"] == 1 for arm in state["arms"]):
        found.append(
            "Every item is labeled by one person: agreement cannot be known, and a release will say so."
        )
    if any(a["is_simulated"] for a in annotators(project)):
        found.append("Some annotators of this project are simulated; they are named so everywhere.")
    return found
