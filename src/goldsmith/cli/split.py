"""`goldsmith split`: the rows of a plain file in parts, groups whole and labels in proportion."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from goldsmith.cli.common import AS_JSON, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goldsmith.split import RowSplit, TimeSplit
    from goldsmith.split.from_tables import Row

FILE = click.Path(path_type=Path, dir_okay=False)
MOST_SHOWN = 10


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--ratios",
    "shares",
    required=True,
    metavar="PART=SHARE,…",
    help="train=0.8,validation=0.1,test=0.1 say; the shares make 1.",
)
@click.option("--id", "id_column", metavar="COLUMN", help="The column that identifies a row.")
@click.option("--stratify", metavar="COLUMN", help="Keep this column's values in proportion in every part.")
@click.option(
    "--group", "group_columns", multiple=True, metavar="COLUMN", help="Rows that share a value stay together."
)
@click.option("--clusters", type=FILE, help="Near-duplicates: a table of id and component, or cluster.")
@click.option("--previous", type=FILE, help="An earlier splits.csv: what is in it never moves.")
@click.option(
    "--test",
    "external",
    type=FILE,
    help="An external test set: its ids, and what belongs to them, are `test`.",
)
@click.option(
    "--by-hash", is_flag=True, help="The hash of the group's key decides, for rows that come one by one."
)
@click.option("--time", "time_column", metavar="COLUMN", help="When each row is from; goes with --cut.")
@click.option("--cut", metavar="DATE", help="What is wholly from then on is the part `test`.")
@click.option(
    "--crossing",
    type=click.Choice(["train", "embargo"]),
    default="train",
    show_default=True,
    help="Where groups on both sides of the cut go: the first part, or one that is left out.",
)
@click.option("--seed", default=0, show_default=True)
@click.option("--out", type=FILE, default=Path("splits.csv"), show_default=True)
@AS_JSON
def split(
    file: Path,
    shares: str,
    id_column: str | None,
    stratify: str | None,
    group_columns: tuple[str, ...],
    clusters: Path | None,
    previous: Path | None,
    external: Path | None,
    by_hash: bool,
    time_column: str | None,
    cut: str | None,
    crossing: Literal["train", "embargo"],
    seed: int,
    out: Path,
    as_json: bool,
) -> None:
    """Split the rows of FILE (CSV, TSV, JSON, JSONL, Parquet) and write id, part and group of each.

    Rows that are linked, through others too, are one group, and a group is never on two sides. A newcomer that would
    join items of two parts is put in the part `quarantine`.
    """
    from goldsmith.errors import InvalidInput
    from goldsmith.split import AFTER, split_rows, time_split, times_of
    from goldsmith.split.array_split import METHOD
    from goldsmith.split.from_tables import (
        External,
        Previous,
        hash_rows,
        parse_ratios,
        read_clusters,
        read_external,
        read_ids,
        read_previous,
        refuse_unlinked,
        with_external,
    )
    from goldsmith.split.split_rows import check_parts
    from goldsmith.tables import (
        ID_COLUMNS,
        digest_of,
        find_column,
        optional_column,
        read_table,
        refuse_overwriting,
        write_csv,
    )

    refuse_overwriting([file, clusters, external], [out])
    _refuse_replacing(out, previous)
    has_placed = previous is not None or external is not None
    if (time_column is None) != (cut is None) or (cut is not None and has_placed):
        raise click.UsageError("--time and --cut go together, and not with --previous or --test.")
    if by_hash and (has_placed or cut or stratify or clusters or len(group_columns) > 1):
        raise click.UsageError(
            "--by-hash sees one row at a time: it goes with --ratios, --id, one --group and --seed."
        )
    ratios = parse_ratios(shares)
    check_parts(ratios)
    table = read_table(file)
    key = optional_column(table, id_column, ID_COLUMNS, what="id", option="--id")
    if key is None and (has_placed or by_hash):
        raise InvalidInput(
            "split.no_id_column",
            "Row numbers cannot be matched with another file: they change when rows come or go.",
            where=f"{file}, columns {', '.join(table.names)}",
            mend="Name the column that identifies a row with --id.",
        )
    ids = [str(row) for row in range(1, table.n_rows + 1)] if key is None else read_ids(table, key)
    if by_hash:
        groups = [
            table.column(find_column(table, name, (), what="group", option="--group"))
            for name in group_columns
        ]
        rows = hash_rows(ids, groups[0] if groups else [None] * len(ids), ratios, seed)
        told = _split_by_hash(rows, ratios, out, seed)
        tell(told, _hash_text(told), as_json=as_json)
        return
    present = set(ids)
    before = Previous({}, {}) if previous is None else read_previous(read_table(previous), ratios)
    outside = External([], {})
    if external is not None:
        if AFTER not in ratios:
            raise click.UsageError("--test needs a part `test` in --ratios.")
        outside = read_external(read_table(external), group_columns)
        before = with_external(before, outside, external, AFTER)
    absent = sorted(before.parts.keys() - present)
    links = [
        table.column(find_column(table, name, (), what="group", option="--group"))
        + [outside.values.get(name, {}).get(ident) for ident in absent]
        for name in group_columns
    ]
    cluster_of = {} if clusters is None else read_clusters(read_table(clusters))
    if group_columns:
        linked = cluster_of.keys() | (
            set(outside.ids) if len(outside.values) == len(group_columns) else set()
        )
        refuse_unlinked([ident for ident in absent if ident not in linked])
    links.append([cluster_of.get(ident) for ident in [*ids, *absent]])
    column = None if stratify is None else find_column(table, stratify, (), what="label", option="--stratify")
    labels = None if column is None else table.column(column)
    timed = None
    if cut is None:
        found = split_rows(
            ids, ratios=ratios, links=links, labels=labels, previous=before.parts, absent=absent, seed=seed
        )
    else:
        rows_named = [table.row_name(row) for row in range(table.n_rows)]
        told_times = table.column(find_column(table, time_column, (), what="time", option="--time"))
        times, at = times_of(told_times, cut, where=rows_named)
        timed = time_split(
            ids, times=times, cut=at, ratios=ratios, links=links, labels=labels, crossing=crossing, seed=seed
        )
        found = timed.rows
    rows = [*zip(ids, found.parts, found.groups, strict=True)]
    rows += [(ident, before.parts[ident], before.groups[ident]) for ident in absent]
    write_csv(out, ("id", "part", "group"), rows)
    told = {
        "out": str(out),
        "sha256": digest_of(out),
        "method": METHOD,
        "seed": seed,
        "ratios": ratios,
        "ids": key or "row numbers",
        **_report(found),
        "cut": None if timed is None else _cut(timed, cut, crossing),
        "n_kept": len(before.parts) - len(absent),
        "n_absent": len(absent),
        "n_without_cluster": len(present - cluster_of.keys()) if clusters else 0,
        "n_clusters_ignored": len(cluster_of.keys() - present - set(absent)),
    }
    tell(told, _text(told), as_json=as_json)


def _refuse_replacing(out: Path, previous: Path | None) -> None:
    from goldsmith.errors import InvalidInput

    source = click.get_current_context().get_parameter_source("out")
    if source is ParameterSource.DEFAULT and out.exists() and previous is None:
        raise InvalidInput(
            "split.exists",
            "There is an earlier split already, and a later one may have to build on it.",
            where=str(out),
            mend="Build on it with --previous, or say with --out which file to write.",
        )


def _split_by_hash(rows: Sequence[Row], ratios: dict[str, float], out: Path, seed: int) -> dict[str, Any]:
    """Write the rows and return the report."""
    from goldsmith.split.streamed import METHOD
    from goldsmith.tables import digest_of, write_csv

    write_csv(out, ("id", "part", "group"), rows)
    parts = {part: sum(1 for _, at, _ in rows if at == part) for part in ratios}
    return {
        "out": str(out),
        "sha256": digest_of(out),
        "method": METHOD,
        "seed": seed,
        "ratios": ratios,
        "n_items": len(rows),
        "n_groups": len({group for *_, group in rows}),
        "parts": parts,
    }


def _hash_text(told: dict[str, Any]) -> str:
    shares = ", ".join(f"{n:,} {part}" for part, n in told["parts"].items())
    return (
        f"{told['out']}: {told['n_items']:,} items in {told['n_groups']:,} groups, by the hash of each group's key: "
        f"{shares}.\n"
        "Shares hold for groups in the long run; nothing is balanced, and near-copies are not kept together."
    )


def _cut(timed: TimeSplit, cut: str | None, crossing: str) -> dict[str, Any]:
    return {
        "at": cut,
        "n_after": timed.n_after,
        "crossing": list(timed.crossing),
        "n_crossing": timed.n_crossing,
        "crossing_in": crossing,
    }


def _report(found: RowSplit) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **asdict(found.summary),
        "worst": None if found.worst is None else asdict(found.worst),
        "n_quarantined": len(found.quarantined),
        "quarantined": list(found.quarantined),
    }


def _text(told: dict[str, Any]) -> str:
    """Return the report: a table of labels by part, then what deserves a look."""
    names = list(told["parts"])
    rows = [("", *names)]
    rows += [(label, *(f"{n[part]:,}" for part in names)) for label, n in told["labels"].items()]
    rows.append(("all", *(f"{told['parts'][part]:,}" for part in names)))
    rows.append(
        (
            "wanted",
            *(f"{told['wanted'][part]:,.1f}" if part in told["wanted"] else "by time" for part in names),
        )
    )
    width = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "  ".join(
            [row[0].ljust(width[0]), *(cell.rjust(w) for cell, w in zip(row[1:], width[1:], strict=True))]
        )
        for row in rows
    ]
    worst = told["worst"]
    lines.append(
        f"Furthest off: {worst['label'] or 'no label'} in {worst['part']}, {worst['have']:,} where "
        f"{worst['want']:,.1f} are wanted ({worst['off']:.2%})."
        if worst
        else "Every label in every part is within one item of its share."
    )
    if told["cut"]:
        at = told["cut"]
        lines.append(
            f"From {at['at']} on: {at['n_after']:,} items, in test. On both sides of it: "
            f"{at['n_crossing']:,} items of {len(at['crossing']):,} group{'s' * (len(at['crossing']) != 1)}, "
            f"{'in ' + names[0] if at['crossing_in'] == 'train' else 'in embargo, to be left out'}."
        )
    lines += [
        f"Group {giant['group']} in {giant['part']} is a giant: {giant['n_items']:,} items ({giant['share']:.1%}), "
        "more than the smallest part should hold."
        for giant in told["giants"][:MOST_SHOWN]
    ]
    lines += [f"{label} is not in {part}." for label, part in told["missing"][:MOST_SHOWN]]
    for what, n in (("groups this large", len(told["giants"])), ("missing labels", len(told["missing"]))):
        lines += [f"… and {n - MOST_SHOWN:,} more {what}."] if n > MOST_SHOWN else []
    if told["n_quarantined"]:
        some = ", ".join(told["quarantined"][:MOST_SHOWN]) + (
            ", …" if told["n_quarantined"] > MOST_SHOWN else ""
        )
        lines.append(
            f"{told['n_quarantined']:,} new items would join items of several parts; they are in quarantine: {some}."
        )
    if told["n_absent"]:
        lines.append(
            f"{told['n_absent']:,} items of the earlier split are not in the file; {told['out']} keeps their part."
        )
    if told["n_clusters_ignored"]:
        lines.append(
            f"{told['n_clusters_ignored']:,} ids of the clusters are not in the file and were ignored."
        )
    if told["n_without_cluster"]:
        lines.append(f"{told['n_without_cluster']:,} items of the file are in no row of the clusters.")
    if told["ids"] == "row numbers":
        lines.append("No id column is recognised: ids are row numbers, which no later split can build on.")
    lines.append(f"{told['out']}: {told['n_items']:,} items in {told['n_groups']:,} groups.")
    return "\n".join(lines)
