"""Writing by java.time patterns: every letter, as recorded (golden/notes/event.md) or as Java 17 prints it."""

import pytest

from pipeline.dates import PatternError, compile_java_format
from pipeline.timestamp import parse_lenient

FEBRUARY = "2024-02-03T04:05:06.123456789Z"
MONDAY = "2024-12-30T03:04:05.678901Z"
SUNDAY = "2024-01-07T00:00:00Z"
OLD = "-0044-03-15T00:00:00Z"

CASES = [
    ("yyyy-MM-dd'T'HH:mm:ss.SSSX", FEBRUARY, "2024-02-03T04:05:06.123Z"),
    ("HH:mm:ss.SSSSSS S SSSSSSSSS", MONDAY, "03:04:05.678901 6 678901000"),
    ("EEE dd MMM", MONDAY, "Mon 30 Dec"),
    ("YYYY-'W'ww", MONDAY, "2025-W01"),
    ("YYYY ww w e ee c W", SUNDAY, "2024 02 2 1 01 1 2"),
    ("YYYY w e", "2023-12-31T00:00:00Z", "2024 1 1"),
    ("YYYY w e", "2022-12-31T00:00:00Z", "2022 53 7"),
    ("Q QQ QQQ QQQQ QQQQQ q qqq", FEBRUARY, "1 01 Q1 1st quarter 1 1 Q1"),
    ("D DD DDD", FEBRUARY, "34 34 034"),
    ("H k K h a", "2024-01-01T00:00:00Z", "0 24 0 12 AM"),
    ("H k K h a", "2024-01-01T23:00:00Z", "23 23 11 11 PM"),
    ("u uu uuu uuuu uuuuu", FEBRUARY, "2024 24 2024 2024 02024"),
    ("u y yyyy yy G GGGG GGGGG", OLD, "-44 45 0045 45 BC Before Christ B"),
    ("yyyy uuuu y", "+12345-01-01T00:00:00Z", "+12345 +12345 12345"),
    ("M MM MMM MMMM MMMMM L LLL", FEBRUARY, "2 02 Feb February F 2 Feb"),
    ("E EEEE EEEEE eee eeee ccc cccc", FEBRUARY, "Sat Saturday S Sat Saturday Sat Saturday"),
    ("A n N", "2024-02-03T00:00:01.000000005Z", "1000 5 1000000005"),
    ("g F", "1970-01-01T00:00:00Z", "40587 1"),
    ("B", "2024-02-03T00:00:00Z", "midnight"),
    ("B BBBBB", "2024-02-03T00:01:00Z", "at night at night"),
    ("B", "2024-02-03T06:00:00Z", "in the morning"),
    ("B BBBBB", "2024-02-03T12:00:30Z", "noon n"),
    ("B", "2024-02-03T18:00:00Z", "in the evening"),
    ("VV v vvvv z zzzz O OOOO", FEBRUARY, "Z Z Z Z Z GMT GMT"),
    ("X XXX x xx xxx Z ZZ ZZZZ ZZZZZ", FEBRUARY, "Z Z +00 +0000 +00:00 +0000 +0000 GMT Z"),
    ("yyyy[-MM] [[HH]]", FEBRUARY, "2024-02 04"),
    ("''HH'' 'o''clock'", FEBRUARY, "'04' o'clock"),
    ("pppH ppHH", FEBRUARY, "  4 04"),
]


@pytest.mark.parametrize(("pattern", "when", "text"), CASES)
def test_text(pattern, when, text):
    assert compile_java_format(pattern)(parse_lenient(when)) == text


REFUSED = {
    "yyyy-b": 'expected one of the letters .* got "b"',
    "T": 'got "T"',
    "ddd": 'expected 1, 2 times "d" in "ddd", got 3',
    "aa": 'expected 1 times "a"',
    "cc": 'times "c"',
    "V": 'expected 2 times "V"',
    "SSSSSSSSSS": 'times "S"',
    "'T": "expected a closing quote",
    "yy]": r'expected "\["',
    "#": 'expected "#" in quotes',
    "yyyy p": 'after the padding "p"',
}


@pytest.mark.parametrize(("pattern", "message"), REFUSED.items(), ids=REFUSED)
def test_patterns_that_are_refused(pattern, message):
    with pytest.raises(PatternError, match=message):
        compile_java_format(pattern)
