"""A local time that is set field by field, as Joda does: the order of fields, their bounds, what each one changes.

Fields are set from the longest to the shortest, twice: the first time what is shorter becomes zero, the second time
it stays.  That is why a wrong weekday moves a date within its week, and why a year wins over a century.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.civil import (
    civil,
    day_number,
    iso_week,
    month_length,
    week_year_start,
    weekday,
    weeks_in,
    year_of,
    year_start,
)
from pipeline.dates.errors import DateError

FIRST_YEAR, LAST_YEAR = -292275054, 292278993  # of Joda's 64 bits of milliseconds
FIRST_MOMENT = -(2**63)
DAY_MS = 86_400_000


class LocalTime(NamedTuple):
    """A day since 1970-01-01 and the milliseconds passed in it."""

    day: int
    ms: int


class Field(NamedTuple):
    """A field: its place in the order, how to set it to a value, and how to zero all that is shorter."""

    rank: int
    set: Callable[[LocalTime, int], LocalTime]
    floor: Callable[[LocalTime], LocalTime]


def _bound(value: int, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise DateError(f"expected a number from {lowest} to {highest}")


def set_year(time: LocalTime, year: int) -> LocalTime:
    """The same month and day of another year; February 29 becomes 28 where there is none."""
    _bound(year, FIRST_YEAR, LAST_YEAR)
    _, month, day = civil(time.day)
    return LocalTime(day_number(year, month, min(day, month_length(year, month))), time.ms)


def _floor_year(time: LocalTime) -> LocalTime:
    return LocalTime(year_start(year_of(time.day)), 0)


def _set_era(time: LocalTime, era: int) -> LocalTime:
    year = year_of(time.day)
    return time if (year > 0) == bool(era) else set_year(time, -year)


def _floor_era(time: LocalTime) -> LocalTime:
    if year_of(time.day) > 0:
        return LocalTime(year_start(1), 0)
    return LocalTime(*divmod(FIRST_MOMENT, DAY_MS))


def _set_century(time: LocalTime, century: int) -> LocalTime:
    _bound(century, 0, LAST_YEAR // 100)
    year = year_of(time.day)
    new = century * 100 + abs(year) % 100
    return set_year(time, -new if year < 0 else new)


def _floor_century(time: LocalTime) -> LocalTime:
    year = year_of(time.day)
    start = abs(year) // 100 * 100
    return _floor_year(set_year(time, -start if year < 0 else start))


def _set_year_of_era(time: LocalTime, year: int) -> LocalTime:
    _bound(year, 1, LAST_YEAR)
    return set_year(time, year if year_of(time.day) > 0 else 1 - year)


def _set_week_year(time: LocalTime, week_year: int) -> LocalTime:
    _bound(abs(week_year), FIRST_YEAR, LAST_YEAR)
    old_year, week = iso_week(time.day)
    week = min(week, weeks_in(old_year), weeks_in(week_year))
    return LocalTime(week_year_start(week_year) + (week - 1) * 7 + weekday(time.day) - 1, time.ms)


def _floor_week_year(time: LocalTime) -> LocalTime:
    return LocalTime(week_year_start(iso_week(time.day)[0]), 0)


def _set_month(time: LocalTime, month: int) -> LocalTime:
    _bound(month, 1, 12)
    year, _, day = civil(time.day)
    return LocalTime(day_number(year, month, min(day, month_length(year, month))), time.ms)


def _floor_month(time: LocalTime) -> LocalTime:
    return LocalTime(time.day - civil(time.day)[2] + 1, 0)


def _set_week(time: LocalTime, week: int) -> LocalTime:
    week_year, old = iso_week(time.day)
    _bound(week, 1, weeks_in(week_year))
    return LocalTime(time.day + (week - old) * 7, time.ms)


def _floor_week(time: LocalTime) -> LocalTime:
    return LocalTime(time.day - weekday(time.day) + 1, 0)


def _set_day_of_year(time: LocalTime, day: int) -> LocalTime:
    start = _floor_year(time).day
    _bound(day, 1, year_start(year_of(time.day) + 1) - start)
    return LocalTime(start + day - 1, time.ms)


def _set_day(time: LocalTime, day: int) -> LocalTime:
    year, month, old = civil(time.day)
    _bound(day, 1, month_length(year, month))
    return LocalTime(time.day + day - old, time.ms)


def _set_weekday(time: LocalTime, day: int) -> LocalTime:
    _bound(day, 1, 7)
    return LocalTime(time.day + day - weekday(time.day), time.ms)


def _floor_day(time: LocalTime) -> LocalTime:
    return LocalTime(time.day, 0)


def time_field(rank: int, unit: int, count: int, *, clock: bool = False) -> Field:
    """A part of the day: `count` units of so many milliseconds; on a `clock` the first has the last's number."""

    def change(time: LocalTime, value: int) -> LocalTime:
        if clock:
            _bound(value, 1, count)
            value %= count
        _bound(value, 0, count - 1)
        return LocalTime(time.day, time.ms + (value - time.ms // unit % count) * unit)

    return Field(rank, change, lambda time: LocalTime(time.day, time.ms - time.ms % unit))


FIELDS = {
    "era": Field(0, _set_era, _floor_era),
    "century": Field(1, _set_century, _floor_century),
    "year": Field(2, set_year, _floor_year),
    "year_of_era": Field(2, _set_year_of_era, _floor_year),
    "week_year": Field(2, _set_week_year, _floor_week_year),
    "month": Field(3, _set_month, _floor_month),
    "week": Field(4, _set_week, _floor_week),
    "day_of_year": Field(5, _set_day_of_year, _floor_day),
    "day": Field(6, _set_day, _floor_day),
    "weekday": Field(7, _set_weekday, _floor_day),
    "halfday": time_field(8, 43_200_000, 2),
    "hour": time_field(9, 3_600_000, 24),
    "clockhour": time_field(9, 3_600_000, 24, clock=True),
    "hour_fraction": time_field(10, 1, 3_600_000),
    "halfday_hour": time_field(11, 3_600_000, 12),
    "halfday_clockhour": time_field(11, 3_600_000, 12, clock=True),
    "minute": time_field(12, 60_000, 60),
    "minute_fraction": time_field(13, 1, 60_000),
    "second": time_field(14, 1000, 60),
    "fraction": time_field(15, 1, 1000),
}
DATE_RANKS = range(FIELDS["month"].rank, FIELDS["weekday"].rank + 1)


def assemble(values: Sequence[tuple[str, int]], default_year: int) -> LocalTime:
    """The local time that has these fields; DateError where there is none.

    It starts from 1970-01-01T00:00, or in the `default_year` when a month or day is given, but no year.
    """
    fields = sorted(((FIELDS[name], value) for name, value in values), key=lambda item: item[0].rank)
    if fields and fields[0][0].rank in DATE_RANKS:
        fields.insert(0, (FIELDS["year"], default_year))
    time = LocalTime(0, 0)
    for field, value in fields:
        time = field.floor(field.set(time, value))
    for field, value in fields:
        time = field.set(time, value)
    return fields[-1][0].floor(time) if fields else time
