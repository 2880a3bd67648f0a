"""Time zones by name, and what a local time is in UTC; for any year.

Names are those of the IANA database as the `tzdata` package lists them; the rules come from the system or from there.
"""

import os
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path

from pipeline.civil import year_start

DAY, HOUR = 86400, 3600
LOCALTIME = Path("/etc/localtime")
UTC_NAMES = frozenset(("UTC", "UT", "GMT", "Z"))
OFFSET = re.compile(r"(?:UTC(?=[+-])|GMT(?=[+-])|UT(?=[+-]))?([+-])(\d\d)(?:(:?)(\d\d)(?:\3(\d\d))?)?", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_KNOWN, LAST_KNOWN = year_start(2) * DAY, year_start(9999) * DAY - 1
CALENDAR_CYCLE = 146097 * DAY  # 400 years: then weekdays and leap years come again


class ZoneError(ValueError):
    """There is no such time zone; the text says which."""


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names of all zones."""
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split()) - {"Factory"}


@lru_cache(maxsize=1)
def _names_by_lower_case() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}


@lru_cache(maxsize=256)
def find_zone(name: str, *, any_case: bool = False) -> tzinfo:
    """The zone of an IANA name such as `Europe/Paris` or an offset such as `+02:00`; ZoneError where there is none."""
    if name in UTC_NAMES or (any_case and name.upper() in UTC_NAMES):
        return UTC
    offset = offset_text_seconds(name)
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    known = _names_by_lower_case().get(name.lower()) if any_case else name
    if known not in zone_names():
        raise ZoneError(f'expected a time zone such as "Europe/Paris" or "+02:00", got "{name}"')
    from zoneinfo import ZoneInfo

    return ZoneInfo(known)


def host_zone() -> tzinfo:
    """The zone of this machine: by the variable TZ, else by /etc/localtime, else UTC."""
    name = os.environ.get("TZ", "").removeprefix(":")
    try:
        if name:
            return find_zone(name)
        from zoneinfo import ZoneInfo

        with LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (ZoneError, OSError, ValueError):
        return UTC


def offset_text_seconds(text: str) -> int | None:
    """Seconds east of UTC of `+02`, `+0200`, `+02:00` or either with seconds, UTC before it or not; else None."""
    found = OFFSET.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = int(found[2]), int(found[4] or 0), int(found[5] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    total = hours * 3600 + minutes * 60 + seconds
    return -total if found[1] == "-" else total


def _datetime(seconds: int) -> datetime:
    """Seconds since 1970 as a datetime of a year that Python knows and in which a zone has the same rules."""
    if FIRST_KNOWN <= seconds <= LAST_KNOWN:
        return EPOCH + timedelta(seconds=seconds)
    if seconds < FIRST_KNOWN:
        return EPOCH + timedelta(seconds=FIRST_KNOWN)
    return EPOCH + timedelta(seconds=LAST_KNOWN - CALENDAR_CYCLE + (seconds - LAST_KNOWN) % CALENDAR_CYCLE)


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else offset.days * DAY + offset.seconds


def local_offset(local: int, zone: tzinfo, *, fold: int = 0) -> int:
    """Seconds east of UTC at a local time, in seconds since 1970.

    A time that exists twice is the earlier one, a skipped one is told by the clock before the gap; with `fold` 1 it
    is the later one, and the clock after the gap.
    """
    return _seconds(zone.utcoffset(_datetime(local).replace(tzinfo=zone, fold=fold)))


def exact_offset(local: int, zone: tzinfo) -> int | None:
    """As `local_offset`, but None for a time that a clock change skips."""
    if zone is UTC:
        return 0
    offset = _offset_of_hour(local // HOUR, zone)
    if offset is None:
        offset = local_offset(local, zone)
        return None if offset < local_offset(local, zone, fold=1) else offset
    return offset


@lru_cache(maxsize=4096)
def _offset_of_hour(hour: int, zone: tzinfo) -> int | None:
    """The offset all through a local hour; None where it changes, or the hour is skipped or comes twice."""
    offsets = {
        local_offset(second, zone, fold=fold) for second in (hour * HOUR, hour * HOUR + HOUR - 1) for fold in (0, 1)
    }
    return offsets.pop() if len(offsets) == 1 else None


def utc_offset(seconds: int, zone: tzinfo) -> int:
    """Seconds east of UTC in a zone at a moment, in seconds since 1970."""
    return _seconds(_datetime(seconds).astimezone(zone).utcoffset())


def to_utc_seconds(local: int, zone: tzinfo) -> int:
    """UTC seconds of local ones.  A time that a clock change skips is moved on by the length of the gap."""
    return local - local_offset(local, zone)
