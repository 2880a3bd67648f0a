"""Filter `split`: an event for each part of a text or each element of a list."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event, copy_event
from pipeline.plugin import Expand, FieldError, Filter, OptionError, option
from pipeline.plugin.types import field_reference, string

TYPE_FAILURE = "_split_type_failure"
BLANKS = re.compile(r"[\t-\r ]+")
LEADING = "\t\n\v\f\r "


class SplitFilter(Filter):
    """Make an event of each part of `field`, all else copied; the event itself goes.

    Empty parts and nulls make no event, so an empty list or text makes the event disappear.  A text that holds no
    terminator stays as it is, without the common options; a value that is neither text nor list is tagged.
    """

    field = option(field_reference, default="message", doc="Field with the text or the list to split.")
    target = option(field_reference, doc="Field for the part; the split field itself unless given.")
    terminator = option(string, default="\n", doc="Text between the parts of a text.")

    def check(self) -> Iterator[OptionError]:
        """Say where an escape was meant: a config knows none unless it is told to."""
        if self.terminator in ("\\n", "\\t", "\\r\\n"):
            message = f'option "terminator": "{self.terminator}" is a backslash and a letter, not a line end or tab'
            hint = "write the character itself, or set config.support_escapes"
            self.warn(message, "terminator", hints=(hint,))
        return iter(())

    def compile(self) -> Expand:
        """The function that splits one event."""
        read, put = self.field.getter(), (self.target or self.field).setter()
        empty = self.field.setter() if self.target is None else None
        cut = cutter(self.terminator)
        fail = self.failure([TYPE_FAILURE])

        def split(event: Event) -> tuple[list[Event], list[Event]]:
            value = read(event)
            if type(value) is str:
                parts: list[Any] = cut(value)
                if len(parts) == 1:
                    return [event], []
            elif type(value) is list:
                parts = value
            else:
                fail(event, "neither text nor list")
                return [event], []
            try:
                if empty is not None:
                    empty(event, "")  # so that no part carries a copy of all the others
                made = _family(event, parts, put)
            except FieldError as error:
                fail(event, error)
                return [event], []
            return made, made

        return Expand(split)


def _family(event: Event, parts: list[Any], put: Callable[[Event, Any], None]) -> list[Event]:
    made = []
    for part in parts:
        if part is not None and part != "":
            copy = copy_event(event)
            put(copy, part)
            made.append(copy)
    return made


def cutter(terminator: str) -> Callable[[str], list[str]]:
    """A function that cuts a text as Ruby's `split` does, empty parts at the end kept; one blank is any white space."""
    if terminator == " ":
        return lambda text: BLANKS.split(text.lstrip(LEADING)) if text else []
    if not terminator:
        return lambda text: [*text, ""] if text else []
    return lambda text: text.split(terminator) if text else []
