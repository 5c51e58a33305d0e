"""When a hidden item comes between the ordinary ones: a share of them, at a least distance, at no foreseeable place."""

from __future__ import annotations

from goldsmith.errors import InvalidInput


def chance_now(since: int, *, share: float, distance: int) -> float:
    """Return the probability that the next item is a hidden one.

    since: ordinary items since the last hidden one. share: of all items, in the long run. distance: ordinary items
    that stand between two hidden ones at least. Beyond it each place is as likely as every other, so that nobody
    can count their way to the next one; the mean gap makes the share come out.
    Raises InvalidInput when the distance leaves no room for the share.

    >>> chance_now(3, share=0.1, distance=5), chance_now(5, share=0.1, distance=5)
    (0.0, 0.2)
    """
    if share == 0:
        return 0.0
    if not 0 < share <= 0.5 or distance < 1 or distance > 1 / share - 1 + 1e-9:
        raise InvalidInput(
            "assign.hidden_share",
            f"A share of {share:.0%} does not fit a distance of {distance}.",
            where="distance",
            mend=f"With this share leave at most {max(1, int(1 / share - 1)) if share > 0 else 1} items between two.",
        )
    return 0.0 if since < distance else min(1.0, 1 / (1 / share - distance))
