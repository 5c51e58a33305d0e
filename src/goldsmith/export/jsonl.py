"""JSON Lines: one item a line with all its fields, answers and votes. The format that loses nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from goldsmith.errors import InvalidInput
from goldsmith.export import ReleasedAnswer, ReleaseData, ReleasedVote, ReleaseItem, exporter, write_text
from goldsmith.model import Item, canonical

FILE = "items.jsonl"


@exporter("jsonl.v1", by_default=True)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write items.jsonl, one canonical JSON object a line, in the release's order."""
    return [write_text(folder / FILE, (f"{canonical(as_json(row))}\n" for row in release.items))]


def as_json(row: ReleaseItem) -> dict[str, Any]:
    """Return the line of an item as JSON."""
    item = row.item
    return {
        "id": item.id,
        "external_id": item.external_id,
        "source": item.source,
        "group": item.group,
        "part": row.part,
        "digest": item.digest,
        "occurrence": item.occurrence,
        "fields": {name: dict(one) for name, one in item.fields.items()},
        "metadata": dict(item.metadata),
        "answers": {key: _answer(answer) for key, answer in row.answers.items()},
    }


def _answer(answer: ReleasedAnswer) -> dict[str, Any]:
    return {
        "value": answer.value,
        "method": answer.method,
        "n_votes": answer.n_votes,
        "n_annotators": answer.n_annotators,
        "guideline_version": answer.guideline_version,
        "probabilities": dict(answer.probabilities),
        "rationale": answer.rationale,
        "votes": [
            {
                "annotator": vote.annotator,
                "value": vote.value,
                "guideline_version": vote.guideline_version,
                "at": vote.at,
                **({"suggestion": vote.suggestion} if vote.suggestion else {}),
            }
            for vote in answer.votes
        ],
    }


def read(path: Path) -> list[ReleaseItem]:
    """Return the items of a file that `write` made; raise InvalidInput naming the line that it did not."""
    rows = []
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                rows.append(_row(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InvalidInput(
                    "jsonl.bad_line",
                    f"This is not an item of a release: {type(error).__name__} {error}.",
                    where=f"{path.name} line {number}",
                    mend="Release the project again, or fetch the file again: it is not as it was written.",
                ) from error
    return rows


def _row(line: dict[str, Any]) -> ReleaseItem:
    item = Item(
        id=line["id"],
        source=line["source"],
        external_id=line["external_id"],
        digest=line["digest"],
        occurrence=line["occurrence"],
        group=line["group"],
        fields=line["fields"],
        metadata=line["metadata"],
    )
    answers = {
        key: ReleasedAnswer(**{**answer, "votes": tuple(ReleasedVote(**vote) for vote in answer["votes"])})
        for key, answer in line["answers"].items()
    }
    return ReleaseItem(item, line["part"], answers)
