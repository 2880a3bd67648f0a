"""Where the columns of a row go: their names, what sets each of them on an event, and what makes a map of them."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

from pipeline.csvtext.convert import Convert
from pipeline.csvtext.rows import Row
from pipeline.errors import FieldError
from pipeline.fields import CHECKED, Event, FieldReference, ReferenceSyntaxError, Setter, is_name, parse_reference

Store = Callable[[Event, Row], None]
Names = Sequence[str | None]
T = TypeVar("T")
WIDTHS_KEPT = 64


class Layout(NamedTuple):
    """What is the same for all rows, whatever the names of their columns."""

    target: FieldReference | None
    conversions: Mapping[str, Convert]
    number_further: bool  # columns without a name are called column3 and so on; else they are left out
    skip_empty: bool


def _names_of(layout: Layout, names: Names) -> Callable[[int], Names]:
    """A function (number of columns) -> the name of each, None for those to be left out."""

    @lru_cache(maxsize=WIDTHS_KEPT)
    def names_of(width: int) -> Names:
        known = [*names[:width], *[None] * (width - len(names))]
        if not layout.number_further:
            return known
        return [name if name is not None else f"column{number}" for number, name in enumerate(known, 1)]

    return names_of


def mapping(layout: Layout, names: Names) -> Callable[[Row], dict[str, Any]]:
    """A function (row) -> a map of its columns, its names taken as they are; FieldError: one can't be converted."""
    names_of, convert, skip_empty = _names_of(layout, names), layout.conversions, layout.skip_empty
    plain = layout.number_further and not convert and not skip_empty

    def columns(row: Row) -> dict[str, Any]:
        pairs = zip(names_of(len(row)), row, strict=True)
        if plain:
            return dict(pairs)  # type: ignore[arg-type]
        return {
            name: convert[name](column) if name in convert else column
            for name, column in pairs
            if name is not None and (column or not skip_empty)
        }

    return columns


def storing(layout: Layout, names: Names) -> Store:
    """A function (event, row) that sets the columns in their order; FieldError at the first that can't be set."""
    names_of = _names_of(layout, names)
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


def _is_simple(layout: Layout, names: Names) -> bool:
    """Whether every column is a field at the top that takes its text as it is."""
    changed = layout.target is not None or layout.conversions or layout.skip_empty
    return (
        layout.number_further
        and not changed
        and all(name is None or (is_name(name) and name not in CHECKED) for name in names)
    )


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


class FirstRow(Generic[T]):
    """Names that the first row gives, and what is made of them; threads may share it."""

    def __init__(self, make: Callable[[Names], T]) -> None:
        self._make = make
        self._lock = Lock()
        self.names: Row = []
        self.made = make(())

    def takes(self, row: Row) -> bool:
        """Whether a row is the first one with columns, which gives the names."""
        if self.names or not row:
            return False
        with self._lock:
            if self.names:
                return False
            self.made = self._make(row)
            self.names = row
            return True
