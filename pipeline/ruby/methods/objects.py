"""What every value has, and nil, true and false."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipeline.ruby.dispatch import Method, dispatch, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.methods.kernel import as_proc, big_decimal
from pipeline.ruby.methods.numbers import clamp
from pipeline.ruby.moments import RubyDate, RubyTime
from pipeline.ruby.operators import NUMBERS, case_equal, equal, is_instance, matches, order
from pipeline.ruby.run import RUN
from pipeline.ruby.show import class_name, inspect, text_of
from pipeline.ruby.values import (
    LOGGER,
    Block,
    Enumerator,
    FrozenHash,
    MatchData,
    NewEventBlock,
    Range,
    Regexp,
    RubyClass,
    RubyEvent,
    RubyHash,
    Symbol,
)
from pipeline.timestamp import Timestamp

FLOAT_START = re.compile(
    r"[\0\t-\r ]*([+-]?(?:[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
)
ALL = [
    type(None), bool, int, float, Decimal, Fraction, str, Symbol, list, tuple, dict, RubyHash, FrozenHash, Range,
    Regexp, MatchData,
    Block, NewEventBlock, RubyClass, RubyEvent, RubyTime, RubyDate, Timestamp, Enumerator, RubyError, type(LOGGER),
]  # fmt: skip


def dig_on(value: Any, more: tuple[Any, ...]) -> Any:
    """The rest of a `dig`."""
    if not more or value is None:
        return value
    methods = dispatch("dig")
    if type(value) not in methods:
        raise RubyError("TypeError", f"{class_name(value)} does not have #dig method")
    return methods[type(value)](value, *more)


def responds(value: Any, name: Any, private: Any = None) -> bool:
    """`respond_to?`."""
    return type(value) in dispatch(text_of(name))


def duplicate(value: Any, options: Any = None) -> Any:
    """`dup` and `clone`."""
    if type(value) is list or type(value) is tuple:
        return list(value)
    if type(value) is RubyHash:
        return RubyHash(value, value.default, value.make)
    return dict(value) if isinstance(value, dict) else value


def between(value: Any, low: Any, high: Any) -> bool:
    """`between?`."""
    return bool(dispatch(">=")[type(value)](value, low)) and bool(dispatch("<=")[type(value)](value, high))


def text_to_f(text: str) -> float:
    """`to_f` of a text."""
    found = FLOAT_START.match(text)
    return float(found[1].replace("_", "")) if found else 0.0


def class_of(value: Any) -> RubyClass:
    """`class`."""
    from pipeline.ruby.classes import CLASSES

    name = class_name(value)
    return CLASSES.get(name) or RubyClass(name, (type(value),))


def then(value: Any, block: Any) -> Any:
    """`then`."""
    return block.one(value)


def tap(value: Any, block: Any) -> Any:
    """`tap`."""
    block.one(value)
    return value


def same(value: Any, other: Any) -> bool:
    """`eql?`: 1 and 1.0 differ."""
    return type(value) is type(other) and equal(value, other)


OBJECT: dict[str, Method] = {
    "nil?": lambda value: value is None,
    "is_a?": is_instance,
    "kind_of?": is_instance,
    "instance_of?": lambda value, kind: class_name(value) == kind.name,
    "respond_to?": responds,
    "class": class_of,
    "to_s": text_of,
    "inspect": inspect,
    "dup": duplicate,
    "clone": duplicate,
    "freeze": lambda value: value,
    "frozen?": lambda value: type(value) in (int, float, bool, type(None), Symbol),
    "itself": lambda value: value,
    "tap": tap,
    "then": then,
    "yield_self": then,
    "==": equal,
    "equal?": lambda value, other: value is other,
    "eql?": same,
    "===": case_equal,
    "=~": matches,
    "<=>": order,
    "!": lambda value: value is None or value is False,
    "to_json": lambda value, options=None: _json(value),
}


def _json(value: Any) -> str:
    from pipeline.ruby.json import generate

    return generate(value)


register(ALL, OBJECT, override=False)


def comparison(test: Any) -> Method:
    """<, <=, > and >= by way of `<=>`."""

    def run(value: Any, other: Any) -> bool:
        found = order(value, other)
        if found is None:
            shown = inspect(other) if type(other) in NUMBERS else "nil" if other is None else class_name(other)
            raise RubyError("ArgumentError", f"comparison of {class_name(value)} with {shown} failed")
        return bool(test(found))

    return run


COMPARISONS = {
    "<": comparison(lambda found: found < 0),
    "<=": comparison(lambda found: found <= 0),
    ">": comparison(lambda found: found > 0),
    ">=": comparison(lambda found: found >= 0),
}
COMPARABLES = [int, float, Decimal, Fraction, str, RubyTime, RubyDate, Timestamp]
register(COMPARABLES, {**COMPARISONS, "between?": between, "clamp": clamp}, override=False)
register(
    [dict, RubyHash],
    {
        "<=": lambda held, other: all(key in other and equal(other[key], value) for key, value in held.items()),
        ">=": lambda held, other: all(key in held and equal(held[key], value) for key, value in other.items()),
    },
)
register([str], {"to_f": text_to_f, "to_d": big_decimal, "to_r": lambda text: Fraction(text_to_f(text))})
register([Symbol], {"to_proc": as_proc})
register(
    [type(None)],
    {
        "to_a": lambda value: [],
        "to_h": lambda value: {},
        "to_i": lambda value: 0,
        "to_f": lambda value: 0.0,
        "&": lambda value, other: False,
        "|": lambda value, other: other is not None and other is not False,
    },
)
register(
    [bool],
    {
        "&": lambda value, other: value and other is not None and other is not False,
        "|": lambda value, other: value or (other is not None and other is not False),
        "^": lambda value, other: value != (other is not None and other is not False),
    },
)
register(
    [RubyError],
    {
        "message": lambda error: error.message,
        "full_message": lambda error: f"{error.message} ({error.kind})",
        "backtrace": lambda error: [],
        "cause": lambda error: None,
        "exception": lambda error: error,
    },
)
register(
    [RubyClass],
    {
        "name": lambda value: value.name,
        "===": lambda value, other: is_instance(other, value),
        "to_s": lambda value: value.name,
    },
)


def logged(level: str) -> Method:
    """A method of `logger`."""

    def log(logger: Any, message: Any = "", details: Any = None, block: Any = None) -> bool:
        text = text_of(block.call()) if block is not None else text_of(message)
        RUN.log(level, text if details is None else f"{text} {inspect(details)}")
        return True

    return log


register(
    [type(LOGGER)], {level: logged(level) for level in ("debug", "info", "warn", "error", "fatal", "trace", "unknown")}
)
register([type(LOGGER)], {f"{level}?": lambda logger: False for level in ("debug", "trace")})


def called(value: Any, *args: Any) -> Any:
    """`call` of a proc."""
    return value.call(*args)


register([type(LOGGER)], {f"{level}?": lambda logger: True for level in ("info", "warn", "error", "fatal")})
register([Block], {"call": called, "()": called, "yield": called, "[]": called, "===": called,
"to_proc": lambda value: value,
                   "lambda?": lambda value: value.is_lambda, "arity": lambda value: value.arity})  # fmt: skip
