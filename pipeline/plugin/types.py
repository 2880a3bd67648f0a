"""The types of options: each turns a plain value of a config into what the plugin works with, or says what it expected.

A plain value is a str, int, float, bool, list, dict, or a ready plugin (a codec block).  The conversions are Logstash's
(logstash-core `config/mixin.rb`): a list of one stands for its element, a lone value for a list of one, a list of
an even number of items for a hash, and numbers and booleans may be written as text.
"""

import re
from collections.abc import Callable, Hashable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.errors import OptionError
from pipeline.fields import FieldReference, ReferenceSyntaxError, parse_reference
from pipeline.plugin.options import OptionType
from pipeline.texts import java_hash_order

T = TypeVar("T")


class Type(Generic[T]):
    """A named conversion; the name is what the documentation shows."""

    def __init__(self, name: str, convert: Callable[[Any], T]) -> None:
        self.name = name
        self._convert = convert

    def __call__(self, value: Any) -> T:
        """The checked value; OptionError says what was expected before what was got."""
        return self._convert(value)


def shown(value: Any) -> str:
    """A short text for a value in an error message; long ones are cut."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a hash"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + '..."'


def _one(value: Any, expected: str) -> Any:
    """The element of a list of one, or the value itself; several values are refused."""
    if isinstance(value, list):
        if len(value) == 1:
            return value[0]
        raise OptionError(f"expected {expected}, got a list of {len(value)}")
    if isinstance(value, dict):
        raise OptionError(f"expected {expected}, got a hash")
    return value


def _string(value: Any) -> str:
    value = _one(value, "a string")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise OptionError(f"expected a string, got {shown(value)}")


NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z", re.ASCII)


def _number(value: Any) -> int | float:
    value = _one(value, "a number")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and NUMBER.match(value):
        return float(value) if "." in value else int(value)
    raise OptionError(f"expected a number, got {shown(value)}")


def _integer(value: Any) -> int:
    number_value = _number(value)
    if number_value != int(number_value):
        raise OptionError(f"expected a whole number, got {shown(value)}")
    return int(number_value)


def _boolean(value: Any) -> bool:
    value = _one(value, "true or false")
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise OptionError(f"expected true or false, got {shown(value)}")


def _field_reference(value: Any) -> FieldReference:
    text = _string(value)
    if not text:
        raise OptionError('expected a field such as "[a][b]", got ""')
    try:
        return parse_reference(text)
    except ReferenceSyntaxError as error:
        raise OptionError(f'expected a field such as "[a][b]", got {shown(text)}: {error}') from None


UNITS = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
BYTES = re.compile(r"(\d+)\s*([kmgtp]?)(i?)(b?)\Z", re.IGNORECASE | re.ASCII)


def _bytes(value: Any) -> int:
    """A count of bytes: a number, or text such as "10 mib" (1024s) or "10mb" (1000s)."""
    text = _string(value)
    found = BYTES.match(text)
    if found is None:
        raise OptionError(f'expected a size such as "10mb", got {shown(text)}')
    count, unit, binary, letter_b = found.groups()
    if binary or not letter_b:
        return int(count) * UNITS[unit.lower()]
    powers = "bkmgtp".index(unit.lower() or "b")
    return int(count) * int(1000**powers)


def _path_text(value: Any) -> str:
    text = _string(value)
    if "\0" in text:
        raise OptionError("expected a path, got a text with a NUL character, which no path can hold")
    return text


class Secret(str):
    """Text that never shows itself: its repr, and so logs and errors, say `<hidden>`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<hidden>"


def _password(value: Any) -> Secret:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise OptionError("expected a text in quotes, got a number", hints=('write it as: "..."',))
    return Secret(_string(value))


string = Type("string", _string)
number = Type("number", _number)
integer = Type("whole number", _integer)
boolean = Type("boolean", _boolean)
field_reference = Type("field reference", _field_reference)
byte_size = Type("bytes", _bytes)
path = Type("path", lambda value: Path(_path_text(value)))
path_text = Type("path", _path_text)  # for globs, and where a word has a meaning of its own
uri = Type("uri", _string)
password = Type("password", _password)
anything: Type[Any] = Type("anything", lambda value: value)


