"""Time zones as they stand in a text: offsets, the ids of zones, and the few names of zones that Joda knows."""

import re
from collections.abc import Iterable
from datetime import tzinfo
from functools import lru_cache

from pipeline.dates.errors import DateError
from pipeline.zones import find_zone, zone_names

# a colon or digit that could go on must go on: what stands there can't belong to anything else
SECONDS_BY_COLON = "(?::[0-9]{2}(?:[.,][0-9]{1,3}+|(?![.,]))|(?!:))"
SECONDS = "(?:[0-9]{2}(?:[0-9]{1,3}+)?+|(?![0-9]))"
OFFSET = f"[Zz]|[+-][0-9]{{2}}(?::[0-9]{{2}}{SECONDS_BY_COLON}|[0-9]{{2}}{SECONDS}|(?![:0-9]))"
DIGITS = re.compile(r"[0-9]+")
# names that stand for the rules of a region, summer time included: EST in July is EDT
SHORT_NAMES = {
    **dict.fromkeys(("UT", "UTC", "GMT"), "UTC"),
    **dict.fromkeys(("EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT"), "America/Los_Angeles"),
}


def offset_ms(text: str) -> int:
    """Milliseconds east of UTC of a text that OFFSET matches; DateError where it has an hour 24 or a minute 60."""
    if text in ("Z", "z"):
        return 0
    digits = "".join(DIGITS.findall(text))
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4] or 0), int(digits[4:6] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise DateError("expected an offset of less than 24 hours")
    total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(digits[6:].ljust(3, "0"))
    return -total if text[0] == "-" else total


def short_name_zone(text: str) -> tzinfo:
    """The zone of one of SHORT_NAMES."""
    return find_zone(SHORT_NAMES[text])


@lru_cache(maxsize=1)
def zone_id_pattern() -> str:
    """A regular expression for the ids of all zones, the longest that fits.

    Where a slash comes soon it must belong to the id, whatever else could be read up to it.
    """
    names = zone_names()
    area = max(name.find("/") for name in names)
    plain = longest_of(name for name in names if "/" not in name)
    return f"(?>(?![^/]{{0,{area}}}/){plain}|{longest_of(name for name in names if '/' in name)})"


def longest_of(names: Iterable[str]) -> str:
    """A regular expression for the longest of some names that a text begins with; it does not try a shorter one."""
    tree: dict[str, dict[str, object]] = {}
    for name in names:
        branch = tree
        for character in name:
            branch = branch.setdefault(character, {})  # type: ignore[assignment]
        branch[""] = {}
    return f"(?>{_alternatives(tree)})"


def _alternatives(tree: dict[str, dict[str, object]]) -> str:
    """What may follow at one place of the names: a run of characters, a choice of them, or nothing more."""
    choices = [re.escape(character) + _alternatives(rest) for character, rest in sorted(tree.items()) if character]  # type: ignore[arg-type]
    if not choices:
        return ""
    optional = "?+" if "" in tree else ""
    if len(choices) == 1 and not optional:
        return choices[0]
    return f"(?>{'|'.join(choices)}){optional}"
