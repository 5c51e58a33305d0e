"""Near-duplicates of images: hashes find candidates, and an aligned comparison of small copies decides."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, TypeAlias

import numpy as np

from goldsmith.numerics import Floats, Ints

SIDE = 64  # px of the small copy that is compared
WINDOW = 56  # px of it that must lie on the other; what is left is room to move
HASH_SIDE = 32
CUT = 3  # px of the small copy: 5 %
RADIUS = 12  # of 64 bits by which candidates' hashes differ at most
SHIFTS = range(-4, 5, 2)
SCALES = (1.0, 0.95, 1.05)
LEAST = 0.9  # correlation of grey levels from which two images count as near
MIRROR = 1  # place of the mirror image's hash
BLOCK = 2048
MANY = 200_000  # hashes from which pairs must agree on two parts: on one, too many do by chance
Grey: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[Any]]"
Hashes: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.uint64]]"


@dataclass(frozen=True, slots=True)
class Look:
    """How an image looks, small.

    hashes: of the whole, of its mirror image, and of the whole without 5 % at each corner's two sides.
    grey: SIDE x SIDE levels from 0 to 255.
    """

    hashes: tuple[int, ...]
    grey: bytes


@dataclass(frozen=True, slots=True)
class ImagePair:
    """Two images that look alike. similarity: correlation of grey levels, best aligned; is_mirrored: one is flipped."""

    a: int
    b: int
    similarity: float
    is_mirrored: bool


def look_of(data: bytes) -> Look:
    """Return how an image looks; raises what Pillow raises for files that are none."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data)) as image:
        image.draft("L", (SIDE * 4, SIDE * 4))
        upright = ImageOps.exif_transpose(image)
        if "A" in upright.getbands() or "transparency" in upright.info:
            clear = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        small = upright.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    last, cut = SIDE, CUT
    corners = [(left, top, left + last - cut, top + last - cut) for left in (0, cut) for top in (0, cut)]
    views = [small, ImageOps.mirror(small), *(small.crop(corner) for corner in corners)]
    tiny = [np.asarray(view.resize((HASH_SIDE, HASH_SIDE), Image.Resampling.BOX)) for view in views]
    hashes = perceptual_hashes(np.stack(tiny).astype(np.float64))
    return Look(tuple(hashes.tolist()), small.tobytes())


def perceptual_hashes(grey: Floats) -> Hashes:
    """Return (n,): 64 bits of each image, which low frequencies of its cosine transform lie above their median.

    grey: (n, 32, 32). Source: the DCT hash of Zauner (2010), Implementation and Benchmarking of Perceptual Image Hash
    Functions, ch. 3.
    """
    from scipy.fft import dctn

    low = dctn(grey, axes=(1, 2))[:, :8, :8].reshape(len(grey), 64)
    bits = low > np.median(low[:, 1:], axis=1, keepdims=True)
    packed: Hashes = np.packbits(bits, axis=1).view(">u8").ravel().astype(np.uint64)
    return packed


def hamming_pairs(hashes: Hashes, radius: int) -> tuple[Ints, Ints]:
    """Return the places (i, j), i < j, of all hashes that differ in at most `radius` of 64 bits.

    By the pigeonhole principle, such two agree on one of radius + 1 parts of their bits, and on two of radius + 2: only
    those that do are compared. From ten parts on these are too short to sort anything out, and all are compared.
    """
    n = len(hashes)
    if radius >= 9 or n < 2000:
        i, j = hashes_across(hashes, hashes, radius)
        return i[i < j], j[i < j]
    n_equal = 1 if n < MANY else 2
    found = [np.zeros(0, np.int64)]
    for parts in combinations(_parts(radius + n_equal), n_equal):
        i, j = _sharing(hashes, np.bitwise_or.reduce(parts), radius)
        found.append(np.minimum(i, j) * n + np.maximum(i, j))
    key = np.unique(np.concatenate(found))
    return key // max(n, 1), key % max(n, 1)


