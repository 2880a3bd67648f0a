"""Operations that set fields to a text from the config: coerce, update, replace."""

from collections.abc import Callable
from typing import Any

from pipeline.errors import FieldError
from pipeline.fields import MISSING, Event, parse_reference
from pipeline.filters.mutate.steps import Fail, accessors, guarded, refusing
from pipeline.plugin import Step
from pipeline.plugin.add_field import plain_name
from pipeline.plugin.snippet import inlined
from pipeline.sprintf import Template


def replacing(name: str, template: Template, fail: Fail) -> Step:
    """A step that sets a field, there or not."""
    render = template.render
    if plain_name(name) and not template.faults:
        return _replacing_top(parse_reference(name).path[0], template)
    try:
        _, put = accessors(name)
    except FieldError as error:
        return refusing(error, fail)
    return guarded(lambda event: put(event, render(event)), fail)


def _replacing_top(key: str, template: Template) -> Step:
    render = template.render
    if template.constant:
        text = template.text

        def mutate_constant(event: Event) -> bool:
            event[key] = text
            return True

        return inlined(mutate_constant, "event[$key] = $text", key=key, text=text)

    def mutate(event: Event) -> bool:
        event[key] = render(event)
        return True

    return inlined(mutate, "event[$key] = $render(event)", key=key, render=render)


def updating(name: str, template: Template, fail: Fail) -> Step:
    """A step that sets a field which is there, be it null."""
    return _rendering_where(lambda value: value is not MISSING, name, template, fail)


def coercing(name: str, template: Template, fail: Fail) -> Step:
    """A step that sets a field which is null."""
    return _rendering_where(lambda value: value is None, name, template, fail)


def _rendering_where(holds: Callable[[Any], bool], name: str, template: Template, fail: Fail) -> Step:
    """A step that sets a field where `holds` is true of its value, MISSING for one that isn't there."""
    try:
        get, put = accessors(name, MISSING)
    except FieldError as error:
        return refusing(error, fail)
    render = template.render

    def mutate(event: Event) -> bool:
        if holds(get(event)):
            try:
                put(event, render(event))
            except FieldError as error:
                return fail(event, error)
        return True

    return mutate
