"""Much to store in transactions so short that everybody else goes on working between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from goldsmith.store.ledger import Ledger, Transaction

T = TypeVar("T")
AIM = 0.03  # seconds of work that one turn holds the write lock, about
MOVE = 0.25  # seconds after which what was written is brought from the log into the file
PAUSE = 0.001  # Python's locks go to whoever asks first, which would be the one that just let go


def in_turns(
    ledger: Ledger,
    rows: Iterable[T],
    store: Callable[[Transaction, list[T]], object],
    *,
    first: int = 100,
    most: int = 5000,
) -> None:
    """Hand all rows to `store` in their order, some in each transaction; what went in before an error stays.

    A power cut may lose the last turns, never one without those after it: what is done in turns is begun so that it
    can go on from any of them. first: how many rows the first transaction gets; from then on as many as fit into AIM,
    up to `most`.
    """
    left, n, moved = iter(rows), first, time.monotonic()
    while block := list(islice(left, n)):
        with ledger.write(is_lazy=True) as tx:
            began = time.thread_time()
            store(tx, block)
        took = max(time.thread_time() - began, 1e-4)
        n = max(1, min(most, round(len(block) * min(2.0, AIM / took))))
        if time.monotonic() - moved > MOVE:
            ledger.move_log()
            moved = time.monotonic()
        time.sleep(PAUSE)
    ledger.move_log()
