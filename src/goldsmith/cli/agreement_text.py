"""An agreement report as lines of text: what was counted first, then each value with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_PAIRS = 20
FOUND = ("f1_50", "f1_75", "same_count")  # of what there is on finding, what is shown
NAMES = {
    "percent": "percent agreement",
    "cohen_kappa": "Cohen's kappa",
    "fleiss_kappa": "Fleiss' kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "gwet_ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan-Prediger",
    "conger_kappa": "Conger's kappa",
    "scott_pi": "Scott's pi",
    "weighted_cohen_kappa": "Cohen, quadratic weights",
    "weighted_fleiss_kappa": "Fleiss, quadratic weights",
    "weighted_conger_kappa": "Conger, quadratic weights",
    "gwet_ac2": "Gwet's AC2, quadratic",
    "weighted_brennan_prediger": "Brennan-Prediger, quadratic",
    "icc_1": "ICC(1)",
    "icc_a_1": "ICC(A,1), agreement",
    "icc_c_1": "ICC(C,1), consistency",
    "jaccard_alpha": "alpha (Jaccard)",
    "f1_50": "found: F1 at IoU .5",
    "f1_75": "found: F1 at IoU .75",
    "same_count": "found: same number",
    "mean_iou": "drawn: mean IoU",
    "distance_alpha": "drawn: alpha by distance",
}


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report of one question, as the API answers it."""
    yield f"{found['question']}: {found['scope']}"
    for exclusion in found["exclusions"]:
        yield f"  left out: {exclusion}"
    report = found["report"]
    if report is None:
        yield f"  {found['undefined']}"
        return
    yield from {"given": _given, "found": _found, "areas": _areas}[report["units"]](report)
    found_ones = {name: report["found"][name] for name in FOUND} if "found" in report else {}
    yield from _missing({**report.get("coefficients", {}), **found_ones, **report.get("drawn", {})})
    yield ""
    yield "Intervals: for these people, then for people like these. Low agreement points first to the guideline."


