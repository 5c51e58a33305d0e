"""Consensus: what the votes come to, decided by a named method, or left open. A new method is one file here.

The registry holds the methods that projects call, one Decision for each item; `models.MODELS` those that return a
Consensus with posteriors and reliabilities.
"""

from goldsmith.consensus.majority import majority, plurality
from goldsmith.consensus.registry import Decide, Decision, get, method, registry

__all__ = ["Decide", "Decision", "get", "majority", "method", "plurality", "registry"]
