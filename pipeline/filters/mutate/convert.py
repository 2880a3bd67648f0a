"""What `convert` makes of a value, in Ruby's way: JRuby's Float() and Integer() decide which texts are numbers.

Checked against the plugin's rules run by JRuby 9.4.15; golden/notes/mutate.md has the surprises.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.errors import FieldError
from pipeline.jsontext import MAX_DIGITS
from pipeline.rubynumbers import float_from, integer_from
from pipeline.texts import RUBY_BLANKS, ruby_text
from pipeline.timestamp import Timestamp

SIMPLE = re.compile(r"-?[0-9]{1,200}(?:\.[0-9]+)?")
TRUE = re.compile(r"^(?:true|t|yes|y|1|1.0)$", re.IGNORECASE | re.MULTILINE)
FALSE = re.compile(r"^(?:false|f|no|n|0|0.0)$", re.IGNORECASE | re.MULTILINE)
SWAP = str.maketrans(",.", ".,")


def converter(kind: str) -> Callable[[Any], Any]:
    """A function that converts a value, a list item by item; it leaves maps and nulls, and raises FieldError."""
    one = CONVERTERS[kind]

    def convert(value: Any) -> Any:
        if type(value) is list:
            return [None if item is None else one(item) for item in value]
        return value if type(value) is dict else one(value)

    return convert


def to_integer(value: Any) -> int:
    """An integer; decimals are cut off."""
    if type(value) is str:
        return integer_of(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Timestamp):
        return value.epoch_seconds
    if isinstance(value, float | Decimal):
        return _whole(value)
    raise FieldError("a list or map is no number")


def integer_of(text: str) -> int:
    """The integer that a text shows; `010` is 8 and `1e3` is none, since Ruby's Integer() reads them."""
    if text.isdecimal() and text.isascii() and text[0] != "0" and len(text) <= MAX_DIGITS:
        return int(text)
    text = text.strip(RUBY_BLANKS).replace(",", "").lower()
    number = float_from(text)
    if "." in text:
        return _whole(number)
    return integer_from(text.strip(RUBY_BLANKS))


def _whole(number: float | Decimal) -> int:
    try:
        return int(number)
    except (OverflowError, ValueError):
        raise FieldError("the number is infinite") from None


def to_float(value: Any) -> float | Decimal:
    """A float; beyond what one can hold, infinity."""
    if type(value) is str:
        if SIMPLE.fullmatch(value):
            return float(value)
        number = float_from(value.strip(RUBY_BLANKS).replace(",", "").lower())
    elif isinstance(value, Timestamp):
        return value.epoch_ns / 1_000_000_000
    elif isinstance(value, int | float | Decimal):
        number = _as_float(value)
    else:
        raise FieldError("a list or map is no number")
    return number if number - number == 0 else Decimal(number)


def _as_float(value: float | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def to_boolean(value: Any) -> Any:
    """True or False for the words that mean it; any other value as it is."""
    text = ruby_text(value)
    known = WORDS.get(text)
    if known is not None:
        return known
    if TRUE.search(text):
        return True
    return False if FALSE.search(text) else value


WORDS = {"true": True, "false": False, "1": True, "0": False, "": False}


def to_string(value: Any) -> str:
    """The value as Ruby prints it."""
    return value if type(value) is str else ruby_text(value)


def _european(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: convert(value.translate(SWAP) if type(value) is str else value)


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "boolean": to_boolean,
    "float": to_float,
    "float_eu": _european(to_float),
    "integer": to_integer,
    "integer_eu": _european(to_integer),
    "string": to_string,
}
