"""A whole project in one file, written while others work, and back again. A torn or mended file is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from goldsmith import __version__
from goldsmith.errors import Conflict, Damaged, InvalidInput
from goldsmith.project import clock, run_files
from goldsmith.project.jobs import Job
from goldsmith.project.media import n_left
from goldsmith.project.project import FILE, Project
from goldsmith.project.storing import SPOOL
from goldsmith.project.workspace import Workspace, is_slug
from goldsmith.store.ledger import Ledger, translated

MANIFEST = "backup.json"


def backup(project: Project, target: Path, job: Job) -> dict[str, Any]:
    """Write project file, media and releases as they stand into a zip file that must not exist yet.

    Of media that were left where they lie it holds the place alone; n_left_out counts them.
    """
    if target.exists():
        raise Conflict(
            "backup.exists", "There is a file of that name.", where=str(target), mend="Choose another name."
        )
    part = target.with_name(target.name + ".part")
    with (
        project.importing,  # an import that fails takes its images back
        translated(target),
        tempfile.TemporaryDirectory(dir=project.folder) as room,
    ):
        copy = Path(room) / FILE
        project.ledger.copy_to(copy)
        others = _others(project.folder)
        sums = {}
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for n, path in enumerate([copy, *others]):
                name = FILE if path is copy else path.relative_to(project.folder).as_posix()
                sums[name] = _add(archive, path, name)
                job.progress(n + 1, len(others) + 1)
            manifest = {
                "goldsmith": __version__,
                "project": project.slug,
                "title": project.title,
                "at": clock.iso(),
                "files": sums,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
        part.replace(target)
    return {
        "path": str(target),
        "files": len(sums),
        "bytes": target.stat().st_size,
        "n_left_out": n_left(project),
    }


def _others(folder: Path) -> list[Path]:
    """Return the files of media, releases and results; what is hidden or a part is not finished.

    With what an import has read and not stored yet, for the copy to go on from.
    """
    found = sorted(
        path for name in ("media", "releases", run_files.FOLDER) for path in (folder / name).rglob("*")
    ) + list(folder.glob(SPOOL))
    return [
        path
        for path in found
        if path.is_file()
        and path.suffix != ".part"
        and not any(step.startswith(".") for step in path.relative_to(folder).parts)
    ]


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        while block := source.read(1 << 20):
            digest.update(block)
            sink.write(block)
    return digest.hexdigest()


def restore(workspace: Workspace, source: Path, slug: str | None, job: Job) -> dict[str, Any]:
    """Make a project from a backup, under its old folder name or another; nothing is left behind when it is torn."""
    with translated(source):
        try:
            archive = zipfile.ZipFile(source)
            manifest = json.loads(archive.read(MANIFEST))
            listed, name = dict(manifest["files"]), slug or str(manifest["project"])
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
            raise Damaged(
                "backup.torn",
                f"This is no whole backup ({error}).",
                where=str(source),
                mend="Use another copy; a backup is whole only when the command said so.",
            ) from error
        if not is_slug(name):
            raise InvalidInput(
                "project.name", f"{name!r} is no folder name.", where="--as", mend="Use a-z, 0-9, - and _."
            )
        folder = workspace.path / name
        if folder.exists():
            raise Conflict(
                "project.exists",
                f"There is a folder {name!r} already.",
                where=workspace.name,
                mend="Give another name with --as.",
            )
        with archive, tempfile.TemporaryDirectory(dir=workspace.path, prefix=".restore-") as room:
            for n, (file, expected) in enumerate(sorted(listed.items())):
                _extract(archive, file, Path(room) / "project", expected, source)
                job.progress(n + 1, len(listed))
            _check_whole(Path(room) / "project" / FILE, source)
            shutil.move(Path(room) / "project", folder)
    return {"project": name, "files": len(listed)}


def _extract(archive: zipfile.ZipFile, name: str, room: Path, expected: str, source: Path) -> None:
    path = (room / name).resolve()
    if room.resolve() not in path.parents:
        raise Damaged(
            "backup.escapes",
            f"The backup names a file outside the project: {name!r}.",
            where=str(source),
            mend="Do not use this file.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with archive.open(name) as packed, path.open("wb") as sink:
            while block := packed.read(1 << 20):
                digest.update(block)
                sink.write(block)
    except (KeyError, zipfile.BadZipFile) as error:
        raise Damaged(
            "backup.torn",
            f"{name} is missing or torn ({error}).",
            where=str(source),
            mend="Use another copy.",
        ) from error
    if digest.hexdigest() != expected:
        raise Damaged(
            "backup.changed",
            f"{name} is not what was backed up.",
            where=str(source),
            mend="Use another copy.",
        )


def _check_whole(path: Path, source: Path) -> None:
    ledger = Ledger(path)
    try:
        faults = ledger.check()
    finally:
        ledger.close()
    if faults:
        raise Damaged("backup.damaged", faults[0], where=str(source), mend="Use another copy.")
