"""Filter `useragent`: the two layouts, where they go, and what is no agent (golden/notes/useragent.md)."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.useragent import UseragentFilter
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_filter

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.109 Safari/537.36"
OTHER = {"name": "Other", "os": "Other", "os_name": "Other", "os_full": "Other", "device": "Other"}
CURL = {**OTHER, "name": "curl", "version": "8.4.0", "major": "8", "minor": "4", "patch": "0"}
OTHER_ECS = {"name": "Other", "os": {"name": "Other", "full": "Other"}, "device": {"name": "Other"}}
CURL_ECS = {**OTHER_ECS, "name": "curl", "version": "8.4.0"}
FAILED = {"tags": ["_useragent_error"]}
ROOT = 'useragent { source => "ua" }'


def test_flat_layout():
    assert run_filter(ROOT, {"ua": IPHONE}) == {
        "ua": IPHONE,
        "name": "Mobile Safari",
        "version": "17.2",
        "major": "17",
        "minor": "2",
        "os": "iOS",
        "os_name": "iOS",
        "os_full": "iOS 17.2.1",
        "os_version": "17.2.1",
        "os_major": "17",
        "os_minor": "2",
        "os_patch": "1",
        "device": "iPhone",
    }


def test_ecs_layout():
    assert run_filter(ROOT, {"ua": CHROME}, "v8")["user_agent"] == {
        "name": "Chrome",
        "version": "120.0.6099.109",
        "os": {"name": "Windows", "version": "10", "full": "Windows 10"},
        "device": {"name": "Other"},
    }


def test_ecs_keeps_the_parts_of_versions_as_metadata():
    step = UseragentFilter(Context(), source="ua").compile()
    event = {"ua": IPHONE, "@metadata": {"filter": {"x": 1}}}
    assert step(event)
    agent = {"major": "17", "minor": "2"}
    system = {"version": {"major": "17", "minor": "2", "patch": "1"}}
    assert event["@metadata"] == {"filter": {"x": 1, "user_agent": {"version": agent, "os": system}}}


# what it shows: (options, the event that goes in, what the filter adds or changes)
FLAT = {
    "no version": ("", {"ua": "kube-probe/1.28"}, OTHER),
    "blanks are a text": ("", {"ua": " "}, OTHER),
    "a list counts by its first": ("", {"ua": ["curl/8.4.0", CHROME]}, CURL),
    "a prefix": ('prefix => "x_"', {"ua": "-"}, {f"x_{name}": value for name, value in OTHER.items()}),
    "a prefix below a target": ('target => "[a][b]" prefix => "x."', {"ua": "-"}, {"a": {"b": {f"x.{name}": value for name, value in OTHER.items()}}}),
    "fields are replaced": ("", {"ua": "-", "name": "x", "version": "1"}, OTHER),
    "a target that is a map keeps what it has": ('target => "t"', {"ua": "-", "t": {"name": "x", "a": 1}}, {"t": {**OTHER, "a": 1}}),
    "a target that is null": ('target => "t"', {"ua": "-", "t": None}, {"t": OTHER}),
    "a target that is a text": ('target => "t"', {"ua": "-", "t": "x"}, FAILED),
    "a target below a text": ('target => "[ua][x]"', {"ua": "-"}, FAILED),
    "the target takes the source's place": ('target => "[ua]"', {"ua": "curl/8.4.0"}, {"ua": CURL}),
    "success": ('add_tag => ["%{name}"]', {"ua": "curl/8.4.0"}, {**CURL, "tags": ["curl"]}),
}  # fmt: skip
ECS = {
    "curl": ("", {"ua": "curl/8.4.0"}, {"user_agent": CURL_ECS}),
    "another target": ('target => "[http][agent]"', {"ua": "-"}, {"http": {"agent": OTHER_ECS}}),
    "a prefix has no effect": ('prefix => "x_"', {"ua": "-"}, {"user_agent": OTHER_ECS}),
    "what is there stays": ("", {"ua": "-", "user_agent": {"original": "-", "os": {"kernel": "6"}}}, {"user_agent": {**OTHER_ECS, "original": "-", "os": {"name": "Other", "full": "Other", "kernel": "6"}}}),
    "a text where a map belongs": ("", {"ua": "-", "user_agent": {"device": "x"}}, FAILED),
    "a text of metadata where a map belongs": ("", {"ua": "curl/8.4.0", "@metadata": {"filter": "x"}}, FAILED),
}  # fmt: skip
NOTHING = {"absent": {}, "null": {"ua": None}, "empty": {"ua": ""}, "an empty list": {"ua": []}, "no text": {"ua": 5}, "a map": {"ua": {"a": 1}}, "a list of no text": {"ua": [None]}}  # fmt: skip


@pytest.mark.parametrize(("options", "event", "change"), FLAT.values(), ids=FLAT)
def test_flat(options, event, change):
    assert run_filter(f'useragent {{ source => "ua" {options} }}', event) == {**event, **change}


@pytest.mark.parametrize(("options", "event", "change"), ECS.values(), ids=ECS)
def test_ecs(options, event, change):
    found = run_filter(f'useragent {{ source => "ua" {options} }}', event, "v8")
    assert found == {key: value for key, value in {**event, **change}.items() if key != "@metadata"}


@pytest.mark.parametrize("event", NOTHING.values(), ids=NOTHING)
@pytest.mark.parametrize("ecs", ["disabled", "v8"])
def test_nothing_to_parse(event, ecs):
    assert run_filter('useragent { source => "ua" add_tag => ["ok"] }', event, ecs) == event


def test_the_source_below_the_target_stays():
    found = run_filter('useragent { source => "[user_agent][original]" }', {"user_agent": {"original": "-"}}, "v8")
    assert found == {"user_agent": {**OTHER_ECS, "original": "-"}}


def test_events_share_nothing():
    step = UseragentFilter(Context(), source="ua").compile()
    first, second = {"ua": IPHONE}, {"ua": IPHONE}
    assert step(first) and step(second)
    assert first == second
    first["user_agent"]["os"]["name"] = first["@metadata"]["filter"]["user_agent"]["version"]["major"] = "x"
    assert second["user_agent"]["os"]["name"] == "iOS"
    assert second["@metadata"]["filter"]["user_agent"]["version"]["major"] == "17"


REGEXES = """
user_agent_parsers:
  - regex: '(acme)/(\\d+)'
    family_replacement: 'The $1'
  - regex: 'odd(x)?'
