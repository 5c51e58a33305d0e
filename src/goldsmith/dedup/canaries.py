"""How many near-copies the method would have found: planted ones, made of the user's own texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.dedup.leaks import leaks
from goldsmith.dedup.shingles import CHARACTERS_IN_ROW, MIN_WORDS, is_of_words, normalised
from goldsmith.numerics import clopper_pearson

MIN_CHARACTERS = 4 * CHARACTERS_IN_ROW
EDITS = (0.02, 0.05, 0.1)
HAYSTACK = 20_000  # texts among which the copies are sought


@dataclass(frozen=True, slots=True)
class Canaries:
    """Of n copies with this share of words edited (at least one each), how many were linked to their original.

    recall and interval are None where no text was long enough to edit.
    """

    edit_share: float
    n: int
    n_found: int
    recall: float | None
    interval: tuple[float, float] | None


def canary_recall(
    texts: Sequence[str | None],
    *,
    rng: np.random.Generator,
    threshold: float = 0.5,
    seed: int = 0,
    edits: Sequence[float] = EDITS,
    most: int = 300,
) -> tuple[Canaries, ...]:
    """Return the recall of planted copies for each share of edited words; nothing is written.

    Copies of up to `most` random texts are edited by substituting, deleting or inserting words (characters, in scripts
    without blanks), and sought among up to 20,000 of the texts. Texts under six words (20 characters) are left out.
    seed: of the method, as in `near_duplicates`; rng draws the texts and the edits.

    >>> ten = "one two three four five six seven eight nine ten "
    >>> canary_recall([ten * 2 + "and more"], rng=np.random.default_rng(0), edits=[0.02])[0].recall
    1.0
    """
    hay = [folded for text in texts if text is not None and (folded := normalised(text))]
    hay = sorted(set(hay))  # the order of the rows is not to change what is drawn
    if len(hay) > HAYSTACK:
        hay = [hay[place] for place in rng.choice(len(hay), HAYSTACK, replace=False)]
    fit = [row for row, text in enumerate(hay) if is_of_words(text) or len(text) >= MIN_CHARACTERS]
    drawn = rng.permutation(fit)[:most].tolist() if fit else []
    return tuple(_recall(hay, drawn, share, threshold, seed, rng) for share in edits)


def _recall(
    hay: Sequence[str],
    drawn: Sequence[int],
    share: float,
    threshold: float,
    seed: int,
    rng: np.random.Generator,
) -> Canaries:
    if not drawn:
        return Canaries(share, 0, 0, None, None)
    copies = [edited(hay[row], share, rng) for row in drawn]
    found = leaks(hay, copies, threshold=threshold, seed=seed)
    n_found = len({pair.test for pair in found.pairs if pair.train == drawn[pair.test]})
    n = len(drawn)
    return Canaries(share, n, n_found, n_found / n, clopper_pearson(n_found, n))


def edited(text: str, share: float, rng: np.random.Generator) -> str:
    """Return a copy of which each word (character, where there are no words) is edited with this probability.

    At least one is. New words are other words of the text with a letter put before them, so that they are new.
    """
    gap = " " if text.count(" ") >= MIN_WORDS - 1 and is_of_words(text) else ""
    tokens = text.split(" ") if gap else list(text)
    is_edited = rng.random(len(tokens)) < share
    if not is_edited.any():
        is_edited[rng.integers(len(tokens))] = True
    made: list[str] = []
    for token, is_here in zip(tokens, is_edited.tolist(), strict=True):
        if not is_here:
            made.append(token)
            continue
        new = ("x" + tokens[rng.integers(len(tokens))]) if gap else chr(0x4E00 + int(rng.integers(5000)))
        made += ([new], [], [token, new])[rng.integers(3)]
    return gap.join(made)
