"""Zones by name, clock changes, and years that Python's datetime does not know."""

from datetime import UTC

import pytest

from pipeline.civil import day_number
from pipeline.zones import (
    ZoneError,
    exact_offset,
    find_zone,
    host_zone,
    local_offset,
    offset_text_seconds,
    to_utc_seconds,
    utc_offset,
)

HOUR = 3600


def seconds(year, month, day, hour=0, minute=0):
    return day_number(year, month, day) * 86400 + hour * HOUR + minute * 60


@pytest.mark.parametrize(
    "name", ["UTC", "Z", "GMT", "UT", "Europe/Paris", "EST", "CET", "Etc/GMT+1", "+02:00", "UTC-03"]
)
def test_known_zones(name):
    assert find_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Mars/Base", "europe/paris", "+2", "+24:00", "UTC+2", "../UTC", "Factory", "%{tz}"]
)
def test_unknown_zones(name):
    with pytest.raises(ZoneError, match='expected a time zone such as "Europe/Paris"'):
        find_zone(name)


def test_the_case_of_a_name_may_be_ignored():
    assert find_zone("europe/PARIS", any_case=True) == find_zone("Europe/Paris")
    assert find_zone("utc", any_case=True) is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+02", 7200),
        ("-0330", -12600),
        ("+02:00:30", 7230),
        ("UTC+01:00", 3600),
        ("+23:59", 86340),
        ("+24:00", None),
        ("+02:60", None),
        ("+2:00", None),
        ("+02:0030", None),
        ("02:00", None),
        ("UTC", None),
    ],
)
def test_offsets(text, expected):
    assert offset_text_seconds(text) == expected


BERLIN = find_zone("Europe/Berlin")
LORD_HOWE = find_zone("Australia/Lord_Howe")


@pytest.mark.parametrize(
    ("zone", "local", "offset"),
    [
        (BERLIN, seconds(2024, 1, 5, 12), HOUR),
        (BERLIN, seconds(2024, 7, 5, 12), 2 * HOUR),
        (BERLIN, seconds(2024, 3, 31, 1, 59), HOUR),
        (BERLIN, seconds(2024, 3, 31, 2), None),
        (BERLIN, seconds(2024, 3, 31, 2, 59), None),
        (BERLIN, seconds(2024, 3, 31, 3), 2 * HOUR),
        (BERLIN, seconds(2024, 10, 27, 2, 30), 2 * HOUR),
        (LORD_HOWE, seconds(2024, 10, 6, 2, 15), None),
        (LORD_HOWE, seconds(2024, 10, 6, 2, 30), 11 * HOUR),
        (LORD_HOWE, seconds(2024, 4, 7, 1, 45), 11 * HOUR),
        (BERLIN, seconds(12024, 7, 5, 12), 2 * HOUR),
        (BERLIN, seconds(12024, 1, 5, 12), HOUR),
        (find_zone("Asia/Tokyo"), seconds(-44, 3, 15), 33539),
        (UTC, seconds(2024, 3, 31, 2), 0),
    ],
)
def test_offset_of_a_local_time(zone, local, offset):
    assert exact_offset(local, zone) == offset


def test_a_skipped_time_moves_on_and_a_repeated_one_is_the_first():
    assert to_utc_seconds(seconds(2024, 3, 31, 2, 30), BERLIN) == seconds(2024, 3, 31, 1, 30)
    assert to_utc_seconds(seconds(2024, 10, 27, 2, 30), BERLIN) == seconds(2024, 10, 27, 0, 30)
    assert local_offset(seconds(2024, 10, 27, 2, 30), BERLIN, fold=1) == HOUR


def test_offset_of_a_moment():
    assert utc_offset(seconds(2024, 10, 27, 0, 59), BERLIN) == 2 * HOUR
    assert utc_offset(seconds(2024, 10, 27, 1), BERLIN) == HOUR


@pytest.mark.parametrize(("name", "offset"), [("Asia/Tokyo", 9 * HOUR), (":Asia/Tokyo", 9 * HOUR), ("No/Where", 0)])
def test_the_zone_of_this_machine_is_that_of_tz(monkeypatch, name, offset):
    monkeypatch.setenv("TZ", name)
    assert local_offset(seconds(2024, 1, 1), host_zone()) == offset


def test_the_zone_of_this_machine_is_that_of_its_file(monkeypatch, tmp_path):
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr("pipeline.zones.LOCALTIME", tmp_path / "absent")
    assert host_zone() is UTC
