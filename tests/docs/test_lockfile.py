"""The lock of the web packages works on every platform and names no place to fetch them from."""

import json
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[2] / "web"
LOCK: dict[str, Any] = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
PACKAGES: dict[str, dict[str, Any]] = {path: entry for path, entry in LOCK["packages"].items() if path}


def test_packages_for_other_platforms_are_locked_too() -> None:
    wanted = {name for entry in PACKAGES.values() for name in entry.get("optionalDependencies", {})}
    locked = {path.rpartition("node_modules/")[2] for path in PACKAGES}
    assert wanted - locked == set(), "npm ci would fail: pin the release before, and lock again"


def test_no_package_names_the_address_that_it_came_from() -> None:
    assert [path for path, entry in PACKAGES.items() if "resolved" in entry] == []


def test_every_package_is_checked_by_its_digest() -> None:
    assert [path for path, entry in PACKAGES.items() if "integrity" not in entry] == []


def test_no_registry_is_named() -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        settings = (WEB / name).read_text(encoding="utf-8")
        settings = settings.replace("omit-lockfile-registry-resolved", "")
        assert "registry" not in settings, f"web/{name} names a registry"
