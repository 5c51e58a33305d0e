"""`dedup` and `leaks` on folders of images."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goldsmith.cli.common import tell
from goldsmith.errors import InvalidInput

FEW = 5


def dedup_images(
    folder: Path, *, threshold: float | None, out: Path | None, pairs: Path | None, as_json: bool
) -> None:
    """Tell which images of a folder are copies or near-copies of one another."""
    from goldsmith.dedup import Images, image_duplicates
    from goldsmith.dedup.images import LEAST
    from goldsmith.imagefile import read_images
    from goldsmith.tables import refuse_overwriting, write_csv

    refuse_overwriting([], [out, pairs])
    least = LEAST if threshold is None else threshold
    given = _some(Images.read(read_images(folder)), folder)
    found = image_duplicates(given, least=least)
    to_head = {frozenset((link.a, link.b)): link.similarity for link in found.links}
    if out is not None:
        columns = zip(
            given.ids, found.cluster + 1, found.component + 1, found.representative.tolist(), strict=True
        )
        rows = (
            (name, cluster, component, given.ids[head], round(to_head.get(frozenset((place, head)), 1.0), 4))
            for place, (name, cluster, component, head) in enumerate(columns)
        )
        write_csv(out, ("id", "cluster", "component", "representative", "similarity"), rows)
    if pairs is not None:
        links = ((given.ids[x.a], given.ids[x.b], round(x.similarity, 4), x.evidence) for x in found.links)
        write_csv(pairs, ("a", "b", "similarity", "evidence"), links)
    sizes = Counter(found.component.tolist())
    shown = {
        "n": len(given.ids),
        "unreadable": given.unreadable,
        "n_links": _by_evidence(link.evidence for link in found.links),
        "n_repeats": sum(head != place for place, head in enumerate(found.representative.tolist())),
        "n_components": sum(size > 1 for size in sizes.values()),
        "largest_component": max(sizes.values()),
        "threshold": least,
        "links": [
            {
                "a": given.ids[x.a],
                "b": given.ids[x.b],
                "similarity": round(x.similarity, 4),
                "evidence": x.evidence,
            }
            for x in found.links
        ],
    }
    tell(shown, "\n".join(_lines(shown)), as_json=as_json)


def leaks_images(
    train: Path, test: Path, *, threshold: float | None, out: Path | None, as_json: bool
) -> bool:
    """Tell which images of TEST have a twin in TRAIN; return whether there is one."""
    from goldsmith.dedup import Images, image_leaks
    from goldsmith.dedup.images import LEAST
    from goldsmith.imagefile import read_images
    from goldsmith.tables import refuse_overwriting, write_csv

    refuse_overwriting([], [out])
    least = LEAST if threshold is None else threshold
    old, new = (_some(Images.read(read_images(folder)), folder) for folder in (train, test))
    found = image_leaks(old, new, least=least)
    pairs = [
        {
            "train": old.ids[link.a],
            "test": new.ids[link.b],
            "similarity": round(link.similarity, 4),
            "evidence": link.evidence,
        }
        for link in found
    ]
    if out is not None:
        names = ("train", "test", "similarity", "evidence")
        write_csv(out, names, ([pair[name] for name in names] for pair in pairs))
    twinned = len({link.b for link in found})
    shown = {
        "n_train": len(old.ids),
        "n_test": len(new.ids),
        "unreadable": [*old.unreadable, *new.unreadable],
        "n_twinned": twinned,
        "share": twinned / len(new.ids),
        "n_by_evidence": _by_evidence({link.b: link.evidence for link in reversed(found)}.values()),
        "threshold": least,
        "pairs": pairs,
    }
    tell(shown, "\n".join(_leak_lines(shown)), as_json=as_json)
    return bool(found)


def _some(images: Any, folder: Path) -> Any:
    if not images.ids:
        raise InvalidInput(
            "dedup.no_image",
            "None of the files is an image that can be opened.",
            where=str(folder),
            mend="`goldsmith quality` says of each why not.",
        )
    return images


def _by_evidence(evidence: Any) -> dict[str, int]:
    counts = Counter(evidence)
    return {name: counts[name] for name in ("exact", "near", "mirrored")}


def _unreadable(shown: dict[str, Any]) -> Iterator[str]:
    names = shown["unreadable"]
    if names:
        yield f"{len(names):,} files could not be opened and were not compared: {', '.join(names[:FEW])}."


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    links = shown["n_links"]
    yield f"{shown['n']:,} images."
    yield from _unreadable(shown)
    yield (
        f"Links: {links['exact']:,} exact, {links['near']:,} near, {links['mirrored']:,} mirrored "
        f"(correlation from {shown['threshold']:g})."
    )
    yield from (
        f"  {link['a']} ~ {link['b']}  {link['similarity']:.2f}  {link['evidence']}"
        for link in shown["links"][:FEW]
    )
    yield f"For labeling: images that repeat another, each compared with it: {shown['n_repeats']:,}."
    yield (
        f"For splitting: components of linked images to keep on one side: {shown['n_components']:,}, "
        f"the largest of {shown['largest_component']:,}."
    )


def _leak_lines(shown: dict[str, Any]) -> Iterator[str]:
    yield from _unreadable(shown)
    if not shown["pairs"]:
        yield (
            f"Found no twin in train for any of {shown['n_test']:,} test images "
            f"(correlation from {shown['threshold']:g})."
        )
        return
    by = shown["n_by_evidence"]
    yield (
        f"{shown['n_twinned']:,} of {shown['n_test']:,} test images ({shown['share']:.1%}) have a twin in train: "
        f"{by['exact']:,} exact, {by['near']:,} near, {by['mirrored']:,} mirrored."
    )
    yield from (
        f"  test {pair['test']} ~ train {pair['train']}  {pair['similarity']:.2f}  {pair['evidence']}"
        for pair in shown["pairs"][:FEW]
    )
    if len(shown["pairs"]) > FEW:
        yield f"  … {len(shown['pairs']) - FEW:,} more pairs: --out FILE or --json lists all."
