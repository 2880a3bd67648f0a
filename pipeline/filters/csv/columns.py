"""Where the columns of a row go: their names, and what sets each of them on an event."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.errors import FieldError
from pipeline.fields import Event, FieldReference, ReferenceSyntaxError, Setter, parse_reference
from pipeline.filters.csv.convert import Convert
from pipeline.filters.csv.rows import Row
from pipeline.plugin.add_field import plain_name

Store = Callable[[Event, Row], None]
WIDTHS_KEPT = 64


class Layout(NamedTuple):
    """What is the same for all rows, whatever the names of their columns."""

    target: FieldReference | None
    conversions: Mapping[str, Convert]
    number_further: bool  # columns without a name are called column3 and so on; else they are left out
    skip_empty: bool


def storing(layout: Layout, names: Sequence[str | None]) -> Store:
    """A function (event, row) that sets the columns in their order; FieldError at the first that can't be set."""

    @lru_cache(maxsize=WIDTHS_KEPT)
    def names_of(width: int) -> list[str | None]:
        known = [*names[:width], *[None] * (width - len(names))]
        if not layout.number_further:
            return known
        return [name if name is not None else f"column{number}" for number, name in enumerate(known, 1)]

    if _is_simple(layout, names):
        return lambda event, row: event.update(zip(names_of(len(row)), row, strict=True))  # type: ignore[arg-type]

    @lru_cache(maxsize=WIDTHS_KEPT)
    def setters_of(width: int) -> list[Setter | None]:
        return [None if name is None else _setter(layout, name) for name in names_of(width)]

    skip_empty = layout.skip_empty

    def store(event: Event, row: Row) -> None:
        for put, column in zip(setters_of(len(row)), row, strict=True):
            if put is not None and (column or not skip_empty):
                put(event, column)

    return store


def _is_simple(layout: Layout, names: Sequence[str | None]) -> bool:
    """Whether every column is a field at the top that takes its text as it is."""
    changed = layout.target is not None or layout.conversions or layout.skip_empty
    return layout.number_further and not changed and all(name is None or plain_name(name) for name in names)


def _setter(layout: Layout, name: str) -> Setter:
    try:
        path = parse_reference(name).path
    except ReferenceSyntaxError as error:
        return _refusing(f'"{name}" is no field: {error}')
    above = layout.target.path if layout.target else ()
    put = FieldReference(name, (*above, *path)).setter()
    convert = layout.conversions.get(name)
    if convert is None:
        return put
    return lambda event, column: put(event, convert(column))


def _refusing(message: str) -> Setter:
    def refuse(event: Event, column: object) -> None:
        raise FieldError(message)

    return refuse
