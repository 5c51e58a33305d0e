"""Write the generated pages of docs/reference from the commands, the routes, the registries and the source.

python docs/make_reference.py            writes them
tests/docs/test_reference.py             fails when a page is not what this writes
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from goldsmith import errors

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "goldsmith"
PAGES = ROOT / "docs" / "reference"
NOTE = "<!-- Written by docs/make_reference.py. Change the source, then run it again. -->"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def first_sentence(text: str | None) -> str:
    """Return a docstring's first paragraph on one line."""
    return " ".join(inspect.cleandoc(text or "").split("\n\n")[0].split()).replace("<", "&lt;")


# commands ------------------------------------------------------------------------------------------------------------


def commands() -> str:
    from goldsmith.cli.main import COMMANDS, cli

    parts = [
        "# Commands",
        NOTE,
        "A PROJECT is a folder inside a workspace folder: `workshop/questions`. While a server holds the workspace, a "
        "command goes through it. A refusal is printed as what, where and mend, and ends with status 1; a wrong option "
        "ends with status 2.",
    ]
    context = click.Context(cli)
    for name in COMMANDS:
        if command := cli.get_command(context, name):
            parts += list(_command(name, command))
    return "\n\n".join(parts) + "\n"


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"goldsmith {name}")
    usage = " ".join([f"goldsmith {name}", *command.collect_usage_pieces(context)])
    yield f"## goldsmith {name}"
    yield first_sentence(command.help)
    yield f"```text\n{usage}\n```"
    options = [param for param in command.params if isinstance(param, click.Option)]
    if options:
        yield table(("option", "default", "meaning"), [_option(option, context) for option in options])
    if isinstance(command, click.Group):
        for inner, one in command.commands.items():
            yield from _command(f"{name} {inner}", one)


def _option(option: click.Option, context: click.Context) -> tuple[str, str, str]:
    name = ", ".join(option.opts)
    if not option.is_flag:
        value = option.metavar or (
            "|".join(map(str, option.type.choices))
            if isinstance(option.type, click.Choice)
            else option.type.name.split()[0].upper()
        )
        name += f" {value}"
    default = option.get_default(context)
    shown = f"`{default}`" if isinstance(default, str | int | float) and default not in (False, "") else ""
    return f"`{name}`" + (" (may be repeated)" if option.multiple else ""), shown, option.help or ""


# routes --------------------------------------------------------------------------------------------------------------


def api() -> str:
    from goldsmith.web.app import RESOURCES

    parts = [
        "# API",
        NOTE,
        "All routes lie below `/api/v1`. A server gives their exact shape at `/api/v1/openapi.json`, and a page to try "
        "them at `/api/v1/docs`; the same file is kept in `web/openapi.json`. Long work (imports, releases, backups) "
        "answers with a job; ask `/jobs/{job}` until its state is no longer `running`.",
        "Scripts send `Authorization: Bearer TOKEN`. Browsers send a cookie, and with it the header `X-Goldsmith`, "
        "which other sites cannot send. A refusal is JSON: `slug`, `what`, `where`, `mend`, `faults` "
        "(see [errors](errors.md)). How to: [use the API and tokens](../how-to/use-the-api.md).",
        "Roles include those below them: owner, adjudicator, annotator, viewer. *Workspace owner* is the person whose "
        "link the server prints. To an outsider, a project that exists and one that does not give the same answer. "
        "Annotators rank above viewers, "
        "but are refused (`items.blind`) wherever others' answers would show.",
    ]
    for resource in RESOURCES:
        routes = [route for route in resource.router.routes if isinstance(route, APIRoute)]
        rows = [_route(route) for route in routes]
        parts += [f"## {resource.__name__.rpartition('.')[2]}", table(("route", "who may", "what"), rows)]
    parts += ["## server", table(("route", "who may", "what"), [("`GET /health`", "anyone", "Health.")])]
    return "\n\n".join(parts) + "\n"


def _route(route: APIRoute) -> tuple[str, str, str]:
    verb = ", ".join(sorted(route.methods or ()))
    what = first_sentence(route.endpoint.__doc__) or f"{route.name.replace('_', ' ').capitalize()}."
    return f"`{verb} {route.path.replace(':path', '')}`", _who(route.dependant), what


