"""Attributes: what is said of an object besides its label. Declared with the question, kept beside each object.

A question lists them under `attributes:`, each with a key, a title and either `choices` (one may be taken) or
nothing more (a flag: yes, or not said). An object bears them as a mapping, `{"occluded": true, "pose": "sitting"}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.labelsets import place
from goldsmith.model import Item, Json, JsonObject, Question

OPTION = "attributes"
DECLARED = {"key", "title", "choices"}
YES = ""  # what a flag that is set holds; sorts and hashes beside the choices

Attributes: TypeAlias = tuple[
    tuple[str, str], ...
]  # (key, choice or YES), sorted; a flag that is not set is not there


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a question. choices: keys; none for a flag."""

    key: str
    title: str
    choices: tuple[str, ...] = ()


def declared(question: Question) -> tuple[Attribute, ...]:
    """Return the question's attributes in order; none where it has none.

    >>> question = Question("q", "box.v1", "?", options={"attributes": [{"key": "hidden"}]})
    >>> declared(question)
    (Attribute(key='hidden', title='hidden', choices=()),)
    """
    return tuple(
        Attribute(
            each["key"], each.get("title", each["key"]), tuple(map(_choice_key, each.get("choices", ())))
        )
        for each in question.options.get(OPTION, ())
    )


def check_attributes(question: Question) -> None:
    """Raise InvalidGuideline unless the option `attributes`, where it is given, is a list of legal declarations."""
    listed = question.options.get(OPTION, [])
    if not isinstance(listed, list | tuple):
        raise _bad(question, f"{listed!r} is not a list.")
    keys = [_checked(each, question) for each in listed]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise _bad(question, f"Several have the same key: {', '.join(repeated)}.")


def attributes_schema(question: Question) -> JsonObject:
    """Return the JSON Schema of one object's attributes."""
    each: dict[str, JsonObject] = {
        attribute.key: {"type": "string", "enum": list(attribute.choices)}
        if attribute.choices
        else {"type": "boolean"}
        for attribute in declared(question)
    }
    return {"type": "object", "properties": each, "additionalProperties": False}


def parse_attributes(raw: Json, item: Item, question: Question) -> Attributes:
    """Return one object's attributes; a flag that is false is the same as one that is not there.

    raw: the object's member `attributes`, or {} where it has none. Raises InvalidValue.
    """
    known = {attribute.key: attribute for attribute in declared(question)}
    if not isinstance(raw, Mapping):
        raise _refused(f"{raw!r} is no mapping of attributes.", known, item, question)
    found: list[tuple[str, str]] = []
    for key, value in raw.items():
        attribute = known.get(key)
        if attribute is None:
            raise _refused(f"{key!r} is not an attribute of this question.", known, item, question)
        if attribute.choices and isinstance(value, str) and value in attribute.choices:
            found.append((key, value))
        elif attribute.choices or not isinstance(value, bool):
            raise _refused(f"The attribute {key} cannot be {value!r}.", known, item, question)
        elif value:
            found.append((key, YES))
    return tuple(sorted(found))


def load_attributes(stored: Mapping[str, Any]) -> Attributes:
    """Return the attributes that `dump_attributes` made; trusts them."""
    return tuple(sorted((key, YES if value is True else str(value)) for key, value in stored.items()))


def dump_attributes(attributes: Attributes) -> dict[str, Json]:
    """Return an object's member `attributes` as further members of its JSON: {} where nothing is said."""
    said: dict[str, Json] = {key: True if value == YES else value for key, value in attributes}
    return {OPTION: said} if said else {}


def alike(a: Attributes, b: Attributes) -> float:
    """Return the share of attributes, among those that either has, on which the two agree; 1 where neither has any.

    >>> alike((("hidden", ""), ("pose", "sitting")), (("pose", "sitting"),))
    0.5
    """
    first, second = dict(a), dict(b)
    keys = first.keys() | second.keys()
    return sum(first.get(key) == second.get(key) for key in keys) / len(keys) if keys else 1.0


def agreed_attributes(several: Iterable[Attributes]) -> Attributes:
    """Return what more than half of them say, attribute by attribute; what has no such majority is not said.

    >>> agreed_attributes([(("hidden", ""),), (("hidden", ""),), ()])
    (('hidden', ''),)
    """
    every = [dict(each) for each in several]
    said = {(key, value) for each in every for key, value in each.items()}
    return tuple(
        sorted(
            (key, value)
            for key, value in said
            if 2 * sum(each.get(key) == value for each in every) > len(every)
        )
    )


def _choice_key(choice: Any) -> str:
    return str(choice["key"] if isinstance(choice, Mapping) else choice)


def _checked(each: Any, question: Question) -> str:
    if not isinstance(each, Mapping) or "key" not in each or set(each) - DECLARED:
        raise _bad(question, f"{each!r} does not have a key, and a title and choices at most.")
    key, title, choices = each["key"], each.get("title", "-"), each.get("choices", [])
    if not all(isinstance(text, str) and text.strip() for text in (key, title)):
        raise _bad(question, f"The attribute {key!r} has a key or a title that is no text.")
    if not isinstance(choices, list | tuple) or ("choices" in each and len(choices) < 2):
        raise _bad(question, f"The attribute {key} has fewer than two choices.")
    if not all(_is_choice(choice) for choice in choices):
        raise _bad(
            question, f"The attribute {key} has a choice that is neither a text nor a key with a title."
        )
    keys = [_choice_key(choice) for choice in choices]
    if len(set(keys)) < len(keys):
        raise _bad(question, f"The attribute {key} has the same choice twice.")
    return str(key)


def _is_choice(choice: Any) -> bool:
    if isinstance(choice, Mapping):
        return set(choice) == {"key", "title"} and all(
            isinstance(text, str) and text for text in choice.values()
        )
    return isinstance(choice, str) and choice != ""


def _bad(question: Question, what: str) -> InvalidGuideline:
    return InvalidGuideline(
        "guideline.bad_attributes",
        f"The attributes cannot be asked: {what}",
        where=place(question),
        mend="List them as {key: occluded, title: Occluded} for yes or no, "
        "or with `choices: [some, most]` of which one is taken. Quote yes and no.",
    )


def _refused(what: str, known: Iterable[str], item: Item, question: Question) -> InvalidValue:
    names = ", ".join(known)
    return InvalidValue(
        "value.bad_attribute",
        what,
        where=place(question, item),
        mend=f"Its attributes are {names}: true or false for a flag, one of the choices for others."
        if names
        else "This question has no attributes; leave them out.",
    )
