"""Ruby's JSON: parse, generate and pretty_generate."""

from typing import Any

from pipeline.jsontext import JsonError, dump_text
from pipeline.jsontext import loads as loads_bytes
from pipeline.ruby.faults import RubyError
from pipeline.ruby.run import check_length, grown
from pipeline.ruby.show import described, text_of
from pipeline.ruby.values import RubyEvent, Symbol, symbol
from pipeline.texts import ruby_float
from pipeline.timestamp import Timestamp

DEEPEST = 100


def parse(text: Any, options: Any = None) -> Any:
    """`JSON.parse`."""
    if type(text) is not str:
        raise RubyError("TypeError", f"no implicit conversion of {described(text)} into String")
    check_length(len(text))
    from pipeline.jsontext import loads_decimal

    if not text.strip():
        raise RubyError("JSON::ParserError", "unexpected token at ''")
    try:
        value = loads_bytes(text.encode("utf-8"))
        loads_decimal(text)  # refuses what follows the document
    except (JsonError, ValueError, UnicodeError):
        raise RubyError("JSON::ParserError", f"unexpected token at '{text.strip()[:200]}'") from None
    names = isinstance(options, dict) and options.get(Symbol("symbolize_names"))
    return _symbolized(value) if names else value


def _symbolized(value: Any) -> Any:
    if type(value) is dict:
        return {symbol(key): _symbolized(item) for key, item in value.items()}
    return [_symbolized(item) for item in value] if type(value) is list else value


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON knows it."""
    if depth > DEEPEST:
        raise RubyError("JSON::GeneratorError", f"nesting of {depth} is too deep")
    if isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {text_of(key): plain(item, depth + 1) for key, item in value.items()}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if type(value) is float and (value != value or abs(value) == float("inf")):
        raise RubyError("JSON::GeneratorError", f"{ruby_float(value)} not allowed in JSON")
    if value is None or type(value) in (str, bool, int, float):
        return value
    if isinstance(value, Timestamp):
        return str(value)[:]
    if isinstance(value, RubyEvent):
        return plain({key: item for key, item in value.data.items() if key != "@metadata"})
    return text_of(value)


def generate(value: Any, options: Any = None) -> str:
    """`JSON.generate` and `to_json`."""
    return grown(_written(plain(value)))


def _written(value: Any) -> str:
    """JSON text; floats as Ruby prints them."""
    if type(value) is dict:
        return "{" + ",".join(f"{dump_text(key)}:{_written(item)}" for key, item in value.items()) + "}"
    if type(value) is list:
        return "[" + ",".join(map(_written, value)) + "]"
    return ruby_float(value) if type(value) is float else dump_text(value)


def pretty(value: Any, options: Any = None) -> str:
    """`JSON.pretty_generate`."""
    return grown(_pretty(plain(value), ""))


def _pretty(value: Any, indent: str) -> str:
    inner = f"{indent}  "
    if type(value) is dict and value:
        members = [f"{inner}{dump_text(key)}: {_pretty(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if value in ({}, []) and type(value) in (dict, list) and indent:
        return f"{{\n{indent}}}" if type(value) is dict else f"[\n\n{indent}]"
    if type(value) is list and value:
        return "[\n" + ",\n".join(inner + _pretty(item, inner) for item in value) + f"\n{indent}]"
    return _written(value)
