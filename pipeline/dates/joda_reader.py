"""Reading a text by a Joda pattern: the pattern becomes one regular expression and a conversion for each field.

As Joda reads greedily and never goes back, every number and name is matched possessively: no text takes long.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.dates.errors import DateError, PatternError
from pipeline.dates.joda_pattern import Part, split_pattern
from pipeline.dates.local_time import assemble
from pipeline.dates.names import Names, find_names
from pipeline.dates.offsets import OFFSET, SHORT_NAMES, longest_of, offset_ms, short_name_zone, zone_id_pattern
from pipeline.dates.reading import Reading, fraction_digits
from pipeline.zones import find_zone

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local times have no zone yet
DAY = 86400
LONGEST_FRACTION = 18
# letter -> (field, digits at most); a longer run of the letter takes more
NUMBERS = {
    "M": ("month", 2),
    "d": ("day", 2),
    "D": ("day_of_year", 3),
    "e": ("weekday", 1),
    "w": ("week", 2),
    "H": ("hour", 2),
    "k": ("clockhour", 2),
    "K": ("halfday_hour", 2),
    "h": ("halfday_clockhour", 2),
    "m": ("minute", 2),
    "s": ("second", 2),
}
YEARS = {"y": "year", "Y": "year_of_era", "x": "week_year"}
LETTERS_ONLY = re.compile(r"[A-Za-z]+")


class Slot(NamedTuple):
    """A capture of the regular expression: which field it is and what its text means."""

    field: str
    convert: Callable[[str], Any]


class Reader(NamedTuple):
    """A compiled pattern."""

    parts: Sequence[Part]
    split: re.Pattern[str]  # groups: up to the fraction, the fraction, the rest; all three are empty without a fraction
    read: Callable[[str, int], Reading | None]
    """(text, the year where the pattern has none) -> what was read, or None where the text does not fit."""


@lru_cache(maxsize=256)
def compile_reader(pattern: str, locale: str | None, this_year: int, precision: str) -> Reader:
    """A reader for a pattern; PatternError where it can't be read.

    Two digits of a year mean the one from 80 years before `this_year` to 19 after it.
    """
    parts = split_pattern(pattern)
    build = _Build(parts, find_names(locale), this_year, precision)
    regex = re.compile("".join(build.pieces))
    fractions = [index for index, part in enumerate(parts) if part.letter == "S"]
    at = fractions[0] if len(fractions) == 1 else len(parts)
    plain = [
        piece.replace("(", "(?:", 1) if part.letter else piece for part, piece in zip(parts, build.pieces, strict=True)
    ]
    split = re.compile(f"({''.join(plain[:at])})({''.join(plain[at : at + 1])})({''.join(plain[at + 1 :])})")
    return Reader(parts, split, _reader(regex, build.slots))


class _Build:
    """The pieces of the regular expression, one for each part, and the slots of its captures."""

    def __init__(self, parts: Sequence[Part], names: Names, this_year: int, precision: str) -> None:
        self.names = names
        self.first_year = this_year - 80
        self.precision = precision
        self.slots: list[Slot] = []
        following = [*parts[1:], Part("", 0, "")]
        self.pieces = [self._piece(part, after) for part, after in zip(parts, following, strict=True)]

    def _piece(self, part: Part, after: Part) -> str:
        if not part.letter:
            text = re.escape(part.text)
            return text if part.text.upper() == part.text.lower() else f"(?i:{text})"
        slot, expression = self._field(part, after)
        self.slots.append(slot)
        return f"({expression})"

    def _field(self, part: Part, after: Part) -> tuple[Slot, str]:
        letter, size = part.letter, part.size
        if letter in YEARS:
            return self._year(YEARS[letter], size, followed_by_number=after.is_number)
        if letter == "M" and size >= 3:
            return self._name("month", self.names.months, after)
        if letter in NUMBERS:
            name, digits = NUMBERS[letter]
            return Slot(name, int), f"[0-9]{{1,{max(size, digits)}}}+"
        if letter == "S":
            precision = self.precision
            digits = min(size, LONGEST_FRACTION)
            return Slot("fraction", lambda text: fraction_digits(text, precision)), f"[0-9]{{1,{digits}}}+"
        if letter == "C":
            return Slot("century", int), _signed(size)
        if letter in "zZ":
            return _zone(letter, size)
        name, known = {"E": ("weekday", self.names.weekdays), "a": ("halfday", self.names.halfdays)}.get(
            letter, ("era", self.names.eras)
        )
        return self._name(name, known, after)

    def _year(self, field: str, size: int, *, followed_by_number: bool) -> tuple[Slot, str]:
        if size == 2:
            field = "year" if field == "year_of_era" else field
            expression = "[0-9]{2}" if followed_by_number else r"\+*+-?[0-9]++"
            return Slot(field, self._two_digit_year), expression
        digits = size if followed_by_number else max(size, 9)
        return Slot(field, int), f"[0-9]{{1,{digits}}}+" if field == "year_of_era" else _signed(digits)

    def _two_digit_year(self, text: str) -> int:
        if len(text) != 2 or not text.isdigit():
            return int(text.lstrip("+"))
        return self.first_year + (int(text) - self.first_year) % 100

    def _name(self, field: str, known: dict[str, int], after: Part) -> tuple[Slot, str]:
        """A name: a run of letters where it can only be the whole run, else the longest of the known ones."""
        if all(LETTERS_ONLY.fullmatch(name) for name in known) and _ends_letters(after):
            return Slot(field, known.__getitem__), "[A-Za-z]++"
        return Slot(field, known.__getitem__), longest_of(known)


def _signed(digits: int) -> str:
    return f"[+-]?[0-9]{{1,{digits}}}+" if digits > 1 else "[0-9]"


def _ends_letters(after: Part) -> bool:
    """Whether what follows a name can't begin with a letter."""
    return after.is_number if after.letter else not LETTERS_ONLY.match(after.text)


