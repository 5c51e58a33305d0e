"""Label Studio's labeling config: an XML of tags that show a task and tags that ask → questions, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from xml.etree import ElementTree as ET

from goldsmith import kinds
from goldsmith.attributes import OPTION, declared
from goldsmith.errors import InvalidInput
from goldsmith.formats.label_studio.answers import shaped
from goldsmith.guidelines.draft import labels_named, question_key
from goldsmith.kinds import has_objects
from goldsmith.kinds.span import relation_labels
from goldsmith.model import Item, Label, Question

SHOWN = {"text": "text", "image": "image", "audio": "audio", "audioplus": "audio"}  # tag → sort of field
PLAIN = {
    "view", "header", "style", "label", "choice", "relation", "shortcut", "filter", "hypertext", "collapse", "panel",
    "list", "magicwand",
}  # fmt: skip
TAGS = {"text": "Text", "image": "Image", "audio": "Audio"}
MAX_BYTES = 1 << 20

# config → questions -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Draft:
    """questions: what the config asks. notes: what of it cannot be said in a guideline, each a sentence."""

    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_config(text: str) -> bool:
    """Return whether a text is a labeling config, and no guideline.

    >>> is_config('<View><Text name="t" value="$text"/></View>'), is_config("---\\nquestions: []\\n---\\n")
    (True, False)
    """
    begin = text.lstrip("\ufeff \t\r\n")
    return begin.startswith(("<View", "<?xml", "<!--")) and "<View" in begin


def read_config(text: str, *, where: str = "the config") -> Draft:
    """Return what a labeling config asks; labels with their hints, objects with the attributes asked of each.

    Raises InvalidInput for what is no XML, or asks nothing that Goldsmith has a kind for.
    """
    root = _parsed(text, where)
    shown = {one.get("name", ""): one for one in root.iter() if _tag(one) in SHOWN}
    reading = _Config(shown, [one for one in root.iter() if _tag(one) in DRAWN])
    for element in root.iter():
        reading.take(element)
    reading.settle()
    if not reading.draft.questions:
        raise InvalidInput(
            "label_studio.asks_nothing",
            " ".join(["The config asks nothing that Goldsmith has a kind for.", *reading.draft.notes]),
            where=where,
            mend="Write a guideline by hand; the reference lists the kinds.",
        )
    return reading.draft


def _parsed(text: str, where: str) -> ET.Element:
    if len(text) > MAX_BYTES or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise InvalidInput(
            "label_studio.bad_config",
            "The config is too long, or defines entities.",
            where=where,
            mend="Copy it again from the project's settings, Labeling Interface, Code.",
        )
    try:
        return ET.fromstring(text.lstrip("\ufeff \t\r\n"))  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise InvalidInput(
            "label_studio.bad_config",
            f"This is not XML: {error}.",
            where=where,
            mend="Copy it again from the project's settings, Labeling Interface, Code.",
        ) from error


def _tag(element: ET.Element) -> str:
    return element.tag.lower()


def _is_on(element: ET.Element, name: str, *, default: bool = False) -> bool:
    return element.get(name, str(default)).lower() == "true"


@dataclass(slots=True)
class _Config:
    """Takes a config's elements one after the other.

    shown: the tags that show something, by name. shapes: those whose labels stand in a tag of their own.
    """

    shown: Mapping[str, ET.Element]
    shapes: Sequence[ET.Element]
    draft: Draft = field(default_factory=Draft)
    title: str = ""
    per_region: list[ET.Element] = field(default_factory=list)
    relations: list[str] | None = None

    def take(self, element: ET.Element) -> None:
        tag = _tag(element)
        if tag == "header":
            self.title = (element.get("value") or "").strip()
        elif tag == "relations":
            self.relations = [one.get("alias") or one.get("value") or "" for one in element]
        elif _is_on(element, "perRegion"):
            self.per_region.append(element)
        elif tag in ASKED and element.get("name"):
            self._ask(element, ASKED[tag])
        elif not {tag} & {*PLAIN, *SHOWN, *DRAWN}:
            self._note(f"<{element.tag}> {element.get('name', '')} has no like here and is left out")

    def _ask(self, element: ET.Element, make: Make) -> None:
        name = element.get("name", "")
        questions = self._made(element, make)
        if not questions:
            return
        listed = _labels_of(element)
        if any((one.get("value") or "").startswith("$") for one in element):
            self._note(f"The labels of {name} come from each task's data; list them here")
        needs_labels = questions[0].kind.partition(".")[0] in NEED_LABELS
        if needs_labels and not listed:
            self._note(f"{name} is left out: it lists no labels")
            return
        if any(
            element.get(one) for one in ("whenTagName", "visibleWhen", "whenLabelValue", "whenChoiceValue")
        ):
            self._note(f"{name} is asked of every item here, and only under a condition there")
        is_needed = _is_on(element, "required") or questions[0].kind in REGIONS
        title, self.title = self.title or name, ""
        labels = listed if needs_labels else ()
        self.draft.questions += [
            replace(one, title=title, labels=labels, required=is_needed) for one in questions
        ]

    def _made(self, element: ET.Element, make: Make) -> list[Question]:
        """Return what a control asks: labels for several shapes ask a question for each."""
        shapes = self.drawn(element) if _tag(element) == "labels" else []
        if len(shapes) > 1:
            made = [(shape, DRAWN[shape](element, self)) for shape in shapes]
            return [replace(one, key=shaped(one.key, shape, len(shapes))) for shape, one in made if one]
        question = make(element, self)
        return [question] if question is not None else []

    def settle(self) -> None:
        """Join what is asked of single regions to their questions."""
        for element in self.per_region:
            self._said(element)
        if self.relations is not None:
            self._with_relations(self.relations)
        if len(self.draft.questions) == 1:
            self.draft.questions[0] = replace(self.draft.questions[0], required=True)

    def _with_relations(self, names: Sequence[str]) -> None:
        spans = [at for at, one in enumerate(self.draft.questions) if one.kind == "span.v1"]
        for at in spans:
            self._option(at, "relations", [name for name in names if name] or ["related"])
        if not spans:
            self._note("Relations join spans of a text only; these are left out")

    def _said(self, element: ET.Element) -> None:
        """Add an attribute to the objects that a control speaks of, or say that none can have it."""
        name, tag = element.get("name", ""), _tag(element)
        choices = [one.get("alias") or one.get("value") or "" for one in element.iter("Choice")]
        found = False
        for at, question in enumerate(self.draft.questions):
            if element.get("whenTagName", question.key) != question.key:
                continue
            if tag == "textarea" and question.kind == "segment.v1":
                self._option(at, "transcript", True)
                found = True
            if tag == "choices" and choices and has_objects(question.kind):
                key = name.removeprefix(f"{question.key}.")
                flag = (
                    {"key": key}
                    if choices == [key] or len(choices) == 1
                    else {"key": key, "choices": choices}
                )
                self._option(at, OPTION, [*question.options.get(OPTION, ()), {"key": key, **flag}])
                found = True
        if not found:
            self._note(f"{name} is asked of single regions, which <{element.tag}> cannot be here")

    def _option(self, at: int, name: str, value: object) -> None:
        question = self.draft.questions[at]
        self.draft.questions[at] = replace(question, options={**question.options, name: value})

    def _note(self, what: str) -> None:
        self.draft.notes.append(f"{what.strip()}.")

    def fields(self, element: ET.Element) -> list[str]:
        """Return the fields that the tags name which a control belongs to."""
        tags = (self.shown.get(name.strip()) for name in element.get("toName", "").split(","))
        values = (tag.get("value", "") for tag in tags if tag is not None)
        return [value[1:] for value in values if value.startswith("$")]

    def sort(self, element: ET.Element) -> str:
        """Return the sort of field that a control belongs to: text, image or audio; "" for others."""
        tag = self.shown.get(element.get("toName", "").split(",")[0].strip())
        return SHOWN[_tag(tag)] if tag is not None else ""

    def drawn(self, element: ET.Element) -> list[str]:
        """Return the shapes to which labels in a tag of their own belong."""
        near = (one for one in self.shapes if one.get("toName") == element.get("toName"))
        return list(dict.fromkeys(_tag(one) for one in near))


Make: TypeAlias = Callable[[ET.Element, _Config], Question | None]
NEED_LABELS = {"choice", "choices", "box", "polygon", "mask", "span", "segment"}


def _question(element: ET.Element, config: _Config, kind: str, **options: object) -> Question:
    name = element.get("name", "")
    return Question(question_key(name), kind, name, show=tuple(config.fields(element)), options=options)


def _labels_of(element: ET.Element) -> tuple[Label, ...]:
    """Return a control's labels: keys of what answers say, titles of what is shown, hints as definitions."""
    names: dict[str, ET.Element] = {}

    def walk(parent: ET.Element, path: tuple[str, ...]) -> None:
        for one in parent:
            said = one.get("alias") or one.get("value") or ""
            if _tag(one) not in ("label", "choice") or said.startswith("$") or not said:
                if _tag(one) == "view":
                    walk(one, path)
            elif len(one):
                walk(one, (*path, said))
            else:
                names[" / ".join((*path, said))] = one

    walk(element, ())
    labels = labels_named(names)
    return tuple(_shown(label, one) for label, one in zip(labels, names.values(), strict=True))


