"""What is measured follows config/logs.conf, and says so when that changes."""

import pytest

from bench.configs import logs_config, statements, with_filters, with_topic, without_ids
from bench.stand import ROOT
from pipeline.testing import check_config

CONFIG = logs_config(ROOT)


def test_the_filters_are_those_of_the_config():
    found = statements(CONFIG)
    assert [text.split()[0] for text in found] == ["if", "json", "date", "geoip"]
    assert all(text.endswith("}") for text in found)
    for number in range(len(found) + 1):
        check_config(with_filters(found[:number]))


def test_each_run_has_a_group_of_its_own():
    first, second = (with_topic(CONFIG, "some-topic", 2) for _ in range(2))
    assert first != second
    assert 'topics => ["some-topic"]' in first and "consumer_threads => 2" in first
    check_config(first)
    check_config(without_ids(first))


def test_a_config_that_says_something_else_is_noticed():
    with pytest.raises(ValueError, match="no longer says consumer_threads => 4"):
        with_topic(CONFIG.replace("threads => 4", "threads => 8"), "some-topic", 2)
