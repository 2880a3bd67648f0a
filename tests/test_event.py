"""Data to events: the defaults, the wall clock, and fields that mean something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.event import from_data, time_of
from pipeline.jsontext import JsonError
from pipeline.timestamp import Timestamp

NOW = 1_714_979_289_123_456_789


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1))
def test_the_wall_clock_is_that_of_timestamps_to_the_microsecond(moments):
    for moment in [*moments, moments[0], moments[0] + 1000]:
        found = time_of(moment)
        assert found == Timestamp.from_epoch_ns(moment // 1000 * 1000)
        assert type(found) is Timestamp


# what it shows: (data, the event)
EVENTS = {
    "the defaults": ({}, {"@version": "1", "@timestamp": "2024-05-06T07:08:09.123456Z"}),
    "null for a time": ({"@timestamp": None}, {"@version": "1", "@timestamp": "2024-05-06T07:08:09.123456Z"}),
    "a version of its own": (
        {"@version": 2, "@timestamp": "2024-01-01T00:00:00Z"},
        {"@version": 2, "@timestamp": "2024-01-01T00:00:00.000Z"},
    ),
    "no time": (
        {"@timestamp": 5},
        {
            "@version": "1",
            "@timestamp": "2024-05-06T07:08:09.123456Z",
            "_@timestamp": 5,
            "tags": ["_timestampparsefailure"],
        },
    ),
    "no tags": (
        {"tags": [1]},
        {
            "@version": "1",
            "@timestamp": "2024-05-06T07:08:09.123456Z",
            "_tags": [[1]],
            "tags": ["_tagsparsefailure"],
        },
    ),
}


@pytest.mark.parametrize(("data", "event"), EVENTS.values(), ids=EVENTS)
def test_from_data(data, event):
    found = from_data(dict(data), lambda: NOW)
    assert found == event
    assert type(found["@timestamp"]) is Timestamp


def test_metadata_that_is_no_map_is_no_event():
    with pytest.raises(JsonError):
        from_data({"@metadata": "s"}, lambda: NOW)
