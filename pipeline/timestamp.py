"""Timestamp: a moment, held as the very text that is written out, so that writing it costs nothing.

`2024-05-06T07:08:09.123Z`: UTC with 3 decimals, or with 6 or 9 where it is finer; a sign before the year when it has
more than four digits or lies before 0.  Equal moments have equal texts.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple, Self

from ciso8601 import parse_rfc3339

from pipeline.civil import date_text, day_number, month_length
from pipeline.zones import ZoneError, find_zone, offset_text_seconds, to_utc_seconds

MILLISECONDS = tuple(f".{number:03d}Z" for number in range(1000))
DAY = 86400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Fields(NamedTuple):
    """A moment's parts, in UTC."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int


class Timestamp(str):
    """A moment; make it with `from_epoch_ns` and its neighbours or with `parse_lenient`, not from any text."""

    __slots__ = ()

    @classmethod
    def now(cls, clock: Callable[[], int]) -> Self:
        """The moment that `clock` shows; it gives nanoseconds since 1970."""
        return cls.from_epoch_ns(clock())

    @classmethod
    def from_epoch_ns(cls, nanoseconds: int) -> Self:
        """The moment so many nanoseconds after 1970-01-01 (before, if negative)."""
        seconds, rest = divmod(nanoseconds, 1_000_000_000)
        return cls(second_text(seconds) + fraction_text(rest))

    @classmethod
    def from_epoch_ms(cls, milliseconds: int) -> Self:
        """The moment so many milliseconds after 1970-01-01."""
        seconds, rest = divmod(milliseconds, 1000)
        return cls(second_text(seconds) + MILLISECONDS[rest])

    @property
    def fields(self) -> Fields:
        """Year, month and so on, as numbers."""
        time = self.index("T")
        year, month, day = self[: time - 6], self[time - 5 : time - 3], self[time - 2 : time]
        fraction = self[time + 10 : -1]
        return Fields(
            int(year),
            int(month),
            int(day),
            int(self[time + 1 : time + 3]),
            int(self[time + 4 : time + 6]),
            int(self[time + 7 : time + 9]),
            int(fraction.ljust(9, "0")),
        )

    @property
    def epoch_day(self) -> int:
        """Whole days since 1970-01-01, rounded down."""
        return day_number(*self.fields[:3])

    @property
    def epoch_seconds(self) -> int:
        """Whole seconds since 1970-01-01, rounded down."""
        try:
            passed: timedelta = parse_rfc3339(self) - EPOCH
        except ValueError:
            year, month, day, hour, minute, second, _ = self.fields
            return day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + second
        return passed.days * DAY + passed.seconds

    @property
    def epoch_ms(self) -> int:
        """Whole milliseconds since 1970-01-01, rounded down."""
        return self.epoch_ns // 1_000_000

    @property
    def epoch_ns(self) -> int:
        """Nanoseconds since 1970-01-01."""
        fraction = self[self.index(".") + 1 : -1]
        return self.epoch_seconds * 1_000_000_000 + int(fraction.ljust(9, "0"))

    def __repr__(self) -> str:
        return f"Timestamp({str(self)!r})"

    def __lt__(self, other: str) -> bool:
        return _order(self, other) < 0 if type(other) is Timestamp else str.__lt__(self, other)

    def __le__(self, other: str) -> bool:
        return _order(self, other) <= 0 if type(other) is Timestamp else str.__le__(self, other)

    def __gt__(self, other: str) -> bool:
        return _order(self, other) > 0 if type(other) is Timestamp else str.__gt__(self, other)

    def __ge__(self, other: str) -> bool:
        return _order(self, other) >= 0 if type(other) is Timestamp else str.__ge__(self, other)


def _order(left: Timestamp, right: Timestamp) -> int:
    if len(left) == 24 == len(right):
        one, two = str(left), str(right)
        return (one > two) - (one < two)
    one_ns, two_ns = left.epoch_ns, right.epoch_ns
    return (one_ns > two_ns) - (one_ns < two_ns)


@lru_cache(maxsize=16384)
def second_text(seconds: int) -> str:
    """Seconds since 1970 as `2024-05-06T07:08:09`."""
    day, rest = divmod(seconds, DAY)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{date_text(day)}T{hour:02d}:{minute:02d}:{second:02d}"