def _shown(label: Label, element: ET.Element) -> Label:
    """Return a label with its title and definition. An alias that is no key stays the title: answers say it."""
    is_key = label.key == element.get("alias", "").casefold()
    return replace(
        label,
        title=element.get("value") or label.title if is_key else label.title,
        definition=element.get("hint") or "",
    )


def _choices(element: ET.Element, config: _Config) -> Question:
    several = element.get("choice") == "multiple"
    return _question(element, config, "choices.v1" if several else "choice.v1")


def _taxonomy(element: ET.Element, config: _Config) -> Question:
    if not _is_on(element, "leafsOnly"):
        config.draft.notes.append(
            f"{element.get('name')} may be answered by a group of labels there; here by its labels only."
        )
    return _question(element, config, "choice.v1" if element.get("maxUsages") == "1" else "choices.v1")


def _box(element: ET.Element, config: _Config) -> Question:
    rotate = {"rotate": True} if _is_on(element, "canRotate", default=True) else {}
    return _question(element, config, "box.v1", **rotate)


def _brush(element: ET.Element, config: _Config) -> Question:
    config.draft.notes.append(
        f"{element.get('name')} asks for one label a pixel; say `kind: instance` where each stroke is an object."
    )
    return _question(element, config, "mask.v1")


def _labels(element: ET.Element, config: _Config) -> Question | None:
    sort = config.sort(element)
    if sort == "image":
        shape = next(iter(config.drawn(element)), None)
        return DRAWN[shape](element, config) if shape is not None else None
    if sort not in ("text", "audio"):
        config.draft.notes.append(f"{element.get('name')} marks what is neither text, image nor sound.")
        return None
    return _question(element, config, "span.v1" if sort == "text" else "segment.v1")


