"""Times as CEF writes them: milliseconds since 1970, or `MMM dd[ yyyy] HH:mm:ss[.SSS][ zone]`.

Where there is no year it is the one that makes the time lie in the last year, or up to two days ahead.
"""

import re
from collections.abc import Callable
from datetime import tzinfo
from functools import lru_cache

from pipeline.civil import civil, day_number, month_length
from pipeline.dates.names import find_names
from pipeline.dates.offsets import SHORT_NAMES
from pipeline.timestamp import Timestamp
from pipeline.zones import ZoneError, find_zone, host_zone, to_utc_seconds, utc_offset

EPOCH_MS = re.compile(r"([1-9][0-9]{0,16})(?:\.([0-9]+))?")
WRITTEN = re.compile(
    r"(?P<month>\S+) (?P<day>\d\d)(?: (?P<year>\d{4}))? (?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
    r"(?:\.(?P<fraction>\d{9}|\d{6}|\d{3}))?(?: (?P<zone>\S+))?",
    re.ASCII,
)
DAY = 86_400
AHEAD = 2 * DAY
# short names that mean one zone wherever they are used
MORE_SHORT_NAMES = {
    **dict.fromkeys(("CET", "CEST"), "Europe/Paris"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    "BST": "Europe/London",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "MSK": "Europe/Moscow",
}


class TimeError(ValueError):
    """The text is no time."""


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo:
    """The zone of an id, an offset or a short name such as CEST, summer time or not; ZoneError: there is none."""
    return find_zone(SHORT_NAMES.get(name) or MORE_SHORT_NAMES.get(name) or name)


def compile_times(
    default_zone: str | None, locale: str | None, clock: Callable[[], int]
) -> Callable[[str, str | None], Timestamp]:
    """A function (text, name of the device's zone if known) -> the moment; TimeError where the text is none."""
    zone_here = host_zone() if default_zone is None else zone_named(default_zone)
    months = find_names(locale).months

    def moment(text: str, zone_there: str | None) -> Timestamp:
        since_1970 = EPOCH_MS.fullmatch(text)
        if since_1970:
            finer = int((since_1970[2] or "0")[:6].ljust(6, "0"))
            return Timestamp.from_epoch_ns(int(since_1970[1]) * 1_000_000 + finer)
        found = WRITTEN.fullmatch(text)
        month = months.get(found["month"]) if found else None
        if found is None or month is None:
            raise TimeError("a time that is none")
        try:
            zone = zone_named(found["zone"] or zone_there) if found["zone"] or zone_there else zone_here
        except ZoneError:
            raise TimeError("a time zone that is none") from None
        day, time = int(found["day"]), _time_of_day(found)
        if found["year"]:
            seconds = _seconds(int(found["year"]), month, day, time, zone)
        else:
            seconds = _recent(month, day, time, zone, clock() // 1_000_000_000)
        return Timestamp.from_epoch_ns(seconds * 1_000_000_000 + int((found["fraction"] or "0").ljust(9, "0")))

    return moment


def _time_of_day(found: re.Match[str]) -> int:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    if hour > 23 or minute > 59 or second > 59:
        raise TimeError("a time of day that is none")
    return hour * 3600 + minute * 60 + second


def _seconds(year: int, month: int, day: int, time: int, zone: tzinfo) -> int:
    """Seconds since 1970; a day beyond the end of its month is the last one, as in java.time."""
    if not 1 <= day <= 31:
        raise TimeError("a day that is none")
    day = min(day, month_length(year, month))
    return to_utc_seconds(day_number(year, month, day) * DAY + time, zone)


def _recent(month: int, day: int, time: int, zone: tzinfo, now: int) -> int:
    """The moment of a date without a year: at most two days ahead of `now`, seconds since 1970."""
    if day > month_length(2024, month):  # of a leap year
        raise TimeError("a day that is none")
    this_year, this_month, _ = civil((now + utc_offset(now, zone)) // DAY)
    seconds = _seconds(this_year, month, day, time, zone)
    if seconds > now + AHEAD:
        return _seconds(this_year - 1, month, day, time, zone)
    if this_month == 12:
        next_year = _seconds(this_year + 1, month, day, time, zone)
        if next_year <= now + AHEAD:
            return next_year
    return seconds
