"""The kafka input on the broker in this process, for machines without a Kafka; a group takes 3 s to form there."""

import time

from pipeline.embedded.broker import EmbeddedBroker
from tests.inputs.runs import Running


def test_four_threads_read_a_topic_and_commit_it():
    with EmbeddedBroker() as broker:
        broker.produce("app", (b'{"n":%d}' % number for number in range(20_000)))
        config = f"""input {{ kafka {{
            bootstrap_servers => "{broker.bootstrap}" topics_pattern => "a[p]{{2}}" group_id => "readers"
            auto_offset_reset => "earliest" codec => json consumer_threads => 4 decorate_events => extended
        }} }}"""
        with Running(config) as running:
            running.until_events(20_000, 30)
            assert len({event["@metadata"]["kafka"]["partition"] for event in running.events}) == 4
        assert sorted(event["n"] for event in running.events) == list(range(20_000))
        assert broker.committed("app", "readers") == 20_000


def test_no_broker_is_no_reason_to_end():
    config = 'input { kafka { bootstrap_servers => "127.0.0.1:1" topics => "any" } }'
    with Running(config) as running:
        time.sleep(1)
        assert running.runner.running()
        before = time.monotonic()
    assert time.monotonic() - before < 5
    assert [worker.state for worker in running.runner.workers] == ["finished"]
