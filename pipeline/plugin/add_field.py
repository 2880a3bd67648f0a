"""The option `add_field`: a text for a field that is absent, another element of a list for one that is there."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.fields import CHECKED, MISSING, Event, Getter, ReferenceSyntaxError, Setter, parse_reference
from pipeline.plugin.base import Plugin
from pipeline.plugin.snippet import inlined
from pipeline.sprintf import Render, Template, reference_of
from pipeline.texts import java_hash_order, ruby_text

Change = Callable[[Event], None]


def adding_fields(plugin: Plugin, fields: Mapping[str, Any]) -> Iterator[Change]:
    """A change for each value that is to be added, in the order of the option."""
    for name, value in fields.items():
        for item in as_list(value):
            yield _adding_field(name, plugin.template(ruby_text(item)))


def as_list(value: Any) -> list[Any]:
    """As Ruby's `Array()`: nothing for nil, the pairs of a map, a list as it is, else a list of the one value."""
    if type(value) is list:
        return value
    if type(value) is dict:
        return [[key, item] for key, item in java_hash_order(list(value.items()))]
    return [] if value is None else [value]


def _adding_field(name: str, template: Template) -> Change:
    if "%{" not in name and plain_name(name):
        return _add_constant(name, template.text) if template.constant else _add_rendered(name, template)
    reference, render = reference_of(name), template.render
    try:
        fixed = None if "%{" in name else parse_reference(name)
    except ReferenceSyntaxError:
        fixed = None
    if fixed is not None:
        return _add_nested(fixed.getter(MISSING), fixed.setter(), render)

    def add_field(event: Event) -> None:
        field = reference(event)
        _add_nested(field.getter(MISSING), field.setter(), render)(event)

    return add_field


def _add_nested(get: Getter, put: Setter, render: Render) -> Change:
    def add_field(event: Event) -> None:
        text = render(event)
        current = get(event)
        put(event, text if current is MISSING else [*as_list(current), text])

    return add_field


def plain_name(name: str) -> bool:
    """Whether a name is that of a field at the top which takes any value."""
    try:
        path = parse_reference(name).path
    except ReferenceSyntaxError:
        return False
    return len(path) == 1 and path[0] not in CHECKED


def _add_constant(name: str, text: str) -> Change:
    key = parse_reference(name).path[0]

    def add_field(event: Event) -> None:
        if key in event:
            event[key] = [*as_list(event[key]), text]
        else:
            event[key] = text

    return inlined(
        add_field,
        "event[$key] = [*$as_list(event[$key]), $text] if $key in event else $text",
        key=key,
        text=text,
        as_list=as_list,
    )


def _add_rendered(name: str, template: Template) -> Change:
    key, render = parse_reference(name).path[0], template.render

    def add_field(event: Event) -> None:
        if key in event:
            event[key] = [*as_list(event[key]), render(event)]
        else:
            event[key] = render(event)

    body = "event[$key] = [*$as_list(event[$key]), $render(event)] if $key in event else $render(event)"
    return inlined(add_field, body, key=key, render=render, as_list=as_list)
