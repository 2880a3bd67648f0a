"""`convert_datatype`: texts to numbers as Java's BigDecimal reads them, with all their digits."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.event import Event
from pipeline.fields import MISSING
from pipeline.filters.dissect.saving import getter_of, setter_of
from pipeline.jsontext import big_decimal
from pipeline.texts import java_inner

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,10}))?")
MOST_DIGITS = 4000  # of a whole number; Python prints no more than 4300
Fail = Callable[[list[str]], Callable[[Event, object], bool]]


def converter(name: str, kind: str, failure: Fail) -> Callable[[Event], None]:
    """A function (event) that makes a field a number, or tags the event; `kind` is int or float in any case.

    FieldError comes out of it where the name is no reference or the number can't stand.
    """
    get, put = getter_of(name), setter_of(name)
    no_value = failure([f"_dataconversionnullvalue_{name}_{kind}"])
    no_number = failure([f"_dataconversionuncoercible_{name}_{kind}"])
    change = _whole if kind.lower() == "int" else _decimal

    def convert(event: Event) -> None:
        value = get(event)
        if value is None or value is MISSING:
            no_value(event, "no value to convert")
            return
        number = change(value)
        if number is None:
            no_number(event, "the value is no number")
        else:
            put(event, number)

    return convert


def _decimal(value: Any) -> Decimal | None:
    text = value if type(value) is str else java_inner(value)
    found = NUMBER.fullmatch(text)
    if found is None or abs(int(found[1] or 0)) > 0x7FFFFFFF:
        return None
    try:
        return big_decimal(text)
    except ValueError:
        return None


def _whole(value: Any) -> int | None:
    number = _decimal(value)
    return None if number is None or number.adjusted() >= MOST_DIGITS else int(number)
