"""An environment of its own for each contestant, made by pip."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class House:
    """A virtual environment. mb: on disk; distributions: those that came with the package, without pip itself."""

    bin: Path
    mb: float
    distributions: int


def install(folder: Path, package: str, *, is_fresh: bool) -> House:
    """Return the environment in the folder with the package in it; it is made where it is missing.

    is_fresh: the package is installed even where it is there already, since a checkout changes.
    """
    home = folder / "venv"
    python = home / "bin" / "python"
    if is_fresh or not python.exists():
        venv.create(home, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"pip could not install {package}:\n{done.stderr}")
    (packages,) = (home / "lib").glob("python*/site-packages")
    size = sum(file.lstat().st_size for file in home.rglob("*") if file.is_file() and not file.is_symlink())
    named = {path.name.partition("-")[0] for path in packages.glob("*.dist-info")} - {"pip", "setuptools"}
    return House(python.parent, size / 1e6, len(named))
