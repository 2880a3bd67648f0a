"""From the value of the source field to what the event gets, through a cache that all threads share."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from pipeline.filters.geoip.addresses import Address, may_be_public_host, network_text, parse_address
from pipeline.filters.geoip.databases import Database
from pipeline.filters.geoip.fields import place_of
from pipeline.filters.geoip.fragments import Fragment
from pipeline.filters.geoip.records import nested, usual_fields

NOT_FOUND: Final = None  # there was an address, and nothing is known of it
NO_ADDRESS: Final = False  # there was nothing to look for
Found = Fragment | Literal[False] | None
Find = Callable[[Any], Found]

JAVA_TRIMMED = "".join(map(chr, range(33)))  # what String.trim takes off
BAD_RECORD = (ValueError, TypeError, AttributeError, LookupError, RuntimeError)


class HostNameError(Exception):
    """The text is no address but may be the name of a host; nothing of that is cached here."""


class Finder:
    """A lookup that is made anew when its database is: `find` is the one to use now."""

    __slots__ = ("__weakref__", "_make", "find")

    def __init__(self, database: Database, make: Callable[[], Find]) -> None:
        self._make = make
        self.find = make()
        database.follow(self)

    def renew(self) -> None:
        """Forget what came from the database before."""
        self.find = self._make()


def compile_find(
    database: Database, wanted: Sequence[str], *, ecs: bool, size: int, report: Callable[[Exception], None]
) -> Find:
    """A function (value of the source) -> what is found; it remembers the `size` addresses used last.

    TypeError means a list or map, HostNameError a name to resolve.  A record that is no use is reported and not found.
    """
    reader, kind = database.reader, database.kind
    names = list(dict.fromkeys(wanted)) or usual_fields(kind, ecs=ecs)
    places = [(name, place_of(name, ecs=ecs)) for name in names]

    def values_of(address: Address) -> dict[str, Any]:
        record, length = reader.get_with_prefix_len(address.canonical)
        if record is None:
            return {}
        values = kind.read(nested(record))
        if values and kind.tells_network:
            values["network"] = network_text(address.canonical, length)
        return values and {"ip": address.shown, **values}

    @lru_cache(maxsize=size)
    def find(value: Any) -> Found:
        if not isinstance(value, str) or not value.strip(JAVA_TRIMMED):
            return NO_ADDRESS
        address = parse_address(value)
        if address is None:
            if may_be_public_host(value):
                raise HostNameError
            return NOT_FOUND
        try:
            values = values_of(address)
        except BAD_RECORD as error:
            report(error)
            return NOT_FOUND
        found = [(place, values[name]) for name, place in places if values.get(name) is not None]
        return Fragment([one for one in found if one[0]]) if found else NOT_FOUND

    return find
