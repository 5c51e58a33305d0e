"""How far answers agree: first, blind, unassisted answers on a random part of the items, by the rules of estimation."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from goldsmith import kinds
from goldsmith.guidelines import Section, sections_for_labels
from goldsmith.labelsets import depth_of, groups_at
from goldsmith.model import Guideline, Question
from goldsmith.project import clock
from goldsmith.project.answers import Answer, by_item, read_answers
from goldsmith.project.columns import distances, matched_columns
from goldsmith.project.plan import BATCH, OVERLAP, PILOT
from goldsmith.project.project import Project
from goldsmith.store import caches, queries

CORRECTING_S = 120  # seconds in which a slip of the finger is mended
ESTIMATING = ("label", "import")  # purposes of answers that say something of agreement
MEASURED = {"check": "a hidden check", "repeat": "a repeat", "training": "training", "test": "a test to pass"}
KEPT = 16
SAME_OBJECT = 0.5  # IoU from which two drawings count as one object in the label × label matrix
N_DIFFERENT = 4000  # pairs of answers to different items that are compared
Cast: TypeAlias = Mapping[int, list[Answer]]
IN_CARDS = ("percent", "krippendorff_alpha", "distance_alpha", "fleiss_kappa", "gwet_ac1")


@dataclass(frozen=True, slots=True)
class Agreement:
    """report: as goldsmith.agreement makes it, or None with the reason in `undefined`. annotators: id → name."""

    question: Question
    seq: int
    scope: str
    exclusions: list[str]
    n_items: int
    report: dict[str, Any] | None
    undefined: str | None
    sections: list[Section]
    annotators: dict[str, str]


def agreement(
    project: Project, question_key: str | None, *, seed: int = 0, as_of: int | None = None
) -> Agreement:
    """Return the agreement on a question as it stands, or as it stood; the same state is computed once.

    as_of: a seq of the past; its answers are read under the newest guideline.
    """
    question, newest = project.need_question(question_key), project.ledger.seq()
    seq = newest if as_of is None else min(as_of, newest)
    key = (question.key, seq, seed)
    found: Agreement | None = project.computed.get(key)
    if found is None:
        while len(project.computed) >= KEPT:
            project.computed.pop(next(iter(project.computed)), None)
        found = project.computed[key] = _agreement(project, question, seq, seed)
    return found


def _agreement(project: Project, question: Question, seq: int, seed: int) -> Agreement:
    counted = project.settings()["counted_kinds"]
    cast, exclusions = _cast(project, question, as_of=seq, head=None, counted=counted)
    names = {row["id"]: row["name"] for row in queries.annotators(project.ledger.reader).values()}
    n_items = len(cast)
    report = None
    if any(len(answers) > 1 for answers in cast.values()):
        report = _report(project, question, cast, seed)
        exclusions += _if_skips_differed(project, question, cast, report, as_of=seq)
        exclusions += _unheard(project, cast)
    undefined = (
        None if report else "No item has answers of two annotators yet, so nothing can be said of agreement."
    )
    return Agreement(
        question,
        seq,
        _scope(cast, counted),
        exclusions,
        n_items,
        report,
        undefined,
        _sections(project.need_guideline(), report),
        names,
    )


@dataclass(frozen=True, slots=True)
class Estimating:
    """Answers from which something may be estimated: what they are in words, and what was left out."""

    cast: Cast
    scope: str
    exclusions: list[str]


def estimating(project: Project, question: Question, *, as_of: int) -> Estimating:
    """Return first, blind, unassisted answers to a question of the annotators that the project counts."""
    counted = project.settings()["counted_kinds"]
    cast, exclusions = _cast(project, question, as_of=as_of, head=None, counted=counted)
    return Estimating(cast, _scope(cast, counted), exclusions)


def _cast(
    project: Project, question: Question, *, as_of: int, head: Guideline | None, counted: Sequence[str]
) -> tuple[dict[int, list[Answer]], list[str]]:
    """Return each annotator's first vote by item, and in words what was left out.

    First: before anything could be seen. A correction within two minutes belongs to the answer that it corrects;
    an answer given anew because the guideline changed is the first under it.
    """
    found: dict[int, list[Answer]] = {}
    out: Counter[str] = Counter()
    answers = read_answers(
        project, question=question.key, as_of=as_of, head=head, counted=counted, every=True
    )
    for item, given in by_item(answers):
        told: dict[int, list[tuple[Answer, str]]] = {}
        for answer in given:
            told.setdefault(answer.annotator, []).append((answer, _why_out(answer)))
        for _, own in sorted(told.items()):
            usable = [answer for answer, why in own if not why]
            if usable:
                found.setdefault(item, []).append(first(usable))
            else:
                out[own[-1][1]] += 1
    return found, [f"{n:,} {why}" for why, n in sorted(out.items())]


def first(own: Sequence[Answer]) -> Answer:
    """Return an annotator's first answer of several, mended within two minutes."""
    if len(own) == 1:
        return own[0]
    start = clock.seconds(own[0].row["at"])
    return [a for a in own if clock.seconds(a.row["at"]) - start <= CORRECTING_S][-1]


