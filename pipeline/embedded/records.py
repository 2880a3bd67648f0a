"""Application log records as a structlog set-up writes them to Kafka: JSON objects of about 365 bytes.

A tenth has the level ERROR; one in a hundred carries plain text in `message` instead of JSON.  Most addresses are in
the demo's database, some are private, some unknown.
"""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

import orjson

from pipeline.embedded.geoip_data import located

PLAIN_TEXT_SHARE = 0.01
LEVELS = {"ERROR": 0.10, "WARNING": 0.06, "DEBUG": 0.08, "INFO": 0.76}
STATUSES = {
    "ERROR": (500, 500, 500, 502, 503, 504),
    "WARNING": (400, 401, 404, 404, 409, 429),
    "DEBUG": (200, 304),
    "INFO": (200, 200, 200, 200, 200, 201, 204),
}
# logger: what it reports, (method, path) of the requests that it serves; {} stands for a number
LOGGERS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "api": (
        "Request completed",
        (("GET", "/v1/items/{}"), ("GET", "/v1/items/{}"), ("POST", "/v1/items"), ("DELETE", "/v1/items/{}")),
    ),
    "api.search": ("Search completed", (("GET", "/v1/search"), ("GET", "/v1/items/{}/similar"))),
    "auth": ("Session checked", (("POST", "/v1/sessions"), ("DELETE", "/v1/sessions/{}"))),
    "billing": ("Payment processed", (("POST", "/v1/orders/{}/payments"), ("GET", "/v1/invoices/{}"))),
    "orders": ("Order updated", (("PUT", "/v1/orders/{}"), ("PATCH", "/v1/orders/{}/address"))),
}
LOGGER_WEIGHTS = (60, 12, 10, 8, 10)
PLAIN_TEXTS = (
    "connection pool exhausted, waiting for a free connection",
    "retrying after timeout (attempt 2 of 5)",
    "cache warmed in 1.8 s",
    "worker started, pid 4711",
    "certificate expires in 12 days",
)
PRIVATE = ("10.0.0.5", "10.12.7.201", "172.16.4.18", "192.168.1.9", "fd00::17")
UNKNOWN = ("203.0.113.77", "203.0.113.140", "198.18.4.4", "2001:db8:ffff::1")
ADDRESSES_PER_NETWORK = 20
PRIVATE_WEIGHT, UNKNOWN_WEIGHT, LOCATED_WEIGHT = 15, 10, 75


def records(count: int, seed: int = 1, days: int = 3, start: datetime | None = None) -> Iterator[bytes]:
    """`count` records, spread evenly over `days` days from `start` on (UTC); equal arguments give equal records.

    Without `start` they cover the last whole days before today.
    """
    rng = random.Random(seed)  # noqa: S311 - data to look at, not secrets
    moment = _in_utc(start) if start else _days_ago(days)
    step = timedelta(days=days) / max(count, 1)
    level = _pick(rng, list(LEVELS), list(LEVELS.values()))
    logger = _pick(rng, list(LOGGERS), LOGGER_WEIGHTS)
    address = _addresses(rng)
    for number in range(count):
        stamp = (moment + number * step).isoformat(timespec="microseconds") + "Z"
        yield orjson.dumps(_record(rng, stamp, level(), logger(), address()))


def _record(rng: random.Random, stamp: str, level: str, logger: str, address: str) -> dict[str, object]:
    event, requests = LOGGERS[logger]
    method, path = rng.choice(requests)
    status = rng.choice(STATUSES[level])
    inner = {
        "event": event,
        "user_id": f"u-{rng.randrange(10**6)}",
        "status_code": status,
        "cache": rng.choice(("hit", "miss")),
    }
    plain = rng.random() < PLAIN_TEXT_SHARE
    return {
        "timestamp": stamp,
        "level": level,
        "logger": logger,
        "event": event,
        "request_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "path": path.format(rng.randrange(1, 9999)),
        "method": method,
        "client_ip": address,
        "status_code": status,
        "duration_ms": round(rng.lognormvariate(2.5, 0.9), 2),
        "message": rng.choice(PLAIN_TEXTS) if plain else orjson.dumps(inner).decode(),
    }


def _pick(rng: random.Random, values: Sequence[str], weights: Sequence[float]) -> Callable[[], str]:
    """A function that picks one of `values`, each as often as its weight says."""
    return lambda: rng.choices(values, weights)[0]


def _addresses(rng: random.Random) -> Callable[[], str]:
    """A function that picks an address: of a visitor who can be located, a private one, or an unknown one."""
    visitors = [
        str(network[rng.randrange(1, min(network.num_addresses, 2**32) - 1)])
        for network, _ in located()
        for _ in range(ADDRESSES_PER_NETWORK)
    ]
    groups: tuple[Sequence[str], ...] = (visitors, PRIVATE, UNKNOWN)
    weights = (LOCATED_WEIGHT, PRIVATE_WEIGHT, UNKNOWN_WEIGHT)
    return lambda: rng.choice(rng.choices(groups, weights)[0])


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _days_ago(days: int) -> datetime:
    return datetime.combine(datetime.now(UTC).date(), time()) - timedelta(days=days)
