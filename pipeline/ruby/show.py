"""Values as text: `to_s`, `inspect`, and the names of classes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pipeline.ruby.faults import RubyError
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
from pipeline.texts import ruby_big_decimal, ruby_float, ruby_quote
from pipeline.timestamp import Timestamp

CLASS_NAMES: dict[type, str] = {
    type(None): "NilClass",
    int: "Integer",
    float: "Float",
    str: "String",
    Symbol: "Symbol",
    list: "Array",
    tuple: "Array",
    dict: "Hash",
    RubyHash: "Hash",
    FrozenHash: "Hash",
    Range: "Range",
    Regexp: "Regexp",
    MatchData: "MatchData",
    Block: "Proc",
    NewEventBlock: "Proc",
    Decimal: "BigDecimal",
    Timestamp: "LogStash::Timestamp",
    RubyEvent: "LogStash::Event",
    Enumerator: "Enumerator",
    RubyClass: "Class",
    type(LOGGER): "LogStash::Logging::Logger",
}


def class_name(value: Any) -> str:
    """The name of a value's class."""
    if type(value) is bool:
        return "TrueClass" if value else "FalseClass"
    if isinstance(value, RubyError):
        return value.kind
    return CLASS_NAMES.get(type(value), "Object")


def described(value: Any) -> str:
    """A value in the message of an exception: `nil` or its class."""
    if value is None or type(value) is bool:
        return str(value).lower() if value is not None else "nil"
    return class_name(value)


def text_of(value: Any) -> str:
    """As `to_s`."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    shower = SHOW.get(type(value))
    return shower(value) if shower is not None else inspect(value)


def inspect(value: Any) -> str:
    """As `inspect`."""
    shower = INSPECT.get(type(value))
    if shower is not None:
        return shower(value)
    if isinstance(value, RubyError):
        return f"#<{value.kind}: {value.message}>" if value.message else value.kind
    return f"#<{class_name(value)}>"


def _list(value: Any) -> str:
    return "[" + ", ".join(map(inspect, value)) + "]"


def _hash(value: Any) -> str:
    return "{" + ", ".join(f"{inspect(key)}=>{inspect(item)}" for key, item in value.items()) + "}"


def symbol_inspect(value: Symbol) -> str:
    """`:name`, or `:"two words"`."""
    name = value.name
    plain = name[:-1] if name[-1:] in ("?", "!", "=") else name
    ordinary = plain.isidentifier() or name in (
        "[]",
        "[]=",
        "+",
        "-",
        "*",
        "/",
        "==",
        "<",
        ">",
        "<=",
        ">=",
        "<<",
        "!",
        "=~",
        "%",
        "**",
        "<=>",
        "===",
    )
    return f":{name}" if ordinary else f":{ruby_quote(name)}"


def _range(show: Callable[[Any], str]) -> Callable[[Range], str]:
    def shown(value: Range) -> str:
        low = "" if value.low is None else show(value.low)
        high = "" if value.high is None else show(value.high)
        return f"{low}{'...' if value.exclusive else '..'}{high}"

    return shown


def regexp_text(value: Regexp) -> str:
    """`(?-mix:source)`, which means the same inside another expression."""
    off = "".join(letter for letter in "mix" if letter not in value.flags)
    return f"(?{value.flags}{'-' + off if off else ''}:{value.source})"


def _match(value: MatchData) -> str:
    pattern = value.regexp.pattern
    names = {number: name for name, numbers in pattern.names.items() for number in numbers}
    groups = "".join(
        f" {names.get(number, number)}:{inspect(text)}" for number, text in enumerate(value.groups(), start=1)
    )
    return f"#<MatchData {inspect(value.match.group())}{groups}>"


def _bool(value: bool) -> str:
    return "true" if value else "false"


SHOW: dict[type, Callable[[Any], str]] = {
    bool: _bool,
    int: str,
    float: ruby_float,
    Decimal: ruby_big_decimal,
    Symbol: lambda value: value.name,
    Timestamp: lambda value: str(value)[:],
    Range: _range(text_of),
    Regexp: regexp_text,
    MatchData: lambda value: value.match.group(),
    RubyClass: lambda value: value.name,
    RubyError: lambda value: value.message,
}
INSPECT: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "nil",
    bool: _bool,
    int: str,
    float: ruby_float,
    Decimal: ruby_big_decimal,
    str: ruby_quote,
    Symbol: symbol_inspect,
    list: _list,
    tuple: _list,
    dict: _hash,
    RubyHash: _hash,
    FrozenHash: _hash,
    Timestamp: lambda value: str(value)[:],
    Range: _range(inspect),
    Regexp: lambda value: f"/{value.source}/{value.flags}",
    MatchData: _match,
    RubyClass: lambda value: value.name,
}


def no_method(name: str, value: Any) -> RubyError:
    """The exception for a method that a value lacks."""
    shown = described(value) if value is None or type(value) is bool else inspect(value)
    if len(shown) > 65:
        shown = f"#<{class_name(value)}>"
    return RubyError("NoMethodError", f"undefined method `{name}' for {shown}:{class_name(value)}")
