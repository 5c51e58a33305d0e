"""`goldsmith`: the list of commands, each imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from goldsmith import __version__
from goldsmith.errors import GoldsmithError

COMMANDS = {
    "demo": "serving",
    "serve": "serving",
    "link": "serving",
    "allow": "allowing",
    "new": "projects",
    "guideline": "projects",
    "ingest": "projects",
    "plan": "projects",
    "batch": "batch",
    "progress": "batch",
    "status": "projects",
    "agreement": "agreement",
    "annotators": "annotators",
    "accept": "projects",
    "release": "releases",
    "verify": "releases",
    "withdraw": "taking_back",
    "withdrawn": "taking_back",
    "group": "taking_back",
    "redact": "redact",
    "concordance": "concordance",
    "review": "review",
    "check": "files",
    "backup": "files",
    "restore": "files",
    "consensus": "consensus",
    "dedup": "dedup",
    "leaks": "dedup",
    "split": "split",
    "quality": "quality",
    "segmenter": "segmenter",
}


class Lazy(click.Group):
    """A group whose commands are imported when they are needed, so that help and errors come at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"goldsmith.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            raise click.UsageError(
                f"There is no command {args[0]!r}." + (f" Did you mean {near[0]!r}?" if near else "")
            )
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="goldsmith")
def cli() -> None:
    """Goldsmith: from raw examples to a training set whose labels you can trust."""


def main() -> None:
    """Run a command; a refusal is printed as what, where, mend and ends with status 1."""
    try:
        cli(standalone_mode=False)
    except GoldsmithError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
