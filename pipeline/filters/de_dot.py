"""Filter `de_dot`: names without dots."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event
from pipeline.fields import METADATA, MISSING, FieldReference, Setter, put_into, step_into
from pipeline.plugin import FieldError, Filter, OptionError, Step, option
from pipeline.plugin.types import array, boolean, field_reference, string

Rename = Callable[[str], tuple[str, ...]]
Work = Callable[[Event], None]
NESTED = "]["
KNOWN_NAMES = 1024


class DeDotFilter(Filter):
    """Rename fields whose names hold dots, or put them into maps (`nested`); what stood under the new name goes.

    Only names at the top are looked at, unless `recursive` or `fields` say more; maps in lists never are.
    """

    separator = option(string, default="_", doc="Text in the place of each dot.")
    nested = option(boolean, default=False, doc="Make maps: a.b becomes [a][b].")
    recursive = option(boolean, default=False, doc="Rename in the maps below as well.")
    fields = option(array(field_reference), doc="Fields to rename; all at the top unless given.")
    tag_on_failure = option(string, default="_de_dot_error", doc="Tag for an event with a field that can't be renamed.")

    def check(self) -> Iterator[OptionError]:
        """A separator must not make new dots, nor brackets, which would make no name."""
        if "." in self.separator:
            message = f'option "separator": expected a text without dots, got "{self.separator}"'
            yield OptionError(message, path=("separator",))
        elif self.separator != NESTED and ("[" in self.separator or "]" in self.separator):
            message = f'option "separator": expected a text without brackets, got "{self.separator}"'
            yield OptionError(message, path=("separator",), hints=("for maps, write: nested => true",))
        for index, field in enumerate(self.fields or ()):
            try:
                _new_path(field, self._rename())
            except FieldError as error:
                yield OptionError(f'option "fields": "{field.text}": {error}', path=("fields", index))

    def _rename(self) -> Rename:
        return compile_rename(None if self.nested or self.separator == NESTED else self.separator)

    def compile(self) -> Step:
        """The step; where a name leads is remembered."""
        rename = self._rename()
        below = functools.partial(rename_below, rename=rename) if self.recursive else None
        fail = self.failure([self.tag_on_failure])
        if self.fields is None:
            work = _renaming_all(rename, below)
        else:
            work = _in_turn([_renaming(field, rename, below) for field in self.fields])

        def de_dot(event: Event) -> bool:
            try:
                work(event)
            except FieldError as error:
                return fail(event, error)
            return True

        return de_dot


def compile_rename(separator: str | None) -> Rename:
    """A function (name) -> the path that takes its place, of several names where there is no separator."""

    def rename(name: str) -> tuple[str, ...]:
        if separator is not None:
            return (name.replace(".", separator),)
        path = tuple(name.split("."))
        if "" in path:
            raise FieldError("a dot at the end of a name, or two in a row, leave an empty name")
        return path

    return rename


def _renaming_all(rename: Rename, below: Work | None) -> Work:
    @functools.lru_cache(KNOWN_NAMES)
    def setter(name: str) -> Setter:
        return FieldReference("", rename(name)).setter()

    def rename_all(event: Event) -> None:
        for name in [name for name in event if "." in name] if below is None else list(event):
            value = event[name]
            if "." in name:
                setter(name)(event, value)
                del event[name]
            if below is not None and type(value) is dict and name != METADATA:
                below(value)

    return rename_all


def rename_below(value: dict[str, Any], rename: Rename) -> None:
    """Rename the keys of a map and of the maps in it, in place."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        for name, item in list(node.items()):
            if "." in name:
                *parents, last = rename(name)
                place: Any = node
                for parent in parents:
                    place = step_into(place, parent)
                put_into(place, last, item)
                del node[name]
            if type(item) is dict:
                waiting.append(item)


def _in_turn(works: list[Work]) -> Work:
    def rename_fields(event: Event) -> None:
        for work in works:
            work(event)

    return rename_fields


def _new_path(field: FieldReference, rename: Rename) -> tuple[str, ...]:
    return tuple([part for name in field.path for part in (rename(name) if "." in name else (name,))])


def _renaming(field: FieldReference, rename: Rename, below: Work | None) -> Work:
    """Rename one field, wherever in its path the dots are; maps with a dotted name that this empties go too."""
    get, remove = field.getter(MISSING), field.remover()
    put = FieldReference("", _new_path(field, rename)).setter()
    dotted = [index for index, name in enumerate(field.path) if "." in name]
    emptied = [
        FieldReference("", field.path[:end]) for end in range(len(field.path) - 1, dotted[0] if dotted else 0, -1)
    ]
    parents = [(parent.getter(), parent.remover()) for parent in emptied] if dotted else []

    def rename_field(event: Event) -> None:
        value = get(event)
        if value is MISSING:
            return
        if dotted:
            put(event, value)
            remove(event)
            for get_parent, remove_parent in parents:
                if get_parent(event) == {}:
                    remove_parent(event)
        if below is not None and type(value) is dict:
            below(value)

    return rename_field
