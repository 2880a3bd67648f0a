"""Integer, Float, BigDecimal and Rational."""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.kernel import integer, split_options
from pipeline.ruby.operators import NUMBERS, as_decimal, as_float, coerced, order
from pipeline.ruby.run import BITS, bounded
from pipeline.ruby.show import CLASS_NAMES, INSPECT, SHOW, described
from pipeline.texts import ruby_float

INFINITY = float("inf")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def arithmetic(quick: Callable[[Any, Any], Any]) -> Method:
    """An operator on two numbers of any kind."""

    def run(left: Any, right: Any) -> Any:
        one, two = coerced(left, right)
        try:
            found = quick(one, two)
        except OverflowError:
            return INFINITY
        return bounded(found) if type(found) is int else found

    return run


def _divide(left: Any, right: Any) -> Any:
    if type(left) is int:
        if right == 0:
            raise RubyError("ZeroDivisionError", "divided by 0")
        return left // right
    if right == 0 and type(left) is float:
        if left == 0 or left != left:
            return math.nan
        return math.copysign(INFINITY, left) * math.copysign(1, right)
    if right == 0:
        raise RubyError("ZeroDivisionError", "divided by 0")
    return left / right


def _modulo(left: Any, right: Any) -> Any:
    if right == 0:
        if type(left) is float:
            return math.nan
        raise RubyError("ZeroDivisionError", "divided by 0")
    if type(left) is float and abs(right) == INFINITY:
        return left if (left >= 0) == (right > 0) or left == 0 else right
    if type(left) is Decimal:
        rest = left % right
        return rest + right if rest and (rest < 0) != (right < 0) else rest
    return left % right


def power(left: Any, right: Any) -> Any:
    """`**`."""
    if type(right) not in NUMBERS:
        raise RubyError("TypeError", f"{described(right)} can't be coerced into {CLASS_NAMES[type(left)]}")
    if type(left) is int and type(right) is int:
        if right < 0:
            return Fraction(left) ** right if abs(right) < BITS else 0
        if left.bit_length() * right > BITS and abs(left) > 1:
            bounded(1 << BITS)
        return left**right
    try:
        one, two = coerced(left, right)
        found = one**two
    except OverflowError:
        return INFINITY
    except (ZeroDivisionError, ArithmeticError):
        return INFINITY if right < 0 else math.nan
    return math.nan if isinstance(found, complex) else found


def power_of(left: int, right: int, divisor: int | None = None) -> Any:
    """`pow`."""
    return power(left, right) if divisor is None else pow(left, right, divisor)


def shift(left: int, right: int) -> int:
    """`<<`."""
    if right < 0:
        return left >> min(-right, BITS)
    if left and left.bit_length() + right > BITS:
        bounded(1 << BITS)
    return left << right if left else 0


def bits(operator: Callable[[int, int], int]) -> Method:
    """An operator on whole numbers."""

    def run(left: int, right: Any) -> int:
        if type(right) is not int:
            raise RubyError("TypeError", f"{described(right)} can't be coerced into Integer")
        return operator(left, right)

    return run


MODES = {"up": ROUND_HALF_UP, "down": ROUND_HALF_DOWN, "even": ROUND_HALF_EVEN}


def rounding(default: str) -> Method:
    """round, floor and ceil, to a number of digits."""

    def run(number: Any, *args: Any) -> Any:
        given, options = split_options(args)
        digits = given[0] if given else 0
        mode = MODES[str(getattr(options.get("half"), "name", "up"))] if default == ROUND_HALF_UP else default
        return rounded(number, integer(digits) if digits is not None else 0, mode)

    return run


def rounded(number: Any, digits: int, mode: str) -> Any:
    """A number to so many digits, whole where that is none."""
    if type(number) is float and (number != number or abs(number) == INFINITY):
        if digits > 0:
            return number
        raise RubyError("FloatDomainError", ruby_float(number))
    if type(number) is int and digits >= 0:
        return number
    if type(number) is float and 0 < digits < 15 and mode == ROUND_HALF_UP and abs(number) < 1e8:
        return _half_up(number, 10.0**digits)
    if digits > 400 or (type(number) is float and digits > 16):
        return number
    if digits < -400:
        return 0
    exact = Fraction(number)
    if type(number) is float and digits > 0:
        exact = Fraction(Decimal(repr(number)))
    found = _rounded(exact * Fraction(10) ** digits, mode) / Fraction(10) ** digits
    if digits <= 0:
        return int(found)
    return as_decimal(number).quantize(Decimal(1).scaleb(-digits), mode) if type(number) is Decimal else float(found)


def _half_up(number: float, scale: float) -> float:
    """A float to decimals as Ruby does it: in floats, with a look at whether the next one up is still not beyond it."""
    size = abs(number)
    whole = math.floor(size * scale)
    whole += size * scale - whole >= 0.5
    whole += (whole + 0.5) / scale <= size
    return math.copysign(whole / scale, number)


def _rounded(exact: Fraction, mode: str) -> Fraction:
    if mode == ROUND_FLOOR:
        return Fraction(math.floor(exact))
    if mode == ROUND_CEILING:
        return Fraction(math.ceil(exact))
    low = math.floor(abs(exact))
    rest = abs(exact) - low
    half = Fraction(1, 2)
    up = rest > half or (rest == half and (mode == ROUND_HALF_UP or (mode == ROUND_HALF_EVEN and low % 2 == 1)))
    return Fraction(low + up if exact >= 0 else -(low + up))


def truncate(number: Any, digits: int = 0) -> Any:
    """`truncate`."""
    return rounded(number, digits, ROUND_FLOOR if number >= 0 else ROUND_CEILING)


