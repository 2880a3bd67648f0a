"""Texts as numbers: what Ruby's Integer() and Float() take, checked against JRuby 9.4.15, and its lenient to_i."""

import re
from decimal import Decimal
from typing import Any

from pipeline.errors import FieldError
from pipeline.jsontext import MAX_DIGITS
from pipeline.timestamp import Timestamp

DIGITS = r"[0-9]+(?:_[0-9]+)*"
HEX = r"[0-9a-f]+(?:_[0-9a-f]+)*"
BLANKS = " \t\n\v\f\r"
FLOAT = re.compile(
    rf"[ \t-\r]*(?:[+-]?(?:{DIGITS}(?:\.{DIGITS})?|\.{DIGITS})(?:e(?:[+-]?{DIGITS}|[+-]))?"
    rf"|(?P<hex>-?0x{HEX}(?:(?:\.{HEX})?p[+-]?{DIGITS})?))[ \t-\r]*"
)
INTEGER = re.compile(
    rf"([+-]?)(?:0x(?P<hex>{HEX})|0b(?P<binary>[01]+(?:_[01]+)*)|0o(?P<marked>[0-7]+(?:_[0-7]+)*)"
    rf"|0d(?P<plain>{DIGITS})|(?P<octal>0(?:_?[0-7]+)*)|(?P<decimal>[1-9][0-9]*(?:_[0-9]+)*))"
)
BEGINNING = re.compile(r"[\t-\r ]*([+-]?[0-9]+(?:_[0-9]+)*)")
BASES = {"hex": 16, "binary": 2, "marked": 8, "octal": 8}


def integer_from(text: str) -> int:
    """The whole number that a text shows, FieldError where it shows none: `010` is 8, `0x1f` 31, and `1e3` is none."""
    found = INTEGER.fullmatch(text.strip(BLANKS).lower())
    if found is None:
        raise FieldError("the text is no whole number")
    kind = str(found.lastgroup)
    digits = found[1] + found[kind]
    if len(digits) > MAX_DIGITS:
        raise FieldError(f"a number of more than {MAX_DIGITS} digits")
    return int(digits, BASES.get(kind, 10))


def float_from(text: str) -> float:
    """The float that a text shows, FieldError where it shows none; beyond what one can hold, infinity."""
    text = text.lower()
    found = FLOAT.fullmatch(text)
    if found is None:
        raise FieldError("the text is no number")
    digits = text.replace("_", "")
    if found["hex"]:
        return float.fromhex(digits)
    return float(digits if digits[-1] not in "+-" else digits[:-2])


def ruby_to_i(value: Any) -> int:
    """As Ruby's `to_i`: `"12x"` is 12, `"abc"` and null are 0, decimals are cut off.

    FieldError for what has no `to_i` (a boolean, a list, a map) or no end (infinity, a text of too many digits).
    """
    if isinstance(value, Timestamp):
        return value.epoch_seconds
    if isinstance(value, str):
        found = BEGINNING.match(value)
        if found is not None and len(found[1]) > MAX_DIGITS:
            raise FieldError(f"a number of more than {MAX_DIGITS} digits")
        return int(found[1]) if found else 0
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FieldError("a boolean, a list or a map is no number")
    try:
        return int(value)
    except (OverflowError, ValueError):
        raise FieldError("the number is infinite") from None
