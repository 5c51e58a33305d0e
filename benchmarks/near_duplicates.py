"""Time near-duplicates of this machine's texts beside Daft, rensa and datasketch, and count what each finds.

    pip install '.[bench,fast]' daft rensa polars
    python benchmarks/near_duplicates.py [--size 100000] [--runs 3] [--among goldsmith daft]
    python benchmarks/near_duplicates.py --size 20000 --among goldsmith datasketch
    python benchmarks/near_duplicates.py --show 40 [--threshold 0.5]

The corpus and its planted copies are those of `real_texts.py`. Each contestant reads the texts from a file: what it
takes to read them counts, and so do all its imports; numba's machine code is there from an earlier run.

Every peer gets the same setting: lower case, words in threes, 128 hashes in 32 bands; what shares a band is one group,
as their documents show. Goldsmith compares each such pair in full and keeps what shares half of its shingles (.4 in
the second setting). Found are the shares of the planted copies that stand in a group with their original, exact,
normalised, 2, 5 and 10 % edited; and of 4,000 texts of groups, the share that is a planted copy of the text that the
group is told by, or has two fifths of its shingles in common with it. --show prints pairs that nobody planted, to judge
by eye.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from contest import contest
from real_texts import KINDS, corpus, lines_file

ALIKE = 0.4
HASHES, BANDS, WORDS, SEED = 128, 32, 3, 1
BATCH = 10_000  # texts


def data(size: int) -> tuple[Path, int]:
    """Return the file with a text on each line, beside which there is a Parquet file, and how many there are."""
    kept = lines_file(size)
    if not kept.with_suffix(".parquet").exists():
        import pyarrow as pa
        import pyarrow.parquet as pq

        part = kept.with_suffix(".part")
        pq.write_table(pa.table({"id": np.arange(size), "text": pa.array(_read(kept))}), part)
        part.rename(kept.with_suffix(".parquet"))
    return kept, size


def _read(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n") for line in file]


def _batches(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        while batch := [line.rstrip("\n") for line in islice(file, BATCH)]:
            yield batch


def goldsmith(path: Path, size: int, *, threshold: float = 0.5, is_compiled: bool = False) -> Any:
    from goldsmith import compiled
    from goldsmith.dedup import near_duplicates

    if not is_compiled:
        compiled.find_spec = lambda _name: None  # type: ignore[attr-defined]  # as if numba were not installed
    found = near_duplicates(_read(path), threshold=threshold)
    return lambda: _told(size, found.component, found.representative)


def in_batches(path: Path, size: int, *, is_compiled: bool = False) -> Any:
    from goldsmith import compiled
    from goldsmith.dedup import near_duplicates_of_batches

    if not is_compiled:
        compiled.find_spec = lambda _name: None  # type: ignore[attr-defined]
    found = near_duplicates_of_batches(_batches(path), folder=Path(tempfile.gettempdir()))
    return lambda: _told(size, found.component, found.representative)


def daft(path: Path, size: int) -> Any:
    os.environ["DAFT_PROGRESS_BAR"] = "0"
    import daft as engine
    import daft.functions as f
    from daft import DataType, col

    engine.set_runner_native()
    text = f.regexp_replace(f.lower(col("text")), r"\s+", " ")
    signed = f.minhash(text, num_hashes=HASHES, ngram_size=WORDS, seed=SEED, hash_function="xxhash")
    rows = engine.read_parquet(str(path.with_suffix(".parquet")))
    rows = rows.select(
        col("id"), f.chunk(signed.cast(DataType.list(DataType.uint32())), HASHES // BANDS).alias("band")
    )
    rows = rows.with_column("number", engine.lit(list(range(BANDS)))).explode(col("band"), col("number"))
    rows = rows.select(col("id"), col("number"), f.hash(col("band")).alias("key"))
    buckets = rows.groupby("number", "key").agg(f.list_agg(col("id")).alias("ids"))
    ids = buckets.where(f.list_count(col("ids")) > 1).select("ids").to_arrow()["ids"].combine_chunks()
    ends, members = ids.offsets.to_numpy(), ids.values.to_numpy()
    group = _components(size, np.repeat(members[ends[:-1]], np.diff(ends)), members[ends[0] : ends[-1]])
    return lambda: _told(size, group, _firsts(group))


def rensa(path: Path, size: int) -> Any:
    """Its fastest path to groups: hashes of shingles in flat buffers, made by polars, and bands sorted in numpy."""
    from rensa import RMinHash

    texts = _read(path)
    signed = np.empty((size, HASHES), np.uint32)
    for start in range(0, size, 50_000):
        part = texts[start : start + 50_000]
        flat, ends = _shingled(part)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, num_perm=HASHES, seed=SEED)
        signed[start : start + len(part)] = np.array(matrix.to_rows(), np.uint32)
    a, b = [], []
    factors = np.array(
        [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64
    )
    for band in range(BANDS):
        key = (signed[:, band * 4 : band * 4 + 4] * factors).sum(axis=1, dtype=np.uint64)
        order = np.argsort(key)
        same = np.flatnonzero(key[order][1:] == key[order][:-1])
        a.append(order[same])
        b.append(order[same + 1])
    group = _components(size, np.concatenate(a), np.concatenate(b))
    return lambda: _told(size, group, _firsts(group))


def _shingled(texts: list[str]) -> tuple[Any, Any]:
    import polars as pl

    words = (
        pl.Series("text", texts)
        .str.to_lowercase()
        .str.split(" ")
        .list.eval(pl.element().filter(pl.element() != ""))
    )
    n = words.list.len().to_numpy().astype(np.int64)
    hashes = words.explode().hash(7).to_numpy()
    rows = hashes.copy()
    for shift in (1, 2):
        rows *= np.uint64(0xC2B2AE3D27D4EB4F)
        rows[:-shift] += hashes[shift:]
    keep = np.ones(len(rows), np.bool_)
    for shift in (1, 2):
        keep[n.cumsum()[n > 2] - shift] = False
    return rows[keep], np.concatenate([[0], np.where(n > 2, n - 2, n).cumsum()]).astype(np.uint64)


def datasketch(path: Path, size: int) -> Any:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(BANDS, HASHES // BANDS), num_perm=HASHES)
    a, b = [], []
    for number, text in enumerate(_read(path)):
        words = text.lower().split()
        sign = MinHash(num_perm=HASHES)
        sign.update_batch(
            [" ".join(words[at : at + WORDS]).encode() for at in range(max(len(words) - WORDS + 1, 1))]
        )
        others = index.query(sign)
        a += [number] * len(others)
        b += others
        index.insert(number, sign)
    group = _components(size, np.array(a, np.int64), np.array(b, np.int64))
    return lambda: _told(size, group, _firsts(group))


def _components(n: int, a: Any, b: Any) -> Any:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    return connected_components(graph, directed=False)[1]


def _firsts(group: Any) -> Any:
    _, first, place = np.unique(group, return_index=True, return_inverse=True)
    return first[place]


def _told(size: int, group: Any, head: Any) -> str:
    known = corpus(size)
    original, kind = np.array(known.original), np.array(known.kind)
    recall = [
        (group[rows] == group[original[rows]]).mean()
        for rows in (np.flatnonzero(kind == each) for each in KINDS)
    ]
    members = np.flatnonzero(head != np.arange(size))
    some = np.random.default_rng(0).choice(members, min(4_000, len(members)), replace=False)
    right = np.mean([_is_alike(known, int(row), int(head[row])) for row in some.tolist()])
    told = ", ".join(f"{share:.3f}" for share in recall)
    return f"{told}; precision {right:.3f}; largest group {np.bincount(group).max():,}"


def _is_alike(known: Any, a: int, b: int) -> bool:
    return known.original[a] == known.original[b] or jaccard(known.texts[a], known.texts[b]) >= ALIKE


def jaccard(one: str, other: str) -> float:
    """Return the share of the two texts' shingles that both have, each shingle three words as they are written."""
    first, second = (
        {tuple(words[at : at + WORDS]) for at in range(max(len(words) - WORDS + 1, 1))}
        for words in (one.lower().split(), other.lower().split())
    )
    return len(first & second) / len(first | second)


