"""Texts to times: `Time.parse`, `Time.iso8601`, `Time.strptime` and their kin, for the forms in use."""

import re
from dataclasses import dataclass

from pipeline.civil import civil, month_length
from pipeline.ruby.faults import RubyError
from pipeline.ruby.moments import DAY, SECOND, RubyDate, RubyTime, from_local, in_host_zone, local_seconds
from pipeline.ruby.run import RUN
from pipeline.ruby.strftime import DAYS, MONTHS, SHORTHANDS
from pipeline.zones import ZoneError, find_zone

NAMES = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "cet": 1, "cest": 2, "wet": 0, "west": 1, "bst": 1, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "ist": 5.5,
}  # fmt: skip
ZONE = r"(?P<zone>[+-]\d\d(?::?\d\d(?::?\d\d)?)?\b|(?:utc|gmt)[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,5}\b)"
CLOCK = re.compile(
    rf"(?<!\d)(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?(?:\s*(?P<half>am|pm)\b)?(?:\s*{ZONE})?",
    re.IGNORECASE | re.ASCII,
)
DATES = (
    re.compile(r"(?P<year>[+-]?\d{4,})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII),
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s/-]*(?P<name>{MONTH})[a-z]*\.?(?:[\s/,-]*(?P<year>\d{{4}}))?",
        re.IGNORECASE | re.ASCII,
    ),
    re.compile(
        rf"\b(?P<name>{MONTH})[a-z]*\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s*(?P<year>\d{{4}})\b)?",
        re.IGNORECASE | re.ASCII,
    ),
)
COMPACT = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:[.,](?P<fraction>\d+))?\s*{ZONE}?)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(slots=True)
class Found:
    """What a text says of a time."""

    date: tuple[int, int, int] | None = None
    clock: tuple[int, int, int] = (0, 0, 0)
    ns: int = 0
    offset: int | None = None
    utc: bool = False
    timed: bool = False


def offset_of(name: str | None) -> int | None:
    """Seconds east of UTC of `+02:00`, `CEST` or `GMT+2`."""
    if not name:
        return None
    lower = name.lower()
    if lower in ZONES:
        return int(ZONES[lower] * 3600)
    found = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?:?(\d\d)?", lower)
    if found:
        total = int(found[2]) * 3600 + int(found[3] or 0) * 60 + int(found[4] or 0)
        return -total if found[1] == "-" else total
    return None


def read(text: str) -> Found | None:
    """What a text says, None where it names neither a date nor a time."""
    compact = COMPACT.fullmatch(text.strip())
    if compact is not None:
        found = Found()
        _read_date(found, compact)
        if compact["hour"]:
            _read_clock(found, compact)
        return found
    if re.search(r"\d{4}:\d\d:", text):
        raise RubyError("ArgumentError", "argument out of range")
    found = Found()
    clock = CLOCK.search(text)
    rest = text
    if clock is not None:
        _read_clock(found, clock)
        if clock["half"]:
            hour = found.clock[0] % 12 + (12 if clock["half"].lower() == "pm" else 0)
            found.clock = (hour, *found.clock[1:])
        rest = f"{text[: clock.start()]} {text[clock.end() :]}"
    rest = re.sub(r"(\d)[T:]\s", r"\1 ", rest)
    match = next((one for pattern in DATES if (one := pattern.search(rest)) is not None), None)
    if match is not None:
        _read_date(found, match)
        if "year" in match.re.groupindex and not match["year"]:
            _late_year(found, rest[match.end() :])
    return found if clock is not None or match is not None else None


def _late_year(found: Found, rest: str) -> None:
    """A year behind the time: `Tue May 6 07:08:09 2024`."""
    year = re.search(r"\b(\d{4})\b", rest)
    if year is not None and found.date is not None:
        found.date = (int(year[1]), *found.date[1:])


def _read_date(found: Found, match: re.Match[str]) -> None:
    names = match.groupdict()
    month = NAMES[names["name"].lower()] if names.get("name") else int(names["month"])
    year = int(names["year"]) if names.get("year") else today()[0]
    found.date = (year, month, int(names["day"]))
    if not 1 <= month <= 12 or not 1 <= found.date[2] <= month_length(year, month):
        raise RubyError("ArgumentError", "argument out of range")


