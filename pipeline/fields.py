"""Field references: `[a][b]` parsed once into a path, from which closures that get, set and remove are made.

The rules are Logstash's (FieldReference.java, golden/notes/event.md): a name without brackets is one top-level field,
dots are literal, `[list][0]` and `[list][-1]` reach into lists, setting makes the maps that are missing, pads lists
with null, and fails where a scalar is in the way.  Escapes in names mean what escapes.py says.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

from pipeline.errors import FieldError
from pipeline.escapes import EscapeError, escape_style, may_escape, unescaper
from pipeline.timestamp import Timestamp

Event = dict[str, Any]
Getter = Callable[[Event], Any]
Setter = Callable[[Event, Any], None]


class Missing:
    """The type of MISSING: what a getter gives for a field that is not there, when null must be told from absent."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Any = Missing()
METADATA = "@metadata"
TIMESTAMP = "@timestamp"


class ReferenceSyntaxError(ValueError):
    """The text is no field reference."""


def parse_reference(text: str) -> "FieldReference":
    """The reference for `text`; ReferenceSyntaxError where brackets don't pair up or stand beside bare text.

    Brackets around whole references add nothing, `[[a][b]]` is `[a][b]`, and the empty text is a name like any other.
    """
    return _parsed(text, escape_style())


def is_name(text: str) -> bool:
    """Whether a text, or several joined, hold no bracket and no escape: as references they name fields at the top."""
    return "[" not in text and "]" not in text and not may_escape(text)


@functools.lru_cache(maxsize=4096)
def _parsed(text: str, style: str) -> "FieldReference":
    try:
        return FieldReference(text, tuple(map(unescaper(style), _names(text))))
    except EscapeError as error:
        raise ReferenceSyntaxError(str(error)) from None


def _names(text: str) -> list[str]:
    """The names in a reference, as they are written."""
    if "[" not in text and "]" not in text:
        return [text]
    path: list[str] = []
    depth = 0
    for found in PARTS.finditer(text):
        part = found[0]
        if part == "[":
            depth += 1
        elif part == "]" and depth and found.start() and text[found.start() - 1] != "[":
            depth -= 1
        elif part != "]" and depth and text[found.start() - 1] == "[" and text[found.end() :].startswith("]"):
            path.append(part)
        else:
            raise ReferenceSyntaxError(BRACKETS)
    if depth:
        raise ReferenceSyntaxError(BRACKETS)
    return path


PARTS = re.compile(r"[\[\]]|[^\[\]]+")
BRACKETS = "brackets must pair up, with a name in each and nothing beside them"


class FieldReference:
    """A parsed reference: `text` as it was written, `path` its names.  Makes accessors; call them when compiling."""

    __slots__ = ("path", "text")

    def __init__(self, text: str, path: tuple[str, ...]) -> None:
        self.text = text
        self.path = path

    def __repr__(self) -> str:
        return f"FieldReference({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldReference) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)

    def getter(self, default: Any = None) -> Getter:
        """A function (event) -> value, `default` where the field is absent."""
        if len(self.path) == 1:
            return _get_top(self.path[0], default)
        if len(self.path) == 2:
            return _get_second(self.path[0], self.path[1], default)
        return _get_deep(self.path, default)

    def setter(self) -> Setter:
        """A function (event, value); it raises FieldError where the value can't stand."""
        if len(self.path) == 1:
            return _set_top(self.path[0])
        return _set_deep(self.path)

    def remover(self) -> Getter:
        """A function (event) -> the removed value, MISSING where there was none."""
        if len(self.path) == 1:
            name = self.path[0]
            if name == METADATA:
                return lambda event: event.pop(METADATA, {})
            return lambda event: event.pop(name, MISSING)
        return _remove_deep(self.path)


def _get_top(name: str, default: Any) -> Getter:
    if name == METADATA:
        return lambda event: event.get(METADATA, {})
    if default is None:
        return lambda event: event.get(name)
    return lambda event: event.get(name, default)


