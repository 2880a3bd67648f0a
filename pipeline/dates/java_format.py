"""Writing dates by java.time patterns: what `%{{yyyy-MM-dd}}` in a text becomes; in UTC and English, to nanoseconds.

Weeks (letters Y, w, W, e, c) begin on Sunday and the first of a year holds January 1, as in Java's English locale.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from pipeline.civil import day_number, weekday, year_start
from pipeline.dates import english
from pipeline.dates.errors import PatternError
from pipeline.dates.java_pattern import JavaPart, split_java_pattern
from pipeline.dates.joda_format import padded
from pipeline.dates.writing import Grain, Write, literal, written
from pipeline.timestamp import Fields, Timestamp

MODIFIED_JULIAN_EPOCH = 40587  # of 1970-01-01
GRAINS = {**dict.fromkeys("aBhHkKms", Grain.SECOND), **dict.fromkeys("SAnN", Grain.FRACTION)}
QUARTERS = ("1st quarter", "2nd quarter", "3rd quarter", "4th quarter")
# the last hour of each part of the day, and what it is called
DAY_PERIODS = (
    *((5, "at night"), (11, "in the morning"), (17, "in the afternoon")),
    *((20, "in the evening"), (23, "at night")),
)


def _day(fields: Fields) -> int:
    return day_number(fields.year, fields.month, fields.day)


def _day_of_year(fields: Fields) -> int:
    return _day(fields) - year_start(fields.year) + 1


def _day_of_week(fields: Fields) -> int:
    return weekday(_day(fields)) % 7 + 1


def _nanosecond_of_day(fields: Fields) -> int:
    return ((fields.hour * 60 + fields.minute) * 60 + fields.second) * 1_000_000_000 + fields.nanosecond


def _week(fields: Fields) -> tuple[int, int]:
    """(week year, week): the Saturday of a week says which year it is of."""
    saturday = _day(fields) + 7 - _day_of_week(fields)
    year = fields.year + (saturday >= year_start(fields.year + 1))
    return year, (saturday - year_start(year)) // 7 + 1


def _week_of_month(fields: Fields) -> int:
    return (fields.day + 6 - _day_of_week(fields)) // 7 + 1


NUMBERS: dict[str, Callable[[Fields], int]] = {
    "u": lambda fields: fields.year,
    "y": lambda fields: fields.year if fields.year > 0 else 1 - fields.year,
    "Y": lambda fields: _week(fields)[0],
    "Q": lambda fields: (fields.month + 2) // 3,
    "M": lambda fields: fields.month,
    "w": lambda fields: _week(fields)[1],
    "W": _week_of_month,
    "D": _day_of_year,
    "d": lambda fields: fields.day,
    "F": lambda fields: (fields.day - 1) % 7 + 1,
    "g": lambda fields: _day(fields) + MODIFIED_JULIAN_EPOCH,
    "e": _day_of_week,
    "h": lambda fields: (fields.hour - 1) % 12 + 1,
    "H": lambda fields: fields.hour,
    "k": lambda fields: fields.hour or 24,
    "K": lambda fields: fields.hour % 12,
    "m": lambda fields: fields.minute,
    "s": lambda fields: fields.second,
    "A": lambda fields: _nanosecond_of_day(fields) // 1_000_000,
    "n": lambda fields: fields.nanosecond,
    "N": _nanosecond_of_day,
}
STANDALONE = {"q": "Q", "L": "M", "c": "e"}
LONGEST_NUMBER = 19
# letter -> how many of it there may be
COUNTS: Mapping[str, Sequence[int]] = {
    **dict.fromkeys("uygAnN", range(1, LONGEST_NUMBER + 1)),
    **dict.fromkeys("QMqLeEGZXx", range(1, 6)),
    **dict.fromkeys("dhHkKmsw", (1, 2)),
    **dict.fromkeys("aFW", (1,)),
    **dict.fromkeys("vO", (1, 4)),
    "Y": range(1, 1000),
    "D": range(1, 4),
    "S": range(1, 10),
    "c": (1, 3, 4, 5),
    "B": (1, 4, 5),
    "V": (2,),
    "z": range(1, 5),
}
ZONES = {
    **{letter * size: "Z" for letter in "VvzX" for size in range(1, 6)},
    **dict.fromkeys(("Z", "ZZ", "ZZZ", "xx", "xxxx"), "+0000"),
    **dict.fromkeys(("O", "OOOO", "ZZZZ"), "GMT"),
    **dict.fromkeys(("xxx", "xxxxx"), "+00:00"),
    "x": "+00",
    "ZZZZZ": "Z",
}


@lru_cache(maxsize=256)
def compile_java_format(pattern: str) -> Callable[[Timestamp], str]:
    """(timestamp) -> its text by a java.time pattern; PatternError where the pattern can't be used."""
    parts = split_java_pattern(pattern)
    writers = [_padded_writer(pattern, part) for part in parts]
    return written(writers, max((GRAINS.get(part.letter, Grain.DAY) for part in parts), default=Grain.DAY))


