"""`dedup` and `leaks`: copies within a file of texts, and across a training set and a test set."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from goldsmith.cli.common import AS_JSON, is_project, tell
from goldsmith.errors import GoldsmithError
from goldsmith.textfile import TEXT_NAMES, read_hits, read_texts

if TYPE_CHECKING:
    from goldsmith.dedup import Canaries, Comparison, Duplicates, Leaks

FEW = 5  # pairs that are printed
MOST_LABELS = 20

SOURCE = click.Path(path_type=Path, exists=True)
TARGET = click.Path(path_type=Path, dir_okay=False)
TEXT = click.option(
    "--text", metavar="COLUMN", help=f"The column of texts; {', '.join(TEXT_NAMES)} are known."
)
ID = click.option(
    "--id", "id_column", metavar="COLUMN", help="The column of ids; else the number of the row."
)
THRESHOLD = click.option(
    "--threshold",
    default=None,
    type=click.FloatRange(0, 1, min_open=True),
    help="Least share of shingles in common (0.5); of images, least correlation (0.9); of recordings, share of peaks "
    "(0.1); of vectors, least cosine (0.9).",
)
SHINGLES = 0.5
SEED = click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Of the hashes.")


class Refusal(click.ClickException):
    """A refusal of a command whose status 1 means a finding: status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=True, file=file)


