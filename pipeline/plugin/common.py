"""The options that every filter and every input has: what they do to an event, compiled (golden/notes/event.md 9-13).

The order is fixed: add_field, remove_field, add_tag, remove_tag.  Each sees what the one before it did, so a template
in `add_tag` no longer finds a field that `remove_field` took away.
"""

from collections.abc import Callable, Iterator, Sequence

from pipeline.fields import Event, FieldReference, ReferenceSyntaxError, parse_reference
from pipeline.plugin.add_field import adding_fields, plain_name
from pipeline.plugin.base import Filter, Input
from pipeline.plugin.snippet import in_sequence, inlined, with_snippet
from pipeline.plugin.tag_options import adding_tags, removing_tags
from pipeline.sprintf import reference_of, touched_fields

Change = Callable[[Event], None]


def compile_common(plugin: Filter) -> Change | None:
    """What a filter's common options do to an event on which it succeeded; None when it has none of them.

    FieldError comes out of it where a value can't stand or a template is faulty; what was done before stays done.
    """
    return _in_turn(
        [
            *adding_fields(plugin, plugin.add_field),
            *_removing_fields(plugin.remove_field),
            *adding_tags(plugin, plugin.add_tag),
            *removing_tags(plugin, plugin.remove_tag),
        ]
    )


def compile_input_common(plugin: Input) -> Change | None:
    """What an input's `type`, `add_field` and `tags` do to each event; None when it has none of them."""
    typed = [_default_type(plugin.type)] if plugin.type is not None else []
    return _in_turn([*typed, *adding_fields(plugin, plugin.add_field), *adding_tags(plugin, plugin.tags)])


def common_touches(plugin: Filter) -> frozenset[str] | None:
    """The top fields that the common options of a filter read or write; None when that depends on the event."""
    names = [*plugin.add_field, *plugin.remove_field]
    texts = [*plugin.add_field.values(), *plugin.add_tag, *plugin.remove_tag]
    tags = ("tags",) if plugin.add_tag or plugin.remove_tag else ()
    return touched_fields(names, texts, tags)


def _in_turn(changes: Sequence[Change]) -> Change | None:
    """One function for several; a single one is returned as it is."""
    made = _made_one(changes)
    return None if made is None else with_snippet(made, in_sequence(changes, may_fail=False))


def _made_one(changes: Sequence[Change]) -> Change | None:
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

    return inlined(default_type, 'if "type" not in event:\n event["type"] = $name', name=name)


def _removing_fields(names: Sequence[str]) -> Iterator[Change]:
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

        return inlined(remove_field, "event.pop($name, None)", name=name)
    several = tuple(names)

    def remove_fields(event: Event) -> None:
        pop = event.pop
        for name in several:
            pop(name, None)

    body = "\n".join(f"event.pop($name_{number}, None)" for number in range(len(several)))
    return inlined(remove_fields, body, **{f"name_{number}": name for number, name in enumerate(several)})


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
