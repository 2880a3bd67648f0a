"""Timestamps: their one text, their order, and which texts an event takes as its own `@timestamp`."""

import copy
import pickle
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timestamp import Fields, Timestamp, coerce, parse_lenient
from pipeline.zones import find_zone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NANOSECONDS = st.integers(min_value=-(10**25), max_value=10**25)


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_714_979_289_123_000_000, "2024-05-06T07:08:09.123Z"),
        (1_714_979_289_123_456_000, "2024-05-06T07:08:09.123456Z"),
        (1_714_979_289_123_456_789, "2024-05-06T07:08:09.123456789Z"),
        (1_714_979_289_000_000_001, "2024-05-06T07:08:09.000000001Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (327_403_382_400 * 10**9, "+12345-01-01T00:00:00.000Z"),
        (-63_549_360_000 * 10**9, "-0044-03-15T00:00:00.000Z"),
    ],
)
def test_text(nanoseconds, text):
    when = Timestamp.from_epoch_ns(nanoseconds)
    assert when == text
    assert when.epoch_ns == nanoseconds
    assert when.epoch_ms == nanoseconds // 10**6
    assert when.epoch_seconds == nanoseconds // 10**9
    assert when.epoch_day == nanoseconds // (86400 * 10**9)
    assert orjson.dumps({"@timestamp": when}).decode() == f'{{"@timestamp":"{text}"}}'


@given(NANOSECONDS)
def test_every_moment_has_a_text_that_leads_back(nanoseconds):
    when = Timestamp.from_epoch_ns(nanoseconds)
    assert when.epoch_ns == nanoseconds
    assert parse_lenient(str(when)) == when


@given(st.datetimes(timezones=st.just(UTC)))
def test_texts_are_those_of_datetime(moment):
    when = Timestamp.from_epoch_ns((moment - EPOCH) // timedelta(microseconds=1) * 1000)
    decimals = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    assert when == moment.isoformat(timespec=decimals).replace("+00:00", "Z")


@given(NANOSECONDS, NANOSECONDS)
def test_order_is_that_of_time(one, two):
    left, right = Timestamp.from_epoch_ns(one), Timestamp.from_epoch_ns(two)
    assert (left < right, left <= right, left > right, left >= right, left == right) == (
        *(one < two, one <= two, one > two, one >= two),
        one == two,
    )


def test_order_does_not_depend_on_decimals():
    plain, finer = Timestamp.from_epoch_ns(10**9), Timestamp.from_epoch_ns(10**9 + 1)
    assert plain < finer
    assert not plain > finer
    assert max(finer, plain) is finer


def test_beside_a_text_it_is_a_text():
    when = Timestamp.from_epoch_ns(0)
    assert when < "1970-01-02"
    assert when > "1969"
    assert when == "1970-01-01T00:00:00.000Z"
    assert {when: 1}["1970-01-01T00:00:00.000Z"] == 1


def test_fields():
    assert Timestamp.from_epoch_ns(1_714_979_289_123_456_789).fields == Fields(2024, 5, 6, 7, 8, 9, 123_456_789)
    assert parse_lenient("-0044-03-15T00:00:00Z").fields == Fields(-44, 3, 15, 0, 0, 0, 0)


def test_now_is_what_the_clock_shows():
    assert Timestamp.now(lambda: 1_500_000_000) == "1970-01-01T00:00:01.500Z"
    assert Timestamp.from_epoch_ms(-1) == "1969-12-31T23:59:59.999Z"


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda when: pickle.loads(pickle.dumps(when))])
def test_copies_are_timestamps(duplicate):
    when = duplicate(Timestamp.from_epoch_ns(1))
    assert type(when) is Timestamp
    assert repr(when) == "Timestamp('1970-01-01T00:00:00.000000001Z')"


