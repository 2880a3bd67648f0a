"""What both date formats share: writing a moment part by part, and remembering what was written for a day or second."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache

from pipeline.timestamp import Fields, Timestamp

Write = Callable[[Fields], str]
REMEMBERED = 512


class Grain(IntEnum):
    """How much of a moment a pattern shows."""

    DAY = 1
    SECOND = 2
    FRACTION = 3


def literal(text: str) -> Write:
    """A writer of fixed text."""
    return lambda _: text


def written(writers: Sequence[Write], grain: Grain) -> Callable[[Timestamp], str]:
    """One function for all the writers; what is no finer than `grain` is worked out once and remembered."""

    def write(text: str) -> str:
        fields = Timestamp(text).fields
        return "".join([writer(fields) for writer in writers])

    if grain is Grain.FRACTION:
        return lru_cache(maxsize=REMEMBERED)(write)
    if grain is Grain.SECOND:
        of_second = lru_cache(maxsize=REMEMBERED)(lambda second: write(second + ".000Z"))
        return lambda when: of_second(when.partition(".")[0])
    of_day = lru_cache(maxsize=REMEMBERED)(lambda day: write(day + "T00:00:00.000Z"))
    return lambda when: of_day(when[:10] if when[10] == "T" else when.partition("T")[0])
