"""Values out of documents: by the path of a field, through nested objects, arrays and names with dots."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.embedded.index.errors import UnfitError
from pipeline.embedded.index.mapping import Field, FieldMap, flat

Document = Mapping[str, Any]
Read = Callable[[Document], list[Any]]


def reader(path: str) -> Read:
    """A function (document) -> all values under a path, arrays opened, nulls left out; objects stay objects."""
    if "." not in path:
        return lambda document: flat(document.get(path))
    parts = path.split(".")

    def read(document: Document) -> list[Any]:
        found: list[Any] = []
        _collect(document, parts, found)
        return found

    return read


def _collect(value: Any, parts: list[str], found: list[Any]) -> None:
    if not parts:
        found += flat(value)
    elif isinstance(value, list):
        for item in value:
            _collect(item, parts, found)
    elif isinstance(value, dict):
        for count in range(1, len(parts) + 1):  # {"a.b": 1} is {"a": {"b": 1}}
            name = ".".join(parts[:count]) if count > 1 else parts[0]
            if name in value:
                _collect(value[name], parts[count:], found)


def source_path(fields: FieldMap, field: Field) -> str:
    """Where in a document the values of a field are: those of "level.keyword" stand in "level"."""
    parent, _, name = field.path.rpartition(".")
    holder = fields.find(parent) if parent else None
    return parent if holder is not None and name in holder.fields else field.path


def stored_reader(fields: FieldMap, field: Field) -> Read:
    """A function (document) -> what a field holds, as its kind compares it."""
    read, stored = reader(source_path(fields, field)), field.kind.stored

    def values(document: Document) -> list[Any]:
        found = []
        for raw in read(document):
            try:
                value = stored(raw)
            except (UnfitError, TypeError, ValueError):  # came in before the field had its type
                continue
            if value is not None:
                found.append(value)
        return found

    return values


def has_value(value: Any) -> bool:
    """Whether there is anything but nulls and empty containers in a value."""
    if isinstance(value, dict):
        return any(map(has_value, value.values()))
    if isinstance(value, list):
        return any(map(has_value, value))
    return value is not None


def leaves(fields: FieldMap) -> Iterator[Field]:
    """The fields that hold values, without objects and without the fields of fields."""
    pending = list(fields.root.properties.values())
    while pending:
        field = pending.pop()
        pending += field.properties.values()
        if not field.kind.is_object:
            yield field
