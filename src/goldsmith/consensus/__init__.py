"""Consensus: what the votes come to, decided by a named method, or left open. A new method is one file here.

Three levels, one idea. The registry holds what joins votes unit by unit, for every kind of answer: the majority, with a
quorum where units are found. `models.MODELS` decides questions whose answers are one label each: a Consensus with
posteriors and reliabilities, or an item left open. `ways.WAYS` decides whole answers of any kind, be they numbers,
sets, orders, texts, masks or found objects: by those models where the parts are labels, else by one of their own.
"""

from goldsmith.consensus.majority import majority, plurality
from goldsmith.consensus.registry import Decide, Decision, get, method, registry

__all__ = ["Decide", "Decision", "get", "majority", "method", "plurality", "registry"]
