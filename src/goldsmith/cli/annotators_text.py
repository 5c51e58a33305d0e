"""What is known of annotators, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST_SHOWN = 40  # annotators
FOUND = {
    "drift": "agrees less and less",
    "spam": "not told from random answers",
    "speed": "fast answers agree less",
    "bias": "uses a label unlike the others",
}


def lines(head: str, report: Mapping[str, Any] | None, undefined: str) -> Iterator[str]:
    """Yield the report of annotators; head: what it is of."""
    yield head
    if report is None or undefined:
        yield f"  {undefined}"
        return
    yield (
        f"  {report['n_votes']:,} votes of {report['n_annotators']:,} annotators on {report['n_items']:,} items; "
        f"{report['n_pairable']:,} have two votes or more."
    )
    yield ""
    yield "  who agrees least with the rest first, those with few votes drawn to the others:"
    yield f"  {'annotator':<20}{'shared':>7}  {'agreement with the rest':<25}{'right, by Dawid-Skene':<25}found"
    for row in report["rows"][:MOST_SHOWN]:
        yield (
            f"  {row['name'][:19]:<20}{row['n_shared']:>7,}  {_measured(row['agreement']):<25}"
            f"{_measured(row['ability']):<25}{'; '.join(_found(row))}"
        ).rstrip()
    if len(report["rows"]) > MOST_SHOWN:
        yield f"  and {len(report['rows']) - MOST_SHOWN:,} more; --json has them all."
    yield from _groups(report["groups"])
    yield ""
    choices = report["choices"]
    yield f"Intervals: {choices['interval']}. Order of time: {choices['order_of_time']}. Seed {choices['seed']}."
    yield f"Drift, {choices['drift']}; spam, {choices['spam']}; the others, {choices['bias_and_speed']}."
    yield "What is found is where to look, not a judgement: read the items behind it first."


def _measured(found: Mapping[str, Any]) -> str:
    if found["value"] is None:
        return "–"
    band = "no interval" if found["low"] is None else f"{found['low']:.3f} – {found['high']:.3f}"
    return f"{found['value']:.3f}  {band}"


def _found(row: Mapping[str, Any]) -> Iterator[str]:
    for flag in row["flags"]:
        if flag == "drift":
            before, after = row["drift"]["before"]["value"], row["drift"]["after"]["value"]
            yield f"{FOUND[flag]} ({before:.2f}, then {after:.2f} from vote {row['drift']['turn'] + 1:,} on)"
        elif flag == "bias":
            use = next(use for use in row["uses"] if use["is_flagged"])
            yield f"gives {use['label']} in {use['own']:.0%} of votes, the others in {use['rest']:.0%}"
        else:
            yield FOUND[flag]


def _groups(groups: Mapping[str, Any] | None) -> Iterator[str]:
    if groups is None:
        return
    yield ""
    if groups["within"] is not None and groups["between"] is not None:
        chance = "" if groups["p"] is None else f"; so much more by chance: {groups['p']:.3f}"
        yield f"  groups: two of one group agree in {groups['within']:.1%}, of two in {groups['between']:.1%}{chance}"
    if groups["undefined"]:
        yield f"  groups: {groups['undefined']}"
    for row in groups["rows"]:
        yield f"    {row['group'] or '(none)':<18}{row['n_annotators']:>4,} people  {row['n_votes']:>8,} votes"
        if row["with_anchor"]["n"]:
            yield f"      with the anchor: {_measured(row['with_anchor'])} on {row['with_anchor']['n']:,} votes"
        for leaning in row["leanings"][:3]:
            yield f"      {leaning['label']}: {leaning['own']:.1%}, where the anchor has {leaning['anchor']:.1%}"
