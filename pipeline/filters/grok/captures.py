"""What becomes of captures: their names, types, and how they join what a field holds already.

A text or a list takes a capture in, null gives way, and anything else stays as it is and the capture is lost; these
are Logstash's rules (golden/notes/grok.md).
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.errors import FieldError
from pipeline.fields import CHECKED, MISSING, Event, FieldReference, ReferenceSyntaxError, is_name, parse_reference
from pipeline.jsontext import MAX_DIGITS
from pipeline.rubyregex import RubyPattern

Convert = Callable[[str], Any]
Put = Callable[[Event, Any], None]
Capture = Callable[[Event, Any], None]
INTEGER = re.compile(r"[ \t-\r]*([+-]?[0-9]+(?:_[0-9]+)*)")
FLOAT = re.compile(
    r"[ \t-\r]*([+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:e[+-]?[0-9]+)?)",
    re.IGNORECASE,
)


def to_integer(text: str) -> int:
    """The integer that a text begins with, 0 where there is none: Ruby's `to_i`; FieldError for an endless one."""
    found = INTEGER.match(text)
    if found is None:
        return 0
    digits = found[1].replace("_", "")
    try:
        return int(digits)
    except ValueError:
        raise FieldError(f"a number of more than {MAX_DIGITS} digits") from None


def to_float(text: str) -> float | Decimal:
    """The number that a text begins with, 0.0 where there is none: Ruby's `to_f`."""
    found = FLOAT.match(text)
    number = float(found[1].replace("_", "")) if found else 0.0
    return number if number - number == 0 else Decimal(number)


CONVERTERS: dict[str, Convert] = {"int": to_integer, "float": to_float}


@dataclass(frozen=True, slots=True)
class Named:
    """A capture: the number of its group, the field as the pattern writes it, and its type, if it has one."""

    number: int
    field: str
    type: str | None


def named_captures(pattern: RubyPattern) -> list[Named]:
    """The captures of a pattern, groups of one name together, as Logstash visits them."""
    found = []
    for name, numbers in pattern.names.items():
        pieces = name.split(":")
        field, kind = [*pieces, "", ""][1:3]
        found += [Named(number, field or pieces[0], kind or None) for number in numbers]
    return found


def capture_all(
    captures: Sequence[Named], target: FieldReference | None, overwrite: Collection[str], *, keep_empty: bool
) -> Capture:
    """A function (event, match) that sets the fields; FieldError where one can't be set, those before it stay set."""
    plain = [(one.number, one.field) for one in captures if _is_plain(one.field) and one.type not in CONVERTERS]
    if len(plain) == len(captures) and not keep_empty and target is None and not overwrite:
        return _plain_captures(plain)
    puts = [(one.number, _put(one.field, target, overwrite), CONVERTERS.get(one.type or "")) for one in captures]
    return _with_empty(puts) if keep_empty else _without_empty(puts)


def _is_plain(field: str) -> bool:
    return is_name(field) and field not in CHECKED


def _plain_captures(names: list[tuple[int, str]]) -> Capture:
    puts = {name: _joining(parse_reference(name)) for _, name in names}

    def capture(event: Event, found: Any) -> None:
        for number, name in names:
            text = found[number]
            if text:
                if name in event:
                    puts[name](event, text)
                else:
                    event[name] = text

    return capture


def _without_empty(puts: list[tuple[int, Put, Convert | None]]) -> Capture:
    def capture(event: Event, found: Any) -> None:
        for number, put, convert in puts:
            text = found[number]
            if convert is None:
                if text:
                    put(event, text)
            elif text is not None:
                put(event, convert(text))

    return capture


def _with_empty(puts: list[tuple[int, Put, Convert | None]]) -> Capture:
    def capture(event: Event, found: Any) -> None:
        for number, put, convert in puts:
            text = found[number]
            put(event, text if text is None or convert is None else convert(text))

    return capture


def _put(field: str, target: FieldReference | None, overwrite: Collection[str]) -> Put:
    try:
        path = (*(target.path if target else ()), *parse_reference(field).path)
    except ReferenceSyntaxError as error:
        return _refusing(f'"{field}": {error}')
    reference = FieldReference(field, path)
    if field in overwrite or any(parse_reference(name) == reference for name in overwrite if target):
        return reference.setter()
    return _joining(reference) if path[0] == "tags" or len(path) == 1 else _joining_deep(reference)


def _refusing(message: str) -> Put:
    def put(event: Event, value: Any) -> None:
        raise FieldError(message)

    return put


def _joining(reference: FieldReference) -> Put:
    """A function that sets a field, or adds to what it holds."""
    get, put = reference.getter(), reference.setter()

    def join(event: Event, value: Any) -> None:
        old = get(event)
        if old is None:
            put(event, value)
        elif type(old) is list:
            put(event, [*old, value])
        elif type(old) is str:
            put(event, [old, value])

    return join


def _joining_deep(reference: FieldReference) -> Put:
    """As _joining, in one walk where maps lead to the field and it isn't there yet."""
    *parents, last = reference.path
    join = _joining(reference)

    def put(event: Event, value: Any) -> None:
        node = event
        for name in parents:
            child = node.get(name, MISSING)
            if child is MISSING:
                child = node[name] = {}
            elif type(child) is not dict:
                join(event, value)
                return
            node = child
        if last in node:
            join(event, value)
        else:
            node[last] = value

    return put
