"""Draw docs/pictures/calibration.svg: posteriors held against the truth on the vote sets of the tests.

python docs/make_calibration.py          writes the picture; the same votes give the same bytes
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from goldsmith.consensus.calibration import Calibration, calibration
from goldsmith.consensus.goldfile import read_gold
from goldsmith.consensus.models import MODELS
from goldsmith.votefile import read_votes

VOTES = Path(__file__).parent.parent / "tests" / "data" / "votes"
TARGET = Path(__file__).parent / "pictures" / "calibration.svg"
SETS = ("product", "bluebird", "dog", "rte")
METHODS = {"majority": ("Majority", "#87816f", "4 3"), "dawid_skene": ("Dawid-Skene", "#0072b2", "")}
SIDE, GAP, LEFT, TOP, FOOT = 210, 46, 44, 62, 44
LOW = 0.4  # of both axes
LEAST = 10  # items in a bin that is drawn
Scale = Callable[[float], float]


def found() -> dict[str, dict[str, Calibration]]:
    """Return set → method → its calibration; no method is given any gold."""
    told = {}
    for name in SETS:
        votes = read_votes(VOTES / f"{name}_labels.csv")
        truth = read_gold(VOTES / f"{name}_truth.csv")
        told[name] = {method: calibration(MODELS[method](votes), truth) for method in METHODS}
    return told


def picture(told: dict[str, dict[str, Calibration]]) -> str:
    """Return the SVG: a panel for each set, a line for each method, intervals as bars."""
    width = LEFT + len(told) * (SIDE + GAP)
    height = TOP + SIDE + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#57534b">',
        "<title>Calibration of posteriors on four public vote sets</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_legend(),
    ]
    for at, (name, by_method) in enumerate(told.items()):
        parts += _panel(LEFT + at * (SIDE + GAP), name, by_method)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _legend() -> Iterator[str]:
    for at, (title, colour, dash) in enumerate(METHODS.values()):
        x = LEFT + at * 130
        yield f'<path d="M{x} 16h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        yield f'<text x="{x + 32}" y="20">{title}</text>'
    x = LEFT + len(METHODS) * 130
    told = "on the diagonal, posteriors mean what they say; bars: 95 % intervals; bins of ten items or more"
    yield f'<text x="{x}" y="20">{told}</text>'


def _panel(left: float, name: str, by_method: dict[str, Calibration]) -> Iterator[str]:
    def x(value: float) -> float:
        return round(left + SIDE * (value - LOW) / (1 - LOW), 2)

    def y(value: float) -> float:
        return round(TOP + SIDE * (1 - (value - LOW) / (1 - LOW)), 2)

    briers = ", ".join(f"{METHODS[method][0]} {one.brier:.3f}" for method, one in by_method.items())
    n = next(iter(by_method.values())).n
    yield f'<text x="{left}" y="{TOP - 24}" fill="#1d1c1a" font-weight="600">{name}, {n:,} items</text>'
    yield f'<text x="{left}" y="{TOP - 9}" font-size="11">Brier: {briers}</text>'
    yield f'<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#e2ded5"/>'
    yield f'<path d="M{x(LOW)} {y(LOW)}L{x(1)} {y(1)}" stroke="#87816f"/>'
    for tick in (0.4, 0.6, 0.8, 1.0):
        yield f'<text x="{x(tick)}" y="{TOP + SIDE + 16}" text-anchor="middle">{tick:g}</text>'
        if left == LEFT:
            yield f'<text x="{left - 8}" y="{y(tick) + 4}" text-anchor="end">{tick:g}</text>'
    yield f'<text x="{left + SIDE / 2}" y="{TOP + SIDE + 34}" text-anchor="middle">mean posterior</text>'
    if left == LEFT:
        middle = TOP + SIDE / 2
        yield f'<text transform="translate(12 {middle}) rotate(-90)" text-anchor="middle">share that is right</text>'
    for method, one in by_method.items():
        yield from _line(method, one, x, y)


def _line(method: str, one: Calibration, x: Scale, y: Scale) -> Iterator[str]:
    _, colour, dash = METHODS[method]
    shift = -2 if method == "majority" else 2  # bars of two methods stand side by side
    shown = [held for held in one.bins if held.n >= LEAST]
    for held in shown:
        ends = f"{x(held.posterior) + shift} {y(max(LOW, held.right_low))}V{y(held.right_high)}"
        yield f'<path d="M{ends}" stroke="{colour}" stroke-width="3" opacity="0.35"/>'
    points = " ".join(f"{x(held.posterior)},{y(max(LOW, held.right))}" for held in shown)
    yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    for held in shown:
        yield f'<circle cx="{x(held.posterior)}" cy="{y(max(LOW, held.right))}" r="3.5" fill="{colour}"/>'


if __name__ == "__main__":
    TARGET.write_text(picture(found()), encoding="utf-8")
