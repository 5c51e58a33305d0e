"""What kinds made of run-length masks share: checks of size, members and counts, each with its mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.errors import InvalidValue
from goldsmith.labelsets import place
from goldsmith.model import Item, Question
from goldsmith.objects import short


def image_size(item: Item, question: Question, kind: str) -> tuple[int, int]:
    """Return height and width of the upright image that the question shows; raise InvalidValue without one."""
    image = item.image(question.show)
    if image is None:
        raise InvalidValue(
            f"{kind}.no_image",
            "Masks need an image, and this item shows none.",
            where=place(question, item),
            mend="Show an image field under the question's `show:`, or ask this question of images only.",
        )
    return int(image["height"]), int(image["width"])


def check_size(raw: Any, height: int, width: int, kind: str, where: str) -> None:
    """Raise InvalidValue unless raw is [height, width]."""
    if (
        not isinstance(raw, list | tuple)
        or [type(one) for one in raw] != [int, int]
        or [*raw] != [height, width]
    ):
        raise InvalidValue(
            f"{kind}.wrong_size",
            f"The size is {short(raw)}.",
            where=where,
            mend=f"The upright image is {height} pixels high and {width} wide: send [{height}, {width}].",
        )


def normal_counts(raw: Any, n_pixels: int, kind: str, where: str) -> str:
    """Return the one text of the pixels that `raw` names; raise InvalidValue when it names none."""
    from goldsmith.runs import decode, encode

    if not isinstance(raw, str):
        raise InvalidValue(
            f"{kind}.not_counts",
            f"{short(raw)} is no text of run lengths.",
            where=where,
            mend="Send COCO's compressed run lengths: what pycocotools calls `counts`, as a text.",
        )
    try:
        runs = decode(raw, n_pixels)
    except InvalidValue as fault:
        raise fault.at(where) from fault
    if not len(runs):
        raise InvalidValue(
            f"{kind}.no_pixels", "A mask has no pixel.", where=where, mend="Leave it out of the list."
        )
    return encode(runs, n_pixels)


def members_of(raw: Any, members: Sequence[str], what: str, kind: str, where: str) -> Mapping[str, Any]:
    """Return the raw object when it has exactly those members; raise InvalidValue otherwise."""
    if not isinstance(raw, Mapping) or set(raw) != set(members):
        raise InvalidValue(
            f"{kind}.bad_members",
            f"{short(raw)} is not {what}.",
            where=where,
            mend=f"It has exactly these members: {', '.join(members)}.",
        )
    return raw