def file_lines(name: str, found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the report of a file of votes."""
    counts = (f"{found['n_' + what]:,} {what}" for what in ("votes", "items", "annotators"))
    yield f"{name}: {', '.join(counts)}; {found['n_pairable']:,} items have two votes or more."
    choices = found["choices"]
    labels = choices["labels"]
    if labels is not None:
        yield f"  {choices['level']} labels: {_listed(labels)}"
    if found["n_replaced"]:
        yield f"  left out: {_votes(found['n_replaced'], 'earlier')} of an annotator on the same item"
    if found["n_repeats"]:
        yield f"  left out: {_votes(found['n_repeats'], 'later')}: repeats on another occasion"
    if found["n_exposed"]:
        yield f"  left out: {found['n_exposed']:,} votes given with a suggestion in sight, not blind"
    yield ""
    estimates = found["coefficients"]
    yield from (_estimate(key, one) for key, one in estimates.items())
    if found["per_label"]:
        yield ""
        yield "  labels, least agreed first (alpha against the rest):"
        yield from (_estimate(label, row["krippendorff_alpha"]) for label, row in found["per_label"].items())
    if found["pairs"]:
        yield ""
        yield "  who with whom, least agreed first, those with few items drawn to the rest"
        yield "  (Cohen's kappa, share of equal labels, items):"
        yield from map(_pair, found["pairs"][:MOST_PAIRS])
    left_out = len(found["pairs"]) - MOST_PAIRS + found["n_pairs_left_out"]
    if left_out > 0:
        not_told = (
            f", {found['n_pairs_left_out']:,} of them not computed" if found["n_pairs_left_out"] else ""
        )
        yield f"  and {left_out:,} more pairs{not_told}"
    yield ""
    for flag in sorted({told for one in estimates.values() for told in one["flags"].values()}):
        yield f"  Note: {flag}"
    yield from _missing(estimates)
    if choices["level"] != "nominal":
        level = choices["level"]
        yield f"  Note: alpha and the last ones know the {level} level; for the others labels differ or not."
    yield from _plan(found.get("plan"))
    yield from _ceiling(found.get("ceiling"))
    yield (
        f"Intervals, 95 %: for these people, then for people like these; {choices.get('resampling_unit', 'item')}s "
        f"resampled {choices['replicates']:,} times, seed {choices['seed']}."
    )


def _plan(plan: Mapping[str, Any] | None) -> Iterator[str]:
    if plan is None:
        return
    if plan["undefined"]:
        yield f"  No plan: {plan['undefined']['why']}"
        return
    width = f"± {plan['half_width']:g}"
    yield f"  Alpha within {width} for these people takes {plan['items_these_people']:,} items voted on like these."
    if plan["no_people"]:
        yield f"  For people like these: {plan['no_people']['why']}"
    else:
        people, items = plan["people_like_these"], plan["items_with_them"]
        yield f"  For people like these it takes {people:,} annotators and {items:,} items."
    if plan["floor_people"] is not None:
        yield f"  With the annotators of now, no number of items brings that below ± {plan['floor_people']:.3f}."
    yield ""


def _ceiling(found: Mapping[str, Any] | None) -> Iterator[str]:
    if found is None:
        return
    if found["undefined"]:
        yield f"  No ceiling: {found['undefined']['why']}"
        return
    yield f"  The best accuracy that a model can show, by {found['votes_read']} votes on {found['n_items']:,} items:"
    for n, (low, high) in found["of_votes"].items():
        against = "one person's label" if n == "1" else f"the majority of {n} votes"
        yield f"    against {against:<24} {low:.3f} to {high:.3f}"
    yield "  What parts the lines is noise that more votes remove."
    yield ""


def _listed(labels: Sequence[str], most: int = 12) -> str:
    return ", ".join(labels[:most]) + (f" and {len(labels) - most:,} more" if len(labels) > most else "")


def _votes(n: int, which: str) -> str:
    return f"{n:,} {which} vote" + ("" if n == 1 else "s")


def _missing(estimates: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield why values that are shown have no interval: each reason once, with their names where it is not all."""
    valued = {NAMES.get(name, name): one for name, one in estimates.items() if one["value"] is not None}
    told: dict[tuple[str, str], list[str]] = {}
    for name, one in valued.items():
        for lack in _lacks(one):
            told.setdefault(lack, []).append(name)
    for (whose, why), names in told.items():
        of = f" of {', '.join(names)}" if len(names) < len(valued) else ""
        yield f"  No interval{of}{whose}: {why}"


def _lacks(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (for whom, why) of each interval that a value has not."""
    inner, outer = (one[which] and one[which]["why"] for which in ("no_interval", "no_people"))
    if inner and inner == outer:
        return [("", inner)]
    both = ((" for these people", inner), (" for people like these", outer))
    return [(whose, why) for whose, why in both if why]


def _pair(row: Mapping[str, Any]) -> str:
    kappa = "   none" if row["cohen_kappa"] is None else f"{row['cohen_kappa']:7.3f}"
    return f"  {row['a'] + ', ' + row['b']:<28}{kappa}  {row['percent']:7.3f}  {row['n']:,}"


def _given(report: Mapping[str, Any]) -> Iterator[str]:
    counted = report["counted"]
    chance = counted["pairs_by_chance"]
    by_chance = "" if chance is None else f"; {chance:,.0f} would by chance"
    yield f"  {counted['pairs_agreeing']:,} of {counted['pairs']:,} pairs agree{by_chance}."
    yield ""
    yield from (_estimate(name, one) for name, one in report["coefficients"].items())
    yield ""
    yield "  labels, least agreed first:"
    yield from (_estimate(row["label"], row["alpha"]) + _confused(row) for row in report["per_label"])


def _found(report: Mapping[str, Any]) -> Iterator[str]:
    counted = report["counted"]
    yield f"  {counted['objects_matched']:,} of {counted['objects']:,} objects have a partner."
    yield ""
    yield from (_estimate(name, report["found"][name]) for name in FOUND)
    for row in report["named"]:
        if row["iou"] in (0.3, 0.5, 0.7):
            yield _estimate(f"named: same at IoU {row['iou']:g}", row["same_label"])
    yield from (_estimate(name, one) for name, one in report["drawn"].items())
    yield ""
    yield "  labels, least agreed first (F1):"
    yield from (_estimate(row["label"], row["f1"]) + _confused(row) for row in report["per_label"])


def _areas(report: Mapping[str, Any]) -> Iterator[str]:
    counted = report["counted"]
    yield f"  {counted['pixels_same']:,} of {counted['pixels']:,} pixels of two answers bear the same label."
    yield ""
    yield from (_estimate(name, one) for name, one in report["coefficients"].items())
    yield ""
    yield "  labels, least agreed first (IoU):"
    yield from (_estimate(row["label"], row["iou"]) for row in report["per_label"])


def _estimate(name: str, one: Mapping[str, Any]) -> str:
    told = f"  {NAMES.get(name, name):<28}"
    if one["value"] is None:
        return f"{told}undefined: {one['undefined']['why']}"
    these, like_these = (_interval(one["low" + who], one["high" + who]) for who in ("", "_people"))
    return f"{told}{one['value']:7.3f}  {these}  {like_these}"


def _interval(low: float | None, high: float | None) -> str:
    return "(none)".ljust(16) if low is None or high is None else f"({low:.3f} to {high:.3f})"


def _confused(row: Mapping[str, Any]) -> str:
    other = row["confused_with"]
    return f"  with {other['label']} in {other['pairs']:,} pairs" if other else ""
