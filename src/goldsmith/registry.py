"""Named, versioned plug-ins: kinds, metrics, consensus methods, readers and formats."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from goldsmith.errors import NotFound

T = TypeVar("T")


class Registry(Generic[T]):
    """A mapping from names such as `fleiss_kappa.v1` to plug-ins, filled on first use.

    packages: the sub-packages whose modules register themselves when imported, `goldsmith.agreement` say.
    what: the word for one entry in messages, `metric` say. Other packages add theirs through the entry-point
    group `goldsmith.<what>`. An import that fails is raised: a plug-in never vanishes silently.
    """

    def __init__(self, packages: str | tuple[str, ...], what: str) -> None:
        self._packages = (packages,) if isinstance(packages, str) else packages
        self._what = what
        self._entries: dict[str, T] = {}
        self._loaded = False

    def add(self, name: str, entry: T) -> T:
        """Return the entry after filing it under its name; a second entry of the same name is refused."""
        if name in self._entries:
            raise ValueError(f"two {self._what}s are named {name}")
        self._entries[name] = entry
        return entry

    def register(self, name: str) -> Callable[[T], T]:
        """Return a decorator that files what it decorates under the name."""
        return lambda entry: self.add(name, entry)

    def get(self, name: str) -> T:
        """Return the entry of that name; `choice` finds the newest version of `choice.v1`, `choice.v2`.

        Raises NotFound, which lists the known names and the nearest.
        """
        self._load()
        if name in self._entries:
            return self._entries[name]
        versions = [known for known in self._entries if known.rpartition(".v")[0] == name]
        if versions:
            return self._entries[max(versions, key=lambda known: int(known.rpartition(".v")[2]))]
        known = sorted(self._entries)
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        raise NotFound(
            f"{self._what}.unknown",
            f"There is no {self._what} named {name!r}.",
            mend=(f"Did you mean {near[0]}? " if near else "") + f"Known: {', '.join(known)}.",
        )

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted(self._entries))

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for name in self._packages:
            package = importlib.import_module(name)
            for module in pkgutil.iter_modules(package.__path__, f"{name}."):
                importlib.import_module(module.name)
        for point in entry_points(group=f"goldsmith.{self._what}"):
            point.load()
