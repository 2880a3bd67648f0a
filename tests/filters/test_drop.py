"""Drop: all events that get there, or a share of them."""

import random

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.drop import DropFilter
from pipeline.plugin import Context
from pipeline.testing import run_config, run_filter

KEPT = {"a": 1}


@pytest.mark.parametrize(
    "options", ["", "percentage => 100", "percentage => 100.0", 'percentage => "100"', "percentage => 150"]
)
def test_dropped(options):
    assert run_filter(f"drop {{ {options} }}", {"a": 1}) is None


@pytest.mark.parametrize("options", ["percentage => 0", "percentage => 0.0", "percentage => -5"])
def test_kept(options):
    assert run_filter(f"drop {{ {options} }}", {"a": 1}) == KEPT


def test_what_is_kept_did_not_match():
    assert run_filter('drop { percentage => 0 add_tag => ["t"] remove_field => ["a"] }', {"a": 1}) == KEPT


def test_what_follows_sees_the_others_only():
    config = 'filter { if [level] == "DEBUG" { drop { } } mutate { add_tag => ["seen"] } }'
    events = run_config(config, ['{"level": "DEBUG"}', '{"level": "INFO"}'])
    assert [(event["level"], event["tags"]) for event in events] == [("INFO", ["seen"])]


def test_a_share_is_drawn_from_the_context():
    drop = DropFilter(Context(random=random.Random(7)), percentage=30).compile().condition
    again = DropFilter(Context(random=random.Random(7)), percentage=30).compile().condition
    drawn = [drop({}) for _ in range(1000)]
    assert drawn == [again({}) for _ in range(1000)]
    assert 250 < sum(drawn) < 350


def test_a_word_is_no_percentage():
    with pytest.raises(ConfigError, match="expected a number"):
        run_filter('drop { percentage => "most" }', {})
