"""People who take a task and answer it, over and over, all at once; and what became of it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass

from peers.contestant import LABELS, Contestant, Hand
from peers.served import Served
from peers.took import Took
from peers.wire import Log


@dataclass(frozen=True)
class Limits:
    """When to stop, whichever comes first. think: seconds that a person spends on a task."""

    loops: int
    seconds: float
    think: float = 0.0


@dataclass(frozen=True)
class Day:
    """What came of it. n_crowded: tasks handed to more people than the one that was asked for."""

    people: int
    took: Took
    log: Log
    n_loops: int
    n_refused: int
    n_handed: int
    n_crowded: int
    n_acknowledged: int
    n_stored: int
    n_twice: int
    n_missing: int

    @property
    def cpu_ms(self) -> float:
        return self.took.cpu * 1000 / self.n_loops if self.n_loops else float("nan")

    @property
    def per_second(self) -> float:
        return self.n_loops / self.took.wall

    def percentile(self, share: float) -> float:
        """Return that percentile of the milliseconds of all requests."""
        ms = sorted(self.log.ms)
        return ms[min(len(ms) - 1, int(share * len(ms)))] if ms else float("nan")


def work(contestant: Contestant, server: Served, people: int, limits: Limits) -> Day:
    """Let people work, then compare what was acknowledged with what the product's files hold."""
    log = Log()
    hands = contestant.hands(people, log)
    before = Counter(contestant.stored())
    log.ms.clear()
    log.statuses.clear()
    with server.measure() as took:
        handed, acknowledged, refused = asyncio.run(_all(hands, limits))
    new = Counter(contestant.stored()) - before
    told = Counter(task for task, _ in acknowledged)
    kept: Counter[str] = Counter()
    for (task, _), n in new.items():
        kept[task] += n
    return Day(
        people=people,
        took=took,
        log=log,
        n_loops=len(acknowledged),
        n_refused=refused,
        n_handed=len(handed),
        n_crowded=sum(len(who) > 1 for who in handed.values()),
        n_acknowledged=len(acknowledged),
        n_stored=new.total(),
        n_twice=sum(n - 1 for n in new.values()),
        n_missing=(told - kept).total(),
    )


async def _all(hands: list[Hand], limits: Limits) -> tuple[dict[str, set[int]], list[tuple[str, int]], int]:
    """Return who was handed each task, which answers were acknowledged to whom, and how many loops came to nothing."""
    handed: defaultdict[str, set[int]] = defaultdict(set)
    acknowledged: list[tuple[str, int]] = []
    n_begun = n_refused = 0
    end = time.perf_counter() + limits.seconds

    async def one(who: int, hand: Hand) -> None:
        nonlocal n_begun, n_refused
        await asyncio.sleep(limits.think * who / len(hands))  # people do not begin in step
        while n_begun < limits.loops and time.perf_counter() < end:
            n_begun += 1
            task = await hand.next()
            if task is not None:
                handed[task].add(who)
                await asyncio.sleep(limits.think)
                if await hand.submit(task, LABELS[n_begun % len(LABELS)]):
                    acknowledged.append((task, who))
                    continue
            n_refused += 1

    await asyncio.gather(*(one(who, hand) for who, hand in enumerate(hands)))
    await asyncio.gather(*(hand.close() for hand in hands))
    return handed, acknowledged, n_refused