def _why_out(answer: Answer) -> str:
    purpose = answer.row["purpose"] or "label"
    if answer.is_measuring:
        return f"given as {MEASURED[purpose]}, which measures the annotator"
    if answer.outcome == "no_value":
        return "skipped or could not tell"
    if answer.outcome in {"look_again", "question_removed"}:
        return "must be looked at again since the guideline changed"
    if not answer.counts:
        return "surplus, or of annotators that this project does not count"
    if answer.is_exposed:
        return "given with a suggestion in sight, not blind"
    return "" if purpose in ESTIMATING else f"given as {purpose}, not blind at first"


def _scope(cast: Cast, counted: Sequence[str]) -> str:
    shared = [answers for answers in cast.values() if len(answers) > 1]
    n_people = len({a.annotator for answers in shared for a in answers})
    n_shared = len(shared)
    who = (
        "people"
        if list(counted) == ["human"]
        else " and ".join({"human": "people"}.get(k, f"{k}s") for k in counted)
    )
    is_imported = any(a.row["purpose"] == "import" for answers in shared for a in answers)
    told = f"First, blind answers of {n_people} annotators ({who}) on {n_shared:,} items that two or more answered."
    return told + (" Some were imported: how they were given is not known here." if is_imported else "")


def _report(project: Project, question: Question, cast: Cast, seed: int) -> dict[str, Any]:
    return report_on(question, cast, _weights(project, cast), seed)


def report_on(question: Question, cast: Cast, weights: Mapping[int, float], seed: int) -> dict[str, Any]:
    """Return the report on the answers to a question that its kind asks for. weights: by item."""
    kind = kinds.get(question.kind)
    if kind.units == "found":
        return _found(question, cast, weights, seed)
    if isinstance(kind, kinds.Areas):
        return _areas(question, kind, cast, weights, seed)
    if kind.level in kinds.MEASURED:
        return _measured(question, cast, weights, seed)
    n_units = len(kind.align([next(iter(cast.values()))[0].value], question))
    return _given(question, cast, weights, seed) if n_units == 1 else _sets(question, cast, weights, seed)


def _given(question: Question, cast: Cast, weights: Mapping[int, float], seed: int) -> dict[str, Any]:
    """Return the report on answers that are one label each."""
    from numpy.random import default_rng

    from goldsmith.agreement import agreement_report

    kind = kinds.get(question.kind)
    labels = {a.id: kind.align([a.value], question)[0].votes[0] for answers in cast.values() for a in answers}
    table = vote_table(question, cast, weights, labels, kind.vote_labels(question))
    report = agreement_report(table, rng=default_rng(seed)).to_json()
    return {**report, "levels": _levels(question, cast, weights, labels, seed)}


def _levels(
    question: Question, cast: Cast, weights: Mapping[int, float], labels: Mapping[str, str], seed: int
) -> list[dict[str, Any]]:
    """Return the agreement on the groups that labels stand in, the widest first; nothing for a plain list."""
    from numpy.random import default_rng

    from goldsmith.agreement import confusion, krippendorff_alpha, percent_agreement

    told = []
    for depth in range(1, depth_of(question.labels) + 1):
        group = groups_at(question.labels, depth)
        coarse = {answer: group[label] for answer, label in labels.items()}
        table = vote_table(question, cast, weights, coarse, tuple(dict.fromkeys(group.values())))
        told.append(
            {
                "depth": depth,
                "n_labels": len(table.labels),
                "percent": percent_agreement(table, rng=default_rng(seed)).to_json(),
                "alpha": krippendorff_alpha(table, rng=default_rng(seed)).to_json(),
                "confusion": confusion(table).to_json(),
            }
        )
    return told


