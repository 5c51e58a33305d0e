"""One annotation of Label Studio → values, by question and kind: its results say them one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeGuard

from goldsmith.errors import InvalidInput
from goldsmith.formats.label_studio import regions
from goldsmith.guidelines.draft import question_key
from goldsmith.ingest import Content, Picture, ReadOptions
from goldsmith.ingest.columns import Columns
from goldsmith.kinds import has_objects
from goldsmith.model import Json
from goldsmith.offsets import Utf16

Told: TypeAlias = Mapping[str, Any]
Asked: TypeAlias = tuple[str, str]  # what Label Studio calls a question, and the kind that reads its answers

OURS = "goldsmith"  # a member that Label Studio passes over: what else is to be known of an annotation

# what is asked ------------------------------------------------------------------------------------------------------

SHAPES = {"rectangle": "box.v1", "polygon": "polygon.v1", "brush": "mask.v1"}
WHOLE = {  # of results on the task as a whole: the member of `value` that holds them, and the kind
    "choices": ("choices", "choice.v1"),
    "taxonomy": ("taxonomy", "choice.v1"),
    "rating": ("rating", "rating.v1"),
    "number": ("number", "number.v1"),
    "textarea": ("text", "text.v1"),
    "pairwise": ("selected", "pairwise.v1"),
    "ranker": ("ranker", "ranking.v1"),
}
LISTS = ("box.v1", "polygon.v1", "span.v1", "segment.v1", "choices.v1")  # [] says "nothing here"
PAINTED = ("mask.v1", "instance.v1")


@dataclass(slots=True)
class Survey:
    """What the whole file asks. drawn: control → shapes that its labels were given to; several: choices of which some
    answer names more than one.
    """

    drawn: dict[str, dict[str, str]] = field(default_factory=dict)  # control → shape → kind
    several: set[str] = field(default_factory=set)

    def asked(self, region: _Region) -> str:
        """Return the question that a region answers: its labels' control, one for each shape where it has several."""
        return shaped(region.question, region.shape, len(self.drawn.get(region.question, ())))

    def found(self) -> list[Asked]:
        """Return the questions whose answer may be "nothing here"."""
        return [
            (shaped(control, shape, len(shapes)), kind)
            for control, shapes in self.drawn.items()
            for shape, kind in shapes.items()
        ]


def shaped(control: str, shape: str, n: int) -> str:
    """Return the key of the question that a control asks with a shape, of n.

    >>> shaped("label", "polygon", 1), shaped("label", "polygon", 2)
    ('label', 'label_polygon')
    """
    return control if n < 2 else f"{control}_{shape}"


def survey_of(tasks: Iterable[Told], columns: Columns, options: ReadOptions) -> Survey:
    """Return what tasks ask; those at fault are passed over, since their rows will say so."""
    survey = Survey()
    for task in tasks:
        try:
            for answer in answers_of(task, options):
                _note(answer, columns, survey)
        except InvalidInput:
            continue
    return survey


def _note(answer: Told, columns: Columns, survey: Survey) -> None:
    for region in _regions(answer):
        kind = _kind(region, columns)
        if kind is not None and region.names:
            survey.drawn.setdefault(region.question, {})[region.shape] = kind
    for result in _whole(answer):
        chosen = _value(result).get(WHOLE[_type(result)][0])
        if _type(result) in ("choices", "taxonomy") and isinstance(chosen, list) and len(chosen) > 1:
            survey.several.add(question_key(str(result.get("from_name"))))


def answers_of(task: Told, options: ReadOptions) -> Iterator[Told]:
    """Yield the annotations of a task, and its predictions where they are asked for."""
    for name in ("annotations", "completions", *(("predictions",) if options.predictions else ())):
        yield from _objects_in(task, name)


def results_of(answer: Told) -> Sequence[Told]:
    """Return the results of an annotation."""
    return _objects_in(answer, "result")


def _objects_in(told: Told, name: str) -> Sequence[Told]:
    """Return a member that lists objects; raise InvalidInput where it is something else."""
    listed = told.get(name)
    if listed is None:
        return ()
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise _bad(f"Its {name} are no list of objects.", "Export the project again, as JSON.")
    return listed