def _polygon(element: ET.Element, config: _Config) -> Question:
    return _question(element, config, "polygon.v1")


def _rating(element: ET.Element, config: _Config) -> Question:
    return _question(element, config, "rating.v1", min=1, max=int(element.get("maxRating", 5)))


def _number(element: ET.Element, config: _Config) -> Question:
    told = {name: float(value) for name in ("min", "max", "step") if (value := element.get(name))}
    whole = {name: int(value) if value.is_integer() else value for name, value in told.items()}
    return _question(element, config, "number.v1", **whole)


def _text(element: ET.Element, config: _Config) -> Question:
    lines = int(element.get("rows", 1) or 1) > 1 or element.get("maxSubmissions", "") != "1"
    return _question(element, config, "text.v1", **({"multiline": True} if lines else {}))


def _pairwise(element: ET.Element, config: _Config) -> Question:
    fields = config.fields(element)
    return replace(_question(element, config, "pairwise.v1", fields=fields, tie=False), show=())


DRAWN: Mapping[str, Make] = {"rectangle": _box, "polygon": _polygon, "brush": _brush}
ASKED: Mapping[str, Make] = {
    "choices": _choices,
    "taxonomy": _taxonomy,
    "rectanglelabels": _box,
    "polygonlabels": _polygon,
    "brushlabels": _brush,
    "labels": _labels,
    "rating": _rating,
    "number": _number,
    "textarea": _text,
    "pairwise": _pairwise,
}

# questions → config -------------------------------------------------------------------------------------------------

REGIONS = {
    "box.v1": "RectangleLabels", "polygon.v1": "PolygonLabels", "mask.v1": "BrushLabels",
    "instance.v1": "BrushLabels", "span.v1": "Labels", "segment.v1": "Labels",
}  # fmt: skip
NEEDS = {"span.v1": "text", "segment.v1": "audio"} | dict.fromkeys(
    ("box.v1", "polygon.v1", "mask.v1", "instance.v1"), "image"
)


def control_of(question: Question) -> str:
    """Return the tag that asks a question."""
    kind, options = question.kind, question.options
    if kind in REGIONS:
        return REGIONS[kind]
    if kind == "rating.v1" and options.get("min") == 1 and options.get("step", 1) == 1:
        return "Rating"
    if kind == "pairwise.v1" and options.get("tie", True) is False:
        return "Pairwise"
    if kind in ("choice.v1", "choices.v1", "rating.v1", "pairwise.v1"):
        return "Taxonomy" if any(label.path for label in question.labels) else "Choices"
    return {"number.v1": "Number", "text.v1": "TextArea", "ranking.v1": "Ranker"}[kind]