def _refusing_with_2(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except GoldsmithError as error:
            raise Refusal(str(error)) from error
        except OSError as error:  # of standard output: a full disk is no leak
            raise Refusal(f"The report cannot be written: {error.strerror}.") from error

    return guarded


@click.command()
@click.argument("source", metavar="FILE|FOLDER|PROJECT", type=SOURCE)
@TEXT
@ID
@THRESHOLD
@SEED
@click.option("--out", type=TARGET, help="Write id, cluster, component, representative, similarity as CSV.")
@click.option("--pairs", type=TARGET, help="Write the links as CSV: a, b, similarity, evidence.")
@AS_JSON
def dedup(
    source: Path,
    text: str | None,
    id_column: str | None,
    threshold: float | None,
    seed: int,
    out: Path | None,
    pairs: Path | None,
    as_json: bool,
) -> None:
    """Find copies and near-copies in a table of texts, or a FOLDER of images, recordings or .txt files.

    A FILE.npy of vectors, a row for each item, finds paraphrases as the model that made them sees them.
    In a PROJECT, new items are compared with all earlier ones, and pairs wait on its page Clean.
    """
    if is_project(source):
        from goldsmith.cli.clean import dedup_project

        if any(each is not None for each in (text, id_column, out, pairs)):
            raise click.UsageError("--text, --id, --out and --pairs go with files; this is a project.")
        dedup_project(source, threshold=threshold, as_json=as_json)
        return

    from goldsmith.cli.dedup_media import dedup_media, medium_of

    medium = medium_of(source)
    if medium is not None:
        _texts_only(text, id_column)
        dedup_media(source, medium, threshold=threshold, out=out, pairs=pairs, as_json=as_json)
        return
    threshold = SHINGLES if threshold is None else threshold

    from numpy.random import default_rng

    from goldsmith.dedup import canary_recall, near_duplicates
    from goldsmith.tables import refuse_overwriting, write_csv

    refuse_overwriting([source], [out, pairs])
    given = read_texts(source, text, id_column)
    found = near_duplicates(given.texts, ids=given.ids, threshold=threshold, seed=seed)
    canaries = canary_recall(given.texts, rng=default_rng(seed), threshold=threshold, seed=seed)
    if out is not None:
        names = ("id", "cluster", "component", "representative", "similarity")
        write_csv(out, names, _cluster_rows(given.ids, found))
    if pairs is not None:
        rows = ((given.ids[x.a], given.ids[x.b], round(x.similarity, 4), x.evidence) for x in found.links)
        write_csv(pairs, ("a", "b", "similarity", "evidence"), rows)
    shown = _duplicates_json(given.ids, found, canaries, threshold, seed)
    tell(shown, "\n".join(_duplicates_lines(shown)), as_json=as_json)


@click.command()
@click.argument("train", type=SOURCE)
@click.argument("test", type=SOURCE)
@TEXT
@ID
@THRESHOLD
@SEED
@click.option("--label", metavar="COLUMN", help="Of tables: a column of labels, to compare their balance.")
@click.option(
    "--predictions",
    type=TARGET,
    help="A table with id, label and prediction: is the model better on items with a twin?",
)
@click.option(
    "--out", type=TARGET, help="Write all pairs as CSV: train, test, similarity, evidence, n_equal."
)
@AS_JSON
@_refusing_with_2
def leaks(
    train: Path,
    test: Path,
    text: str | None,
    id_column: str | None,
    threshold: float | None,
    seed: int,
    label: str | None,
    predictions: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Find texts, images, recordings or vectors of TEST with a twin in TRAIN.

    Status 0: none; 1: there are some; 2: it could not be done.
    """
    from goldsmith.cli.dedup_media import leaks_media, medium_of

    medium = medium_of(train, test)
    if medium is not None:
        _texts_only(text, id_column, label, predictions)
        if leaks_media(train, test, medium, threshold=threshold, out=out, as_json=as_json):
            raise SystemExit(1)
        return
    threshold = SHINGLES if threshold is None else threshold

    from numpy.random import default_rng

    from goldsmith import dedup as stage
    from goldsmith.tables import digest_of, refuse_overwriting, write_csv

    refuse_overwriting([train, test, predictions], [out])
    old, new = read_texts(train, text, id_column), read_texts(test, text, id_column)
    is_right = None if predictions is None else read_hits(predictions, new.ids, id_column)
    found = stage.leaks(old.texts, new.texts, threshold=threshold, seed=seed, is_right=is_right)
    canaries = stage.canary_recall(
        [*old.texts, *new.texts], rng=default_rng(seed), threshold=threshold, seed=seed
    )
    shown = _leaks_json(old.ids, new.ids, found, canaries, threshold, seed)
    shown["files"] = [
        {"name": str(path), "sha256": digest_of(path)} for path in (train, test) if path.is_file()
    ]
    shown["labels"] = None if label is None else _balance({"train": train, "test": test}, label)
    if out is not None:
        names = ("train", "test", "similarity", "evidence", "n_equal")
        write_csv(out, names, ([pair[name] for name in names] for pair in shown["pairs"]))
    tell(shown, "\n".join(_leaks_lines(shown, found.comparison)), as_json=as_json)
    if found.pairs:
        raise SystemExit(1)


def _texts_only(*given: object) -> None:
    if any(each is not None for each in given):
        raise click.UsageError("--text, --id, --label and --predictions go with tables of texts.")


# telling -------------------------------------------------------------------------------------------------------------


def _cluster_rows(ids: Sequence[str], found: Duplicates) -> Iterable[tuple[object, ...]]:
    columns = (found.cluster + 1, found.component + 1, found.representative, found.similarity.round(4))
    for ident, *rest in zip(ids, *(column.tolist() for column in columns), strict=True):
        cluster, component, representative, similarity = rest
        yield ident, cluster, component, ids[representative], similarity


def _duplicates_json(
    ids: Sequence[str], found: Duplicates, canaries: Sequence[Canaries], threshold: float, seed: int
) -> dict[str, Any]:
    members: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row, (head, similarity) in enumerate(
        zip(found.representative.tolist(), found.similarity.tolist(), strict=True)
    ):
        if head != row:
            members[head].append({"id": ids[row], "similarity": round(similarity, 4)})
    evidence = Counter(link.evidence for link in found.links)
    sizes = Counter(found.component.tolist())
    return {
        "n": len(ids),
        "n_empty": len(found.empty),
        "n_links": {name: evidence[name] for name in ("exact", "normalised", "near")},
        "n_repeats": found.n_repeats,
        "n_clusters": len(members),
        "n_components": sum(size > 1 for size in sizes.values()),
        "largest_component": max(sizes.values()),
        "threshold": threshold,
        "seed": seed,
        "canaries": [asdict(canary) for canary in canaries],
        "clusters": [{"representative": ids[head], "members": members[head]} for head in sorted(members)],
        "empty": [ids[row] for row in found.empty.tolist()],
    }


def _duplicates_lines(shown: dict[str, Any]) -> Iterable[str]:
    links = shown["n_links"]
    yield f"{shown['n']:,} texts, {shown['n_empty']:,} of them empty."
    yield (
        f"Links: {links['exact']:,} exact, {links['normalised']:,} but for case and blanks, {links['near']:,} near "
        f"(similarity from {shown['threshold']:g})."
    )
    yield (
        f"For labeling: texts that repeat another, each checked against it: {shown['n_repeats']:,}, "
        f"of {shown['n_clusters']:,} representatives."
    )
    yield (
        f"For splitting: components of linked texts to keep on one side: {shown['n_components']:,}, "
        f"the largest of {shown['largest_component']:,}."
    )
    yield _canary_line(shown["canaries"])


def _leaks_json(
    old: Sequence[str],
    new: Sequence[str],
    found: Leaks,
    canaries: Sequence[Canaries],
    threshold: float,
    seed: int,
) -> dict[str, Any]:
    return {
        "n_train": len(old),
        "n_test": found.n_test,
        "n_empty": found.n_empty,
        "n_twinned": found.n_twinned,
        "share": found.share,
        "n_by_evidence": dict(found.n_by_evidence),
        "threshold": threshold,
        "seed": seed,
        "comparison": None if found.comparison is None else asdict(found.comparison),
        "canaries": [asdict(canary) for canary in canaries],
        "pairs": [
            {
                "train": old[pair.train],
                "test": new[pair.test],
                "similarity": round(pair.similarity, 4),
                "evidence": pair.evidence,
                "n_equal": pair.n_equal,
            }
            for pair in found.pairs
        ],
    }


def _leaks_lines(shown: dict[str, Any], comparison: Comparison | None) -> Iterable[str]:
    if not shown["pairs"]:
        yield (
            f"Found no twin in train for any of {shown['n_test']:,} test texts "
            f"(similarity from {shown['threshold']:g})."
        )
    else:
        by = shown["n_by_evidence"]
        yield (
            f"{shown['n_twinned']:,} of {shown['n_test']:,} test texts ({shown['share']:.1%}) have a twin in train: "
            f"{by['exact']:,} exact, {by['normalised']:,} but for case and blanks, {by['near']:,} near."
        )
        for pair in shown["pairs"][:FEW]:
            yield f"  test {pair['test']} ~ train {pair['train']}  {pair['similarity']:.2f}  {pair['evidence']}"
        if len(shown["pairs"]) > FEW:
            yield f"  … {len(shown['pairs']) - FEW:,} more pairs: --out FILE or --json lists all."
    yield _canary_line(shown["canaries"])
    if comparison is not None:
        yield _comparison_line(comparison)
    if shown["labels"] is not None:
        yield from _balance_lines(shown["labels"])


def _balance(files: dict[str, Path], label: str) -> dict[str, dict[str, int]]:
    """Return label → part → rows that have it, the most frequent first."""
    from goldsmith.tables import find_column, read_table

    cells: Counter[tuple[str, str]] = Counter()
    for part, file in files.items():
        table = read_table(file)
        column = table.column(find_column(table, label, (), what="label", option="--label"))
        cells.update((each, part) for each in column if each is not None)
    total: Counter[str] = Counter()
    for (each, _), n in cells.items():
        total[each] += n
    return {each: {part: cells[each, part] for part in files} for each, _ in total.most_common()}


def _balance_lines(labels: dict[str, dict[str, int]]) -> Iterable[str]:
    sizes = {part: sum(row[part] for row in labels.values()) for part in ("train", "test")}
    yield f"Labels, of {sizes['train']:,} in train and {sizes['test']:,} in test:"
    for label, row in list(labels.items())[:MOST_LABELS]:
        shares = [f"{row[part] / sizes[part]:.1%} of {part}" for part in row if sizes[part]]
        yield f"  {label}: {', '.join(shares)}"
    if len(labels) > MOST_LABELS:
        yield f"  … {len(labels) - MOST_LABELS:,} more labels: --json lists all."
    lost = [label for label, row in labels.items() if row["test"] and not row["train"]]
    if lost:
        yield f"In test and never in train: {', '.join(lost[:MOST_LABELS])}."


def _comparison_line(found: Comparison) -> str:
    told = (
        f"Right on {found.n_right_twinned:,} of {found.n_twinned:,} items with a twin, "
        f"{found.n_right_free:,} of {found.n_free:,} without"
    )
    if found.difference is None or found.interval is None:
        return f"{told}: no difference to tell, one side is empty."
    low, high = found.interval
    return f"{told}: difference {found.difference:+.3f}, 95 % interval {low:+.3f} to {high:+.3f}."


def _canary_line(canaries: Sequence[dict[str, Any]]) -> str:
    told = [
        f"{canary['recall']:.2f} at {canary['edit_share']:.0%} edits"
        for canary in canaries
        if canary["recall"] is not None
    ]
    if not told:
        return "No planted copies were tried: every text is too short to edit."
    return f"Of {canaries[0]['n']:,} planted near-copies it finds: {', '.join(told)}."
