"""Links between documents lead somewhere, and what the README tells people to type exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goldsmith.cli.main import COMMANDS
from tests.docs.examples import DOCS, ROOT, blocks, pages

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
MAX_PICTURE_BYTES = 300_000


def prose(page: Path) -> str:
    return CODE.sub("", FENCED.sub("", page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    text = FENCED.sub("", page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(text)}


@pytest.mark.parametrize("document", pages(), ids=lambda document: str(document.relative_to(ROOT)))
def test_relative_links_resolve(document: Path) -> None:
    broken = []
    for found in LINK.finditer(prose(document)):
        name, _, anchor = found["target"].partition("#")
        if "://" in found["target"] or name.startswith("mailto:"):
            continue
        target = (document.parent / name).resolve() if name else document
        is_there = target.exists() and ROOT in (target, *target.parents)
        if not is_there or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(found["target"])
    assert broken == []


def test_every_page_can_be_reached_from_the_index() -> None:
    seen, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or DOCS not in page.parents:
            continue
        seen.add(page)
        waiting += [
            (page.parent / found["target"].partition("#")[0]).resolve()
            for found in LINK.finditer(prose(page))
        ]
    assert sorted(str(page.relative_to(DOCS)) for page in set(DOCS.rglob("*.md")) - seen) == []


def commands_typed() -> set[str]:
    text = "\n".join(block.text for page in pages() for block in blocks(page) if block.words[:1] == ("sh",))
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}


def test_make_targets_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {line.split()[1] for line in commands_typed() if re.match(r"make [a-z]", line)}
    assert {"demo", "test"} <= named <= targets


def test_goldsmith_commands_that_documents_name_exist() -> None:
    named = {line.split()[1] for line in commands_typed() if re.match(r"goldsmith [a-z]", line)}
    assert named <= set(COMMANDS)
    assert named >= {
        "demo",
        "serve",
        "new",
        "ingest",
        "plan",
        "release",
        "verify",
        "check",
        "backup",
        "restore",
    }


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (DOCS / "pictures").glob("*.png")}
    assert {name: size for name, size in sizes.items() if size > MAX_PICTURE_BYTES} == {}