def _sets(question: Question, cast: Cast, weights: Mapping[int, float], seed: int) -> dict[str, Any]:
    """Return the report on answers that are sets of labels.

    Its coefficients compare whole sets, each distinct set a label of its own, beside alpha by Jaccard distance;
    its labels are measured one by one, as chosen or not.
    """
    from numpy.random import default_rng

    from goldsmith.agreement import agreement_report

    whole = {a.id: _as_set(a.value) for answers in cast.values() for a in answers}
    report = agreement_report(
        vote_table(question, cast, weights, whole, sorted(set(whole.values()))), rng=default_rng(seed)
    ).to_json()
    report["coefficients"]["jaccard_alpha"] = distance_alpha_of(question, cast, weights, seed)
    report["per_label"] = _by_unit(question, cast, weights, seed)
    return report


def _by_unit(question: Question, cast: Cast, weights: Mapping[int, float], seed: int) -> list[dict[str, Any]]:
    """Return the agreement on each given unit of a question that has several, least agreed first."""
    from numpy.random import default_rng

    from goldsmith.agreement import agreement_report

    kind = kinds.get(question.kind)
    rows = []
    for unit in kind.align([], question):
        chosen = {
            a.id: next(u.votes[0] for u in kind.align([a.value], question) if u.key == unit.key)
            for answers in cast.values()
            for a in answers
        }
        table = vote_table(question, cast, weights, chosen, kind.vote_labels(question))
        binary = agreement_report(table, rng=default_rng(seed)).to_json()
        on = next(row for row in binary["per_label"] if row["label"] == kind.vote_labels(question)[-1])
        rows.append({**on, "label": unit.key, "confused_with": None})
    return sorted(
        rows, key=lambda row: (row["alpha"]["value"] is None, row["alpha"]["value"] or 0, row["label"])
    )


def _measured(question: Question, cast: Cast, weights: Mapping[int, float], seed: int) -> dict[str, Any]:
    """Return the report on answers that are no labels: how many are the same, how far apart they are, and alpha.

    Where their units have labels after all (the pairs of a ranking), each unit is measured on its own too.
    """
    from numpy.random import default_rng

    from goldsmith.agreement import Apart, krippendorff_alpha, measured_report

    kind = kinds.get(question.kind)
    labels = {a.id: kind.align([a.value], question)[0].votes[0] for answers in cast.values() for a in answers}
    is_number = kind.level == "interval"
    pairs = [
        Apart(
            a.row["item_id"],
            a.row["annotator_id"],
            b.row["annotator_id"],
            kind.distance(a.value, b.value, question),
            abs(float(labels[a.id]) - float(labels[b.id])) if is_number else None,
            weights[item],
            a.row["grp"],
        )
        for item, answers in cast.items()
        for a, b in combinations(answers, 2)
    ]
    identified = all(a.row["identified"] for answers in cast.values() for a in answers)
    report = measured_report(pairs, rng=default_rng(seed), identified=identified).to_json()
    if is_number:
        votes = vote_table(question, cast, weights, labels, sorted(set(labels.values())))
        alpha = krippendorff_alpha(votes, rng=default_rng(seed)).to_json()
    else:
        alpha = distance_alpha_of(question, cast, weights, seed)
    report["coefficients"][alpha["name"]] = alpha
    if kind.vote_labels(question):
        report["per_label"] = _by_unit(question, cast, weights, seed)
    return report


def _areas(
    question: Question, kind: kinds.Areas, cast: Cast, weights: Mapping[int, float], seed: int
) -> dict[str, Any]:
    """Return the report on masks: pixels, and each label's Dice and IoU."""
    from numpy.random import default_rng

    from goldsmith.agreement import ComparedAreas, area_report

    pairs = [
        ComparedAreas(
            a.row["item_id"],
            a.row["annotator_id"],
            b.row["annotator_id"],
            kind.areas(a.value, b.value),
            weights[item],
            a.row["grp"],
        )
        for item, answers in cast.items()
        for a, b in combinations(answers, 2)
    ]
    identified = all(a.row["identified"] for answers in cast.values() for a in answers)
    return area_report(pairs, question.label_keys(), rng=default_rng(seed), identified=identified).to_json()


