"""The pattern `ISO8601`: Joda's general ISO parser, and four forms with a blank for the T, which need decimals.

A date, or a time after a T, or both; dates by month, day of the year or week; any part from the right may be absent.
"""

import re
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from ciso8601 import parse_datetime_as_naive, parse_rfc3339

from pipeline.dates.errors import DateError
from pipeline.dates.joda_parse import Clock, compile_joda_parse
from pipeline.dates.joda_reader import assembled
from pipeline.dates.offsets import OFFSET, offset_ms
from pipeline.dates.reading import Parse, Reading, fraction_digits, moment
from pipeline.timestamp import Timestamp, fraction_text

DAY = 86400
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local times have no zone yet
BLANK_FORMS = [[f"yyyy-MM-dd HH:mm:ss{mark}SSS{zone}" for zone in ("", "Z")] for mark in ".,"]
NUMBER = "[0-9]{1,2}+"
YEAR = "[+-]?[0-9]{1,9}+"
DATE = (
    rf"(?P<year>{YEAR})(?:-(?P<month>{NUMBER})(?:-(?P<day>{NUMBER}))?|-(?P<day_of_year>[0-9]{{3}}))?"
    rf"|(?P<week_year>{YEAR})-[Ww](?P<week>{NUMBER})(?:-(?P<weekday>[0-9]))?"
)
TIME = (
    rf"(?P<hour>{NUMBER})(?:[.,](?P<hour_fraction>[0-9]{{1,9}})|:(?P<minute>{NUMBER})"
    rf"(?:[.,](?P<minute_fraction>[0-9]{{1,9}})|:(?P<second>{NUMBER})(?:[.,](?P<fraction>[0-9]{{1,9}}))?)?)?"
)
FORM = re.compile(rf"(?:{DATE})?(?:[Tt](?:{TIME})?(?P<offset>{OFFSET})?)?")
USUAL = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?!24)[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,]([0-9]{1,9}))?"
    rf"({OFFSET})?"
)
FRACTION_UNITS = {"hour_fraction": 3_600_000, "minute_fraction": 60_000}
# length of a text -> the zone that may end it, when it has no, 3, 6 or 9 decimals
UTC_ENDS = {**dict.fromkeys((20, 24, 27, 30), "Z"), **dict.fromkeys((25, 29, 32, 35), "+00:00")}


def compile_iso8601(zone: tzinfo, now: Clock, *, precision: str = "ms", remembered: int = 4096) -> Parse:
    """A parser for the pattern `ISO8601`; `zone` counts where the text names none."""
    blank = [
        [compile_joda_parse(form, zone, None, now, precision=precision, remembered=remembered) for form in forms]
        for forms in BLANK_FORMS
    ]

    def parse(text: str) -> Timestamp | None:
        if " " in text:
            without_zone, with_zone = blank["," in text]
            return without_zone(text) or with_zone(text)
        reading = _read(text, precision)
        return None if reading is None else moment(reading, zone)

    return _with_quick_utc(_with_memory(parse, zone, precision, remembered), precision)


def _with_quick_utc(parse: Parse, precision: str) -> Parse:
    """`parse`, but the usual text in UTC is cut to its milliseconds once its form is checked."""
    ends = UTC_ENDS.get

    def parse_utc(text: str) -> Timestamp | None:
        length = len(text)
        end = ends(length)
        if end is None or text[10] != "T" or not text.endswith(end):
            return parse(text)
        try:
            parse_rfc3339(text)
        except ValueError:
            return parse(text)
        if length == 24:
            return Timestamp(text)
        decimals = text[20 : -len(end)]
        if precision == "ms":
            return Timestamp(f"{text[:23]}Z" if decimals else f"{text[:19]}.000Z")
        return Timestamp(text[:19] + fraction_text(fraction_digits(decimals, precision)))

    return parse_utc


def _with_memory(parse: Parse, zone: tzinfo, precision: str, remembered: int) -> Parse:
    """`parse`, but of the usual text each second is worked out once, whatever the decimals are."""
    fullmatch = USUAL.fullmatch

    @lru_cache(maxsize=remembered)
    def second_of(head: str, offset: str) -> str | None:
        reading = _read_usual(head, offset)
        when = None if reading is None else moment(reading, zone)
        return when[:-5] if when is not None and when.endswith(".000Z") else None

    def parse_usual(text: str) -> Timestamp | None:
        found = fullmatch(text)
        if found is None:
            return parse(text)
        head, decimals, offset = found.groups(default="")
        second = second_of(head, offset)
        if second is None:
            return parse(text)
        return Timestamp(second + fraction_text(fraction_digits(decimals, precision)))

    return parse_usual


def _read_usual(head: str, offset: str) -> Reading | None:
    """What `head`, a date and time to the second, means; None where it doesn't exist."""
    try:
        passed: timedelta = parse_datetime_as_naive(head) - EPOCH
        offset_value = offset_ms(offset) if offset else None
    except (ValueError, DateError):
        return None
    return Reading(passed.days * DAY + passed.seconds, 0, offset_value, None)


def _read(text: str, precision: str) -> Reading | None:
    found = FORM.fullmatch(text)
    if found is None or (found["year"] is None and found["week_year"] is None and found["hour"] is None):
        return None
    try:
        values = [(name, _number(name, value, precision)) for name, value in found.groupdict().items() if value]
        return assembled(values, 0)
    except DateError:
        return None


def _number(name: str, text: str, precision: str) -> Any:
    if name == "offset":
        return offset_ms(text)
    if name == "fraction":
        return fraction_digits(text, precision)
    unit = FRACTION_UNITS.get(name)
    return int(text) if unit is None else _part_of(unit, text)


def _part_of(unit: int, decimals: str) -> int:
    """Decimals of an hour or minute as milliseconds; each digit is cut on its own, as Joda does."""
    total = 0
    for digit in decimals:
        total += int(digit) * unit
        unit //= 10
    return total // 10
