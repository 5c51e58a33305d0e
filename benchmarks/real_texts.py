"""A seeded corpus of the passages that this machine has, with planted copies whose edits are known.

Passages of 25 to 120 words come from manual pages, package documents and the docstrings of Python files. Where they do
not suffice, the rest are woven of runs of 8 to 14 words of different ones. A quarter of the corpus are copies of
others: exact, in another case with other blanks, or with 2, 5 or 10 % of the words replaced, left out or followed by
another. Machines differ, so two machines' corpora do: compare rows of one run only.
"""

from __future__ import annotations

import ast
import gzip
import pickle
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator

ROOTS = (
    "/usr/share/man",
    "/usr/share/doc",
    "/usr/share/perl",
    "/usr/lib/python3",
    sys.base_prefix,
    sys.prefix,
)
ENDS = {".md", ".rst", ".txt", ".py", ".gz", ".pod", ".html"}
SIZES = range(1_000, 4_000_000)  # bytes of a file that is read
SHORTEST, LONGEST = 25, 120  # words
EDITS = {"2 %": 0.02, "5 %": 0.05, "10 %": 0.10}
KINDS = ("exact", "normalised", *EDITS)
MARKUP = re.compile(r"\\f[A-Z]|\\-|\\\(..|\\[&e|]|\\s[-+]?\d|<[^>]{1,200}>")
BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Corpus:
    """texts: shuffled. original: of each text, its place, or the place that it was copied from. kind: of the edit."""

    texts: list[str]
    original: list[int]
    kind: list[str]


def corpus(size: int) -> Corpus:
    """Return the corpus of this many texts; made once, and kept in the folder for temporary files."""
    kept = Path(tempfile.gettempdir()) / f"goldsmith-corpus-{size}.pickle"
    if not kept.exists():
        made = _made(size, np.random.default_rng(0))
        kept.with_suffix(".part").write_bytes(pickle.dumps(made, protocol=5))
        kept.with_suffix(".part").rename(kept)
    found: Corpus = pickle.loads(kept.read_bytes())
    return found


def lines_file(size: int) -> Path:
    """Return a file with a text on each line, which each contestant reads as it likes."""
    kept = Path(tempfile.gettempdir()) / f"goldsmith-corpus-{size}.txt"
    if not kept.exists():
        kept.with_suffix(".part").write_text("\n".join(corpus(size).texts), encoding="utf-8")
        kept.with_suffix(".part").rename(kept)
    return kept


def _made(size: int, rng: Generator) -> Corpus:
    n_own = size * 3 // 4
    own = list(dict.fromkeys(passages()))
    print(f"{len(own):,} different passages on this machine", file=sys.stderr)
    rng.shuffle(own)
    own = own[:n_own]
    n_real = len(own)
    words = [text.split() for text in own]
    while len(own) < n_own:
        own.append(woven(words, n_real, rng))
    pool = [word for text in own[:5_000] for word in text.split()]
    texts, original, kind = list(own), list(range(n_own)), [""] * n_own
    for number in range(size - n_own):
        source = int(rng.integers(n_own))
        texts.append(copied(own[source], KINDS[number % len(KINDS)], pool, rng))
        original.append(source)
        kind.append(KINDS[number % len(KINDS)])
    order = rng.permutation(size)
    place = np.empty(size, np.int64)
    place[order] = np.arange(size)
    shuffled = order.tolist()
    return Corpus(
        [texts[n] for n in shuffled], [int(place[original[n]]) for n in shuffled], [kind[n] for n in shuffled]
    )


def woven(words: list[list[str]], n_real: int, rng: Generator) -> str:
    """Return a text of four runs of words, each of one of the first n_real texts."""
    runs: list[str] = []
    for source in rng.integers(0, n_real, 4).tolist():
        length, text = int(rng.integers(8, 15)), words[source]
        start = int(rng.integers(0, len(text) - length + 1))
        runs += text[start : start + length]
    return " ".join(runs)


def copied(text: str, kind: str, pool: list[str], rng: Generator) -> str:
    """Return a copy of a text, edited as its kind says."""
    if kind == "exact":
        return text
    words = text.split()
    if kind == "normalised":
        return (
            "  ".join(
                word.upper() if chance < 0.3 else word
                for word, chance in zip(words, rng.random(len(words)), strict=True)
            )
            + " "
        )
    made: list[str] = []
    is_edited = rng.random(len(words)) < EDITS[kind]
    if not is_edited.any():
        is_edited[rng.integers(len(words))] = True
    for word, is_here in zip(words, is_edited.tolist(), strict=True):
        new = pool[int(rng.integers(len(pool)))] if is_here else ""
        made += ([new], [], [word, new])[int(rng.choice(3, p=(0.6, 0.2, 0.2)))] if is_here else [word]
    return " ".join(made)


def passages() -> Iterator[str]:
    """Yield the passages of the files under the roots, in an order that only the files decide."""
    for root in dict.fromkeys(ROOTS):
        for path in sorted(Path(root).rglob("*")):
            if (
                path.suffix in ENDS
                and path.is_file()
                and not path.is_symlink()
                and path.stat().st_size in SIZES
            ):
                for text in _texts(path):
                    yield from _cut(text)


def _texts(path: Path) -> Iterator[str]:
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError):
        return
    text = raw.decode("utf-8", "ignore")
    if path.suffix != ".py":
        lines = (
            " ".join(line.split()[1:]) if line.startswith((".", "'")) else line for line in text.splitlines()
        )
        yield MARKUP.sub("", "\n".join(lines))
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef | ast.Module):
            yield ast.get_docstring(node) or ""


def _cut(text: str) -> Iterator[str]:
    for block in BLANK_LINES.split(text):
        words = block.split()
        for start in range(0, len(words), LONGEST):
            part = words[start : start + LONGEST]
            if len(part) >= SHORTEST and sum(word.isalpha() for word in part) > len(part) / 2:
                yield " ".join(part)
