"""What whole answers come to, told and written: numbers, objects, masks and texts, as against single labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith.cli.common import tell
from goldsmith.errors import InvalidInput
from goldsmith.model import Question, canonical

if TYPE_CHECKING:  # numpy loads when a command runs
    from goldsmith.consensus.joined import Cast, Joined
    from goldsmith.votes import Votes

MOST_SHOWN = 10  # annotators


def cast_of_votes(votes: Votes, question: Question, gold: Mapping[str, str]) -> Cast:
    """Return the votes of a plain file as answers of a question whose values are numbers or texts."""
    from goldsmith.consensus.joined import Cast
    from goldsmith.kinds import HasNumbers, get

    is_number = isinstance(get(question.kind), HasNumbers)
    answers: dict[str, dict[str, Any]] = {}
    for item, who, label in zip(
        votes.item.tolist(), votes.annotator.tolist(), votes.label.tolist(), strict=True
    ):
        said = votes.labels[label]
        answers.setdefault(votes.items[item], {})[votes.annotators[who]] = float(said) if is_number else said
    held = {item: _number(item, said) if is_number else said for item, said in gold.items()}
    return Cast(question, answers, held)


def _number(item: str, said: str) -> float:
    try:
        return float(said)
    except ValueError:
        raise InvalidInput(
            "consensus.gold_no_number",
            f"The gold of {item!r} is {said!r}.",
            where="--gold",
            mend="Give numbers, or choose a method for labels.",
        ) from None


def join(cast: Cast, method: str, min_posterior: float) -> Joined:
    """Return what the answers come to; raise InvalidInput for a method that cannot decide such answers."""
    from goldsmith.consensus.ways import ways

    known = ways(cast.question)
    if method not in known:
        raise InvalidInput(
            "consensus.not_this_kind",
            f"{method} cannot decide answers of kind {cast.question.kind}.",
            where=f'question "{cast.question.key}"',
            mend=f"Known: {', '.join(known)}.",
        )
    return known[method].join(cast, min_posterior=min_posterior)


def show(found: Joined, cast: Cast, out: Path | None, annotators: Path | None, *, as_json: bool) -> None:
    """Write and print what answers come to."""
    from goldsmith.tables import write_csv

    rows = [_row(cast, made) for made in found.made]
    if out is not None and out.suffix.lower() == ".csv":
        names = list(dict.fromkeys(name for row in rows for name in row))
        write_csv(out, names, [[row.get(name) for name in names] for row in rows])
    elif out is not None:
        out.write_text("".join(f"{canonical(row)}\n" for row in rows), encoding="utf-8")
    if annotators is not None:
        write_csv(annotators, ("annotator", "n_votes", "measure", "value", "low", "high"), _people(found))
    whys = Counter(made.why_open for made in found.made)
    summary = {
        "method": found.method,
        "question": cast.question.key,
        "kind": cast.question.kind,
        "n_items": len(found.made),
        "n_annotators": len(found.annotators),
        "n_decided": whys[None],
        "n_tied": whys["tie"],
        "n_low_posterior": whys["low_posterior"],
        "n_no_answer": whys["no_answer"],
        "n_gold_clamped": found.n_clamped,
        "n_gold_unseen": found.n_gold_unseen,
        "iterations": found.iterations,
        "stopped": found.stopped,
        "choices": dict(found.choices),
    }
    details = {"items": rows, "annotators": [one.to_json() for one in found.annotators]}
    written = [path for path in (out, annotators) if path is not None]
    tell(summary | details if as_json else None, "\n".join(_lines(summary, found, written)), as_json=as_json)


def _row(cast: Cast, made: Any) -> dict[str, Any]:
    value = None if made.value is None else cast.kind.dump(made.value)
    posterior = None if made.posterior is None else round(made.posterior, 6)
    told = {"why_open": made.why_open, "posterior": posterior, "entropy": round(made.entropy, 6)}
    return {"item": made.item, "value": value, **told, **made.told}


def _people(found: Joined) -> Iterator[list[object]]:
    for one in found.annotators:
        for name, measure in one.every_measure().items():
            figures = (measure.value, measure.low, measure.high)
            yield [one.annotator, one.n_votes, name, *(None if f is None else round(f, 6) for f in figures)]


def _lines(summary: Mapping[str, Any], found: Joined, written: list[Path]) -> Iterator[str]:
    yield (
        f"{summary['method']}: answers of {summary['n_annotators']:,} annotators "
        f"on {summary['n_items']:,} items ({summary['kind']})."
    )
    yield (
        f"  {summary['n_decided']:,} decided, {summary['n_tied']:,} tied, "
        f"{summary['n_low_posterior']:,} below the least posterior."
    )
    if summary["n_no_answer"]:
        yield f"  Decided part by part, but no legal answer together: {summary['n_no_answer']:,}."
    if summary["iterations"]:
        yield f"  {summary['iterations']} iterations, {summary['stopped']}."
    if summary["n_gold_clamped"] or summary["n_gold_unseen"]:
        held, unseen = summary["n_gold_clamped"], summary["n_gold_unseen"]
        yield f"  Gold items held at their value: {held:,}; without answers: {unseen:,}."
    for name in dict.fromkeys(name for one in found.annotators for name in one.every_measure()):
        yield ""
        yield f"  {name.replace('_', ' ')}:"
        known = [(one, one.every_measure()[name]) for one in found.annotators if name in one.every_measure()]
        for one, measure in known[:MOST_SHOWN]:
            if measure.value is None:
                why = f"  {measure.undefined}" if measure.undefined else ""
                yield f"    {one.annotator:<20}undefined  {one.n_votes:,} answers{why}"
            else:
                interval = "" if measure.low is None else f"{measure.low:.3f} – {measure.high:.3f}  "
                yield f"    {one.annotator:<20}{measure.value:.3f}  {interval}{one.n_votes:,} answers"
        if len(known) > MOST_SHOWN:
            yield f"    and {len(known) - MOST_SHOWN:,} more"
    yield from (f"written: {path}" for path in written)
