"""Writing dates by Joda patterns: what `%{+YYYY.MM.dd}` in a text becomes; in UTC and English, to milliseconds."""

from collections.abc import Callable
from functools import lru_cache

from pipeline.civil import day_number, iso_week, weekday, year_start
from pipeline.dates import english
from pipeline.dates.joda_pattern import Part, split_pattern
from pipeline.dates.writing import Grain, Write, literal, written
from pipeline.timestamp import Fields, Timestamp

LONGEST_FRACTION = 15  # digits that fit Joda's 64 bits
GRAINS = {**dict.fromkeys("aKhHkms", Grain.SECOND), "S": Grain.FRACTION}


def _day(fields: Fields) -> int:
    return day_number(fields.year, fields.month, fields.day)


def _year_of_era(fields: Fields) -> int:
    return fields.year if fields.year > 0 else 1 - fields.year


NUMBERS: dict[str, Callable[[Fields], int]] = {
    "C": lambda fields: abs(fields.year) // 100,
    "y": lambda fields: fields.year,
    "Y": _year_of_era,
    "x": lambda fields: iso_week(_day(fields))[0],
    "w": lambda fields: iso_week(_day(fields))[1],
    "e": lambda fields: weekday(_day(fields)),
    "D": lambda fields: _day(fields) - year_start(fields.year) + 1,
    "M": lambda fields: fields.month,
    "d": lambda fields: fields.day,
    "K": lambda fields: fields.hour % 12,
    "h": lambda fields: (fields.hour - 1) % 12 + 1,
    "H": lambda fields: fields.hour,
    "k": lambda fields: fields.hour or 24,
    "m": lambda fields: fields.minute,
    "s": lambda fields: fields.second,
}


@lru_cache(maxsize=256)
def compile_joda_format(pattern: str) -> Callable[[Timestamp], str]:
    """(timestamp) -> its text by a Joda pattern; PatternError where the pattern can't be used."""
    parts = split_pattern(pattern)
    grain = max((GRAINS.get(part.letter, Grain.DAY) for part in parts), default=Grain.DAY)
    return written([_writer(part) for part in parts], grain)


def _writer(part: Part) -> Write:
    letter, count = part.letter, part.size
    if not letter:
        return literal(part.text)
    if letter in "zZ":
        return literal(_zone_text(letter, count))
    if letter == "S":
        return lambda fields: _fraction(fields.nanosecond // 1_000_000, count)
    if letter == "G":
        return lambda fields: english.ERAS[fields.year > 0]
    if letter == "a":
        return lambda fields: english.HALFDAYS[fields.hour >= 12]
    if letter == "E":
        names = english.WEEKDAYS if count >= 4 else english.SHORT_WEEKDAYS
        return lambda fields: names[weekday(_day(fields)) - 1]
    if letter == "M" and count >= 3:
        months = english.MONTHS if count >= 4 else english.SHORT_MONTHS
        return lambda fields: months[fields.month - 1]
    return _number_writer(letter, count)


def _number_writer(letter: str, count: int) -> Write:
    number = NUMBERS[letter]
    if letter in "xyY" and count == 2:
        number = NUMBERS["y" if letter == "Y" else letter]
        return lambda fields: f"{abs(number(fields)) % 100:02d}"
    return lambda fields: padded(number(fields), count)


def padded(number: int, digits: int) -> str:
    """At least so many digits, after a minus sign if there is one."""
    return f"{number:0{digits}d}" if number >= 0 else f"-{-number:0{digits}d}"


def _fraction(milliseconds: int, count: int) -> str:
    if milliseconds == 0:
        return "0" * count
    return f"{milliseconds:03d}".ljust(LONGEST_FRACTION, "0")[:count]


def _zone_text(letter: str, count: int) -> str:
    if letter == "z":
        return "Coordinated Universal Time" if count >= 4 else "UTC"
    return {1: "+0000", 2: "+00:00"}.get(count, "UTC")
