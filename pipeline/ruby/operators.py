"""Ruby's operators, quick for numbers and texts; for everything else the methods of that name."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipeline.ruby.dispatch import dispatch
from pipeline.ruby.faults import RubyError
from pipeline.ruby.run import RUN, SHORT, bounded, grown
from pipeline.ruby.show import class_name, described, no_method
from pipeline.ruby.values import MatchData, Range, Regexp, RubyClass, Symbol

NUMBERS = frozenset((int, float, Decimal, Fraction))
INFINITY = float("inf")
QUICK = 1 << 64


def add(left: Any, right: Any) -> Any:
    """`+`."""
    kind = type(left)
    if kind is type(right):
        if kind is int or kind is float:
            return left + right
        if kind is str:
            text = left + right
            return text if len(text) < SHORT else grown(text)
    return PLUS[kind](left, right)


def subtract(left: Any, right: Any) -> Any:
    """`-`."""
    kind = type(left)
    if kind is type(right) and (kind is int or kind is float):
        return left - right
    return MINUS[kind](left, right)


def multiply(left: Any, right: Any) -> Any:
    """`*`."""
    kind = type(left)
    if kind is type(right):
        if kind is float:
            return left * right
        if kind is int:
            product = left * right
            return product if -QUICK < product < QUICK else bounded(product)
    return TIMES[kind](left, right)


def divide(left: Any, right: Any) -> Any:
    """`/`: whole numbers are rounded down."""
    kind = type(left)
    if right and kind is type(right):
        if kind is int:
            return left // right
        if kind is float:
            return left / right
    return DIVIDE[kind](left, right)


def modulo(left: Any, right: Any) -> Any:
    """`%`."""
    if right and type(left) is int and type(right) is int:
        return left % right
    return MODULO[type(left)](left, right)


def coerced(left: Any, right: Any) -> tuple[Any, Any]:
    """Two numbers of one kind; a TypeError of Ruby's where one is none."""
    kind = type(right)
    if kind not in NUMBERS:
        raise RubyError("TypeError", f"{described(right)} can't be coerced into {class_name(left)}")
    if kind is type(left):
        return left, right
    if kind is Decimal or type(left) is Decimal:
        return as_decimal(left), as_decimal(right)
    if float not in (kind, type(left)):
        return Fraction(left), Fraction(right)
    return as_float(left), as_float(right)


def as_decimal(value: Any) -> Decimal:
    """A number as BigDecimal."""
    if type(value) is Fraction:
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value if type(value) is Decimal else Decimal(repr(value))