# as recorded (golden/notes/event.md 2) or as java.time does with the same parts of the format
TAKEN = {
    "2024-02-03T04:05:06.789Z": "2024-02-03T04:05:06.789Z",
    "2024-02-03T04:05:06Z": "2024-02-03T04:05:06.000Z",
    "2024-02-03T04:05:06.1Z": "2024-02-03T04:05:06.100Z",
    "2024-02-03T04:05:06.1234Z": "2024-02-03T04:05:06.123400Z",
    "2024-02-03T04:05:06.100000Z": "2024-02-03T04:05:06.100Z",
    "2024-02-03T04:05:06.789123Z": "2024-02-03T04:05:06.789123Z",
    "2024-02-03T04:05:06.789123456Z": "2024-02-03T04:05:06.789123456Z",
    "2024-02-03T04:05:06.Z": "2024-02-03T04:05:06.000Z",
    "2024-02-03t04:05:06z": "2024-02-03T04:05:06.000Z",
    "2024-02-03T04:05": "2024-02-03T04:05:00.000Z",
    "2024-02-03": "2024-02-03T00:00:00.000Z",
    "2024-02-03Z": "2024-02-03T00:00:00.000Z",
    "2024-02-03+02:00": "2024-02-02T22:00:00.000Z",
    "2024-02-03T04:05:06+0200": "2024-02-03T02:05:06.000Z",
    "2024-02-03T04:05:06-05": "2024-02-03T09:05:06.000Z",
    "2024-02-03T04:05:06.5-0330": "2024-02-03T07:35:06.500Z",
    "2024-02-03T04:05:06+01:02:03": "2024-02-03T03:03:03.000Z",
    "2024-02-03T04:05:06+18:00": "2024-02-02T10:05:06.000Z",
    "2024-02-03T04:05:06Europe/Paris": "2024-02-03T03:05:06.000Z",
    "2024-02-03T04:05:06europe/paris": "2024-02-03T03:05:06.000Z",
    "2024-02-03T04:05:06UTC": "2024-02-03T04:05:06.000Z",
    "2024-02-03T04:05:06GMT+02:00": "2024-02-03T02:05:06.000Z",
    "2024-02-03UTC+0200": "2024-02-02T22:00:00.000Z",
    "2024-02-03Europe/Paris+0500": "2024-02-02T19:00:00.000Z",
    "2024-02-03Z+0200": "2024-02-02T22:00:00.000Z",
    "2024-02-03T04:05:06.100000000Z": "2024-02-03T04:05:06.100Z",
    "2024-02-03T04:05:06.100200000Z": "2024-02-03T04:05:06.100200Z",
    "2024-03-31T02:30:00Europe/Paris": "2024-03-31T01:30:00.000Z",
    "2024-10-27T02:30:00Europe/Paris": "2024-10-27T00:30:00.000Z",
    "2024-02-30T00:00:00Z": "2024-02-29T00:00:00.000Z",
    "2023-02-29T00:00:00Z": "2023-02-28T00:00:00.000Z",
    "2024-04-31": "2024-04-30T00:00:00.000Z",
    "2024-01-01T24:00:00Z": "2024-01-02T00:00:00.000Z",
    "2024-12-31T24:00:00.000Z": "2025-01-01T00:00:00.000Z",
    "0000-01-01T00:00:00Z": "0000-01-01T00:00:00.000Z",
    "-0044-03-15T00:00:00Z": "-0044-03-15T00:00:00.000Z",
    "+12345-01-01T00:00:00Z": "+12345-01-01T00:00:00.000Z",
}
REFUSED = [
    *("", "bad", "2024", "2024-02", "2024-2-3", "20240203", "2024-034", "2024-W05-6", "20240203T040506Z"),
    *("2024-02-03 04:05:06Z", " 2024-02-03T04:05:06Z", "2024-02-03T04:05:06Z ", "2024-02-03T04:05:06 Z"),
    *(
        "2024-02-03T04:05:06,789Z",
        "2024-02-03T04:05:06.7891234567Z",
        "2024-02-03T04Z",
        "2024-02-03T",
        "2024-02-03T4:05",
    ),
    *("2024-13-01", "2024-00-01", "2024-01-32", "2024-01-00", "2024-01-01T24:00:01Z", "2024-01-01T25:00:00Z"),
    *("2024-01-01T23:59:60Z", "2024-01-01T23:60:00Z", "2024-01-01T24:00:00.001Z", "2024-02-03T04:05:06EST"),
    *("2024-02-03T04:05:06GMT+2", "2024-02-03T04:05:06[Europe/Paris]", "2024-02-03T04:05:06+19:00"),
    *(
        "2024-02-03T04:05:06+02:00+0100x",
        "2024-02-03Z+0260",
        "2024-02-03T04:05:06Mars/Base",
        "2024-02-03T04:05:06-05-05",
    ),
    *("10000-01-01T00:00:00Z", "+2024-01-01", "-0000-01-01", "+1000000000-01-01", "1706933106"),
    "\N{FULLWIDTH DIGIT TWO}024-02-03",
]


@pytest.mark.parametrize(("text", "expected"), TAKEN.items(), ids=TAKEN)
def test_texts_that_an_event_takes(text, expected):
    when = parse_lenient(text)
    assert when == expected
    assert type(when) is Timestamp


@pytest.mark.parametrize("text", REFUSED)
def test_texts_that_an_event_refuses(text):
    assert parse_lenient(text) is None


def test_a_zone_counts_where_the_text_has_none():
    berlin = find_zone("Europe/Berlin")
    assert parse_lenient("2024-07-05T12:00:00", berlin) == "2024-07-05T10:00:00.000Z"
    assert parse_lenient("2024-07-05T12:00:00Z", berlin) == "2024-07-05T12:00:00.000Z"


@given(st.one_of(st.text(), st.text("0123456789-+:.TZz Europe/Paris", max_size=40)))
def test_no_text_raises(text):
    assert parse_lenient(text) is None or type(parse_lenient(text)) is Timestamp


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-02-03", "2024-02-03T00:00:00.000Z"),
        (Timestamp.from_epoch_ns(0), "1970-01-01T00:00:00.000Z"),
        ("bad", None),
        (1_706_933_106, None),
        (True, None),
        (None, None),
        ([], None),
    ],
)
def test_coerce(value, expected):
    assert coerce(value) == expected