def _who(dependant: Dependant) -> str:
    """Return the role that a route asks for, read from its dependencies."""
    for below in dependant.dependencies:
        name = getattr(below.call, "__qualname__", "")
        if below.call is not None and name == "needs.<locals>.enter":
            return str(inspect.getclosurevars(below.call).nonlocals["role"])
        if name == "needs_owner":
            return "workspace owner"
        if name == "signed_in":
            return "anyone signed in"
    return "anyone"


# registries ----------------------------------------------------------------------------------------------------------


def plugins() -> str:
    from goldsmith import assign, export, ingest, kinds
    from goldsmith.agreement.registry import registry as metrics
    from goldsmith.consensus.registry import registry as methods

    parts = [
        "# Kinds, metrics, methods, formats, readers, policies",
        NOTE,
        "Each is one file, found by name in its registry. A name carries a version: when the mathematics changes, a "
        "`.v2` is added and `.v1` stays, so that old releases still rebuild. `choice` finds the newest `choice.vN`. "
        "Packages of others add theirs through the entry points named in each section.",
    ]
    kind_rows = [(f"`{k.name}`", k.units, k.level, _doc(k)) for k in map(kinds.registry.get, kinds.registry)]
    parts += _section("Kinds", "goldsmith.kind", ("kind", "units", "level", "value"), kind_rows)
    parts[-1] += (
        "\n\n*Given* units: all annotators judge the same ones. *Found* units: they also find them, so that nobody can "
        "count what none of them marked; metrics that correct for chance refuse them."
    )
    rows = [
        (f"`{m.name}`", m.units, "two" if m.two_only else "two or more", first_sentence(m.measure.__doc__))
        for m in map(metrics.get, metrics)
    ]
    parts += _section("Metrics", "goldsmith.metric", ("metric", "units", "annotators", "returns"), rows)
    parts[-1] += (
        "\n\nFor found units the agreement page shows F1 of matched objects, label agreement at several overlaps, mean "
        "overlap and Krippendorff's alpha by the kind's distance. How to read them: "
        "[agreement](../explanation/agreement.md)."
    )
    method_rows = [(f"`{name}`", first_sentence(methods.get(name).__doc__)) for name in methods]
    parts += _section("Consensus methods", "goldsmith.method", ("method", "returns"), method_rows)
    parts += _section(
        "Formats", "goldsmith.format", ("format", "carries", "writes", "does not say"), _formats(export)
    )
    reader_rows = [
        (f"`{r.name}`", " ".join(s or "folder" for s in r.suffixes), first_sentence(r.read.__doc__))
        for r in map(ingest.registry.get, ingest.registry)
    ]
    parts += _section("Readers", "goldsmith.reader", ("reader", "reads", "returns"), reader_rows)
    policy_rows = [(f"`{name}`", first_sentence(assign.get(name).__doc__)) for name in assign.registry]
    parts += _section("Policies", "goldsmith.policy", ("policy", "returns"), policy_rows)
    return "\n\n".join(parts) + "\n"


def _section(title: str, group: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"## {title}", f"Entry point group: `{group}`.", table(head, rows)]


def _doc(thing: object) -> str:
    return first_sentence(type(thing).__doc__)