def _read_clock(found: Found, match: re.Match[str]) -> None:
    found.timed = True
    found.clock = (int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    found.ns = int((match["fraction"] or "")[:9].ljust(9, "0"))
    found.offset = offset_of(match["zone"])
    found.utc = (match["zone"] or "").upper() in ("Z", "UTC")


def today() -> tuple[int, int, int]:
    """The date of the clock."""
    return in_host_zone(RUN.clock()).date


def moment_of(found: Found, kind: str) -> RubyTime:
    """The moment that a text names; for Time without a zone that is the host's, for DateTime UTC."""
    local = local_seconds(*(found.date or today()), *found.clock)
    offset = found.offset if found.offset is not None or kind == "Time" else 0
    moment = from_local(local, found.ns, offset, kind)
    if kind == "Time" and found.utc:
        return RubyTime(moment.ns)
    return moment


def parse_time(text: str, kind: str = "Time") -> RubyTime:
    """`Time.parse` and `DateTime.parse`."""
    found = read(text)
    if found is None or (kind == "DateTime" and found.date is None and not found.timed):
        if kind == "Time":
            raise RubyError("ArgumentError", f'no time information in "{text}"')
        raise RubyError("Date::Error", "invalid date")
    return moment_of(found, kind)


def parse_date(text: str) -> RubyDate:
    """`Date.parse`."""
    found = read(text)
    if found is None or found.date is None:
        raise RubyError("Date::Error", "invalid date")
    return RubyDate(local_seconds(*found.date) // DAY)


ISO = re.compile(
    r"\s*[+-]?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?\s*", re.ASCII | re.IGNORECASE
)


def parse_iso(text: str) -> RubyTime:
    """`Time.iso8601`."""
    if ISO.fullmatch(text) is None:
        raise RubyError("ArgumentError", f'invalid xmlschema format: "{text}"')
    return parse_time(text)


DAY_WORDS = "|".join([*DAYS, *(day[:3] for day in DAYS)])
PARTS = {
    "Y": r"(?P<Y>[+-]?\d+)",
    "y": r"(?P<y>\d{1,2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"\s?(?P<d>\d{1,2})",
    "e": r"\s?(?P<d>\d{1,2})",
    "j": r"(?P<j>\d{1,3})",
    "b": rf"(?P<b>(?:{'|'.join(MONTHS)}|{MONTH}))",
    "a": f"(?:{DAY_WORDS})",
    "H": r"\s?(?P<H>\d{1,2})",
    "k": r"\s?(?P<H>\d{1,2})",
    "I": r"\s?(?P<I>\d{1,2})",
    "l": r"\s?(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "L": r"(?P<f>\d{1,9})",
    "N": r"(?P<f>\d+)",
    "p": r"(?P<p>[ap]\.?m\.?)",
    "z": r"(?P<z>Z|[+-]\d\d:?\d\d(?::?\d\d)?|[a-z]{1,5})",
    "s": r"(?P<s>[+-]?\d+)",
    "Q": r"(?P<Q>[+-]?\d+)",
    "n": r"\s+",
    "t": r"\s+",
    "%": "%",
}
ALIASES = {"B": "b", "h": "b", "A": "a", "P": "p", "Z": "z"}


def _pattern(form: str) -> re.Pattern[str]:
    for letter, long in SHORTHANDS.items():
        form = form.replace(f"%{letter}", long)
    pieces = re.split(r"(%[-0^#_]*\d*:*[a-zA-Z%])", form)
    out = ""
    for piece in pieces:
        letter = piece[-1:] if piece.startswith("%") else ""
        if letter and len(piece) > 1:
            letter = ALIASES.get(letter, letter)
            if letter not in PARTS:
                raise RubyError("ArgumentError", f"strptime can't read {piece} here")
            exact = letter == "Y" and re.search(r"%Y%?\w", form)
            out += r"(?P<Y>[+-]?\d{4})" if exact else PARTS[letter]
        else:
            out += re.sub(r"(?:\\ |\s)+", r"\\s*", re.escape(piece))
    try:
        return re.compile(out, re.IGNORECASE | re.ASCII)
    except re.error:
        raise RubyError("ArgumentError", "strptime can't read a part twice") from None


def strptime(text: str, form: str, kind: str = "Time") -> RubyTime:
    """`strptime`."""
    found = _pattern(form).match(text.lstrip())
    if found is None or (kind != "Time" and found.end() != len(text.strip())):
        raise RubyError(
            "ArgumentError" if kind == "Time" else "Date::Error",
            f"invalid date or strptime format - `{text}' `{form}'" if kind == "Time" else "invalid date",
        )
    part = {"Y": None, "m": None, "d": None, "H": None, "I": None, "M": None, "S": None, "f": None, "y": None,
    "j": None,
            "s": None, "Q": None, "b": None, "p": None, "z": None, **found.groupdict()}  # fmt: skip
    if part["s"] or part["Q"]:
        ns = int(part["s"]) * SECOND if part["s"] else int(part["Q"] or 0) * 1_000_000
        return in_host_zone(ns, kind) if kind == "Time" else RubyTime(ns, 0, "UTC", kind)
    return moment_of(_from_parts(part), kind)


def _from_parts(part: dict[str, str | None]) -> Found:
    year = _year(part)
    month = NAMES[part["b"][:3].lower()] if part["b"] else int(part["m"] or 1)
    hour = int(part["H"] or 0)
    if part["I"]:
        hour = int(part["I"]) % 12 + (12 if (part["p"] or "a")[0].lower() == "p" else 0)
    date = (year, month, int(part["d"] or 1))
    if part["j"]:
        start = local_seconds(year, 1, 1) // DAY + int(part["j"]) - 1
        date = civil(start)
    if not 1 <= date[1] <= 12 or not 1 <= date[2] <= month_length(date[0], date[1]):
        raise RubyError("ArgumentError", "argument out of range")
    clock = (hour, int(part["M"] or 0), int(part["S"] or 0))
    return Found(date, clock, int((part["f"] or "")[:9].ljust(9, "0")), offset_of(part["z"]), timed=True)


def _year(part: dict[str, str | None]) -> int:
    if part["Y"]:
        return int(part["Y"])
    if part["y"]:
        return int(part["y"]) + (1900 if int(part["y"]) >= 69 else 2000)
    return today()[0]


def zone_offset(name: str, seconds: int) -> int:
    """The offset that `localtime("+02:00")` means; names of zones are taken too."""
    found = offset_of(name)
    if found is not None:
        return found
    try:
        zone = find_zone(name)
    except ZoneError:
        raise RubyError(
            "ArgumentError", f'"+HH:MM", "-HH:MM", "UTC" or "A".."I","K".."Z" expected for utc_offset: {name}'
        ) from None
    from pipeline.zones import utc_offset

    return utc_offset(seconds, zone)
