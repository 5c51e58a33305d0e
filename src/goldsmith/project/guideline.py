"""Writing the guideline: what a change would do, and each saved version with what became of the old labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.errors import Conflict, GoldsmithError, InvalidGuideline, ManyFaults
from goldsmith.guidelines import GuidelineDiff, diff, parse_guideline
from goldsmith.guidelines.front_matter import together
from goldsmith.model import Guideline, digest
from goldsmith.project import clock, conversation
from goldsmith.project.answers import Reader
from goldsmith.project.plan import INCOMING
from goldsmith.project.project import Actor, Project
from goldsmith.project.state import refresh
from goldsmith.store import caches, queries
from goldsmith.store.ledger import Transaction

Carries = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class LostLabel:
    question: str
    key: str
    title: str
    n_answers: int
    becomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a text would do. effects: question → outcome → number of present answers. notices: what to look at first."""

    guideline: Guideline | None
    faults: Sequence[GoldsmithError]
    diff: GuidelineDiff | None
    lost: Sequence[LostLabel]
    effects: Mapping[str, Mapping[str, int]]
    n_open_leases: int
    notices: Sequence[str] = ()


def preview(project: Project, text: str, carries: Carries) -> Preview:
    """Return what saving the text would do to open work and to each old answer; faults instead of an error."""
    old = project.guideline()
    n_leases = caches.n_leases(project.ledger.reader)
    try:
        new = _parse(text, old, carries)
    except ManyFaults as error:
        return Preview(None, error.faults or (error,), None, (), {}, n_leases)
    except GoldsmithError as error:
        return Preview(None, (error,), None, (), {}, n_leases)
    notices = _silent_sources(project, new)
    if old is None:
        return Preview(new, (), None, (), {}, n_leases, notices)
    effects, used = _effects(project, new)
    return Preview(new, (), diff(old, new), _lost(old, new, used), effects, n_leases, notices)


def _silent_sources(project: Project, new: Guideline) -> list[str]:
    """Say which questions have nothing to suggest yet, since no annotator bears a name that they give."""
    sql = project.ledger.reader
    return [
        f"{question.key} has nothing to suggest yet: nobody has answered here as {' or '.join(rule.sources)}."
        for question in new.questions
        if (rule := question.suggest) and not any(queries.bearers(sql, name) for name in rule.sources)
    ]


def _parse(text: str, old: Guideline | None, carries: Carries) -> Guideline:
    kept = {
        q: {key: tuple(becomes) for key, becomes in labels.items()} for q, labels in carries.items() if labels
    }
    return parse_guideline(text, version=old.version + 1 if old else 1, carries=kept, previous=old)


def _effects(project: Project, new: Guideline) -> tuple[dict[str, dict[str, int]], Counter[tuple[str, str]]]:
    """Return outcomes by question, and how many present answers and rulings use each label; "" stands for any."""
    effects: dict[str, Counter[str]] = {}
    used: Counter[tuple[str, str]] = Counter()
    now, then = Reader(project), Reader(project, new)
    for row in queries.heads(project.ledger.reader):
        answer = now.read(row)
        if answer.value is None:
            continue
        question = project.need_question(answer.question)
        labels = {"", *kinds.get(question.kind).labels_of(answer.value)}
        used.update((answer.question, label) for label in labels)
        _, outcome = then.carried(row["value"], answer.question, now.versions[row["guideline"]])
        effects.setdefault(answer.question, Counter())[outcome] += 1
    for gold in queries.golds(project.ledger.reader):
        version, stored = now.versions[gold["guideline"]], gold["value"]
        value = None if stored is None else now.carried(stored, gold["question"], version)[0]
        if value is not None:
            kind = kinds.get(project.need_question(gold["question"]).kind)
            used.update((gold["question"], label) for label in {"", *kind.labels_of(value)})
    return {q: dict(found) for q, found in effects.items()}, used


