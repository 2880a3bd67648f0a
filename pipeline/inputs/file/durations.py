"""Durations as Logstash's file input takes them: a number in the option's own unit, or text such as "1 hour"."""

import re
from typing import Any

from pipeline.plugin import OptionError
from pipeline.plugin.types import Type, shown, string

DAY = 86400.0
TEXT = re.compile(r"(\d+(?:\.\d+)?)\s?([a-z]*)\Z")
UNITS = {
    **dict.fromkeys(("us", "usec", "usecs"), 1e-6),
    **dict.fromkeys(("ms", "msec", "msecs"), 1e-3),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "ds", "day", "days"), DAY),
    **dict.fromkeys(("w", "ws", "week", "weeks"), 7 * DAY),
}


def duration(unit: str) -> Type[float]:
    """The type of an option that is a duration in seconds; a bare number counts in `unit`."""

    def convert(value: Any) -> float:
        found = TEXT.match(string(value).strip())
        seconds = UNITS.get(found[2] or unit) if found else None
        if found is None or seconds is None:
            raise OptionError(f'expected a duration such as 10, "250 ms" or "1 hour", got {shown(value)}')
        return float(found[1]) * seconds

    return Type(f"duration in {unit}", convert)
