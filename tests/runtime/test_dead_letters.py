"""Dead letters on disk: one JSON object a line, durable, in segments."""

import base64
import json
import resource
from contextlib import contextmanager

import pytest

from pipeline.plugin import DeadLetter
from pipeline.runtime import dead_letters
from pipeline.runtime.dead_letters import DeadLetterQueue


def lines(folder):
    return [json.loads(line) for path in sorted(folder.rglob("*.jsonl")) for line in path.read_text().splitlines()]


def test_an_entry_holds_the_event_the_record_and_the_reason(tmp_path):
    queue = DeadLetterQueue(tmp_path, "main", lambda: 1_700_000_000_000_000_000)
    queue.write([DeadLetter(b'{"a":1}', b'{"a":1,"@version":"1"}', "status 400")])
    queue.close()
    (entry,) = lines(tmp_path)
    assert entry["reason"] == "status 400"
    assert entry["pipeline"] == "main"
    assert entry["entry_time"] == "2023-11-14T22:13:20.000Z"
    assert base64.b64decode(entry["record"]["value"]) == b'{"a":1}'
    assert json.loads(entry["event"]) == {"a": 1, "@version": "1"}


def test_a_record_of_kafka_is_told_with_its_place(tmp_path):
    class Message:
        def topic(self):
            return "logs"

        def partition(self):
            return 3

        def offset(self):
            return 17

        def value(self):
            return None

    queue = DeadLetterQueue(tmp_path, "main", lambda: 0)
    queue.write([DeadLetter(Message(), b"", "tombstone")])
    queue.close()
    assert lines(tmp_path)[0]["record"] == {"topic": "logs", "partition": 3, "offset": 17, "value": None}


def test_a_restart_begins_a_new_segment_and_keeps_the_old(tmp_path):
    for reason in ("first", "second"):
        queue = DeadLetterQueue(tmp_path, "main", lambda: 0)
        queue.write([DeadLetter(b"x", b"", reason)])
        queue.close()
    assert [entry["reason"] for entry in lines(tmp_path)] == ["first", "second"]
    assert len(list(tmp_path.rglob("*.jsonl"))) == 2


def test_a_full_segment_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(dead_letters, "SEGMENT_BYTES", 100)
    queue = DeadLetterQueue(tmp_path, "main", lambda: 0)
    for number in range(3):
        queue.write([DeadLetter(b"x" * 100, b"", str(number))])
    queue.close()
    assert len(list(tmp_path.rglob("*.jsonl"))) == 3
    assert [entry["reason"] for entry in lines(tmp_path)] == ["0", "1", "2"]


@contextmanager
def files_of_at_most(size):
    """What is written beyond so many bytes of a file is refused, as by a full disk: a part of it may be there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_no_part_of_what_was_refused(tmp_path):
    queue = DeadLetterQueue(tmp_path, "main", lambda: 0)
    queue.write([DeadLetter(b"x", b"{}", "first")])
    several = [DeadLetter(b"x", b"{}", str(number)) for number in range(50)]
    with files_of_at_most(1000):
        for _ in range(3):
            with pytest.raises(OSError, match="too large"):
                queue.write(several)
            assert [entry["reason"] for entry in lines(tmp_path)] == ["first"]
    queue.write(several)
    queue.close()
    assert [entry["reason"] for entry in lines(tmp_path)] == ["first", *map(str, range(50))]
