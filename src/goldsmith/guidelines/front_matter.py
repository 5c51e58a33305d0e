"""The front matter of a guideline as a tree that knows its lines. Words are kept as they are written: `no` stays no."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from goldsmith.errors import GoldsmithError, InvalidGuideline, ManyFaults

MAX_BYTES = 1 << 18
MAX_DEPTH = 12
EXAMPLE = "Begin the file with ---, a list `questions:`, and ---; then the text in Markdown."
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of the front matter. value: dict of names to Nodes, list of Nodes, or a scalar; text: as written."""

    value: Any
    line: int
    text: str = ""

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    @property
    def is_scalar(self) -> bool:
        return not self.is_map and not self.is_list

    def plain(self) -> Any:
        """Return the value without lines."""
        if self.is_map:
            return {name: node.plain() for name, node in self.value.items()}
        return [node.plain() for node in self.value] if self.is_list else self.value


def fault(slug: str, what: str, line: int, mend: str, place: str = "") -> InvalidGuideline:
    """Return a fault of the guideline at a line of its file."""
    where = f"line {line}, {place}" if place else f"line {line}"
    return InvalidGuideline(f"guideline.{slug}", what, where=where, mend=mend)


def split(text: str) -> tuple[str, str]:
    """Return front matter and body; raises InvalidGuideline when there is no front matter.

    >>> split("---\\nquestions: []\\n---\\n# Body\\n")
    ('questions: []\\n', '# Body\\n')
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise fault(
            "too_large", "The guideline has more than 256 kB.", 1, "Move pictures and tables out of it."
        )
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        raise fault("no_front_matter", "The file does not begin with front matter.", 1, EXAMPLE)
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise fault("no_front_matter", "The front matter never ends.", 1, EXAMPLE)
    return "".join(lines[1:end]), "".join(lines[end + 1 :]).lstrip("\r\n")


def read_tree(front: str, faults: list[GoldsmithError]) -> Node:
    """Return the front matter as Nodes; names given twice are added to the faults.

    Raises ManyFaults when it is not YAML, uses anchors, or is nested too deeply.
    """
    try:
        _check_shape(front)
        root = yaml.compose(front, Loader)
        return _node(root, faults) if root is not None else Node({}, 2)
    except yaml.YAMLError as error:
        raise together([_not_yaml(error)]) from error
    except InvalidGuideline as error:
        raise together([error]) from error


def together(faults: list[GoldsmithError]) -> ManyFaults:
    """Return all faults as one error."""
    n = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
    return ManyFaults(
        "guideline.invalid", f"The guideline has {n}.", mend="Mend it, and save again.", faults=faults
    )


def _check_shape(front: str) -> None:
    """Raise InvalidGuideline for anchors, which can blow up in memory, and for deep nesting, before building a tree."""
    depth = 0
    for event in yaml.parse(front, Loader):
        line = (event.start_mark.line if event.start_mark else 0) + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise fault(
                "anchor",
                "The front matter uses a YAML anchor (& or *).",
                line,
                "Write it out, or put it in quotes.",
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _too_deep(line)


def _node(node: Any, faults: list[GoldsmithError]) -> Node:
    line = node.start_mark.line + 2  # counted from 1, after the line ---
    if isinstance(node, yaml.MappingNode):
        return Node(dict(_members(node, faults)), line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(one, faults) for one in node.value], line)
    constructor = yaml.constructor.SafeConstructor()
    try:
        return Node(constructor.construct_object(node), line, str(node.value))
    except (ValueError, OverflowError):  # 2026-02-31 looks like a date: it is a word then
        return Node(node.value, line, str(node.value))


def _members(node: Any, faults: list[GoldsmithError]) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 2
        if not isinstance(key, yaml.ScalarNode):
            faults.append(fault("bad_name", "A name is not a plain word.", line, "Put it in quotes."))
        elif key.value in seen:
            faults.append(fault("repeated_name", f"{key.value!r} is given twice.", line, "Keep one of them."))
        else:
            seen.add(key.value)
            yield str(key.value), _node(value, faults)


def _too_deep(line: int) -> InvalidGuideline:
    return fault("too_deep", "The front matter is nested too deeply.", line, "Check brackets and indents.")


def _not_yaml(error: yaml.YAMLError) -> InvalidGuideline:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    if "nesting depth" in problem:  # newer libyaml has a limit of its own, and looks ahead for it
        return _too_deep(mark.line + 2 if mark else 2)
    mend = "Check indents, and put words with : or # into quotes."
    return fault("not_yaml", f"The front matter is not YAML: {problem}.", mark.line + 2 if mark else 2, mend)