def _type(result: Told) -> str:
    return str(result.get("type") or "").lower()


def _value(result: Told) -> Told:
    value = result.get("value")
    return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class _Region:
    """A region: its shape's result, its labels, what they answer, and what else is said of it under the same id."""

    id: str
    shape: str
    question: str
    names: Sequence[str]
    result: Told
    said: Sequence[Told] = ()

    @property
    def value(self) -> Told:
        return _value(self.result)


def _regions(answer: Told) -> list[_Region]:
    """Return the regions of an answer, in the order in which they were drawn."""
    by_id: dict[str, list[Told]] = {}
    for number, result in enumerate(results_of(answer), 1):
        if _type(result) not in {"", "relation"}:
            by_id.setdefault(str(result.get("id") or f"result {number}"), []).append(result)
    return [region for ident, results in by_id.items() if (region := _region(ident, results)) is not None]


def _region(ident: str, results: Sequence[Told]) -> _Region | None:
    """Return what the results of one id make: a shape, perhaps with labels of their own, and what is said of it."""
    drawn = [one for one in results if _type(one) not in WHOLE]
    if not drawn:
        return None
    named = next(
        (one for one in drawn if _type(one).endswith("labels") and _value(one).get(_type(one))), None
    )
    shape = next((one for one in drawn if _type(one) != "labels"), drawn[0])
    asked = named or shape
    names = regions.names_of(_value(asked)[_type(asked)]) if named is not None else ()
    kept = _type(shape)
    return _Region(
        ident,
        kept if kept == "labels" else kept.removesuffix("labels"),
        question_key(str(asked.get("from_name"))),
        names,
        shape,
        [one for one in results if _type(one) in WHOLE],
    )


def _whole(answer: Told) -> list[Told]:
    """Return the results on the task as a whole: those that no region shares its id with."""
    results = [one for one in results_of(answer) if _type(one) != "relation"]
    drawn = {str(one["id"]) for one in results if _type(one) not in WHOLE and one.get("id")}
    return [one for one in results if _type(one) in WHOLE and str(one.get("id")) not in drawn]


def _kind(region: _Region, columns: Columns) -> str | None:
    """Return the kind of question that a region answers, or None for one that nothing here can hold."""
    if region.shape != "labels":
        return SHAPES.get(region.shape)
    if isinstance(region.value.get("start"), str):
        return None  # places in HTML
    is_heard = "original_length" in region.result or "channel" in region.value or not columns.text
    return "segment.v1" if columns.recordings and is_heard else "span.v1"


