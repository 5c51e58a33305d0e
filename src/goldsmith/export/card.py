"""The data card: what a release says about itself, as blocks, and as Markdown. `card_html` draws the same blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from goldsmith import kinds
from goldsmith.export import ReleaseData, check_wall, facts
from goldsmith.model import Question

FileFact: TypeAlias = tuple[str, int, str]  # name, bytes, SHA-256

METHOD_WORDS = {
    "ruling": "a person's ruling",
    "unanimous": "unanimous",
    "dawid_skene": "Dawid-Skene",
    "mace": "MACE",
    "glad": "GLAD",
    "one_coin": "one coin for each annotator",
    "majority": "majority",
    "median": "the median",
    "medoid": "the answer nearest to all",
    "single": "one person",
    "unresolvable": "ruled unresolvable",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Columns after the first hold numbers when `numeric`."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Bars:
    """Label balance: one row a label, one bar a part."""

    unit: str
    parts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its two intervals and what it rests on, or the reason why there is none."""

    name: str
    value: float | None
    these: tuple[float, float] | None
    like_these: tuple[float, float] | None
    rests_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Estimates on one axis up to 1."""

    rows: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Guidance:
    """The guideline's Markdown."""

    text: str


Block: TypeAlias = Paragraph | Bullets | Stamp | Table | Bars | Axis | Code | Guidance


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


def sections(release: ReleaseData, files: Sequence[FileFact] = ()) -> list[Section]:
    """Return the card's sections; those with nothing to say are left out. Raises InvalidInput for a torn group."""
    check_wall(release)
    made = [
        Section("What is in it", tuple(_contents(release))),
        *(
            Section(question.title, tuple(_labels(release, question)))
            for question in release.guideline.questions
        ),
        Section("How far annotators agree", tuple(_agreement(release))),
        Section("Who answered", tuple(_annotators(release))),
        Section("Known gaps", (Bullets(tuple(facts.gaps(release)) or ("None that were looked for.",)),)),
        Section("Sources and licence", tuple(_sources(release))),
        Section("How to load it", (Code(load_code(release)),)),
        Section(f"Guideline, version {release.guideline.version}", (Guidance(release.guideline.body),)),
        Section("Files", (Table(("File", "Bytes", "SHA-256"), tuple(_files(files))),) if files else ()),
    ]
    return [section for section in made if section.blocks]


def load_code(release: ReleaseData) -> str:
    """Return the three lines of Python that open the release."""
    question = next(iter(release.guideline.questions), None)
    key = question.key if question else ""
    names = sorted({name for row in release.items for name in row.item.fields})
    shown = [name for name in (question.show if question else ()) if name in names] or names
    field = f', field="{shown[0]}"' if len(names) > 1 else ""
    return (
        "import goldsmith\n"
        f'release = goldsmith.load("{release.name}")\n'
        f'X, y = release.arrays("{key}", "{release.parts[0]}"{field})'
    )


def markdown(release: ReleaseData, files: Sequence[FileFact] = ()) -> str:
    """Return the card as Markdown."""
    blocks: list[str] = [f"# {_md(release.project)}: release {_md(release.name)}"]
    for section in sections(release, files):
        blocks.append(f"## {_md(section.title)}")
        blocks += [_render(block) for block in section.blocks]
    return "\n\n".join(blocks) + "\n"


# ── what the sections say ─────────────────────────────────────────────────────────────────────────────────────────────


def _contents(release: ReleaseData) -> Iterable[Block]:
    for stamp in facts.stamps(release):
        yield Stamp(stamp)
    n_project = max(release.facts.n_project_items, len(release.items))
    yield Paragraph(
        f"{facts.count(len(release.items), 'item')} of {facts.count(n_project, 'item')} in the project, "
        f"as of {release.generated_at} (entry {release.as_of} of its ledger)."
    )
    if release.facts.note:
        yield Paragraph(release.facts.note)
    yield Table(("Part", "Items"), tuple((part, str(n)) for part, n in facts.parts(release).items()))
    together = facts.groups(release)
    if together:
        name, size = next(iter(together.items()))
        yield Paragraph(
            f"{facts.count(len(together), 'group')} of items that belong together; none is on two sides. "
            f'The largest, "{name}", has {facts.count(size, "item")}.'
        )
    if release.facts.split:
        told = ", ".join(f"{key} {_plain(value)}" for key, value in release.facts.split.items())
        yield Paragraph(f"Split by {told}.")


def _labels(release: ReleaseData, question: Question) -> Iterable[Block]:
    found = kinds.get(question.kind).units == "found"
    titles = {label.key: label.title for label in kinds.labels(question)}
    decided = facts.decided(release, question)
    yield Paragraph(
        f"Question `{question.key}`, kind {question.kind}: {facts.count(len(decided), 'item')} decided."
    )
    rows = [(titles.get(key) or key, row) for key, row in facts.balance(release, question).items()]
    nothing = facts.empty(release, question)
    if any(nothing.values()):
        rows.append(("nothing here (items)" if found else "none of these", nothing))
    drawn = tuple((title, tuple(row[part] for part in release.parts)) for title, row in rows)
    for sentence in facts.description(release, question):
        yield Paragraph(sentence)
    if drawn:
        yield Bars("objects" if found else "items", release.parts, drawn)
    methods = facts.methods(release, question)
    total = sum(methods.values())
    yield Table(
        ("Decided by", "Items", "Share"),
        tuple((METHOD_WORDS.get(name, name), str(n), f"{n / total:.0%}") for name, n in methods.items()),
    )
    yield Table(
        ("Annotators on an item", "Items"),
        tuple((str(n), str(items)) for n, items in facts.overlap(release, question).items()),
    )


