"""text: a free answer. The raw value is a text; it is kept in NFC, without blanks at its ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Sequence
from math import fsum
from statistics import median
from typing import Any

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ANSWER, Example, Level, OneValue, registry
from goldsmith.labelsets import check_options, number_option, place
from goldsmith.model import Item, Json, JsonObject, Question

MAX_LENGTH = 2_000  # code points, unless the guideline says otherwise
LONGEST = 20_000
BY_WORD = 1_000  # code points from which texts are compared word by word
IN_LISTS = 60  # code points of an answer that lists show
ROUNDING = 1e-9
WORD = re.compile(r"\w+|\W")  # every sign and blank counts, so that only equal texts are at distance 0


class TextKind(OneValue):
    """A free text. Value: the text. One given unit for each item; answers are compared by how far they are apart.

    Options: `max_length` in code points, 2,000 unless given; `multiline: true` for several lines; `pattern`, a
    regular expression that the whole text must match; `empty: true` where "" is an answer: there is nothing to write.
    """

    name = "text.v1"
    level: Level = "distance"
    middle_name = "medoid"

    def check(self, question: Question) -> None:
        check_options(question, ("max_length", "multiline", "pattern", "empty"))
        if question.labels:
            raise InvalidGuideline(
                "text.labels",
                "A question of kind text has no labels.",
                where=place(question),
                mend="Take `labels:` out, or ask a choice.",
            )
        number_option(question, "max_length", MAX_LENGTH, low=1, high=LONGEST)
        for name in ("multiline", "empty"):
            if not isinstance(question.options.get(name, False), bool):
                raise _bad(
                    question, f"The option {name} is {question.options[name]!r}.", "Write true or false."
                )
        pattern = question.options.get("pattern", "")
        if not isinstance(pattern, str):
            raise _bad(question, f"The pattern {pattern!r} is no text.", "Put it in quotes.")
        try:
            re.compile(pattern)
        except re.error as error:
            raise _bad(question, f"The pattern is no regular expression: {error}.", "Mend it.") from error

    def schema(self, question: Question) -> JsonObject:
        limits: dict[str, Any] = {
            "minLength": 0 if question.options.get("empty") else 1,
            "maxLength": int(question.options.get("max_length", MAX_LENGTH)),
        }
        pattern = question.options.get("pattern")
        return {"type": "string", **limits, **({"pattern": f"^(?:{pattern})$"} if pattern else {})}

    def parse(self, raw: Json, item: Item, question: Question) -> str:
        where = place(question, item)
        if not isinstance(raw, str) or not _is_unicode(raw):
            raise InvalidValue(
                "text.not_a_text",
                f"{_short(raw)} is not a text.",
                where=where,
                mend="Send a text; half of a surrogate pair is none.",
            )
        text = tidy(raw)
        limits = self.schema(question)
        if not limits["minLength"] <= len(text) <= limits["maxLength"]:
            what = f"The text has {len(text):,} characters" if text else "The text is empty"
            raise InvalidValue(
                "text.bad_length",
                f"{what}.",
                where=where,
                mend=f"Write {limits['minLength']} to {limits['maxLength']:,} characters, or skip the item.",
            )
        if "\n" in text and not question.options.get("multiline"):
            raise InvalidValue(
                "text.several_lines",
                "The text has several lines.",
                where=where,
                mend="Write it on one line, or set `multiline: true` in the guideline.",
            )
        pattern = question.options.get("pattern")
        if pattern and text and not re.fullmatch(pattern, text):
            raise InvalidValue(
                "text.bad_form",
                f"{_short(text)} does not have the form that the guideline asks for.",
                where=where,
                mend=f"The whole text must match {pattern}.",
            )
        return text

    def distance(self, a: str, b: str, question: Question) -> float:
        """Return the edits from one to the other (insert, delete, replace) over the longer length.

        Edits are of code points; where either has 1,000 or more, of words, signs and blanks.
        Source of the algorithm: Myers (1999), Journal of the ACM 46(3), as simplified by Hyyrö (2003).
        """
        if a == b:
            return 0.0
        is_long = max(len(a), len(b)) >= BY_WORD
        one, other = (WORD.findall(a), WORD.findall(b)) if is_long else (a, b)
        return edits(one, other) / max(len(one), len(other))

    def middle(self, values: Sequence[str], question: Question) -> str | None:
        """Return the medoid: the text nearest to all, by the sum of its distances; None where two are as near."""
        distinct = sorted(set(values))
        apart = {
            (a, b): self.distance(a, b, question) for n, a in enumerate(distinct) for b in distinct[n + 1 :]
        }
        sums = {
            text: fsum(apart.get((min(text, one), max(text, one)), 0.0) for one in values)
            for text in distinct
        }
        least = min(sums.values())
        nearest = [text for text in distinct if sums[text] <= least + ROUNDING]
        return nearest[0] if len(nearest) == 1 else None

    def is_empty(self, value: str) -> bool:
        return not value

    def differences(self, values: Sequence[str], question: Question) -> list[JsonObject]:
        """Return [{"type": "text", "unit": "answer", "labels": the texts}], or nothing when all are the same."""
        return [{"type": "text", "unit": ANSWER, "labels": list(values)}] if len(set(values)) > 1 else []

    def describe(self, values: Sequence[str], question: Question) -> tuple[str, ...]:
        if not values:
            return ()
        lengths = [len(text) for text in values]
        told = f"{len(set(values)):,} different texts, {min(lengths):,} to {max(lengths):,} characters long"
        return (f"{told}; median {median(lengths):g}.",)

    def word(self, value: str) -> str:
        line = " ".join(value.split())
        return line if len(line) <= IN_LISTS else f"{line[: IN_LISTS - 1]}…"

    def examples(self) -> list[Example]:
        free = Question("answer", self.name, "What does it say?", options={"max_length": 40})
        notes = Question("notes", self.name, "What else?", options={"multiline": True, "empty": True})
        date = Question("date", self.name, "On which day?", options={"pattern": r"\d{4}-\d{2}-\d{2}"})
        text: dict[str, JsonObject] = {"text": {"type": "text", "text": "Rue de la Paix, le 3 mai 1907"}}
        item = Item("0" * 32, "example", None, "", 0, None, text)
        return [
            Example(free, item, "Rue de la Paix", True),
            Example(free, item, "Cafe\u0301 😀", True, "combining marks and emoji are kept, in NFC"),
            Example(free, item, "three o'clock", True),
            Example(notes, item, "Torn at the left.\nStained.", True, "two lines"),
            Example(notes, item, "", True, "nothing to write"),
            Example(date, item, "1907-05-03", True),
            Example(free, item, "", False, "empty: skip the item instead"),
            Example(free, item, " \t ", False, "blanks alone are empty"),
            Example(free, item, "x" * 41, False, "too long"),
            Example(free, item, "two\nlines", False, "a line break where one line is asked"),
            Example(free, item, 3, False, "a number"),
            Example(free, item, ["Rue"], False, "a list"),
            Example(free, item, None, False, "no value: skip or abstain instead"),
            Example(date, item, "3 May 1907", False, "another form"),
        ]


def tidy(text: str) -> str:
    """Return the text in NFC, with bare line feeds and without blanks at its ends.

    >>> tidy("  Cafe\u0301\\r\\n") == "Café"
    True
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def edits(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """Return the fewest insertions, deletions and replacements that turn one sequence into the other.

    A column of the table is two whole numbers used as bit vectors, so its cost is len(a) * len(b) / 30 or so.

    >>> edits("kitten", "sitting"), edits("", "abc"), edits(["a", "b"], ["b"])
    (3, 3, 1)
    """
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    longer, shorter = sorted((a[start : len(a) - end], b[start : len(b) - end]), key=len, reverse=True)
    if not shorter:
        return len(longer)
    places: dict[Hashable, int] = {}
    for at, one in enumerate(longer):
        places[one] = places.get(one, 0) | 1 << at
    full = (1 << len(longer)) - 1
    last = 1 << (len(longer) - 1)
    more, less, distance = full, 0, len(longer)  # steps of +1 and of -1 down the column
    for one in shorter:
        same = places.get(one, 0)
        diagonal = same | less
        across = (((same & more) + more) ^ more) | same
        rise, fall = less | (full & ~(across | more)), more & across
        distance += bool(rise & last) - bool(fall & last)
        rise = (rise << 1 | 1) & full
        more = ((fall << 1) & full) | (full & ~(diagonal | rise))
        less = rise & diagonal
    return distance


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _short(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _bad(question: Question, what: str, mend: str) -> InvalidGuideline:
    return InvalidGuideline("guideline.bad_option", what, where=place(question), mend=mend)


registry.add(TextKind.name, TextKind())
