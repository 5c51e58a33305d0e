"""`suggest` of a question: whose answers may be shown as a start, and to which share of the items none is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from goldsmith.guidelines.front_matter import Node
from goldsmith.model import Suggest

MEMBERS = ("from", "silent", "seed")
SILENT, SEED = 0.2, 0  # unless the guideline says otherwise
Fault = Callable[[str, str, int, str], None]


def read_suggest(node: Node | None, fault: Fault, unknown: Callable[[str, int], None]) -> Suggest | None:
    """Return what `suggest` says: a name, a list of names, or both with `silent` and `seed`; None without one.

    fault: told (slug, what, line, mend) of what is wrong; unknown: told (name, line) of members that mean nothing.
    """
    if node is None:
        return None
    members = node.value if node.is_map else {"from": node}
    for name, member in members.items():
        if name not in MEMBERS:
            unknown(name, member.line)
    sources = _names(members.get("from"))
    if not sources:
        fault(
            "suggest_names_nobody",
            "`suggest` does not say whose answers may be shown.",
            node.line,
            "Write `suggest: NAME`, or `suggest: {from: [NAME, NAME], silent: 0.2}`.",
        )
        return None
    return Suggest(sources, _share(members.get("silent"), fault), _seed(members.get("seed"), fault))


def _names(node: Node | None) -> tuple[str, ...]:
    """Return annotators' names, or none where the node is anything else."""
    if node is None:
        return ()
    nodes = node.value if node.is_list else [node]
    if not all(one.is_scalar for one in nodes):
        return ()
    names = (unicodedata.normalize("NFC", one.text.strip()) for one in nodes)
    return tuple(dict.fromkeys(name for name in names if name))


def _share(node: Node | None, fault: Fault) -> float:
    if node is None:
        return SILENT
    value = node.value
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        return float(value)
    mend = "Give the share of items without a suggestion, from 0 to below 1: 0.2 say."
    fault("suggest_silent", f"`silent` is {node.text!r}.", node.line, mend)
    return SILENT


def _seed(node: Node | None, fault: Fault) -> int:
    if node is None:
        return SEED
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    fault("suggest_seed", f"`seed` is {node.text!r}.", node.line, "Give a whole number from 0 up.")
    return SEED
