"""Consensus: what the votes come to, decided by a named method, or left open. A new method is one file here."""

from goldsmith.consensus.majority import majority, plurality
from goldsmith.consensus.registry import Decide, Decision, get, method, registry

__all__ = ["Decide", "Decision", "get", "majority", "method", "plurality", "registry"]
