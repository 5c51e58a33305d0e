"""The HTTP API and the pages: parse, call `goldsmith.project`, answer. No logic and no SQL."""
