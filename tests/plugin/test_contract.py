"""What every plugin owes, tried on each that is found: no list of plugins to keep, no base class to inherit.

A filter with required options needs a line in MINIMAL; the test says so.
"""

import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.event import copy_event, from_data
from pipeline.plugin import Context, Drop, Expand
from pipeline.plugin.find import KINDS, find_plugin, plugin_names
from pipeline.plugin.options import declared_options
from pipeline.testing import run_config

PLUGINS = [(kind, name) for kind in KINDS for name in plugin_names(kind)]

# What each filter needs at least, over the fields "f" and "g".
MINIMAL = {
    "cidr": 'address => ["%{f}"] network => ["10.0.0.0/8"]',
    "clone": 'clones => ["copy"]',
    "csv": 'source => "f"',
    "date": 'match => ["f", "ISO8601", "UNIX", "yyyy-MM-dd HH:mm:ss"]',
    "de_dot": "nested => true recursive => true",
    "dissect": 'mapping => { "f" => "%{a} %{+a/2} %{&b}" } convert_datatype => { "g" => "int" }',
    "drop": "percentage => 50",
    "fingerprint": 'source => ["f", "g"] concatenate_sources => true',
    "geoip": 'source => "f" target => "geoip"',
    "grok": 'match => { "f" => "%{IP:ip}|%{NUMBER:[n][m]:int} %{GREEDYDATA:g}" }',
    "json": 'source => "f"',
    "kv": 'source => "f" recursive => true',
    "mutate": 'convert => { "f" => "integer" } gsub => ["g", "a+", "%{f}"] split => { "f" => "," } merge => { "f" => "g" }',
    "prune": 'whitelist_names => ["f"] blacklist_values => ["f", "x"]',
    "python": f'path => "{Path(__file__).parent}/any_event.py"',
    "ruby": """code => "x = event.get('f'); event.set('g', x.upcase.split(/a/).map { |y| y + 'z' }) if x" """,
    "split": 'field => "f"',
    "syslog_pri": 'syslog_pri_field_name => "f"',
    "translate": 'source => "f" dictionary => { "a" => "b" } fallback => "%{g}" target => "t"',
    "truncate": "length_bytes => 3",
    "urldecode": "all_fields => true",
    "useragent": 'source => "f" target => "ua"',
    "xml": 'source => "f" target => "doc"',
}

texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["10.1.2.3", "2024-05-06T07:08:09Z", "a=1 b=2", "a,b", '{"x": 1, "tags": 3}', "%{g}", "<a>1</a>", "-1.5"]
    ),
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), texts)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
events = st.dictionaries(
    st.sampled_from(["f", "g", "tags", "geoip", "type", "message", "a.b"]) | texts, values, max_size=5
)


def made(name, ecs, databases):
    """The compiled shape of a filter with its least options."""
    assert name in MINIMAL or not any(one.required for one in declared_options(find_plugin("filter", name)).values()), (
        f'add the least options of filter "{name}" to MINIMAL'
    )
    from pipeline.compiler import check_sources
    from pipeline.source import Source

    more = f' database => "{databases}/GeoLite2-City-Test.mmdb"' if name == "geoip" else ""
    text = f"filter {{ {name} {{ {MINIMAL.get(name, '')}{more} }} }}"
    checked = check_sources(
        [Source(name, text)], Context(ecs_compatibility=ecs, clock=lambda: 1_700_000_000_000_000_000)
    )
    return checked.plan.filters[0].plugin.compile()


def result(shape, event):
    """What a shape makes of an event, comparable."""
    if isinstance(shape, Expand):
        kept, matched = shape.expand(event)
        return [list(kept), len(matched)]
    if isinstance(shape, Drop):
        return shape.condition is None or bool(shape.condition(event))
    return [shape(event), event]


@pytest.mark.parametrize("ecs", ["v8", "disabled"])
@pytest.mark.parametrize("name", plugin_names("filter"))
def test_no_event_makes_a_filter_raise(name, ecs, databases):
    shape = made(name, ecs, databases)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(events)
    def any_event(data):
        event = from_data(copy.deepcopy(data), lambda: 0)
        first = result(shape, copy_event(event))
        if name != "drop":
            assert repr(first) == repr(result(shape, copy_event(event))), "the same event twice gives the same result"

    any_event()


@pytest.mark.parametrize(("kind", "name"), PLUGINS)
def test_an_unknown_option_is_refused(kind, name):
    with pytest.raises(ConfigError, match="no_such_option"):
        find_plugin(kind, name)(no_such_option=1)


@pytest.mark.parametrize(("kind", "name"), PLUGINS)
def test_defaults_are_not_shared(kind, name):
    for declared in declared_options(find_plugin(kind, name)).values():
        first, second = declared.make_default(), declared.make_default()
        assert not isinstance(first, list | dict) or first is not second


def test_an_event_may_be_of_any_kind_in_a_whole_pipeline():
    config = 'filter { if [f] { mutate { add_field => { "seen" => "%{f}" } } } if "x" in [tags] or [g] =~ /a/ { json { source => "g" } } }'

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.binary(max_size=30), max_size=5))
    def any_bytes(data):
        run_config(config, data)

    any_bytes()
