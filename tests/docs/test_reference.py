"""Every command, setting, error, kind, metric, method, format, reader and policy has its place in docs/reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from docs import make_reference
from goldsmith import assign, export, ingest, kinds
from goldsmith.agreement.registry import registry as metrics
from goldsmith.cli.main import COMMANDS, cli
from goldsmith.consensus.registry import registry as methods
from goldsmith.project.project import DEFAULTS
from tests.docs.examples import ROOT

REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "goldsmith"
RAISED = re.compile(
    r"\b(?:InvalidValue|InvalidGuideline|InvalidInput|ManyFaults|NotFound|Conflict|NotAllowed|NotSignedIn|Unavailable"
    r"|Damaged|TooLarge|TooMany|GoldsmithError|_fault|_refuse)\(\s*\"([a-z]+\.[a-z][a-z0-9_]*)\""
)
NO_MEND: set[str] = set()


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


@pytest.mark.parametrize("name", make_reference.GENERATED)
def test_generated_pages_are_what_the_source_says(name: str) -> None:
    written = make_reference.GENERATED[name]()
    assert page(name) == written, f"run `python docs/make_reference.py`: {name} is older than the source"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_with_all_its_options(name: str) -> None:
    section = page("commands.md").partition(f"\n## goldsmith {name}\n")[2].partition("\n## ")[0]
    command = cli.commands.get(name) or cli.get_command(cli.make_context("goldsmith", ["link", "."]), name)
    assert command is not None
    options = [option for param in command.params for option in param.opts if option.startswith("-")]
    assert [option for option in options if option not in section] == []


@pytest.mark.parametrize(
    "registry",
    [kinds.registry, metrics, methods, export.registry, ingest.registry, assign.registry],
    ids=["kinds", "metrics", "methods", "formats", "readers", "policies"],
)
def test_every_plugin_has_a_row(registry: Iterable[str]) -> None:
    names = list(registry)
    assert names
    assert [name for name in names if f"| `{name}` |" not in page("plugins.md")] == []


def test_every_setting_has_a_row_with_its_default() -> None:
    rows = {
        cells[0].strip(" `"): cells[1].strip(" `")
        for line in page("settings.md").splitlines()
        if line.startswith("| `") and (cells := line.strip("|").split("|"))
    }
    shown = {key: "" if value == "" else str(value).replace("'", '"') for key, value in DEFAULTS.items()}
    assert {key: rows.get(key) for key in shown} == shown


def test_every_error_slug_has_a_row() -> None:
    used = {slug for path in SOURCE.rglob("*.py") for slug in RAISED.findall(path.read_text("utf-8"))}
    assert len(used) > 100
    told = page("errors.md")
    assert sorted(slug for slug in used if f"| `{slug}` |" not in told) == []


def test_every_error_says_what_and_how_to_mend_it() -> None:
    rows = [line.strip("|").split(" | ") for line in page("errors.md").splitlines() if line.startswith("| `")]
    without = {row[0].strip(" `") for row in rows if not row[3].strip()}
    assert [row[0] for row in rows if not row[2].strip()] == []
    assert without <= NO_MEND


def test_every_route_has_a_row() -> None:
    schema = json.loads((ROOT / "web" / "openapi.json").read_text("utf-8"))
    told = page("api.md")
    missing = [
        f"{verb.upper()} {path}"
        for path, verbs in schema["paths"].items()
        for verb in verbs
        if path.startswith("/api/v1") and f"`{verb.upper()} {path.removeprefix('/api/v1')}`" not in told
    ]
    assert missing == []
