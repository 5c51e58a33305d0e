"""The commands: parse, call the API, print. No logic, no SQL."""

from goldsmith.cli.main import main

__all__ = ["main"]
