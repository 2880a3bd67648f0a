"""Parsing dates by Joda patterns as the date filter does: its time zone, and the year that a text leaves out."""

from collections.abc import Callable
from datetime import tzinfo
from functools import lru_cache

from pipeline.civil import civil
from pipeline.dates.errors import DateError
from pipeline.dates.joda_reader import Reader, compile_reader
from pipeline.dates.local_time import LocalTime, set_year
from pipeline.dates.reading import FRACTION_ENDS, Parse, Reading, fraction_digits, from_ns, moment, remember_seconds
from pipeline.timestamp import Timestamp, fraction_text
from pipeline.zones import to_utc_seconds, utc_offset

DAY = 86400
DAY_NS = DAY * 1_000_000_000
SECOND_NS = 1_000_000_000
ZEROS = "0" * 18
Clock = Callable[[], int]


def compile_joda_parse(
    pattern: str, zone: tzinfo, locale: str | None, now: Clock, *, precision: str = "ms", remembered: int = 4096
) -> Parse:
    """A parser for one Joda pattern; PatternError where it can't be read.

    `zone` counts where the text names none; `now` gives epoch nanoseconds; of `remembered` seconds the result is kept.
    """
    this_year, _ = _year_and_month(now() // DAY_NS)
    reader = compile_reader(pattern, locale, this_year, precision)
    if "y" not in pattern and "Y" not in pattern:
        return _yearless(reader, zone, now, zone_in_text="Z" in pattern, remembered=remembered)

    def parse(text: str) -> Timestamp | None:
        reading = reader.read(text, this_year)
        return None if reading is None else moment(reading, zone)

    if all(part.letter != "S" for part in reader.parts):
        return lru_cache(maxsize=remembered)(parse)
    return _with_fraction(reader, parse, precision, remembered)


@lru_cache(maxsize=64)
def _year_and_month(day: int) -> tuple[int, int]:
    return civil(day)[:2]


def _with_fraction(reader: Reader, parse: Parse, precision: str, remembered: int) -> Parse:
    """`parse`, remembering what it gave for a text's second, whatever the decimals are."""
    second_of = remember_seconds(parse, remembered)
    *before, last = reader.parts
    if last.letter == "S" and before and before[-1].text and precision == "ms" and last.size == 3:
        mark = before[-1].text[-1]

        def parse_end(text: str) -> Timestamp | None:
            head, _, decimals = text.rpartition(mark)
            end = FRACTION_ENDS.get(decimals)
            second = second_of(f"{head}{mark}0") if end else None
            return parse(text) if second is None else Timestamp(second + end)  # type: ignore[operator]

        return parse_end
    fullmatch = reader.split.fullmatch

    def parse_middle(text: str) -> Timestamp | None:
        found = fullmatch(text)
        if found is None:
            return None
        head, decimals, tail = found.groups()
        second = second_of(f"{head}{ZEROS[: len(decimals)]}{tail}") if decimals else None
        if second is None:
            return parse(text)
        return Timestamp(second + fraction_text(fraction_digits(decimals, precision)))

    return parse_middle


def _yearless(reader: Reader, zone: tzinfo, now: Clock, *, zone_in_text: bool, remembered: int) -> Parse:
    """A parser for a pattern without a year: the year is this one, or a neighbour around New Year.

    December, seen in January, is of last year; January, seen in December, of next year.
    """

    @lru_cache(maxsize=remembered)
    def parse(text: str, this_year: int, this_month: int) -> Timestamp | None:
        reading = reader.read(text, this_year)
        if reading is None:
            return None
        try:
            return _in_guessed_year(reading, zone, this_year, this_month, zone_in_text=zone_in_text)
        except DateError:
            return None

    return lambda text: parse(text, *_year_and_month(now() // DAY_NS))


def _guess(month: int, this_year: int, this_month: int) -> int:
    return this_year + {(12, 1): -1, (1, 12): 1}.get((month, this_month), 0)


def _in_guessed_year(
    reading: Reading, zone: tzinfo, this_year: int, this_month: int, *, zone_in_text: bool
) -> Timestamp | None:
    if not zone_in_text:
        # a zone's name (letter z) does not count here: the time is read as one of `zone` (JodaParser.java)
        reading = reading._replace(zone=None, offset_ms=None)
        year, month = _year_and_month(reading.seconds // DAY)
        if _guess(month, this_year, this_month) == year:
            return moment(reading, zone)
    when = moment(reading, zone)
    if when is None:
        return None
    seconds, nanosecond = divmod(when.epoch_ns, SECOND_NS)
    offset = utc_offset(seconds, zone)
    day, second = divmod(seconds + offset, DAY)
    year, month = _year_and_month(day)
    guessed = _guess(month, this_year, this_month)
    if guessed == year:
        return when
    local = set_year(LocalTime(day, 0), guessed).day * DAY + second
    same_clock = utc_offset(local - offset, zone) == offset
    return from_ns((local - offset if same_clock else to_utc_seconds(local, zone)) * SECOND_NS + nanosecond)
