"""One-liners as configs have them, against what a real Ruby did: one_liners.jsonl, recorded by record_events.rb."""

import json
from pathlib import Path

import pytest

from pipeline.event import copy_event
from pipeline.filters.ruby import RubyFilter
from pipeline.plugin import Context

RECORDS = [json.loads(line) for line in Path(__file__).with_name("one_liners.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("record", RECORDS[1:], ids=lambda record: record["code"][:60])
def test_one_liner(record):
    event = copy_event(record["in"])
    RubyFilter(Context(), code=record["code"]).compile()(event)
    assert json.dumps(event, sort_keys=True) == json.dumps(record["out"], sort_keys=True)


def test_they_are_recorded():
    assert "JRuby" in RECORDS[0]["about"]
    assert len(RECORDS) > 60
