"""The patterns `UNIX`, `UNIX_MS` and `TAI64N`: moments that are numbers, or texts that hold one.

What Logstash takes and refuses is odd (golden/notes/date.md), above all that seconds end in 2038.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from pipeline.dates.reading import from_ns
from pipeline.timestamp import Timestamp

ParseValue = Callable[[object], Timestamp | None]

LAST_SECOND = 2**31 - 1
LOWEST, HIGHEST = -(2**63), 2**63 - 1
SECOND_NS = 1_000_000_000
WHOLE = re.compile(r"[+-]?\d+")
TAI64N = re.compile(r"@?([0-9a-fA-F]{16})([0-9a-fA-F]{8})")
TAI_EPOCH = 2**62
TAI_OFFSET = 10  # seconds between TAI and UTC in 1972; leap seconds since then are not counted


def _whole(text: str) -> int | None:
    """A whole number that fits 64 bits."""
    if not WHOLE.fullmatch(text) or len(text) > 40:
        return None
    number = int(text)
    return number if LOWEST <= number <= HIGHEST else None


def _long(value: float | Decimal) -> int:
    """The whole part as Java makes 64 bits of it: a double stops at the ends, a BigDecimal keeps its lowest bits."""
    if value.is_nan() if isinstance(value, Decimal) else value != value:
        return HIGHEST
    if isinstance(value, float) or not value.is_finite():  # an infinity of the codec is a Decimal here
        return HIGHEST if value >= HIGHEST else LOWEST if value <= LOWEST else int(value)
    if value.as_tuple().exponent >= 64:  # type: ignore[operator]
        return 0  # a multiple of 2**64
    return (int(value) - LOWEST) % 2**64 + LOWEST


def compile_unix(precision: str = "ms") -> ParseValue:
    """A parser for seconds since 1970, as int, float, Decimal or text."""
    kept = 3 if precision == "ms" else 9

    def parse(value: object) -> Timestamp | None:
        if type(value) is str:
            return _unix_text(value, kept)
        if type(value) is int:
            return from_ns(value * SECOND_NS) if value <= LAST_SECOND else None
        if isinstance(value, float | Decimal) and _long(value) <= LAST_SECOND:
            exact = value if precision == "ms" else Decimal(str(value))
            return from_ns(_long(exact * 10**kept) * 10 ** (9 - kept))
        return None

    return parse


def _unix_text(text: str, kept: int) -> Timestamp | None:
    """Seconds; of the decimals, which are added even to a negative number, `kept` are read and the rest is ignored."""
    before, dot, after = text.partition(".")
    seconds = _whole(before)
    decimals = after[:kept]
    rest = _whole(decimals) if dot else 0
    if seconds is None or rest is None or seconds > LAST_SECOND:
        return None
    return from_ns(seconds * SECOND_NS + rest * 10 ** (9 - len(decimals)))


def parse_unix_ms(value: object) -> Timestamp | None:
    """Milliseconds since 1970, as int, float, Decimal or text; parts of a millisecond are cut."""
    number: int | None = None
    if type(value) is str:
        number = _whole(value)
    elif type(value) is int:
        number = value
    elif isinstance(value, float | Decimal):
        number = _long(value)
        if isinstance(value, Decimal) and value.is_finite() and number > LAST_SECOND * 1000:
            return None  # a decimal that the json filter read ends with 2038, one of the codec does not
    return None if number is None else from_ns(number * 1_000_000)


def compile_tai64n(precision: str = "ms") -> ParseValue:
    """A parser for TAI64N labels, `@` before them or not; what follows the label is ignored."""
    step = 1_000_000 if precision == "ms" else 1

    def parse(value: object) -> Timestamp | None:
        found = TAI64N.match(value) if type(value) is str else None
        if found is None:
            return None
        label, nanosecond = int(found[1], 16), int(found[2], 16)
        if label > HIGHEST or nanosecond >= 2**31:
            return None
        return from_ns((label % TAI_EPOCH - TAI_OFFSET) * SECOND_NS + nanosecond // step * step)

    return parse
