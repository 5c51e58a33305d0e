"""number: a number, with its bounds, step and unit. The raw value is a JSON number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from statistics import median, quantiles
from typing import Any, TypeAlias, TypeGuard

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ANSWER, Example, Level, OneValue, registry
from goldsmith.labelsets import check_options, place
from goldsmith.model import Item, Json, JsonObject, Question, canonical

OPTIONS = ("min", "max", "step", "unit", "scale", "tolerance")
FARTHEST = 2**53 - 1  # up to here every reader of JSON has the same whole numbers
ROUNDING = 1e-9

Number: TypeAlias = "int | float"


class NumberKind(OneValue):
    """A number. Value: an int where it is whole, else a float. One given unit for each item; the level is interval.

    Options: `min` and `max`, both included; `step`: only its whole multiples are answers, 1 for whole numbers;
    `unit`: what stands behind the number. `tolerance`: numbers so near each other count as the same and need no
    ruling. `scale`: the difference from which two numbers are wholly different, max - min unless given.
    """

    name = "number.v1"
    level: Level = "interval"
    middle_name = "median"

    def check(self, question: Question) -> None:
        check_options(question, OPTIONS)
        if question.labels:
            raise InvalidGuideline(
                "number.labels",
                "A question of kind number has no labels.",
                where=place(question),
                mend="Take `labels:` out; for a scale with words, ask a rating.",
            )
        options = question.options
        for name in ("min", "max", "step", "scale", "tolerance"):
            low = 0 if name == "tolerance" else -FARTHEST
            if name in options and not (_is_number(options[name]) and low <= options[name] <= FARTHEST):
                raise _bad(question, f"The option {name} is {options[name]!r}.", "Give a finite number.")
        if any(options.get(name, 1) <= 0 for name in ("step", "scale")):
            raise _bad(question, "A step or scale is not above 0.", "Give a number above 0, or leave it out.")
        if not isinstance(options.get("unit", ""), str):
            raise _bad(question, f"The unit {options['unit']!r} is no text.", "Put it in quotes.")
        if options.get("min", -FARTHEST) >= options.get("max", FARTHEST):
            raise _bad(question, "No two numbers lie between min and max.", "Give a min below max.")

    def schema(self, question: Question) -> JsonObject:
        names = {"minimum": "min", "maximum": "max", "multipleOf": "step"}
        limits = {word: question.options[name] for word, name in names.items() if name in question.options}
        is_whole = float(question.options.get("step", 0.5)).is_integer()
        return {"type": "integer" if is_whole else "number", **limits}

    def parse(self, raw: Json, item: Item, question: Question) -> Number:
        where = place(question, item)
        if not _is_number(raw):
            raise InvalidValue(
                "number.not_a_number",
                f"{_short(raw)} is not a number.",
                where=where,
                mend="Send a finite JSON number, such as 4 or 0.25, not a text.",
            )
        value = plain(raw)
        low, high, step = (question.options.get(name) for name in ("min", "max", "step"))
        if abs(value) > FARTHEST or (low is not None and value < low) or (high is not None and value > high):
            raise InvalidValue(
                "number.out_of_bounds",
                f"{value} is out of bounds.",
                where=where,
                mend=f"Send a number from {_or(low, -FARTHEST)} to {_or(high, FARTHEST)}.",
            )
        if step is not None and not _is_on(value, step):
            raise InvalidValue(
                "number.off_step",
                f"{value} is not a whole multiple of {step}.",
                where=where,
                mend=f"Round it to a multiple of {step}, as the guideline asks.",
            )
        return value

    def spell(self, value: Number) -> str:
        return canonical(value)

    def distance(self, a: Number, b: Number, question: Question) -> float:
        """Return |a - b| as a share of the scale, at most 1.

        Without `scale`, `min` and `max` there is no range to set it against: it is then |a - b| / (|a| + |b|).
        """
        if a == b:
            return 0.0
        whole = scale(question) or abs(a) + abs(b)
        return min(1.0, abs(a - b) / whole)

    def middle(self, values: Sequence[Number], question: Question) -> Number | None:
        """Return the median. Of an even number there are two in the middle: their mean where they count as the same,
        on the step below where it lies between two steps; else None, since nobody stands in the middle."""
        ordered = sorted(values)
        low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        if high - low > _tolerance(question):
            return None
        return plain(_on_step((low + high) / 2, low, question))

    def nearest(self, number: float, question: Question) -> Number:
        """Return the answer nearest to a number, to a millionth where the question has no steps."""
        low, high = (question.options.get(name, far) for name, far in (("min", -FARTHEST), ("max", FARTHEST)))
        inside = min(max(number, low), high)
        step = question.options.get("step")
        if step is None:
            return plain(min(max(round(inside, 6), low), high))
        one = Decimal(str(step))
        times = (Decimal(str(inside)) / one).to_integral_value()
        times += (times * one < Decimal(str(low))) - (times * one > Decimal(str(high)))
        return plain(float(times * one))

    def same_within(self, question: Question) -> float | None:
        """Return the tolerance, or half a step where there is none."""
        if "tolerance" in question.options:
            return _tolerance(question)
        return float(question.options["step"]) / 2 if "step" in question.options else None

    def differences(self, values: Sequence[Number], question: Question) -> list[JsonObject]:
        """Return [{"type": "number", "unit", "labels", "distance": from the least to the greatest}], or nothing
        where all lie within the tolerance."""
        low, high = min(values), max(values)
        if high - low <= _tolerance(question):
            return []
        farthest = self.distance(low, high, question)
        labels = [self.spell(value) for value in values]
        return [{"type": "number", "unit": ANSWER, "labels": labels, "distance": farthest}]

    def describe(self, values: Sequence[Number], question: Question) -> tuple[str, ...]:
        if not values:
            return ()
        unit = f" {question.options['unit']}" if question.options.get("unit") else ""
        told = f"From {min(values):g} to {max(values):g}{unit}; median {median(values):g}"
        if len(values) < 4:
            return (f"{told}.",)
        quarter = quantiles(values, n=4, method="inclusive")
        return (f"{told}, the middle half from {quarter[0]:g} to {quarter[2]:g}.",)

    def word(self, value: Number) -> str:
        return self.spell(value)

    def examples(self) -> list[Example]:
        count = Question("cells", self.name, "How many cells?", options={"min": 0, "max": 50, "step": 1})
        weight = Question("weight", self.name, "What does it weigh?", options={"unit": "kg", "min": 0})
        tenths = Question("share", self.name, "How much of it?", options={"min": 0, "max": 1, "step": 0.1})
        text: dict[str, JsonObject] = {"text": {"type": "text", "text": "A sack of 12 kg and a half."}}
        item = Item("0" * 32, "example", None, "", 0, None, text)
        return [
            Example(count, item, 7, True),
            Example(count, item, 0, True, "none is a number too"),
            Example(count, item, 50.0, True, "a whole number, however it is written"),
            Example(weight, item, 12.5, True),
            Example(weight, item, 3, True),
            Example(tenths, item, 0.3, True, "a multiple of 0.1, although no binary number is"),
            Example(count, item, 7.5, False, "between two steps"),
            Example(count, item, 51, False, "above the maximum"),
            Example(count, item, -1, False, "below the minimum"),
            Example(count, item, "7", False, "a text"),
            Example(count, item, True, False, "a truth value"),
            Example(count, item, [7], False, "a list"),
            Example(weight, item, None, False, "no value: skip or abstain instead"),
            Example(tenths, item, 0.25, False, "between two steps"),
        ]


def plain(value: Number) -> Number:
    """Return the number with one spelling: whole ones as int, so that 3.0 and 3 are one answer.

    >>> plain(3.0), plain(0.5), plain(-0.0)
    (3, 0.5, 0)
    """
    return int(value) if float(value).is_integer() else float(value)


def scale(question: Question) -> float | None:
    """Return the difference from which two numbers are wholly different, where the question has one."""
    options: Mapping[str, Any] = question.options
    if "scale" in options:
        return float(options["scale"])
    if "min" in options and "max" in options:
        return float(options["max"]) - float(options["min"])
    return None


def _tolerance(question: Question) -> float:
    given = float(question.options.get("tolerance", 0))
    return given * (1 + ROUNDING)  # 0.3 - 0.1 is within 0.2


def _on_step(value: float, low: Number, question: Question) -> Number:
    step = question.options.get("step")
    return value if step is None or _is_on(value, step) else low


def _is_on(value: Number, step: Number) -> bool:
    return Decimal(str(value)) % Decimal(str(step)) == 0  # as written: 0.3 is a multiple of 0.1


def _is_number(raw: object) -> TypeGuard[Number]:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return False
    return isinstance(raw, int) or isfinite(raw)


def _or(limit: Number | None, otherwise: int) -> str:
    return str(otherwise if limit is None else limit)


def _short(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _bad(question: Question, what: str, mend: str) -> InvalidGuideline:
    return InvalidGuideline("guideline.bad_option", what, where=place(question), mend=mend)


registry.add(NumberKind.name, NumberKind())
