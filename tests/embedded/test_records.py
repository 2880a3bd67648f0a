"""The demo's records: the same every time, of the promised shape and proportions."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address
from itertools import pairwise

import maxminddb
import pytest

from pipeline.embedded.geoip_data import DATABASE
from pipeline.embedded.records import records

COUNT = 20_000
START = datetime(2026, 11, 21, tzinfo=UTC)
KEYS = [
    "timestamp",
    "level",
    "logger",
    "event",
    "request_id",
    "path",
    "method",
    "client_ip",
    "status_code",
    "duration_ms",
    "message",
]


@pytest.fixture(scope="module")
def raw() -> list[bytes]:
    return list(records(COUNT, start=START))


@pytest.fixture(scope="module")
def parsed(raw: list[bytes]) -> list[dict[str, object]]:
    return [json.loads(record) for record in raw]


def test_equal_arguments_give_equal_records(raw: list[bytes]) -> None:
    assert list(records(COUNT, start=START)) == raw
    assert list(records(COUNT, seed=2, start=START)) != raw


def test_keys_and_size(raw: list[bytes], parsed: list[dict[str, object]]) -> None:
    assert all(list(record) == KEYS for record in parsed)
    assert 330 < sum(map(len, raw)) / COUNT < 400


def test_they_cover_the_days_evenly(parsed: list[dict[str, object]]) -> None:
    days = Counter(str(record["timestamp"])[:10] for record in parsed)
    assert set(days) == {"2026-11-21", "2026-11-22", "2026-11-23"}
    assert max(days.values()) - min(days.values()) <= 1
    stamps = [datetime.fromisoformat(str(record["timestamp"])) for record in parsed]
    assert all(before < after for before, after in pairwise(stamps))


def test_without_start_they_cover_the_last_whole_days() -> None:
    today = datetime.now(UTC).date()
    days = {json.loads(record)["timestamp"][:10] for record in records(100, days=2)}
    assert days <= {str(today - timedelta(days=number)) for number in (1, 2, 3)}
    assert len(days) == 2


def test_start_may_have_a_zone() -> None:
    east = datetime(2026, 11, 21, tzinfo=timezone(timedelta(hours=2)))
    assert json.loads(next(records(1, start=east)))["timestamp"] == "2026-11-20T22:00:00.000000Z"


def test_levels_and_their_statuses(parsed: list[dict[str, object]]) -> None:
    levels = Counter(str(record["level"]) for record in parsed)
    assert 0.09 < levels["ERROR"] / COUNT < 0.11
    assert set(levels) == {"ERROR", "WARNING", "INFO", "DEBUG"}
    server_errors = {str(record["level"]) for record in parsed if int(str(record["status_code"])) >= 500}
    assert server_errors == {"ERROR"}


def test_one_in_a_hundred_messages_is_plain_text(parsed: list[dict[str, object]]) -> None:
    plain = 0
    for record in parsed:
        try:
            inner = json.loads(str(record["message"]))
        except ValueError:
            plain += 1
        else:
            assert list(inner) == ["event", "user_id", "status_code", "cache"]
            assert inner["status_code"] == record["status_code"]
    assert 0.007 < plain / COUNT < 0.013


def test_addresses_are_located_private_or_unknown(parsed: list[dict[str, object]]) -> None:
    with maxminddb.open_database(str(DATABASE)) as database:
        kinds = Counter(
            "located" if database.get(address) else "private" if address in PRIVATE else "unknown"
            for address in (str(record["client_ip"]) for record in parsed)
        )
    assert 0.72 < kinds["located"] / COUNT < 0.78
    assert 0.12 < kinds["private"] / COUNT < 0.18
    assert 0.08 < kinds["unknown"] / COUNT < 0.12
    assert {ip_address(str(record["client_ip"])).version for record in parsed} == {4, 6}


PRIVATE = {"10.0.0.5", "10.12.7.201", "172.16.4.18", "192.168.1.9", "fd00::17"}


def test_variety(parsed: list[dict[str, object]]) -> None:
    assert len({record["logger"] for record in parsed}) >= 4
    assert {record["method"] for record in parsed} >= {"GET", "POST", "PUT", "DELETE"}
    assert len({record["request_id"] for record in parsed}) == COUNT


def test_none_at_all() -> None:
    assert list(records(0)) == []