def _zone(letter: str, size: int) -> tuple[Slot, str]:
    if letter == "Z" and size <= 2:
        return Slot("offset", offset_ms), OFFSET
    if letter == "Z":
        return Slot("zone", find_zone), zone_id_pattern()
    if size >= 4:
        raise PatternError('expected at most 3 times "z", as long names of zones can\'t be read')
    return Slot("zone", short_name_zone), longest_of(SHORT_NAMES)


def _reader(regex: re.Pattern[str], slots: Sequence[Slot]) -> Callable[[str, int], Reading | None]:
    fullmatch = regex.fullmatch

    def read_any(text: str, default_year: int) -> Reading | None:
        found = fullmatch(text)
        if found is None:
            return None
        try:
            values = [(slot.field, slot.convert(value)) for slot, value in zip(slots, found.groups(), strict=True)]
            return assembled(values, default_year)
        except (DateError, KeyError):
            return None

    return _quick_reader(regex, slots, read_any) or read_any


def assembled(values: list[tuple[str, Any]], default_year: int) -> Reading:
    """What was read: fields of local_time.py, a `fraction` in nanoseconds, an `offset` in milliseconds, a `zone`.

    DateError where there is no such time.
    """
    given = dict(values)  # of a zone or fraction given twice the last one counts
    numbers = [(name, value // 1_000_000 if name == "fraction" else value) for name, value in values]
    time = assemble([item for item in numbers if item[0] not in ("offset", "zone")], default_year)
    seconds, milliseconds = divmod(time.ms, 1000)
    finer = given.get("fraction", 0) % 1_000_000
    zone: tzinfo | None = given.get("zone")
    return Reading(time.day * DAY + seconds, milliseconds * 1_000_000 + finer, given.get("offset"), zone)


QUICK = ("year", "month", "day", "hour", "minute", "second", "fraction", "offset", "weekday")
QUICK_HALVES = ("halfday_clockhour", "halfday")


def _is_quick(names: Sequence[str]) -> bool:
    """Whether each field is one of the usual and comes but once; hours of a half need the half, and no other hour."""
    known = set(names)
    halves = known.intersection(QUICK_HALVES)
    once = len(known) == len(names) and known <= {*QUICK, *QUICK_HALVES}
    return once and "month" in known and (not halves or (len(halves) == 2 and "hour" not in known))


def _quick_reader(
    regex: re.Pattern[str], slots: Sequence[Slot], read_any: Callable[[str, int], Reading | None]
) -> Callable[[str, int], Reading | None] | None:
    """A reader for the usual fields by datetime; None for a pattern that has others.

    Years that datetime does not know and weekdays that are wrong go to `read_any`.
    """
    names = ["year" if slot.field == "year_of_era" else slot.field for slot in slots]
    if not _is_quick(names):
        return None
    fullmatch = re.compile(f"{regex.pattern}()").fullmatch
    order = [names.index(name) + 1 if name in names else len(names) + 1 for name in (*QUICK, *QUICK_HALVES)]
    converts = {name: slot.convert for name, slot in zip(names, slots, strict=True)}
    year_of, month_of, fraction_of, offset_of, weekday_of, half_of = (
        converts.get(name, int) for name in ("year", "month", "fraction", "offset", "weekday", "halfday")
    )

    def read(text: str, default_year: int) -> Reading | None:
        found = fullmatch(text)
        if found is None:
            return None
        year, month, day, hour, minute, second, fraction, offset, weekday, clock, half = found.group(*order)
        number = year_of(year) if year else default_year
        if not 1 <= number <= 9999:
            return read_any(text, default_year)
        try:
            hours = _hours(int(clock), half_of(half)) if clock else int(hour or 0)
            date = number, month_of(month), int(day or 1)
            passed = datetime(*date, hours, int(minute or 0), int(second or 0)) - EPOCH  # noqa: DTZ001
            if weekday and weekday_of(weekday) != (passed.days + 3) % 7 + 1:
                return read_any(text, default_year)
            offset_value = offset_of(offset) if offset else None
        except (ValueError, KeyError):
            return None
        nanosecond = fraction_of(fraction) if fraction else 0
        return Reading(passed.days * DAY + passed.seconds, nanosecond, offset_value, None)

    return read


def _hours(clock: int, half: int) -> int:
    if not 1 <= clock <= 12:
        raise DateError("expected an hour from 1 to 12")
    return clock % 12 + half * 12