def vote_table(
    question: Question,
    cast: Cast,
    weights: Mapping[int, float],
    labels: Mapping[str, str],
    label_set: Sequence[str],
) -> Any:
    """Return answers as Votes; `labels` maps an answer's id to its label."""
    from goldsmith.votes import Votes

    level = kinds.get(question.kind).level
    answers = [a for given in cast.values() for a in given]
    return Votes.from_records(
        [a.row["item_id"] for a in answers],
        [a.row["annotator_id"] for a in answers],
        [labels[a.id] for a in answers],
        label_set=label_set,
        groups={a.row["item_id"]: a.row["grp"] for a in answers if a.row["grp"] is not None},
        weights={a.row["item_id"]: weights[a.item] for a in answers},
        identified=all(a.row["identified"] for a in answers),
        level="nominal" if level == "distance" else level,
    )


def _found(question: Question, cast: Cast, weights: Mapping[int, float], seed: int) -> dict[str, Any]:
    """Return the report on objects that annotators had to find, with alpha by the kind's distance beside it."""
    from numpy.random import default_rng

    from goldsmith.agreement import MatchedAnswers, found_report
    from goldsmith.agreement.found import flat_report

    kind, rng = kinds.get(question.kind), default_rng(seed)
    identified = all(a.row["identified"] for answers in cast.values() for a in answers)
    flat = matched_columns(question, cast, weights)
    if flat is not None:
        told = flat_report(flat, rng=rng, identified=identified).to_json()
    else:
        pairs = [
            MatchedAnswers(
                a.row["item_id"],
                a.row["annotator_id"],
                b.row["annotator_id"],
                kind.match(a.value, b.value, question),
                weights[item],
                a.row["grp"],
            )
            for item, answers in cast.items()
            for a, b in combinations(answers, 2)
        ]
        told = found_report(pairs, kind.vote_labels(question), rng=rng, identified=identified).to_json()
    told["drawn"]["distance_alpha"] = distance_alpha_of(question, cast, weights, seed)
    return told


def items_behind(project: Project, question_key: str | None, cell: str) -> list[int]:
    """Return the items behind a cell of the label × label matrix, `a|b`; an empty label stands for "not marked"."""
    question = project.need_question(question_key)
    key = ("cells", question.key, project.ledger.seq())
    cells: Mapping[frozenset[str], set[int]] | None = project.computed.get(key)
    if cells is None:
        cells = project.computed[key] = _cells(project, question)
    a, _, b = cell.partition("|")
    return sorted(cells.get(frozenset((a, b)), ()))


def items_between(project: Project, question_key: str | None, pair: str) -> list[int]:
    """Return the items on which two annotators' votes, `id|id`, really differ."""
    question = project.need_question(question_key)
    kind, wanted = kinds.get(question.kind), set(pair.split("|"))
    counted = project.settings()["counted_kinds"]
    cast, _ = _cast(project, question, as_of=queries.NOW, head=None, counted=counted)
    found = []
    for item, answers in cast.items():
        two = [a.value for a in answers if a.row["annotator_id"] in wanted]
        if len(two) == 2 and two[0] != two[1] and kind.differences(two, question):
            found.append(item)
    return found


def _cells(project: Project, question: Question) -> dict[frozenset[str], set[int]]:
    """Return for each two labels that stood against each other (or agreed: one label) the items where they did."""
    kind = kinds.get(question.kind)
    counted = project.settings()["counted_kinds"]
    cast, _ = _cast(project, question, as_of=queries.NOW, head=None, counted=counted)
    cells: dict[frozenset[str], set[int]] = {}
    for item, answers in cast.items():
        for a, b in combinations(answers, 2):
            for pair in _label_pairs(kind, a, b, question):
                cells.setdefault(frozenset(pair), set()).add(item)
    return cells


