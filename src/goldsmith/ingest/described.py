"""What a file says of an object besides its label, as attributes: those that are asked for; the others are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goldsmith.attributes import OPTION, declared
from goldsmith.ingest import ReadOptions
from goldsmith.model import Json, canonical


@dataclass(slots=True)
class Lost:
    """Attributes that no question declares. n_objects: how many objects had some; keys: which."""

    n_objects: int = 0
    keys: set[str] = field(default_factory=set)

    def sentences(self) -> list[str]:
        """Return what there is to tell."""
        listed = ", ".join(sorted(self.keys))
        said = f"{self.n_objects} objects lose attributes that no question declares: {listed}."
        return [said] if self.n_objects else []


def described(attributes: Mapping[str, Json], kind: str, options: ReadOptions, lost: Lost) -> dict[str, Json]:
    """Return an object's member `attributes` as further members of its JSON: {} where nothing is said.

    Where it is not known what is asked, all of them; else those that a question of that kind declares.
    """
    said = {key: text for key, value in attributes.items() if (text := _choice(value)) is not None}
    known = {
        each.key for question in options.asked or () if question.kind == kind for each in declared(question)
    }
    gone = said.keys() - known if options.asked is not None else set()
    lost.n_objects += bool(gone)
    lost.keys |= gone
    kept: dict[str, Json] = {key: text for key, text in said.items() if key not in gone}
    return {OPTION: kept} if kept else {}


def _choice(value: Json) -> bool | str | None:
    """Return what is said as attributes say it, a flag that is set or a choice; None for nothing."""
    if value is None or value is False or value == "":
        return None
    if value is True or isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, int | float) else canonical(value)