def _get_second(first: str, second: str, default: Any) -> Getter:
    def get(event: Event) -> Any:
        node = event.get(first)
        if type(node) is dict:
            return node.get(second, default)
        return element(node, second, default) if type(node) is list else default

    return get


def _get_deep(path: tuple[str, ...], default: Any) -> Getter:
    *parents, last = path

    def get(event: Event) -> Any:
        node: Any = event
        for name in parents:
            if type(node) is dict:
                node = node.get(name)
            elif type(node) is list:
                node = element(node, name, None)
            else:
                return default
        if type(node) is dict:
            return node.get(last, default)
        return element(node, last, default) if type(node) is list else default

    return get


INDEX = re.compile(r"[+-]?[0-9]{1,9}\Z")
MOST_PADDING = 10_000


def list_index(name: str) -> int | None:
    """The index that a name in a path means below a list, None for a word."""
    return int(name) if INDEX.match(name) else None


def element(items: list[Any], name: str, default: Any) -> Any:
    """The element of a list that a name in a path means, `default` where there is none."""
    index = list_index(name)
    return items[index] if index is not None and -len(items) <= index < len(items) else default


def _set_top(name: str) -> Setter:
    check = CHECKED.get(name)

    def put(event: Event, value: Any) -> None:
        event[name] = value

    def put_checked(event: Event, value: Any) -> None:
        event[name] = check(value)  # type: ignore[misc]

    return put if check is None else put_checked


def _checked_timestamp(value: Any) -> Timestamp:
    if type(value) is Timestamp:
        return value
    raise FieldError('"@timestamp" takes a timestamp only')


def _checked_tags(value: Any) -> Any:
    if type(value) is str or (type(value) is list and all(type(tag) is str for tag in value)):
        return value
    raise FieldError(TAGS)


TAGS = '"tags" takes a text or a list of texts'


def _checked_metadata(value: Any) -> dict[str, Any]:
    if type(value) is dict:
        return value
    raise FieldError('"@metadata" takes a map')


CHECKED: dict[str, Callable[[Any], Any]] = {
    TIMESTAMP: _checked_timestamp,
    "tags": _checked_tags,
    METADATA: _checked_metadata,
}


def _set_deep(path: tuple[str, ...]) -> Setter:
    *parents, last = path
    if path[0] == "tags":
        return _refuse_below_tags

    def put(event: Event, value: Any) -> None:
        node: Any = event
        for name in parents:
            node = step_into(node, name)
        put_into(node, last, value)

    return put


def _refuse_below_tags(event: Event, value: Any) -> None:
    raise FieldError(TAGS)


def step_into(node: Any, name: str) -> Any:
    """The child `name` of a map or list on the way to a set, made where it is missing."""
    if type(node) is dict:
        child = node.get(name, MISSING)
        if child is MISSING:
            child = node[name] = {}
        return child
    if type(node) is list:
        child = element(node, name, MISSING)
        if child is MISSING:
            child = {}
            put_into(node, name, child)
        return child
    raise FieldError(f'a value that is no map stands above "{name}"')


def put_into(node: Any, name: str, value: Any) -> None:
    """Set `name` of a map or list; lists are padded with null, a word as an index is ignored."""
    if type(node) is dict:
        node[name] = value
        return
    if type(node) is not list:
        raise FieldError(f'a value that is no map stands above "{name}"')
    index = list_index(name)
    if index is None:
        return
    if index < -len(node) or index > len(node) + MOST_PADDING:
        raise FieldError(f"index {index} is out of reach for a list of {len(node)}")
    if index >= len(node):
        node.extend([None] * (index + 1 - len(node)))
    node[index] = value


def _remove_deep(path: tuple[str, ...]) -> Getter:
    *parents, last = path
    parent_of = FieldReference("", tuple(parents)).getter()

    def remove(event: Event) -> Any:
        node = parent_of(event)
        if type(node) is dict:
            return node.pop(last, MISSING)
        if type(node) is list and element(node, last, MISSING) is not MISSING:
            return node.pop(list_index(last) or 0)
        return MISSING

    return remove