def _label_pairs(kind: kinds.Kind, a: Answer, b: Answer, question: Question) -> Iterator[tuple[str, str]]:
    if kind.units == "given":
        units = kind.align([a.value, b.value], question)
        if isinstance(kind, kinds.Areas):
            yield from ((unit.votes[0], unit.votes[1]) for unit in units)
            return
        one, other = units[0].votes if len(units) == 1 else (_as_set(a.value), _as_set(b.value))
        yield one, other
        for depth in range(1, depth_of(question.labels) + 1):
            group = groups_at(question.labels, depth)
            yield group.get(one, one), group.get(other, other)
        return
    matching = kind.match(a.value, b.value, question)
    close = [pair for pair in matching.pairs if pair.similarity >= SAME_OBJECT]
    yield from ((pair.label_a, pair.label_b) for pair in close)
    alone_a = set(range(len(matching.labels_a))) - {pair.a for pair in close}
    alone_b = set(range(len(matching.labels_b))) - {pair.b for pair in close}
    yield from ((matching.labels_a[n], kinds.ABSENT) for n in alone_a)
    yield from ((matching.labels_b[n], kinds.ABSENT) for n in alone_b)


def _as_set(value: Sequence[str]) -> str:
    return " + ".join(value) or "none"


def distance_alpha_of(
    question: Question, cast: Cast, weights: Mapping[int, float], seed: int
) -> dict[str, Any]:
    """Return alpha by the kind's distance; answers to different items are compared in a seeded sample."""
    from numpy.random import default_rng

    from goldsmith.agreement import distance_alpha

    rng = default_rng(seed)
    name = {item: answers[0].row["item_id"] for item, answers in cast.items()}
    together = [(item, *two) for item, answers in cast.items() for two in combinations(answers, 2)]
    same: dict[str, list[float]] = {}
    apart = distances(question, [(a, b) for _, a, b in together])
    for (item, _, _), distance in zip(together, apart, strict=True):
        same.setdefault(name[item], []).append(distance)
    all_answers = [a for answers in cast.values() for a in answers]
    drawn = rng.integers(len(all_answers), size=(N_DIFFERENT, 2)).tolist()
    others = [
        (all_answers[i], all_answers[j]) for i, j in drawn if all_answers[i].item != all_answers[j].item
    ]
    different = distances(question, others)
    groups = {name[i]: g for i, answers in cast.items() if (g := answers[0].row["grp"]) is not None}
    estimate = distance_alpha(
        same,
        different,
        rng=rng,
        groups={i: groups.get(i, i) for i in same},
        weights={name[i]: weights[i] for i in cast},
    )
    return estimate.to_json()


def _weights(project: Project, cast: Cast) -> dict[int, float]:
    """Return the inverse probability with which each item came to be labeled by several people.

    Within one plan it is the same for all items; batches planned with other shares weigh accordingly. Where some
    batches come before others, each stands for all of its shared items, however many are answered by now.
    """
    sql = project.ledger.reader
    chance: dict[int, float] = {}
    pilot = 0.0
    for run in queries.runs(sql, "assign"):
        parameters = json.loads(run["parameters"])
        if run["method"] == PILOT:
            n_all = queries.n_items(sql, run["as_of"])
            pilot = min(1.0, parameters["n"] / n_all) if n_all else 0.0
            chance[run["seq"]] = pilot
        elif run["method"] == OVERLAP:
            share = sum(arm["share"] for arm in parameters["arms"] if arm["overlap"] > 1)
            both = max(pilot + (1 - pilot) * share, 1e-9)
            # a pilot was drawn first, from the same items: one sample with what was drawn after it
            chance = {seq: both if pilot else p for seq, p in chance.items()} | {run["seq"]: both}
            pilot = 0.0
        elif run["method"] == BATCH:
            chance[run["seq"]] = sum(arm["share"] for arm in parameters["arms"] if arm["overlap"] > 1) or 1.0
    stands_for = _stands_for(project, cast)
    return {item: _weight(answers, chance) * stands_for.get(item, 1.0) for item, answers in cast.items()}


def _stands_for(project: Project, cast: Cast) -> dict[int, float]:
    """Return for each item how many shared items of its batch stand behind one that several people answered.

    Batches are worked on one before the other, also in the order of what looks risky. Unweighted, an estimate read
    half-way would speak of the first ones only. Empty where all are of one batch.
    """
    sql = project.ledger.reader
    batch = caches.batch_of_items(sql, cast)
    if len(set(batch.values())) < 2:
        return {}
    n_shared = {run: row["n_shared"] for run, row in caches.batch_figures(sql).items()}
    answered = Counter(batch[item] for item, given in cast.items() if len(given) > 1 and item in batch)
    return {item: max(1.0, n_shared[run] / answered[run]) for item, run in batch.items() if answered[run]}


