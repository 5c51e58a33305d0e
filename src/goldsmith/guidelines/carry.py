"""What becomes of an answer when the guideline changes under it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from goldsmith import kinds
from goldsmith.model import Guideline, Question

Outcome = Literal["carries_over", "mapped", "look_again", "question_removed"]


@dataclass(frozen=True, slots=True)
class Carried:
    """An old answer as the newest guideline reads it. value is None unless it carries over or is mapped."""

    value: Any
    outcome: Outcome


def carry(value: Any, question: str, chain: Sequence[Guideline]) -> Carried:
    """Return an answer under the last guideline of the chain.

    value: as the question's kind loads it. chain: every version from that of the answer to the newest, both
    included. Labels that were renamed or merged are mapped. The annotator must look again when a label was split
    or removed without an heir, when the kind changed, when the value breaks a new limit, or when the question was
    gone for a while. A label that is merely defined anew carries over; `carries` with no heir asks to look again.
    """
    if chain[-1].question(question) is None:
        return Carried(None, "question_removed")
    outcome: Outcome = "carries_over"
    for old, new in pairwise(chain):
        before, after = old.question(question), new.question(question)
        moved = None if before is None or after is None else _step(value, before, after, new)
        if moved is None:
            return Carried(None, "look_again")
        if moved != value:
            outcome = "mapped"
        value = moved
    return Carried(value, outcome)


def _step(value: Any, old: Question, new: Question, guideline: Guideline) -> Any | None:
    """Return the value under the next version, or None when it must be looked at again."""
    if old.kind != new.kind:
        return None
    kind = kinds.get(new.kind)
    labels = guideline.carries.get(new.key, {})
    if any(not labels.get(label, (label,)) for label in kind.labels_of(value)):
        return None
    moved = kind.relabel(value, labels)
    return moved if moved is not None and fits(kind.dump(moved), kind.schema(new)) else None


def fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Return whether a JSON value keeps to the words of JSON Schema with which kinds set limits.

    >>> fits(["a", "b"], {"type": "array", "items": {"enum": ["a", "b", "c"]}, "maxItems": 1})
    False
    """
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, Mapping):
        inner = schema.get("properties", {})
        return all(fits(one, inner.get(name, {})) for name, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        is_long = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return is_long and all(fits(one, schema.get("items", {})) for one in value)
    if isinstance(value, str):
        is_long = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        return is_long and (not value or re.search(schema.get("pattern", ""), value) is not None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        step = schema.get("multipleOf")
        is_on = step is None or Decimal(str(value)) % Decimal(str(step)) == 0
        return is_on and bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True
