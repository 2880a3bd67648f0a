"""What config/logs.conf must make of records, told from the records alone, and how many of each kind there are."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address

import orjson

from pipeline.embedded.geoip_data import located

NETWORKS = [network for network, _ in located()]


@dataclass(slots=True)
class Expected:
    """Counts of records; `days` by the index that a record belongs into."""

    records: int = 0
    errors: int = 0
    plain: int = 0  # messages that aren't JSON
    located: int = 0  # addresses in the demo's database
    days: Counter[str] = field(default_factory=Counter)

    def counting(self, records: Iterable[bytes]) -> Iterator[bytes]:
        """The same records, counted as they pass."""
        for raw in records:
            record = orjson.loads(raw)
            self.records += 1
            self.errors += record["level"] == "ERROR"
            self.plain += not record["message"].startswith("{")
            self.located += in_database(record["client_ip"])
            self.days["logs-" + record["timestamp"][:10].replace("-", ".")] += 1
            yield raw


@cache
def in_database(text: str) -> bool:
    """Whether the demo's database has a place for an address."""
    address = ip_address(text)
    return any(address.version == network.version and address in network for network in NETWORKS)


Count = Callable[[str], int]
"""(query string) -> how many documents it finds."""


@dataclass(frozen=True, slots=True)
class Check:
    """A fact to be told, the number that was expected, and the one that was found."""

    text: str
    expected: int
    found: int

    @property
    def good(self) -> bool:
        """Whether they are the same."""
        return self.expected == self.found


def checks(expected: Expected, count: Count) -> list[Check]:
    """What the index must hold, question by question."""
    nowhere = expected.records - expected.located
    return [
        Check("documents are in the index", expected.records, count("*")),
        Check('have the level ERROR and got the tag "error"', expected.errors, count("level:ERROR AND tags:error")),
        Check("came from an address that has a place now", expected.located, count("_exists_:geoip.geo.city_name")),
        Check(
            'came from a private or unknown address: tag "_geoip_lookup_failure"',
            nowhere,
            count("tags:_geoip_lookup_failure"),
        ),
        Check(
            'had a message that is plain text, not JSON: tag "_jsonparsefailure"',
            expected.plain,
            count("tags:_jsonparsefailure"),
        ),
        Check(
            "got the fields of the JSON in their message",
            expected.records - expected.plain,
            count("_exists_:user_id"),
        ),
    ]
