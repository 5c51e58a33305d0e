"""Checks that every kind with labels makes: of the question's labels and options, and of one label in an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.model import Item, Json, Label, Question


def place(question: Question, item: Item | None = None) -> str:
    """Return the words that say where a fault is: the question, and the item when there is one."""
    asked = f'question "{question.key}"'
    return f"item {item.id}, {asked}" if item else asked


def check_labels(question: Question, *, at_least: int) -> None:
    """Raise InvalidGuideline unless there are that many labels, whose keys are neither empty nor repeated."""
    keys = question.label_keys()
    if len(keys) < at_least:
        raise InvalidGuideline(
            "guideline.too_few_labels",
            f"A question of kind {question.kind} needs {at_least} labels or more; this one has {len(keys)}.",
            where=place(question),
            mend="List them under `labels:`, each with a key and a title.",
        )
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    if repeated:
        raise InvalidGuideline(
            "guideline.repeated_label",
            f"Several labels have the same key: {', '.join(repeated)}.",
            where=place(question),
            mend="Give every label a key of its own; titles may repeat.",
        )
    if any(not key.strip() for key in keys):
        raise InvalidGuideline(
            "guideline.empty_label",
            "A label has an empty key.",
            where=place(question),
            mend="Give it a short key, `well_formed` say; the title is what people see.",
        )


def check_options(question: Question, known: Collection[str]) -> None:
    """Raise InvalidGuideline when the question has an option that its kind does not know."""
    unknown = sorted(set(question.options) - set(known))
    if unknown:
        raise InvalidGuideline(
            "guideline.unknown_option",
            f"A question of kind {question.kind} has no option {_listed(unknown)}.",
            where=place(question),
            mend=_nearest(unknown[0], known)
            + (f"It knows {_listed(sorted(known))}." if known else "It knows none."),
        )


def check_shown(question: Question, fields: Sequence[str]) -> None:
    """Raise InvalidGuideline when the question judges fields that it does not show."""
    hidden = [name for name in fields if question.show and name not in question.show]
    if hidden:
        raise InvalidGuideline(
            "guideline.hidden_field",
            f"The question judges {_listed(hidden)}, but does not show it.",
            where=place(question),
            mend="Name it under `show:` too, or leave `show:` out to show every field.",
        )


def number_option(
    question: Question, name: str, default: float, *, low: float, high: float = float("inf")
) -> float:
    """Return the option as a number in [low, high], or the default; raise InvalidGuideline when it is anything else."""
    value = question.options.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        limit = f"between {low:g} and {high:g}" if high < float("inf") else f"of {low:g} or more"
        raise InvalidGuideline(
            "guideline.bad_option",
            f"The option {name} is {value!r}.",
            where=place(question),
            mend=f"Give a number {limit}; left out, it is {default:g}.",
        )
    return value


def known_label(raw: Json, labels: Sequence[str], item: Item, question: Question) -> str:
    """Return the label key; raise InvalidValue when it is not one of the labels."""
    if isinstance(raw, str) and raw in labels:
        return raw
    near = _nearest(raw, labels) if isinstance(raw, str) else "Send the label's key as a text. "
    raise InvalidValue(
        "value.unknown_label",
        f"{raw!r} is not a label of this question.",
        where=place(question, item),
        mend=f"{near}Its labels are {_listed(labels)}.",
    )


def moved(keys: Iterable[str], labels: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return the keys under renamed or merged labels, or None when one of them was split or removed.

    >>> moved(["cat", "dog"], {"cat": ("pet",), "dog": ("pet",)})
    ('pet', 'pet')
    >>> moved(["cat"], {"cat": ("lion", "tiger")}) is None
    True
    """
    targets = [labels.get(key, (key,)) for key in keys]
    return tuple(target[0] for target in targets) if all(len(target) == 1 for target in targets) else None


GROUP = "›"  # begins the name of a group, which no label key may hold


def groups_at(labels: Sequence[Label], depth: int) -> dict[str, str]:
    """Return for each label key the name of its group at that depth; a label that lies less deep stays itself.

    >>> labels = [Label("cat", "Cat", path=("Animals", "Mammals")), Label("oak", "Oak", path=("Plants",))]
    >>> groups_at(labels, 1), groups_at(labels, 2)["oak"]
    ({'cat': '›Animals', 'oak': '›Plants'}, 'oak')
    """
    return {
        label.key: GROUP + GROUP.join(label.path[:depth]) if len(label.path) >= depth else label.key
        for label in labels
    }


def depth_of(labels: Iterable[Label]) -> int:
    """Return how many levels of groups stand above the labels; 0 for a plain list."""
    return max((len(label.path) for label in labels), default=0)


def _listed(names: Sequence[str], at_most: int = 12) -> str:
    rest = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return ", ".join(f"`{name}`" for name in names[:at_most]) + rest


def _nearest(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`? " if near else ""
