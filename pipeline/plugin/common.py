"""The options that every filter and every input has: what they do to an event, compiled (golden/notes/event.md 9-13).

The order is fixed: add_field, remove_field, add_tag, remove_tag.  Each sees what the one before it did, so a template
in `add_tag` no longer finds a field that `remove_field` took away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.fields import CHECKED, MISSING, Event, FieldReference, ReferenceSyntaxError, parse_reference
from pipeline.plugin.base import Filter, Input, Plugin
from pipeline.sprintf import Template, reference_of
from pipeline.texts import java_hash_order, ruby_text

Change = Callable[[Event], None]


def compile_common(plugin: Filter) -> Change | None:
    """What a filter's common options do to an event on which it succeeded; None when it has none of them.

    FieldError comes out of it where a value can't stand or a template is faulty; what was done before stays done.
    """
    return _in_turn(
        [
            *_adding_fields(plugin, plugin.add_field),
            *_removing_fields(plugin, plugin.remove_field),
            *_adding_tags(plugin, plugin.add_tag),
            *_removing_tags(plugin, plugin.remove_tag),
        ]
    )


def compile_input_common(plugin: Input) -> Change | None:
    """What an input's `type`, `add_field` and `tags` do to each event; None when it has none of them."""
    typed = [_default_type(plugin.type)] if plugin.type is not None else []
    return _in_turn([*typed, *_adding_fields(plugin, plugin.add_field), *_adding_tags(plugin, plugin.tags)])


def _in_turn(changes: Sequence[Change]) -> Change | None:
    """One function for several; a single one is returned as it is."""
    if len(changes) < 2:
        return changes[0] if changes else None
    if len(changes) == 2:
        first, second = changes

        def both(event: Event) -> None:
            first(event)
            second(event)

        return both
    steps = tuple(changes)

    def common(event: Event) -> None:
        for step in steps:
            step(event)

    return common


def _default_type(name: str) -> Change:
    def default_type(event: Event) -> None:
        if "type" not in event:
            event["type"] = name

    return default_type


# --- add_field


def _adding_fields(plugin: Plugin, fields: Mapping[str, Any]) -> Iterator[Change]:
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
        return _add_constant(name, template.render({})) if template.constant else _add_rendered(name, template)
    reference, render = reference_of(name), template.render

    def add_field(event: Event) -> None:
        field = reference(event)
        text = render(event)
        current = field.getter(MISSING)(event)
        field.setter()(event, text if current is MISSING else [*as_list(current), text])

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

    return add_field


def _add_rendered(name: str, template: Template) -> Change:
    key, render = parse_reference(name).path[0], template.render

    def add_field(event: Event) -> None:
        if key in event:
            event[key] = [*as_list(event[key]), render(event)]
        else:
            event[key] = render(event)

    return add_field


# --- remove_field


def _removing_fields(plugin: Plugin, names: Sequence[str]) -> Iterator[Change]:
    """One change for each run of plain names, one for each other name, in the order of the option."""
    run: list[str] = []
    for name in names:
        if "%{" not in name and plain_name(name):
            run.append(parse_reference(name).path[0])
            continue
        if run:
            yield _remove_plain(run)
            run = []
        yield _remove(name)
    if run:
        yield _remove_plain(run)


def _remove_plain(names: Sequence[str]) -> Change:
    if len(names) == 1:
        name = names[0]

        def remove_field(event: Event) -> None:
            event.pop(name, None)

        return remove_field
    several = tuple(names)

    def remove_fields(event: Event) -> None:
        pop = event.pop
        for name in several:
            pop(name, None)

    return remove_fields


def _remove(name: str) -> Change:
    reference = reference_of(name)
    if "%{" not in name:
        return _remove_nested(name, reference)

    def remove_field(event: Event) -> None:
        reference(event).remover()(event)

    return remove_field


def _remove_nested(name: str, reference: Callable[[Event], FieldReference]) -> Change:
    """A constant name below the top; one that is no reference raises each time, as it does in Logstash."""
    try:
        remove = parse_reference(name).remover()
    except ReferenceSyntaxError:
        remove = reference

    def remove_field(event: Event) -> None:
        remove(event)

    return remove_field


# --- add_tag, remove_tag


def _adding_tags(plugin: Plugin, tags: Sequence[Any]) -> Iterator[Change]:
    templates = [plugin.template(ruby_text(tag)) for tag in tags]
    if len(templates) == 1 and templates[0].constant:
        yield _add_tag(templates[0].text)
    elif templates and all(template.constant for template in templates):
        yield _add_tags([template.text for template in templates])
    else:
        yield from (_add_rendered_tag(template) for template in templates)


def _add_tag(text: str) -> Change:
    def add_tag(event: Event) -> None:
        tags = event.get("tags")
        if tags is None:
            event["tags"] = [text]
        elif type(tags) is list:
            tags.append(text)
        else:
            event["tags"] = [tags, text]

    return add_tag


def _add_tags(texts: Sequence[str]) -> Change:
    several = tuple(texts)

    def add_tags(event: Event) -> None:
        tags = event.get("tags")
        if type(tags) is list:
            tags.extend(several)
        else:
            event["tags"] = [*several] if tags is None else [tags, *several]

    return add_tags


def _add_rendered_tag(template: Template) -> Change:
    render = template.render

    def add_tag(event: Event) -> None:
        text = render(event)
        tags = event.get("tags")
        if type(tags) is list:
            tags.append(text)
        else:
            event["tags"] = [text] if tags is None else [tags, text]

    return add_tag


def _removing_tags(plugin: Plugin, tags: Sequence[str]) -> Iterator[Change]:
    """All copies go and an emptied list stays; a text becomes a list."""
    if not tags:
        return
    templates = [plugin.template(tag) for tag in tags]
    renders = [template.render for template in templates]
    constant = frozenset(template.text for template in templates) if all(t.constant for t in templates) else None

    def remove_tag(event: Event) -> None:
        held = event.get("tags")
        if held is None:
            return
        gone = constant if constant is not None else {render(event) for render in renders}
        event["tags"] = [tag for tag in (held if type(held) is list else [held]) if tag not in gone]

    yield remove_tag
