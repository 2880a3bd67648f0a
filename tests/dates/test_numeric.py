"""UNIX, UNIX_MS and TAI64N: numbers and texts, their bounds and oddities (golden/notes/date.md)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import DateError, compile_date_parser
from pipeline.timestamp import Timestamp

MARCH = "2024-03-05T06:07:08.000Z"
INFINITY = float("inf")


def parsed(pattern, value, **more):
    try:
        return compile_date_parser([pattern], zone="UTC", now=lambda: 0, **more)(value)
    except DateError:
        return None


UNIX = [
    *((1709618828, MARCH), ("1709618828", MARCH), ("+1709618828", MARCH), (1709618828.0, MARCH)),
    *((0, "1970-01-01T00:00:00.000Z"), ("-0.5", "1970-01-01T00:00:00.500Z"), (-0.5, "1969-12-31T23:59:59.500Z")),
    *(("-1.5", "1969-12-31T23:59:59.500Z"), (-1.5, "1969-12-31T23:59:58.500Z"), (1.005, "1970-01-01T00:00:01.004Z")),
    *(
        ("1.9999", "1970-01-01T00:00:01.999Z"),
        ("1.5", "1970-01-01T00:00:01.500Z"),
        ("1.123x", "1970-01-01T00:00:01.123Z"),
    ),
    *((Decimal("1.005"), "1970-01-01T00:00:01.005Z"), (Decimal("-1.5"), "1969-12-31T23:59:58.500Z")),
    *((2147483647, "2038-01-19T03:14:07.000Z"), (2147483648, None), ("2147483648", None), (2147483648.5, None)),
    *((2147483647.5, "2038-01-19T03:14:07.500Z"), (Decimal(2147483648), None), ("2147483648.5", None)),
    *((-62135596800, "0001-01-01T00:00:00.000Z"), ("-99999999999", "-1199-02-15T14:13:21.000Z")),
    *(
        (-(2**63), None),
        (-(2**80), None),
        (INFINITY, None),
        (-INFINITY, "-292275055-05-16T16:47:04.192Z"),
        (Decimal("Infinity"), None),
    ),
    *((-1e21, "-292275055-05-16T16:47:04.192Z"), (1e21, None), (Decimal("1E+400"), "1970-01-01T00:00:00.000Z")),
    *((Decimal("1E+21"), None), (Decimal(-12345678901234567890), None)),
    *(("", None), ("abc", None), ("1e9", None), ("1709618828.", None), ("1709618828 ", None), (" 1", None)),
    *(("0x10", None), (".5", None), ("1.2.3", None), ("1,709", None), ("1_000", None), ("9" * 5000, None)),
    *((True, None), (None, None), ([1], None), ({"a": 1}, None), (Timestamp.from_epoch_ns(0), None)),
]
UNIX_MS = [
    *((1709618828123, "2024-03-05T06:07:08.123Z"), ("1709618828123", "2024-03-05T06:07:08.123Z")),
    *((1709618828123.75, "2024-03-05T06:07:08.123Z"), (Decimal("1709618828123.75"), "2024-03-05T06:07:08.123Z")),
    *((4102444800000, "2100-01-01T00:00:00.000Z"), ("4102444800000", "2100-01-01T00:00:00.000Z")),
    *((4102444800000.0, "2100-01-01T00:00:00.000Z"), (Decimal("4102444800000.5"), None)),
    *((-1, "1969-12-31T23:59:59.999Z"), (2**63 - 1, "+292278994-08-17T07:12:55.807Z"), (2**63, None)),
    *(("9223372036854775808", None), ("1709618828123.5", None), ("", None), ("1.7e12", None), (True, None)),
    *((INFINITY, "+292278994-08-17T07:12:55.807Z"), (Decimal("-Infinity"), "-292275055-05-16T16:47:04.192Z")),
    *((1e21, "+292278994-08-17T07:12:55.807Z"), (-1e21, "-292275055-05-16T16:47:04.192Z"), (Decimal("1E+21"), None)),
]
TAI64N = [
    *(
        ("@4000000065e6b9d62f1e2d0c", "2024-03-05T06:21:00.790Z"),
        ("4000000065e6b9d62f1e2d0c", "2024-03-05T06:21:00.790Z"),
    ),
    *(
        ("@4000000050d506482c6f4e3a", "2012-12-22T01:00:46.745Z"),
        ("@4000000050D506482C6F4E3Azz", "2012-12-22T01:00:46.745Z"),
    ),
    *(("@40000000", None), ("", None), ("@zzzzzzzz65e6b9d62f1e2d0czz", None), (1709618828, None)),
    *(("@ffffffff65e6b9d62f1e2d0c", None), ("@4000000065e6b9d6ff1e2d0c", None)),
]
CASES = [(name, *case) for name, cases in (("UNIX", UNIX), ("UNIX_MS", UNIX_MS), ("TAI64N", TAI64N)) for case in cases]


@pytest.mark.parametrize(("pattern", "value", "expected"), CASES, ids=lambda value: repr(value)[:30])
def test_value(pattern, value, expected):
    assert parsed(pattern, value) == expected


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("UNIX", "1.123456789", "1970-01-01T00:00:01.123456789Z"),
        ("UNIX", "1.5", "1970-01-01T00:00:01.500Z"),
        ("UNIX", 1.005, "1970-01-01T00:00:01.005Z"),
        ("UNIX", Decimal("1.000000001"), "1970-01-01T00:00:01.000000001Z"),
        ("UNIX_MS", 1, "1970-01-01T00:00:00.001Z"),
        ("TAI64N", "@4000000065e6b9d62f1e2d0c", "2024-03-05T06:21:00.790506764Z"),
    ],
)
def test_nanoseconds_are_kept_on_demand(pattern, value, expected):
    assert parsed(pattern, value, precision="ns") == expected


VALUES = st.one_of(
    *(st.text(max_size=30), st.text("0123456789+-.eE@abcdef", max_size=30), st.integers(), st.floats()),
    *(st.decimals(), st.booleans(), st.none(), st.lists(st.integers())),
)


@given(st.sampled_from(["UNIX", "UNIX_MS", "TAI64N"]), st.sampled_from(["ms", "ns"]), VALUES)
def test_no_value_raises_anything_else(pattern, precision, value):
    found = parsed(pattern, value, precision=precision)
    assert found is None or type(found) is Timestamp