def things_of(question: Question) -> str:
    """Return the member of a task's data that lists what a question ranks."""
    return f"{question.key}_things"


def object_of(question: Question, item: Item) -> str:
    """Return the name of what a question's control belongs to: of its sort, the first field that it shows."""
    if question.kind == "ranking.v1":
        return things_of(question)
    names = [name for name in question.show or item.fields if name in item.fields]
    need = NEEDS.get(question.kind)
    return next(
        (name for name in names if need in (None, item.fields[name]["type"])), names[0] if names else ""
    )


def write_config(questions: Sequence[Question], item: Item) -> str:
    """Return the labeling config that asks these questions of items like this one."""
    root = ET.Element("View")
    for name, shown in item.fields.items():
        ET.SubElement(root, TAGS[shown["type"]], {"name": name, "value": f"${name}"})
    for question in questions:
        ET.SubElement(root, "Header", {"value": question.title})
        for element in _controls(question, item):
            root.append(element)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _controls(question: Question, item: Item) -> Iterator[ET.Element]:
    tag = control_of(question)
    named = {"name": question.key, "toName": object_of(question, item)}
    if tag == "Ranker":
        yield ET.Element("List", {"name": named["toName"], "value": f"${named['toName']}"})
    if tag == "Pairwise":
        named["toName"] = ",".join(question.options.get("fields") or question.show[:2])
    element = ET.Element(tag, {**named, **_manner(question, tag)})
    if tag == "Taxonomy":
        _tree(element, question.labels, 0)
    elif tag in ("Choices", *REGIONS.values()):
        element.extend(
            _one_label("Choice" if tag == "Choices" else "Label", one) for one in kinds.labels(question)
        )
    yield element
    yield from _beside(question, named["toName"])


def _manner(question: Question, tag: str) -> dict[str, str]:
    """Return what else a control's attributes say."""
    several = question.kind == "choices.v1"
    said = {
        "Choices": {"choice": "multiple" if several else "single"},
        "Taxonomy": {"leafsOnly": "true", **({} if several else {"maxUsages": "1"})},
        "Rating": {"maxRating": str(question.options.get("max", 5))},
        "RectangleLabels": {"canRotate": "true" if question.options.get("rotate") else "false"},
        "TextArea": {"maxSubmissions": "1", **({"rows": "4"} if question.options.get("multiline") else {})},
        "Number": {n: str(question.options[n]) for n in ("min", "max", "step") if n in question.options},
    }.get(tag, {})
    is_needed = question.required and tag not in REGIONS.values()
    return {**said, **({"required": "true"} if is_needed else {})}


def _one_label(tag: str, label: Label) -> ET.Element:
    hint = {"hint": label.definition} if label.definition else {}
    return ET.Element(tag, {"value": label.title, "alias": label.key, **hint})


def _tree(parent: ET.Element, labels: Iterable[Label], depth: int) -> None:
    """Add labels under the groups that they stand in; a tree's answers are told by titles."""
    groups: dict[str, list[Label]] = {}
    for label in labels:
        groups.setdefault(label.path[depth] if len(label.path) > depth else label.title, []).append(label)
    for title, inner in groups.items():
        element = ET.SubElement(parent, "Choice", {"value": title})
        deeper = [label for label in inner if len(label.path) > depth]
        if deeper:
            _tree(element, deeper, depth + 1)


def _beside(question: Question, to_name: str) -> Iterator[ET.Element]:
    """Yield what is asked of each region: attributes, transcripts, relations."""
    asked = {"perRegion": "true", "whenTagName": question.key, "toName": to_name}
    for attribute in declared(question):
        element = ET.Element(
            "Choices", {"name": f"{question.key}.{attribute.key}", **asked, "choice": "single"}
        )
        choices = attribute.choices or (attribute.key,)
        element.extend(ET.Element("Choice", {"value": choice}) for choice in choices)
        yield element
    if question.kind == "segment.v1" and question.options.get("transcript"):
        yield ET.Element("TextArea", {"name": f"{question.key}.text", **asked, "maxSubmissions": "1"})
    if question.kind == "span.v1" and relation_labels(question):
        element = ET.Element("Relations")
        element.extend(ET.Element("Relation", {"value": one.key}) for one in relation_labels(question))
        yield element
