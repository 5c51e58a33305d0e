"""Consensus of a file of votes, an export or a project: labels, posteriors, and how reliable each annotator is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goldsmith.cli.agreement import FILES, refuse
from goldsmith.cli.common import AS_JSON, parts, show_progress, tell
from goldsmith.cli.comparisons import show_scores
from goldsmith.cli.exports import EXPORT_OPTIONS, are_exports, read_exports
from goldsmith.cli.joined import cast_of_votes, join, show
from goldsmith.errors import InvalidInput
from goldsmith.model import Question, canonical

if TYPE_CHECKING:  # numpy loads when a command runs
    from goldsmith.consensus.result import Consensus, Reliability
    from goldsmith.project.exports import Answers
    from goldsmith.votes import Level, Votes

METHODS = (
    "majority",
    "weighted_majority",
    "one_coin",
    "dawid_skene",
    "glad",
    "mace",
    "ordinal",
    "weighted_mean",
    "staple",
    "found_objects",
    "kemeny",
    "weighted_medoid",
)
MAJORITY = METHODS[0]
COMPARED = "bradley_terry"  # of files that compare two things in a row
PLAIN = {
    "weighted_mean": "number.v1",
    "weighted_medoid": "text.v1",
}  # methods of votes that are no labels, and what each vote then is
LEVELS: dict[str, Level] = {"ordinal": "ordinal", "weighted_mean": "interval"}
MOST_SHOWN = 10  # annotators
FILE = click.Path(path_type=Path, dir_okay=False)
OF_FILES = ("item", "annotator", "label", "labels", "gold", "tolerance", "out", "annotators", "seed")


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--question",
    metavar="KEY",
    help="Of a project: the first question unless given. Of an export with several: the one to decide.",
)
@click.option(
    "--method",
    type=click.Choice((*METHODS, COMPARED)),
    help="Unless given: majority where it can decide such answers, else the first method that can.",
)
@click.option("--item", metavar="COLUMN", help="The column of items, where its name is not recognised.")
@click.option("--annotator", metavar="COLUMN", help="The column of annotators.")
@click.option("--label", metavar="COLUMN", help="The column of labels.")
@click.option("--labels", metavar="A,B,…", help="The label set; the labels that occur unless given.")
@click.option("--gold", type=FILE, help="A file of items and labels that are known: they are held there.")
@click.option(
    "--tolerance", type=click.FloatRange(0), help="Of weighted_mean: numbers so near count as the same."
)
@click.option(
    "--min-posterior",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave items open whose best label has less.",
)
@click.option("--out", type=FILE, help="Write item, label, posterior and entropy to this CSV file.")
@click.option("--annotators", type=FILE, help="Write the annotators to this CSV file.")
@click.option("--seed", default=0, show_default=True, help="Noted in the output; no method draws at random.")
@EXPORT_OPTIONS
@AS_JSON
def consensus(
    paths: tuple[Path, ...],
    question: str | None,
    method: str | None,
    item: str | None,
    annotator: str | None,
    label: str | None,
    labels: str | None,
    gold: Path | None,
    tolerance: float | None,
    min_posterior: float,
    out: Path | None,
    annotators: Path | None,
    seed: int,
    as_json: bool,
    **reading: Any,
) -> None:
    """Decide on one label for each item from the votes in PATH: a table with a row for each vote, or a project.

    A tie is no decision: its label stays empty. Votes that are numbers are joined by weighted_mean;
    rows that say which of two things is better are scored by bradley_terry. PATH may be
    exports of other tools too (Label Studio, COCO and all that `ingest` reads); objects, spans and the like are then
    decided by a method of their own, or by majority, and --out is JSON Lines. In a project the decisions become gold,
    with the votes as evidence; what stays open goes to adjudication, and no method replaces a person's ruling.
    """
    path, is_export = paths[0], are_exports(paths, [item, annotator, label], reading["format"])
    if not is_export:
        if path.is_dir() or not (path.is_file() or path.suffix.lower() in FILES):
            refuse(OF_FILES, "a file of votes")
            _of_project(path, question, method, min_posterior, as_json=as_json)
            return
        refuse(["question"], "a project folder or an export")
    method = method or MAJORITY

    from goldsmith.consensus.comparisons import read_comparisons
    from goldsmith.consensus.goldfile import read_gold
    from goldsmith.consensus.models import MODELS
    from goldsmith.project.exports import cast_of, has_one_label, votes_of
    from goldsmith.tables import refuse_overwriting, write_csv
    from goldsmith.votefile import read_votes

    refuse_overwriting([*paths, gold], [out, annotators])
    if method == COMPARED and not is_export:
        refuse(["item", "labels", "gold", "tolerance"], "votes on items")
        show_scores(
            read_comparisons(path, annotator=annotator, label=label), out, annotators, as_json=as_json
        )
        return
    label_set = None if labels is None else [name.strip() for name in labels.split(",") if name.strip()]
    if is_export:
        answers = read_exports(paths, reading)
        asked = _the_one(answers, question)
        if not has_one_label(asked):
            if method == MAJORITY:
                _whole(answers, asked, out, annotators or gold, as_json=as_json)
                return
            refuse(["gold"], "a file of votes")
            cast = cast_of(answers, asked)
            show(join(cast, method, min_posterior), cast, out, annotators, as_json=as_json)
            return
        table = votes_of(answers, asked)
    else:
        level = LEVELS.get(method, "nominal")
        table = read_votes(path, item=item, annotator=annotator, label=label, labels=label_set, level=level)
    held = None if gold is None else read_gold(gold)
    if method in PLAIN:
        options = {} if tolerance is None else {"tolerance": tolerance}
        cast = cast_of_votes(table, Question("value", PLAIN[method], "", options=options), held or {})
        show(join(cast, method, min_posterior), cast, out, annotators, as_json=as_json)
        return
    if method not in MODELS:
        raise InvalidInput(
            "consensus.not_this_kind",
            f"{method} does not decide votes that are one label each.",
            where=str(path),
            mend=f"Known: {', '.join(MODELS)}.",
        )
    found = MODELS[method](table, gold=held, min_posterior=min_posterior)
    if out is not None:
        write_csv(out, ("item", "label", "posterior", "entropy"), _item_rows(found))
    if annotators is not None:
        write_csv(
            annotators, ("annotator", "n_votes", "accuracy", "low", "high"), map(_row, found.annotators)
        )
    summary = _summary(found, table, seed)
    tell(
        summary | _details(found) if as_json else None,
        "\n".join(_lines(summary, found, [path for path in (out, annotators) if path is not None])),
        as_json=as_json,
    )


def _the_one(answers: Answers, key: str | None) -> Question:
    """Return the question to decide; raise InvalidInput where there are several and none is named."""
    found = answers.question(key)
    if len(found) > 1:
        raise InvalidInput(
            "export.which_question",
            f"The answers are to {len(found)} questions.",
            where="--question",
            mend=f"Name one: {', '.join(one.key for one in found)}.",
        )
    return found[0]


def _whole(
    answers: Answers, question: Question, out: Path | None, other: Path | None, *, as_json: bool
) -> None:
    """Decide on answers that are no single labels by majority, and write what they come to."""
    from goldsmith.consensus.ways import ways
    from goldsmith.project.exports import decided

    if other is not None:
        raise InvalidInput(
            "export.majority_only",
            f"A majority of answers of kind {question.kind} takes no gold and measures no annotators.",
            where=f'question "{question.key}"',
            mend=f"Leave out --gold and --annotators, or choose a method: {', '.join(ways(question))}.",
        )
    rows = [*decided(answers, question)]
    if out is not None:
        out.write_text("".join(f"{canonical(row)}\n" for row in rows), encoding="utf-8")
    methods = Counter(row["method"] for row in rows)
    n_open = methods.pop("tie", 0)
    lines = [
        f"{question.key} ({question.kind}): {len(rows):,} items.",
        f"  {sum(methods.values()):,} decided, {n_open:,} tied.",
        *(f"  {n:,} {name}" for name, n in sorted(methods.items())),
        *([f"written: {out}"] if out is not None else []),
    ]
    summary = {"question": question.key, "kind": question.kind, "n_items": len(rows), "n_tied": n_open}
    tell({**summary, "items": rows}, "\n".join(lines), as_json=as_json)


def _of_project(
    project: Path, question: str | None, method: str | None, min_posterior: float, *, as_json: bool
) -> None:
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    to_ask = {} if question is None else {"question": question}
    with open_workspace(workspace) as api:
        fitting = method or api.get(project_path(slug, "consensus", "methods"), **to_ask)[0]["name"]
        body = {"question": question, "method": fitting, "min_posterior": min_posterior}
        found = api.wait(api.post(project_path(slug, "consensus"), body), show_progress)
    lines = [*_told(found)]
    if method is None:
        lines.append(f"  No --method was given: {fitting} is the first that can decide such answers.")
    tell(found, "\n".join(lines), as_json=as_json)


def _told(found: dict[str, Any]) -> Iterator[str]:
    n_open = found["n_tied"] + found["n_low_posterior"]
    yield f"{found['method']} on {found['question']}: {found['n_decided']:,} items decided."
    yield (
        f"  {n_open:,} stay open and wait for a ruling: {found['n_tied']:,} tied, "
        f"{found['n_low_posterior']:,} below a posterior of {found['min_posterior']:g}."
    )
    if found["n_held"]:
        yield f"  Rulings held at their label: {found['n_held']:,}."
    if found["n_behind_wall"]:
        yield f"  Left to people, being in the test part: {found['n_behind_wall']:,}."
    if found["iterations"]:
        yield f"  {found['iterations']} iterations, {found['stopped']}."
    yield f"  result: results/{found['result']}"


def _item_rows(found: Consensus) -> Iterator[tuple[str, str | None, float, float]]:
    best = found.posterior.max(axis=1).tolist()
    for name, label, posterior, entropy in zip(
        found.items, found.decided, best, found.entropy.tolist(), strict=True
    ):
        yield name, label, round(posterior, 6), round(entropy, 6)


def _row(one: Reliability) -> list[object]:
    figures = (one.accuracy, one.low, one.high)
    return [one.annotator, one.n_votes, *(None if value is None else round(value, 6) for value in figures)]


def _summary(found: Consensus, votes: Votes, seed: int) -> dict[str, Any]:
    why = Counter(found.why_open)
    return {
        "method": found.method,
        "n_items": len(found.items),
        "n_votes": votes.n_votes,
        "n_annotators": len(found.annotators),
        "n_decided": found.n_decided,
        "n_tied": why["tie"],
        "n_low_posterior": why["low_posterior"],
        "n_replaced": votes.n_replaced,
        "n_repeats": votes.n_repeats,
        "n_gold_clamped": found.n_clamped,
        "n_gold_unseen": found.n_gold_unseen,
        "iterations": found.iterations,
        "stopped": found.stopped,
        "choices": {**found.choices, "seed": seed},
    }


def _details(found: Consensus) -> dict[str, Any]:
    items = zip(
        found.items,
        found.decided,
        found.why_open,
        found.posterior.tolist(),
        found.entropy.tolist(),
        strict=True,
    )
    return {
        "labels": list(found.labels),
        "items": [
            {"item": name, "label": label, "why_open": why, "posterior": posterior, "entropy": entropy}
            for name, label, why, posterior, entropy in items
        ],
        "annotators": [one.to_json() for one in found.annotators],
        "trace": [list(part) for part in found.trace],
    }


def _lines(summary: dict[str, Any], found: Consensus, written: list[Path]) -> Iterator[str]:
    yield (
        f"{summary['method']}: {summary['n_votes']:,} votes of {summary['n_annotators']:,} annotators "
        f"on {summary['n_items']:,} items."
    )
    yield (
        f"  {summary['n_decided']:,} decided, {summary['n_tied']:,} tied, "
        f"{summary['n_low_posterior']:,} below the least posterior."
    )
    if summary["iterations"]:
        yield f"  {summary['iterations']} iterations, {summary['stopped']}."
    if summary["n_replaced"]:
        yield f"  Replaced by a later vote of the same annotator on the same item: {summary['n_replaced']:,}."
    if summary["n_repeats"]:
        yield f"  Of a later occasion and left out: {summary['n_repeats']:,}."
    if summary["n_gold_clamped"] or summary["n_gold_unseen"]:
        held, unseen = summary["n_gold_clamped"], summary["n_gold_unseen"]
        yield f"  Gold items held at their label: {held:,}; without votes: {unseen:,}."
    yield ""
    yield "  annotators, least accurate first:"
    known = sorted(
        ((one.accuracy, one) for one in found.annotators if one.accuracy is not None),
        key=lambda pair: (pair[0], pair[1].annotator),
    )
    for accuracy, one in known[:MOST_SHOWN]:
        yield f"    {one.annotator:<20}{accuracy:.3f}  {one.low:.3f} – {one.high:.3f}  {one.n_votes:,} votes"
    if len(known) > MOST_SHOWN:
        yield f"    and {len(known) - MOST_SHOWN:,} more"
    if len(known) < len(found.annotators):
        yield f"    {len(found.annotators) - len(known):,} with nothing to compare with"
    yield from (f"written: {path}" for path in written)
