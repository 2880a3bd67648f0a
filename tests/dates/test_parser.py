"""Several patterns, zones that come with each value, and what is refused when patterns are compiled."""

from datetime import UTC

import pytest

from pipeline.dates import (
    DateError,
    PatternError,
    compile_date_parser,
    compile_zoned_date_parser,
    is_known_locale,
    pattern_advice,
)
from pipeline.timestamp import Timestamp

MARCH = "2024-03-05T06:07:08.000Z"


def now():
    return 1_795_000_000 * 10**9


def test_patterns_are_tried_in_their_order():
    parse = compile_date_parser(["ISO8601", "dd/MMM/yyyy:HH:mm:ss Z", "UNIX"], zone=UTC, now=now)
    values = ["2024-03-05T06:07:08Z", "05/Mar/2024:06:07:08 +0000", "1709618828", 1709618828]
    assert [parse(value) for value in values] == [MARCH] * 4
    with pytest.raises(DateError, match="no pattern fits"):
        parse("nope")


def test_the_first_pattern_that_fits_wins():
    assert compile_date_parser(["UNIX", "ISO8601"], zone="UTC", now=now)("2024") == "1970-01-01T00:33:44.000Z"
    assert compile_date_parser(["ISO8601", "UNIX"], zone="UTC", now=now)("2024") == "2024-01-01T00:00:00.000Z"
    assert compile_date_parser(["UNIX", "UNIX_MS"], zone="UTC", now=now)(1709618828000) == MARCH


@pytest.mark.parametrize("value", [Timestamp.from_epoch_ns(0), 2024, 2024.0, True, None, ["2024"], {"a": "2024"}])
@pytest.mark.parametrize("patterns", [["ISO8601"], ["yyyy"], ["ISO8601", "yyyy"]])
def test_patterns_of_texts_take_nothing_else(patterns, value):
    with pytest.raises(DateError):
        compile_date_parser(patterns, zone="UTC", now=now)(value)


def test_a_zone_for_each_value():
    parse = compile_zoned_date_parser(["UNIX", "ISO8601"], now=now)
    assert parse("2024-07-15T12:00:00", "Europe/Paris") == "2024-07-15T10:00:00.000Z"
    assert parse("2024-07-15T12:00:00", "+09:00") == "2024-07-15T03:00:00.000Z"
    assert parse("2024-07-15T12:00:00Z", "Europe/Paris") == "2024-07-15T12:00:00.000Z"


def test_with_an_unknown_zone_only_numbers_fit():
    parse = compile_zoned_date_parser(["ISO8601", "UNIX"], now=now)
    assert parse("1709618828", "%{tz}") == MARCH
    with pytest.raises(DateError):
        parse("2024-07-15T12:00:00Z", "Mars/Base")


@pytest.mark.parametrize(
    ("patterns", "more", "message"),
    [
        (
            ["ISO8601"],
            {"zone": "Mars/Base"},
            'expected a time zone such as "Europe/Paris" or "[+]02:00", got "Mars/Base"',
        ),
        (["ISO8601", "t"], {}, 'expected one of the letters .* in "t", got "t"'),
        ([""], {}, "expected a date pattern"),
        (["ISO8601"], {"precision": "us"}, 'expected the precision "ms" or "ns", got "us"'),
    ],
)
def test_what_is_refused(patterns, more, message):
    with pytest.raises(PatternError, match=message):
        compile_date_parser(patterns, **{"zone": "UTC", "now": now, **more})


def test_patterns_are_refused_before_a_zone_is_known():
    with pytest.raises(PatternError):
        compile_zoned_date_parser(["fff"], now=now)


@pytest.mark.parametrize(
    ("locale", "known"), [("en", True), ("fr", True), ("pt_BR", True), ("DE-at", True), ("fr-XX", True), ("xx", False)]
)
def test_locales(locale, known):
    assert is_known_locale(locale) is known


ADVICE = {
    "yyyy-mm-dd": '"m" in "yyyy-mm-dd" is the minute; the month is "M"',
    "yyyy-mm-dd HH:mm:ss": '"m" in "yyyy-mm-dd HH:mm:ss" is the minute; the month is "M"',
    "yyyy.MM.DD": '"D" in "yyyy.MM.DD" is the day of the year; the day of the month is "d"',
    "dd/MM/yyyy hh:mm:ss": '"h" and "K" in "dd/MM/yyyy hh:mm:ss" count to 12 and need "a"; 24 hours are "H"',
    "HH:mm a": '"a" has no effect beside "H" in "HH:mm a"; 12 hours are "h"',
    "YYYY.ww": 'weeks in "YYYY.ww" belong to the year "x", which is not the calendar\'s',
}


@pytest.mark.parametrize(("pattern", "advice"), ADVICE.items(), ids=ADVICE)
def test_advice(pattern, advice):
    assert list(pattern_advice(pattern)) == [advice]


@pytest.mark.parametrize(
    "pattern",
    ["yyyy-MM-dd HH:mm:ss.SSS", "MMM dd HH:mm:ss", "hh:mm:ss a", "yyyy-DDD", "xxxx.ww", "mm:ss", "HH:mm MMM d yyyy"],
)
def test_no_advice_for_patterns_in_order(pattern):
    assert list(pattern_advice(pattern)) == []