def _padded_writer(pattern: str, part: JavaPart) -> Write:
    if not part.letter:
        return literal(part.text)
    allowed = COUNTS.get(part.letter)
    if allowed is None:
        raise PatternError(f'expected one of the letters {" ".join(COUNTS)} in "{pattern}", got "{part.letter}"')
    if part.size not in allowed:
        counts = ", ".join(map(str, allowed[:9]))
        raise PatternError(f'expected {counts} times "{part.letter}" in "{pattern}", got {part.size}')
    write = _writer(part.letter, part.size)
    return write if not part.width else lambda fields: write(fields).rjust(part.width)


def _writer(letter: str, count: int) -> Write:
    if letter in "VvzOXxZ":
        return literal(ZONES[letter * count])
    if letter == "S":
        return lambda fields: f"{fields.nanosecond:09d}"[:count]
    if letter == "a":
        return lambda fields: english.HALFDAYS[fields.hour >= 12]
    if letter == "B":
        return lambda fields: _day_period(fields.hour, fields.minute, narrow=count == 5)
    if letter == "G":
        return _era_writer(count)
    letter = STANDALONE.get(letter, letter)
    if letter == "E" or (letter in "QMe" and count >= 3):
        return _name_writer(letter, count)
    return _number_writer(letter, count)


def _era_writer(count: int) -> Write:
    names = {4: ("Before Christ", "Anno Domini"), 5: ("B", "A")}.get(count, english.ERAS)
    return lambda fields: names[fields.year > 0]


def _name_writer(letter: str, count: int) -> Write:
    width = {4: None, 5: 1}.get(count, 3)
    if letter == "Q":
        names = {4: QUARTERS, 5: tuple("1234")}.get(count, ("Q1", "Q2", "Q3", "Q4"))
        return lambda fields: names[(fields.month - 1) // 3]
    if letter == "M":
        return lambda fields: english.MONTHS[fields.month - 1][:width]
    return lambda fields: english.WEEKDAYS[weekday(_day(fields)) - 1][:width]


def _number_writer(letter: str, count: int) -> Write:
    number = NUMBERS[letter]
    if letter in "uyY":
        if count == 2:
            return lambda fields: f"{abs(number(fields)) % 100:02d}"
        if count > 3:
            return lambda fields: _year(number(fields), count)
    return lambda fields: padded(number(fields), count)


def _year(year: int, count: int) -> str:
    """At least `count` digits, with a plus where there are more."""
    return f"+{year}" if count < LONGEST_NUMBER and year >= 10**count else padded(year, count)


def _day_period(hour: int, minute: int, *, narrow: bool) -> str:
    if minute == 0 and hour in (0, 12):
        names = {0: "mi", 12: "n"} if narrow else {0: "midnight", 12: "noon"}
        return names[hour]
    return next(name for last, name in DAY_PERIODS if hour <= last)
