"""Days and dates of the proleptic Gregorian calendar, for any year: Python's own datetime ends at the years 1 and 9999.

A day is counted from 1970-01-01; the year before 1 is 0, the one before that -1, as in ISO 8601.
"""

from bisect import bisect_right
from functools import lru_cache

MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS_BEFORE_MONTH = tuple(sum(MONTH_LENGTHS[:month]) for month in range(12))
DAYS_BEFORE_MONTH_OF_LEAP_YEAR = tuple(days + (month > 1) for month, days in enumerate(DAYS_BEFORE_MONTH))
EPOCH_DAY = 719162  # days from 0001-01-01 to 1970-01-01


def is_leap(year: int) -> bool:
    """Whether February of `year` has 29 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Days in a month (1 to 12)."""
    return 29 if month == 2 and is_leap(year) else MONTH_LENGTHS[month - 1]


def year_start(year: int) -> int:
    """The day of January 1."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 - EPOCH_DAY


def day_number(year: int, month: int, day: int) -> int:
    """The day of a date; `day` may lie outside the month and is then counted on."""
    before = DAYS_BEFORE_MONTH_OF_LEAP_YEAR if is_leap(year) else DAYS_BEFORE_MONTH
    return year_start(year) + before[month - 1] + day - 1


def civil(day: int) -> tuple[int, int, int]:
    """(year, month, day of month) of a day."""
    year = year_of(day)
    in_year = day - year_start(year)
    before = DAYS_BEFORE_MONTH_OF_LEAP_YEAR if is_leap(year) else DAYS_BEFORE_MONTH
    month = bisect_right(before, in_year)
    return year, month, in_year - before[month - 1] + 1


def year_of(day: int) -> int:
    """The year that a day falls in."""
    year = (day + EPOCH_DAY) * 400 // 146097 + 1  # by the mean length of a year: right, or one too early
    return year + (year_start(year + 1) <= day)


def weekday(day: int) -> int:
    """1 for Monday to 7 for Sunday."""
    return (day + 3) % 7 + 1


def week_year_start(week_year: int) -> int:
    """The Monday of the first ISO week of a week year: the week that holds January 4."""
    fourth = year_start(week_year) + 3
    return fourth - weekday(fourth) + 1


def iso_week(day: int) -> tuple[int, int]:
    """(week year, week) of a day by ISO 8601."""
    week_year = year_of(day - weekday(day) + 4)  # the Thursday decides
    return week_year, (day - week_year_start(week_year)) // 7 + 1


def weeks_in(week_year: int) -> int:
    """52 or 53."""
    return (week_year_start(week_year + 1) - week_year_start(week_year)) // 7


def year_text(year: int) -> str:
    """At least four digits; a sign before years that have more, or lie before 0."""
    if year > 9999:
        return f"+{year}"
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


@lru_cache(maxsize=4096)
def date_text(day: int) -> str:
    """A day as `2024-05-06`."""
    year, month, of_month = civil(day)
    return f"{year_text(year)}-{month:02d}-{of_month:02d}"