def choice(*words: str) -> Type[str]:
    """One of the given words."""

    def convert(value: Any) -> str:
        text = _string(value)
        if text in words:
            return text
        near = get_close_matches(text, words, n=1)
        hints = (f'did you mean "{near[0]}"?',) if near else ()
        raise OptionError(
            f"expected one of {', '.join(words)}, got {shown(text)}",
            hints=(*hints, f"choices: {', '.join(words)}"),
        )

    return Type("one of " + ", ".join(words), convert)


def array(of: OptionType[T]) -> Type[list[T]]:
    """A list; a lone value stands for a list of one, and a hash for its pairs where anything may be in the list."""

    def convert(value: Any) -> list[T]:
        items = value if isinstance(value, list) else [value]
        if isinstance(value, dict) and of is anything:
            items = pair_lists(value)
        found = []
        for index, item in enumerate(items):
            try:
                found.append(of(item))
            except OptionError as error:
                raise OptionError(error.message, path=(index, *error.path), hints=error.hints) from None
        return found

    return Type(f"array of {of.name}", convert)


def pair_lists(value: dict[Any, Any]) -> list[Any]:
    """What Ruby's `Array()` makes of a hash: a list for each of its pairs."""
    return [list(pair) for pair in java_hash_order(list(value.items()))]


def pairs_of(value: Any) -> list[tuple[Any, Any]]:
    """The pairs of a hash, or of a list of an even number of items, in the order in which Logstash visits them.

    A hash has the order of Java's HashMap; a list keeps its own, and a key that comes again gathers its values.
    """
    if isinstance(value, dict):
        return java_hash_order(list(value.items()))
    items: Sequence[Any] = value if isinstance(value, list) else [value]
    if len(items) % 2:
        raise OptionError(f'expected a hash such as {{ "key" => "value" }}, got {_amount(items)}')
    found: dict[Any, Any] = {}
    for key, item in zip(items[::2], items[1::2], strict=True):
        if not isinstance(key, Hashable):
            raise OptionError(f"expected a text as the key of a hash, got {shown(key)}")
        if found.get(key) is None:
            found[key] = item
        else:
            found[key] = [*(found[key] if isinstance(found[key], list) else [found[key]]), item]
    return list(found.items())


def _amount(items: Sequence[Any]) -> str:
    return shown(items[0]) if len(items) == 1 else f"a list of {len(items)}, which is no pairs"


def hash_of(of: OptionType[T], keys: OptionType[Any] = string) -> Type[dict[Any, T]]:
    """A hash whose values are `of`, its pairs in the order of Java's HashMap, as Logstash runs them.

    Recorded in golden/notes/mutate.md.
    """

    def convert(value: Any) -> dict[Any, T]:
        found: dict[Any, T] = {}
        for key, item in pairs_of(value):
            try:
                found[keys(key)] = of(item)
            except OptionError as error:
                raise OptionError(error.message, path=(key, *error.path), hints=error.hints) from None
        return found

    return Type(f"hash of {of.name}", convert)


def _codec(value: Any) -> Any:
    """A codec's name, or a ready one, which is what a codec block of a config has become."""
    from pipeline.plugin.base import Codec
    from pipeline.plugin.find import find_plugin

    value = _one(value, "the name of a codec")
    if isinstance(value, Codec):
        return value
    return find_plugin("codec", _string(value))()


def _reader(value: Any) -> Any:
    found = _codec(value)
    if not found.reads:
        raise OptionError(f'expected a codec that reads, got "{found.name}", which only writes')
    return found


def _writer(value: Any) -> Any:
    found = _codec(value)
    if not found.writes:
        raise OptionError(f'expected a codec that writes, got "{found.name}", which only reads')
    return found


codec: Type[Any] = Type("codec", _codec)
reading_codec: Type[Any] = Type("codec", _reader)
writing_codec: Type[Any] = Type("codec", _writer)