def as_float(value: Any) -> float:
    """A number as a float, infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return INFINITY if value > 0 else -INFINITY


def equal(left: Any, right: Any) -> bool:
    """`==`: true is not 1, and a list that serves as a key is a list."""
    kind, other = type(left), type(right)
    if kind is other:
        return bool(left == right)
    if kind is bool or other is bool or left is None or right is None:
        return False
    if kind in NUMBERS and other in NUMBERS:
        return bool(left == right)
    if kind is tuple or other is tuple:
        return isinstance(left, list | tuple) and isinstance(right, list | tuple) and list(left) == list(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return bool(left == right)
    return False


def order(left: Any, right: Any) -> int | None:
    """`<=>`: -1, 0, 1, or None for what has no order."""
    kind, other = type(left), type(right)
    if (kind is other and kind in ORDERED) or (kind in NUMBERS and other in NUMBERS):
        return int(left > right) - int(left < right) if left == left and right == right else None
    if kind is list and other is list:
        return _order_lists(left, right)
    if kind is Symbol and other is Symbol:
        return int(left.name > right.name) - int(left.name < right.name)
    if kind in COMPARERS:
        found: int | None = COMPARERS[kind](left, right)
        return found
    return 0 if left is right or equal(left, right) else None


ORDERED = {int, float, str, Decimal, Fraction}
COMPARERS: dict[type, Callable[[Any, Any], int | None]] = {}


def _order_lists(left: list[Any], right: list[Any]) -> int | None:
    for one, two in zip(left, right, strict=False):
        found = order(one, two)
        if found != 0:
            return found
    return int(len(left) > len(right)) - int(len(left) < len(right))


def _compare(name: str, quick: Callable[[Any, Any], bool], test: Callable[[int], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        kind = type(left)
        if kind is type(right) and (kind is int or kind is float or kind is str):
            return quick(left, right)
        if kind in NUMBERS and type(right) in NUMBERS:
            return quick(left, right)
        return slowly(left, right)

    def slowly(left: Any, right: Any) -> bool:
        if type(left) not in COMPARABLE and type(left) not in COMPARERS:
            methods = dispatch(name)
            if type(left) in methods:
                return bool(methods[type(left)](left, right))
            raise no_method(name, left)
        found = order(left, right)
        if found is None:
            shown = str(right) if type(right) in NUMBERS else described(right)
            raise RubyError("ArgumentError", f"comparison of {class_name(left)} with {shown} failed")
        return test(found)

    return compare


COMPARABLE = {int, float, str, Decimal, Fraction}
less = _compare("<", lambda left, right: bool(left < right), lambda found: found < 0)
at_most = _compare("<=", lambda left, right: bool(left <= right), lambda found: found <= 0)
more = _compare(">", lambda left, right: bool(left > right), lambda found: found > 0)
at_least = _compare(">=", lambda left, right: bool(left >= right), lambda found: found >= 0)


def matches(left: Any, right: Any) -> int | None:
    """`=~`: where the first match begins."""
    if type(left) is Regexp:
        left, right = right, left
    if left is None or type(right) is not Regexp:
        if left is None:
            RUN.match = None
        elif type(left) is str and type(right) is str:
            raise RubyError("TypeError", "wrong argument type String (expected Regexp)")
        return None
    if type(left) is not str and type(left) is not Symbol:
        return None
    found = search(right, left)
    return None if found is None else int(found.match.start())


def search(expression: Regexp, text: Any) -> MatchData | None:
    """The first match, which becomes `$~` too."""
    if type(text) is not str:
        text = implicit_text(text)
    found = expression.pattern.search(text)
    RUN.match = None if found is None else MatchData(found, expression)
    result: MatchData | None = RUN.match
    return result


def implicit_text(value: Any) -> str:
    """A text or a symbol as a text; a TypeError of Ruby's for others."""
    if type(value) is str:
        return value
    if type(value) is Symbol:
        return value.name
    raise RubyError("TypeError", f"no implicit conversion of {described(value)} into String")


def case_equal(pattern: Any, value: Any) -> bool:
    """`===`: what a `when` asks."""
    kind = type(pattern)
    if kind is Regexp:
        if type(value) is str or type(value) is Symbol:
            return search(pattern, value) is not None
        RUN.match = None
        return False
    if kind is RubyClass:
        return is_instance(value, pattern)
    if kind is Range:
        return covers(pattern, value)
    if hasattr(pattern, "call") and kind.__name__ == "Block":
        answer = pattern.call(value)
        return answer is not None and answer is not False
    return equal(pattern, value)


def covers(within: Range, value: Any) -> bool:
    """Whether a range holds a value; values of another kind are not in it."""
    low = -1 if within.low is None else order(within.low, value)
    if low is None or low > 0:
        return False
    if within.high is None:
        return True
    high = order(value, within.high)
    return high is not None and (high < 0 or (high == 0 and not within.exclusive))


def is_instance(value: Any, wanted: RubyClass) -> bool:
    """`is_a?`."""
    if isinstance(value, RubyError):
        from pipeline.ruby.faults import is_kind

        return is_kind(value.kind, wanted.name) or wanted.name in ("Object", "BasicObject", "Kernel")
    if wanted.name in ("TrueClass", "FalseClass"):
        return value is (wanted.name == "TrueClass")
    return type(value) in wanted.tests or wanted.name in ("Object", "BasicObject", "Kernel")


PLUS = dispatch("+")
MINUS = dispatch("-")
TIMES = dispatch("*")
DIVIDE = dispatch("/")
MODULO = dispatch("%")