os_parsers:
  - regex: 'on (box)'
    os_v1_replacement: '3'
device_parsers: []
"""


@pytest.fixture
def regexes(tmp_path):
    file = tmp_path / "regexes.yaml"
    file.write_text(REGEXES)
    return file


def test_patterns_of_ones_own(regexes):
    found = run_filter(f'useragent {{ source => "ua" target => "t" regexes => "{regexes}" }}', {"ua": "acme/7 on box"})
    version, system = {"version": "7", "major": "7"}, {"os_version": "3", "os_major": "3"}
    names = {"name": "The acme", "os": "box", "os_name": "box", "os_full": "box 3", "device": "Other"}
    assert found["t"] == {**names, **version, **system}


def test_a_pattern_at_odds_with_itself_tags(regexes):
    found = run_filter(f'useragent {{ source => "ua" regexes => "{regexes}" }}', {"ua": "odd"})
    assert found == {"ua": "odd", **FAILED}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "is no YAML"),
        ("[]", "expected the lists user_agent_parsers, os_parsers, device_parsers"),
        ("a: 1", "expected the lists user_agent_parsers, os_parsers, device_parsers"),
        (REGEXES.replace("(acme)", "(acme"), "in the pattern"),
    ],
)
def test_a_file_that_is_none(regexes, text, message):
    regexes.write_text(text)
    with pytest.raises(ConfigError, match=message):
        UseragentFilter(Context(), source="ua", regexes=str(regexes))


def test_a_file_that_is_missing(tmp_path):
    config = f'filter {{ useragent {{ source => "ua" regexes => "{tmp_path}/none" }} }}'
    with pytest.raises(ConfigError, match="can't be read: No such file"):
        UseragentFilter(Context(), source="ua", regexes=str(tmp_path / "none"))
    assert ["can't be read: No such file" in warning.message for warning in config_warnings(config)] == [True]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, 'needs the option "source"'),
        ({"source": "ua", "prefix": "[a]"}, 'expected the beginning of a name, got "\\[a\\]"'),
        ({"source": "ua", "lru_cache_size": 0}, "expected 1 or more, got 0"),
    ],
)
def test_options(options, message):
    with pytest.raises(ConfigError, match=message):
        UseragentFilter(Context(), **options)