def fraction_text(nanoseconds: int) -> str:
    """The end of a timestamp, for less than a second: `.123Z`, with 3, 6 or 9 decimals, as few as will do."""
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    if not rest:
        return MILLISECONDS[milliseconds]
    return f".{nanoseconds:09d}Z" if rest % 1000 else f".{nanoseconds // 1000:06d}Z"


LENIENT = re.compile(
    r"(?P<year>\d{4}|\+\d{5,10}|-\d{4,10})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{0,9}))?)?)?"
    r"(?P<zone>[A-Z+-].*)?",
    re.ASCII | re.IGNORECASE,
)
LAST_YEAR = 999_999_999  # of java.time
HIGHEST_OFFSET = 18 * 3600  # of java.time
NOT_IN_JAVA = frozenset(("EST", "MST", "HST", "ROC", "GMT+0", "GMT-0"))
ZONE_AND_OFFSET = re.compile(r"([A-Z].*?|[+-]\d\d:.+?)(Z|[+-]\d\d(?:\d\d(?:\d\d)?)?)", re.ASCII | re.IGNORECASE)


def parse_lenient(text: str, zone: tzinfo | None = None) -> Timestamp | None:
    """The moment that an event's own `@timestamp` text names, or None where Logstash would not take it.

    `zone` counts where the text names none; without it that is UTC.  Days beyond the end of a month become its last,
    24:00 is the next day's start (golden/notes/event.md 2).
    """
    length = len(text)
    if length in (20, 24, 27, 30) and text[10] == "T" and text[-1] == "Z":
        try:
            parse_rfc3339(text)
        except ValueError:
            return _parse_lenient_slowly(text, zone)
        if length == 24 or (length > 24 and text[-4:-1] != "000"):
            return Timestamp(text)
        return Timestamp(text[:19] + _canonical_fraction(text[20:-1]))
    return _parse_lenient_slowly(text, zone)


def _canonical_fraction(digits: str) -> str:
    return fraction_text(int(digits.ljust(9, "0"))) if digits else MILLISECONDS[0]


def _parse_lenient_slowly(text: str, zone: tzinfo | None) -> Timestamp | None:
    found = LENIENT.fullmatch(text)
    if found is None:
        return None
    day = _lenient_day(found["year"], int(found["month"]), int(found["day"]))
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    fraction = found["fraction"] or ""
    if day is None or minute > 59 or second > 59:
        return None
    if hour > 23 and (hour, minute, second, fraction.strip("0")) != (24, 0, 0, ""):
        return None
    local = day * DAY + hour * 3600 + minute * 60 + second
    seconds = _lenient_utc(local, found["zone"], zone)
    return None if seconds is None else Timestamp(second_text(seconds) + _canonical_fraction(fraction))


def _lenient_day(year_digits: str, month: int, day: int) -> int | None:
    year = int(year_digits)
    if abs(year) > LAST_YEAR or (year == 0 and year_digits[0] == "-") or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return day_number(year, month, min(day, month_length(year, month)))


def _lenient_utc(local: int, name: str | None, zone: tzinfo | None) -> int | None:
    """The UTC second of a local one; `name` is what the text says of the zone: Z, an offset or a zone's name.

    An offset without colons may follow either, and wins.
    """
    if name is None:
        return local if zone is None else to_utc_seconds(local, zone)
    if name in ("Z", "z"):
        return local
    named = _zone_of_text(name)
    if named is not None:
        return to_utc_seconds(local, named)
    both = ZONE_AND_OFFSET.fullmatch(name)
    if both is None or _zone_of_text(both[1]) is None:
        return None
    last = _zone_of_text(both[2])
    return None if last is None else to_utc_seconds(local, last)


def _zone_of_text(name: str) -> tzinfo | None:
    offset = offset_text_seconds(name.upper())
    if (offset is not None and abs(offset) > HIGHEST_OFFSET) or name.upper() in NOT_IN_JAVA:
        return None
    try:
        return find_zone(name.upper() if offset is not None else name, any_case=True)
    except ZoneError:
        return None


def coerce(value: Any) -> Timestamp | None:
    """What `@timestamp` becomes when it is set to `value`; None where an event takes that for a failure."""
    if type(value) is Timestamp:
        return value
    return parse_lenient(value) if isinstance(value, str) else None
