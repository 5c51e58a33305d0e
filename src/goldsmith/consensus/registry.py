"""The registry of consensus methods. A method is one file of this package: votes → one Decision for each item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from goldsmith.registry import Registry

if TYPE_CHECKING:  # numpy loads when votes do
    from goldsmith.votes import Votes

Why = Literal["tie", "no_votes"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the votes on one item come to. label: None when they decide nothing, and `why` says why.

    shares: label → share of the item's votes, in the order of the label set, used labels only.
    """

    item: str
    label: str | None
    why: Why | None
    shares: Mapping[str, float]
    n_votes: int

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {**plain, "shares": dict(self.shares)}


class Decide(Protocol):
    """What every method looks like to its callers."""

    def __call__(self, votes: Votes, *, quorum: float | None = None) -> list[Decision]:
        """Return one decision for each item, in the order of the items."""


registry: Registry[Decide] = Registry("goldsmith.consensus", "method")


def method(name: str) -> Callable[[Decide], Decide]:
    """Return a decorator that files a method under its versioned name."""
    return registry.register(name)


def get(name: str) -> Decide:
    """Return the method of that name, `majority` or `majority.v1`; raises NotFound."""
    return registry.get(name)