def hashes_across(one: Hashes, other: Hashes, radius: int) -> tuple[Ints, Ints]:
    """Return the places (i, j) of hashes of two sets that differ in at most `radius` bits, compared block by block."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    for start in range(0, len(one), BLOCK):
        for begin in range(0, len(other), BLOCK):
            block = one[start : start + BLOCK, None] ^ other[None, begin : begin + BLOCK]
            i, j = np.nonzero(np.bitwise_count(block) <= radius)
            found.append((i + start, j + begin))
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


def _parts(n: int) -> list[np.uint64]:
    """Return masks that cut 64 bits into n parts."""
    ends = [64 * part // n for part in range(n + 1)]
    return [np.uint64((1 << high) - (1 << low)) for low, high in pairwise(ends)]


def _sharing(hashes: Hashes, mask: np.uint64, radius: int) -> tuple[Ints, Ints]:
    """Return near pairs that agree on the mask: in its order, each is compared with those that follow, step by step."""
    key = hashes & mask
    order = np.argsort(key)
    ranked, key = hashes[order], key[order]
    found = [(order[:0], order[:0])]
    at = np.arange(len(hashes) - 1)
    step = 1
    while len(at):
        at = at[: np.searchsorted(at, len(hashes) - step)]
        at = at[key[at] == key[at + step]]
        near = at[np.bitwise_count(ranked[at] ^ ranked[at + step]) <= radius]
        found.append((order[near], order[near + step]))
        step += 1
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


def near_images(looks: Sequence[Look], *, least: float = LEAST) -> list[ImagePair]:
    """Return the pairs of images that look alike, ordered by place.

    least: correlation of grey levels from which two count as near, in (0, 1]. Found are copies that were compressed,
    resized, made lighter or darker, cropped or moved by some 5 %, or flipped; not turned or collaged ones.
    """
    found: dict[tuple[int, int], ImagePair] = {}
    for a, b, is_mirrored in _candidates(looks):
        one, other = (np.frombuffer(looks[place].grey, np.uint8).reshape(SIDE, SIDE) for place in (a, b))
        similarity = aligned_similarity(one, other[:, ::-1] if is_mirrored else other)
        known = found.get((a, b))
        if similarity >= least and (known is None or known.similarity < similarity):
            found[a, b] = ImagePair(a, b, similarity, is_mirrored)
    return [found[pair] for pair in sorted(found)]


def _candidates(looks: Sequence[Look]) -> list[tuple[int, int, bool]]:
    """Return pairs (a < b) whose hashes are near in some view, and whether that view is the mirror image."""
    views = np.array([look.hashes for look in looks], dtype=np.uint64).reshape(len(looks), -1)
    found: set[tuple[int, int, bool]] = set()
    for view in range(views.shape[1]):
        i, j = hashes_across(views[:, 0], views[:, view], RADIUS)
        for a, b in zip(i.tolist(), j.tolist(), strict=True):
            if a != b:
                found.add((min(a, b), max(a, b), view == MIRROR))
    return sorted(found)


def aligned_similarity(one: Grey, other: Grey) -> float:
    """Return the best correlation, 0 … 1, of the middle of one image with the other over small shifts and scales.

    Light and contrast play no part. Two even images are alike when their grey is.

    >>> import numpy as np
    >>> image = np.add.outer(np.arange(64.0), np.arange(64.0) ** 2)
    >>> round(aligned_similarity(image, 0.5 * image + 9), 6)
    1.0
    """
    margin = (SIDE - WINDOW) // 2
    middle = _normal(one[margin : margin + WINDOW, margin : margin + WINDOW])
    if middle is None:
        return float(abs(one.mean() - other.mean()) < 2 and _normal(other) is None)
    best = 0.0
    for scale in SCALES:
        scaled = other if scale == 1 else _scaled(other, scale)
        for down in SHIFTS:
            for right in SHIFTS:
                top, left = margin + down, margin + right
                window = _normal(scaled[top : top + WINDOW, left : left + WINDOW])
                if window is not None:
                    best = max(best, float((middle * window).sum()))
    return min(best, 1.0)


def _normal(part: Grey) -> Floats | None:
    centred = part - part.mean()
    length = float(np.sqrt((centred**2).sum()))
    return centred / length if length > WINDOW else None  # less than a grey level of deviation is even


def _scaled(image: Grey, scale: float) -> Grey:
    """Return the image grown or shrunk about its middle, by the nearest of its pixels, its edge repeated."""
    at = (np.arange(SIDE) - (SIDE - 1) / 2) / scale + (SIDE - 1) / 2
    place = np.clip(np.rint(at), 0, SIDE - 1).astype(np.int64)
    return image[np.ix_(place, place)]
