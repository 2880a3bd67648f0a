"""What Ruby has without a receiver: Integer(), Float(), format, puts, rand and their like."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from pipeline.errors import FieldError
from pipeline.ruby.dispatch import Method, dispatch
from pipeline.ruby.faults import RubyError
from pipeline.ruby.formats import format_text
from pipeline.ruby.moments import RubyTime
from pipeline.ruby.run import RUN, spend
from pipeline.ruby.show import class_name, described, inspect, text_of
from pipeline.ruby.values import Block, Enumerator, Range, Symbol
from pipeline.rubynumbers import float_from, integer_from
from pipeline.texts import ruby_float
from pipeline.timestamp import Timestamp

EXCEPTION = Symbol("exception")


def split_options(args: tuple[Any, ...]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments, and those given by name at the end."""
    if args and isinstance(args[-1], dict) and all(isinstance(key, Symbol) for key in args[-1]):
        return list(args[:-1]), {key.name: value for key, value in args[-1].items()}
    return list(args), {}


def integer(value: Any, base: int | None = None) -> int:
    """`Integer()`."""
    if type(value) is str:
        try:
            return integer_from(value) if base is None else _based(value, base)
        except (FieldError, ValueError):
            raise RubyError("ArgumentError", f"invalid value for Integer(): {inspect(value)}") from None
    if type(value) is float and (value != value or abs(value) == float("inf")):
        raise RubyError("FloatDomainError", ruby_float(value))
    if isinstance(value, int | float | Decimal | Fraction) and type(value) is not bool:
        return int(value)
    if isinstance(value, RubyTime | Timestamp):
        return int(dispatch("to_i")[type(value)](value))
    if value is None:
        raise RubyError("TypeError", "can't convert nil into Integer")
    raise RubyError("TypeError", f"can't convert {described(value)} into Integer")


def _based(text: str, base: int) -> int:
    if len(text) > 4000:
        raise ValueError
    return int(text.strip(), base)


def to_float(value: Any) -> float:
    """`Float()`."""
    if type(value) is float:
        return value
    if type(value) is str:
        try:
            return float_from(value)
        except FieldError:
            raise RubyError("ArgumentError", f"invalid value for Float(): {inspect(value)}") from None
    if isinstance(value, int | Decimal | Fraction) and type(value) is not bool:
        from pipeline.ruby.operators import as_float

        return as_float(value)
    if isinstance(value, RubyTime | Timestamp):
        return float(dispatch("to_f")[type(value)](value))
    if value is None:
        raise RubyError("TypeError", "can't convert nil into Float")
    raise RubyError("TypeError", f"can't convert {described(value)} into Float")


def lenient(convert: Method) -> Method:
    """A conversion that takes `exception: false`."""

    def run(*args: Any) -> Any:
        given, options = split_options(args)
        if options.get("exception") is not False:
            return convert(*given)
        try:
            return convert(*given)
        except RubyError:
            return None

    return run


def array(value: Any) -> list[Any]:
    """`Array()`."""
    if value is None:
        return []
    if isinstance(value, dict) or type(value) is Range or type(value) is Enumerator:
        return dispatch("to_a")[type(value)](value)  # type: ignore[no-any-return]
    return list(value) if isinstance(value, list | tuple) else [value]


def hash_(value: Any) -> Any:
    """`Hash()`."""
    return {} if value is None or value == [] else value


def big_decimal(value: Any, digits: int = 0) -> Decimal:
    """`BigDecimal()`."""
    if isinstance(value, Decimal):
        return value
    try:
        return Decimal(value.strip().replace("_", "") if type(value) is str else repr(value))
    except (ArithmeticError, AttributeError):
        raise RubyError("ArgumentError", f"invalid value for BigDecimal(): {inspect(value)}") from None


def rational(value: Any, other: Any = 1) -> Fraction:
    """`Rational()`."""
    return Fraction(value) / Fraction(other)


def rand(limit: Any = None) -> Any:
    """`rand`."""
    if type(limit) is Range:
        high = limit.high - (1 if limit.exclusive and type(limit.high) is int else 0)
        return (
            RUN.random.randint(limit.low, high) if type(limit.low) is int else RUN.random.uniform(limit.low, limit.high)
        )
    whole = int(limit) if limit else 0
    return RUN.random.randrange(abs(whole)) if whole else RUN.random.random()


def puts(*values: Any) -> None:
    """`puts`: a line in the log."""
    for value in values or ("",):
        RUN.log("info", "\n".join(map(text_of, value)) if type(value) is list else text_of(value))


def show(*values: Any) -> Any:
    """`p`: what `inspect` says, in the log."""
    for value in values:
        RUN.log("info", inspect(value))
    return list(values) if len(values) > 1 else values[0] if values else None


def loop(block: Block) -> Any:
    """`loop`."""
    run = block.run
    takes = block.takes or 0
    try:
        while True:
            spend(1)
            run(*[None] * takes)
    except RubyError as error:
        if error.kind != "StopIteration":
            raise
        return None


def as_proc(value: Any) -> Any:
    """What `&value` hands over: a block, or the method that a symbol names."""
    if value is None or type(value) is Block:
        return value
    if type(value) is Symbol:
        methods = dispatch(value.name)
        return Block(lambda receiver=None, *args: methods[type(receiver)](receiver, *args), 1, arity=-2)
    raise RubyError("TypeError", f"wrong argument type {class_name(value)} (expected Proc)")


def refuse_raise(kind: Any = None, message: Any = None, backtrace: Any = None) -> Any:
    """`raise`."""
    from pipeline.ruby.faults import PARENTS
    from pipeline.ruby.values import RubyClass

    if kind is None:
        raise RUN.error or RubyError("RuntimeError", "")
    if isinstance(kind, RubyError):
        if message is not None:
            kind.message = text_of(message)
        raise kind
    if type(kind) is str:
        raise RubyError("RuntimeError", kind)
    if type(kind) is RubyClass and kind.name in PARENTS:
        raise RubyError(kind.name, kind.name if message is None else text_of(message))
    raise RubyError("TypeError", "exception class/object expected")


KERNEL: dict[str, Method] = {
    "Integer": lenient(integer),
    "Float": lenient(to_float),
    "String": text_of,
    "Array": array,
    "Hash": hash_,
    "BigDecimal": lenient(big_decimal),
    "Rational": rational,
    "format": lambda pattern, *values: format_text(pattern, list(values)),
    "sprintf": lambda pattern, *values: format_text(pattern, list(values)),
    "rand": rand,
    "puts": puts,
    "print": puts,
    "p": show,
    "pp": show,
    "warn": puts,
    "loop": loop,
    "raise": refuse_raise,
    "fail": refuse_raise,
    "srand": lambda number=0: 0,
}
