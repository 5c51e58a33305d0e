"""Whether a project is whole: the file, its media, its releases' checksums, and caches that equal the facts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from goldsmith.project import duplicates
from goldsmith.project.consensus import missing_results
from goldsmith.project.media import fault
from goldsmith.project.project import Project
from goldsmith.project.release import files_of
from goldsmith.project.state import differing, rebuild
from goldsmith.store import queries, redacting
from goldsmith.store.redacting import PENDING
from goldsmith.tables import digest_of


def check(project: Project) -> list[str]:
    """Return what is wrong, in sentences; empty when all is well. Caches that differ are made again.

    Others go on working, but for that last: it holds the write lock, and no sound project needs it.
    """
    faults = list(project.ledger.check())
    if faults:
        return faults
    if queries.settings(project.ledger.reader).get(PENDING):
        faults.append("A redaction is not finished; open the project again to finish it.")
    faults += _media(project)
    faults += _releases(project)
    faults += missing_results(project)
    faults += duplicates.lost_files(project)
    with project.importing, project.planning:
        differed = rebuild(project) if differing(project) else []
    return faults + [f"The cache {table} differed from the facts; it was made again." for table in differed]


def n_redacted(project: Project) -> int:
    """Return how many items had content blanked: what the project does not rebuild any more."""
    return redacting.redacted_items(project.ledger.reader)


def _media(project: Project) -> Iterator[str]:
    for row in queries.all_fields(project.ledger.reader):
        for field in json.loads(row["fields"]).values():
            if "media" not in field:
                continue
            what = {"audio": "recording"}.get(field["type"], field["type"])
            wrong = fault(project, field["media"])
            if wrong:
                yield f"Item {row['id']}: its {what} {field.get('name')} {wrong}."


def _releases(project: Project) -> Iterator[str]:
    for row in queries.releases(project.ledger.reader):
        said = files_of(project, row)
        sums = {file["name"]: file["sha256"] for file in said["files"]} | {
            "manifest.json": said["manifest_sha256"]
        }
        for name, expected in sums.items():
            path = project.folder / "releases" / row["name"] / name
            if not path.is_file():
                yield f"Release {row['name']}: {name} is missing."
            elif digest_of(path) != expected:
                yield f"Release {row['name']}: {name} has changed since it was made."
