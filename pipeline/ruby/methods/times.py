"""Time, DateTime, Date and LogStash::Timestamp."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipeline.civil import day_number, month_length, weekday
from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.moments import (
    DAY,
    SECOND,
    RubyDate,
    RubyTime,
    from_local,
    in_host_zone,
    iso,
    local_seconds,
    offset_text,
    time_of,
    year_day,
    zone_text,
)
from pipeline.ruby.operators import COMPARERS
from pipeline.ruby.run import check_length
from pipeline.ruby.show import CLASS_NAMES, INSPECT, SHOW, described
from pipeline.ruby.strftime import WORDS, strftime
from pipeline.ruby.timeparse import zone_offset
from pipeline.timestamp import Timestamp

NUMBERS = (int, float, Fraction, Decimal)


def nanoseconds(value: Any) -> int:
    """A number of seconds in nanoseconds; floats are exact binary fractions, cut off."""
    if type(value) is int:
        return value * SECOND
    if type(value) not in NUMBERS:
        raise RubyError("TypeError", f"can't convert {described(value)} into an exact number")
    if type(value) is float and (value != value or abs(value) == float("inf")):
        raise RubyError("FloatDomainError", "Infinity" if value > 0 else "NaN" if value != value else "-Infinity")
    above, below = value.as_integer_ratio()
    return int(above * SECOND // below)


def plus(moment: RubyTime, seconds: Any) -> RubyTime:
    """`+`: seconds, or days for a DateTime."""
    if isinstance(seconds, RubyTime):
        raise RubyError("TypeError", "time + time?")
    amount = nanoseconds(seconds)
    return moment.at(moment.ns + (amount * DAY if moment.kind == "DateTime" else amount))


def minus(moment: RubyTime, other: Any) -> Any:
    """`-`: a moment before, or how long ago another was."""
    if isinstance(other, Timestamp):
        other = time_of(other)
    if isinstance(other, RubyTime):
        apart = moment.ns - other.ns
        return Fraction(apart, DAY * SECOND) if moment.kind == "DateTime" else apart / SECOND
    amount = nanoseconds(other)
    return moment.at(moment.ns - (amount * DAY if moment.kind == "DateTime" else amount))


def shown(moment: RubyTime) -> str:
    """`to_s`."""
    if moment.kind == "DateTime":
        return iso8601(moment)
    return f"{strftime(moment, '%Y-%m-%d %H:%M:%S')} {zone_text(moment)}"


def inspected(moment: RubyTime) -> str:
    """`inspect`."""
    if moment.kind == "DateTime":
        return f"#<DateTime: {iso8601(moment)}>"
    fraction = f"{moment.ns % SECOND:09d}".rstrip("0")
    return f"{strftime(moment, '%Y-%m-%d %H:%M:%S')}{'.' + fraction if fraction else ''} {zone_text(moment)}"


def iso8601(moment: RubyTime, digits: int = 0) -> str:
    """`iso8601`."""
    check_length(digits)
    fraction = f".{f'{moment.ns % SECOND:09d}'[:digits].ljust(digits, '0')}" if digits else ""
    zone = "Z" if moment.utc and moment.kind == "Time" else offset_text(moment.offset)
    return f"{strftime(moment, '%Y-%m-%dT%H:%M:%S')}{fraction}{zone}"


def in_zone(moment: RubyTime, name: Any = None) -> RubyTime:
    """`localtime`."""
    if name is None:
        return in_host_zone(moment.ns, moment.kind)
    if type(name) is int:
        return RubyTime(moment.ns, name, None, moment.kind)
    if name in ("UTC", "Z"):
        return utc(moment)
    return RubyTime(moment.ns, zone_offset(name, moment.ns // SECOND), None, moment.kind)


def utc(moment: RubyTime) -> RubyTime:
    """`utc`."""
    return RubyTime(moment.ns, 0, "UTC", moment.kind)


def rounded(moment: RubyTime, digits: int = 0) -> RubyTime:
    """`round`."""
    unit = 10 ** max(9 - digits, 0)
    return moment.at((moment.ns + unit // 2) // unit * unit)


def floored(moment: RubyTime, digits: int = 0) -> RubyTime:
    """`floor`."""
    unit = 10 ** max(9 - digits, 0)
    return moment.at(moment.ns // unit * unit)


def to_f(moment: RubyTime) -> float:
    """`to_f`."""
    return moment.ns / SECOND


def compare(left: Any, right: Any) -> int | None:
    """`<=>` of moments."""
    if isinstance(left, RubyTime) and isinstance(right, RubyTime):
        return (left.ns > right.ns) - (left.ns < right.ns)
    if isinstance(left, RubyDate) and isinstance(right, RubyDate):
        return (left.day > right.day) - (left.day < right.day)
    if type(left) is Timestamp and type(right) is Timestamp:
        return (left > right) - (left < right)
    return None


def is_day(number: int) -> Method:
    """`monday?` and its kin."""
    return lambda moment: weekday(moment.day) == number


DAY_NAMES = ("monday?", "tuesday?", "wednesday?", "thursday?", "friday?", "saturday?", "sunday?")
OF_A_DATE: dict[str, Method] = {
    "year": lambda moment: moment.date[0],
    "month": lambda moment: moment.date[1],
    "mon": lambda moment: moment.date[1],
    "day": lambda moment: moment.date[2],
    "mday": lambda moment: moment.date[2],
    "wday": lambda moment: weekday(moment.day) % 7,
    "yday": lambda moment: year_day(moment.day),
    "cwday": lambda moment: weekday(moment.day),
    "cweek": lambda moment: iso(moment.day)[1],
    "cwyear": lambda moment: iso(moment.day)[0],
    "strftime": lambda moment, pattern="%F": strftime(moment, pattern),
    "to_date": lambda moment: RubyDate(moment.day),
    **{name: is_day(number) for number, name in enumerate(DAY_NAMES, start=1)},
}
TIME: dict[str, Method] = {
    "+": plus,
    "-": minus,
    "hour": lambda moment: moment.clock[0],
    "min": lambda moment: moment.clock[1],
    "minute": lambda moment: moment.clock[1],
    "sec": lambda moment: moment.clock[2],
    "second": lambda moment: moment.clock[2],
    "usec": lambda moment: moment.ns % SECOND // 1000,
    "tv_usec": lambda moment: moment.ns % SECOND // 1000,
    "nsec": lambda moment: moment.ns % SECOND,
    "tv_nsec": lambda moment: moment.ns % SECOND,
    "subsec": lambda moment: Fraction(moment.ns % SECOND, SECOND) if moment.ns % SECOND else 0,
    "to_i": lambda moment: moment.ns // SECOND,
    "tv_sec": lambda moment: moment.ns // SECOND,
    "to_f": to_f,
    "to_r": lambda moment: Fraction(moment.ns, SECOND),
    "iso8601": iso8601,
    "xmlschema": iso8601,
    "utc": utc,
    "gmtime": utc,
    "getutc": utc,
    "getgm": utc,
    "localtime": in_zone,
    "getlocal": in_zone,
    "utc?": lambda moment: moment.utc,
    "gmt?": lambda moment: moment.utc,
    "utc_offset": lambda moment: moment.offset,
    "gmt_offset": lambda moment: moment.offset,
    "gmtoff": lambda moment: moment.offset,
    "zone": lambda moment: WORDS["Z"](moment) or None,
    "round": rounded,
    "floor": floored,
    "to_time": lambda moment: RubyTime(moment.ns, moment.offset, moment.zone if moment.kind == "Time" else None),
    "to_datetime": lambda moment: RubyTime(moment.ns, moment.offset, None, "DateTime"),
    "new_offset": lambda moment, name="+00:00": in_zone(moment, name),
    "rfc2822": lambda moment: strftime(moment, "%a, %d %b %Y %H:%M:%S %z"),
    "httpdate": lambda moment: strftime(utc(moment), "%a, %d %b %Y %H:%M:%S GMT"),
    "ctime": lambda moment: strftime(moment, "%a %b %e %H:%M:%S %Y"),
    "asctime": lambda moment: strftime(moment, "%a %b %e %H:%M:%S %Y"),
}


def days_on(held: RubyDate, days: Any) -> RubyDate:
    """`+` of a date."""
    if type(days) not in NUMBERS:
        raise RubyError("TypeError", "expected numeric")
    return RubyDate(held.day + int(days))


def days_back(held: RubyDate, other: Any) -> Any:
    """`-` of a date."""
    if isinstance(other, RubyDate):
        return Fraction(held.day - other.day)
    return days_on(held, -other if type(other) in NUMBERS else other)


def months_on(held: Any, months: int) -> Any:
    """`>>`: the same day of a later month, or its last."""
    year, month, day = held.date
    month += months - 1
    year, month = year + month // 12, month % 12 + 1
    moved = day_number(year, month, min(day, month_length(year, month)))
    if isinstance(held, RubyDate):
        return RubyDate(moved)
    return RubyTime(held.ns + (moved - held.day) * DAY * SECOND, held.offset, held.zone, held.kind)


DATE: dict[str, Method] = {
    "+": days_on,
    "-": days_back,
    ">>": months_on,
    "<<": lambda held, months: months_on(held, -months),
    "next_day": lambda held, days=1: days_on(held, days),
    "prev_day": lambda held, days=1: days_on(held, -days),
    "next": lambda held: days_on(held, 1),
    "succ": lambda held: days_on(held, 1),
    "next_month": lambda held, months=1: months_on(held, months),
    "prev_month": lambda held, months=1: months_on(held, -months),
    "next_year": lambda held, years=1: months_on(held, 12 * years),
    "prev_year": lambda held, years=1: months_on(held, -12 * years),
    "iso8601": lambda held: strftime(held, "%F"),
    "xmlschema": lambda held: strftime(held, "%F"),
    "to_time": lambda held: from_local(local_seconds(*held.date), 0, None),
    "to_datetime": lambda held: RubyTime(held.day * DAY * SECOND, 0, None, "DateTime"),
    "jd": lambda held: held.day + 2440588,
}


def on_time(method: Callable[..., Any]) -> Method:
    """A method of Time for a timestamp."""
    return lambda stamp, *args: method(time_of(stamp), *args)


def seen_here(stamp: Timestamp) -> RubyTime:
    """`time` of a timestamp: a Time in the zone of this machine."""
    return in_host_zone(stamp.epoch_ns)


STAMP: dict[str, Method] = {
    "time": seen_here,
    "+": lambda stamp, seconds: plus(seen_here(stamp), seconds),
    "-": lambda stamp, other: minus(seen_here(stamp), other),
    "to_iso8601": lambda stamp: str(stamp)[:],
    "to_s": lambda stamp: str(stamp)[:],
    "utc": lambda stamp: stamp,
    "gmtime": lambda stamp: stamp,
    **{name: on_time(TIME[name]) for name in ("to_i", "to_f", "to_r", "usec", "tv_usec", "nsec", "tv_nsec", "tv_sec")},
    "year": on_time(OF_A_DATE["year"]),
}
register([RubyTime, RubyDate], OF_A_DATE)
register([RubyTime], TIME)
register([RubyTime], {name: DATE[name] for name in (">>",)})
register([RubyDate], DATE)
register([Timestamp], STAMP)
COMPARERS.update({RubyTime: compare, RubyDate: compare, Timestamp: compare})
CLASS_NAMES.update({RubyTime: "Time", RubyDate: "Date"})
SHOW.update({RubyTime: shown, RubyDate: lambda held: strftime(held, "%F")})
INSPECT.update(
    {
        RubyTime: inspected,
        RubyDate: lambda held: f"#<Date: {strftime(held, '%F')} (({held.day + 2440588}j,0s,0n),+0s,2299161j)>",
    }
)
