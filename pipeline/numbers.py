"""Numbers as Ruby's lenient conversions read them: what begins like a number is one, and the rest is ignored."""

import re
from decimal import Decimal
from typing import Any

from pipeline.errors import FieldError
from pipeline.timestamp import Timestamp

INTEGER = re.compile(r"[\t-\r ]*([+-]?[0-9]+(?:_[0-9]+)*)")
MOST_DIGITS = 4000  # Python refuses to read more than 4300


def ruby_to_i(value: Any) -> int:
    """As Ruby's `to_i`: `"12x"` is 12, `"abc"` and null are 0, decimals are cut off.

    FieldError for what has no `to_i` (a boolean, a list, a map) or no end (infinity, a text of thousands of digits).
    """
    if isinstance(value, Timestamp):
        return value.epoch_seconds
    if isinstance(value, str):
        found = INTEGER.match(value)
        if found is None:
            return 0
        if len(found[1]) > MOST_DIGITS:
            raise FieldError("the number has too many digits")
        return int(found[1])
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FieldError("a boolean, a list or a map is no number")
    try:
        return int(value)
    except (OverflowError, ValueError):
        raise FieldError("the number is infinite") from None
