"""The wall: what stands on the test side teaches nothing, and who looks at it is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import kinds
from goldsmith.model import Question, is_test_part, new_id
from goldsmith.project import clock, duplicates
from goldsmith.project.project import Actor, Project
from goldsmith.store import clean, queries
from goldsmith.store.ledger import Connection

MOST_GIANTS = 20  # groups that are told
AGAIN_S = 3600  # within which a person's second look at the same is the same look


def teachable(project: Project, items: Iterable[int]) -> list[int]:
    """Return the items that may teach: all but those on the test side.

    Whatever trains, prompts, tunes, checks people, fits consensus or selects takes its gold through this door.
    """
    out = behind(project)
    return [item for item in items if item not in out]


def behind(project: Project, as_of: int = clean.NOW) -> frozenset[int]:
    """Return the items behind the wall: of a test part, and what belongs to them though no split has placed it yet.

    Equal content, a common group and known near-copies go where the next split would put them.
    """
    sql, links = project.ledger.reader, duplicates.standing(project, as_of)
    depends = (clean.newest_placing(sql, as_of), clean.newest_item(sql))
    kept = project.computed.get("behind the wall")
    if (
        kept is None or kept[0] != depends or kept[1] is not links
    ):  # two threads may each hold links of their own
        kept = project.computed["behind the wall"] = (depends, links, _behind(project, links, as_of))
    found: frozenset[int] = kept[2]
    return found


def _behind(project: Project, links: duplicates.Standing, as_of: int) -> frozenset[int]:
    placed = queries.parts(project.ledger.reader, as_of)
    test = {item for item, part in placed.items() if is_test_part(part)}
    if not test:
        return frozenset()
    belong = test | clean.akin(project.ledger.reader, sorted(test))
    component = links.components()
    drawn = {component[item] for item in belong if item in component}
    belong |= {item for item, first in component.items() if first in drawn}
    return frozenset(belong - (placed.keys() - test))


# looks --------------------------------------------------------------------------------------------------------------


def looked(project: Project, actor: Actor, what: str) -> None:
    """Count that somebody saw labels of test items. what: "items", or the name of a release that they took."""
    said = queries.remarks(project.ledger.reader, "split", what)
    mine = [row for row in said if row["by_person"] == actor.person]
    if mine and clock.now() - clock.seconds(mine[-1]["at"]) < AGAIN_S:
        return
    row: dict[str, object] = {
        "id": new_id(),
        "target": "split",
        "target_id": what,
        "type": "look",
        "text": "",
        "by_person": actor.person,
        "by_name": actor.name,
        "detail": {},
        "at": clock.iso(),
    }
    with project.ledger.write() as tx:
        tx.append("remark", row)


# twins --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Twin:
    """A test item and a near-copy of it that is not in the test part, by number."""

    test: int
    other: int
    part: str
    similarity: float
    evidence: str


def twins(project: Project, parts: Mapping[int, str], as_of: int = clean.NOW) -> list[Twin]:
    """Return the known copies across the wall, the nearest first. parts: the part of each item that is placed."""
    held = duplicates.standing(project, as_of)
    found = []
    for a, b, similarity, evidence in zip(
        held.a.tolist(), held.b.tolist(), held.similarity.tolist(), held.evidence, strict=True
    ):
        if a not in parts or b not in parts or is_test_part(parts[a]) == is_test_part(parts[b]):
            continue
        test, other = (a, b) if is_test_part(parts[a]) else (b, a)
        found.append(Twin(test, other, parts[other], similarity, evidence))
    return sorted(found, key=lambda twin: (-twin.similarity, twin.test, twin.other))


def sentence(n_twinned: int, n_test: int, *, n_compared: int, n_new: int) -> str:
    """Return the audit of a split in a sentence or two. n_new: items that were not compared with the others.

    >>> sentence(12, 200, n_compared=1000, n_new=0)
    '12 of 200 test items have a known copy outside of test: a score on them may be memory.'
    >>> sentence(0, 200, n_compared=0, n_new=1000)
    'Copies were not looked for: any of 200 test items may have one outside of test.'
    """
    if n_twinned:
        some = f"{n_twinned:,} of {n_test:,} test items have a known copy outside of test"
        told = f"{some}: a score on them may be memory."
    elif not n_compared:
        return f"Copies were not looked for: any of {n_test:,} test items may have one outside of test."
    else:
        told = f"None of {n_test:,} test items has a known copy outside of test."
    return told if not n_new else f"{told} {n_new:,} items were not compared yet, so there may be more."


def warnings(project: Project, parts: Mapping[int, str], as_of: int) -> list[str]:
    """Return what a card says of copies across the wall, as it stood then; nothing where there is no test part."""
    sql = project.ledger.reader
    n_test = sum(map(is_test_part, parts.values()))
    upto = duplicates.state(project, as_of).upto
    n_compared, n_new = clean.n_items_between(sql, 0, upto), clean.n_items_between(sql, upto, as_of)
    n_twinned = len({twin.test for twin in twins(project, parts, as_of)})
    if not n_test or not (n_twinned or n_new):
        return []
    return [sentence(n_twinned, n_test, n_compared=n_compared, n_new=n_new)]


def audit(project: Project) -> dict[str, Any]:
    """Return the split as it stands: its balance, its largest groups, copies across it, and who looked at test.

    It is kept until a fact is added.
    """
    seq = project.ledger.seq()
    kept = project.computed.get("split audit")
    if kept is None or kept[0] != seq:
        kept = project.computed["split audit"] = (seq, _audit(project))
    found: dict[str, Any] = kept[1]
    return found


def _audit(project: Project) -> dict[str, Any]:
    sql = project.ledger.reader
    placed = clean.placed(sql)
    found = twins(project, {item: part for item, (part, _) in placed.items()})
    upto = duplicates.state(project).upto
    n_compared, n_new = clean.n_items_between(sql, 0, upto), clean.n_items_between(sql, upto, clean.NOW)
    sizes = dict(Counter(part for part, _ in placed.values()).most_common())
    n_test = sum(n for part, n in sizes.items() if is_test_part(part))
    n_twinned = len({twin.test for twin in found})
    guideline = project.guideline()
    question = guideline.questions[0] if guideline else None
    return {
        "sentence": sentence(n_twinned, n_test, n_compared=n_compared, n_new=n_new) if n_test else "",
        "n_test": n_test,
        "n_twinned": n_twinned,
        "twins": found,
        "parts": sizes,
        "question": question.title if question else "",
        "labels": _balance(sql, question, placed, sizes) if question else {},
        "giants": _giants(placed, sizes),
        "looks": [
            {"by": row["by_name"], "what": row["target_id"], "at": row["at"]}
            for row in reversed(queries.remarks_of_type(sql, "look"))
        ],
    }


def _balance(
    sql: Connection, question: Question, placed: Mapping[int, tuple[str, str]], parts: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Return how many items of each part have each label, by its title, the most frequent first.

    An item has the labels of its gold, else the one that most answers give it; where answers have several, all.
    """
    cells = Counter(
        (label, placed[item][0])
        for item, gold, used in clean.standing_labels(sql, question.key)
        if item in placed
        for label in _labels(question, gold, used)
    )
    order: Counter[str] = Counter()
    for (label, _), n in cells.items():
        order[label] += n
    titles = {label.key: label.title for label in kinds.labels(question)}
    return {
        titles.get(label, label): {part: cells[label, part] for part in parts}
        for label, _ in order.most_common()
    }


def _labels(question: Question, gold: Any, used: Mapping[str, int]) -> Sequence[str]:
    kind = kinds.get(question.kind)
    if gold is not None:
        return kind.labels_of(kind.load(gold))
    most = max(used.values(), default=0)
    first = [label for label, n in used.items() if n == most]
    if isinstance(kind, kinds.OneLabel):
        return first if len(first) == 1 else ()
    return tuple(used)


def _giants(placed: Mapping[int, tuple[str, str]], sizes: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the groups of several items that have more than the smallest part, the largest first."""
    least = max(1, min(sizes.values(), default=0))
    large = [(place, n) for place, n in Counter(placed.values()).most_common(MOST_GIANTS) if n > least]
    return [
        {"group": group, "n_items": n, "share": n / len(placed), "part": part} for (part, group), n in large
    ]
