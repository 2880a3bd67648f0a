"""What was read from a text, before and after its time zone is known."""

from collections.abc import Callable
from datetime import tzinfo
from functools import lru_cache
from typing import NamedTuple

from pipeline.timestamp import MILLISECONDS, Timestamp, fraction_text, second_text
from pipeline.zones import exact_offset

Parse = Callable[[str], Timestamp | None]
"""(text) -> the moment, or None where the text does not fit."""

FRACTION_ENDS = {
    f"{number:0{digits}d}": MILLISECONDS[number * 10 ** (3 - digits)]
    for digits in (1, 2, 3)
    for number in range(10**digits)
}
LOWEST_MS, HIGHEST_MS = -(2**63), 2**63 - 1


class Reading(NamedTuple):
    """A local time in seconds since 1970 and the nanoseconds after it, and the zone that the text named, if any."""

    seconds: int
    nanosecond: int
    offset_ms: int | None  # east of UTC
    zone: tzinfo | None


def moment(reading: Reading, zone: tzinfo) -> Timestamp | None:
    """The moment that was read, in `zone` where the text named none; None for a time that a clock change skips."""
    if reading.offset_ms is not None:
        return from_ns((reading.seconds * 1000 - reading.offset_ms) * 1_000_000 + reading.nanosecond)
    offset = exact_offset(reading.seconds, reading.zone or zone)
    if offset is None:
        return None
    return Timestamp(second_text(reading.seconds - offset) + fraction_text(reading.nanosecond))


def from_ns(nanoseconds: int) -> Timestamp | None:
    """The moment so many nanoseconds after 1970, None where its milliseconds don't fit 64 bits."""
    return Timestamp.from_epoch_ns(nanoseconds) if LOWEST_MS <= nanoseconds // 1_000_000 <= HIGHEST_MS else None


def fraction_digits(text: str, precision: str) -> int:
    """Decimals of a second as nanoseconds: three of them count, nine with the precision "ns"; more are cut."""
    return int(text[: 3 if precision == "ms" else 9].ljust(9, "0"))


def remember_seconds(parse: Parse, size: int) -> Callable[[str], str | None]:
    """(text without decimals) -> the timestamp's text up to the seconds, remembered; None where the text does not fit.

    A text whose zone has an offset in milliseconds is left to `parse`, as if it did not fit.
    """

    @lru_cache(maxsize=size)
    def second(text: str) -> str | None:
        when = parse(text)
        return when[:-5] if when is not None and when.endswith(".000Z") else None

    return second
