"""Ruby's Time, Date and DateTime as values."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from pipeline.civil import civil, day_number, iso_week, weekday, year_start
from pipeline.ruby.faults import RubyError
from pipeline.ruby.run import RUN
from pipeline.timestamp import Timestamp
from pipeline.zones import host_zone, local_offset, utc_offset

DAY = 86400
QUARTER = 900
SECOND = 1_000_000_000
FARTHEST = 10**13 * SECOND  # some 300,000 years
HOST_UTC = "UTC (host)"  # the zone of a machine that runs at UTC: Ruby shows it as +0000


date_of = lru_cache(maxsize=1024)(civil)


@dataclass(slots=True, unsafe_hash=True)  # never changed; frozen would cost half a microsecond a field
class RubyTime:
    """A moment in nanoseconds since 1970, seen at an offset; `kind` is "Time" or "DateTime"."""

    ns: int
    offset: int = 0
    zone: str | None = "UTC"
    kind: str = "Time"

    @property
    def utc(self) -> bool:
        """Whether it is UTC rather than a zone that happens to be as late."""
        return self.zone == "UTC"

    @property
    def local(self) -> int:
        """Seconds since 1970 by its own clock."""
        return self.ns // SECOND + self.offset

    @property
    def day(self) -> int:
        """Days since 1970 by its own clock."""
        return self.local // DAY

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month, day."""
        return date_of(self.day)

    @property
    def clock(self) -> tuple[int, int, int]:
        """Hour, minute, second."""
        rest = self.local % DAY
        return rest // 3600, rest // 60 % 60, rest % 60

    def at(self, ns: int) -> "RubyTime":
        """Another moment seen the same way; in the host's zone its offset may be another."""
        if abs(ns) > FARTHEST:
            raise RubyError("RangeError", "time out of range")
        if self.zone in ("UTC", None):
            return RubyTime(ns, self.offset, self.zone, self.kind)
        return in_host_zone(ns, self.kind)


@dataclass(frozen=True, slots=True)
class RubyDate:
    """A day, counted from 1970."""

    day: int

    @property
    def date(self) -> tuple[int, int, int]:
        """Year, month, day."""
        return civil(self.day)


def in_host_zone(ns: int, kind: str = "Time") -> RubyTime:
    """A moment in the zone of this machine."""
    if abs(ns) > FARTHEST:
        raise RubyError("RangeError", "time out of range")
    zone = RUN.zone or host_zone()
    if zone is UTC:
        return RubyTime(ns, 0, "UTC", kind) if kind == "DateTime" else RubyTime(ns, 0, HOST_UTC, kind)
    offset, name = _seen_from(ns // SECOND // QUARTER, zone)
    return RubyTime(ns, offset, name, kind)


@lru_cache(maxsize=4096)
def _seen_from(quarter: int, zone: tzinfo) -> tuple[int, str]:
    """Offset and name of a zone in a quarter of an hour; clocks change at the beginning of one."""
    seconds = quarter * QUARTER
    name = datetime.fromtimestamp(min(max(seconds, -(10**10)), 10**11), zone).tzname()
    return utc_offset(seconds, zone), name or ""


def from_local(local: int, nanoseconds: int, offset: int | None, kind: str = "Time") -> RubyTime:
    """A moment by a clock; without an offset that of this machine."""
    if offset is None:
        zone = RUN.zone or host_zone()
        seconds = local - (0 if zone is UTC else local_offset(local, zone))
        return in_host_zone(seconds * SECOND + nanoseconds, kind)
    return RubyTime((local - offset) * SECOND + nanoseconds, offset, None, kind)


def local_seconds(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Seconds since 1970 of a date and a time of day; ArgumentError where there is none such."""
    if not (1 <= month <= 12 and 1 <= day <= 31 and 0 <= hour <= 24 and 0 <= minute < 60 and 0 <= second <= 60):
        raise RubyError("ArgumentError", "argument out of range")
    if abs(year) > 100_000:
        raise RubyError("ArgumentError", "year out of range")
    return day_number(year, month, day) * DAY + hour * 3600 + minute * 60 + second


def timestamp_of(moment: RubyTime) -> Timestamp:
    """What an event keeps."""
    return Timestamp.from_epoch_ns(moment.ns)


def time_of(stamp: Timestamp) -> RubyTime:
    """A timestamp as a Time, in UTC."""
    return RubyTime(stamp.epoch_ns)


def year_day(day: int) -> int:
    """The day in its year, from 1."""
    return day - year_start(civil(day)[0]) + 1


def week_by(day: int, first: int) -> int:
    """The week of the year by `%U` (weeks begin on Sunday, first 7) or `%W` (Monday, first 1)."""
    since = (weekday(day) - first) % 7
    return (year_day(day) - 1 + 7 - since) // 7


def iso(day: int) -> tuple[int, int]:
    """ISO year and week."""
    return iso_week(day)


def offset_text(offset: int, colons: int = 1) -> str:
    """`+02:00`."""
    sign, rest = ("-", -offset) if offset < 0 else ("+", offset)
    hours, minutes, seconds = rest // 3600, rest // 60 % 60, rest % 60
    if colons == 0:
        return f"{sign}{hours:02d}{minutes:02d}"
    return f"{sign}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if colons > 1 else "")


def zone_text(moment: Any) -> str:
    """`UTC`, or the offset."""
    return "UTC" if moment.utc else offset_text(moment.offset, 0)