def _lost(old: Guideline, new: Guideline, used: Counter[tuple[str, str]]) -> list[LostLabel]:
    lost = []
    for question in old.questions:
        heir = new.question(question.key)
        for label in question.labels:
            if heir is not None and label.key not in heir.label_keys():
                becomes = new.carries.get(question.key, {}).get(label.key, ())
                lost.append(
                    LostLabel(question.key, label.key, label.title, used[question.key, label.key], becomes)
                )
    return lost


def save(
    project: Project,
    actor: Actor,
    text: str,
    *,
    carries: Carries,
    based_on: int | None,
    note: str = "",
    reason: conversation.Thread | None = None,
) -> Guideline:
    """Append a new version; the author must have seen the newest. Saving the same text again changes nothing.

    reason: the thread that the change answers. The note names it, and the thread says which version answered.
    Raises ManyFaults when a label that answers or rulings use is gone and `carries` has no word about it, or a question
    that has them and `carries` does not name it.
    """
    old = project.guideline()
    if old is not None and old.text == text:
        return old
    new = _parse(text, old, carries)
    if old is not None:
        _check_lost(project, old, new, carries)
    with project.ledger.write() as tx:
        newest = len(queries.guidelines(tx.sql))
        if newest != (based_on if based_on is not None else newest) or newest != new.version - 1:
            raise Conflict(
                "guideline.newer",
                f"Version {newest} was saved while you were writing.",
                where=project.title,
                mend="Read it, carry your change over to it, and save again.",
            )
        _refuse_while_labels_come(tx, project)
        row: dict[str, Any] = {
            "id": digest({"text": text, "carries": new.carries}),
            "version": new.version,
            "text": text,
            "carries": new.carries,
            "note": conversation.named_in(note, reason.id) if reason else note,
            "by_person": actor.person,
            "by_name": actor.name,
            "at": clock.iso(),
        }
        tx.append("guideline", row)
        if reason is not None:
            conversation.amend(tx, actor, reason, new.version)
        tx.put_setting("caches_stale", True)
    project.forget_guidelines()
    settle(project)
    return new


def _refuse_while_labels_come(tx: Transaction, project: Project) -> None:
    coming = queries.settings(tx.sql).get(INCOMING)
    if coming and coming["n_labels"]:
        raise Conflict(
            "guideline.labels_coming",
            "An import is being stored whose labels were read by the guideline as it is.",
            where=project.title,
            mend="Save again when it is in.",
        )


def _check_lost(project: Project, old: Guideline, new: Guideline, carries: Carries) -> None:
    lost = [one for one in _lost(old, new, Counter()) if one.key not in new.carries.get(one.question, {})]
    gone = [one for one in old.questions if new.question(one.key) is None and one.key not in carries]
    if not lost and not gone:
        return
    used = _effects(project, new)[1]
    faults: list[GoldsmithError] = [
        InvalidGuideline(
            "guideline.lost_label",
            f"The label {one.key} is gone; answers and rulings that use it: {used[one.question, one.key]}.",
            where=f"question {one.question}",
            mend=f"Say what becomes of it: --becomes {one.question}:{one.key}=NEW_KEY, or "
            f"--becomes {one.question}:{one.key}= to have those answers looked at again.",
        )
        for one in lost
        if used[one.question, one.key]
    ]
    faults += [
        InvalidGuideline(
            "guideline.lost_question",
            f"The question {one.key} is gone; answers and rulings that it has: {used[one.key, '']}.",
            where=f"question {one.key}",
            mend=f"Ask it again under its key, or say that it is dropped, for good: --becomes {one.key}=.",
        )
        for one in gone
        if used[one.key, ""]
    ]
    if faults:
        raise together(faults)


def settle(project: Project) -> None:
    """Bring the caches up to the newest guideline; after a crash in between, opening the project does it."""
    with project.ledger.write() as tx:
        refresh(tx, project, caches.touched_items(tx.sql))
        tx.put_setting("caches_stale", False)