# its values ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Answer:
    """Makes the values of one answer."""

    answer: Told
    fields: Mapping[str, Content]
    columns: Columns
    survey: Survey
    options: ReadOptions
    lost: Counter[str]

    def values(self) -> dict[Asked, Json]:
        """Return raw values by question and kind, each as its kind takes it."""
        answered = self._answered()
        values: dict[Asked, Any] = {one: [] for one in answered if one[1] in LISTS}
        strokes: dict[str, list[_Region]] = {question: [] for question, kind in answered if kind in PAINTED}
        for region in _regions(self.answer):
            kind = _kind(region, self.columns)
            if kind is None or not region.names:
                why = "without a label" if kind is not None else "of a sort that Goldsmith has no kind for"
                self.lost[f"Regions {why} are left out: {region.shape}"] += 1
            elif kind in PAINTED:
                strokes.setdefault(self.survey.asked(region), []).append(region)
            else:
                values.setdefault((self.survey.asked(region), kind), []).extend(self._objects(region, kind))
        for question, drawn in strokes.items():
            values |= self._masks(question, drawn)
        self._relate(values)
        for result in _whole(self.answer):
            values |= self._one(question_key(str(result.get("from_name"))), _type(result), _value(result))
        questions = dict.fromkeys(question for question, _ in values)
        return {one: value for each in questions for one, value in values.items() if one[0] == each}

    def _answered(self) -> list[Asked]:
        """Return the questions that it answers, perhaps by nothing: as Goldsmith wrote, else all of the file."""
        told = self.answer.get(OURS)
        answers = told.get("answers") if isinstance(told, Mapping) else None
        return [*answers.items()] if isinstance(answers, Mapping) else self.survey.found()

    # regions

    def _objects(self, region: _Region, kind: str) -> list[dict[str, Any]]:
        """Return the objects of a region, one for each of its labels."""
        member = self._member(region, kind)
        extra = self._said(region, kind)
        self.lost["Regions with several labels are one object for each"] += len(region.names) > 1
        return [
            {"id": _nth(region.id, place), "label": name, **member, **extra}
            for place, name in enumerate(region.names)
        ]

    def _member(self, region: _Region, kind: str) -> dict[str, Any]:
        if kind == "span.v1":
            text = self._text(region)
            start, end = regions.stretch_from(region.value, text, Utf16(text))
            return {"start": start, "end": end}
        if kind == "segment.v1":
            self.lost["Channels of recordings are not kept"] += bool(region.value.get("channel"))
            return dict(regions.time_from(region.value))
        picture = self._picture(region)
        size = picture.width, picture.height
        if kind == "box.v1":
            return self._box(regions.box_from(region.value, size), picture)
        return {"parts": [{"outline": regions.ring_from(region.value, size), "holes": []}]}

    def _box(self, box: dict[str, float], picture: Picture) -> dict[str, float]:
        if self.options.clip and "angle" not in box:
            right, bottom = box["x"] + box["width"], box["y"] + box["height"]
            x, y = max(box["x"], 0.0), max(box["y"], 0.0)
            kept = {"width": min(right, picture.width) - x, "height": min(bottom, picture.height) - y}
            return {"x": x, "y": y, **kept}
        return box

    def _text(self, region: _Region) -> str:
        texts = [one for name in self.columns.text if isinstance(one := self.fields[name], str)]
        words = region.value.get("text")
        if not texts:
            raise _bad("A span lies on no text.", "Name the column of the text: --text.")
        return next((one for one in texts if isinstance(words, str) and words in one), texts[0])

    def _picture(self, region: _Region) -> Picture:
        picture = next((one for one in self.fields.values() if isinstance(one, Picture)), None)
        if picture is None:
            raise _bad("A region lies on no image.", "Name the column of the image: --text.")
        if region.result.get("image_rotation"):
            raise _bad(
                f"The image was turned by {region.result['image_rotation']} degrees while it was labeled.",
                "Save the image turned, and label it upright.",
            )
        width, height = region.result.get("original_width"), region.result.get("original_height")
        if (
            isinstance(width, int)
            and isinstance(height, int)
            and (width, height) != (picture.width, picture.height)
        ):
            raise _bad(
                f"It was labeled at {width} × {height} px; the image has {picture.width} × {picture.height}.",
                "Use the image that was labeled; if EXIF turns it, save it turned.",
            )
        return picture

    def _said(self, region: _Region, kind: str) -> dict[str, Any]:
        """Return what is said of a region besides its label: attributes, or the transcript of a segment."""
        extra: dict[str, Any] = {}
        for result in region.said:
            name = str(result.get("from_name")).removeprefix(f"{region.question}.")
            value = _value(result).get(WHOLE[_type(result)][0])
            if kind == "segment.v1" and _type(result) == "textarea":
                extra["text"] = _joined(value)
            elif has_objects(kind) and _type(result) == "choices" and _is_one_text(value):
                extra.setdefault("attributes", {})[name] = True if value[0] == name else value[0]
            else:
                self.lost[f"What {name} says of single regions is not kept"] += 1
        return extra

    def _masks(self, question: str, drawn: Sequence[_Region]) -> dict[Asked, Any]:
        """Return brush strokes both as a mask and as instances; a later stroke covers what lies under it."""
        from goldsmith.formats.label_studio.brush import covered, decode
        from goldsmith.runs import encode, united

        picture = next((one for one in self.fields.values() if isinstance(one, Picture)), None)
        if picture is None:
            return {}
        height, width = picture.height, picture.width
        strokes = [decode(self._checked(one).value.get("rle") or (), height, width) for one in drawn]
        seen = [*covered(strokes)]
        self.lost["Brush strokes that later ones cover in part lost those pixels"] += sum(
            0 < after.area < before.area for before, after in zip(strokes, seen, strict=True)
        )
        self.lost["Brush strokes that have no pixel to be seen are left out"] += sum(
            not one.area for one in seen
        )
        labeled: dict[str, list[Any]] = {}
        objects = []
        for region, runs in zip(drawn, seen, strict=True):
            if runs.area:
                labeled.setdefault(region.names[0], []).append(runs)
                counts = encode(runs, height * width)
                said = self._said(region, "instance.v1")
                objects.append({"id": region.id, "label": region.names[0], "counts": counts, **said})
        masks = [
            {"label": name, "counts": encode(united(parts), height * width)}
            for name, parts in labeled.items()
        ]
        return {
            (question, "mask.v1"): {"size": [height, width], "masks": masks},
            (question, "instance.v1"): {"size": [height, width], "objects": objects},
        }

    def _checked(self, region: _Region) -> _Region:
        self._picture(region)
        if len(region.names) > 1:
            raise _bad("A brush stroke has several labels.", "Give each pixel one label.")
        return region

    def _relate(self, values: dict[Asked, Any]) -> None:
        """Add the relations to the spans that they join; others are told."""
        spans = {
            one["id"]: asked for asked, listed in values.items() if asked[1] == "span.v1" for one in listed
        }
        for number, result in enumerate(results_of(self.answer), 1):
            if _type(result) != "relation":
                continue
            ends = str(result.get("from_id")), str(result.get("to_id"))
            if result.get("direction") == "left":
                ends = ends[1], ends[0]
            if not all(end in spans for end in ends) or spans[ends[0]] != spans[ends[1]]:
                self.lost["Relations that do not join two spans of one question are left out"] += 1
                continue
            self.lost["Relations that go both ways are read as one way"] += result.get("direction") == "bi"
            names = regions.names_of(result.get("labels") or ["related"])
            self.lost["Relations without a label are called “related”"] += not result.get("labels")
            ident = str(result.get("id") or f"r{number}")
            values[spans[ends[0]]] += [
                {"id": _nth(ident, place), "label": str(name), "from": ends[0], "to": ends[1]}
                for place, name in enumerate(names)
            ]

    # on the whole task

    def _one(self, question: str, sort: str, value: Told) -> dict[Asked, Any]:
        member, kind = WHOLE[sort]
        told = value.get(member)
        if kind == "choice.v1":
            return self._choices(question, told, is_tree=sort == "taxonomy")
        if sort == "rating" and type(told) is int:
            return {(question, kind): str(told)}
        if sort == "textarea":
            return {(question, kind): _joined(told)}
        if sort == "pairwise" and told in ("left", "right"):
            return {(question, kind): "a" if told == "left" else "b"}
        if sort == "ranker" and isinstance(told, Mapping) and len(told) == 1:
            return {(question, kind): next(iter(told.values()))}
        if sort == "number" and isinstance(told, int | float) and not isinstance(told, bool):
            return {(question, kind): int(told) if float(told).is_integer() else told}
        raise _bad(f"The answer to {question} is {told!r}.", "Mend it in the file.")

    def _choices(self, question: str, told: Any, *, is_tree: bool) -> dict[Asked, Any]:
        if not isinstance(told, list) or (
            is_tree and not all(isinstance(path, list) and path for path in told)
        ):
            raise _bad(f"The answer to {question} is {told!r}, which is no list.", "Mend it in the file.")
        names = [" / ".join(map(str, path)) if is_tree else str(path) for path in told]
        values: dict[Asked, Any] = {(question, "choices.v1"): names}
        if len(names) == 1 and question not in self.survey.several:
            values |= {(question, kind): names[0] for kind in ("choice.v1", "rating.v1")}
            if names[0] in ("a", "b", "tie"):
                values[question, "pairwise.v1"] = names[0]
        return values


def _is_one_text(value: Any) -> TypeGuard[list[str]]:
    return isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)


def _nth(ident: str, place: int) -> str:
    """Return the id of an object, of several that are made of one."""
    return ident if not place else f"{ident}.{place + 1}"


def _joined(told: Any) -> str:
    """Return a text that may come in several lines."""
    lines = told if isinstance(told, list) else [told]
    return "\n".join(str(line) for line in lines if line is not None)


def _bad(what: str, mend: str) -> InvalidInput:
    return InvalidInput("label_studio.bad_region", what, mend=mend)
