"""Time zones by name, and what a local time is in UTC; for any year.

Names are those of the IANA database, from the system or the `tzdata` package.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from pipeline.civil import civil

DAY = 86400
OFFSET = re.compile(r"([+-])(\d\d)(?:(:?)(\d\d)(?:\3(\d\d))?)?", re.ASCII)
HIGHEST_OFFSET = 18 * 3600  # of java.time


class ZoneError(ValueError):
    """There is no such time zone; the text says which."""


@lru_cache(maxsize=256)
def find_zone(name: str, *, any_case: bool = False) -> tzinfo:
    """The zone of an IANA name such as `Europe/Paris`; ZoneError where there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = _names_by_lower_case().get(name.lower()) if any_case else None
        if known is None:
            raise ZoneError(f'expected a time zone such as "Europe/Paris", got "{name}"') from None
        return ZoneInfo(known)


@lru_cache(maxsize=1)
def _names_by_lower_case() -> dict[str, str]:
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones()}


def offset_text_seconds(text: str) -> int | None:
    """Seconds east of UTC of `+02`, `+0200`, `+02:00` or either with seconds; None for any other text."""
    found = OFFSET.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = int(found[2]), int(found[4] or 0), int(found[5] or 0)
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > HIGHEST_OFFSET:
        return None
    return -total if found[1] == "-" else total


def fixed_zone(seconds: int) -> tzinfo:
    """The zone that is always so many seconds east of UTC."""
    return timezone(timedelta(seconds=seconds))


def local_datetime(seconds: int) -> datetime:
    """A local time, counted in seconds from 1970, as a naive datetime by which a zone can be asked for its offset.

    Beyond 9999 it is a year of the same calendar 400 years' steps earlier, before 1 it is the year 1: zones have
    rules without end there.
    """
    days, rest = divmod(seconds, DAY)
    year, month, day = civil(days)
    if year > 9998:
        year = 9200 + year % 400
    elif year < 2:
        year, month, day = 2, 1, 1
    return datetime(year, month, day) + timedelta(seconds=rest)  # noqa: DTZ001 - a local time has no zone yet


def local_offset(seconds: int, zone: tzinfo, *, fold: int = 0) -> int:
    """Seconds east of UTC at a local time; where that exists twice the earlier moment's, unless `fold` is 1."""
    offset = zone.utcoffset(local_datetime(seconds).replace(tzinfo=zone, fold=fold))
    return 0 if offset is None else offset.days * DAY + offset.seconds


def to_utc_seconds(local: int, zone: tzinfo) -> int:
    """UTC seconds of local ones.  A time that a clock change skips is moved on by the length of the gap."""
    return local - local_offset(local, zone)
