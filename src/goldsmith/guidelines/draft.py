"""Questions → the file of a guideline to start from, which people then write to its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from goldsmith.guidelines.parse import LABEL_KEY, slug
from goldsmith.model import Label, Question


class _Dumper(yaml.SafeDumper):
    """Writes lists apart from their names, and no anchors, which a guideline may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def draft(questions: Sequence[Question], *, title: str, notes: Iterable[str] = ()) -> str:
    """Return a guideline's text that asks these questions: parse_guideline gives them back.

    title: its heading; notes: sentences of what is to be looked at, as a list below it.

    >>> print(draft([Question("sort", "choice.v1", "Which?", labels_named(["Spam", "No spam"]))], title="Mail"))
    ---
    questions:
      - key: sort
        kind: choice.v1
        title: Which?
        labels:
          - key: spam
            title: Spam
          - key: no_spam
            title: No spam
    ---
    # Mail
    <BLANKLINE>
    """
    front = yaml.dump(
        {"questions": [_question(one) for one in questions]},
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    told = "".join(f"- {note}\n" for note in notes)
    return f"---\n{front}---\n# {title}\n" + (f"\n## To look at\n\n{told}" if told else "")


def labels_named(names: Iterable[str]) -> tuple[Label, ...]:
    """Return a label for each name, with a key made of it; names with ` / ` in them stand in groups.

    >>> [(label.key, label.title, label.path) for label in labels_named(["Cat", "cat", "Animal / Cat"])]
    [('cat', 'Cat', ()), ('cat_2', 'cat', ()), ('animal_cat', 'Cat', ('Animal',))]
    """
    taken: set[str] = set()
    made = []
    for name in dict.fromkeys(names):
        *path, title = [part.strip() for part in name.split(" / ")] if " / " in name else [name]
        is_tree = all((*path, title))
        key = name if LABEL_KEY.fullmatch(name) and name == name.casefold() else slug(name)[:60] or "label"
        numbered = (key if n == 1 else f"{key}_{n}" for n in range(1, len(taken) + 2))
        key = next(one for one in numbered if one not in taken)
        taken.add(key)
        made.append(Label(key, title if is_tree else name, path=tuple(path) if is_tree else ()))
    return tuple(made)


def question_key(name: str) -> str:
    """Return a key for what another tool calls a question.

    >>> question_key("sentiment"), question_key("2nd choice!")
    ('sentiment', 'q_2nd_choice')
    """
    plain = "".join(one if one.isascii() and (one.isalnum() or one == "_") else "_" for one in name).strip(
        "_"
    )
    return (plain if plain[:1].isalpha() else f"q_{plain}".rstrip("_"))[:64]


def _question(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {"key": question.key, "kind": question.kind, "title": question.title}
    if not question.required:
        told["required"] = False
    if question.show:
        told["show"] = list(question.show)
    if rule := question.suggest:
        told["suggest"] = {"from": list(rule.sources), "silent": rule.silent, "seed": rule.seed}
    told |= {name: _plain(value) for name, value in question.options.items()}
    if question.labels:
        told["labels"] = _listed(question.labels)
    return told


def _listed(labels: Sequence[Label], depth: int = 0) -> list[Any]:
    """Return labels as the front matter lists them, those of one group after each other."""
    told: list[Any] = []
    groups: dict[str, list[Label]] = {}
    for label in labels:
        if len(label.path) == depth:
            told.append(_label(label))
            continue
        group = label.path[depth]
        if group not in groups:
            groups[group] = []
            told.append(group)
        groups[group].append(label)
    return [
        {"title": one, "labels": _listed(groups[one], depth + 1)} if isinstance(one, str) else one
        for one in told
    ]


def _label(label: Label) -> dict[str, Any]:
    told: dict[str, Any] = {"key": label.key, "title": label.title}
    if label.definition:
        told["definition"] = label.definition
    return told | {name: list(texts) for name in ("good", "bad") if (texts := getattr(label, name))}


def _plain(value: Any) -> Any:
    """Return an option as YAML writes it: tuples are lists."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
