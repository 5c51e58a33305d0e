"""All SQL lives here: the ledger of facts, the caches that one function rebuilds, and people's accounts."""
