"""Filter `de_dot`: which names lose their dots, and what takes their place."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.de_dot import DeDotFilter
from pipeline.testing import run_filter

FAILED = ["_de_dot_error"]

# what it shows: (options, the event that goes in, the event that comes out)
CASES = {
    "every dot at the top": ("", {"a.b": 1, "c..d": 2, ".": None, "e": False}, {"a_b": 1, "c__d": 2, "_": None, "e": False}),
    "what stood there goes": ("", {"a.b": 1, "a_b": 2}, {"a_b": 1}),
    "maps keep their names": ("", {"a": {"b.c": 1}}, {"a": {"b.c": 1}}),
    "brackets in a name are letters": ("", {"x[y].z": 1}, {"x[y]_z": 1}),
    "a separator": ('separator => "--"', {"a.b": 1}, {"a--b": 1}),
    "no separator": ('separator => ""', {"a.b": 1}, {"ab": 1}),
    "common options, dots or not": ('add_tag => ["ok"]', {"a": 1}, {"a": 1, "tags": ["ok"]}),
    "maps": ("nested => true", {"a.b.c": 1, "a.d": 2}, {"a": {"b": {"c": 1}, "d": 2}}),
    "maps join those there are": ("nested => true", {"a.b": 1, "a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
    "nested by the separator": ('separator => "]["', {"a.b": 1}, {"a": {"b": 1}}),
    "a text where the map should be": (
        'nested => true add_tag => ["ok"]',
        {"a.b": 1, "a": "x"},
        {"a.b": 1, "a": "x", "tags": FAILED},
    ),
    "an empty name": ("nested => true", {".a": 1}, {".a": 1, "tags": FAILED}),
    "a tag of your own": ('nested => true tag_on_failure => "t"', {"a.": 1}, {"a.": 1, "tags": ["t"]}),
    "nothing stands below tags": ("nested => true", {"tags.a": 1}, {"tags.a": 1, "tags": FAILED}),
    "maps below, recursively": (
        "recursive => true",
        {"a.b": {"c.d": {"e.f": 1}}, "g": {"h.i": 2}},
        {"a_b": {"c_d": {"e_f": 1}}, "g": {"h_i": 2}},
    ),
    "maps in lists are left alone": ("recursive => true", {"a": [{"b.c": 1}]}, {"a": [{"b.c": 1}]}),
    "recursively into maps": (
        "recursive => true nested => true",
        {"a.b": {"c.d": 1, "c": {"e.f": 2}}},
        {"a": {"b": {"c": {"d": 1, "e": {"f": 2}}}}},
    ),
    "a text in the way below": (
        "recursive => true nested => true",
        {"m": {"c": 1, "c.d": 2}},
        {"m": {"c": 1, "c.d": 2}, "tags": FAILED},
    ),
    "some fields": ('fields => ["a.b", "c"]', {"a.b": 1, "c": 2, "d.e": 3}, {"a_b": 1, "c": 2, "d.e": 3}),
    "a null is there": ('fields => ["a.b"]', {"a.b": None}, {"a_b": None}),
    "a missing field": ('fields => ["a.b"] add_tag => ["ok"]', {"x.y": 1}, {"x.y": 1, "tags": ["ok"]}),
    "a field below": ('fields => ["[c][d.e]"]', {"c": {"d.e": 1, "f.g": 2}}, {"c": {"d_e": 1, "f.g": 2}}),
    "a field below, nested": ('fields => ["[c][d.e]"] nested => true', {"c": {"d.e": 1}}, {"c": {"d": {"e": 1}}}),
    "dots above too": ('fields => ["[a.b][c.d]"]', {"a.b": {"c.d": 1}}, {"a_b": {"c_d": 1}}),
    "what is beside it stays": (
        'fields => ["[a.b][c.d]"]',
        {"a.b": {"c.d": 1, "e": 2}},
        {"a_b": {"c_d": 1}, "a.b": {"e": 2}},
    ),
    "a map without dots stays, empty or not": ('fields => ["[a][b.c][d]"]', {"a": {"b.c": {"d": 1}}}, {"a": {"b_c": {"d": 1}}}),
    "fields and what is below": (
        'fields => ["a.b", "c"] recursive => true',
        {"a.b": {"c.d": 1}, "c": {"e.f": 2}, "g": {"h.i": 3}},
        {"a_b": {"c_d": 1}, "c": {"e_f": 2}, "g": {"h.i": 3}},
    ),
    "a field below a text": (
        'fields => ["[c][d.e]"] nested => true',
        {"c": {"d.e": 1, "d": "x"}},
        {"c": {"d.e": 1, "d": "x"}, "tags": FAILED},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "expected"), CASES.values(), ids=CASES)
def test_case(options, event, expected):
    assert run_filter(f"de_dot {{ {options} }}", event) == expected


def test_metadata_keeps_its_names():
    config = 'de_dot { recursive => true } mutate { add_field => { "m" => "%{[@metadata][a.b]}" } }'
    assert run_filter(config, {"@metadata": {"a.b": "x"}}) == {"m": "x"}


def test_deep_maps():
    event = {"x": 1}
    for _ in range(5000):
        event = {"a.b": event}
    assert DeDotFilter(recursive=True).compile()(event)
    for _ in range(5000):
        event = event["a_b"]
    assert event == {"x": 1}


REFUSED = {
    'separator => "."': 'option "separator": expected a text without dots, got "."',
    'separator => "["': "nested => true",
    'fields => ["[a"]': "expected a field such as",
    'fields => ["a", "b."] nested => true': 'option "fields": "b.": a dot at the end of a name',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        run_filter(f"de_dot {{ {options} }}", {})
    assert message in str(refused.value)
