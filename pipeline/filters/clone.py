"""Filter `clone`: copies of an event beside it."""

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.event import Event, add_tag, copy_event
from pipeline.plugin import Expand, Filter, OptionError, WithEcs, option
from pipeline.plugin.types import anything, array
from pipeline.texts import ruby_text


class CloneFilter(WithEcs, Filter):
    """Copy the event once for each name of `clones`; the common options are for the copies only.

    The name becomes a tag of the copy with an ECS layout, without one its `type`.  The event comes first, then the
    copies in the order of the option.
    """

    clones = option(array(anything), required=True, doc="A name for each copy, taken as it is written.")

    def check(self) -> Iterator[OptionError]:
        """Warn of a list without names, and of names that look as if they were filled in."""
        if not self.clones:
            self.warn('option "clones": the list is empty, so nothing is copied', "clones")
        for index, name in enumerate(self.clones):
            if "%{" in str(name):
                self.warn('option "clones": names are not filled in, "%{" stays as it is', "clones", index)
        return iter(())

    def compile(self) -> Expand:
        """The function that copies one event."""
        names = tuple(map(ruby_text, self.clones) if self.ecs else self.clones)
        mark = add_tag if self.ecs else _set_type

        def clone(event: Event) -> tuple[list[Event], list[Event]]:
            made = [_marked(copy_event(event), name, mark) for name in names]
            return [event, *made], made

        return Expand(clone)


def _marked(event: Event, name: Any, mark: Callable[[Event, Any], None]) -> Event:
    mark(event, name)
    return event


def _set_type(event: Event, name: Any) -> None:
    event["type"] = name
