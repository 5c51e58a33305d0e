"""`dedup` and `leaks` on folders of images, or of recordings, and on files of vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldsmith.cli.common import tell
from goldsmith.errors import InvalidInput
from goldsmith.imagefile import SOUNDS, files_below, has_images, has_sounds, read_images

if TYPE_CHECKING:
    from goldsmith.dedup import Images, MediaDuplicates, MediaLink, Sounds

FEW = 5


@dataclass(frozen=True, slots=True)
class Medium:
    """What is compared: its name, what its similarity is, and how a folder is read and two sets are linked.

    lost: what could not be compared, in the singular, and what failed. mend: where there is nothing to compare.
    """

    name: str
    measure: str
    least: float
    evidence: Sequence[str]
    read: Callable[[Path], Any]
    duplicates: Callable[..., MediaDuplicates]
    leaks: Callable[..., list[MediaLink]]
    lost: tuple[str, str] = ("file", "opened")
    mend: str = "`goldsmith quality` says of each image why not; save recordings as WAV, FLAC, Ogg or MP3."


def images() -> Medium:
    from goldsmith.dedup import Images, image_duplicates, image_leaks
    from goldsmith.dedup.images import LEAST

    def read(folder: Path) -> Images:
        return Images.read(read_images(folder))

    kinds = ("exact", "near", "mirrored")
    return Medium("images", "correlation", LEAST, kinds, read, image_duplicates, image_leaks)


def sounds() -> Medium:
    from goldsmith.dedup import Sounds, sound_duplicates, sound_leaks
    from goldsmith.dedup.audio import LEAST

    def read(folder: Path) -> Sounds:
        return Sounds.read(files_below(folder, SOUNDS))

    return Medium(
        "recordings", "share of peaks", LEAST, ("exact", "near"), read, sound_duplicates, sound_leaks
    )


def vectors() -> Medium:
    from goldsmith.dedup.vector_sets import LEAST, Vectors, vector_duplicates, vector_leaks

    return Medium(
        "vectors", "cosine", LEAST, ("near",), Vectors.read, vector_duplicates, vector_leaks,
        lost=("row", "compared"),
        mend="Save one row of numbers, not all zero, for each item: numpy.save(path, vectors).",
    )  # fmt: skip


def medium_of(*folders: Path) -> Medium | None:
    """Return what all of these hold; None where they are no .npy files, nor folders of images or recordings."""
    if all(folder.suffix == ".npy" and folder.is_file() for folder in folders):
        return vectors()
    if all(map(has_images, folders)):
        return images()
    return sounds() if all(map(has_sounds, folders)) else None


def dedup_media(
    folder: Path,
    medium: Medium,
    *,
    threshold: float | None,
    out: Path | None,
    pairs: Path | None,
    as_json: bool,
) -> None:
    """Tell which files of a folder are copies or near-copies of one another."""
    from goldsmith.tables import refuse_overwriting, write_csv

    refuse_overwriting([], [out, pairs])
    least = medium.least if threshold is None else threshold
    given = _some(medium, folder)
    found = medium.duplicates(given, least=least)
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
        "n_links": _by_evidence(medium, (link.evidence for link in found.links)),
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
    tell(shown, "\n".join(_lines(medium, shown)), as_json=as_json)


def leaks_media(
    train: Path, test: Path, medium: Medium, *, threshold: float | None, out: Path | None, as_json: bool
) -> bool:
    """Tell which files of TEST have a twin in TRAIN; return whether there is one."""
    from goldsmith.tables import refuse_overwriting, write_csv

    refuse_overwriting([], [out])
    least = medium.least if threshold is None else threshold
    old, new = (_some(medium, folder) for folder in (train, test))
    found = medium.leaks(old, new, least=least)
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
        "n_by_evidence": _by_evidence(medium, {link.b: link.evidence for link in reversed(found)}.values()),
        "threshold": least,
        "pairs": pairs,
    }
    tell(shown, "\n".join(_leak_lines(medium, shown)), as_json=as_json)
    return bool(found)


def _some(medium: Medium, folder: Path) -> Any:
    found = medium.read(folder)
    if not found.ids:
        raise InvalidInput(
            "dedup.no_media",
            f"None of its {medium.name} can be {medium.lost[1]}."
            if found.unreadable
            else f"There are no {medium.name} in it.",
            where=str(folder),
            mend=medium.mend,
        )
    return found


def _by_evidence(medium: Medium, evidence: Iterable[str]) -> dict[str, int]:
    counts = Counter(evidence)
    return {name: counts[name] for name in medium.evidence}


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in counts.items())


def _unreadable(medium: Medium, shown: dict[str, Any]) -> Iterator[str]:
    names = shown["unreadable"]
    if names:
        thing, done = medium.lost
        yield f"{len(names):,} {thing}{'s' * (len(names) > 1)} could not be {done}: {', '.join(names[:FEW])}."


def _lines(medium: Medium, shown: dict[str, Any]) -> Iterator[str]:
    yield f"{shown['n']:,} {medium.name}."
    yield from _unreadable(medium, shown)
    yield (f"Links: {_told(shown['n_links'])} ({medium.measure} from {shown['threshold']:g}).")
    yield from (
        f"  {link['a']} ~ {link['b']}  {link['similarity']:.2f}  {link['evidence']}"
        for link in shown["links"][:FEW]
    )
    yield f"For labeling: {medium.name} that repeat another, each compared with it: {shown['n_repeats']:,}."
    yield (
        f"For splitting: components of linked {medium.name} to keep on one side: {shown['n_components']:,}, "
        f"the largest of {shown['largest_component']:,}."
    )


def _leak_lines(medium: Medium, shown: dict[str, Any]) -> Iterator[str]:
    yield from _unreadable(medium, shown)
    if not shown["pairs"]:
        yield (
            f"Found no twin in train for any of {shown['n_test']:,} test {medium.name} "
            f"({medium.measure} from {shown['threshold']:g})."
        )
        return
    yield (
        f"{shown['n_twinned']:,} of {shown['n_test']:,} test {medium.name} ({shown['share']:.1%}) "
        f"have a twin in train: {_told(shown['n_by_evidence'])}."
    )
    yield from (
        f"  test {pair['test']} ~ train {pair['train']}  {pair['similarity']:.2f}  {pair['evidence']}"
        for pair in shown["pairs"][:FEW]
    )
    if len(shown["pairs"]) > FEW:
        yield f"  … {len(shown['pairs']) - FEW:,} more pairs: --out FILE or --json lists all."
