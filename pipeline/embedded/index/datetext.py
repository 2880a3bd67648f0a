"""Dates as Elasticsearch reads them: ISO 8601 with optional parts, epoch milliseconds, and arithmetic such as now-1d/d.

A text names a span of time: "2026-11-21" is a whole day.  What is stored counts as the first millisecond of it.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?)?"
)
SLASHES = re.compile(r"(\d{4})/(\d\d)/(\d\d)(?: (\d\d):(\d\d):(\d\d))?")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
UNITS = ("y", "M", "d", "h", "m", "s")
DAY = 3
STEP = re.compile(r"([+-])(\d*)([yMwdhHms])|/([yMwdhHms])")
FIXED = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}

ISO_FORMAT = "strict_date_optional_time||epoch_millis"
SLASH_FORMAT = "yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis"


def millis(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - EPOCH) // MILLISECOND


def text_of(milliseconds: float) -> str:
    """How a date is shown: 2026-11-21T10:00:00.000Z."""
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"


def detect(text: str) -> str | None:
    """The format of the date field that `text` gives rise to, as the first value of its field; None for other texts."""
    if not text[:1].isdigit() or NUMBER.fullmatch(text):
        return None
    for date_format in (ISO_FORMAT, SLASH_FORMAT):
        try:
            span(text, date_format)
        except ValueError:
            continue
        return date_format
    return None


def is_date(text: str, date_format: str = ISO_FORMAT) -> bool:
    """Whether a date field of this format takes `text`."""
    if text[4:5] == text[7:8] == "-" and text[10:11] == "T" and date_format == ISO_FORMAT:
        try:  # the common form, at C speed
            datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return True
    try:
        span(text, date_format)
    except ValueError:
        return False
    return True


def span(text: str, date_format: str = ISO_FORMAT) -> tuple[int, int]:
    """First and last millisecond that `text` names; ValueError where it is no date of this format."""
    if NUMBER.fullmatch(text) and (len(text) != 4 or date_format == SLASH_FORMAT):
        return int(float(text)), int(float(text))
    found = (SLASHES if date_format == SLASH_FORMAT else ISO).fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day, hour, minute, second, *rest = [*found.groups(), None, None][:8]
    fraction, zone = rest
    given = sum(part is not None for part in (year, month, day, hour, minute, second))
    moment = datetime(int(year or 0), int(month or 1), int(day or 1), tzinfo=UTC)
    moment += timedelta(hours=_below(hour, 24), minutes=_below(minute, 60), seconds=_below(second, 60)) - _offset(zone)
    if fraction is not None:
        first = millis(moment) + int(fraction.ljust(3, "0")[:3])
        return first, first
    return millis(moment), _last(
        moment, UNITS[max(given, DAY) - 1]
    )  # as Elasticsearch: a month ends with its first day


def _last(moment: datetime, unit: str) -> int:
    """The last millisecond of the unit that starts at `moment`."""
    try:
        return millis(add(moment, 1, unit)) - 1
    except (ValueError, OverflowError):  # the end of the year 9999
        return millis(datetime.max.replace(tzinfo=UTC))


def _below(text: str | None, limit: int) -> int:
    if text is not None and int(text) >= limit:
        raise ValueError(text)
    return int(text or 0)


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z"):
        return timedelta()
    digits = zone[1:].replace(":", "") if zone else ""
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return -offset if zone and zone[0] == "-" else offset


def add(moment: datetime, count: int, unit: str) -> datetime:
    """`moment` moved by so many units: y, M, w, d, h, m, s; the last of a month stays within the month."""
    if unit not in ("y", "M"):
        return moment + count * FIXED[unit.lower() if unit == "H" else unit]
    months = moment.year * 12 + moment.month - 1 + count * (12 if unit == "y" else 1)
    first = moment.replace(year=months // 12, month=months % 12 + 1, day=1)
    return first + timedelta(days=min(moment.day, _days_of_month(first)) - 1)


def _days_of_month(first: datetime) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days


def floor(moment: datetime, unit: str) -> datetime:
    """The start of the unit that `moment` is in; weeks start on Monday."""
    if unit == "w":
        return floor(moment, "d") - timedelta(days=moment.weekday())
    whole = UNITS[UNITS.index(unit.lower() if unit == "H" else unit) + 1 :]
    lowest = {"M": ("month", 1), "d": ("day", 1), "h": ("hour", 0), "m": ("minute", 0), "s": ("second", 0)}
    return moment.replace(microsecond=0, **{lowest[part][0]: lowest[part][1] for part in whole})  # type: ignore[arg-type]


def query_span(text: str, date_format: str, now: Callable[[], datetime]) -> tuple[int, int]:
    """The span that a text in a query names, date arithmetic included; ValueError where it is none."""
    if text.startswith("now"):
        start, steps = now(), text[3:]
    else:
        anchor, _, steps = text.partition("||")
        if not steps:
            return span(text, date_format)
        start = EPOCH + timedelta(milliseconds=span(anchor, date_format)[0])
    return _stepped(start, steps)


def _stepped(moment: datetime, steps: str) -> tuple[int, int]:
    position, unit = 0, ""
    for found in STEP.finditer(steps):
        if found.start() != position:
            break
        position = found.end()
        sign, count, step, unit = found[1], found[2], found[3], found[4] or ""
        moment = floor(moment, unit) if unit else add(moment, int(sign + (count or "1")), step)
    if position != len(steps):
        raise ValueError(steps)
    first = millis(moment)
    return first, _last(moment, unit) if unit else first
