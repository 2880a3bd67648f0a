"""What `convert` makes of a column: the converters of Ruby's CSV (golden/notes/csv.md).

A text that doesn't fit stays as it is, but as a boolean it loses its capitals and the blanks around it.  An empty
column stays null as a number, and fails as anything else.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.dates import DateError, compile_date_parser
from pipeline.errors import FieldError
from pipeline.rubynumbers import float_from, integer_from
from pipeline.texts import RUBY_BLANKS
from pipeline.zones import host_zone

Clock = Callable[[], int]
Convert = Callable[[str | None], Any]
KINDS = ("integer", "float", "date", "date_time", "boolean")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_AND_DAY = rf"(?:\w+,?\s+)?(?P<month>{'|'.join(MONTHS)})[a-z_]*\s+(?P<day>\d{{1,2}})"
ISO_DAY = r"(?P<iso>\d{4}-\d\d-\d\d)"
YEAR = r",?\s+(?P<year>\d{2,4})"
DATE = re.compile(rf"{ISO_DAY}|{MONTH_AND_DAY}{YEAR}", re.ASCII | re.IGNORECASE)
DATE_TIME = re.compile(
    rf"{ISO_DAY}(?:[T\s](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?(?P<zone>[+-]\d\d:\d\d|\s?(?:UTC|Z))?)?))?"
    rf"|{MONTH_AND_DAY}\s+(?P<clock>\d\d?:\d\d?:\d\d?){YEAR}",
    re.ASCII | re.IGNORECASE,
)


def converter(kind: str, clock: Clock) -> Convert:
    """The function (column) -> value for one of KINDS; FieldError where an empty column can't be converted."""
    if kind == "integer":
        return _number(integer_from)
    if kind == "float":
        return _number(_float)
    return _boolean if kind == "boolean" else _date(kind, clock)


def _number(read: Callable[[str], Any]) -> Convert:
    def convert(column: str | None) -> Any:
        try:
            return None if column is None else read(column)
        except FieldError:
            return column

    return convert


def _float(text: str) -> float | Decimal:
    number = float_from(text)
    return number if number - number == 0 else Decimal(number)


def _boolean(column: str | None) -> bool | str:
    if column is None:
        raise FieldError("an empty column is no boolean")
    text = column.strip(RUBY_BLANKS).lower()
    return {"true": True, "false": False}.get(text, text)


def _date(kind: str, clock: Clock) -> Convert:
    """A date is midnight on this machine's clocks; a date with a time is UTC unless it names an offset."""
    pattern = DATE if kind == "date" else DATE_TIME
    zone = host_zone() if kind == "date" else "UTC"
    parse = compile_date_parser(["ISO8601"], zone=zone, now=clock, precision="ns")

    def convert(column: str | None) -> Any:
        if column is None:
            raise FieldError("an empty column is no date")
        found = pattern.fullmatch(column)
        try:
            return column if found is None else parse(_iso_text(found.groupdict()))
        except DateError:
            return column

    return convert


def _iso_text(found: dict[str, str | None]) -> str:
    zone = found.get("zone") or ""
    time = found.get("time") or ":".join([part.zfill(2) for part in (found.get("clock") or "0:0:0").split(":")])
    whole, point, decimals = time.removesuffix(zone).partition(".")
    return f"{_day(found)}T{whole}{point}{decimals[:9]}{zone if zone[:1] in ('+', '-') else ''}"


def _day(found: dict[str, str | None]) -> str:
    if found["iso"]:
        return found["iso"]
    month = MONTHS.index(str(found["month"]).lower()) + 1
    return f"{_year(str(found['year']))}-{month:02d}-{int(found['day'] or 0):02d}"


def _year(digits: str) -> str:
    """Two digits from 69 on are of the last century, as Ruby's Date.parse takes them."""
    if len(digits) == 2:
        return ("19" if digits >= "69" else "20") + digits
    return digits.zfill(4)
