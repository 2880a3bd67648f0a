"""The properties, tried on what Hypothesis draws; `make fuzz` goes on from there for as long as you like."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pipeline.plugin.find import KINDS, plugin_names
from tests.fuzz import strategies as drawn
from tests.fuzz.properties import PROPERTIES, builds, config_text, decoding, pipeline

FOUND = Path(__file__).parent / "found"
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOUND.glob("*.json"))}
PLUGINS = [(kind, name) for kind in KINDS for name in plugin_names(kind)]
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))  # as many times as many examples


def examples(count):
    """How often a property is tried; time and size are no faults."""
    return settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=count * TIMES)


def with_databases(text, databases):
    return text.replace("@DB@", str(databases))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_found(case, databases):
    """What was once found wrong."""
    arguments = {name: value for name, value in case.items() if name not in ("property", "why")}
    if "config" in arguments:
        arguments["config"] = with_databases(arguments["config"], databases)
    if "chunks" in arguments:
        arguments["chunks"] = [bytes.fromhex(chunk) for chunk in arguments["chunks"]]
    PROPERTIES[case["property"]](**arguments)


@examples(100)
@given(drawn.mutated_configs())
def test_a_recorded_config_with_other_tokens_is_compiled_or_refused(text):
    config_text(text)


@pytest.mark.parametrize(("kind", "name"), PLUGINS)
def test_any_options_are_taken_or_refused(kind, name, databases):
    @examples(25)
    @given(drawn.blocks(kind, name))
    def any_options(block):
        block = with_databases(block, databases)
        config_text(f"input {{ stdin {{ codec => {block} }} }}" if kind == "codec" else f"{kind} {{ {block} }}")

    any_options()


@pytest.mark.parametrize("name", plugin_names("filter"))
def test_any_event_through_a_filter_with_any_options(name, databases):
    @examples(25)
    @given(drawn.blocks("filter", name), drawn.lines)
    def any_event(block, lines):
        pipeline(with_databases(f"filter {{ {block} }}", databases), lines)

    any_event()


def test_any_event_through_several_filters(databases):
    @examples(100)
    @given(drawn.pipelines, drawn.lines)
    def any_event(config, lines):
        pipeline(with_databases(config, databases), lines)

    any_event()


def test_any_event_is_the_same_in_all_builds(databases):
    @examples(50)
    @given(drawn.pipelines.filter(lambda config: "UUID" not in config), drawn.lines)
    def any_event(config, lines):
        builds(with_databases(config, databases), lines * 2)

    any_event()


@examples(100)
@given(drawn.conditions, drawn.lines)
def test_any_event_in_any_condition(condition, lines):
    pipeline(f"filter {{ if {condition} {{ mutate {{ add_tag => ['yes'] }} }} }}", lines)


@examples(100)
@given(drawn.option_texts, drawn.option_texts, drawn.lines)
def test_any_event_in_any_template(name, text, lines):
    pipeline(f"filter {{ mutate {{ add_field => {{ {drawn.quoted(name)} => {drawn.quoted(text)} }} }} }}", lines)


@examples(200)
@given(drawn.codecs, drawn.chunks)
def test_any_bytes_through_any_codec(codec, chunks):
    decoding(codec, chunks)
