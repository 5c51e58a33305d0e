"""Every error of Goldsmith says three things: what is wrong, where, and how to mend it.

GoldsmithError                what cannot be done, for a reason that a user can act on
├── InvalidValue              an answer that its question does not allow
├── InvalidGuideline          a guideline that cannot be asked
├── InvalidInput              a file, a row, an argument or a request body that cannot be read as what it claims to be
│   ├── ManyFaults            all the faults of one input together
│   └── TooLarge              a request body beyond what its route takes
├── NotFound                  a name or id that nothing here bears
├── Conflict                  somebody or something was first; look again
├── NotAllowed                signed in, but not permitted
│   ├── NotSignedIn           nobody is signed in
│   └── TooMany               asked too often; wait
├── Unavailable               the disk, the project file or a process refuses for now
└── Damaged                   a project file or backup that contradicts itself
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class GoldsmithError(Exception):
    """The root: `slug` names the fault for programs; `what`, `where` and `mend` tell it to people."""

    status: ClassVar[int] = 400

    def __init__(self, slug: str, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(f"{what} {where} {mend}".strip())
        self.slug = slug
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        lines = [f"{self.slug}: {self.what}"]
        lines += [f"  where: {self.where}"] if self.where else []
        lines += [f"  mend:  {self.mend}"] if self.mend else []
        return "\n".join(lines)

    def at(self, where: str) -> GoldsmithError:
        """Return the same fault with the place put before the place it already names."""
        return type(self)(
            self.slug, self.what, where=", ".join(p for p in (where, self.where) if p), mend=self.mend
        )


class InvalidValue(GoldsmithError):
    """An answer that its question does not allow."""

    status = 422


class InvalidGuideline(GoldsmithError):
    """A guideline that cannot be asked."""

    status = 422


class InvalidInput(GoldsmithError):
    """A file, a row, an argument or a request body that cannot be read as what it claims to be."""

    status = 422


def bad_input(slug: str, what: str, where: str, mend: str) -> InvalidInput:
    """Return an InvalidInput, said in a line: readers of files have many to say."""
    return InvalidInput(slug, what, where=where, mend=mend)


class ManyFaults(InvalidInput):
    """All the faults of one input, so that they can be mended in one go."""

    def __init__(
        self, slug: str, what: str, *, where: str = "", mend: str = "", faults: Sequence[GoldsmithError] = ()
    ) -> None:
        super().__init__(slug, what, where=where, mend=mend)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(fault) for fault in grouped(self.faults))])


def grouped(faults: Sequence[GoldsmithError], *, most_places: int = 12) -> list[GoldsmithError]:
    """Return faults of which those that differ only by place are told together, with their number.

    >>> [print(g.where) for g in grouped([InvalidInput("x", "Bad.", where=f"line {n}") for n in (3, 5)])]
    line 3; line 5
    [None]
    """
    places: dict[tuple[str, str, str], list[str]] = {}
    for fault in faults:
        places.setdefault((fault.slug, fault.what, fault.mend), []).append(fault.where)
    told = []
    for (slug, what, mend), where in places.items():
        rest = f" and {len(where) - most_places:,} more" if len(where) > most_places else ""
        told.append(GoldsmithError(slug, what, where="; ".join(where[:most_places]) + rest, mend=mend))
    return told


class TooLarge(InvalidInput):
    """A request body beyond what its route takes."""

    status = 413


class NotFound(GoldsmithError):
    """A name or id that nothing here bears."""

    status = 404


class Conflict(GoldsmithError):
    """Somebody or something was first; look again."""

    status = 409


class NotAllowed(GoldsmithError):
    """Signed in, but not permitted."""

    status = 403


class NotSignedIn(NotAllowed):
    """Nobody is signed in."""

    status = 401


class TooMany(NotAllowed):
    """Asked too often; `wait` says for how many seconds to stop."""

    status = 429
    wait = 0


class Unavailable(GoldsmithError):
    """The disk, the project file or a process refuses for now."""

    status = 503


class Damaged(GoldsmithError):
    """A project file or backup that contradicts itself."""

    status = 500
