"""Filter `drop`: events that get there go no further."""

from collections.abc import Collection

from pipeline.event import Event
from pipeline.plugin import Drop, Filter, option
from pipeline.plugin.types import number


class DropFilter(Filter):
    """Drop every event that gets there, or a share of them; it stands in an `if`, as a rule.

    The common options never show: an event that is dropped is gone, and one that is kept did not match.
    """

    percentage = option(number, default=100, doc="How many of a hundred events to drop, by chance.")

    def touches(self) -> Collection[str]:
        """Nothing."""
        return ()

    def compile(self) -> Drop:
        """The drop; chance comes from the context."""
        share = self.percentage / 100
        if share >= 1:
            return Drop()
        chance = self.context.random.random

        def drop(event: Event) -> bool:
            return chance() < share

        return Drop(drop)
