"""What a dissection does with the parts of a text: sets them, appends them, or names fields by them."""

from collections.abc import Callable, Iterator, Sequence

from pipeline.errors import FieldError
from pipeline.event import Event, set_by_name
from pipeline.fields import MISSING, Getter, ReferenceSyntaxError, Setter, parse_reference
from pipeline.filters.dissect.pattern import Field, Pattern
from pipeline.plugin.add_field import plain_name
from pipeline.texts import java_inner

Save = Callable[[Event, list[str]], None]


def saver(pattern: Pattern) -> Save:
    """A function (event, parts) that saves the parts; FieldError where one can't stand, those before it stay."""
    fields = list(enumerate(pattern.fields))
    if all(field.kind == "skip" or (field.kind == "normal" and plain_name(field.name)) for _, field in fields):
        return _saving_plain(
            [parse_reference(field.name).path[0] if field.kind == "normal" else None for _, field in fields]
        )
    steps = tuple(_steps(pattern))

    def save(event: Event, parts: list[str]) -> None:
        for step in steps:
            step(event, parts)

    return save


def _saving_plain(names: Sequence[str | None]) -> Save:
    pairs = tuple((name, index) for index, name in enumerate(names) if name is not None)
    keys = [name for name, _ in pairs]
    if [index for _, index in pairs] == list(range(len(pairs))):
        return lambda event, parts: event.update(zip(keys, parts, strict=False))

    def save(event: Event, parts: list[str]) -> None:
        for name, index in pairs:
            event[name] = parts[index]

    return save


def _steps(pattern: Pattern) -> Iterator[Save]:
    """Normal fields first, then those that append in their order, then those that are named by others."""
    fields = list(enumerate(pattern.fields))
    for index, field in fields:
        if field.kind == "normal":
            yield _setting(setter_of(field.name), index)
    for index, field in sorted(fields, key=lambda item: item[1].order):
        if field.kind == "append":
            yield _appending(field, index)
    for index, field in fields:
        if field.kind == "indirect":
            others = [other for other, one in fields if one.name == field.name and other != index]
            yield _naming(getter_of(field.name), others[0] if others else None, index)


def getter_of(name: str) -> Getter:
    """A function (event) -> value or MISSING; it raises FieldError where the name is no reference."""
    try:
        return parse_reference(name).getter(MISSING)
    except ReferenceSyntaxError as error:
        return _refusing(f'"{name}" is no field: {error}')


def setter_of(name: str) -> Setter:
    """A function (event, value); it raises FieldError where the name is no reference or the value can't stand."""
    try:
        return parse_reference(name).setter()
    except ReferenceSyntaxError:
        return lambda event, value: set_by_name(event, name, value)


def _refusing(message: str) -> Getter:
    def refuse(event: Event) -> None:
        raise FieldError(message)

    return refuse


def _setting(put: Setter, index: int) -> Save:
    return lambda event, parts: put(event, parts[index])


def _appending(field: Field, index: int) -> Save:
    get, put, joint = getter_of(field.name), setter_of(field.name), field.before or " "

    def append(event: Event, parts: list[str]) -> None:
        held = get(event)
        if held is None:
            raise FieldError("nothing can be appended to null")
        put(event, parts[index] if held is MISSING else f"{java_inner(held)}{joint}{parts[index]}")

    return append


def _naming(get: Getter, other: int | None, index: int) -> Save:
    def name_by(event: Event, parts: list[str]) -> None:
        held = get(event)
        beside = "" if other is None else parts[other]
        name = beside if held is MISSING else java_inner(held)
        if name:
            set_by_name(event, name, parts[index])

    return name_by