def _unheard(project: Project, cast: Cast) -> list[str]:
    """Return in words the batches with shared items of which none is answered by several people yet."""
    sql = project.ledger.reader
    batch = caches.batch_of_items(sql, cast)
    heard = {batch[item] for item, given in cast.items() if len(given) > 1 and item in batch}
    rows = caches.batches(sql)
    if len(rows) < 2 or not heard:
        return []
    figures = caches.batch_figures(sql)
    names = [
        row["name"]
        for row in rows
        if row["run"] not in heard and row["run"] in figures and figures[row["run"]]["n_shared"]
    ]
    return [f"nothing is known yet of the batch {name}" for name in names]


def _weight(answers: Sequence[Answer], chance: Mapping[int, float]) -> float:
    """Return 1 for an item that came with several answers, else by the plan under which people were asked.

    An item whose suggestion was kept back stands for those that showed theirs, whose answers are not blind.
    """
    kept_back = [s["silent"] for a in answers if (s := a.suggestion) and s["arm"] == "silent"]
    stands_for = 1 / kept_back[0] if kept_back else 1.0
    asked = [a.row["plan_run"] for a in answers if a.row["purpose"] == "label"]
    if len(answers) - len(asked) > 1 or not asked or asked[0] not in chance:
        return stands_for
    return stands_for / chance[asked[0]]


def _if_skips_differed(
    project: Project, question: Question, cast: Cast, report: Mapping[str, Any], *, as_of: int
) -> list[str]:
    """Return in words what percent agreement would be if each skip counted as a disagreement: the lower bound."""
    if report["units"] != "given":
        return []
    where = queries.HeadFilter(question=question.key, without_value=True)
    n_skips = Counter(row["item"] for row in queries.heads(project.ledger.reader, where, as_of))
    extra = sum(k * len(cast.get(item, ())) + k * (k - 1) // 2 for item, k in n_skips.items())
    counted = report["counted"]
    if not extra or not counted["pairs"]:
        return []
    n_given = sum(len(answers) for answers in cast.values())
    rate = sum(n_skips.values()) / (n_given + sum(n_skips.values()))
    low = counted["pairs_agreeing"] / (counted["pairs"] + extra)
    return [f"skip rate {rate:.1%}; were each skip a disagreement, percent agreement would be {low:.2f}"]


def _sections(guideline: Guideline, report: Mapping[str, Any] | None) -> list[Section]:
    """Return the guideline's sections on the labels: first those on the least agreed and what it is confused with."""
    labels = [row["label"] for row in report["per_label"]] if report else []
    worst = sections_for_labels(guideline, _worst_labels(report))
    return list(dict.fromkeys([*worst, *sections_for_labels(guideline, labels)]))


def _worst_labels(report: Mapping[str, Any] | None) -> list[str]:
    """Return the least agreed label and what it is confused with, to find the guideline's paragraph."""
    rows = report["per_label"] if report else []
    if not rows:
        return []
    other = rows[0]["confused_with"]
    return [rows[0]["label"], *([other["label"]] if other else [])]


def card_estimates(
    project: Project, *, as_of: int, guideline: Guideline, counted: Sequence[str], seed: int
) -> list[dict[str, Any]]:
    """Return the estimates that a data card shows, of the answers as they stood."""
    told = []
    for question in guideline.questions:
        cast, _ = _cast(project, question, as_of=as_of, head=guideline, counted=counted)
        if not any(len(answers) > 1 for answers in cast.values()):
            continue
        report = _report(project, question, cast, seed)
        if report["units"] == "found":
            shown = {
                **{k: report["found"][k] for k in ("f1_50", "f1_75")},
                "mean_iou": report["drawn"]["mean_iou"],
            }
        else:
            shown = {k: one for k in IN_CARDS if (one := report["coefficients"].get(k))}
        told += [_for_card(question, name, one) for name, one in shown.items()]
    return told


def _for_card(question: Question, name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {k: one[k] for k in ("value", "low", "high", "low_people", "high_people", "n_annotators")}
    undefined = one["undefined"]["why"] if one["undefined"] else ""
    return {
        "question": question.key,
        "name": name,
        "undefined": undefined,
        "n_items": one["n_pairable"],
        **numbers,
    }
