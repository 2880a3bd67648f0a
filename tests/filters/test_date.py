"""Filter `date`: what it sets, tags and refuses; the patterns themselves are tested in tests/dates."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.date import DateFilter
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_filter

FAILED = {"tags": ["_dateparsefailure"]}
MARCH = "2024-03-05T06:07:08.000Z"
TEXT = {"t": "2024-03-05T06:07:08Z"}
LOCAL = {"t": "2024-07-15T12:00:00"}

# what it shows: (filter, the event that goes in, what the filter adds or changes)
CASES = {
    "another field may be the target": ('date { match => ["t", "ISO8601"] target => "at" }', TEXT, {"at": MARCH}),
    "a target is made on the way": (
        'date { match => ["t", "ISO8601"] target => "[event][created]" }',
        TEXT,
        {"event": {"created": MARCH}},
    ),
    "what stood in the target goes": (
        'date { match => ["t", "ISO8601"] target => "at" }',
        {**TEXT, "at": {"x": 1}},
        {"at": MARCH},
    ),
    "a nested field may be the source": (
        'date { match => ["[log][time]", "ISO8601"] target => "at" }',
        {"log": {"time": "2024-03-05T06:07:08Z"}},
        {"at": MARCH},
    ),
    "a date in place": ('date { match => ["t", "ISO8601"] target => "t" }', TEXT, {"t": MARCH}),
    "no field, no change": ('date { match => ["t", "ISO8601"] add_tag => ["seen"] }', {"a": 1}, {}),
    "null is no field": ('date { match => ["t", "ISO8601"] add_tag => ["seen"] }', {"t": None}, {}),
    "no field below a text": ('date { match => ["[log][time]", "ISO8601"] }', {"log": "text"}, {}),
    "a bad text is tagged": ('date { match => ["t", "ISO8601"] add_field => { "a" => "b" } }', {"t": "bad"}, FAILED),
    "a number is no text": ('date { match => ["t", "ISO8601"] }', {"t": 2024}, FAILED),
    "a failure keeps the target": ('date { match => ["t", "ISO8601"] target => "a" }', {"t": "x", "a": 1}, FAILED),
    "the tag comes once": (
        'date { match => ["t", "ISO8601"] } date { match => ["t", "UNIX"] }',
        {"t": "bad"},
        FAILED,
    ),
    "tags of your own, as they are written": (
        'date { match => ["t", "ISO8601"] tag_on_failure => ["no %{t}", "b"] }',
        {"t": "bad"},
        {"tags": ["no %{t}", "b"]},
    ),
    "no tag at all": ('date { match => ["t", "ISO8601"] tag_on_failure => [] }', {"t": "bad"}, {}),
    "a text above the target": ('date { match => ["t", "ISO8601"] target => "[t][at]" }', TEXT, FAILED),
    "what it added is no text for the next": (
        'date { match => ["t", "ISO8601"] target => "at" } date { match => ["at", "ISO8601"] target => "b" }',
        TEXT,
        {"at": MARCH, **FAILED},
    ),
    "success runs the common options": (
        'date { match => ["t", "ISO8601"] target => "at" remove_field => ["t"] add_tag => ["ok"] }',
        TEXT,
        {"t": ..., "at": MARCH, "tags": ["ok"]},
    ),
    "patterns in their order": ('date { match => ["t", "UNIX", "ISO8601"] target => "at" }', TEXT, {"at": MARCH}),
    "a zone": (
        'date { match => ["t", "ISO8601"] timezone => "Asia/Tokyo" target => "at" }',
        LOCAL,
        {"at": "2024-07-15T03:00:00.000Z"},
    ),
    "a zone of the event": (
        'date { match => ["t", "ISO8601"] timezone => "%{[site][tz]}" target => "at" }',
        {**LOCAL, "site": {"tz": "Europe/Paris"}},
        {"at": "2024-07-15T10:00:00.000Z"},
    ),
    "a zone that the event lacks": ('date { match => ["t", "ISO8601"] timezone => "%{tz}" }', TEXT, FAILED),
    "numbers need no zone": (
        'date { match => ["t", "ISO8601", "UNIX"] timezone => "%{tz}" target => "at" }',
        {"t": "1709618828"},
        {"at": MARCH},
    ),
    "no field, whatever the zone": ('date { match => ["t", "ISO8601"] timezone => "%{tz}" }', {}, {}),
    "a language": (
        'date { match => ["t", "dd MMM yyyy"] timezone => "UTC" locale => "fr" target => "at" }',
        {"t": "05 févr. 2024"},
        {"at": "2024-02-05T00:00:00.000Z"},
    ),
    "nanoseconds on demand": (
        'date { match => ["t", "ISO8601"] precision => "ns" target => "at" }',
        {"t": "2024-03-05T06:07:08.123456789Z"},
        {"at": "2024-03-05T06:07:08.123456789Z"},
    ),
    "a decimal of the json filter": (
        'json { source => "m" } date { match => ["t", "UNIX"] target => "at" }',
        {"m": '{"t": 1709618828.0}'},
        {"t": 1709618828.0, "at": MARCH},
    ),
}


@pytest.mark.parametrize(("config", "event", "change"), CASES.values(), ids=CASES)
def test_event(config, event, change):
    expected = {key: value for key, value in {**event, **change}.items() if value is not ...}
    assert run_filter(config, event) == expected


def test_the_event_gets_the_time():
    event = {**TEXT, "@timestamp": "2000-01-01T00:00:00Z"}
    assert run_filter('date { match => ["t", "ISO8601"] }', event)["@timestamp"] == MARCH
    event["t"] = "bad"
    assert run_filter('date { match => ["t", "ISO8601"] }', event)["@timestamp"] == "2000-01-01T00:00:00.000Z"


def test_the_event_s_own_time_is_no_text():
    event = {"@timestamp": "2000-01-01T00:00:00Z"}
    assert run_filter('date { match => ["@timestamp", "ISO8601"] target => "x" }', event)["tags"] == FAILED["tags"]


def test_without_a_zone_that_of_the_machine_counts(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    found = run_filter('date { match => ["t", "ISO8601"] target => "at" }', LOCAL)
    assert found["at"] == "2024-07-15T03:00:00.000Z"


def test_the_year_comes_from_the_clock_that_was_handed_in():
    step = DateFilter(Context(clock=lambda: 0), match=["t", "MMM dd"], timezone="UTC").compile()
    event = {"t": "Mar 05"}
    assert step(event)
    assert event["@timestamp"] == "1970-03-05T00:00:00.000Z"


REFUSED = {
    'match => ["t"]': 'option "match": expected a field and at least one pattern, got 1 of them',
    'match => "t" timezone => "Mars/Base"': 'option "timezone": expected a time zone',
    'match => "t"': 'option "match": expected a field and at least one pattern, got 1 of them',
    'target => "x"': 'needs the option "match"',
    'match => ["t", ""]': 'option "match": expected a date pattern such as "yyyy-MM-dd", got ""',
    'match => ["t", "ss.fff"]': 'in "ss.fff", got "f"',
    'match => ["t", "UNIX"] match => ["t", "ISO8601"]': '"match" given twice is one list',
    'match => ["[t", "UNIX"]': "expected a field first",
    'match => ["t", "UNIX"] timezone => "Mars/Base"': 'option "timezone": expected a time zone',
    'match => ["t", "UNIX"] timezone => "%{[a}"': 'option "timezone": ',
    'match => ["t", "UNIX"] precision => "us"': "expected one of ms, ns",
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_what_is_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        config_warnings(f"filter {{ date {{ {options} }} }}")
    assert message in str(refused.value)


WARNED = {
    'match => ["t", "yyyy-mm-dd"]': '"m" in "yyyy-mm-dd" is the minute',
    'match => ["t", "MMM dd"] locale => "xx"': 'no names are known for "xx"',
}


@pytest.mark.parametrize(("options", "message"), WARNED.items(), ids=WARNED)
def test_what_is_warned_of(options, message):
    (warning,) = config_warnings(f"filter {{ date {{ {options} }} }}")
    assert message in str(warning)


def test_no_warning_for_a_config_in_order():
    assert not config_warnings('filter { date { match => ["t", "ISO8601", "MMM dd HH:mm:ss"] locale => "en_US" } }')
