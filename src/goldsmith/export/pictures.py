"""The card's pictures as inline SVG: label balance and agreement. Colours come from the page's classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import floor

from goldsmith.export.card import Axis, Bars, Estimate, spoken

WIDTH, LEFT, RIGHT = 720, 190, 150
ROW, BAR, GAP = 30, 10, 4
LONGEST = 26  # letters of a label that fit beside its bars


def bars(block: Bars) -> str:
    """Return label balance: for each label one thin bar a part, with its count beside it."""
    most = max((n for _, counts in block.rows for n in counts), default=0) or 1
    tall = max(ROW, (BAR + GAP) * len(block.parts) + 10)
    drawn = []
    for row, (label, counts) in enumerate(block.rows):
        top = row * tall
        drawn.append(_text(LEFT - 12, top + tall / 2, _short(label), "end"))
        for place, n in enumerate(counts):
            y = top + (tall - (BAR + GAP) * len(counts)) / 2 + place * (BAR + GAP)
            width = (WIDTH - LEFT - RIGHT) * n / most
            drawn.append(
                f'<rect class="p{place % 4}" x="{LEFT}" y="{y:.1f}" width="{width:.1f}" height="{BAR}" rx="2"/>'
            )
            drawn.append(_text(LEFT + width + 8, y + BAR / 2, f"{n} {block.parts[place]}", "start", "small"))
    told = "; ".join(
        f"{label}: " + ", ".join(f"{n} {part}" for n, part in zip(counts, block.parts, strict=True))
        for label, counts in block.rows
    )
    return _svg(tall * len(block.rows), f"{block.unit.capitalize()} by label and part. {told}", drawn)


def axis(block: Axis) -> str:
    """Return the estimates on one axis from -0.2, or further down where a value asks for it, to 1."""
    low = _lowest(block.rows)

    def at(value: float) -> float:
        return LEFT + 60 + (WIDTH - LEFT - 60 - RIGHT) * (min(max(value, low), 1) - low) / (1 - low)

    drawn: list[str] = []
    for number, row in enumerate(block.rows):
        drawn += _estimate(row, number * ROW + ROW / 2, at(low), at(1), at)
    bottom = len(block.rows) * ROW + 14
    for value, word in ((low, f"{low:.1f}"), (0.0, "0"), (0.5, "0.5"), (1.0, "1")):
        drawn.append(_text(at(value), bottom, word, "middle", "small"))
    told = "; ".join(f"{row.name}: {' / '.join(word for word in spoken(row) if word)}" for row in block.rows)
    return _svg(bottom + 14, f"Agreement. {told}", drawn)


def _lowest(rows: Sequence[Estimate]) -> float:
    ends = [end for row in rows for band in (row.these, row.like_these) if band for end in band]
    values = [row.value for row in rows if row.value is not None]
    return min(-0.2, floor(min([*ends, *values], default=0) * 5) / 5)


def _estimate(row: Estimate, y: float, left: float, right: float, at: Callable[[float], float]) -> list[str]:
    value, these, like_these = spoken(row)
    drawn = [_text(LEFT - 12, y, _short(row.name), "end")]
    if row.value is None:
        return [*drawn, _text(LEFT, y, value, "start", "small")]
    drawn.append(_text(LEFT, y, value, "start", "strong"))
    drawn.append(f'<line class="rule" x1="{left:.1f}" x2="{right:.1f}" y1="{y}" y2="{y}"/>')
    for band, name, tall in ((row.like_these, "like", 10), (row.these, "these", 6)):
        if band:
            start, end = at(band[0]), at(band[1])
            drawn.append(
                f'<rect class="{name}" x="{start:.1f}" y="{y - tall / 2}" width="{max(end - start, 1):.1f}" '
                f'height="{tall}" rx="2"/>'
            )
    drawn.append(f'<circle class="dot" cx="{at(row.value):.1f}" cy="{y}" r="4.5"/>')
    drawn.append(_text(right + 14, y - 6, these, "start", "small"))
    drawn.append(_text(right + 14, y + 8, like_these, "start", "faint"))
    return drawn


def _text(x: float, y: float, text: str, anchor: str, name: str = "") -> str:
    kept = f' class="{name}"' if name else ""
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" dominant-baseline="central"'
    return f"<text {at}{kept}>{escape(text)}</text>"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _svg(height: float, told: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(told)}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(drawn)}</svg>'
    )
