"""Gold from a plain file: items whose label is known."""

from __future__ import annotations

from pathlib import Path

from goldsmith.errors import InvalidInput
from goldsmith.tables import find_column, read_table
from goldsmith.votefile import ITEM

LABEL = ("truth", "gold", "label", "answer", "response", "vote", "category", "value")
MOST_ROWS = 20  # named in one fault


def read_gold(path: Path) -> dict[str, str]:
    """Return item → label of a .csv, .tsv, .jsonl, .json or .parquet file; rows without a label are left out.

    Raises InvalidInput for a file or column that cannot be read, rows without an item, and an item with two labels.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "truth.csv")
    ...     _ = file.write_text("item,truth\\nq1,yes\\n")
    ...     read_gold(file)
    {'q1': 'yes'}
    """
    table = read_table(path)
    items = table.column(find_column(table, None, ITEM, what="item", option="the first line"))
    labels = table.column(find_column(table, None, LABEL, what="gold label", option="the first line"))
    gold: dict[str, str] = {}
    bad = []
    for row, (item, label) in enumerate(zip(items, labels, strict=True)):
        if label is None:
            continue
        if item is None or gold.setdefault(item, label) != label:
            bad.append(table.row_name(row))
    if bad:
        raise InvalidInput(
            "consensus.bad_gold",
            f"{len(bad)} gold rows have no item, or give an item a second label.",
            where="; ".join(bad[:MOST_ROWS])
            + (f" and {len(bad) - MOST_ROWS} more" if len(bad) > MOST_ROWS else ""),
            mend="Give each item once, with one label.",
        )
    return gold
