"""From the value of the source field to what the event gets, through a cache that all threads share."""

from collections.abc import Callable, Sequence
from threading import Lock
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
    """A lookup that remembers, and that is made anew when its database is.

    What was found lately stands in `recent`, which generated code asks first: a dict answers in a third of the time of
    an lru_cache.  A full one becomes `_older`, from which what is still asked for returns; so up to `size` are kept.
    """

    __slots__ = ("__weakref__", "_half", "_lock", "_look_up", "_make", "_older", "recent")

    def __init__(self, database: Database, size: int, make: Callable[[], Find]) -> None:
        self._make = make
        self._half = max(1, size // 2)
        self._look_up = make()
        self._lock = Lock()
        self.recent: dict[Any, Found] = {}
        self._older: dict[Any, Found] = {}
        database.follow(self)

    def find(self, value: Any) -> Found:
        """What is known of the value of a source; TypeError for a list or map, HostNameError for a name to resolve."""
        try:
            return self.recent[value]
        except KeyError:
            return self.look(value)

    def look(self, value: Any) -> Found:
        """The same for a value that is not in `recent`, where it will be from now on."""
        with self._lock:
            if len(self.recent) >= self._half:
                self._older, self.recent = self.recent, {}
            found = self._older[value] if value in self._older else self._look_up(value)
            self.recent[value] = found
            return found

    def renew(self) -> None:
        """Forget what came from the database before."""
        with self._lock:
            self._look_up = self._make()
            self.recent, self._older = {}, {}


def compile_find(database: Database, wanted: Sequence[str], *, ecs: bool, report: Callable[[Exception], None]) -> Find:
    """A function (value of the source) -> what is found.

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
        found = [(place, value) for name, place in places if (value := values.get(name)) is not None]
        return Fragment([one for one in found if one[0]]) if found else NOT_FOUND

    return find
