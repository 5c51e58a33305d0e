"""The consensus methods that give posteriors, by name. A new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.glad import glad
from goldsmith.consensus.mace import mace
from goldsmith.consensus.one_coin import one_coin
from goldsmith.consensus.ordinal import ordinal
from goldsmith.consensus.result import Fit
from goldsmith.consensus.voting import vote
from goldsmith.consensus.weighted_majority import weighted_majority

MODELS: Mapping[str, Fit] = {
    "majority": vote,
    "weighted_majority": weighted_majority,
    "one_coin": one_coin,
    "dawid_skene": dawid_skene,
    "glad": glad,
    "mace": mace,
    "ordinal": ordinal,
}
