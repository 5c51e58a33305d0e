"""mask: one label for each pixel of an image, or none. The raw value holds a run-length mask for each label used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from goldsmith.errors import InvalidValue
from goldsmith.kinds import ABSENT, Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved, number_option, place
from goldsmith.masks import check_size, image_size, members_of, normal_counts
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import short

if TYPE_CHECKING:  # numpy is imported once a mask is compared, not when kinds are
    from goldsmith.overlays import Region
    from goldsmith.runs import Steps

OPTIONS = {"edge_px": 4.0}
MEMBERS = ("size", "masks")
PART = ("label", "counts")


@dataclass(frozen=True, slots=True)
class Mask:
    """The masks of one answer, sorted by label: (label, COCO's compressed run lengths). They share no pixel."""

    height: int
    width: int
    masks: tuple[tuple[str, str], ...] = ()

    @property
    def n_pixels(self) -> int:
        return self.height * self.width


class MaskKind:
    """One label for each pixel, or none. Value: Mask. Given units: regions on which every answer says one thing.

    Options: `edge_px` (4): a difference into which no square larger than this fits is one of drawing. It waits for
    no ruling, and where votes on it tie, both sides get half.
    """

    name = "mask.v1"
    units: Literal["given", "found"] = "given"
    level: Literal["nominal", "ordinal"] = "nominal"

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, OPTIONS)
        number_option(question, "edge_px", OPTIONS["edge_px"], low=0, high=1000)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        """Return the labels, and ABSENT for pixels that were left without one."""
        return (*question.label_keys(), ABSENT)

    def schema(self, question: Question) -> JsonObject:
        part = {
            "type": "object",
            "properties": {
                "label": {"type": "string", "enum": list(question.label_keys())},
                "counts": {"type": "string", "minLength": 1},
            },
            "required": list(PART),
            "additionalProperties": False,
        }
        size = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}
        return {
            "type": "object",
            "properties": {"size": size, "masks": {"type": "array", "items": part}},
            "required": list(MEMBERS),
            "additionalProperties": False,
        }

    def parse(self, raw: Json, item: Item, question: Question) -> Mask:
        """Return the masks, each with the one text of its pixels; none is clipped, filled or mended."""
        where = place(question, item)
        height, width = image_size(item, question, "mask")
        given = members_of(raw, MEMBERS, "an answer to a mask question", "mask", where)
        check_size(given["size"], height, width, "mask", where)
        parts = given["masks"]
        if not isinstance(parts, list | tuple):
            raise InvalidValue(
                "mask.not_a_list",
                f"{short(parts)} is not a list of masks.",
                where=where,
                mend="Send a list with one mask for each label used, or [] for nothing here.",
            )
        masks: dict[str, str] = {}
        for number, one in enumerate(parts, 1):
            at = f"mask {number} of {len(parts)}, {where}"
            part = members_of(one, PART, "a mask", "mask", at)
            label = known_label(part["label"], question.label_keys(), item, question)
            if label in masks:
                raise InvalidValue(
                    "mask.repeated_label",
                    f"Two masks have the label {label!r}.",
                    where=at,
                    mend="Send one mask for each label, with all its pixels.",
                )
            masks[label] = normal_counts(part["counts"], height * width, "mask", at)
        value = Mask(height, width, tuple(sorted(masks.items())))
        _refuse_overlap(value, where)
        return value

    def load(self, stored: Mapping[str, Any]) -> Mask:
        height, width = stored["size"]
        return Mask(height, width, tuple((one["label"], one["counts"]) for one in stored["masks"]))

    def dump(self, value: Mask) -> Json:
        masks = [{"label": label, "counts": counts} for label, counts in value.masks]
        return {"size": [value.height, value.width], "masks": masks}

    def distance(self, a: Mask, b: Mask, question: Question) -> float:
        """Return the share of the pixels labeled in a or b on which the two differ."""
        shared = self.areas(a, b)
        labeled = sum(n for labels, n in shared.items() if labels != (ABSENT, ABSENT))
        differing = sum(n for (one, other), n in shared.items() if one != other)
        return differing / labeled if labeled else 0.0

    def areas(self, a: Mask, b: Mask) -> dict[tuple[str, str], int]:
        """Return how many pixels bear each label of a and each of b; ABSENT where they bear none."""
        from goldsmith.runs import pixels_shared

        names_a, names_b = ([*self.labels_of(value), ABSENT] for value in (a, b))
        counts = pixels_shared(_steps(a), _steps(b), len(a.masks), len(b.masks))
        return {
            (one, other): int(counts[i, j])
            for i, one in enumerate(names_a)
            for j, other in enumerate(names_b)
            if counts[i, j]
        }

    def match(self, a: Mask, b: Mask, question: Question) -> Matching:
        """Return the masks of equal labels as pairs, with their IoU."""
        labels_a, labels_b = self.labels_of(a), self.labels_of(b)
        shared = self.areas(a, b)
        either = {
            label: sum(n for labels, n in shared.items() if label in labels)
            for label in (*labels_a, *labels_b)
        }
        pairs = tuple(
            Pair(at, labels_b.index(label), label, label, shared.get((label, label), 0) / either[label])
            for at, label in enumerate(labels_a)
            if label in labels_b
        )
        only_a = tuple(at for at, label in enumerate(labels_a) if label not in labels_b)
        only_b = tuple(at for at, label in enumerate(labels_b) if label not in labels_a)
        return Matching(pairs, only_a, only_b, labels_a, labels_b)

    def align(self, values: Sequence[Mask], question: Question) -> list[Unit]:
        """Return the regions of the picture with their votes, by their first pixel down the columns.

        Lines on which the votes tie are no units: they differ in drawing, and `assemble` halves them.
        """
        names, found = _regions(values, question)
        return [_unit(region, names) for region in found if not _is_tied_line(region)]

    def sizes(self, values: Sequence[Mask], question: Question) -> dict[str, int]:
        """Return how many pixels each region of `align` has, by its key."""
        _, found = _regions(values, question)
        return {_key(region): region.runs.area for region in found if not _is_tied_line(region)}

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Mask], question: Question
    ) -> Mask:
        """Return the mask in which each region bears its decided label, ABSENT for none; tied lines are halved."""
        from goldsmith.overlays import painted

        if all(value == values[0] for value in values):
            return values[0]
        names, found = _regions(values, question)
        names = [*names, *sorted(set(decided.values()) - {*names, ABSENT})]
        codes = {label: code for code, label in enumerate(names)} | {ABSENT: -1}
        keys = question.label_keys()
        order = {code: keys.index(label) if label in keys else len(keys) for label, code in codes.items()}
        height, width = values[0].height, values[0].width
        made = painted(
            [(codes[decided[_key(region)]], region.runs) for region in found if not _is_tied_line(region)],
            [region for region in found if _is_tied_line(region)],
            height=height,
            width=width,
            order=order,
        )
        return _mask_of(made, names, height, width)

    def relabel(self, value: Mask, labels: Mapping[str, tuple[str, ...]]) -> Mask | None:
        from goldsmith.runs import decode, encode, united

        keys = moved(self.labels_of(value), labels)
        if keys is None:
            return None
        merged: dict[str, list[Any]] = {}
        for key, (_, counts) in zip(keys, value.masks, strict=True):
            merged.setdefault(key, []).append(decode(counts, value.n_pixels))
        masks = {key: encode(united(parts), value.n_pixels) for key, parts in merged.items()}
        return Mask(value.height, value.width, tuple(sorted(masks.items())))

    def labels_of(self, value: Mask) -> tuple[str, ...]:
        return tuple(label for label, _ in value.masks)

    def is_empty(self, value: Mask) -> bool:
        return not value.masks

    def differences(self, values: Sequence[Mask], question: Question) -> list[JsonObject]:
        """Return the regions on which the answers differ by more than drawing.

        Each: {"type", "unit": key, "labels": votes, "pixels": its area, "box": [x, y, width, height]}. "extra": half
        of the answers or fewer gave it a label; "missing": more than half did, not all; "label": it has several.
        """
        from goldsmith.runs import bounds

        names, found = _regions(values, question)
        told: list[JsonObject] = []
        for region in found:
            if region.is_agreed or region.is_line:
                continue
            unit = _unit(region, names)
            described = {
                "unit": unit.key,
                "labels": list(unit.votes),
                "pixels": region.runs.area,
                "box": list(bounds(region.runs, values[0].height)),
            }
            told += [{"type": way, **described} for way in _ways(unit)]
        return told

    def coarsen(self, value: Mask, question: Question) -> dict[str, Json]:
        return {"choices.v1": list(self.labels_of(value))}

    def examples(self) -> list[Example]:
        labels = (Label("road", "Road"), Label("sky", "Sky"))
        scene = Question("scene", self.name, "What is each pixel?", labels=labels)
        item = Item("0" * 32, "example", None, "", 0, None, {"image": {**IMAGE, "width": 40, "height": 30}})
        text = Item("1" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": "No picture."}})
        left: dict[str, Json] = {"label": "sky", "counts": LEFT}
        right: dict[str, Json] = {"label": "road", "counts": RIGHT}
        size = [30, 40]
        bad: list[tuple[Json, str]] = [
            ({"size": size, "masks": [{**left, "label": "sea"}]}, "an unknown label"),
            ({"size": [40, 30], "masks": [left]}, "width and height in the wrong order"),
            ({"size": size, "masks": [left, {**left, "label": "road"}]}, "two labels on one pixel"),
            ({"size": size, "masks": [left, left]}, "one label twice"),
            ({"size": size, "masks": [{**left, "counts": "0"}]}, "run lengths of another size"),
            ({"size": size, "masks": [{**left, "counts": "]["}]}, "run lengths that break off"),
            ({"size": size, "masks": [{**left, "counts": EMPTY}]}, "a mask without a pixel: leave it out"),
            ({"size": size, "masks": [{**left, "counts": [600, 600]}]}, "run lengths as numbers"),
            ({"size": size, "masks": [{"label": "sky"}]}, "a mask without pixels"),
            ({"size": size, "masks": left}, "a mask alone: send a list"),
            ({"masks": []}, "no size"),
            ([left], "a list of masks does not say how large they are"),
            (None, "no value: skip or abstain instead"),
        ]
        return [
            Example(scene, item, {"size": size, "masks": [right, left]}, True),
            Example(scene, item, {"size": size, "masks": [left]}, True, "the rest bears no label"),
            Example(scene, item, {"size": size, "masks": []}, True, "nothing here"),
            *(Example(scene, item, raw, False, why) for raw, why in bad),
            Example(scene, text, {"size": size, "masks": []}, False, "an item without an image"),
        ]


IMAGE: JsonObject = {
    "type": "image",
    "media": "street.jpg",
    "linked": False,
    "name": "street.jpg",
    "exif_orientation": 1,
}
LEFT, RIGHT, EMPTY = "0hb0hb0", "hb0hb0", "`U1"  # halves of 30 x 40 pixels, and none of them


def _refuse_overlap(value: Mask, where: str) -> None:
    from goldsmith.runs import decode, overlaps

    if overlaps([decode(counts, value.n_pixels) for _, counts in value.masks]):
        raise InvalidValue(
            "mask.overlap",
            "Some pixels bear two labels.",
            where=where,
            mend="Give each pixel one label at most; ask an instance question where objects lie over each other.",
        )


@lru_cache(maxsize=32)
def _steps(value: Mask) -> Steps:
    from goldsmith.runs import decode, steps

    return steps([decode(counts, value.n_pixels) for _, counts in value.masks], value.n_pixels)


def _regions(values: Sequence[Mask], question: Question) -> tuple[list[str], list[Region]]:
    """Return the labels used, sorted, and the regions, whose codes are places in them."""
    import numpy as np

    from goldsmith.overlays import regions
    from goldsmith.runs import Steps

    names = sorted({label for value in values for label, _ in value.masks})
    layers = []
    for value in values:
        codes = np.array([*(names.index(label) for label, _ in value.masks), -1], dtype=np.int64)
        layers.append(Steps(_steps(value).edges, codes[_steps(value).codes]))
    if not layers:
        return names, []
    tolerance = int(question.options.get("edge_px", OPTIONS["edge_px"]))
    return names, regions(layers, height=values[0].height, tolerance=tolerance)


def _is_tied_line(region: Region) -> bool:
    return region.is_line and len(region.leaders()) > 1


def _key(region: Region) -> str:
    return f"{'line' if region.is_line else 'region'}-{region.first}"


def _unit(region: Region, names: Sequence[str]) -> Unit:
    return Unit(_key(region), tuple(ABSENT if code < 0 else names[code] for code in region.codes))


def _ways(unit: Unit) -> list[str]:
    drawn = [vote for vote in unit.votes if vote != ABSENT]
    ways = (
        [] if len(drawn) == len(unit.votes) else ["extra" if 2 * len(drawn) <= len(unit.votes) else "missing"]
    )
    return ways + ["label"] * (len(set(drawn)) > 1)


def _mask_of(made: Steps, names: Sequence[str], height: int, width: int) -> Mask:
    from goldsmith.runs import encode, runs_of

    masks = []
    for code, label in enumerate(names):
        held = made.codes == code
        if held.any():
            runs = runs_of(made.edges[:-1][held], made.edges[1:][held])
            masks.append((label, encode(runs, height * width)))
    return Mask(height, width, tuple(sorted(masks)))


registry.add(MaskKind.name, MaskKind())