LOSSES = {
    "jsonl.v1": "nothing: it is what `goldsmith.load` reads",
    "csv.v1": "votes, probabilities, rationales; a cell may look like a formula to a spreadsheet (counted and told)",
    "parquet.v1": "votes, probabilities, rationales",
    "votes.v1": "decisions and splits: it is one line for each answer",
    "audacity.v1": "votes, rationales, groups; transcripts and labels share one column",
    "brat.v1": "votes, rationales, groups; line breaks at the ends of spans",
    "coco.v1": "votes, rationales, groups; undecided images are left out and counted",
    "conll.v1": "ids, votes, groups, blanks between tokens; nested spans, relations, parts of tokens (counted)",
    "cvat.v1": "votes, rationales; outlines with holes become masks (counted); undecided images are left out",
    "doccano.v1": "rationales; one file for each annotator beside the decided one",
    "huggingface.v1": "rationales; of objects, what the layout has no column for (told)",
    "imagefolder.v1": "votes, rationales; labels stand by name, turned boxes as upright ones (told)",
    "label_studio.v1": "rationales; polygons of several parts become one region for each (counted)",
    "mask_png.v1": "votes, rationales, attributes of objects; undecided images are left out",
    "prodigy.v1": "rationales; relations, where they are not the view's (told)",
    "sagemaker.v1": "votes, rationales; coordinates are rounded to whole pixels (counted)",
    "spacy.v1": "votes, rationales; spans that are not whole tokens (counted)",
    "textgrid.v1": "votes, rationales, groups; segments that overlap take further tiers",
    "voc.v1": "votes, rationales, turned boxes and attributes that VOC lacks (counted); pixels counted from 1",
    "voc_0_based.v1": "as voc.v1; pixels counted from 0",
    "yolo.v1": "votes, rationales, attributes; holes are filled and parts become objects (counted)",
}


def _formats(export: Any) -> list[tuple[str, str, str, str]]:
    rows = []
    for name in export.registry:
        one = export.registry.get(name)
        carries = ", ".join(sorted(one.kinds)) or "every kind"
        rows.append((f"`{name}`", carries, first_sentence(one.write.__doc__), LOSSES[name]))
    return rows


# errors --------------------------------------------------------------------------------------------------------------

SLUG = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
ERRORS = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, errors.GoldsmithError)
}
Texts = dict[str, list[ast.expr]]  # a module's names → what is assigned to them
HELPERS = {"_fault", "_refuse", "bad_input", "fault"}  # (slug, what, where, mend), or without where
WORDS = ("kind", "metric", "method", "format", "reader", "policy")
MASKS = ("mask", "instance")  # kinds that share their checks
OBJECTS = ("box", "instance", "polygon", "segment", "span")  # kinds of one ObjectKind
COMPUTED = {  # slugs that the source puts together: where they come from → what they can be
    "f'{self._what}.unknown'": [f"{word}.unknown" for word in WORDS],
    "f'choices.{fault}'": ["choices.too_few", "choices.too_many"],
    "f'votes.bad_{what}'": ["votes.bad_time", "votes.bad_duration"],
    "f'votes.no_{what}'": ["votes.no_item", "votes.no_annotator", "votes.no_label"],
    "f'votes.two_{what}s_alike'": [
        "votes.two_items_alike",
        "votes.two_annotators_alike",
        "votes.two_labels_alike",
    ],
    "f'http.{error.status_code}'": ["http.404", "http.405"],
}


class Fault:
    """An error that the source can raise: its slug, class, and what and mend with … for what is filled in."""

    def __init__(self, slug: str, name: str, what: str, mend: str) -> None:
        self.slug, self.name, self.what, self.mend = slug, name, what, mend


def faults() -> list[Fault]:
    """Return every error that the source names, by slug; several sites of one slug stay several."""
    found = [fault for path in sorted(SOURCE.rglob("*.py")) for fault in _faults_in(path)]
    return sorted(found, key=lambda fault: fault.slug)


def _faults_in(path: Path) -> Iterator[Fault]:
    tree = ast.parse(path.read_text("utf-8"))
    constants: Texts = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    constants.setdefault(target.id, []).append(node.value)
    prefix = "guideline." if path.parent.name == "guidelines" else ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, constants, prefix)
        elif isinstance(node, ast.Dict):
            told = {ast.unparse(key): value for key, value in zip(node.keys, node.values, strict=True) if key}
            if "'slug'" in told and "'mend'" in told and isinstance(told["'slug'"], ast.Constant):
                what, mend = (_text(told[f"'{word}'"], constants) for word in ("what", "mend"))
                yield Fault(str(told["'slug'"].value), "GoldsmithError", what, mend)


