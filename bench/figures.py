"""From measurements to figures: medians, ratios of what ran side by side, and how far they scatter."""

from collections.abc import Sequence
from itertools import pairwise
from math import log
from statistics import median
from typing import Any

DIGITS = 3


def compared(ours: Sequence[float], floor: Sequence[float]) -> dict[str, Any]:
    """Microseconds an event of ours and of the floor, which ran in turns: medians, and the ratio within each pair."""
    return {
        "us_per_event": rounded(median(ours)),
        "floor_us_per_event": rounded(median(floor)),
        **ratio(ours, floor),
    }


def ratio(ours: Sequence[float], floor: Sequence[float]) -> dict[str, Any]:
    """The median of the ratios of pairs, and the middle half of them."""
    ratios = sorted(mine / other for mine, other in zip(ours, floor, strict=True))
    return {"ratio": rounded(median(ratios)), "spread": spread(ratios), "pairs": len(ratios)}


def spread(values: Sequence[float]) -> list[float]:
    """Between which two of the values the middle half of them lies."""
    ordered = sorted(values)
    cut = len(ordered) // 4
    return [rounded(ordered[cut]), rounded(ordered[-1 - cut])]


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float | None:
    """With which power of the size the cost grows where it grows fastest: 1 is in proportion, 0 not at all.

    None where a cost is lost in the noise, as the difference of two short runs may be.
    """
    if min(costs) <= 0:
        return None
    steps = zip(pairwise(sizes), pairwise(costs), strict=True)
    return rounded(max(log(cost / before) / log(size / smaller) for (smaller, size), (before, cost) in steps))


def rounded(value: float) -> float:
    """A figure as it is shown."""
    return round(value, DIGITS)
