"""Reading by Joda patterns: each letter, zones, missing years; values as recorded or as Joda 2.12 reads them."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.dates import DateError, PatternError, compile_date_parser
from pipeline.timestamp import Timestamp

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def parser(pattern, zone="UTC", locale=None, now=NOW, **more):
    return compile_date_parser([pattern], zone=zone, locale=locale, now=lambda: int(now.timestamp()) * 10**9, **more)


def parsed(pattern, text, **more):
    """What a text gives, twice, as the second time it is remembered; None where it does not fit."""
    parse = parser(pattern, **more)
    found = []
    for _ in range(2):
        try:
            found.append(parse(text))
        except DateError:
            found.append(None)
    assert found[0] == found[1]
    return found[0]


CASES = [
    ("dd/MMM/yyyy:HH:mm:ss Z", "05/Mar/2024:06:07:08 +0200", "2024-03-05T04:07:08.000Z"),
    ("dd/MMM/yyyy:HH:mm:ss Z", "5/mar/2024:06:07:08 +00:00", "2024-03-05T06:07:08.000Z"),
    ("dd/MMM/yyyy:HH:mm:ss Z", "05/Mar/2024:06:07:08", None),
    ("yyyy-MM-dd HH:mm:ss", "2024-3-5 6:7:8", "2024-03-05T06:07:08.000Z"),
    ("yyyy-MM-dd HH:mm", "2024-+3-05 06:07", None),
    ("yyyy-MM-dd HH:mm", "+2024-03-05 06:07", "2024-03-05T06:07:00.000Z"),
    ("yyyy-MM-dd", "24-03-05", "0024-03-05T00:00:00.000Z"),
    ("yyyy-MM-dd", "12345-03-05", "+12345-03-05T00:00:00.000Z"),
    ("yyyy-MM-dd", "-44-03-15", "-0044-03-15T00:00:00.000Z"),
    ("yyyy-MM-dd", "0-02-29", "0000-02-29T00:00:00.000Z"),
    ("yyyy-MM-dd", "999999999-01-01", None),
    ("yyyy-MM-dd", "2024-03-05 06:07", None),
    ("yyyy-MM-dd", "2023-02-29", None),
    ("yyyy-MM-dd", "-44-02-30", None),
    ("yyyy-MM-dd", "2024-13-01", None),
    ("yyyy-MM-dd", "\N{FULLWIDTH DIGIT TWO}024-03-05", None),
    ("YYYY-MM-dd", "2024-03-05", "2024-03-05T00:00:00.000Z"),
    ("YYYY-MM-dd", "0-03-05", None),
    ("YYYY-MM-dd", "-5-03-05", None),
    ("yy-MM-dd", "24-03-05", "2024-03-05T00:00:00.000Z"),
    ("yy-MM-dd", "45-03-05", "2045-03-05T00:00:00.000Z"),
    ("yy-MM-dd", "46-03-05", "1946-03-05T00:00:00.000Z"),
    ("yy-MM-dd", "2024-03-05", "2024-03-05T00:00:00.000Z"),
    ("yy-MM-dd", "5-03-05", "0005-03-05T00:00:00.000Z"),
    ("yy-MM-dd", "+24-03-05", "0024-03-05T00:00:00.000Z"),
    ("yyMMdd", "240305", "2024-03-05T00:00:00.000Z"),
    ("yyMMdd", "20240305", None),
    ("yyyyMMddHHmmss", "20240305060708", "2024-03-05T06:07:08.000Z"),
    ("yyyyMMddHHmmss", "2024030506070", "2024-03-05T06:07:00.000Z"),
    ("yyyyMMdd'T'HHmmssZ", "20240305T060708Z", "2024-03-05T06:07:08.000Z"),
    ("CC-YY-MM-dd", "20-24-03-05", "2024-03-05T00:00:00.000Z"),
    ("yyyy-DDD", "2024-366", "2024-12-31T00:00:00.000Z"),
    ("yyyy-DDD", "2023-366", None),
    ("yyyy-mm-DD", "2024-03-05", "2024-01-05T00:03:00.000Z"),
    ("xxxx-'W'ww-e", "2020-W53-5", "2026-01-01T00:00:00.000Z"),  # without y the year is this one
    ("xxxx-'W'ww-e yyyy", "2024-W10-2 2024", "2024-03-05T00:00:00.000Z"),
    ("yyyy G", "44 BC", "0044-01-01T00:00:00.000Z"),
    ("YYYY G", "44 BC", "-0043-01-01T00:00:00.000Z"),
    ("YYYY G", "44 ad", "0044-01-01T00:00:00.000Z"),
    ("EEE MMM dd HH:mm:ss yyyy", "Tue Mar 05 06:07:08 2024", "2024-03-05T06:07:08.000Z"),
    ("EEE MMM dd HH:mm:ss yyyy", "Tuesday MARCH 05 06:07:08 2024", "2024-03-05T06:07:08.000Z"),
    ("EEE MMM dd HH:mm:ss yyyy", "Mon Mar 05 06:07:08 2024", "2024-03-04T06:07:08.000Z"),
    ("EEE, dd MMM yyyy", "Sun, 05 Mar 2024", "2024-03-10T00:00:00.000Z"),
    ("EEE, dd MMM yyyy", "Mon, 01 Mar 2024", "2024-02-26T00:00:00.000Z"),
    ("EEE MMM dd yyyy", "TuE Mar 05 2024", None),
    ("EEEE, MMMM d, yyyy HH:mm", "tue, Mar 5, 2024 06:07", "2024-03-05T06:07:00.000Z"),
    ("MMM d", "Mar  5", None),
    ("MMM'th' yyyy", "Marth 2024", "2024-03-01T00:00:00.000Z"),
    ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 06:07:08 pm", "2024-03-05T18:07:08.000Z"),
    ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 12:00:00 AM", "2024-03-05T00:00:00.000Z"),
    ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 12:00:00 PM", "2024-03-05T12:00:00.000Z"),
    ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 13:07:08 PM", None),
    ("MM/dd/yyyy hh:mm:ss a", "03/05/2024 06:07:08 p.m.", None),
    ("MM/dd/yyyy HH:mm a", "03/05/2024 06:07 PM", "2024-03-05T06:07:00.000Z"),
    ("yyyy KK a", "2024 11 PM", "2024-01-01T23:00:00.000Z"),
    ("yyyy KK a", "2024 12 PM", None),
    ("yyyy kk", "2024 24", "2024-01-01T00:00:00.000Z"),
    ("yyyy kk", "2024 0", None),
    ("yyyy-MM-dd HH:mm:ss.SSS", "2024-03-05 06:07:08.1", "2024-03-05T06:07:08.100Z"),
    ("yyyy-MM-dd HH:mm:ss.SSS", "2024-03-05 06:07:08.1234", None),
    ("yyyy-MM-dd HH:mm:ss.SSS", "2024-03-05 06:07:08.", None),
    ("yyyy-MM-dd HH:mm:ss.SSSSSS", "2024-03-05 06:07:08.123456", "2024-03-05T06:07:08.123Z"),
    ("yyyy-MM-dd HH:mm:ss.SSSSSS", "2024-03-05 06:07:08.12", "2024-03-05T06:07:08.120Z"),
    ("SSyyyym", "1520240", "2024-01-01T00:00:00.150Z"),
    ("HH:mm:sss yyyy", "06:07:008 2024", "2024-01-01T06:07:08.000Z"),
    ("'at' yyyy.MM.dd 'o''clock' HH", "AT 2024.03.05 O'CLOCK 06", "2024-03-05T06:00:00.000Z"),
    ("yyyy-MM-dd'T", "2024-03-05T", "2024-03-05T00:00:00.000Z"),
    ("[yyyy/MM/dd_HH-mm-ss]", "[2024/03/05_06-07-08]", "2024-03-05T06:07:08.000Z"),
    ("yyyy-MM-dd HH:mm:ss z", "2024-03-05 06:07:08 EST", "2024-03-05T11:07:08.000Z"),
    ("yyyy-MM-dd HH:mm:ss z", "2024-07-05 06:07:08 EST", "2024-07-05T10:07:08.000Z"),
    ("yyyy-MM-dd HH:mm:ss z", "2024-03-05 06:07:08 CET", None),
    ("yyyy-MM-dd HH:mm:ss ZZZ", "2024-03-05 06:07:08 CET", "2024-03-05T05:07:08.000Z"),
    ("yyyy-MM-dd HH:mm:ss ZZZ", "2024-03-05 06:07:08 America/Argentina/Buenos_Aires", "2024-03-05T09:07:08.000Z"),
    ("yyyy-MM-dd HH:mm:ss ZZZ", "2024-03-05 06:07:08 +02:00", None),
    ("yyyy ZZZ'!'", "2024 EST5EDT!", "2024-01-01T05:00:00.000Z"),
    ("yyyy Z", "2024 +02:00:30", "2023-12-31T21:59:30.000Z"),
    ("yyyy Z", "2024 +02:00:30.5", "2023-12-31T21:59:29.500Z"),
    ("yyyy Z", "2024 +24", None),
    ("yyyy Z", "2024 +123", None),
    ("HH:mm yyyy HH", "06:07 2024 08", "2024-01-01T08:07:00.000Z"),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), CASES)
def test_text(pattern, text, expected):
    assert parsed(pattern, text) == expected


ZONES = [
    ("yyyy-MM-dd HH:mm", "2024-07-15 12:00", "Asia/Tokyo", "2024-07-15T03:00:00.000Z"),
    ("yyyy-MM-dd HH:mm Z", "2024-07-15 12:00 +0000", "Asia/Tokyo", "2024-07-15T12:00:00.000Z"),
    ("yyyy-MM-dd HH:mm", "2024-03-31 02:30", "Europe/Berlin", None),
    ("yyyy-MM-dd HH:mm", "2024-10-27 02:30", "Europe/Berlin", "2024-10-27T00:30:00.000Z"),
    ("yyyy-MM-dd HH:mm", "2024-11-03 01:30", "America/New_York", "2024-11-03T05:30:00.000Z"),
    ("yyyy-MM-dd HH:mm", "2024-07-15 12:00", "+05:30", "2024-07-15T06:30:00.000Z"),
    ("yyyy-MM-dd", "12024-07-15", "Europe/Berlin", "+12024-07-14T22:00:00.000Z"),
    ("MMM dd HH:mm", "Jul 15 12:00", "Europe/Berlin", "2026-07-15T10:00:00.000Z"),
    ("MMM dd HH:mm z", "Jul 15 12:00 EST", "Europe/Berlin", "2026-07-15T10:00:00.000Z"),
    ("MMM dd HH:mm Z", "Jul 15 12:00 +0500", "Europe/Berlin", "2026-07-15T07:00:00.000Z"),
    ("MMM dd HH:mm ZZZ", "Jul 15 12:00 America/New_York", "Europe/Berlin", "2026-07-15T16:00:00.000Z"),
    ("MMM dd HH:mm", "Mar 29 02:30", "Europe/Berlin", None),
    ("MMM dd HH:mm Z", "Dec 31 23:30 -0500", "Europe/Berlin", "2026-01-01T04:30:00.000Z"),
    ("yyyy-MM-dd HH:mm:ss,SSS Z", "2024-03-05 06:07:08,1234 Z", "UTC", None),
    ("yyyy-MM-dd HH:mm:ss.SSS Z", "2024-03-05 06:07:08.25 +00:00:00.5", "UTC", "2024-03-05T06:07:07.750Z"),
]


@pytest.mark.parametrize(("pattern", "text", "zone", "expected"), ZONES)
def test_zone(pattern, text, zone, expected):
    assert parsed(pattern, text, zone=zone) == expected


YEARLESS = [
    ("MMM dd HH:mm:ss", "Mar 05 06:07:08", NOW, "2026-03-05T06:07:08.000Z"),
    ("MMM dd", "Dec 31", datetime(2026, 1, 1, tzinfo=UTC), "2025-12-31T00:00:00.000Z"),
    ("MMM dd", "Jan 01", datetime(2026, 12, 31, tzinfo=UTC), "2027-01-01T00:00:00.000Z"),
    ("MMM dd", "Feb 29", NOW, None),
    ("MMM dd", "Feb 29", datetime(2024, 3, 1, tzinfo=UTC), "2024-02-29T00:00:00.000Z"),
    ("HH:mm", "06:07", NOW, "2026-01-01T06:07:00.000Z"),
    ("D:HH:mm:ss.SSSSSS", "016:07:59:16.111873", NOW, "2026-01-16T07:59:16.111Z"),
    ("MMM dd HH:mm Z", "Jan 01 00:30 +0100", NOW, "2026-12-31T23:30:00.000Z"),
    ("EEE dd MMM", "Mon 05 Mar", NOW, "2026-03-02T00:00:00.000Z"),
    ("dd MMM 'day'", "05 Mar DAY", datetime(2026, 1, 1, tzinfo=UTC), "2026-03-05T00:00:00.000Z"),
    ("dd MMM 'day'", "05 Dec day", datetime(2026, 1, 1, tzinfo=UTC), "2026-12-05T00:00:00.000Z"),  # y in the text
]


@pytest.mark.parametrize(("pattern", "text", "now", "expected"), YEARLESS)
def test_year_that_is_missing(pattern, text, now, expected):
    assert parsed(pattern, text, now=now) == expected


def test_the_year_follows_the_clock():
    clock = [datetime(2026, 12, 31, 23, tzinfo=UTC)]
    parse = compile_date_parser(["MMM dd"], zone="UTC", now=lambda: int(clock[0].timestamp()) * 10**9)
    assert parse("Dec 31") == "2026-12-31T00:00:00.000Z"
    clock[0] = datetime(2027, 1, 1, tzinfo=UTC)
    assert parse("Dec 31") == "2026-12-31T00:00:00.000Z"
    assert parse("Jan 01") == "2027-01-01T00:00:00.000Z"


LOCALES = [
    ("fr", "dd MMM yyyy", "05 févr. 2024", "2024-02-05T00:00:00.000Z"),
    ("fr", "dd MMM yyyy", "05 fév 2024", None),
    ("fr", "dd MMMM yyyy", "05 AOÛT 2024", "2024-08-05T00:00:00.000Z"),
    ("fr-CA", "dd MMM yyyy", "05 juill. 2024", "2024-07-05T00:00:00.000Z"),
    ("de_AT", "dd. MMMM yyyy", "05. Jänner 2024", "2024-01-05T00:00:00.000Z"),
    ("de", "EEEE, dd.MM.yyyy", "Dienstag, 05.03.2024", "2024-03-05T00:00:00.000Z"),
    ("ja", "yyyy年MMMdd日", "2024年3月05日", "2024-03-05T00:00:00.000Z"),
    ("en-GB", "dd MMM yyyy", "05 Sept 2024", "2024-09-05T00:00:00.000Z"),
    ("en-US", "dd MMM yyyy", "05 Sept 2024", None),
    ("tr", "dd MMMM yyyy", "05 NİSAN 2024", "2024-04-05T00:00:00.000Z"),
    ("xx", "dd MMM yyyy", "05 Mar 2024", "2024-03-05T00:00:00.000Z"),
]


@pytest.mark.parametrize(("locale", "pattern", "text", "expected"), LOCALES)
def test_names_of_other_languages(locale, pattern, text, expected):
    assert parsed(pattern, text, locale=locale) == expected


def test_nanoseconds_are_kept_on_demand():
    text = "2024-03-05 06:07:08.123456789"
    assert parsed("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", text, precision="ns") == "2024-03-05T06:07:08.123456789Z"
    assert parsed("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", text) == "2024-03-05T06:07:08.123Z"
    assert parsed("EEE yyyy ss.SSSSSS", "Tue 2024 08.123456", precision="ns") == "2024-01-02T00:00:08.123456Z"


@pytest.mark.parametrize("pattern", ["", "fff", "yyyy-MM-ddTHH:mm", "timestamp", "yyyy zzzz"])
def test_patterns_that_are_refused(pattern):
    with pytest.raises(PatternError, match=r"^expected"):
        parser(pattern)


def test_decimals_are_no_part_of_what_is_remembered():
    parse = parser("yyyy-MM-dd HH:mm:ss.SSS Z", zone="Europe/Berlin")
    found = [parse(f"2024-03-05 06:07:08.{digits} +0200")[-5:] for digits in ("1", "12", "123", "000")]
    assert found == [".100Z"[-5:], ".120Z"[-5:], ".123Z"[-5:], ".000Z"[-5:]]


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_second_is_read_back(moment):
    parse = parser("yyyy-MM-dd'T'HH:mm:ss.SSSSSSZ", precision="ns")
    text = moment.isoformat(timespec="microseconds")
    assert parse(text).epoch_ns // 1000 == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // datetime.resolution


PATTERN_LETTERS = "yMdHmsSEaZzGxweDkKhCY-: .'T"
TEXTS = st.one_of(st.text(max_size=20), st.text("0123456789-+:. TZMarUTCuePM", max_size=24))


@given(st.text(PATTERN_LETTERS, max_size=12), TEXTS)
def test_no_text_raises_anything_else(pattern, text):
    try:
        parse = parser(pattern)
    except PatternError:
        assume(False)
    with contextlib.suppress(DateError):
        assert type(parse(text)) is Timestamp