def _agreement(release: ReleaseData) -> Iterable[Block]:
    by_question: dict[str, list[Estimate]] = {}
    for one in release.facts.agreement:
        by_question.setdefault(str(one.get("question", "")), []).append(_estimate(one))
    if not by_question:
        yield Paragraph("No agreement was estimated.")
        return
    yield Paragraph(
        "First, blind answers on the part of the items that was drawn at random. The dark band is the 95 % interval "
        "for these annotators, the light band for annotators like these. 0 is chance and 1 is perfect, except for "
        "percent agreement, which chance raises. Low agreement points first to the guideline."
    )
    for key, rows in by_question.items():
        if key:
            yield Paragraph(f"Question `{key}`:")
        yield Axis(tuple(rows))


def _estimate(one: Mapping[str, Any]) -> Estimate:
    counts = [(one.get("n_items"), "item"), (one.get("n_annotators"), "annotator")]
    value = one.get("value")
    return Estimate(
        name=str(one["name"]),
        value=None if value is None else float(value),
        these=_interval(one.get("low"), one.get("high")),
        like_these=_interval(one.get("low_people"), one.get("high_people")),
        rests_on=", ".join(facts.count(n, word) for n, word in counts if n is not None) or "n not stated",
        reason=str(one.get("undefined") or ""),
    )


def _interval(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _annotators(release: ReleaseData) -> Iterable[Block]:
    if not release.facts.annotators:
        return
    rows = tuple(
        (
            str(one["name"]),
            str(one["kind"]) + (", simulated" if one.get("simulated") else ""),
            "yes" if one.get("identified", True) else "no, a seat",
            str(one.get("n_answers", "")),
        )
        for one in release.facts.annotators
    )
    yield Table(("Annotator", "Kind", "Identified", "Answers"), rows)


def _sources(release: ReleaseData) -> Iterable[Block]:
    yield Paragraph(f"Licence of this release: {release.facts.licence or 'not stated'}.")
    if release.facts.sources:
        head = ("Source", "Licence", "Address")
        members = ("name", "licence", "url")
        yield Table(
            head,
            tuple(tuple(str(one.get(name, "")) for name in members) for one in release.facts.sources),
            numeric=False,
        )


def _files(files: Sequence[FileFact]) -> Iterable[tuple[str, ...]]:
    return ((name, str(size), digest) for name, size, digest in files)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return " / ".join(f"{key} {_plain(one)}" for key, one in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


# ── Markdown ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _render(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _md(text, code=True)
        case Bullets(lines):
            return "\n".join(f"- {_md(line)}" for line in lines)
        case Stamp(text):
            return f"> **{_md(text)}**"
        case Table(head, rows, numeric):
            return _md_table(head, rows, numeric)
        case Bars(unit, parts, rows):
            counted = [(label, *map(str, counts), str(sum(counts))) for label, counts in rows]
            return _md_table((f"Label ({unit})", *parts, "all"), counted, True)
        case Axis(rows):
            return _md_table(
                ("Measure", "Value", "These annotators", "Annotators like these", "Rests on"),
                [(row.name, *spoken(row), row.rests_on) for row in rows],
                True,
            )
        case Code(text):
            return f"{fence(text)}python\n{text}\n{fence(text)}"
        case Guidance(text):
            return f"{fence(text)}markdown\n{text.strip()}\n{fence(text)}"


def spoken(row: Estimate) -> tuple[str, str, str]:
    """Return an estimate's value and intervals as words; a value without an interval says so."""
    if row.value is None:
        return f"undefined: {row.reason or 'no reason given'}", "", ""
    bands = (
        f"{band[0]:.2f} to {band[1]:.2f}" if band else "no interval" for band in (row.these, row.like_these)
    )
    return (f"{row.value:.2f}", *bands)  # type: ignore[return-value]  # two bands


def fence(text: str) -> str:
    """Return a run of backticks longer than any in the text."""
    return "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))


def _md_table(head: Sequence[str], rows: Iterable[Sequence[str]], numeric: bool) -> str:
    rule = ["---", *(["---:" if numeric else "---"] * (len(head) - 1))]
    body = [[_md(text) for text in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in ([_md(text) for text in head], rule, *body))


def _md(text: str, *, code: bool = False) -> str:
    """Return the text so that Markdown shows it letter by letter, on one line. code: backticks keep their meaning."""
    marks = r"\\*_{}\[\]<>#|~&!" + ("" if code else "`")
    return re.sub(f"([{marks}])", r"\\\1", " ".join(text.split()))
