"""Consensus: what the votes come to, decided by a named method, or left open. A new method is one file here.

Two levels, one idea. The registry holds what joins votes unit by unit, for every kind of answer: the majority, with a
quorum where units are found. `models.MODELS` decides questions whose answers are one label each, in files and in
projects: a Consensus with posteriors and reliabilities, or an item left open.
"""

from goldsmith.consensus.majority import majority, plurality
from goldsmith.consensus.registry import Decide, Decision, get, method, registry

__all__ = ["Decide", "Decision", "get", "majority", "method", "plurality", "registry"]
