"""Filter `clone`: the event, then its copies."""

import json

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import config_warnings, run_config


def clone(options, event, ecs_compatibility="disabled"):
    """The events that come out, without what every event gets."""
    config = f"filter {{ clone {{ {options} }} }}"
    found = run_config(config, [json.dumps(event)], ecs_compatibility=ecs_compatibility)
    for one in found:
        one.pop("@version")
        one.pop("@timestamp")
    return found


# what it shows: (options, the event that goes in, the copies)
PLAIN = {
    "the name is the type": ('clones => ["x"]', {"a": 1}, [{"a": 1, "type": "x"}]),
    "another type is replaced": ('clones => ["x"]', {"type": "t"}, [{"type": "x"}]),
    "a copy for each name": ('clones => ["x", "y"]', {}, [{"type": "x"}, {"type": "y"}]),
    "a lone name": ("clones => name", {}, [{"type": "name"}]),
    "names are taken as they are": ('clones => ["%{a}"]', {"a": 1}, [{"a": 1, "type": "%{a}"}]),
    "a number is one": ("clones => [5]", {}, [{"type": 5}]),
    "the layout may be chosen here": ('clones => ["x"] ecs_compatibility => "v8"', {}, [{"tags": ["x"]}]),
    "common options are for the copies": (
        'clones => ["x"] add_field => { "n" => "%{type}" } add_tag => ["c"] remove_field => ["b"]',
        {"b": 1},
        [{"type": "x", "n": "x", "tags": ["c"]}],
    ),
}
ECS = {
    "the name is a tag": ('clones => ["x"]', {"type": "t"}, [{"type": "t", "tags": ["x"]}]),
    "behind the tags there are": ('clones => ["x"]', {"tags": ["a"]}, [{"tags": ["a", "x"]}]),
    "a lone tag becomes a list": ('clones => ["x"]', {"tags": "a"}, [{"tags": ["a", "x"]}]),
    "the same tag again": ('clones => ["x", "x"]', {"tags": ["x"]}, [{"tags": ["x", "x"]}, {"tags": ["x", "x"]}]),
    "a number is a text": ("clones => [5]", {}, [{"tags": ["5"]}]),
    "no names": ("clones => []", {"a": 1}, []),
}


@pytest.mark.parametrize(("options", "event", "copies"), PLAIN.values(), ids=PLAIN)
def test_plain(options, event, copies):
    assert clone(options, event) == [event, *copies]


@pytest.mark.parametrize(("options", "event", "copies"), ECS.values(), ids=ECS)
def test_ecs(options, event, copies):
    assert clone(options, event, "v8") == [event, *copies]


def test_copies_are_independent():
    config = """filter {
        clone { clones => ["x"] }
        if [type] == "x" { mutate { add_field => { "[m][n]" => "1" } } }
    }"""
    found = run_config(config, ['{"m": {"z": 1}}'], ecs_compatibility="disabled")
    assert [event["m"] for event in found] == [{"z": 1, "n": "1"}, {"z": 1}]  # an if puts its own events first


def test_clones_of_clones():
    config = 'filter { clone { clones => ["x"] } clone { clones => ["y"] } }'
    found = run_config(config, ["{}"])
    assert [event.get("tags") for event in found] == [None, ["y"], ["x"], ["x", "y"]]


def warnings(options):
    return [warning.message for warning in config_warnings(f"filter {{ clone {{ {options} }} }}")]


def test_warnings():
    assert warnings('clones => ["x"]') == []
    assert "nothing is copied" in warnings("clones => []")[0]
    assert "not filled in" in warnings('clones => ["a", "%{b}"]')[0]


def test_names_are_required():
    with pytest.raises(ConfigError, match='needs the option "clones"'):
        run_config("filter { clone { } }", [])
