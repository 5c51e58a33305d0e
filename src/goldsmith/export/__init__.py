"""Release → files. A format is one file here; the same release gives the same bytes.

What a format cannot carry it refuses or reports: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.model import Guideline, Item, Json, JsonObject, Question
from goldsmith.registry import Registry


@dataclass(frozen=True, slots=True)
class ReleasedVote:
    """One annotator's answer, under the name that the release shows.

    suggestion: "shown" where its giver saw another's answer first, "silent" where one was kept back on purpose.
    """

    annotator: str
    value: Json
    guideline_version: int
    at: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedAnswer:
    """What a release holds true for one question of an item, and how that was decided.

    value: as the kind dumps it; None only for a ruling of "unresolvable", whose soft label is in `probabilities`.
    method: "ruling", "majority", "unanimous" or "single" (one person answered). votes: sorted by annotator.
    """

    value: Json
    method: str
    n_votes: int
    n_annotators: int
    guideline_version: int
    probabilities: Mapping[str, float] = field(default_factory=dict)
    rationale: str = ""
    votes: tuple[ReleasedVote, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseItem:
    """An item in its part, with its decided answers by question key. A question that is not there is undecided."""

    item: Item
    part: str
    answers: Mapping[str, ReleasedAnswer]


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the data card says beside the data itself.

    agreement: {"question", "name", "value", "low", "high", "low_people", "high_people", "undefined": reason or "",
    "n_items", "n_annotators"}; annotators: {"name", "kind", "identified", "simulated", "n_answers"};
    n_project_items: items in the project, released or not; undecided: question → items that wait for a decision;
    sources: {"name", "licence", "url"}; split: {"method", "seed", "ratios"}; warnings: sentences on copies across it,
    and on items that an earlier split placed.
    """

    agreement: Sequence[JsonObject] = ()
    annotators: Sequence[JsonObject] = ()
    n_project_items: int = 0
    undecided: Mapping[str, int] = field(default_factory=dict)
    licence: str = ""
    sources: Sequence[JsonObject] = ()
    split: JsonObject = field(default_factory=dict)
    note: str = ""
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ReleaseData:
    """Everything that a release writes. items: in the order of the files; parts: in the order of the split."""

    name: str
    project: str
    guideline: Guideline
    items: tuple[ReleaseItem, ...]
    parts: tuple[str, ...]
    as_of: int
    generated_at: str
    facts: CardFacts = field(default_factory=CardFacts)


Write: TypeAlias = Callable[[ReleaseData, Path], list[str]]
Losses: TypeAlias = Callable[[ReleaseData], list[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it can carry, its writer (→ names of the files written) and what it cannot say.

    kinds: names of the kinds it carries; none means every kind. by_default: it is written unless formats are named;
    those that serve one tool alone are written when they are. shows: the type of field that its items have; "": any.
    needs: the package that writing takes, which may not be there; "": none.
    """

    name: str
    kinds: frozenset[str]
    write: Write
    losses: Losses
    by_default: bool = False
    shows: str = ""
    needs: str = ""

    def is_ready(self) -> bool:
        """Return whether the package that it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    def carries(self, question: Question) -> bool:
        return not self.kinds or question.kind in self.kinds


@dataclass(frozen=True, slots=True)
class Written:
    """What an export left: file names within the folder, and a sentence for each thing that they do not say."""

    format: str
    files: tuple[str, ...]
    losses: tuple[str, ...]


registry: Registry[Format] = Registry(("goldsmith.export", "goldsmith.formats"), "format")


def exporter(
    name: str,
    *,
    kinds: Collection[str] = (),
    losses: Losses = lambda _release: [],
    by_default: bool = False,
    shows: str = "",
    needs: str = "",
) -> Callable[[Write], Write]:
    """Return a decorator that files a writer as the format of that name."""

    def file(write: Write) -> Write:
        registry.add(name, Format(name, frozenset(kinds), write, losses, by_default, shows, needs))
        return write

    return file


def write(name: str, release: ReleaseData, folder: Path) -> Written:
    """Write the release in that format into the folder; return the files and the losses.

    Raises NotFound for an unknown format, and InvalidInput for one that carries none of the release's questions or
    items and for a release with a group on both sides of the wall.
    """
    chosen = registry.get(name)
    check_wall(release)
    questions = release.guideline.questions
    left_out = [question for question in questions if not chosen.carries(question)]
    if len(left_out) == len(questions):
        raise InvalidInput(
            "export.cannot_carry",
            f"The format {chosen.name} carries {_named(chosen.kinds)}; this release has {_kinds(questions)}.",
            where=f"release {release.name}",
            mend=f"Choose a format that does: {', '.join(_able(questions)) or 'none yet'}.",
        )
    losses = [
        f'Question "{question.key}" ({question.kind}) is not in {chosen.name}; it is in {", ".join(_able([question]))}.'
        for question in left_out
    ]
    shown = [row for row in release.items if not chosen.shows or row.item.first(chosen.shows)]
    if n_left := len(release.items) - len(shown):
        losses.append(
            f"Items without a field of type {chosen.shows}, {n_left} in all, are not in {chosen.name}."
        )
        if not shown:
            raise InvalidInput(
                "export.nothing_shown",
                f"The format {chosen.name} is of items with a field of type {chosen.shows}; this release has none.",
                where=f"release {release.name}",
                mend="Choose another format.",
            )
        release = replace(release, items=tuple(shown))
    return Written(chosen.name, tuple(chosen.write(release, folder)), (*losses, *chosen.losses(release)))


def check_wall(release: ReleaseData) -> None:
    """Raise InvalidInput when an item is in a part that the release lacks, or a group is in two parts."""
    sides: dict[str, set[str]] = {}
    for row in release.items:
        if row.item.group is not None:
            sides.setdefault(row.item.group, set()).add(row.part)
    torn = sorted(group for group, parts in sides.items() if len(parts) > 1)
    lost = sorted({row.part for row in release.items} - set(release.parts))
    if torn or lost:
        faults = [f"group {group!r} is in {' and '.join(sorted(sides[group]))}" for group in torn[:5]]
        faults += [f"there is no part {part!r}" for part in lost]
        raise InvalidInput(
            "export.broken_split",
            f"The split does not hold: {'; '.join(faults)}{'; …' if len(torn) > 5 else ''}.",
            where=f"release {release.name}",
            mend="Split again, so that items that belong together are in one part.",
        )


def write_text(path: Path, chunks: Iterable[str]) -> str:
    """Write the text as UTF-8 with bare line feeds and return the file's name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(chunks)
    return path.name


def write_below(folder: Path, name: str, chunks: Iterable[str]) -> str:
    """Write the text into a file of that name in the folder, `a/b.txt` say, and return the name."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    write_text(folder / name, chunks)
    return name


MEDIA_FOLDERS = {"image": "images", "audio": "audio"}  # by the type of the field


def media_path(field: JsonObject) -> str:
    """Return where a release finds an image or a recording: beside the files, or the absolute path of a linked one.

    >>> media_path({"type": "image", "media": "a.png"}), media_path({"type": "audio", "media": "a.wav"})
    ('images/a.png', 'audio/a.wav')
    """
    if field.get("linked"):
        return str(field["media"])
    return f"{MEDIA_FOLDERS[field['type']]}/{field['media']}"


def _able(questions: Sequence[Question]) -> list[str]:
    return [name for name in registry if all(registry.get(name).carries(question) for question in questions)]


def _kinds(questions: Sequence[Question]) -> str:
    return _named({question.kind for question in questions}) if questions else "no questions"


def _named(names: Collection[str]) -> str:
    return " and ".join(sorted(names))
