"""`strftime` as Ruby has it."""

import re
from collections.abc import Callable
from functools import lru_cache

from pipeline.civil import weekday
from pipeline.ruby.moments import HOST_UTC, SECOND, RubyDate, RubyTime, iso, offset_text, week_by, year_day
from pipeline.ruby.run import check_length

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DIRECTIVE = re.compile(r"%([-0^#_]*)(\d{0,4})(:{0,3})([a-zA-Z%+])")
SHORTHANDS = {
    "c": "%a %b %e %H:%M:%S %Y", "D": "%m/%d/%y", "x": "%m/%d/%y", "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S",
    "R": "%H:%M", "r": "%I:%M:%S %p", "v": "%e-%^b-%4Y", "+": "%a %b %e %H:%M:%S %Z %Y",
}  # fmt: skip
Moment = RubyTime


def _twelve(hour: int) -> int:
    return hour % 12 or 12


# letter -> (number, width, padding)
NUMBERS: dict[str, tuple[Callable[[Moment], int], int, str]] = {
    "Y": (lambda at: at.date[0], 4, "0"),
    "C": (lambda at: at.date[0] // 100, 2, "0"),
    "y": (lambda at: at.date[0] % 100, 2, "0"),
    "m": (lambda at: at.date[1], 2, "0"),
    "d": (lambda at: at.date[2], 2, "0"),
    "e": (lambda at: at.date[2], 2, " "),
    "j": (lambda at: year_day(at.day), 3, "0"),
    "H": (lambda at: at.clock[0], 2, "0"),
    "k": (lambda at: at.clock[0], 2, " "),
    "I": (lambda at: _twelve(at.clock[0]), 2, "0"),
    "l": (lambda at: _twelve(at.clock[0]), 2, " "),
    "M": (lambda at: at.clock[1], 2, "0"),
    "S": (lambda at: at.clock[2], 2, "0"),
    "s": (lambda at: at.ns // SECOND, 1, "0"),
    "Q": (lambda at: at.ns // 1_000_000, 1, "0"),
    "u": (lambda at: weekday(at.day), 1, "0"),
    "w": (lambda at: weekday(at.day) % 7, 1, "0"),
    "G": (lambda at: iso(at.day)[0], 4, "0"),
    "g": (lambda at: iso(at.day)[0] % 100, 2, "0"),
    "V": (lambda at: iso(at.day)[1], 2, "0"),
    "U": (lambda at: week_by(at.day, 7), 2, "0"),
    "W": (lambda at: week_by(at.day, 1), 2, "0"),
}
WORDS: dict[str, Callable[[Moment], str]] = {
    "B": lambda at: MONTHS[at.date[1] - 1],
    "b": lambda at: MONTHS[at.date[1] - 1][:3],
    "h": lambda at: MONTHS[at.date[1] - 1][:3],
    "A": lambda at: DAYS[weekday(at.day) - 1],
    "a": lambda at: DAYS[weekday(at.day) - 1][:3],
    "p": lambda at: "AM" if at.clock[0] < 12 else "PM",
    "P": lambda at: "am" if at.clock[0] < 12 else "pm",
    "Z": lambda at: "UTC" if at.zone == HOST_UTC else (at.zone or "") if at.kind == "Time" else offset_text(at.offset),
    "n": lambda at: "\n",
    "t": lambda at: "\t",
    "%": lambda at: "%",
}


def strftime(moment: RubyTime | RubyDate, pattern: str) -> str:
    """A moment by a pattern; a directive that is none stays."""
    at = moment if isinstance(moment, RubyTime) else RubyTime(moment.day * 86400 * SECOND, 0, None, "DateTime")
    return "".join([part if isinstance(part, str) else part(at) for part in compiled(pattern)])


Write = Callable[[Moment], str]


@lru_cache(maxsize=512)
def compiled(pattern: str) -> tuple[str | Write, ...]:
    """The texts of a pattern, and a function for each directive between them."""
    parts: list[str | Write] = []
    end = 0
    for found in DIRECTIVE.finditer(pattern):
        parts += [pattern[end : found.start()], _directive(found)]
        end = found.end()
    return tuple(part for part in [*parts, pattern[end:]] if part != "")


def _directive(found: re.Match[str]) -> str | Write:
    flags, digits, colons, letter = found.groups()
    width = int(digits) if digits else None
    check_length(width or 0)
    if letter in "LN" and not colons:
        count = width or (3 if letter == "L" else 9)
        return lambda at: f"{at.ns % SECOND:09d}"[:count].ljust(count, "0")
    if letter == "z":
        return lambda at: _padded(offset_text(at.offset, len(colons)), flags, width, "0")
    if colons:
        return found[0]
    if letter in NUMBERS:
        return _number(letter, flags, width)
    if letter in SHORTHANDS:
        return lambda at: _padded(strftime(at, SHORTHANDS[letter]), flags, width, " ")
    return _word(letter, flags, width) if letter in WORDS else found[0]


def _number(letter: str, flags: str, width: int | None) -> Write:
    number, least, padding = NUMBERS[letter]
    if "-" in flags:
        return lambda at: str(number(at))
    fill = "0" if "0" in flags else " " if "_" in flags else padding
    size = width or least

    def write(at: Moment) -> str:
        value = number(at)
        return str(value).rjust(size, fill) if value >= 0 else f"-{str(-value).rjust(size, fill)}"

    return write


def _word(letter: str, flags: str, width: int | None) -> Write:
    word = WORDS[letter]
    if "#" in flags:
        return lambda at: _padded(word(at).lower() if letter == "p" else word(at).upper(), flags, width, " ")
    if "^" in flags:
        return lambda at: _padded(word(at).upper(), flags, width, " ")
    return lambda at: _padded(word(at), flags, width, " ")


def _padded(text: str, flags: str, width: int | None, padding: str) -> str:
    return text.rjust(width or 0, "0" if "0" in flags else padding)
