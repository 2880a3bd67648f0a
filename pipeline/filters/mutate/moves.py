"""Operations that move values between fields: rename, copy, merge."""

from collections.abc import Callable
from typing import Any

from pipeline.errors import FieldError
from pipeline.event import copy_value
from pipeline.fields import MISSING, Event, Getter, Setter, parse_reference
from pipeline.filters.mutate.steps import Fail, accessors, guarded, putting, refusing
from pipeline.plugin import Step
from pipeline.plugin.add_field import as_list, plain_name
from pipeline.plugin.snippet import inlined
from pipeline.sprintf import compile_template, reference_of


def renaming(old: str, new: str, fail: Fail) -> Step:
    """A step that moves a field; both names may hold `%{...}`.

    As in Logstash the value is lost where it can't be put: below a text, or where the new name is no reference.
    """
    if "%{" not in old + new and plain_name(old) and plain_name(new):
        return _renaming_top(parse_reference(old).path[0], parse_reference(new).path[0])
    source = reference_of(old)
    if "%{" not in old + new:
        try:
            return _move(source({}).remover(), _setter(new), fail)
        except FieldError as error:
            return refusing(error, fail)

    name = compile_template(new).render

    def mutate(event: Event) -> bool:
        try:
            take, written = source(event).remover(), name(event)
        except FieldError as error:
            return fail(event, error)
        return _move(take, _setter(written), fail)(event)

    return mutate


def _setter(name: str) -> Setter:
    """A setter that fails only when it is used, if the name is no reference."""
    try:
        return accessors(name)[1]
    except FieldError as error:
        return _raising(error)


def _renaming_top(old: str, new: str) -> Step:
    def mutate(event: Event) -> bool:
        if old in event:
            event[new] = event.pop(old)
        return True

    body = """
        if $old in event:
            value = event[$old]
            del event[$old]
            event[$new] = value
    """
    return inlined(mutate, body, old=old, new=new)


def _move(take: Getter, put: Setter, fail: Fail) -> Step:
    def mutate(event: Event) -> bool:
        value = take(event)
        if value is not MISSING:
            try:
                put(event, value)
            except FieldError as error:
                return fail(event, error)
        return True

    return mutate


def copying(source: str, target: Any, fail: Fail) -> Step:
    """A step that sets a field to a deep copy of another one; nulls are not copied, and names are taken literally."""
    try:
        get, _ = accessors(source)
    except FieldError as error:
        return refusing(error, fail)
    try:
        put = _setter(field_name(target))
    except FieldError as error:
        put = _raising(error)
    return putting(get, copy_value, put, fail)


def _raising(error: FieldError) -> Setter:
    def put(event: Event, value: Any) -> None:
        raise error

    return put


def field_name(value: Any) -> str:
    """A field's name; FieldError for the number or list that a config may have in its place."""
    if isinstance(value, str):
        return value
    raise FieldError("expected the name of a field")


def merging(target: str, sources: Any, fail: Fail) -> Step:
    """A step that joins the values of other fields to one: lists and single values to a list, maps to a map."""
    try:
        get, put = accessors(target)
        others = [accessors(field_name(name))[0] for name in as_list(sources)]
    except FieldError as error:
        return refusing(error, fail)

    def merge(event: Event) -> None:
        held = get(event)
        for other in others:
            held = _merged(held, other(event), event, put)

    return guarded(merge, fail)


def _merged(held: Any, added: Any, event: Event, put: Callable[[Event, Any], None]) -> Any:
    """Put the two together; returned is what the next source is joined to.

    Only a list or map grows from source to source: with any other value each source starts from it anew, so that the
    last one wins (golden/notes/mutate.md).
    """
    if (type(held) is dict) != (type(added) is dict):
        return held
    if type(held) is dict:
        both: Any = {**held, **copy_value(added)}
        put(event, both)
        return both
    joined = [*as_list(held), *map(copy_value, as_list(added))]
    put(event, joined)
    return joined if type(held) is list else held
