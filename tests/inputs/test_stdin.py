"""The input stdin: by itself on a pipe, and as a user runs it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.inputs.stdin import LONGEST, StdinInput, StreamReader
from pipeline.plugin import Context

HOST = socket.gethostname()


@pytest.fixture
def pipe() -> Iterator[tuple[StreamReader, int]]:
    """A reader and the end to write to."""
    reading, writing = os.pipe()
    yield StreamReader(reading), writing
    os.close(reading)


def drain(reader: StreamReader, limit: int = 1000) -> list[bytes]:
    records: list[bytes] = []
    while not reader.finished:
        records += reader.poll(limit, 1.0)
    return records


def test_lines_are_given_at_once(pipe: tuple[StreamReader, int]):
    reader, end = pipe
    os.write(end, b"one\ntwo\nthr")
    assert reader.poll(10, 5.0) == [b"one\n", b"two\n"]
    os.write(end, b"ee\n")
    assert reader.poll(10, 5.0) == [b"three\n"]
    assert reader.poll(10, 0.0) == []
    os.close(end)


def test_no_more_than_asked_for(pipe: tuple[StreamReader, int]):
    reader, end = pipe
    os.write(end, b"1\n2\n3\n")
    os.close(end)
    assert reader.poll(2, 1.0) == [b"1\n", b"2\n"]
    assert not reader.finished
    assert reader.poll(2, 1.0) == [b"3\n"]
    assert reader.finished


def test_the_last_line_needs_no_line_feed(pipe: tuple[StreamReader, int]):
    reader, end = pipe
    os.write(end, b"one\ntwo")
    os.close(end)
    assert drain(reader) == [b"one\n", b"two"]


def test_nothing_at_all(pipe: tuple[StreamReader, int]):
    reader, end = pipe
    os.close(end)
    assert drain(reader) == []


def test_a_line_without_end_is_not_held_for_ever(pipe: tuple[StreamReader, int]):
    reader, end = pipe
    data = b"x" * (3 * LONGEST) + b"\ny\n"
    writing = threading.Thread(target=lambda: (os.write(end, data) == len(data) or None, os.close(end)))
    writing.start()
    records = drain(reader)
    writing.join()
    assert b"".join(records) == data
    assert len(records) > 2


def decorated(event: dict[str, Any], record: Any = b"line\n", ecs: str = "v8") -> dict[str, Any]:
    StdinInput(Context(ecs_compatibility=ecs)).decorator()(event, record)
    return event


def test_facts_of_the_line_and_the_host():
    assert decorated({}) == {"event": {"original": "line"}, "host": {"hostname": HOST}}
    assert decorated({}, ecs="disabled") == {"host": HOST}


def test_facts_take_nobodys_place():
    own = {"event": {"original": "own", "x": 1}, "host": {"hostname": "own"}}
    assert decorated(json.loads(json.dumps(own))) == own
    assert decorated({"event": "text", "host": "text"}) == {"event": "text", "host": "text"}
    assert decorated({"event": None, "host": {}}) == {"event": None, "host": {"hostname": HOST}}


def test_what_a_codec_held_back_has_no_line():
    assert decorated({}, record=[{}]) == {"host": {"hostname": HOST}}


@pytest.mark.parametrize("codec", ["msgpack", "gzip_lines"])
def test_what_is_no_text_is_not_kept(codec):
    event: dict[str, Any] = {}
    StdinInput(codec=codec).decorator()(event, b"\x81\n")
    assert event == {"host": {"hostname": HOST}}


def run(config: str, data: bytes) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pipeline", "run", "-e", f"{config} output {{ stdout {{ codec => json_lines }} }}"]
    done = subprocess.run(command, input=data, capture_output=True, timeout=60, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_is_read_by_lines():
    events = run("input { stdin { codec => json } }", b'{"a":1}\n{"event":"text"}\nbad')
    assert [event.get("a") or event.get("message") or event["event"] for event in events] == [1, "text", "bad"]
    assert events[0]["event"] == {"original": '{"a":1}'}
    assert events[1]["host"] == {"hostname": HOST}
    assert events[2]["tags"] == ["_jsonparsefailure"]


def test_the_default_is_lines():
    events = run('input { stdin { add_field => { "seen" => "%{message}" } } }', b"one\r\n\nlast")
    assert [event["message"] for event in events] == ["one\r", "", "last"]
    assert [event["event"]["original"] for event in events] == ["one\r", "", "last"]
    assert events[0]["seen"] == "one\r"


def test_a_delimiter_of_another_kind():
    events = run('input { stdin { codec => line { delimiter => ";" } } }', b"a;b\nc;d")
    assert [event["message"] for event in events] == ["a", "b\nc", "d"]


def test_ctrl_c_ends_it():
    command = [sys.executable, "-m", "pipeline", "run", "-e", "input { stdin { } } output { stdout { codec => line } }"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        process.stdin.write(b"one\n")
        process.stdin.flush()
        assert b"one" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_lines_come_out_while_the_input_stays_open():
    config = "input { stdin { } } output { stdout { codec => line { format => '%{message}' } } }"
    command = [sys.executable, "-m", "pipeline", "run", "-e", config]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin and process.stdout
        for number in range(3):
            process.stdin.write(b"line %d\n" % number)
            process.stdin.flush()
            assert process.stdout.readline() == b"line %d\n" % number
            time.sleep(0.01)
        process.stdin.close()
        assert process.wait(10) == 0
