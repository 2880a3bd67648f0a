"""Filter `truncate`: cut texts that have too many bytes."""

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event
from pipeline.fields import METADATA, Getter, Setter
from pipeline.plugin import FieldError, Filter, OptionError, Step, option
from pipeline.plugin.types import array, field_reference, number

Trim = Callable[[str], str]


class TruncateFilter(Filter):
    """Cut texts to `length_bytes` bytes of UTF-8, never inside a character; an event without longer ones is no match.

    In lists the texts are cut, in maps all that is below; without `fields` the whole event is.
    """

    fields = option(array(field_reference), doc="Fields to cut; the whole event unless given.")
    length_bytes = option(number, required=True, doc="Most bytes of a text.")

    def check(self) -> Iterator[OptionError]:
        """A length is no less than nothing."""
        if self.length_bytes < 0:
            message = f'option "length_bytes": expected 0 or more, got {self.length_bytes}'
            yield OptionError(message, path=("length_bytes",))

    def compile(self) -> Step:
        """The step for the fields, or for the whole event."""
        trim = trimmer(int(self.length_bytes))
        if self.fields is None:
            return lambda event: cut_below(event, trim)
        fields = [(field.getter(), field.setter()) for field in self.fields]
        fail = self.failure(["_truncate_error"])

        def truncate(event: Event) -> bool:
            changed = False
            try:
                for get, put in fields:
                    changed |= cut_field(event, get, put, trim)
            except FieldError as error:
                return fail(event, error)
            return changed

        return truncate


def cut_field(event: Event, get: Getter, put: Setter, trim: Trim) -> bool:
    """Cut what is in a field; returned is whether anything was too long.  FieldError where the field can't be set."""
    value = get(event)
    if type(value) is not str:
        return type(value) in (dict, list) and cut_below(value, trim)
    text = trim(value)
    if text is value:
        return False
    put(event, text)
    return True


def trimmer(length: int) -> Trim:
    """A function that cuts a text; one that is short enough comes back as the same object."""
    certain = length // 4  # a character has four bytes at most

    def trim(text: str) -> str:
        if len(text) <= certain:
            return text
        if text.isascii():
            return text if len(text) <= length else text[:length]
        data = text.encode("utf-8", "replace")
        return text if len(data) <= length else data[:length].decode("utf-8", "ignore")

    return trim


def cut_below(container: Any, trim: Trim) -> bool:
    """Cut the texts of a map at all depths, of a list only those right in it; returned is whether any was too long."""
    changed = False
    waiting = [container]
    while waiting:
        node = waiting.pop()
        within_map = type(node) is dict
        for key, value in list(node.items()) if within_map else enumerate(node):
            if type(value) is str:
                text = trim(value)
                if text is not value:
                    node[key] = text
                    changed = True
            elif within_map and type(value) in (dict, list) and key != METADATA:
                waiting.append(value)
    return changed
