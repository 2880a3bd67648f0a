"""The floor does the work that the pipeline does, and the figures of the filters have the shape that others read."""

import json

import pytest

from bench import floor
from bench.configs import logs_config, without_ids
from bench.filters import floor_work, in_turns, kafka_messages, measure, worker_process
from bench.stand import ROOT, Stand, batches


@pytest.fixture
def stand():
    with Stand(quick=True, scale=0.003) as stand:
        yield stand


def documents(text):
    """Index and document of each pair of lines."""
    lines = [json.loads(line) for line in bytes(text).splitlines()]
    return [
        (next(iter(action.values()))["_index"], document)
        for action, document in zip(lines[::2], lines[1::2], strict=True)
    ]


def test_the_floor_gives_the_documents_that_the_pipeline_gives(stand):
    messages = kafka_messages(stand.values(300))
    process, sinks = worker_process(stand, logs_config(ROOT))
    assert process(messages) == 0
    with sinks[0].text() as text:
        ours = documents(text)
    assert len(ours) == len(messages)
    assert documents(floor.filters(str(stand.database))(messages)) == ours
    tags = {tag for _, document in ours for tag in document.get("tags", [])}
    assert tags == {"error", "_jsonparsefailure", "_geoip_lookup_failure"}
    assert len({index for index, _ in ours}) == 3


def test_without_ids_elasticsearch_names_the_documents(stand):
    process, sinks = worker_process(stand, without_ids(logs_config(ROOT)))
    process(kafka_messages(stand.values(5)))
    with sinks[0].text() as text:
        assert json.loads(bytes(text).splitlines()[0])["index"]["_id"] is None


def test_every_work_takes_all_batches_in_every_round(stand):
    seen = {"a": 0, "b": 0}

    def count(name):
        def work(everything):
            seen[name] += sum(map(len, everything))

        return work

    costs = in_turns({name: count(name) for name in seen}, [[1, 2], [3]], rounds=4)
    assert seen == {"a": 15, "b": 15}  # once more than there are rounds, to get warm
    assert [len(values) for values in costs.values()] == [4, 4]


def test_the_floor_works_on_batches_as_they_come(stand):
    floor_work(stand.database)(list(batches(kafka_messages(stand.values(300)), 7)))


def test_shape(stand):
    results = measure(stand)
    assert set(results) == {"filters", "filters_with_ids"}
    for found in results.values():
        assert {"us_per_event", "floor_us_per_event", "ratio", "spread", "pairs"} <= set(found)
        assert found["us_per_event"] > 0 < found["floor_us_per_event"]
        assert found["pairs"] >= 1
