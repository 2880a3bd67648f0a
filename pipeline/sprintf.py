"""Templates: `%{field}`, `%{+YYYY.MM.dd}`, `%{{yyyy-MM-dd}}` and `%{+%s}` in a text, compiled once (field.md 5.3).

A template that is faulty in itself (a broken reference, an unknown date letter) raises FieldError each time it is
used, as Logstash does; `check` says so before.
"""

import functools
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from pipeline.dates import PatternError, compile_java_format, compile_joda_format
from pipeline.errors import FieldError
from pipeline.escapes import escape_style
from pipeline.fields import TIMESTAMP, Event, FieldReference, ReferenceSyntaxError, parse_reference
from pipeline.texts import java_text
from pipeline.timestamp import Timestamp

Render = Callable[[Event], str]
Clock = Callable[[], int]
PLACEHOLDER = re.compile(r"%\{(?:\{(?P<java>[^}]*)\}\}|(?P<plain>[^}]*)\})")


class Template:
    """A compiled text: `constant` when nothing in it changes, else `render` must be called per event."""

    __slots__ = ("_clock", "constant", "faults", "fields", "render", "text")

    def __init__(self, text: str, clock: Clock) -> None:
        self.text = text
        self._clock = clock
        self.fields: list[str] = []  # the references in it, as written
        self.faults: list[str] = []
        parts = self._parts()
        self.constant = not any(callable(part) for part in parts)
        self.render = _join(parts)

    def _parts(self) -> list[str | Render]:
        parts: list[str | Render] = []
        end = 0
        for found in PLACEHOLDER.finditer(self.text):
            parts += [self.text[end : found.start()], self._placeholder(found)]
            end = found.end()
        parts.append(self.text[end:])
        return [part for part in parts if part != ""]

    def _placeholder(self, found: re.Match[str]) -> Render:
        try:
            if found["java"] is not None:
                return self._java_time(found["java"])
            if not found["plain"] or (found["plain"][0] == "+" and "+%s".startswith(found["plain"])):
                return _epoch_seconds
            if found["plain"][0] == "+":
                return _dated(compile_joda_format(found["plain"][1:]))
            return self._field(found)
        except (PatternError, ReferenceSyntaxError) as error:
            message = f'"{found[0]}": {error}'
            self.faults.append(message)
            return _faulty(message)

    def _field(self, found: re.Match[str]) -> Render:
        """A field; `%{{x}` with nothing behind it is broken off, where Logstash looks for the second brace."""
        name = found["plain"]
        if name[0] == "{" and found.end() == len(self.text):
            raise PatternError("a brace is missing at the end")
        self.fields.append(name)
        return _field(name, found[0])

    def _java_time(self, pattern: str) -> Render:
        if pattern == "TIME_NOW":
            clock = self._clock
            return lambda _: str(Timestamp.from_epoch_ns(clock() // 1000 * 1000))
        return _dated(compile_java_format(pattern))


def _join(parts: list[str | Render]) -> Render:
    if not any(callable(part) for part in parts):
        text = "".join(part for part in parts if isinstance(part, str))
        return lambda _: text
    if len(parts) == 1 and callable(parts[0]):
        return parts[0]
    return _written_out(parts)


def _written_out(parts: list[str | Render]) -> Render:
    """One f-string of all parts: it takes half the time of joining a list of them."""
    names = {f"part_{position}": part for position, part in enumerate(parts)}
    fields = [f"{{{name}(event)}}" if callable(part) else f"{{{name}}}" for name, part in names.items()]
    written: Render = eval(f"lambda event: f'{''.join(fields)}'", names)  # noqa: S307 - nothing of the config in it
    return written


def _field(name: str, literal: str) -> Render:
    get = parse_reference(name).getter()

    def field(event: Event) -> str:
        value = get(event)
        if type(value) is str:
            return value
        if type(value) is int:
            return str(value)
        return literal if value is None else java_text(value)

    return field


def _dated(write: Callable[[Timestamp], str]) -> Render:
    def date(event: Event) -> str:
        when = event.get(TIMESTAMP)
        return "" if when is None else write(when)

    return date


def _epoch_seconds(event: Event) -> str:
    when = event.get(TIMESTAMP)
    return "" if when is None else str(when.epoch_seconds)


def _faulty(message: str) -> Render:
    def faulty(_: Event) -> str:
        raise FieldError(message)

    return faulty


def _no_reference(message: str) -> Callable[[Event], FieldReference]:
    def reference(_: Event) -> FieldReference:
        raise FieldError(message)

    return reference


def compile_template(text: str, clock: Clock = time.time_ns) -> Template:
    """The template for `text`; the same text gives the same template.  `clock` gives epoch nanoseconds."""
    return _template(text, clock, escape_style())


@functools.lru_cache(maxsize=4096)
def _template(text: str, clock: Clock, style: str) -> Template:
    return Template(text, clock)


def touched_fields(names: Iterable[str], texts: Iterable[Any], others: Iterable[str] = ()) -> frozenset[str] | None:
    """The top fields behind some names and in some texts (or lists of them); None when a name depends on the event."""
    found = set(others)
    for name in names:
        if "%{" in name:
            return None
        found.add(_top(name))
    for item in texts:
        for text in item if isinstance(item, list) else [item]:
            template = compile_template(str(text))
            found |= {_top(name) for name in template.fields}
            found |= {TIMESTAMP} if not template.constant else set()
    return frozenset(found)


def _top(name: str) -> str:
    """The top field of a reference; of one that is faulty some text that stands for nothing."""
    try:
        return parse_reference(name).path[0]
    except ReferenceSyntaxError:
        return name


def reference_of(text: str) -> Callable[[Event], FieldReference]:
    """(event) -> FieldReference for a field name that may hold placeholders; FieldError where the name is none."""
    template = compile_template(text)
    if template.constant:
        try:
            fixed = parse_reference(text)
        except ReferenceSyntaxError as error:
            return _no_reference(f'"{text}": {error}')
        return lambda _: fixed
    render = template.render

    def reference(event: Event) -> FieldReference:
        name = render(event)
        try:
            return parse_reference(name)
        except ReferenceSyntaxError as error:
            raise FieldError(f'"{name}": {error}') from None

    return reference
