"""What can be said of a release: counts, labels by part, methods, gaps and stamps. The card and the pages say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from goldsmith import kinds
from goldsmith.export import ReleaseData, ReleaseItem
from goldsmith.model import Question

FEW = 10  # items of a label: below it, the card warns
METHODS = (  # the strongest evidence first
    "ruling",
    "unanimous",
    "dawid_skene",
    "mace",
    "glad",
    "one_coin",
    "majority",
    "median",
    "medoid",
    "single",
)
UNKNOWABLE = "Agreement unknowable"


def count(n: int, word: str) -> str:
    """Return the number with its word, thin spaces between thousands.

    >>> count(1, "item"), count(0, "item")
    ('1 item', '0 items')
    """
    return f"{n:,} {word}{'' if n == 1 else 's'}".replace(",", "\u2009")


def parts(release: ReleaseData) -> dict[str, int]:
    """Return how many items each part has."""
    counted = Counter(row.part for row in release.items)
    return {part: counted[part] for part in release.parts}


def decided(release: ReleaseData, question: Question) -> list[ReleaseItem]:
    """Return the items with a value for the question, in the order of the release."""
    return [row for row in release.items if is_decided(row, question)]


def is_decided(row: ReleaseItem, question: Question) -> bool:
    """Return whether an item has a value for the question."""
    answer = row.answers.get(question.key)
    return answer is not None and answer.value is not None


def methods(release: ReleaseData, question: Question | None = None) -> dict[str, int]:
    """Return how many answers were decided by each method, of one question or of all; unresolvable ones beside."""
    answers = [
        answer
        for row in release.items
        for key, answer in row.answers.items()
        if question is None or key == question.key
    ]
    counted = Counter("unresolvable" if answer.value is None else answer.method for answer in answers)
    known = [method for method in METHODS if counted[method]]
    return {method: counted[method] for method in (*known, *sorted(set(counted) - set(METHODS)))}


def balance(release: ReleaseData, question: Question) -> dict[str, dict[str, int]]:
    """Return label → part → count, in the guideline's order.

    Counted are items that bear the label, or, where annotators find the units, the objects. Answers that no count
    of labels would sum up have none; `description` sums them up.
    """
    kind = kinds.get(question.kind)
    table = {label: dict.fromkeys(release.parts, 0) for label in _labels(question)}
    for row in decided(release, question):
        value = kind.parse(row.answers[question.key].value, row.item, question)
        found = (
            kind.match(value, value, question).labels_a if kind.units == "found" else kind.labels_of(value)
        )
        for label in found if table else ():
            table[label][row.part] += 1
    return table


def description(release: ReleaseData, question: Question) -> tuple[str, ...]:
    """Return sentences that sum up the decided answers, where their kind has some."""
    kind = kinds.get(question.kind)
    if not isinstance(kind, kinds.Described):
        return ()
    rows = decided(release, question)
    values = [kind.parse(row.answers[question.key].value, row.item, question) for row in rows]
    return kind.describe(values, question)


def empty(release: ReleaseData, question: Question) -> dict[str, int]:
    """Return how many items of each part are decided as the explicit "nothing here"."""
    kind = kinds.get(question.kind)
    counted = Counter(
        row.part
        for row in decided(release, question)
        if kind.is_empty(kind.parse(row.answers[question.key].value, row.item, question))
    )
    return {part: counted[part] for part in release.parts}


def overlap(release: ReleaseData, question: Question) -> dict[int, int]:
    """Return number of annotators → number of items, for the items with an answer to the question."""
    counted = Counter(
        answer.n_annotators for row in release.items if (answer := row.answers.get(question.key))
    )
    return dict(sorted(counted.items()))


def stamps(release: ReleaseData) -> list[str]:
    """Return what must stand on the bottle: questions where no two people answered the same item."""
    alone = [question for question in release.guideline.questions if _is_alone(release, question)]
    if not alone:
        return []
    if len(alone) == len(release.guideline.questions):
        return [f"{UNKNOWABLE}: every item was answered by one annotator."]
    return [
        f'{UNKNOWABLE} for "{question.key}": every item was answered by one annotator.' for question in alone
    ]


def gaps(release: ReleaseData) -> list[str]:
    """Return a sentence for each thing that is missing or thin."""
    told = list(release.facts.warnings)
    for question in release.guideline.questions:
        told += _question_gaps(release, question)
    simulated = [str(one["name"]) for one in release.facts.annotators if one.get("simulated")]
    if simulated:
        told.append(f"Some annotators are simulated, not people: {', '.join(simulated)}.")
    if any(not one.get("identified", True) for one in release.facts.annotators):
        told.append("Some annotators are unidentified seats: who agrees with whom is undefined.")
    if not release.facts.licence:
        told.append("No licence is stated.")
    return told


def groups(release: ReleaseData) -> Mapping[str, int]:
    """Return group → items, the largest first."""
    counted = Counter(row.item.group for row in release.items if row.item.group is not None)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _labels(question: Question) -> tuple[str, ...]:
    kind = kinds.get(question.kind)
    if isinstance(kind, kinds.Described):
        return ()
    if kind.units == "found":
        return kind.vote_labels(question)
    return tuple(label.key for label in kinds.labels(question))


def _is_alone(release: ReleaseData, question: Question) -> bool:
    counts = overlap(release, question)
    return bool(counts) and max(counts) < 2


def _question_gaps(release: ReleaseData, question: Question) -> list[str]:
    told = []
    waiting = release.facts.undecided.get(question.key, 0)
    if waiting:
        told.append(
            f'{count(waiting, "item")} without a decision on "{question.key}": no value is released for them.'
        )
    unresolvable = methods(release, question).get("unresolvable", 0)
    if unresolvable:
        told.append(
            f'{count(unresolvable, "item")} ruled unresolvable for "{question.key}": with a soft label only.'
        )
    table = balance(release, question)
    units = "objects" if kinds.get(question.kind).units == "found" else "items"
    few = [f"{label} ({n})" for label, row in table.items() if (n := sum(row.values())) < FEW]
    if few:
        told.append(f'Labels of "{question.key}" with fewer than {FEW} {units}: {", ".join(few)}.')
    missing = [
        f"{label} in {part}"
        for label, row in table.items()
        if sum(row.values()) >= FEW
        for part, n in row.items()
        if not n
    ]
    if missing:
        told.append(f'Labels of "{question.key}" that a part lacks: {", ".join(missing)}.')
    votes = [vote for row in release.items if (a := row.answers.get(question.key)) for vote in a.votes]
    exposed = sum(vote.suggestion == "shown" for vote in votes)
    if exposed:
        told.append(
            f'{exposed:,} of {count(len(votes), "vote")} on "{question.key}" were given with a suggestion in sight.'
        )
    single = overlap(release, question).get(1, 0)
    if single and not _is_alone(release, question):
        told.append(
            f'{count(single, "item")} with one annotator on "{question.key}": nothing checks those answers.'
        )
    return told