def show(size: int, n: int, threshold: float) -> None:
    """Print linked pairs that nobody planted, drawn at random from the whole range of similarities."""
    from goldsmith.dedup import near_duplicates

    known = corpus(size)
    links = near_duplicates(known.texts, threshold=threshold).linked
    own = np.flatnonzero(
        (links.evidence == 2) & [not kind for kind in map(known.kind.__getitem__, links.a.tolist())]
    )
    own = own[[not known.kind[row] for row in links.b[own].tolist()]]
    print(f"{len(links.a):,} links, of which {len(own):,} near ones between texts that nobody planted")
    drawn = np.random.default_rng(0).choice(own, min(n, len(own)), replace=False)
    for place, link in enumerate(drawn.tolist(), 1):
        print(f"\n{place}. similarity {links.similarity[link]:.2f}")
        print("   A:", known.texts[links.a[link]])
        print("   B:", known.texts[links.b[link]])


CONTESTANTS = {
    "goldsmith": goldsmith,
    "goldsmith[fast]": partial(goldsmith, is_compiled=True),
    "goldsmith-second-setting": partial(goldsmith, threshold=0.4),
    "goldsmith-in-batches": in_batches,
    "goldsmith[fast]-in-batches": partial(in_batches, is_compiled=True),
    "daft": daft,
    "rensa": rensa,
    "datasketch": datasketch,
}


if __name__ == "__main__":
    showing = argparse.ArgumentParser(add_help=False)
    showing.add_argument("--show", type=int)
    showing.add_argument("--size", type=int, default=100_000)
    showing.add_argument("--threshold", type=float, default=0.5)
    asked, _ = showing.parse_known_args()
    if asked.show:
        show(asked.size, asked.show, asked.threshold)
    else:
        contest(__doc__ or "", CONTESTANTS, data, size=100_000, counted="texts")
