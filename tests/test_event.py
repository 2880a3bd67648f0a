"""Data to events: the defaults, the wall clock, and fields that mean something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import FieldError
from pipeline.event import add_tag, copy_event, from_data, merge_into_root, public_fields, set_by_name, tag, time_of
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


TAGS = {
    "a text": "one",
    "an empty text": "",
    "texts": ["a", "b", "a"],
    "none": [],
}
NO_TAGS = [None, 1, True, {"a": 1}, ["a", 1], ["a", None], [["a"]]]


@pytest.mark.parametrize("tags", TAGS.values(), ids=TAGS)
def test_tags_stay(tags):
    event = from_data({"tags": tags}, lambda: NOW)
    assert event["tags"] == tags
    assert "_tags" not in event


@pytest.mark.parametrize("tags", NO_TAGS)
def test_what_is_no_tags_moves(tags):
    event = from_data({"tags": tags, "_tags": "old"}, lambda: NOW)
    assert (event["tags"], event["_tags"]) == (["_tagsparsefailure"], [tags])


@pytest.mark.parametrize("time", ["soon", 5, 1.5, True, [], {"a": 1}, "2024-01-01 00:00:00Z", "1706933106"])
def test_what_is_no_time_moves(time):
    event = from_data({"@timestamp": time, "_@timestamp": "old", "tags": "t"}, lambda: NOW)
    assert event["_@timestamp"] == time
    assert event["@timestamp"] == Timestamp.from_epoch_ns(NOW // 1000 * 1000)
    assert event["tags"] == ["t", "_timestampparsefailure"]


# what it shows: (tags before, after `tag`, after `add_tag`)
TAGGED = {
    "none": (None, ["x"], ["x"]),
    "another": (["a"], ["a", "x"], ["a", "x"]),
    "the same": (["x"], ["x"], ["x", "x"]),
    "a text": ("a", ["a", "x"], ["a", "x"]),
    "the same text": ("x", "x", ["x", "x"]),
    "an empty list": ([], ["x"], ["x"]),
}


@pytest.mark.parametrize(("before", "once", "again"), TAGGED.values(), ids=TAGGED)
def test_tag(before, once, again):
    for change, after in ((tag, once), (add_tag, again)):
        event = {} if before is None else {"tags": before[:]}
        change(event, "x")
        assert event["tags"] == after


# what it shows: (what is merged, the event)
MERGED = {
    "plain names": ({"a": 1, "b.c": 2, "": 3}, {"a": 1, "b.c": 2, "": 3}),
    "null": ({"a": None}, {"a": None}),
    "a reference": ({"[x][y]": 1}, {"x": {"y": 1}}),
    "tags": ({"tags": "t"}, {"tags": "t"}),
    "metadata": ({"@metadata": {"a": 1}}, {"@metadata": {"a": 1}}),
    "a time": ({"@timestamp": "2024-01-01T00:00:00Z"}, {"@timestamp": "2024-01-01T00:00:00.000Z"}),
    "no time": ({"@timestamp": None}, {}),
    "false for a time": ({"@timestamp": False}, {}),
    "a bad time, tagged in the end": (
        {"@timestamp": {"a": None}, "tags": ["t"]},
        {
            "@timestamp": "2024-05-06T07:08:09.123456Z",
            "_@timestamp": '{"a"=>nil}',
            "tags": ["t", "_timestampparsefailure"],
        },
    ),
}


@pytest.mark.parametrize(("found", "expected"), MERGED.values(), ids=MERGED)
def test_merge_into_root(found, expected):
    event = {}
    merge_into_root(event, found, lambda: NOW)
    assert event == expected


@pytest.mark.parametrize("key", ["a[0]", "[]", "[@timestamp]", "tags", "@metadata"])
def test_merging_stops_at_a_key_that_cant_be_set(key):
    event = {}
    with pytest.raises(FieldError):
        merge_into_root(event, {"a": 1, key: 5, "b": 2, "@timestamp": "2024-01-01T00:00:00Z"}, lambda: NOW)
    assert event == {"a": 1}


def test_set_by_name():
    event = {}
    set_by_name(event, "[a][b]", 1)
    set_by_name(event, "", 2)
    assert event == {"a": {"b": 1}, "": 2}
    with pytest.raises(FieldError, match="is no field"):
        set_by_name(event, "[a", 1)


def test_a_copy_shares_nothing():
    event = {"a": {"b": [1, {"c": 2}]}, "@metadata": {"x": []}}
    copied = copy_event(event)
    assert copied == event
    copied["a"]["b"][1]["c"] = 3
    copied["@metadata"]["x"].append(1)
    assert event == {"a": {"b": [1, {"c": 2}]}, "@metadata": {"x": []}}


def test_metadata_is_not_public():
    assert dict(public_fields({"a": 1, "@metadata": {"b": 2}})) == {"a": 1}
