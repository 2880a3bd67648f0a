"""Filters composed in Python."""

import pytest

from pipeline.errors import ConfigError, PipelineError
from pipeline.filters.json import JsonFilter
from pipeline.filters.mutate import MutateFilter
from pipeline.stages import chain, when


def test_stages_run_in_order():
    run = chain(MutateFilter(rename={"m": "message"}), JsonFilter(source="message"))
    (event,) = run([{"m": '{"a": 1}'}])
    assert event["a"] == 1
    assert event["@version"] == "1"


def test_a_condition_chooses():
    run = chain(when('[level] == "ERROR"', MutateFilter(add_tag=["error"])).otherwise(MutateFilter(add_tag=["other"])))
    assert [event["tags"] for event in run([{"level": "ERROR"}, {"level": "INFO"}])] == [["error"], ["other"]]


def test_conditions_nest():
    run = chain(when("[a]", when("[b]", MutateFilter(add_tag=["both"]))))
    assert [event.get("tags") for event in run([{"a": 1, "b": 1}, {"a": 1}, {"b": 1}])] == [["both"], None, None]


def test_options_are_checked_when_the_filter_is_made():
    with pytest.raises(ConfigError, match='did you mean "source"'):
        JsonFilter(souce="message")


def test_a_condition_that_cannot_be_decided_is_an_error_here():
    with pytest.raises(PipelineError, match="compared"):
        chain(when("[a] > 5", MutateFilter(add_tag=["x"])))([{"a": "text"}])