def _of_call(node: ast.Call, constants: Texts, prefix: str) -> Iterator[Fault]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    named = {word.arg: word.value for word in node.keywords}
    slug = named.get("slug") or (node.args[0] if node.args else None)
    if slug is None or name not in {*ERRORS, *HELPERS, "Problem", "Fault"}:
        return
    what = named.get("what") or (node.args[1] if len(node.args) > 1 else None)
    mend = named.get("mend") or (
        node.args[3 if len(node.args) > 3 else 2] if name in HELPERS and len(node.args) > 2 else None
    )
    if what is None:
        return
    said = {"Problem": "InvalidInput", "Fault": "InvalidInput", "fault": "InvalidGuideline"}.get(name, name)
    said = (
        ("InvalidGuideline" if prefix else "InvalidInput")
        if name in {"_fault", "_refuse", "bad_input"}
        else said
    )
    for one in _slugs(slug, prefix if name in HELPERS else ""):
        yield Fault(one, said, _text(what, constants), _text(mend, constants) if mend else "")


def _slugs(node: ast.expr, prefix: str) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        slug = prefix + node.value
        return [slug] if SLUG.fullmatch(slug) else []
    if isinstance(node, ast.JoinedStr) and " " in ast.unparse(node):
        return []  # a sentence: the helper has its slug in itself
    if isinstance(node, ast.JoinedStr) and ast.unparse(node).startswith("f'{kind}."):
        ending = ast.unparse(node).removeprefix("f'{kind}.").removesuffix("'")
        return [f"{kind}.{ending}" for kind in MASKS]
    if isinstance(node, ast.JoinedStr) and ast.unparse(node).startswith("f'{self.slug}."):
        ending = ast.unparse(node).removeprefix("f'{self.slug}.").removesuffix("'")
        return [f"{kind}.{ending}" for kind in OBJECTS]
    if isinstance(node, ast.JoinedStr) and ast.unparse(node) != "f'guideline.{slug}'":
        return COMPUTED[ast.unparse(node)]  # a KeyError here: say above what the new slug can be
    return []


def _text(node: ast.expr, constants: Texts) -> str:
    """Return a message as the source writes it, with … where something is filled in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return re.sub("…+", "…", "".join(_text(part, constants) for part in node.values))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left, constants) + _text(node.right, constants)
    if isinstance(node, ast.IfExp):
        return " / ".join(
            part for part in (_text(node.body, constants), _text(node.orelse, constants)) if part
        )
    if isinstance(node, ast.Name):
        known = [
            one
            for one in constants.get(node.id, ())
            if isinstance(one, ast.Constant | ast.JoinedStr | ast.IfExp)
        ]
        said = dict.fromkeys(_text(one, constants) for one in known)
        return " / ".join(text for text in said if text) or "…"
    return "…"


def errors_page() -> str:
    parts = [
        "# Errors",
        NOTE,
        "Every refusal says what is wrong, where, and how to mend it; commands, API and pages print the same three. "
        "The slug is for programs. Below, … stands for what is filled in. The status is HTTP's; a command ends with 1.",
    ]
    every = faults()
    for stage in sorted({fault.slug.partition(".")[0] for fault in every}):
        slugs = sorted({fault.slug for fault in every if fault.slug.partition(".")[0] == stage})
        rows = [_error_row(slug, [fault for fault in every if fault.slug == slug]) for slug in slugs]
        parts += [f"## {stage}", table(("slug", "status", "what", "mend"), rows)]
    return "\n\n".join(parts) + "\n"


def _error_row(slug: str, sites: Sequence[Fault]) -> tuple[str, str, str, str]:
    name = sites[0].name
    status = slug.partition(".")[2] if slug.startswith("http.") else str(getattr(errors, name).status)
    whats, mends = (list(dict.fromkeys(_cell(text) for text in texts if text)) for texts in _both(sites))
    return f"`{slug}`", status, "<br>".join(whats[:3]), "<br>".join(mends[:3])


def _both(sites: Sequence[Fault]) -> tuple[list[str], list[str]]:
    return [site.what for site in sites], [site.mend for site in sites]


def _cell(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").replace("*", r"\*").split())


GENERATED = {"commands.md": commands, "api.md": api, "plugins.md": plugins, "errors.md": errors_page}


def main() -> None:
    for name, write in GENERATED.items():
        (PAGES / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
