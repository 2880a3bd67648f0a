"""Application log records as a structlog set-up writes them to Kafka: JSON objects of about 365 bytes.

A tenth has the level ERROR; one in a hundred carries plain text in `message` instead of JSON.  Some addresses are in
the test database, some are private, some unknown.
"""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import orjson

ADDRESSES = (
    *("81.2.69.142", "2.125.160.216", "89.160.20.112", "216.160.83.56", "175.16.199.1", "67.43.156.1"),  # known
    *("10.0.0.5", "192.168.1.9", "203.0.113.77", "2001:db8::1"),  # private, reserved
)
START = datetime(2026, 11, 21)  # noqa: DTZ001 - UTC, as the text says by its Z
DAYS = 3


def records(count: int, seed: int = 1, addresses: Sequence[str] = ADDRESSES, padding: int = 0) -> Iterator[bytes]:
    """`count` records, spread evenly over three days; equal arguments give equal records.

    With `padding` each has a field of so many bytes more, which no filter looks at.
    """
    rng = random.Random(seed)  # noqa: S311 - data to measure with, not secrets
    step = timedelta(days=DAYS) / count
    for number in range(count):
        record = _record(rng, f"{(START + number * step).isoformat(timespec='microseconds')}Z", addresses)
        if padding:
            record["stack"] = "at module.function (file.py:17) " * (padding // 32)
        yield orjson.dumps(record)


def _record(rng: random.Random, stamp: str, addresses: Sequence[str]) -> dict[str, object]:
    error = rng.random() < 0.1
    status = 500 if error else 200
    inner = {
        "event": "Request completed",
        "user_id": f"u-{rng.randrange(10**6)}",
        "status_code": status,
        "cache": rng.choice(["hit", "miss"]),
    }
    return {
        "timestamp": stamp,
        "level": "ERROR" if error else "INFO",
        "logger": "api",
        "event": "Request completed",
        "request_id": str(uuid.UUID(int=rng.getrandbits(128))),
        "path": f"/v1/items/{rng.randrange(9999)}",
        "method": "GET",
        "client_ip": rng.choice(addresses),
        "status_code": status,
        "duration_ms": round(rng.random() * 100, 2),
        "message": orjson.dumps(inner).decode() if rng.random() > 0.01 else "plain text, not JSON",
    }
