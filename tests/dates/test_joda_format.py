"""Writing by Joda patterns: every letter, as recorded (golden/notes/event.md) or as Joda 2.12 prints it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import PatternError, compile_joda_format
from pipeline.timestamp import Timestamp, parse_lenient

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FEBRUARY = "2024-02-03T04:05:06.789Z"
SUNDAY = "2021-01-03T23:59:59.009Z"
MONDAY = "2024-12-30T13:00:00Z"

CASES = [
    ("YYYY.MM.dd", FEBRUARY, "2024.02.03"),
    ("YYYY yyyy yy y YY Y", FEBRUARY, "2024 2024 24 2024 24 2024"),
    ("xxxx.ww xx x w", SUNDAY, "2020.53 20 2020 53"),
    ("xxxx.ww xx x w", MONDAY, "2025.01 25 2025 1"),
    ("M/MM/d/dd/D/DDD", FEBRUARY, "2/02/3/03/34/034"),
    ("H HH k kk K KK h hh", FEBRUARY, "4 04 4 04 4 04 4 04"),
    ("H HH k kk K KK h hh", SUNDAY, "23 23 23 23 11 11 11 11"),
    ("H k K h a", "2024-01-01T00:00:00Z", "0 24 0 12 AM"),
    ("H k K h a", "2024-01-01T12:00:00Z", "12 12 0 12 PM"),
    ("m mm s. ss", FEBRUARY, "5 05 6. 06"),
    ("S SS SSS SSSS SSSSSS SSSSSSSSS", FEBRUARY, "7 78 789 7890 789000 789000000"),
    ("S SSS SSSSSS", "2024-02-03T04:05:06.123456789Z", "1 123 123000"),
    ("S SSSS", MONDAY, "0 0000"),
    ("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", SUNDAY, "2021-01-03T23:59:59.009Z"),
    ("'week' ww HH''mm", FEBRUARY, "week 05 04'05"),
    ("yyyy/MM\\dd_[HH]#1 (mm)", FEBRUARY, "2024/02\\03_[04]#1 (05)"),
    ("yyyy'T", FEBRUARY, "2024T"),
    ("yyyy YYYY yy G C", "+12345-01-01T00:00:00Z", "12345 12345 45 AD 123"),
    ("yyyy YYYY yy G C", "-0044-03-15T00:00:00Z", "-0044 0045 44 BC 0"),
    ("yyyy YYYY yy", "0099-01-01T00:00:00Z", "0099 0099 99"),
    ("MMM MMMM E EEE EEEE e ee", MONDAY, "Dec December Mon Mon Monday 1 01"),
    ("z zzzz Z ZZ ZZZ", MONDAY, "UTC Coordinated Universal Time +0000 +00:00 UTC"),
    ("D", "2024-12-31T00:00:00Z", "366"),
]


@pytest.mark.parametrize(("pattern", "when", "text"), CASES)
def test_text(pattern, when, text):
    write = compile_joda_format(pattern)
    assert write(parse_lenient(when)) == text
    assert write(parse_lenient(when)) == text


@pytest.mark.parametrize("pattern", ["", "'", "yyyy.b", "fff", "L", "q", "yyyy n"])
def test_patterns_that_are_refused(pattern):
    with pytest.raises(PatternError, match=r"^expected .*, got"):
        compile_joda_format(pattern)


def test_the_day_is_remembered_by_its_date_alone():
    write = compile_joda_format("DDD")
    assert [write(Timestamp.from_epoch_ns(day * 86400 * 10**9 + 5)) for day in (0, 1, 0, 365)] == [
        *("001", "002"),
        *("001", "001"),
    ]
    assert write(parse_lenient("-0044-03-15")) == "075"
    assert write(parse_lenient("+12345-12-31")) == "365"


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_as_strftime_does(moment):
    when = Timestamp.from_epoch_ns((moment - EPOCH) // timedelta(microseconds=1) * 1000)
    written = compile_joda_format("yyyy MM dd HH mm ss yy DDD MMM EEEE hh a xxxx ww e")(when)
    assert written == moment.strftime("%Y %m %d %H %M %S %y %j %b %A %I %p %G %V %u")
