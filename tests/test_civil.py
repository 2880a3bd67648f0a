"""The calendar against Python's own, where that one reaches, and beyond."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.civil import civil, date_text, day_number, iso_week, week_year_start, weekday, weeks_in, year_of

EPOCH = date(1970, 1, 1)


@given(st.dates())
def test_dates_that_python_knows(day):
    number = (day - EPOCH).days
    assert civil(number) == (day.year, day.month, day.day)
    assert day_number(day.year, day.month, day.day) == number
    assert (*iso_week(number), weekday(number)) == tuple(day.isocalendar())
    assert date_text(number) == day.isoformat()


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_every_day_has_one_date(number):
    year, month, day = civil(number)
    assert day_number(year, month, day) == number
    assert year_of(number) == year
    assert civil(number + 146097) == (year + 400, month, day)
    week_year, week = iso_week(number)
    assert week_year_start(week_year) + (week - 1) * 7 + weekday(number) - 1 == number
    assert 1 <= week <= weeks_in(week_year)


@pytest.mark.parametrize(
    ("year", "text"),
    [(2024, "2024-01-01"), (44, "0044-01-01"), (0, "0000-01-01"), (-44, "-0044-01-01"), (12345, "+12345-01-01")],
)
def test_years_beyond_four_digits_have_a_sign(year, text):
    assert date_text(day_number(year, 1, 1)) == text
