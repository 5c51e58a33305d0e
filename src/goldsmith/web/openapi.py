"""`python -m goldsmith.web.openapi` prints the API's description, from which the TypeScript types are made."""

from __future__ import annotations

import json

from goldsmith.web.app import make_app


def description() -> str:
    """Return openapi.json as text: sorted, so that a change shows as what it is."""
    return json.dumps(make_app(None).openapi(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(description(), end="")
