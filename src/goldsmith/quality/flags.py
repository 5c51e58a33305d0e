"""A flag, and the list of all checks."""

from __future__ import annotations

from dataclasses import dataclass

CHECKS = {
    "empty": "no text but blanks",
    "near_empty": "fewer than two letters or digits",
    "too_long": "far longer than the others",
    "mojibake": "letters that come of reading a file in the wrong encoding",
    "control_characters": "characters that no text holds, or the mark of a lost one",
    "other_script": "mostly another script than the others",
    "other_language": "hardly a word that is common in the others",
    "boilerplate": "mostly lines that many others have too",
    "personal_data": "e-mail addresses, phone, card and account numbers",
    "rare_label": "a label with too few items to learn or to measure",
    "imbalance": "one label has nearly all items",
    "unreadable": "no image that could be opened, or not all of it",
    "odd_size": "far smaller or larger than the others",
    "odd_ratio": "far longer than wide, or wider than long, than the others",
    "dark": "nearly all of it black",
    "bright": "nearly all of it white",
    "blurred": "hardly an edge in it",
    "uniform": "one colour, or nearly",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at. place: the row, from 0; -1: the whole. score: 0 … 1, the surer the higher."""

    check: str
    place: int
    score: float
    detail: str