def to_s(number: int, base: int = 10) -> str:
    """`to_s`, in a base."""
    if base == 10:
        return str(number)
    if not 2 <= base <= 36:
        raise RubyError("ArgumentError", f"invalid radix {base}")
    rest, text = abs(number), ""
    while rest:
        rest, digit = divmod(rest, base)
        text = DIGITS[digit] + text
    return ("-" if number < 0 else "") + (text or "0")


def character(number: int, encoding: Any = None) -> str:
    """`chr`."""
    if not 0 <= number < 0x110000 or 0xD800 <= number < 0xE000:
        raise RubyError("RangeError", f"{number} out of char range")
    if encoding is None and number > 0xFF:
        raise RubyError("RangeError", f"{number} out of char range")
    if encoding is None and number > 0x7F:
        return bytes([number]).decode("utf-8", "surrogateescape")
    return chr(number)


def clamp(number: Any, low: Any, high: Any = None) -> Any:
    """`clamp`, between two numbers or within a range."""
    if high is None and hasattr(low, "exclusive"):
        low, high = low.low, low.high
    if low is not None and (order(number, low) or 0) < 0:
        return low
    return high if high is not None and (order(number, high) or 0) > 0 else number


def float_to_i(number: Any) -> int:
    """`to_i`."""
    if number != number or abs(number) == INFINITY:
        raise RubyError("FloatDomainError", ruby_float(float(number)))
    return int(number)


def digits_of(number: int, base: int = 10) -> list[int]:
    """`digits`, the last first."""
    if number < 0:
        raise RubyError("Math::DomainError", "out of domain")
    found = []
    while number:
        number, digit = divmod(number, base)
        found.append(digit)
    return found or [0]


def quotient(left: Any, right: Any) -> Any:
    """`div`."""
    one, two = coerced(left, right)
    if two == 0:
        raise RubyError("ZeroDivisionError", "divided by 0")
    return math.floor(one / two) if type(one) is float else int(one // two)


def decimal_text(number: Decimal, form: str = "") -> str:
    """`to_s` of a BigDecimal; "F" is without exponent."""
    if form.upper().endswith("F"):
        text = format(number, "f")
        return text if "." in text else f"{text}.0"
    return SHOW[Decimal](number)


def bit(number: int, at: int) -> int:
    """`[]`."""
    return (number >> at) & 1 if 0 <= at <= BITS else int(number < 0 < at)


COMMON: dict[str, Method] = {
    "+": arithmetic(lambda left, right: left + right),
    "-": arithmetic(lambda left, right: left - right),
    "*": arithmetic(lambda left, right: left * right),
    "/": arithmetic(_divide),
    "quo": arithmetic(lambda left, right: left / right),
    "%": arithmetic(_modulo),
    "modulo": arithmetic(_modulo),
    "div": quotient,
    "divmod": lambda left, right: [quotient(left, right), arithmetic(_modulo)(left, right)],
    "fdiv": lambda left, right: _divide(as_float(left), as_float(right)),
    "remainder": lambda left, right: (
        left - right * int(left / right) if type(left) is float else int(math.fmod(left, right))
    ),
    "**": power,
    "-@": lambda number: -number,
    "+@": lambda number: number,
    "abs": abs,
    "magnitude": abs,
    "round": rounding(ROUND_HALF_UP),
    "floor": rounding(ROUND_FLOOR),
    "ceil": rounding(ROUND_CEILING),
    "truncate": truncate,
    "to_i": float_to_i,
    "to_int": float_to_i,
    "to_f": as_float,
    "to_d": as_decimal,
    "to_r": Fraction,
    "rationalize": lambda number, by=None: Fraction(repr(number)),
    "zero?": lambda number: number == 0,
    "positive?": lambda number: number > 0,
    "negative?": lambda number: number < 0,
    "nonzero?": lambda number: number if number != 0 else None,
    "integer?": lambda number: type(number) is int,
    "finite?": lambda number: number == number and abs(number) != INFINITY,
    "infinite?": lambda number: (1 if number > 0 else -1) if number == number and abs(number) == INFINITY else None,
    "nan?": lambda number: number != number,
    "clamp": clamp,
}
INTEGER: dict[str, Method] = {
    "to_i": lambda number: number,
    "to_int": lambda number: number,
    "to_s": to_s,
    "inspect": to_s,
    "chr": character,
    "ord": lambda number: number,
    "even?": lambda number: number % 2 == 0,
    "odd?": lambda number: number % 2 == 1,
    "succ": lambda number: number + 1,
    "next": lambda number: number + 1,
    "pred": lambda number: number - 1,
    "gcd": math.gcd,
    "lcm": lambda number, other: bounded(math.lcm(number, other)),
    "digits": digits_of,
    "bit_length": lambda number: (number if number >= 0 else ~number).bit_length(),
    "pow": power_of,
    "<<": shift,
    ">>": lambda left, right: shift(left, -right),
    "&": bits(lambda left, right: left & right),
    "|": bits(lambda left, right: left | right),
    "^": bits(lambda left, right: left ^ right),
    "~": lambda number: ~number,
    "[]": bit,
    "size": lambda number: 8,
}
register([int, float, Decimal, Fraction], COMMON)
register([int], INTEGER)
register(
    [Decimal],
    {
        "to_s": decimal_text,
        "to_digits": lambda number: decimal_text(number, "F"),
        "sqrt": lambda number, digits=16: number.sqrt(),
    },
)
register([Fraction], {"numerator": lambda number: number.numerator, "denominator": lambda number: number.denominator})
CLASS_NAMES[Fraction] = "Rational"
SHOW[Fraction] = lambda number: f"{number.numerator}/{number.denominator}"
INSPECT[Fraction] = lambda number: f"({number.numerator}/{number.denominator})"
