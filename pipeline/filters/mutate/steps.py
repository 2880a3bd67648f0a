"""The shapes of mutate's operations: each is a Step, which returns False once it has failed and tagged the event."""

from collections.abc import Callable, Sequence
from textwrap import indent
from typing import Any, Literal

from pipeline.errors import FieldError
from pipeline.fields import Event, Getter, ReferenceSyntaxError, Setter, parse_reference
from pipeline.plugin import Step
from pipeline.plugin.add_field import plain_name
from pipeline.plugin.snippet import in_sequence, inlined, snippet_of, with_snippet

Fail = Callable[[Event, object], Literal[False]]


def in_turn(steps: Sequence[Step]) -> Step:
    """One step for several, which ends at the first that fails; a single one is returned as it is."""
    return with_snippet(_made_one(steps), in_sequence(steps, may_fail=True))


def _made_one(steps: Sequence[Step]) -> Step:
    if len(steps) == 1:
        return steps[0]
    if len(steps) == 2:
        first, second = steps
        return lambda event: first(event) and second(event)
    several = tuple(steps)

    def mutate(event: Event) -> bool:
        for step in several:  # noqa: SIM110 - `all` makes a generator for each event
            if not step(event):
                return False
        return True

    return mutate


def guarded(change: Callable[[Event], object], fail: Fail) -> Step:
    """A step that fails where `change` raises FieldError."""

    def mutate(event: Event) -> bool:
        try:
            change(event)
        except FieldError as error:
            return fail(event, error)
        return True

    snippet = snippet_of(change)
    if snippet is None:
        return mutate
    body = f"try:\n{indent(snippet.body, ' ')}\nexcept $field_error as error:\n $fail(event, error)"
    return inlined(mutate, body, **snippet.names, field_error=FieldError, fail=fail)


def changing(name: str, change: Callable[[Any], Any], fail: Fail) -> Step:
    """A step that sets a field to what `change` makes of its value; null and absent fields are left alone."""
    if plain_name(name):
        return _changing_top(parse_reference(name).path[0], change, fail)
    try:
        get, put = accessors(name)
    except FieldError as error:
        return refusing(error, fail)
    return putting(get, change, put, fail)


def putting(get: Getter, change: Callable[[Any], Any], put: Setter, fail: Fail) -> Step:
    """A step that puts what `change` makes of one field into the same or another; null and absent fields are left."""

    def mutate(event: Event) -> bool:
        value = get(event)
        if value is not None:
            try:
                put(event, change(value))
            except FieldError as error:
                return fail(event, error)
        return True

    return mutate


def _changing_top(key: str, change: Callable[[Any], Any], fail: Fail) -> Step:
    def mutate(event: Event) -> bool:
        value = event.get(key)
        if value is not None:
            try:
                event[key] = change(value)
            except FieldError as error:
                return fail(event, error)
        return True

    return mutate


def accessors(name: str, default: Any = None) -> tuple[Getter, Setter]:
    """Getter and setter of a field that is named in the config; FieldError where the name is no reference."""
    try:
        reference = parse_reference(name)
    except ReferenceSyntaxError as error:
        raise FieldError(f'"{name}": {error}') from None
    return reference.getter(default), reference.setter()


def refusing(reason: object, fail: Fail) -> Step:
    """A step that always fails: what the config asks for can't be done, which Logstash finds out for each event."""
    return lambda event: fail(event, reason)
