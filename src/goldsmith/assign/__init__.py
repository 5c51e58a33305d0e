"""Items → how many people each one gets, decided by chance with a known probability. A policy is one file here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.registry import Registry


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item that waits for a plan. stratum: the part of the data in which arms are to keep their shares."""

    id: str
    stratum: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """An item in its arm. overlap: annotations wanted, None for one of everybody.

    probability: that this item would come into this arm, over all seeds. rank: its place in the queue, from 0.
    """

    item: str
    arm: str
    overlap: int | None
    probability: float
    rank: int


Policy: TypeAlias = Callable[
    ..., list[Planned]
]  # (items, params, *, seed); the order of the items plays no part

registry: Registry[Policy] = Registry("goldsmith.assign", "policy")


def get(name: str) -> Policy:
    """Return the policy of that name, `overlap` or `overlap.v1`; raises NotFound."""
    return registry.get(name)


def shuffled(items: Sequence[PlanItem], seed: int, purpose: str) -> list[PlanItem]:
    """Return the items in an order that only the seed, the purpose and their ids decide.

    Raises InvalidInput when an id comes twice.
    """
    if len({item.id for item in items}) != len(items):
        raise InvalidInput(
            "assign.repeated_item",
            "An item is to be planned twice.",
            where="items",
            mend="Name each item once.",
        )
    start = f"{seed} {purpose} "
    return sorted(items, key=lambda item: (draw(start + item.id), item.id))


def chance(items: Sequence[PlanItem], seed: int, purpose: str) -> float:
    """Return a number in [0, 1) that looks random, from the seed, the purpose and the set of items."""
    told = hashlib.sha256(f"{seed} {purpose}".encode())
    for ident in sorted(item.id for item in items):
        told.update(ident.encode() + b"\0")
    return int.from_bytes(told.digest()[:6], "big") / 2**48


def whole_number(params: Mapping[str, Any], name: str, *, least: int) -> int:
    """Return a parameter that must be a whole number; raises InvalidInput."""
    value = params.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidInput(
            "assign.bad_number",
            f"{name} is {value!r}.",
            where=name,
            mend=f"Give a whole number from {least}.",
        )
    return value


def draw(text: str) -> bytes:
    """Return bytes that look random and that the text alone decides: the lot that it draws."""
    return hashlib.sha256(text.encode()).digest()
