"""Plugins of Logstash that aren't here: none of them is, and what is said to do their work does it."""

import pytest

from pipeline.plugin.find import plugin_names
from pipeline.plugin.known import INSTEAD, KNOWN
from pipeline.testing import run_filter

EVENT = {"source": {"a": [1, None]}}
MADE = {
    "environment": ("field", "of the environment"),
    "json_encode": ("target", '{"a":[1,null]}'),
    "uuid": ("field", "-"),
}


@pytest.mark.parametrize("kind", KNOWN)
def test_what_is_said_not_to_be_here_is_not(kind):
    assert not KNOWN[kind] & set(plugin_names(kind))


def test_what_is_said_to_do_the_work_is_of_plugins_that_are_not_here():
    assert all(name in KNOWN[kind] for kind, name in INSTEAD)


@pytest.mark.parametrize("name", [name for (_, name), hint in INSTEAD.items() if hint.startswith("write: ")])
def test_a_filter_that_is_said_to_do_the_work_does_it(name, monkeypatch):
    monkeypatch.setenv("VARIABLE", "of the environment")
    field, value = MADE[name]
    text = INSTEAD["filter", name].removeprefix("write: ")
    assert value in run_filter(text, EVENT)[field]
